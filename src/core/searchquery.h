// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dates.h"

#include <QList>
#include <QString>
#include <QStringList>

class QLocale;

namespace confab {

/// What a person looks for in messages. The default finds everything; all parts must hold at once.
struct SearchQuery
{
    enum class Sender { Anyone, User, Agent };

    QStringList texts;    ///< Words and phrases; each occurs, in this order of its own words.
    QStringList excluded; ///< None of these occurs.
    Sender sender = Sender::Anyone;
    TimeSpan time{{}, {}, true};
    /// Which reactions are wanted; all three is no condition.
    bool withoutReaction = true;
    bool liked = true;
    bool disliked = true;
    QStringList sources; ///< In lower case, any of them; empty: any at all. ("livechat", "web", …)
    QStringList excludedSources;
    QStringList languages; ///< As languageCode() gives them, any of them; empty: any at all.
    QStringList excludedLanguages;

    /// Nothing was asked for.
    [[nodiscard]] bool isEmpty() const { return *this == SearchQuery(); }
    friend bool operator==(const SearchQuery &, const SearchQuery &) = default;
};

/// The words and phrases that a query looks for; how they are found: SearchTerm.
struct SearchWords
{
    QStringList texts;
    bool stillTyping = false; ///< The last one may be the beginning of a word.
    friend bool operator==(const SearchWords &, const SearchWords &) = default;
};

/// One piece of the input, and as what it was understood.
struct SearchChip
{
    /// Unfinished: a filter that still lacks what it is to filter by; it asks for nothing.
    enum class Kind {
        Text,
        Phrase,
        ExcludedText,
        From,
        Before,
        After,
        On,
        Reaction,
        Source,
        Language,
        Unfinished
    };

    Kind kind = Kind::Text;
    QString text;        ///< In the normal form: "word", "from:user", "on:2026-03-09", "-lang:de".
    qsizetype start = 0; ///< Of the piece in the input, in UTF-16 units.
    qsizetype length = 0;
    friend bool operator==(const SearchChip &, const SearchChip &) = default;
};

struct ParsedSearch
{
    SearchQuery query;
    QList<SearchChip> chips; ///< In the order of the input. Together they cover all of it but the blanks.
};

/// Reads what was typed into the search box. Everything means something, so nothing is an error:
/// - words, and "phrases" in straight or curly quotes (one that is not closed yet runs to the end)
/// - -word and -"phrase": without them
/// - from:user, from:agent
/// - before:D, on:D, after:D, which together are all of time. D is a date as in ISO (2026-03-10, 2026-03,
///   2026) or as the locale writes it short, or today, yesterday, last7days, last30days; days are those of
///   the zone, from their first moment to that of the next day.
/// - liked:, disliked:, alone or with the next word right behind them
/// - source:livechat, lang:de
/// Twice the same of from, liked and disliked, source or lang means either; dates narrow each other. A minus
/// before from, liked, disliked, source and lang turns them round. One with nothing behind its colon is not
/// finished, and asks for nothing. Whatever else has a colon is a word.
[[nodiscard]] ParsedSearch parseSearch(const QString &input, const QDateTime &now, const QTimeZone &zone,
                                       const QLocale &locale);

} // namespace confab
