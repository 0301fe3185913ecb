// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/apitime.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

/// The largest offset in use on earth; a larger one is a slip.
constexpr int maxOffsetMinutes = 14 * 60;

QDateTime utc(const QDate &date, const QTime &time, int offsetMinutes)
{
    if (!date.isValid() || !time.isValid())
        return {};
    return QDateTime(date, time, Qt::UTC).addSecs(-60 * offsetMinutes);
}

int number(const QRegularExpressionMatch &match, const QString &group)
{
    return match.capturedView(group).toInt();
}

QDateTime parseIso(const QString &text)
{
    // \A and \z, since $ would let a line break pass; [0-9], since \d may take the digits of other scripts.
    static const QRegularExpression pattern(
        u"\\A(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})[T ]"
        "(?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(?:\\.(?<decimals>[0-9]{1,9}))?"
        "(?:Z|(?<sign>[+-])(?<offsetHours>[0-9]{2}):?(?<offsetMinutes>[0-9]{2}))?\\z"_s);
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch())
        return {};

    const QString decimals = match.captured(u"decimals"_s).leftJustified(3, u'0', true);
    const int offsetHours = number(match, u"offsetHours"_s);
    const int offsetMinutes = number(match, u"offsetMinutes"_s);
    const int offset = offsetHours * 60 + offsetMinutes;
    if (offsetMinutes > 59 || offset > maxOffsetMinutes)
        return {};
    return utc(QDate(number(match, u"year"_s), number(match, u"month"_s), number(match, u"day"_s)),
               QTime(number(match, u"hour"_s), number(match, u"minute"_s), number(match, u"second"_s),
                     decimals.toInt()),
               match.capturedView(u"sign"_s) == u"-" ? -offset : offset);
}

QDateTime parseDayMonthName(const QString &text)
{
    static const QRegularExpression pattern(
        u"\\A(?<day>[0-9]{1,2}) (?<month>[A-Z][a-z]{2}) (?<year>[0-9]{4}) "
        "(?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})\\z"_s);
    // Not QLocale's names: the service writes English whatever the machine speaks.
    static constexpr std::array<QStringView, 12> months{u"Jan", u"Feb", u"Mar", u"Apr", u"May", u"Jun",
                                                        u"Jul", u"Aug", u"Sep", u"Oct", u"Nov", u"Dec"};
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch())
        return {};
    const auto month = std::find(months.begin(), months.end(), match.capturedView(u"month"_s));
    if (month == months.end())
        return {};
    return utc(QDate(number(match, u"year"_s), int(month - months.begin()) + 1, number(match, u"day"_s)),
               QTime(number(match, u"hour"_s), number(match, u"minute"_s), number(match, u"second"_s)), 0);
}

} // namespace

QDateTime parseApiTime(const QString &text)
{
    const QDateTime iso = parseIso(text);
    return iso.isValid() ? iso : parseDayMonthName(text);
}

} // namespace confab
