// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace confab {

/// The words of Markdown without its signs, cheaply and in one line: what a person would read aloud. A link's
/// address and an inline mark of a source (":cit[1/2]") are left out. Of an endless text only the beginning
/// is read. Time grows as the length of the text, whatever it holds.
[[nodiscard]] QString withoutMarkdown(const QString &markdown);

} // namespace confab
