// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QDateTime>
#include <QTimeZone>

namespace confab {

/// A choice of the Date filter.
struct DateFilter
{
    /// SilentFor asks for the day of the last message, all others for the day of creation.
    enum class Kind { AnyTime, Today, Yesterday, Last7Days, Last30Days, OlderThan, SilentFor, Custom };

    Kind kind = Kind::AnyTime;
    int days = 90; ///< For OlderThan and SilentFor: 1 to 3650; anything else counts as the nearer of the two.
    QDate from;    ///< For Custom: first and last day, both included; an invalid date leaves that end open.
    QDate to;      ///< The two in the wrong order mean the same days.

    friend bool operator==(const DateFilter &, const DateFilter &) = default;
};

/// A half-open span of time [from, to). An invalid end is open. Days begin at their first moment in the zone,
/// never at "00:00", which on some days in some zones does not exist or comes twice; "last 7 days" is today
/// and the six days before it; "older than 7 days" is what came before the day that was seven days ago.
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

/// Of OlderThan and SilentFor the same days. Both ends are UTC. A day that the zone left out is an empty
/// span, and where `now` is invalid so is every filter that depends on it: nothing is selected by mistake. An
/// invalid zone counts as UTC.
[[nodiscard]] TimeSpan spanOf(const DateFilter &filter, const QDateTime &now, const QTimeZone &zone);

/// The first moment of the day in the zone, as UTC; of the next day that there is where the zone left this
/// one out. Invalid for an invalid date alone.
[[nodiscard]] QDateTime dayStart(QDate date, const QTimeZone &zone);

/// The clock of the service and the one here are less than a day apart. Where they are not, one of them is
/// wrong, and nothing is to be erased for its age.
[[nodiscard]] bool clocksAgree(const QDateTime &service, const QDateTime &here);

/// The day in the zone; invalid for an invalid moment.
[[nodiscard]] QDate localDay(const QDateTime &moment, const QTimeZone &zone);

} // namespace confab
