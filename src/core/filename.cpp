// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filename.h"

#include "core/text.h"

#include <QRegularExpression>
#include <QTextBoundaryFinder>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

constexpr qsizetype mostBytes = 120;

/// Windows takes these for devices, with any ending.
bool isDevice(const QString &name)
{
    static const QRegularExpression device(u"^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\.|$)"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    return device.match(name).hasMatch();
}

QString cutToBytes(const QString &name)
{
    if (name.toUtf8().size() <= mostBytes)
        return name;
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, name);
    qsizetype end = 0;
    for (qsizetype at = finder.toNextBoundary(); at > 0 && name.left(at).toUtf8().size() <= mostBytes;
         at = finder.toNextBoundary())
        end = at;
    return name.left(end);
}

} // namespace

QString safeFileName(const QString &title)
{
    QString name = text::cleanLine(title);
    for (QChar &c : name) {
        if (QStringView(u"/\\:*?\"<>|\uFFFD").contains(c))
            c = u' ';
    }
    name = name.simplified();
    while (name.startsWith(u'.') || name.startsWith(u' ') || name.startsWith(u'-'))
        name.remove(0, 1);
    name = cutToBytes(name);
    while (name.endsWith(u'.') || name.endsWith(u' '))
        name.chop(1);
    return isDevice(name) ? u'_' + name : name;
}

} // namespace confab
