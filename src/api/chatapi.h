// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/apikey.h"
#include "core/dates.h"
#include "core/error.h"
#include "core/values.h"

#include <QFuture>
#include <QObject>

namespace confab {

/// An answer as it is being written. Belongs to its caller; deleting it closes the connection (the service
/// has no call that stops an answer; what it stores of one that was cut is not known).
class AnswerStream : public QObject
{
    Q_OBJECT

public:
    explicit AnswerStream(QObject *parent = nullptr) : QObject(parent) {}

signals:
    /// The service has taken the question. A stream may leave this out and begin with its first text.
    void started();
    /// Text to append as it is.
    void delta(const QString &text);
    /// The stream's own end. The record is complete only once message() has fetched it by this id; where the
    /// server answered with plain JSON instead of a stream the record is whole already.
    void finished(const confab::Message &message);
    /// Unclear: the question was sent, and the stream ended without its end mark. Never resent by itself.
    void failed(const confab::Error &error);
};

/// Of a future that a call of ChatApi returned. (Told by the future's progress value: odd while a request is
/// out.)
template<class T>
[[nodiscard]] bool isUnderWay(const QFuture<T> &call)
{
    return call.progressValue() % 2 == 1;
}

/// The CustomGPT.ai REST API as the services see it. GUI thread only.
///
/// Every call goes through the rate governor and finishes exactly once. Cancelling the future that a call
/// returned withdraws it where it still waits and aborts it where it is in flight; its continuations are not
/// run then. Ids are checked before the network: an invalid one gives Refused and nothing is sent. Errors are
/// those of the table in ARCHITECTURE.md. Reads are repeated twice on Offline, Timeout and Server, and after
/// a pause on RateLimited; deletes and renames after RateLimited alone; what costs queries, never.
class ChatApi : public QObject
{
    Q_OBJECT

public:
    explicit ChatApi(QObject *parent = nullptr) : QObject(parent) {}

    /// Whose key and which server all later calls use. Calls under way are aborted as Cancelled when the
    /// server or the key changes. Calls held after a 401 stay held while the server is the same: whose key
    /// the new one is, its check tells only later, and a write must not go out in another person's name.
    /// Empty credentials refuse every call as Unauthorised.
    virtual void setCredentials(const Credentials &credentials) = 0;
    /// The key belongs to the person whose calls are held: they go on with it.
    virtual void resumeHeld() = 0;
    /// It does not: they end as Cancelled, and later ones go out.
    virtual void dropHeld() = 0;

    /// The check of a key: it goes out before what waits, and while the others are held.
    [[nodiscard]] virtual QFuture<Result<User>> user() = 0;
    [[nodiscard]] virtual QFuture<Result<Usage>> usage() = 0;

    [[nodiscard]] virtual QFuture<Result<Page<Project>>> projects(int page, Lane lane) = 0;
    [[nodiscard]] virtual QFuture<Result<Project>> project(ProjectId id, Lane lane) = 0;
    [[nodiscard]] virtual QFuture<Result<ProjectSettings>> projectSettings(ProjectId id) = 0;

    [[nodiscard]] virtual QFuture<Result<Page<Conversation>>>
    conversations(ProjectId project, const ConversationQuery &query, Lane lane) = 0;
    /// Names: 1 to 255 characters after trimming, else Refused.
    [[nodiscard]] virtual QFuture<Result<Conversation>> createConversation(ProjectId project,
                                                                           const QString &name) = 0;
    /// A success without a body carries nothing but the name that was asked for (contract, quirk 2): the
    /// returned conversation then has its key, that name and no dates.
    [[nodiscard]] virtual QFuture<Result<Conversation>> renameConversation(const ConversationKey &key,
                                                                           const QString &name) = 0;
    /// Succeeds only on positive proof: a 2xx JSON reply to a DELETE with status "success" and deleted true.
    /// A reply that proves nothing is Unclear. Either way its HTTP status is told.
    /// `sendBy`: not sent after this moment (UTC) has passed, but Outdated; invalid: whenever its turn comes.
    [[nodiscard]] virtual QFuture<Result<Done>> deleteConversation(const ConversationKey &key,
                                                                   const QDateTime &sendBy) = 0;
    [[nodiscard]] QFuture<Result<Done>> deleteConversation(const ConversationKey &key)
    {
        return deleteConversation(key, {});
    }

    /// One page, of at most a hundred, of the messages of all conversations of the project that were written
    /// within the span (contract, section 2.7; never captured). They carry the conversation's numeric id, and
    /// neither citations nor external id, address or browser. Nothing is known of their order, nor whether
    /// the service counts the ends of the span in. An account that has no such report answers Forbidden,
    /// NotFound or Validation.
    [[nodiscard]] virtual QFuture<Result<Page<Message>>> intelligence(ProjectId project, int page,
                                                                      const TimeSpan &span, Lane lane) = 0;

    /// Page 1 holds the newest messages.
    [[nodiscard]] virtual QFuture<Result<MessagePage>> messages(const ConversationKey &key, int page,
                                                                Lane lane) = 0;
    [[nodiscard]] virtual QFuture<Result<Message>> message(const ConversationKey &key, MessageId id) = 0;
    [[nodiscard]] virtual QFuture<Result<Message>> sendMessage(const ConversationKey &key,
                                                               const OutgoingMessage &message) = 0;
    /// The caller owns the stream; its signals come from the event loop.
    [[nodiscard]] virtual AnswerStream *streamMessage(const ConversationKey &key,
                                                      const OutgoingMessage &message, QObject *parent) = 0;
    /// None is sent as "neutral" and, where the service refuses that with 400 or 422, once as null. A success
    /// without a body carries nothing but the id and the reaction that was asked for.
    [[nodiscard]] virtual QFuture<Result<Message>> setReaction(const ConversationKey &key, MessageId id,
                                                               Reaction reaction) = 0;
    /// "Verify Responses": together four queries of the plan for a message that was not verified before
    /// (contract, section 2.5), so only for a person who was told so.
    [[nodiscard]] virtual QFuture<Result<Verification>> claims(const ConversationKey &key, MessageId id) = 0;
    [[nodiscard]] virtual QFuture<Result<Verification>> trustScore(const ConversationKey &key,
                                                                   MessageId id) = 0;

    [[nodiscard]] virtual QFuture<Result<Citation>> citation(ProjectId project, CitationId id, Lane lane) = 0;
    /// The file behind a citation, at most 32 MiB.
    [[nodiscard]] virtual QFuture<Result<QByteArray>> preview(CitationId id) = 0;

signals:
    /// The server refused the key (401). Calls that wait and later ones are held, until resumeHeld(),
    /// dropHeld() or a change to another server or nobody; sent once until then.
    void unauthorised();
    void paceChanged(const confab::Pace &pace);
    /// The server's own clock, from the Date header of a reply.
    void serverTimeSeen(const QDateTime &utc);
};

} // namespace confab
