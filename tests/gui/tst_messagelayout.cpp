// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/messagelayout.h"

#include <QTest>

using namespace confab;

class TestMessageLayout : public QObject
{
    Q_OBJECT

private slots:
    void visitorStandsLeftAndAgentRight();
    void partsFollowDownwards();
    void doublesWithTheFont();
    void mirrorsForRightToLeft_data();
    void mirrorsForRightToLeft();
    void isNeverWiderThanTheRow_data();
    void isNeverWiderThanTheRow();
    void isAtMostAsWideAsItsLines();
    void chipsMakeEqualColumns();
    void heightDoesNotDependOnTitles();
    void dayStandsAbove();
    void buttonsStandBesideTheName_data();
    void buttonsStandBesideTheName();
    void buttonsMakeANarrowNameNarrower();

private:
    static MessageLayout::Metrics metrics(int scale = 1)
    {
        return {4 * scale, 15 * scale, 15 * scale, 19 * scale, 180 * scale, 500 * scale, 23 * scale};
    }
    static MessageLayout::Input input(bool agent = false)
    {
        MessageLayout::Input in;
        in.rowWidth = 800;
        in.fromAgent = agent;
        in.content = QSize(200, 40);
        in.metaWidth = 90;
        return in;
    }
};

void TestMessageLayout::visitorStandsLeftAndAgentRight()
{
    const auto visitor = MessageLayout::of(metrics(), input());
    QCOMPARE(visitor.bubble, QRect(16, 27, 224, 56));
    QCOMPARE(visitor.meta, QRect(16, 8, 90, 15));
    QCOMPARE(visitor.content, QRect(28, 35, 200, 40));
    QVERIFY(visitor.day.isNull());
    QVERIFY(visitor.more.isNull());
    QVERIFY(visitor.chips.isEmpty());
    QCOMPARE(visitor.height, 91);

    const auto agent = MessageLayout::of(metrics(), input(true));
    QCOMPARE(agent.bubble, QRect(560, 27, 224, 56));
    QCOMPARE(agent.meta, QRect(694, 8, 90, 15));
    QCOMPARE(agent.content, QRect(572, 35, 200, 40));
    QCOMPARE(agent.height, 91);
}

void TestMessageLayout::partsFollowDownwards()
{
    auto in = input(true);
    in.startsDay = true;
    in.chips = 5;
    in.moreWidth = 60;
    const auto layout = MessageLayout::of(metrics(), in);
    QVERIFY(layout.day.bottom() < layout.meta.top());
    QVERIFY(layout.meta.bottom() < layout.bubble.top());
    QVERIFY(layout.content.bottom() < layout.more.top());
    QCOMPARE(layout.chips.size(), 5);
    QVERIFY(layout.more.bottom() < layout.chips.first().top());
    for (const QRect &part : layout.chips + QList<QRect>{layout.content, layout.more})
        QVERIFY(layout.bubble.contains(part));
    for (int i = 0; i < 5; ++i) {
        for (int j = 0; j < i; ++j)
            QVERIFY(!layout.chips.at(i).intersects(layout.chips.at(j)));
    }
    QVERIFY(layout.bubble.bottom() < layout.height);
}

void TestMessageLayout::doublesWithTheFont()
{
    auto in = input(true);
    in.startsDay = true;
    in.chips = 2;
    auto twice = in;
    twice.rowWidth *= 2;
    twice.content *= 2;
    twice.metaWidth *= 2;
    const auto one = MessageLayout::of(metrics(), in);
    const auto two = MessageLayout::of(metrics(2), twice);
    QCOMPARE(two.height, 2 * one.height);
    QCOMPARE(two.bubble, QRect(one.bubble.topLeft() * 2, one.bubble.size() * 2));
    QCOMPARE(two.content, QRect(one.content.topLeft() * 2, one.content.size() * 2));
    QCOMPARE(two.day, QRect(one.day.topLeft() * 2, one.day.size() * 2));
    QCOMPARE(two.chips.last(), QRect(one.chips.last().topLeft() * 2, one.chips.last().size() * 2));
}

void TestMessageLayout::mirrorsForRightToLeft_data()
{
    QTest::addColumn<bool>("agent");
    QTest::newRow("visitor") << false;
    QTest::newRow("agent") << true;
}

void TestMessageLayout::mirrorsForRightToLeft()
{
    QFETCH(bool, agent);
    auto in = input(agent);
    in.chips = 3;
    in.moreWidth = 50;
    in.startsDay = true;
    const auto left = MessageLayout::of(metrics(), in);
    in.direction = Qt::RightToLeft;
    const auto right = MessageLayout::of(metrics(), in);
    const auto mirrored = [&](const QRect &rect) {
        return QRect(in.rowWidth - rect.x() - rect.width(), rect.y(), rect.width(), rect.height());
    };
    QCOMPARE(right.bubble, mirrored(left.bubble));
    QCOMPARE(right.meta, mirrored(left.meta));
    QCOMPARE(right.content, mirrored(left.content));
    QCOMPARE(right.more, mirrored(left.more));
    QCOMPARE(right.day, mirrored(left.day));
    for (int i = 0; i < 3; ++i)
        QCOMPARE(right.chips.at(i), mirrored(left.chips.at(i)));
    QCOMPARE(right.height, left.height);
}

void TestMessageLayout::isNeverWiderThanTheRow_data()
{
    QTest::addColumn<int>("width");
    for (const int width : {120, 200, 320, 640, 1920})
        QTest::addRow("%d", width) << width;
}

