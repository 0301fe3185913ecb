// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <algorithm>
#include <array>

// What the two halves of core/text.h have in common: walking over UTF-16 by code points.
namespace confab::text {

constexpr bool between(char32_t c, char32_t first, char32_t last)
{
    return c >= first && c <= last;
}

/// Whether the test is true of any unit. All are looked at, which lets the compiler test eight at once.
template<class Test>
bool hasUnit(QStringView text, Test test)
{
    quint16 found = 0;
    for (const QChar c : text)
        found = quint16(found | quint16(test(c.unicode())));
    return found != 0;
}

inline bool isAscii(QStringView text)
{
    return !hasUnit(text, [](char16_t c) { return c >= 0x80; });
}

inline bool hasTwoBlanks(QStringView text)
{
    quint16 found = 0;
    for (qsizetype i = 1; i < text.size(); ++i)
        found = quint16(found | quint16((text[i] == u' ') & (text[i - 1] == u' ')));
    return found != 0;
}

struct Range
{
    char32_t first;
    char32_t last;
};

template<size_t N>
bool isIn(const std::array<Range, N> &ranges, char32_t c)
{
    return std::any_of(ranges.begin(), ranges.end(),
                       [c](const Range &range) { return between(c, range.first, range.last); });
}

/// The code point at `at`; a lone surrogate is itself. `length` becomes the number of units it takes.
inline char32_t codePointAt(QStringView text, qsizetype at, qsizetype &length)
{
    const QChar high = text[at];
    length = 1;
    if (high.isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate()) {
        length = 2;
        return QChar::surrogateToUcs4(high, text[at + 1]);
    }
    return high.unicode();
}

inline void append(QString &out, char32_t c)
{
    if (QChar::requiresSurrogates(c)) {
        out += QChar(QChar::highSurrogate(c));
        out += QChar(QChar::lowSurrogate(c));
    } else {
        out += QChar(static_cast<char16_t>(c));
    }
}

/// Format characters (Cf) that are drawn: signs before Arabic, Syriac and Kaithi numbers, hieroglyph
/// controls.
inline bool isVisibleFormat(char32_t c)
{
    return between(c, 0x0600, 0x0605) || c == 0x06DD || c == 0x070F || c == 0x0890 || c == 0x0891 ||
           c == 0x08E2 || c == 0x110BD || c == 0x110CD || between(c, 0x13430, 0x1343F);
}

/// Not drawn, and of use inside a text: soft hyphen, zero-width space, word joiner, the operators of a
/// formula that are only thought, zero-width no-break space.
constexpr bool isUnseen(char32_t c)
{
    return c == 0xAD || c == 0x200B || between(c, 0x2060, 0x2064) || c == 0xFEFF;
}

inline bool isSelector(char32_t c)
{
    return between(c, 0xFE00, 0xFE0F) || between(c, 0xE0100, 0xE01EF);
}

} // namespace confab::text
