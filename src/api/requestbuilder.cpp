// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/requestbuilder.h"

#include "api/jsonvalue.h"
#include "core/text.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QUrlQuery>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

const QByteArray deletingVerb = QByteArrayLiteral("DELETE");

} // namespace

bool ApiRequest::isDeletion() const
{
    return verb == deletingVerb;
}

} // namespace confab

namespace confab::requests {

namespace {

using Parameters = QList<std::pair<QByteArray, QString>>;

Result<QString> root()
{
    return QString();
}

Result<QString> projectPath(ProjectId id)
{
    if (!id.isValid())
        return failure(ErrorKind::Refused, u"The project's id is not a positive number"_s);
    return Result<QString>(u"/projects/"_s + id.toString());
}

Result<QString> conversationPath(const ConversationKey &key)
{
    if (!key.session.isValid())
        return failure(ErrorKind::Refused, u"The conversation's session id is not of the expected form"_s);
    return projectPath(key.project).map([&key](const QString &path) -> QString {
        return path + u"/conversations/"_s + key.session.toString();
    });
}

Result<QString> messagePath(const ConversationKey &key, MessageId id)
{
    if (!id.isValid())
        return failure(ErrorKind::Refused, u"The message's id is not a positive number"_s);
    return conversationPath(key).map(
        [id](const QString &path) -> QString { return path + u"/messages/"_s + id.toString(); });
}

/// Percent-encodes all but unreserved characters: QUrlQuery would leave a plus sign, which the server reads
/// as a blank.
QString encoded(const Parameters &parameters)
{
    QByteArray query;
    for (const auto &[name, value] : parameters) {
        if (!query.isEmpty())
            query += '&';
        query += name + '=' + QUrl::toPercentEncoding(value);
    }
    return QString::fromLatin1(query);
}

/// `path` holds checked ids and fixed words alone, so it needs no encoding.
Result<ApiRequest> request(const QByteArray &verb, const QUrl &base, const Result<QString> &path,
                           const Parameters &parameters = {})
{
    if (!path)
        return tl::unexpected<Error>(path.error());
    const QString scheme = base.scheme();
    if (!base.isValid() || base.host().isEmpty() || (scheme != "https"_L1 && scheme != "http"_L1))
        return failure(ErrorKind::Refused, u"The server's address is not usable"_s);

    QUrl url = base.adjusted(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::StripTrailingSlash);
    const QString basePath = url.path(QUrl::FullyEncoded);
    url.setPath((basePath == "/"_L1 ? QString() : basePath) + *path, QUrl::TolerantMode);
    if (!parameters.isEmpty())
        url.setQuery(encoded(parameters), QUrl::TolerantMode);
    return ApiRequest{verb, url, {}, {}, ApiRequest::Kind::Json, false};
}

Result<ApiRequest> read(const QUrl &base, const Result<QString> &path, const Parameters &parameters = {})
{
    return request("GET"_qba, base, path, parameters);
}

Result<ApiRequest> withJson(Result<ApiRequest> request, const QJsonObject &body)
{
    if (request) {
        request->body = QJsonDocument(body).toJson(QJsonDocument::Compact);
        request->contentType = "application/json"_qba;
    }
    return request;
}

Result<ApiRequest> costing(Result<ApiRequest> request)
{
    if (request)
        request->costsQueries = true;
    return request;
}

Result<QString> at(const Result<QString> &path, const QString &rest)
{
    return path.map([&rest](const QString &start) -> QString { return start + rest; });
}

Result<QString> pageNumber(int page)
{
    if (page < 1)
        return failure(ErrorKind::Refused, u"Pages are counted from one"_s);
    return Result<QString>(QString::number(page));
}

QString peopleName(PeopleFilter people)
{
    switch (people) {
    case PeopleFilter::Anonymous:
        return u"anonymous"_s;
    case PeopleFilter::TeamMembers:
        return u"team_member"_s;
    case PeopleFilter::Me:
        return u"me"_s;
    case PeopleFilter::Everyone:
        break;
    }
    return {};
}

bool isLanguage(const QString &text)
{
    const auto allowed = [](QChar c) {
        const char16_t u = c.unicode();
        return (u >= u'0' && u <= u'9') || (u >= u'A' && u <= u'Z') || (u >= u'a' && u <= u'z') ||
               u == u'_' || u == u'-';
    };
    return text.size() <= 35 && std::all_of(text.begin(), text.end(), allowed);
}

Result<ApiRequest> post(const QUrl &base, const ConversationKey &key, const OutgoingMessage &message,
                        bool stream)
{
    if (message.prompt.trimmed().isEmpty())
        return failure(ErrorKind::Refused, u"The question is empty"_s);
    const QString externalId = codec::wellFormed(message.externalId);
    if (characterCount(externalId) > maxExternalIdLength)
        return failure(ErrorKind::Refused, u"The external id is longer than 128 characters"_s);
    if (!isLanguage(message.language))
        return failure(ErrorKind::Refused, u"The language is not a language code"_s);

    // As a query alone: in the body, "stream" was honoured by some versions of the service only.
    Parameters parameters;
    if (stream)
        parameters.append({"stream"_qba, u"true"_s});
    if (!message.language.isEmpty())
        parameters.append({"lang"_qba, message.language});
    if (!externalId.isEmpty())
        parameters.append({"external_id"_qba, externalId});
    Result<ApiRequest> result =
        withJson(request("POST"_qba, base, at(conversationPath(key), u"/messages"_s), parameters),
                 {{u"prompt"_s, codec::wellFormed(message.prompt)}});
    if (result && stream)
        result->kind = ApiRequest::Kind::Stream;
    return costing(std::move(result));
}

Result<ApiRequest> react(const QUrl &base, const ConversationKey &key, MessageId id,
                         const QJsonValue &reaction)
{
    return withJson(request("PUT"_qba, base, at(messagePath(key, id), u"/feedback"_s)),
                    {{u"reaction"_s, reaction}});
}

} // namespace

qsizetype characterCount(const QString &text)
{
    return text.size() - std::count_if(text.begin(), text.end(), [](QChar c) { return c.isLowSurrogate(); });
}

Result<QString> checkedName(const QString &name)
{
    const QString trimmed = codec::wellFormed(name).trimmed();
    if (trimmed.isEmpty())
        return failure(ErrorKind::Refused, u"The name is empty"_s);
    if (characterCount(trimmed) > text::maxServerNameLength)
        return failure(ErrorKind::Refused, u"The name is longer than 255 characters"_s);
    return Result<QString>(trimmed);
}

Result<ApiRequest> user(const QUrl &base)
{
    return read(base, at(root(), u"/user"_s));
}

Result<ApiRequest> usage(const QUrl &base)
{
    return read(base, at(root(), u"/limits/usage"_s));
}

Result<ApiRequest> projects(const QUrl &base, int page)
{
    return pageNumber(page).and_then([&base](const QString &number) {
        return read(base, at(root(), u"/projects"_s),
                    {{"page"_qba, number}, {"order"_qba, u"desc"_s}, {"orderBy"_qba, u"id"_s}});
    });
}

Result<ApiRequest> project(const QUrl &base, ProjectId id)
{
    return read(base, projectPath(id));
}

Result<ApiRequest> projectSettings(const QUrl &base, ProjectId id)
{
    return read(base, at(projectPath(id), u"/settings"_s));
}

Result<ApiRequest> conversations(const QUrl &base, ProjectId project, const ConversationQuery &query)
{
    return pageNumber(query.page).and_then([&](const QString &number) {
        Parameters parameters{{"page"_qba, number},
                              {"order"_qba, query.order == SortOrder::Ascending ? u"asc"_s : u"desc"_s},
                              {"orderBy"_qba, u"id"_s}};
        // "all" is the default; older servers may not know the parameter.
        if (const QString people = peopleName(query.people); !people.isEmpty())
            parameters.append({"userFilter"_qba, people});
        return read(base, at(projectPath(project), u"/conversations"_s), parameters);
    });
}

Result<ApiRequest> createConversation(const QUrl &base, ProjectId project, const QString &name)
{
    return checkedName(name).and_then([&](const QString &checked) {
        return withJson(request("POST"_qba, base, at(projectPath(project), u"/conversations"_s)),
                        {{u"name"_s, checked}});
    });
}

Result<ApiRequest> renameConversation(const QUrl &base, const ConversationKey &key, const QString &name)
{
    return checkedName(name).and_then([&](const QString &checked) {
        return withJson(request("PUT"_qba, base, conversationPath(key)), {{u"name"_s, checked}});
    });
}

Result<ApiRequest> deleteConversation(const QUrl &base, const ConversationKey &key)
{
    return request(deletingVerb, base, conversationPath(key));
}

Result<ApiRequest> intelligence(const QUrl &base, ProjectId project, int page, const TimeSpan &span)
{
    if (span.from.isValid() && span.to.isValid() && span.to < span.from)
        return failure(ErrorKind::Refused, u"The span of time ends before it begins"_s);
    return pageNumber(page).and_then([&](const QString &number) {
        Parameters parameters{{"page"_qba, number}, {"limit"_qba, u"100"_s}};
        if (span.from.isValid())
            parameters.append({"start_date"_qba, span.from.toUTC().toString(Qt::ISODate)});
        if (span.to.isValid())
            parameters.append({"end_date"_qba, span.to.toUTC().toString(Qt::ISODate)});
        return read(base, at(projectPath(project), u"/reports/intelligence"_s), parameters);
    });
}

Result<ApiRequest> messages(const QUrl &base, const ConversationKey &key, int page)
{
    return pageNumber(page).and_then([&](const QString &number) {
        return read(base, at(conversationPath(key), u"/messages"_s),
                    {{"page"_qba, number}, {"order"_qba, u"desc"_s}});
    });
}

Result<ApiRequest> message(const QUrl &base, const ConversationKey &key, MessageId id)
{
    return read(base, messagePath(key, id));
}

Result<ApiRequest> sendMessage(const QUrl &base, const ConversationKey &key, const OutgoingMessage &message)
{
    return post(base, key, message, false);
}

Result<ApiRequest> streamMessage(const QUrl &base, const ConversationKey &key, const OutgoingMessage &message)
{
    return post(base, key, message, true);
}

Result<ApiRequest> setReaction(const QUrl &base, const ConversationKey &key, MessageId id, Reaction reaction)
{
    switch (reaction) {
    case Reaction::Liked:
        return react(base, key, id, u"liked"_s);
    case Reaction::Disliked:
        return react(base, key, id, u"disliked"_s);
    case Reaction::None:
        break;
    }
    return react(base, key, id, u"neutral"_s);
}

Result<ApiRequest> clearReaction(const QUrl &base, const ConversationKey &key, MessageId id)
{
    return react(base, key, id, QJsonValue::Null);
}

Result<ApiRequest> claims(const QUrl &base, const ConversationKey &key, MessageId id)
{
    return costing(read(base, at(messagePath(key, id), u"/claims"_s)));
}

Result<ApiRequest> trustScore(const QUrl &base, const ConversationKey &key, MessageId id)
{
    return costing(read(base, at(messagePath(key, id), u"/trust-score"_s)));
}

Result<ApiRequest> citation(const QUrl &base, ProjectId project, CitationId id)
{
    if (!id.isValid())
        return failure(ErrorKind::Refused, u"The citation's id is not a positive number"_s);
    return read(base, at(projectPath(project), u"/citations/"_s + id.toString()));
}

Result<ApiRequest> preview(const QUrl &base, CitationId id)
{
    if (!id.isValid())
        return failure(ErrorKind::Refused, u"The citation's id is not a positive number"_s);
    return read(base, at(root(), u"/preview/"_s + id.toString())).map([](ApiRequest request) {
        request.kind = ApiRequest::Kind::Raw;
        return request;
    });
}

} // namespace confab::requests