void TestMessageLayout::isNeverWiderThanTheRow()
{
    QFETCH(int, width);
    for (const bool agent : {false, true}) {
        auto in = input(agent);
        in.rowWidth = width;
        in.content = QSize(100000, 20); // A very long word that could not be broken.
        in.metaWidth = 100000;
        in.moreWidth = 100000;
        in.chips = 7;
        const auto layout = MessageLayout::of(metrics(), in);
        const QRect row(0, 0, width, layout.height);
        for (const QRect &part :
             layout.chips + QList<QRect>{layout.meta, layout.bubble, layout.content, layout.more})
            QVERIFY2(row.contains(part), qPrintable(QStringLiteral("%1+%2").arg(part.x()).arg(part.width())));
        for (const QRect &chip : layout.chips)
            QVERIFY(layout.bubble.contains(chip));
    }
}

void TestMessageLayout::isAtMostAsWideAsItsLines()
{
    QCOMPARE(metrics().textWidth(4000), 500);
    QVERIFY(metrics().textWidth(400) < 400);
    QVERIFY(metrics().textWidth(1) >= 1);
    // Room stays beside a bubble that fills its line, so that one sees whose it is.
    auto in = input(true);
    in.rowWidth = 400;
    in.content.setWidth(metrics().textWidth(400));
    QVERIFY(MessageLayout::of(metrics(), in).bubble.left() > 2 * 16);
}

void TestMessageLayout::chipsMakeEqualColumns()
{
    auto in = input(true);
    in.chips = 3;
    const auto layout = MessageLayout::of(metrics(), in);
    QCOMPARE(layout.chips.at(0).size(), QSize(248, 19));
    QCOMPARE(layout.chips.at(1).y(), layout.chips.at(0).y());
    QCOMPARE(layout.chips.at(1).x(), layout.chips.at(0).x() + 252);
    QCOMPARE(layout.chips.at(2), layout.chips.at(0).translated(0, 23));
    in.rowWidth = 260;
    const auto narrow = MessageLayout::of(metrics(), in);
    QCOMPARE(narrow.chips.at(1).x(), narrow.chips.at(0).x());
    QVERIFY(narrow.chips.at(1).y() > narrow.chips.at(0).y());
}

void TestMessageLayout::heightDoesNotDependOnTitles()
{
    // The input knows the number of chips alone; this pins that the bubble is wide enough for them in any
    // case.
    auto in = input(true);
    in.content.setWidth(10);
    in.chips = 1;
    QCOMPARE(MessageLayout::of(metrics(), in).content.width(), 248);
}

void TestMessageLayout::buttonsStandBesideTheName_data()
{
    QTest::addColumn<int>("scale");
    QTest::addColumn<Qt::LayoutDirection>("direction");
    QTest::addColumn<bool>("agent");
    QTest::addColumn<QRect>("buttons");
    QTest::newRow("agent") << 1 << Qt::LeftToRight << true << QRect(644, 4, 46, 23);
    QTest::newRow("visitor") << 1 << Qt::LeftToRight << false << QRect(110, 4, 46, 23);
    QTest::newRow("200 %") << 2 << Qt::LeftToRight << true << QRect(1288, 8, 92, 46);
    QTest::newRow("right to left") << 1 << Qt::RightToLeft << true << QRect(110, 4, 46, 23);
    QTest::newRow("right to left, 200 %") << 2 << Qt::RightToLeft << true << QRect(220, 8, 92, 46);
}

void TestMessageLayout::buttonsStandBesideTheName()
{
    QFETCH(int, scale);
    QFETCH(Qt::LayoutDirection, direction);
    QFETCH(bool, agent);
    QFETCH(QRect, buttons);
    auto in = input(agent);
    in.rowWidth *= scale;
    in.content *= scale;
    in.metaWidth *= scale;
    in.direction = direction;
    const auto without = MessageLayout::of(metrics(scale), in);
    QVERIFY(without.buttons.isNull());
    in.buttons = 2;
    const auto with = MessageLayout::of(metrics(scale), in);
    QCOMPARE(with.buttons, buttons);
    // Nothing moves when they appear, and they stand above the text.
    QCOMPARE(with.height, without.height);
    QCOMPARE(with.meta, without.meta);
    QCOMPARE(with.bubble, without.bubble);
    QVERIFY(!with.buttons.intersects(with.meta));
    QVERIFY(!with.buttons.intersects(with.content));
}

void TestMessageLayout::buttonsMakeANarrowNameNarrower()
{
    auto in = input(true);
    in.rowWidth = 120;
    in.metaWidth = 300;
    in.buttons = 2;
    const auto layout = MessageLayout::of(metrics(), in);
    QVERIFY(layout.buttons.left() >= 0);
    QVERIFY(!layout.buttons.intersects(layout.meta));
    QCOMPARE(layout.meta.width(), 120 - 32 - 46 - 4);
}

void TestMessageLayout::dayStandsAbove()
{
    auto in = input();
    const auto without = MessageLayout::of(metrics(), in);
    in.startsDay = true;
    const auto with = MessageLayout::of(metrics(), in);
    QCOMPARE(with.day, QRect(16, 16, 768, 15));
    QCOMPARE(with.height - without.height, with.bubble.y() - without.bubble.y());
    QVERIFY(with.height > without.height);
}

QTEST_APPLESS_MAIN(TestMessageLayout)
#include "tst_messagelayout.moc"
