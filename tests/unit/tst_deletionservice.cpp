// SPDX-License-Identifier: GPL-3.0-or-later
#include "deletionbench.h"

using namespace confab;
using namespace confab::bench;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestDeletionService : public QObject
{
    Q_OBJECT

private slots:
    void hundredWithHundredCalls();
    void firstGoesAloneThenTwo();
    void undoInTime();
    void undoTakesTheNewest();
    void quitWhileWaiting();
    void commitWaitingEndsTheWindows();
    void idsAreFrozen();
    void anotherProjectsRowIsNotSent();
    void partialFailures();
    void provesByReading_data();
    void provesByReading();
    void anEmptyPageProvesNothing();
    void goneOnlyWhileTheProjectAnswers();
    void projectAskedOnce();
    void nothingIsSentWhileTheProjectIsAsked();
    void retryOnlyWhatIsLeft();
    void batchesQueueUp();
    void cancelledWhileTheProjectIsAskedFor();
    void slotMayCallBack();
};

void TestDeletionService::hundredWithHundredCalls()
{
    Bench bench(120);
    QSignalSpy started(bench.service.get(), &DeletionService::runStarted);
    QSignalSpy progress(bench.service.get(), &DeletionService::progress);
    bench.commit(bench.rows(11, 110));
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.api.calls.size(), 100);
    QCOMPARE(bench.deletes(), 100);
    QCOMPARE(bench.left(), 20);
    QVERIFY(bench.reports.first().isClean());
    QCOMPARE(bench.reports.first().end, End::Completed);
    QCOMPARE(bench.reports.first().count(State::Deleted), 100);
    QCOMPARE(started.count(), 1);
    QCOMPARE(progress.count(), 100);
    QCOMPARE(progress.last(), (QVariantList{100, 100}));
    QVERIFY(!bench.service->isRunning());
    QVERIFY(!QFile::exists(bench.folder.filePath(u"deletions.jsonl"_s)));
}

void TestDeletionService::firstGoesAloneThenTwo()
{
    Bench bench;
    bench.api.hold(true);
    bench.commit(bench.rows(1, 10));
    QCOMPARE(bench.deletes(), 1);
    QVERIFY(bench.api.releaseNext());
    QTRY_COMPARE(bench.deletes(), 3);
    QCOMPARE(bench.service->runningLeft(), 9);
    bench.api.hold(false);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.api.maxInFlight(), 2);
}

void TestDeletionService::undoInTime()
{
    Bench bench;
    QSignalSpy undone(bench.service.get(), &DeletionService::undone);
    const auto rows = bench.rows(3, 5);
    bench.service->remove(project, rows);
    QCOMPARE(bench.service->waitingCount(), 3);
    bench.clock.advance(9'900ms);
    QVERIFY(bench.service->undo());
    QCOMPARE(undone.count(), 1);
    QCOMPARE(undone[0][0].value<QList<Conversation>>(), rows);
    QCOMPARE(bench.service->waitingCount(), 0);
    bench.clock.advance(60s);
    QCoreApplication::processEvents();
    QCOMPARE(bench.api.calls.size(), 0);
    QVERIFY(!bench.service->undo());
    QCOMPARE(bench.reports.size(), 0);
    // One tick later it would have been too late.
    bench.service->remove(project, rows);
    bench.clock.advance(10s);
    QVERIFY(!bench.service->undo());
    QTRY_COMPARE(bench.left(), 17);
}

void TestDeletionService::undoTakesTheNewest()
{
    Bench bench;
    QSignalSpy undone(bench.service.get(), &DeletionService::undone);
    bench.service->remove(project, bench.rows(1, 2));
    bench.clock.advance(4s);
    bench.service->remove(project, bench.rows(3, 5));
    QCOMPARE(bench.service->waitingCount(), 5);
    QVERIFY(bench.service->undo());
    QCOMPARE(undone[0][0].value<QList<Conversation>>(), bench.rows(3, 5));
    QCOMPARE(bench.service->waitingCount(), 2);
    bench.service->remove(project, bench.rows(6, 6));
    // Each has its own ten seconds: the first two go now, the other four seconds later.
    bench.clock.advance(6s);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.left(), 18);
    QCOMPARE(bench.service->waitingCount(), 1);
    bench.clock.advance(4s);
    QTRY_COMPARE(bench.reports.size(), 2);
    QCOMPARE(bench.deleteSessions(), (QSet{session(1), session(2), session(6)}));
}

