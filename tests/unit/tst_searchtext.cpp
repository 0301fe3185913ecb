// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text.h"
#include "support/hostile.h"
#include "ui/markdownrenderer.h"
#include "ui/markdowntext.h"
#include "ui/searchtext.h"

#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;
using Case = SearchText::Case;

/// The words that a search runs over: a message's plain text, and what folding makes of it.
class TestSearchText : public QObject
{
    Q_OBJECT

private slots:
    void finds_data();
    void finds();
    void bothWaysAgree_data();
    void bothWaysAgree();
    void hitsDoNotOverlap();
    void plainTextIsThatOfTheDocument_data();
    void plainTextIsThatOfTheDocument();
    void hostileTextIsRead_data();
    void hostileTextIsRead();
};

void TestSearchText::finds_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<bool>("caseMatters");
    QTest::addColumn<QStringList>("hits"); // as they stand in the text
    const QStringList none;
    QTest::newRow("case") << u"Foo foo FOO"_s << u"foo"_s << false
                          << QStringList{u"Foo"_s, u"foo"_s, u"FOO"_s};
    QTest::newRow("match case") << u"Foo foo FOO"_s << u"foo"_s << true << QStringList{u"foo"_s};
    QTest::newRow("accents") << u"Crème brûlée"_s << u"creme BRULEE"_s << false
                             << QStringList{u"Crème brûlée"_s};
    QTest::newRow("accents, case matters") << u"Crème"_s << u"Creme"_s << true << none;
    QTest::newRow("marks of their own")
        << u"cafe\u0301s"_s << u"café"_s << false << QStringList{u"cafe\u0301"_s};
    QTest::newRow("typed without, written with") << u"Łódź"_s << u"lodz"_s << false << QStringList{u"Łódź"_s};
    QTest::newRow("one letter is two")
        << u"Straße, STRASSE"_s << u"strasse"_s << false << QStringList{u"Straße"_s, u"STRASSE"_s};
    QTest::newRow("half of such a letter") << u"Maß!"_s << u"mas"_s << false << QStringList{u"Maß"_s};
    QTest::newRow("over a line break")
        << u"foo\nbar"_s << u"foo bar"_s << false << QStringList{u"foo\nbar"_s};
    QTest::newRow("over a paragraph")
        << u"foo\u2029bar"_s << u"foo bar"_s << false << QStringList{u"foo\u2029bar"_s};
    QTest::newRow("many blanks typed")
        << u"foo bar"_s << u"  foo \t bar "_s << false << QStringList{u"foo bar"_s};
    QTest::newRow("through a break opportunity")
        << u"long\u200Bword"_s << u"longword"_s << false << QStringList{u"long\u200Bword"_s};
    QTest::newRow("emoji") << u"a 👍🏽 b"_s << u"👍"_s << false << QStringList{u"👍"_s};
    QTest::newRow("Arabic vowel signs") << u"كِتَاب"_s << u"كتاب"_s << false << QStringList{u"كِتَاب"_s};
    QTest::newRow("kana") << u"ひらがな"_s << u"ヒラガナ"_s << false << QStringList{u"ひらがな"_s};
    QTest::newRow("nothing typed") << u"anything"_s << u"   "_s << false << none;
}

void TestSearchText::finds()
{
    QFETCH(const QString, text);
    QFETCH(const QString, typed);
    QFETCH(const bool, caseMatters);
    QFETCH(const QStringList, hits);
    const Case sensitivity = caseMatters ? Case::Matters : Case::Ignored;
    const QString needle = SearchText::needle(typed, sensitivity);
    QStringList found;
    for (const auto &[from, to] : SearchText(text, sensitivity).find(needle))
        found += text.mid(from, to - from);
    QCOMPARE(found, hits);
    QCOMPARE(SearchText::count(SearchText::normalized(text, sensitivity), needle), int(hits.size()));
}

void TestSearchText::bothWaysAgree_data()
{
    QTest::addColumn<QString>("text");
    for (const auto &sample : hostile::samples()) {
        if (sample.text.size() < 20000)
            QTest::newRow(qPrintable(sample.name)) << sample.text;
    }
}

void TestSearchText::bothWaysAgree()
{
    QFETCH(const QString, text);
    for (const Case sensitivity : {Case::Ignored, Case::Matters})
        QCOMPARE(SearchText(text, sensitivity).text(), SearchText::normalized(text, sensitivity));
}

void TestSearchText::hitsDoNotOverlap()
{
    QCOMPARE(SearchText::count(u"aaaaa"_s, u"aa"_s), 2);
    QCOMPARE(SearchText(u"aaaaa"_s, Case::Ignored).find(u"aa"_s).size(), 2);
    QCOMPARE(SearchText::count(u"aaaaa"_s, {}), 0);
}

void TestSearchText::plainTextIsThatOfTheDocument_data()
{
    QTest::addColumn<QString>("source");
    QTest::newRow("stress") << u"foo **bar** *b*az ~~gone~~ `co de`"_s;
    QTest::newRow("words are not torn") << u"foo**bar**baz"_s;
    QTest::newRow("link") << u"see [the page](https://a.example/) and https://b.example/x"_s;
    QTest::newRow("blocks")
        << u"# Title\n\ntext\n\n> quote\n> more\n\n- one\n- two\n  1. deep\n\n---\n\nend"_s;
    QTest::newRow("code") << u"```cpp\nint a;\n\nb();\n```\n\n    indented\n"_s;
    QTest::newRow("table")
        << u"| a | b |\n|---|---|\n| cc | **dd** |\n| averyveryverylongwordinacell | x |"_s;
    QTest::newRow("image") << u"before ![a *view*](https://a.example/x.png) after ![](y.png)"_s;
    QTest::newRow("citation") << u"Said :cit[1/2] so"_s;
    QTest::newRow("entities") << u"a &lt; b &amp; c &#65; &hellip; &unknown; &nbsp;x"_s;
    QTest::newRow("html stays") << u"a <b>bold</b> <script>x</script> b"_s;
    QTest::newRow("hard break") << u"one  \ntwo\\\nthree"_s;
    QTest::newRow("tasks") << u"- [ ] open\n- [x] done"_s;
    QTest::newRow("scripts")
        << u"**שלום** عربي हिन्दी ไทย 日本語 👩‍👩‍👧"_s;
}

void TestSearchText::plainTextIsThatOfTheDocument()
{
    QFETCH(const QString, source);
    const auto document = MarkdownRenderer(MarkdownStyle::of(QFont(), QPalette()))
                              .answer(text::cleanText(source), {1, 2})
                              .document;
    const auto words = [](const QString &text) { return SearchText::needle(text, Case::Matters); };
    QCOMPARE(words(markdownText(source, {CitationId{1}, CitationId{2}})), words(document->toRawText()));
}

void TestSearchText::hostileTextIsRead_data()
{
    QTest::addColumn<QString>("text");
    for (const auto &sample : hostile::samples())
        QTest::newRow(qPrintable(sample.name)) << sample.text;
}

// Giants and nonsense are read to their end in time that a person does not notice (the test's own limit).
void TestSearchText::hostileTextIsRead()
{
    QFETCH(const QString, text);
    const QString plain = markdownText(text + u"\n\nlast words"_s, {});
    QVERIFY(SearchText::count(SearchText::normalized(plain, Case::Ignored), u"last words"_s) > 0);
}

QTEST_MAIN(TestSearchText)
#include "tst_searchtext.moc"
