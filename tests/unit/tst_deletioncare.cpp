// SPDX-License-Identifier: GPL-3.0-or-later
#include "deletionbench.h"

using namespace confab;
using namespace confab::bench;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// What is deleted is what the person saw when they chose it.
class TestDeletionCare : public QObject
{
    Q_OBJECT

private slots:
    void whatChangedIsKept_data();
    void whatChangedIsKept();
    void whatCannotBeReadIsKept_data();
    void whatCannotBeReadIsKept();
    void looksRightBeforeEachAndNotAtTheStart();
    void looksOnceForEach();
    void looksAgainAfterAMinute_data();
    void looksAgainAfterAMinute();
    void looksAgainLateInALongRun();
    void looksAgainBehindAnotherRun();
    void looksAgainAfterALongWait();
    void failuresOfTheLookSendNothing_data();
    void failuresOfTheLookSendNothing();
    void cancelledWhileLooking();
    void serverTimeCounts();
};

void TestDeletionCare::whatChangedIsKept_data()
{
    QTest::addColumn<int>("secondsAfter"); // of the newest message, counted from the choice
    QTest::addColumn<QString>("name");
    QTest::addColumn<Change>("change");
    const QString same = u"Conversation 2"_s;
    QTest::newRow("as it was") << -1 << same << Change::None;
    QTest::newRow("name left out") << -3600 << QString() << Change::None;
    QTest::newRow("message later") << 1 << same << Change::NewMessage;
    QTest::newRow("message at that second") << 0 << same << Change::NewMessage;
    QTest::newRow("renamed") << -1 << u"Important"_s << Change::Renamed;
    QTest::newRow("no date") << 999'999 << same << Change::NotComparable;
}

void TestDeletionCare::whatChangedIsKept()
{
    QFETCH(int, secondsAfter);
    QFETCH(QString, name);
    QFETCH(Change, change);
    Bench bench;
    const auto rows = bench.rows(1, 3);
    const QDateTime chosenAt = bench.clock.nowUtc();
    bench.service->remove(project, rows, DeletionService::Care::LookAgain, chosenAt);
    auto &data = bench.api.projectData[project];
    Message message;
    message.id = MessageId{1};
    if (secondsAfter != 999'999)
        message.createdAt = chosenAt.addSecs(secondsAfter);
    data.messages[session(2)] = {message};
    for (auto &conversation : data.conversations) {
        if (conversation.session == session(2))
            conversation.name = name;
    }
    bench.api.addConversation(project, u"Matches as well"_s);
    bench.clock.advance(10s);
    QTRY_COMPARE(bench.reports.size(), 1);
    const DeletionReport &report = bench.reports.first();
    const bool kept = change != Change::None;
    QCOMPARE(bench.deleteSessions(),
             kept ? (QSet{session(1), session(3)}) : (QSet{session(1), session(2), session(3)}));
    QCOMPARE(report.items[1].state, kept ? State::Changed : State::Deleted);
    QCOMPARE(report.items[1].change, change);
    QCOMPARE(report.isClean(), !kept);
    QVERIFY(report.toRetry().isEmpty());
    if (change == Change::Renamed)
        QCOMPARE(report.remaining().first().name, name); // what the row goes back to
    // It is decided: neither Retry nor the next start brings it up again.
    QVERIFY(!bench.leftover());
    bench.service->retry(report);
    QVERIFY(!bench.service->isRunning());
}

/// The newest message may be one that cannot be read, or be without a date beside older ones that have one.
void TestDeletionCare::whatCannotBeReadIsKept_data()
{
    QTest::addColumn<QList<int>>("ids");   // of the messages on the page
    QTest::addColumn<QList<int>>("dated"); // of these, long before the choice
    QTest::addColumn<int>("skipped");
    QTest::addColumn<qint64>("total");
    QTest::addColumn<Change>("change");
    QTest::newRow("all read") << QList{1, 2, 3} << QList{1, 2, 3} << 0 << 3LL << Change::None;
    QTest::newRow("an older one without a date") << QList{1, 2, 3} << QList{1, 3} << 0 << 3LL << Change::None;
    QTest::newRow("the newest without a date")
        << QList{3, 2, 1} << QList{1, 2} << 0 << 3LL << Change::NotComparable;
    QTest::newRow("one left out") << QList{1, 2} << QList{1, 2} << 1 << 3LL << Change::NotComparable;
    QTest::newRow("all left out") << QList<int>() << QList<int>() << 0 << 3LL << Change::NotComparable;
    QTest::newRow("nothing said") << QList<int>() << QList<int>() << 0 << 0LL << Change::None;
}

void TestDeletionCare::whatCannotBeReadIsKept()
{
    QFETCH(QList<int>, ids);
    QFETCH(QList<int>, dated);
    QFETCH(int, skipped);
    QFETCH(qint64, total);
    QFETCH(Change, change);
    const QDateTime chosenAt(QDate(2026, 5, 1), QTime(12, 0), Qt::UTC);
    MessagePage found;
    for (const int id : ids) {
        Message message;
        message.id = MessageId{id};
        if (dated.contains(id))
            message.createdAt = chosenAt.addDays(id - 100);
        found.messages.items.append(message);
    }
    found.messages.skipped = skipped;
    found.messages.total = total;
    QCOMPARE(changeSince({}, chosenAt, found), change);
}

// At one call a second a long run goes on for a quarter of an hour after its start.
void TestDeletionCare::looksRightBeforeEachAndNotAtTheStart()
{
    Bench bench;
    bench.api.hold(true);
    bench.service->remove(project, bench.rows(1, 4), DeletionService::Care::LookAgain);
    bench.clock.advance(10s);
    QVERIFY(bench.api.releaseNext()); // the look at the first …
    QTRY_COMPARE(bench.deletes(), 1);
    QVERIFY(bench.api.releaseNext()); // … and its end
    bench.api.addMessages({project, session(4)}, 1);
    bench.api.projectData[project].messages[session(4)].last().createdAt = bench.clock.nowUtc();
    bench.api.hold(false);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.stateOf(4), State::Changed);
    QCOMPARE(bench.reports.first().count(State::Deleted), 3);
}

