// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/deletionservice.h"

#include "api/chatapi.h"
#include "core/clock.h"
#include "services/deletionjournal.h"

#include <QSet>

#include <algorithm>
#include <cstdlib>

namespace confab {

namespace {

using State = DeletionItem::State;

QList<Conversation> conversationsOf(const DeletionReport &report)
{
    QList<Conversation> conversations;
    for (const auto &item : report.items)
        conversations.append(item.conversation);
    return conversations;
}

} // namespace

DeletionService::DeletionService(ChatApi &api, DeletionJournal &journal, DeletionLog &log, Clock &clock,
                                 QObject *parent)
    : QObject(parent), m_api(api), m_journal(journal), m_log(log), m_clock(clock)
{
    connect(&api, &ChatApi::serverTimeSeen, this, [this](const QDateTime &utc) {
        m_serverTime = utc;
        m_serverTimeSeen = m_clock.monotonic();
    });
}

DeletionService::~DeletionService() = default;

// --- The undo windows ---

QDateTime DeletionService::serverNow() const
{
    if (!m_serverTime.isValid())
        return m_clock.nowUtc();
    return m_serverTime.addMSecs((m_clock.monotonic() - m_serverTimeSeen).count());
}

void DeletionService::setAccount(const Account &account)
{
    m_account = account;
    m_keyRefused = false;
}

bool DeletionService::mayDelete() const
{
    return m_journal.isOurs();
}

void DeletionService::remove(ProjectId project, const QList<Conversation> &conversations, Care care,
                             const QDateTime &chosenAt)
{
    DeletionReport batch;
    batch.project = project;
    batch.chosenAt = chosenAt;
    batch.lookAgain = care == Care::LookAgain;
    for (const auto &conversation : conversations)
        batch.items.append({conversation});
    remove(std::move(batch));
}

void DeletionService::remove(DeletionReport batch)
{
    batch.number = ++m_lastNumber;
    batch.account = m_account;
    if (!batch.chosenAt.isValid())
        batch.chosenAt = serverNow();
    batch.seenAt = m_clock.nowUtc().addSecs(-std::abs(batch.chosenAt.secsTo(serverNow())));
    QSet<SessionId> sessions = known();
    batch.items.removeIf([&sessions](const DeletionItem &item) {
        const SessionId &session = item.conversation.session;
        const bool isSecond = sessions.contains(session);
        sessions.insert(session);
        return isSecond;
    });
    if (batch.items.isEmpty())
        return;
    m_waiting.append({batch, undoWindow, {}});
    if (!m_held)
        startTime(m_waiting.last());
    emit waitingChanged(waitingCount());
}

void DeletionService::startTime(Waiting &waiting)
{
    waiting.since = m_clock.monotonic();
    m_clock.after(waiting.left, this, [this, number = waiting.report.number, holds = m_holds] {
        if (holds == m_holds)
            commit(number);
    });
}

void DeletionService::holdWaiting(bool hold)
{
    if (hold == m_held)
        return;
    m_held = hold;
    ++m_holds;
    for (auto &waiting : m_waiting) {
        if (hold)
            waiting.left -= m_clock.monotonic() - waiting.since;
        else
            startTime(waiting);
    }
}

QSet<SessionId> DeletionService::known() const
{
    QSet<SessionId> sessions;
    const auto add = [&sessions](const DeletionReport &report) {
        for (const auto &item : report.items)
            sessions.insert(item.conversation.session);
    };
    for (const auto &waiting : m_waiting)
        add(waiting.report);
    for (const auto &batch : m_queue)
        add(batch);
    if (m_run)
        add(m_run->report);
    return sessions;
}

bool DeletionService::undo()
{
    if (m_waiting.isEmpty())
        return false;
    const Waiting waiting = m_waiting.takeLast();
    // In this order: what offered the undo goes with the second, and the focus from it.
    emit undone(conversationsOf(waiting.report));
    emit waitingChanged(waitingCount());
    return true;
}

int DeletionService::waitingCount() const
{
    qsizetype count = 0;
    for (const auto &waiting : m_waiting)
        count += waiting.report.items.size();
    return static_cast<int>(count);
}

void DeletionService::commit(quint64 number)
{
    const auto waiting = std::find_if(m_waiting.begin(), m_waiting.end(),
                                      [&](const Waiting &each) { return each.report.number == number; });
    // Undone, or ended early by commitWaiting().
    if (waiting == m_waiting.end())
        return;
    const DeletionReport committed = waiting->report;
    m_waiting.erase(waiting);
    emit waitingChanged(waitingCount());
    enqueue(committed);
}

void DeletionService::commitWaiting()
{
    if (m_waiting.isEmpty())
        return;
    const auto committed = std::exchange(m_waiting, {});
    emit waitingChanged(0);
    for (const auto &waiting : committed)
        enqueue(waiting.report);
}

void DeletionService::keepWaiting()
{
    if (m_waiting.isEmpty())
        return;
    QList<Conversation> kept;
    for (const auto &waiting : std::exchange(m_waiting, {}))
        kept.append(conversationsOf(waiting.report));
    emit waitingChanged(0);
    emit undone(kept);
}

// --- Again, and after a crash ---

void DeletionService::retry(const DeletionReport &report)
{
    DeletionReport batch = report;
    batch.number = ++m_lastNumber;
    batch.account = m_account;
    batch.items.clear();
    batch.end = DeletionReport::End::Completed;
    batch.reason.reset();
    batch.lookAgain = true;
    const QSet<SessionId> busy = known();
    for (DeletionItem item : report.items) {
        if (item.isSettled() || item.state == State::Changed || busy.contains(item.conversation.session))
            continue;
        const bool mayBeDone = item.state == State::Unknown || item.state == State::Sent;
        item.state = mayBeDone ? State::Unknown : State::Planned;
        batch.items.append(item);
    }
    if (!batch.items.isEmpty())
        enqueue(std::move(batch));
}

QList<DeletionReport> DeletionService::leftovers() const
{
    QList<DeletionReport> reports;
    const QSet<SessionId> busy = known();
    for (DeletionReport report : m_journal.leftovers()) {
        report.items.removeIf(
            [&busy](const DeletionItem &item) { return busy.contains(item.conversation.session); });
        const bool nobodysKnown = report.account.user == 0 || m_account.user == 0;
        const bool sameServer = report.account.server.isEmpty() || report.account.server == m_account.server;
        if (report.items.isEmpty() || !sameServer || (!nobodysKnown && report.account != m_account))
            continue;
        if (nobodysKnown)
            report.account.user = 0;
        reports.append(report);
    }
    return reports;
}

void DeletionService::dismiss(const DeletionReport &report)
{
    DeletionReport idle = report;
    idle.items.removeIf(
        [busy = known()](const DeletionItem &item) { return busy.contains(item.conversation.session); });
    m_journal.drop(idle);
}

} // namespace confab
