// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/values.h"
#include "services/deletionreport.h"

#include <QFuture>
#include <QHash>
#include <QList>
#include <QObject>
#include <QSet>

#include <chrono>
#include <functional>
#include <optional>
#include <utility>

namespace confab {

class ChatApi;
class Clock;
class DeletionJournal;
class DeletionLog;

/// Deletes conversations: ten seconds during which nothing is sent and the person can undo, then a run
/// through the governor, at most two in flight, each journalled and noted in the log before it is sent: where
/// either cannot be written the run stops.
///
/// The ids are frozen when remove() is called; no filter is evaluated later. Each remove() has its own ten
/// seconds; undo() takes back the newest that still waits. One run at a time; batches of other projects wait
/// their turn. The first DELETE of a run goes alone, so that a wrong project or key costs one call. A reply
/// that proves nothing is looked up by reading the conversation: gone with the project answering counts as
/// Deleted, there as Failed, anything else stays Unknown and is never sent again by itself. Once a run stops,
/// no further call is made, not even to read; a 401 also withdraws those on their way, which would wait for
/// the new key and be sent after signing in without anybody's word. Their items are Unknown.
///
/// What the person picked by hand is sent as it is while that is less than a minute ago: they had each row
/// before them. What is sent later than that (the end of a long run, a question that was left open), what had
/// to wait behind another run, what was chosen as a whole, what is tried again and what a crash left is read
/// once more right before it is sent (LookAgain) and kept if it was renamed or has a message that came after
/// it was chosen. Right before it and not all at the start: at one call a second a run of a thousand takes a
/// quarter of an hour. The messages have to be read for it: a list page would show fifty names in one call,
/// but a new message does not move a conversation's updated_at (contract, section 2.1).
class DeletionService : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds undoWindow{10'000};
    /// Above this many the person is asked first (by the window, not here).
    static constexpr int askAbove = 20;
    /// So long after the choice what was seen then is taken for what is there.
    static constexpr std::chrono::seconds seenFor{60};
    /// A DELETE that could not go for so long after the look (the service's limit, a pause, a computer that
    /// slept) is not sent before it was looked at once more.
    static constexpr std::chrono::seconds sentWithin{120};
    /// After a copy that took longer than this it is looked once more whether anything has changed.
    static constexpr std::chrono::seconds lookedFor{10};

    enum class Care {
        AsSeen,    ///< One call for each that is sent within seenFor.
        LookAgain, ///< Two for each.
    };

    DeletionService(ChatApi &api, DeletionJournal &journal, DeletionLog &log, Clock &clock,
                    QObject *parent = nullptr);
    ~DeletionService() override;

    /// Reads what of a conversation has to be read before it is deleted, and keeps a copy; `found` is its
    /// newest page, just read; `all`: no page may be left out. Without one nothing is deleted that needs it.
    using Keeper = std::function<QFuture<Result<KeptThread>>(const ConversationKey &key,
                                                             const MessagePage &found, bool all)>;
    void setKeeper(Keeper keeper) { m_keeper = std::move(keeper); }

    /// Who is signed in: what is deleted from now on is theirs, and may be sent.
    void setAccount(const Account &account);
    /// A 401, whichever call it met: the run ends as SignInNeeded, and so does each batch whose undo window
    /// ends, without a call, until setAccount(). Calls that waited for the next key would go out after
    /// signing in without anybody's word, and perhaps in another person's name.
    void keyRefused();
    /// False while another program of this profile has the journal: nothing can be deleted here then.
    [[nodiscard]] bool mayDelete() const;

    /// `chosenAt`: serverNow() when the person chose; now, where it is left out.
    void remove(ProjectId project, const QList<Conversation> &conversations, Care care = Care::AsSeen,
                const QDateTime &chosenAt = {});
    /// The same on terms of its own: what is said in the batch of project, items, rule, chosenAt, lookAgain
    /// and what keeps a conversation holds; the rest is filled in.
    void remove(DeletionReport batch);
    /// The server's clock as its replies have shown it, never ahead of it; ours until one has come.
    [[nodiscard]] QDateTime serverNow() const;
    /// False where nothing waits any more.
    bool undo();
    [[nodiscard]] int waitingCount() const; ///< Conversations in undo windows.
    /// The undo windows stand still while a question about them is open.
    void holdWaiting(bool hold);
    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] int runningLeft() const; ///< Items of the run not yet answered.
    /// Also while settled() is told; invalid where nothing runs.
    [[nodiscard]] ProjectId runningProject() const { return m_run ? m_run->report.project : ProjectId(); }

    /// Quit: "delete now" ends every window at once; finished() follows. "Keep them" empties the queue.
    void commitWaiting();
    void keepWaiting();
    /// Nothing further is sent, of this run and of batches behind it; what is in flight is still reported.
    /// Never an undo.
    void cancelRun();
    /// Runs the unsettled items of a report again (after signing in, or "Retry"), without a new undo window.
    /// Each is looked up first, and sent only if it is still there and the same. Changed ones are left out.
    void retry(const DeletionReport &report);

