// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/manualclock.h"
#include "services/searchservice.h"
#include "support/syncworld.h"

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

const QDateTime now(QDate(2026, 3, 10), QTime(12, 0), Qt::UTC);

struct World
{
    World()
    {
        put(1, 1, 120, u"Where is my parcel?"_s);
        put(2, 1000, 3, u"Wo ist mein Paket?"_s);
    }
    /// Each message a minute before the next one; the last one is of now.
    void put(qint64 project, qint64 firstId, int count, const QString &question)
    {
        ArchivedPage page;
        page.key = {ProjectId{project}, SessionId(u"session-%1"_s.arg(project))};
        for (int i = 0; i < count; ++i) {
            Message message;
            message.id = MessageId{firstId + i};
            message.question = question;
            message.answer = u"It left on Monday."_s;
            message.createdAt = now.addSecs(-60 * (count - 1 - i));
            page.messages.append({message, {}});
        }
        ArchiveBatch batch;
        batch.pages = {page};
        batch.seenAt = now;
        QVERIFY(waitForEnd(store.feed.store(batch)));
    }
    [[nodiscard]] bool settled()
    {
        return waitFor([this] { return !search.isSearching(); });
    }

    ManualClock clock{now};
    ArchiveWorld store;
    SearchService search{store.archive, clock};
};

} // namespace

class TestSearchService : public QObject
{
    Q_OBJECT

private slots:
    void findsInOneProjectOrAll();
    void findsTheBeginningOfAWord();
    void olderHitsComeWhenAskedFor();
    void onlyTheNewestSearchIsAnswered();
    void yesterdayIsAnotherDayTomorrow();
    void nothingToLookFor();
    void aClosedArchiveIsSaid();
};

void TestSearchService::findsInOneProjectOrAll()
{
    World world;
    QSignalSpy understood(&world.search, &SearchService::understoodChanged);
    world.search.search(u"paket "_s, {});
    QCOMPARE(understood.size(), 1); // at once
    QCOMPARE(world.search.understood().query.texts, QStringList{u"paket"_s});
    QVERIFY(world.search.isSearching());
    QVERIFY(world.settled());
    QCOMPARE(world.search.hits().size(), 3);
    QVERIFY(!world.search.hasMore());
    world.search.search(u"paket "_s, ProjectId{1});
    QVERIFY(world.settled());
    QCOMPARE(world.search.hits().size(), 0);
    world.search.search(u"monday from:agent on:today"_s, ProjectId{2});
    QVERIFY(world.settled());
    QCOMPARE(world.search.hits().size(), 3);
    world.search.search(u"monday from:user"_s, ProjectId{2});
    QVERIFY(world.settled());
    QCOMPARE(world.search.hits().size(), 0);
}

void TestSearchService::findsTheBeginningOfAWord()
{
    World world;
    world.search.search(u"pake"_s, {});
    QVERIFY(world.settled());
    QCOMPARE(world.search.hits().size(), 3);
    world.search.search(u"pake "_s, {}); // the word has ended
    QVERIFY(world.settled());
    QCOMPARE(world.search.hits().size(), 0);
}

void TestSearchService::olderHitsComeWhenAskedFor()
{
    World world;
    QSignalSpy appended(&world.search, &SearchService::hitsAppended);
    world.search.search(u"parcel "_s, {});
    QVERIFY(world.settled());
    QCOMPARE(world.search.hits().size(), SearchService::perPage);
    QCOMPARE(world.search.hits().first().message, MessageId{120});
    while (world.search.hasMore()) {
        world.search.more();
        QVERIFY(world.settled());
    }
    QCOMPARE(world.search.hits().size(), 120);
    QCOMPARE(world.search.hits().last().message, MessageId{1});
    QCOMPARE(appended.size(), 2);
    world.search.more();
    QVERIFY(!world.search.isSearching());
}

void TestSearchService::onlyTheNewestSearchIsAnswered()
{
    World world;
    QSignalSpy reset(&world.search, &SearchService::hitsReset);
    for (const auto &text : {u"p"_s, u"pa"_s, u"parc"_s, u"paket"_s})
        world.search.search(text, {});
    QVERIFY(world.settled());
    QCOMPARE(reset.size(), 1);
    QCOMPARE(world.search.hits().size(), 3);
}

void TestSearchService::yesterdayIsAnotherDayTomorrow()
{
    World world;
    world.search.search(u"on:yesterday"_s, ProjectId{2});
    QVERIFY(world.settled());
    QCOMPARE(world.search.hits().size(), 0); // all was said today
    world.search.dayChanged();
    QVERIFY(!world.search.isSearching()); // it is the same day
    world.clock.setNow(now.addDays(1));
    world.search.dayChanged();
    QVERIFY(world.search.isSearching());
    QVERIFY(world.settled());
    QCOMPARE(world.search.hits().size(), 6);
    // What names no such day stays as it is.
    world.search.search(u"paket"_s, {});
    QVERIFY(world.settled());
    world.clock.setNow(now.addDays(2));
    world.search.dayChanged();
    QVERIFY(!world.search.isSearching());
}

void TestSearchService::nothingToLookFor()
{
    World world;
    world.search.search(u"parcel"_s, {});
    QVERIFY(world.settled());
    QVERIFY(!world.search.hits().isEmpty());
    world.search.search(u"  \" "_s, {});
    QVERIFY(!world.search.isSearching());
    QVERIFY(world.search.hits().isEmpty());
    QVERIFY(!world.search.hasMore());
}

void TestSearchService::aClosedArchiveIsSaid()
{
    World world;
    QSignalSpy failed(&world.search, &SearchService::failed);
    world.store.archive.close();
    world.search.search(u"parcel"_s, {});
    QVERIFY(world.settled());
    QCOMPARE(failed.size(), 1);
    QCOMPARE(failed.first().first().value<Error>().kind, ErrorKind::Storage);
    QVERIFY(world.search.hits().isEmpty());
}

QTEST_GUILESS_MAIN(TestSearchService)
#include "tst_searchservice.moc"
