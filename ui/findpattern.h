// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/searchterm.h"
#include "ui/searchtext.h"

#include <QList>
#include <QString>

#include <utility>

namespace confab {

/// What is looked for in the open conversation: a text just as it was typed, or the words and phrases of a
/// search over all messages, each of them by the rule of that search (SearchTerm).
class FindPattern
{
public:
    /// Nothing.
    FindPattern() = default;
    FindPattern(const QString &typed, SearchText::Case sensitivity);
    explicit FindPattern(const SearchWords &words);

    [[nodiscard]] bool isEmpty() const { return m_needle.isEmpty() && m_terms.isEmpty(); }
    /// How often it is found in a text, which is told in both forms of SearchText::normalized().
    [[nodiscard]] int count(const QString &exact, const QString &folded) const;
    /// First and last-but-one position of each place, in order.
    [[nodiscard]] QList<std::pair<int, int>> find(const QString &text) const;

    friend bool operator==(const FindPattern &, const FindPattern &) = default;

private:
    QString m_needle;
    SearchText::Case m_case = SearchText::Case::Ignored;
    QList<SearchTerm> m_terms;
};

} // namespace confab
