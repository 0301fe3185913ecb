// SPDX-License-Identifier: GPL-3.0-or-later
// How batches reach the file: what waits is written together, and still stands or falls alone and in its
// order.

#include "archive/archivewriter.h"
#include "archive/database.h"
#include "archive/schema.h"
#include "archive/storegroup.h"
#include "support/archivecase.h"

#include <QElapsedTimer>
#include <QFile>
#include <QtEndian>

using namespace confab;
using namespace confab::archivecase;

namespace {

constexpr qsizetype logHeader = 32;
constexpr qsizetype frameHeader = 24;
constexpr qsizetype filePage = 4096;

/// Transactions in the write-ahead log: the last frame of each says how many pages the file then has.
int transactionsIn(const QString &log)
{
    QFile file(log);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray bytes = file.readAll();
    int count = 0;
    for (qsizetype at = logHeader; at + frameHeader + filePage <= bytes.size(); at += frameHeader + filePage)
        count += qFromBigEndian<quint32>(bytes.constData() + at + 4) != 0 ? 1 : 0;
    return count;
}

int partsOf(Database &database, const QString &index)
{
    return database.value(u"SELECT count(DISTINCT segid) FROM %1_idx"_s.arg(index)).toInt();
}

/// An archive whose file another program holds, so that what is stored has to wait.
class Held
{
public:
    Held()
    {
        QCOMPARE(valueOf(archive.open(place)).condition, ArchiveCondition::Writable);
        QVERIFY(other.open(Archive::fileOf(place), Database::Access::ReadWrite));
    }
    /// The writer waits for the file with this one; all that comes now waits behind it.
    QFuture<Result<StoreOutcome>> begin()
    {
        QTest::qVerify(other.run(u"BEGIN IMMEDIATE"_s), "held", "", __FILE__, __LINE__);
        before = transactionsIn(log);
        return archive.store(batchOf({page(key(1), {message(1, u"first"_s)})}));
    }
    void release() { QVERIFY(other.run(u"COMMIT"_s)); }
    [[nodiscard]] int transactions() const { return transactionsIn(log) - before; }
    [[nodiscard]] QStringList found(const QString &word)
    {
        return namesOf(valueOf(archive.search(requestFor({word}))));
    }

    QTemporaryDir home;
    ArchivePlace place = placeIn(home.path());
    Archive archive;
    Database other;
    QString log = Archive::fileOf(place) + u"-wal"_s;
    int before = 0;
};

} // namespace

class TestArchiveStore : public QObject
{
    Q_OBJECT

private slots:
    void aBatchMakesOnePartOfEachIndex();
    void theLastTextCounts();
    void whatWaitsIsStoredTogether();
    void aGroupHasAnEnd();
    void oneThatCannotBeStoredTakesNoOtherWithIt();
    void whatIsErasedBetweenStaysErased();
    void whatDoesNotHurryWaitsForOthers();
    void whatWaitsIsStoredBeforeAnythingElse();
    void whatWaitsIsStoredAtTheEnd();
};

/// A part for each text would have to be merged with the others again and again: that took most of the time
/// of a first sync.
void TestArchiveStore::aBatchMakesOnePartOfEachIndex()
{
    const QTemporaryDir home;
    const QString path = home.filePath(u"archive.sqlite"_s);
    QVERIFY(QFile(path).open(QIODevice::WriteOnly));
    Database database;
    QVERIFY(database.open(path, Database::Access::ReadWrite));
    QVERIFY(schema::migrate(database, 0));
    QVERIFY(database.run(u"INSERT INTO words (words, rank) VALUES ('automerge', 0)"_s));
    QVERIFY(database.run(u"INSERT INTO trigrams (trigrams, rank) VALUES ('automerge', 0)"_s));
    QList<ArchivedPage> pages;
    for (int id = 100; id > 0; --id) // newest first, as they come
        pages.append(page(key(id % 7), {message(id, u"word%1 退款政策"_s.arg(id), u"an answer 说明"_s)}));
    ArchiveWriter writer(database, false);
    QVERIFY(database.transaction([&] { std::ignore = writer.store(batchOf(pages)); }));
    QCOMPARE(partsOf(database, u"words"_s), 1);
    QCOMPARE(partsOf(database, u"trigrams"_s), 1);
    // Changed texts are taken out of it and put in anew.
    for (ArchivedPage &each : pages)
        each.messages.first().message.answer = u"another one 说明"_s;
    QVERIFY(database.transaction([&] { std::ignore = writer.store(batchOf(pages)); }));
    QVERIFY2(partsOf(database, u"words"_s) <= 3, qPrintable(QString::number(partsOf(database, u"words"_s))));
    QCOMPARE(schema::check(database, true), schema::Health::Sound);
}

