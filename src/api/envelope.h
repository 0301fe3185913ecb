// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/jsonvalue.h"
#include "core/error.h"
#include "core/values.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <limits>

/// What stands around the values in the service's JSON: {"data": …, "status": "success"} and the paginator
/// (contract, sections 1 and 4). Part of the codec.
namespace confab::codec {

[[nodiscard]] tl::unexpected<Error> bad(const QString &detail);
/// "a list", "null", "missing": for the detail of an error.
[[nodiscard]] QString typeName(const QJsonValue &value);

[[nodiscard]] Result<QJsonObject> readDocument(const QByteArray &body);
/// The envelope of a success, unpacked. A missing status passes, as long as there is data.
[[nodiscard]] Result<QJsonValue> readData(const QByteArray &body);
[[nodiscard]] Result<QJsonObject> asObject(const QJsonValue &value, const QString &name);
[[nodiscard]] Result<QJsonObject> readDataObject(const QByteArray &body);

/// A Laravel paginator. `readItem` gives nothing for an entry that has no usable id.
template<class T, class ReadItem>
[[nodiscard]] Result<Page<T>> readPage(const QJsonValue &value, const QString &name, ReadItem readItem)
{
    const Result<QJsonObject> object = asObject(value, name);
    if (!object)
        return tl::unexpected<Error>(object.error());
    constexpr qint64 maxInt = std::numeric_limits<int>::max();
    const QJsonValue entries = object->value(QLatin1StringView("data"));
    const std::optional<qint64> number =
        readNumber(object->value(QLatin1StringView("current_page")), 1, maxInt);
    const std::optional<qint64> lastPage =
        readNumber(object->value(QLatin1StringView("last_page")), 0, maxInt);
    const std::optional<qint64> total = readNumber(object->value(QLatin1StringView("total")), 0);
    // Without these nobody can tell whether a list is complete.
    if (!entries.isArray())
        return bad(QStringLiteral("%1.data is %2 instead of a list").arg(name, typeName(entries)));
    if (!number || !lastPage || !total)
        return bad(QStringLiteral("%1 lacks current_page, last_page or total").arg(name));

    Page<T> page;
    page.number = int(*number);
    page.lastPage = std::max(1, int(*lastPage));
    page.perPage = int(readNumber(object->value(QLatin1StringView("per_page")), 0, maxInt).value_or(0));
    page.total = *total;
    const QJsonArray array = entries.toArray();
    page.items.reserve(array.size());
    for (const QJsonValue &entry : array) {
        if (std::optional<T> item = readItem(entry))
            page.items.append(*std::move(item));
        else
            ++page.skipped;
    }
    return page;
}

} // namespace confab::codec
