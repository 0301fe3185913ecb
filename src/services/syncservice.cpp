// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/syncservice.h"

#include "api/chatapi.h"
#include "core/clock.h"

#include <algorithm>
#include <utility>

namespace confab {

namespace {

/// Background calls leave a sixth of the limit to what a person clicks (RateGovernor).
std::chrono::seconds timeFor(int calls, const Pace &pace)
{
    const int perMinute = std::max(1, pace.limit - pace.limit / 6);
    return std::chrono::seconds((qint64(calls) * 60 + perMinute - 1) / perMinute);
}

/// One project's fault, which says nothing of the others.
bool concernsProjectAlone(ErrorKind kind)
{
    return kind == ErrorKind::Forbidden || kind == ErrorKind::NotFound || kind == ErrorKind::Validation ||
           kind == ErrorKind::BadResponse || kind == ErrorKind::Refused;
}

} // namespace

SyncService::SyncService(ChatApi &api, Archive &archive, ArchiveFeed &feed, Clock &clock, QObject *parent)
    : QObject(parent), m_api(api), m_archive(archive), m_feed(feed), m_clock(clock)
{
    connect(&api, &ChatApi::paceChanged, this, [this](const Pace &pace) { m_pace = pace; });
}

SyncService::~SyncService()
{
    delete m_run;
}

void SyncService::setProjects(const QList<ProjectId> &projects)
{
    const bool more = std::any_of(projects.begin(), projects.end(),
                                  [this](ProjectId id) { return !m_projects.contains(id); });
    m_projects = projects;
    if (m_projects.isEmpty())
        return stop();
    if (m_run && !m_projects.contains(m_run->project()))
        drop();
    if (m_status.state == SyncStatus::State::Paused)
        return;
    if (m_status.state != SyncStatus::State::Running)
        return more ? begin() : void();
    const ProjectId first = m_projects.first();
    if (m_run && !m_run->hasBegun() && (m_waiting.contains(first) || !m_known.contains(first)))
        drop();
    // The one that is read stays; the others follow in the order that holds now.
    QList<ProjectId> waiting;
    for (const ProjectId id : std::as_const(m_projects)) {
        if (m_waiting.contains(id) || !m_known.contains(id))
            waiting.append(id);
    }
    m_known = m_projects;
    m_waiting = waiting;
    next();
}

void SyncService::syncNow()
{
    if (m_projects.isEmpty() || m_run)
        return;
    m_awaited = {}; // what is on its way was asked for before
    const auto missing = std::exchange(m_reportsMissing, {});
    for (auto each = missing.keyBegin(); each != missing.keyEnd(); ++each)
        emit reportsMissing(*each, {});
    begin();
}

bool SyncService::syncFirst(ProjectId project)
{
    if (!m_projects.contains(project))
        return false;
    if (m_run && m_run->project() == project)
        return true;
    m_awaited = {};
    if (m_status.state != SyncStatus::State::Running) {
        begin(project);
        return true;
    }
    drop();
    m_waiting.removeAll(project);
    m_waiting.prepend(project);
    next();
    return true;
}

void SyncService::awaitList(ProjectId project)
{
    m_awaited = project;
    if (m_run && m_run->project() == project)
        m_run->awaitList();
}

void SyncService::giveList(const std::optional<Page<Conversation>> &page)
{
    const ProjectId project = std::exchange(m_awaited, {});
    if (m_run && m_run->project() == project)
        m_run->giveList(page);
}

void SyncService::pause()
{
    if (m_status.state == SyncStatus::State::Off || m_status.state == SyncStatus::State::Paused)
        return;
    drop();
    ++m_generation;
    m_status.state = SyncStatus::State::Paused;
    tell();
}

void SyncService::resume()
{
    if (m_status.state != SyncStatus::State::Paused)
        return;
    if (m_waiting.isEmpty())
        return begin();
    m_status.state = SyncStatus::State::Running;
    next();
}

void SyncService::stop()
{
    drop();
    ++m_generation;
    m_projects.clear();
    m_waiting.clear();
    m_callsBefore = 0;
    m_failedRounds = 0;
    m_status = {};
    tell();
}

void SyncService::begin(ProjectId first)
{
    ++m_generation;
    m_waiting = m_known = m_projects;
    if (m_waiting.removeAll(first) > 0)
        m_waiting.prepend(first);
    m_callsBefore = 0;
    m_error.reset();
    m_status.state = SyncStatus::State::Running;
    m_status.error = {};
    next();
}

void SyncService::next()
{
    if (m_run)
        return tell();
    if (m_waiting.isEmpty())
        return endRound();
    const ProjectId project = m_waiting.takeFirst();
    m_run = new ProjectSync(m_api, m_archive, m_feed, m_clock, this);
    connect(m_run, &ProjectSync::progressed, this, &SyncService::tell);
    connect(m_run, &ProjectSync::reportsMissing, this, [this, project] {
        const QDateTime now = m_clock.nowUtc();
        m_reportsMissing.insert(project, now);
        emit reportsMissing(project, now);
    });
    connect(m_run, &ProjectSync::finished, this,
            [this, project](const Result<Done> &result) { ended(project, result); });
    SyncTerms terms = m_terms;
    terms.reportsMissing = lacksReports(project);
    m_run->start(project, terms);
    if (project == m_awaited)
        m_run->awaitList();
    tell();
}

/// A moment that is still to come is of a clock that was wrong, and is no reason to wait.
bool SyncService::lacksReports(ProjectId project) const
{
    const QDateTime since = m_reportsMissing.value(project);
    const QDateTime now = m_clock.nowUtc();
    return since.isValid() && since <= now && now < since.addDuration(probesAnew);
}

void SyncService::ended(ProjectId project, const Result<Done> &result)
{
    m_callsBefore += m_run->callsMade();
    m_run->disconnect(this);
    m_run->deleteLater();
    m_run = nullptr;
    if (result) {
        emit synced(project);
    } else {
        if (!m_error)
            m_error = result.error();
        // The others would fail as well.
        if (!concernsProjectAlone(result.error().kind))
            m_waiting.clear();
        emit projectFailed(project, result.error());
    }
    if (m_status.state == SyncStatus::State::Running)
        next();
}

void SyncService::endRound()
{
    if (m_error) {
        m_status.state = SyncStatus::State::Failed;
        m_status.error = *m_error;
        const std::chrono::minutes wait{1LL << std::min(m_failedRounds++, 4)};
        schedule(std::min<std::chrono::milliseconds>(wait, betweenRounds));
    } else {
        m_failedRounds = 0;
        m_status.state = SyncStatus::State::Idle;
        m_status.finishedAt = m_clock.nowUtc();
        schedule(betweenRounds);
    }
    tell();
}

/// The calls under way; the archive's mark says where they stood.
void SyncService::drop()
{
    if (!m_run)
        return;
    m_waiting.prepend(m_run->project());
    m_run->disconnect(this);
    delete std::exchange(m_run, nullptr);
}

void SyncService::schedule(std::chrono::milliseconds wait)
{
    m_clock.after(wait, this, [this, generation = ++m_generation] {
        if (generation == m_generation)
            begin();
    });
}

void SyncService::tell()
{
    SyncStatus now = m_status;
    now.project = m_run ? m_run->project() : ProjectId();
    now.projectsLeft = int(m_waiting.size()) + (m_run ? 1 : 0);
    now.callsMade = m_callsBefore + (m_run ? m_run->callsMade() : 0);
    now.callsLeft = m_run ? m_run->callsLeft() : std::nullopt;
    now.timeLeft = now.callsLeft ? std::optional(timeFor(*now.callsLeft, m_pace)) : std::nullopt;
    m_status = now;
    if (std::exchange(m_told, now) == now)
        return;
    emit statusChanged(m_status);
}

} // namespace confab
