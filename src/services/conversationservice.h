// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/values.h"
#include "services/conversationlisting.h"

#include <QFuture>
#include <QHash>
#include <QList>
#include <QObject>
#include <QSet>

#include <optional>

namespace confab {

class ChatApi;

/// The list of conversations of one project and one people filter.
///
/// Two ends: as a person scrolls, pages come newest first (order=desc). When everything is asked for, the
/// rest comes from the other end (order=asc), which new conversations at the top cannot shift, until both
/// ends meet: exactly ceil(total / perPage) calls for the whole list. If the total shrinks on the way, pages
/// may have moved under us, and the ascending pages are read anew, once; a second time the list says that it
/// is incomplete. Sends values by signals; the model keeps rows. Answers that belong to an earlier open() are
/// dropped. A failed loadAll() keeps what it has read, and the next one goes on from there. State and values
/// are up to date when a signal arrives, so a slot may call back at once.
///
/// Rows that the archive has (showArchived()) stand among the others and count for nothing until a page of
/// the service holds them; those that a page does not hold where they would stand go, and so does every one
/// that is left when the list is complete.
class ConversationService : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Closed,
        LoadingFirst, ///< No page of the service is here yet.
        Failed,       ///< The first page did not arrive; refresh() tries again.
        Ready,
        Refreshing, ///< The first page is read anew, with the rows still here.
        LoadingMore,
        LoadingAll,
    };
    Q_ENUM(State)

    explicit ConversationService(ChatApi &api, QObject *parent = nullptr);
    ~ConversationService() override;

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] ProjectId project() const { return m_project; }
    [[nodiscard]] PeopleFilter people() const { return m_people; }
    /// The server's own count, less rows taken out here since; of those that the archive alone knows, too.
    [[nodiscard]] qint64 total() const
    {
        return m_listing.total() - m_hidden.size() - m_archivedTaken.size();
    }
    [[nodiscard]] qsizetype loaded() const { return m_rows.size() - m_archived.size(); }
    /// Rows that are known from the archive alone.
    [[nodiscard]] qsizetype archived() const { return m_archived.size(); }
    /// False for those, and for what is not in the list.
    [[nodiscard]] bool isConfirmed(const SessionId &session) const
    {
        return m_rows.contains(session) && !m_archived.contains(session);
    }
    /// Every conversation of the project and people filter is here.
    [[nodiscard]] bool isComplete() const { return m_complete; }
    [[nodiscard]] const Conversation *find(const SessionId &session) const;
    /// Highest id first.
    [[nodiscard]] QList<Conversation> conversations() const;

    /// One call for the first page. A server that refuses PeopleFilter::Me (400, 422) gets Everyone instead,
    /// after peopleFilterRefused().
    void open(ProjectId project, PeopleFilter people);
    /// Reads the first page anew (and, where everything had been loaded, all of it); rows stay until it
    /// arrives.
    void refresh();
    /// The next page, unless the list is complete or one is on its way.
    void loadMore();
    void loadAll();
    void cancelLoadAll();
    void close();
    /// All that the archive has of this project and people filter. Rows of an earlier call that are not among
    /// them go. Nothing happens where another list is open or the open one is complete.
    void showArchived(ProjectId project, PeopleFilter people, const QList<Conversation> &archived);

    /// While set, rename() and create() are refused without a call: the service cannot be reached.
    void setReadOnly(bool readOnly) { m_readOnly = readOnly; }
    /// Shown at once, put back with the server's words if refused. A name outside 1 to 255 characters
    /// (trimmed) is refused without a call. While a rename is under way a second one of the same row waits
    /// for it.
    void rename(const SessionId &session, const QString &name);
    /// The same of a conversation that need not be in the list: another project may be open by now.
    void rename(const ConversationKey &key, const QString &name);
    /// 1 to 255 characters, not counting white space at its ends.
    [[nodiscard]] static bool isNameAllowed(const QString &name);
    void create(const QString &name);
    /// One that another has created: a row for it, and created(), if its project is the open one.
    void adopt(const Conversation &conversation);

    /// Takes rows out of the list without a call, and puts them back: for the undo window. What was taken
    /// stays out, whatever later pages bring and whichever project is opened, until restore() or settle().
    QList<Conversation> take(const QList<SessionId> &sessions);
    /// Rows of this list are taken and not settled.
    [[nodiscard]] bool hidesTaken() const { return !m_hidden.isEmpty(); }
    [[nodiscard]] bool isTaken(const SessionId &session) const { return m_taken.contains(session); }
    void restore(const QList<Conversation> &conversations);
    /// The name at the server of a row that was taken and is about to be restored.
    void renameTaken(const SessionId &session, const QString &name);
    /// The server has confirmed that these are gone: they are out of the server's count as well. Those that
    /// no page has held yet were in it if they were `deleted` now, in this project, and had not gone before.
    void settle(const QList<SessionId> &sessions, bool deleted = false);
    /// The server no longer has it (404 on reading while the project answers).
    void forget(const SessionId &session);

