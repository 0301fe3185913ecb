// SPDX-License-Identifier: GPL-3.0-or-later
#include "syncbench.h"

#include "services/syncservice.h"

using namespace confab;
using namespace std::chrono_literals;
using Method = FakeChatApi::Method;
using State = SyncStatus::State;

namespace {

/// Two projects beside the one of the bench.
struct Rounds : SyncBench
{
    explicit Rounds(int conversations = 25) : SyncBench(conversations)
    {
        sayInAll(conversations, 100);
        for (const qint64 id : {2, 3})
            projects << api.addProject(id, 12);
        projects.prepend(project);
    }

    [[nodiscard]] bool reaches(State state)
    {
        return waitFor([&] { return sync.status().state == state; });
    }
    [[nodiscard]] QList<ProjectId> listed() const
    {
        QList<ProjectId> seen;
        for (const FakeChatApi::Call &call : api.callsTo(Method::Conversations)) {
            if (!seen.contains(call.project))
                seen << call.project;
        }
        return seen;
    }

    QList<ProjectId> projects;
    SyncService sync{api, store.archive, store.feed, clock};
};

} // namespace

/// Rounds over projects: when they begin, what a pause and a failure do, and what a person is told.
class TestSyncService : public QObject
{
    Q_OBJECT

private slots:
    void oneProjectAfterAnother();
    void beginsAgainAfterAQuarterOfAnHour();
    void pausedAndGoneOn();
    void aRoundThatFailsIsTriedAgain();
    void aProjectThatIsForbiddenHoldsUpNoOther();
    void aProjectThatIsNoLongerWanted();
    void theOrderMayChange();
    void theFirstGoesBeforeOneThatHasNotBegun();
    void takesTheListThatIsOnItsWay();
    void whoAsksForASyncGetsAListOfItsOwn();
    void saysHowMuchIsLeft();
    void stoppedForGood();
    void eachProjectIsProbedForReports();
    void reportsAreProbedAnew();
};

void TestSyncService::oneProjectAfterAnother()
{
    Rounds rounds;
    QSignalSpy synced(&rounds.sync, &SyncService::synced);
    QCOMPARE(rounds.sync.status().state, State::Off);
    rounds.sync.setProjects(rounds.projects);
    QCOMPARE(rounds.sync.status().state, State::Running);
    QVERIFY(rounds.reaches(State::Idle));
    QCOMPARE(rounds.listed(), rounds.projects);
    QCOMPARE(synced.size(), 3);
    QCOMPARE(rounds.sync.status().finishedAt, noon);
    const int calls = (3 + 1) + (2 + 1) + (2 + 1);
    QCOMPARE(rounds.api.calls.size(), calls);
    QCOMPARE(rounds.sync.status().callsMade, calls);
    QCOMPARE(rounds.sync.status().projectsLeft, 0);
}

void TestSyncService::beginsAgainAfterAQuarterOfAnHour()
{
    Rounds rounds;
    rounds.sync.setProjects(rounds.projects);
    QVERIFY(rounds.reaches(State::Idle));
    const qsizetype before = rounds.api.calls.size();
    rounds.clock.advance(SyncService::betweenRounds - 1s);
    QCOMPARE(rounds.sync.status().state, State::Idle);
    rounds.clock.advance(1s);
    QCOMPARE(rounds.sync.status().state, State::Running);
    QVERIFY(rounds.reaches(State::Idle));
    QCOMPARE(rounds.api.calls.size() - before, 6); // nothing new: two for each project
    rounds.sync.syncNow();
    QCOMPARE(rounds.sync.status().state, State::Running);
    QVERIFY(rounds.reaches(State::Idle));
    QCOMPARE(rounds.api.calls.size() - before, 12);
}

void TestSyncService::pausedAndGoneOn()
{
    Rounds whole;
    whole.sync.setProjects(whole.projects);
    QVERIFY(whole.reaches(State::Idle));

    Rounds rounds;
    rounds.api.hold(true);
    rounds.sync.setProjects(rounds.projects);
    QTRY_COMPARE(rounds.api.inFlight(), 1);
    QVERIFY(rounds.api.releaseNext()); // the first page, so that the two others are asked for
    QTRY_COMPARE(rounds.api.inFlight(), 2);
    rounds.sync.pause();
    QCOMPARE(rounds.sync.status().state, State::Paused);
    QCOMPARE(rounds.api.inFlight(), 0);
    QTRY_COMPARE(rounds.store.feed.waiting(), 0);
    const qsizetype before = rounds.api.calls.size();
    rounds.clock.advance(24h);
    QCOMPARE(rounds.api.calls.size(), before);
    rounds.api.hold(false);
    rounds.sync.resume();
    QVERIFY(rounds.reaches(State::Idle));
    for (const ProjectId project : std::as_const(rounds.projects))
        QCOMPARE(rounds.store.rows(project), whole.store.rows(project));
    QCOMPARE(rounds.api.calls.size(), whole.api.calls.size() + 2); // the two that were withdrawn
    QCOMPARE(rounds.listed(), rounds.projects);
}

