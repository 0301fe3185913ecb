// SPDX-License-Identifier: GPL-3.0-or-later
// DeletionService: the run that sends.
#include "services/deletionservice.h"

#include "api/chatapi.h"
#include "core/clock.h"
#include "core/future.h"
#include "services/deletionjournal.h"
#include "services/deletionlog.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace confab {

namespace {

using State = DeletionItem::State;
using End = DeletionReport::End;

constexpr int maxBusy = 2;
constexpr int maxFailuresInRow = 5;

/// The request may have reached the server, and nothing says what it did there: a gateway gives up on a
/// server that goes on, and a server may fail after it has deleted.
bool leavesOpen(ErrorKind kind)
{
    return kind == ErrorKind::Unclear || kind == ErrorKind::Timeout || kind == ErrorKind::Offline ||
           kind == ErrorKind::BadResponse || kind == ErrorKind::Server;
}

bool keepsForAny(const DeletionReport &report, const QSet<Reaction> &reactions)
{
    return std::any_of(reactions.begin(), reactions.end(),
                       [&report](Reaction each) { return report.keepsFor(each); });
}

bool keepsForAny(const DeletionReport &report, const QList<Message> &messages)
{
    return std::any_of(messages.begin(), messages.end(),
                       [&report](const Message &each) { return report.keepsFor(each.reaction); });
}

Error refusedKey()
{
    return {ErrorKind::Unauthorised, 401, {}, {}, {}};
}

Error unwritableJournal()
{
    return {ErrorKind::Storage, 0, {}, QStringLiteral("deletion journal"), {}};
}

} // namespace

bool DeletionService::isRunning() const
{
    return m_run.has_value() || !m_queue.isEmpty();
}

int DeletionService::runningLeft() const
{
    qsizetype left = m_run ? m_run->report.items.size() - m_run->answered : 0;
    for (const auto &batch : m_queue)
        left += batch.items.size();
    return static_cast<int>(left);
}

void DeletionService::enqueue(DeletionReport batch)
{
    // By the time of its turn what the person saw is of another day.
    batch.lookAgain = batch.lookAgain || m_run.has_value();
    m_queue.append(std::move(batch));
    startNext();
}

void DeletionService::startNext()
{
    if (m_run || m_queue.isEmpty())
        return;
    if (m_keyRefused)
        return endUnsent(std::exchange(m_queue, {}), End::SignInNeeded, refusedKey());
    m_run = Run(); // clang does not see that emplace() would do
    m_run->report = m_queue.takeFirst();
    const quint64 number = m_run->report.number;
    emit runStarted(static_cast<int>(m_run->report.items.size()));
    if (!m_run || m_run->report.number != number)
        return;
    if (!m_run->stopping && !m_journal.plan(m_run->report))
        stop(End::Stopped, unwritableJournal());
    pump();
}

void DeletionService::pump()
{
    if (!m_run)
        return;
    const quint64 number = m_run->report.number;
    while (m_run && m_run->report.number == number && !m_run->stopping &&
           m_run->projectCheck != ProjectCheck::Asking && m_run->next < m_run->report.items.size() &&
           m_run->busy < (m_run->answered == 0 ? 1 : maxBusy)) {
        ++m_run->busy;
        begin(m_run->next++);
    }
    if (m_run && m_run->report.number == number)
        finishIfOver();
}

void DeletionService::begin(qsizetype index)
{
    const DeletionItem &item = m_run->report.items[index];
    const ProjectId itsProject = item.conversation.project;
    if (itsProject.isValid() && itsProject != m_run->report.project) {
        // Under the wrong project the server would say 404, which must not pass for "already gone".
        settle(index, State::Failed, Error{ErrorKind::Refused, 0, {}, QStringLiteral("another project"), {}});
    } else if (item.state == State::Unknown) {
        lookUp(index, true, item.error.value_or(Error{ErrorKind::Unclear, 0, {}, {}, {}}));
    } else if (looksAgain()) {
        lookUp(index, true, {});
    } else {
        send(index);
    }
}

bool DeletionService::looksAgain() const
{
    // Either way: the hour may be set back, and the computer may have slept, which the other clock does not
    // know.
    const auto ago = std::chrono::milliseconds(std::abs(m_run->report.seenAt.msecsTo(m_clock.nowUtc())));
    return m_run->report.lookAgain || m_run->report.keepFirst || ago >= seenFor;
}

ConversationKey DeletionService::keyOf(qsizetype index) const
{
    return {m_run->report.project, m_run->report.items[index].conversation.session};
}

