// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/manualclock.h"

#include <algorithm>

namespace confab {

ManualClock::ManualClock(const QDateTime &startUtc, const QTimeZone &zone)
    : m_now(startUtc.toUTC()), m_zone(zone)
{
}

void ManualClock::after(std::chrono::milliseconds delay, QObject *context, std::function<void()> run)
{
    const auto due = m_elapsed + std::max(delay, std::chrono::milliseconds{0});
    m_entries.push_back({due, context, std::move(run)});
}

void ManualClock::advance(std::chrono::milliseconds span)
{
    const auto until = m_elapsed + span;
    while (true) {
        const auto next = std::min_element(m_entries.begin(), m_entries.end(),
                                           [](const Entry &a, const Entry &b) { return a.due < b.due; });
        if (next == m_entries.end() || next->due > until)
            break;
        const Entry entry = std::move(*next);
        m_entries.erase(next);
        moveTo(entry.due);
        if (entry.context)
            entry.run();
    }
    moveTo(until);
}

int ManualClock::pending() const
{
    return static_cast<int>(std::count_if(m_entries.begin(), m_entries.end(),
                                          [](const Entry &entry) { return !entry.context.isNull(); }));
}

void ManualClock::moveTo(std::chrono::milliseconds elapsed)
{
    // A callback may itself have turned the clock further on than this.
    if (elapsed <= m_elapsed)
        return;
    m_now = m_now.addMSecs((elapsed - m_elapsed).count());
    m_elapsed = elapsed;
}

} // namespace confab
