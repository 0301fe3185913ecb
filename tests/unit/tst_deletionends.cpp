// SPDX-License-Identifier: GPL-3.0-or-later
#include "deletionbench.h"

using namespace confab;
using namespace confab::bench;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestDeletionEnds : public QObject
{
    Q_OBJECT

private slots:
    void projectGoneStops_data();
    void projectGoneStops();
    void stops_data();
    void stops();
    void fiveFailuresInRowStop();
    void failuresApartDoNotStop();
    void cancelWithdrawsWhatWaits();
    void signInAndRetry();
    void cancelReportsWhatIsInFlight();
    void cancelSendsNoLookUp();
    void cancelTakesTheQueueToo();
    void journalUnwritable();
    void journalLostInMidRun();
    void crashAtEveryStep();
    void leftoverIsAsked();
    void leftoverUnknownIsLookedUpFirst();
    void lostMarksCostNoSecondDelete();
    void leftoverThatChangedIsKept();
    void dismissed();
    void credentialsChange();
    void destroyedInFlight();
};

void TestDeletionEnds::projectGoneStops_data()
{
    QTest::addColumn<int>("failure");
    QTest::addColumn<End>("end");
    QTest::newRow("gone") << static_cast<int>(ErrorKind::NotFound) << End::Stopped;
    QTest::newRow("forbidden") << static_cast<int>(ErrorKind::Forbidden) << End::Stopped;
    QTest::newRow("silent") << static_cast<int>(ErrorKind::Timeout) << End::Stopped;
    QTest::newRow("key refused") << static_cast<int>(ErrorKind::Unauthorised) << End::SignInNeeded;
}

void TestDeletionEnds::projectGoneStops()
{
    QFETCH(int, failure);
    QFETCH(End, end);
    Bench bench;
    const auto rows = bench.rows(1, 20);
    bench.api.projectData.remove(project);
    bench.api.failNext(Method::Project, errorOf(static_cast<ErrorKind>(failure)));
    bench.commit(rows);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.deletes(), 1);
    QCOMPARE(bench.reports.first().end, end);
    QCOMPARE(bench.reports.first().reason->kind, static_cast<ErrorKind>(failure));
    QCOMPARE(bench.reports.first().count(State::Deleted), 0);
    QCOMPARE(bench.reports.first().count(State::AlreadyGone), 0);
    QCOMPARE(bench.reports.first().remaining().size(), 20);
}

void TestDeletionEnds::stops_data()
{
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<End>("end");
    QTest::addColumn<State>("state");
    QTest::newRow("401") << ErrorKind::Unauthorised << End::SignInNeeded << State::Planned;
    QTest::newRow("403") << ErrorKind::Forbidden << End::Stopped << State::Failed;
    QTest::newRow("certificate") << ErrorKind::Tls << End::Stopped << State::Failed;
}

void TestDeletionEnds::stops()
{
    QFETCH(ErrorKind, kind);
    QFETCH(End, end);
    QFETCH(State, state);
    Bench bench;
    bench.api.hold(true);
    bench.api.failSession(session(5), errorOf(kind, 400));
    bench.commit(bench.rows(1, 20));
    int atEvent = 0;
    bench.api.beforeAnswer = [&](const FakeChatApi::Call &call) {
        if (call.session == session(5))
            atEvent = static_cast<int>(bench.api.calls.size());
    };
    bench.api.hold(false);
    QTRY_COMPARE(bench.reports.size(), 1);
    const DeletionReport &report = bench.reports.first();
    QCOMPARE(report.end, end);
    QCOMPARE(report.reason->kind, kind);
    QCOMPARE(bench.stateOf(5), state);
    // Of what was sent after the event there is nothing but the one that was in flight beside it.
    QVERIFY(atEvent > 0 && bench.api.calls.size() - atEvent <= 1);
    QCOMPARE(report.count(State::Sent), 0);
    // The one in flight beside it is withdrawn on a 401, lest it wait for the new key.
    const int unknown = report.count(State::Unknown);
    QCOMPARE(unknown, kind == ErrorKind::Unauthorised ? 1 : 0);
    QCOMPARE(report.count(State::Deleted) + report.count(State::Failed) + report.count(State::Planned),
             20 - unknown);
    QVERIFY(20 - bench.left() - report.count(State::Deleted) <= unknown);
    // What was not done is offered again after a restart.
    QVERIFY(bench.leftover());
    QCOMPARE(bench.leftover()->items.size(), report.count(State::Planned) + unknown);
}

