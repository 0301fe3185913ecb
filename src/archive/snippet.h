// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archive/searchindex.h"
#include "core/messagesearch.h"

namespace confab {

/// A word, or a run of a script without spaces, as a part of a normal text.
struct TextToken
{
    qsizetype start = 0;
    qsizetype end = 0;
    bool run = false;
};

struct SoughtTerm
{
    searchindex::Term term;
    QList<TextToken> tokens; ///< Of its normal form.
};

struct Snippet
{
    QString text;
    QList<TextRange> hits;
};

/// Cuts texts for the results of one search.
class SnippetMaker
{
public:
    explicit SnippetMaker(const QList<searchindex::Term> &terms);

    /// One clean line around the first place where one of the terms is found, or the beginning where none is;
    /// with every place in it where any of them is.
    [[nodiscard]] Snippet snippetOf(const QString &plain) const;

private:
    QList<SoughtTerm> m_terms;
};

} // namespace confab
