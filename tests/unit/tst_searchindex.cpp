// SPDX-License-Identifier: GPL-3.0-or-later
// Which index answers for what, and what stands in them; and how a text is cut down to a line around what was
// found.

#include "archive/markdownskimmer.h"
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
    void signsAloneAreReadToTheirEnd();
    void hitsAreMarkedInAnyScript_data();
    void hitsAreMarkedInAnyScript();
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
    QTest::newRow("heading") << u"## A title\ntext"_s << u"A title text"_s;
    QTest::newRow("no heading") << u"#hash and ####### seven"_s << u"#hash and ####### seven"_s;
    QTest::newRow("list") << u"- one\n  * two\n3. three\n14) four"_s << u"one two three four"_s;
    QTest::newRow("no list") << u"-one\n1.5 two\n1234567890. three"_s << u"-one 1.5 two 1234567890. three"_s;
    QTest::newRow("quote") << u"> > quoted"_s << u"quoted"_s;
    QTest::newRow("rules") << u"a\n---\nb\n* * *\nc\n=====\nd"_s << u"a b c d"_s;
    QTest::newRow("table") << u"| a | b |\n| :-- | --: |\n| c | d |"_s << u"a b c d"_s;
    QTest::newRow("emphasis") << u"**bold** _it_ ~~no~~ `code`"_s << u"bold it no code"_s;
    QTest::newRow("stars between blanks") << u"2 * 3 ** 4"_s << u"2 3 4"_s;
    QTest::newRow("one tilde") << u"~5 ~~~6"_s << u"~5 ~6"_s;
    QTest::newRow("name with underscores") << u"snake_case_name"_s << u"snake_case_name"_s;
    QTest::newRow("underscores around") << u"__init__ and (_x_), _ alone"_s << u"init and (x), _ alone"_s;
    QTest::newRow("to fill in") << u"name: ______"_s << u"name: ______"_s;
    QTest::newRow("link") << u"see [the page](https://a.example/b)!"_s << u"see the page!"_s;
    QTest::newRow("link with stress") << u"[**the** page](b)"_s << u"the page"_s;
    QTest::newRow("no link") << u"[a] (b) [c](d\ne) ![f"_s << u"[a] (b) [c](d e) ![f"_s;
    QTest::newRow("picture") << u"![a cat](x.png)"_s << u"a cat"_s;
    QTest::newRow("source") << u"So it is :cit[1/2]."_s << u"So it is."_s;
    QTest::newRow("source on its own line") << u"So it is.\n:cit[12/2]\nNext"_s << u"So it is. Next"_s;
    QTest::newRow("no source") << u"a :cit[x/2] b:cit"_s << u"a :cit[x/2] b:cit"_s;
    QTest::newRow("escape") << uR"(1\. \*not\* \[x\](y) \a)"_s << uR"(1. *not* [x](y) \a)"_s;
    QTest::newRow("fence") << u"```cpp\nint a;\n```"_s << u"int a;"_s;
    QTest::newRow("blanks") << u"  a \t b\r\n\r\n  c  "_s << u"a b c"_s;
    QTest::newRow("other scripts") << u"**Größe** – *価格*"_s << u"Größe – 価格"_s;
    QTest::newRow("nothing") << QString() << QString();
}

void TestSearchIndex::markdownIsReadAloud()
{
    QFETCH(const QString, markdown);
    QTEST(withoutMarkdown(markdown), "plain");
}

