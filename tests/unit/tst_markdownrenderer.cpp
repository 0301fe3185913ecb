// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/markdownrenderer.h"

#include <QAbstractTextDocumentLayout>
#include <QElapsedTimer>
#include <QImage>
#include <QPainter>
#include <QPalette>
#include <QTest>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextList>
#include <QTextTable>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

constexpr int lineWidth = 500;

const QList<qint64> noSources;

MarkdownRenderer renderer()
{
    return MarkdownRenderer(MarkdownStyle::of(QFont(), QPalette()));
}

std::unique_ptr<MarkdownDocument> rendered(const QString &text, const QList<qint64> &sources = noSources)
{
    return renderer().answer(text, sources).document;
}

QStringList anchors(const MarkdownDocument &document)
{
    QStringList found;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            if (it.fragment().charFormat().isAnchor())
                found += it.fragment().charFormat().anchorHref();
        }
    }
    return found;
}

bool hasImages(const MarkdownDocument &document)
{
    return document.toPlainText().contains(QChar(0xFFFC));
}

const QTextTable *firstTable(const MarkdownDocument &document)
{
    for (const QTextFrame *frame : document.rootFrame()->childFrames()) {
        if (const auto *table = qobject_cast<const QTextTable *>(frame))
            return table;
    }
    return nullptr;
}

} // namespace

class TestMarkdownRenderer : public QObject
{
    Q_OBJECT

private slots:
    void rawHtmlIsText_data();
    void rawHtmlIsText();
    void imagesAreText_data();
    void imagesAreText();
    void resourcesAreNeverLoaded();
    void linksAreChecked_data();
    void linksAreChecked();
    void citationMarks_data();
    void citationMarks();
    void marksCannotBeForged();
    void characterReferences_data();
    void characterReferences();
    void codeStaysAsItIs();
    void whatIsNotDrawnLeavesNoTrace_data();
    void whatIsNotDrawnLeavesNoTrace();
    void adjacentBlocksOfCodeStayApart();
    void fenceInsideAQuoteEndsWithIt();
    void underscoresAreItalic();
    void directionOfEachParagraph();
    void nestingIsBounded();
    void wideTablesAreText();
    void emptyCellsKeepTheirPlace_data();
    void emptyCellsKeepTheirPlace();
    void longWordsInTablesBreak();
    void cutsAndShowsMore();
    void cutsBetweenCharacters();
    void longWordsWrap();
    void plainTextOfStructures();
    void plainTextOfVisitorsIsNotMarkdown();
    void giants_data();
    void giants();
};

void TestMarkdownRenderer::rawHtmlIsText_data()
{
    QTest::addColumn<QString>("html");
    QTest::newRow("bold") << u"<b>x</b>"_s;
    QTest::newRow("image") << u"<img src=\"file:///etc/hostname\">"_s;
    QTest::newRow("image in a line") << u"a <img src=x onerror=y> b"_s;
    QTest::newRow("script") << u"<script>alert(1)</script>"_s;
    QTest::newRow("style") << u"<style>@import 'http://127.0.0.1/x';</style>"_s;
    QTest::newRow("body") << u"<body background=\"/x\">"_s;
    QTest::newRow("link") << u"<a href=\"file:///x\">y</a>"_s;
    QTest::newRow("comment") << u"<!-- hidden -->"_s;
    QTest::newRow("table") << u"<table><tr><td>x</td></tr></table>"_s;
}

void TestMarkdownRenderer::rawHtmlIsText()
{
    QFETCH(QString, html);
    const auto document = rendered(html);
    QCOMPARE(document->plainText(), html);
    QVERIFY(anchors(*document).isEmpty());
    QVERIFY(!hasImages(*document));
}

