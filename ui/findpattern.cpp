// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/findpattern.h"

namespace confab {

FindPattern::FindPattern(const QString &typed, SearchText::Case sensitivity)
    : m_needle(SearchText::needle(typed, sensitivity)), m_case(sensitivity)
{
}

FindPattern::FindPattern(const SearchWords &words) : m_terms(SearchTerm::allOf(words)) {}

int FindPattern::count(const QString &exact, const QString &folded) const
{
    if (m_terms.isEmpty())
        return SearchText::count(m_case == SearchText::Case::Matters ? exact : folded, m_needle);
    // searchterm::normal() of what is folded already.
    const QString normal = folded.normalized(QString::NormalizationForm_C);
    return int(searchterm::placesOf(m_terms, normal).size());
}

QList<std::pair<int, int>> FindPattern::find(const QString &text) const
{
    if (m_terms.isEmpty())
        return SearchText(text, m_case).find(m_needle);
    const SearchText composed = SearchText::composed(text);
    QList<std::pair<int, int>> places;
    for (const TextRange &place : searchterm::placesOf(m_terms, composed.text()))
        places.append(composed.placeOf(place.start, place.start + place.length));
    return places;
}

} // namespace confab
