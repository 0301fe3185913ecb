// SPDX-License-Identifier: GPL-3.0-or-later
#include "conversationbench.h"

using namespace confab;
using namespace confab::bench;
using namespace Qt::StringLiterals;

class TestConversationService : public QObject
{
    Q_OBJECT

private slots:
    void opensWithOneCall();
    void emptyProjectIsComplete();
    void everyRowOnceWithFewestCalls_data();
    void everyRowOnceWithFewestCalls();
    void scrollingReachesTheEnd();
    void lanesAndFiveAtOnce();
    void firstPageFails();
    void laterPageFails();
    void loadAllGoesOnAfterFailure();
    void loadAllGoesOnAfterCancel();
    void staleAnswersAreDropped();
    void destroyedInFlight();
    void refusedMeBecomesEveryone();
    void rowsComingOnTop();
    void rowsComingWhileScrolling();
    void rowsGoingWhileScrolling();
    void rowsGoingWhileLoadingAll();
    void rowsGoingBehindNewOnes();
    void rowsGoingTwiceSayIncomplete();
    void orderIgnoredByServer_data();
    void orderIgnoredByServer();
    void pageSizeUnsaid();
    void slotMayCallBack();
};

void TestConversationService::opensWithOneCall()
{
    Bench bench(25);
    QSignalSpy counts(&bench.service, &ConversationService::countsChanged);
    bench.service.open(project, PeopleFilter::Everyone);
    QCOMPARE(bench.service.state(), State::LoadingFirst);
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.lists(), 1);
    QCOMPARE(bench.api.calls.first().lane, Lane::Interactive);
    QCOMPARE(bench.service.loaded(), 10);
    QCOMPARE(bench.service.total(), 25);
    QVERIFY(!bench.service.isComplete());
    QCOMPARE(bench.service.conversations().first().session, session(25));
    QCOMPARE(counts.last(), (QVariantList{qint64{10}, qint64{25}, false}));
    QVERIFY(bench.mirrorIsRight());
}

void TestConversationService::emptyProjectIsComplete()
{
    Bench bench(0);
    bench.open();
    QVERIFY(bench.service.isComplete());
    QCOMPARE(bench.service.total(), 0);
    bench.service.loadMore();
    bench.service.loadAll();
    QCOMPARE(bench.lists(), 1);
}

void TestConversationService::everyRowOnceWithFewestCalls_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("perPage");
    QTest::addColumn<int>("scrolls");
    QTest::newRow("a thousand") << 1000 << 10 << 3;
    QTest::newRow("no scroll") << 1000 << 10 << 0;
    QTest::newRow("ragged end") << 995 << 10 << 3;
    QTest::newRow("one over") << 11 << 10 << 0;
    QTest::newRow("exact pages") << 20 << 10 << 1;
    QTest::newRow("one page") << 10 << 10 << 0;
    QTest::newRow("one a page") << 7 << 1 << 2;
}

void TestConversationService::everyRowOnceWithFewestCalls()
{
    QFETCH(int, count);
    QFETCH(int, perPage);
    QFETCH(int, scrolls);
    Bench bench(count);
    bench.api.conversationsPerPage = perPage;
    QSet<SessionId> inserted;
    int repeated = 0;
    connect(&bench.service, &ConversationService::upserted, this, [&](const auto &rows) {
        for (const auto &row : rows) {
            repeated += inserted.contains(row.session);
            inserted.insert(row.session);
        }
    });
    bench.open();
    for (int i = 0; i < scrolls; ++i) {
        bench.service.loadMore();
        QTRY_COMPARE(bench.service.state(), State::Ready);
    }
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    QCOMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.lists(), (count + perPage - 1) / perPage);
    QCOMPARE(repeated, 0);
    QCOMPARE(bench.service.total(), count);
    QVERIFY(bench.matchesServer());
}

