// SPDX-License-Identifier: GPL-3.0-or-later
#include "syncbench.h"

using namespace confab;
using namespace Qt::StringLiterals;
using Method = FakeChatApi::Method;

namespace {

int pages(int rows, int perPage)
{
    return std::max(1, (rows + perPage - 1) / perPage);
}

} // namespace

/// What a run costs and what it leaves in the archive.
class TestProjectSync : public QObject
{
    Q_OBJECT

private slots:
    void firstByReports_data();
    void firstByReports();
    void firstByConversations_data();
    void firstByConversations();
    void bothWaysLeadToTheSame();
    void nothingNew();
    void newMessagesByReports_data();
    void newMessagesByReports();
    void newMessagesByConversations();
    void newConversations_data();
    void newConversations();
    void renamedOnTheFirstPage();
    void reportsAreProbedOnce_data();
    void reportsAreProbedOnce();
    void aReportWithoutConversationsIsNone();
    void aReportThatTakesNoNoticeOfTheWindow();
    void wrongClocksMissNothing();
    void whatAPersonReadIsLookedAtAgain();
};

void TestProjectSync::firstByReports_data()
{
    QTest::addColumn<int>("conversations");
    QTest::addColumn<int>("messages");
    QTest::newRow("empty") << 0 << 0;
    QTest::newRow("one") << 1 << 1;
    QTest::newRow("full pages") << 20 << 200;
    QTest::newRow("one more") << 21 << 201;
    QTest::newRow("many") << 95 << 1234;
}

void TestProjectSync::firstByReports()
{
    QFETCH(int, conversations);
    QFETCH(int, messages);
    SyncBench world(conversations);
    if (conversations > 0)
        world.sayInAll(conversations, messages);
    QCOMPARE(world.run(), pages(conversations, 10) + pages(messages, 100));
    QVERIFY(world.succeeded());
    QCOMPARE(world.store.rows(world.project).size(), conversations + messages);
    const SyncMark mark = world.store.mark(world.project);
    QCOMPARE(mark.phase, SyncPhase::Idle);
    QCOMPARE(mark.finishedAt, noon);
    QCOMPARE(mark.strategy, SyncStrategy::Intelligence);
    QVERIFY(world.api.maxInFlight() <= 5);
}

void TestProjectSync::firstByConversations_data()
{
    QTest::addColumn<int>("conversations");
    QTest::addColumn<int>("each"); // messages
    QTest::newRow("empty") << 0 << 0;
    QTest::newRow("silent ones") << 12 << 0;
    QTest::newRow("a page each") << 12 << 20;
    QTest::newRow("two pages each") << 12 << 21;
    QTest::newRow("many") << 33 << 107;
}

void TestProjectSync::firstByConversations()
{
    QFETCH(int, conversations);
    QFETCH(int, each);
    SyncBench world(conversations);
    for (int i = 1; i <= conversations; ++i)
        world.api.addMessages(world.key(i), each);
    QCOMPARE(world.run({true, true}), pages(conversations, 10) + conversations * pages(each, 20));
    QVERIFY(world.succeeded());
    QCOMPARE(world.store.rows(world.project).size(), conversations * (1 + each));
    QCOMPARE(world.api.count(Method::Intelligence), 0);
    QVERIFY(world.api.maxInFlight() <= 5);
}

void TestProjectSync::bothWaysLeadToTheSame()
{
    QStringList rows[2];
    for (const bool reportsMissing : {false, true}) {
        SyncBench world(37);
        for (int i = 1; i <= 37; ++i)
            world.api.addMessages(world.key(i), (i * 7) % 45);
        auto &list = world.api.projectData[world.project].messages[world.key(5).session];
        list[3].reaction = Reaction::Disliked;
        list[3].question = u"Wo ist mein Paket? Ich warte seit einer Woche darauf und höre nichts."_s;
        list[4].requestSource = u"livechat"_s;
        // Without reports only those are looked at again in which something was said in the last week.
        world.say(7, 1, noon.addDays(-3));
        world.say(9, 1, noon.addDays(-3));
        world.serverTime = noon.addDays(-2);
        world.run({reportsMissing, true});
        QVERIFY(world.succeeded());
        // And what comes later.
        world.serverTime = noon;
        world.say(7, 25, noon.addDays(-1));
        world.say(9, 1, noon.addSecs(-60));
        world.api.addConversation(world.project, u"New"_s);
        world.say(38, 3, noon.addSecs(-30));
        world.run({reportsMissing, true});
        QVERIFY(world.succeeded());
        rows[reportsMissing ? 1 : 0] = world.store.rows(world.project);
        qsizetype said = 0;
        for (const QList<Message> &each : std::as_const(world.api.projectData[world.project].messages))
            said += each.size();
        QVERIFY(said > 700);
        QCOMPARE(rows[reportsMissing ? 1 : 0].size(), 38 + said);
    }
    QCOMPARE(rows[0].size(), rows[1].size());
    QCOMPARE(rows[0], rows[1]);
}

