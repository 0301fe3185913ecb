// SPDX-License-Identifier: GPL-3.0-or-later
#include "deletionlogbench.h"

using namespace confab;
using namespace confab::bench;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// The files of the log: full disks, cut lines, the bound, and the table that is made of them.
class TestDeletionLogFile : public QObject
{
    Q_OBJECT

private slots:
    void refusedWhereItCannotBeWritten();
    void aFullDiskStopsTheRun();
    void outcomesOfAFullDiskAreWrittenLater();
    void cutAtEveryByte();
    void garbage_data();
    void garbage();
    void beginsANewFileAtTheBound();
    void isRefusedWhereNoNewFileCanBegin();
    void unreadable();
    void savesATable();
    void aTableThatCannotBeSaved();
};

void TestDeletionLogFile::refusedWhereItCannotBeWritten()
{
    LogBench bench;
    QVERIFY(QDir().mkpath(bench.path())); // a folder, where the file should be
    bench.commit(bench.rows(1, 5));
    QTRY_COMPARE(bench.reports.size(), 1);
    QCoreApplication::processEvents();
    QCOMPARE(bench.api.calls.size(), 0);
    const DeletionReport report = bench.reports.first();
    QCOMPARE(report.end, End::Stopped);
    QVERIFY(DeletionLog::isUnwritable(*report.reason));
    QCOMPARE(report.count(State::Planned), 5);
    QVERIFY(!DeletionLog::isUnwritable(errorOf(ErrorKind::Storage)));

    QVERIFY(QDir().rmdir(bench.path()));
    bench.service->retry(report);
    QTRY_COMPARE(bench.reports.size(), 2);
    QVERIFY(bench.reports.last().isClean());
    QCOMPARE(bench.records().size(), 5);
}

