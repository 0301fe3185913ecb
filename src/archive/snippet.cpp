// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/snippet.h"

#include "core/codepoints.h"
#include "core/text.h"

#include <algorithm>
#include <array>
#include <atomic>

namespace confab {

using namespace Qt::StringLiterals;
using searchindex::Kind;
using searchindex::Term;

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
        const QString normal = searchindex::normal(QString(QChar(unit)));
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
        result.normal = searchindex::normal(line);
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
            const QString folded = searchindex::normal(line.mid(at, end - at));
            result.normal += folded;
            for (qsizetype i = 0; i < folded.size(); ++i)
                result.from.append(at);
        }
        at = end;
    }
    result.from.append(line.size());
    return result;
}

/// Of a normal text.
bool isAsciiWordPart(char32_t c)
{
    return text::between(c, 'a', 'z') || text::between(c, '0', '9');
}

QList<TextToken> tokensOf(const QString &normal)
{
    QList<TextToken> tokens;
    tokens.reserve(normal.size() / 4 + 1);
    enum class Of { Gap, Word, Run } last = Of::Gap;
    qsizetype length = 0;
    for (qsizetype at = 0; at < normal.size(); at += length) {
        const char32_t c = text::codePointAt(normal, at, length);
        Of now = Of::Gap;
        if (c < 0x80)
            now = isAsciiWordPart(c) ? Of::Word : Of::Gap;
        else if (searchindex::isSpaceless(c) || (last == Of::Run && QChar::isMark(c)))
            now = Of::Run;
        else if (searchindex::isWordPart(c))
            now = Of::Word;
        if (now != Of::Gap && now == last)
            tokens.last().end = at + length;
        else if (now != Of::Gap)
            tokens.append({at, at + length, now == Of::Run});
        last = now;
    }
    return tokens;
}

QStringView viewOf(const QString &text, const TextToken &token)
{
    return QStringView(text).mid(token.start, token.end - token.start);
}

/// Where the words of a term stand one after the other.
class TermPlaces
{
public:
    /// `textTokens` are those of the text, or empty where they were not needed so far.
    TermPlaces(const SoughtTerm &sought, const Mapped &text, QList<TextToken> &textTokens)
        : m_term(sought.term), m_tokens(sought.tokens), m_text(text), m_textTokens(textTokens)
    {
    }

    [[nodiscard]] QList<TextRange> all() const
    {
        QList<TextRange> places;
        if (m_tokens.size() == 1 && m_tokens.first().run)
            return occurrences(
                m_term.normal.mid(m_tokens.first().start, m_tokens.first().end - m_tokens.first().start));
        if (m_term.kind == Kind::Literal)
            return occurrences(m_term.normal);
        if (m_tokens.size() == 1 && m_text.from.isEmpty())
            return plainWords(viewOf(m_term.normal, m_tokens.first()));
        if (m_textTokens.isEmpty())
            m_textTokens = tokensOf(m_text.normal);
        for (qsizetype i = 0; i + m_tokens.size() <= m_textTokens.size(); ++i) {
            if (const auto place = placeAt(i))
                places.append(*place);
        }
        return places;
    }

private:
    [[nodiscard]] QList<TextRange> occurrences(const QString &part) const
    {
        QList<TextRange> places;
        for (qsizetype at = m_text.normal.indexOf(part); at >= 0;
             at = m_text.normal.indexOf(part, at + part.size()))
            places.append({at, part.size()});
        return places;
    }

    /// The same as by tokens, for one word in a text of ASCII.
    [[nodiscard]] QList<TextRange> plainWords(QStringView word) const
    {
        const auto isWordAt = [this](qsizetype at) {
            return at >= 0 && at < m_text.normal.size() && isAsciiWordPart(m_text.normal.at(at).unicode());
        };
        QList<TextRange> places;
        const QStringView text = m_text.normal;
        // By its first letter: Qt looks for one character far quicker than for several.
        for (qsizetype at = text.indexOf(word.front()); at >= 0; at = text.indexOf(word.front(), at + 1)) {
            if (!isWordAt(at - 1) && text.sliced(at).startsWith(word) &&
                (m_term.beginning || !isWordAt(at + word.size())))
                places.append({at, word.size()});
        }
        return places;
    }

    [[nodiscard]] std::optional<TextRange> placeAt(qsizetype first) const
    {
        if (m_tokens.isEmpty())
            return {};
        qsizetype start = 0;
        qsizetype end = 0;
        for (qsizetype i = 0; i < m_tokens.size(); ++i) {
            const TextToken &here = m_textTokens.at(first + i);
            const QStringView wanted = viewOf(m_term.normal, m_tokens.at(i));
            const QStringView found = viewOf(m_text.normal, here);
            const bool isFirst = i == 0;
            const bool isLast = i + 1 == m_tokens.size();
            const bool run = m_tokens.at(i).run;
            // A run may begin before the phrase does and go on after it.
            const bool fits = (run && isFirst && found.endsWith(wanted)) || found == wanted ||
                              (isLast && (run || m_term.beginning) && found.startsWith(wanted));
            if (run != here.run || !fits)
                return {};
            if (isFirst)
                start = run ? here.end - wanted.size() : here.start;
            end = isLast ? here.start + wanted.size() : here.end;
        }
        return TextRange{start, std::max(end, start + 1) - start};
    }

    const Term &m_term;
    const QList<TextToken> &m_tokens;
    const Mapped &m_text;
    QList<TextToken> &m_textTokens;
};

/// In units of the line, sorted, and merged where they touch.
QList<TextRange> placesIn(const QString &line, const QList<SoughtTerm> &terms)
{
    const Mapped text = mapped(line);
    QList<TextToken> tokens;
    QList<TextRange> places;
    for (const SoughtTerm &term : terms) {
        for (const TextRange &place : TermPlaces(term, text, tokens).all()) {
            // The whole of the last character, whatever it was folded to.
            const qsizetype start = text.origin(place.start);
            places.append({start, text.originOfEnd(place.start + place.length) - start});
        }
    }
    if (places.size() < 2)
        return places;
    std::sort(places.begin(), places.end(),
              [](const TextRange &a, const TextRange &b) { return a.start < b.start; });
    QList<TextRange> merged;
    for (const TextRange &place : std::as_const(places)) {
        if (!merged.isEmpty() && place.start <= merged.last().start + merged.last().length)
            merged.last().length =
                std::max(merged.last().length, place.start + place.length - merged.last().start);
        else
            merged.append(place);
    }
    return merged;
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

SnippetMaker::SnippetMaker(const QList<Term> &terms)
{
    for (const Term &term : terms)
        m_terms.append({term, tokensOf(term.normal)});
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
