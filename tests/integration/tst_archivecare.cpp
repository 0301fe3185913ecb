// SPDX-License-Identifier: GPL-3.0-or-later
// What keeps the archive from being looked at or written is no reason to take it for damaged, and no write
// that fails anywhere leaves a half of anything.

#include "archive/archivefile.h"
#include "archive/archivewriter.h"
#include "archive/database.h"
#include "archive/schema.h"
#include "support/archivecase.h"

#include <QDir>
#include <QFile>
#include <QLockFile>

#include <tuple>

using namespace confab;
using namespace confab::archivecase;

namespace {

/// Large enough to need pages of every table and index.
ArchiveBatch large()
{
    ArchiveBatch batch;
    Project named;
    named.id = project;
    named.name = u"Project"_s;
    batch.projects = {named};
    for (int number = 1; number <= 6; ++number) {
        batch.conversations.append(conversation(number));
        QList<ArchivedMessage> messages;
        for (int i = 0; i < 12; ++i) {
            const int id = number * 100 + i;
            messages.append(message(id, u"Question %1 "_s.arg(id) + QString(300, u'q') + u" 退款政策说明"_s,
                                    u"Answer %1 "_s.arg(id) + QString(700, u'a')));
        }
        batch.pages.append(page(key(number), messages));
    }
    SyncMark mark;
    mark.project = project;
    mark.nextPage = 3;
    batch.marks = {mark};
    batch.removed = {key(6)};
    batch.seenAt = moment(0);
    return batch;
}

QStringList rowsOf(Database &database)
{
    QStringList rows;
    for (
        const QString &sql :
        {u"SELECT id || name FROM project"_s,
         u"SELECT session || messages || newest || coalesce(removed_at, '') FROM conversation ORDER BY session"_s,
         u"SELECT id || conversation || created_at FROM message ORDER BY id"_s,
         u"SELECT id || text || coalesce(folded, '') || coalesce(runs, '') FROM utterance ORDER BY id"_s,
         u"SELECT project || next_page FROM sync_mark"_s}) {
        Rows found = database.query(sql);
        while (found.next())
            rows.append(found.text(0));
    }
    return rows;
}

/// An archive of the newest schema, made by hand.
bool make(Database &database, const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && database.open(path, Database::Access::ReadWrite) &&
           schema::migrate(database, 0);
}

} // namespace

class TestArchiveCare : public QObject
{
    Q_OBJECT

private slots:
    void connectionsAreCareful();
    void heldByAnotherProgram();
    void failsWhereverItMay();
    void aNewerConfabAtWorkIsLeftAlone();
    void aDiskOfAnotherComputer_data();
    void aDiskOfAnotherComputer();
    void withoutSharedMemoryThereIsNoLog();
    void whoeverComesSecondWritesWhenTheFirstHasGone();
};

/// What is said to be stored outlives a loss of power, what is erased is overwritten, a conversation's
/// messages go with it, and whoever reads cannot write.
void TestArchiveCare::connectionsAreCareful()
{
    const QTemporaryDir home;
    const QString path = home.filePath(u"made.sqlite"_s);
    Database writer;
    QVERIFY(make(writer, path));
    QCOMPARE(writer.value(u"PRAGMA journal_mode"_s).toString(), u"wal"_s);
    QCOMPARE(writer.value(u"PRAGMA synchronous"_s).toInt(), 2); // FULL
    QCOMPARE(writer.value(u"PRAGMA secure_delete"_s).toInt(), 1);
    QCOMPARE(writer.value(u"PRAGMA foreign_keys"_s).toInt(), 1);
    QCOMPARE(writer.value(u"PRAGMA busy_timeout"_s).toInt(), 5000);
    QCOMPARE(writer.value(u"PRAGMA temp_store"_s).toInt(), 2); // in memory
    Database reader;
    QVERIFY(reader.open(path, Database::Access::ReadOnly));
    QCOMPARE(reader.value(u"PRAGMA busy_timeout"_s).toInt(), 5000);
    QVERIFY(!reader.run(u"DELETE FROM project"_s));
    // Whoever begins to write has the file from the beginning, and not from the first change.
    Database other;
    QVERIFY(other.open(path, Database::Access::ReadWrite));
    other.value(u"PRAGMA busy_timeout=0"_s);
    QVERIFY(writer.transaction([&other] {
        QVERIFY(!other.run(u"BEGIN IMMEDIATE"_s));
        QCOMPARE(other.trouble(), Database::Trouble::Busy);
    }));
}

