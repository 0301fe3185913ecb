// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/projectsync.h"

#include "api/chatapi.h"
#include "archive/archive.h"
#include "core/clock.h"
#include "core/future.h"
#include "services/archivefeed.h"
#include "services/threadsync.h"

#include <algorithm>
#include <utility>

namespace confab {

namespace {

/// How often in a row a page that could not be read is asked for again. (The client has repeated those calls
/// that failed in the network twice by then.)
constexpr int patience = 4;

} // namespace

ProjectSync::ProjectSync(ChatApi &api, Archive &archive, ArchiveFeed &feed, Clock &clock, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_archive(archive)
    , m_feed(feed)
    , m_clock(clock)
    , m_list(this, [this](int page, const auto &answer) { takeList(page, answer); })
    , m_report(this, [this](int page, const auto &answer) { takeReport(page, answer); })
{
    connect(&api, &ChatApi::serverTimeSeen, this, [this](const QDateTime &utc) { m_serverTime = utc; });
}

ProjectSync::~ProjectSync() = default;

void ProjectSync::start(ProjectId project, const SyncTerms &terms)
{
    m_terms = terms;
    m_mark.project = project;
    whenDone(m_archive.syncMark(project), this, [this, project](const Result<SyncMark> &mark) {
        if (!mark)
            return end(tl::unexpected(mark.error()));
        m_mark = *mark;
        m_mark.project = project;
        whenDone(m_archive.conversations(project), this,
                 [this](const Result<QList<ArchivedConversation>> &known) {
                     if (!known)
                         return end(tl::unexpected(known.error()));
                     take(*known);
                 });
    });
}

void ProjectSync::take(const QList<ArchivedConversation> &known)
{
    m_known.reserve(known.size());
    m_sessions.reserve(known.size());
    for (const ArchivedConversation &each : known) {
        m_sessions.insert(each.conversation.id, each.conversation.session);
        m_known.insert(each.conversation.session,
                       {each.conversation, each.messages, each.total.value_or(-1), each.newestMessage,
                        each.lastMessageAt, each.checkedAt, each.seenAt});
    }
    m_started = true;
    if (m_mark.phase == SyncPhase::Reading) {
        m_readsOn = true;
        return startReading();
    }
    if (m_mark.phase == SyncPhase::Idle) {
        m_mark.phase = SyncPhase::Listing;
        m_mark.nextPage = 1;
        m_mark.total = -1;
        m_mark.perPage = 0;
        m_mark.callsMade = 0;
        m_mark.startedAt = {};
    }
    m_goesOn = m_mark.nextPage > 1;
    m_whole = !m_mark.finishedAt.isValid();
    m_walk = PageWalk({m_mark.nextPage - 1, m_mark.total, m_mark.perPage});
    askList();
}

std::optional<int> ProjectSync::callsLeft() const
{
    if (!m_started)
        return {};
    if (m_threads)
        return m_threads->callsLeft();
    const std::optional<int> pages = m_walk.pagesLeft();
    if (!pages || m_mark.phase == SyncPhase::Reading)
        return pages;
    // The list is read as far as something in it is new, and the messages come after it.
    return (m_whole ? *pages : 0) + 1;
}

// A run does not end before it began, nor is a row seen before its run, whatever clocks say.
QDateTime ProjectSync::now() const
{
    const QDateTime utc = m_serverTime.isValid() ? m_serverTime : m_clock.nowUtc();
    return m_mark.startedAt.isValid() ? std::max(utc, m_mark.startedAt) : utc;
}

void ProjectSync::withdrawPages()
{
    m_mark.callsMade += m_list.clear() + m_report.clear();
}

bool ProjectSync::tryAgain(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Offline:
    case ErrorKind::Timeout:
    case ErrorKind::Server:
    case ErrorKind::RateLimited:
    case ErrorKind::BadResponse:
        return ++m_failures <= patience;
    default:
        return false;
    }
}

void ProjectSync::rest(QObject *context, std::function<void()> then)
{
    m_resting = true;
    m_clock.after(std::chrono::seconds(m_failures), context, [this, then = std::move(then)] {
        m_resting = false;
        then();
    });
}

void ProjectSync::store(ArchiveBatch batch, const PageWalk::Position &position)
{
    m_mark.nextPage = position.done + 1;
    m_mark.total = position.total;
    m_mark.perPage = position.perPage;
    m_mark.callsLeft = callsLeft().value_or(0);
    emit progressed();
    batch.marks = {m_mark};
    batch.unhurried = !m_next && m_mark.callsLeft > 0;
    if (!batch.seenAt.isValid())
        batch.seenAt = now();
    ++m_storing;
    whenDone(m_feed.store(batch), this, [this](const Result<StoreOutcome> &outcome) {
        --m_storing;
        if (!outcome)
            return end(tl::unexpected(outcome.error()));
        if (m_storing == 0 && m_next)
            return std::exchange(m_next, {})();
        if (m_threads)
            return m_threads->setBusy(m_storing >= mostUnstored);
        if (m_mark.phase == SyncPhase::Listing)
            askList();
        else
            askReport();
    });
}

void ProjectSync::end(const Result<Done> &result)
{
    if (m_ended)
        return;
    m_ended = true;
    m_next = {};
    withdrawPages();
    if (m_threads)
        m_threads.release()->deleteLater();
    emit finished(result);
}

// --- The list of conversations ---

void ProjectSync::giveList(const std::optional<Page<Conversation>> &page)
{
    if (!std::exchange(m_awaitsList, false))
        return;
    m_given = page;
    if (m_started && m_mark.phase == SyncPhase::Listing)
        askList();
}

void ProjectSync::askList()
{
    if (m_awaitsList && !m_goesOn)
        return;
    if (const auto given = std::exchange(m_given, std::nullopt);
        given && !m_goesOn && holdsAllKnown(*given)) {
        if (const std::optional<int> first = m_walk.next(1))
            return takePage(*first, *given);
    }
    while (!m_ended && !m_next && !m_resting && m_storing < mostUnstored) {
        // The pages after the first are needed only if something on it is new.
        const std::optional<int> page = m_walk.next(m_whole ? ahead : 1);
        if (!page)
            return;
        m_list.add(*page,
                   m_api.conversations(m_mark.project, {*page, SortOrder::Descending, {}}, Lane::Background));
    }
}

void ProjectSync::takeList(int page, const Result<Page<Conversation>> &answer)
{
    ++m_mark.callsMade;
    if (m_ended || m_next)
        return;
    if (!answer) {
        withdrawPages();
        m_walk.withdraw();
        if (!tryAgain(answer.error()))
            return end(tl::unexpected(answer.error()));
        return rest(this, [this] { askList(); });
    }
    m_failures = 0;
    takePage(page, *answer);
}

void ProjectSync::takePage(int page, const Page<Conversation> &answer)
{
    if (!m_mark.startedAt.isValid())
        m_mark.startedAt = now();
    bool metKnown = false;
    for (const Conversation &each : answer.items) {
        const auto known = m_known.find(each.session);
        metKnown = metKnown || known != m_known.end();
        if (known != m_known.end())
            known->conversation = each;
        else
            m_known.insert(each.session, {each, 0, -1, {}, {}, {}, {}});
        m_sessions.insert(each.id, each.session);
        m_seen.insert(each.session);
        if (each.id.isValid())
            m_lowest = m_lowest == 0 ? each.id.value : std::min(m_lowest, each.id.value);
    }
    const PageWalk::Step step =
        m_walk.take(page, answer.total, answer.lastPage, answer.perPage, answer.items.size());
    if (step == PageWalk::Step::Unstable)
        return end(failure(ErrorKind::BadResponse,
                           QStringLiteral("The list of conversations changes too fast to be read")));
    if (step == PageWalk::Step::Back)
        withdrawPages();
    ArchiveBatch batch;
    batch.conversations = answer.items;
    const bool known = step == PageWalk::Step::Forward && listIsKnown(answer, metKnown);
    if (m_walk.isFinished() || known)
        m_next = [this] { finishList(); };
    store(batch, m_walk.position());
    askList();
}

/// What would have its place on the page is on it.
bool ProjectSync::holdsAllKnown(const Page<Conversation> &page) const
{
    QSet<SessionId> held;
    qint64 lowest = 0;
    for (const Conversation &each : page.items) {
        held.insert(each.session);
        if (each.id.isValid())
            lowest = lowest == 0 ? each.id.value : std::min(lowest, each.id.value);
    }
    return std::none_of(m_known.begin(), m_known.end(), [&](const Known &row) {
        return row.conversation.id.value >= lowest && !held.contains(row.conversation.session);
    });
}

/// The rest need not be read: it joins on to what is known, and as many rows are known as there are. (A
/// conversation that was deleted further down makes the two differ until the walk has passed its place.)
bool ProjectSync::listIsKnown(const Page<Conversation> &page, bool metKnown) const
{
    if (m_whole || !metKnown)
        return false;
    qint64 known = m_known.size();
    if (known >= page.total)
        known -= std::count_if(m_known.begin(), m_known.end(),
                               [this](const Known &row) { return hasVanished(row); });
    return known == page.total;
}

/// The list no longer holds it where its place would be, as far as the list was read.
bool ProjectSync::hasVanished(const Known &row) const
{
    const bool passed = m_walk.isFinished() || (m_lowest > 0 && row.conversation.id.value >= m_lowest);
    // Before the run was interrupted.
    const bool seenBefore = m_goesOn && row.seenAt.isValid() && row.seenAt >= m_mark.startedAt;
    return passed && !seenBefore && !m_seen.contains(row.conversation.session);
}

void ProjectSync::finishList()
{
    withdrawPages(); // pages past an end that has moved
    ArchiveBatch batch;
    // An empty list alone is no proof that everything was deleted.
    if (m_terms.mayMarkRemoved && m_walk.position().total > 0) {
        for (auto row = m_known.begin(); row != m_known.end();) {
            if (!hasVanished(*row)) {
                ++row;
                continue;
            }
            batch.removed.append(row->conversation.key());
            row = m_known.erase(row);
        }
    }
    m_mark.phase = SyncPhase::Reading;
    // Where the reports are new, they may tell of more than was read conversation by conversation.
    const bool goesOn = m_mark.strategy == SyncStrategy::Intelligence && m_mark.windowTo.isValid();
    m_mark.strategy = m_terms.reportsMissing ? SyncStrategy::Conversations : SyncStrategy::Intelligence;
    // Only what was written up to the start of the run: the conversations of these messages are known now.
    m_mark.windowFrom =
        goesOn ? std::min(m_mark.windowTo, m_mark.startedAt).addDuration(-overlap) : QDateTime();
    m_mark.windowTo = m_serverTime.isValid() ? m_mark.startedAt : QDateTime();
    if (m_terms.reportsMissing)
        m_mark.windowFrom = m_mark.windowTo = {};
    m_next = [this] { startReading(); };
    store(batch, {});
}

} // namespace confab
