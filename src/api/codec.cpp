// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/codec.h"

#include "api/envelope.h"
#include "api/jsonvalue.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace confab::codec {

namespace {

constexpr qsizetype maxServerMessage = 1000;
constexpr qsizetype maxPlainMessage = 300;

/// At most `length` units of the text, never cut inside a surrogate pair.
QString limited(const QString &text, qsizetype length)
{
    if (text.size() <= length)
        return text;
    return text.left(text.at(length - 1).isHighSurrogate() ? length - 1 : length);
}

// --- Values ---

std::optional<Project> projectFrom(const QJsonValue &value)
{
    const QJsonObject object = value.toObject();
    Project project;
    project.id = readId<ProjectId>(object.value("id"_L1));
    if (!project.id.isValid())
        return {};
    project.name = readText(object.value("project_name"_L1));
    project.chatActive = readTruth(object.value("is_chat_active"_L1)).value_or(false);
    project.createdAt = readTime(object.value("created_at"_L1));
    project.updatedAt = readTime(object.value("updated_at"_L1));
    return project;
}

/// Everything but the session id, which is whatever was sent.
Conversation conversationParts(const QJsonObject &object, ProjectId project)
{
    Conversation conversation;
    conversation.id = readId<ConversationId>(object.value("id"_L1));
    conversation.session = SessionId(readText(object.value("session_id"_L1)));
    conversation.project = project;
    conversation.name = readText(object.value("name"_L1));
    conversation.createdBy = readNumber(object.value("created_by"_L1), 1);
    conversation.createdAt = readTime(object.value("created_at"_L1));
    conversation.updatedAt = readTime(object.value("updated_at"_L1));
    return conversation;
}

std::optional<Conversation> conversationFrom(const QJsonValue &value, ProjectId project)
{
    const Conversation conversation = conversationParts(value.toObject(), project);
    return conversation.session.isValid() ? std::optional(conversation) : std::nullopt;
}

Reaction reactionCalled(const QString &word)
{
    if (word == "liked"_L1)
        return Reaction::Liked;
    return word == "disliked"_L1 ? Reaction::Disliked : Reaction::None;
}

/// Null, missing and "neutral" all mean none (contract, section 9).
Reaction reactionFrom(const QJsonValue &feedback)
{
    return reactionCalled(feedback.toObject().value("reaction"_L1).toString());
}

std::optional<Message> messageFrom(const QJsonValue &value)
{
    const QJsonObject object = value.toObject();
    Message message;
    message.id = readId<MessageId>(object.value("id"_L1));
    if (!message.id.isValid())
        return {};
    message.conversation = readId<ConversationId>(object.value("conversation_id"_L1));
    message.question = readText(object.value("user_query"_L1));
    message.answer = readText(object.value("openai_response"_L1));
    message.createdAt = readTime(object.value("created_at"_L1));
    message.citations = citationIds(object.value("citations"_L1));
    message.reaction = reactionFrom(object.value("response_feedback"_L1));
    const QJsonObject metadata = object.value("metadata"_L1).toObject();
    message.requestSource = readText(metadata.value("request_source"_L1));
    message.externalId = readText(metadata.value("external_id"_L1));
    message.userIp = readText(metadata.value("user_ip"_L1));
    message.userAgent = readText(metadata.value("user_agent"_L1));
    return message;
}

/// A row of reports/intelligence.
std::optional<Message> reportedFrom(const QJsonValue &value)
{
    const QJsonObject object = value.toObject();
    Message message;
    message.id = readId<MessageId>(object.value("prompt_id"_L1));
    if (!message.id.isValid())
        return {};
    message.conversation = readId<ConversationId>(object.value("conversation_id"_L1));
    message.question = readText(object.value("user_query"_L1));
    message.answer = readText(object.value("ai_response"_L1));
    message.createdAt = readTime(object.value("created_at"_L1));
    const QJsonValue feedback = object.value("feedback"_L1);
    message.reaction = feedback.isString() ? reactionCalled(feedback.toString()) : reactionFrom(feedback);
    message.requestSource = readText(object.value("chatbot_deployment"_L1));
    return message;
}

/// The first text found in a value, at most three levels down.
QString firstText(const QJsonValue &value, int depth = 3)
{
    if (value.isString())
        return value.toString();
    if (depth == 0)
        return {};
    const auto search = [depth](const auto &container) {
        for (const QJsonValue entry : container) {
            if (const QString text = firstText(entry, depth - 1); !text.isEmpty())
                return text;
        }
        return QString();
    };
    return value.isObject() ? search(value.toObject()) : search(value.toArray());
}

// --- Errors ---

bool speaksOfCredits(const QString &text)
{
    return text.contains("query credits"_L1, Qt::CaseInsensitive);
}

bool speaksOfPace(const QString &text)
{
    return text.contains("too many"_L1, Qt::CaseInsensitive) ||
           text.contains("rate limit"_L1, Qt::CaseInsensitive) ||
           text.contains("throttl"_L1, Qt::CaseInsensitive);
}

/// The service answers 429 for two things (contract, section 7): calls that come too fast, where waiting
/// helps, and query credits that are used up, where it does not. Few calls cost credits.
ErrorKind kindOf429(const QString &serverMessage, const ErrorContext &context)
{
    if (speaksOfCredits(serverMessage))
        return ErrorKind::CreditsExhausted;
    if (context.costsQueries && !context.retryAfter && !speaksOfPace(serverMessage))
        return ErrorKind::CreditsExhausted;
    return ErrorKind::RateLimited;
}

ErrorKind kindOf(int httpStatus, const QString &serverMessage, const ErrorContext &context)
{
    switch (httpStatus) {
    case 401:
        return ErrorKind::Unauthorised;
    case 403:
        return ErrorKind::Forbidden;
    case 404:
    case 410:
        return ErrorKind::NotFound;
    case 408:
        return ErrorKind::Timeout;
    case 429:
        return kindOf429(serverMessage, context);
    default:
        break;
    }
    if (httpStatus >= 500 && httpStatus < 600)
        return ErrorKind::Server;
    // Any other refusal: the server's sentence says what it did not like.
    return httpStatus >= 400 && httpStatus < 500 ? ErrorKind::Validation : ErrorKind::BadResponse;
}

/// A short sentence without JSON around it, as gateways write it.
QString plainMessage(const QByteArray &body)
{
    const QByteArray trimmed = body.trimmed();
    if (trimmed.isEmpty() || trimmed.size() > maxPlainMessage ||
        QByteArrayView("<{[\"").contains(trimmed.front()))
        return {};
    const QString text = QString::fromUtf8(trimmed);
    const bool printable = std::all_of(text.begin(), text.end(), [](QChar c) {
        return c != QChar::ReplacementCharacter && (c.isPrint() || c.isSpace());
    });
    return printable ? text : QString();
}

} // namespace

