// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archive/searchindex.h"
#include "core/messagesearch.h"

namespace confab {

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
    QList<SearchTerm> m_terms;
};

} // namespace confab