void TestDeletionEnds::fiveFailuresInRowStop()
{
    Bench bench;
    for (int number = 3; number <= 20; ++number)
        bench.api.failSession(session(number), errorOf(ErrorKind::Server, 503));
    bench.commit(bench.rows(1, 20));
    QTRY_COMPARE(bench.reports.size(), 1);
    const DeletionReport &report = bench.reports.first();
    QCOMPARE(report.end, End::Stopped);
    QCOMPARE(report.reason->httpStatus, 503);
    QVERIFY(bench.deletes() <= 2 + 5 + 1);
    QCOMPARE(report.count(State::Deleted), 2);
    QVERIFY(report.count(State::Failed) >= 5);
}

void TestDeletionEnds::failuresApartDoNotStop()
{
    Bench bench;
    for (int number = 1; number <= 20; ++number) {
        if (number % 5 != 0)
            bench.api.failSession(session(number), errorOf(ErrorKind::RateLimited, 429));
    }
    bench.commit(bench.rows(1, 20));
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.reports.first().end, End::Completed);
    QCOMPARE(bench.reports.first().count(State::Failed), 16);
    QCOMPARE(bench.reports.first().count(State::Deleted), 4);
}

// After a pause of the governor, say: nobody wants them sent any more.
void TestDeletionEnds::cancelWithdrawsWhatWaits()
{
    Bench bench;
    bench.api.hold(true);
    bench.commit(bench.rows(1, 10));
    bench.api.callsWait = true;
    QVERIFY(bench.api.releaseNext()); // the first goes alone; the next two now stand in the queue
    QTRY_COMPARE(bench.api.inFlight(), 2);
    bench.service->cancelRun();
    QTRY_COMPARE(bench.reports.size(), 1);
    const DeletionReport &report = bench.reports.first();
    QCOMPARE(report.end, End::Cancelled);
    QCOMPARE(report.count(State::Deleted), 1);
    QCOMPARE(report.count(State::Planned), 9);
    QCOMPARE(bench.api.cancelledCount(), 2);
    bench.api.hold(false);
    QCOMPARE(bench.left(), 19); // of twenty
}

void TestDeletionEnds::signInAndRetry()
{
    Bench bench;
    bench.api.failSession(session(5), errorOf(ErrorKind::Unauthorised, 401));
    bench.service->remove(project, bench.rows(1, 10));
    bench.service->remove(project, bench.rows(11, 12));
    bench.service->commitWaiting();
    QTRY_COMPARE(bench.reports.size(), 2);
    // The batch behind would have met the same refusal.
    QCOMPARE(bench.reports[1].end, End::SignInNeeded);
    QCOMPARE(bench.reports[1].count(State::Planned), 2);
    QVERIFY(!bench.service->isRunning());
    bench.api.healSession(session(5));
    const auto reports = bench.reports;
    for (const auto &report : reports)
        bench.service->retry(report);
    QTRY_COMPARE(bench.reports.size(), 4);
    QVERIFY(bench.reports[2].isClean() && bench.reports[3].isClean());
    QCOMPARE(bench.left(), 8);
    // Twelve, the refused one again, and the one that was withdrawn beside it.
    QCOMPARE(bench.deletes(), 14);
    QVERIFY(!bench.leftover());
}

