// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/snippet.h"

#include "core/codepoints.h"
#include "core/text.h"

#include <algorithm>
#include <array>
#include <atomic>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype snippetLength = 200; ///< UTF-16 units: more than two lines of a narrow list hold.
constexpr qsizetype lengthBefore = 60;   ///< Of it before the first hit.
constexpr qsizetype longestRead = 500'000;

/// What one unit of a text, with no mark behind it, is folded to, where that is one unit as well; else 0. The
/// answers are kept: most texts consist of few characters.
char16_t foldedUnit(char16_t unit)
{
    constexpr char16_t several = 0xFFFF; // a code that is no character
    static std::array<std::atomic<char16_t>, 0x10000> known{};
    char16_t folded = known[unit].load(std::memory_order_relaxed);
    if (folded == 0) {
        const QString normal = searchterm::normal(QString(QChar(unit)));
        folded = normal.size() == 1 && !normal.front().isNull() ? normal.front().unicode() : several;
        known[unit].store(folded, std::memory_order_relaxed);
    }
    return folded == several ? char16_t(0) : folded;
}

/// A text in its normal form, with where each unit of it came from.
struct Mapped
{
    QString normal;
    QList<qsizetype> from; ///< One more than there are units: the end. Empty where each is its own place.

    [[nodiscard]] qsizetype origin(qsizetype at) const { return from.isEmpty() ? at : from.at(at); }
    /// The end of what the unit before came from.
    [[nodiscard]] qsizetype originOfEnd(qsizetype end) const
    {
        if (from.isEmpty())
            return end;
        while (end + 1 < from.size() && from.at(end) == from.at(end - 1))
            ++end;
        return from.at(end);
    }
};

Mapped mapped(const QString &line)
{
    Mapped result;
    if (text::isAscii(line)) {
        result.normal = searchterm::normal(line);
        return result;
    }
    result.normal.reserve(line.size());
    result.from.reserve(line.size() + 1);
    for (qsizetype at = 0; at < line.size();) {
        qsizetype length = 0;
        text::codePointAt(line, at, length);
        qsizetype end = at + length;
        // Marks change what they stand on, so both are folded together.
        while (end < line.size() && line.at(end).unicode() >= 0x0300 &&
               QChar::isMark(text::codePointAt(line, end, length)))
            end += length;
        if (const char16_t unit = end == at + 1 ? foldedUnit(line.at(at).unicode()) : char16_t(0)) {
            result.normal += QChar(unit);
            result.from.append(at);
        } else {
            const QString folded = searchterm::normal(line.mid(at, end - at));
            result.normal += folded;
            for (qsizetype i = 0; i < folded.size(); ++i)
                result.from.append(at);
        }
        at = end;
    }
    result.from.append(line.size());
    return result;
}

/// In units of the line, in order, and as one where they touch.
QList<TextRange> placesIn(const QString &line, const QList<SearchTerm> &terms)
{
    const Mapped text = mapped(line);
    QList<TextRange> places = searchterm::placesOf(terms, text.normal);
    for (TextRange &place : places) {
        // The whole of the last character, whatever it was folded to.
        const qsizetype start = text.origin(place.start);
        place = {start, text.originOfEnd(place.start + place.length) - start};
    }
    return searchterm::merged(std::move(places));
}

/// Not inside a pair of surrogates, and at a blank where there is one near.
qsizetype goodCut(const QString &line, qsizetype at, int direction)
{
    constexpr qsizetype reach = 16;
    if (at <= 0 || at >= line.size())
        return qBound(qsizetype(0), at, line.size());
    for (qsizetype i = at; qAbs(i - at) < reach && i > 0 && i < line.size(); i += direction) {
        if (line.at(i) == u' ')
            return direction > 0 ? i + 1 : i;
    }
    return line.at(at).isLowSurrogate() ? at + direction : at;
}

} // namespace

SnippetMaker::SnippetMaker(const QList<searchindex::Term> &terms)
{
    for (const searchindex::Term &term : terms)
        m_terms.append(term.sought);
}

Snippet SnippetMaker::snippetOf(const QString &plain) const
{
    const QString line = text::cleanLine(plain.left(longestRead), longestRead);
    const QList<TextRange> places = placesIn(line, m_terms);
    const qsizetype first = places.isEmpty() ? 0 : places.first().start;
    const qsizetype start = first <= lengthBefore ? 0 : goodCut(line, first - lengthBefore, 1);
    const qsizetype end =
        start + snippetLength >= line.size() ? line.size() : goodCut(line, start + snippetLength, -1);
    Snippet snippet;
    const QString before = start > 0 ? u"…"_s : QString();
    snippet.text = line;
    if (end - start < line.size())
        snippet.text = before + line.sliced(start, end - start) + (end < line.size() ? u"…"_s : QString());
    for (const TextRange &place : places) {
        const qsizetype cutEnd = std::min(place.start + place.length, end);
        if (place.start >= start && place.start < cutEnd)
            snippet.hits.append({place.start - start + before.size(), cutEnd - place.start});
    }
    return snippet;
}

} // namespace confab