void TestMarkdownRenderer::imagesAreText_data()
{
    QTest::addColumn<QString>("markdown");
    QTest::addColumn<QString>("contains");
    QTest::newRow("inline") << u"a ![cat](http://x.example/c.png) b"_s
                            << u"Image: cat (http://x.example/c.png)"_s;
    QTest::newRow("file") << u"![f](file:///dev/zero)"_s << u"file:///dev/zero"_s;
    QTest::newRow("no text") << u"![](/tmp/fifo)"_s << u"/tmp/fifo"_s;
    QTest::newRow("reference") << u"![r][1]\n\n[1]: http://x.example/r.png"_s << u"http://x.example/r.png"_s;
    QTest::newRow("data") << u"![d](data:image/png;base64,AAAA)"_s << u"data:image/png"_s;
    QTest::newRow("inside a link") << u"[![i](http://x.example/i.png)](https://y.example/)"_s
                                   << u"Image: i"_s;
    QTest::newRow("in a table") << u"|a|\n|---|\n|![t](/x)|"_s << u"Image: t (/x)"_s;
    QTest::newRow("in a quote") << u"> ![q](/x)"_s << u"Image: q (/x)"_s;
    QTest::newRow("in a list") << u"- ![l](/x)"_s << u"Image: l (/x)"_s;
    QTest::newRow("in a heading") << u"# ![h](/x)"_s << u"Image: h (/x)"_s;
}

void TestMarkdownRenderer::imagesAreText()
{
    QFETCH(QString, markdown);
    QFETCH(QString, contains);
    const auto document = rendered(markdown);
    QVERIFY(!hasImages(*document));
    QVERIFY2(document->plainText().contains(contains), qPrintable(document->plainText()));
}

void TestMarkdownRenderer::resourcesAreNeverLoaded()
{
    // What the override returns decides it: with an invalid value Qt would open the file itself.
    MarkdownDocument document;
    for (const QString &address : {u"file:///etc/hostname"_s, u"/etc/hostname"_s, u"http://127.0.0.1:1/x"_s,
                                   u"qrc:/x"_s, u"data:text/plain,x"_s, u"../x"_s}) {
        const QVariant image = document.resource(QTextDocument::ImageResource, QUrl(address));
        QCOMPARE(image.value<QImage>().size(), QSize(1, 1));
        for (const auto type : {QTextDocument::StyleSheetResource, QTextDocument::HtmlResource,
                                QTextDocument::MarkdownResource, QTextDocument::UnknownResource}) {
            const QVariant other = document.resource(type, QUrl(address + u'?' + QString::number(type)));
            QVERIFY(other.isValid());
            QCOMPARE(other.toByteArray(), QByteArray());
        }
    }
}

void TestMarkdownRenderer::linksAreChecked_data()
{
    QTest::addColumn<QString>("markdown");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("https") << u"[x](https://a.example/p?q=1)"_s << QStringList{u"https://a.example/p?q=1"_s};
    QTest::newRow("bare") << u"see https://a.example/ now"_s << QStringList{u"https://a.example/"_s};
    QTest::newRow("www") << u"www.a.example"_s << QStringList{u"http://www.a.example"_s};
    QTest::newRow("mail") << u"<a@b.example>"_s << QStringList{u"mailto:a@b.example"_s};
    QTest::newRow("international") << u"[x](https://b\u00FCcher.example/)"_s
                                   << QStringList{u"https://xn--bcher-kva.example/"_s};
    QTest::newRow("javascript") << u"[x](javascript:alert(1))"_s << QStringList();
    QTest::newRow("file") << u"[x](file:///etc/passwd)"_s << QStringList();
    QTest::newRow("relative") << u"[x](/etc/passwd)"_s << QStringList();
    QTest::newRow("user info") << u"[x](https://good.example@evil.example)"_s << QStringList();
    QTest::newRow("own scheme") << u"[x](confab-source:1)"_s << QStringList();
    QTest::newRow("override") << u"[x](https://a.example/\u202Egpj)"_s << QStringList();
    QTest::newRow("encoded override") << u"[x](https://a.example/&#x202E;gpj)"_s << QStringList();
}