/// What the disk took of a line must not tell of a DELETE that was never sent.
void TestDeletionLogFile::aFullDiskStopsTheRun()
{
    LogBench bench;
    bench.commit(bench.rows(1, 1));
    QTRY_COMPARE(bench.reports.size(), 1);
    setContent(bench.path(), bench.content() + QByteArray(100'000, ' ') + '\n'); // above the journal
    const QByteArray before = bench.content();
    {
        const FullAt full(before.size() + 100);
        bench.commit(bench.rows(2, 6));
        QTRY_COMPARE(bench.reports.size(), 2);
        QCOMPARE(bench.deletes(), 1);
        QVERIFY(DeletionLog::isUnwritable(*bench.reports.last().reason));
        QCOMPARE(bench.content(), before);
    }
    bench.service->retry(bench.reports.last());
    QTRY_COMPARE(bench.reports.size(), 3);
    QCOMPARE(bench.deletes(), 6);
    QCOMPARE(bench.records().size(), 6);
}

void TestDeletionLogFile::outcomesOfAFullDiskAreWrittenLater()
{
    LogBench bench;
    setContent(bench.path(), QByteArray(100'000, ' ') + '\n');
    std::unique_ptr<FullAt> full;
    bench.api.beforeAnswer = [&](const FakeChatApi::Call &) { // the third is noted, and its answer is not
        if (bench.deletes() == 3 && !full)
            full = std::make_unique<FullAt>(bench.content().size() + 1);
    };
    bench.commit(bench.rows(1, 6));
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.deletes(), 3);
    QCOMPARE(bench.reports.first().count(State::Deleted), 3);
    QVERIFY(DeletionLog::isUnwritable(*bench.reports.first().reason));
    // Nothing is claimed that could not be written.
    QCOMPARE(bench.record().outcome, Outcome::Sent);
    full.reset();
    bench.api.beforeAnswer = nullptr;
    bench.service->retry(bench.reports.first());
    QTRY_COMPARE(bench.reports.size(), 2);
    const QList<Record> records = bench.records();
    QCOMPARE(records.size(), 6);
    for (const Record &record : records)
        QCOMPARE(record.outcome, Outcome::Deleted);
}

/// As a machine that lost its power leaves it: no outcome that was not written, and the file can be used on.
void TestDeletionLogFile::cutAtEveryByte()
{
    LogBench bench;
    bench.api.failSession(session(2), errorOf(ErrorKind::Forbidden, 403));
    bench.commit(bench.rows(1, 2));
    QTRY_COMPARE(bench.reports.size(), 1);
    const QByteArray whole = bench.content();
    QCOMPARE(whole.count('\n'), 4);
    DeletionReport report;
    report.project = project;
    DeletionItem next{bench.rows(9, 9).first()};
    for (qsizetype length = 0; length <= whole.size(); ++length) {
        setContent(bench.path(), whole.left(length));
        const QList<Record> records = bench.records();
        const auto lines = whole.left(length).count('\n');
        const bool lacksItsEnd = length < whole.size() && whole.at(length) == '\n';
        const auto told = lines + (lacksItsEnd ? 1 : 0);
        QCOMPARE(records.size(), (told + 1) / 2);
        if (told == 1 || told == 3)
            QCOMPARE(records.first().outcome, Outcome::Sent);
        DeletionLog after(bench.path());
        QVERIFY(after.addSent(report, next, bench.clock.nowUtc()));
        QCOMPARE(recordsIn(after).size(), records.size() + 1);
        QCOMPARE(recordsIn(after).first().session, session(9));
    }
}

void TestDeletionLogFile::garbage_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("binary") << QByteArray("\x00\xff\xfe\x80garbage", 11);
    QTest::newRow("array") << QByteArray("[1,2,3]");
    QTest::newRow("deep") << QByteArray(5000, '[');
    QTest::newRow("no outcome") << QByteArray(
        R"({"time":"2026-01-02T03:04:05.000Z","project":"7","session":"session-000001"})");
    QTest::newRow("strange outcome") << QByteArray(
        R"({"time":"2026-01-02T03:04:05.000Z","project":"7","session":"session-000001","outcome":"eaten"})");
    QTest::newRow("no time") << QByteArray(
        R"({"project":"7","session":"session-000001","outcome":"deleted"})");
    QTest::newRow("no project") << QByteArray(
        R"({"time":"2026-01-02T03:04:05.000Z","session":"session-000001","outcome":"deleted"})");
    QTest::newRow("path for a session") << QByteArray(
        R"({"time":"2026-01-02T03:04:05.000Z","project":"7","session":"..","outcome":"deleted"})");
}

void TestDeletionLogFile::garbage()
{
    QFETCH(QByteArray, line);
    LogBench bench;
    bench.commit(bench.rows(1, 2));
    QTRY_COMPARE(bench.reports.size(), 1);
    const QList<Record> before = bench.records();
    QCOMPARE(before.size(), 2);
    setContent(bench.path(), line + '\n' + bench.content() + line + '\n' + line);
    QCOMPARE(bench.records(), before);
}

/// The older file has what came before, together with the outcomes in the newer one; what is older goes.
void TestDeletionLogFile::beginsANewFileAtTheBound()
{
    LogBench bench;
    const QString older = bench.path() + u".old"_s;
    const auto fillUp = [&] {
        const QByteArray text = bench.content();
        setContent(bench.path(), text + QByteArray(DeletionLog::maxFileSize - text.size() - 1, ' ') + '\n');
    };
    bench.commit(bench.rows(1, 1));
    QTRY_COMPARE(bench.reports.size(), 1);
    QVERIFY(!QFile::exists(older));
    // Full with the line before the DELETE: the outcome is in the next file.
    bench.api.beforeAnswer = [&](const FakeChatApi::Call &) { fillUp(); };
    bench.commit(bench.rows(2, 2));
    QTRY_COMPARE(bench.reports.size(), 2);
    bench.api.beforeAnswer = nullptr;
    QCOMPARE(QFileInfo(older).size(), DeletionLog::maxFileSize);
    QCOMPARE(outcomesOf(bench.content()), QStringList{u"deleted"_s});
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(QFileInfo(bench.path()).permissions() & others));
    QVERIFY(!(QFileInfo(older).permissions() & others));
    QList<Record> records = bench.records();
    QCOMPARE(records.size(), 2);
    for (const Record &record : std::as_const(records))
        QCOMPARE(record.outcome, Outcome::Deleted);
    QCOMPARE(records.first().session, session(2));

    fillUp();
    bench.commit(bench.rows(3, 3));
    QTRY_COMPARE(bench.reports.size(), 3);
    records = bench.records();
    QCOMPARE(records.size(), 2); // the first is gone, and of the second its outcome is left
    QCOMPARE(records[0].session, session(3));
    QCOMPARE(records[1].session, session(2));
    QCOMPARE(records[1].outcome, Outcome::Deleted);
    QVERIFY(QFileInfo(bench.path()).size() + QFileInfo(older).size() <= 2 * DeletionLog::maxFileSize);
}

void TestDeletionLogFile::isRefusedWhereNoNewFileCanBegin()
{
    LogBench bench;
    QVERIFY(QDir().mkpath(bench.path() + u".old/in the way"_s));
    setContent(bench.path(), QByteArray(DeletionLog::maxFileSize, '\n'));
    bench.commit(bench.rows(1, 3));
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.deletes(), 0);
    QVERIFY(DeletionLog::isUnwritable(*bench.reports.first().reason));
}

