// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/values.h"
#include "services/projectsync.h"

#include <QDateTime>
#include <QHash>
#include <QObject>

#include <chrono>
#include <optional>

namespace confab {

/// What a person may want to know of the sync.
struct SyncStatus
{
    enum class State {
        Off,     ///< Nothing is synced: no archive, or nobody signed in.
        Idle,    ///< Up to date as of `finishedAt`, until the next round.
        Running, ///< A round is under way.
        Paused,  ///< By the person, until resume().
        Failed,  ///< The last round ended with `error`; it is tried again later.
    };

    State state = State::Off;
    ProjectId project; ///< The one that is read, while there is one.
    int projectsLeft = 0;
    int callsMade = 0;                            ///< In this round, answered or withdrawn.
    std::optional<int> callsLeft;                 ///< For this project, at least; nothing while not known.
    std::optional<std::chrono::seconds> timeLeft; ///< For these calls, at the pace that was learnt.
    QDateTime finishedAt;                         ///< Of the last whole round.
    Error error;
    friend bool operator==(const SyncStatus &, const SyncStatus &) = default;
};

/// Keeps the archive of an account up to date: a round over its projects one after another (ProjectSync),
/// soon after the start, then every quarter of an hour. A round that failed is tried again after one minute,
/// then two, four and so on. Paused, stopped or ended with the program, it goes on at the page where it
/// stood.
class SyncService : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::minutes betweenRounds{15};
    static constexpr std::chrono::hours probesAnew{30 * 24};

    SyncService(ChatApi &api, Archive &archive, ArchiveFeed &feed, Clock &clock, QObject *parent = nullptr);
    ~SyncService() override;

    [[nodiscard]] const SyncStatus &status() const { return m_status; }

    /// From now on these projects are synced, in this order; a round begins if there are new ones among them.
    /// What is under way goes on if it is still among them; one that has asked for nothing yet lets the first
    /// of them go before. An empty list stops.
    void setProjects(const QList<ProjectId> &projects);
    /// As ProjectSync::start() takes them, but for the reports, which are each project's own.
    void setTerms(const SyncTerms &terms) { m_terms = terms; }
    /// Projects of which the account has no report of all messages, and when that was found out. After
    /// probesAnew it is found out again, since a refusal may have been a passing one.
    void setReportsMissing(const QHash<ProjectId, QDateTime> &since) { m_reportsMissing = since; }
    /// A round now, if none is under way; ends a pause. It probes for reports again.
    void syncNow();
    /// As syncNow(), but that this project is read next, also while a round is under way, and reports are not
    /// probed for anew. synced() or projectFailed() follows, unless it is paused or stopped before. False
    /// where it is not synced at all.
    bool syncFirst(ProjectId project);
    /// The first page of the list of this project is on its way to somebody else: a run of it that begins by
    /// itself meanwhile does not ask for it as well, but takes what giveList() brings.
    void awaitList(ProjectId project);
    /// The page as the service sent it, or nothing where it does not come.
    void giveList(const std::optional<Page<Conversation>> &page);
    void pause();
    void resume();
    /// Another account, or none: everything is dropped.
    void stop();

signals:
    void statusChanged(const confab::SyncStatus &status);
    /// The archive holds what the service said of the project at this time.
    void synced(confab::ProjectId project);
    void projectFailed(confab::ProjectId project, const confab::Error &error);
    /// To be remembered: the account has no report of the project's messages since then. An invalid moment:
    /// that is no longer known.
    void reportsMissing(confab::ProjectId project, const QDateTime &since);

private:
    void begin(ProjectId first = {});
    void next();
    void ended(ProjectId project, const Result<Done> &result);
    void endRound();
    void drop();
    [[nodiscard]] bool lacksReports(ProjectId project) const;
    void schedule(std::chrono::milliseconds wait);
    void tell();

    ChatApi &m_api;
    Archive &m_archive;
    ArchiveFeed &m_feed;
    Clock &m_clock;
    SyncTerms m_terms;
    QHash<ProjectId, QDateTime> m_reportsMissing;
    Pace m_pace;
    QList<ProjectId> m_projects;
    QList<ProjectId> m_known;   ///< Those that this round began with, or that came since.
    QList<ProjectId> m_waiting; ///< Of this round.
    ProjectSync *m_run = nullptr;
    ProjectId m_awaited;    ///< Whose list is on its way to somebody else.
    int m_callsBefore = 0;  ///< In the projects of this round that are done.
    int m_failedRounds = 0; ///< In a row.
    std::optional<Error> m_error;
    quint64 m_generation = 0; ///< Of what was scheduled.
    SyncStatus m_status;
    SyncStatus m_told;
};

} // namespace confab
