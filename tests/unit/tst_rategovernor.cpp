// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/rategovernor.h"
#include "api/replyheaders.h"
#include "fakes/manualclock.h"

#include <QSignalSpy>
#include <QTest>

#include <map>

using namespace confab;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

ReplyHeaders headers(const QList<QPair<QByteArray, QByteArray>> &pairs)
{
    return ReplyHeaders(pairs);
}

ReplyHeaders count(int limit, int remaining)
{
    return headers({{"X-RateLimit-Limit", QByteArray::number(limit)},
                    {"X-RateLimit-Remaining", QByteArray::number(remaining)}});
}

/// Callers who note when they were let in.
struct Crowd
{
    explicit Crowd(ManualClock &manualClock) : clock(manualClock), governor(manualClock) {}

    void enter(const QString &name, Lane lane = Lane::Visible,
               RateGovernor::Place place = RateGovernor::Place::Back)
    {
        tickets[name] = governor.enter(
            lane,
            [this, name] {
                started << name;
                times << clock.monotonic();
            },
            place);
    }
    void enter(int many, const QString &prefix, Lane lane = Lane::Visible)
    {
        for (int i = 0; i < many; ++i)
            enter(prefix + QString::number(i), lane);
    }
    /// The call is answered and over.
    void answer(const QString &name, const ReplyHeaders &reply)
    {
        tickets[name].learn(reply);
        tickets[name].release();
    }
    void settle() { QCoreApplication::sendPostedEvents(); }
    /// A server with a fixed window that answers everyone at once, until nobody is let in any more.
    void serve(int limit, int &left, std::chrono::milliseconds span)
    {
        for (std::chrono::milliseconds passed{0};; passed += 1s) {
            settle();
            while (served < started.size()) {
                left = std::max(0, left - 1);
                answer(started[served++], count(limit, left));
                settle();
            }
            if (passed >= span)
                return;
            clock.advance(1s);
        }
    }

    ManualClock &clock;
    RateGovernor governor;
    std::map<QString, RateTicket> tickets;
    QStringList started;
    QList<std::chrono::milliseconds> times;
    qsizetype served = 0;
};

} // namespace

class TestRateGovernor : public QObject
{
    Q_OBJECT

private slots:
    void startsFromTheEventLoopOnly()
    {
        ManualClock clock;
        Crowd crowd(clock);
        crowd.enter(u"a"_s);
        QVERIFY(crowd.started.isEmpty());
        crowd.settle();
        QCOMPARE(crowd.started, QStringList{u"a"_s});
    }

    void atMostFiveAtOnce()
    {
        ManualClock clock;
        Crowd crowd(clock);
        crowd.enter(8, u"c"_s);
        crowd.settle();
        QCOMPARE(crowd.started.size(), 5);
        QCOMPARE(crowd.governor.pace().inFlight, 5);
        QCOMPARE(crowd.governor.pace().waiting, 3);
        crowd.answer(u"c2"_s, count(60, 55));
        crowd.settle();
        QCOMPARE(crowd.started.size(), 6);
        QCOMPARE(crowd.started.last(), u"c5"_s);
    }

    void lanesAndOrder()
    {
        ManualClock clock;
        Crowd crowd(clock);
        crowd.enter(5, u"busy"_s);
        crowd.settle();
        crowd.enter(u"b1"_s, Lane::Background);
        crowd.enter(u"b2"_s, Lane::Background);
        crowd.enter(u"v1"_s, Lane::Visible);
        crowd.enter(u"v2"_s, Lane::Visible);
        crowd.enter(u"i1"_s, Lane::Interactive);
        crowd.enter(u"i2"_s, Lane::Interactive);
        crowd.enter(u"i0"_s, Lane::Interactive, RateGovernor::Place::Front);
        crowd.started.clear();
        for (int i = 0; i < 5; ++i)
            crowd.tickets[u"busy"_s + QString::number(i)].release();
        crowd.settle();
        QCOMPARE(crowd.started, (QStringList{u"i0"_s, u"i1"_s, u"i2"_s, u"v1"_s, u"v2"_s}));
        crowd.tickets[u"i1"_s].release();
        crowd.tickets[u"i2"_s].release();
        crowd.settle();
        QCOMPARE(crowd.started.mid(5), (QStringList{u"b1"_s, u"b2"_s}));
    }

