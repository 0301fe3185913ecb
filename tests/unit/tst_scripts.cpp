// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/markdownexcerpt.h"
#include "ui/markdownrenderer.h"

#include <QFontDatabase>
#include <QGlyphRun>
#include <QPalette>
#include <QTest>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextLayout>
#include <QTextTable>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

constexpr int lineWidth = 500;

std::unique_ptr<MarkdownDocument> rendered(const QString &text, const QList<qint64> &sources = {})
{
    return MarkdownRenderer(MarkdownStyle::of(QFont(), QPalette())).answer(text, sources).document;
}

const QTextTable *firstTable(const MarkdownDocument &document)
{
    for (const QTextFrame *frame : document.rootFrame()->childFrames()) {
        if (const auto *table = qobject_cast<const QTextTable *>(frame))
            return table;
    }
    return nullptr;
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

/// One paragraph as a message shows it.
struct Laid
{
    explicit Laid(const QString &text, int width = lineWidth) : document(rendered(text))
    {
        document->layOut(width);
        (void)document->size(); // Qt lays out when it is asked
    }
    [[nodiscard]] const QTextLayout &layout() const { return *document->begin().layout(); }
    [[nodiscard]] QTextLine line() const { return layout().lineAt(0); }
    [[nodiscard]] qreal width() const { return line().naturalTextWidth(); }
    [[nodiscard]] QList<QGlyphRun> runs() const
    {
        return layout().glyphRuns(0,
                                  document->begin().length() - 1); // a block's layout does not know its end
    }
    /// In the order they are drawn in, from the left.
    [[nodiscard]] QList<quint32> glyphs() const
    {
        QList<quint32> all;
        for (const QGlyphRun &run : runs())
            all += run.glyphIndexes();
        return all;
    }

    std::unique_ptr<MarkdownDocument> document;
};

} // namespace

/// What a message in a script other than the Latin one looks like.
class TestScripts : public QObject
{
    Q_OBJECT

private slots:
    void theCaretStopsAtClusters_data();
    void theCaretStopsAtClusters();
    void marksTakeNoRoomOfTheirOwn_data();
    void marksTakeNoRoomOfTheirOwn();
    void devanagariIsShaped();
    void arabicIsJoinedAndRunsFromTheRight();
    void columnsOfTablesFollowTheirDirection_data();
    void columnsOfTablesFollowTheirDirection();
    void mirroredCellsKeepWhatTheyAre();
};

void TestScripts::theCaretStopsAtClusters_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QFontDatabase::WritingSystem>("script");
    QTest::addColumn<QList<int>>("stops");
    QTest::newRow("Thai") << u"\u0E17\u0E35\u0E48\u0E19\u0E35\u0E48\u0E01"_s << QFontDatabase::Thai
                          << QList<int>{0, 3, 6, 7};
    QTest::newRow("Devanagari") << u"\u0915\u093F\u0924\u093E\u092C\u0947\u0902"_s
                                << QFontDatabase::Devanagari << QList<int>{0, 2, 4, 7};
    QTest::newRow("combining marks") << u"e\u0301q\u0303\u0323a"_s << QFontDatabase::Latin
                                     << QList<int>{0, 2, 5, 6};
    QTest::newRow("Hebrew with points") << u"\u05E9\u05C1\u05B8\u05DC\u05D5\u05B9\u05DD"_s
                                        << QFontDatabase::Hebrew << QList<int>{0, 3, 4, 6, 7};
    QTest::newRow("Arabic with marks")
        << u"\u0645\u064E\u0631\u0652\u062D"_s << QFontDatabase::Arabic << QList<int>{0, 2, 4, 5};
}

void TestScripts::theCaretStopsAtClusters()
{
    QFETCH(QString, text);
    QFETCH(QFontDatabase::WritingSystem, script);
    QFETCH(QList<int>, stops);
    if (QFontDatabase::families(script).isEmpty())
        QSKIP("No font of this machine has the script.");
    const Laid laid(text);
    QVERIFY(!laid.glyphs().isEmpty());
    QVERIFY(!laid.glyphs().contains(0)); // the box that stands for a missing glyph
    QCOMPARE(laid.document->begin().text(), text);
    QList<int> found{0};
    QTextCursor cursor(laid.document.get());
    while (cursor.movePosition(QTextCursor::NextCharacter))
        found += cursor.position();
    QCOMPARE(found, stops);
    const bool fromTheRight = laid.document->begin().textDirection() == Qt::RightToLeft;
    for (qsizetype i = 1; i < stops.size(); ++i) {
        const qreal step = laid.line().cursorToX(stops[i]) - laid.line().cursorToX(stops[i - 1]);
        QVERIFY(fromTheRight ? step < 0 : step > 0);
    }
    // No line begins in the middle of one, however narrow.
    const Laid narrow(text.repeated(8), 30);
    QVERIFY(narrow.layout().lineCount() > 1);
    for (int i = 0; i < narrow.layout().lineCount(); ++i)
        QVERIFY(stops.contains(narrow.layout().lineAt(i).textStart() % int(text.size())));
}

