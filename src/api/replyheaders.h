// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QPair>

#include <chrono>
#include <optional>

namespace confab {

/// The header of a reply, and what the program reads from it. Names are compared without case. Pure; any
/// thread.
class ReplyHeaders
{
public:
    ReplyHeaders() = default;
    explicit ReplyHeaders(QList<QPair<QByteArray, QByteArray>> pairs) : m_pairs(std::move(pairs)) {}

    /// Trimmed; empty where the reply has no such field.
    [[nodiscard]] QByteArray value(QByteArrayView name) const;

    /// "application/json" from "Application/JSON; charset=utf-8".
    [[nodiscard]] QByteArray mediaType() const;
    /// The server's clock; invalid where there is no Date or it does not parse.
    [[nodiscard]] QDateTime date() const;

    /// X-RateLimit-Limit: calls a minute, 1 to a million.
    [[nodiscard]] std::optional<int> rateLimit() const;
    /// X-RateLimit-Remaining: calls left in this minute.
    [[nodiscard]] std::optional<int> rateRemaining() const;
    /// Retry-After in seconds or as a date, compared with the server's own Date where it sent one. At most
    /// five minutes; nothing for garbage, a negative number, a moment that has passed, or a wait of more than
    /// a day.
    [[nodiscard]] std::optional<std::chrono::milliseconds> retryAfter(const QDateTime &nowUtc) const;

    friend bool operator==(const ReplyHeaders &, const ReplyHeaders &) = default;

private:
    [[nodiscard]] std::optional<int> number(QByteArrayView name, int least) const;

    QList<QPair<QByteArray, QByteArray>> m_pairs;
};

} // namespace confab
