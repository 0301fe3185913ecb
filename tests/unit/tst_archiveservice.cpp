// SPDX-License-Identifier: GPL-3.0-or-later
#include "archivebench.h"

#include <QDir>
#include <QFileInfo>
#include <QSignalSpy>

using namespace confab;
using World = ArchiveBench;
using State = SyncStatus::State;
using Method = FakeChatApi::Method;

/// Who is asked, what is kept, and what is not.
class TestArchiveService : public QObject
{
    Q_OBJECT

private slots:
    void nothingIsStoredUnasked();
    void keptOnceAllowed();
    void refusedForGood();
    void eachAccountIsAsked();
    void anotherAccountsProjectsAreNotSearched();
    void browsingIsLearnt();
    void whatAPersonDeletesIsMarked();
    void aProjectThatIsNotKept();
    void personalDataIsNotKeptUnasked();
    void personalDataOfAnotherServer();
    void choicesEndNoPause();
    void erased();
    void readsOffline();
};

void TestArchiveService::nothingIsStoredUnasked()
{
    World world;
    QSignalSpy asked(&world.workspace->archive(), &ArchiveService::consentNeeded);
    world.signIn();
    QCOMPARE(asked.size(), 1);
    QVERIFY(world.workspace->archive().needsConsent());
    world.workspace->messages().open(world.key(12));
    QTRY_COMPARE(world.workspace->messages().state(), MessageService::State::Ready);
    world.clock.advance(std::chrono::hours(1));
    QVERIFY(!world.workspace->archive().isOpen());
    QVERIFY(!QFileInfo::exists(world.workspace->archive().file()));
    QCOMPARE(world.api.count(Method::Intelligence), 0);
}

void TestArchiveService::keptOnceAllowed()
{
    World world;
    world.signIn();
    world.keep();
    QVERIFY(world.reaches(State::Idle));
    QCOMPARE(world.archivedMessages(), 45);
    QVERIFY(QFileInfo::exists(world.workspace->archive().file()));
    QCOMPARE(world.value(world.workspace->archive().archive().projects()).size(), 2);

    world.restart();
    QSignalSpy asked(&world.workspace->archive(), &ArchiveService::consentNeeded);
    world.signIn();
    QTRY_VERIFY(world.workspace->archive().isOpen());
    QVERIFY(world.reaches(State::Idle));
    QCOMPARE(asked.size(), 0);
    QCOMPARE(world.archivedMessages(), 45);
    world.workspace->session().signOut();
    QVERIFY(!world.workspace->archive().isOpen());
    QCOMPARE(world.sync().status().state, State::Off);
}

void TestArchiveService::refusedForGood()
{
    World world;
    world.signIn();
    world.workspace->archive().setConsent(false);
    QVERIFY(!world.workspace->archive().needsConsent());
    world.restart();
    QSignalSpy asked(&world.workspace->archive(), &ArchiveService::consentNeeded);
    world.signIn();
    QCOMPARE(asked.size(), 0);
    QVERIFY(!world.workspace->archive().isOpen());
    QVERIFY(!QFileInfo::exists(world.workspace->archive().file()));
}

void TestArchiveService::eachAccountIsAsked()
{
    World world;
    world.signIn();
    world.keep();
    QVERIFY(world.reaches(State::Idle));
    QSignalSpy asked(&world.workspace->archive(), &ArchiveService::consentNeeded);
    world.api.me.id = 2;
    world.signIn(u"2002|other"_s);
    QCOMPARE(asked.size(), 1);
    QVERIFY(!world.workspace->archive().isOpen());
    // What the first account put there the second one sees, and cannot declare gone.
    world.keep();
    QVERIFY(world.reaches(State::Idle));
    world.api.removeConversation(world.key(3));
    world.sync().syncNow();
    QVERIFY(world.reaches(State::Running));
    QVERIFY(world.reaches(State::Idle));
    QCOMPARE(world.value(world.workspace->archive().archive().counts()).removed, 0);
}

/// A search in all projects is one in those of whoever is signed in.
void TestArchiveService::anotherAccountsProjectsAreNotSearched()
{
    World world;
    const QString shared = u"Shared"_s;
    const QString secret = u"Secret"_s;
    world.api.addMessages({world.second, FakeChatApi::session(3)}, 1);
    world.api.projectData[world.second].messages[FakeChatApi::session(3)].last().question = secret;
    world.api.projectData[world.first].messages[world.key(12).session].last().question = shared;
    const auto found = [&world](const QString &word) {
        SearchService &search = world.workspace->archive().search();
        search.search(word, {});
        return waitFor([&] { return !search.isSearching(); }) ? search.hits().size() : -1;
    };
    world.signIn();
    world.keep();
    QVERIFY(world.reaches(State::Idle));
    QCOMPARE(found(secret), 1);
    QCOMPARE(found(shared), 1);

    world.api.me.id = 2;
    const auto gone = world.api.projectData.take(world.second);
    world.signIn(u"2002|other"_s);
    world.keep();
    QVERIFY(world.reaches(State::Idle));
    QCOMPARE(found(secret), 0);
    QCOMPARE(found(shared), 1);

    world.api.me.id = 1;
    world.api.projectData.insert(world.second, gone);
    world.signIn();
    QTRY_VERIFY(world.workspace->archive().isOpen());
    QCOMPARE(found(secret), 1);
}

