// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace confab {

/// Markdown as one line of plain words, for a screen reader: without the marks of emphasis, headings, lists,
/// tables, code and links (a link's words stay, its address goes). Expects cleaned text; at most the first 16
/// Ki characters.
[[nodiscard]] QString spokenText(const QString &markdown);

} // namespace confab
