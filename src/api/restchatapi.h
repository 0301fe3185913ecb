// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/apicall.h"
#include "api/apiwire.h"
#include "api/chatapi.h"

#include <QThreadPool>

namespace confab {

/// ChatApi over HTTP. Replies over a mebibyte are parsed on a thread of its own.
class RestChatApi final : public ChatApi
{
    Q_OBJECT

public:
    using MakeManager = ApiWire::MakeManager;

    /// `makeManager` is called once for each account, for the connections of one are never used for another.
    RestChatApi(RateGovernor &governor, Clock &clock, MakeManager makeManager, const Timeouts &timeouts = {},
                QObject *parent = nullptr);
    ~RestChatApi() override;

    void setCredentials(const Credentials &credentials) override;
    void resumeHeld() override;
    void dropHeld() override;

    [[nodiscard]] QFuture<Result<User>> user() override;
    [[nodiscard]] QFuture<Result<Usage>> usage() override;
    [[nodiscard]] QFuture<Result<Page<Project>>> projects(int page, Lane lane) override;
    [[nodiscard]] QFuture<Result<Project>> project(ProjectId id, Lane lane) override;
    [[nodiscard]] QFuture<Result<ProjectSettings>> projectSettings(ProjectId id) override;
    [[nodiscard]] QFuture<Result<Page<Conversation>>>
    conversations(ProjectId project, const ConversationQuery &query, Lane lane) override;
    [[nodiscard]] QFuture<Result<Conversation>> createConversation(ProjectId project,
                                                                   const QString &name) override;
    [[nodiscard]] QFuture<Result<Conversation>> renameConversation(const ConversationKey &key,
                                                                   const QString &name) override;
    using ChatApi::deleteConversation;
    [[nodiscard]] QFuture<Result<Done>> deleteConversation(const ConversationKey &key,
                                                           const QDateTime &sendBy) override;
    [[nodiscard]] QFuture<Result<Page<Message>>> intelligence(ProjectId project, int page,
                                                              const TimeSpan &span, Lane lane) override;
    [[nodiscard]] QFuture<Result<MessagePage>> messages(const ConversationKey &key, int page,
                                                        Lane lane) override;
    [[nodiscard]] QFuture<Result<Message>> message(const ConversationKey &key, MessageId id) override;
    [[nodiscard]] QFuture<Result<Message>> sendMessage(const ConversationKey &key,
                                                       const OutgoingMessage &message) override;
    [[nodiscard]] AnswerStream *streamMessage(const ConversationKey &key, const OutgoingMessage &message,
                                              QObject *parent) override;
    [[nodiscard]] QFuture<Result<Message>> setReaction(const ConversationKey &key, MessageId id,
                                                       Reaction reaction) override;
    [[nodiscard]] QFuture<Result<Verification>> claims(const ConversationKey &key, MessageId id) override;
    [[nodiscard]] QFuture<Result<Verification>> trustScore(const ConversationKey &key, MessageId id) override;
    [[nodiscard]] QFuture<Result<Citation>> citation(ProjectId project, CitationId id, Lane lane) override;
    [[nodiscard]] QFuture<Result<QByteArray>> preview(CitationId id) override;

    /// For tests: a number from 0 to 1 instead of a random one, for the waits before a read is repeated.
    void setRandom(std::function<double()> random) { m_wire.random = std::move(random); }

signals:
    /// Before anything is sent with it; an empty one is no key. For those who have to keep it out of sight.
    void keyInUse(const confab::ApiKey &key);

private:
    template<class T>
    using Reader = std::function<Result<T>(const QByteArray &body)>;
    /// For the few replies whose status says something beside success.
    template<class T>
    using ReplyReader = std::function<Result<T>(const Reply &reply)>;

    template<class T>
    [[nodiscard]] QFuture<Result<T>> call(const Result<ApiRequest> &request, ApiCall::Options options,
                                          ReplyReader<T> read);
    template<class T>
    [[nodiscard]] QFuture<Result<T>> call(const Result<ApiRequest> &request, ApiCall::Options options,
                                          Reader<T> read);
    /// Runs the reader here or, for a large body, on the pool's thread, and ends the promise and the call.
    template<class T>
    void deliver(ApiCall *call, std::shared_ptr<QPromise<Result<T>>> promise, const Reply &reply,
                 const ReplyReader<T> &read);

    [[nodiscard]] const QUrl &base() const { return m_wire.credentials().baseUrl; }

    ApiWire m_wire;
    QThreadPool m_parsers;
};

} // namespace confab
