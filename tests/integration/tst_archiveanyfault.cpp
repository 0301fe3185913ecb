// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever the archive does, any one thing that SQLite or the system does for it may fail: each does so once,
// in its turn. What was there is there still or what was to be is, never a part of it, and the same once more
// without the fault comes to what it would have come to at first.

#include "archive/archivewriter.h"
#include "support/archivecase.h"
#include "support/archiverows.h"
#include "support/sqlitefaults.h"

#include <QDir>
#include <QFileInfo>

#include <functional>
#include <tuple>

using namespace confab;
using namespace confab::archivecase;
using sqlitefaults::Strike;

Q_DECLARE_METATYPE(confab::sqlitefaults::Strike)

namespace {

constexpr int mostPlaces = 5000; ///< Far more than there are.

ArchivedMessage said(int id, const QString &word)
{
    ArchivedMessage archived =
        message(id, u"Question %1 about %2 退款政策说明"_s.arg(id).arg(word), u"Answer %1: straße"_s.arg(id));
    archived.message.userIp = u"203.0.113.9"_s;
    archived.message.citations = {CitationId{3}};
    return archived;
}

ArchiveBatch begun()
{
    ArchiveBatch batch;
    batch.projects = {{project, u"Bot"_s, true, moment(1), {}}};
    for (const int number : {1, 2, 3}) {
        batch.conversations.append(conversation(number));
        batch.pages.append(
            page(key(number), {said(number * 10, u"parcels"_s), said(number * 10 + 1, u"rates"_s)}));
    }
    batch.pages.first().messages.first().message.question = u"Where is my zanzibar?"_s;
    batch.removed = {key(1)};
    batch.seenAt = moment(0);
    return batch;
}

/// Something new of each kind, something changed, something that stays.
ArchiveBatch further()
{
    ArchiveBatch batch;
    batch.projects = {{project, u"Renamed"_s, true, moment(1), {}}};
    batch.conversations = {conversation(2), conversation(4)};
    batch.conversations.first().name = u"Another name"_s;
    ArchivedMessage changed = said(20, u"parcels"_s);
    changed.message.answer = u"Another answer 機械学習"_s;
    changed.message.reaction = Reaction::Disliked;
    batch.pages = {page(key(2), {changed, said(22, u"customs"_s)}), page(key(4), {said(40, u"refunds"_s)}),
                   page(key(3), {said(30, u"parcels"_s)})};
    batch.pages.first().total = 3;
    batch.citations = {{project, {CitationId{3}, u"Source"_s, {}, {}}}};
    batch.removed = {key(3)};
    SyncMark mark;
    mark.project = project;
    mark.nextPage = 4;
    batch.marks = {mark};
    batch.seenAt = moment(60);
    return batch;
}

bool writeTo(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList rowsIn(const QString &file)
{
    Database database;
    return database.open(file, Database::Access::ReadWrite) ? rowsOf(database)
                                                            : QStringList{u"not readable"_s};
}

struct Task
{
    /// Opens it, where that is not what is looked at, before anything fails.
    bool isOpened = true;
    int version = schema::newest();                              ///< Of the file that it begins with.
    std::function<QString(Archive &, const ArchivePlace &)> run; ///< What went wrong.
    const char *gone = nullptr; ///< A word that is in no file when it was done.
};

template<class T>
QString troubleOf(const QFuture<Result<T>> &future)
{
    const Result<T> result = ended(future);
    return result ? QString() : u"failed: "_s + result.error().detail;
}

QString opens(Archive &archive, const ArchivePlace &place)
{
    const auto state = ended(archive.open(place));
    if (!state)
        return u"failed: "_s + state.error().detail;
    return state->condition == ArchiveCondition::Writable && state->setAside.isEmpty() ? QString()
                                                                                       : u"not writable"_s;
}

const QMap<QString, Task> &tasks()
{
    static const QMap<QString, Task> all{
        {u"store"_s,
         {true, schema::newest(),
          [](Archive &archive, const ArchivePlace &) { return troubleOf(archive.store(further())); }}},
        {u"erase a conversation"_s,
         {true, schema::newest(),
          [](Archive &archive, const ArchivePlace &) {
              return troubleOf(archive.eraseConversations({key(1)}));
          },
          "zanzibar"}},
        {u"erase what was removed"_s,
         {true, schema::newest(),
          [](Archive &archive, const ArchivePlace &) {
              return troubleOf(archive.purgeRemoved(moment(1000)));
          },
          "zanzibar"}},
        {u"erase addresses"_s,
         {true, schema::newest(),
          [](Archive &archive, const ArchivePlace &) { return troubleOf(archive.erasePersonalData()); },
          "203.0.113.9"}},
        {u"open"_s, {false, schema::newest(), opens}},
        {u"migrate"_s, {false, 1, opens}},
    };
    return all;
}

} // namespace

class TestArchiveAnyFault : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void failsOnce_data();
    void failsOnce();

private:
    [[nodiscard]] QByteArray fileOf(int version);
    [[nodiscard]] static bool anyFileHolds(const QString &folder, const char *word);
};

