// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/messagesearch.h"

#include <QList>
#include <QString>

namespace confab {

/// A word, or a run of a script without spaces, as a part of a text in its normal form.
struct TextToken
{
    qsizetype start = 0;
    qsizetype end = 0;
    bool run = false;
    friend bool operator==(const TextToken &, const TextToken &) = default;
};

/// One word or phrase of a search, as it is found in a text:
/// - its words stand whole and one after the other, whatever signs are between them; the last one may go on
///   while it is being typed, and where it is in Hangul, whose endings grow onto words
/// - a run of a script without spaces stands anywhere in a longer one, since it has no words to cut
/// - signs alone stand as they are
/// The archive's indexes find by the same rule.
struct SearchTerm
{
    /// Of a longer word or phrase only the beginning is looked for, in UTF-16 units: LIKE takes no pattern of
    /// any length.
    static constexpr qsizetype longest = 2000;

    QString normal;          ///< Its normal form; empty: nothing to look for.
    QList<TextToken> tokens; ///< Of the normal form; none: signs alone.
    bool beginning = false;  ///< The last word may go on.

    [[nodiscard]] static SearchTerm of(const QString &text, bool stillTyping);
    /// Those of all that is looked for.
    [[nodiscard]] static QList<SearchTerm> allOf(const SearchWords &words);
    friend bool operator==(const SearchTerm &, const SearchTerm &) = default;
};

namespace searchterm {

/// The form in which texts are compared: text::fold(), composed again where a script needs it.
[[nodiscard]] QString normal(const QString &text);
/// Where any of the terms is found in a text in its normal form: in order, and as one where they touch.
[[nodiscard]] QList<TextRange> placesOf(const QList<SearchTerm> &terms, const QString &normalText);
/// In order, and as one where they touch.
[[nodiscard]] QList<TextRange> merged(QList<TextRange> places);

/// Of a script that is written without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese), or a mark that
/// belongs to one.
[[nodiscard]] bool isSpaceless(char32_t c);
/// Letters, digits, marks and private use, as in FTS5's unicode61.
[[nodiscard]] bool isWordPart(char32_t c);

} // namespace searchterm

} // namespace confab