void TestArchiveService::browsingIsLearnt()
{
    World world;
    Message &cited = world.api.projectData[world.first].messages[world.key(12).session].last();
    cited.citations = {CitationId{7}};
    world.api.projectData[world.first].citations.insert(CitationId{7}, {CitationId{7}, u"Source"_s, {}, {}});
    world.signIn();
    world.api.hold(true); // the sync gets no answer
    world.keep();
    QTRY_COMPARE(world.sync().status().state, State::Running);
    world.sync().pause();
    world.api.hold(false);
    Archive &archive = world.workspace->archive().archive();

    world.workspace->messages().open(world.key(12));
    QTRY_COMPARE(world.workspace->messages().state(), MessageService::State::Ready);
    QTRY_COMPARE(world.archivedMessages(), 20);
    world.workspace->messages().loadOlder();
    QTRY_COMPARE(world.archivedMessages(), 40);
    const ArchivedConversation learnt = world.value(archive.conversation(world.key(12)));
    QCOMPARE(learnt.total, std::optional<qint64>(45));
    QCOMPARE(learnt.checkedAt, world.clock.nowUtc());
    QCOMPARE(learnt.conversation.name, u"Conversation 12"_s);

    world.workspace->citations().request(world.first, CitationId{7});
    QTRY_COMPARE(world.value(archive.citations(world.first, {CitationId{7}})).size(), 1);

    world.workspace->conversations().rename(world.key(12).session, u"Renamed"_s);
    QTRY_COMPARE(world.value(archive.conversation(world.key(12))).conversation.name, u"Renamed"_s);
    world.workspace->openProject(world.second);
    QTRY_COMPARE(world.value(archive.conversations(world.second)).size(), 3);
    QCOMPARE(world.sync().status().state, State::Paused);
}

void TestArchiveService::whatAPersonDeletesIsMarked()
{
    World world;
    world.signIn();
    world.keep();
    QVERIFY(world.reaches(State::Idle));
    world.workspace->deleteConversations({world.key(12).session});
    world.workspace->deletions().commitWaiting();
    Archive &archive = world.workspace->archive().archive();
    QTRY_COMPARE(world.value(archive.removedConversations(world.first)).size(), 1);
    QCOMPARE(world.value(archive.removedConversations(world.first)).first().messages, 45); // the text stays

    // A list that was on its way meanwhile, and comes after it, does not bring it back.
    ArchiveBatch late;
    late.conversations = {world.value(archive.conversation(world.key(12))).conversation};
    world.clock.advance(std::chrono::seconds(5));
    world.workspace->archive().learn(late);
    late.conversations.first() = world.value(archive.conversation(world.key(11))).conversation;
    late.conversations.first().name = u"Stored after it"_s;
    world.workspace->archive().learn(late);
    QTRY_COMPARE(world.value(archive.conversation(world.key(11))).conversation.name, u"Stored after it"_s);
    QCOMPARE(world.value(archive.removedConversations(world.first)).size(), 1);

    // And one that turns out to have gone when it is opened.
    world.api.removeConversation(world.key(5));
    world.workspace->messages().open(world.key(5));
    QTRY_COMPARE(world.workspace->messages().state(), MessageService::State::Gone);
    QTRY_COMPARE(world.value(archive.removedConversations(world.first)).size(), 2);
}

void TestArchiveService::aProjectThatIsNotKept()
{
    World world;
    world.signIn();
    world.keep();
    QVERIFY(world.reaches(State::Idle));
    world.workspace->archive().setKeepsProject(world.first, false);
    Archive &archive = world.workspace->archive().archive();
    QTRY_COMPARE(world.value(archive.conversations(world.first)).size(), 0);
    QCOMPARE(world.archivedMessages(world.first), 0);
    world.workspace->messages().open(world.key(12));
    QTRY_COMPARE(world.workspace->messages().state(), MessageService::State::Ready);
    world.sync().syncNow();
    QVERIFY(world.reaches(State::Idle));
    QCOMPARE(world.archivedMessages(world.first), 0);
    QCOMPARE(world.value(archive.conversations(world.second)).size(), 3);

    world.workspace->archive().setKeepsProject(world.first, true);
    QVERIFY(world.reaches(State::Idle));
    QTRY_COMPARE(world.archivedMessages(world.first), 45);
}