void TestArchiveAnyFault::initTestCase()
{
    if (!sqlitefaults::install())
        QSKIP("This SQLite lets nobody stand in its way.");
}

/// Of that schema, with something in it.
QByteArray TestArchiveAnyFault::fileOf(int version)
{
    const QTemporaryDir home;
    const QString path = home.filePath(u"made.sqlite"_s);
    {
        Database database;
        ArchiveWriter writer(database, true);
        if (!makeArchive(database, path, version) ||
            !database.transaction([&writer] { std::ignore = writer.store(begun()); }))
            return {};
    }
    return contentOf(path);
}

bool TestArchiveAnyFault::anyFileHolds(const QString &folder, const char *word)
{
    for (const QFileInfo &file : QDir(folder).entryInfoList(QDir::Files | QDir::Hidden)) {
        if (contentOf(file.filePath()).contains(word))
            return true;
    }
    return false;
}

void TestArchiveAnyFault::failsOnce_data()
{
    QTest::addColumn<QString>("task");
    QTest::addColumn<Strike>("strike");
    for (auto task = tasks().begin(); task != tasks().end(); ++task) {
        QTest::addRow("%s, prepared", qPrintable(task.key())) << task.key() << Strike::Prepare;
        QTest::addRow("%s, begun", qPrintable(task.key())) << task.key() << Strike::Execute;
        QTest::addRow("%s, on the disk", qPrintable(task.key())) << task.key() << Strike::InputOutput;
    }
}

void TestArchiveAnyFault::failsOnce()
{
    QFETCH(const QString, task);
    QFETCH(const Strike, strike);
    const Task &what = tasks()[task];
    const QByteArray content = fileOf(what.version);
    QVERIFY(!content.isEmpty());

    QStringList before, after;
    int failed = 0, place = 0;
    for (bool struck = true; struck; ++place) {
        QVERIFY(place < mostPlaces);
        const QTemporaryDir home;
        const ArchivePlace where{home.path(), placeIn(home.path()).server, true};
        const QString file = Archive::fileOf(where);
        QVERIFY(writeTo(file, content));
        if (place == 0) { // undisturbed
            before = rowsIn(file);
            Archive archive;
            QCOMPARE(opens(archive, where), QString());
            QCOMPARE(what.run(archive, where), QString());
            QVERIFY(ended(archive.close()));
            after = rowsIn(file);
            QVERIFY(before.size() > 10 && (what.isOpened || before == after));
            QVERIFY(writeTo(file, content));
        }
        auto archive = std::make_unique<Archive>();
        QVERIFY(!what.isOpened || opens(*archive, where).isEmpty());
        sqlitefaults::arm(strike, place);
        const QString trouble = what.run(*archive, where);
        struck = sqlitefaults::disarm();
        const bool done = trouble.isEmpty();
        const QString at = u"number %1 %2"_s.arg(place).arg(trouble);
        failed += done ? 0 : 1;
        // Nothing of it or all of it, and nothing is taken for damaged.
        const QStringList damaged = QDir(home.path()).entryList({u"*damaged*"_s});
        QVERIFY2(damaged.isEmpty(), qPrintable(at));
        if (what.isOpened) {
            QTRY_COMPARE(archive->condition(), ArchiveCondition::Writable);
            const QStringList now = rowsIn(file);
            QVERIFY2(now == after || (!done && now == before), qPrintable(at + u'\n' + now.join(u'\n')));
        }
        // Once more.
        const QString again = what.run(*archive, where);
        QVERIFY2(again.isEmpty(), qPrintable(at + u", then "_s + again));
        if (what.gone)
            QVERIFY2(!anyFileHolds(home.path(), what.gone), qPrintable(at));
        QVERIFY(ended(archive->close()));
        archive.reset();
        QCOMPARE(rowsIn(file), after);
        Database database;
        QVERIFY(database.open(file, Database::Access::ReadWrite));
        QCOMPARE(database.value(u"PRAGMA integrity_check"_s).toString(), u"ok"_s);
        QCOMPARE(schema::check(database, true), schema::Health::Sound);
        QCOMPARE(database.value(u"PRAGMA user_version"_s).toInt(), schema::newest());
    }
    QVERIFY2(failed > 3, qPrintable(u"%1 of %2 failed"_s.arg(failed).arg(place)));
}

QTEST_GUILESS_MAIN(TestArchiveAnyFault)
#include "tst_archiveanyfault.moc"
