// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/searchtext.h"

#include "core/codepoints.h"
#include "core/searchterm.h"
#include "core/text.h"

#include <utility>

namespace confab {

namespace {

/// A document's own separators too: of paragraphs, lines, and of tables and their cells.
bool isGap(QChar c)
{
    return c.isSpace() || c == QChar(0xFDD0) || c == QChar(0xFDD1);
}

/// Break opportunities in long words of tables, and the place of an object.
bool isNothing(QChar c)
{
    return c == QChar(0x200B) || c == QChar(0xFFFC);
}

/// The vowels and endings of Hangul that is written in single letters.
bool isJamoTail(char32_t c)
{
    return text::between(c, 0x1160, 0x11FF) || text::between(c, 0xD7B0, 0xD7FB);
}

/// The next piece that folds by itself: a character with the marks that follow it.
qsizetype pieceEnd(const QString &text, qsizetype at)
{
    qsizetype end = at + (text.at(at).isHighSurrogate() && at + 1 < text.size() ? 2 : 1);
    while (end < text.size()) {
        const QChar c = text.at(end);
        const bool pair = c.isHighSurrogate() && end + 1 < text.size();
        const char32_t code = pair ? QChar::surrogateToUcs4(c, text.at(end + 1)) : c.unicode();
        if (!QChar::isMark(code) && !isJamoTail(code))
            break;
        end += pair ? 2 : 1;
    }
    return end;
}

QString withOneBlank(const QString &text)
{
    QString out;
    out.reserve(text.size());
    bool blank = false;
    for (const QChar c : text) {
        if (isNothing(c))
            continue;
        if (isGap(c)) {
            blank = true;
            continue;
        }
        if (std::exchange(blank, false))
            out += u' ';
        out += c;
    }
    if (blank)
        out += u' ';
    return out;
}

} // namespace

SearchText::SearchText(const QString &text, Case sensitivity)
    : SearchText(text, sensitivity == Case::Ignored ? Form::Folded : Form::AsIs)
{
}

SearchText SearchText::composed(const QString &text)
{
    return {text, Form::Composed};
}

SearchText::SearchText(const QString &text, Form form)
{
    m_text.reserve(text.size());
    m_positions.reserve(text.size() + 1);
    const bool folds = form != Form::AsIs;
    bool blank = false;
    for (qsizetype at = 0, end = 0; at < text.size(); at = end) {
        const QChar c = text.at(at);
        end = at + 1;
        if (isNothing(c))
            continue;
        if (isGap(c)) {
            if (!std::exchange(blank, true)) {
                m_text += u' ';
                m_positions += int(at);
            }
            continue;
        }
        blank = false;
        const bool ascii = c.unicode() < 0x80 && (end == text.size() || text.at(end).unicode() < 0x80);
        if (ascii || !folds) {
            m_text += folds ? c.toLower() : c;
            m_positions += int(at);
            continue;
        }
        end = pieceEnd(text, at);
        const QString piece = text.mid(at, end - at);
        const QString folded = form == Form::Composed ? searchterm::normal(piece) : text::fold(piece);
        m_text += folded;
        m_positions.insert(m_positions.size(), m_text.size() - m_positions.size(), int(at));
    }
    m_positions += int(text.size());
}

QString SearchText::normalized(const QString &text, Case sensitivity)
{
    const QString one = withOneBlank(text);
    return sensitivity == Case::Ignored ? text::fold(one) : one;
}

QString SearchText::needle(const QString &typed, Case sensitivity)
{
    return normalized(typed, sensitivity).trimmed();
}

int SearchText::count(const QString &normalized, const QString &needle)
{
    int hits = 0;
    qsizetype at = needle.isEmpty() ? -1 : normalized.indexOf(needle);
    for (; at >= 0; at = normalized.indexOf(needle, at + needle.size()))
        ++hits;
    return hits;
}

QList<std::pair<int, int>> SearchText::find(const QString &needle) const
{
    QList<std::pair<int, int>> hits;
    if (needle.isEmpty())
        return hits;
    qsizetype at = 0;
    while ((at = m_text.indexOf(needle, at)) >= 0) {
        const qsizetype end = at + needle.size();
        hits.append(placeOf(at, end));
        at = end;
    }
    return hits;
}

std::pair<int, int> SearchText::placeOf(qsizetype start, qsizetype end) const
{
    // A letter may fold to two ("ß"): the place ends with the last one that it touches.
    int last = m_positions.at(end);
    for (qsizetype i = end + 1; i < m_positions.size() && last == m_positions.at(end - 1); ++i)
        last = m_positions.at(i);
    return {m_positions.at(start), last};
}

} // namespace confab