void TestScripts::marksTakeNoRoomOfTheirOwn_data()
{
    QTest::addColumn<QString>("base");
    QTest::addColumn<QString>("marked");
    QTest::addColumn<QFontDatabase::WritingSystem>("script");
    QTest::newRow("Thai") << u"\u0E17\u0E19"_s << u"\u0E17\u0E35\u0E48\u0E19\u0E35\u0E48"_s
                          << QFontDatabase::Thai;
    QTest::newRow("composed") << u"ee"_s << u"e\u0301e\u0301"_s << QFontDatabase::Latin;
    QTest::newRow("not composed") << u"qq"_s << u"q\u0303q\u0303"_s << QFontDatabase::Latin;
    QTest::newRow("Arabic") << u"\u0645\u0631"_s << u"\u0645\u064E\u0631\u0652"_s << QFontDatabase::Arabic;
}

void TestScripts::marksTakeNoRoomOfTheirOwn()
{
    QFETCH(QString, base);
    QFETCH(QString, marked);
    QFETCH(QFontDatabase::WritingSystem, script);
    if (QFontDatabase::families(script).isEmpty())
        QSKIP("No font of this machine has the script.");
    const qreal plain = Laid(base).width();
    const qreal with = Laid(marked).width();
    QVERIFY2(std::abs(with - plain) <= 1.0, qPrintable(u"%1 against %2"_s.arg(with).arg(plain)));
}

void TestScripts::devanagariIsShaped()
{
    if (QFontDatabase::families(QFontDatabase::Devanagari).isEmpty())
        QSKIP("No font of this machine has the script.");
    const QList<quint32> ka = Laid(u"\u0915"_s).glyphs();
    QCOMPARE(ka.size(), 1);
    // The vowel that is written after its consonant is drawn before it.
    const QList<quint32> ki = Laid(u"\u0915\u093F"_s).glyphs();
    QCOMPARE(ki.size(), 2);
    QCOMPARE(ki.last(), ka.first());
    // Consonants with a virama between them are one sign.
    const QList<quint32> ksha = Laid(u"\u0915\u094D\u0937"_s).glyphs();
    QVERIFY2(ksha.size() < 3, qPrintable(QString::number(ksha.size())));
}

void TestScripts::arabicIsJoinedAndRunsFromTheRight()
{
    if (QFontDatabase::families(QFontDatabase::Arabic).isEmpty())
        QSKIP("No font of this machine has the script.");
    const Laid word(u"\u0628\u0628\u0628"_s);
    QVERIFY(!word.runs().isEmpty());
    for (const QGlyphRun &run : word.runs())
        QVERIFY(run.isRightToLeft());
    const QList<quint32> alone = Laid(u"\u0628"_s).glyphs();
    QVERIFY(alone.size() >= 1 && word.glyphs().size() >= 3);
    QVERIFY(!word.glyphs().contains(alone.value(0))); // the beginning, the middle and the end look different
    QVERIFY(word.line().cursorToX(0) > word.line().cursorToX(3));
    // It begins at the right edge of the text, and a number inside it runs from the left.
    QVERIFY(word.line().cursorToX(0) > lineWidth - 2);
    const Laid mixed(u"\u0628\u0628 123 \u0628\u0628"_s);
    QVERIFY(mixed.line().cursorToX(4) < mixed.line().cursorToX(5));
    QVERIFY(mixed.line().cursorToX(0) > mixed.line().cursorToX(5));
    QVERIFY(mixed.line().cursorToX(4) > mixed.line().cursorToX(9));
}

