// SPDX-License-Identifier: GPL-3.0-or-later
#include "syncbench.h"

using namespace confab;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Method = FakeChatApi::Method;

namespace {

QStringList removedIn(const SyncBench &world)
{
    QStringList ids;
    for (const auto &each : world.store.value(world.store.archive.removedConversations(world.project)))
        ids << each.conversation.id.toString();
    std::sort(ids.begin(), ids.end());
    return ids;
}

} // namespace

/// Rows that go, runs that are interrupted, and calls that fail.
class TestProjectSyncChanges : public QObject
{
    Q_OBJECT

private slots:
    void deletedOnTheServer_data();
    void deletedOnTheServer();
    void deletedAndNewAtOnce();
    void nothingIsTakenForRemoved_data();
    void nothingIsTakenForRemoved();
    void whatComesBackIsNoLongerRemoved();
    void interruptedAnywhere_data();
    void interruptedAnywhere();
    void reportsLostInTheMidst_data();
    void reportsLostInTheMidst();
    void reportsRefusedInTheMidst_data();
    void reportsRefusedInTheMidst();
    void aVanishedConversationIsNotAskedFor();
    void deletionsWhileTheListIsRead();
    void failuresAreTriedAgain_data();
    void failuresAreTriedAgain();
    void lastingFailuresEndTheRun_data();
    void lastingFailuresEndTheRun();
    void aThreadThatIsGoneIsPassedOver();
};

void TestProjectSyncChanges::deletedOnTheServer_data()
{
    QTest::addColumn<QList<int>>("gone");
    QTest::addColumn<int>("listCalls"); // as far as the list has to be read to find them
    QTest::newRow("the newest") << QList{95} << 1;
    QTest::newRow("on the first page") << QList{90} << 1;
    QTest::newRow("on the third page") << QList{70} << 3;
    QTest::newRow("the oldest") << QList{1} << 10;
    QTest::newRow("several") << QList{94, 60} << 4;
}

void TestProjectSyncChanges::deletedOnTheServer()
{
    QFETCH(QList<int>, gone);
    QFETCH(int, listCalls);
    SyncBench world(95);
    world.sayInAll(95, 300);
    world.run();
    const QDateTime when = world.serverTime = noon.addSecs(900);
    QStringList ids;
    for (const int id : gone) {
        world.api.removeConversation(world.key(id));
        ids << QString::number(id);
    }
    std::sort(ids.begin(), ids.end());
    QCOMPARE(world.run(), listCalls + 1);
    QVERIFY(world.succeeded());
    QCOMPARE(removedIn(world), ids);
    const auto removed = world.store.value(world.store.archive.conversation(world.key(gone.first())));
    QCOMPARE(removed.removedAt, when);
    QVERIFY(removed.messages > 0); // the text stays
    QCOMPARE(world.run(), 2);
}

void TestProjectSyncChanges::deletedAndNewAtOnce()
{
    SyncBench world(95);
    world.run();
    world.api.removeConversation(world.key(50));
    world.api.addConversation(world.project);
    QCOMPARE(world.run(), 5 + 1); // the totals agree, and yet one of them is missing
    QCOMPARE(removedIn(world), QStringList{u"50"_s});
}

void TestProjectSyncChanges::nothingIsTakenForRemoved_data()
{
    QTest::addColumn<QString>("what");
    for (const char *what : {"empty list", "forbidden", "not found", "other account", "broken page"})
        QTest::newRow(what) << QString::fromLatin1(what);
}

void TestProjectSyncChanges::nothingIsTakenForRemoved()
{
    QFETCH(QString, what);
    SyncBench world(35);
    world.sayInAll(35, 70);
    world.run();
    const QStringList before = world.store.rows(world.project);
    SyncTerms terms;
    const auto fail = [&world](ErrorKind kind, int status, int times) {
        world.api.failNext(Method::Conversations, FakeChatApi::httpError(kind, status), times);
    };
    if (what == "empty list"_L1)
        world.api.projectData[world.project].conversations.clear();
    else if (what == "forbidden"_L1)
        fail(ErrorKind::Forbidden, 403, 1);
    else if (what == "not found"_L1)
        fail(ErrorKind::NotFound, 404, 1);
    else if (what == "broken page"_L1)
        fail(ErrorKind::BadResponse, 200, 99);
    else
        terms.mayMarkRemoved = false;
    if (what == "other account"_L1) {
        for (int id = 10; id < 20; ++id)
            world.api.removeConversation(world.key(id));
    }
    world.run(terms, [&world] { world.clock.advance(1s); });
    QCOMPARE(removedIn(world), QStringList());
    QCOMPARE(world.store.rows(world.project), before);
}

