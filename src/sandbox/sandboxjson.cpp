// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/sandboxjson.h"

#include "sandbox/sandboxtexts.h"

#include <QJsonDocument>
#include <QUrl>

namespace confab::wire {

using namespace Qt::StringLiterals;
using texts::mixed;

namespace {

constexpr qint64 firstCitation = 73'558'800;
constexpr int citationCount = 24;

QJsonObject envelope(const QJsonValue &data, const QString &status)
{
    return {{u"data"_s, data}, {u"status"_s, status}};
}

QString pageUrl(const SandboxRequest &request, const QString &host, int page)
{
    QString url = host + request.path + u'?';
    for (const auto &[name, value] : request.query) {
        if (name != "page"_L1)
            url += QString::fromLatin1(QUrl::toPercentEncoding(name) + '=' + QUrl::toPercentEncoding(value)) +
                   u'&';
    }
    return url + u"page="_s + QString::number(page);
}

} // namespace

QString isoTime(qint64 seconds)
{
    return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC).toString(u"yyyy-MM-dd'T'HH:mm:ss'.000000Z'");
}

QString naiveTime(qint64 seconds)
{
    return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC).toString(u"yyyy-MM-dd HH:mm:ss");
}

QByteArray encoded(const QJsonObject &object, bool ascii)
{
    QByteArray json = QJsonDocument(object).toJson(QJsonDocument::Compact);
    json.replace('/', "\\/");
    if (!ascii)
        return json;
    QByteArray result;
    result.reserve(json.size() * 2);
    const QString text = QString::fromUtf8(json);
    for (const QChar unit : text) {
        if (unit.unicode() < 128)
            result += char(unit.unicode());
        else
            result += "\\u" + QByteArray::number(unit.unicode(), 16).rightJustified(4, '0');
    }
    return result;
}

SandboxReply success(const QJsonValue &data, int status)
{
    SandboxReply reply;
    reply.status = status;
    reply.body = encoded(envelope(data, u"success"_s));
    return reply;
}

SandboxReply error(int status, const QString &message, const QString &url)
{
    QJsonObject object = envelope(QJsonObject{{u"code"_s, status}, {u"message"_s, message}}, u"error"_s);
    object.insert(u"url"_s, url);
    SandboxReply reply;
    reply.status = status;
    reply.body = encoded(object);
    return reply;
}

SandboxReply bareError(int status, const QString &message)
{
    SandboxReply reply;
    reply.status = status;
    reply.body = QJsonDocument(QJsonObject{{u"message"_s, message}}).toJson(QJsonDocument::Indented);
    return reply;
}

SandboxReply invalid(const QString &field, const QString &message)
{
    SandboxReply reply;
    reply.status = 422;
    reply.body = encoded({{u"message"_s, message}, {u"errors"_s, QJsonObject{{field, QJsonArray{message}}}}});
    return reply;
}

QString creditsText()
{
    return u"You have exhausted your current query credits. Please contact customer service for assistance."_s;
}

QString statusText(int status)
{
    switch (status) {
    case 400:
        return u"Agent id must be integer"_s;
    case 401:
        return u"API Token is either missing or invalid"_s;
    case 403:
        return u"This action is unauthorized."_s;
    case 404:
        return u"Agent with id 0 not found"_s;
    case 502:
        return u"Bad Gateway"_s;
    case 503:
        return u"Service Unavailable"_s;
    default:
        return u"Internal Server Error"_s;
    }
}

QByteArray event(const QByteArray &name, const QByteArray &json)
{
    return "event: " + name + "\ndata: " + json + "\n\n";
}

Paging paging(const SandboxRequest &request, int perPage, qint64 total)
{
    return {qMax(1, request.value(u"page"_s).toInt()), qMax(1, perPage), total};
}

QJsonObject paginator(const QJsonArray &items, const Paging &paging, const SandboxRequest &request,
                      const QString &host)
{
    const int last = int(qMax(qint64(1), (paging.total + paging.perPage - 1) / paging.perPage));
    const auto url = [&](int page) { return pageUrl(request, host, page); };
    return {{u"current_page"_s, paging.page},
            {u"data"_s, items},
            {u"first_page_url"_s, url(1)},
            {u"from"_s, items.isEmpty() ? QJsonValue() : QJsonValue(paging.first() + 1)},
            {u"last_page"_s, last},
            {u"last_page_url"_s, url(last)},
            {u"next_page_url"_s, paging.page < last ? QJsonValue(url(paging.page + 1)) : QJsonValue()},
            {u"path"_s, QString(host + request.path)},
            {u"per_page"_s, paging.perPage},
            {u"prev_page_url"_s, paging.page > 1 ? QJsonValue(url(paging.page - 1)) : QJsonValue()},
            {u"to"_s, items.isEmpty() ? QJsonValue() : QJsonValue(paging.first() + items.size())},
            {u"total"_s, paging.total}};
}

