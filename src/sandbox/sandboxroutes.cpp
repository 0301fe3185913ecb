// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/sandboxroutes.h"

#include "sandbox/sandboxjson.h"
#include "sandbox/sandboxreports.h"
#include "sandbox/sandboxtexts.h"
#include "sandbox/sandboxverification.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QUrl>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

SandboxReply wrongMethod(const SandboxRequest &request)
{
    return wire::bareError(
        405, u"The %1 method is not supported for this route."_s.arg(QString::fromLatin1(request.method)));
}

SandboxReply noRoute(const SandboxRequest &request)
{
    return wire::bareError(404, u"The route %1 could not be found."_s.arg(request.path.mid(1)));
}

/// A field of the body, be it JSON or a form; undefined where it is missing.
QJsonValue field(const SandboxRequest &request, const QString &name)
{
    if (request.form.contains(name))
        return request.form.value(name);
    return QJsonDocument::fromJson(request.body).object().value(name);
}

/// A reply where the name of a body is not acceptable.
std::optional<SandboxReply> nameFault(const QJsonValue &name)
{
    const QString text = name.toString();
    if (name.isUndefined() || name.isNull() || (name.isString() && text.trimmed().isEmpty()))
        return wire::invalid(u"name"_s, u"The name field is required."_s);
    if (!name.isString())
        return wire::invalid(u"name"_s, u"The name must be a string."_s);
    if (text.toUcs4().size() > 255)
        return wire::invalid(u"name"_s, u"The name must not be greater than 255 characters."_s);
    return std::nullopt;
}

bool ascending(const SandboxRequest &request)
{
    return request.value(u"order"_s) == "asc"_L1;
}

bool isTrue(const QString &text)
{
    return text == "true"_L1 || text == "1"_L1;
}

/// The pieces of a streamed answer: tokens with a leading blank, or words with a trailing one where it is
/// replayed.
QStringList pieces(const QString &text, bool replayed)
{
    QStringList result;
    QString piece;
    for (const QChar unit : text) {
        const bool ends = replayed ? !piece.isEmpty() && piece.back().isSpace() && !unit.isSpace()
                                   : unit.isSpace() || piece.size() >= 6;
        if (ends && !piece.isEmpty() && !unit.isLowSurrogate()) {
            result.append(piece);
            piece.clear();
        }
        piece += unit;
    }
    if (!piece.isEmpty())
        result.append(piece);
    return result;
}

} // namespace

SandboxReply SandboxRoutes::serve(const SandboxRequest &request)
{
    const QString root = u"/api/v1/"_s;
    if (!request.path.startsWith(root))
        return noRoute(request);
    Parts parts = request.path.mid(root.size()).split(u'/');
    for (QString &part : parts)
        part = QUrl::fromPercentEncoding(part.toLatin1());
    const QString room = parts.takeFirst();
    if (room == "projects"_L1)
        return parts.isEmpty() ? projects(request) : project(request, parts);
    if (room == "preview"_L1 && parts.size() == 1)
        return preview(request, parts.first());
    if (room == "user"_L1 || room == "limits"_L1)
        return account(request, Parts{room} + parts);
    return noRoute(request);
}

