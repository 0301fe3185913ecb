// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/markdownskimmer.h"

#include "core/codepoints.h"

#include <algorithm>
#include <array>

namespace confab {

namespace {

constexpr qsizetype longestRead = 500'000;

bool isBlank(QChar c)
{
    return c == u' ' || c == u'\t';
}

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

bool isAsciiWord(QChar c)
{
    return isDigit(c) || c == u'_' || (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

bool isAsciiSign(QChar c)
{
    return c > u' ' && c < u'\x7f' && (c == u'_' || !isAsciiWord(c));
}

/// What may be something else than itself.
bool isSign(QChar c)
{
    static constexpr auto signs = [] {
        std::array<bool, 128> all{};
        for (const char sign : {'\t', '|', '*', '`', '~', '_', '\\', ':', '!', '['})
            all[static_cast<unsigned char>(sign)] = true;
        return all;
    }();
    return c.unicode() < signs.size() && signs[c.unicode()];
}

/// Without signs and without two blanks in a row, and without some that stand near the signs in ASCII: ranges
/// are compared many characters at a time.
bool isPlain(QStringView line)
{
    const auto isInRange = [](char16_t c) {
        return (c < u' ') | (char16_t(c - u'[') <= u'`' - u'[') | (char16_t(c - u'|') <= u'~' - u'|');
    };
    return !text::hasUnit(line, isInRange) && !line.contains(u'*') && !line.contains(u':') &&
           !line.contains(u'!') && !text::hasTwoBlanks(line);
}

/// Leaves the signs of Markdown out, in one walk over the text. Blanks and line breaks become one blank.
class MarkdownSkimmer
{
public:
    explicit MarkdownSkimmer(QStringView text) : m_text(text) {}

    QString run()
    {
        m_out.reserve(m_text.size());
        for (qsizetype start = 0, next = 0; start < m_text.size(); start = next) {
            const qsizetype end = find(u'\n', start);
            next = end + 1;
            m_lineEnd = end > start && m_text[end - 1] == u'\r' ? end - 1 : end;
            skimLine(start);
            blank();
        }
        if (m_out.endsWith(u' '))
            m_out.chop(1);
        return std::move(m_out);
    }

private:
    [[nodiscard]] QChar at(qsizetype place) const
    {
        return place >= 0 && place < m_lineEnd ? m_text[place] : QChar(u'\n');
    }

    void blank()
    {
        if (!m_out.isEmpty() && m_out.back() != u' ')
            m_out += u' ';
    }

    void skimLine(qsizetype start)
    {
        while (isBlank(at(start)))
            ++start;
        const QStringView line = m_text.sliced(start, m_lineEnd - start);
        if (line.startsWith(u"```") || line.startsWith(u"~~~") || isRule(line))
            return;
        while (const qsizetype length = markerAt(start))
            start += length;
        if (const QStringView rest = m_text.sliced(start, m_lineEnd - start); isPlain(rest))
            m_out += rest;
        else
            skimInside(start, m_lineEnd);
    }

    /// Between parts of a text or rows of a table.
    static bool isRule(QStringView line)
    {
        const auto consistsOf = [line](QStringView allowed) {
            return std::all_of(line.begin(), line.end(), [allowed](QChar c) { return allowed.contains(c); });
        };
        return consistsOf(u" \t|:-") || (line.size() >= 3 && consistsOf(u" \t-*_="));
    }

    /// Of a heading, a quotation or an item, with the blanks behind it; 0 where there is none.
    [[nodiscard]] qsizetype markerAt(qsizetype start) const
    {
        qsizetype end = start;
        if (at(start) == u'>' || at(start) == u'-' || at(start) == u'*' || at(start) == u'+') {
            ++end;
        } else if (at(start) == u'#') {
            while (at(end) == u'#' && end < start + 6)
                ++end;
        } else {
            end = digitsEnd(start);
            if (end == start || (at(end) != u'.' && at(end) != u')'))
                return 0;
            ++end;
        }
        if (!isBlank(at(end)))
            return 0;
        while (isBlank(at(end)))
            ++end;
        return end - start;
    }

    [[nodiscard]] qsizetype digitsEnd(qsizetype start) const
    {
        qsizetype end = start;
        while (isDigit(at(end)) && end < start + 9)
            ++end;
        return end;
    }

    void skimInside(qsizetype start, qsizetype end)
    {
        for (qsizetype here = start; here < end;) {
            qsizetype plain = here;
            while (here < end && !isSign(m_text[here]) && !(m_text[here] == u' ' && at(here + 1) == u' '))
                ++here;
            if (plain < here && m_text[plain] == u' ' && (m_out.isEmpty() || m_out.back() == u' '))
                ++plain;
            m_out += m_text.sliced(plain, here - plain);
            if (here < end)
                here = skim(here, end);
        }
    }

    /// Takes what begins here; returns where it ends.
    qsizetype skim(qsizetype here, qsizetype end)
    {
        const QChar c = m_text[here];
        switch (c.unicode()) {
        case u' ':
        case u'\t':
        case u'|':
            blank();
            return here + 1;
        case u'*':
        case u'`':
            return here + 1;
        case u'~':
            if (at(here + 1) != u'~')
                break;
            return here + 2;
        case u'_':
            return skimUnderscores(here, end);
        case u'\\':
            if (!isAsciiSign(at(here + 1)))
                break;
            m_out += at(here + 1);
            return here + 2;
        case u':':
            if (const qsizetype after = sourceEnd(here); after > here) {
                if (m_out.endsWith(u' '))
                    m_out.chop(1);
                return after;
            }
            break;
        case u'!':
            if (at(here + 1) != u'[')
                break;
            if (const qsizetype after = skimLink(here + 1); after > here + 1)
                return after;
            break;
        case u'[':
            if (const qsizetype after = skimLink(here); after > here)
                return after;
            break;
        default:
            break;
        }
        m_out += c;
        return here + 1;
    }

    /// They stay inside a name_of_many_words and where somebody is to fill something in.
    qsizetype skimUnderscores(qsizetype here, qsizetype end)
    {
        qsizetype after = here;
        while (after < end && m_text[after] == u'_')
            ++after;
        const QChar before = at(here - 1);
        const QChar behind = at(after);
        const bool opens = !isAsciiWord(before) && (after - here > 1 || !behind.isSpace());
        const bool closes = !before.isSpace() && !isAsciiWord(behind);
        if (after - here > 3 || !(opens || closes))
            m_out += m_text.sliced(here, after - here);
        return after;
    }

    /// ":cit[1/2]"; where it begins if it is none.
    [[nodiscard]] qsizetype sourceEnd(qsizetype here) const
    {
        if (!m_text.sliced(here, m_lineEnd - here).startsWith(u":cit["))
            return here;
        const qsizetype first = here + 5;
        const qsizetype slash = digitsEnd(first);
        if (slash == first || at(slash) != u'/')
            return here;
        const qsizetype bracket = digitsEnd(slash + 1);
        return bracket == slash + 1 || at(bracket) != u']' ? here : bracket + 1;
    }

    /// "[text](address)": takes the text. Where nothing is taken, where it begins.
    qsizetype skimLink(qsizetype here)
    {
        constexpr qsizetype longestText = 300;
        constexpr qsizetype longestAddress = 2000;
        // Looked for once for all brackets before it: many of them must not take the square of their number.
        if (m_bracket <= here)
            m_bracket = find(u']', here + 1);
        if (m_bracket >= m_lineEnd || m_bracket - here - 1 > longestText || at(m_bracket + 1) != u'(')
            return here;
        if (m_parenthesis <= m_bracket)
            m_parenthesis = find(u')', m_bracket + 2);
        if (m_parenthesis >= m_lineEnd || m_parenthesis - m_bracket - 2 > longestAddress)
            return here;
        const qsizetype textEnd = m_bracket;
        const qsizetype after = m_parenthesis + 1;
        skimInside(here + 1, textEnd);
        return after;
    }

    [[nodiscard]] qsizetype find(QChar c, qsizetype from) const
    {
        const qsizetype found = m_text.indexOf(c, from);
        return found < 0 ? m_text.size() : found;
    }

    QStringView m_text;
    QString m_out;
    qsizetype m_lineEnd = 0;
    qsizetype m_bracket = -1;     ///< The first "]" behind the last place that was asked for.
    qsizetype m_parenthesis = -1; ///< The same for ")".
};

} // namespace

QString withoutMarkdown(const QString &markdown)
{
    return MarkdownSkimmer(QStringView(markdown).left(longestRead)).run();
}

} // namespace confab
