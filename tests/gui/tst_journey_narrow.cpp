// SPDX-License-Identifier: GPL-3.0-or-later
// A small window: nothing is cut in the midst of a word, and nothing takes more room than it gives back.
#include "gui/talk.h"
#include "models/conversationlistmodel.h"

#include <QHeaderView>
#include <QLabel>
#include <QProxyStyle>
#include <QScopeGuard>
#include <QSplitter>
#include <QStyleOptionComboBox>

using namespace confab;
using namespace confab::talk;

namespace {

/// Hears what a combo box paints as its text, and how much of that there is room for.
class Witness final : public QProxyStyle
{
public:
    Witness() : QProxyStyle(u"fusion"_s) {}

    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override
    {
        if (const auto *box = qstyleoption_cast<const QStyleOptionComboBox *>(option);
            box && element == CE_ComboBoxLabel) {
            text = box->currentText;
            room = subControlRect(CC_ComboBox, box, SC_ComboBoxEditField, widget).width();
        }
        QProxyStyle::drawControl(element, option, painter, widget);
    }

    mutable QString text;
    mutable int room = 0;
};

/// As narrow as the window can be, or 700 pixels, with the pane of the messages at its narrowest.
bool beginNarrow(Talk &talk)
{
    if (!talk.begin())
        return false;
    talk.window().resize(700, 700);
    auto *panes = talk.window().findChild<QSplitter *>(u"panes"_s);
    panes->setSizes({200, 5000, 1});
    return QTest::qWaitFor([&talk] { return talk.window().width() == 700; });
}

} // namespace

class TestJourneyNarrow : public QObject
{
    Q_OBJECT

private slots:
    void theNoteIsShownInFull();
    void whatIsTooLongEndsInAnEllipsis_data();
    void whatIsTooLongEndsInAnEllipsis();
    void theNameKeepsRoomBesideAllTheColumns();
    void theHintOfTheEditorIsOneLine();
    void theDetailsGiveTheirRoomBack();
    void theDetailsLeaveAWindowThatWasResized();
};

void TestJourneyNarrow::theNoteIsShownInFull()
{
    Talk talk;
    QVERIFY(beginNarrow(talk));
    int row = 0;
    while (talk.note().isEmpty() && row < 20)
        QVERIFY(talk.openRow(++row));
    QVERIFY(!talk.note().isEmpty());
    const auto *text = talk.window().findChild<QLabel *>(u"composerNoteText"_s);
    QTRY_VERIFY(text->height() >= text->heightForWidth(text->width()));
}

void TestJourneyNarrow::whatIsTooLongEndsInAnEllipsis_data()
{
    QTest::addColumn<bool>("mirrored");
    QTest::newRow("left to right") << false;
    QTest::newRow("right to left") << true;
}

void TestJourneyNarrow::whatIsTooLongEndsInAnEllipsis()
{
    QFETCH(const bool, mirrored);
    QApplication::setLayoutDirection(mirrored ? Qt::RightToLeft : Qt::LeftToRight);
    const auto restore = qScopeGuard([] { QApplication::setLayoutDirection(Qt::LeftToRight); });
    Talk talk;
    QVERIFY(beginNarrow(talk));
    Witness witness;
    int cut = 0;
    for (QComboBox *box : talk.window().findChildren<QComboBox *>()) {
        if (box->isEditable() || !box->isVisible())
            continue;
        box->setStyle(&witness);
        box->resize(72, box->height());
        box->grab();
        QVERIFY2(box->fontMetrics().horizontalAdvance(witness.text) <= witness.room,
                 qPrintable(witness.text));
        cut += witness.text.contains(u'…') ? 1 : 0;
        QVERIFY2(witness.text == box->currentText() || witness.text.contains(u'…'), qPrintable(witness.text));
        box->setStyle(nullptr);
    }
    QVERIFY(cut > 1);

    auto *header = talk.window().findChild<QWidget *>(u"messageHeader"_s);
    const auto *facts = talk.window().findChild<QLabel *>(u"conversationFacts"_s);
    const QString whole = facts->accessibleName();
    header->resize(120, header->height());
    QTRY_VERIFY(facts->text().endsWith(u'…'));
    QVERIFY(facts->text().startsWith(whole.first(3)));
    QVERIFY(facts->fontMetrics().horizontalAdvance(facts->text()) <= facts->width());
    QVERIFY(facts->toolTip().contains(whole));
}

