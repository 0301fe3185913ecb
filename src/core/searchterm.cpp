// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/searchterm.h"

#include "core/codepoints.h"
#include "core/text.h"

#include <algorithm>
#include <optional>

namespace confab {

namespace {

constexpr char32_t longVowelOfKana = 0x30FC; ///< Its script is "common".

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
        else if (searchterm::isSpaceless(c) || (last == Of::Run && QChar::isMark(c)))
            now = Of::Run;
        else if (searchterm::isWordPart(c))
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

bool isOneCharacter(QStringView text)
{
    qsizetype length = 0;
    return !text.isEmpty() && (text::codePointAt(text, 0, length), length == text.size());
}

bool endsInHangul(const QString &text)
{
    for (qsizetype at = text.size() - 1; at >= 0; --at) {
        const char32_t c = text.at(at).unicode();
        if (searchterm::isWordPart(c))
            return QChar::script(c) == QChar::Script_Hangul;
    }
    return false;
}

/// A blank for each control character: none is part of a word, and NUL ends a statement's text.
QString withoutControls(QString text)
{
    for (QChar &c : text) {
        if (c.category() == QChar::Other_Control)
            c = u' ';
    }
    return text;
}

/// Where the words of a term stand one after the other.
class TermPlaces
{
public:
    /// `textTokens` are those of the text, or empty where they were not needed so far.
    TermPlaces(const SearchTerm &term, const QString &text, bool ascii, QList<TextToken> &textTokens)
        : m_term(term), m_text(text), m_ascii(ascii), m_textTokens(textTokens)
    {
    }

    [[nodiscard]] QList<TextRange> all() const
    {
        const QList<TextToken> &tokens = m_term.tokens;
        if (tokens.isEmpty())
            return occurrences(m_term.normal);
        if (tokens.size() == 1 && tokens.first().run)
            return occurrences(viewOf(m_term.normal, tokens.first()));
        if (tokens.size() == 1 && m_ascii)
            return plainWords(viewOf(m_term.normal, tokens.first()));
        if (m_textTokens.isEmpty())
            m_textTokens = tokensOf(m_text);
        QList<TextRange> places;
        for (qsizetype i = 0; i + tokens.size() <= m_textTokens.size(); ++i) {
            if (const auto place = placeAt(i))
                places.append(*place);
        }
        return places;
    }

private:
    [[nodiscard]] QList<TextRange> occurrences(QStringView part) const
    {
        QList<TextRange> places;
        if (part.isEmpty())
            return places;
        for (qsizetype at = m_text.indexOf(part); at >= 0; at = m_text.indexOf(part, at + part.size()))
            places.append({at, part.size()});
        return places;
    }

    /// The same as by tokens, for one word in a text of ASCII.
    [[nodiscard]] QList<TextRange> plainWords(QStringView word) const
    {
        const auto isWordAt = [this](qsizetype at) {
            return at >= 0 && at < m_text.size() && isAsciiWordPart(m_text.at(at).unicode());
        };
        QList<TextRange> places;
        const QStringView text = m_text;
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
        const QList<TextToken> &tokens = m_term.tokens;
        qsizetype start = 0;
        qsizetype end = 0;
        for (qsizetype i = 0; i < tokens.size(); ++i) {
            const TextToken &here = m_textTokens.at(first + i);
            const QStringView wanted = viewOf(m_term.normal, tokens.at(i));
            const QStringView found = viewOf(m_text, here);
            const bool isFirst = i == 0;
            const bool isLast = i + 1 == tokens.size();
            const bool run = tokens.at(i).run;
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

    const SearchTerm &m_term;
    const QString &m_text;
    bool m_ascii;
    QList<TextToken> &m_textTokens;
};

} // namespace

SearchTerm SearchTerm::of(const QString &text, bool stillTyping)
{
    SearchTerm term;
    term.normal = searchterm::normal(withoutControls(text.left(longest))).simplified();
    term.tokens = tokensOf(term.normal);
    if (term.tokens.isEmpty())
        return term;
    const TextToken &last = term.tokens.constLast();
    if (last.run && last.end == term.normal.size())
        term.beginning = isOneCharacter(viewOf(term.normal, last));
    else
        term.beginning = stillTyping || endsInHangul(term.normal);
    return term;
}

QList<SearchTerm> SearchTerm::allOf(const SearchWords &words)
{
    QList<SearchTerm> terms;
    for (qsizetype i = 0; i < words.texts.size(); ++i) {
        SearchTerm term = of(words.texts.at(i), words.stillTyping && i + 1 == words.texts.size());
        if (!term.normal.isEmpty())
            terms.append(std::move(term));
    }
    return terms;
}

namespace searchterm {

bool isSpaceless(char32_t c)
{
    if (c < 0x0E00)
        return false;
    if (c == longVowelOfKana)
        return true;
    switch (QChar::script(c)) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Bopomofo:
    case QChar::Script_Thai:
    case QChar::Script_Lao:
    case QChar::Script_Khmer:
    case QChar::Script_Myanmar:
        return QChar::isLetterOrNumber(c) || QChar::isMark(c);
    default:
        return false;
    }
}

bool isWordPart(char32_t c)
{
    return QChar::isLetterOrNumber(c) || QChar::isMark(c) || QChar::category(c) == QChar::Other_PrivateUse;
}

QString normal(const QString &text)
{
    const QString folded = text::fold(text);
    return text::isAscii(folded) ? folded : folded.normalized(QString::NormalizationForm_C);
}

QList<TextRange> merged(QList<TextRange> places)
{
    if (places.size() < 2)
        return places;
    std::sort(places.begin(), places.end(),
              [](const TextRange &a, const TextRange &b) { return a.start < b.start; });
    QList<TextRange> result;
    for (const TextRange &place : std::as_const(places)) {
        if (!result.isEmpty() && place.start <= result.constLast().start + result.constLast().length)
            result.last().length =
                std::max(result.constLast().length, place.start + place.length - result.constLast().start);
        else
            result.append(place);
    }
    return result;
}

QList<TextRange> placesOf(const QList<SearchTerm> &terms, const QString &normalText)
{
    const bool ascii = text::isAscii(normalText);
    QList<TextToken> tokens;
    QList<TextRange> places;
    for (const SearchTerm &term : terms)
        places += TermPlaces(term, normalText, ascii, tokens).all();
    return merged(std::move(places));
}

} // namespace searchterm

} // namespace confab