void TestMarkdownRenderer::linksAreChecked()
{
    QFETCH(QString, markdown);
    QFETCH(QStringList, expected);
    const auto document = rendered(markdown);
    QCOMPARE(anchors(*document), expected);
    // Text of a link that may not be opened stays, and does not look like one.
    if (expected.isEmpty()) {
        QVERIFY(document->plainText().contains(u'x'));
        QVERIFY(!document->begin().begin().fragment().charFormat().fontUnderline());
    }
}

void TestMarkdownRenderer::citationMarks_data()
{
    QTest::addColumn<QString>("markdown");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("position") << u"Yes :cit[2/3]."_s << u"Yes[2]."_s << QStringList{u"confab-source:2"_s};
    QTest::newRow("id") << u"Yes:cit[501/3]"_s << u"Yes[1]"_s << QStringList{u"confab-source:1"_s};
    QTest::newRow("id second") << u"Yes:cit[77/503]"_s << u"Yes[3]"_s << QStringList{u"confab-source:3"_s};
    QTest::newRow("several") << u"A :cit[1/3] B :cit[3/3]"_s << u"A[1] B[3]"_s
                             << QStringList{u"confab-source:1"_s, u"confab-source:3"_s};
    QTest::newRow("unknown") << u"Yes :cit[9/9]."_s << u"Yes."_s << QStringList();
    QTest::newRow("at the start") << u":cit[1/1]"_s << u"[1]"_s << QStringList{u"confab-source:1"_s};
    QTest::newRow("in code") << u"`:cit[1/1]`"_s << u":cit[1/1]"_s << QStringList();
    QTest::newRow("not a mark") << u":cit[a/b] :cite"_s << u":cit[a/b] :cite"_s << QStringList();
    QTest::newRow("huge") << u"x :cit[99999999999999999999/1]"_s << u"x :cit[99999999999999999999/1]"_s
                          << QStringList();
}

void TestMarkdownRenderer::citationMarks()
{
    QFETCH(QString, markdown);
    QFETCH(QString, text);
    QFETCH(QStringList, expected);
    const auto document = rendered(markdown, {501, 502, 503});
    QCOMPARE(document->plainText(), text);
    QCOMPARE(anchors(*document), expected);
    QVERIFY(document->links().isEmpty());
}

void TestMarkdownRenderer::marksCannotBeForged()
{
    const QString forged = QString(QChar(0xFDE0)) + u'1' + QChar(0xFDE1);
    for (const QString &text : {forged, u"&#xFDE0;1&#xFDE1;"_s, u"```\n"_s + forged + u"\n```"_s}) {
        const auto document = rendered(text, {501});
        QVERIFY(anchors(*document).isEmpty());
        QVERIFY(!document->toPlainText().contains(QChar(0xFDE0)));
    }
}

void TestMarkdownRenderer::characterReferences_data()
{
    QTest::addColumn<QString>("markdown");
    QTest::addColumn<QString>("text");
    const QString bad(QChar::ReplacementCharacter);
    QTest::newRow("angle") << u"a &lt;b&gt; &amp; c"_s << u"a <b> & c"_s;
    QTest::newRow("number") << u"&#65;&#x42;"_s << u"AB"_s;
    QTest::newRow("Markdown sign stays a sign") << u"&#42;x&#42;"_s << u"*x*"_s;
    QTest::newRow("override") << u"a&#x202E;b"_s << u"a"_s + bad + u"b"_s;
    QTest::newRow("decimal override") << u"a&#8238;b"_s << u"a"_s + bad + u"b"_s;
    QTest::newRow("mark by name") << u"a&rlm;b"_s << u"a"_s + bad + u"b"_s;
    QTest::newRow("combining") << u"a&#x300;b"_s << u"a"_s + bad + u"b"_s;
    QTest::newRow("zero") << u"a&#0;b"_s << u"a"_s + bad + u"b"_s;
    QTest::newRow("surrogate") << u"a&#xD800;b"_s << u"a"_s + bad + u"b"_s;
    QTest::newRow("by name") << u"&eacute;"_s << u"\u00E9"_s;
    QTest::newRow("in code") << u"`&lt;`"_s << u"&lt;"_s;
    QTest::newRow("none") << u"a & b; &unknownname; &#xZZ;"_s << u"a & b; &unknownname; &#xZZ;"_s;
}