void TestProjectSync::nothingNew()
{
    SyncBench world(95);
    world.sayInAll(95, 500);
    world.run();
    const QStringList before = world.store.rows(world.project);
    world.serverTime = noon.addSecs(900);
    QCOMPARE(world.run(), 2); // the top of the list, and one page of the report
    QVERIFY(world.succeeded());
    QCOMPARE(world.store.rows(world.project), before);

    SyncBench other(95);
    other.sayInAll(95, 500);
    for (const int active : {3, 50, 95})
        other.api.projectData[other.project].messages[other.key(active).session].last().createdAt =
            noon.addDays(-6);
    other.run({true, true});
    other.serverTime = noon.addSecs(900);
    QCOMPARE(other.run({true, true}), 1 + 3); // the top of the list, and those in which something was said
    QVERIFY(other.succeeded());
}

void TestProjectSync::newMessagesByReports_data()
{
    QTest::addColumn<int>("count");
    for (const int count : {1, 99, 100, 101, 250})
        QTest::addRow("%d", count) << count;
}

void TestProjectSync::newMessagesByReports()
{
    QFETCH(int, count);
    SyncBench world(30);
    world.sayInAll(30, 300);
    world.run();
    world.say(11, count, noon.addSecs(60));
    world.serverTime = noon.addSecs(3600);
    QCOMPARE(world.run(), 1 + pages(count, 100));
    QCOMPARE(world.store.rows(world.project).size(), 30 + 300 + count);
    // What lies within the overlap is read once more.
    world.serverTime = world.serverTime.addSecs(900);
    QCOMPARE(world.run(), 1 + pages(count, 100));
    world.serverTime = world.serverTime.addSecs(86'400);
    QCOMPARE(world.run(), 2);
    QCOMPARE(world.run(), 2);
    QCOMPARE(world.store.rows(world.project).size(), 30 + 300 + count);
}

void TestProjectSync::newMessagesByConversations()
{
    SyncBench world(30);
    for (int i = 1; i <= 30; ++i)
        world.api.addMessages(world.key(i), 30);
    world.say(11, 1, noon.addDays(-2));
    world.say(12, 1, noon.addDays(-2));
    world.run({true, true});
    world.say(11, 45, noon.addSecs(60)); // joins on to what is known on its third page
    world.serverTime = noon.addSecs(3600);
    QCOMPARE(world.run({true, true}), 1 + 3 + 1);
    QVERIFY(world.succeeded());
    QCOMPARE(world.store.rows(world.project).size(), 30 + 30 * 30 + 2 + 45);
    // A conversation that has been silent for longer than a week is not looked at, and says when it was.
    world.say(20, 1, noon.addSecs(120));
    QCOMPARE(world.run({true, true}), 1 + 1 + 1);
    const auto silent = world.store.value(world.store.archive.conversation(world.key(20)));
    QCOMPARE(silent.messages, 30);
    QCOMPARE(silent.checkedAt, noon);
}

void TestProjectSync::newConversations_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("calls");
    QTest::newRow("one") << 1 << 1;
    QTest::newRow("nine") << 9 << 1;
    // Ten fill the first page, so that it does not reach what is known.
    QTest::newRow("ten") << 10 << 2;
    QTest::newRow("twenty-five") << 25 << 3;
}

void TestProjectSync::newConversations()
{
    QFETCH(int, count);
    QFETCH(int, calls);
    SyncBench world(95);
    world.run();
    for (int i = 0; i < count; ++i)
        world.api.addConversation(world.project);
    QCOMPARE(world.run(), calls + 1);
    QCOMPARE(world.store.rows(world.project).size(), 95 + count);
}