template<class T, class Handler>
void DeletionService::whenAnswered(qsizetype index, const QFuture<Result<T>> &future, Handler handle)
{
    m_run->calls.insert(index, {QFuture<void>(future), std::is_same_v<T, Done>});
    whenDone(future, this, [this, number = m_run->report.number, index, handle](const Result<T> &result) {
        if (!m_run || m_run->report.number != number || m_run->calls.remove(index) == 0)
            return;
        handle(result);
    });
}

void DeletionService::send(qsizetype index)
{
    const ConversationKey key = keyOf(index);
    DeletionItem &item = m_run->report.items[index];
    const bool marked = m_journal.mark(key.session, State::Sent);
    if (!marked || !m_log.addSent(m_run->report, item, m_clock.nowUtc())) {
        --m_run->busy;
        stop(End::Stopped, marked ? DeletionLog::unwritable() : unwritableJournal());
        return;
    }
    item.state = State::Sent;
    item.error.reset();
    whenAnswered(index, m_api.deleteConversation(key, m_clock.nowUtc().addSecs(sentWithin.count())),
                 [this, index](const Result<Done> &result) { onDeleted(index, result); });
}

void DeletionService::onDeleted(qsizetype index, const Result<Done> &result)
{
    m_run->statuses.insert(index, result ? result->httpStatus : result.error().httpStatus);
    if (result) {
        settle(index, State::Deleted);
        return;
    }
    const Error &error = result.error();
    if (error.kind == ErrorKind::NotFound) {
        confirmMissing({index, State::AlreadyGone, State::Unknown, error});
    } else if (error.kind == ErrorKind::Outdated) {
        lookAfterWait(index, error);
    } else if (error.kind == ErrorKind::Unauthorised) {
        // The server has refused it unseen: it is as it was before.
        stopIfFatal(error);
        settle(index, State::Planned, error);
    } else if (error.kind == ErrorKind::Cancelled) {
        stop(End::Cancelled, error);
        settle(index, State::Unknown, error);
    } else if (leavesOpen(error.kind)) {
        lookUp(index, false, error);
    } else {
        stopIfFatal(error);
        settle(index, State::Failed, error);
    }
}

/// It was not sent, and is as it was before that.
void DeletionService::lookAfterWait(qsizetype index, const Error &outdated)
{
    if (m_run->stopping)
        return settle(index, State::Planned, outdated);
    DeletionItem &item = m_run->report.items[index];
    const State before = std::exchange(item.state, State::Planned);
    item.error = outdated;
    // Where this fails it stays a sent one in the file: it is looked up after a crash.
    [[maybe_unused]] const bool marked = m_journal.mark(item.conversation.session, State::Planned);
    m_log.addOutcome(m_run->report, item, before, 0, m_clock.nowUtc());
    item.error.reset();
    m_run->kept.remove(index); // an older answer of it may have been judged since
    lookUp(index, true, {});
}

void DeletionService::lookUp(qsizetype index, bool sendIfThere, const Error &original)
{
    if (m_run->stopping) {
        settle(index, State::Unknown, original);
        return;
    }
    whenAnswered(
        index, m_api.messages(keyOf(index), 1, Lane::Background),
        [=, this](const Result<MessagePage> &result) { onLookedUp(index, sendIfThere, original, result); });
}

// Of an item that was not sent before, `original` says nothing and it stays as it is.
void DeletionService::onLookedUp(qsizetype index, bool sendIfThere, const Error &original,
                                 const Result<MessagePage> &result)
{
    const bool untouched = m_run->report.items[index].state == State::Planned;
    const bool isThere = result && result->conversation.session == keyOf(index).session;
    // What the service says of a session that it does not know is not certain (contract, section 12): a page
    // without a message that names no conversation is no proof that it is there.
    const bool namesIt = isThere && (result->conversation.id.isValid() || result->messages.total > 0 ||
                                     !result->messages.items.isEmpty());
    if (isThere && sendIfThere) {
        onThere(index, *result, original);
    } else if (isThere && (untouched || namesIt)) {
        settle(index, State::Failed, original);
    } else if (!result && result.error().kind == ErrorKind::NotFound) {
        if (untouched)
            confirmMissing({index, State::AlreadyGone, State::Planned, result.error()});
        else
            confirmMissing({index, State::Deleted, State::Unknown, original});
    } else {
        const Error error = result ? Error{ErrorKind::BadResponse, 0, {}, {}, {}} : result.error();
        stopIfFatal(error);
        if (!untouched)
            settle(index, State::Unknown, original);
        else if (m_run->stopping || error.kind == ErrorKind::Cancelled)
            settle(index, State::Planned, error);
        else
            settle(index, State::Failed, error);
    }
}

