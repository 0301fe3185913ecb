// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exportservice.h"

#include "api/chatapi.h"
#include "archive/archive.h"
#include "core/clock.h"
#include "core/future.h"
#include "services/archivelearning.h"
#include "services/archiveservice.h"
#include "services/exportfile.h"
#include "services/exportsources.h"

#include <numeric>
#include <utility>

namespace confab {

namespace {

/// No other conversation would fare better.
bool concernsAll(ErrorKind kind)
{
    return kind == ErrorKind::Unauthorised || kind == ErrorKind::Forbidden || kind == ErrorKind::Tls;
}

} // namespace

ExportService::ExportService(ChatApi &api, ArchiveService &archive, Clock &clock, QObject *parent)
    : QObject(parent), m_api(api), m_archive(archive), m_clock(clock)
{
    connect(&api, &ChatApi::serverTimeSeen, this, [this](const QDateTime &utc) { m_serverTime = utc; });
}

ExportService::~ExportService() = default;

QDateTime ExportService::now() const
{
    return m_serverTime.isValid() ? m_serverTime : m_clock.nowUtc();
}

/// What came by reports has no sources; what was never synced came by pages of the service.
bool ExportService::copiesAreFull(const ExportRequest &request, const SyncMark &mark) const
{
    const bool holdsPersonal = m_archive.choices().keepsPersonalData();
    return mark.strategy != SyncStrategy::Intelligence && (holdsPersonal || !request.options.personalData);
}

// --- Begin and end ---

void ExportService::start(const ExportRequest &request)
{
    discard();
    m_request = request;
    for (const Conversation &each : request.conversations) {
        ExportItem item;
        item.conversation = each;
        m_report.items.append(item);
    }
    m_progress.all = m_report.items.size();
    const bool mayAsk = !request.offline && request.options.lookUpSources;
    m_sources = std::make_unique<ExportSources>(m_api, m_archive, request.project.id, mayAsk);
    connect(m_sources.get(), &ExportSources::calling, this, [this] {
        ++m_progress.callsMade;
        tell();
    });
    connect(m_sources.get(), &ExportSources::failed, this, [this](const Error &error) {
        ++m_report.sourcesNotFound;
        if (concernsAll(error.kind))
            stop(error);
    });
    m_file = std::make_unique<ExportFile>(request.path, request.options,
                                          ExportHeader{request.project, request.server, m_clock.nowUtc(),
                                                       m_clock.zone(), m_report.items.size()});
    whenDone(m_file->begin(), this, [this, run = m_run](const Result<ExportCounts> &begun) {
        if (run == m_run && !begun)
            failFile(begun.error());
    });
    setState(State::Reading);
    run();
}

/// Of a first run or a later one: what is not written is read.
void ExportService::run()
{
    m_report.reason.reset();
    m_report.cancelled = false;
    m_next = m_toWrite = 0;
    m_unbegun = std::accumulate(m_report.items.cbegin(), m_report.items.cend(), 0,
                                [this](int sum, const ExportItem &item) { return sum + costOf(item); });
    m_failures = 0;
    m_ready = false;
    m_terms = {m_request.offline, false, {}};
    m_progress.done = m_report.count(ExportItem::State::Written);
    const auto go = [this] {
        m_ready = true;
        pump();
        endIfDone();
    };
    if (!m_archive.isOpen())
        return go();
    whenDone(m_archive.archive().syncMark(m_request.project.id), this,
             [this, go, run = m_run](const Result<SyncMark> &mark) {
                 if (run != m_run || m_state != State::Reading)
                     return;
                 m_terms.copiesAreFull = mark && copiesAreFull(m_request, *mark);
                 go();
             });
}

void ExportService::cancel()
{
    if (m_state != State::Reading)
        return;
    m_report.cancelled = true;
    stop({});
}

void ExportService::retry(bool fromArchive)
{
    if (m_state != State::Open)
        return;
    ++m_run;
    if (fromArchive) {
        m_request.offline = true;
        m_sources->setMayAsk(false);
    }
    for (ExportItem &item : m_report.items) {
        if (item.state == ExportItem::State::Failed)
            item.state = ExportItem::State::Waiting;
        if (item.state == ExportItem::State::Waiting)
            item.error.reset();
    }
    m_report.sourcesNotFound = 0;
    setState(State::Reading);
    run();
}

void ExportService::keep(const QList<LeftOut> &leftOut)
{
    if (m_state == State::Open)
        save(leftOut);
}

void ExportService::discard()
{
    ++m_run;
    m_threads.clear();
    m_waiting.clear();
    m_sources.reset();
    m_file.reset();
    m_writing = 0;
    m_report = {};
    m_progress = {};
    m_error = {};
    m_request = {};
    setState(State::Idle);
}

void ExportService::keyRefused()
{
    if (m_state == State::Reading && !m_request.offline)
        stop(Error{ErrorKind::Unauthorised, 401, {}, {}, {}});
}

// --- Reading ---

void ExportService::pump()
{
    while (m_state == State::Reading && m_ready && m_threads.size() < ahead &&
           m_waiting.size() + std::size_t(m_writing) < mostWaiting && m_next < m_report.items.size()) {
        const qsizetype index = m_next++;
        m_unbegun -= costOf(m_report.items.at(index));
        if (m_report.items.at(index).state == ExportItem::State::Waiting)
            read(index);
    }
    tell();
}

void ExportService::read(qsizetype index)
{
    ExportItem &item = m_report.items[index];
    item.state = ExportItem::State::Reading;
    Archive *archive = m_archive.isOpen() ? &m_archive.archive() : nullptr;
    auto thread = std::make_unique<ExportThread>(m_api, archive, *m_sources, item.conversation);
    ExportThread *reading = thread.get();
    m_threads.emplace(index, std::move(thread));
    connect(reading, &ExportThread::calling, this, [this] {
        ++m_progress.callsMade;
        tell();
    });
    connect(reading, &ExportThread::pageRead, this,
            [this](const ConversationKey &key, const MessagePage &page) {
                m_archive.learn(learntFrom(key, page, m_clock.nowUtc()));
                tell();
            });
    // From the event loop: it is destroyed by what follows.
    connect(
        reading, &ExportThread::finished, this,
        [this, index, run = m_run](const Result<ExportedConversation> &result) {
            if (run == m_run && m_threads.count(index) > 0)
                threadFinished(index, result);
        },
        Qt::QueuedConnection);
    ExportTerms terms = m_terms;
    terms.now = now();
    reading->start(terms);
}

void ExportService::threadFinished(qsizetype index, const Result<ExportedConversation> &result)
{
    m_threads.erase(index);
    if (!result)
        return fail(index, result.error());
    m_failures = 0;
    m_waiting.emplace(index, *result);
    writeReady();
    pump();
    endIfDone();
}

void ExportService::fail(qsizetype index, const Error &error)
{
    if (error.kind == ErrorKind::Unauthorised) {
        m_report.items[index].state = ExportItem::State::Waiting; // refused unseen
        return stop(error);
    }
    m_report.items[index].state = ExportItem::State::Failed;
    m_report.items[index].error = error;
    ++m_progress.done;
    // Without the service each is its own matter: it has a copy or not.
    if (!m_request.offline && (concernsAll(error.kind) || ++m_failures >= failuresInARow))
        return stop(error);
    writeReady();
    pump();
    endIfDone();
}

/// In the order of the request; what failed is passed over.
void ExportService::writeReady()
{
    for (; m_toWrite < m_report.items.size(); ++m_toWrite) {
        const ExportItem::State state = m_report.items.at(m_toWrite).state;
        const auto ready = m_waiting.find(m_toWrite);
        if (ready == m_waiting.end()) {
            if (state == ExportItem::State::Waiting || state == ExportItem::State::Reading)
                return;
            continue;
        }
        const ExportedConversation what = std::move(ready->second);
        m_waiting.erase(ready);
        give(m_toWrite, what);
    }
}

void ExportService::give(qsizetype index, const ExportedConversation &what)
{
    m_report.items[index].state = ExportItem::State::Writing;
    ++m_writing;
    whenDone(m_file->add(what), this, [this, index, what, run = m_run](const Result<ExportCounts> &counts) {
        if (run == m_run)
            written(index, what, counts);
    });
}

void ExportService::written(qsizetype index, const ExportedConversation &what,
                            const Result<ExportCounts> &counts)
{
    --m_writing;
    if (!counts)
        return failFile(counts.error());
    ExportItem &item = m_report.items[index];
    item.state = ExportItem::State::Written;
    item.messages = what.messages.size();
    item.missing = what.missing;
    item.asOf = what.asOf;
    item.fromArchive = what.fromArchive;
    item.removed = what.removed;
    m_report.counts = *counts;
    ++m_progress.done;
    pump();
    endIfDone();
}

/// Nothing further is sent; what was read is written.
void ExportService::stop(const std::optional<Error> &reason)
{
    m_report.reason = reason;
    m_next = m_report.items.size();
    m_unbegun = 0;
    m_threads.clear();
    m_sources->stop();
    for (const auto waiting = std::exchange(m_waiting, {}); const auto &[index, what] : waiting)
        give(index, what);
    for (ExportItem &item : m_report.items) {
        if (item.state == ExportItem::State::Reading)
            item.state = ExportItem::State::Waiting;
    }
    tell();
    endIfDone();
}

int ExportService::costOf(const ExportItem &item) const
{
    return item.state == ExportItem::State::Waiting ? m_costs.value(item.conversation.session, 1) : 0;
}

int ExportService::callsLeft() const
{
    if (m_state != State::Reading || m_request.offline)
        return 0;
    int left = m_unbegun + m_sources->callsLeft();
    for (const auto &[index, thread] : m_threads)
        left += thread->callsLeft();
    return left;
}

void ExportService::tell()
{
    m_progress.callsLeft = callsLeft();
    emit progressed();
}

void ExportService::setState(State state)
{
    const State before = std::exchange(m_state, state);
    m_progress.callsLeft = callsLeft();
    if (before != state)
        emit stateChanged(state);
}

// --- The end ---

void ExportService::endIfDone()
{
    if (m_state != State::Reading || !m_ready || m_next < m_report.items.size() || !m_threads.empty() ||
        !m_waiting.empty() || m_writing > 0)
        return;
    if (m_report.isWhole())
        save({});
    else
        setState(State::Open);
}

void ExportService::save(const QList<LeftOut> &leftOut)
{
    setState(State::Saving);
    whenDone(m_file->finish(leftOut), this, [this, run = m_run](const Result<ExportCounts> &counts) {
        if (run != m_run)
            return;
        if (!counts)
            return failFile(counts.error());
        m_report.counts = *counts;
        m_file.reset();
        setState(State::Saved);
    });
}

void ExportService::failFile(const Error &error)
{
    ++m_run;
    m_threads.clear();
    m_waiting.clear();
    m_sources->stop();
    m_file.reset();
    m_writing = 0;
    m_error = error;
    setState(State::Failed);
}

} // namespace confab
