// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dates.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace confab {

namespace {

constexpr int maxOlderThan = 3650;

QTimeZone usable(const QTimeZone &zone)
{
    return zone.isValid() ? zone : QTimeZone::utc();
}

/// Keeps the sums of days inside what a QDateTime can hold; an end that overflowed would be invalid, and so
/// open.
QDate bounded(QDate date)
{
    return std::clamp(date, QDate(1, 1, 1), QDate(9999, 12, 30));
}

TimeSpan nothing()
{
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(0, Qt::UTC);
    return {moment, moment, false};
}

/// From the start of the first day to the end of the last one.
TimeSpan days(QDate first, QDate last, const QTimeZone &zone)
{
    TimeSpan span;
    if (first.isValid())
        span.from = dayStart(bounded(first), zone);
    if (last.isValid())
        span.to = dayStart(bounded(last).addDays(1), zone);
    return span;
}

} // namespace

namespace {

/// Where the hour after midnight comes twice (Havana, in autumn), startOfDay() gives the second midnight.
QDateTime firstOfTwo(const QDateTime &start, QDate date, const QTimeZone &zone)
{
    const QTimeZone::OffsetData change = zone.previousTransition(start.addMSecs(1));
    if (!change.atUtc.isValid())
        return start;
    const int turnedBack = zone.offsetFromUtc(change.atUtc.addMSecs(-1)) - change.offsetFromUtc;
    const QDateTime earlier = start.addSecs(-turnedBack);
    return turnedBack > 0 && localDay(earlier, zone) == date ? earlier : start;
}

} // namespace

QDateTime dayStart(QDate date, const QTimeZone &zone)
{
    if (!date.isValid())
        return {};
    const QTimeZone place = usable(zone);
    // A zone that crosses the date line leaves out one day, never two: the loop is for safety.
    for (int skipped = 0; skipped < 3; ++skipped) {
        const QDateTime start = date.addDays(skipped).startOfDay(place);
        if (start.isValid() && start.date() >= date)
            return firstOfTwo(start.toUTC(), start.date(), place);
    }
    return date.startOfDay(Qt::UTC);
}

bool clocksAgree(const QDateTime &service, const QDateTime &here)
{
    constexpr std::chrono::milliseconds oneDay = std::chrono::hours(24);
    return service.isValid() && here.isValid() && std::abs(service.msecsTo(here)) < oneDay.count();
}

QDate localDay(const QDateTime &moment, const QTimeZone &zone)
{
    return moment.isValid() ? moment.toTimeZone(usable(zone)).date() : QDate();
}

TimeSpan spanOf(const DateFilter &filter, const QDateTime &now, const QTimeZone &zone)
{
    if (filter.kind == DateFilter::Kind::AnyTime)
        return {{}, {}, true};
    if (filter.kind == DateFilter::Kind::Custom) {
        if (filter.from.isValid() && filter.to.isValid() && filter.from > filter.to)
            return days(filter.to, filter.from, zone);
        return days(filter.from, filter.to, zone);
    }
    const QDate today = localDay(now, zone);
    if (!today.isValid())
        return nothing();
    switch (filter.kind) {
    case DateFilter::Kind::Today:
        return days(today, today, zone);
    case DateFilter::Kind::Yesterday:
        return days(today.addDays(-1), today.addDays(-1), zone);
    case DateFilter::Kind::Last7Days:
        return days(today.addDays(-6), today, zone);
    case DateFilter::Kind::Last30Days:
        return days(today.addDays(-29), today, zone);
    case DateFilter::Kind::OlderThan:
    case DateFilter::Kind::SilentFor:
        return days({}, today.addDays(-std::clamp(filter.days, 1, maxOlderThan) - 1), zone);
    case DateFilter::Kind::AnyTime:
    case DateFilter::Kind::Custom:
        break;
    }
    return nothing();
}

} // namespace confab