void DeletionService::onThere(qsizetype index, const MessagePage &found, const Error &original)
{
    DeletionItem &item = m_run->report.items[index];
    item.change = changeSince(item.conversation, m_run->report.chosenAt, found);
    if (item.change == Change::None && keepsForAny(m_run->report, found.messages.items))
        item.change = Change::Reaction;
    if (item.change != Change::None) {
        if (!found.conversation.name.isEmpty())
            item.conversation.name = found.conversation.name;
        settle(index, State::Changed);
    } else if (m_run->stopping) {
        if (item.state == State::Planned)
            settle(index, State::Planned);
        else
            settle(index, State::Unknown, original);
    } else if (hasToKeep(index, found)) {
        keep(index, found, original);
    } else {
        send(index);
        pump();
    }
}

bool DeletionService::hasToKeep(qsizetype index, const MessagePage &found) const
{
    const DeletionReport &report = m_run->report;
    if (m_run->kept.contains(index))
        return false;
    return report.keepFirst || ((report.keepLiked || report.keepDisliked) && found.messages.lastPage > 1);
}

void DeletionService::keep(qsizetype index, const MessagePage &found, const Error &original)
{
    if (!m_keeper) {
        settle(index, State::Failed, Error{ErrorKind::Storage, 0, {}, QStringLiteral("no archive"), {}});
        return;
    }
    const bool all = m_run->report.keepLiked || m_run->report.keepDisliked;
    whenAnswered(index, m_keeper(keyOf(index), found, all),
                 [=, this, since = m_clock.nowUtc()](const Result<KeptThread> &kept) {
                     const auto took = std::chrono::milliseconds(std::abs(since.msecsTo(m_clock.nowUtc())));
                     onKept(index, original, took <= lookedFor, kept);
                 });
}

/// `lately`: what was found before it was kept is still taken for what is there.
void DeletionService::onKept(qsizetype index, const Error &original, bool lately,
                             const Result<KeptThread> &kept)
{
    DeletionItem &item = m_run->report.items[index];
    if (m_run->stopping && item.state == State::Planned) {
        settle(index, State::Planned);
    } else if (m_run->stopping) {
        settle(index, State::Unknown, original);
    } else if (!kept) {
        stopIfFatal(kept.error());
        settle(index, State::Failed, kept.error());
    } else if (keepsForAny(m_run->report, kept->reactions)) {
        item.change = Change::Reaction;
        settle(index, State::Changed);
    } else {
        m_run->kept.insert(index);
        if (!lately)
            return lookUp(index, true, original);
        send(index);
        pump();
    }
}

void DeletionService::confirmMissing(const Missing &missing)
{
    if (m_run->projectCheck == ProjectCheck::Answers) {
        settle(missing.index, missing.stateIfSo);
        return;
    }
    if (m_run->stopping && m_run->projectCheck == ProjectCheck::NotAsked) {
        settle(missing.index, missing.stateIfNot, missing.error);
        return;
    }
    m_run->missing.append(missing);
    if (m_run->projectCheck == ProjectCheck::Asking)
        return;
    m_run->projectCheck = ProjectCheck::Asking;
    whenAnswered(-1, m_api.project(m_run->report.project, Lane::Background),
                 [this](const Result<Project> &result) { onProjectAnswer(result); });
}

void DeletionService::onProjectAnswer(const Result<Project> &result)
{
    const quint64 number = m_run->report.number;
    const bool answers = result && result->id == m_run->report.project;
    m_run->projectCheck = answers ? ProjectCheck::Answers : ProjectCheck::NotAsked;
    if (!answers) {
        const Error error = result ? Error{ErrorKind::BadResponse, 0, {}, {}, {}} : result.error();
        stop(error.kind == ErrorKind::Unauthorised ? End::SignInNeeded : End::Stopped, error);
        if (!m_run || m_run->report.number != number)
            return;
    }
    const auto waiting = std::exchange(m_run->missing, {});
    for (const auto &missing : waiting) {
        if (!m_run || m_run->report.number != number)
            return;
        if (answers)
            settle(missing.index, missing.stateIfSo);
        else
            settle(missing.index, missing.stateIfNot, missing.error);
    }
}