void TestConversationService::scrollingReachesTheEnd()
{
    Bench bench(35);
    bench.open();
    for (int i = 0; i < 3; ++i) {
        bench.service.loadMore();
        bench.service.loadMore(); // One is on its way: no second call.
        QTRY_COMPARE(bench.service.state(), State::Ready);
    }
    QVERIFY(bench.service.isComplete());
    bench.service.loadMore();
    QCOMPARE(bench.lists(), 4);
    QVERIFY(bench.matchesServer());
}

void TestConversationService::lanesAndFiveAtOnce()
{
    Bench bench(200);
    bench.open();
    bench.api.hold(true);
    bench.service.loadAll();
    QCOMPARE(bench.service.state(), State::LoadingAll);
    QCOMPARE(bench.api.inFlight(), 5);
    QCOMPARE(bench.api.calls.last().lane, Lane::Visible);
    QCOMPARE(bench.api.calls.last().order, SortOrder::Ascending);
    // Answers out of order are as good.
    while (bench.api.releaseLast())
        QCoreApplication::processEvents();
    QTRY_VERIFY(bench.service.isComplete());
    QCOMPARE(bench.api.maxInFlight(), 5);
    QCOMPARE(bench.lists(), 20);
    QVERIFY(bench.matchesServer());
}

void TestConversationService::firstPageFails()
{
    Bench bench(25);
    QSignalSpy failed(&bench.service, &ConversationService::failed);
    bench.api.failNext(Method::Conversations, serverError());
    bench.service.open(project, PeopleFilter::Everyone);
    QTRY_COMPARE(bench.service.state(), State::Failed);
    QCOMPARE(failed.count(), 1);
    QCOMPARE(failed[0][0].value<Operation>(), Operation::LoadConversations);
    QCOMPARE(failed[0][1].value<Error>(), serverError());
    bench.service.loadMore();
    bench.service.loadAll();
    QCOMPARE(bench.lists(), 1);
    bench.service.refresh();
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.service.loaded(), 10);
}

void TestConversationService::laterPageFails()
{
    Bench bench(25);
    bench.open();
    QSignalSpy failed(&bench.service, &ConversationService::failed);
    bench.api.failNext(Method::Conversations, serverError());
    bench.service.loadMore();
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.service.loaded(), 10);
    bench.service.loadMore();
    QTRY_COMPARE(bench.service.loaded(), 20);
}

void TestConversationService::loadAllGoesOnAfterFailure()
{
    Bench bench(200);
    bench.open();
    QSignalSpy failed(&bench.service, &ConversationService::failed);
    bench.api.beforeAnswer = [&](const FakeChatApi::Call &call) {
        if (call.page == 6)
            bench.api.failNext(Method::Conversations, serverError());
    };
    bench.service.loadAll();
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed[0][0].value<Operation>(), Operation::LoadAllConversations);
    QCOMPARE(bench.service.state(), State::Ready);
    QVERIFY(!bench.service.isComplete());
    QVERIFY(bench.service.loaded() >= 70);
    QCOMPARE(bench.api.inFlight(), 0);

    bench.api.beforeAnswer = nullptr;
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    // Twenty pages, and the failed one a second time.
    QCOMPARE(bench.lists(), 21);
    QVERIFY(bench.matchesServer());
}

void TestConversationService::loadAllGoesOnAfterCancel()
{
    Bench bench(200);
    bench.open();
    bench.api.hold(true);
    bench.service.loadAll();
    for (int i = 0; i < 3; ++i)
        QVERIFY(bench.api.releaseNext());
    QTRY_COMPARE(bench.service.loaded(), 40);
    const int asked = bench.lists();
    const int underWay = bench.api.inFlight();
    QCOMPARE(underWay, 5);
    bench.service.cancelLoadAll();
    QCOMPARE(bench.service.state(), State::Ready);
    QVERIFY(!bench.service.isComplete());
    QCOMPARE(bench.api.inFlight(), 0);
    QCOMPARE(bench.api.cancelledCount(), underWay);
    bench.api.hold(false);
    QCOMPARE(bench.lists(), asked);

    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    QCOMPARE(bench.lists(), 20 + underWay);
    QVERIFY(bench.matchesServer());
}