void TestProjectSyncChanges::whatComesBackIsNoLongerRemoved()
{
    SyncBench world(20);
    world.sayInAll(20, 40);
    world.run();
    const QStringList before = world.store.rows(world.project);
    const auto kept = world.api.projectData[world.project];
    world.api.removeConversation(world.key(15));
    world.run();
    QCOMPARE(removedIn(world), QStringList{u"15"_s});
    world.api.projectData[world.project] = kept;
    world.serverTime = noon.addSecs(1);
    world.run();
    QCOMPARE(removedIn(world), QStringList());
    QCOMPARE(world.store.rows(world.project), before);
}

void TestProjectSyncChanges::interruptedAnywhere_data()
{
    QTest::addColumn<bool>("reportsMissing");
    QTest::newRow("by reports") << false;
    QTest::newRow("by conversations") << true;
}

/// The run is ended after each number of answers in turn, and the next one goes on.
void TestProjectSyncChanges::interruptedAnywhere()
{
    QFETCH(bool, reportsMissing);
    const SyncTerms terms{reportsMissing, true};
    QStringList whole;
    int calls = 0;
    for (int stopAfter = 0; stopAfter == 0 || stopAfter < calls; ++stopAfter) {
        SyncBench world(42);
        world.sayInAll(42, 700);
        int answers = 0; // counted to the end of the second run
        if (stopAfter > 0) {
            auto sync =
                std::make_unique<ProjectSync>(world.api, world.store.archive, world.store.feed, world.clock);
            world.api.beforeAnswer = [&](const FakeChatApi::Call &) {
                emit world.api.serverTimeSeen(world.serverTime);
                ++answers;
            };
            sync->start(world.project, terms);
            QVERIFY(waitFor([&] { return answers >= stopAfter; }));
            QVERIFY(waitFor([&] { return world.store.feed.waiting() == 0; }));
            sync.reset();
            world.serverTime = noon.addSecs(5);
        }
        world.run(terms);
        QVERIFY2(world.succeeded(), qPrintable(QString::number(stopAfter)));
        const int made = int(world.api.calls.size());
        if (stopAfter == 0) {
            whole = world.store.rows(world.project);
            calls = made;
        } else {
            QCOMPARE(world.store.rows(world.project), whole);
            // Only what was on its way is asked for again.
            QVERIFY2(made <= calls + ProjectSync::ahead,
                     qPrintable(QStringLiteral("%1 calls after %2").arg(made).arg(stopAfter)));
            QCOMPARE(removedIn(world), QStringList());
        }
    }
    QVERIFY(calls >= 5 + (reportsMissing ? 42 : 7));
}

void TestProjectSyncChanges::reportsLostInTheMidst_data()
{
    QTest::addColumn<bool>("known"); // by whoever gives the terms
    QTest::addColumn<bool>("first"); // the interrupted run is the first one
    for (const bool known : {false, true}) {
        QTest::addRow("first run, %s", known ? "known" : "found out") << known << true;
        QTest::addRow("later run, %s", known ? "known" : "found out") << known << false;
    }
}

/// The reports told of the newest messages of each conversation when they ended: the older ones are missing.
void TestProjectSyncChanges::reportsLostInTheMidst()
{
    QFETCH(bool, known);
    QFETCH(bool, first);
    SyncBench world(20);
    const auto sayInTurns = [&world](int rounds, const QDateTime &from) {
        for (int round = 0; round < rounds; ++round) {
            for (int id = 1; id <= 20; ++id)
                world.say(id, 1, from.addSecs(round));
        }
    };
    sayInTurns(first ? 60 : 10, noon.addSecs(-3600));
    if (!first) {
        world.run();
        QVERIFY(world.succeeded());
        world.serverTime = noon.addSecs(7200);
        sayInTurns(50, noon.addSecs(3600));
    }
    int reports = 0;
    world.api.beforeAnswer = [&](const FakeChatApi::Call &call) {
        emit world.api.serverTimeSeen(world.serverTime);
        if (call.method == Method::Intelligence && ++reports == 3)
            world.api.hold(true);
    };
    auto sync = std::make_unique<ProjectSync>(world.api, world.store.archive, world.store.feed, world.clock);
    sync->start(world.project, {});
    const auto stored = [&] { return world.store.rows(world.project).size() - 20; };
    const qsizetype before = first ? 0 : 200;
    QVERIFY(waitFor([&] { return reports >= 3 && stored() > before; }));
    QVERIFY(waitFor([&] { return world.store.feed.waiting() == 0; }));
    QVERIFY(stored() < 1200);
    sync.reset();
    world.api.hold(false);
    world.api.refusesReports = 403;
    world.run({known, true});
    QVERIFY(world.succeeded());
    QCOMPARE(world.store.rows(world.project).size(), 20 + 1200);
}

