// SPDX-License-Identifier: GPL-3.0-or-later
// Which index answers for what, and what stands in them; and how a text is cut down to a line around what was
// found.

#include "archive/searchindex.h"
#include "archive/snippet.h"

#include <QTest>

using namespace confab;
using namespace confab::searchindex;
using namespace Qt::StringLiterals;

class TestSearchIndex : public QObject
{
    Q_OBJECT

private slots:
    void oneRuleDecides_data();
    void oneRuleDecides();
    void onlyWhatAddsSomethingIsKept_data();
    void onlyWhatAddsSomethingIsKept();
    void storedTextIsWhole();
    void markdownIsReadAloud_data();
    void markdownIsReadAloud();
    void aLongTextIsCutAroundTheFirstHit();
};

void TestSearchIndex::oneRuleDecides_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("typing");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("expression");
    const auto row = [](const QString &text, bool typing, Kind kind, const QString &expression) {
        QTest::newRow(qPrintable(text + (typing ? u"…"_s : QString())))
            << text << typing << int(kind) << expression;
    };
    row(u" "_s, false, Kind::Nothing, {});
    row(u"Refund"_s, false, Kind::Words, u"\"refund\""_s);
    row(u"Refund"_s, true, Kind::Words, u"\"refund\"*"_s);
    row(u"say \"hello\""_s, false, Kind::Words, u"\"say \"\"hello\"\"\""_s);
    row(u"漢"_s, false, Kind::Words, u"\"漢\"*"_s);
    row(u"漢字"_s, false, Kind::Words, u"\"漢字\""_s);
    row(u"漢字"_s, true, Kind::Words, u"\"漢字\""_s);
    row(u"漢字仮"_s, false, Kind::Trigrams, u"\"漢字仮\""_s);
    row(u"かんじ"_s, false, Kind::Trigrams, u"\"カンジ\""_s);
    row(u"คืน"_s, false, Kind::Trigrams, u"\"คืน\""_s);
    row(u"漢字仮 名"_s, false, Kind::Words, u"\"漢字 字仮 仮   名\"*"_s);
    row(u"iPhone手机壳"_s, false, Kind::Words, u"\"iphone 手机 机壳\""_s);
    row(u"手机壳case"_s, false, Kind::Words, u"\"手机 机壳 壳 case\""_s);
    row(u"환불"_s, false, Kind::Words, u"\"환불\"*"_s);
    row(u"->"_s, false, Kind::Literal, u"%->%"_s);
    row(u"100%_\\"_s, false, Kind::Words, u"\"100%_\\\""_s);
    row(u"%_\\"_s, false, Kind::Literal, u"%\\%\\_\\\\%"_s);
}

void TestSearchIndex::oneRuleDecides()
{
    QFETCH(const QString, text);
    QFETCH(const bool, typing);
    QFETCH(const int, kind);
    QFETCH(const QString, expression);
    const Term term = termOf(text, typing);
    QCOMPARE(int(term.kind), kind);
    QCOMPARE(term.expression, expression);
}

void TestSearchIndex::onlyWhatAddsSomethingIsKept_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("folded");
    QTest::addColumn<QString>("runs");
    QTest::newRow("plain") << u"Hello, World 42!"_s << QString() << QString();
    QTest::newRow("accent") << u"Über"_s << u"uber"_s << QString();
    QTest::newRow("Cyrillic") << u"Привет"_s << QString() << QString();
    QTest::newRow("run") << u"漢字仮"_s << u"漢字 字仮 仮"_s << u"漢字仮"_s;
    QTest::newRow("one") << u"漢"_s << u"漢"_s << u"漢"_s;
    QTest::newRow("beside Latin") << u"a漢字b"_s << u"a 漢字 字 b"_s << u"漢字"_s;
    QTest::newRow("two runs") << u"漢字。仮名"_s << u"漢字 字 。 仮名 名"_s << u"漢字\n仮名"_s;
    QTest::newRow("outside the basic plane")
        << u"\U00020000\U00020001"_s << u"\U00020000\U00020001 \U00020001"_s << u"\U00020000\U00020001"_s;
}

