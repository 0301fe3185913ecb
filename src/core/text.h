// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace confab::text {

/// Longest name that reaches a model, in UTF-16 units (a longer one ends in an ellipsis).
inline constexpr qsizetype maxNameLength = 256;
/// The service's bound on names, in characters (contract, section 2).
inline constexpr qsizetype maxServerNameLength = 255;

/// A server's text as one safe line: line breaks, tabs and other blanks become one space; control characters,
/// bidirectional marks, embeddings, overrides and isolates, and zero-width characters become a visible
/// U+FFFD; lone surrogates too; at most eight combining marks in a row; trimmed; at most maxLength UTF-16
/// units long, never cut inside a character. (ZWJ and ZWNJ stay between letters of scripts that need them,
/// after a virama and inside emoji sequences; so do variation selectors and tags where they pick a glyph, and
/// the zero-width space between letters of scripts that set no blank between words.)
/// Doing it twice changes nothing more.
[[nodiscard]] QString cleanLine(const QString &raw, qsizetype maxLength = maxNameLength);

/// The same for text of many lines, without a limit of length: line breaks stay, each as one "\n"; tabs and
/// blanks stay as they are, since Markdown gives them a meaning; empty lines before the text and all blanks
/// after it go. What is not drawn and tells where a line may break (zero-width spaces and no-break spaces,
/// word joiners, soft hyphens) or how a formula is meant stays inside the text: only a name could lie by it.
[[nodiscard]] QString cleanText(const QString &raw);

/// For comparing without case and accents, in any script: NFKD, marks of Latin, Greek, Cyrillic, Hebrew and
/// Arabic dropped, case folded; "ß" equals "ss", Arabic tatweel is dropped, hiragana equals katakana. Marks
/// that carry the vowels of Indic and South-East Asian scripts stay, and so does the voicing of kana. Beyond
/// NFKD, letters with a stroke equal the plain ones ("ł", "ø", "đ"), "æ" equals "ae", "œ" equals "oe" and all
/// four Turkish i are one letter. Characters that have no glyph (joiners, bidirectional marks) do not count.
/// Doing it twice changes nothing more.
[[nodiscard]] QString fold(const QString &text);

/// Characters as the service counts them: Unicode code points, not UTF-16 units.
[[nodiscard]] qsizetype characterCount(const QString &text);

/// Direction of a paragraph by its first strong character; left to right where there is none.
[[nodiscard]] Qt::LayoutDirection direction(const QString &text);

} // namespace confab::text