QJsonObject project(const SandboxProject &project)
{
    // The service has sent booleans, numbers and null for the same fields.
    QJsonValue active = project.index % 3 == 1 ? QJsonValue(1) : QJsonValue(true);
    if (project.index == 7)
        active = false;
    if (project.index == 9)
        active = QJsonValue();
    return {{u"id"_s, project.id},
            {u"project_name"_s, project.name},
            {u"sitemap_path"_s, QJsonValue()},
            {u"is_chat_active"_s, active},
            {u"user_id"_s, SandboxData::userId},
            {u"team_id"_s, 17},
            {u"created_at"_s, isoTime(project.created)},
            {u"updated_at"_s, naiveTime(project.created + 86'400)},
            {u"deleted_at"_s, QJsonValue()},
            {u"type"_s, project.index % 2 == 0 ? u"SITEMAP"_s : u"URL"_s},
            {u"is_shared"_s, project.index % 2 == 0 ? QJsonValue(0) : QJsonValue()},
            {u"shareable_slug"_s, QJsonValue()},
            {u"shareable_link"_s, QJsonValue()},
            {u"embed_code"_s, QJsonValue()},
            {u"live_chat_code"_s, QJsonValue()},
            {u"are_licenses_allowed"_s, false},
            {u"subdomain_slug"_s, QJsonValue()}};
}

QJsonObject conversation(const SandboxConversation &conversation, qint64 project,
                         const std::optional<QString> &name)
{
    QJsonObject object{
        {u"created_at"_s, isoTime(conversation.created)},
        {u"updated_at"_s, isoTime(conversation.updated)},
        {u"id"_s, conversation.id},
        {u"name"_s, name ? QJsonValue(*name) : QJsonValue()},
        {u"project_id"_s, project},
        {u"created_by"_s, conversation.createdBy == 0 ? QJsonValue() : QJsonValue(conversation.createdBy)},
        {u"session_id"_s, QString::fromLatin1(conversation.session)}};
    if (conversation.id % 9 == 4)
        object.insert(u"project_id"_s, QString::number(project));
    if (conversation.id % 4 == 1)
        object.insert(u"ended_at"_s, QJsonValue());
    if (conversation.id % 11 == 3)
        object.insert(u"deleted_at"_s, QJsonValue());
    return object;
}

QJsonValue citationIds(const SandboxRecord &record)
{
    const quint64 chance = mixed(quint64(record.id) + 77);
    if (record.citations == 0)
        return chance % 2 == 0 ? QJsonValue() : QJsonValue(QJsonArray());
    QJsonArray ids;
    for (int i = 0; i < record.citations; ++i) {
        const qint64 id = firstCitation + qint64(mixed(chance + quint64(i)) % citationCount);
        // The old servers' form, a float that became text.
        if (chance % 5 == 0)
            ids.append(QString(QString::number(id) + u".0"_s));
        else
            ids.append(id);
    }
    return ids;
}

bool hasMetadata(const SandboxRecord &record)
{
    return mixed(quint64(record.id) + 33) % 13 != 0 || !record.externalId.isEmpty();
}

std::optional<QString> reactionOf(const SandboxRecord &record, const std::optional<QString> &given)
{
    static const QStringList seeded{u"liked"_s, u"disliked"_s, u"liked"_s, u"neutral"_s};
    const quint64 chance = mixed(quint64(record.id) + 33);
    if (given || !record.seeded || chance % 5 != 0)
        return given;
    return seeded.at(qsizetype((chance >> 8U) % 4));
}

QJsonObject message(const SandboxRecord &record, const std::optional<QString> &reaction, qint64 userId)
{
    const quint64 chance = mixed(quint64(record.id) + 33);
    QJsonObject object{{u"id"_s, record.id},
                       {u"user_query"_s, record.question},
                       {u"openai_response"_s, record.answer ? QJsonValue(*record.answer) : QJsonValue()},
                       {u"created_at"_s, isoTime(record.created)},
                       {u"updated_at"_s, isoTime(record.created)},
                       {u"user_id"_s, userId == 0 ? QJsonValue() : QJsonValue(userId)},
                       {u"citations"_s, citationIds(record)}};
    if (chance % 8 != 0)
        object.insert(u"conversation_id"_s, record.conversation);
    if (hasMetadata(record)) {
        object.insert(
            u"metadata"_s,
            QJsonObject{{u"user_ip"_s, u"203.0.113."_s + QString::number(chance % 250 + 1)},
                        {u"user_agent"_s, u"Mozilla/5.0 (X11; Linux x86_64; rv:128.0)"_s},
                        {u"external_id"_s, record.externalId.isEmpty() ? QJsonValue() : record.externalId},
                        {u"request_source"_s, record.source}});
    }
    if (const std::optional<QString> given = reactionOf(record, reaction)) {
        const QString &text = *given;
        object.insert(u"response_feedback"_s,
                      QJsonObject{{u"created_at"_s, isoTime(record.created + 20)},
                                  {u"updated_at"_s, isoTime(record.created + 20)},
                                  {u"user_id"_s, userId == 0 ? QJsonValue() : QJsonValue(userId)},
                                  {u"reaction"_s, text.isEmpty() ? QJsonValue() : QJsonValue(text)}});
    } else if (chance % 2 == 0) {
        object.insert(u"response_feedback"_s, QJsonValue());
    }
    return object;
}

bool isFile(qint64 citation)
{
    return citation >= firstCitation && citation < firstCitation + citationCount && citation % 6 == 2;
}

std::optional<QJsonObject> citation(qint64 id, const QString &host)
{
    if (id < firstCitation || id >= firstCitation + citationCount || id % 8 == 5)
        return std::nullopt;
    static const QStringList titles{u"Delivery times and tracking"_s,
                                    u"Returns and refunds"_s,
                                    u"Resetting your password"_s,
                                    u"Opening hours and holidays"_s,
                                    u"Warranty terms"_s,
                                    u"Rücksendung und Erstattung"_s,
                                    u"ヘルプセンター"_s,
                                    u"User manual (PDF)"_s,
                                    u"<i>Payment</i> & invoices"_s};
    const QString title = titles.at(qsizetype(id % titles.size()));
    if (isFile(id)) {
        return QJsonObject{{u"id"_s, id},
                           {u"page_url"_s, QString(host + u"/api/v1/preview/"_s + QString::number(id))},
                           {u"title"_s, title}};
    }
    const QString site = u"https://help.example.com"_s;
    const QString address =
        id % 11 == 7 ? u"javascript:alert(1)"_s : QString(site + u"/articles/"_s + QString::number(id));
    // The id of the reply need not be the one asked for.
    return QJsonObject{
        {u"id"_s, id % 8 == 7 ? 21 : id},
        {u"page_url"_s, QJsonValue()},
        {u"url"_s, address},
        {u"title"_s, id % 10 == 9 ? QJsonValue() : QJsonValue(title)},
        {u"description"_s, id % 3 == 0 ? QJsonValue() : QJsonValue(u"From the help centre."_s)},
        {u"image"_s, QString(site + u"/cover.png"_s)},
        {u"image_width"_s, 1200},
        {u"image_height"_s, 630},
        {u"favicon"_s, QString(site + u"/favicon.ico"_s)},
        {u"site_name"_s, u"Help centre"_s}};
}

QByteArray pdf(const QByteArray &title)
{
    const QByteArray page = "BT /F1 24 Tf 72 720 Td (" + title + ") Tj ET";
    const QList<QByteArray> objects{
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        "<< /Length " + QByteArray::number(page.size()) + " >>\nstream\n" + page + "\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"};
    QByteArray file = "%PDF-1.4\n";
    QByteArray table = "0000000000 65535 f \n";
    for (qsizetype i = 0; i < objects.size(); ++i) {
        table += QByteArray::number(file.size()).rightJustified(10, '0') + " 00000 n \n";
        file += QByteArray::number(i + 1) + " 0 obj\n" + objects.at(i) + "\nendobj\n";
    }
    const QByteArray size = QByteArray::number(objects.size() + 1);
    const QByteArray start = QByteArray::number(file.size());
    return file + "xref\n0 " + size + '\n' + table + "trailer\n<< /Size " + size +
           " /Root 1 0 R >>\nstartxref\n" + start + "\n%%EOF\n";
}

} // namespace confab::wire
