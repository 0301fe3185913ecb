// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/archive.h"
#include "core/clock.h"
#include "fakes/fakechatapi.h"
#include "fakes/fakesecretstore.h"
#include "fakes/manualclock.h"
#include "services/workspace.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace confab;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QUrl server(u"https://chat.example.org/api/v1"_s);

QString nextProfile()
{
    static int number = 0;
    return u"removed%1"_s.arg(++number);
}

/// All services of a window over a service in memory, signed in, with an archive that is up to date.
struct World
{
    World()
    {
        api.distinctMessageIds = true;
        project = api.addProject(1, 6);
        for (int number = 1; number <= 6; ++number)
            api.addMessages(key(number), number);
        api.beforeAnswer = [this](const FakeChatApi::Call &) { emit api.serverTimeSeen(clock.nowUtc()); };
        restart();
        workspace->archive().setConsent(true);
        QVERIFY(isIdle());
    }
    void restart()
    {
        workspace.reset();
        settings = std::make_unique<Settings>(profile);
        workspace = std::make_unique<Workspace>(api, secrets, *settings, clock);
        workspace->session().signIn({server, ApiKey::fromInput(u"1001|mine"_s).value()}, false);
        QTRY_COMPARE(workspace->conversations().state(), ConversationService::State::Ready);
    }
    [[nodiscard]] bool isIdle()
    {
        return QTest::qWaitFor(
            [this] { return workspace->archive().sync().status().state == SyncStatus::State::Idle; }, 20'000);
    }
    void sync()
    {
        workspace->archive().sync().syncNow();
        QVERIFY(isIdle());
    }
    [[nodiscard]] ConversationKey key(qint64 number) const
    {
        return {ProjectId{1}, FakeChatApi::session(number)};
    }
    [[nodiscard]] RemovedConversations &removed() { return workspace->removed(); }
    [[nodiscard]] QList<qint64> listed()
    {
        QSignalSpy changed(&removed(), &RemovedConversations::changed);
        removed().load(project);
        QList<qint64> numbers;
        if (!QTest::qWaitFor([&] { return !changed.isEmpty(); }, 20'000))
            return {-1};
        for (const ArchivedConversation &each : removed().conversations())
            numbers.append(each.conversation.id.value);
        return numbers;
    }
    [[nodiscard]] qint64 archivedMessages()
    {
        const auto counts = workspace->archive().archive().counts();
        return QTest::qWaitFor([&] { return counts.isFinished(); }, 20'000) && counts.result()
                   ? counts.result()->messages
                   : -1;
    }

    QString profile = nextProfile();
    FakeChatApi api;
    FakeSecretStore secrets;
    ManualClock clock;
    std::unique_ptr<Settings> settings;
    std::unique_ptr<Workspace> workspace;
    ProjectId project;
};

} // namespace

/// What was deleted on the server: its row goes, its text stays until it is erased or its days are over.
class TestRemoved : public QObject
{
    Q_OBJECT

private slots:
    void theRowGoesAndTheTextStays();
    void readWithoutACall();
    void erasedByHand();
    void whatCameBackIsNotErased();
    void keptUntilErased();
    void purgedAtTheStartAndDaily();
    void choosingANumberErasesNothing();
    void localDays();
    void aWrongClockErasesNothing();
};

void TestRemoved::theRowGoesAndTheTextStays()
{
    World world;
    QVERIFY(world.workspace->conversations().find(FakeChatApi::session(3)));
    world.api.removeConversation(world.key(3));
    world.sync();
    QTRY_VERIFY(!world.workspace->conversations().find(FakeChatApi::session(3)));
    QCOMPARE(world.workspace->conversations().total(), 5);
    QVERIFY(!world.workspace->archive().facts().find(FakeChatApi::session(3)));
    QCOMPARE(world.listed(), QList<qint64>{3});
    QCOMPARE(world.archivedMessages(), 21);
}

void TestRemoved::readWithoutACall()
{
    World world;
    world.api.removeConversation(world.key(4));
    world.sync();
    const qsizetype calls = world.api.calls.size();
    world.removed().open(world.key(4));
    QTRY_COMPARE(world.removed().messages().state(), MessageService::State::Ready);
    const QList<Message> &messages = world.removed().messages().messages();
    QCOMPARE(messages.size(), 4);
    QVERIFY(messages.first().id < messages.last().id);
    QVERIFY(world.removed().messages().isComplete());
    world.removed().messages().loadOlder();
    // The answer for one that was left meanwhile changes nothing.
    world.removed().open(world.key(4));
    world.removed().open({});
    QCOMPARE(world.listed(), QList<qint64>{4});
    QCOMPARE(world.removed().messages().state(), MessageService::State::Closed);
    QCOMPARE(world.api.calls.size(), calls);
}

void TestRemoved::erasedByHand()
{
    World world;
    for (const int number : {2, 4, 5})
        world.api.removeConversation(world.key(number));
    world.sync();
    QCOMPARE(world.listed().size(), 3);
    world.removed().erase({world.key(4), world.key(5)});
    QTRY_COMPARE(world.removed().conversations().size(), 1);
    QCOMPARE(world.listed(), QList<qint64>{2});
    QCOMPARE(world.archivedMessages(), 21 - 4 - 5);
}

void TestRemoved::whatCameBackIsNotErased()
{
    World world;
    const auto kept = world.api.projectData[world.project];
    world.api.removeConversation(world.key(4));
    world.sync();
    QCOMPARE(world.listed(), QList<qint64>{4});
    world.api.projectData[world.project] = kept;
    world.clock.advance(1s); // it was seen later than it was gone
    ArchiveBatch batch;
    batch.conversations = {*world.api.findConversation(world.key(4))};
    world.workspace->archive().learn(batch);
    QTRY_COMPARE(world.listed(), QList<qint64>());
    QSignalSpy changed(&world.removed(), &RemovedConversations::changed);
    world.removed().erase({world.key(4)});
    QTRY_COMPARE(changed.size(), 1); // whatever there was to erase has been erased
    QCOMPARE(world.archivedMessages(), 21);
}

void TestRemoved::keptUntilErased()
{
    World world;
    QCOMPARE(world.removed().days(), 0);
    world.api.removeConversation(world.key(4));
    world.sync();
    world.clock.advance(24h * 4000);
    world.restart();
    QTRY_VERIFY(world.workspace->archive().isWritable());
    QCOMPARE(world.listed(), QList<qint64>{4});
}

void TestRemoved::purgedAtTheStartAndDaily()
{
    World world;
    world.removed().setDays(2);
    world.api.removeConversation(world.key(4));
    world.sync(); // on the tenth
    world.clock.advance(24h);
    world.api.removeConversation(world.key(5));
    world.sync(); // on the eleventh
    world.clock.advance(24h);
    QCOMPARE(world.listed(), (QList<qint64>{5, 4}));
    world.clock.advance(24h); // more than two days
    QTRY_COMPARE(world.listed(), QList<qint64>{5});
    QCOMPARE(world.archivedMessages(), 21 - 4);

    world.workspace.reset();
    world.clock.advance(24h);
    world.restart();
    QTRY_COMPARE(world.listed(), QList<qint64>());
    QCOMPARE(world.archivedMessages(), 21 - 4 - 5);
    QCOMPARE(world.removed().days(), 2);
}

/// On its way from 0 to 30 a spin box passes 1.
void TestRemoved::choosingANumberErasesNothing()
{
    World world;
    world.api.removeConversation(world.key(4));
    world.sync();
    world.clock.advance(24h * 10);
    for (const int days : {1, 2, 30})
        world.removed().setDays(days);
    emit world.workspace->archive().changed();
    QCOMPARE(world.listed(), QList<qint64>{4});
    world.clock.advance(24h);
    QCOMPARE(world.listed(), QList<qint64>{4});
    world.removed().setDays(5);
    world.clock.advance(24h);
    QTRY_COMPARE(world.listed(), QList<qint64>());
}

/// Days are the person's: what was removed late in the evening is a day older soon after midnight.
void TestRemoved::localDays()
{
    World world;
    world.clock.setZone(QTimeZone("Europe/Berlin"));
    world.clock.setNow(
        QDateTime(QDate(2026, 3, 28), QTime(22, 30), Qt::UTC)); // 23:30 there, before summer time
    world.removed().setDays(1);
    world.api.removeConversation(world.key(4));
    world.sync();
    QCOMPARE(world.listed(), QList<qint64>{4});
    world.clock.setNow(QDateTime(QDate(2026, 3, 29), QTime(21, 30), Qt::UTC)); // 23:30 of the short day
    emit world.workspace->archive().changed();
    QCOMPARE(world.listed(), QList<qint64>{4});
    world.clock.setNow(QDateTime(QDate(2026, 3, 29), QTime(22, 30), Qt::UTC)); // 00:30 of the 30th
    emit world.workspace->archive().changed();
    QTRY_COMPARE(world.listed(), QList<qint64>());
}

/// A computer that believes to be years ahead does not erase what nobody else has.
void TestRemoved::aWrongClockErasesNothing()
{
    World world;
    world.removed().setDays(2);
    world.api.removeConversation(world.key(4));
    world.sync();
    const QDateTime then = world.clock.nowUtc();
    QDateTime service = then.addSecs(60);
    world.api.beforeAnswer = [&](const FakeChatApi::Call &) { emit world.api.serverTimeSeen(service); };
    world.workspace.reset();
    world.clock.setNow(then.addDays(900));
    world.restart();
    QVERIFY(world.isIdle());
    QCOMPARE(world.listed(), QList<qint64>{4});
    world.clock.advance(24h);
    QCOMPARE(world.listed(), QList<qint64>{4});

    service = then.addDays(4);
    world.clock.setNow(service.addSecs(30));
    world.sync();
    QTRY_COMPARE(world.listed(), QList<qint64>());
}

QTEST_GUILESS_MAIN(TestRemoved)
#include "tst_removed.moc"