    void withdrawnTicketsNeverStart()
    {
        ManualClock clock;
        Crowd crowd(clock);
        crowd.enter(7, u"c"_s);
        crowd.tickets[u"c0"_s].release();
        crowd.settle();
        crowd.tickets[u"c6"_s] = RateTicket();
        crowd.tickets.erase(u"c1"_s);
        crowd.settle();
        QCOMPARE(crowd.started, (QStringList{u"c1"_s, u"c2"_s, u"c3"_s, u"c4"_s, u"c5"_s}));
        QCOMPARE(crowd.governor.pace().inFlight, 4);
        QCOMPARE(crowd.governor.pace().waiting, 0);
    }

    void waitsForTheWindowInsteadOfProvokingA429()
    {
        ManualClock clock;
        Crowd crowd(clock);
        crowd.enter(150, u"c"_s);
        int left = 60;
        crowd.serve(60, left, 30s);
        QCOMPARE(crowd.started.size(), 60); // All at once, as fast as the server answers.
        QCOMPARE(crowd.times.last(), 0ms);
        crowd.serve(60, left, 29s);
        QCOMPARE(crowd.started.size(), 60);
        left = 60;
        crowd.serve(60, left, 5s);
        QCOMPARE(crowd.started.size(), 120);
        left = 60;
        crowd.serve(60, left, 60s);
        QCOMPARE(crowd.started.size(), 150);
    }

    void backgroundLeavesAReserve()
    {
        ManualClock clock;
        Crowd crowd(clock);
        crowd.enter(100, u"b"_s, Lane::Background);
        int left = 60;
        crowd.serve(60, left, 10s);
        QCOMPARE(left, 10);
        crowd.enter(3, u"click"_s, Lane::Interactive);
        crowd.serve(60, left, 1s);
        QCOMPARE(left, 7);
        QCOMPARE(crowd.started.last(), u"click2"_s);
        left = 60;
        crowd.serve(60, left, 60s);
        QCOMPARE(crowd.started.size(), 103); // No deadlock: the rest went in the next window.
    }

    void backgroundIsNotStarvedByATinyOrStingyServer_data()
    {
        QTest::addColumn<int>("limit");
        QTest::addColumn<int>("left");
        QTest::newRow("limit 1") << 1 << 1;
        QTest::newRow("limit 3") << 3 << 3;
        QTest::newRow("always says 5 of 60") << 60 << 5;
        QTest::newRow("always says 0 of 60") << 60 << 0;
    }

    void backgroundIsNotStarvedByATinyOrStingyServer()
    {
        QFETCH(int, limit);
        QFETCH(int, left);
        ManualClock clock;
        Crowd crowd(clock);
        crowd.enter(12, u"b"_s, Lane::Background);
        for (int minute = 0; minute < 15; ++minute) {
            int remaining = left;
            crowd.serve(limit, remaining, 61s);
        }
        QCOMPARE(crowd.started.size(), 12);
    }

    void aCountThatDoesNotGoDownIsTrusted()
    {
        ManualClock clock;
        Crowd crowd(clock);
        crowd.enter(500, u"c"_s, Lane::Background);
        crowd.settle();
        for (qsizetype next = 0; next < 500; ++next) {
            QVERIFY(next < crowd.started.size());
            crowd.answer(crowd.started[next], count(60, 59));
            crowd.settle();
        }
        QCOMPARE(crowd.started.size(), 500);
    }