void TestMarkdownRenderer::characterReferences()
{
    QFETCH(QString, markdown);
    QFETCH(QString, text);
    QCOMPARE(rendered(markdown)->plainText(), text);
}

void TestMarkdownRenderer::codeStaysAsItIs()
{
    const QString code = u"if (a < b && c[0]) {\n    :cit[1/1] ![x](y) &lt; * _ ~\n}\n\n> - 1. |a|b|"_s;
    const auto document = rendered(u"Before\n\n```cpp\n"_s + code + u"\n```\n\nAfter"_s, {1});
    document->setTextWidth(lineWidth);
    const auto codes = document->codes();
    QCOMPARE(codes.size(), 1);
    QCOMPARE(codes.first().text, code);
    QVERIFY(codes.first().surface.height() > 4 * QFontMetrics(QFont()).height());
    QCOMPARE(document->plainText(), u"Before\n\n"_s + code + u"\n\nAfter"_s);
}

void TestMarkdownRenderer::whatIsNotDrawnLeavesNoTrace_data()
{
    QTest::addColumn<QString>("unseen");
    QTest::newRow("soft hyphen") << u"\u00AD"_s;
    QTest::newRow("zero-width space") << u"\u200B"_s;
    QTest::newRow("word joiner") << u"\u2060"_s;
    QTest::newRow("invisible times") << u"\u2062"_s;
    QTest::newRow("zero-width no-break space") << u"\uFEFF"_s;
}