void TestProjectSyncChanges::reportsRefusedInTheMidst_data()
{
    QTest::addColumn<bool>("interrupted"); // once more, while the conversations are read by themselves
    QTest::addColumn<bool>("opened");      // a person has read them all, so their totals are known
    for (const bool interrupted : {false, true}) {
        for (const bool opened : {false, true})
            QTest::addRow("%s, %s", interrupted ? "interrupted" : "in one go",
                          opened ? "opened before" : "never opened")
                << interrupted << opened;
    }
}

/// Conversations that rested for weeks: that something was said in them, only the reports knew.
void TestProjectSyncChanges::reportsRefusedInTheMidst()
{
    QFETCH(bool, interrupted);
    QFETCH(bool, opened);
    SyncBench world(20);
    for (int id = 1; id <= 20; ++id)
        world.say(id, 10, noon.addDays(-40));
    world.serverTime = noon.addDays(-39);
    world.run();
    QVERIFY(world.succeeded());
    if (opened) {
        ArchiveBatch read;
        for (int id = 1; id <= 20; ++id)
            read.pages.append({world.key(id), {}, 10, noon.addDays(-38)});
        QVERIFY(waitForEnd(world.store.feed.store(read)));
    }
    for (int round = 0; round < 50; ++round) {
        for (int id = 1; id <= 20; ++id)
            world.say(id, 1, noon.addDays(-10).addSecs(round));
    }
    world.serverTime = noon;
    int reports = 0;
    int threads = 0;
    world.api.beforeAnswer = [&](const FakeChatApi::Call &call) {
        world.serverTime = world.serverTime.addSecs(1);
        emit world.api.serverTimeSeen(world.serverTime);
        if (call.method == Method::Intelligence && ++reports == 4)
            world.api.refusesReports = 422;
        if (call.method == Method::Messages && ++threads == 15 && interrupted)
            world.api.hold(true);
    };
    if (interrupted) {
        auto sync =
            std::make_unique<ProjectSync>(world.api, world.store.archive, world.store.feed, world.clock);
        sync->start(world.project, {});
        QVERIFY(waitFor([&] { return threads >= 15 && world.store.feed.waiting() == 0; }));
        sync.reset();
        world.api.hold(false);
    }
    world.run({interrupted, true});
    QVERIFY(world.succeeded());
    QCOMPARE(world.store.rows(world.project).size(), 20 + 200 + 1000);
}

/// The list no longer holds it, the reports still tell of it, and then they are refused.
void TestProjectSyncChanges::aVanishedConversationIsNotAskedFor()
{
    SyncBench world(3);
    world.sayInAll(3, 6);
    world.run();
    QVERIFY(world.succeeded());
    for (int round = 0; round < 100; ++round) {
        for (int id = 1; id <= 3; ++id)
            world.say(id, 1, noon.addSecs(-600 + round));
    }
    world.api.projectData[world.project].conversations.removeIf(
        [](const Conversation &each) { return each.id.value == 2; });
    world.serverTime = noon.addSecs(60);
    int reports = 0;
    world.api.beforeAnswer = [&](const FakeChatApi::Call &call) {
        emit world.api.serverTimeSeen(world.serverTime);
        if (call.method == Method::Intelligence && ++reports == 2)
            world.api.refusesReports = 403;
    };
    world.run();
    QVERIFY(world.succeeded());
    QCOMPARE(removedIn(world), QStringList{u"2"_s});
    for (const FakeChatApi::Call &call : std::as_const(world.api.calls)) {
        if (call.method == Method::Messages)
            QVERIFY(call.session == world.key(1).session || call.session == world.key(3).session);
    }
    for (const ConversationKey &each : {world.key(1), world.key(3)})
        QCOMPARE(world.store.value(world.store.archive.conversation(each)).messages, 102);
}

