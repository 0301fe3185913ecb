// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/values.h"

#include <QFuture>
#include <QHash>
#include <QList>
#include <QObject>

#include <chrono>
#include <optional>

namespace confab {

class ChatApi;
class Clock;
class DeletionJournal;

/// What became of one conversation of a deletion.
struct DeletionItem
{
    enum class State {
        Planned,     ///< Nothing was sent yet.
        Sent,        ///< A DELETE is in flight.
        Deleted,     ///< With proof.
        AlreadyGone, ///< 404, while the project itself still answers.
        Failed,      ///< Refused; it is still there as far as is known.
        Unknown,     ///< Sent without a clear answer, and reading it again gave none either.
    };

    Conversation conversation;
    State state = State::Planned;
    std::optional<Error> error;

    [[nodiscard]] bool isSettled() const { return state == State::Deleted || state == State::AlreadyGone; }
    friend bool operator==(const DeletionItem &, const DeletionItem &) = default;
};

struct DeletionReport
{
    enum class End {
        Completed, ///< Every item was tried.
        Cancelled,
        SignInNeeded, ///< 401: offered again after signing in.
        Stopped,      ///< 403, TLS, the project gone, the journal unwritable or five failures in a row.
    };

    ProjectId project;
    QList<DeletionItem> items;
    End end = End::Completed;
    std::optional<Error> reason; ///< Why it ended early.

    [[nodiscard]] int count(DeletionItem::State state) const;
    /// What is left to do: everything that is not settled.
    [[nodiscard]] QList<Conversation> remaining() const;
    [[nodiscard]] bool isClean() const { return remaining().isEmpty(); }
};

/// Deletes conversations: ten seconds during which nothing is sent and the person can undo, then a run
/// through the governor, at most two in flight, each journalled before it is sent.
///
/// The ids are frozen when remove() is called; no filter is evaluated later. Each remove() has its own ten
/// seconds; undo() takes back the newest that still waits. One run at a time; batches of other projects wait
/// their turn. The first DELETE of a run goes alone, so that a wrong project or key costs one call. A reply
/// that proves nothing is looked up by reading the conversation: gone with the project answering counts as
/// Deleted, there as Failed, anything else stays Unknown and is never sent again by itself. Once a run stops,
/// no further call is made, not even to read; a 401 also withdraws those on their way, which would wait for
/// the new key and be sent after signing in without anybody's word. Their items are Unknown.
class DeletionService : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds undoWindow{10'000};
    /// Above this many the person is asked first (by the window, not here).
    static constexpr int askAbove = 20;

    DeletionService(ChatApi &api, DeletionJournal &journal, Clock &clock, QObject *parent = nullptr);
    ~DeletionService() override;

    void remove(ProjectId project, const QList<Conversation> &conversations);
    /// False where nothing waits any more.
    bool undo();
    [[nodiscard]] int waitingCount() const; ///< Conversations in undo windows.
    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] int runningLeft() const; ///< Items of the run not yet answered.

    /// Quit: "delete now" ends every window at once; finished() follows. "Keep them" empties the queue.
    void commitWaiting();
    void keepWaiting();
    /// Nothing further is sent, of this run and of batches behind it; what is in flight is still reported.
    /// Never an undo.
    void cancelRun();
    /// Runs the unsettled items of a report again (after signing in, or "Retry"), without a new undo window.
    /// Unknown ones are looked up first, and sent only if they are still there.
    void retry(const DeletionReport &report);

    /// What a crash left: planned and sent items of an earlier run. Nothing is sent by itself.
    [[nodiscard]] std::optional<DeletionReport> leftover() const;
    void dismissLeftover();

signals:
    void waitingChanged(int count);
    /// The rows to put back.
    void undone(const QList<confab::Conversation> &conversations);
    void runStarted(int count);
    void progress(int answered, int count);
    /// Deleted or already gone, told as it happens; finished() names them again.
    void settled(const confab::SessionId &session);
    /// Once for each batch that was committed or retried.
    void finished(const confab::DeletionReport &report);

private:
    struct Batch
    {
        quint64 number = 0;
        DeletionReport report;
    };
    enum class ProjectCheck { NotAsked, Asking, Answers };
    /// An item that is gone if the project itself still answers.
    struct Missing
    {
        qsizetype index = 0;
        DeletionItem::State stateIfSo = DeletionItem::State::AlreadyGone;
        Error error;
    };
    /// A call without its answer.
    struct Outstanding
    {
        QFuture<void> future;
        bool deletes = false; ///< Else it looks something up.
    };
    struct Run
    {
        quint64 number = 0;
        DeletionReport report;
        qsizetype next = 0;
        int busy = 0; ///< Items begun and not settled.
        int answered = 0;
        int failuresInRow = 0;
        bool stopping = false;
        ProjectCheck projectCheck = ProjectCheck::NotAsked;
        QList<Missing> missing;
        QHash<qsizetype, Outstanding> calls; ///< By item; the check of the project by -1.
    };

    void enqueue(Batch batch);
    void commit(quint64 number);
    void startNext();
    void pump();
    void begin(qsizetype index);
    void send(qsizetype index);
    void onDeleted(qsizetype index, const Result<Done> &result);
    void lookUp(qsizetype index, bool sendIfThere, const Error &original);
    void confirmMissing(const Missing &missing);
    void onProjectAnswer(const Result<Project> &result);
    void settle(qsizetype index, DeletionItem::State state, const std::optional<Error> &error = {});
    void stop(DeletionReport::End end, const std::optional<Error> &reason);
    void withdrawCalls(bool underWayToo);
    void stopIfFatal(const Error &error);
    void finishIfOver();
    [[nodiscard]] bool isKnown(const SessionId &session) const;
    [[nodiscard]] ConversationKey keyOf(qsizetype index) const;
    /// Calls the member with the answer unless that run is over.
    template<class T, class Handler>
    void whenAnswered(qsizetype index, const QFuture<Result<T>> &future, Handler handle);

    ChatApi &m_api;
    DeletionJournal &m_journal;
    Clock &m_clock;
    quint64 m_lastNumber = 0;
    QList<Batch> m_waiting; ///< In undo windows, oldest first.
    QList<Batch> m_queue;   ///< Committed, behind the run.
    std::optional<Run> m_run;
};

} // namespace confab
