// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QByteArray>
#include <QStringList>

#include <functional>

/// Rows of a table as RFC 4180 writes them.
namespace confab::csv {

enum class Cells {
    Guarded, ///< Clean text; what a spreadsheet would take for a formula begins with an apostrophe.
    Raw,     ///< As they are, but for what no file can hold.
};

/// One row with its line break.
[[nodiscard]] QString row(const QStringList &cells, Cells kind = Cells::Guarded);

/// In front of the file: by this spreadsheets know UTF-8.
inline constexpr QByteArrayView byteOrderMark{"\xEF\xBB\xBF"};

/// A file of its own, for its owner alone: the columns, then so many rows. It takes its name when all of it
/// is on the disk; what stood there before is left where it fails, with Storage. Blocks.
[[nodiscard]] Result<Done> save(const QString &path, const QStringList &columns, qsizetype rows,
                                const std::function<QStringList(qsizetype)> &cells);

} // namespace confab::csv