void TestDeletionCare::looksOnceForEach()
{
    Bench bench(60);
    bench.service->remove(project, bench.rows(1, 50), DeletionService::Care::LookAgain);
    bench.api.removeConversation({project, session(7)});
    bench.clock.advance(10s);
    QTRY_COMPARE(bench.reports.size(), 1);
    QVERIFY(bench.reports.first().isClean());
    QCOMPARE(bench.stateOf(7), State::AlreadyGone);
    QCOMPARE(bench.api.count(Method::Messages), 50);
    QCOMPARE(bench.deletes(), 49); // nothing is sent for what is gone
    QCOMPARE(bench.api.count(Method::Project), 1);
    QCOMPARE(bench.api.calls.size(), 100);
    QCOMPARE(bench.api.maxInFlight(), 2);
}

void TestDeletionCare::looksAgainAfterAMinute_data()
{
    QTest::addColumn<int>("chosenAgo"); // when the undo window begins
    QTest::addColumn<int>("looks");
    QTest::newRow("picked just now") << 0 << 0;
    QTest::newRow("a question answered soon") << 49 << 0;
    QTest::newRow("a question left open") << 50 << 3;
    QTest::newRow("a clock that was wrong") << -90 << 3;
}

void TestDeletionCare::looksAgainAfterAMinute()
{
    QFETCH(int, chosenAgo);
    QFETCH(int, looks);
    Bench bench;
    bench.service->remove(project, bench.rows(1, 3), DeletionService::Care::AsSeen,
                          bench.clock.nowUtc().addSecs(-chosenAgo));
    bench.clock.advance(10s);
    QTRY_COMPARE(bench.reports.size(), 1);
    QVERIFY(bench.reports.first().isClean());
    QCOMPARE(bench.api.count(Method::Messages), looks);
    QCOMPARE(bench.deletes(), 3);
}

// Five hundred of five hundred and one, picked with Shift: the end of the run is minutes away.
void TestDeletionCare::looksAgainLateInALongRun()
{
    Bench bench(501);
    bench.api.hold(true);
    bench.service->remove(project, bench.rows(1, 500));
    bench.clock.advance(10s);
    const QDateTime chosenAt = bench.clock.nowUtc().addSecs(-10);
    for (int call = 0; call < 50; ++call) { // one a second
        QVERIFY(bench.api.releaseNext());
        bench.clock.advance(1s);
        QTRY_VERIFY(bench.api.inFlight() > 0);
    }
    QTRY_COMPARE(bench.api.inFlight(), 2);
    const int asSeen = bench.deletes();
    QVERIFY(asSeen >= 50 && asSeen <= 53);
    bench.api.addMessages({project, session(400)}, 1);
    bench.api.projectData[project].messages[session(400)].last().createdAt = chosenAt.addSecs(30);
    bench.api.hold(false);
    bench.api.releaseAll();
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.stateOf(400), State::Changed);
    QCOMPARE(bench.reports.first().count(State::Deleted), 499);
    QCOMPARE(bench.api.calls.size(), asSeen + 2 * (500 - asSeen) - 1);
}