signals:
    void stateChanged(confab::ConversationService::State state);
    /// Everything before is void.
    void reset();
    /// The first page has come, as the service sent it; what it changes is told after this.
    void firstPageRead(const confab::Page<confab::Conversation> &page);
    /// New or changed rows, in no particular order; none is a duplicate of another row.
    void upserted(const QList<confab::Conversation> &conversations);
    void removed(const QList<confab::SessionId> &sessions);
    /// Also when hidesTaken() did.
    void countsChanged(qint64 loaded, qint64 total, bool complete);
    void created(const confab::SessionId &session);
    /// By rename(), just now; renameFailed() tells where the server did not take it.
    void renamed(const confab::ConversationKey &key, const QString &before, const QString &after);
    /// The server has taken that name in a form of its own.
    void nameAdjusted(const confab::ConversationKey &key, const QString &sent, const QString &stored);
    void peopleFilterRefused(confab::PeopleFilter refused);
    void failed(confab::Operation operation, const confab::Error &error);
    /// `wanted` is for a retry: a name that somebody typed must not be lost.
    void createFailed(confab::ProjectId project, const QString &wanted, const confab::Error &error);
    /// A rename that failed; the row, where there is one, has its old name again. `wanted` is for a retry.
    void renameFailed(const confab::ConversationKey &key, const QString &wanted, const confab::Error &error);

private:
    /// What one step has changed, told once the step is over.
    struct Change
    {
        QList<Conversation> upserts;
        QList<SessionId> removals;
        std::optional<Operation> operation;
        Error error;
    };
    struct Counts
    {
        qsizetype loaded = 0;
        qint64 total = 0;
        bool complete = false;
        bool hidesTaken = false;
        friend bool operator==(const Counts &, const Counts &) = default;
    };
    struct PendingRename
    {
        ConversationKey key;
        QString serverName; ///< To go back to.
        QString sent;
        std::optional<QString> next;
    };

    void read(const PageAsk &ask);
    void cancelReads();
    void onPage(const PageAsk &ask, const Result<Page<Conversation>> &result);
    void onPageFailed(const PageAsk &ask, const Error &error);
    void onFirstFailed(const Error &error);
    void onFirst(const PageAsk &ask, const Page<Conversation> &page, Change &change);
    void onNext(const PageAsk &ask, const Page<Conversation> &page, Change &change);
    void onRising(const PageAsk &ask, const Page<Conversation> &page, Change &change);
    void onTop(const PageAsk &ask, const Page<Conversation> &page, Change &change);

    void startRefresh();
    void startAll(Change &change);
    void pumpRising(Change &change);
    void finishRising(Change &change);
    /// Rows moved during the rising pages: once more over everything, or leave it at what is here.
    void startOver(Change &change);
    void reachBottom(Change &change);
    void becomeComplete(Change &change);
    void becomeReady();
    /// By value: it may be the one that is remembered, and forgotten here.
    void leaveIncomplete(Error error, Change &change);

    void merge(const QList<Conversation> &items, quint64 ticket, Change &change);
    void dropVanished(const IdSpan &span, const QSet<SessionId> &seen, quint64 ticket, Change &change);
    [[nodiscard]] bool takesArchived(const Conversation &row) const;
    /// Rows that the server counts, as far as is known here.
    [[nodiscard]] qint64 known() const;
    void removeForGood(const SessionId &session, bool deleted, Change &change);
    void tell(const Change &change);

    void sendRename(const SessionId &session);
    void onRenamed(const SessionId &session, const Result<Conversation> &result);
    void onCreated(ProjectId project, const QString &wanted, const Result<Conversation> &result);

    ChatApi &m_api;
    State m_state = State::Closed;
    State m_toldState = State::Closed;
    Counts m_toldCounts;
    ProjectId m_project;
    PeopleFilter m_people = PeopleFilter::Everyone;
    quint64 m_generation = 0; ///< Rises with open() and close().
    ConversationListing m_listing;
    bool m_complete = false;
    bool m_wantAll = false;
    bool m_wantRefresh = false;
    bool m_rereading = false; ///< Everything had been loaded and is being read anew.
    int m_stepsBack = 0;
    int m_newOnTop = 0;
    std::optional<Error> m_allError;

    QHash<SessionId, Conversation> m_rows;
    QSet<SessionId> m_archived; ///< Of m_rows: those that no page has held yet.
    bool m_readOnly = false;
    QHash<quint64, QFuture<Result<Page<Conversation>>>> m_reads;
    QHash<SessionId, Conversation> m_taken; ///< Of any project.
    QSet<SessionId> m_hidden;               ///< Taken rows of this list that the server still counts.
    QSet<SessionId> m_archivedTaken;        ///< Taken rows that no page has held yet.
    QHash<SessionId, quint64> m_gone;       ///< Pages asked for up to this ticket may still hold the row.
    QHash<SessionId, quint64> m_touched; ///< Pages asked for up to this ticket may hold an older state of it.
    QHash<SessionId, PendingRename> m_renames;
};

} // namespace confab
