// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/daychange.h"

#include "core/clock.h"
#include "core/dates.h"

namespace confab {

namespace {

QDate today(const Clock &clock)
{
    return localDay(clock.nowUtc(), clock.zone());
}

} // namespace

DayChange::DayChange(Clock &clock, QObject *parent)
    : QObject(parent), m_clock(clock), m_day(today(clock)), m_zone(clock.zone())
{
    m_clock.after(std::chrono::minutes(1), this, [this] { look(); });
}

void DayChange::look()
{
    const QDate day = today(m_clock);
    const QTimeZone zone = m_clock.zone();
    if (day != m_day || zone != m_zone) {
        m_day = day;
        m_zone = zone;
        emit dayChanged();
    }
    m_clock.after(std::chrono::minutes(1), this, [this] { look(); });
}

} // namespace confab
