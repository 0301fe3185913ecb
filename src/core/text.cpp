// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text.h"

#include "core/codepoints.h"

#include <QTextBoundaryFinder>

#include <algorithm>
#include <array>

namespace confab::text {

namespace {

constexpr char32_t replacement = 0xFFFD;
constexpr char32_t zeroWidthSpace = 0x200B;
constexpr char32_t zwnj = 0x200C;
constexpr char32_t zwj = 0x200D;
constexpr int maxMarks = 8;
constexpr int maxJoins = 8; // the longest emoji sequence in use has four

enum class Kind { Plain, Blank, Tab, Break, Mark, Selector, Joiner, Unseen, Hidden };

/// Letters and marks that have no glyph although their category says otherwise, and U+FFFC, which a text
/// document takes for a place of an object of its own.
bool isDisguised(char32_t c)
{
    switch (c) {
    case 0x034F:
    case 0x115F:
    case 0x1160:
    case 0x17B4:
    case 0x17B5:
    case 0x3164:
    case 0xFFA0:
    case 0xFFFC:
        return true;
    default:
        return false;
    }
}

/// Never assigned on purpose, or reserved for characters without a glyph.
bool isHiddenUnassigned(char32_t c)
{
    return QChar::isNonCharacter(c) || c == 0x2065 || between(c, 0xFFF0, 0xFFF8) ||
           between(c, 0xE0000, 0xE0FFF);
}

constexpr bool isVisibleAscii(char32_t c)
{
    return between(c, 0x21, 0x7E);
}

Kind kindOf(char32_t c)
{
    if (isVisibleAscii(c))
        return Kind::Plain;
    if (c == u'\t')
        return Kind::Tab;
    if (between(c, 0x0A, 0x0D) || c == 0x85 || c == 0x2028 || c == 0x2029)
        return Kind::Break;
    if (c == zwj || c == zwnj)
        return Kind::Joiner;
    if (isUnseen(c))
        return Kind::Unseen;
    if (c == 0x2800) // the empty Braille cell
        return Kind::Blank;
    if (isDisguised(c))
        return Kind::Hidden;
    if (isSelector(c))
        return Kind::Selector;
    switch (QChar::category(c)) {
    case QChar::Separator_Space:
        return Kind::Blank;
    case QChar::Mark_NonSpacing:
    case QChar::Mark_SpacingCombining:
    case QChar::Mark_Enclosing:
        return Kind::Mark;
    case QChar::Other_Control:
    case QChar::Other_Surrogate:
        return Kind::Hidden;
    case QChar::Other_Format:
        return isVisibleFormat(c) ? Kind::Plain : Kind::Hidden;
    case QChar::Other_NotAssigned:
        return isHiddenUnassigned(c) ? Kind::Hidden : Kind::Plain;
    default:
        return Kind::Plain;
    }
}

bool isSkinTone(char32_t c)
{
    return between(c, 0x1F3FB, 0x1F3FF);
}

/// Qt has no public test for pictographs; these blocks hold every one that stands in a joined emoji.
bool isPictograph(char32_t c)
{
    static constexpr std::array<Range, 5> blocks{
        {{0x2190, 0x21FF}, {0x2300, 0x23FF}, {0x2600, 0x27BF}, {0x2B00, 0x2BFF}, {0x1F000, 0x1FAFF}}};
    return isIn(blocks, c);
}

/// Scripts whose letters join or form conjuncts, so that a joiner between them changes what is drawn.
bool needsJoiners(QChar::Script script)
{
    switch (script) {
    case QChar::Script_Arabic:
    case QChar::Script_Syriac:
    case QChar::Script_Mongolian:
    case QChar::Script_Nko:
    case QChar::Script_Mandaic:
    case QChar::Script_Adlam:
    case QChar::Script_Devanagari:
    case QChar::Script_Bengali:
    case QChar::Script_Gurmukhi:
    case QChar::Script_Gujarati:
    case QChar::Script_Oriya:
    case QChar::Script_Tamil:
    case QChar::Script_Telugu:
    case QChar::Script_Kannada:
    case QChar::Script_Malayalam:
    case QChar::Script_Sinhala:
    case QChar::Script_Tibetan:
    case QChar::Script_Myanmar:
    case QChar::Script_Khmer:
    case QChar::Script_Balinese:
    case QChar::Script_Javanese:
        return true;
    default:
        return false;
    }
}

bool staysBetween(char32_t joiner, char32_t before, char32_t beforeMarks, char32_t after)
{
    constexpr unsigned char virama = 9;
    if (before == 0)
        return false;
    if (QChar::combiningClass(before) == virama)
        return true;
    if (joiner == zwj && isPictograph(after) &&
        (isPictograph(before) || (before == 0xFE0F && isPictograph(beforeMarks))))
        return true;
    // A mark may be of no script of its own (Arabic vowel signs are "inherited"): its letter then tells.
    QChar::Script script = QChar::script(before);
    if (script == QChar::Script_Inherited)
        script = QChar::script(beforeMarks);
    const bool letter = QChar::isLetter(after) || QChar::isMark(after);
    return needsJoiners(script) && letter && QChar::script(after) == script;
}

/// Where a zero-width space stands between words as a blank does elsewhere.
bool isWrittenWithoutBlanks(char32_t c)
{
    switch (QChar::script(c)) {
    case QChar::Script_Thai:
    case QChar::Script_Lao:
    case QChar::Script_Khmer:
    case QChar::Script_Myanmar:
        return true;
    default:
        return false;
    }
}

/// A variation selector picks a glyph of symbols, digits (key caps) and some scripts; elsewhere it only
/// hides.
bool takesSelector(char32_t before)
{
    switch (QChar::script(before)) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Myanmar:
    case QChar::Script_Mongolian:
    case QChar::Script_PhagsPa:
        return true;
    default:
        break;
    }
    switch (QChar::category(before)) {
    case QChar::Symbol_Math:
    case QChar::Symbol_Other:
    case QChar::Symbol_Modifier:
    case QChar::Punctuation_Other:
    case QChar::Punctuation_Dash:
    case QChar::Number_DecimalDigit:
    case QChar::Number_Other:
    case QChar::Other_NotAssigned: // a symbol of a newer Unicode than this Qt knows
        return before != replacement;
    default:
        return false;
    }
}

/// Units of a flag's tag sequence after U+1F3F4 ("gbeng" and an end mark), or 0 where there is none.
qsizetype flagTagLength(QStringView text, qsizetype at)
{
    constexpr int longestTag = 6;
    int tags = 0;
    for (qsizetype i = at, length = 0; i < text.size(); i += length) {
        const char32_t c = codePointAt(text, i, length);
        if (c == 0xE007F)
            return tags > 0 ? i + length - at : 0;
        if (!(between(c, 0xE0030, 0xE0039) || between(c, 0xE0061, 0xE007A)) || ++tags > longestTag)
            return 0;
    }
    return 0;
}

enum class Lines { One, Many };

class Cleaner
{
public:
    Cleaner(QStringView raw, Lines lines) : m_raw(raw), m_lines(lines) {}

