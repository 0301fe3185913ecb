// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QDateTime>
#include <QTimeZone>

namespace confab {

/// A choice of the Date filter.
struct DateFilter
{
    enum class Kind { AnyTime, Today, Yesterday, Last7Days, Last30Days, OlderThan, Custom };

    Kind kind = Kind::AnyTime;
    int days = 90; ///< For OlderThan: 1 to 3650.
    QDate from;    ///< For Custom: first and last day, both included; an invalid date leaves that end open.
    QDate to;

    friend bool operator==(const DateFilter &, const DateFilter &) = default;
};

/// A half-open span of time [from, to). An invalid end is open. Days begin at startOfDay(zone), never at "00:00",
/// which does not exist on some days in some zones; "last 7 days" is today and the six days before it.
struct TimeSpan
{
    QDateTime from;
    QDateTime to;
    bool everything = false; ///< AnyTime: matches rows without a valid date as well.

    /// An invalid moment is in no span but the one of everything.
    [[nodiscard]] bool contains(const QDateTime &moment) const
    {
        if (everything)
            return true;
        return moment.isValid() && (!from.isValid() || moment >= from) && (!to.isValid() || moment < to);
    }
    friend bool operator==(const TimeSpan &, const TimeSpan &) = default;
};

[[nodiscard]] TimeSpan spanOf(const DateFilter &filter, const QDateTime &now, const QTimeZone &zone);

} // namespace confab