void TestSearchIndex::onlyWhatAddsSomethingIsKept()
{
    QFETCH(const QString, text);
    const Prepared prepared = prepare(text);
    QTEST(prepared.folded, "folded");
    QTEST(prepared.runs, "runs");
}

void TestSearchIndex::storedTextIsWhole()
{
    const QString broken = u"a"_s + QChar(0xD83D) + u"b"_s + QChar(0xDE00) + QChar(QChar::Null) + u"c😀"_s;
    const QString whole = storable(broken);
    QCOMPARE(whole, u"a\uFFFDb\uFFFD\uFFFDc😀"_s);
    QCOMPARE(QString::fromUtf8(whole.toUtf8()), whole);
}

void TestSearchIndex::markdownIsReadAloud_data()
{
    QTest::addColumn<QString>("markdown");
    QTest::addColumn<QString>("plain");
    QTest::newRow("heading") << u"## A title\ntext"_s << u"A title\ntext"_s;
    QTest::newRow("list") << u"- one\n  * two\n3. three"_s << u"one\ntwo\nthree"_s;
    QTest::newRow("quote") << u"> > quoted"_s << u"quoted"_s;
    QTest::newRow("emphasis") << u"**bold** _it_ ~~no~~ `code`"_s << u"bold it no code"_s;
    QTest::newRow("name with underscores") << u"snake_case_name"_s << u"snake_case_name"_s;
    QTest::newRow("link") << u"see [the page](https://a.example/b)"_s << u"see the page"_s;
    QTest::newRow("picture") << u"![a cat](x.png)"_s << u"a cat"_s;
    QTest::newRow("source") << u"So it is :cit[1/2]."_s << u"So it is."_s;
    QTest::newRow("escape") << uR"(1\. \*not\*)"_s << u"1. *not*"_s;
    QTest::newRow("fence") << u"```cpp\nint a;\n```"_s << u"\nint a;\n"_s;
}

void TestSearchIndex::markdownIsReadAloud()
{
    QFETCH(const QString, markdown);
    QTEST(withoutMarkdown(markdown), "plain");
}

void TestSearchIndex::aLongTextIsCutAroundTheFirstHit()
{
    const QString filler = u"lorem ipsum dolor "_s.repeated(50);
    const Snippet snippet =
        snippetOf(filler + u"the needle and\n\tthe Needle "_s + filler, {termOf(u"needle"_s, false)});
    QVERIFY(snippet.text.size() < 220);
    QVERIFY(snippet.text.startsWith(u"…"_s) && snippet.text.endsWith(u"…"_s));
    QCOMPARE(snippet.hits.size(), 2);
    QCOMPARE(snippet.text.mid(snippet.hits.at(0).start, snippet.hits.at(0).length), u"needle"_s);
    QCOMPARE(snippet.text.mid(snippet.hits.at(1).start, snippet.hits.at(1).length), u"Needle"_s);
    QVERIFY(!snippet.text.contains(u'\n'));

    // Without a hit: the beginning.
    const Snippet start = snippetOf(filler, {termOf(u"needle"_s, false)});
    QVERIFY(start.hits.isEmpty());
    QVERIFY(start.text.startsWith(u"lorem"_s));
    // No pair of surrogates is cut.
    const Snippet emoji = snippetOf(u"😀"_s.repeated(400), {});
    QCOMPARE(QString::fromUtf8(emoji.text.toUtf8()), emoji.text);
    // Right at the end, and as all there is.
    const Snippet end = snippetOf(filler + u"needle"_s, {termOf(u"needle"_s, false)});
    QVERIFY(end.text.endsWith(u"needle"_s));
    QCOMPARE(snippetOf(u"needle"_s, {termOf(u"needle"_s, false)}).hits, (QList<TextRange>{{0, 6}}));
}

QTEST_APPLESS_MAIN(TestSearchIndex)
#include "tst_searchindex.moc"
