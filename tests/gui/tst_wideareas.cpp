// SPDX-License-Identifier: GPL-3.0-or-later
// Code and tables that are wider than their bubble.
#include "gui/messageworld.h"

#include "ui/messageselector.h"

#include <QSignalSpy>
#include <QTextBlock>
#include <QTextTable>
#include <QWheelEvent>

using namespace confab;

namespace {

struct World : MessageWorld
{
    void ready()
    {
        showReady();
        view().setFocus();
        view().setCurrentIndex(model.index(1));
    }
    [[nodiscard]] MarkdownDocument &document() const
    {
        return *view().messageDelegate().shown(model.index(1), view().viewport()->width()).entry->document;
    }
    [[nodiscard]] MarkdownDocument::Area area() const { return document().wideAreas().value(0); }
    /// On screen, of a place in the document.
    [[nodiscard]] QPoint onScreen(QPointF inDocument) const
    {
        const auto shown = view().messageDelegate().shown(model.index(1), view().viewport()->width());
        return inDocument.toPoint() + shown.layout.content.topLeft() +
               view().visualRect(model.index(1)).topLeft();
    }
    void wheel(QPoint angle, Qt::KeyboardModifiers keys = {}) const
    {
        const QPoint at = onScreen(area().visible.center());
        QWheelEvent event(at, view().viewport()->mapToGlobal(at), {}, angle, Qt::NoButton, keys,
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(view().viewport(), &event);
    }
    [[nodiscard]] QImage picture() const { return view().viewport()->grab().toImage(); }
};

const QString wideCode = u"```\nshort\n"_s + u"0123456789"_s.repeated(40) + u"end\nlast\n```\n\nafter"_s;

QString wideTable()
{
    QString head = u"|"_s;
    QString rule = u"|"_s;
    QString row = u"|"_s;
    for (int i = 0; i < 12; ++i) {
        head += u" heading %1 |"_s.arg(i);
        rule += u"---|"_s;
        row += u" a cell of some words %1 |"_s.arg(i);
    }
    return head + u'\n' + rule + u'\n' + row + u'\n' + row + u"\n\nafter"_s;
}

} // namespace

class TestWideAreas : public QObject
{
    Q_OBJECT

private slots:
    void codeIsNotWrapped();
    void theWheelScrollsSideways();
    void theBarIsDragged();
    void arrowsScroll();
    void tablesScroll();
    void narrowOnesDoNot();
    void wordsOutOfSightAreShown();
    void selectingFollowsWhatIsSeen();
};

void TestWideAreas::codeIsNotWrapped()
{
    World world;
    world.addAnswer(wideCode);
    world.ready();
    const MarkdownDocument &document = world.document();
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next())
        QCOMPARE(block.layout()->lineCount(), 1);
    QCOMPARE(document.wideAreas().size(), 1);
    QVERIFY(world.area().rect.width() > 2 * world.area().visible.width());
    QVERIFY(world.area().visible.width() <= document.textWidth());
    QVERIFY(document.codes().first().text.endsWith(u"end\nlast"_s));
}

void TestWideAreas::theWheelScrollsSideways()
{
    World world;
    world.addAnswer(longText(20) + wideCode);
    world.ready();
    world.bar().setValue(world.bar().maximum());
    const int before = world.bar().value();
    const QImage picture = world.picture();
    world.wheel({0, -120}, Qt::ShiftModifier);
    const qreal once = world.area().offset;
    QVERIFY(once > 0);
    QVERIFY(world.picture() != picture);
    world.wheel({-120, 0});
    QVERIFY(world.area().offset > once);
    world.wheel({120, 0});
    world.wheel({120, 0});
    world.wheel({120, 0}); // at its start nothing more happens
    QCOMPARE(world.area().offset, 0.0);
    QCOMPARE(world.picture(), picture);
    QCOMPARE(world.bar().value(), before);
    world.wheel({0, 120});
    QVERIFY(world.bar().value() < before);
}