void TestScripts::columnsOfTablesFollowTheirDirection_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QStringList>("cells");
    QTest::addColumn<bool>("fromTheRight");
    const QStringList hebrew{u"\u05D0\u05D1"_s, u"\u05D2"_s, u"\u05D3"_s, u"\u05D4"_s, u"1"_s, u"2"_s};
    const QStringList arabic{u"7"_s, u"\u0645\u0631\u062D\u0628\u0627 Qt"_s, u"\u0628"_s, u"x"_s, u"y"_s,
                             u"z"_s};
    const QStringList english{u"one"_s, u"\u05D0"_s, u"\u05D1"_s, u"1"_s, u"2"_s, u"3"_s};
    const QStringList numbers{u"1"_s, u"2"_s, u"3"_s, u"4"_s, u"5"_s, u"6"_s};
    const QString left = u"In English.\n\n"_s;
    const QString right = u"\u05E9\u05DC\u05D5\u05DD.\n\n"_s;
    QTest::newRow("Hebrew alone") << QString() << hebrew << true;
    QTest::newRow("Hebrew under English") << left << hebrew << true;
    QTest::newRow("Arabic after a number") << left << arabic << true;
    QTest::newRow("English alone") << QString() << english << false;
    QTest::newRow("English under Hebrew") << right << english << false;
    QTest::newRow("numbers under Hebrew") << right << numbers << true;
    QTest::newRow("numbers under English") << left << numbers << false;
}

void TestScripts::columnsOfTablesFollowTheirDirection()
{
    QFETCH(QString, before);
    QFETCH(QStringList, cells);
    QFETCH(bool, fromTheRight);
    const auto line = [&](int row) { return u"|"_s + cells.mid(3 * row, 3).join(u'|') + u"|\n"_s; };
    const auto document = rendered(before + line(0) + u"|---|---|---|\n"_s + line(1));
    document->layOut(lineWidth);
    (void)document->size();
    const QTextTable *table = firstTable(*document);
    QVERIFY(table);
    for (int row = 0; row < 2; ++row) {
        QList<qreal> places;
        for (const QString &cell : cells.mid(3 * row, 3)) {
            for (int column = 0; column < 3; ++column) {
                const QTextTableCell at = table->cellAt(row, column);
                if (at.firstCursorPosition().block().text() == cell)
                    places += document->caretRect(at.firstPosition()).x();
            }
        }
        QCOMPARE(places.size(), 3);
        QVERIFY(fromTheRight ? places[0] > places[1] && places[1] > places[2]
                             : places[0] < places[1] && places[1] < places[2]);
    }
    // Who copies it or hears it has the cells in their own order.
    const QString text = document->plainText();
    QVERIFY2(text.endsWith(cells.mid(0, 3).join(u'\t') + u'\n' + cells.mid(3).join(u'\t')), qPrintable(text));
    const QString markdown = markdownExcerpt(*document, 0, document->characterCount());
    QVERIFY2(markdown.endsWith(u"| "_s + cells.mid(3).join(u" | "_s) + u" |"_s), qPrintable(markdown));
}

void TestScripts::mirroredCellsKeepWhatTheyAre()
{
    const auto document =
        rendered(u"> \u05D0\n\n|[\u05D0](https://x.example/)|\u05D1|\u05D2|\n|:---|---|---:|\n"
                 "|**\u05D3** \u05D4| |`x`:cit[1/1]|"_s,
                 {77});
    const QTextTable *table = firstTable(*document);
    QVERIFY(table);
    const auto format = [&](int row, int column, int character) {
        QTextCursor cursor(table->cellAt(row, column).firstCursorPosition());
        cursor.movePosition(QTextCursor::NextCharacter, QTextCursor::MoveAnchor, character + 1);
        return cursor.charFormat();
    };
    QCOMPARE(format(0, 2, 0).anchorHref(), u"https://x.example/"_s);
    QCOMPARE(format(0, 0, 0).fontWeight(), int(QFont::DemiBold));
    QVERIFY(format(1, 2, 0).fontWeight() > QFont::Normal);
    QVERIFY(format(1, 2, 2).fontWeight() <= QFont::Normal);
    QVERIFY(format(1, 0, 0).fontFixedPitch());
    QCOMPARE(anchors(*document),
             (QStringList{u"https://x.example/"_s, MarkdownDocument::referenceAnchor(1)}));
    QCOMPARE(document->plainText().section(u'\n', -1).section(u'\t', 0, 1), u"\u05D3 \u05D4\t"_s);
}

QTEST_MAIN(TestScripts)
#include "tst_scripts.moc"
