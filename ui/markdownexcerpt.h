// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace confab {

class MarkdownDocument;

// What is between two positions of a document, in two languages. Positions beyond the end count as the end.

/// As text: table cells apart by tabs, list items with their marks, paragraphs a line apart.
[[nodiscard]] QString plainExcerpt(const MarkdownDocument &document, int from, int to);
/// As Markdown that is rendered to the same again: stress, links, headings, lists, quotes, code and tables,
/// as far as they are inside. Ordinary text is escaped.
[[nodiscard]] QString markdownExcerpt(const MarkdownDocument &document, int from, int to);

} // namespace confab