void TestDeletionLogFile::unreadable()
{
    LogBench bench;
    QVERIFY(bench.records().isEmpty()); // nothing was ever deleted
    QVERIFY(QDir().mkpath(bench.path()));
    const auto future = bench.log.read();
    QTRY_VERIFY(future.isFinished());
    QVERIFY(!future.result());
    QCOMPARE(future.result().error().kind, ErrorKind::Storage);
}

void TestDeletionLogFile::savesATable()
{
    LogBench bench;
    bench.removeByRule(bench.rows(1, 1), u"=HYPERLINK(\"https://evil.example\")"_s);
    bench.clock.advance(DeletionService::undoWindow);
    QTRY_COMPARE(bench.reports.size(), 1);
    bench.api.failSession(session(2), errorOf(ErrorKind::Server, 500));
    bench.commit(bench.rows(2, 2));
    QTRY_COMPARE(bench.reports.size(), 2);
    const QString file = bench.folder.filePath(u"out.csv"_s);
    const QList<Record> records = bench.records();
    const auto future = bench.log.saveCsv(file, records);
    QTRY_VERIFY(future.isFinished());
    QVERIFY(future.result());
    const QString first = records[1].at.toString(Qt::ISODateWithMs);
    const QString second = records[0].at.toString(Qt::ISODateWithMs);
    const QString expected =
        u"\uFEFFtime,outcome_time,server,user_id,project_id,conversation_id,session_id,action,chosen_by,rule,"
        "http_status,outcome\r\n"
        "%2,%2,https://chat.example.org/api/v1,9007199254740993,7,2,%4,delete,person,,500,not deleted\r\n"
        "%1,%1,https://chat.example.org/api/v1,9007199254740993,7,1,%3,delete,rule,"
        "\"'=HYPERLINK(\"\"https://evil.example\"\")\",200,deleted\r\n"_s.arg(
            first, second, session(1).toString(), session(2).toString());
    QCOMPARE(contentOf(file), expected.toUtf8());
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(QFileInfo(file).permissions() & others));
}

void TestDeletionLogFile::aTableThatCannotBeSaved()
{
    LogBench bench(400);
    bench.commit(bench.rows(1, 300));
    QTRY_COMPARE(bench.reports.size(), 1);
    const QString file = bench.folder.filePath(u"out.csv"_s);
    setContent(file, "what stood there before");
    const QList<Record> records = bench.records();
    {
        const FullAt full(20'000);
        const auto future = bench.log.saveCsv(file, records);
        QTRY_VERIFY(future.isFinished());
        QVERIFY(!future.result());
        QCOMPARE(future.result().error().kind, ErrorKind::Storage);
    }
    QCOMPARE(contentOf(file), QByteArray("what stood there before"));
    const auto nowhere = bench.log.saveCsv(bench.folder.filePath(u"none/out.csv"_s), records);
    QTRY_VERIFY(nowhere.isFinished());
    QVERIFY(!nowhere.result());
}

QTEST_GUILESS_MAIN(TestDeletionLogFile)
#include "tst_deletionlogfile.moc"
