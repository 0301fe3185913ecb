// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text.h"

#include <QElapsedTimer>
#include <QTest>
#include <QTextBoundaryFinder>

#include <algorithm>
#include <array>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

const QString mark = QString(QChar(0xFFFD));

QString ucs4(std::initializer_list<char32_t> codePoints)
{
    return QString::fromUcs4(codePoints.begin(), qsizetype(codePoints.size()));
}

bool hasLoneSurrogate(const QString &text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate())
            ++i;
        else if (text[i].isSurrogate())
            return true;
    }
    return false;
}

/// Everything that could make a line lie about what it says.
QList<char32_t> hostileCodePoints()
{
    QList<char32_t> points{0x7F,   0xAD,   0x034F, 0x061C,  0x115F,  0x1160,  0x17B4, 0x17B5,
                           0x180E, 0x200B, 0x200E, 0x200F,  0x3164,  0xFEFF,  0xFFA0, 0xFFFC,
                           0xFFFE, 0xFFFF, 0xFDD0, 0xE0001, 0xE0041, 0x1D173, 0x1FFFF};
    for (char32_t c = 0; c < 0x20; ++c) {
        if (!QChar::isSpace(c))
            points << c;
    }
    for (char32_t c = 0x80; c < 0xA0; ++c) {
        if (c != 0x85)
            points << c;
    }
    for (const auto &[first, last] :
         {std::pair<char32_t, char32_t>{0x202A, 0x202E}, {0x2060, 0x206F}, {0xFFF9, 0xFFFB}}) {
        for (char32_t c = first; c <= last; ++c)
            points << c;
    }
    return points;
}

/// Not drawn either, and of use inside a text.
const std::array<char32_t, 8> unseenCodePoints{0xAD, 0x200B, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0xFEFF};

bool isUnseen(char32_t c)
{
    return std::find(unseenCodePoints.begin(), unseenCodePoints.end(), c) != unseenCodePoints.end();
}

} // namespace

class TestText : public QObject
{
    Q_OBJECT

private slots:
    void cleanLineKeepsOrdinaryText_data();
    void cleanLineKeepsOrdinaryText();
    void cleanLine_data();
    void cleanLine();
    void hostileCharactersAreVisible();
    void whatIsNotDrawnStaysInsideATextAlone();
    void loneSurrogatesAreReplaced();
    void marksInARowAreLimited();
    void joinersInARowAreLimited();
    void namesAreCutBetweenCharacters_data();
    void namesAreCutBetweenCharacters();
    void ordinaryNameIsShared();
    void cleanText_data();
    void cleanText();
    void foldEqual_data();
    void foldEqual();
    void foldDiffers_data();
    void foldDiffers();
    void cleaningAndFoldingTwiceChangeNothing();
    void foldIsQuick();
    void characterCount();
    void direction_data();
    void direction();
};

