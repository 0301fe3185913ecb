// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/replyheaders.h"

#include <algorithm>

namespace confab {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds longestPause = 1min;
constexpr std::chrono::milliseconds absurdPause = 24h;

/// The number that these digits are; -1 where they are none.
int digits(QByteArrayView text)
{
    int number = 0;
    for (const char c : text) {
        if (c < '0' || c > '9')
            return -1;
        number = number * 10 + (c - '0');
    }
    return number;
}

/// The place of a name of three letters among others, counted from 1; 0 where it is none of them.
int placeOf(QByteArrayView name, QByteArrayView names)
{
    const qsizetype found = names.indexOf(name);
    return found < 0 || found % 3 != 0 ? 0 : int(found / 3) + 1;
}

/// The form that RFC 9110 wants ("Sun, 06 Nov 1994 08:49:37 GMT"); the two obsolete ones are not read. By
/// hand: it comes with every reply, and QLocale reads it as a time of this place, where some hours do not
/// exist.
QDateTime httpDate(QByteArrayView text)
{
    if (text.size() != 29 || text.sliced(3, 2) != ", " || text[7] != ' ' || text[11] != ' ' ||
        text[16] != ' ' || text[19] != ':' || text[22] != ':' || text.sliced(25) != " GMT")
        return {};
    const QDate date(digits(text.sliced(12, 4)),
                     placeOf(text.sliced(8, 3), "JanFebMarAprMayJunJulAugSepOctNovDec"),
                     digits(text.sliced(5, 2)));
    const QTime time(digits(text.sliced(17, 2)), digits(text.sliced(20, 2)), digits(text.sliced(23, 2)));
    if (!date.isValid() || !time.isValid() ||
        date.dayOfWeek() != placeOf(text.first(3), "MonTueWedThuFriSatSun"))
        return {};
    return QDateTime(date, time, Qt::UTC);
}

} // namespace

QByteArray ReplyHeaders::value(QByteArrayView name) const
{
    const auto found = std::find_if(m_pairs.begin(), m_pairs.end(), [name](const auto &pair) {
        return pair.first.compare(name, Qt::CaseInsensitive) == 0;
    });
    return found == m_pairs.end() ? QByteArray() : found->second.trimmed();
}

QByteArray ReplyHeaders::mediaType() const
{
    return value("content-type").split(';').first().trimmed().toLower();
}

QDateTime ReplyHeaders::date() const
{
    return httpDate(value("date"));
}

std::optional<int> ReplyHeaders::number(QByteArrayView name, int least) const
{
    bool ok = false;
    const int parsed = value(name).toInt(&ok);
    if (!ok || parsed < least || parsed > 1'000'000)
        return std::nullopt;
    return parsed;
}

std::optional<int> ReplyHeaders::rateLimit() const
{
    return number("x-ratelimit-limit", 1);
}

std::optional<int> ReplyHeaders::rateRemaining() const
{
    return number("x-ratelimit-remaining", 0);
}

std::optional<std::chrono::milliseconds> ReplyHeaders::retryAfter(const QDateTime &nowUtc) const
{
    const QByteArray text = value("retry-after");
    std::chrono::milliseconds wait{};
    bool isNumber = false;
    const qint64 seconds = text.toLongLong(&isNumber);
    if (isNumber) {
        if (seconds < 0 || seconds > std::chrono::duration_cast<std::chrono::seconds>(absurdPause).count())
            return std::nullopt;
        wait = std::chrono::seconds(seconds);
    } else {
        const QDateTime until = httpDate(text);
        if (!until.isValid())
            return std::nullopt;
        // The two clocks may differ by hours; the difference of two times of one clock does not.
        const QDateTime serverNow = date();
        wait = std::chrono::milliseconds((serverNow.isValid() ? serverNow : nowUtc).msecsTo(until));
        if (wait < std::chrono::milliseconds(0) || wait > absurdPause)
            return std::nullopt;
    }
    return std::min(wait, longestPause);
}

} // namespace confab
