// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/archivevalues.h"
#include "core/error.h"
#include "services/orderedpages.h"
#include "services/pagewalk.h"

#include <QHash>
#include <QObject>
#include <QSet>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace confab {

class Archive;
class ArchiveFeed;
class ChatApi;
class Clock;
class ThreadSync;

/// What a sync may take for granted of the account.
struct SyncTerms
{
    /// The account has no report of the project's messages; that was found out before.
    bool reportsMissing = false;
    /// What the list no longer holds may be marked as removed from the server. False for an account that sees
    /// another part of the project than the one that filled the archive.
    bool mayMarkRemoved = true;
};

/// One run of the sync of one project: first the list of conversations, then the messages. Goes on where the
/// archive's mark says that the last run stood. Withdraws its calls when it is destroyed; what came before is
/// stored. All calls are in Lane::Background, at most five at once. What a run costs is in ARCHITECTURE.md.
///
/// Moments are the server's (the Date of its replies), so that a wrong clock here neither misses messages nor
/// takes a conversation for removed.
class ProjectSync : public QObject
{
    Q_OBJECT

public:
    /// Messages this much older than the end of the last window are read again: they may have come late, and
    /// people react to an answer soon after it.
    static constexpr std::chrono::hours overlap{1};
    /// Without reports: a conversation in which nothing was said for so long is not looked at again. (Its
    /// updated_at does not move when a message is added: contract, section 2.1.)
    static constexpr std::chrono::hours activeFor{7 * 24};
    static constexpr int ahead = 5;
    /// Answers are asked for no faster than the archive takes them. So many pages that it can store those of
    /// many short conversations by one transaction while the next ones come.
    static constexpr int mostUnstored = 200;

    ProjectSync(ChatApi &api, Archive &archive, ArchiveFeed &feed, Clock &clock, QObject *parent = nullptr);
    ~ProjectSync() override;

    void start(ProjectId project, const SyncTerms &terms);
    /// It has looked at what is known, and asks.
    [[nodiscard]] bool hasBegun() const { return m_started; }
    /// The first page of the list is on its way to somebody else. Where this run needs it and has not asked
    /// for it, it waits for giveList(), and saves the call.
    void awaitList() { m_awaitsList = m_awaitsList || !m_started; }
    /// The page, or nothing where it does not come: then it is asked for. So, too, where something that is
    /// known is not on it, since it was asked for before that was looked up.
    void giveList(const std::optional<Page<Conversation>> &page);

    /// Something happened in it so lately that more may have been said since; so, too, where nothing is known
    /// of the time.
    [[nodiscard]] static bool mayGrow(const Conversation &conversation, const QDateTime &lastMessageAt,
                                      const QDateTime &now);

    [[nodiscard]] ProjectId project() const { return m_mark.project; }
    [[nodiscard]] SyncPhase phase() const { return m_mark.phase; }
    /// Those that were answered or withdrawn.
    [[nodiscard]] int callsMade() const { return m_mark.callsMade; }
    /// At least; nothing before that is known.
    [[nodiscard]] std::optional<int> callsLeft() const;

signals:
    void progressed();
    /// The account has no report of the project's messages (403, 404, 422, or one that names no
    /// conversation).
    void reportsMissing();
    /// Once. After an error the mark in the archive stays where it was.
    void finished(const confab::Result<confab::Done> &result);

private:
    struct Known
    {
        Conversation conversation;
        qint64 messages = 0;
        qint64 total = -1; ///< -1: the service was not asked.
        MessageId newest;
        QDateTime lastMessageAt;
        QDateTime checkedAt;
        QDateTime seenAt;
    };

    void take(const QList<ArchivedConversation> &known);
    [[nodiscard]] QDateTime now() const;
    /// Those that are on their way are of no use any more.
    void withdrawPages();
    /// Whether what failed is worth another try, after rest().
    [[nodiscard]] bool tryAgain(const Error &error);
    void rest(QObject *context, std::function<void()> then);
    void store(ArchiveBatch batch, const PageWalk::Position &position);
    void end(const Result<Done> &result);

    void askList();
    void takeList(int page, const Result<Page<Conversation>> &answer);
    void takePage(int page, const Page<Conversation> &answer);
    [[nodiscard]] bool holdsAllKnown(const Page<Conversation> &page) const;
    [[nodiscard]] bool listIsKnown(const Page<Conversation> &page, bool metKnown) const;
    [[nodiscard]] bool hasVanished(const Known &row) const;
    void finishList();

    void startReading();
    void askReport();
    void takeReport(int page, const Result<Page<Message>> &answer);
    [[nodiscard]] bool isPastWindow(const QList<Message> &rows);
    [[nodiscard]] QList<ArchivedPage> sorted(const QList<Message> &messages) const;
    void withoutReports();
    void startThreads();
    void takeThread(const MessagePage &answer, const ConversationKey &key, bool upToDate);
    [[nodiscard]] bool mayHaveChanged(const Known &known) const;
    [[nodiscard]] bool isHalfReported(const Known &known) const;
    void finishReading();
    void whenStored(std::function<void()> next);

    ChatApi &m_api;
    Archive &m_archive;
    ArchiveFeed &m_feed;
    Clock &m_clock;
    SyncTerms m_terms;
    SyncMark m_mark;
    QDateTime m_serverTime;
    bool m_started = false;
    bool m_ended = false;
    int m_storing = 0;
    int m_failures = 0;           ///< In a row.
    bool m_resting = false;       ///< Between a failure and the next try.
    std::function<void()> m_next; ///< What is done when all is stored.

    QHash<SessionId, Known> m_known; ///< On the server, as far as is known.
    QHash<ConversationId, SessionId> m_sessions;
    QSet<SessionId> m_seen; ///< In this list.
    qint64 m_lowest = 0;    ///< The lowest id in the list so far; 0 before.
    bool m_goesOn = false;  ///< The list was begun in an earlier run.
    bool m_readsOn = false; ///< The same of the messages.
    bool m_whole = false;   ///< The list is read to its end whatever is known.
    bool m_awaitsList = false;
    std::optional<Page<Conversation>> m_given; ///< The first page, by somebody else.

    PageWalk m_walk;
    OrderedPages<Page<Conversation>> m_list;
    OrderedPages<Page<Message>> m_report;
    QDateTime m_newestReported;
    bool m_reportFalls = true; ///< Its pages came newest first so far.
    QDateTime m_oldestReported;
    std::unique_ptr<ThreadSync> m_threads;
};

} // namespace confab