    /// Stops once the result has more than `enough` units.
    QString run(qsizetype enough)
    {
        m_out.reserve(std::min(m_raw.size(), enough) + 2);
        for (qsizetype at = 0, length = 0; at < m_raw.size() && m_out.size() <= enough; at += length) {
            const char32_t c = codePointAt(m_raw, at, length);
            length += take(c, at + length);
            if (isVisibleAscii(c))
                length += takeVisibleAscii(at + length, enough);
        }
        return std::move(m_out);
    }

private:
    /// What follows one of its kind: the same as by take(), many at once.
    qsizetype takeVisibleAscii(qsizetype start, qsizetype enough)
    {
        const qsizetype mostEnd =
            std::min(m_raw.size(), start + std::max<qsizetype>(enough - m_out.size(), 0));
        qsizetype end = start;
        while (end < mostEnd && isVisibleAscii(m_raw[end].unicode()))
            ++end;
        if (end == start)
            return 0;
        m_out += m_raw.sliced(start, end - start);
        m_before = m_base = m_raw[end - 1].unicode();
        m_joins = 0;
        return end - start;
    }

    /// Returns how many further units were taken with it.
    qsizetype take(char32_t c, qsizetype next)
    {
        switch (kindOf(c)) {
        case Kind::Plain:
            return takePlain(c, next);
        case Kind::Break:
            takeBlank(u'\n');
            return c == u'\r' && next < m_raw.size() && m_raw[next] == u'\n' ? 1 : 0;
        case Kind::Tab:
        case Kind::Blank:
            takeBlank(c);
            return 0;
        case Kind::Mark:
            if (++m_marks <= maxMarks) {
                append(m_out, c);
                m_before = c;
            }
            return 0;
        case Kind::Selector:
            put(takesSelector(m_before) ? c : replacement);
            return 0;
        case Kind::Joiner:
            takeJoiner(c, next);
            return 0;
        case Kind::Unseen:
            takeUnseen(c, next);
            return 0;
        case Kind::Hidden:
            break;
        }
        takePlain(replacement, next);
        return 0;
    }

