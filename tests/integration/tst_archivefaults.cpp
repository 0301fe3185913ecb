// SPDX-License-Identifier: GPL-3.0-or-later
// The archive's file of another version, damaged, or on a full disk.

#include "archive/archivewriter.h"
#include "archive/database.h"
#include "archive/schema.h"
#include "support/archivecase.h"
#include "support/smalldisk.h"

#include <QDir>
#include <QFileInfo>
#include <QSignalSpy>

using namespace confab;
using namespace confab::archivecase;

namespace {

constexpr qint64 pageSize = 4096;

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

/// Small, and with something in every table and index.
ArchiveBatch everything()
{
    ArchiveBatch batch;
    batch.projects = {{project, u"Bot"_s, true, moment(1), {}}};
    for (int i = 1; i <= 12; ++i) {
        batch.conversations.append(conversation(i));
        QList<ArchivedMessage> messages;
        for (int j = 0; j < 6; ++j) {
            const int id = i * 10 + j;
            messages.append(message(id, u"Question %1 about 退款政策 and parcels"_s.arg(id),
                                    u"Answer %1: "_s.arg(id) + QString(400 + id, u'x') + u" straße"_s));
        }
        batch.pages.append(page(key(i), messages));
    }
    batch.citations = {{project, {CitationId{3}, u"Source"_s, {}, {}}}};
    batch.seenAt = moment(0);
    return batch;
}

/// All that can be read from it, as text.
QStringList dumpOf(Archive &archive)
{
    QStringList lines;
    for (int i = 1; i <= 12; ++i) {
        const auto messages = ended(archive.messages(key(i), {}, 100));
        if (!messages)
            return {u"not readable: "_s + messages.error().detail};
        for (const ArchivedMessage &one : *messages)
            lines.append(one.message.id.toString() + one.message.question + one.message.answer);
    }
    return lines;
}

} // namespace

class TestArchiveFaults : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();

    void anOlderFileIsMigrated_data();
    void anOlderFileIsMigrated();
    void aNewerFileIsLeftAlone();
    void aFileOfAnotherProgramIsSetAside();
    void aDamagedPageIsToldAndNothingIsDeleted();
    void aCutFileIsToldAndNothingIsDeleted();
    void theLogOfACutFileIsKept();
    void damageFoundLaterIsHealed();
    void aDamagedIndexIsMadeAnew();
    void aSearchGoesOnWithoutItsIndex();
    void aFullFileLosesOneTransaction();
    void aFullDiskPausesWriting();
    void aFolderThatCannotBeWrittenIsAnError();

private:
    QString fresh();

    std::unique_ptr<QTemporaryDir> m_home;
    QByteArray m_sound; ///< A whole archive file.
    QStringList m_dump;
};

void TestArchiveFaults::initTestCase()
{
    QTemporaryDir home;
    const ArchivePlace place = placeIn(home.path());
    {
        Archive archive;
        QVERIFY(ended(archive.open(place)));
        QVERIFY(ended(archive.store(everything())));
        m_dump = dumpOf(archive);
        QCOMPARE(m_dump.size(), 72);
    }
    QVERIFY(!QFile::exists(Archive::fileOf(place) + u"-wal"_s));
    m_sound = contentOf(Archive::fileOf(place));
    QVERIFY(m_sound.size() > 20 * pageSize);
}

void TestArchiveFaults::init()
{
    m_home = std::make_unique<QTemporaryDir>();
}

QString TestArchiveFaults::fresh()
{
    static int count = 0;
    const QString folder = m_home->filePath(QString::number(++count));
    QDir().mkpath(folder);
    return folder;
}

void TestArchiveFaults::anOlderFileIsMigrated_data()
{
    QTest::addColumn<int>("version");
    for (int version = 0; version < schema::newest(); ++version)
        QTest::newRow(qPrintable(QString::number(version))) << version;
}

