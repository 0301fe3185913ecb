// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/database.h"
#include "archivebench.h"
#include "services/threadkeeper.h"

using namespace confab;
using Method = FakeChatApi::Method;
using Read = ThreadKeeper::Read;

namespace {

struct World : ArchiveBench
{
    World()
    {
        // What the sync has read is not what is to be shown here.
        signIn();
        keep();
        if (!reaches(SyncStatus::State::Idle))
            QTest::qFail("The sync did not end", __FILE__, __LINE__);
        sync().pause();
        keeper = std::make_unique<ThreadKeeper>(api, workspace->archive(), clock);
    }
    [[nodiscard]] MessagePage newest(qint64 number)
    {
        return value(api.messages(key(number), 1, Lane::Background));
    }
    [[nodiscard]] std::optional<Result<KeptThread>> kept(qint64 number, Read read = Read::Missing)
    {
        const MessagePage page = newest(number);
        before = api.count(Method::Messages);
        const auto future = keeper->keep(key(number), page, read);
        if (!waitForEnd(future) || future.resultCount() == 0)
            return {};
        return future.result();
    }
    [[nodiscard]] int calls() const { return api.count(Method::Messages) - before; }
    [[nodiscard]] qsizetype archived(qint64 number)
    {
        return value(workspace->archive().archive().messages(key(number), {}, 10'000)).size();
    }

    std::unique_ptr<ThreadKeeper> keeper;
    int before = 0;
};

} // namespace

class TestThreadKeeper : public QObject
{
    Q_OBJECT

private slots:
    void asksForNothingThatIsThere();
    void readsTheRest();
    void readsAllForItsReactions();
    void anEmptyOneIsKeptAtOnce();
    void whatCannotBeReadIsNotKept();
    void fewerThanTheServiceCountsAreNotAll();
    void aCopyOfOtherWordsIsNone();
    void whatTheServiceNoLongerSaysIsKept();
    void whatTheArchiveRefusesIsNotKept();
    void needsTheArchive();
    void stopsWhenItIsWithdrawn();
};

void TestThreadKeeper::asksForNothingThatIsThere()
{
    World world;
    QCOMPARE(world.archived(12), 45);
    const auto result = world.kept(12);
    QVERIFY(result && *result);
    QCOMPARE(world.calls(), 0);
}

void TestThreadKeeper::readsTheRest()
{
    World world;
    world.api.addMessages(world.key(3), 101);
    QCOMPARE(world.archived(3), 0);
    const auto result = world.kept(3);
    QVERIFY(result && *result);
    QCOMPARE((*result)->messages, 101);
    QCOMPARE(world.calls(), 5);
    QCOMPARE(world.archived(3), 101);

    world.api.addMessages(world.key(3), 30); // the newest page does not join on to what is known
    const auto again = world.kept(3);
    QVERIFY(again && *again);
    QCOMPARE(world.archived(3), 131);
}

void TestThreadKeeper::readsAllForItsReactions()
{
    World world;
    world.api.projectData[world.first].messages[world.key(12).session].first().reaction = Reaction::Liked;
    const auto missing = world.kept(12);
    QVERIFY(missing && *missing);
    QCOMPARE((*missing)->reactions, QSet<Reaction>{Reaction::None});
    QCOMPARE(world.calls(), 0);
    const auto all = world.kept(12, Read::All);
    QVERIFY(all && *all);
    QCOMPARE((*all)->reactions, (QSet<Reaction>{Reaction::None, Reaction::Liked}));
    QCOMPARE((*all)->messages, 45);
    QCOMPARE(world.calls(), 2);
}

void TestThreadKeeper::anEmptyOneIsKeptAtOnce()
{
    World world;
    const auto result = world.kept(5);
    QVERIFY(result && *result);
    QCOMPARE(world.calls(), 0);
}

void TestThreadKeeper::whatCannotBeReadIsNotKept()
{
    World world;
    world.api.addMessages(world.key(3), 41);
    const MessagePage page = world.newest(3);
    world.api.failSession(world.key(3).session, FakeChatApi::httpError(ErrorKind::Server, 500),
                          Method::Messages);
    const auto future = world.keeper->keep(world.key(3), page, Read::Missing);
    QVERIFY(waitForEnd(future));
    QCOMPARE(future.result().error().httpStatus, 500);
}

void TestThreadKeeper::fewerThanTheServiceCountsAreNotAll()
{
    World world;
    world.api.addMessages(world.key(3), 41);
    MessagePage page = world.newest(3);
    // One goes at the service before the others are read: nobody knows which, or whether it was the last.
    world.api.projectData[world.first].messages[world.key(3).session].removeFirst();
    const auto future = world.keeper->keep(world.key(3), page, Read::Missing);
    QVERIFY(waitForEnd(future));
    QVERIFY(future.result()); // forty are all that there are by the word of the last page

    page.messages.total = 42;
    page.messages.lastPage = 1;
    const auto miscounted = world.keeper->keep(world.key(3), page, Read::Missing);
    QVERIFY(waitForEnd(miscounted));
    QCOMPARE(miscounted.result().error().kind, ErrorKind::Storage);
}

void TestThreadKeeper::aCopyOfOtherWordsIsNone()
{
    World world;
    world.api.addMessages(world.key(3), 2);
    {
        Database other;
        QVERIFY(other.open(world.workspace->archive().file(), Database::Access::ReadWrite));
        QVERIFY(other.run(u"CREATE TRIGGER garbles AFTER INSERT ON utterance WHEN new.text = 'Answer 300002' "
                          "BEGIN UPDATE utterance SET text = 'Answer 30' WHERE id = new.id; END"_s));
    }
    const auto result = world.kept(3);
    QVERIFY(result);
    QCOMPARE(world.archived(3), 2);
    QCOMPARE(result->error().kind, ErrorKind::Storage);
}

void TestThreadKeeper::whatTheServiceNoLongerSaysIsKept()
{
    World world;
    world.api.addMessages(world.key(3), 2);
    QVERIFY(*world.kept(3));
    world.api.projectData[world.first].messages[world.key(3).session].first().answer.clear();
    const auto result = world.kept(3);
    QVERIFY(result && *result);
}

// The archive holds no message whose id it cannot store, and so not all of such a conversation.
void TestThreadKeeper::whatTheArchiveRefusesIsNotKept()
{
    World world;
    world.api.addMessages(world.key(3), 2);
    MessagePage page = world.newest(3);
    page.messages.items.first().id = MessageId{(qint64(1) << 62) + 1};
    const auto future = world.keeper->keep(world.key(3), page, Read::Missing);
    QVERIFY(waitForEnd(future));
    QCOMPARE(future.result().error().kind, ErrorKind::Storage);
}

void TestThreadKeeper::needsTheArchive()
{
    World world;
    const MessagePage page = world.newest(12);
    world.workspace->archive().setConsent(false);
    const auto closed = world.keeper->keep(world.key(12), page, Read::Missing);
    QVERIFY(waitForEnd(closed));
    QCOMPARE(closed.result().error().kind, ErrorKind::Storage);
}

void TestThreadKeeper::stopsWhenItIsWithdrawn()
{
    World world;
    world.api.addMessages(world.key(3), 101);
    const MessagePage page = world.newest(3);
    const int before = world.api.count(Method::Messages);
    world.api.hold(true);
    auto future = world.keeper->keep(world.key(3), page, Read::Missing);
    QTRY_COMPARE(world.api.count(Method::Messages), before + 1);
    future.cancel();
    world.api.hold(false);
    QTRY_VERIFY(future.isFinished());
    QTRY_COMPARE(world.api.inFlight(), 0);
    QCOMPARE(world.api.count(Method::Messages), before + 1);

    auto atOnce = world.keeper->keep(world.key(3), page, Read::Missing);
    atOnce.cancel();
    QTRY_VERIFY(atOnce.isFinished());
    QCOMPARE(world.archived(3), 20); // what was given is in the archive, and so it was compared
    QCoreApplication::processEvents();
    QCOMPARE(world.api.count(Method::Messages), before + 1);
}

QTEST_GUILESS_MAIN(TestThreadKeeper)
#include "tst_threadkeeper.moc"
