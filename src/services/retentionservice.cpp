// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/retentionservice.h"

#include "api/chatapi.h"
#include "archive/archive.h"
#include "core/clock.h"
#include "core/future.h"
#include "services/archivelearning.h"
#include "services/archiveservice.h"
#include "services/deletionservice.h"
#include "services/threadsync.h"

#include <algorithm>
#include <utility>

namespace confab {

namespace {

using Obstacle = RetentionObstacle;
using Verdict = RetentionVerdict;

struct Assessment
{
    RetentionReview review;
    QList<ThreadToRead> unread; ///< Of which it cannot be said, and which are old enough to matter.
};

/// `review` names the rule. On any thread.
Assessment assessmentOf(RetentionReview review, const QList<ArchivedConversation> &rows,
                        const FactTable &facts)
{
    Assessment made;
    review.conversations = rows.size();
    for (const ArchivedConversation &row : rows) {
        const Conversation &conversation = row.conversation;
        const auto entry = facts.constFind(conversation.session);
        const ThreadFacts *known = entry == facts.cend() ? nullptr : &*entry;
        const Verdict verdict = judge(review.rule, review.terms, conversation, known);
        ++review.verdicts[verdict];
        if (verdict == Verdict::Found)
            review.found.append({conversation, *known, lastSaidIn(conversation, *known, review.terms.now)});
        if (verdict == Verdict::Unread && conversation.createdAt.isValid() &&
            conversation.createdAt < review.terms.limit)
            made.unread.append(
                {{review.project, conversation.session}, row.newestMessage, known && known->whole});
    }
    std::stable_sort(review.found.begin(), review.found.end(),
                     [](const auto &a, const auto &b) { return a.lastSaidAt < b.lastSaidAt; });
    made.review = review;
    return made;
}

} // namespace

bool RetentionReview::isUnusual(qsizetype count) const
{
    return !rule.carriedOutAt.isValid() || count > DeletionService::askAbove || count * 4 >= conversations;
}

struct RetentionService::Job
{
    enum class Step { Asked, Syncing, Reading };

