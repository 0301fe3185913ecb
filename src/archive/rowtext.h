// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QList>
#include <QString>

namespace confab::rowtext {

/// How a list of ids stands in one column: "12,34".
[[nodiscard]] inline QString fromCitations(const QList<CitationId> &ids)
{
    QString text = QStringLiteral("");
    for (const CitationId id : ids) {
        if (!text.isEmpty())
            text += u',';
        text += id.toString();
    }
    return text;
}

[[nodiscard]] inline QList<CitationId> toCitations(const QString &text)
{
    QList<CitationId> ids;
    for (const QStringView part : QStringView(text).split(u',', Qt::SkipEmptyParts)) {
        const CitationId id{part.toLongLong()};
        if (id.isValid())
            ids.append(id);
    }
    return ids;
}

} // namespace confab::rowtext