    /// What a crash left, one report for each project: planned and sent items of an earlier run that this
    /// account began. Nothing is sent by itself. Where the file or the session does not say who it was, the
    /// report's account has no user: it is for somebody alone who has the project.
    [[nodiscard]] QList<DeletionReport> leftovers() const;
    /// The person does not want to hear of these again.
    void dismiss(const DeletionReport &report);

signals:
    void waitingChanged(int count);
    /// The rows to put back.
    void undone(const QList<confab::Conversation> &conversations);
    void runStarted(int count);
    void progress(int answered, int count);
    /// Deleted or already gone, told as it happens; finished() names them again.
    /// `deleted`: by this run; false where it was gone already.
    void settled(const confab::SessionId &session, bool deleted);
    /// Once for each batch that was committed or retried.
    void finished(const confab::DeletionReport &report);

private:
    /// A batch in its undo window.
    struct Waiting
    {
        DeletionReport report;
        std::chrono::milliseconds left{0}; ///< When its time last stood still.
        std::chrono::milliseconds since{0};
    };
    enum class ProjectCheck { NotAsked, Asking, Answers };
    /// An item that is gone if the project itself still answers.
    struct Missing
    {
        qsizetype index = 0;
        DeletionItem::State stateIfSo = DeletionItem::State::AlreadyGone;
        DeletionItem::State stateIfNot = DeletionItem::State::Unknown;
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
        DeletionReport report;
        qsizetype next = 0;
        int busy = 0; ///< Items begun and not settled.
        int answered = 0;
        int failuresInRow = 0;
        bool stopping = false;
        ProjectCheck projectCheck = ProjectCheck::NotAsked;
        QList<Missing> missing;
        QHash<qsizetype, Outstanding> calls; ///< By item; the check of the project by -1.
        QHash<qsizetype, int> statuses;      ///< By item: HTTP, of the reply to its DELETE.
        QSet<qsizetype> kept;                ///< Items of which a copy is complete.
    };

    void startTime(Waiting &waiting);
    void enqueue(DeletionReport batch);
    void commit(quint64 number);
    [[nodiscard]] bool looksAgain() const;
    void startNext();
    void pump();
    void begin(qsizetype index);
    void send(qsizetype index);
    void onDeleted(qsizetype index, const Result<Done> &result);
    void lookAfterWait(qsizetype index, const Error &outdated);
    void lookUp(qsizetype index, bool sendIfThere, const Error &original);
    void onLookedUp(qsizetype index, bool sendIfThere, const Error &original,
                    const Result<MessagePage> &result);
    void onThere(qsizetype index, const MessagePage &found, const Error &original);
    [[nodiscard]] bool hasToKeep(qsizetype index, const MessagePage &found) const;
    void keep(qsizetype index, const MessagePage &found, const Error &original);
    void onKept(qsizetype index, const Error &original, bool lately, const Result<KeptThread> &kept);
    void confirmMissing(const Missing &missing);
    void onProjectAnswer(const Result<Project> &result);
    void settle(qsizetype index, DeletionItem::State state, const std::optional<Error> &error = {});
    void stop(DeletionReport::End end, const std::optional<Error> &reason);
    void withdrawCalls(bool underWayToo);
    void stopIfFatal(const Error &error);
    void finishIfOver();
    /// Batches of which nothing was sent.
    void endUnsent(QList<DeletionReport> batches, DeletionReport::End end,
                   const std::optional<Error> &reason);
    /// What waits, stands in the queue or runs.
    [[nodiscard]] QSet<SessionId> known() const;
    [[nodiscard]] ConversationKey keyOf(qsizetype index) const;
    /// Calls the member with the answer unless that run is over.
    template<class T, class Handler>
    void whenAnswered(qsizetype index, const QFuture<Result<T>> &future, Handler handle);

    ChatApi &m_api;
    Keeper m_keeper;
    DeletionJournal &m_journal;
    DeletionLog &m_log;
    Clock &m_clock;
    Account m_account;
    bool m_keyRefused = false;
    quint64 m_lastNumber = 0;
    QList<Waiting> m_waiting;      ///< Oldest first.
    bool m_held = false;           ///< The undo windows stand still.
    quint64 m_holds = 0;           ///< Timers from before the last hold are void.
    QList<DeletionReport> m_queue; ///< Committed, behind the run.
    std::optional<Run> m_run;
    QDateTime m_serverTime;                        ///< The last one a reply showed, in whole seconds.
    std::chrono::milliseconds m_serverTimeSeen{0}; ///< When it came, by our clock that never goes back.
};

} // namespace confab