void TestDeletionCare::looksAgainBehindAnotherRun()
{
    Bench bench;
    bench.api.hold(true);
    bench.service->remove(project, bench.rows(1, 2));
    bench.service->remove(project, bench.rows(3, 4));
    bench.clock.advance(10s);
    bench.api.addMessages({project, session(4)}, 1);
    bench.api.projectData[project].messages[session(4)].last().createdAt = bench.clock.nowUtc();
    bench.api.hold(false);
    bench.api.releaseAll();
    QTRY_COMPARE(bench.reports.size(), 2);
    QVERIFY(bench.reports[0].isClean());
    QCOMPARE(bench.stateOf(3), State::Deleted);
    QCOMPARE(bench.stateOf(4), State::Changed);
    QCOMPARE(bench.api.count(Method::Messages), 2);
}

/// The DELETE stands in the queue while the computer sleeps, and somebody writes meanwhile.
void TestDeletionCare::looksAgainAfterALongWait()
{
    Bench bench;
    bench.api.clock = &bench.clock;
    bench.api.hold(true);
    bench.api.callsWait = true;
    bench.service->remove(project, bench.rows(1, 2), DeletionService::Care::LookAgain);
    bench.clock.advance(10s);
    QVERIFY(bench.api.releaseNext()); // the look at the first
    QTRY_COMPARE(bench.deletes(), 1);
    bench.clock.setNow(bench.clock.nowUtc().addSecs(8 * 3600));
    bench.api.addMessages({project, session(1)}, 1);
    bench.api.projectData[project].messages[session(1)].last().createdAt = bench.clock.nowUtc();
    bench.api.hold(false);
    QTRY_COMPARE(bench.reports.size(), 1);
    QVERIFY(bench.api.findConversation({project, session(1)}));
    QCOMPARE(bench.stateOf(1), State::Changed);
    QCOMPARE(bench.stateOf(2), State::Deleted);
    QCOMPARE(bench.api.count(Method::Messages), 3);
    QCOMPARE(bench.deletes(), 2); // one of them never left
    QVERIFY(!bench.leftover());
}

void TestDeletionCare::failuresOfTheLookSendNothing_data()
{
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<State>("state");
    QTest::addColumn<End>("end");
    QTest::newRow("server") << ErrorKind::Server << State::Failed << End::Completed;
    QTest::newRow("bad reply") << ErrorKind::BadResponse << State::Failed << End::Completed;
    QTest::newRow("key refused") << ErrorKind::Unauthorised << State::Planned << End::SignInNeeded;
    QTest::newRow("forbidden") << ErrorKind::Forbidden << State::Planned << End::Stopped;
    QTest::newRow("certificate") << ErrorKind::Tls << State::Planned << End::Stopped;
}

void TestDeletionCare::failuresOfTheLookSendNothing()
{
    QFETCH(ErrorKind, kind);
    QFETCH(State, state);
    QFETCH(End, end);
    Bench bench;
    bench.api.failSession(session(2), errorOf(kind), Method::Messages);
    bench.service->remove(project, bench.rows(1, 2), DeletionService::Care::LookAgain);
    bench.clock.advance(10s);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.deleteSessions(), QSet{session(1)});
    QCOMPARE(bench.stateOf(2), state);
    QCOMPARE(bench.reports.first().end, end);
    bench.api.healSession(session(2));
    bench.service->retry(bench.reports.first());
    QTRY_COMPARE(bench.reports.size(), 2);
    QVERIFY(bench.reports.last().isClean());
}

void TestDeletionCare::cancelledWhileLooking()
{
    Bench bench;
    bench.api.hold(true);
    bench.service->remove(project, bench.rows(1, 5), DeletionService::Care::LookAgain);
    bench.clock.advance(10s);
    QCOMPARE(bench.api.count(Method::Messages), 1);
    bench.service->cancelRun();
    bench.api.hold(false);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.reports.first().count(State::Planned), 5);
    QCOMPARE(bench.deletes(), 0);
    QVERIFY(!bench.leftover());
}

void TestDeletionCare::serverTimeCounts()
{
    Bench bench;
    QCOMPARE(bench.service->serverNow(), bench.clock.nowUtc());
    // A computer whose clock is an hour ahead would take no message for a new one.
    const QDateTime theirs = bench.clock.nowUtc().addSecs(-3600);
    emit bench.api.serverTimeSeen(theirs);
    bench.clock.advance(3s);
    QCOMPARE(bench.service->serverNow(), theirs.addSecs(3));
    bench.service->remove(project, bench.rows(1, 1), DeletionService::Care::LookAgain);
    bench.api.addMessages({project, session(1)}, 1);
    bench.api.projectData[project].messages[session(1)].last().createdAt = theirs.addSecs(5);
    bench.clock.advance(10s);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.stateOf(1), State::Changed);
}

QTEST_GUILESS_MAIN(TestDeletionCare)
#include "tst_deletioncare.moc"