    ProjectId project;
    RetentionRule rule;
    Step step = Step::Asked;
    RetentionTerms terms;
    std::unique_ptr<ThreadSync> threads;
    int toLookAt = 0;
    int lookedAt = 0;
    int unstored = 0; ///< Pages that were read and are not in the archive yet.
    bool allRead = false;
};

RetentionService::RetentionService(ChatApi &api, ArchiveService &archive, Clock &clock, QObject *parent)
    : QObject(parent), m_api(api), m_archive(archive), m_clock(clock)
{
    connect(&api, &ChatApi::serverTimeSeen, this, [this](const QDateTime &utc) {
        m_serverTime = utc;
        m_serverTimeSeen = m_clock.monotonic();
    });
    SyncService &sync = archive.sync();
    connect(&sync, &SyncService::synced, this, [this](ProjectId project) {
        if (m_job && m_job->project == project && m_job->step == Job::Step::Syncing)
            synced();
    });
    connect(&sync, &SyncService::projectFailed, this, [this](ProjectId project, const Error &error) {
        if (m_job && m_job->project == project && m_job->step == Job::Step::Syncing)
            refuse(Obstacle::SyncFailed, error);
    });
    connect(&sync, &SyncService::statusChanged, this, &RetentionService::syncEnded);
}

RetentionService::~RetentionService()
{
    m_thread.waitForDone();
}

void RetentionService::review(ProjectId project, const RetentionRule &rule)
{
    cancel();
    m_job = std::make_unique<Job>();
    m_job->project = project;
    m_job->rule = rule;
    QMetaObject::invokeMethod(
        this,
        [this, number = m_number] {
            if (number == m_number)
                start();
        },
        Qt::QueuedConnection);
}

void RetentionService::cancel()
{
    ++m_number;
    m_job.reset();
}

void RetentionService::refuse(RetentionObstacle obstacle, const Error &error)
{
    cancel();
    emit refused(obstacle, error);
}

void RetentionService::start()
{
    if (!m_archive.isOpen())
        return refuse(Obstacle::NoArchive);
    if (!m_archive.isOwners())
        return refuse(Obstacle::OthersArchive);
    if (!m_archive.isWritable())
        return refuse(Obstacle::NotWritable);
    m_job->step = Job::Step::Syncing;
    const quint64 number = m_number;
    emit progressed(0, 0);
    if (number == m_number && !m_archive.sync().syncFirst(m_job->project))
        refuse(Obstacle::NoArchive);
}

/// While a round is under way the project's turn is still to come, or is now. Off: there is no archive any
/// more, or nobody is signed in.
void RetentionService::syncEnded(const SyncStatus &status)
{
    using State = SyncStatus::State;
    if (!m_job || m_job->step == Job::Step::Asked || status.state == State::Running)
        return;
    const bool isOff = status.state == State::Off;
    if (!isOff && m_job->step != Job::Step::Syncing)
        return;
    if (isOff && !m_archive.isOpen())
        refuse(Obstacle::NoArchive);
    else if (isOff && !m_archive.isWritable())
        refuse(Obstacle::NotWritable);
    else if (status.state == State::Failed)
        refuse(Obstacle::SyncFailed, status.error);
    else
        refuse(Obstacle::SyncStopped);
}

QDateTime RetentionService::serviceNow() const
{
    return m_serverTime.addMSecs((m_clock.monotonic() - m_serverTimeSeen).count());
}

void RetentionService::synced()
{
    m_job->step = Job::Step::Reading;
    const QDateTime now = serviceNow();
    if (!clocksAgree(now, m_clock.nowUtc()))
        return refuse(Obstacle::ClocksDiffer);
    if (m_job->rule.carriedOutAt.isValid() && m_job->rule.carriedOutAt > now)
        return refuse(Obstacle::ClockWentBack);
    m_job->terms = RetentionTerms::of(m_job->rule, now, m_clock.zone());
    readArchive();
}

void RetentionService::readArchive()
{
    const ProjectId project = m_job->project;
    whenDone(m_archive.archive().conversations(project), this,
             [this, project, number = m_number](const Result<QList<ArchivedConversation>> &rows) {
                 if (number != m_number)
                     return;
                 if (!rows)
                     return refuse(Obstacle::ArchiveFailed, rows.error());
                 whenDone(m_archive.archive().facts(project, {}), this,
                          [this, number, rows = *rows](const Result<FactNews> &facts) {
                              if (number != m_number)
                                  return;
                              if (!facts)
                                  return refuse(Obstacle::ArchiveFailed, facts.error());
                              assess(rows, facts->table);
                          });
             });
}

/// A large project takes a while, in which the window must not stand still.
void RetentionService::assess(const QList<ArchivedConversation> &rows, const FactTable &facts)
{
    RetentionReview empty;
    empty.project = m_job->project;
    empty.rule = m_job->rule;
    empty.terms = m_job->terms;
    const auto made =
        runOn<Assessment>(m_thread, [empty, rows, facts] { return assessmentOf(empty, rows, facts); });
    whenDone(made, this, [this, number = m_number](const Assessment &assessment) {
        if (number == m_number)
            assessed(assessment.review, assessment.unread);
    });
}

void RetentionService::assessed(const RetentionReview &review, const QList<ThreadToRead> &threads)
{
    // What could not be read the first time is left as it is.
    if (threads.isEmpty() || m_job->threads) {
        cancel();
        emit reviewed(review);
        return;
    }
    m_job->toLookAt = int(threads.size());
    m_job->threads = std::make_unique<ThreadSync>(m_api);
    ThreadSync *reader = m_job->threads.get();
    connect(reader, &ThreadSync::pageRead, this, &RetentionService::takeThread);
    connect(reader, &ThreadSync::failed, this,
            [this](const Error &error) { refuse(Obstacle::SyncFailed, error); });
    connect(reader, &ThreadSync::done, this, [this] {
        m_job->allRead = true;
        readOn();
    });
    const quint64 number = m_number;
    emit progressed(0, m_job->toLookAt);
    if (number == m_number)
        reader->start(threads, ahead);
}

void RetentionService::takeThread(const MessagePage &page, const ConversationKey &key, bool upToDate)
{
    m_job->lookedAt += upToDate ? 1 : 0;
    ++m_job->unstored;
    whenDone(m_archive.learn(learntFrom(key, page, m_clock.nowUtc())), this,
             [this, number = m_number](const Result<StoreOutcome> &stored) {
                 if (number != m_number)
                     return;
                 if (!stored)
                     return refuse(Obstacle::ArchiveFailed, stored.error());
                 --m_job->unstored;
                 readOn();
             });
    emit progressed(m_job->lookedAt, m_job->toLookAt);
}

void RetentionService::readOn()
{
    if (m_job->allRead && m_job->unstored == 0)
        readArchive();
}

} // namespace confab
