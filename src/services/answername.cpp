// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/answerservice.h"

#include <QTextBoundaryFinder>

#include <algorithm>

namespace confab {

namespace {

constexpr qsizetype maxName = 50;

} // namespace

QString AnswerService::nameFor(const QString &prompt)
{
    const QString line = prompt.simplified();
    if (line.size() <= maxName)
        return line;
    // Where no word ends in time, between two characters.
    for (const auto kind : {QTextBoundaryFinder::Word, QTextBoundaryFinder::Grapheme}) {
        QTextBoundaryFinder edges(kind, line);
        edges.setPosition(maxName);
        const qsizetype edge = edges.isAtBoundary() ? maxName : edges.toPreviousBoundary();
        const QString name = line.left(std::max<qsizetype>(edge, 0)).trimmed();
        if (!name.isEmpty())
            return name;
    }
    return line.left(maxName);
}

} // namespace confab
