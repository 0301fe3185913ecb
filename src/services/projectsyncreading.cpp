// SPDX-License-Identifier: GPL-3.0-or-later
// The second half of a run: the messages, by reports or conversation by conversation.
#include "services/projectsync.h"

#include "api/chatapi.h"
#include "core/clock.h"
#include "services/archivefeed.h"
#include "services/threadsync.h"

#include <algorithm>

namespace confab {

namespace {

ArchivedPage pageOf(const ConversationKey &key, const QList<Message> &messages)
{
    ArchivedPage page;
    page.key = key;
    page.messages.reserve(messages.size());
    for (const Message &each : messages)
        page.messages.append({each, {}});
    return page;
}

/// The service has nothing older. It is said because a report without a beginning might be one of the last
/// days only: the contract knows of no default.
QDateTime beforeTheService()
{
    return QDateTime(QDate(2020, 1, 1), QTime(0, 0), Qt::UTC);
}

} // namespace

void ProjectSync::startReading()
{
    if (m_mark.strategy != SyncStrategy::Intelligence || m_terms.reportsMissing)
        return startThreads();
    m_walk = PageWalk({m_mark.nextPage - 1, m_mark.total, m_mark.perPage});
    askReport();
}

// --- By reports ---

void ProjectSync::askReport()
{
    const TimeSpan window{m_mark.windowFrom.isValid() ? m_mark.windowFrom : beforeTheService(),
                          m_mark.windowTo, false};
    while (!m_ended && !m_next && !m_resting && !m_threads && m_storing < mostUnstored) {
        const std::optional<int> page = m_walk.next(ahead);
        if (!page)
            return;
        m_report.add(*page, m_api.intelligence(m_mark.project, *page, window, Lane::Background));
    }
}

void ProjectSync::takeReport(int page, const Result<Page<Message>> &answer)
{
    ++m_mark.callsMade;
    if (m_ended || m_next || m_threads)
        return;
    if (!answer) {
        withdrawPages();
        m_walk.withdraw();
        const ErrorKind kind = answer.error().kind;
        if (kind == ErrorKind::Forbidden || kind == ErrorKind::NotFound || kind == ErrorKind::Validation)
            return withoutReports();
        if (!tryAgain(answer.error()))
            return end(tl::unexpected(answer.error()));
        return rest(this, [this] { askReport(); });
    }
    m_failures = 0;
    const QList<Message> &rows = answer->items;
    // A report that does not say to which conversation a message belongs is as good as none.
    if (!rows.isEmpty() && std::none_of(rows.begin(), rows.end(),
                                        [](const Message &row) { return row.conversation.isValid(); })) {
        withdrawPages();
        return withoutReports();
    }
    const PageWalk::Step step =
        m_walk.take(page, answer->total, answer->lastPage, answer->perPage, rows.size());
    if (step == PageWalk::Step::Unstable)
        return end(failure(ErrorKind::BadResponse,
                           QStringLiteral("The report of messages changes too fast to be read")));
    if (step == PageWalk::Step::Back)
        withdrawPages();
    ArchiveBatch batch;
    batch.pages = sorted(rows);
    for (const ArchivedPage &each : std::as_const(batch.pages)) {
        // One that has gone from the list meanwhile is told of, too.
        if (const auto known = m_known.find(each.key.session); known != m_known.end())
            known->checkedAt = each.checkedAt;
    }
    if (m_walk.isFinished() || isPastWindow(rows))
        m_next = [this] { finishReading(); };
    store(batch, m_walk.position());
    askReport();
}

/// Of a server that took no notice of the window, but answers with the newest first: nothing in the window
/// follows.
bool ProjectSync::isPastWindow(const QList<Message> &rows)
{
    bool old = m_mark.windowFrom.isValid() && !rows.isEmpty();
    for (const Message &row : rows) {
        m_reportFalls = m_reportFalls && row.createdAt.isValid() &&
                        (!m_oldestReported.isValid() || row.createdAt <= m_oldestReported);
        m_oldestReported = row.createdAt;
        if (row.createdAt.isValid() && (!m_newestReported.isValid() || row.createdAt > m_newestReported))
            m_newestReported = row.createdAt;
        old = old && row.createdAt.isValid() && row.createdAt < m_mark.windowFrom;
    }
    return old && m_reportFalls;
}

/// Messages of conversations that the list did not hold are left out: they have gone meanwhile.
QList<ArchivedPage> ProjectSync::sorted(const QList<Message> &messages) const
{
    QHash<ConversationId, QList<Message>> byConversation;
    for (const Message &each : messages)
        byConversation[each.conversation].append(each);
    QList<ArchivedPage> pages;
    for (auto entry = byConversation.cbegin(); entry != byConversation.cend(); ++entry) {
        const SessionId session = m_sessions.value(entry.key());
        if (!entry.key().isValid() || !session.isValid())
            continue;
        ArchivedPage page = pageOf({m_mark.project, session}, entry.value());
        page.checkedAt = now();
        pages.append(page);
    }
    return pages;
}

void ProjectSync::withoutReports()
{
    m_terms.reportsMissing = true;
    emit reportsMissing();
    whenStored([this] { startThreads(); });
}

// --- Conversation by conversation ---

void ProjectSync::startThreads()
{
    if (m_ended)
        return;
    if (m_mark.strategy == SyncStrategy::Intelligence) {
        m_mark.windowFrom = now();
        m_mark.windowTo = {};
    }
    m_mark.strategy = SyncStrategy::Conversations;
    m_walk = PageWalk();
    QList<Known> rows;
    for (const Known &known : std::as_const(m_known)) {
        if (mayHaveChanged(known))
            rows.append(known);
    }
    std::sort(rows.begin(), rows.end(), [](const Known &a, const Known &b) {
        return std::pair(b.conversation.id, b.conversation.session) <
               std::pair(a.conversation.id, a.conversation.session);
    });
    QList<ThreadToRead> threads;
    for (const Known &row : std::as_const(rows)) {
        const bool complete =
            row.checkedAt.isValid() && row.total >= 0 && row.messages >= row.total && !isHalfReported(row);
        threads.append({row.conversation.key(), row.newest, complete && row.newest.isValid()});
    }
    m_threads = std::make_unique<ThreadSync>(m_api);
    connect(m_threads.get(), &ThreadSync::answered, this, [this] { ++m_mark.callsMade; });
    connect(m_threads.get(), &ThreadSync::pageRead, this, &ProjectSync::takeThread);
    connect(m_threads.get(), &ThreadSync::done, this, [this] { whenStored([this] { finishReading(); }); });
    connect(m_threads.get(), &ThreadSync::failed, this,
            [this](const Error &error) { end(tl::unexpected(error)); });
    m_threads->onError = [this](const Error &error, std::function<void()> again) {
        if (!tryAgain(error))
            return false;
        rest(m_threads.get(), std::move(again));
        return true;
    };
    m_threads->start(threads, ahead);
}

void ProjectSync::takeThread(const MessagePage &answer, const ConversationKey &key, bool upToDate)
{
    m_failures = 0;
    ArchivedPage page = pageOf(key, answer.messages.items);
    page.total = answer.messages.total;
    if (upToDate)
        page.checkedAt = now();
    ArchiveBatch batch;
    batch.pages = {page};
    store(batch, {});
    m_threads->setBusy(m_storing >= mostUnstored);
}

/// Nothing tells that a message was added. So these are read: a conversation that never was, one of which
/// older messages are missing, and one in which something happened within the last days.
bool ProjectSync::mayHaveChanged(const Known &known) const
{
    if (!known.checkedAt.isValid() || (known.total >= 0 && known.messages < known.total))
        return true;
    if (isHalfReported(known))
        return true;
    // In this run, before it was interrupted. A later run asks anew: what is checked while a person reads has
    // the moment of the clock here, which may be ahead.
    if (m_readsOn && known.checkedAt >= m_mark.startedAt)
        return false;
    return mayGrow(known.conversation, known.lastMessageAt, m_mark.startedAt);
}

/// The reports of this run told of it before they were lost: older messages of it may be missing.
bool ProjectSync::isHalfReported(const Known &known) const
{
    return m_mark.windowFrom.isValid() && known.checkedAt.isValid() && known.checkedAt >= m_mark.startedAt &&
           known.checkedAt <= m_mark.windowFrom;
}

bool ProjectSync::mayGrow(const Conversation &conversation, const QDateTime &lastMessageAt,
                          const QDateTime &now)
{
    QDateTime last;
    for (const QDateTime &moment : {conversation.createdAt, conversation.updatedAt, lastMessageAt}) {
        if (moment.isValid() && (!last.isValid() || moment > last))
            last = moment;
    }
    return !last.isValid() || last >= now.addDuration(-activeFor);
}

void ProjectSync::finishReading()
{
    m_mark.phase = SyncPhase::Idle;
    m_mark.finishedAt = now();
    if (m_mark.strategy == SyncStrategy::Intelligence && !m_mark.windowTo.isValid())
        m_mark.windowTo = m_newestReported.isValid() || !m_mark.windowFrom.isValid()
                              ? m_newestReported
                              : m_mark.windowFrom.addDuration(overlap);
    m_next = [this] { end(Done()); };
    store({}, {});
}

void ProjectSync::whenStored(std::function<void()> next)
{
    m_next = std::move(next);
    if (m_storing == 0)
        std::exchange(m_next, {})();
}

} // namespace confab