void TestArchiveService::personalDataIsNotKeptUnasked()
{
    World world;
    Message &message = world.api.projectData[world.first].messages[world.key(12).session].last();
    message.userIp = u"203.0.113.9"_s;
    const auto archivedAddress = [&world] {
        const auto all = world.value(world.workspace->archive().archive().messages(world.key(12), {}, 1));
        return all.isEmpty() ? u"none"_s : all.first().message.userIp;
    };
    world.signIn();
    world.keep();
    QVERIFY(world.reaches(State::Idle));
    world.workspace->messages().open(world.key(12));
    QTRY_COMPARE(world.value(world.workspace->archive().archive().conversation(world.key(12))).total,
                 std::optional<qint64>(45));
    QCOMPARE(archivedAddress(), QString());
    world.workspace->archive().setKeepsPersonalData(true);
    QTRY_VERIFY(world.workspace->archive().isOpen());
    world.workspace->messages().refresh();
    QTRY_COMPARE(archivedAddress(), u"203.0.113.9"_s);
    world.workspace->archive().setKeepsPersonalData(false);
    QTRY_VERIFY(world.workspace->archive().isOpen());
    QTRY_COMPARE(archivedAddress(), QString());
}

/// The choice is one for all servers: what another one's archive holds goes when that is opened again.
void TestArchiveService::personalDataOfAnotherServer()
{
    World world;
    world.api.projectData[world.first].messages[world.key(12).session].last().userIp = u"203.0.113.9"_s;
    ArchiveService &archive = world.workspace->archive();
    const auto address = [&] {
        const auto all = world.value(archive.archive().messages(world.key(12), {}, 1));
        return all.isEmpty() ? u"none"_s : all.first().message.userIp;
    };
    world.signIn();
    archive.setKeepsPersonalData(true);
    world.keep();
    QVERIFY(world.reaches(State::Idle));
    world.workspace->messages().open(world.key(12));
    QTRY_COMPARE(address(), u"203.0.113.9"_s);

    archive.signedIn({QUrl(u"https://other.example.org/api/v1"_s), 5});
    QVERIFY(!archive.isOpen());
    archive.setKeepsPersonalData(false);
    archive.signedIn({server, world.api.me.id});
    QTRY_VERIFY(archive.isOpen());
    QTRY_COMPARE(address(), QString());
    QTRY_VERIFY(!archive.choices().mayHoldPersonalData(server));
}

void TestArchiveService::choicesEndNoPause()
{
    World world;
    world.signIn();
    world.keep();
    QVERIFY(world.reaches(State::Idle));
    world.sync().pause();
    const int calls = world.api.count(Method::Intelligence);
    ArchiveService &archive = world.workspace->archive();
    archive.setKeepsProject(world.second, false);
    QCOMPARE(world.sync().status().state, State::Paused);
    archive.setKeepsProject(world.second, true);
    QCOMPARE(world.sync().status().state, State::Paused);
    archive.setKeepsPersonalData(true);
    QVERIFY(world.reaches(State::Paused));
    world.clock.advance(std::chrono::hours(1));
    QCOMPARE(world.api.count(Method::Intelligence), calls);
    world.sync().resume();
    QVERIFY(world.reaches(State::Idle));
    QCOMPARE(world.archivedMessages(), 45);
}

void TestArchiveService::erased()
{
    World world;
    world.signIn();
    world.keep();
    QVERIFY(world.reaches(State::Idle));
    const QFileInfo file(world.workspace->archive().file());
    QVERIFY(file.exists());
    QSignalSpy erased(&world.workspace->archive(), &ArchiveService::erased);
    world.workspace->archive().erase();
    QTRY_COMPARE(erased.size(), 1);
    QVERIFY(file.dir().entryList(QDir::Files | QDir::Hidden).isEmpty());
    // Nothing fills it again behind the person's back.
    world.workspace->refresh();
    world.workspace->messages().open(world.key(12));
    QTRY_COMPARE(world.workspace->messages().state(), MessageService::State::Ready);
    QVERIFY(!world.workspace->archive().needsConsent());
    QVERIFY(!QFileInfo::exists(file.filePath()));
    world.keep();
    QVERIFY(world.reaches(State::Idle));
    QCOMPARE(world.archivedMessages(), 45);
}

/// A key that could not be checked is taken for that of the archive's owner, for reading.
void TestArchiveService::readsOffline()
{
    World world;
    world.signIn();
    world.keep();
    QVERIFY(world.reaches(State::Idle));
    world.restart();
    const Error offline{ErrorKind::Offline, 0, {}, {}, {}};
    for (const Method method : {Method::User, Method::Projects, Method::Conversations, Method::Usage})
        world.api.failNext(method, offline, 50);
    world.workspace->session().useForThisRun({server, ApiKey::fromInput(u"1001|mine"_s).value()});
    QTRY_VERIFY(world.workspace->archive().isOpen());
    QCOMPARE(world.workspace->archive().account().user, 1);
    QCOMPARE(world.archivedMessages(), 45);
    QCOMPARE(world.value(world.workspace->archive().archive().conversations(world.first)).size(), 12);
}

QTEST_GUILESS_MAIN(TestArchiveService)
#include "tst_archiveservice.moc"
