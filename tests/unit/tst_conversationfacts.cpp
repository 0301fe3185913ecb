// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/conversationfacts.h"
#include "support/archivecase.h"
#include "support/syncworld.h"

using namespace confab;
using namespace confab::archivecase;

namespace {

const ProjectId other{8};

/// An archive, and the facts of its project 7.
struct World
{
    World()
    {
        QTRY_COMPARE(store.archive.condition(), ArchiveCondition::Writable);
        QObject::connect(&facts, &ConversationFacts::changed, &facts,
                         [this](const QList<SessionId> &sessions, bool more) {
                             told += sessions;
                             portions.append({sessions.size(), more});
                         });
    }

    void put(const ArchiveBatch &batch) { (void)store.value(store.archive.store(batch)); }
    void list(const QList<int> &numbers)
    {
        ArchiveBatch batch = batchOf({});
        for (const int number : numbers)
            batch.conversations.append(conversation(number));
        put(batch);
    }
    /// As reading the newest page does.
    void read(int number, const QList<ArchivedMessage> &messages, qint64 total, const QDateTime &at)
    {
        put(batchOf({{key(number), messages, total, at}}));
    }
    /// As a page of the report does.
    void report(int number, const QList<ArchivedMessage> &messages, const QDateTime &at)
    {
        put(batchOf({{key(number), messages, {}, at}}));
    }
    void mark(SyncPhase phase, const QDateTime &finishedAt, const QDateTime &windowTo = {},
              const QDateTime &windowFrom = {})
    {
        SyncMark mark;
        mark.project = project;
        mark.strategy = SyncStrategy::Intelligence;
        mark.phase = phase;
        mark.finishedAt = finishedAt;
        mark.windowFrom = windowFrom;
        mark.windowTo = windowTo;
        ArchiveBatch batch = batchOf({});
        batch.marks = {mark};
        put(batch);
    }
    /// Reads all, and waits for it: a conversation that is made for it tells that it was.
    void load()
    {
        static int number = 900;
        read(++number, {}, 0, moment(1));
        facts.setProject(project);
        facts.load();
        QTRY_VERIFY(facts.find(session(number)));
    }

    ArchiveWorld store;
    ConversationFacts facts{store.archive};
    QList<SessionId> told;
    QList<std::pair<qsizetype, bool>> portions;
};

ArchivedMessage judged(qint64 id, Reaction reaction, const QString &language = {})
{
    ArchivedMessage result = message(id, u"How do I return this?"_s);
    result.message.reaction = reaction;
    result.language = language;
    return result;
}

} // namespace

/// What may be said of a conversation from what was read of it, and when it is told.
class TestConversationFacts : public QObject
{
    Q_OBJECT

private slots:
    void whatWasNotReadIsNotThere();
    void readByItsPages();
    void whenTheNewestHasNoDate();
    void aPartIsNotTheWhole();
    void readByReports();
    void aFirstReportProvesNothing();
    void aLaterRunTakesNothingBack();
    void learnsWhatIsNamed();
    void whatIsRemovedGoes();
    void anotherProject();
    void toldByPortions();
    void withoutAnArchive();
};

void TestConversationFacts::whatWasNotReadIsNotThere()
{
    World world;
    world.list({1, 2});
    world.load();
    QVERIFY(!world.facts.find(session(1)));
    QVERIFY(!world.facts.find(session(2)));
}

void TestConversationFacts::readByItsPages()
{
    World world;
    world.list({1});
    world.read(1,
               {judged(11, Reaction::Liked, u"de"_s), judged(12, Reaction::Disliked),
                judged(13, Reaction::Liked, u"ja"_s)},
               3, moment(500));
    world.load();
    const ThreadFacts *facts = world.facts.find(session(1));
    QVERIFY(facts);
    QCOMPARE(facts->lastMessageAt, moment(13));
    QCOMPARE(facts->messages, 3);
    QCOMPARE(facts->liked, 2);
    QCOMPARE(facts->disliked, 1);
    QVERIFY(facts->whole);
    QCOMPARE(facts->language, u"ja"_s);
    QCOMPARE(facts->checkedAt, moment(500));
    QCOMPARE(world.facts.languages(), QStringList{u"ja"_s});
}

/// It may be of today, however old those before it are. An older one without a date says nothing.
void TestConversationFacts::whenTheNewestHasNoDate()
{
    World world;
    world.list({1, 2});
    QList<ArchivedMessage> newest{judged(11, Reaction::None), judged(12, Reaction::None)};
    newest.last().message.createdAt = {};
    world.read(1, newest, 2, moment(500));
    QList<ArchivedMessage> older{judged(21, Reaction::None), judged(22, Reaction::None)};
    older.first().message.createdAt = {};
    world.read(2, older, 2, moment(500));
    world.load();
    QVERIFY(world.facts.find(session(1)));
    QVERIFY(!world.facts.find(session(1))->lastMessageAt.isValid());
    QCOMPARE(world.facts.find(session(2))->lastMessageAt, moment(22));
}

void TestConversationFacts::aPartIsNotTheWhole()
{
    World world;
    world.read(1, {judged(31, Reaction::None)}, 21, moment(500));
    world.load();
    const ThreadFacts *facts = world.facts.find(session(1));
    QVERIFY(facts);
    QCOMPARE(facts->messages, 21);
    QVERIFY(!facts->whole);
}