void TestText::cleanLineKeepsOrdinaryText_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QString();
    QTest::newRow("ascii") << u"Refund for order 88213 <b>&amp;</b>"_s;
    QTest::newRow("german") << u"Größe überprüfen – Straße"_s;
    QTest::newRow("decomposed") << u"e\u0301a\u0308"_s;
    QTest::newRow("persian with ZWNJ") << u"می\u200cخواهم"_s;
    QTest::newRow("ZWNJ after an arabic mark") << u"مِ\u200cخ"_s;
    QTest::newRow("hindi with ZWJ") << u"क्\u200dष"_s;
    QTest::newRow("malayalam chillu at the end") << u"അവന്\u200d"_s;
    QTest::newRow("sinhala") << u"ශ්\u200dරී"_s;
    QTest::newRow("thai") << u"สวัสดีครับ ที่นี่"_s;
    QTest::newRow("khmer with zero-width spaces") << u"ភាសា\u200bខ្មែរ"_s;
    QTest::newRow("thai with zero-width spaces") << u"ที่\u200bนี่"_s;
    QTest::newRow("hebrew with niqqud") << u"שָׁלוֹם"_s;
    QTest::newRow("arabic with harakat") << u"السَّلَامُ عَلَيْكُمْ"_s;
    QTest::newRow("japanese") << u"パスワードを忘れた、どうすれば？"_s;
    QTest::newRow("korean") << u"한국어 대화"_s;
    QTest::newRow("vietnamese") << u"Đặt lại mật khẩu"_s;
    QTest::newRow("family") << ucs4({0x1F468, 0x200D, 0x1F469, 0x200D, 0x1F467, 0x200D, 0x1F466});
    QTest::newRow("heart on fire") << ucs4({0x2764, 0xFE0F, 0x200D, 0x1F525});
    QTest::newRow("skin tone and job") << ucs4({0x1F9D1, 0x1F3FD, 0x200D, 0x2695, 0xFE0F});
    QTest::newRow("key cap") << ucs4({'1', 0xFE0F, 0x20E3});
    QTest::newRow("flag") << ucs4({0x1F1E7, 0x1F1F7});
    QTest::newRow("flag of Wales") << ucs4({0x1F3F4, 0xE0067, 0xE0062, 0xE0077, 0xE006C, 0xE0073, 0xE007F});
    QTest::newRow("han variant") << ucs4({0x845B, 0xE0100});
    QTest::newRow("arabic number sign") << ucs4({0x0600, 0x0661});
    QTest::newRow("private use") << ucs4({0xE000});
}

void TestText::cleanLineKeepsOrdinaryText()
{
    QFETCH(const QString, text);
    QCOMPARE(text::cleanLine(text), text);
    QCOMPARE(text::cleanText(text), text);
}

void TestText::cleanLine_data()
{
    QTest::addColumn<QString>("raw");
    QTest::addColumn<QString>("clean");
    QTest::newRow("line breaks") << u"a\r\nb\nc\rd\u2028e\u2029f\u0085g\vh\fi"_s << u"a b c d e f g h i"_s;
    QTest::newRow("blanks") << u"\t a \u00a0\u3000 b\u2800\u2003"_s << u"a b"_s;
    QTest::newRow("only blanks") << u" \n\t\u3000"_s << QString();
    QTest::newRow("inner run of spaces") << u"a  b"_s << u"a b"_s;
    QTest::newRow("trailing space") << u"a "_s << u"a"_s;
    QTest::newRow("override") << u"invoice\u202Efdp.exe"_s << u"invoice"_s + mark + u"fdp.exe"_s;
    QTest::newRow("NUL") << u"a"_s + QChar(0) + u"b"_s << u"a"_s + mark + u"b"_s;
    QTest::newRow("ZWJ between latin letters") << u"pay\u200Dpal"_s << u"pay"_s + mark + u"pal"_s;
    QTest::newRow("ZWNJ first") << u"\u200Cمی"_s << mark + u"می"_s;
    QTest::newRow("ZWNJ last") << u"می\u200C"_s << u"می"_s + mark;
    QTest::newRow("two joiners") << u"می\u200C\u200Cخ"_s << u"می"_s + mark + mark + u"خ"_s;
    QTest::newRow("ZWJ after an emoji") << ucs4({0x1F468, 0x200D, 'a'}) << ucs4({0x1F468, 0xFFFD, 'a'});
    QTest::newRow("zero-width space after thai") << u"ที่\u200bx"_s << u"ที่"_s + mark + u"x"_s;
    QTest::newRow("two zero-width spaces") << u"ក\u200b\u200bខ"_s << u"ក"_s + mark + mark + u"ខ"_s;
    QTest::newRow("word joiner in thai") << u"ที่\u2060นี่"_s << u"ที่"_s + mark + u"นี่"_s;
    QTest::newRow("selector after a letter") << u"a\uFE0Fb"_s << u"a"_s + mark + u"b"_s;
    QTest::newRow("two selectors") << ucs4({0x2764, 0xFE0F, 0xFE0F}) << ucs4({0x2764, 0xFE0F, 0xFFFD});
    QTest::newRow("tags without their end")
        << ucs4({0x1F3F4, 0xE0067, 0xE0062}) << ucs4({0x1F3F4, 0xFFFD, 0xFFFD});
    QTest::newRow("tags without a flag") << ucs4({'a', 0xE0067, 0xE007F}) << ucs4({'a', 0xFFFD, 0xFFFD});
}

