// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QPointer>

#include <vector>

namespace confab {

/// A clock whose hands only a test turns. What after() was given runs from advance(), in the order of its due
/// time (of equal ones, in the order of asking) and with the clock standing at that time; never from the
/// event loop.
class ManualClock final : public Clock
{
public:
    /// Starts at 2026-03-10 12:00 UTC unless told otherwise.
    explicit ManualClock(const QDateTime &startUtc = QDateTime(QDate(2026, 3, 10), QTime(12, 0), Qt::UTC),
                         const QTimeZone &zone = QTimeZone::utc());

    [[nodiscard]] QDateTime nowUtc() const override { return m_now; }
    [[nodiscard]] std::chrono::milliseconds monotonic() const override { return m_elapsed; }
    [[nodiscard]] QTimeZone zone() const override { return m_zone; }
    void after(std::chrono::milliseconds delay, QObject *context, std::function<void()> run) override;

    /// Turns both clocks on and runs what falls due, also what those callbacks ask for within the span.
    void advance(std::chrono::milliseconds span);
    /// The person sets the wall clock: the monotonic one and what waits stay as they are.
    void setNow(const QDateTime &utc) { m_now = utc.toUTC(); }
    void setZone(const QTimeZone &zone) { m_zone = zone; }
    /// Callbacks that wait and whose context lives.
    [[nodiscard]] int pending() const;

private:
    struct Entry
    {
        std::chrono::milliseconds due;
        QPointer<QObject> context;
        std::function<void()> run;
    };
    void moveTo(std::chrono::milliseconds elapsed);

    QDateTime m_now;
    std::chrono::milliseconds m_elapsed{0};
    QTimeZone m_zone;
    std::vector<Entry> m_entries;
};

} // namespace confab