void TestConversationFacts::readByReports()
{
    World world;
    world.list({1, 2, 400}); // made at their minutes
    world.report(1, {judged(11, Reaction::None), judged(12, Reaction::Liked)}, moment(200));
    world.mark(SyncPhase::Idle, moment(300), moment(250));
    world.load();
    const ThreadFacts *facts = world.facts.find(session(1));
    QVERIFY(facts);
    QCOMPARE(facts->messages, 2);
    QVERIFY(facts->whole);
    QCOMPARE(facts->checkedAt, moment(250)); // what came later is in no window yet
    facts = world.facts.find(session(2));
    QVERIFY2(facts, "nothing was said in it, and that is known");
    QCOMPARE(facts->messages, 0);
    QVERIFY(!facts->lastMessageAt.isValid());
    QVERIFY2(!world.facts.find(session(400)), "it was made after the report");
}

/// Its pages may come oldest first: what follows is not known before the end.
void TestConversationFacts::aFirstReportProvesNothing()
{
    World world;
    world.list({1});
    world.report(1, {judged(11, Reaction::None)}, moment(200));
    world.mark(SyncPhase::Reading, {}, moment(300));
    world.load();
    QVERIFY(!world.facts.find(session(1)));
    // The same after a switch from the other way of reading.
    world.mark(SyncPhase::Reading, moment(100), moment(300));
    world.load();
    QVERIFY(!world.facts.find(session(1)));
    // Somebody who opened it saw its newest page.
    world.read(1, {judged(12, Reaction::None)}, 2, moment(310));
    world.load();
    QVERIFY(world.facts.find(session(1)));
    QCOMPARE(world.facts.find(session(1))->checkedAt, moment(310));
}

void TestConversationFacts::aLaterRunTakesNothingBack()
{
    World world;
    world.list({1});
    world.report(1, {judged(11, Reaction::None)}, moment(200));
    for (const SyncPhase phase : {SyncPhase::Listing, SyncPhase::Reading}) {
        world.mark(phase, moment(300), moment(600), moment(240));
        world.load();
        QVERIFY(world.facts.find(session(1)));
        QVERIFY(world.facts.find(session(1))->checkedAt <= moment(300));
    }
}

void TestConversationFacts::learnsWhatIsNamed()
{
    World world;
    world.list({1, 2});
    world.load();
    world.told.clear();
    world.read(1, {judged(11, Reaction::None, u"de"_s)}, 1, moment(500));
    world.read(2, {judged(21, Reaction::None)}, 1, moment(500));
    world.facts.learn({key(1), key(2, other), key(3)});
    QTRY_COMPARE(world.told, QList{session(1)});
    QVERIFY(world.facts.find(session(1)));
    QVERIFY(!world.facts.find(session(2)));
    QCOMPARE(world.facts.languages(), QStringList{u"de"_s});
    // What has not changed is not told again; what is asked for meanwhile is asked for in its turn.
    world.facts.learn({key(1)});
    world.facts.learn({key(2)});
    QTRY_COMPARE(world.told, QList({session(1), session(2)}));
}

void TestConversationFacts::whatIsRemovedGoes()
{
    World world;
    world.read(1, {judged(11, Reaction::None)}, 1, moment(500));
    world.read(2, {judged(21, Reaction::None)}, 1, moment(500));
    world.load();
    world.told.clear();
    ArchiveBatch batch = batchOf({});
    batch.removed = {key(1)};
    world.put(batch);
    world.facts.learn({key(1)});
    QTRY_COMPARE(world.told, QList{session(1)});
    QVERIFY(!world.facts.find(session(1)));
    (void)world.store.value(world.store.archive.eraseConversations({key(2)}));
    world.load();
    QVERIFY(!world.facts.find(session(2)));
    QVERIFY(world.told.contains(session(2)));
}

void TestConversationFacts::anotherProject()
{
    World world;
    world.read(1, {judged(11, Reaction::None)}, 1, moment(500));
    world.put(batchOf({{key(5, other), {judged(51, Reaction::None)}, 1, moment(500)}}));
    world.facts.setProject(project);
    world.facts.setProject(other); // the answer for the first is stale
    QTRY_VERIFY(world.facts.find(session(5)));
    QVERIFY(!world.facts.find(session(1)));
    QCOMPARE(world.told, QList{session(5)});
    world.facts.setProject({});
    QVERIFY(world.facts.isEmpty());
    QCOMPARE(world.told, QList({session(5), session(5)}));
}

void TestConversationFacts::toldByPortions()
{
    World world;
    FactNews news;
    constexpr int count = 2 * int(ConversationFacts::portion) + 10;
    for (int i = 0; i < count; ++i) {
        news.table.insert(session(i), {});
        news.changed.append(session(i));
    }
    world.facts.take(news);
    QVERIFY2(world.facts.find(session(count - 1)), "all is known at once");
    QCOMPARE(world.portions.size(), 1);
    QTRY_COMPARE(world.portions.size(), 3);
    QCOMPARE(world.portions,
             (QList<std::pair<qsizetype, bool>>{
                 {ConversationFacts::portion, true}, {ConversationFacts::portion, true}, {10, false}}));
    QCOMPARE(QSet<SessionId>(world.told.begin(), world.told.end()).size(), count);
    world.portions.clear();
    world.facts.clear();
    QTRY_COMPARE(world.portions.size(), 3);
    QVERIFY(world.facts.isEmpty());
}

void TestConversationFacts::withoutAnArchive()
{
    Archive archive;
    ConversationFacts facts(archive);
    QSignalSpy changed(&facts, &ConversationFacts::changed);
    QSignalSpy failed(&facts, &ConversationFacts::failed);
    facts.setProject(project);
    facts.learn({key(1)});
    QCoreApplication::processEvents();
    QVERIFY(facts.isEmpty());
    QCOMPARE(changed.size(), 0);
    QCOMPARE(failed.size(), 0);
}

QTEST_GUILESS_MAIN(TestConversationFacts)
#include "tst_conversationfacts.moc"