void TestText::cleanLine()
{
    QFETCH(const QString, raw);
    QFETCH(const QString, clean);
    QCOMPARE(text::cleanLine(raw), clean);
}

void TestText::hostileCharactersAreVisible()
{
    for (const char32_t c : hostileCodePoints()) {
        const QString hostile = ucs4({'a', c, 'b'});
        const QByteArray name = "U+" + QByteArray::number(c, 16);
        QVERIFY2(text::cleanLine(hostile) == u"a"_s + mark + u"b"_s, name);
        if (!isUnseen(c))
            QVERIFY2(text::cleanText(hostile) == u"a"_s + mark + u"b"_s, name);
    }
}

void TestText::whatIsNotDrawnStaysInsideATextAlone()
{
    for (const char32_t c : unseenCodePoints) {
        const QByteArray name = "U+" + QByteArray::number(c, 16);
        const QString unseen = QString(QChar(char16_t(c))); // alone it is no mark of the byte order
        const QString inside = u"dead"_s + unseen + u"line"_s;
        QVERIFY2(text::cleanText(inside) == inside, name);
        QVERIFY2(text::fold(inside) == text::fold(u"deadline"_s), name);
        // A name that looks like another would lie.
        QVERIFY2(text::cleanLine(inside) == u"dead"_s + mark + u"line"_s, name);
        // Nothing is said by it, and it hides nothing of what the Markdown is.
        QVERIFY2(text::cleanText(unseen + u'\n' + unseen + unseen).isEmpty(), name);
        QVERIFY2(text::cleanText(unseen + u"# Title"_s + unseen) == u"# Title"_s, name);
        QVERIFY2(text::cleanText(unseen + u"\n\n    code\n"_s + unseen) == u"    code"_s, name);
        // Nor does it let more marks stand on one letter.
        const QString marks = QString(8, QChar(0x0301));
        QVERIFY2(text::cleanText(u"a"_s + marks + unseen + marks) == u"a"_s + marks, name);
    }
    // What would turn the order round or has a glyph of its own shows itself there, too.
    for (const char32_t c : {0x180Eu, 0x200Eu, 0x202Eu, 0x2066u, 0x206Au})
        QCOMPARE(text::cleanText(ucs4({'a', c, 'b'})), u"a"_s + mark + u"b"_s);
}

void TestText::loneSurrogatesAreReplaced()
{
    const QString high = QString(QChar(0xD83D));
    const QString low = QString(QChar(0xDE00));
    QCOMPARE(text::cleanLine(high), mark);
    QCOMPARE(text::cleanLine(low + high), mark + mark);
    QCOMPARE(text::cleanLine(u"a"_s + low + u"b"_s), u"a"_s + mark + u"b"_s);
    QCOMPARE(text::cleanText(high + high + low), mark + high + low);
    QCOMPARE(text::fold(high).size(), 1); // no crash, nothing lost
}