void DeletionService::stopIfFatal(const Error &error)
{
    if (error.kind == ErrorKind::Unauthorised)
        stop(End::SignInNeeded, error);
    else if (error.kind == ErrorKind::Forbidden || error.kind == ErrorKind::Tls)
        stop(End::Stopped, error);
}

void DeletionService::settle(qsizetype index, DeletionItem::State state, const std::optional<Error> &error)
{
    DeletionItem &item = m_run->report.items[index];
    const State before = std::exchange(item.state, state);
    item.error = error;
    // Where this fails the item was sent and stays so in the file: it is looked up after a crash. The next
    // item is not sent then, for its own mark fails too.
    [[maybe_unused]] const bool marked = m_journal.mark(item.conversation.session, state);
    m_log.addOutcome(m_run->report, item, before, m_run->statuses.value(index), m_clock.nowUtc());
    --m_run->busy;
    if (state != State::Planned)
        ++m_run->answered;
    m_run->failuresInRow = item.isSettled() || state == State::Changed ? 0 : m_run->failuresInRow + 1;
    const quint64 number = m_run->report.number;
    const bool isSettled = item.isSettled();
    const SessionId session = item.conversation.session;
    if (m_run->failuresInRow >= maxFailuresInRow)
        stop(End::Stopped, error);
    if (isSettled)
        emit settled(session, state == State::Deleted);
    // A slot may have cancelled the run, and with nothing in flight that was its end.
    if (m_run && m_run->report.number == number)
        emit progress(m_run->answered, static_cast<int>(m_run->report.items.size()));
    pump();
}

void DeletionService::stop(DeletionReport::End end, const std::optional<Error> &reason)
{
    if (!m_run || m_run->stopping)
        return;
    m_run->stopping = true;
    m_run->report.end = end;
    m_run->report.reason = reason;
    withdrawCalls(end == End::SignInNeeded);
}

// What waits for its turn or for a pause to end must not be sent once the run has stopped. What is out
// already is waited for, but not on a refused key: there a repeat would go out with the next one.
void DeletionService::withdrawCalls(bool underWayToo)
{
    const quint64 number = m_run->report.number;
    const Error cancelled{ErrorKind::Cancelled, 0, {}, QStringLiteral("withdrawn"), {}};
    QList<Missing> open = std::exchange(m_run->missing, {});
    const auto calls = m_run->calls;
    for (auto call = calls.begin(); call != calls.end(); ++call) {
        const bool isOut = isUnderWay(call->future);
        const bool isAnswered = call->future.isFinished(); // and about to be told
        if (isAnswered || (isOut && !underWayToo))
            continue;
        m_run->calls.remove(call.key());
        QFuture<void>(call->future).cancel();
        if (call.key() < 0) {
            m_run->projectCheck = ProjectCheck::NotAsked; // so that nobody waits for its answer
            continue;
        }
        const bool untouched =
            call->deletes ? !isOut : m_run->report.items[call.key()].state == State::Planned;
        open.append({call.key(), {}, untouched ? State::Planned : State::Unknown, cancelled});
    }
    for (const auto &item : std::as_const(open)) {
        if (!m_run || m_run->report.number != number)
            return;
        settle(item.index, item.stateIfNot, item.error);
    }
}

void DeletionService::cancelRun()
{
    if (!m_run)
        return;
    const auto behind = std::exchange(m_queue, {});
    stop(End::Cancelled, {});
    if (m_run) // withdrawing the last of them may have ended it
        finishIfOver();
    endUnsent(behind, End::Cancelled, {});
}

void DeletionService::keyRefused()
{
    m_keyRefused = true;
    if (!m_run)
        return;
    stop(End::SignInNeeded, refusedKey());
    if (m_run)
        finishIfOver();
}

void DeletionService::endUnsent(QList<DeletionReport> batches, End end, const std::optional<Error> &reason)
{
    for (auto &batch : batches) {
        batch.end = end;
        batch.reason = reason;
        m_journal.finish(batch);
        emit finished(batch);
    }
}

void DeletionService::finishIfOver()
{
    if (m_run->busy > 0 || (!m_run->stopping && m_run->next < m_run->report.items.size()))
        return;
    const DeletionReport report = m_run->report;
    m_journal.finish(report);
    m_run.reset();
    QList<DeletionReport> behind; // for which the same key would be refused
    if (report.end == End::SignInNeeded)
        behind = std::exchange(m_queue, {});
    emit finished(report);
    endUnsent(behind, report.end, report.reason);
    startNext();
}

} // namespace confab
