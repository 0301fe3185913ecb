// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/searchterm.h"

#include <QString>

namespace confab::searchindex {

// Which index answers.
//
// Text is compared in the form of searchterm::normal(): without case and accents. Two FTS5 indexes stand on
// it:
// - `words`: the words of all texts (unicode61). A script that is written without spaces (Chinese, Japanese,
//   Thai, Lao, Khmer, Burmese) has no words to cut; there, each run of such characters is written as its
//   overlapping pairs, and its last character alone: "機械学習" as "機械 械学 学習 習". So two characters are
//   one word of the index, one character the beginning of one, and a longer run a phrase.
// - `trigrams`: only the runs of those scripts (trigram).
//
// For each word or phrase that was asked for:
// - one run of three or more characters: `trigrams`, which finds it with fewer and shorter lists
// - anything else with a letter or digit: `words`, as a phrase; the last word may go on (prefix) while it is
//   being typed, where it is in Hangul, whose endings grow onto words, and for a single character of a run
// - signs alone ("->", an emoji): no index has them; the texts that are left are read (LIKE)
// All of them must hold. A MATCH that fails all the same is repeated as LIKE.

enum class Kind { Nothing, Words, Trigrams, Literal };

/// A word or phrase that was asked for, ready for its index.
struct Term
{
    Kind kind = Kind::Nothing; ///< Nothing: blanks alone.
    QString expression;        ///< For MATCH, quoted; for Literal the pattern for LIKE, escaped with "\".
    QString pattern;           ///< The same for LIKE, for when MATCH fails.
    SearchTerm sought;         ///< What is marked in a snippet.
};

/// Of a text of more than 2,000 units only the beginning counts.
[[nodiscard]] Term termOf(const QString &text, bool stillTyping);

/// What is stored beside a text for the indexes; null where it adds nothing to the text (folding did no more
/// than lower its case, which the index does by itself; there is no such run).
struct Prepared
{
    QString folded;
    QString runs;
};
[[nodiscard]] Prepared prepare(const QString &text);

/// As SQLite can hold it: it loses what follows half a surrogate pair, and many tools what follows a NUL.
[[nodiscard]] QString storable(const QString &text);

} // namespace confab::searchindex