void TestDeletionService::quitWhileWaiting()
{
    Bench bench;
    bench.service->remove(project, bench.rows(1, 5));
    bench.clock.advance(5s);
    bench.service.reset();
    QVERIFY(QDir(bench.folder.path()).isEmpty());
    bench.clock.advance(60s);
    // The next start.
    DeletionJournal journal(bench.folder.filePath(u"deletions.jsonl"_s));
    DeletionService service(bench.api, journal, bench.log, bench.clock);
    QVERIFY(!Bench::firstOf(service.leftovers()));
    bench.clock.advance(60s);
    QCoreApplication::processEvents();
    QCOMPARE(bench.api.calls.size(), 0);
    QCOMPARE(bench.left(), 20);
}

void TestDeletionService::commitWaitingEndsTheWindows()
{
    Bench bench;
    QSignalSpy undone(bench.service.get(), &DeletionService::undone);
    bench.service->remove(project, bench.rows(1, 2));
    bench.service->remove(project, bench.rows(3, 3));
    bench.service->commitWaiting();
    QCOMPARE(bench.service->waitingCount(), 0);
    QVERIFY(bench.service->isRunning());
    QTRY_COMPARE(bench.reports.size(), 2);
    QCOMPARE(bench.left(), 17);
    bench.clock.advance(60s);
    QCOMPARE(bench.deletes(), 3);

    bench.service->remove(project, bench.rows(4, 5));
    bench.service->remove(project, bench.rows(6, 6));
    bench.service->keepWaiting();
    QCOMPARE(undone.count(), 1);
    QCOMPARE(undone[0][0].value<QList<Conversation>>(), bench.rows(4, 6));
    bench.clock.advance(60s);
    QCoreApplication::processEvents();
    QCOMPARE(bench.deletes(), 3);
    QCOMPARE(bench.reports.size(), 2);
}

void TestDeletionService::idsAreFrozen()
{
    Bench bench;
    auto rows = bench.rows(1, 3);
    const auto twice = rows + rows;
    bench.service->remove(project, twice);
    QCOMPARE(bench.service->waitingCount(), 3);
    bench.service->remove(project, rows); // They wait already.
    QCOMPARE(bench.service->waitingCount(), 3);
    rows.append(bench.rows(4, 4));
    // What any filter would show by now makes no difference.
    bench.api.addConversation(project, rows.first().name);
    bench.api.projectData[project].conversations.first().name = u"Renamed meanwhile"_s;
    bench.clock.advance(10s);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.deleteSessions(), (QSet{session(1), session(2), session(3)}));
    QCOMPARE(bench.deletes(), 3);
}

void TestDeletionService::anotherProjectsRowIsNotSent()
{
    Bench bench;
    auto rows = bench.rows(1, 2);
    rows.first().project = ProjectId{8};
    bench.commit(rows);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.stateOf(1), State::Failed);
    QCOMPARE(bench.stateOf(2), State::Deleted);
    QCOMPARE(bench.deleteSessions(), QSet{session(2)});
}

void TestDeletionService::partialFailures()
{
    Bench bench;
    const auto rows = bench.rows(1, 15);
    bench.api.failSession(session(3), errorOf(ErrorKind::Server, 500));
    bench.api.removeConversation({project, session(7)});
    bench.api.failSession(session(9), errorOf(ErrorKind::Timeout)); // Not done.
    bench.api.failSession(session(12), errorOf(ErrorKind::Unclear), Method::DeleteConversation,
                          true); // Done.
    QSignalSpy settled(bench.service.get(), &DeletionService::settled);
    bench.commit(rows);
    QTRY_COMPARE(bench.reports.size(), 1);
    const DeletionReport &report = bench.reports.first();
    QCOMPARE(report.end, End::Completed);
    QCOMPARE(settled.count(), 13);
    QVERIFY(!report.isClean());
    for (int number = 1; number <= 15; ++number) {
        const State expected = number == 3 || number == 9 ? State::Failed
                               : number == 7              ? State::AlreadyGone
                                                          : State::Deleted;
        QCOMPARE(bench.stateOf(number), expected);
        QCOMPARE(report.items[number - 1].error.has_value(), expected == State::Failed);
    }
    QCOMPARE(*report.items[2].error, errorOf(ErrorKind::Server, 500));
    QCOMPARE(*report.items[8].error, errorOf(ErrorKind::Timeout));
    QCOMPARE(report.remaining().size(), 2);
    // Nothing was sent twice; three look-ups, one question for the project.
    QCOMPARE(bench.deletes(), 15);
    QCOMPARE(bench.api.count(Method::Messages), 3);
    QCOMPARE(bench.api.count(Method::Project), 1);
    QVERIFY(!bench.leftover());
}

