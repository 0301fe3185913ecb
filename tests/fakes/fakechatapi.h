// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/chatapi.h"
#include "core/clock.h"

#include <QHash>
#include <QMap>
#include <QPointer>

#include <functional>
#include <vector>

namespace confab {

/// The service in memory, for unit tests. It records every call, really deletes and renames, and answers from
/// the event loop or, after hold(true), when the test says so. What it answers is worked out at the moment of
/// answering.
class FakeChatApi : public ChatApi
{
    Q_OBJECT

public:
    enum class Method {
        User,
        Usage,
        Projects,
        Project,
        ProjectSettings,
        Conversations,
        CreateConversation,
        RenameConversation,
        DeleteConversation,
        Intelligence,
        Messages,
        Message,
        SendMessage,
        StreamMessage,
        SetReaction,
        Citation,
        Preview,
        Claims,
        TrustScore,
    };
    Q_ENUM(Method)

    /// Unused fields have their default values.
    struct Call
    {
        Method method = Method::User;
        ProjectId project{};
        SessionId session{};
        qint64 id = 0; ///< Of a message or a citation.
        int page = 0;
        SortOrder order = SortOrder::Descending;
        PeopleFilter people = PeopleFilter::Everyone;
        QString name{}; ///< A name or a prompt.
        Lane lane = Lane::Interactive;
        Reaction reaction = Reaction::None;
        TimeSpan span{};
    };

    struct ProjectData
    {
        Project project;
        QList<Conversation> conversations;         ///< In any order.
        QHash<SessionId, QList<Message>> messages; ///< Oldest first.
        ProjectSettings settings;
        QHash<CitationId, Citation> citations;
    };

    explicit FakeChatApi(QObject *parent = nullptr) : ChatApi(parent) {}
    ~FakeChatApi() override;

    // --- The store; change it at will ---
    QMap<ProjectId, ProjectData> projectData;
    User me{1, QStringLiteral("Me"), QStringLiteral("me@example.com")};
    Usage limits;
    QHash<CitationId, QByteArray> files;
    QHash<MessageId, Verification> claimsOf; ///< Nothing for those that are not here.
    QHash<MessageId, Verification> trustOf;
    int conversationsPerPage = 10;
    int messagesPerPage = 20;
    int projectsPerPage = 10;
    bool reportsPerPage = true;       ///< False: pages say perPage 0, as a service that leaves the field out.
    bool ignoresOrder = false;        ///< The list of conversations is newest first whatever was asked for.
    bool refusesMe = false;           ///< PeopleFilter::Me is a 422.
    int reportedPerPage = 100;        ///< Of intelligence().
    int refusesReports = 0;           ///< The status with which intelligence() is refused; 0: it is there.
    bool namesNoConversation = false; ///< The rows of intelligence() do not say where they belong.
    bool ignoresWindow = false;       ///< intelligence() answers with all messages, whatever the span.
    /// Messages have ids of their own, as those of the service; false: ids begin anew in each conversation.
    bool distinctMessageIds = false;

    /// Adds a project with `count` conversations of ids 1 to count, named "Conversation <id>", sessions as
    /// session().
    ProjectId addProject(qint64 id, int count = 0, const QString &name = QStringLiteral("Project"));
    /// Adds one conversation above all others of the project.
    Conversation addConversation(ProjectId project, const QString &name = {});
    void addMessages(const ConversationKey &key, int count);
    /// The session of the n-th conversation of addProject().
    [[nodiscard]] static SessionId session(qint64 number);
    [[nodiscard]] const Conversation *findConversation(const ConversationKey &key) const;
    void removeConversation(const ConversationKey &key);

    // --- What happened ---
    QList<Call> calls;
    QList<Credentials> credentials;        ///< Every setCredentials(), in order.
    int heldResumed = 0;                   ///< How often resumeHeld() was called, …
    int heldDropped = 0;                   ///< … and dropHeld(). Nothing is ever held here.
    OutgoingMessage lastOutgoing;          ///< Of the newest streamMessage().
    QList<QPointer<AnswerStream>> streams; ///< Every streamMessage(); the test emits their signals.
    [[nodiscard]] int count(Method method) const;
    [[nodiscard]] QList<Call> callsTo(Method method) const;
    [[nodiscard]] int inFlight() const; ///< Asked for, neither answered nor cancelled.
    [[nodiscard]] int maxInFlight() const { return m_maxInFlight; }
    [[nodiscard]] int cancelledCount() const; ///< Futures that their owner cancelled before the answer.

    // --- When it answers ---
    bool callsWait = false; ///< Calls made from now on stand in a queue: isUnderWay() is false of them.
    /// Tells when a call that stood in the queue comes too late; without one there is always time.
    const Clock *clock = nullptr;
    void hold(bool on);
    /// Answers the oldest call that waits; false where there is none.
    bool releaseNext();
    /// Answers the newest call that waits, for answers out of order.
    bool releaseLast();
    /// Answers those that wait now; calls made on the way wait again.
    void releaseAll();
    /// Runs before each answer is worked out, to change the store between pages.
    std::function<void(const Call &)> beforeAnswer;
    /// The messages of a session that is not there are an empty list, and not a 404.
    bool emptyForUnknown = false;
    /// What the server makes of a name; as it came where not set.
    std::function<QString(const QString &)> storedName;

    // --- What goes wrong ---
    bool unreachable = false; ///< Every call fails as if there were no network.
    /// The next call of the method that is not planned yet fails; several are used up in order of asking.
    void failNext(Method method, const Error &error, int times = 1);
    /// Every call of the method about this conversation fails until healSession(). With `doneAnyway` the
    /// store changes as if it had succeeded: an answer that was lost on its way.
    void failSession(const SessionId &session, const Error &error, Method method = Method::DeleteConversation,
                     bool doneAnyway = false);
    void healSession(const SessionId &session);
    void refuseKey() { emit unauthorised(); }
    [[nodiscard]] static Error httpError(ErrorKind kind, int status, const QString &serverMessage = {});

    // --- ChatApi ---
    void setCredentials(const Credentials &credentials) override;
    void resumeHeld() override { ++heldResumed; }
    void dropHeld() override { ++heldDropped; }
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

private:
    struct Pending
    {
        quint64 ticket = 0;
        Call call;
        std::function<bool()> isCancelled;
        std::function<void(bool abort)> answer;
    };
    struct Failure
    {
        Error error;
        bool doneAnyway = false;
    };

    template<class T>
    [[nodiscard]] QFuture<Result<T>> submit(const Call &call, std::function<Result<T>()> work);
    [[nodiscard]] std::optional<Failure> plannedFailure(const Call &call);
    void sweepCancelled();
    void release(quint64 ticket, bool abort = false);
    [[nodiscard]] Conversation *editable(const ConversationKey &key);
    [[nodiscard]] Result<Page<Conversation>> listConversations(ProjectId id, const ConversationQuery &query);
    [[nodiscard]] Result<Page<Message>> listReported(ProjectId id, int page, const TimeSpan &span);
    [[nodiscard]] Result<MessagePage> listMessages(const ConversationKey &key, int page);
    [[nodiscard]] Result<Message> withMessage(const ConversationKey &key, MessageId id,
                                              const std::function<void(Message &)> &change);

    std::vector<Pending> m_pending;
    QHash<Method, QList<Error>> m_nextFailures;
    QHash<SessionId, QHash<Method, Failure>> m_sessionFailures;
    quint64 m_lastTicket = 0;
    int m_maxInFlight = 0;
    int m_sweptCancelled = 0;
    bool m_holding = false;
};

} // namespace confab