    void withoutHeadersAtMostTheLimitInAnyMinute()
    {
        ManualClock clock;
        Crowd crowd(clock);
        crowd.enter(200, u"c"_s);
        qsizetype next = 0;
        for (int second = 0; second < 240; ++second) {
            crowd.settle();
            if (next < crowd.started.size()) {
                crowd.answer(crowd.started[next++], {}); // One a second, then bursts.
                crowd.settle();
            }
            if (second > 30) {
                while (next < crowd.started.size()) {
                    crowd.answer(crowd.started[next++], {});
                    crowd.settle();
                }
            }
            clock.advance(1s);
        }
        QCOMPARE(crowd.started.size(), 200);
        for (qsizetype i = 60; i < crowd.times.size(); ++i)
            QVERIFY2(crowd.times[i] - crowd.times[i - 60] >= 60s, qPrintable(QString::number(i)));
    }

    void lostRepliesCountAsCalls()
    {
        ManualClock clock;
        Crowd crowd(clock);
        crowd.enter(u"first"_s);
        crowd.settle();
        crowd.answer(u"first"_s, count(10, 3));
        crowd.enter(10, u"lost"_s);
        crowd.settle();
        QCOMPARE(crowd.started.size(), 4);
        for (int i = 0; i < 3; ++i)
            crowd.tickets[u"lost"_s + QString::number(i)].release();
        crowd.settle();
        QCOMPARE(crowd.started.size(), 4);
        // Neither do they block for ever.
        for (int i = 0; i < 3; ++i) {
            clock.advance(61s);
            crowd.settle();
            for (auto &[name, ticket] : crowd.tickets) {
                if (crowd.started.contains(name))
                    ticket.release();
            }
            crowd.settle();
        }
        QCOMPARE(crowd.started.size(), 11);
    }