void TestSyncService::aRoundThatFailsIsTriedAgain()
{
    Rounds rounds;
    rounds.api.failNext(Method::Conversations, FakeChatApi::httpError(ErrorKind::Unauthorised, 401), 3);
    rounds.sync.setProjects(rounds.projects);
    for (const auto wait : {1min, 2min, 4min}) {
        QVERIFY(rounds.reaches(State::Failed));
        QCOMPARE(rounds.sync.status().error.kind, ErrorKind::Unauthorised);
        const qsizetype before = rounds.api.calls.size();
        rounds.clock.advance(wait - 1s);
        QCOMPARE(rounds.api.calls.size(), before);
        QCOMPARE(rounds.sync.status().state, State::Failed);
        rounds.clock.advance(1s);
        QCOMPARE(rounds.sync.status().state, State::Running);
    }
    QVERIFY(rounds.reaches(State::Idle));
    QCOMPARE(rounds.sync.status().error, Error());
}

void TestSyncService::aProjectThatIsForbiddenHoldsUpNoOther()
{
    Rounds rounds;
    rounds.api.failNext(Method::Conversations, FakeChatApi::httpError(ErrorKind::Forbidden, 403));
    QSignalSpy synced(&rounds.sync, &SyncService::synced);
    rounds.sync.setProjects(rounds.projects);
    QVERIFY(rounds.reaches(State::Failed));
    QCOMPARE(synced.size(), 2);
}

void TestSyncService::aProjectThatIsNoLongerWanted()
{
    Rounds rounds;
    rounds.api.hold(true);
    rounds.sync.setProjects(rounds.projects);
    QTRY_COMPARE(rounds.api.inFlight(), 1);
    rounds.sync.setProjects(rounds.projects.mid(1));
    rounds.api.hold(false);
    QVERIFY(rounds.reaches(State::Idle));
    QCOMPARE(rounds.store.rows(rounds.project).size(), 0);
    QCOMPARE(rounds.store.rows(rounds.projects.last()).size(), 12);
}

void TestSyncService::theOrderMayChange()
{
    Rounds rounds;
    rounds.api.hold(true);
    rounds.sync.setProjects(rounds.projects);
    QTRY_COMPARE(rounds.api.inFlight(), 1);
    const QList<ProjectId> other{rounds.projects[2], rounds.projects[0], rounds.projects[1]};
    rounds.sync.setProjects(other); // somebody opened the third one
    rounds.api.hold(false);
    QVERIFY(rounds.reaches(State::Idle));
    QCOMPARE(rounds.listed(), (QList{rounds.projects[0], rounds.projects[2], rounds.projects[1]}));
    const qsizetype before = rounds.api.calls.size();
    rounds.sync.setProjects(rounds.projects); // no new project, so nothing is asked
    QCOMPARE(rounds.sync.status().state, State::Idle);
    QCOMPARE(rounds.api.calls.size(), before);
}

void TestSyncService::theFirstGoesBeforeOneThatHasNotBegun()
{
    Rounds rounds;
    rounds.sync.setProjects(rounds.projects);
    const QList<ProjectId> other{rounds.projects[2], rounds.projects[0], rounds.projects[1]};
    rounds.sync.setProjects(other); // at once, as at the start
    QVERIFY(rounds.reaches(State::Idle));
    QCOMPARE(rounds.listed(), other);
    QCOMPARE(rounds.api.calls.size(), (3 + 1) + (2 + 1) + (2 + 1));
}

void TestSyncService::takesTheListThatIsOnItsWay()
{
    Rounds rounds;
    const auto page = rounds.api.conversations(
        rounds.project, {1, SortOrder::Descending, PeopleFilter::Everyone}, Lane::Interactive);
    QVERIFY(waitForEnd(page));
    rounds.api.calls.clear();
    rounds.sync.awaitList(rounds.project);
    rounds.sync.setProjects(rounds.projects);
    // The others do not overtake it: they would be no quicker.
    rounds.clock.advance(10s);
    QCOMPARE(rounds.api.calls.size(), 0);
    rounds.sync.giveList(*page.result());
    QVERIFY(rounds.reaches(State::Idle));
    QCOMPARE(rounds.api.calls.size(), (3 + 1) + (2 + 1) + (2 + 1) - 1);
    QCOMPARE(rounds.sync.status().callsMade, int(rounds.api.calls.size()));
    // It is on its way once; the next round asks.
    rounds.clock.advance(SyncService::betweenRounds);
    QVERIFY(rounds.reaches(State::Idle));
    QCOMPARE(rounds.api.calls.size(), 9 + 6);
}