void TestConversationService::staleAnswersAreDropped()
{
    Bench bench(25);
    bench.api.addProject(8, 3);
    bench.api.hold(true);
    bench.service.open(project, PeopleFilter::Everyone);
    bench.service.open(ProjectId{8}, PeopleFilter::Everyone);
    QCOMPARE(bench.api.cancelledCount(), 1);
    bench.api.hold(false);
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.service.loaded(), 3);
    QCOMPARE(bench.service.conversations().first().project, ProjectId{8});

    // An answer that is finished already and only waits for the event loop is dropped as well.
    bench.api.hold(true);
    bench.service.open(project, PeopleFilter::Everyone);
    QVERIFY(bench.api.releaseNext());
    bench.service.close();
    QCoreApplication::processEvents();
    QCOMPARE(bench.service.state(), State::Closed);
    QCOMPARE(bench.service.loaded(), 0);
}

void TestConversationService::destroyedInFlight()
{
    FakeChatApi api;
    api.addProject(7, 25);
    api.hold(true);
    {
        ConversationService service(api);
        service.open(project, PeopleFilter::Everyone);
        service.create(u"A name"_s);
    }
    api.releaseAll();
    QCoreApplication::processEvents();
    QCOMPARE(api.cancelledCount(), 1);
}

void TestConversationService::refusedMeBecomesEveryone()
{
    Bench bench(5);
    bench.api.refusesMe = true;
    QSignalSpy refused(&bench.service, &ConversationService::peopleFilterRefused);
    QSignalSpy failed(&bench.service, &ConversationService::failed);
    bench.open(PeopleFilter::Me);
    QCOMPARE(refused.count(), 1);
    QCOMPARE(bench.service.people(), PeopleFilter::Everyone);
    QCOMPARE(bench.service.loaded(), 5);
    QCOMPARE(failed.count(), 0);
    QCOMPARE(bench.lists(), 2);
}

void TestConversationService::rowsComingOnTop()
{
    Bench bench(100);
    bench.open();
    bench.api.beforeAnswer = [&](const FakeChatApi::Call &) {
        if (bench.lists() <= 8)
            bench.api.addConversation(project);
    };
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    QVERIFY(bench.matchesServer());
    QVERIFY2(bench.lists() <= 13, "new rows cost a look at the top, not the list again");
}

void TestConversationService::rowsComingWhileScrolling()
{
    Bench bench(30);
    bench.open();
    bench.api.addConversation(project);
    bench.api.addConversation(project);
    for (int i = 0; i < 6 && !bench.service.isComplete(); ++i) {
        bench.service.loadMore();
        QTRY_COMPARE(bench.service.state(), State::Ready);
    }
    QVERIFY(bench.service.isComplete());
    QVERIFY(bench.matchesServer());
    QVERIFY(bench.lists() <= 5);
}

void TestConversationService::rowsGoingWhileScrolling()
{
    Bench bench(60);
    bench.open();
    bench.service.loadMore();
    QTRY_COMPARE(bench.service.loaded(), 20);
    // Someone else deletes five rows that were read: five others slip into the pages that were read already.
    for (int number = 45; number < 50; ++number)
        bench.removeOnServer(number);
    for (int i = 0; i < 10 && !bench.service.isComplete(); ++i) {
        bench.service.loadMore();
        QTRY_COMPARE(bench.service.state(), State::Ready);
    }
    QVERIFY(bench.service.isComplete());
    for (const auto &row : std::as_const(bench.api.projectData[project].conversations))
        QVERIFY2(bench.service.find(row.session), qPrintable(row.session.toString()));
    QVERIFY(bench.mirrorIsRight());
}

