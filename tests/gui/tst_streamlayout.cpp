// SPDX-License-Identifier: GPL-3.0-or-later
// What an answer that grows costs the view.
#include "fakes/manualclock.h"
#include "support/streamworld.h"

#include <QScrollBar>
#include <QTest>

using namespace confab;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// Counts what makes a widget paint.
class PaintCount final : public QObject
{
public:
    explicit PaintCount(QWidget &widget) { widget.installEventFilter(this); }
    int paints = 0;
    int again = 0; ///< Wanted while it was painting.

private:
    bool eventFilter(QObject *, QEvent *event) override
    {
        paints += event->type() == QEvent::Paint ? 1 : 0;
        again += event->type() == QEvent::UpdateLater ? 1 : 0;
        return false;
    }
};

} // namespace

class TestStreamLayout : public QObject
{
    Q_OBJECT

private slots:
    void oneLayoutAFrameAndNoneOfTheOthers();
    void nothingMovesWhileItIsPainted();
    void nothingMovesForOneWhoReadsFurtherUp();
};

void TestStreamLayout::oneLayoutAFrameAndNoneOfTheOthers()
{
    ManualClock clock;
    StreamWorld world(clock, 20);
    QTRY_VERIFY(world.made() > 0);
    QVERIFY(QTest::qWaitForWindowExposed(&world.pane));
    QVERIFY(world.ask());
    emit world.api.streams.last()->started();
    QTest::qWait(50);
    const qint64 before = world.made();
    const int others = world.layoutsOfOthers();
    QVERIFY(others > 0);
    constexpr int chunks = 2000;
    constexpr int perFrame = 40;
    qint64 frames = 0;
    for (int i = 0; i < chunks; ++i) {
        world.say(i % 25 == 24 ? u"words.\n\n"_s : u"some **more** "_s);
        if (i % perFrame != perFrame - 1)
            continue;
        clock.advance(16ms);
        ++frames;
        QTRY_COMPARE(world.made() - before, frames);
        // Whatever else the view does later, it does now.
        QCoreApplication::processEvents();
    }
    QCOMPARE(world.made() - before, frames);
    QCOMPARE(world.layoutsOfOthers(), others);
    QVERIFY(world.model.index(world.model.rowCount() - 1).data(MessageListModel::TextRole).toString().size() >
            20'000);
    const QScrollBar *bar = world.pane.view().verticalScrollBar();
    QCOMPARE(bar->value(), bar->maximum());
}

// A painting may fall due at any moment after a frame's text has come. Whatever was laid out only then would
// be painted twice.
void TestStreamLayout::nothingMovesWhileItIsPainted()
{
    ManualClock clock;
    StreamWorld world(clock, 20);
    QTRY_VERIFY(world.made() > 0);
    QVERIFY(QTest::qWaitForWindowExposed(&world.pane));
    QVERIFY(world.ask());
    emit world.api.streams.last()->started();
    QWidget *port = world.pane.view().viewport();
    QTest::qWait(50);
    PaintCount count(*port);
    for (int frame = 1; frame <= 20; ++frame) {
        for (int i = 0; i < 10; ++i)
            world.say(u"some **more** words "_s);
        QCoreApplication::processEvents();
        QCOMPARE(count.paints, frame - 1); // not before its frame
        clock.advance(16ms);
        port->repaint();
        QCoreApplication::processEvents();
        QCOMPARE(count.again, 0);
        QCOMPARE(count.paints, frame);
    }
}

void TestStreamLayout::nothingMovesForOneWhoReadsFurtherUp()
{
    ManualClock clock;
    StreamWorld world(clock, 40);
    QTRY_VERIFY(world.made() > 0);
    QVERIFY(world.ask());
    emit world.api.streams.last()->started();
    QTest::qWait(50);
    MessageView &view = world.pane.view();
    view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum() / 2);
    QTest::qWait(50);
    const QModelIndex row = view.indexAt(view.viewport()->rect().center());
    QVERIFY(row.isValid());
    const QRect where = view.visualRect(row);
    const int value = view.verticalScrollBar()->value();
    for (int frame = 0; frame < 30; ++frame) {
        world.say(u"A paragraph that needs its room.\n\n"_s);
        clock.advance(16ms);
        QCoreApplication::processEvents();
        QCOMPARE(view.visualRect(row), where);
        QCOMPARE(view.verticalScrollBar()->value(), value);
    }
    QVERIFY(view.verticalScrollBar()->maximum() > value + 500);
}

QTEST_MAIN(TestStreamLayout)
#include "tst_streamlayout.moc"
