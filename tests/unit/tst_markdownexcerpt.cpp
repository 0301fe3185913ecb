// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/markdownexcerpt.h"
#include "ui/markdownrenderer.h"

#include <QTest>
#include <QTextBlock>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

std::unique_ptr<MarkdownDocument> rendered(const QString &text)
{
    return MarkdownRenderer(MarkdownStyle::of(QFont(), QPalette())).answer(text, {}).document;
}

constexpr int all = std::numeric_limits<int>::max();

/// Every piece of text with what it looks like, however it was written.
QStringList look(const MarkdownDocument &document)
{
    QStringList pieces;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            const QTextCharFormat format = it.fragment().charFormat();
            pieces += u"%1 %2%3%4%5 h%6 q%7 %8 <%9>"_s.arg(it.fragment().text())
                          .arg(int(format.fontWeight() > QFont::Medium))
                          .arg(int(format.fontItalic()))
                          .arg(int(format.fontStrikeOut()))
                          .arg(int(format.fontFixedPitch()))
                          .arg(block.blockFormat().headingLevel())
                          .arg(block.blockFormat().intProperty(MarkdownDocument::quoteLevel))
                          .arg(block.textList() != nullptr)
                          .arg(format.anchorHref());
        }
    }
    return pieces;
}

} // namespace

class TestMarkdownExcerpt : public QObject
{
    Q_OBJECT

private slots:
    void wholeReadsTheSame_data();
    void wholeReadsTheSame();
    void parts_data();
    void parts();
    void nothing();
};

void TestMarkdownExcerpt::wholeReadsTheSame_data()
{
    QTest::addColumn<QString>("source");
    QTest::newRow("plain") << u"One line\n\nand another"_s;
    QTest::newRow("stress") << u"a **bold** and *leaning* and ~~gone~~ and ***both*** word"_s;
    QTest::newRow("link") << u"see [the **page**](https://a.example/x?a=1&b=(2)) now"_s;
    QTest::newRow("code span") << u"call `f(*x)` or ``a`b`` here"_s;
    QTest::newRow("headings") << u"# One\n\ntext\n\n### Three"_s;
    QTest::newRow("list") << u"- one\n- two\n    - deeper\n- three"_s;
    QTest::newRow("numbers") << u"1. one\n2. two\n3. three"_s;
    QTest::newRow("quote") << u"> said **so**\n\nand after"_s;
    QTest::newRow("code") << u"before\n\n```cpp\nint a = 1;\n\n  *b*;\n```\n\nafter"_s;
    QTest::newRow("ticks in code") << u"````\n```\n````"_s;
    QTest::newRow("table") << u"| a | b |\n| --- | --- |\n| 1 | **2** |\n| 3 | x\\|y |"_s;
    QTest::newRow("marks that are text")
        << u"2 \\* 3 \\_ \\[x\\] \\`y\\` a &lt; b\n\n\\# no heading\n\n1\\. no list"_s;
    QTest::newRow("right to left") << u"**שלום** עולם"_s;
}

void TestMarkdownExcerpt::wholeReadsTheSame()
{
    QFETCH(const QString, source);
    const auto document = rendered(source);
    const QString excerpt = markdownExcerpt(*document, 0, all);
    const auto again = rendered(excerpt);
    QVERIFY2(look(*again) == look(*document), qPrintable(excerpt));
    QCOMPARE(again->plainText(), document->plainText());
    QCOMPARE(plainExcerpt(*document, 0, all), document->plainText());
}

void TestMarkdownExcerpt::parts_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("first"); // of what is taken; its first occurrence
    QTest::addColumn<QString>("last");
    QTest::addColumn<QString>("plain");
    QTest::addColumn<QString>("markdown");
    QTest::newRow("inside a word") << u"some words here"_s << u"ome"_s << u"wor"_s << u"ome wor"_s
                                   << u"ome wor"_s;
    QTest::newRow("half of the bold")
        << u"a **bold word** b"_s << u"d"_s << u"wo"_s << u"d wo"_s << u"**d wo**"_s;
    QTest::newRow("over two paragraphs")
        << u"first one\n\nsecond one"_s << u"one"_s << u"sec"_s << u"one\n\nsec"_s << u"one\n\nsec"_s;
    QTest::newRow("middle of an item has no mark")
        << u"- alpha\n- beta"_s << u"pha"_s << u"be"_s << u"pha\n- be"_s << u"pha\n- be"_s;
    QTest::newRow("part of the code")
        << u"```\none\ntwo\nthree\n```"_s << u"ne"_s << u"two"_s << u"ne\ntwo"_s << u"```\nne\ntwo\n```"_s;
    QTest::newRow("middle of a heading") << u"# The title"_s << u"tit"_s << u"tit"_s << u"tit"_s << u"tit"_s;
    QTest::newRow("some cells") << u"| a | b |\n| --- | --- |\n| cc | dd |"_s << u"cc"_s << u"dd"_s
                                << u"cc\tdd"_s << u"| cc | dd |\n| --- | --- |"_s;
    QTest::newRow("blanks stay outside the marks")
        << u"x **bold** y"_s << u" "_s << u"bold"_s << u" bold"_s << u" **bold**"_s;
}

void TestMarkdownExcerpt::parts()
{
    QFETCH(const QString, source);
    QFETCH(const QString, first);
    QFETCH(const QString, last);
    QFETCH(const QString, plain);
    QFETCH(const QString, markdown);
    const auto document = rendered(source);
    const QString text = document->toRawText();
    const int from = int(text.indexOf(first));
    const int to = int(text.indexOf(last, from) + last.size());
    QVERIFY(from >= 0 && to > from);
    QCOMPARE(plainExcerpt(*document, from, to), plain);
    QCOMPARE(markdownExcerpt(*document, from, to), markdown);
}

void TestMarkdownExcerpt::nothing()
{
    const auto document = rendered(u"One\n\n- two\n\n```\nthree\n```"_s);
    for (int at = 0; at < document->characterCount(); ++at) {
        QCOMPARE(plainExcerpt(*document, at, at), QString());
        QCOMPARE(markdownExcerpt(*document, at, at), QString());
    }
}

QTEST_MAIN(TestMarkdownExcerpt)
#include "tst_markdownexcerpt.moc"
