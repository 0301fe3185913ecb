// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QDateTime>
#include <QLocale>
#include <QString>
#include <QTimeZone>

/// Moments and days in words, in the order that the locale writes them. An invalid moment or day gives an
/// empty text.
namespace confab::datetext {

/// "Today 14:02", "Yesterday 14:02", "Tuesday 14:02" within the last week, else "3 Nov 14:02", with the year
/// where it is not this one. `today` is the day in the zone. In a sentence it is "today 14:02".
enum class Place { Alone, InSentence };
[[nodiscard]] QString moment(const QDateTime &moment, QDate today, const QTimeZone &zone,
                             const QLocale &locale, Place place = Place::Alone);

/// "14:02"
[[nodiscard]] QString time(const QDateTime &moment, const QTimeZone &zone, const QLocale &locale);

/// "Tuesday, 3 November 2026 14:02:09 UTC+05:30"
[[nodiscard]] QString full(const QDateTime &moment, const QTimeZone &zone, const QLocale &locale);

/// "Tuesday, 3 November", with the year where it is not this one.
[[nodiscard]] QString day(QDate day, QDate today, const QLocale &locale);

/// "3 Nov", with the year where it is not this one.
[[nodiscard]] QString shortDay(QDate day, QDate today, const QLocale &locale);

} // namespace confab::datetext