/// A copy or a look by another program takes longer than Confab waits.
void TestArchiveCare::heldByAnotherProgram()
{
    const QTemporaryDir home;
    const ArchivePlace place = placeIn(home.path());
    const QString path = Archive::fileOf(place);
    Database other;
    QVERIFY(make(other, path));
    ArchiveWriter writer(other, false);
    QVERIFY(other.transaction([&writer] { std::ignore = writer.store(large()); }));
    QVERIFY(other.run(u"BEGIN IMMEDIATE"_s));
    QVERIFY(QFileInfo(path + u"-wal"_s).size() > 0); // so that the indexes are looked at

    Archive archive;
    const ArchiveState state = valueOf(archive.open(place));
    QCOMPARE(state.condition, ArchiveCondition::Writable);
    QCOMPARE(state.setAside, QString());
    QCOMPARE(valueOf(archive.counts()).messages, 72);
    QCOMPARE(QDir(home.path()).entryList({u"*damaged*"_s}, QDir::Files), QStringList());
    QCOMPARE(ended(archive.store(large())).error().kind, ErrorKind::Storage);
    QVERIFY(other.run(u"ROLLBACK"_s));
    QVERIFY(ended(archive.store(large())));
    QCOMPARE(valueOf(archive.counts()).messages, 72);
}

/// The file may grow by one page, by two, by three …: each time the write fails at another place.
void TestArchiveCare::failsWhereverItMay()
{
    const QTemporaryDir home;
    Database calm;
    QVERIFY(make(calm, home.filePath(u"calm.sqlite"_s)));
    ArchiveWriter undisturbed(calm, false);
    QVERIFY(calm.transaction([&] { std::ignore = undisturbed.store(large()); }));
    const QStringList whole = rowsOf(calm);

    Database database;
    QVERIFY(make(database, home.filePath(u"full.sqlite"_s)));
    const QStringList before = rowsOf(database);
    const int pages = database.value(u"PRAGMA page_count"_s).toInt();
    int failures = 0;
    for (int room = 0;; ++room) {
        database.value(u"PRAGMA max_page_count=%1"_s.arg(pages + room));
        ArchiveWriter writer(database, false);
        const auto stored = database.transaction([&] { std::ignore = writer.store(large()); });
        if (stored)
            break;
        ++failures;
        QCOMPARE(database.lastTrouble(), Database::Trouble::Full);
        QCOMPARE(rowsOf(database), before);
        QCOMPARE(schema::check(database, true), schema::Health::Sound);
    }
    QVERIFY2(failures > 20, qPrintable(QString::number(failures)));
    QCOMPARE(rowsOf(database), whole);
    QCOMPARE(schema::check(database, true), schema::Health::Sound);
}

/// Its file may be erased, but not under its hands.
void TestArchiveCare::aNewerConfabAtWorkIsLeftAlone()
{
    const QTemporaryDir home;
    const ArchivePlace place = placeIn(home.path());
    const QString path = Archive::fileOf(place);
    {
        Database newer;
        QVERIFY(make(newer, path));
        QVERIFY(newer.run(u"PRAGMA user_version=%1"_s.arg(schema::newest() + 1)));
    }
    Archive archive;
    QCOMPARE(valueOf(archive.open(place)).condition, ArchiveCondition::Newer);
    {
        QLockFile theirs(path + u".lock"_s);
        QVERIFY(theirs.tryLock(0));
        QCOMPARE(ended(archive.eraseAll()).error().kind, ErrorKind::Storage);
        QVERIFY(QFile::exists(path));
    }
    QVERIFY(ended(archive.eraseAll()));
    QVERIFY(!QFile::exists(path));
}