    void learnsAnyLetterCaseAndIgnoresNonsense_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<int>("limit");
        QTest::newRow("usual") << QByteArray("X-RateLimit-Limit") << QByteArray("90") << 90;
        QTest::newRow("lower") << QByteArray("x-ratelimit-limit") << QByteArray("120") << 120;
        QTest::newRow("upper") << QByteArray("X-RATELIMIT-LIMIT") << QByteArray(" 30 ") << 30;
        QTest::newRow("zero") << QByteArray("X-RateLimit-Limit") << QByteArray("0") << 60;
        QTest::newRow("negative") << QByteArray("X-RateLimit-Limit") << QByteArray("-4") << 60;
        QTest::newRow("absurd") << QByteArray("X-RateLimit-Limit") << QByteArray("99999999999999999999")
                                << 60;
        QTest::newRow("words") << QByteArray("X-RateLimit-Limit") << QByteArray("sixty") << 60;
        QTest::newRow("empty") << QByteArray("X-RateLimit-Limit") << QByteArray() << 60;
    }

    void learnsAnyLetterCaseAndIgnoresNonsense()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, value);
        QFETCH(int, limit);
        ManualClock clock;
        Crowd crowd(clock);
        crowd.enter(u"a"_s);
        crowd.settle();
        crowd.answer(u"a"_s, headers({{name, value}}));
        QCOMPARE(crowd.governor.pace().limit, limit);
    }

    void retryAfter_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("date");
        QTest::addColumn<qint64>("wait"); // Milliseconds; -1: nothing.
        const QByteArray none;
        QTest::newRow("seconds") << QByteArray("17") << none << qint64(17000);
        QTest::newRow("zero") << QByteArray("0") << none << qint64(0);
        QTest::newRow("blanks") << QByteArray(" 5 ") << none << qint64(5000);
        QTest::newRow("a minute") << QByteArray("60") << none << qint64(60000);
        QTest::newRow("capped") << QByteArray("3600") << none << qint64(60000);
        QTest::newRow("negative") << QByteArray("-1") << none << qint64(-1);
        QTest::newRow("absurd") << QByteArray("31536000") << none << qint64(-1);
        QTest::newRow("overflow") << QByteArray("99999999999999999999999") << none << qint64(-1);
        QTest::newRow("garbage") << QByteArray("soon") << none << qint64(-1);
        QTest::newRow("fraction") << QByteArray("1.5") << none << qint64(-1);
        QTest::newRow("missing") << none << none << qint64(-1);
        QTest::newRow("date") << QByteArray("Tue, 10 Mar 2026 12:00:40 GMT") << none << qint64(40000);
        QTest::newRow("date, passed") << QByteArray("Tue, 10 Mar 2026 11:59:59 GMT") << none << qint64(-1);
        QTest::newRow("date, capped") << QByteArray("Tue, 10 Mar 2026 13:00:00 GMT") << none << qint64(60000);
        QTest::newRow("date, absurd") << QByteArray("Tue, 10 Mar 2036 13:00:00 GMT") << none << qint64(-1);
        QTest::newRow("date by a server whose clock is a year behind")
            << QByteArray("Mon, 10 Mar 2025 08:00:20 GMT") << QByteArray("Mon, 10 Mar 2025 08:00:00 GMT")
            << qint64(20000);
    }

    void retryAfter()
    {
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, date);
        QFETCH(qint64, wait);
        const ManualClock clock;
        const auto read = headers({{"retry-after", value}, {"Date", date}}).retryAfter(clock.nowUtc());
        QCOMPARE(read ? qint64(read->count()) : qint64(-1), wait);
    }

    void onePauseForAll_data()
    {
        QTest::addColumn<int>("asked"); // Seconds; -1: the server did not say.
        QTest::addColumn<int>("waited");
        QTest::newRow("as asked") << 12 << 12;
        QTest::newRow("not said") << -1 << 30;
        QTest::newRow("zero does not hammer") << 0 << 1;
    }

    void onePauseForAll()
    {
        QFETCH(int, asked);
        QFETCH(int, waited);
        ManualClock clock;
        Crowd crowd(clock);
        crowd.enter(u"a"_s);
        crowd.settle();
        crowd.answer(u"a"_s, count(60, 0));
        crowd.governor.pause(
            asked < 0 ? std::nullopt : std::optional<std::chrono::milliseconds>(std::chrono::seconds(asked)));
        crowd.enter(u"i"_s, Lane::Interactive);
        crowd.enter(u"v"_s, Lane::Visible);
        crowd.enter(u"b"_s, Lane::Background);
        crowd.settle();
        QCOMPARE(crowd.governor.pace().pausedUntil, clock.nowUtc().addSecs(waited));
        clock.advance(std::chrono::seconds(waited) - 1ms);
        crowd.settle();
        QCOMPARE(crowd.started.size(), 1);
        clock.advance(1ms);
        crowd.settle();
        QCOMPARE(crowd.started, (QStringList{u"a"_s, u"i"_s, u"v"_s, u"b"_s}));
        QVERIFY(!crowd.governor.pace().pausedUntil.isValid());
    }

    void aSecondPauseNeverShortensTheFirst()
    {
        ManualClock clock;
        Crowd crowd(clock);
        crowd.governor.pause(20s);
        crowd.governor.pause(2s);
        crowd.enter(u"a"_s);
        crowd.settle();
        clock.advance(19s);
        crowd.settle();
        QVERIFY(crowd.started.isEmpty());
        crowd.governor.pause(10s);
        clock.advance(9s);
        crowd.settle();
        QVERIFY(crowd.started.isEmpty());
        clock.advance(1s);
        crowd.settle();
        QCOMPARE(crowd.started.size(), 1);
    }

    void heldUntilResumedButForTheCheck()
    {
        ManualClock clock;
        Crowd crowd(clock);
        crowd.enter(5, u"old"_s); // which may hang on to their seats
        crowd.settle();
        QCOMPARE(crowd.started.size(), 5);
        crowd.governor.hold();
        crowd.enter(8, u"c"_s);
        bool checked = false;
        RateTicket check = crowd.governor.enter(
            Lane::Interactive, [&checked] { checked = true; }, RateGovernor::Place::Check);
        RateTicket behind = crowd.governor.enter(
            Lane::Interactive, [] { QFAIL("It is held."); }, RateGovernor::Place::Front);
        crowd.settle();
        clock.advance(10min);
        crowd.settle();
        QVERIFY(checked);
        QCOMPARE(crowd.started.size(), 5);
        check.release();
        behind.release();
        crowd.settle();
        QCOMPARE(crowd.started.size(), 5); // that the check has ended says nothing yet
        for (int i = 0; i < 5; ++i)
            crowd.tickets[u"old%1"_s.arg(i)].release();
        crowd.settle();
        QCOMPARE(crowd.started.size(), 5);
        crowd.governor.resume();
        crowd.settle();
        QCOMPARE(crowd.started.size(), 10);
    }

    void anotherAccountStartsAfresh()
    {
        ManualClock clock;
        Crowd crowd(clock);
        crowd.enter(u"a"_s);
        crowd.settle();
        crowd.answer(u"a"_s, count(120, 0));
        crowd.governor.pause(100s);
        crowd.governor.forget();
        crowd.enter(u"b"_s);
        crowd.settle();
        QCOMPARE(crowd.started.last(), u"b"_s);
        QCOMPARE(crowd.governor.pace().limit, 60);
    }

    void tellsThePace()
    {
        ManualClock clock;
        Crowd crowd(clock);
        QSignalSpy spy(&crowd.governor, &RateGovernor::paceChanged);
        crowd.enter(u"a"_s);
        crowd.settle();
        crowd.answer(u"a"_s, count(90, 41));
        crowd.settle();
        const Pace pace = spy.last().first().value<Pace>();
        QCOMPARE(pace.limit, 90);
        QCOMPARE(pace.remaining, 41);
        QCOMPARE(pace.inFlight, 0);
        crowd.governor.pause(3s);
        crowd.settle();
        QVERIFY(spy.last().first().value<Pace>().pausedUntil.isValid());
        // The end of a pause is told even if nobody waits: a countdown hangs on it.
        clock.advance(3s);
        QVERIFY(!spy.last().first().value<Pace>().pausedUntil.isValid());
        const auto told = spy.count();
        crowd.governor.resume();
        crowd.settle();
        QCOMPARE(spy.count(), told);
    }

    /// What is left of a minute is told when the next one begins, also where nobody asks for anything.
    void tellsThatTheMinuteIsOver()
    {
        for (const bool counts : {true, false}) {
            ManualClock clock;
            Crowd crowd(clock);
            crowd.enter(u"a"_s);
            crowd.settle();
            crowd.answer(u"a"_s, counts ? count(60, 48) : ReplyHeaders());
            crowd.settle();
            QSignalSpy spy(&crowd.governor, &RateGovernor::paceChanged);
            QCOMPARE(crowd.governor.pace().remaining, counts ? 48 : 59);
            clock.advance(60s);
            crowd.settle();
            QCOMPARE(spy.count(), 1);
            QCOMPARE(spy.last().first().value<Pace>().remaining, 60);
            clock.advance(600s);
            crowd.settle();
            QCOMPARE(spy.count(), 1);
        }
    }

    void aCallerMayDestroyTheGovernor()
    {
        ManualClock clock;
        auto *governor = new RateGovernor(clock);
        RateTicket first = governor->enter(Lane::Visible, [governor] { delete governor; });
        RateTicket second = governor->enter(Lane::Visible, [] { QFAIL("The governor is gone."); });
        QCoreApplication::sendPostedEvents();
        first.release();
        second.release();
    }

    void ticketsChangeHands()
    {
        ManualClock clock;
        Crowd crowd(clock);
        crowd.enter(6, u"c"_s);
        crowd.settle();
        RateTicket mine = std::move(crowd.tickets[u"c0"_s]);
        crowd.tickets.erase(u"c0"_s);
        crowd.settle();
        QCOMPARE(crowd.started.size(), 5); // Moving it gave nothing back.
        mine = std::move(crowd.tickets[u"c1"_s]);
        crowd.settle();
        QCOMPARE(crowd.started.size(), 6);
        QCOMPARE(crowd.governor.pace().inFlight, 5);
    }
};

QTEST_GUILESS_MAIN(TestRateGovernor)
#include "tst_rategovernor.moc"