void TestArchiveStore::theLastTextCounts()
{
    Held held;
    const auto first = held.begin();
    const auto twice =
        held.archive.store(batchOf({page(key(2), {message(2, u"red"_s), message(2, u"green"_s)})}));
    const auto again = held.archive.store(batchOf({page(key(2), {message(2, u"blue"_s)})}));
    const auto same = held.archive.store(batchOf({page(key(2), {message(2, u"blue"_s)})}));
    held.release();
    QCOMPARE(valueOf(first), (StoreOutcome{1, 1, 0, 0}));
    QCOMPARE(valueOf(twice), (StoreOutcome{1, 1, 1, 0}));
    QCOMPARE(valueOf(again), (StoreOutcome{0, 0, 1, 0}));
    QCOMPARE(valueOf(same), (StoreOutcome{0, 0, 0, 0}));
    QCOMPARE(held.found(u"red"_s), QStringList());
    QCOMPARE(held.found(u"green"_s), QStringList());
    QCOMPARE(held.found(u"blue"_s), QStringList{u"2q"_s});
}

/// The first one may have begun alone, all others wait for it.
void TestArchiveStore::whatWaitsIsStoredTogether()
{
    Held held;
    QList<QFuture<Result<StoreOutcome>>> stores{held.begin()};
    for (int id = 2; id <= 60; ++id)
        stores.append(held.archive.store(batchOf({page(key(id), {message(id, u"later"_s)})})));
    held.release();
    for (const auto &store : std::as_const(stores))
        QCOMPARE(valueOf(store).newMessages, 1);
    QVERIFY2(held.transactions() >= 1 && held.transactions() <= 2,
             qPrintable(QString::number(held.transactions())));
    QCOMPARE(valueOf(held.archive.counts()).messages, 60);
}

/// Whoever wants to write something else need not wait for long.
void TestArchiveStore::aGroupHasAnEnd()
{
    Held held;
    QList<QFuture<Result<StoreOutcome>>> stores{held.begin()};
    constexpr int inOne = 500;
    for (int first = 10; first < 10 + 10 * inOne; first += inOne) {
        QList<ArchivedMessage> messages;
        for (int id = first; id < first + inOne; ++id)
            messages.append(message(id, u"many"_s));
        stores.append(held.archive.store(batchOf({page(key(first), messages)})));
    }
    held.release();
    for (const auto &store : std::as_const(stores))
        QVERIFY(ended(store));
    QVERIFY2(held.transactions() >= 3 && held.transactions() <= 4,
             qPrintable(QString::number(held.transactions())));
    QCOMPARE(valueOf(held.archive.counts()).messages, 10 * inOne + 1);
}

void TestArchiveStore::oneThatCannotBeStoredTakesNoOtherWithIt()
{
    Held held;
    QVERIFY(held.other.run(u"CREATE TRIGGER refusal BEFORE INSERT ON message WHEN new.id = 13 BEGIN "
                           "SELECT RAISE(ABORT, 'no'); END"_s));
    const auto first = held.begin();
    QList<QFuture<Result<StoreOutcome>>> stores;
    for (int id = 11; id <= 15; ++id)
        stores.append(held.archive.store(
            batchOf({page(key(id), {message(100 + id, u"before"_s), message(id, u"after"_s)})})));
    held.release();
    QVERIFY(ended(first));
    for (int id = 11; id <= 15; ++id) {
        const auto outcome = ended(stores.at(id - 11));
        QCOMPARE(outcome.has_value(), id != 13);
        if (id == 13)
            QCOMPARE(outcome.error().kind, ErrorKind::Storage);
        else
            QCOMPARE(outcome->newMessages, 2);
    }
    QCOMPARE(held.found(u"after"_s), (QStringList{u"15q"_s, u"14q"_s, u"12q"_s, u"11q"_s}));
    QCOMPARE(held.found(u"before"_s), (QStringList{u"115q"_s, u"114q"_s, u"112q"_s, u"111q"_s}));
    QTRY_COMPARE(held.archive.condition(), ArchiveCondition::Writable);
}

