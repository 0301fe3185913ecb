// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/sandboxreports.h"

#include "sandbox/sandboxjson.h"
#include "sandbox/sandboxtexts.h"

#include <QLocale>

#include <algorithm>
#include <map>
#include <tuple>

namespace confab::reports {

using namespace Qt::StringLiterals;

namespace {

qint64 queriesOf(const SandboxData &data, const SandboxProject &project)
{
    qint64 sum = 0;
    for (const SandboxConversation &row : data.conversations(project.id))
        sum += data.messageCount(row);
    return sum;
}

SandboxReply traffic(const SandboxData &data, const SandboxProject &project)
{
    std::map<QString, int> counts;
    for (const SandboxConversation &row : data.conversations(project.id)) {
        if (row.messages > 0)
            ++counts[data.message(row, 0).source];
    }
    QJsonArray sources;
    for (const auto &[source, count] : counts) {
        // Numbers come as strings here.
        sources.append(
            QJsonObject{{u"request_source"_s, source}, {u"request_source_number"_s, QString::number(count)}});
    }
    return wire::success(QJsonObject{{u"sources"_s, sources}});
}

SandboxReply queries(const SandboxData &data, const SandboxProject &project)
{
    const qint64 total = queriesOf(data, project);
    const QJsonArray status{QJsonObject{{u"status"_s, u"success"_s}, {u"count"_s, total - total / 97}},
                            QJsonObject{{u"status"_s, u"failed"_s}, {u"count"_s, total / 97}}};
    // An empty total is an empty array.
    return wire::success(QJsonObject{{u"total"_s, total == 0 ? QJsonValue(QJsonArray()) : QJsonValue(total)},
                                     {u"query_status"_s, total == 0 ? QJsonArray() : status}});
}

SandboxReply conversations(const SandboxData &data, const SandboxProject &project)
{
    const qsizetype total = data.conversations(project.id).size();
    const double average = total == 0 ? 0.0 : double(queriesOf(data, project)) / double(total);
    return wire::success(
        QJsonObject{{u"total"_s, QString::number(total)}, {u"average_queries_per_conversation"_s, average}});
}

SandboxReply analysis(const SandboxData &data, const SandboxProject &project)
{
    constexpr qint64 day = 86'400;
    QJsonArray queryCounts, conversationCounts, ratios;
    for (int back = 6; back >= 0; --back) {
        const qint64 to = data.now() - back * day;
        qint64 asked = 0, begun = 0;
        for (const SandboxConversation &row : data.conversations(project.id)) {
            if (row.created > to - day && row.created <= to) {
                ++begun;
                asked += data.messageCount(row);
            }
        }
        const QString label = QLocale::c().toString(QDateTime::fromSecsSinceEpoch(to, Qt::UTC), u"ddd"_s);
        const auto add = [&label](QJsonArray &list, const QJsonValue &value) {
            list.append(QJsonObject{{u"queries_number"_s, value}, {u"created_at_interval"_s, label}});
        };
        add(queryCounts, asked);
        add(conversationCounts, begun);
        add(ratios, begun == 0 ? 0.0 : double(asked) / double(begun));
    }
    return wire::success(QJsonObject{{u"queries"_s, queryCounts},
                                     {u"conversations"_s, conversationCounts},
                                     {u"queries_per_conversation"_s, ratios}});
}

std::optional<qint64> bound(const SandboxRequest &request, const QString &name)
{
    const QDateTime time = QDateTime::fromString(request.value(name), Qt::ISODate);
    return time.isValid() ? std::optional(time.toSecsSinceEpoch()) : std::nullopt;
}

QJsonObject row(const SandboxRecord &record, const SandboxConversation &conversation, qint64 project,
                const std::optional<QString> &given)
{
    const std::optional<QString> reaction = wire::reactionOf(record, given);
    // Numbers come as strings now and then.
    const QJsonValue prompt = record.id % 7 == 3 ? QJsonValue(QString::number(record.id)) : record.id;
    const QByteArray language = texts::scripts().at(conversation.script).language;
    return {{u"prompt_id"_s, prompt},
            {u"conversation_id"_s, conversation.id},
            {u"project_id"_s, project},
            {u"user_query"_s, record.question},
            {u"ai_response"_s, record.answer ? QJsonValue(*record.answer) : QJsonValue()},
            {u"created_at"_s, wire::isoTime(record.created)},
            {u"content_source"_s, record.citations > 0 ? u"own_content"_s : u"none"_s},
            {u"user_emotion"_s, record.id % 4 == 0 ? u"frustrated"_s : u"neutral"_s},
            {u"user_intent"_s, u"support"_s},
            {u"language"_s, QString::fromLatin1(language)},
            {u"feedback"_s, reaction && !reaction->isEmpty() ? QJsonValue(*reaction) : QJsonValue()},
            {u"user_location"_s, QJsonValue()},
            {u"chatbot_deployment"_s, wire::hasMetadata(record) ? QJsonValue(record.source) : QJsonValue()},
            {u"browser"_s, u"Firefox"_s}};
}

SandboxReply intelligence(const SandboxData &data, const SandboxProject &project,
                          const SandboxRequest &request, const QString &host)
{
    if (!data.options().intelligence)
        return wire::bareError(403, u"This action is unauthorized."_s);
    const std::optional<qint64> from = bound(request, u"start_date"_s);
    const std::optional<qint64> to = bound(request, u"end_date"_s);
    struct Place
    {
        const SandboxConversation *conversation;
        int position;
        qint64 time;
    };
    QList<Place> places;
    for (const SandboxConversation &each : data.conversations(project.id)) {
        const int count = data.messageCount(each);
        for (int i = 0; i < count; ++i) {
            const qint64 time = data.messageTime(each, i);
            if ((!from || time >= *from) && (!to || time <= *to))
                places.append({&each, i, time});
        }
    }
    const int limit = request.value(u"limit"_s).toInt();
    const wire::Paging paging = wire::paging(request, limit > 0 ? qMin(limit, 100) : 100, places.size());
    // The newest first, and only this page is put in order.
    const auto before = [](const Place &a, const Place &b) {
        return std::tuple(b.time, a.conversation, a.position) <
               std::tuple(a.time, b.conversation, b.position);
    };
    if (paging.count() > 0) {
        const auto first = places.begin() + paging.first();
        std::nth_element(places.begin(), first, places.end(), before);
        std::partial_sort(first, first + paging.count(), places.end(), before);
    }
    QJsonArray items;
    for (qint64 i = 0; i < paging.count(); ++i) {
        const Place &place = places.at(paging.first() + i);
        const SandboxRecord record = data.message(*place.conversation, place.position);
        items.append(row(record, *place.conversation, project.id, data.reaction(record.id)));
    }
    return wire::success(wire::paginator(items, paging, request, host));
}

} // namespace

SandboxReply stats(const SandboxData &data, const SandboxProject &project)
{
    const int pages = 40 + project.index * 17;
    return wire::success(QJsonObject{{u"pages_found"_s, pages + 3},
                                     {u"pages_crawled"_s, pages},
                                     {u"pages_indexed"_s, pages},
                                     {u"crawl_credits_used"_s, pages},
                                     {u"query_credits_used"_s, queriesOf(data, project)},
                                     {u"total_queries"_s, queriesOf(data, project)},
                                     {u"total_words_indexed"_s, pages * 812},
                                     {u"total_storage_credits_used"_s, pages * 5}});
}

SandboxReply settings(const SandboxProject &project)
{
    return wire::success(QJsonObject{
        {u"chatbot_avatar"_s, QJsonValue()},
        {u"chatbot_title"_s, project.name},
        {u"chatbot_model"_s, u"gpt-4-o"_s},
        {u"default_prompt"_s, u"How can we help?"_s},
        {u"example_questions"_s,
         project.index % 2 == 0
             ? QJsonValue(QJsonArray{u"Where is my parcel?"_s, u"How do I return an item?"_s})
             : QJsonValue()},
        {u"no_answer_message"_s, QJsonValue()},
        {u"hang_in_there_msg"_s, u"One moment …"_s},
        {u"can_export_conversation"_s, project.index % 2 == 0},
        {u"can_share_conversation"_s, false},
        {u"conversation_retention_period"_s, u"year"_s},
        {u"conversation_retention_days"_s, project.index % 2 == 0 ? QJsonValue(365) : QJsonValue()},
        {u"conversation_time_window"_s, false},
        {u"enable_feedbacks"_s, 1},
        {u"enable_citations"_s, 3},
        {u"citations_view_type"_s, u"user"_s},
        {u"enable_inline_citations_api"_s, true},
        {u"markdown_enabled"_s, true}});
}

std::optional<SandboxReply> report(const QString &kind, const SandboxData &data,
                                   const SandboxProject &project, const SandboxRequest &request,
                                   const QString &host)
{
    if (kind == "traffic"_L1)
        return traffic(data, project);
    if (kind == "queries"_L1)
        return queries(data, project);
    if (kind == "conversations"_L1)
        return conversations(data, project);
    if (kind == "analysis"_L1)
        return analysis(data, project);
    if (kind == "intelligence"_L1)
        return intelligence(data, project, request, host);
    return std::nullopt;
}

} // namespace confab::reports