/// What is on its way was asked for before the person asked.
void TestSyncService::whoAsksForASyncGetsAListOfItsOwn()
{
    Rounds rounds;
    rounds.sync.setProjects(rounds.projects);
    QVERIFY(rounds.reaches(State::Idle));
    const qsizetype before = rounds.api.calls.size();
    rounds.sync.awaitList(rounds.projects[1]);
    rounds.sync.syncFirst(rounds.projects[1]);
    QVERIFY(rounds.reaches(State::Idle));
    QCOMPARE(rounds.api.calls.size() - before, 6);
    rounds.sync.awaitList(rounds.projects[0]);
    rounds.sync.syncNow();
    QVERIFY(rounds.reaches(State::Idle));
    QCOMPARE(rounds.api.calls.size() - before, 12);
}

void TestSyncService::saysHowMuchIsLeft()
{
    Rounds rounds(120);
    rounds.api.hold(true);
    Pace pace;
    pace.limit = 120;
    emit rounds.api.paceChanged(pace);
    QVERIFY(!rounds.sync.status().callsLeft);
    rounds.sync.setProjects({rounds.project});
    QTRY_COMPARE(rounds.api.inFlight(), 1);
    QVERIFY(rounds.api.releaseNext());
    // Eleven pages of the list are left, and at least one of the report.
    QTRY_COMPARE(rounds.sync.status().callsLeft, std::optional(12));
    QCOMPARE(rounds.sync.status().timeLeft, std::optional(8s)); // a hundred a minute, of 7.2 seconds
    rounds.api.hold(false);
    QVERIFY(rounds.reaches(State::Idle));
    QVERIFY(!rounds.sync.status().callsLeft);
}

void TestSyncService::stoppedForGood()
{
    Rounds rounds;
    rounds.api.hold(true);
    rounds.sync.setProjects(rounds.projects);
    QTRY_COMPARE(rounds.api.inFlight(), 1);
    rounds.sync.stop();
    QCOMPARE(rounds.sync.status(), SyncStatus());
    QCOMPARE(rounds.api.inFlight(), 0);
    rounds.clock.advance(24h);
    rounds.sync.syncNow();
    rounds.sync.resume();
    QCOMPARE(rounds.sync.status().state, State::Off);
    QCOMPARE(rounds.api.calls.size(), 1);
}

/// What one project refuses says nothing of the others.
void TestSyncService::eachProjectIsProbedForReports()
{
    Rounds rounds;
    rounds.api.failNext(Method::Intelligence, FakeChatApi::httpError(ErrorKind::Forbidden, 403));
    QSignalSpy missing(&rounds.sync, &SyncService::reportsMissing);
    rounds.sync.setProjects(rounds.projects);
    QVERIFY(rounds.reaches(State::Idle));
    QCOMPARE(missing.size(), 1);
    QCOMPARE(missing.first().first().value<ProjectId>(), rounds.project);
    QCOMPARE(rounds.api.count(Method::Intelligence), 3);
    rounds.clock.advance(SyncService::betweenRounds);
    QVERIFY(rounds.reaches(State::Idle));
    QCOMPARE(rounds.api.count(Method::Intelligence), 3 + 2);
}

void TestSyncService::reportsAreProbedAnew()
{
    Rounds rounds;
    rounds.api.refusesReports = 422;
    rounds.sync.setReportsMissing({{rounds.project, noon.addDays(-30).addSecs(1)}});
    rounds.sync.setProjects({rounds.project});
    QVERIFY(rounds.reaches(State::Idle));
    QCOMPARE(rounds.api.count(Method::Intelligence), 0);
    // After thirty days, and when the person asks for a sync.
    rounds.clock.advance(SyncService::betweenRounds);
    QVERIFY(rounds.reaches(State::Idle));
    QCOMPARE(rounds.api.count(Method::Intelligence), 1);
    rounds.clock.advance(SyncService::betweenRounds);
    QVERIFY(rounds.reaches(State::Idle));
    QCOMPARE(rounds.api.count(Method::Intelligence), 1);
    QSignalSpy missing(&rounds.sync, &SyncService::reportsMissing);
    rounds.api.refusesReports = 0;
    rounds.say(3, 2, noon.addSecs(60));
    rounds.serverTime = noon.addSecs(3600);
    const qsizetype before = rounds.api.calls.size();
    rounds.sync.syncNow();
    QVERIFY(rounds.reaches(State::Idle));
    QCOMPARE(missing.size(), 1); // it is not remembered any more
    QVERIFY(!missing.first().last().toDateTime().isValid());
    // All that the reports tell, once: 102 messages. Then what is new alone.
    QCOMPARE(rounds.api.calls.size() - before, 1 + 2);
    rounds.sync.syncNow();
    QVERIFY(rounds.reaches(State::Idle));
    QCOMPARE(rounds.api.calls.size() - before, 1 + 2 + 2);
}

QTEST_GUILESS_MAIN(TestSyncService)
#include "tst_syncservice.moc"
