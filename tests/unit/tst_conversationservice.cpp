// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/fakechatapi.h"
#include "services/conversationservice.h"

#include <QSignalSpy>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;
using Method = FakeChatApi::Method;
using State = ConversationService::State;

namespace {

const ProjectId project{7};

/// A service with one project on a fake, and a copy of the list kept by its signals alone.
struct Bench
{
    explicit Bench(int count)
    {
        api.addProject(project.value, count);
        QObject::connect(&service, &ConversationService::reset, &service, [this] { mirror.clear(); });
        QObject::connect(&service, &ConversationService::upserted, &service, [this](const auto &rows) {
            for (const auto &row : rows)
                mirror.insert(row.session, row);
        });
        QObject::connect(&service, &ConversationService::removed, &service, [this](const auto &sessions) {
            for (const auto &session : sessions)
                unknownRemovals += mirror.remove(session) == 0;
        });
    }
    void open(PeopleFilter people = PeopleFilter::Everyone)
    {
        service.open(project, people);
        QTRY_COMPARE(service.state(), State::Ready);
    }
    void openAll()
    {
        service.open(project, PeopleFilter::Everyone);
        service.loadAll();
        QTRY_VERIFY(service.isComplete() && service.state() == State::Ready);
    }
    /// Exactly the server's rows, each once, newest first, by the getters and by the signals.
    [[nodiscard]] bool matchesServer() const
    {
        QList<Conversation> there = api.projectData[project].conversations;
        std::sort(there.begin(), there.end(),
                  [](const Conversation &a, const Conversation &b) { return b.id < a.id; });
        return service.conversations() == there && mirrorIsRight();
    }
    [[nodiscard]] bool mirrorIsRight() const
    {
        if (mirror.size() != service.loaded() || unknownRemovals > 0)
            return false;
        for (const auto &row : service.conversations()) {
            if (mirror.value(row.session) != row)
                return false;
        }
        return true;
    }
    void removeOnServer(qint64 number) { api.removeConversation({project, FakeChatApi::session(number)}); }
    [[nodiscard]] int lists() const { return api.count(Method::Conversations); }

    FakeChatApi api;
    ConversationService service{api};
    QHash<SessionId, Conversation> mirror;
    int unknownRemovals = 0;
};

SessionId session(qint64 number)
{
    return FakeChatApi::session(number);
}

Error serverError()
{
    return FakeChatApi::httpError(ErrorKind::Server, 500, u"Out of order"_s);
}

} // namespace

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
    void rowsGoingTwiceSayIncomplete();
    void orderIgnoredByServer_data();
    void orderIgnoredByServer();
    void pageSizeUnsaid();
    void refreshMerges();
    void refreshOfPartKeepsTheRest();
    void refreshAfterManyNew();
    void refreshOfAllRemovesVanished();
    void refreshOfAllThatFails();
    void takenRowsStayOut();
    void restoredRowsComeBack();
    void settledRowsLeaveTheCount();
    void ownDeletionsDoNotLoseRows();
    void takenAcrossProjects();
    void forgets();
    void renames();
    void renameRefused_data();
    void renameRefused();
    void renameOutsideBounds_data();
    void renameOutsideBounds();
    void renameWaitsForRename();
    void renameOutlivesPagesAndProjects();
    void creates();
    void createFails();
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

void TestConversationService::refreshMerges()
{
    Bench bench(8);
    bench.open();
    QSignalSpy resets(&bench.service, &ConversationService::reset);
    QSignalSpy upserts(&bench.service, &ConversationService::upserted);
    bench.api.addConversation(project);
    bench.removeOnServer(4);
    bench.api.projectData[project].conversations.first().name = u"Another name"_s;
    bench.service.refresh();
    QCOMPARE(bench.service.state(), State::Refreshing);
    QCOMPARE(bench.service.loaded(), 8);
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(resets.count(), 0);
    QCOMPARE(upserts.count(), 1);
    QCOMPARE(upserts[0][0].value<QList<Conversation>>().size(), 2);
    QVERIFY(bench.matchesServer());
    QCOMPARE(bench.service.total(), 8);
    QCOMPARE(bench.lists(), 2);
}