void TestJourneyNarrow::theNameKeepsRoomBesideAllTheColumns()
{
    Talk talk;
    QVERIFY(talk.begin());
    QTreeView &list = *talk.list();
    const int least = list.fontMetrics().averageCharWidth() * 18;
    const int name = ConversationListModel::NameColumn;
    QList<int> opened;
    for (int column = 0; column < list.model()->columnCount(); ++column) {
        if (list.isColumnHidden(column))
            opened << column;
        list.setColumnHidden(column, false);
    }
    QTRY_VERIFY(list.horizontalScrollBar()->maximum() > 0);
    QTRY_VERIFY(list.columnWidth(name) >= least);
    list.header()->resizeSection(name, 30); // as by dragging
    QTRY_VERIFY(list.columnWidth(name) >= least);
    for (const int column : opened)
        list.setColumnHidden(column, true);
    QTRY_COMPARE(list.horizontalScrollBar()->maximum(), 0);
    QTRY_COMPARE(list.header()->length(), list.viewport()->width());
    // However narrow it was on the way.
    auto *panes = talk.window().findChild<QSplitter *>(u"panes"_s);
    const QList<int> before = panes->sizes();
    list.header()->resizeSection(ConversationListModel::CreatedColumn, 240);
    panes->setSizes({1, 1, 5000});
    QTRY_VERIFY(list.horizontalScrollBar()->maximum() > 0);
    panes->setSizes(before);
    QTRY_COMPARE(list.header()->length(), list.viewport()->width());
}

/// There is room for one line where nothing is written, whatever the window and the size of the letters.
void TestJourneyNarrow::theHintOfTheEditorIsOneLine()
{
    const QFont before = QApplication::font();
    const auto restore = qScopeGuard([&before] { QApplication::setFont(before); });
    Talk talk;
    QVERIFY(talk.begin());
    talk.list()->clearSelection();
    const QPlainTextEdit &editor = *talk.editor();
    const QString whole = u"Write to begin a new conversation"_s;
    QTRY_COMPARE(editor.placeholderText(), whole);

    QFont large = before;
    large.setPointSizeF(before.pointSizeF() * 1.5);
    QApplication::setFont(large);
    talk.window().resize(700, 700);
    talk.window().findChild<QSplitter *>(u"panes"_s)->setSizes({200, 5000, 1});
    QTRY_VERIFY(editor.placeholderText().endsWith(u'…'));
    QVERIFY(editor.placeholderText().startsWith(u"Write to"_s));
    const int margin = int(editor.document()->documentMargin());
    const int room = editor.viewport()->width() - margin;
    QVERIFY(editor.fontMetrics().horizontalAdvance(editor.placeholderText()) <= room);

    talk.window().resize(1500, 700);
    talk.window().findChild<QSplitter *>(u"panes"_s)->setSizes({200, 300, 1000});
    QTRY_COMPARE(editor.placeholderText(), whole);
}

void TestJourneyNarrow::theDetailsGiveTheirRoomBack()
{
    Talk talk;
    QVERIFY(beginNarrow(talk));
    talk.transcript()->setFocus();
    Journey::press(Qt::Key_I, Qt::ControlModifier);
    QTRY_VERIFY(talk.window().width() > 700);
    Journey::press(Qt::Key_I, Qt::ControlModifier);
    QTRY_COMPARE(talk.window().width(), 700);
    // Where there is room for it, the window stays as it is.
    talk.window().resize(1300, 700);
    Journey::press(Qt::Key_I, Qt::ControlModifier);
    QTRY_VERIFY(talk.action(u"Details"_s)->isChecked());
    QCoreApplication::processEvents();
    QCOMPARE(talk.window().width(), 1300);
    Journey::press(Qt::Key_I, Qt::ControlModifier);
    QCoreApplication::processEvents();
    QCOMPARE(talk.window().width(), 1300);
}

void TestJourneyNarrow::theDetailsLeaveAWindowThatWasResized()
{
    Talk talk;
    QVERIFY(beginNarrow(talk));
    talk.transcript()->setFocus();
    Journey::press(Qt::Key_I, Qt::ControlModifier);
    QTRY_VERIFY(talk.window().width() > 700);
    const int wider = talk.window().width() + 100;
    talk.window().resize(wider, 700);
    Journey::press(Qt::Key_I, Qt::ControlModifier);
    QTRY_VERIFY(!talk.action(u"Details"_s)->isChecked());
    QCoreApplication::processEvents();
    QCOMPARE(talk.window().width(), wider);
}

QTEST_MAIN(TestJourneyNarrow)
#include "tst_journey_narrow.moc"
