// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/replyheaders.h"

#include <QLocale>
#include <QTimeZone>

#include <algorithm>

namespace confab {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds longestPause = 5min;
constexpr std::chrono::milliseconds absurdPause = 24h;

/// The form that RFC 9110 wants ("Sun, 06 Nov 1994 08:49:37 GMT"); the two obsolete ones are not read.
QDateTime httpDate(const QByteArray &text)
{
    QDateTime parsed =
        QLocale::c().toDateTime(QString::fromLatin1(text), QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
    if (parsed.isValid())
        parsed = QDateTime(parsed.date(), parsed.time(), Qt::UTC);
    return parsed;
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