void TestDeletionService::provesByReading_data()
{
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<bool>("done");
    QTest::addColumn<bool>("readable");
    QTest::addColumn<State>("state");
    for (const auto &[name, kind] : {std::pair{"unclear", ErrorKind::Unclear},
                                     {"timeout", ErrorKind::Timeout},
                                     {"offline", ErrorKind::Offline},
                                     {"bad reply", ErrorKind::BadResponse},
                                     {"server", ErrorKind::Server}}) {
        QTest::addRow("%s, done", name) << kind << true << true << State::Deleted;
        QTest::addRow("%s, not done", name) << kind << false << true << State::Failed;
        QTest::addRow("%s, not readable", name) << kind << true << false << State::Unknown;
    }
}

void TestDeletionService::provesByReading()
{
    QFETCH(ErrorKind, kind);
    QFETCH(bool, done);
    QFETCH(bool, readable);
    QFETCH(State, state);
    Bench bench;
    const auto rows = bench.rows(1, 3);
    bench.api.failSession(session(2), errorOf(kind), Method::DeleteConversation, done);
    if (!readable)
        bench.api.failSession(session(2), errorOf(ErrorKind::Server, 502), Method::Messages);
    bench.commit(rows);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.stateOf(2), state);
    QCOMPARE(bench.deletes(), 3);
    QCOMPARE(bench.reports.first().count(State::Deleted), state == State::Deleted ? 3 : 2);
    // What stays uncertain is still there at the next start.
    QCOMPARE(bench.leftover().has_value(), state == State::Unknown);
}

void TestDeletionService::anEmptyPageProvesNothing()
{
    Bench bench;
    bench.api.emptyForUnknown = true;
    const auto rows = bench.rows(1, 3);
    bench.api.failSession(session(1), errorOf(ErrorKind::Unclear), Method::DeleteConversation, true);
    bench.api.failSession(session(2), errorOf(ErrorKind::Unclear), Method::DeleteConversation, false);
    bench.commit(rows);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.stateOf(1), State::Unknown);
    QCOMPARE(bench.stateOf(2), State::Failed);
    QCOMPARE(bench.stateOf(3), State::Deleted);
    QCOMPARE(bench.deletes(), 3);
}

void TestDeletionService::goneOnlyWhileTheProjectAnswers()
{
    Bench bench;
    const auto rows = bench.rows(1, 3);
    bench.api.removeConversation({project, session(1)});
    bench.commit(rows);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.stateOf(1), State::AlreadyGone);
    QVERIFY(bench.reports.first().isClean());
    QCOMPARE(bench.api.count(Method::Project), 1);
}

void TestDeletionService::nothingIsSentWhileTheProjectIsAsked()
{
    Bench bench;
    const auto rows = bench.rows(1, 10);
    bench.api.removeConversation({project, session(2)});
    bench.api.hold(true);
    bench.commit(rows);
    QVERIFY(bench.api.releaseNext());
    QTRY_COMPARE(bench.deletes(), 3);
    QVERIFY(bench.api.releaseNext()); // 404
    QTRY_COMPARE(bench.api.count(Method::Project), 1);
    QSignalSpy progress(bench.service.get(), &DeletionService::progress);
    QVERIFY(bench.api.releaseNext());
    QTRY_COMPARE(progress.count(), 1);
    QCOMPARE(bench.deletes(), 3);
    bench.api.hold(false);
    QTRY_COMPARE(bench.reports.size(), 1);
    QVERIFY(bench.reports.first().isClean());
}

void TestDeletionService::projectAskedOnce()
{
    Bench bench;
    const auto rows = bench.rows(1, 20);
    for (int number = 1; number <= 20; ++number)
        bench.api.removeConversation({project, session(number)});
    bench.commit(rows);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.reports.first().count(State::AlreadyGone), 20);
    QCOMPARE(bench.api.count(Method::Project), 1);
    QCOMPARE(bench.deletes(), 20);
}

