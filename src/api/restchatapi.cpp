// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/restchatapi.h"

#include "api/codec.h"
#include "api/requestbuilder.h"
#include "api/reststream.h"

#include <QFutureWatcher>
#include <QPromise>
#include <limits>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype largeBody = 64 * 1024;

template<class T>
void settle(QPromise<Result<T>> &promise, Result<T> result)
{
    promise.addResult(std::move(result));
    promise.finish();
}

/// The reply to a write was a success, and what came with it cannot be read: it was probably done. A failure
/// that the server words itself stays what it is.
template<class T>
Result<T> probablyDone(Result<T> result)
{
    if (!result && result.error().kind == ErrorKind::BadResponse && result.error().serverMessage.isEmpty())
        result.error().kind = ErrorKind::Unclear;
    return result;
}

ApiCall::Options lane(Lane lane)
{
    ApiCall::Options options;
    options.lane = lane;
    return options;
}

} // namespace

RestChatApi::RestChatApi(RateGovernor &governor, Clock &clock, MakeManager makeManager,
                         const Timeouts &timeouts, QObject *parent)
    : ChatApi(parent), m_wire(governor, clock, std::move(makeManager), timeouts)
{
    m_parsers.setMaxThreadCount(2); // several large pages come at once
    connect(&m_wire, &ApiWire::unauthorised, this, &ChatApi::unauthorised);
    connect(&m_wire, &ApiWire::serverTimeSeen, this, &ChatApi::serverTimeSeen);
    connect(&governor, &RateGovernor::paceChanged, this, &ChatApi::paceChanged);
}

RestChatApi::~RestChatApi()
{
    m_parsers.clear();
    // The calls use the wire, which goes before the children of this object would.
    qDeleteAll(findChildren<ApiCall *>(Qt::FindDirectChildrenOnly));
}

void RestChatApi::setCredentials(const Credentials &credentials)
{
    emit keyInUse(credentials.key);
    m_wire.setCredentials(credentials);
}

void RestChatApi::resumeHeld()
{
    m_wire.resumeHeld();
}

void RestChatApi::dropHeld()
{
    m_wire.dropHeld();
}

template<class T>
QFuture<Result<T>> RestChatApi::call(const Result<ApiRequest> &request, ApiCall::Options options,
                                     Reader<T> read)
{
    return call<T>(request, std::move(options),
                   ReplyReader<T>([read = std::move(read)](const Reply &reply) { return read(reply.body); }));
}

template<class T>
QFuture<Result<T>> RestChatApi::call(const Result<ApiRequest> &request, ApiCall::Options options,
                                     ReplyReader<T> read)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    QFuture<Result<T>> future = promise->future();
    if (m_wire.credentials().key.isEmpty()) {
        settle<T>(*promise, failure(ErrorKind::Unauthorised, u"Nobody is signed in."_s));
        return future;
    }
    if (!request) {
        settle<T>(*promise, tl::unexpected(request.error()));
        return future;
    }
    // A reply that says of itself that it failed becomes an error here, in the server's words.
    const ReplyReader<T> readSafely = [read, key = m_wire.credentials().key](const Reply &reply) {
        return read(reply).map_error([&key](Error error) { return withoutKey(std::move(error), key); });
    };
    options.isUnwanted = [future] { return future.isCanceled(); };
    auto *call = new ApiCall(m_wire, *request, std::move(options), this);
    auto *watcher = new QFutureWatcher<Result<T>>(call);
    connect(watcher, &QFutureWatcherBase::canceled, call, [call, promise] {
        call->withdraw();
        call->deleteLater();
        promise->finish();
    });
    watcher->setFuture(future);
    promise->setProgressRange(0, std::numeric_limits<int>::max());
    connect(call, &ApiCall::underWayChanged, call,
            [promise] { promise->setProgressValue(promise->future().progressValue() + 1); });
    connect(call, &ApiCall::finished, call, [this, call, promise, readSafely](const Result<Reply> &reply) {
        if (reply)
            return deliver<T>(call, promise, *reply, readSafely);
        call->deleteLater();
        settle<T>(*promise, tl::unexpected(reply.error()));
    });
    call->start();
    return future;
}

template<class T>
void RestChatApi::deliver(ApiCall *call, std::shared_ptr<QPromise<Result<T>>> promise, const Reply &reply,
                          const ReplyReader<T> &read)
{
    if (reply.body.size() <= largeBody) {
        call->deleteLater();
        return settle<T>(*promise, read(reply));
    }
    auto parsed = std::make_shared<QPromise<Result<T>>>();
    parsed->start();
    // The watcher belongs to the call: where the call is cancelled meanwhile, nobody is left to hear of it.
    auto *watcher = new QFutureWatcher<Result<T>>(call);
    connect(watcher, &QFutureWatcherBase::finished, call, [call, watcher, promise] {
        call->deleteLater();
        if (watcher->future().resultCount() > 0)
            settle<T>(*promise, watcher->result());
        else
            promise->finish();
    });
    watcher->setFuture(parsed->future());
    m_parsers.start([parsed, reply, read] { settle<T>(*parsed, read(reply)); });
}

QFuture<Result<User>> RestChatApi::user()
{
    ApiCall::Options options = lane(Lane::Interactive);
    options.place = RateGovernor::Place::Check;
    return call<User>(requests::user(base()), options, &codec::readUser);
}

QFuture<Result<Usage>> RestChatApi::usage()
{
    return call<Usage>(requests::usage(base()), lane(Lane::Visible), &codec::readUsage);
}