void TestArchiveStore::whatIsErasedBetweenStaysErased()
{
    Held held;
    const auto first = held.begin();
    const auto older = held.archive.store(batchOf({page(key(2), {message(2, u"secret"_s)})}));
    const auto erased = held.archive.eraseConversations({key(2)});
    const auto newer = held.archive.store(batchOf({page(key(2), {message(3, u"harmless"_s)})}));
    held.release();
    QVERIFY(ended(first));
    QVERIFY(ended(older));
    QCOMPARE(valueOf(erased), 1);
    QCOMPARE(valueOf(newer), (StoreOutcome{1, 1, 0, 0}));
    QCOMPARE(held.found(u"secret"_s), QStringList());
    QCOMPARE(held.found(u"harmless"_s), QStringList{u"3q"_s});
}

namespace {

ArchiveBatch unhurried(int number, const QString &question)
{
    ArchiveBatch batch = batchOf({page(key(number), {message(number, question)})});
    batch.unhurried = true;
    return batch;
}

} // namespace

/// By itself it is stored soon; one that hurries takes with it what waits.
void TestArchiveStore::whatDoesNotHurryWaitsForOthers()
{
    const QTemporaryDir home;
    const ArchivePlace place = placeIn(home.path());
    const QString log = Archive::fileOf(place) + u"-wal"_s;
    Archive archive;
    QVERIFY(ended(archive.open(place)));
    int before = transactionsIn(log);
    QElapsedTimer timer;
    timer.start();
    QVERIFY(ended(archive.store(unhurried(1, u"alone"_s))));
    QVERIFY(timer.elapsed() >= StoreGroup::patience.count());
    QCOMPARE(transactionsIn(log) - before, 1);

    before = transactionsIn(log);
    QList<QFuture<Result<StoreOutcome>>> stores;
    for (int number = 2; number < 20; ++number)
        stores.append(archive.store(unhurried(number, u"together"_s)));
    QVERIFY(ended(archive.store(batchOf({page(key(20), {message(20, u"at once"_s)})}))));
    QCOMPARE(transactionsIn(log) - before, 1);
    for (const auto &store : std::as_const(stores))
        QVERIFY(store.isFinished() && store.result());
    QCOMPARE(valueOf(archive.counts()).messages, 20);
}

void TestArchiveStore::whatWaitsIsStoredBeforeAnythingElse()
{
    const QTemporaryDir home;
    Archive archive;
    QVERIFY(ended(archive.open(placeIn(home.path()))));
    const auto waits = archive.store(unhurried(1, u"secret"_s));
    QCOMPARE(valueOf(archive.eraseConversations({key(1)})), 1);
    QVERIFY(waits.isFinished() && waits.result());
    QCOMPARE(valueOf(archive.counts()).messages, 0);
}

void TestArchiveStore::whatWaitsIsStoredAtTheEnd()
{
    const QTemporaryDir home;
    QFuture<Result<StoreOutcome>> closed;
    QFuture<Result<StoreOutcome>> destroyed;
    {
        Archive archive;
        QVERIFY(ended(archive.open(placeIn(home.path()))));
        closed = archive.store(unhurried(1, u"before it is closed"_s));
        QVERIFY(ended(archive.close()));
        QVERIFY(closed.isFinished() && closed.result());
        QVERIFY(ended(archive.open(placeIn(home.path()))));
        destroyed = archive.store(unhurried(2, u"before it ends"_s));
    }
    QVERIFY(destroyed.isFinished() && destroyed.result());
    Archive archive;
    QVERIFY(ended(archive.open(placeIn(home.path()))));
    QCOMPARE(valueOf(archive.counts()).messages, 2);
}

QTEST_GUILESS_MAIN(TestArchiveStore)
#include "tst_archivestore.moc"