void TestConversationService::refreshOfPartKeepsTheRest()
{
    Bench bench(60);
    bench.open();
    bench.service.loadMore();
    QTRY_COMPARE(bench.service.loaded(), 20);
    bench.api.addConversation(project);
    bench.removeOnServer(57);
    bench.service.refresh();
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.service.loaded(), 20);
    QVERIFY(bench.service.find(session(61)));
    QVERIFY(!bench.service.find(session(57)));
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    QVERIFY(bench.matchesServer());
    QCOMPARE(bench.lists(), 3 + 4);
}

void TestConversationService::refreshAfterManyNew()
{
    Bench bench(30);
    bench.open();
    for (int i = 0; i < 25; ++i)
        bench.api.addConversation(project);
    bench.service.refresh();
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QVERIFY(!bench.service.isComplete());
    for (int i = 0; i < 10 && !bench.service.isComplete(); ++i) {
        bench.service.loadMore();
        QTRY_COMPARE(bench.service.state(), State::Ready);
    }
    QVERIFY(bench.matchesServer());
}

void TestConversationService::refreshOfAllRemovesVanished()
{
    Bench bench(60);
    bench.openAll();
    bench.removeOnServer(2);
    bench.removeOnServer(33);
    bench.removeOnServer(59);
    bench.api.addConversation(project);
    const int before = bench.lists();
    bench.service.refresh();
    QTRY_VERIFY(bench.matchesServer());
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QVERIFY(bench.service.isComplete());
    QCOMPARE(bench.lists() - before, 6);
    QCOMPARE(bench.service.total(), 58);
}

void TestConversationService::refreshOfAllThatFails()
{
    Bench bench(60);
    bench.openAll();
    bench.removeOnServer(2);
    bench.api.beforeAnswer = [&](const FakeChatApi::Call &call) {
        if (call.order == SortOrder::Descending)
            bench.api.failNext(Method::Conversations, serverError());
    };
    QSignalSpy failed(&bench.service, &ConversationService::failed);
    bench.service.refresh();
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(bench.service.state(), State::Ready);
    // Absence from an incomplete listing proves nothing.
    QVERIFY(bench.service.find(session(2)));
    QVERIFY(!bench.service.isComplete());
}

void TestConversationService::takenRowsStayOut()
{
    Bench bench(35);
    bench.open();
    const auto rows = bench.service.take({session(35), session(30), session(1)});
    QCOMPARE(rows.size(), 2); // The third is not here yet.
    QCOMPARE(rows.first().session, session(35));
    QCOMPARE(bench.service.loaded(), 8);
    QCOMPARE(bench.service.total(), 33);
    bench.service.refresh();
    QTRY_COMPARE(bench.service.state(), State::Ready);
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    QVERIFY(!bench.service.find(session(35)));
    QVERIFY(!bench.service.find(session(30)));
    QCOMPARE(bench.service.loaded(), 33);
    QCOMPARE(bench.service.total(), 33);
    QVERIFY(bench.mirrorIsRight());
}

void TestConversationService::restoredRowsComeBack()
{
    Bench bench(35);
    bench.open();
    const auto rows = bench.service.take({session(35), session(30)});
    bench.service.restore(rows);
    QCOMPARE(bench.service.loaded(), 10);
    QCOMPARE(bench.service.total(), 35);
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    QVERIFY(bench.matchesServer());
    QCOMPARE(bench.lists(), 4);
}

void TestConversationService::settledRowsLeaveTheCount()
{
    Bench bench(35);
    bench.openAll();
    bench.service.take({session(35), session(3)});
    QCOMPARE(bench.service.total(), 33);
    // A page that was asked for before the deletion still holds the rows when it arrives afterwards.
    bench.api.hold(true);
    bench.service.refresh();
    QVERIFY(bench.api.releaseNext());
    bench.removeOnServer(35);
    bench.removeOnServer(3);
    bench.service.settle({session(35), session(3)});
    QCOMPARE(bench.service.total(), 33);
    bench.api.hold(false);
    QTRY_VERIFY(bench.matchesServer());
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.service.total(), 33);
    QVERIFY(bench.service.isComplete());
}