    qsizetype takePlain(char32_t c, qsizetype next)
    {
        append(m_out, c);
        if (m_before != zwj && !isSkinTone(c))
            m_joins = 0;
        m_marks = 0;
        m_before = c;
        if (!isSkinTone(c))
            m_base = c;
        if (c != 0x1F3F4)
            return 0;
        const qsizetype tags = flagTagLength(m_raw, next);
        m_out += m_raw.sliced(next, tags);
        return tags;
    }

    void takeBlank(char32_t c)
    {
        m_marks = m_joins = 0;
        m_before = m_base = 0;
        if (m_lines == Lines::Many)
            append(m_out, c);
        else if (!m_out.isEmpty() && m_out.back() != u' ')
            m_out += u' ';
    }

    void takeJoiner(char32_t c, qsizetype next)
    {
        qsizetype length = 0;
        const char32_t after = next < m_raw.size() ? codePointAt(m_raw, next, length) : 0;
        const bool stays = m_joins < maxJoins && staysBetween(c, m_before, m_base, after);
        ++m_joins;
        put(stays ? c : replacement);
    }

    void takeUnseen(char32_t c, qsizetype next)
    {
        qsizetype length = 0;
        const char32_t after = next < m_raw.size() ? codePointAt(m_raw, next, length) : 0;
        const bool parts =
            c == zeroWidthSpace && isWrittenWithoutBlanks(m_before) && isWrittenWithoutBlanks(after);
        put(parts || m_lines == Lines::Many ? c : replacement);
    }

    /// For characters that belong to the one before: they begin nothing, so the count of marks goes on.
    void put(char32_t c)
    {
        append(m_out, c);
        m_before = c;
        if (c == replacement) {
            m_base = c;
            m_marks = 0;
        }
    }

    QStringView m_raw;
    Lines m_lines;
    QString m_out;
    char32_t m_before = 0; ///< The last character put out; 0 after a blank.
    char32_t m_base = 0;   ///< The last one that was no mark.
    int m_marks = 0;
    int m_joins = 0;
};

/// True where nothing has to be done: printable ASCII (with line breaks and tabs where there may be many
/// lines).
bool isCleanAscii(const QString &text, Lines lines)
{
    if (text.isEmpty())
        return true;
    if (text.back().isSpace())
        return false;
    if (lines == Lines::Many)
        return !hasUnit(
            text, [](char16_t c) { return (char16_t(c - 0x20) >= 0x5F) & (c != u'\n') & (c != u'\t'); });
    return text.front() != u' ' && !hasTwoBlanks(text) &&
           !hasUnit(text, [](char16_t c) { return char16_t(c - 0x20) >= 0x5F; });
}

bool isInsideSequence(const QString &line, qsizetype at)
{
    qsizetype length = 0;
    if (at <= 0 || at >= line.size())
        return false;
    const char32_t after = codePointAt(line, at, length);
    return line[at - 1] == QChar(zwj) || after == zwj || after == zwnj || isSkinTone(after) ||
           between(after, 0xE0020, 0xE007F) || QChar::isMark(after);
}

void shorten(QString &line, qsizetype maxLength)
{
    if (line.size() <= maxLength)
        return;
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, line);
    finder.setPosition(maxLength - 1);
    qsizetype cut = finder.isAtBoundary() ? maxLength - 1 : finder.toPreviousBoundary();
    while (cut > 0 && isInsideSequence(line, cut))
        cut = finder.toPreviousBoundary();
    line.truncate(std::max<qsizetype>(cut, 0));
    while (line.endsWith(u' '))
        line.chop(1);
    line += QChar(0x2026);
}

} // namespace

QString cleanLine(const QString &given, qsizetype maxLength)
{
    constexpr qsizetype spare = 128; // more than a character can take, so that its end is seen
    const QString raw = given.trimmed();
    if (raw.size() <= maxLength && isCleanAscii(raw, Lines::One))
        return raw;
    QString line = Cleaner(raw, Lines::One).run(maxLength + spare);
    if (line.endsWith(u' '))
        line.chop(1);
    shorten(line, maxLength);
    return line;
}

QString cleanText(const QString &raw)
{
    if (!raw.startsWith(u'\n') && isCleanAscii(raw, Lines::Many))
        return raw;
    const QString text = Cleaner(raw, Lines::Many).run(raw.size());
    const auto isBlank = [](QChar c) { return c.isSpace() || isUnseen(c.unicode()); };
    const auto first = std::find_if_not(text.begin(), text.end(), isBlank) - text.begin();
    const auto end = std::find_if_not(text.rbegin(), text.rend(), isBlank).base() - text.begin();
    if (first >= end)
        return {};
    qsizetype start = first == 0 ? 0 : text.lastIndexOf(u'\n', first - 1) + 1;
    while (isUnseen(text.at(start).unicode())) // it would hide from Markdown what the line begins with
        ++start;
    return text.sliced(start, end - start);
}

} // namespace confab::text
