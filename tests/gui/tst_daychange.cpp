// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/manualclock.h"
#include "ui/daychange.h"

#include <QSignalSpy>
#include <QTest>

using namespace confab;
using namespace std::chrono_literals;

class TestDayChange : public QObject
{
    Q_OBJECT

private slots:
    void midnightIsThePersonsOwn();
    void anotherZoneIsAChange();
};

void TestDayChange::midnightIsThePersonsOwn()
{
    // 21:58 UTC is two minutes before midnight at two hours east.
    ManualClock clock(QDateTime({2026, 11, 22}, {21, 58}, Qt::UTC), QTimeZone(2 * 3600));
    DayChange day(clock);
    QSignalSpy changed(&day, &DayChange::dayChanged);
    clock.advance(1min);
    QCOMPARE(changed.count(), 0);
    clock.advance(2min);
    QCOMPARE(changed.count(), 1);
    clock.advance(23h);
    QCOMPARE(changed.count(), 1);
    clock.advance(1h);
    QCOMPARE(changed.count(), 2);
}

void TestDayChange::anotherZoneIsAChange()
{
    ManualClock clock(QDateTime({2026, 11, 22}, {12, 0}, Qt::UTC), QTimeZone(0));
    DayChange day(clock);
    QSignalSpy changed(&day, &DayChange::dayChanged);
    clock.setZone(QTimeZone(3600));
    clock.advance(1min);
    QCOMPARE(changed.count(), 1);
}

QTEST_GUILESS_MAIN(TestDayChange)
#include "tst_daychange.moc"
