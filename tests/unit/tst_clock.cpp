// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"

#include <QTest>

using namespace confab;
using namespace std::chrono_literals;

class TestClock : public QObject
{
    Q_OBJECT

private slots:
    void whatIsOverAlreadyEnds();
    void endsNoSoonerThanItIsTold();
};

/// A timer of Qt with a span below zero would never end.
void TestClock::whatIsOverAlreadyEnds()
{
    SystemClock clock;
    int ended = 0;
    clock.after(-200ms, this, [&ended] { ++ended; });
    clock.after(0ms, this, [&ended] { ++ended; });
    QTRY_COMPARE(ended, 2);
}

/// A coarse timer of two seconds may end a tenth of a second early.
void TestClock::endsNoSoonerThanItIsTold()
{
    SystemClock clock;
    const auto began = clock.monotonic();
    std::chrono::milliseconds took{0};
    int ended = 0;
    for (int i = 0; i < 20; ++i) {
        clock.after(2000ms + i * 7ms, this, [&, i] {
            took = clock.monotonic() - began - i * 7ms;
            ended += took >= 2000ms ? 1 : 0;
        });
    }
    QTRY_COMPARE_WITH_TIMEOUT(ended, 20, 20'000);
}

QTEST_GUILESS_MAIN(TestClock)
#include "tst_clock.moc"