void TestArchiveFaults::anOlderFileIsMigrated()
{
    QFETCH(const int, version);
    const ArchivePlace place = placeIn(fresh());
    const QString file = Archive::fileOf(place);
    QVERIFY(write(file, {}));
    if (version > 0) {
        Database database;
        QVERIFY(database.open(file, Database::Access::ReadWrite));
        QVERIFY(schema::migrate(database, 0, version));
        ArchiveWriter writer(database, false);
        QVERIFY(database.transaction([&writer] { std::ignore = writer.store(everything()); }));
    }
    Archive archive;
    const ArchiveState state = valueOf(archive.open(place));
    QCOMPARE(state.condition, ArchiveCondition::Writable);
    QVERIFY(state.setAside.isEmpty());
    QVERIFY(ended(archive.store(everything())));
    QCOMPARE(dumpOf(archive), m_dump);
    QCOMPARE(namesOf(valueOf(archive.search(requestFor({u"question"_s, u"45"_s})))), QStringList{u"45q"_s});
    QCOMPARE(valueOf(archive.search(requestFor({u"退款政策"_s}))).hits.size(), 50);
    QVERIFY(ended(archive.close()));

    Database migrated;
    QVERIFY(migrated.open(file, Database::Access::ReadWrite));
    QCOMPARE(migrated.value(u"PRAGMA user_version"_s).toInt(), schema::newest());
    QCOMPARE(schema::check(migrated, true), schema::Health::Sound);
    // What was there before is kept as it was, for its owner alone.
    const QString copy = u"%1.before-%2"_s.arg(file).arg(version + 1);
    QCOMPARE(QFile::exists(copy), version > 0);
    if (version > 0) {
        QVERIFY(!(QFileInfo(copy).permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther)));
        Database before;
        QVERIFY(before.open(copy, Database::Access::ReadOnly));
        QCOMPARE(before.value(u"PRAGMA user_version"_s).toInt(), version);
        QCOMPARE(before.value(u"SELECT count(*) FROM message"_s).toInt(), 72);
    }
}

void TestArchiveFaults::aNewerFileIsLeftAlone()
{
    const ArchivePlace place = placeIn(fresh());
    const QString file = Archive::fileOf(place);
    QVERIFY(write(file, m_sound));
    {
        Database database;
        QVERIFY(database.open(file, Database::Access::ReadWrite));
        QVERIFY(database.run(u"PRAGMA user_version=%1"_s.arg(schema::newest() + 1)));
    }
    const QByteArray before = contentOf(file);
    Archive archive;
    const ArchiveState state = valueOf(archive.open(place));
    QCOMPARE(state.condition, ArchiveCondition::Newer);
    QVERIFY(state.setAside.isEmpty());
    QCOMPARE(ended(archive.store(everything())).error().kind, ErrorKind::Storage);
    QCOMPARE(ended(archive.projects()).error().kind, ErrorKind::Storage);
    QVERIFY(ended(archive.close()));
    QCOMPARE(contentOf(file), before);
}

void TestArchiveFaults::aFileOfAnotherProgramIsSetAside()
{
    const ArchivePlace place = placeIn(fresh());
    const QString file = Archive::fileOf(place);
    QVERIFY(write(file, {}));
    {
        Database database;
        QVERIFY(database.open(file, Database::Access::ReadWrite));
        QVERIFY(database.run(u"CREATE TABLE other (text TEXT)"_s));
    }
    const QByteArray before = contentOf(file);
    Archive archive;
    const ArchiveState state = valueOf(archive.open(place));
    QCOMPARE(state.condition, ArchiveCondition::Writable);
    QCOMPARE(contentOf(state.setAside), before);
    QVERIFY(ended(archive.store(everything())));
}

void TestArchiveFaults::aDamagedPageIsToldAndNothingIsDeleted()
{
    int told = 0;
    qsizetype saved = 0;
    for (qint64 at = 0; at < m_sound.size(); at += pageSize) {
        QByteArray damaged = m_sound;
        damaged.replace(at, pageSize, QByteArray(pageSize, '\xff'));
        const ArchivePlace place = placeIn(fresh());
        QVERIFY(write(Archive::fileOf(place), damaged));
        Archive archive;
        QSignalSpy signal(&archive, &Archive::wasSetAside);
        const ArchiveState state = valueOf(archive.open(place));
        QCOMPARE(state.condition, ArchiveCondition::Writable);
        const QStringList dump = dumpOf(archive);
        if (state.setAside.isEmpty()) {
            QCOMPARE(dump, m_dump); // a page that held nothing of the texts
        } else {
            ++told;
            QCOMPARE(contentOf(state.setAside), damaged);
            QTRY_COMPARE(signal.size(), 1);
            QCOMPARE(signal.first().first().toString(), state.setAside);
            for (const QString &line : dump)
                QVERIFY(m_dump.contains(line));
            saved += dump.size();
        }
        // A sync brings back what is missing.
        QVERIFY(ended(archive.store(everything())));
        QCOMPARE(dumpOf(archive), m_dump);
        QCOMPARE(namesOf(valueOf(archive.search(requestFor({u"question"_s, u"45"_s})))),
                 QStringList{u"45q"_s});
    }
    QVERIFY(told > m_sound.size() / pageSize / 2);
    QVERIFY2(saved > told * m_dump.size() / 2,
             qPrintable(u"%1 of %2"_s.arg(saved).arg(told * m_dump.size())));
}