void TestProjectSyncChanges::deletionsWhileTheListIsRead()
{
    SyncBench world(95);
    world.sayInAll(95, 900);
    int answers = 0;
    world.api.beforeAnswer = [&](const FakeChatApi::Call &) {
        emit world.api.serverTimeSeen(world.serverTime);
        if (++answers == 4 || answers == 9 || answers == 15) {
            world.api.removeConversation(world.key(95 - answers));
            world.api.addConversation(world.project);
        }
    };
    world.run();
    QVERIFY(world.succeeded());
    world.api.beforeAnswer = [&](const FakeChatApi::Call &) {
        emit world.api.serverTimeSeen(world.serverTime);
    };
    world.serverTime = noon.addSecs(60);
    world.run(); // and now nothing moves any more
    QStringList server;
    for (const Conversation &each : std::as_const(world.api.projectData[world.project].conversations))
        server << each.id.toString();
    QStringList archived;
    for (const auto &each : world.store.value(world.store.archive.conversations(world.project)))
        archived << each.conversation.id.toString();
    std::sort(server.begin(), server.end());
    std::sort(archived.begin(), archived.end());
    QCOMPARE(archived, server);
}

void TestProjectSyncChanges::failuresAreTriedAgain_data()
{
    QTest::addColumn<Method>("method");
    QTest::addColumn<bool>("reportsMissing");
    QTest::addColumn<ErrorKind>("kind");
    for (const auto kind : {ErrorKind::Offline, ErrorKind::Timeout, ErrorKind::Server, ErrorKind::RateLimited,
                            ErrorKind::BadResponse}) {
        QTest::addRow("list %d", int(kind)) << Method::Conversations << false << kind;
        QTest::addRow("report %d", int(kind)) << Method::Intelligence << false << kind;
        QTest::addRow("messages %d", int(kind)) << Method::Messages << true << kind;
    }
}

void TestProjectSyncChanges::failuresAreTriedAgain()
{
    QFETCH(Method, method);
    QFETCH(bool, reportsMissing);
    QFETCH(ErrorKind, kind);
    SyncBench calm(35), troubled(35);
    calm.sayInAll(35, 350);
    calm.run({reportsMissing, true});
    troubled.sayInAll(35, 350);
    troubled.api.failNext(method, FakeChatApi::httpError(kind, 0), 2);
    troubled.run({reportsMissing, true}, [&troubled] { troubled.clock.advance(1s); });
    QVERIFY(troubled.succeeded());
    QCOMPARE(troubled.store.rows(troubled.project), calm.store.rows(calm.project));
}

void TestProjectSyncChanges::lastingFailuresEndTheRun_data()
{
    failuresAreTriedAgain_data();
}

void TestProjectSyncChanges::lastingFailuresEndTheRun()
{
    QFETCH(Method, method);
    QFETCH(bool, reportsMissing);
    QFETCH(ErrorKind, kind);
    SyncBench world(35);
    world.sayInAll(35, 350);
    world.api.failNext(method, FakeChatApi::httpError(kind, 0), 200);
    world.run({reportsMissing, true}, [&world] { world.clock.advance(1s); });
    QVERIFY(world.last && !*world.last);
    QCOMPARE(world.last->error().kind, kind);
    QVERIFY(world.api.count(method) < 30);
    QCOMPARE(world.api.inFlight(), 0);
    QVERIFY(!world.store.mark(world.project).finishedAt.isValid());
}

void TestProjectSyncChanges::aThreadThatIsGoneIsPassedOver()
{
    SyncBench world(12);
    world.sayInAll(12, 60);
    world.api.failSession(FakeChatApi::session(5), FakeChatApi::httpError(ErrorKind::NotFound, 404),
                          Method::Messages);
    QCOMPARE(world.run({true, true}), 2 + 12);
    QVERIFY(world.succeeded());
    QCOMPARE(world.store.rows(world.project).size(), 12 + 55);
}

QTEST_GUILESS_MAIN(TestProjectSyncChanges)
#include "tst_projectsyncchanges.moc"