void TestWideAreas::theBarIsDragged()
{
    World world;
    world.addAnswer(wideCode);
    world.ready();
    const QPoint from = world.onScreen(world.area().bar().center());
    const QPoint to = from + QPoint(int(world.area().visible.width()), 0);
    QTest::mousePress(world.view().viewport(), Qt::LeftButton, {}, from);
    QMouseEvent move(QEvent::MouseMove, to, world.view().viewport()->mapToGlobal(to), Qt::NoButton,
                     Qt::LeftButton, {});
    QCoreApplication::sendEvent(world.view().viewport(), &move);
    QTest::mouseRelease(world.view().viewport(), Qt::LeftButton, {}, to);
    QCOMPARE(world.area().offset, world.area().maxOffset());
    QVERIFY(world.view().selector().selection().isEmpty());
    // Beside the bar: it jumps there.
    QTest::mouseClick(
        world.view().viewport(), Qt::LeftButton, {},
        world.onScreen(world.area().track().center() - QPointF(world.area().visible.width() / 2 - 4, 0)));
    QCOMPARE(world.area().offset, 0.0);
}

void TestWideAreas::arrowsScroll()
{
    World world;
    world.addAnswer(wideCode);
    world.ready();
    QTest::keyClick(&world.view(), Qt::Key_Right);
    const qreal once = world.area().offset;
    QVERIFY(once > 0);
    QTest::keyClick(&world.view(), Qt::Key_Right);
    QVERIFY(world.area().offset > once);
    QTest::keyClick(&world.view(), Qt::Key_Left);
    QTest::keyClick(&world.view(), Qt::Key_Left);
    QCOMPARE(world.area().offset, 0.0);
    QCOMPARE(world.view().currentIndex().row(), 1);
}

void TestWideAreas::tablesScroll()
{
    World world;
    world.addAnswer(wideTable());
    world.ready();
    QCOMPARE(world.document().wideAreas().size(), 1);
    QVERIFY(world.area().rect.width() > 2 * world.area().visible.width());
    const QImage picture = world.picture();
    world.wheel({-600, 0});
    QVERIFY(world.area().offset > 0);
    QVERIFY(world.picture() != picture);
}

void TestWideAreas::narrowOnesDoNot()
{
    World world;
    world.addAnswer(u"```\nshort\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |"_s);
    world.ready();
    QVERIFY(world.document().wideAreas().isEmpty());
    const auto *table =
        qobject_cast<const QTextTable *>(world.document().rootFrame()->childFrames().value(0));
    QVERIFY(table && table->format().width().type() == QTextLength::VariableLength);
}

void TestWideAreas::wordsOutOfSightAreShown()
{
    World world;
    world.addAnswer(wideCode);
    world.ready();
    const int at = int(world.document().toRawText().indexOf(u"end"_s));
    const MessageSelection::Position position{MessageDelegate::key(world.model.index(1)), at};
    const auto seen = [&] {
        const QRectF visible = world.area().visible;
        return world.view().caretRect(position).x() < world.onScreen(visible.topRight()).x();
    };
    QVERIFY(!seen());
    world.view().showPosition(position);
    QVERIFY(seen());
}

void TestWideAreas::selectingFollowsWhatIsSeen()
{
    World world;
    world.addAnswer(wideCode);
    world.ready();
    world.wheel({-100000, 0});
    QCOMPARE(world.area().offset, world.area().maxOffset());
    const int at = int(world.document().toRawText().indexOf(u"end"_s));
    const auto key = MessageDelegate::key(world.model.index(1));
    QTest::mouseDClick(world.view().viewport(), Qt::LeftButton, {},
                       world.view().caretRect({key, at + 1}).center());
    const auto part = world.view().selector().selection().partOf(key);
    QVERIFY(part && part->to == at + 3);
}

QTEST_MAIN(TestWideAreas)
#include "tst_wideareas.moc"