SandboxReply SandboxRoutes::account(const SandboxRequest &request, const Parts &parts)
{
    if (parts != Parts{u"user"_s} && parts != Parts{u"limits"_s, u"usage"_s})
        return noRoute(request);
    if (request.method != "GET")
        return wrongMethod(request);
    if (parts.size() == 2) {
        return wire::success(QJsonObject{{u"max_projects_num"_s, 25},
                                         {u"current_projects_num"_s, m_data.projects().size()},
                                         {u"max_total_storage_credits"_s, 60'000'000},
                                         {u"current_total_storage_credits"_s, 1'834'207},
                                         {u"max_queries"_s, m_data.options().maxQueries},
                                         {u"current_queries"_s, m_data.queriesUsed()}});
    }
    return wire::success(QJsonObject{{u"id"_s, SandboxData::userId},
                                     {u"name"_s, u"Robin Sandford"_s},
                                     {u"email"_s, u"robin@example.com"_s},
                                     {u"current_team_id"_s, 17},
                                     {u"profile_photo_url"_s, QJsonValue()},
                                     {u"created_at"_s, wire::isoTime(m_data.now() - 86'400 * 800)},
                                     {u"updated_at"_s, wire::isoTime(m_data.now() - 86'400 * 30)}});
}

SandboxReply SandboxRoutes::projects(const SandboxRequest &request)
{
    if (request.method != "GET")
        return wrongMethod(request);
    QList<SandboxProject> list = m_data.projects();
    const QString name = request.value(u"name"_s);
    if (!name.isEmpty())
        list.removeIf(
            [&name](const SandboxProject &each) { return !each.name.contains(name, Qt::CaseInsensitive); });
    if (ascending(request))
        std::reverse(list.begin(), list.end());
    const wire::Paging paging = wire::paging(request, 10, list.size());
    QJsonArray items;
    for (qint64 i = 0; i < paging.count(); ++i)
        items.append(wire::project(list.at(paging.first() + i)));
    return wire::success(wire::paginator(items, paging, request, m_host));
}

SandboxReply SandboxRoutes::project(const SandboxRequest &request, const Parts &parts)
{
    bool number = false;
    const qint64 id = parts.first().toLongLong(&number);
    if (!number)
        return wire::error(400, wire::statusText(400), url(request));
    const std::optional<SandboxProject> project = m_data.project(id);
    if (!project)
        return notFound(request, u"Agent"_s, parts.first());
    if (parts.size() == 1 && request.method == "DELETE") {
        // What the service does: the whole agent is gone. A client that gets here by mistake shows it in its
        // tests.
        m_data.setProjectGone(id, true);
        return wire::success(QJsonObject{{u"deleted"_s, true}});
    }
    if (parts.size() == 1)
        return request.method == "GET" ? wire::success(wire::project(*project)) : wrongMethod(request);
    if (parts.at(1) == "conversations"_L1)
        return parts.size() == 2 ? conversations(request, id) : conversation(request, id, parts.mid(2));
    return aboutProject(request, *project, parts.mid(1));
}

SandboxReply SandboxRoutes::aboutProject(const SandboxRequest &request, const SandboxProject &project,
                                         const Parts &parts)
{
    if (parts == Parts{u"chat"_s, u"completions"_s})
        return wire::error(501, u"Not Implemented"_s, url(request));
    if (request.method != "GET")
        return wrongMethod(request);
    if (parts == Parts{u"stats"_s})
        return reports::stats(m_data, project);
    if (parts == Parts{u"settings"_s})
        return reports::settings(project);
    if (parts.size() == 2 && parts.first() == "citations"_L1)
        return citation(request, parts.at(1));
    if (parts.size() == 2 && parts.first() == "reports"_L1) {
        if (const auto reply = reports::report(parts.at(1), m_data, project, request, m_host))
            return *reply;
    }
    return noRoute(request);
}

SandboxReply SandboxRoutes::conversations(const SandboxRequest &request, qint64 project)
{
    if (request.method == "GET")
        return listConversations(request, project);
    if (request.method != "POST")
        return wrongMethod(request);
    const QJsonValue name = field(request, u"name"_s);
    if (const auto fault = nameFault(name))
        return *fault;
    const SandboxConversation &made = m_data.create(project, name.toString());
    QJsonObject object = wire::conversation(made, project, m_data.name(made));
    object.insert(u"project"_s, wire::project(*m_data.project(project))); // it is known to come along here
    return wire::success(object, 201);
}

SandboxReply SandboxRoutes::listConversations(const SandboxRequest &request, qint64 project)
{
    const QString people = request.value(u"userFilter"_s);
    static const QStringList known{QString(), u"all"_s, u"anonymous"_s, u"team_member"_s, u"me"_s};
    if (!known.contains(people) || (people == "me"_L1 && !m_data.options().acceptMe))
        return wire::invalid(u"userFilter"_s, u"The selected user filter is invalid."_s);
    const QString part = request.value(u"name"_s);
    const auto wanted = [&](const SandboxConversation &row) {
        if (people == "anonymous"_L1 && row.createdBy != 0)
            return false;
        if (people == "team_member"_L1 && row.createdBy == 0)
            return false;
        if (people == "me"_L1 && row.createdBy != SandboxData::userId)
            return false;
        return part.isEmpty() || m_data.name(row).value_or(QString()).contains(part, Qt::CaseInsensitive);
    };
    // Ids grow with time here, so that both orders are the same.
    const QList<SandboxConversation> &all = m_data.conversations(project);
    const bool filtered = !part.isEmpty() || (!people.isEmpty() && people != "all"_L1);
    QList<qsizetype> rows;
    if (filtered) {
        for (qsizetype i = 0; i < all.size(); ++i) {
            if (wanted(all.at(i)))
                rows.append(i);
        }
    }
    const qint64 total = filtered ? rows.size() : all.size();
    const wire::Paging paging = wire::paging(request, m_data.options().conversationsPerPage, total);
    QJsonArray items;
    for (qint64 i = 0; i < paging.count(); ++i) {
        const qint64 at = paging.first() + i;
        const qint64 place = ascending(request) ? at : total - 1 - at;
        const SandboxConversation &row = all.at(filtered ? rows.at(place) : place);
        items.append(wire::conversation(row, project, m_data.name(row)));
    }
    return wire::success(wire::paginator(items, paging, request, m_host));
}

SandboxReply SandboxRoutes::conversation(const SandboxRequest &request, qint64 project, const Parts &parts)
{
    const QByteArray session = parts.first().toUtf8();
    if (parts.size() == 2 && parts.at(1) == "messages"_L1 && request.method == "POST")
        return send(request, project, session);
    const SandboxConversation *found = m_data.find(project, session);
    if (found == nullptr)
        return notFound(request, u"Agent"_s, QString::number(project)); // the only text that is documented
    if (parts.size() == 1) {
        if (request.method == "DELETE") {
            m_data.remove(project, session);
            return wire::success(QJsonObject{{u"deleted"_s, true}});
        }
        if (request.method != "PUT")
            return wrongMethod(request);
        const QJsonValue name = field(request, u"name"_s);
        if (const auto fault = nameFault(name))
            return *fault;
        m_data.rename(project, session, name.toString());
        return wire::success(wire::conversation(*found, project, m_data.name(*found)));
    }
    if (parts.at(1) != "messages"_L1)
        return noRoute(request);
    if (parts.size() > 2)
        return message(request, *found, parts.mid(2));
    return request.method == "GET" ? messages(request, project, *found) : wrongMethod(request);
}

QJsonObject SandboxRoutes::json(const SandboxRecord &record, const SandboxConversation &conversation) const
{
    return wire::message(record, m_data.reaction(record.id), conversation.createdBy);
}

SandboxReply SandboxRoutes::messages(const SandboxRequest &request, qint64 project,
                                     const SandboxConversation &conversation)
{
    const int total = m_data.messageCount(conversation);
    const wire::Paging paging = wire::paging(request, m_data.options().messagesPerPage, total);
    QJsonArray items;
    for (qint64 i = 0; i < paging.count(); ++i) {
        const int at = int(paging.first() + i);
        items.append(
            json(m_data.message(conversation, ascending(request) ? at : total - 1 - at), conversation));
    }
    return wire::success(
        QJsonObject{{u"conversation"_s, wire::conversation(conversation, project, m_data.name(conversation))},
                    {u"messages"_s, wire::paginator(items, paging, request, m_host)}});
}

SandboxReply SandboxRoutes::send(const SandboxRequest &request, qint64 project, const QByteArray &session)
{
    const QString prompt = field(request, u"prompt"_s).toString();
    if (prompt.trimmed().isEmpty())
        return wire::invalid(u"prompt"_s, u"The prompt field is required."_s);
    if (m_data.queriesUsed() >= m_data.options().maxQueries)
        return wire::error(429, wire::creditsText(), url(request));
    const SandboxConversation *found = m_data.find(project, session);
    if (found == nullptr) {
        static const QRegularExpression uuid(u"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"_s,
                                             QRegularExpression::CaseInsensitiveOption);
        if (!m_data.options().recreateUnknownSessions || !uuid.match(QString::fromUtf8(session)).hasMatch())
            return notFound(request, u"Agent"_s, QString::number(project));
        found = &m_data.create(project, prompt.left(50), session);
    }
    bool replayed = false;
    const SandboxRecord record = m_data.ask(*found, prompt, request.value(u"external_id"_s), &replayed);
    SandboxReply reply = wire::success(json(record, *found));
    const QJsonValue inBody = field(request, u"stream"_s);
    if (!isTrue(request.value(u"stream"_s)) && !isTrue(inBody.toVariant().toString()))
        return reply;
    const auto add = [&reply](const QByteArray &name, const QJsonObject &object) {
        reply.events.append(wire::event(name, wire::encoded(object, false)));
    };
    add("start", {{u"status"_s, u"start"_s}, {u"prompt"_s, prompt}});
    const QString answer = record.answer.value_or(QString());
    for (const QString &piece : QStringList{QString()} + pieces(answer, replayed))
        add("progress", {{u"status"_s, u"progress"_s}, {u"message"_s, piece}});
    add("finish", {{u"status"_s, u"finish"_s},
                   {u"id"_s, record.id},
                   {u"created_at"_s, wire::isoTime(record.created)},
                   {u"session_id"_s, QString::fromUtf8(session)},
                   {u"citations"_s, wire::citationIds(record)}});
    return reply;
}

SandboxReply SandboxRoutes::message(const SandboxRequest &request, const SandboxConversation &conversation,
                                    const Parts &parts)
{
    const std::optional<int> position = m_data.positionOf(conversation, parts.first().toLongLong());
    if (!position)
        return notFound(request, u"Conversation message"_s, parts.first());
    const SandboxRecord record = m_data.message(conversation, *position);
    if (parts.size() == 1)
        return request.method == "GET" ? wire::success(json(record, conversation)) : wrongMethod(request);
    if (parts.size() != 2)
        return noRoute(request);
    if (parts.at(1) == "feedback"_L1)
        return request.method == "PUT" ? feedback(request, conversation, record) : wrongMethod(request);
    if (parts.at(1) == "claims"_L1 || parts.at(1) == "trust-score"_L1)
        return request.method == "GET" ? verification(request, record, parts.at(1) == "claims"_L1)
                                       : wrongMethod(request);
    return noRoute(request);
}

SandboxReply SandboxRoutes::feedback(const SandboxRequest &request, const SandboxConversation &conversation,
                                     const SandboxRecord &record)
{
    const QJsonValue reaction = field(request, u"reaction"_s);
    static const QStringList known{u"liked"_s, u"disliked"_s, u"neutral"_s};
    if (!reaction.isNull() && !known.contains(reaction.toString()))
        return wire::invalid(u"reaction"_s, u"The selected reaction is invalid."_s);
    if (reaction == "neutral"_L1 && !m_data.options().acceptNeutral)
        return wire::invalid(u"reaction"_s, u"The selected reaction is invalid."_s);
    // A cleared reaction is kept as an object whose reaction is null.
    m_data.setReaction(record.id, reaction.toString() == "neutral"_L1 ? QString() : reaction.toString());
    return wire::success(json(record, conversation));
}

SandboxReply SandboxRoutes::verification(const SandboxRequest &request, const SandboxRecord &record,
                                         bool claims)
{
    if (m_data.queriesUsed() >= m_data.options().maxQueries)
        return wire::error(429, wire::creditsText(), url(request));
    return wire::verification(record, claims, m_data.verify(record.id));
}

SandboxReply SandboxRoutes::citation(const SandboxRequest &request, const QString &id)
{
    // "12085.0" works as a path, too.
    const std::optional<QJsonObject> found = wire::citation(qint64(id.toDouble()), m_host);
    return found ? wire::success(*found) : notFound(request, u"Page"_s, id);
}

SandboxReply SandboxRoutes::preview(const SandboxRequest &request, const QString &id)
{
    if (request.method != "GET")
        return wrongMethod(request);
    if (!wire::isFile(id.toLongLong()))
        return notFound(request, u"Page"_s, id);
    SandboxReply reply;
    reply.contentType = "application/pdf";
    reply.body = wire::pdf("Sandbox file " + id.toLatin1());
    return reply;
}

SandboxReply SandboxRoutes::notFound(const SandboxRequest &request, const QString &what,
                                     const QString &id) const
{
    return wire::error(404, u"%1 with id %2 not found"_s.arg(what, id), url(request));
}

} // namespace confab
