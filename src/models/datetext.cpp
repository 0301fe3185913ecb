// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/datetext.h"

#include <QCoreApplication>
#include <QList>

namespace confab::datetext {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(confab::datetext)
};

/// A field of a date format ("MMMM") with what belongs to it ("d." in German, "d日" in Japanese), or what
/// stands between two fields.
struct Piece
{
    enum class Kind { Literal, Year, Month, Day, Weekday };
    Kind kind = Kind::Literal;
    QString text;
};

Piece::Kind kindOf(QChar letter, qsizetype count)
{
    switch (letter.unicode()) {
    case u'y':
        return Piece::Kind::Year;
    case u'M':
        return Piece::Kind::Month;
    case u'd':
        return count > 2 ? Piece::Kind::Weekday : Piece::Kind::Day;
    default:
        return Piece::Kind::Literal;
    }
}

bool belongsToField(QChar c)
{
    return QStringView(u".年月日년월일").contains(c);
}

QList<Piece> piecesOf(const QString &format)
{
    QList<Piece> pieces;
    bool quoted = false;
    for (qsizetype at = 0; at < format.size();) {
        const QChar c = format[at];
        qsizetype length = 1;
        while (at + length < format.size() && format[at + length] == c)
            ++length;
        const Piece::Kind kind = quoted ? Piece::Kind::Literal : kindOf(c, length);
        if (kind != Piece::Kind::Literal) {
            pieces.append({kind, QString(length, c)});
            at += length;
            continue;
        }
        quoted = c == u'\'' ? !quoted : quoted;
        const bool attached = !quoted && !pieces.isEmpty() && belongsToField(c);
        if (pieces.isEmpty() || (pieces.last().kind != Piece::Kind::Literal && !attached))
            pieces.append({Piece::Kind::Literal, {}});
        pieces.last().text += c;
        ++at;
    }
    return pieces;
}

/// Takes a field out with the words that lead to it: those before it, or those after it where it comes first.
void drop(QList<Piece> &pieces, Piece::Kind kind)
{
    const auto isLiteral = [&pieces](qsizetype i) {
        return i >= 0 && i < pieces.size() && pieces[i].kind == Piece::Kind::Literal;
    };
    for (qsizetype i = 0; i < pieces.size(); ++i) {
        if (pieces[i].kind != kind)
            continue;
        const bool first = i == 0 || (i == 1 && isLiteral(0));
        const bool last = i + 1 >= pieces.size() - (isLiteral(pieces.size() - 1) ? 1 : 0);
        if ((first || last) && isLiteral(i + 1))
            pieces.removeAt(i + 1);
        pieces.removeAt(i);
        if (isLiteral(i - 1))
            pieces.removeAt(i - 1);
        return;
    }
}

enum class Style { Short, Long };

/// Qt has whole formats alone, so the wanted one is cut out of the locale's long one. Short: no weekday,
/// short month.
QString dateFormat(const QLocale &locale, Style style, bool year)
{
    QList<Piece> pieces = piecesOf(locale.dateFormat(QLocale::LongFormat));
    if (!year)
        drop(pieces, Piece::Kind::Year);
    if (style == Style::Short)
        drop(pieces, Piece::Kind::Weekday);
    QString format;
    for (const Piece &piece : pieces) {
        const bool longMonth =
            piece.kind == Piece::Kind::Month && piece.text.startsWith(QLatin1String("MMMM"));
        format += longMonth && style == Style::Short ? piece.text.sliced(1) : piece.text;
    }
    return format;
}

QDateTime local(const QDateTime &moment, const QTimeZone &zone)
{
    return moment.toTimeZone(zone.isValid() ? zone : QTimeZone::utc());
}

QString timeText(const QDateTime &there, const QLocale &locale)
{
    QString format = locale.timeFormat(QLocale::ShortFormat);
    format.remove(QLatin1String(":ss")); // the C locale has them in its short format too
    return locale.toString(there.time(), format);
}

QString offsetText(int seconds)
{
    const int minutes = std::abs(seconds) / 60;
    return QStringLiteral("UTC%1%2:%3")
        .arg(QChar(seconds < 0 ? u'-' : u'+'))
        .arg(minutes / 60, 2, 10, QLatin1Char('0'))
        .arg(minutes % 60, 2, 10, QLatin1Char('0'));
}

} // namespace

QString moment(const QDateTime &moment, QDate today, const QTimeZone &zone, const QLocale &locale,
               Place place)
{
    if (!moment.isValid())
        return {};
    constexpr qint64 week = 7;
    const QDateTime there = local(moment, zone);
    const QString time = timeText(there, locale);
    const qint64 age = today.isValid() ? there.date().daysTo(today) : week;
    const bool alone = place == Place::Alone;
    if (age == 0)
        return (alone ? Words::tr("Today %1", "a time of day") : Words::tr("today %1", "a time of day"))
            .arg(time);
    if (age == 1)
        return (alone ? Words::tr("Yesterday %1", "a time of day")
                      : Words::tr("yesterday %1", "a time of day"))
            .arg(time);
    const QString day = age > 1 && age < week
                            ? locale.standaloneDayName(there.date().dayOfWeek(), QLocale::LongFormat)
                            : locale.toString(there.date(), dateFormat(locale, Style::Short,
                                                                       there.date().year() != today.year()));
    return Words::tr("%1 %2", "a day and a time of day").arg(day, time);
}

QString time(const QDateTime &moment, const QTimeZone &zone, const QLocale &locale)
{
    return moment.isValid() ? timeText(local(moment, zone), locale) : QString();
}

QString full(const QDateTime &moment, const QTimeZone &zone, const QLocale &locale)
{
    if (!moment.isValid())
        return {};
    const QDateTime there = local(moment, zone);
    QString timeFormat = locale.timeFormat(QLocale::LongFormat);
    timeFormat.remove(u't'); // the zone is given by its offset, which needs no knowledge of abbreviations
    timeFormat.remove(QLatin1String("()"));
    timeFormat.remove(QLatin1String("[]"));
    return Words::tr("%1 %2 %3", "a date, a time of day and a time zone")
        .arg(locale.toString(there.date(), QLocale::LongFormat),
             locale.toString(there.time(), timeFormat.trimmed()), offsetText(there.offsetFromUtc()));
}

QString day(QDate day, QDate today, const QLocale &locale)
{
    if (!day.isValid())
        return {};
    return locale.toString(day, dateFormat(locale, Style::Long, day.year() != today.year()));
}

QString shortDay(QDate day, QDate today, const QLocale &locale)
{
    if (!day.isValid())
        return {};
    return locale.toString(day, dateFormat(locale, Style::Short, day.year() != today.year()));
}

} // namespace confab::datetext