void TestArchiveFaults::aCutFileIsToldAndNothingIsDeleted()
{
    const QList<qint64> lengths{1,
                                99,
                                100,
                                511,
                                512,
                                4095,
                                pageSize,
                                pageSize + 1,
                                m_sound.size() / 2,
                                m_sound.size() - pageSize,
                                m_sound.size() - 1};
    for (const qint64 length : lengths) {
        const QByteArray cut = m_sound.left(length);
        const ArchivePlace place = placeIn(fresh());
        QVERIFY(write(Archive::fileOf(place), cut));
        Archive archive;
        const ArchiveState state = valueOf(archive.open(place));
        QCOMPARE(state.condition, ArchiveCondition::Writable);
        QVERIFY2(!state.setAside.isEmpty(), qPrintable(QString::number(length)));
        QCOMPARE(contentOf(state.setAside), cut);
        QVERIFY(ended(archive.store(everything())));
        QCOMPARE(dumpOf(archive), m_dump);
    }
    // Nothing in it, nothing to tell.
    const ArchivePlace place = placeIn(fresh());
    QVERIFY(write(Archive::fileOf(place), {}));
    Archive archive;
    QVERIFY(valueOf(archive.open(place)).setAside.isEmpty());
}

void TestArchiveFaults::theLogOfACutFileIsKept()
{
    for (const int length : {0, 1}) {
        const ArchivePlace place = placeIn(fresh());
        const QByteArray log(3 * pageSize, 'l');
        QVERIFY(write(Archive::fileOf(place), m_sound.left(length)));
        QVERIFY(write(Archive::fileOf(place) + u"-wal"_s, log));
        Archive archive;
        const ArchiveState state = valueOf(archive.open(place));
        QCOMPARE(state.condition, ArchiveCondition::Writable);
        QVERIFY2(!state.setAside.isEmpty(), qPrintable(QString::number(length)));
        QCOMPARE(contentOf(state.setAside + u"-wal"_s), log);
    }
}

void TestArchiveFaults::damageFoundLaterIsHealed()
{
    const ArchivePlace place = placeIn(fresh());
    QVERIFY(write(Archive::fileOf(place), m_sound));
    Archive archive;
    QSignalSpy signal(&archive, &Archive::wasSetAside);
    QVERIFY(valueOf(archive.open(place)).setAside.isEmpty());
    {
        QFile file(Archive::fileOf(place));
        QVERIFY(file.open(QIODevice::ReadWrite));
        for (qint64 at = pageSize; at < m_sound.size(); at += pageSize) {
            QVERIFY(file.seek(at));
            file.write(QByteArray(pageSize, '\xff'));
        }
    }
    QCOMPARE(ended(archive.conversations(project)).error().kind, ErrorKind::Storage);
    QTRY_COMPARE(signal.size(), 1);
    QVERIFY(QFile::exists(signal.first().first().toString()));
    QVERIFY(ended(archive.store(everything())));
    QCOMPARE(dumpOf(archive), m_dump);
}

void TestArchiveFaults::aDamagedIndexIsMadeAnew()
{
    const ArchivePlace place = placeIn(fresh());
    const QString file = Archive::fileOf(place);
    QVERIFY(write(file, m_sound));
    {
        Database database;
        QVERIFY(database.open(file, Database::Access::ReadWrite));
        // The index says less than the texts do.
        QVERIFY(database.run(u"INSERT INTO words (words) VALUES ('delete-all')"_s));
        QCOMPARE(schema::check(database, true), schema::Health::IndexDamaged);
    }
    // As after a run that ended badly: a log that holds nothing which counts.
    QVERIFY(write(file + u"-wal"_s, QByteArray(32, '\0')));
    Archive archive;
    QVERIFY(valueOf(archive.open(place)).setAside.isEmpty());
    QCOMPARE(namesOf(valueOf(archive.search(requestFor({u"question"_s, u"45"_s})))), QStringList{u"45q"_s});
    QCOMPARE(dumpOf(archive), m_dump);
}

