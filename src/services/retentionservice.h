// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/archivevalues.h"
#include "core/error.h"
#include "core/retentionrule.h"

#include <QList>
#include <QMap>
#include <QObject>
#include <QThreadPool>

#include <chrono>
#include <memory>

namespace confab {

class ArchiveService;
class ChatApi;
class Clock;
class ThreadSync;
struct SyncStatus;
struct ThreadToRead;

/// A conversation that a rule has found.
struct RetentionFind
{
    Conversation conversation;
    ThreadFacts facts;
    QDateTime lastSaidAt; ///< Of lastSaidIn(): valid.
};

/// What a rule comes to, with nothing changed at the service.
struct RetentionReview
{
    ProjectId project;
    RetentionRule rule;
    RetentionTerms terms;
    qsizetype conversations = 0; ///< All of the project.
    QList<RetentionFind> found;  ///< The longest silent first.
    QMap<RetentionVerdict, int> verdicts;

    /// Deleting so many of them is out of the ordinary: the rule is a new one or was changed, or it is a
    /// quarter of the project or more, or above DeletionService::askAbove.
    [[nodiscard]] bool isUnusual(qsizetype count) const;
};

/// Why there is no review.
enum class RetentionObstacle {
    NoArchive,     ///< There is no local copy to go by, or none of the project.
    NotWritable,   ///< It cannot be brought up to date: another Confab has it, or the disk is full.
    OthersArchive, ///< Another account filled it, which may see other conversations.
    SyncStopped,   ///< The person paused it, or signed out.
    SyncFailed,    ///< With the service's error: what is not read in full is not judged.
    ClocksDiffer,  ///< The clock here and the service's are a day apart.
    ClockWentBack, ///< By the service's clock the rule was carried out at a time that is still to come.
    ArchiveFailed, ///< With its error.
};

/// Dry runs of retention rules. A review brings the local copy of the project up to date (SyncService),
/// judges every conversation by it, and looks at the newest messages of those that it would find and that
/// were not read since yesterday: one call each in Lane::Background, none where the project is synced by
/// reports. What cannot be said of a conversation keeps it. Nothing is deleted here.
class RetentionService : public QObject
{
    Q_OBJECT

public:
    /// Of calls on their way at once.
    static constexpr int ahead = 5;

    RetentionService(ChatApi &api, ArchiveService &archive, Clock &clock, QObject *parent = nullptr);
    ~RetentionService() override;

    /// One at a time: an earlier one ends without a word. reviewed() or refused() follows, from the event
    /// loop.
    void review(ProjectId project, const RetentionRule &rule);
    /// Without a word. What was read stays in the archive, so that the next review need not ask for it.
    void cancel();
    [[nodiscard]] bool isReviewing() const { return m_job != nullptr; }

signals:
    /// `all` of 0: it is not known yet how many conversations will have to be looked at.
    void progressed(int looked, int all);
    void reviewed(const confab::RetentionReview &review);
    void refused(confab::RetentionObstacle obstacle, const confab::Error &error);

private:
    struct Job;

    void start();
    void synced();
    void syncEnded(const SyncStatus &status);
    void readArchive();
    void assess(const QList<ArchivedConversation> &rows, const FactTable &facts);
    void assessed(const RetentionReview &review, const QList<ThreadToRead> &unread);
    void takeThread(const MessagePage &page, const ConversationKey &key, bool upToDate);
    void readOn();
    void refuse(RetentionObstacle obstacle, const Error &error = {});
    [[nodiscard]] QDateTime serviceNow() const;

    ChatApi &m_api;
    ArchiveService &m_archive;
    Clock &m_clock;
    QDateTime m_serverTime; ///< The last one that a reply showed, and when that was by our own clocks.
    std::chrono::milliseconds m_serverTimeSeen{0};
    std::unique_ptr<Job> m_job;
    QThreadPool m_thread; ///< Judges.
    quint64 m_number = 0; ///< Of the job; what an earlier one asked for is stale.
};

} // namespace confab
