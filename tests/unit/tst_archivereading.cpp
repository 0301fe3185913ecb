// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/archive.h"
#include "fakes/fakechatapi.h"
#include "fakes/fakesecretstore.h"
#include "fakes/manualclock.h"
#include "models/conversationlistmodel.h"
#include "services/workspace.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <memory>

using namespace confab;
using namespace Qt::StringLiterals;
using List = ConversationService::State;
using Thread = MessageService::State;
using Method = FakeChatApi::Method;

namespace {

const QUrl server(u"https://chat.example.org/api/v1"_s);

QString nextProfile()
{
    static int number = 0;
    return u"reading%1"_s.arg(++number);
}

/// All services of a window over a service in memory, with an archive on disk that holds all of it.
struct World
{
    World()
    {
        api.distinctMessageIds = true;
        api.beforeAnswer = [this](const FakeChatApi::Call &) { emit api.serverTimeSeen(clock.nowUtc()); };
        first = api.addProject(1, 30);
        second = api.addProject(2, 3);
        api.addMessages(key(30), 100);
        api.addMessages(key(7), 12);
        restart();
        signIn();
        QTRY_VERIFY(workspace->projects().isLoaded());
        workspace->archive().setConsent(true);
        QTRY_COMPARE_WITH_TIMEOUT(sync().status().state, SyncStatus::State::Idle, 20'000);
        workspace->openProject(first);
        QTRY_COMPARE(workspace->conversations().state(), List::Ready);
        syncedAt = clock.nowUtc();
        clock.advance(std::chrono::hours(3));
        QTRY_COMPARE_WITH_TIMEOUT(sync().status().state, SyncStatus::State::Idle, 20'000);
        restart();
    }
    void restart()
    {
        workspace.reset();
        settings = std::make_unique<Settings>(profile);
        workspace = std::make_unique<Workspace>(api, secrets, *settings, clock);
        api.calls.clear();
    }
    void signIn(const QString &apiKey = u"1001|mine"_s)
    {
        workspace->session().useForThisRun({server, ApiKey::fromInput(apiKey).value()});
    }
    /// Signed in, with an archive that was read; the service has answered nothing but who it is.
    void signInHeld()
    {
        api.hold(true);
        signIn();
        QVERIFY(answerNext());
        QTRY_COMPARE(workspace->conversations().archived(), 30);
        sync().pause();
    }
    [[nodiscard]] bool answerNext()
    {
        return QTest::qWaitFor([this] { return api.releaseNext(); });
    }
    void answer()
    {
        api.hold(false);
        QTRY_VERIFY(workspace->projects().isLoaded());
        QTRY_COMPARE(workspace->conversations().state(), List::Ready);
    }
    /// No network, at the start.
    void startOffline()
    {
        api.unreachable = true;
        signIn();
        QTRY_COMPARE(workspace->conversations().state(), List::Failed);
        QTRY_VERIFY(workspace->reading().isOffline());
        sync().pause();
    }
    /// Without what the sync asks for.
    [[nodiscard]] int calls(Method method) const
    {
        const QList<FakeChatApi::Call> all = api.callsTo(method);
        return int(std::count_if(all.begin(), all.end(), [](const FakeChatApi::Call &call) {
            return call.lane != Lane::Background;
        }));
    }
    [[nodiscard]] SyncService &sync() { return workspace->archive().sync(); }
    [[nodiscard]] ConversationService &list() { return workspace->conversations(); }
    [[nodiscard]] MessageService &messages() { return workspace->messages(); }
    [[nodiscard]] ConversationKey key(qint64 number) const { return {first, FakeChatApi::session(number)}; }

    QString profile = nextProfile();
    FakeChatApi api;
    FakeSecretStore secrets;
    ManualClock clock;
    QDateTime syncedAt;
    std::unique_ptr<Settings> settings;
    std::unique_ptr<Workspace> workspace;
    ProjectId first;
    ProjectId second;
};

} // namespace

/// The archive before the service, and instead of it.
class TestArchiveReading : public QObject
{
    Q_OBJECT

private slots:
    void everythingIsThereAtOnce();
    void costsNoCall();
    void isNotLearntAsNews();
    void aProjectThatHasGone();
    void anotherAccountsProjects();
    void peopleFilters();
    void deletingLooksAgain();
    void whatWasDeletedDoesNotComeBack();
    void readsOffline();
    void knowsByTheReportsThatNothingWasSaid();
    void changesAreRefusedOffline();
    void theServiceIsThereAgain();
    void theSyncFindsTheServiceAgain();
    void aFailureThatIsAnAnswer();
    void sourcesOffline();
    void erasedIsOutOfSight();
};

void TestArchiveReading::everythingIsThereAtOnce()
{
    World world;
    world.signInHeld();
    QCOMPARE(world.workspace->projects().projects().size(), 2);
    QVERIFY(world.workspace->projects().isArchived());
    QVERIFY(!world.workspace->projects().isLoaded());
    QCOMPARE(world.workspace->project(), world.first);
    QCOMPARE(world.list().state(), List::LoadingFirst);
    ManualClock &clock = world.clock;
    ConversationListModel model(world.list(), clock);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    QCOMPARE(model.rowCount(), 30);

    world.messages().open(world.key(30));
    QTRY_COMPARE(world.messages().messages().size(), ArchiveReading::pageful);
    QCOMPARE(world.messages().state(), Thread::Loading);
    QVERIFY(world.messages().checkedAt().isValid());
    QVERIFY(!world.workspace->reading().isOffline());
    QVERIFY(!world.workspace->reading().listIsArchived());

    world.answer();
    QTRY_COMPARE(world.messages().state(), Thread::Ready);
    QVERIFY(!world.workspace->projects().isArchived());
    QCOMPARE(world.messages().messages().size(), ArchiveReading::pageful);
    QCOMPARE(world.list().loaded(), 10);
    QCOMPARE(resets.size() + inserted.size() + removed.size(), 0);
    world.messages().loadOlder();
    QTRY_VERIFY(world.messages().isComplete());
    QCOMPARE(world.messages().messages().size(), 100);
}

void TestArchiveReading::costsNoCall()
{
    World world;
    world.signInHeld();
    world.messages().open(world.key(30));
    world.answer();
    QTRY_COMPARE(world.messages().state(), Thread::Ready);
    QCOMPARE(world.calls(Method::User), 1);
    QCOMPARE(world.calls(Method::Projects), 1);
    QCOMPARE(world.calls(Method::Conversations), 1);
    QCOMPARE(world.calls(Method::Messages), 1);
    world.list().loadAll();
    QTRY_VERIFY(world.list().isComplete());
    QCOMPARE(world.calls(Method::Conversations), 3);
}

/// What the archive gave goes back into it once the service has said it.
void TestArchiveReading::isNotLearntAsNews()
{
    World world;
    world.signInHeld();
    Archive &archive = world.workspace->archive().archive();
    const auto seenAt = [&](qint64 number) {
        const auto known = archive.conversation(world.key(number));
        return QTest::qWaitFor([&] { return known.isFinished(); }) && known.result() ? known.result()->seenAt
                                                                                     : QDateTime();
    };
    const QDateTime before = seenAt(2);
    QVERIFY(before.isValid() && before < world.clock.nowUtc());
    world.answer();
    QTRY_COMPARE(seenAt(30), world.clock.nowUtc());
    QCOMPARE(seenAt(2), before);
}

void TestArchiveReading::aProjectThatHasGone()
{
    World world;
    world.signInHeld();
    QCOMPARE(world.workspace->project(), world.first);
    world.api.projectData.remove(world.first);
    world.api.hold(false);
    QTRY_COMPARE(world.workspace->project(), world.second);
    QTRY_COMPARE(world.list().state(), List::Ready);
    QCOMPARE(world.workspace->projects().projects().size(), 1);
}

/// One archive serves all accounts of a server.
void TestArchiveReading::anotherAccountsProjects()
{
    World world;
    world.api.me.id = 2;
    world.api.projectData.remove(world.first);
    world.signIn(u"2002|other"_s);
    QTRY_VERIFY(world.workspace->projects().isLoaded());
    world.workspace->archive().setConsent(true);
    QTRY_VERIFY(world.workspace->archive().isOpen());
    world.restart();
    QSignalSpy projects(&world.workspace->projects(), &ProjectService::projectsChanged);
    world.api.hold(true);
    world.signIn(u"2002|other"_s);
    QVERIFY(world.answerNext());
    QTRY_VERIFY(world.workspace->archive().isOpen());
    QCOMPARE(projects.size(), 0);
    world.api.hold(false);
    QTRY_VERIFY(world.workspace->projects().isLoaded());
    QCOMPARE(world.workspace->projects().projects().size(), 1);
}

void TestArchiveReading::peopleFilters()
{
    World world;
    world.workspace.reset();
    world.settings->setPeopleFilter(PeopleFilter::Me);
    world.restart();
    auto &conversations = world.api.projectData[world.first].conversations;
    const auto mine = std::count_if(conversations.begin(), conversations.end(),
                                    [](const Conversation &each) { return each.createdBy == 1; });
    world.api.hold(true);
    world.signIn();
    QVERIFY(world.answerNext());
    QTRY_COMPARE(world.workspace->project(), world.first);
    QTRY_COMPARE(world.list().archived(), mine);
    for (const PeopleFilter people : {PeopleFilter::Anonymous, PeopleFilter::TeamMembers}) {
        const auto theirs =
            std::count_if(conversations.begin(), conversations.end(), [people](const Conversation &each) {
                return each.createdBy.has_value() == (people == PeopleFilter::TeamMembers);
            });
        world.workspace->setPeople(people);
        QTRY_COMPARE(world.list().archived(), theirs);
    }
}

void TestArchiveReading::deletingLooksAgain()
{
    World world;
    world.signInHeld();
    world.answer();
    QVERIFY(!world.list().isConfirmed(world.key(7).session));
    world.api.addMessages(world.key(7), 1); // which the archive does not know
    for (Message &each : world.api.projectData[world.first].messages[world.key(7).session])
        each.createdAt = world.clock.nowUtc().addSecs(-60);
    world.workspace->deleteConversations({world.key(7).session});
    world.workspace->deletions().commitWaiting();
    QTRY_COMPARE(world.calls(Method::DeleteConversation), 1);
    QCOMPARE(world.api.count(Method::Messages), 1);
    // What the service has shown is deleted as it was before.
    QTRY_VERIFY(!world.workspace->deletions().isRunning());
    QVERIFY(world.list().isConfirmed(world.key(29).session));
    world.workspace->deleteConversations({world.key(29).session});
    world.workspace->deletions().commitWaiting();
    QTRY_COMPARE(world.calls(Method::DeleteConversation), 2);
    QCOMPARE(world.api.count(Method::Messages), 1);
}

/// The archive hears of a deletion later than the list does.
void TestArchiveReading::whatWasDeletedDoesNotComeBack()
{
    World world;
    world.signInHeld();
    world.answer();
    world.workspace->deleteConversations({world.key(7).session});
    world.workspace->deletions().commitWaiting();
    QSignalSpy settled(&world.workspace->deletions(), &DeletionService::settled);
    QSignalSpy upserted(&world.list(), &ConversationService::upserted);
    QTRY_COMPARE(settled.size(), 1);
    world.workspace->openProject(world.second);
    world.workspace->openProject(world.first);
    QTRY_COMPARE(world.list().state(), List::Ready);
    QTRY_VERIFY(world.list().archived() > 0);
    for (const QList<QVariant> &signal : upserted) {
        for (const Conversation &row : signal.first().value<QList<Conversation>>())
            QVERIFY(row.session != world.key(7).session);
    }
    Archive &archive = world.workspace->archive().archive();
    const auto removed = [&] {
        const auto rows = archive.removedConversations(world.first);
        return QTest::qWaitFor([&] { return rows.isFinished(); }) && rows.result() ? rows.result()->size()
                                                                                   : -1;
    };
    QTRY_COMPARE(removed(), 1);
}

void TestArchiveReading::readsOffline()
{
    World world;
    world.startOffline();
    QCOMPARE(world.workspace->projects().projects().size(), 2);
    QCOMPARE(world.workspace->project(), world.first);
    QTRY_COMPARE(world.list().archived(), 30);
    QVERIFY(world.workspace->reading().listIsArchived());
    const QDateTime asOf = world.workspace->reading().asOf();
    QVERIFY(asOf.isValid() && asOf <= world.clock.nowUtc());

    world.messages().open(world.key(30));
    QTRY_COMPARE(world.messages().state(), Thread::Failed);
    QTRY_COMPARE(world.messages().messages().size(), ArchiveReading::pageful);
    QVERIFY(world.messages().checkedAt().isValid());
    world.messages().loadOlder();
    QTRY_COMPARE(world.messages().messages().size(), 100);
    QVERIFY(!world.messages().mayLoadOlder());

    world.workspace->openProject(world.second);
    QTRY_COMPARE(world.list().state(), List::Failed);
    QTRY_COMPARE(world.list().archived(), 3);
    QVERIFY(world.workspace->reading().isOffline());
}

/// Nobody has opened it, and no report told of a message in it.
void TestArchiveReading::knowsByTheReportsThatNothingWasSaid()
{
    World world;
    world.startOffline();
    QTRY_COMPARE(world.list().archived(), 30);
    world.messages().open(world.key(5));
    QTRY_COMPARE(world.messages().state(), Thread::Failed);
    QTRY_VERIFY(world.messages().isArchived());
    QVERIFY(world.messages().messages().isEmpty());
    QVERIFY(world.messages().isComplete());
    QCOMPARE(world.messages().total(), 0);
    const QDateTime checked = world.messages().checkedAt();
    QVERIFY(checked.isValid() && checked <= world.clock.nowUtc());

    // One that was made since is not known to be empty, nor one of which the service said that there is more.
    Conversation made = *world.list().find(FakeChatApi::session(5));
    made.id = ConversationId{99};
    made.session = SessionId(u"made-after-the-sync"_s);
    made.createdAt = world.clock.nowUtc().addSecs(60);
    ArchiveBatch batch;
    batch.conversations = {made};
    batch.pages = {{world.key(6), {}, 4, world.clock.nowUtc()}};
    const auto stored = world.workspace->archive().archive().store(batch);
    QTRY_VERIFY(stored.isFinished());
    for (const ConversationKey &key : {made.key(), world.key(6)}) {
        world.messages().open(key);
        QTRY_COMPARE(world.messages().state(), Thread::Failed);
        // The archive answers in order, and what follows from its answer is a question of its own.
        for (int turn = 0; turn < 3; ++turn) {
            const auto read = world.workspace->archive().archive().conversation(key);
            QTRY_VERIFY(read.isFinished());
            QTest::qWait(0);
        }
        QVERIFY(!world.messages().isArchived());
    }
}

void TestArchiveReading::changesAreRefusedOffline()
{
    World world;
    world.startOffline();
    QTRY_COMPARE(world.list().archived(), 30);
    world.messages().open(world.key(30));
    QTRY_COMPARE(world.messages().state(), Thread::Failed);
    QTRY_VERIFY(world.messages().isArchived());
    QSignalSpy refused(world.workspace.get(), &Workspace::refusedOffline);
    QSignalSpy renameFailed(&world.list(), &ConversationService::renameFailed);
    QSignalSpy createFailed(&world.list(), &ConversationService::createFailed);
    QSignalSpy reactionFailed(&world.messages(), &MessageService::reactionFailed);
    const qsizetype calls = world.api.calls.size();

    world.list().rename(world.key(7).session, u"Other"_s);
    QCOMPARE(renameFailed.size(), 1);
    world.list().create(u"New"_s);
    QCOMPARE(createFailed.size(), 1);
    world.messages().react(world.messages().messages().last().id, Reaction::Liked);
    QCOMPARE(reactionFailed.size(), 1);
    QVERIFY(!world.workspace->ask({u"Hello?"_s, {}, {}}));
    QVERIFY(!world.workspace->askAgain());
    world.workspace->deleteConversations({world.key(7).session});
    QCOMPARE(refused.size(), 3);
    QCOMPARE(world.workspace->deletions().waitingCount(), 0);
    QVERIFY(world.list().find(world.key(7).session));
    QCOMPARE(world.api.calls.size(), calls);

    // And nothing of it comes about when the service is there again.
    world.api.unreachable = false;
    world.workspace->refresh();
    QTRY_COMPARE(world.list().state(), List::Ready);
    world.clock.advance(std::chrono::seconds(30));
    QCOMPARE(world.calls(Method::RenameConversation) + world.calls(Method::CreateConversation) +
                 world.calls(Method::DeleteConversation) + world.calls(Method::SetReaction),
             0);
    QCOMPARE(world.list().find(world.key(30).session)->name, u"Conversation 30"_s);
}

void TestArchiveReading::theServiceIsThereAgain()
{
    World world;
    world.startOffline();
    QTRY_COMPARE(world.list().archived(), 30);
    world.messages().open(world.key(30));
    QTRY_COMPARE(world.messages().state(), Thread::Failed);
    world.workspace->refresh(); // still away
    QTRY_COMPARE(world.list().state(), List::Failed);
    QVERIFY(world.workspace->reading().isOffline());
    QVERIFY(world.workspace->reading().listIsArchived());

    world.api.unreachable = false;
    QSignalSpy changed(&world.workspace->reading(), &ArchiveReading::changed);
    world.workspace->refresh();
    QVERIFY(world.workspace->reading().listIsArchived()); // until it has answered
    QTRY_COMPARE(world.list().state(), List::Ready);
    QTRY_COMPARE(world.messages().state(), Thread::Ready);
    QVERIFY(!world.workspace->reading().isOffline());
    QVERIFY(!world.workspace->reading().listIsArchived());
    QVERIFY(!world.workspace->reading().asOf().isValid());
    QVERIFY(!world.messages().isArchived());
    QVERIFY(!changed.isEmpty());
    world.list().rename(world.key(30).session, u"Other"_s);
    QTRY_COMPARE(world.calls(Method::RenameConversation), 1);
}

void TestArchiveReading::theSyncFindsTheServiceAgain()
{
    World world;
    world.startOffline();
    QTRY_COMPARE(world.list().archived(), 30);
    world.api.unreachable = false;
    world.sync().resume();
    QTRY_COMPARE_WITH_TIMEOUT(world.list().state(), List::Ready, 20'000);
    QVERIFY(!world.workspace->reading().isOffline());
    QTRY_VERIFY(world.workspace->projects().isLoaded());
}

/// A service that refuses is there: what it says counts, and its rows may be old.
void TestArchiveReading::aFailureThatIsAnAnswer()
{
    World world;
    const Error forbidden = FakeChatApi::httpError(ErrorKind::Forbidden, 403);
    world.api.failNext(Method::Conversations, forbidden);
    world.signIn();
    QTRY_COMPARE(world.list().state(), List::Failed);
    QTRY_COMPARE(world.list().archived(), 30);
    QVERIFY(world.workspace->reading().listIsArchived());
    QVERIFY(!world.workspace->reading().isOffline());
}

void TestArchiveReading::sourcesOffline()
{
    World world;
    world.api.projectData[world.first].citations.insert(CitationId{7}, {CitationId{7}, u"Source"_s, {}, {}});
    world.signIn();
    QTRY_VERIFY(world.workspace->archive().isOpen());
    world.workspace->citations().request(world.first, CitationId{7});
    QTRY_VERIFY(world.workspace->citations().find(world.first, CitationId{7}));
    const auto kept = [&] {
        const auto known = world.workspace->archive().archive().citations(world.first, {CitationId{7}});
        return QTest::qWaitFor([&] { return known.isFinished(); }) && known.result() ? known.result()->size()
                                                                                     : -1;
    };
    QTRY_COMPARE(kept(), 1);
    world.restart();
    world.startOffline();
    CitationService &citations = world.workspace->citations();
    citations.request(world.first, CitationId{7});
    QTRY_VERIFY(citations.find(world.first, CitationId{7}));
    QCOMPARE(citations.find(world.first, CitationId{7})->title, u"Source"_s);
    citations.request(world.first, CitationId{8});
    QTRY_COMPARE(citations.state(world.first, CitationId{8}), CitationService::State::Failed);
}

void TestArchiveReading::erasedIsOutOfSight()
{
    World world;
    world.signInHeld();
    world.answer();
    QCOMPARE(world.list().archived(), 20);
    world.workspace->archive().erase();
    QCOMPARE(world.list().archived(), 0);
    QCOMPARE(world.list().conversations().size(), 10);
}

QTEST_GUILESS_MAIN(TestArchiveReading)
#include "tst_archivereading.moc"