/// In the test's own time: none of them takes the square of its length.
void TestSearchIndex::signsAloneAreReadToTheirEnd()
{
    for (const QString &part : {u"["_s, u"[a]("_s, u"[]"_s, u"_"_s, u"_a"_s, u"\\"_s, u":cit["_s,
                                u":cit[1/"_s, u" "_s, u"\n"_s, u"1"_s, u"!["_s, u"x`"_s, u"> "_s, u"- "_s})
        QVERIFY(withoutMarkdown(part.repeated(400'000 / part.size()) + u" end"_s).endsWith(u"end"));
}

void TestSearchIndex::hitsAreMarkedInAnyScript_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("term");
    QTest::addColumn<QStringList>("marked");
    QTest::newRow("case") << u"Refund, refund"_s << u"REFUND"_s << QStringList{u"Refund"_s, u"refund"_s};
    QTest::newRow("whole words") << u"refunds prerefund refund2 refund_s"_s << u"refund"_s
                                 << QStringList{u"refund"_s};
    QTest::newRow("one of many that are not plain")
        << u"Größe: grosse GRÖSSE"_s << u"größe"_s << QStringList{u"Größe"_s, u"grosse"_s, u"GRÖSSE"_s};
    QTest::newRow("one that becomes two") << u"Straße"_s << u"strasse"_s << QStringList{u"Straße"_s};
    QTest::newRow("marks of their own") << u"cafe\u0301 x"_s << u"café"_s << QStringList{u"cafe\u0301"_s};
    QTest::newRow("ligature") << u"die ﬁrma"_s << u"firma"_s << QStringList{u"ﬁrma"_s};
    QTest::newRow("half of one, still typed") << u"die ﬁrma"_s << u"f…"_s << QStringList{u"ﬁ"_s};
    QTest::newRow("beyond the first plane") << u"a 𝔘𝔫𝔦 b"_s << u"uni"_s << QStringList{u"𝔘𝔫𝔦"_s};
    QTest::newRow("voiced kana") << u"ガギ カキ"_s << u"がぎ"_s << QStringList{u"ガギ"_s};
    QTest::newRow("a phrase") << u"no. to, be – or not"_s << u"to be or"_s << QStringList{u"to, be – or"_s};
    QTest::newRow("run of three") << u"我的退款政策"_s << u"退款政"_s << QStringList{u"退款政"_s};
}

void TestSearchIndex::hitsAreMarkedInAnyScript()
{
    QFETCH(const QString, text);
    QFETCH(const QString, term);
    // Twice: the second time what the characters are folded to is known.
    for (int i = 0; i < 2; ++i) {
        const bool typing = term.endsWith(u'…');
        const Snippet snippet =
            SnippetMaker({termOf(typing ? term.chopped(1) : term, typing)}).snippetOf(text);
        QStringList marked;
        for (const TextRange &range : snippet.hits)
            marked.append(snippet.text.mid(range.start, range.length));
        QTEST(marked, "marked");
    }
}

void TestSearchIndex::aLongTextIsCutAroundTheFirstHit()
{
    const QString filler = u"lorem ipsum dolor "_s.repeated(50);
    const Snippet snippet = SnippetMaker({termOf(u"needle"_s, false)})
                                .snippetOf(filler + u"the needle and\n\tthe Needle "_s + filler);
    QVERIFY(snippet.text.size() < 220);
    QVERIFY(snippet.text.startsWith(u"…"_s) && snippet.text.endsWith(u"…"_s));
    QCOMPARE(snippet.hits.size(), 2);
    QCOMPARE(snippet.text.mid(snippet.hits.at(0).start, snippet.hits.at(0).length), u"needle"_s);
    QCOMPARE(snippet.text.mid(snippet.hits.at(1).start, snippet.hits.at(1).length), u"Needle"_s);
    QVERIFY(!snippet.text.contains(u'\n'));

    // Without a hit: the beginning.
    const Snippet start = SnippetMaker({termOf(u"needle"_s, false)}).snippetOf(filler);
    QVERIFY(start.hits.isEmpty());
    QVERIFY(start.text.startsWith(u"lorem"_s));
    // No pair of surrogates is cut.
    const Snippet emoji = SnippetMaker({}).snippetOf(u"😀"_s.repeated(400));
    QCOMPARE(QString::fromUtf8(emoji.text.toUtf8()), emoji.text);
    // Right at the end, and as all there is.
    const Snippet end = SnippetMaker({termOf(u"needle"_s, false)}).snippetOf(filler + u"needle"_s);
    QVERIFY(end.text.endsWith(u"needle"_s));
    QCOMPARE(SnippetMaker({termOf(u"needle"_s, false)}).snippetOf(u"needle"_s).hits,
             (QList<TextRange>{{0, 6}}));
}

QTEST_APPLESS_MAIN(TestSearchIndex)
#include "tst_searchindex.moc"
