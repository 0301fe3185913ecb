// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <utility>

namespace confab {

/// A text as a search reads it: blanks of any kind and number are one blank, what has no glyph does not
/// count, and case and accents are folded (text::fold) unless case matters. Knows where each of its
/// characters stands in the text that it was made of.
class SearchText
{
public:
    enum class Case { Ignored, Matters };

    SearchText(const QString &text, Case sensitivity);
    /// In the form of searchterm::normal(), which puts together what folding has taken apart.
    [[nodiscard]] static SearchText composed(const QString &text);

    /// The same without the places; some ten times faster. Of what is looked for, too: then trimmed.
    [[nodiscard]] static QString normalized(const QString &text, Case sensitivity);
    [[nodiscard]] static QString needle(const QString &typed, Case sensitivity);
    /// Hits that do not overlap.
    [[nodiscard]] static int count(const QString &normalized, const QString &needle);

    [[nodiscard]] const QString &text() const { return m_text; }
    /// First and last-but-one position of each hit in the original text, in its order.
    [[nodiscard]] QList<std::pair<int, int>> find(const QString &needle) const;
    /// The same of a part of text(), which is not empty.
    [[nodiscard]] std::pair<int, int> placeOf(qsizetype start, qsizetype end) const;

private:
    enum class Form { AsIs, Folded, Composed };
    SearchText(const QString &text, Form form);

    QString m_text;
    QList<int> m_positions; ///< One for each unit of m_text, and the end.
};

} // namespace confab
