// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

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

} // namespace confab::csv