Result<User> readUser(const QByteArray &body)
{
    return readDataObject(body).and_then([](const QJsonObject &data) -> Result<User> {
        const std::optional<qint64> id = readNumber(data.value("id"_L1), 1);
        if (!id)
            return bad(u"data.id is not a user's id"_s);
        return User{*id, readText(data.value("name"_L1)), readText(data.value("email"_L1))};
    });
}

Result<Usage> readUsage(const QByteArray &body)
{
    return readDataObject(body).and_then([](const QJsonObject &data) -> Result<Usage> {
        const auto count = [&data](QLatin1StringView name) { return readNumber(data.value(name), 0); };
        const auto maxQueries = count("max_queries"_L1);
        const auto currentQueries = count("current_queries"_L1);
        const auto maxProjects = count("max_projects_num"_L1);
        const auto currentProjects = count("current_projects_num"_L1);
        if (!maxQueries && !currentQueries && !maxProjects && !currentProjects)
            return bad(u"data has none of the counts of usage"_s);
        return Usage{maxQueries.value_or(0), currentQueries.value_or(0), maxProjects.value_or(0),
                     currentProjects.value_or(0)};
    });
}

Result<Page<Project>> readProjects(const QByteArray &body)
{
    return readData(body).and_then(
        [](const QJsonValue &data) { return readPage<Project>(data, u"data"_s, projectFrom); });
}

Result<Project> readProject(const QByteArray &body)
{
    return readDataObject(body).and_then([](const QJsonObject &data) -> Result<Project> {
        const std::optional<Project> project = projectFrom(data);
        if (!project)
            return bad(u"data.id is not a project's id"_s);
        return *project;
    });
}

Result<ProjectSettings> readProjectSettings(const QByteArray &body)
{
    return readDataObject(body).map([](const QJsonObject &data) {
        ProjectSettings settings;
        settings.canExportConversation = readTruth(data.value("can_export_conversation"_L1));
        settings.feedbacksEnabled = readTruth(data.value("enable_feedbacks"_L1));
        settings.markdownEnabled = readTruth(data.value("markdown_enabled"_L1));
        if (const auto days =
                readNumber(data.value("conversation_retention_days"_L1), 0, std::numeric_limits<int>::max()))
            settings.retentionDays = int(*days);
        settings.retentionPeriod = readText(data.value("conversation_retention_period"_L1));
        settings.chatbotTitle = readText(data.value("chatbot_title"_L1));
        return settings;
    });
}

Result<Page<Conversation>> readConversations(const QByteArray &body, ProjectId project)
{
    return readData(body).and_then([project](const QJsonValue &data) {
        return readPage<Conversation>(
            data, u"data"_s, [project](const QJsonValue &entry) { return conversationFrom(entry, project); });
    });
}

Result<Conversation> readConversation(const QByteArray &body, ProjectId project)
{
    return readDataObject(body).and_then([project](const QJsonObject &data) -> Result<Conversation> {
        const std::optional<Conversation> conversation = conversationFrom(data, project);
        if (!conversation)
            return bad(u"data.session_id is not of the expected form"_s);
        return *conversation;
    });
}

