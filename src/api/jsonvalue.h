// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QDateTime>
#include <QList>
#include <QString>
#include <QUrl>

#include <limits>
#include <optional>

class QJsonValue;

/// Single values of the service's JSON, in every spelling that it is known to use.
namespace confab::codec {

/// NUL and lone surrogates become U+FFFD: the JSON parser lets them through, later stages do not.
[[nodiscard]] QString wellFormed(QString text);

/// The text, well formed; the digits of a whole number; empty for any other value.
[[nodiscard]] QString readText(const QJsonValue &value);

/// A whole number from 12061, 12061.0, "12061" or "12061.0", all 64 bits of it; nothing for any other value.
[[nodiscard]] std::optional<qint64> wholeNumber(const QJsonValue &value);
/// The same where it lies within the bounds, both included.
[[nodiscard]] std::optional<qint64> readNumber(const QJsonValue &value, qint64 least,
                                               qint64 most = std::numeric_limits<qint64>::max());
/// The id, or an invalid one.
template<class Id>
[[nodiscard]] Id readId(const QJsonValue &value)
{
    return Id{readNumber(value, 1).value_or(0)};
}
/// Valid ids without duplicates, in order, from an array of numbers, strings or objects with an id; empty for
/// any other value.
[[nodiscard]] QList<CitationId> citationIds(const QJsonValue &value);

/// true, false, 1, 0 and their spellings as text; nothing for null and any other value.
[[nodiscard]] std::optional<bool> readTruth(const QJsonValue &value);

/// UTC, or invalid.
[[nodiscard]] QDateTime readTime(const QJsonValue &value);

/// An http or https address with a host, else empty.
[[nodiscard]] QUrl readWebAddress(const QJsonValue &value);

} // namespace confab::codec