/// A search that the index refuses is made without it.
void TestArchiveFaults::aSearchGoesOnWithoutItsIndex()
{
    const ArchivePlace place = placeIn(fresh());
    const QString file = Archive::fileOf(place);
    QVERIFY(write(file, m_sound));
    Archive archive;
    QVERIFY(ended(archive.open(place)));
    {
        Database database;
        QVERIFY(database.open(file, Database::Access::ReadWrite));
        QVERIFY(database.run(u"DROP TABLE words"_s) && database.run(u"DROP TABLE trigrams"_s));
    }
    QCOMPARE(namesOf(valueOf(archive.search(requestFor({u"question"_s, u"45"_s})))), QStringList{u"45q"_s});
    QCOMPARE(valueOf(archive.search(requestFor({u"退款政策"_s}))).hits.size(), 50);
    SearchRequest without = requestFor({u"question"_s, u"45"_s}, {u"parcels"_s});
    QCOMPARE(namesOf(valueOf(archive.search(without))), QStringList());
}

void TestArchiveFaults::aFullFileLosesOneTransaction()
{
    const QString file = fresh() + u"/full.sqlite"_s;
    QVERIFY(write(file, m_sound));
    Database database;
    QVERIFY(database.open(file, Database::Access::ReadWrite));
    const int pages = database.value(u"PRAGMA page_count"_s).toInt();
    QCOMPARE(database.value(u"PRAGMA max_page_count=%1"_s.arg(pages + 2)).toInt(), pages + 2);
    ArchiveWriter writer(database, false);
    ArchiveBatch batch;
    for (int id = 1000; id < 1100; ++id)
        batch.pages.append(page(key(1), {message(id, QString(500, u'q'), QString(500, u'a'))}));
    const auto full = database.transaction([&] { std::ignore = writer.store(batch); });
    QVERIFY(!full);
    QCOMPARE(full.error().kind, ErrorKind::Storage);
    QCOMPARE(database.lastTrouble(), Database::Trouble::Full);
    QCOMPARE(database.value(u"SELECT count(*) FROM message"_s).toInt(), 72);
    QCOMPARE(schema::check(database, true), schema::Health::Sound);
    // A smaller one may still fit.
    ArchiveBatch small;
    SyncMark mark;
    mark.project = project;
    small.marks = {mark};
    QVERIFY(database.transaction([&] { std::ignore = writer.store(small); }));
    database.value(u"PRAGMA max_page_count=100000"_s);
    QVERIFY(database.transaction([&] { std::ignore = writer.store(batch); }));
    QCOMPARE(database.value(u"SELECT count(*) FROM message"_s).toInt(), 172);
}

void TestArchiveFaults::aFullDiskPausesWriting()
{
    const QString disk = smallDisk(u"1m"_s);
    if (disk.isEmpty())
        return;
    Archive archive;
    QSignalSpy conditions(&archive, &Archive::conditionChanged);
    QVERIFY(ended(archive.open(placeIn(disk))));
    int stored = 0;
    Result<StoreOutcome> last = StoreOutcome{};
    while (last && stored < 10'000) {
        last = ended(archive.store(batchOf({page(key(1), {message(stored + 1, QString(4000, u'q'))})})));
        stored += last ? 1 : 0;
    }
    QVERIFY(!last);
    QCOMPARE(last.error().kind, ErrorKind::Storage);
    QTRY_COMPARE(archive.condition(), ArchiveCondition::Full);
    QCOMPARE(valueOf(archive.counts()).messages, stored);
    QCOMPARE(valueOf(archive.messages(key(1), {}, 10'000)).size(), stored);
    QCOMPARE(ended(archive.store({})).error().kind, ErrorKind::Storage);

    QFile filler(disk + u"/filler"_s);
    QVERIFY(filler.open(QIODevice::WriteOnly));
    while (filler.write(QByteArray(1024, 'f')) > 0 && filler.flush()) {
    }
    QVERIFY(!ended(archive.resume()));
    QVERIFY(ended(archive.close()));
    Archive again;
    const auto opened = ended(again.open(placeIn(disk)));
    if (opened)
        QCOMPARE(valueOf(again.counts()).messages, stored);
    else
        QCOMPARE(opened.error().kind, ErrorKind::Storage);
}

void TestArchiveFaults::aFolderThatCannotBeWrittenIsAnError()
{
    const QString file = fresh() + u"/file"_s;
    QVERIFY(write(file, "x"));
    Archive archive;
    const auto state = ended(archive.open(placeIn(file + u"/below"_s)));
    QVERIFY(!state);
    QCOMPARE(state.error().kind, ErrorKind::Storage);
    QCOMPARE(archive.condition(), ArchiveCondition::Closed);
}

QTEST_GUILESS_MAIN(TestArchiveFaults)
#include "tst_archivefaults.moc"