void TestDeletionEnds::cancelReportsWhatIsInFlight()
{
    Bench bench;
    const auto rows = bench.rows(1, 10);
    bench.api.hold(true);
    bench.commit(rows);
    QVERIFY(bench.api.releaseNext());
    QTRY_COMPARE(bench.deletes(), 3);
    bench.service->cancelRun();
    QCOMPARE(bench.reports.size(), 0);
    bench.api.hold(false);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.deletes(), 3);
    QCOMPARE(bench.reports.first().end, End::Cancelled);
    QCOMPARE(bench.reports.first().count(State::Deleted), 3);
    QCOMPARE(bench.reports.first().count(State::Planned), 7);
    QCOMPARE(bench.left(), 17);
    // The person has decided: it is not brought up again.
    QVERIFY(!bench.leftover());
    bench.service->cancelRun();
    QCOMPARE(bench.reports.size(), 1);
}

void TestDeletionEnds::cancelSendsNoLookUp()
{
    Bench bench;
    bench.api.failSession(session(1), errorOf(ErrorKind::Timeout));
    bench.api.hold(true);
    bench.commit(bench.rows(1, 10));
    bench.service->cancelRun();
    bench.api.hold(false);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.api.calls.size(), 1);
    QCOMPARE(bench.stateOf(1), State::Unknown);
    QCOMPARE(bench.leftover()->items.size(), 1);
}

void TestDeletionEnds::cancelTakesTheQueueToo()
{
    Bench bench;
    bench.api.hold(true);
    bench.service->remove(project, bench.rows(1, 2));
    bench.service->remove(project, bench.rows(3, 4));
    bench.service->commitWaiting();
    QCOMPARE(bench.service->runningLeft(), 4);
    bench.service->cancelRun();
    bench.api.hold(false);
    QTRY_COMPARE(bench.reports.size(), 2);
    QVERIFY(!bench.service->isRunning());
    QCOMPARE(bench.deletes(), 1);
}

void TestDeletionEnds::journalUnwritable()
{
    Bench bench;
    QFile file(bench.folder.filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    DeletionJournal journal(bench.folder.filePath(u"file/deletions.jsonl"_s));
    DeletionService service(bench.api, journal, bench.log, bench.clock);
    QSignalSpy finished(&service, &DeletionService::finished);
    service.remove(project, bench.rows(1, 5));
    bench.clock.advance(10s);
    QTRY_COMPARE(finished.count(), 1);
    const auto report = finished[0][0].value<DeletionReport>();
    QCOMPARE(report.end, End::Stopped);
    QCOMPARE(report.reason->kind, ErrorKind::Storage);
    QCOMPARE(report.count(State::Planned), 5);
    QCoreApplication::processEvents();
    QCOMPARE(bench.api.calls.size(), 0);
}

void TestDeletionEnds::journalLostInMidRun()
{
    Bench bench;
    bench.api.beforeAnswer = [&](const FakeChatApi::Call &call) {
        if (call.session == session(4))
            QFile::remove(bench.folder.filePath(u"deletions.jsonl"_s));
    };
    bench.commit(bench.rows(1, 20));
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.reports.first().end, End::Stopped);
    QCOMPARE(bench.reports.first().reason->kind, ErrorKind::Storage);
    QVERIFY(bench.deletes() <= 5);
    QCOMPARE(bench.reports.first().count(State::Deleted), bench.deletes());
}

