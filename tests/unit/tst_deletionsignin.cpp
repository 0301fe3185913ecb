// SPDX-License-Identifier: GPL-3.0-or-later
#include "deletionbench.h"

using namespace confab;
using namespace confab::bench;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Whose deletions they are, and what becomes of them while nobody's key is good.
class TestDeletionSignIn : public QObject
{
    Q_OBJECT

private slots:
    void refusedKeyStopsTheRun();
    void refusedKeyLetsAnAnswerPass();
    void refusedKeyHoldsBackWhatIsCommitted();
    void leftoversOfOthersAreNotOffered_data();
    void leftoversOfOthersAreNotOffered();
    void retriedLeftoverIsTheirs();
    void dismissesTheReportThatWasShown();
    void undoWindowsStandStill();
};

// Another call met the 401: those of the run wait for the next key, and must not go out with it.
void TestDeletionSignIn::refusedKeyStopsTheRun()
{
    Bench bench;
    bench.api.hold(true);
    bench.commit(bench.rows(1, 10));
    bench.service->remove(project, bench.rows(11, 12));
    bench.service->commitWaiting();
    QVERIFY(bench.api.releaseNext());
    bench.api.callsWait = true;
    QTRY_COMPARE(bench.api.inFlight(), 2);
    bench.service->keyRefused();
    QCOMPARE(bench.reports.size(), 2);
    QCOMPARE(bench.reports[0].end, End::SignInNeeded);
    QCOMPARE(bench.reports[0].count(State::Deleted), 1);
    QCOMPARE(bench.reports[0].count(State::Planned), 9);
    QCOMPARE(bench.reports[1].end, End::SignInNeeded);
    QCOMPARE(bench.reports[1].count(State::Planned), 2);
    QCOMPARE(bench.api.inFlight(), 0);
    bench.service->setAccount({});
    bench.api.hold(false);
    QCoreApplication::processEvents();
    QCOMPARE(bench.left(), 19);
    QVERIFY(!bench.service->isRunning());
}

void TestDeletionSignIn::refusedKeyLetsAnAnswerPass()
{
    Bench bench;
    bench.api.hold(true);
    bench.commit(bench.rows(1, 10));
    QVERIFY(bench.api.releaseNext()); // the first is answered, and nobody has heard of it yet
    bench.service->keyRefused();
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.stateOf(1), State::Deleted);
    QCOMPARE(bench.deletes(), 1);
}

void TestDeletionSignIn::refusedKeyHoldsBackWhatIsCommitted()
{
    Bench bench;
    bench.service->remove(project, bench.rows(1, 3));
    bench.clock.advance(5s);
    bench.service->keyRefused();
    bench.clock.advance(5s);
    QCOMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.reports.first().end, End::SignInNeeded);
    QCOMPARE(bench.reports.first().reason->kind, ErrorKind::Unauthorised);
    QCOMPARE(bench.reports.first().remaining().size(), 3);
    QCoreApplication::processEvents();
    QCOMPARE(bench.api.calls.size(), 0);
    QCOMPARE(bench.leftover()->items.size(), 3); // the program may end before they sign in
    bench.service->setAccount({});
    QCOMPARE(bench.api.calls.size(), 0); // nothing by itself
    bench.service->retry(bench.reports.first());
    QTRY_COMPARE(bench.reports.size(), 2);
    QVERIFY(bench.reports.last().isClean());
    QCOMPARE(bench.deletes(), 3);
}

void TestDeletionSignIn::leftoversOfOthersAreNotOffered_data()
{
    const QUrl here(u"https://here.example.org/api/v1"_s);
    const QUrl there(u"https://there.example.org/api/v1"_s);
    QTest::addColumn<Account>("began");
    QTest::addColumn<Account>("signedIn");
    QTest::addColumn<bool>("offered");
    QTest::addColumn<bool>("known");
    QTest::newRow("the same") << Account{here, 5} << Account{here, 5} << true << true;
    QTest::newRow("another person") << Account{here, 5} << Account{here, 6} << false << false;
    QTest::newRow("another server") << Account{there, 5} << Account{here, 5} << false << false;
    QTest::newRow("an old line") << Account{} << Account{here, 5} << true << false;
    QTest::newRow("nobody knew then") << Account{here, 0} << Account{here, 5} << true << false;
    QTest::newRow("nobody knows now") << Account{here, 5} << Account{here, 0} << true << false;
    QTest::newRow("nobody knew, elsewhere") << Account{there, 0} << Account{here, 5} << false << false;
}

