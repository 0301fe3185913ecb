// SPDX-License-Identifier: GPL-3.0-or-later
#include "syncbench.h"

using namespace confab;
using namespace Qt::StringLiterals;
using Method = FakeChatApi::Method;
using ListPage = std::optional<Page<Conversation>>;

namespace {

QStringList removedIn(const SyncBench &world)
{
    QStringList ids;
    for (const auto &each : world.store.value(world.store.archive.removedConversations(world.project)))
        ids << each.conversation.id.toString();
    return ids;
}

/// As the window asks for it; not counted among the calls of the run.
ListPage firstPage(SyncBench &world)
{
    const auto future = world.api.conversations(
        world.project, {1, SortOrder::Descending, PeopleFilter::Everyone}, Lane::Interactive);
    if (!waitForEnd(future) || !future.result())
        return {};
    return *future.result();
}

/// When the page comes, measured by what the run has done.
enum class Comes { BeforeItBegins, WhileItWaits };

/// The calls of a run for which the first page is on its way from the start; what it removed and knows is in
/// the archive then.
int runWith(SyncBench &world, const ListPage &page, Comes comes = Comes::WhileItWaits)
{
    const qsizetype before = world.api.calls.size();
    ProjectSync sync(world.api, world.store.archive, world.store.feed, world.clock);
    QSignalSpy finished(&sync, &ProjectSync::finished);
    sync.start(world.project, {});
    sync.awaitList();
    if (comes == Comes::WhileItWaits) {
        if (!waitFor([&] { return sync.hasBegun(); }) || world.api.calls.size() != before)
            QTest::qFail("It did not wait", __FILE__, __LINE__);
    }
    emit world.api.serverTimeSeen(world.serverTime);
    sync.giveList(page);
    if (!waitFor([&] { return !finished.isEmpty(); }) || !finished.first().first().value<Result<Done>>())
        QTest::qFail("It failed", __FILE__, __LINE__);
    const int made = int(world.api.calls.size() - before);
    if (sync.callsMade() != made)
        QTest::qFail("The calls were not counted", __FILE__, __LINE__);
    return made;
}

} // namespace

/// A run that takes the first page of the list from somebody who has asked for it anyway: it saves that call
/// and is as true as another one.
class TestProjectSyncShared : public QObject
{
    Q_OBJECT

private slots:
    void savesTheFirstCall_data();
    void savesTheFirstCall();
    void leavesTheSameBehind();
    void asksWhereThePageDoesNotCome();
    void asksWhereSomethingKnownIsNotOnIt();
    void theMomentsAreTheServers();
    void aRunThatGoesOnAsksForItsOwnPage();
    void anEmptyListProvesNothing();
};

void TestProjectSyncShared::savesTheFirstCall_data()
{
    QTest::addColumn<Comes>("comes");
    QTest::newRow("while the run waits") << Comes::WhileItWaits;
    QTest::newRow("before it has looked at the archive") << Comes::BeforeItBegins;
}

void TestProjectSyncShared::savesTheFirstCall()
{
    QFETCH(const Comes, comes);
    SyncBench world(95);
    world.sayInAll(95, 500);
    QCOMPARE(runWith(world, firstPage(world), comes), 10 - 1 + 5); // all pages of the list but the first
    QCOMPARE(world.store.rows(world.project).size(), 95 + 500);

    world.serverTime = noon.addSecs(900);
    QCOMPARE(runWith(world, firstPage(world), comes), 1); // nothing new: the report alone

    world.serverTime = noon.addSecs(1800);
    world.api.addConversation(world.project, u"New"_s);
    world.api.projectData[world.project].conversations[94].name = u"Another name"_s;
    world.say(96, 3, noon.addSecs(1700));
    QCOMPARE(runWith(world, firstPage(world), comes), 1);
    QCOMPARE(world.store.rows(world.project).size(), 96 + 503);
    QCOMPARE(world.store.rows(world.project).filter(u"Another name"_s).size(), 1);
}

void TestProjectSyncShared::leavesTheSameBehind()
{
    QStringList rows[2];
    SyncMark marks[2];
    for (const bool shared : {false, true}) {
        SyncBench world(37);
        world.sayInAll(37, 200);
        shared ? runWith(world, firstPage(world)) : world.run();
        world.serverTime = noon.addSecs(900);
        world.say(12, 4, noon.addSecs(500));
        world.api.removeConversation(world.key(20));
        shared ? runWith(world, firstPage(world)) : world.run();
        rows[shared ? 1 : 0] = world.store.rows(world.project);
        marks[shared ? 1 : 0] = world.store.mark(world.project);
        QCOMPARE(removedIn(world), QStringList{u"20"_s});
    }
    QCOMPARE(rows[0], rows[1]);
    QCOMPARE(marks[1].finishedAt, marks[0].finishedAt);
    QCOMPARE(marks[1].windowTo, marks[0].windowTo);
}