void TestConversationService::ownDeletionsDoNotLoseRows()
{
    Bench bench(60);
    bench.open();
    bench.service.loadMore();
    QTRY_COMPARE(bench.service.loaded(), 20);
    QList<SessionId> sessions;
    for (int number = 45; number < 55; ++number)
        sessions.append(session(number));
    bench.service.take(sessions);
    for (int number = 45; number < 55; ++number)
        bench.removeOnServer(number);
    bench.service.settle(sessions);
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    QVERIFY(bench.matchesServer());
}

void TestConversationService::takenAcrossProjects()
{
    Bench bench(5);
    bench.api.addProject(8, 3);
    bench.open();
    const auto rows = bench.service.take({session(4)});
    bench.service.open(ProjectId{8}, PeopleFilter::Everyone);
    QTRY_COMPARE(bench.service.state(), State::Ready);
    bench.open();
    QVERIFY(!bench.service.find(session(4)));
    QCOMPARE(bench.service.total(), 4);
    bench.service.open(ProjectId{8}, PeopleFilter::Everyone);
    QTRY_COMPARE(bench.service.state(), State::Ready);
    const auto before = bench.service.loaded();
    bench.service.restore(rows);
    QCOMPARE(bench.service.loaded(), before);
    bench.open();
    QVERIFY(bench.service.find(session(4)));
}

void TestConversationService::forgets()
{
    Bench bench(5);
    bench.open();
    bench.service.forget(session(4));
    QVERIFY(!bench.service.find(session(4)));
    QCOMPARE(bench.service.total(), 4);
    QVERIFY(bench.mirrorIsRight());
}

void TestConversationService::renames()
{
    Bench bench(5);
    bench.open();
    bench.service.rename(session(4), u"  New name "_s);
    QCOMPARE(bench.service.find(session(4))->name, u"New name"_s);
    QCOMPARE(bench.mirror.value(session(4)).name, u"New name"_s);
    QTRY_VERIFY(bench.matchesServer());
    QCOMPARE(bench.api.callsTo(Method::RenameConversation).first().name, u"New name"_s);
    bench.service.rename(session(4), u"New name"_s);
    QCOMPARE(bench.api.count(Method::RenameConversation), 1);
}

void TestConversationService::renameRefused_data()
{
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("validation") << ErrorKind::Validation;
    QTest::newRow("offline") << ErrorKind::Offline;
    QTest::newRow("unclear") << ErrorKind::Unclear;
}

void TestConversationService::renameRefused()
{
    QFETCH(ErrorKind, kind);
    Bench bench(5);
    bench.open();
    QSignalSpy failed(&bench.service, &ConversationService::renameFailed);
    const Error error = FakeChatApi::httpError(kind, 422, u"The name is taken"_s);
    bench.api.failNext(Method::RenameConversation, error);
    bench.service.rename(session(4), u"New name"_s);
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed[0][0].value<SessionId>(), session(4));
    QCOMPARE(failed[0][1].toString(), u"New name"_s);
    QCOMPARE(failed[0][2].value<Error>(), error);
    QVERIFY(bench.matchesServer());
}

void TestConversationService::renameOutsideBounds_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("blank") << u" \t\n"_s << false;
    QTest::newRow("256") << QString(256, u'a') << false;
    QTest::newRow("255") << QString(255, u'a') << true;
    QTest::newRow("255 outside the basic plane") << u"😀"_s.repeated(255) << true;
    QTest::newRow("256 outside the basic plane") << u"😀"_s.repeated(256) << false;
}