void TestDeletionSignIn::leftoversOfOthersAreNotOffered()
{
    QFETCH(Account, began);
    QFETCH(Account, signedIn);
    QFETCH(bool, offered);
    QFETCH(bool, known);
    Bench bench;
    DeletionReport report;
    report.account = began;
    report.project = project;
    report.items.append({bench.rows(1, 1).first()});
    QVERIFY(bench.journal.plan(report));
    bench.service->setAccount(signedIn);
    QCOMPARE(bench.service->leftovers().size(), offered ? 1 : 0);
    if (offered)
        QCOMPARE(bench.leftover()->account.user != 0, known);
    // Whoever else deletes meanwhile does not wipe it out.
    bench.commit(bench.rows(2, 2));
    QTRY_COMPARE(bench.reports.size(), 1);
    bench.service->setAccount(began);
    QCOMPARE(bench.service->leftovers().size(), 1);
}

void TestDeletionSignIn::retriedLeftoverIsTheirs()
{
    Bench bench;
    QVERIFY(bench.journal.plan(project, bench.rows(1, 2))); // an old line
    const Account me{QUrl(u"https://here.example.org/api/v1"_s), 5};
    bench.service->setAccount(me);
    bench.api.hold(true);
    bench.service->retry(*bench.leftover());
    bench.service.reset(); // a second crash
    QCOMPARE(Bench::firstOf(bench.journal.leftovers())->account, me);
}

void TestDeletionSignIn::dismissesTheReportThatWasShown()
{
    Bench bench;
    const ProjectId other{8};
    bench.api.addProject(other.value, 3);
    DeletionReport second;
    second.project = other;
    second.items.append({*bench.api.findConversation({other, session(3)})});
    QVERIFY(bench.journal.plan(project, bench.rows(1, 2)));
    QVERIFY(bench.journal.plan(second));
    QCOMPARE(bench.service->leftovers().size(), 2);
    bench.service->dismiss(bench.service->leftovers().last());
    QCOMPARE(bench.service->leftovers().size(), 1);
    QCOMPARE(bench.leftover()->project, project);
    QCOMPARE(bench.leftover()->items.size(), 2);
    // What runs is not forgotten, whatever is dismissed.
    bench.api.hold(true);
    const DeletionReport shown = *bench.leftover();
    bench.service->retry(shown);
    bench.service->dismiss(shown);
    QCOMPARE(bench.journal.leftovers().size(), 1);
}

void TestDeletionSignIn::undoWindowsStandStill()
{
    Bench bench;
    bench.service->remove(project, bench.rows(1, 1));
    bench.clock.advance(4s);
    bench.service->holdWaiting(true);
    bench.clock.advance(1h);
    bench.service->remove(project, bench.rows(2, 2));
    QCOMPARE(bench.service->waitingCount(), 2);
    bench.service->holdWaiting(false);
    bench.clock.advance(5999ms);
    QCOMPARE(bench.service->waitingCount(), 2);
    bench.clock.advance(1ms);
    QCOMPARE(bench.service->waitingCount(), 1);
    bench.clock.advance(3999ms);
    QCOMPARE(bench.service->waitingCount(), 1);
    bench.clock.advance(1ms);
    QCOMPARE(bench.service->waitingCount(), 0);
    QTRY_COMPARE(bench.reports.size(), 2);
    QCOMPARE(bench.deletes(), 2);
}

QTEST_GUILESS_MAIN(TestDeletionSignIn)
#include "tst_deletionsignin.moc"