void TestProjectSyncShared::asksWhereThePageDoesNotCome()
{
    SyncBench world(25);
    world.sayInAll(25, 50);
    QCOMPARE(runWith(world, {}), 3 + 1);
    world.serverTime = noon.addSecs(900);
    QCOMPARE(runWith(world, {}), 2);
    QCOMPARE(runWith(world, {}, Comes::BeforeItBegins), 2);
}

/// The page was asked for before the run looked at what is known, so a row may have come after it; and one
/// that is gone is seen to be gone by a page of the run's own.
void TestProjectSyncShared::asksWhereSomethingKnownIsNotOnIt()
{
    SyncBench world(25);
    world.sayInAll(25, 50);
    world.run();
    world.serverTime = noon.addSecs(900);
    const ListPage old = firstPage(world);
    ArchiveBatch made; // by the person, while the page was on its way
    made.conversations = {world.api.addConversation(world.project, u"Just made"_s)};
    made.seenAt = noon.addSecs(900);
    QVERIFY(waitForEnd(world.store.feed.store(made)));
    QCOMPARE(runWith(world, old), 2);
    QCOMPARE(removedIn(world), QStringList());
    QCOMPARE(world.store.rows(world.project).size(), 26 + 50);

    world.api.removeConversation(world.key(24));
    QCOMPARE(runWith(world, firstPage(world)), 1 + 1);
    QCOMPARE(removedIn(world), QStringList{u"24"_s});
}

void TestProjectSyncShared::theMomentsAreTheServers()
{
    SyncBench world(12);
    world.sayInAll(12, 50);
    world.clock.setNow(noon.addYears(3));
    runWith(world, firstPage(world));
    QCOMPARE(world.store.mark(world.project).finishedAt, noon);
    world.say(3, 2, noon.addSecs(600)); // before the end of the window, by that clock
    world.serverTime = noon.addSecs(3600);
    QCOMPARE(runWith(world, firstPage(world)), 1);
    QCOMPARE(world.store.mark(world.project).windowTo, noon.addSecs(3600));
    QCOMPARE(world.store.rows(world.project).size(), 12 + 52);
}

void TestProjectSyncShared::aRunThatGoesOnAsksForItsOwnPage()
{
    SyncBench world(42);
    world.sayInAll(42, 100);
    world.api.hold(true);
    auto sync = std::make_unique<ProjectSync>(world.api, world.store.archive, world.store.feed, world.clock);
    sync->start(world.project, {});
    QVERIFY(waitFor([&] { return world.api.inFlight() == 1; }));
    QVERIFY(world.api.releaseNext());
    QVERIFY(waitFor([&] { return world.store.mark(world.project).nextPage == 2; }));
    sync.reset();
    world.api.hold(false);
    const ListPage page = firstPage(world);
    const qsizetype before = world.api.calls.size();
    ProjectSync other(world.api, world.store.archive, world.store.feed, world.clock);
    QSignalSpy finished(&other, &ProjectSync::finished);
    other.start(world.project, {});
    other.awaitList();
    QVERIFY(waitFor([&] { return world.api.calls.size() > before; })); // it does not wait for it
    other.giveList(page);
    QVERIFY(waitFor([&] { return !finished.isEmpty(); }));
    QCOMPARE(world.api.calls.at(before).page, 2);
    QCOMPARE(world.store.rows(world.project).size(), 42 + 100);
    QCOMPARE(removedIn(world), QStringList());
}

void TestProjectSyncShared::anEmptyListProvesNothing()
{
    SyncBench world(5);
    world.sayInAll(5, 10);
    world.run();
    world.serverTime = noon.addSecs(900);
    Page<Conversation> empty;
    empty.number = empty.lastPage = 1;
    empty.perPage = 10;
    QCOMPARE(runWith(world, empty), 2);
    QCOMPARE(removedIn(world), QStringList());

    SyncBench nothing(0);
    QCOMPARE(runWith(nothing, firstPage(nothing)), 1);
    QCOMPARE(nothing.store.mark(nothing.project).finishedAt, noon);
}

QTEST_GUILESS_MAIN(TestProjectSyncShared)
#include "tst_projectsyncshared.moc"