void TestConversationService::renameOutsideBounds()
{
    QFETCH(QString, name);
    QFETCH(bool, allowed);
    Bench bench(5);
    bench.open();
    QSignalSpy failed(&bench.service, &ConversationService::renameFailed);
    bench.service.rename(session(4), name);
    QCOMPARE(failed.count(), allowed ? 0 : 1);
    QCOMPARE(bench.api.count(Method::RenameConversation), allowed ? 1 : 0);
    QTRY_VERIFY(bench.matchesServer());
}

void TestConversationService::renameWaitsForRename()
{
    Bench bench(5);
    bench.open();
    bench.api.hold(true);
    QSignalSpy failed(&bench.service, &ConversationService::renameFailed);
    bench.api.failNext(Method::RenameConversation, serverError());
    bench.service.rename(session(4), u"One"_s);
    bench.service.rename(session(4), u"Two"_s);
    bench.service.rename(session(4), u"Three"_s);
    QCOMPARE(bench.api.count(Method::RenameConversation), 1);
    QCOMPARE(bench.service.find(session(4))->name, u"Three"_s);
    bench.api.hold(false);
    QTRY_VERIFY(bench.matchesServer());
    QCOMPARE(bench.api.count(Method::RenameConversation), 2);
    QCOMPARE(bench.service.find(session(4))->name, u"Three"_s);
    QCOMPARE(failed.count(), 0);
    // Back to what the server has: nothing further to send.
    bench.api.hold(true);
    bench.service.rename(session(4), u"Four"_s);
    bench.service.rename(session(4), u"Five"_s);
    bench.service.rename(session(4), u"Four"_s);
    bench.api.hold(false);
    QTRY_VERIFY(bench.matchesServer());
    QCOMPARE(bench.api.count(Method::RenameConversation), 3);
}

void TestConversationService::renameOutlivesPagesAndProjects()
{
    Bench bench(5);
    bench.api.addProject(8, 0);
    bench.open();
    bench.api.hold(true);
    bench.service.rename(session(4), u"New name"_s);
    // A page read meanwhile has the old name, and so has one that was asked for before and arrives after.
    bench.service.refresh();
    QVERIFY(bench.api.releaseLast());
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.service.find(session(4))->name, u"New name"_s);

    QSignalSpy failed(&bench.service, &ConversationService::failed);
    const auto rows = bench.service.take({session(4)});
    bench.api.hold(false);
    QTRY_COMPARE(bench.api.inFlight(), 0);
    bench.service.restore(rows);
    QTRY_VERIFY(bench.matchesServer());

    // A failure is told even when another project is open by then.
    bench.api.failNext(Method::RenameConversation, serverError());
    bench.service.rename(session(4), u"Refused name"_s);
    bench.service.open(ProjectId{8}, PeopleFilter::Everyone);
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed[0][0].value<Operation>(), Operation::RenameConversation);
    bench.open();
    QVERIFY(bench.matchesServer());
}

void TestConversationService::creates()
{
    Bench bench(25);
    bench.open();
    QSignalSpy created(&bench.service, &ConversationService::created);
    bench.service.create(u" A new one "_s);
    QTRY_COMPARE(created.count(), 1);
    const auto session = created[0][0].value<SessionId>();
    QVERIFY(bench.service.find(session));
    QCOMPARE(bench.service.find(session)->name, u"A new one"_s);
    QCOMPARE(bench.service.total(), 26);
    bench.service.loadAll();
    QTRY_VERIFY(bench.service.isComplete());
    QVERIFY(bench.matchesServer());
}

void TestConversationService::createFails()
{
    Bench bench(5);
    bench.open();
    QSignalSpy failed(&bench.service, &ConversationService::failed);
    bench.service.create(u"  "_s);
    QCOMPARE(failed.count(), 1);
    QCOMPARE(bench.api.count(Method::CreateConversation), 0);
    bench.api.failNext(Method::CreateConversation, serverError());
    bench.service.create(u"A name"_s);
    QTRY_COMPARE(failed.count(), 2);
    QCOMPARE(failed[1][0].value<Operation>(), Operation::CreateConversation);
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