void TestMarkdownRenderer::whatIsNotDrawnLeavesNoTrace()
{
    QFETCH(const QString, unseen);
    const auto picture = [](const MarkdownDocument &document) {
        QImage image(lineWidth, 100, QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        document.documentLayout()->draw(&painter, {});
        painter.end();
        // The ink alone: another font may stand in for it and make the line a little higher.
        return image.convertToFormat(QImage::Format_Mono, Qt::ThresholdDither);
    };
    const QString reference = u"&#%1;"_s.arg(unseen.at(0).unicode());
    for (const QString &text : {u"The **dead%1line** is near."_s, u"`dead%1line`"_s, u"- dead%1line"_s}) {
        const QImage plain = picture(*rendered(text.arg(QString())));
        QVERIFY(picture(*rendered(text.arg(unseen))) == plain);
        if (!text.startsWith(u'`'))
            QVERIFY(picture(*rendered(text.arg(reference))) == plain);
        QVERIFY(picture(*rendered(text.arg(u"\u202E"_s))) != plain); // what would lie shows itself
    }
    const QString question = u"The dead%1line"_s;
    QVERIFY(picture(*renderer().plain(question.arg(unseen)).document) ==
            picture(*renderer().plain(question.arg(QString())).document));
}

void TestMarkdownRenderer::adjacentBlocksOfCodeStayApart()
{
    const auto document = rendered(u"```\na\n```\n```\nb\n```\n\n    c\n    d\n\ntext\n\n    e"_s);
    document->setTextWidth(lineWidth);
    QStringList texts;
    for (const auto &code : document->codes())
        texts += code.text;
    QCOMPARE(texts, (QStringList{u"a"_s, u"b"_s, u"c\nd"_s, u"e"_s}));
}

void TestMarkdownRenderer::fenceInsideAQuoteEndsWithIt()
{
    // Read as one long fence, what follows would escape every bound.
    const auto document = rendered(u"> ```\n> code\n\nx :cit[1/1] &#x202E;"_s, {7});
    QVERIFY(!document->toPlainText().contains(QChar(0x202E)));
    QCOMPARE(anchors(*document), QStringList{u"confab-source:1"_s});
}

void TestMarkdownRenderer::underscoresAreItalic()
{
    const auto document = rendered(u"_x_"_s);
    const QTextCharFormat format = document->begin().begin().fragment().charFormat();
    QVERIFY(format.fontItalic());
    QVERIFY(!format.fontUnderline());
}

void TestMarkdownRenderer::directionOfEachParagraph()
{
    const auto document =
        rendered(u"\u0645\u0631\u062D\u0628\u0627 world\n\nHello\n\n123\n\n```\n\u05D0\n```"_s);
    QList<Qt::LayoutDirection> directions;
    for (QTextBlock block = document->begin(); block.isValid(); block = block.next())
        directions += block.textDirection();
    // Digits alone follow the message; code never does.
    QCOMPARE(directions, (QList{Qt::RightToLeft, Qt::LeftToRight, Qt::RightToLeft, Qt::LeftToRight}));
}

void TestMarkdownRenderer::nestingIsBounded()
{
    QString lists;
    for (int i = 0; i < 200; ++i)
        lists += QString(2 * i, u' ') + u"- item\n"_s;
    for (const QString &text :
         {QString(500, u'>') + u" deep"_s, lists, u"> - "_s.repeated(300) + u"deep"_s}) {
        const auto document = rendered(text);
        int depth = 0;
        for (QTextBlock block = document->begin(); block.isValid(); block = block.next()) {
            depth = std::max(depth, block.blockFormat().intProperty(QTextFormat::BlockQuoteLevel));
            if (block.textList())
                depth = std::max(depth, block.textList()->format().indent());
        }
        QVERIFY2(depth <= MarkdownSource::maxDepth + 2, qPrintable(QString::number(depth)));
        QVERIFY(depth > 1);
    }
}

void TestMarkdownRenderer::wideTablesAreText()
{
    const auto table = [](int columns) {
        return u"|a"_s.repeated(columns) + u"|\n"_s + u"|---"_s.repeated(columns) + u"|\n"_s +
               u"|b"_s.repeated(columns) + u"|"_s;
    };
    QVERIFY(firstTable(*rendered(table(5))));
    QVERIFY(!firstTable(*rendered(table(200))));
}

void TestMarkdownRenderer::emptyCellsKeepTheirPlace_data()
{
    QTest::addColumn<QString>("row");
    QTest::addColumn<QString>("cells");
    QTest::newRow("full") << u"| 4 | 5 | 6 |"_s << u"4\t5\t6"_s;
    QTest::newRow("nothing between") << u"|4||6|"_s << u"4\t\t6"_s;
    QTest::newRow("nothing at the start") << u"||5|6|"_s << u"\t5\t6"_s;
    QTest::newRow("nothing at the end") << u"|4|5||"_s << u"4\t5\t"_s;
    QTest::newRow("blanks") << u"| 4 |  |  |"_s << u"4\t\t"_s;
    QTest::newRow("blanks at the start") << u"|  |  | 6 |"_s << u"\t\t6"_s;
    QTest::newRow("nothing at all") << u"||||"_s << u"\t\t"_s;
    QTest::newRow("without its ends") << u"4 || 6"_s << u"4\t\t6"_s;
    QTest::newRow("short") << u"| 4 |"_s << u"4\t\t"_s;
    QTest::newRow("short, without its ends") << u"4 | 5"_s << u"4\t5\t"_s;
    QTest::newRow("a pipe that is text") << u"| 4 \\|| 6 |"_s << u"4 |\t6\t"_s;
    QTest::newRow("pipes in code") << u"| `a||b` || 6 |"_s << u"a||b\t\t6"_s;
    QTest::newRow("long") << u"| 4 || 6 | 7 || 9 |"_s << u"4\t\t6"_s;
}

void TestMarkdownRenderer::emptyCellsKeepTheirPlace()
{
    QFETCH(const QString, row);
    QFETCH(const QString, cells);
    for (const QString &prefix : {QString(), u"> "_s}) {
        const QString lines = u"| a || c |\n|---|---|:-:|\n| 1 | 2 | 3 |\n"_s + row + u"\n| 7 | 8 | 9 |"_s;
        const auto document = rendered(prefix + QString(lines).replace(u'\n', u'\n' + prefix));
        const QTextTable *table = firstTable(*document);
        QVERIFY(table);
        QCOMPARE(table->rows(), 4);
        QCOMPARE(table->columns(), 3);
        QCOMPARE(document->plainText(), u"a\t\tc\n1\t2\t3\n"_s + cells + u"\n7\t8\t9"_s);
    }
    // What only looks like one stays as it is.
    QCOMPARE(rendered(u"a || b\n\n# c || d\n\n- e || f"_s)->toPlainText(), u"a || b\nc || d\ne || f"_s);
}

void TestMarkdownRenderer::longWordsInTablesBreak()
{
    const QString word(300, u'w');
    const auto document = rendered(u"|a|b|\n|---|---|\n|"_s + word + u"|x|"_s);
    document->setTextWidth(lineWidth);
    QVERIFY(document->size().width() <= lineWidth + 1);
    QVERIFY(document->plainText().contains(word));
}

void TestMarkdownRenderer::cutsAndShowsMore()
{
    const QString text = u"Some words of a long answer.\n\n"_s.repeated(10000);
    const auto first = renderer().answer(text, noSources);
    QVERIFY(!first.complete);
    QVERIFY(first.document->characterCount() <= MarkdownLimits::stepCharacters);
    const auto second = renderer().answer(text, noSources, MarkdownLimits::forSteps(1));
    QVERIFY(!second.complete);
    QVERIFY(second.document->characterCount() > first.document->characterCount() * 3 / 2);
    QVERIFY(renderer().answer(text, noSources, MarkdownLimits::forSteps(30)).complete);
    QVERIFY(renderer().answer(u"short"_s, noSources).complete);
    QVERIFY(!renderer().plain(text).complete);
    QVERIFY(renderer().plain(text).document->characterCount() <= MarkdownLimits::stepCharacters);
    QVERIFY(renderer().plain(u"a\nb\n"_s).complete);
}

void TestMarkdownRenderer::cutsBetweenCharacters()
{
    for (int shift = 0; shift < 3; ++shift) {
        const QString text = QString(shift, u'x') + u"\U0001F600"_s.repeated(60000);
        for (const auto &part : {renderer().answer(text, noSources), renderer().plain(text)}) {
            const QString shown = part.document->toPlainText();
            QVERIFY(shown.isValidUtf16());
            QVERIFY(!shown.contains(QChar(QChar::ReplacementCharacter)));
        }
    }
}

void TestMarkdownRenderer::longWordsWrap()
{
    const auto document = rendered(QString(2000, u'w'));
    document->setTextWidth(lineWidth);
    QVERIFY(document->size().width() <= lineWidth + 1);
    QVERIFY(document->size().height() > 10 * QFontMetrics(QFont()).height());
}

void TestMarkdownRenderer::plainTextOfStructures()
{
    const QString markdown =
        u"# Title\n\nText with **bold** and [a link](https://a.example/).\n\n- one\n- two\n\n"
        "1. first\n2. second\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quoted\n\n`code`"_s;
    QCOMPARE(
        rendered(markdown)->plainText(),
        u"Title\n\nText with bold and a link.\n\n- one\n- two\n1. first\n2. second\n\na\tb\n1\t2\n\nquoted\n\ncode"_s);
}

void TestMarkdownRenderer::plainTextOfVisitorsIsNotMarkdown()
{
    const QString text = u"**not bold** <b>x</b>\n# no title\n![x](y)"_s;
    const auto document = renderer().plain(text).document;
    QCOMPARE(document->toPlainText(), text);
    QVERIFY(anchors(*document).isEmpty());
}

void TestMarkdownRenderer::giants_data()
{
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, const QString &text) { QTest::newRow(name) << text; };
    row("word of a megabyte", QString(1 << 20, u'w'));
    row("words of a megabyte", u"words "_s.repeated(1 << 18));
    row("combining marks", u"a"_s + u"\u0300"_s.repeated(100000));
    row("nested tables", u"<table><tr><td>"_s.repeated(200) + u"x"_s);
    row("nested quotes", QString(100000, u'>'));
    row("nested lists", u"- "_s.repeated(50000));
    row("nested lists and quotes", u"> - "_s.repeated(20000));
    row("brackets", QString(100000, u'['));
    row("image openings", u"!["_s.repeated(50000));
    row("links", u"[a](https://a.example/) "_s.repeated(20000));
    row("stars", u"*a "_s.repeated(30000));
    row("emphasis", u"*a* _b_ ~~c~~ "_s.repeated(20000));
    row("code spans", u"`a` "_s.repeated(20000));
    row("backticks", QString(100000, u'`'));
    row("unmatched code spans", [] {
        QString text;
        for (int i = 1; i < 300; ++i)
            text += QString(i, u'`') + u' ';
        return text;
    }());
    row("lines", u"a\n\n"_s.repeated(100000));
    row("wide table", u"|a"_s.repeated(20000) + u"\n"_s + u"|---"_s.repeated(20000));
    row("long table", u"|a|b|\n|---|---|\n"_s + u"|1|2|\n"_s.repeated(20000));
    row("short rows of a wide table",
        u"|a"_s.repeated(20) + u"|\n"_s + u"|---"_s.repeated(20) + u"|\n"_s + u"x\n"_s.repeated(9000));
    row("many tables", u"|a|\n|---|\n|b|\n\n"_s.repeated(5000));
    row("character references", u"&copy;"_s.repeated(20000));
    row("fences", u"```\n"_s.repeated(30000));
    row("headings", u"# a\n"_s.repeated(30000));
    row("rules", u"---\n"_s.repeated(30000));
    row("escapes", u"\\*"_s.repeated(50000));
    row("citation marks", u"a:cit[1/1]"_s.repeated(20000));
    row("mixed scripts", u"a\u05D0\u0645\u65E5"_s.repeated(30000));
    row("long word in a table", u"|a|\n|---|\n|"_s + QString(60000, u'w') + u"|"_s);
}

void TestMarkdownRenderer::giants()
{
    QFETCH(QString, text);
    // The bound is 200 ms in a release build on an idle machine; the factor allows for a debug build,
    // sanitizers and a busy one, and is still far below the seconds that the same texts take without the
    // limits.
    constexpr int allowed = 200 * 5;
    QElapsedTimer timer;
    timer.start();
    const auto part = renderer().answer(text, {1});
    const qint64 reading = timer.elapsed();
    part.document->setTextWidth(lineWidth);
    QImage image(lineWidth, 600, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::white);
    QPainter painter(&image);
    QAbstractTextDocumentLayout::PaintContext context;
    context.clip = QRectF(0, 0, lineWidth, 600);
    part.document->documentLayout()->draw(&painter, context);
    const qint64 elapsed = timer.elapsed();
    qInfo("%lld ms of which %lld reading, %d characters", elapsed, reading, part.document->characterCount());
    QVERIFY(part.document->characterCount() <= MarkdownLimits::stepCharacters * 2);
    QVERIFY2(elapsed < allowed, qPrintable(QString::number(elapsed)));
}

QTEST_MAIN(TestMarkdownRenderer)
#include "tst_markdownrenderer.moc"