/// The program dies after every n-th step: the journal as it was then, with the server as it went on to be.
void TestDeletionEnds::crashAtEveryStep()
{
    int steps = 0;
    for (int crashAt = 1; crashAt < 100; ++crashAt) {
        Bench bench(12);
        const auto rows = bench.rows(3, 10);
        bench.api.failSession(session(5), errorOf(ErrorKind::Timeout), Method::DeleteConversation, true);
        bench.api.failSession(session(7), errorOf(ErrorKind::Server, 500));
        const QString path = bench.folder.filePath(u"deletions.jsonl"_s);
        const QString copy = bench.folder.filePath(u"copy.jsonl"_s);
        steps = 0;
        bench.api.beforeAnswer = [&](const FakeChatApi::Call &) {
            if (++steps == crashAt) {
                QFile::copy(path, copy);
                bench.api.hold(true);
                bench.service.reset();
            }
        };
        bench.commit(rows);
        QTRY_VERIFY(steps == crashAt || !bench.reports.isEmpty());
        if (!bench.reports.isEmpty())
            break;
        bench.api.beforeAnswer = nullptr;
        bench.api.releaseAll(); // What was on its way reaches the server all the same.
        bench.api.hold(false);
        bench.api.healSession(session(5));
        bench.api.healSession(session(7));
        const int before = bench.deletes();

        DeletionJournal journal(copy);
        DeletionService service(bench.api, journal, bench.log, bench.clock);
        const auto leftover = Bench::firstOf(service.leftovers());
        QVERIFY(leftover);
        bench.clock.advance(60s);
        QCoreApplication::processEvents();
        QCOMPARE(bench.deletes(), before); // Nothing goes on by itself.

        QSet<SessionId> gone;
        for (const auto &row : rows) {
            if (!bench.api.findConversation(row.key()))
                gone.insert(row.session);
        }
        QSignalSpy finished(&service, &DeletionService::finished);
        service.retry(*leftover);
        QTRY_COMPARE(finished.count(), 1);
        QVERIFY(finished[0][0].value<DeletionReport>().isClean());
        const auto calls = bench.api.callsTo(Method::DeleteConversation);
        for (qsizetype i = before; i < calls.size(); ++i)
            QVERIFY2(!gone.contains(calls[i].session), "a DELETE that had been done was sent again");
        // Of the planned ones at most the refused one is left (its answer had been told before the crash).
        for (const auto &row : std::as_const(bench.api.projectData[project].conversations)) {
            const bool wasPlanned = rows.contains(row);
            QVERIFY(!wasPlanned || row.session == session(7));
        }
        QVERIFY(bench.left() == 4 || bench.left() == 5);
        QVERIFY(!Bench::firstOf(service.leftovers()));
    }
    // Eight deletions, two look-ups, one question for the project; the last round had no crash any more.
    QCOMPARE(steps, 11);
}

void TestDeletionEnds::leftoverIsAsked()
{
    Bench bench;
    QVERIFY(bench.journal.plan(project, bench.rows(1, 3)));
    QVERIFY(bench.journal.mark(session(1), State::Sent));
    bench.api.removeConversation({project, session(1)});
    const auto leftover = bench.leftover();
    QVERIFY(leftover);
    QCOMPARE(leftover->count(State::Unknown), 1);
    QCOMPARE(leftover->count(State::Planned), 2);
    QCOMPARE(leftover->project, project);
    QCoreApplication::processEvents();
    QCOMPARE(bench.api.calls.size(), 0);
    // While they run they are no leftover.
    bench.service->retry(*leftover);
    QVERIFY(!bench.leftover());
    QTRY_COMPARE(bench.reports.size(), 1);
    QVERIFY(bench.reports.first().isClean());
    QCOMPARE(bench.deletes(), 2);
}

void TestDeletionEnds::leftoverUnknownIsLookedUpFirst()
{
    Bench bench;
    QVERIFY(bench.journal.plan(project, bench.rows(1, 3)));
    for (int number = 1; number <= 3; ++number)
        QVERIFY(bench.journal.mark(session(number), State::Sent));
    bench.api.removeConversation({project, session(1)});
    bench.api.failSession(session(3), errorOf(ErrorKind::Server, 500), Method::Messages);
    bench.service->retry(*bench.leftover());
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.stateOf(1), State::Deleted); // Found gone.
    QCOMPARE(bench.stateOf(2), State::Deleted); // Found there, and sent.
    QCOMPARE(bench.stateOf(3), State::Unknown); // Not readable, so not sent.
    QCOMPARE(bench.deleteSessions(), QSet{session(2)});
    QCOMPARE(bench.api.count(Method::Messages), 3);
}

