// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/deletionservice.h"

#include "api/chatapi.h"
#include "core/clock.h"
#include "services/deletionjournal.h"

#include <QSet>

#include <algorithm>

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

DeletionService::DeletionService(ChatApi &api, DeletionJournal &journal, Clock &clock, QObject *parent)
    : QObject(parent), m_api(api), m_journal(journal), m_clock(clock)
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

void DeletionService::remove(ProjectId project, const QList<Conversation> &conversations, Care care,
                             const QDateTime &chosenAt)
{
    Batch batch;
    batch.number = ++m_lastNumber;
    batch.report.project = project;
    batch.report.chosenAt = chosenAt.isValid() ? chosenAt : serverNow();
    batch.report.lookAgain = care == Care::LookAgain;
    QSet<SessionId> sessions;
    for (const auto &conversation : conversations) {
        if (sessions.contains(conversation.session) || isKnown(conversation.session))
            continue;
        sessions.insert(conversation.session);
        batch.report.items.append({conversation});
    }
    if (batch.report.items.isEmpty())
        return;
    m_waiting.append(batch);
    m_clock.after(undoWindow, this, [this, number = batch.number] { commit(number); });
    emit waitingChanged(waitingCount());
}

bool DeletionService::isKnown(const SessionId &session) const
{
    const auto holds = [&](const DeletionReport &report) {
        return std::any_of(report.items.begin(), report.items.end(),
                           [&](const DeletionItem &item) { return item.conversation.session == session; });
    };
    const auto batchHolds = [&](const Batch &batch) { return holds(batch.report); };
    return std::any_of(m_waiting.begin(), m_waiting.end(), batchHolds) ||
           std::any_of(m_queue.begin(), m_queue.end(), batchHolds) || (m_run && holds(m_run->report));
}

bool DeletionService::undo()
{
    if (m_waiting.isEmpty())
        return false;
    const Batch batch = m_waiting.takeLast();
    emit waitingChanged(waitingCount());
    emit undone(conversationsOf(batch.report));
    return true;
}

int DeletionService::waitingCount() const
{
    qsizetype count = 0;
    for (const auto &batch : m_waiting)
        count += batch.report.items.size();
    return static_cast<int>(count);
}

void DeletionService::commit(quint64 number)
{
    const auto batch = std::find_if(m_waiting.begin(), m_waiting.end(),
                                    [&](const Batch &waiting) { return waiting.number == number; });
    // Undone, or ended early by commitWaiting().
    if (batch == m_waiting.end())
        return;
    const Batch committed = *batch;
    m_waiting.erase(batch);
    emit waitingChanged(waitingCount());
    enqueue(committed);
}

void DeletionService::commitWaiting()
{
    if (m_waiting.isEmpty())
        return;
    m_queue.append(std::exchange(m_waiting, {}));
    emit waitingChanged(0);
    startNext();
}

void DeletionService::keepWaiting()
{
    if (m_waiting.isEmpty())
        return;
    QList<Conversation> kept;
    for (const auto &batch : std::exchange(m_waiting, {}))
        kept.append(conversationsOf(batch.report));
    emit waitingChanged(0);
    emit undone(kept);
}

// --- Again, and after a crash ---

void DeletionService::retry(const DeletionReport &report)
{
    Batch batch;
    batch.number = ++m_lastNumber;
    batch.report.project = report.project;
    batch.report.chosenAt = report.chosenAt;
    batch.report.lookAgain = true;
    for (DeletionItem item : report.items) {
        if (item.isSettled() || item.state == State::Changed || isKnown(item.conversation.session))
            continue;
        const bool mayBeDone = item.state == State::Unknown || item.state == State::Sent;
        item.state = mayBeDone ? State::Unknown : State::Planned;
        batch.report.items.append(item);
    }
    if (!batch.report.items.isEmpty())
        enqueue(std::move(batch));
}

std::optional<DeletionReport> DeletionService::leftover() const
{
    auto report = m_journal.leftover();
    if (!report)
        return {};
    report->items.removeIf([this](const DeletionItem &item) { return isKnown(item.conversation.session); });
    if (report->items.isEmpty())
        return {};
    return report;
}

void DeletionService::dismissLeftover()
{
    if (const auto report = leftover())
        m_journal.drop(*report);
}

} // namespace confab
