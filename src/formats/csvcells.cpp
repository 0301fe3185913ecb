// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/csvcells.h"

#include "core/text.h"
#include "formats/rawtext.h"

#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace confab::csv {

namespace {

/// With those of full width: spreadsheets take them for the same.
bool beginsFormula(const QString &cell)
{
    return !cell.isEmpty() && QStringView(u"=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20").contains(cell.front());
}

QString cellOf(const QString &raw, Cells kind)
{
    QString text = kind == Cells::Raw ? rawtext::valid(raw) : text::cleanText(raw);
    if (kind == Cells::Guarded && beginsFormula(text))
        text.prepend(u'\'');
    const bool quoted = text.contains(u'"') || text.contains(u',') || text.contains(u'\n') ||
                        text.contains(u'\r') || text.contains(u';') || text.contains(u'\t');
    if (!quoted)
        return text;
    text.replace(u'"', u"\"\""_s);
    return u'"' + text + u'"';
}

} // namespace

QString row(const QStringList &cells, Cells kind)
{
    QStringList quoted;
    quoted.reserve(cells.size());
    for (const QString &each : cells)
        quoted << cellOf(each, kind);
    return quoted.join(u',') + u"\r\n"_s;
}

Result<Done> save(const QString &path, const QStringList &columns, qsizetype rows,
                  const std::function<QStringList(qsizetype)> &cells)
{
    QSaveFile file(path);
    bool good = file.open(QIODevice::WriteOnly) &&
                file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    const auto put = [&](const QByteArray &bytes) { good = good && file.write(bytes) == bytes.size(); };
    put(byteOrderMark.toByteArray());
    put(row(columns).toUtf8());
    for (qsizetype i = 0; good && i < rows; ++i)
        put(row(cells(i)).toUtf8());
    // A commit alone would take a file that was cut short for a good one.
    good = good && file.flush() && file.error() == QFileDevice::NoError && file.commit();
    if (!good)
        return failure(ErrorKind::Storage, file.errorString());
    return Done();
}

} // namespace confab::csv