void TestDeletionService::retryOnlyWhatIsLeft()
{
    Bench bench;
    const auto rows = bench.rows(1, 10);
    bench.api.failSession(session(3), errorOf(ErrorKind::Server, 500));
    bench.api.failSession(session(4), errorOf(ErrorKind::Timeout), Method::DeleteConversation, true);
    bench.api.failSession(session(4), errorOf(ErrorKind::Timeout), Method::Messages);
    bench.commit(rows);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.stateOf(4), State::Unknown);
    bench.api.healSession(session(3));
    bench.api.healSession(session(4));
    QSignalSpy started(bench.service.get(), &DeletionService::runStarted);
    const DeletionReport first = bench.reports.first();
    bench.service->retry(first);
    QTRY_COMPARE(bench.reports.size(), 2);
    QCOMPARE(started[0][0].toInt(), 2);
    QCOMPARE(bench.stateOf(3), State::Deleted);
    QCOMPARE(bench.stateOf(4), State::Deleted);
    // The uncertain one was found gone by reading; only the other was sent again.
    QCOMPARE(bench.deletes(), 11);
    QVERIFY(!bench.leftover());
    bench.service->retry(bench.reports.last());
    QVERIFY(!bench.service->isRunning());
}

void TestDeletionService::batchesQueueUp()
{
    Bench bench;
    const ProjectId other = bench.api.addProject(8, 3);
    auto others = bench.api.projectData[other].conversations;
    for (int i = 0; i < others.size(); ++i) // Sessions are unique across projects.
        others[i].session = bench.api.projectData[other].conversations[i].session = session(100 + i);
    QStringList order;
    connect(bench.service.get(), &DeletionService::runStarted, this,
            [&](int count) { order.append(u"start %1"_s.arg(count)); });
    connect(bench.service.get(), &DeletionService::finished, this,
            [&](const DeletionReport &report) { order.append(u"end %1"_s.arg(report.project.value)); });
    bench.service->remove(project, bench.rows(1, 5));
    bench.service->remove(other, others);
    bench.service->commitWaiting();
    QTRY_COMPARE(bench.reports.size(), 2);
    QCOMPARE(order, (QStringList{u"start 5"_s, u"end 7"_s, u"start 3"_s, u"end 8"_s}));
    QCOMPARE(bench.api.projectData[other].conversations.size(), 0);
    QCOMPARE(bench.api.maxInFlight(), 2);
}

/// The question whether the project is there stands in the queue: whoever waits for its answer is told.
void TestDeletionService::cancelledWhileTheProjectIsAskedFor()
{
    Bench bench;
    const auto rows = bench.rows(1, 6);
    for (const int number : {2, 3})
        bench.api.removeConversation({project, session(number)});
    bench.api.hold(true);
    bench.commit(rows);
    QVERIFY(bench.api.releaseNext()); // the first goes alone
    QTRY_COMPARE(bench.api.inFlight(), 2);
    bench.api.callsWait = true;
    QVERIFY(bench.api.releaseNext()); // 404
    QTRY_COMPARE(bench.api.count(Method::Project), 1);
    bench.service->cancelRun();
    QVERIFY(bench.service->isRunning());
    bench.api.releaseAll(); // the other one's 404
    QTRY_COMPARE(bench.reports.size(), 1);
    QVERIFY(!bench.service->isRunning());
    QCOMPARE(bench.service->runningLeft(), 0);
    QCOMPARE(bench.reports.first().end, End::Cancelled);
    QCOMPARE(bench.stateOf(1), State::Deleted);
    QCOMPARE(bench.stateOf(2), State::Unknown);
    QCOMPARE(bench.stateOf(3), State::Unknown);
}

void TestDeletionService::slotMayCallBack()
{
    Bench bench;
    bench.api.failSession(session(2), errorOf(ErrorKind::Server, 500));
    bool again = false;
    connect(bench.service.get(), &DeletionService::finished, this, [&](const DeletionReport &report) {
        bench.api.healSession(session(2));
        if (!std::exchange(again, true))
            bench.service->retry(report);
    });
    bench.commit(bench.rows(1, 3));
    QTRY_COMPARE(bench.reports.size(), 2);
    QVERIFY(bench.reports[1].isClean());

    connect(bench.service.get(), &DeletionService::progress, this, [&] { bench.service->cancelRun(); });
    bench.commit(bench.rows(4, 8));
    QTRY_COMPARE(bench.reports.size(), 3);
    QCOMPARE(bench.reports[2].end, End::Cancelled);
    QCOMPARE(bench.reports[2].count(State::Deleted), 1);
    QVERIFY(!bench.service->isRunning());

    connect(bench.service.get(), &DeletionService::runStarted, this, [&] { bench.service->cancelRun(); });
    const int before = bench.deletes();
    bench.commit(bench.rows(9, 10));
    QTRY_COMPARE(bench.reports.size(), 4);
    QCOMPARE(bench.deletes(), before);
}

QTEST_GUILESS_MAIN(TestDeletionService)
#include "tst_deletionservice.moc"