void TestProjectSync::renamedOnTheFirstPage()
{
    SyncBench world(40);
    world.run();
    Conversation &renamed = world.api.projectData[world.project].conversations[37];
    renamed.name = u"Other"_s;
    renamed.updatedAt = noon;
    QCOMPARE(world.run(), 2);
    QCOMPARE(world.store.value(world.store.archive.conversation(renamed.key())).conversation, renamed);
}

void TestProjectSync::reportsAreProbedOnce_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {403, 404, 422})
        QTest::addRow("%d", status) << status;
}

void TestProjectSync::reportsAreProbedOnce()
{
    QFETCH(int, status);
    SyncBench world(5);
    world.sayInAll(5, 10);
    world.api.refusesReports = status;
    QCOMPARE(world.run(), 1 + 1 + 5);
    QVERIFY(world.succeeded());
    QVERIFY(world.reportsMissing);
    QCOMPARE(world.store.rows(world.project).size(), 15);
    QCOMPARE(world.store.mark(world.project).strategy, SyncStrategy::Conversations);
    QCOMPARE(world.run({true, true}), 1); // remembered by whoever gives the terms; none is active
    QVERIFY(!world.reportsMissing);
}

void TestProjectSync::aReportWithoutConversationsIsNone()
{
    SyncBench world(5);
    world.sayInAll(5, 10);
    world.api.namesNoConversation = true;
    QCOMPARE(world.run(), 1 + 1 + 5);
    QVERIFY(world.reportsMissing);
    QCOMPARE(world.store.rows(world.project).size(), 15);
}

void TestProjectSync::aReportThatTakesNoNoticeOfTheWindow()
{
    SyncBench world(5);
    world.sayInAll(5, 1000);
    world.run();
    world.api.ignoresWindow = true;
    world.say(2, 30, noon.addSecs(60));
    world.serverTime = noon.addSecs(3600);
    // The first page holds older ones as well, and the second nothing else.
    QCOMPARE(world.run(), 1 + 2 + 4); // four more were on their way
    QCOMPARE(world.store.rows(world.project).size(), 5 + 1030);
}

/// The moments are the server's.
void TestProjectSync::wrongClocksMissNothing()
{
    SyncBench world(12);
    world.sayInAll(12, 50);
    world.run();
    world.clock.setNow(noon.addYears(-3));
    world.serverTime = noon.addSecs(3600);
    world.say(3, 2, noon.addSecs(600));
    QCOMPARE(world.run(), 2);
    QCOMPARE(world.store.rows(world.project).size(), 12 + 52);
    world.clock.setNow(noon.addYears(3));
    world.say(4, 2, noon.addSecs(4200));
    world.serverTime = noon.addSecs(7200);
    QCOMPARE(world.run(), 2);
    QCOMPARE(world.store.rows(world.project).size(), 12 + 54);
    QVERIFY(world.store.value(world.store.archive.removedConversations(world.project)).isEmpty());

    // Even the server's own clock may be set back: nothing is taken for removed.
    world.serverTime = noon.addDays(-400);
    world.run();
    QVERIFY(world.succeeded());
    world.serverTime = noon.addSecs(9000);
    world.say(5, 1, noon.addSecs(8000));
    world.run();
    QCOMPARE(world.store.rows(world.project).size(), 12 + 55);
    QVERIFY(world.store.value(world.store.archive.removedConversations(world.project)).isEmpty());
}

/// The moment of what a person reads is that of the clock here.
void TestProjectSync::whatAPersonReadIsLookedAtAgain()
{
    SyncBench world(3);
    world.sayInAll(3, 6);
    world.say(2, 1, noon.addDays(-1));
    world.run({true, true});
    ArchiveBatch read;
    read.pages = {{world.key(2), {}, {}, noon.addYears(1)}};
    QVERIFY(waitForEnd(world.store.feed.store(read)));
    world.say(2, 1, noon.addSecs(60));
    world.serverTime = noon.addSecs(900);
    QCOMPARE(world.run({true, true}), 1 + 1);
    QCOMPARE(world.store.rows(world.project).size(), 3 + 6 + 2);
}

QTEST_GUILESS_MAIN(TestProjectSync)
#include "tst_projectsync.moc"
