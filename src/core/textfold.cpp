// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codepoints.h"
#include "core/text.h"

namespace confab::text {

namespace {

/// Marks that searching ignores: those of Latin, Greek, Cyrillic, Hebrew and Arabic, and variation selectors.
/// By range, since most of them belong to no one script, as do the voicing marks of kana, which stay.
bool isIgnoredMark(char32_t c)
{
    static constexpr std::array<Range, 24> ranges{
        {{0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x05BF, 0x05BF}, {0x05C1, 0x05C2},
         {0x05C4, 0x05C5}, {0x05C7, 0x05C7}, {0x0610, 0x061A}, {0x064B, 0x065F}, {0x0670, 0x0670},
         {0x06D6, 0x06DC}, {0x06DF, 0x06E4}, {0x06E7, 0x06E8}, {0x06EA, 0x06ED}, {0x0898, 0x089F},
         {0x08CA, 0x08E1}, {0x08E3, 0x08FF}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF},
         {0x2DE0, 0x2DFF}, {0xA66F, 0xA67D}, {0xA69E, 0xA69F}, {0xFB1E, 0xFB1E}}};
    if (c < 0x0300)
        return false;
    if (isSelector(c) || between(c, 0xFE20, 0xFE2F))
        return true;
    return c < 0xFB1F && QChar::isMark(c) && isIn(ranges, c);
}

bool hasNoGlyph(char32_t c)
{
    constexpr char32_t softHyphen = 0xAD;
    if (c < 0x0300)
        return c == softHyphen;
    return c == 0x034F || (QChar::category(c) == QChar::Other_Format && !isVisibleFormat(c));
}

void appendFolded(QString &out, char32_t c)
{
    constexpr char32_t tatweel = 0x0640;
    if (c == tatweel || isIgnoredMark(c) || hasNoGlyph(c))
        return;
    if (between(c, 0x3041, 0x3096) || c == 0x309D || c == 0x309E)
        c += 0x60; // hiragana to katakana
    c = QChar::toCaseFolded(c);
    switch (c) {
    case 0x00DF: // ß
        out += QLatin1String("ss");
        return;
    case 0x00E6: // æ
        out += QLatin1String("ae");
        return;
    case 0x0153: // œ
        out += QLatin1String("oe");
        return;
    case 0x00F8: // ø
        out += u'o';
        return;
    case 0x0111: // đ
        out += u'd';
        return;
    case 0x0127: // ħ
        out += u'h';
        return;
    case 0x0131: // ı
        out += u'i';
        return;
    case 0x0142: // ł
        out += u'l';
        return;
    case 0x0167: // ŧ
        out += u't';
        return;
    case 0x0237: // ȷ
        out += u'j';
        return;
    default:
        append(out, c);
    }
}

QChar asciiLower(QChar c)
{
    return c >= u'A' && c <= u'Z' ? QChar(char16_t(c.unicode() + 0x20)) : c;
}

} // namespace

QString fold(const QString &text)
{
    if (isAscii(text)) {
        QString folded(text.size(), Qt::Uninitialized);
        std::transform(text.begin(), text.end(), folded.begin(), asciiLower);
        return folded;
    }
    const QString decomposed = text.normalized(QString::NormalizationForm_KD);
    QString folded;
    folded.reserve(decomposed.size() + 4);
    for (qsizetype at = 0, length = 0; at < decomposed.size(); at += length) {
        const char32_t c = codePointAt(decomposed, at, length);
        if (c < 0x80)
            folded += asciiLower(QChar(char16_t(c)));
        else
            appendFolded(folded, c);
    }
    return folded;
}

qsizetype characterCount(const QString &text)
{
    const auto isSecondHalf = [&text](qsizetype i) {
        return text[i].isLowSurrogate() && text[i - 1].isHighSurrogate();
    };
    qsizetype count = text.size();
    for (qsizetype i = 1; i < text.size(); ++i)
        count -= isSecondHalf(i) ? 1 : 0;
    return count;
}

Qt::LayoutDirection direction(const QString &text)
{
    return text.isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight;
}

} // namespace confab::text