void TestArchiveCare::aDiskOfAnotherComputer_data()
{
    QTest::addColumn<bool>("remote");
    for (const char *type : {"nfs", "nfs4", "cifs", "smb3", "9p", "ceph", "afs", "fuse.sshfs", "fuse.rclone",
                             "fuse", "vboxsf", "CIFS"})
        QTest::newRow(type) << true;
    for (const char *type :
         {"ext4", "btrfs", "xfs", "zfs", "tmpfs", "overlay", "fuseblk", "NTFS", "apfs", "vfat", "f2fs", ""})
        QTest::newRow(qstrlen(type) > 0 ? type : "not known") << false;
}

void TestArchiveCare::aDiskOfAnotherComputer()
{
    QFETCH(bool, remote);
    const QByteArray tag = QTest::currentDataTag();
    QCOMPARE(ArchiveFile::isNetworkFileSystem(tag == "not known" ? QByteArray() : tag), remote);
}

void TestArchiveCare::withoutSharedMemoryThereIsNoLog()
{
    const QTemporaryDir home;
    const QString path = Archive::fileOf(placeIn(home.path()));
    const auto logOf = [&path] { return QFileInfo::exists(path + u"-wal"_s); };
    {
        Database local;
        QVERIFY(make(local, path));
        QCOMPARE(local.value(u"PRAGMA journal_mode"_s).toString(), u"wal"_s);
        QVERIFY(logOf());
    }
    // The folder was moved there.
    Database remote;
    QVERIFY(remote.open(path, Database::Access::ReadWrite, Database::Journal::Rollback));
    QCOMPARE(remote.value(u"PRAGMA journal_mode"_s).toString(), u"delete"_s);
    ArchiveWriter writer(remote, false);
    QVERIFY(remote.transaction([&writer] { std::ignore = writer.store(large()); }));
    QVERIFY(!logOf());
    QVERIFY(!QFileInfo::exists(path + u"-shm"_s));
    const QStringList rows = rowsOf(remote);
    // And back; a run that ended in the midst of a transaction ended badly.
    Database local;
    remote.close();
    QVERIFY(local.open(path, Database::Access::ReadWrite));
    QCOMPARE(local.value(u"PRAGMA journal_mode"_s).toString(), u"wal"_s);
    QCOMPARE(rowsOf(local), rows);
    local.close();
    const ArchiveFile file(placeIn(home.path()));
    QVERIFY(!file.endedBadly());
    QFile journal(path + u"-journal"_s);
    QVERIFY(journal.open(QIODevice::WriteOnly) && journal.write("x") == 1);
    journal.close();
    QVERIFY(file.endedBadly());
}

void TestArchiveCare::whoeverComesSecondWritesWhenTheFirstHasGone()
{
    const QTemporaryDir home;
    const ArchivePlace place = placeIn(home.path());
    auto first = std::make_unique<Archive>();
    QCOMPARE(valueOf(first->open(place)).condition, ArchiveCondition::Writable);
    QVERIFY(ended(first->store(large())));
    Archive second;
    QCOMPARE(valueOf(second.open(place)).condition, ArchiveCondition::InUse);
    QVERIFY(!ended(second.resume()));
    QCOMPARE(valueOf(second.counts()).messages, 72); // it reads all the same
    first.reset();
    QVERIFY(ended(second.resume()));
    QTRY_COMPARE(second.condition(), ArchiveCondition::Writable);
    QVERIFY(ended(second.store(batchOf({page(key(9), {message(9, u"second"_s)})}))));
    QCOMPARE(valueOf(second.counts()).messages, 73);
    Archive third; // nobody else may now
    QCOMPARE(valueOf(third.open(place)).condition, ArchiveCondition::InUse);
}

QTEST_GUILESS_MAIN(TestArchiveCare)
#include "tst_archivecare.moc"