/// The machine lost its power: the plan is on the disk, what was noted since is not.
void TestDeletionEnds::lostMarksCostNoSecondDelete()
{
    Bench bench;
    const QString path = bench.folder.filePath(u"deletions.jsonl"_s);
    const QString copy = bench.folder.filePath(u"copy.jsonl"_s);
    connect(bench.service.get(), &DeletionService::runStarted, bench.service.get(), [&] {
        // The plan follows, and nothing is sent before it is there.
        bench.api.beforeAnswer = [&](const FakeChatApi::Call &) {
            if (!QFile::exists(copy))
                QFile::copy(path, copy);
        };
    });
    bench.commit(bench.rows(1, 6));
    QTRY_COMPARE(bench.reports.size(), 1);
    QFile file(copy);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QByteArray plan;
    for (int line = 0; line < 6; ++line)
        plan += file.readLine();
    file.close();
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(plan), plan.size());
    file.close();
    const int before = bench.deletes();

    DeletionJournal journal(copy);
    DeletionService service(bench.api, journal, bench.log, bench.clock);
    const auto leftover = Bench::firstOf(service.leftovers());
    QVERIFY(leftover);
    QCOMPARE(leftover->count(State::Planned), 6); // as if nothing had been sent
    QSignalSpy finished(&service, &DeletionService::finished);
    service.retry(*leftover);
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(finished[0][0].value<DeletionReport>().count(State::AlreadyGone), 6);
    QCOMPARE(bench.deletes(), before);
}

void TestDeletionEnds::leftoverThatChangedIsKept()
{
    Bench bench;
    DeletionReport report;
    report.project = project;
    report.chosenAt = bench.clock.nowUtc();
    for (const Conversation &row : bench.rows(1, 3))
        report.items.append({row});
    QVERIFY(bench.journal.plan(report));
    QVERIFY(bench.journal.mark(session(2), State::Sent));
    for (const int number : {1, 2}) { // while the program was not running
        bench.api.addMessages({project, session(number)}, 1);
        bench.api.projectData[project].messages[session(number)].last().createdAt =
            report.chosenAt.addSecs(60);
    }
    bench.service->retry(*bench.leftover());
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.stateOf(1), State::Changed);
    QCOMPARE(bench.stateOf(2), State::Changed);
    QCOMPARE(bench.deleteSessions(), QSet{session(3)});
    QVERIFY(!bench.leftover());
}

void TestDeletionEnds::dismissed()
{
    Bench bench;
    QVERIFY(bench.journal.plan(project, bench.rows(1, 3)));
    bench.service->dismiss(*bench.leftover());
    QVERIFY(!bench.leftover());
    QVERIFY(!QFile::exists(bench.folder.filePath(u"deletions.jsonl"_s)));
    QCOMPARE(bench.api.calls.size(), 0);
}

void TestDeletionEnds::credentialsChange()
{
    Bench bench;
    const auto key = [](const QString &text) { return Credentials{QUrl(), *ApiKey::fromInput(text)}; };
    bench.api.setCredentials(key(u"one"_s));
    bench.api.hold(true);
    bench.commit(bench.rows(1, 5));
    bench.api.setCredentials(key(u"two"_s));
    bench.api.hold(false);
    QTRY_COMPARE(bench.reports.size(), 1);
    // Nothing goes out under another key than the one it was asked for with.
    QCOMPARE(bench.deletes(), 1);
    QCOMPARE(bench.reports.first().end, End::Cancelled);
    QCOMPARE(bench.stateOf(1), State::Unknown);
}

void TestDeletionEnds::destroyedInFlight()
{
    Bench bench;
    bench.api.hold(true);
    bench.commit(bench.rows(1, 5));
    bench.service.reset();
    bench.api.hold(false);
    QTRY_COMPARE(bench.api.inFlight(), 0);
    QCOMPARE(bench.deletes(), 1);
    const auto leftover = Bench::firstOf(bench.journal.leftovers());
    QVERIFY(leftover);
    QCOMPARE(leftover->count(State::Unknown), 1);
    QCOMPARE(leftover->count(State::Planned), 4);
}

QTEST_GUILESS_MAIN(TestDeletionEnds)
#include "tst_deletionends.moc"
