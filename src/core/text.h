// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace confab::text {

/// Longest name that reaches a model, in UTF-16 units (a longer one ends in an ellipsis).
inline constexpr qsizetype maxNameLength = 256;
/// The service's bound on names, in characters (contract, section 2).
inline constexpr qsizetype maxServerNameLength = 255;

/// A server's text as one safe line: line breaks, tabs and other blanks become one space; control characters,
/// bidirectional marks, embeddings, overrides and isolates, and zero-width characters become a visible U+FFFD; lone
/// surrogates too; at most eight combining marks in a row; trimmed; at most maxNameLength long, never cut inside
/// a character. (ZWJ and ZWNJ stay between letters of scripts that need them and inside emoji sequences.)
[[nodiscard]] QString cleanLine(const QString &raw);

/// The same for text of many lines: line breaks and tabs stay, no length limit.
[[nodiscard]] QString cleanText(const QString &raw);

/// For comparing without case and accents, in any script: NFKD, marks of Latin, Greek, Cyrillic, Hebrew and Arabic
/// dropped, case folded; "ß" equals "ss", Arabic tatweel is dropped, hiragana equals katakana. Marks that carry
/// the vowels of Indic and South-East Asian scripts stay.
[[nodiscard]] QString fold(const QString &text);

/// Direction of a paragraph by its first strong character; left to right where there is none.
[[nodiscard]] Qt::LayoutDirection direction(const QString &text);

} // namespace confab::text
