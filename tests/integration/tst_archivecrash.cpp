// SPDX-License-Identifier: GPL-3.0-or-later
// A writer that is killed, again and again: nothing that was said to be stored is lost, nothing is stored by
// half, and in the end all of it is there.

#include "archive/database.h"
#include "archive/schema.h"
#include "support/archivecase.h"

#include <QFile>
#include <QProcess>
#include <QRandomGenerator>

#include <cstdio>

using namespace confab;
using namespace confab::archivecase;

namespace {

constexpr int batches = 150;

ArchiveBatch batchNumber(int number)
{
    ArchiveBatch batch;
    batch.conversations = {conversation(number % 9 + 1)};
    QList<ArchivedMessage> messages;
    for (int i = 0; i < 5; ++i) {
        const int id = number * 5 + i;
        messages.append(message(id, u"Question %1 退款政策"_s.arg(id), u"Answer %1 straße"_s.arg(id)));
    }
    batch.pages = {page(key(number % 9 + 1), messages)};
    SyncMark mark;
    mark.project = project;
    mark.nextPage = number + 1;
    batch.marks = {mark};
    batch.seenAt = moment(number);
    return batch;
}

/// The program that is killed: goes on where the mark stands, and says which batch was stored.
int writeAll(const QString &folder)
{
    Archive archive;
    const auto state = ended(archive.open(placeIn(folder)));
    if (!state || state->condition != ArchiveCondition::Writable || !state->setAside.isEmpty())
        return 2;
    for (int number = valueOf(archive.syncMark(project)).nextPage; number <= batches; ++number) {
        if (!ended(archive.store(batchNumber(number))))
            return 3;
        std::printf("%d\n", number);
        std::fflush(stdout);
    }
    return 0;
}

QStringList rowsOf(const QString &file, QString *verdict)
{
    Database database;
    if (!database.open(file, Database::Access::ReadWrite))
        return {};
    *verdict = database.value(u"PRAGMA integrity_check"_s).toString();
    if (schema::check(database, true) != schema::Health::Sound)
        *verdict += u" but not sound"_s;
    QStringList rows;
    for (
        const QString &sql :
        {u"SELECT project || session || name || messages || newest FROM conversation ORDER BY project, session"_s,
         u"SELECT m.id || session || reaction FROM message m JOIN conversation c ON c.id = conversation ORDER BY m.id"_s,
         u"SELECT id || text || coalesce(folded, '') || coalesce(runs, '') FROM utterance ORDER BY id"_s,
         u"SELECT project || next_page FROM sync_mark"_s}) {
        Rows found = database.query(sql);
        while (found.next())
            rows.append(found.text(0));
    }
    return rows;
}

} // namespace

class TestArchiveCrash : public QObject
{
    Q_OBJECT

private slots:
    void aKilledWriterLosesNothing();
    void aSecondProcessLeavesTheFirstAlone();
};

void TestArchiveCrash::aKilledWriterLosesNothing()
{
    QTemporaryDir calm;
    QCOMPARE(writeAll(calm.path()), 0);
    QString verdict;
    const QStringList expected = rowsOf(Archive::fileOf(placeIn(calm.path())), &verdict);
    QCOMPARE(verdict, u"ok"_s);
    QVERIFY(expected.size() > batches * 5);

    QTemporaryDir home;
    const QString file = Archive::fileOf(placeIn(home.path()));
    QRandomGenerator random(20260309);
    int said = 0;
    for (int kill = 0; kill < 20 && said < batches; ++kill) {
        QProcess writer;
        writer.start(QCoreApplication::applicationFilePath(), {u"--write"_s, home.path()});
        QVERIFY(writer.waitForStarted());
        const int until = said + random.bounded(1, 8);
        while (said < until && writer.waitForReadyRead(30'000)) {
            while (writer.canReadLine())
                said = writer.readLine().trimmed().toInt();
        }
        writer.kill();
        QVERIFY(writer.waitForFinished());
        for (const QByteArray &line : writer.readAllStandardOutput().split('\n'))
            said = qMax(said, line.toInt());

        Archive archive;
        const ArchiveState state = valueOf(archive.open(placeIn(home.path())));
        QCOMPARE(state.condition, ArchiveCondition::Writable);
        QVERIFY(state.setAside.isEmpty());
        const int stored = valueOf(archive.syncMark(project)).nextPage - 1;
        QVERIFY2(stored >= said, qPrintable(u"%1 of %2"_s.arg(stored).arg(said)));
        QCOMPARE(valueOf(archive.counts()).messages, stored * 5);
        QVERIFY(ended(archive.close()));
        rowsOf(file, &verdict);
        QCOMPARE(verdict, u"ok"_s);
    }
    QVERIFY(said > 20);
    QCOMPARE(writeAll(home.path()), 0);
    QCOMPARE(rowsOf(file, &verdict), expected);
    QCOMPARE(verdict, u"ok"_s);
}

void TestArchiveCrash::aSecondProcessLeavesTheFirstAlone()
{
    QTemporaryDir home;
    Archive archive;
    QCOMPARE(valueOf(archive.open(placeIn(home.path()))).condition, ArchiveCondition::Writable);
    QProcess second;
    second.start(QCoreApplication::applicationFilePath(), {u"--write"_s, home.path()});
    QVERIFY(second.waitForFinished());
    QCOMPARE(second.exitCode(), 2);
    QVERIFY(ended(archive.store(batchNumber(1))));
    QVERIFY(ended(archive.close()));
    second.start(QCoreApplication::applicationFilePath(), {u"--write"_s, home.path()});
    QVERIFY(second.waitForFinished());
    QCOMPARE(second.exitCode(), 0);
}

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == u"--write"_s)
        return writeAll(arguments.value(2));
    TestArchiveCrash test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_archivecrash.moc"