void TestConversationService::rowsGoingWhileLoadingAll()
{
    Bench bench(100);
    bench.open();
    bool done = false;
    bench.api.beforeAnswer = [&](const FakeChatApi::Call &call) {
        if (call.page == 5 && !std::exchange(done, true)) {
            bench.removeOnServer(3);
            bench.removeOnServer(95);
        }
    };
    QSignalSpy failed(&bench.service, &ConversationService::failed);
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    QCOMPARE(failed.count(), 0);
    QVERIFY(bench.matchesServer());
    QCOMPARE(bench.service.total(), 98);
    QVERIFY(bench.lists() <= 20);
}

void TestConversationService::rowsGoingBehindNewOnes()
{
    Bench bench(100);
    bench.open();
    bool done = false;
    // A row goes and another comes: the total hides that a row has slipped past.
    bench.api.beforeAnswer = [&](const FakeChatApi::Call &call) {
        if (call.page == 5 && !std::exchange(done, true)) {
            bench.removeOnServer(3);
            bench.api.addConversation(project);
        }
    };
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    QVERIFY(bench.matchesServer());
}

void TestConversationService::rowsGoingTwiceSayIncomplete()
{
    Bench bench(100);
    bench.open();
    qint64 next = 1;
    bench.api.beforeAnswer = [&](const FakeChatApi::Call &call) {
        if (call.page == 5)
            bench.removeOnServer(next++);
    };
    QSignalSpy failed(&bench.service, &ConversationService::failed);
    bench.service.loadAll();
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed[0][0].value<Operation>(), Operation::LoadAllConversations);
    QCOMPARE(bench.service.state(), State::Ready);
    QVERIFY(!bench.service.isComplete());
    QVERIFY(bench.lists() <= 21);
    // Once the list is at rest it can be had.
    bench.api.beforeAnswer = nullptr;
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    QVERIFY(bench.matchesServer());
}

void TestConversationService::orderIgnoredByServer_data()
{
    QTest::addColumn<int>("perPage");
    QTest::addColumn<bool>("growing");
    QTest::newRow("at rest") << 10 << false;
    QTest::newRow("growing") << 10 << true;
    QTest::newRow("one a page") << 1 << false;
}

void TestConversationService::orderIgnoredByServer()
{
    QFETCH(int, perPage);
    QFETCH(bool, growing);
    Bench bench(perPage * 12);
    bench.api.conversationsPerPage = perPage;
    bench.api.ignoresOrder = true;
    bench.open();
    if (growing) {
        bench.api.beforeAnswer = [&](const FakeChatApi::Call &) {
            if (bench.lists() < 12)
                bench.api.addConversation(project);
        };
    }
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    QVERIFY(bench.matchesServer());
    QVERIFY(bench.lists() <= 22);
}

void TestConversationService::pageSizeUnsaid()
{
    Bench bench(95);
    bench.api.reportsPerPage = false;
    bench.openAll();
    QCOMPARE(bench.lists(), 10);
    QVERIFY(bench.matchesServer());
}

void TestConversationService::slotMayCallBack()
{
    Bench bench(95);
    QList<State> states;
    connect(&bench.service, &ConversationService::stateChanged, this, [&](State state) {
        states.append(state);
        QCOMPARE(bench.service.state(), state);
    });
    // A view asks for more as soon as rows arrive; another reader opens a new list in a signal of the old
    // one.
    connect(&bench.service, &ConversationService::upserted, this, [&] { bench.service.loadMore(); });
    bench.service.open(project, PeopleFilter::Everyone);
    QTRY_VERIFY(bench.service.isComplete());
    QVERIFY(bench.matchesServer());
    QCOMPARE(bench.lists(), 10);
    QVERIFY(std::adjacent_find(states.begin(), states.end()) == states.end());

    bench.api.addProject(8, 2);
    bool reopened = false;
    connect(&bench.service, &ConversationService::removed, this, [&] {
        if (!std::exchange(reopened, true))
            bench.service.open(ProjectId{8}, PeopleFilter::Everyone);
    });
    bench.service.take({session(5)});
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.service.loaded(), 2);
    QVERIFY(bench.mirrorIsRight());
}

QTEST_GUILESS_MAIN(TestConversationService)
#include "tst_conversationservice.moc"
