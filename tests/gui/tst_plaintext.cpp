// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plaintext.h"

#include <QLabel>
#include <QTest>
#include <QTextDocument>
#include <QTextLayout>

using namespace confab;
using namespace Qt::StringLiterals;

class TestPlainText : public QObject
{
    Q_OBJECT

private slots:
    void labelsShowMarkupAsItIs();
    void tooltipsShowMarkupAsItIs_data();
    void tooltipsShowMarkupAsItIs();
    void giantTooltipIsCut();
    void captionsHaveNoMnemonics();
    void isolatedTextsKeepTheirDirection();
};

void TestPlainText::labelsShowMarkupAsItIs()
{
    QWidget parent;
    QLabel *label = plainLabel(u"name"_s, &parent);
    QCOMPARE(label->objectName(), u"name"_s);
    QCOMPARE(label->textFormat(), Qt::PlainText);
    QVERIFY(!label->openExternalLinks());
    QVERIFY(!label->wordWrap());
    const QString hostile = u"<h1>x</h1><img src='file:///nonexistent/fifo'>"_s;
    label->setText(hostile);
    // Taken for markup it would be a tall line of one character.
    QVERIFY(label->sizeHint().width() >= label->fontMetrics().horizontalAdvance(hostile));
    QVERIFY(label->sizeHint().height() < 2 * label->fontMetrics().lineSpacing());
}

void TestPlainText::tooltipsShowMarkupAsItIs_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("plain") << u"Refund for order 88213"_s;
    QTest::newRow("markup") << u"<b>x</b><img src='file:///nonexistent/fifo'>"_s;
    QTest::newRow("entity") << u"Fish &amp; chips & <more>"_s;
    QTest::newRow("lines") << u"one\ntwo"_s;
    QTest::newRow("closing") << u"</qt></body><script>x</script>"_s;
}

void TestPlainText::tooltipsShowMarkupAsItIs()
{
    QFETCH(QString, text);
    const QString tip = plainToolTip(text);
    QVERIFY2(Qt::mightBeRichText(tip), "taken for plain text, it would show its entities");
    QTextDocument document;
    document.setHtml(tip);
    QCOMPARE(document.toPlainText(), text);

    QWidget widget;
    setPlainToolTip(&widget, text);
    QCOMPARE(widget.toolTip(), tip);
    QCOMPARE(widget.accessibleDescription(), text);
    setPlainToolTip(&widget, {});
    QVERIFY2(widget.toolTip().isEmpty(), "an empty tooltip shows nothing");
}

void TestPlainText::giantTooltipIsCut()
{
    QVERIFY(plainToolTip(QString(1 << 20, u'<')).size() < 8 * 1024);
}

void TestPlainText::captionsHaveNoMnemonics()
{
    QCOMPARE(plainCaption(u"Q&A && more"_s), u"Q&&A &&&& more"_s);
}

/// Among text from the right, what is typed from the left keeps its signs where they are.
void TestPlainText::isolatedTextsKeepTheirDirection()
{
    QVERIFY(isolated({}).isEmpty());
    const auto isColonAtTheEnd = [](const QString &text) {
        QTextLayout layout(text);
        QTextOption option;
        option.setTextDirection(Qt::RightToLeft);
        layout.setTextOption(option);
        layout.beginLayout();
        const QTextLine line = layout.createLine();
        layout.endLayout();
        const auto middleOf = [&](QChar sign) {
            const int at = int(text.indexOf(sign));
            return (line.cursorToX(at, QTextLine::Leading) + line.cursorToX(at, QTextLine::Trailing)) / 2;
        };
        return middleOf(u':') > middleOf(u'k');
    };
    QVERIFY(!isColonAtTheEnd(u"disliked:"_s));
    QVERIFY(isColonAtTheEnd(isolated(u"disliked:"_s)));
}

QTEST_MAIN(TestPlainText)
#include "tst_plaintext.moc"