QFuture<Result<Page<Project>>> RestChatApi::projects(int page, Lane inLane)
{
    return call<Page<Project>>(requests::projects(base(), page), lane(inLane), &codec::readProjects);
}

QFuture<Result<Project>> RestChatApi::project(ProjectId id, Lane inLane)
{
    return call<Project>(requests::project(base(), id), lane(inLane), &codec::readProject);
}

QFuture<Result<ProjectSettings>> RestChatApi::projectSettings(ProjectId id)
{
    return call<ProjectSettings>(requests::projectSettings(base(), id), lane(Lane::Visible),
                                 &codec::readProjectSettings);
}

QFuture<Result<Page<Conversation>>> RestChatApi::conversations(ProjectId project,
                                                               const ConversationQuery &query, Lane inLane)
{
    return call<Page<Conversation>>(
        requests::conversations(base(), project, query), lane(inLane),
        [project](const QByteArray &body) { return codec::readConversations(body, project); });
}

QFuture<Result<Conversation>> RestChatApi::createConversation(ProjectId project, const QString &name)
{
    return call<Conversation>(
        requests::createConversation(base(), project, name), lane(Lane::Interactive),
        [project](const QByteArray &body) { return probablyDone(codec::readConversation(body, project)); });
}

QFuture<Result<Conversation>> RestChatApi::renameConversation(const ConversationKey &key, const QString &name)
{
    const QString asked = requests::checkedName(name).value_or(QString());
    return call<Conversation>(
        requests::renameConversation(base(), key, name), lane(Lane::Interactive),
        [key, asked](const QByteArray &body) { return probablyDone(codec::readRenamed(body, key, asked)); });
}

QFuture<Result<Done>> RestChatApi::deleteConversation(const ConversationKey &key, const QDateTime &sendBy)
{
    // Hundreds may be asked for at once, and a click should not wait behind them.
    const ReplyReader<Done> read = [](const Reply &reply) {
        Result<Done> result = codec::readDeletion(reply.body);
        (result ? result->httpStatus : result.error().httpStatus) = reply.status;
        return result;
    };
    ApiCall::Options options = lane(Lane::Background);
    options.sendBy = sendBy;
    return call<Done>(requests::deleteConversation(base(), key), std::move(options), read);
}

QFuture<Result<Page<Message>>> RestChatApi::intelligence(ProjectId project, int page, const TimeSpan &span,
                                                         Lane inLane)
{
    return call<Page<Message>>(requests::intelligence(base(), project, page, span), lane(inLane),
                               &codec::readIntelligence);
}

QFuture<Result<MessagePage>> RestChatApi::messages(const ConversationKey &key, int page, Lane inLane)
{
    return call<MessagePage>(requests::messages(base(), key, page), lane(inLane),
                             [key](const QByteArray &body) { return codec::readMessages(body, key); });
}

QFuture<Result<Message>> RestChatApi::message(const ConversationKey &key, MessageId id)
{
    return call<Message>(requests::message(base(), key, id), lane(Lane::Visible), &codec::readMessage);
}

QFuture<Result<Message>> RestChatApi::sendMessage(const ConversationKey &key, const OutgoingMessage &message)
{
    return call<Message>(requests::sendMessage(base(), key, message), lane(Lane::Interactive),
                         [](const QByteArray &body) { return probablyDone(codec::readMessage(body)); });
}

AnswerStream *RestChatApi::streamMessage(const ConversationKey &key, const OutgoingMessage &message,
                                         QObject *parent)
{
    Result<ApiRequest> request = requests::streamMessage(base(), key, message);
    if (m_wire.credentials().key.isEmpty())
        request = failure(ErrorKind::Unauthorised, u"Nobody is signed in."_s);
    return new RestStream(m_wire, request, parent);
}

QFuture<Result<Message>> RestChatApi::setReaction(const ConversationKey &key, MessageId id, Reaction reaction)
{
    ApiCall::Options options = lane(Lane::Interactive);
    if (reaction == Reaction::None) {
        if (const auto other = requests::clearReaction(base(), key, id))
            options.otherForm = *other;
    }
    return call<Message>(requests::setReaction(base(), key, id, reaction), options,
                         [id, reaction](const QByteArray &body) {
                             return probablyDone(codec::readReaction(body, id, reaction));
                         });
}

QFuture<Result<Verification>> RestChatApi::claims(const ConversationKey &key, MessageId id)
{
    return call<Verification>(
        requests::claims(base(), key, id), lane(Lane::Interactive),
        [](const Reply &reply) { return codec::readVerification(reply.status, reply.body); });
}

QFuture<Result<Verification>> RestChatApi::trustScore(const ConversationKey &key, MessageId id)
{
    return call<Verification>(
        requests::trustScore(base(), key, id), lane(Lane::Interactive),
        [](const Reply &reply) { return codec::readVerification(reply.status, reply.body); });
}

QFuture<Result<Citation>> RestChatApi::citation(ProjectId project, CitationId id, Lane inLane)
{
    return call<Citation>(requests::citation(base(), project, id), lane(inLane),
                          [id](const QByteArray &body) { return codec::readCitation(body, id); });
}

QFuture<Result<QByteArray>> RestChatApi::preview(CitationId id)
{
    return call<QByteArray>(requests::preview(base(), id), lane(Lane::Visible),
                            [](const QByteArray &body) { return Result<QByteArray>(body); });
}

} // namespace confab
