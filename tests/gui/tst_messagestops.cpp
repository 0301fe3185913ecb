// SPDX-License-Identifier: GPL-3.0-or-later
// Links, Copy buttons and sources by keyboard.
#include "gui/messageworld.h"

#include "ui/messagestops.h"
#include "ui/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>

using namespace confab;

namespace {

using Kind = MessageHit::Kind;

struct World : MessageWorld
{
    World()
    {
        api.projectData[project].citations[CitationId{5}] = {
            CitationId{5}, u"Delivery"_s, {}, QUrl(u"https://docs.example/"_s)};
    }
    void ready()
    {
        showReady();
        pane.activateWindow();
        view().setFocus();
        QTRY_VERIFY(view().hasFocus());
        view().setCurrentIndex(model.index(1));
    }
    void tab(Qt::KeyboardModifiers keys = {}) const
    {
        QTest::keyClick(pane.focusWidget(), Qt::Key_Tab, keys);
    }
    [[nodiscard]] QString spoken() const { return view().accessibleDescription(); }
};

const QString rich =
    u"See [the **first** page](https://a.example/1) here\n\n```\ncode\n```\n\nand [second](https://a.example/2)"_s;

} // namespace

class TestMessageStops : public QObject
{
    Q_OBJECT

private slots:
    void tabGoesThroughThemAndOut();
    void returnDoesIt();
    void theRingIsVisible();
    void aStopOffScreenIsShown();
    void anotherMessageBeginsAnew();
};

void TestMessageStops::tabGoesThroughThemAndOut()
{
    World world;
    world.addAnswer(rich, {CitationId{5}});
    world.ready();
    auto *after = new QPushButton(u"after"_s, &world.pane);
    world.pane.addBelow(after);
    after->show();
    QTRY_COMPARE(world.view().messageDelegate().chip(5).state, MessageChip::State::Open);
    const QStringList stops{u"the first page"_s, u"code"_s, u"second"_s, u"[1] Delivery"_s};
    for (const QString &stop : stops) {
        world.tab();
        QVERIFY(world.view().hasFocus());
        QCOMPARE(world.spoken(), stop);
    }
    world.tab();
    QCOMPARE(world.pane.focusWidget(), after);
    world.tab(Qt::ShiftModifier);
    QVERIFY(world.view().hasFocus());
    world.tab();
    QCOMPARE(world.spoken(), stops.first());
    world.tab();
    QCOMPARE(world.spoken(), stops.at(1));
    world.tab(Qt::ShiftModifier);
    QCOMPARE(world.spoken(), stops.first());
}

void TestMessageStops::returnDoesIt()
{
    World world;
    world.addAnswer(rich, {CitationId{5}});
    world.ready();
    QTRY_COMPARE(world.view().messageDelegate().chip(5).state, MessageChip::State::Open);
    QSignalSpy wanted(&world.view(), &MessageView::sourceWanted);
    world.tab();
    QTest::keyClick(&world.view(), Qt::Key_Return);
    QCOMPARE(world.prompts.addresses.last().address, QUrl(u"https://a.example/1"_s));
    QTest::qWait(0);
    world.tab();
    QTest::keyClick(&world.view(), Qt::Key_Space);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"code"_s);
    world.tab();
    world.tab();
    QVERIFY(wanted.isEmpty());
    QTest::keyClick(&world.view(), Qt::Key_Enter);
    // A source is told of first; its address is opened from there.
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.first().at(0).toModelIndex(), world.model.index(1));
    QCOMPARE(wanted.first().at(1).toInt(), 0);
    QVERIFY(world.view().viewport()->rect().contains(wanted.first().at(2).toRect()));
    QCOMPARE(world.prompts.addresses.size(), 1);
}

void TestMessageStops::theRingIsVisible()
{
    World world;
    world.addAnswer(rich, {CitationId{5}});
    world.ready();
    const QModelIndex index = world.model.index(1);
    const MessageStops stops(world.view());
    const auto all = stops.of(index);
    const QColor accent = Theme::of(world.view().palette()).accent;
    for (const auto &stop : all) {
        const QImage before = world.view().viewport()->grab().toImage();
        world.tab();
        const QImage now = world.view().viewport()->grab().toImage();
        QVERIFY(!stop.rects.isEmpty());
        for (const QRect &rect : stop.rects) {
            const QRect there = rect.translated(world.view().visualRect(index).topLeft());
            int ring = 0;
            for (int x = there.left() + 3; x < there.right() - 3; ++x) {
                for (int y = there.bottom() - 1; y <= there.bottom() + 3; ++y)
                    ring += now.pixelColor(x, y) == accent && before.pixelColor(x, y) != accent;
            }
            QVERIFY2(ring >= (there.width() - 6) / 2, qPrintable(QString::number(ring)));
        }
    }
    QVERIFY(all.size() == 4);
}

void TestMessageStops::aStopOffScreenIsShown()
{
    World world;
    world.addAnswer(u"[top](https://a.example/1)\n\n"_s + longText(60) + u"[bottom](https://a.example/2)"_s);
    world.ready();
    const MessageStops stops(world.view());
    const auto seen = [&](int number) {
        const QModelIndex index = world.model.index(1);
        const QRect rect = stops.of(index).at(number).rects.first();
        return world.view().viewport()->rect().contains(
            rect.translated(world.view().visualRect(index).topLeft()));
    };
    world.tab();
    QVERIFY(seen(0) && !seen(1));
    world.tab();
    QVERIFY(seen(1) && !seen(0));
}

void TestMessageStops::anotherMessageBeginsAnew()
{
    World world;
    world.addAnswer(rich);
    world.addAnswer(u"[third](https://a.example/3)"_s);
    world.ready();
    world.tab();
    QCOMPARE(world.spoken(), u"the first page"_s);
    world.view().setCurrentIndex(world.model.index(3));
    world.tab();
    QCOMPARE(world.spoken(), u"third"_s);
}

QTEST_MAIN(TestMessageStops)
#include "tst_messagestops.moc"