void TestText::marksInARowAreLimited()
{
    const QString zalgo = u"a"_s + QString(100'000, QChar(0x0301)) + u"b"_s;
    const QString eight = u"a"_s + QString(8, QChar(0x0301)) + u"b"_s;
    QCOMPARE(text::cleanLine(zalgo), eight);
    QCOMPARE(text::cleanText(zalgo), eight);
    QCOMPARE(text::cleanLine(QString(100'000, QChar(0x20DD))), QString(8, QChar(0x20DD)));
    // Marks beyond the basic plane count as one each.
    const QString musical = ucs4({0x1D165});
    QCOMPARE(text::cleanLine(u"a"_s + musical.repeated(20)), u"a"_s + musical.repeated(8));
}

void TestText::joinersInARowAreLimited()
{
    const QString person = ucs4({0x1F468});
    const QString chain = (person + QChar(0x200D)).repeated(500) + person;
    const QString clean = text::cleanText(chain);
    QCOMPARE(clean.size(), chain.size());
    QCOMPARE(clean.indexOf(QChar(0xFFFD)), 8 * 3 + 2);
}

void TestText::namesAreCutBetweenCharacters_data()
{
    QTest::addColumn<QString>("unit"); // one character as a person sees it
    QTest::newRow("ascii") << u"x"_s;
    QTest::newRow("surrogate pair") << ucs4({0x1F600});
    QTest::newRow("accent") << u"e\u0301"_s;
    QTest::newRow("family") << ucs4({0x1F468, 0x200D, 0x1F469, 0x200D, 0x1F467, 0x200D, 0x1F466});
    QTest::newRow("skin tone") << ucs4({0x1F44D, 0x1F3FD});
    QTest::newRow("flag") << ucs4({0x1F1E7, 0x1F1F7});
    QTest::newRow("flag of Wales") << ucs4({0x1F3F4, 0xE0067, 0xE0062, 0xE0077, 0xE006C, 0xE0073, 0xE007F});
    QTest::newRow("jamo") << u"\u1112\u1161\u11AB"_s;
    QTest::newRow("heart") << ucs4({0x2764, 0xFE0F, 0x200D, 0x1F525});
}

void TestText::namesAreCutBetweenCharacters()
{
    QFETCH(const QString, unit);
    for (int shift = 0; shift < 14; ++shift) {
        const QString head = QString(shift, u'-');
        const QString clean = text::cleanLine(head + unit.repeated(300));
        QVERIFY(clean.size() <= text::maxNameLength);
        QVERIFY(clean.size() > text::maxNameLength - unit.size() - 1);
        QVERIFY(clean.endsWith(QChar(0x2026)));
        QVERIFY(!hasLoneSurrogate(clean));
        const qsizetype body = clean.size() - 1 - shift;
        QCOMPARE(body % unit.size(), 0);
        QCOMPARE(clean.sliced(shift, body), unit.repeated(body / unit.size()));
        QCOMPARE(text::cleanLine(clean), clean);
    }
    QCOMPARE(text::cleanLine(QString(256, u'x')), QString(256, u'x'));
    QCOMPARE(text::cleanLine(QString(257, u'x')), QString(255, u'x') + QChar(0x2026));
    QCOMPARE(text::cleanLine(QString(254, u'x') + u"   yy"_s), QString(254, u'x') + QChar(0x2026));
    QCOMPARE(text::cleanLine(QString(256, u'x') + QString(1000, u' ')), QString(256, u'x'));
    QCOMPARE(text::cleanLine(u"abcdef"_s, 4), u"abc\u2026"_s);
}

void TestText::ordinaryNameIsShared()
{
    const QString name = u"Refund for order 88213"_s;
    QCOMPARE(static_cast<const void *>(text::cleanLine(name).constData()),
             static_cast<const void *>(name.constData()));
    const QString answer = u"First\n\n    code\tx"_s;
    QCOMPARE(static_cast<const void *>(text::cleanText(answer).constData()),
             static_cast<const void *>(answer.constData()));
}

void TestText::cleanText_data()
{
    QTest::addColumn<QString>("raw");
    QTest::addColumn<QString>("clean");
    QTest::newRow("line breaks") << u"a\r\nb\n\nc\rd\u2028e"_s << u"a\nb\n\nc\nd\ne"_s;
    QTest::newRow("indentation stays") << u"\n\n    code\n\ttab\n"_s << u"    code\n\ttab"_s;
    QTest::newRow("blanks stay") << u"10\u00a0€  x\u3000y"_s << u"10\u00a0€  x\u3000y"_s;
    QTest::newRow("only blanks") << u"\n \t\n"_s << QString();
    QTest::newRow("blank after") << u"é\n \n"_s << u"é"_s;
    QTest::newRow("isolate") << u"a\u2067b\u2069"_s << u"a"_s + mark + u"b"_s + mark;
    QTest::newRow("long") << QString(70'000, QChar(0x4E2D)) << QString(70'000, QChar(0x4E2D));
}

void TestText::cleanText()
{
    QFETCH(const QString, raw);
    QFETCH(const QString, clean);
    QCOMPARE(text::cleanText(raw), clean);
}

void TestText::foldEqual_data()
{
    QTest::addColumn<QString>("a");
    QTest::addColumn<QString>("b");
    QTest::newRow("ascii") << u"Refund ORDER"_s << u"refund order"_s;
    QTest::newRow("german sharp s") << u"STRASSE straße"_s << u"straße STRAẞE"_s;
    QTest::newRow("umlaut") << u"Größe"_s << u"GROSSE"_s;
    QTest::newRow("turkish dotted") << u"İSTANBUL"_s << u"istanbul"_s;
    QTest::newRow("turkish dotless") << u"ISPARTA"_s << u"ısparta"_s;
    QTest::newRow("greek final sigma") << u"ΟΔΥΣΣΕΥΣ"_s << u"οδυσσεύς"_s;
    QTest::newRow("greek iota below") << u"ᾼΰ"_s << u"αυ"_s;
    QTest::newRow("cyrillic") << u"Ёжик Й"_s << u"ежик и"_s;
    QTest::newRow("vietnamese") << u"Đặt lại MẬT KHẨU"_s << u"dat lai mat khau"_s;
    QTest::newRow("polish, danish, french") << u"Łódź Ærø œuvre"_s << u"lodz aero OEUVRE"_s;
    QTest::newRow("arabic harakat") << u"السَّلَامُ"_s << u"السلام"_s;
    QTest::newRow("arabic tatweel") << u"سـلـام"_s << u"سلام"_s;
    QTest::newRow("arabic hamza and forms") << u"أحمد ﻻ"_s << u"احمد لا"_s;
    QTest::newRow("hebrew niqqud") << u"שָׁלוֹם"_s << u"שלום"_s;
    QTest::newRow("kana") << u"ひらがなゝ"_s << u"ヒラガナヽ"_s;
    QTest::newRow("half-width kana") << u"ｶﾞｲﾄﾞ"_s << u"がいど"_s;
    QTest::newRow("hangul") << u"한국어"_s << u"한국어"_s.normalized(QString::NormalizationForm_D);
    QTest::newRow("full-width latin") << u"ＡＢＣ１２"_s << u"abc12"_s;
    QTest::newRow("ligature") << u"ﬃ"_s << u"FFI"_s;
    QTest::newRow("deseret, beyond the basic plane") << ucs4({0x10400}) << ucs4({0x10428});
    QTest::newRow("mathematical bold") << ucs4({0x1D400}) << u"a"_s;
    QTest::newRow("persian with and without ZWNJ") << u"می\u200cخواهم"_s << u"میخواهم"_s;
    QTest::newRow("emoji with and without selector") << ucs4({0x2764, 0xFE0F}) << ucs4({0x2764});
    QTest::newRow("NFC and NFD") << u"é"_s << u"e\u0301"_s;
}

void TestText::foldEqual()
{
    QFETCH(const QString, a);
    QFETCH(const QString, b);
    QCOMPARE(text::fold(a), text::fold(b));
    QVERIFY(!text::fold(a).isEmpty());
}

void TestText::foldDiffers_data()
{
    QTest::addColumn<QString>("a");
    QTest::addColumn<QString>("b");
    QTest::newRow("hindi vowel signs") << u"की"_s << u"का"_s;
    QTest::newRow("hindi vowel sign or none") << u"कि"_s << u"क"_s;
    QTest::newRow("hindi virama") << u"क्"_s << u"क"_s;
    QTest::newRow("thai vowels") << u"ที่"_s << u"ทั่"_s;
    QTest::newRow("thai tones") << u"มา"_s << u"ม้า"_s;
    QTest::newRow("tamil") << u"கி"_s << u"கீ"_s;
    QTest::newRow("kana voicing") << u"か"_s << u"が"_s;
    QTest::newRow("hangul") << u"한"_s << u"하"_s;
    QTest::newRow("latin letters") << u"o"_s << u"a"_s;
}

void TestText::foldDiffers()
{
    QFETCH(const QString, a);
    QFETCH(const QString, b);
    QVERIFY(text::fold(a) != text::fold(b));
}

void TestText::cleaningAndFoldingTwiceChangeNothing()
{
    for (char32_t c = 0; c < 0x20000; ++c) {
        const QString raw =
            QChar::requiresSurrogates(c) ? ucs4({'x', c, 'y'}) : u"x"_s + QChar(char16_t(c)) + u"y"_s;
        const QByteArray name = "U+" + QByteArray::number(c, 16);
        const QString line = text::cleanLine(raw);
        QVERIFY2(text::cleanLine(line) == line, name);
        const QString lines = text::cleanText(raw);
        QVERIFY2(text::cleanText(lines) == lines, name);
        const QString folded = text::fold(raw);
        QVERIFY2(text::fold(folded) == folded, name);
        QVERIFY2(line.startsWith(u'x') && line.endsWith(u'y'), name);
    }
}

void TestText::foldIsQuick()
{
    // Against QString's own lower-casing of the same text, so that a slow machine changes nothing.
    QStringList names;
    for (int i = 0; i < 100'000; ++i)
        names << u"Refund for order %1"_s.arg(i);
    QElapsedTimer timer;
    const auto nanoseconds = [&](auto &&work) {
        qint64 best = std::numeric_limits<qint64>::max();
        for (int round = 0; round < 5; ++round) {
            timer.start();
            qsizetype size = 0;
            for (const QString &name : std::as_const(names))
                size += work(name).size();
            best = std::min(best, timer.nsecsElapsed());
            if (size == 0)
                return qint64(-1);
        }
        return best;
    };
    const qint64 plain = nanoseconds([](const QString &name) { return name.toCaseFolded(); });
    const qint64 ascii = nanoseconds([](const QString &name) { return text::fold(name); });
    for (QString &name : names)
        name.replace(u"Refund"_s, u"Überprüfung"_s);
    const qint64 accents = nanoseconds([](const QString &name) { return text::fold(name); });
    qInfo("100,000 names: toCaseFolded %lld us, fold of ASCII %lld us, with accents %lld us",
          static_cast<long long>(plain / 1000), static_cast<long long>(ascii / 1000),
          static_cast<long long>(accents / 1000));
    QVERIFY2(ascii < 10 * plain, "ASCII names take the short way");
    QVERIFY2(accents < 200 * plain, "names with accents are folded in one pass");
}

void TestText::characterCount()
{
    QCOMPARE(text::characterCount(QString()), 0);
    QCOMPARE(text::characterCount(u"abc"_s), 3);
    QCOMPARE(text::characterCount(ucs4({0x1F600, 'a', 0x1F600})), 3);
    QCOMPARE(text::characterCount(QString(QChar(0xDE00)) + QChar(0xD83D)), 2);
}

void TestText::direction_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("rightToLeft");
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("digits") << u"123 !"_s << false;
    QTest::newRow("latin") << u"12 abc שלום"_s << false;
    QTest::newRow("hebrew") << u"12 (שלום) abc"_s << true;
    QTest::newRow("arabic") << u"- السلام"_s << true;
    QTest::newRow("beyond the basic plane") << ucs4({0x1E900}) << true;
    QTest::newRow("han") << u"中文 שלום"_s << false;
}

void TestText::direction()
{
    QFETCH(const QString, text);
    QFETCH(const bool, rightToLeft);
    QCOMPARE(text::direction(text), rightToLeft ? Qt::RightToLeft : Qt::LeftToRight);
}

QTEST_GUILESS_MAIN(TestText)
#include "tst_text.moc"