Result<Conversation> readRenamed(const QByteArray &body, const ConversationKey &key, const QString &askedName)
{
    Conversation silent;
    silent.session = key.session;
    silent.project = key.project;
    silent.name = askedName;
    if (body.trimmed().isEmpty())
        return silent;

    return readData(body).map([&](const QJsonValue &data) {
        const QJsonObject object = data.toObject();
        // A success without a record (null or an empty list in its place) is still a success.
        if (object.isEmpty())
            return silent;
        Conversation renamed = conversationParts(object, key.project);
        renamed.session = key.session;
        if (!object.value("name"_L1).isString())
            renamed.name = askedName;
        return renamed;
    });
}

Result<Done> readDeletion(const QByteArray &body)
{
    const Result<QJsonObject> reply = readDocument(body);
    if (!reply)
        return failure(ErrorKind::Unclear, reply.error().detail);
    const QJsonValue deleted = reply->value("data"_L1).toObject().value("deleted"_L1);
    if (reply->value("status"_L1) == "success"_L1 && deleted.isBool() && deleted.toBool())
        return Done();
    Error error{
        ErrorKind::Unclear, 0, errorText(*reply), u"The reply does not say that it was deleted"_s, {}};
    return tl::unexpected<Error>(std::move(error));
}

Result<Page<Message>> readIntelligence(const QByteArray &body)
{
    return readData(body).and_then([](const QJsonValue &data) -> Result<Page<Message>> {
        // Reports write an empty list where nothing is to tell (contract, section 2.7).
        if (data.isArray() && data.toArray().isEmpty())
            return Page<Message>();
        return readPage<Message>(data, u"data"_s, reportedFrom);
    });
}

Result<MessagePage> readMessages(const QByteArray &body, const ConversationKey &key)
{
    return readDataObject(body).and_then([&key](const QJsonObject &data) -> Result<MessagePage> {
        Conversation conversation = conversationParts(data.value("conversation"_L1).toObject(), key.project);
        conversation.session = key.session;
        return readPage<Message>(data.value("messages"_L1), u"data.messages"_s, messageFrom)
            .map([&conversation](const Page<Message> &page) {
                return MessagePage{conversation, page};
            });
    });
}

Result<Message> readMessage(const QByteArray &body)
{
    return readDataObject(body).and_then([](const QJsonObject &data) -> Result<Message> {
        const std::optional<Message> message = messageFrom(data);
        if (!message)
            return bad(u"data.id is not a message's id"_s);
        return *message;
    });
}

Result<Message> readReaction(const QByteArray &body, MessageId id, Reaction asked)
{
    Message silent;
    silent.id = id;
    silent.reaction = asked;
    if (body.trimmed().isEmpty())
        return silent;
    return readData(body).map([&](const QJsonValue &data) {
        Message message = messageFrom(data).value_or(silent);
        if (!data.toObject().contains("response_feedback"_L1))
            message.reaction = asked;
        return message;
    });
}

Result<Citation> readCitation(const QByteArray &body, CitationId asked)
{
    return readDataObject(body).map([asked](const QJsonObject &data) {
        Citation citation;
        citation.id = asked;
        citation.title = readText(data.value("title"_L1));
        citation.description = readText(data.value("description"_L1));
        citation.url = readWebAddress(data.value("url"_L1));
        // Uploaded files have only this one (contract, section 2.2).
        if (citation.url.isEmpty())
            citation.url = readWebAddress(data.value("page_url"_L1));
        return citation;
    });
}

Error readError(int httpStatus, const QByteArray &body, const ErrorContext &context)
{
    const QJsonDocument document = QJsonDocument::fromJson(body);
    const QString message = document.isObject() ? errorText(document.object()) : plainMessage(body);
    return Error{kindOf(httpStatus, message, context), httpStatus, message, u"HTTP %1"_s.arg(httpStatus),
                 context.retryAfter};
}

QString errorText(const QJsonObject &reply)
{
    const QJsonValue data = reply.value("data"_L1);
    const QJsonValue error = reply.value("error"_L1);
    const QJsonValue candidates[] = {data.toObject().value("message"_L1), reply.value("message"_L1), error,
                                     error.toObject().value("message"_L1)};
    QString text;
    for (const QJsonValue &candidate : candidates) {
        text = candidate.toString().trimmed();
        if (!text.isEmpty())
            break;
    }
    // "The given data was invalid." alone helps nobody.
    const QString reason = firstText(reply.value("errors"_L1)).trimmed();
    if (!text.contains(reason))
        text = text.isEmpty() ? reason : text + u' ' + reason;
    return limited(wellFormed(text), maxServerMessage);
}

Error errorInside(const QString &serverMessage, const QString &detail)
{
    const ErrorKind kind =
        speaksOfCredits(serverMessage) ? ErrorKind::CreditsExhausted : ErrorKind::BadResponse;
    return Error{kind, 200, serverMessage, detail, {}};
}

} // namespace confab::codec
