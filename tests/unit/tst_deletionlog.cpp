// SPDX-License-Identifier: GPL-3.0-or-later
#include "deletionbench.h"

#include "support/waiting.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <csignal>
#include <sys/resource.h>

using namespace confab;
using namespace confab::bench;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Outcome = DeletionLog::Outcome;
using Record = DeletionLog::Record;

namespace {

const QUrl server(u"https://chat.example.org/api/v1"_s);
constexpr qint64 me = 9007199254740993; // above what a double holds exactly

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void setContent(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(text), text.size());
}

QList<QJsonObject> linesOf(const QByteArray &text)
{
    QList<QJsonObject> lines;
    for (const QByteArray &line : text.split('\n')) {
        if (!line.isEmpty())
            lines << QJsonDocument::fromJson(line).object();
    }
    return lines;
}

QStringList outcomesOf(const QByteArray &text)
{
    QStringList outcomes;
    for (const QJsonObject &line : linesOf(text))
        outcomes << line[u"outcome"].toString();
    return outcomes;
}

/// Newest first; fails the test where they cannot be read.
QList<Record> recordsIn(DeletionLog &log)
{
    const auto future = log.read();
    if (!waitForEnd(future) || !future.result()) {
        QTest::qFail("The log could not be read", __FILE__, __LINE__);
        return {};
    }
    return *future.result();
}

/// No file grows above that many bytes while it lives, as on a disk that is full.
class FullAt
{
public:
    explicit FullAt(qint64 bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit full{rlim_t(bytes), m_before.rlim_max};
        if (setrlimit(RLIMIT_FSIZE, &full) != 0)
            qFatal("The size of files could not be limited.");
    }
    ~FullAt() { setrlimit(RLIMIT_FSIZE, &m_before); }
    Q_DISABLE_COPY_MOVE(FullAt)

private:
    rlimit m_before{};
};

struct LogBench : Bench
{
    explicit LogBench(int count = 20) : Bench(count) { service->setAccount({server, me}); }
    [[nodiscard]] QString path() const { return folder.filePath(u"deletion-log.jsonl"_s); }
    [[nodiscard]] QByteArray content() const { return contentOf(path()); }
    [[nodiscard]] QList<Record> records() { return recordsIn(log); }
    /// Of the newest record.
    [[nodiscard]] Record record() { return records().value(0); }
};

} // namespace

/// The log against what the service has seen, and against files, disks and programs that end too early.
class TestDeletionLog : public QObject
{
    Q_OBJECT

private slots:
    void isWrittenBeforeAnythingIsSent();
    void holdsWhatItSaysAndNoMore();
    void saysWhoChose();
    void tellsEveryOutcome_data();
    void tellsEveryOutcome();
    void tellsWhatTheServiceHasSeen();
    void learnsLaterWhatWasUnclear();
    void whatWasNeverSent();
    void takenBackBeforeItLeft();
    void refusedWhereItCannotBeWritten();
    void aFullDiskStopsTheRun();
    void outcomesOfAFullDiskAreWrittenLater();
    void aCrashLeavesTheOutcomeOpen();
    void keepsTheRuleThroughACrash();
    void cutAtEveryByte();
    void garbage_data();
    void garbage();
    void beginsANewFileAtTheBound();
    void isRefusedWhereNoNewFileCanBegin();
    void unreadable();
    void savesATable();
    void aTableThatCannotBeSaved();
};

void TestDeletionLog::isWrittenBeforeAnythingIsSent()
{
    LogBench bench;
    QList<QStringList> seen;
    bench.api.beforeAnswer = [&](const FakeChatApi::Call &) { seen << outcomesOf(bench.content()); };
    bench.commit(bench.rows(1, 2));
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(seen, (QList<QStringList>{{u"sent"_s}, {u"sent"_s, u"deleted"_s, u"sent"_s}}));
    QCOMPARE(outcomesOf(bench.content()), (QStringList{u"sent"_s, u"deleted"_s, u"sent"_s, u"deleted"_s}));
}

void TestDeletionLog::holdsWhatItSaysAndNoMore()
{
    LogBench bench;
    bench.api.projectData[project].conversations[0].name = u"A visitor's first words"_s;
    const QList<Conversation> rows = bench.rows(1, 20);
    bench.commit(rows);
    QTRY_COMPARE(bench.reports.size(), 1);
    const QStringList known{u"action"_s, u"by"_s,      u"conversation"_s, u"outcome"_s, u"project"_s,
                            u"server"_s, u"session"_s, u"status"_s,       u"time"_s,    u"user"_s};
    for (const QJsonObject &line : linesOf(bench.content())) {
        for (const QString &key : line.keys())
            QVERIFY2(known.contains(key), qPrintable(key));
        QCOMPARE(line[u"action"].toString(), u"delete"_s);
        QVERIFY(line[u"time"].toString().endsWith(u'Z'));
    }
    for (const Conversation &row : rows)
        QVERIFY2(!bench.content().contains(row.name.toUtf8()), qPrintable(row.name));
    const Record last = bench.record();
    QCOMPARE(last.at, bench.clock.nowUtc());
    QCOMPARE(last.settledAt, bench.clock.nowUtc());
    QCOMPARE(last.account, (Account{server, me}));
    QCOMPARE(last.project, project);
    QCOMPARE(last.session, session(20));
    QCOMPARE(last.conversation, ConversationId{20});
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(QFileInfo(bench.path()).permissions() & others));
}

void TestDeletionLog::saysWhoChose()
{
    LogBench bench;
    bench.service->remove(project, bench.rows(1, 1), DeletionService::Care::AsSeen, {},
                          u"Older than a year"_s);
    bench.clock.advance(DeletionService::undoWindow);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.record().rule, u"Older than a year"_s);
    QCOMPARE(linesOf(bench.content()).first()[u"by"].toString(), u"rule"_s);
    bench.commit(bench.rows(2, 2));
    QTRY_COMPARE(bench.reports.size(), 2);
    QCOMPARE(bench.record().rule, QString());
    QCOMPARE(linesOf(bench.content()).last()[u"by"].toString(), u"person"_s);
}

void TestDeletionLog::tellsEveryOutcome_data()
{
    QTest::addColumn<Error>("error");
    QTest::addColumn<bool>("done"); // at the server all the same
    QTest::addColumn<bool>("readable");
    QTest::addColumn<Outcome>("outcome");
    QTest::addColumn<int>("status");
    QTest::newRow("500, still there")
        << errorOf(ErrorKind::Server, 500) << false << true << Outcome::Failed << 500;
    QTest::newRow("500, gone") << errorOf(ErrorKind::Server, 500) << true << true << Outcome::Deleted << 500;
    QTest::newRow("500, not readable")
        << errorOf(ErrorKind::Server, 500) << false << false << Outcome::Unclear << 500;
    QTest::newRow("422") << errorOf(ErrorKind::Validation, 422) << false << true << Outcome::Failed << 422;
    QTest::newRow("403") << errorOf(ErrorKind::Forbidden, 403) << false << true << Outcome::Failed << 403;
    QTest::newRow("401") << errorOf(ErrorKind::Unauthorised, 401) << false << true << Outcome::Failed << 401;
    QTest::newRow("404") << errorOf(ErrorKind::NotFound, 404) << true << true << Outcome::AlreadyGone << 404;
    QTest::newRow("lost, still there")
        << errorOf(ErrorKind::Timeout) << false << true << Outcome::Failed << 0;
    QTest::newRow("lost, gone") << errorOf(ErrorKind::Unclear) << true << true << Outcome::Deleted << 0;
    QTest::newRow("lost, not readable")
        << errorOf(ErrorKind::Unclear) << true << false << Outcome::Unclear << 0;
}

void TestDeletionLog::tellsEveryOutcome()
{
    QFETCH(const Error, error);
    QFETCH(const bool, done);
    QFETCH(const bool, readable);
    QFETCH(const Outcome, outcome);
    QFETCH(const int, status);
    LogBench bench;
    bench.api.failSession(session(3), error, Method::DeleteConversation, done);
    if (!readable)
        bench.api.failSession(session(3), errorOf(ErrorKind::Server, 503), Method::Messages);
    bench.commit(bench.rows(3, 3));
    QTRY_COMPARE(bench.reports.size(), 1);
    const QList<Record> records = bench.records();
    QCOMPARE(records.size(), 1);
    QCOMPARE(records.first().outcome, outcome);
    QCOMPARE(records.first().httpStatus, status);
    QCOMPARE(outcomesOf(bench.content()).size(), 2);
}

/// One record for each DELETE, in their order, and none that claims more than the service knows.
void TestDeletionLog::tellsWhatTheServiceHasSeen()
{
    LogBench bench;
    const auto rows = bench.rows(1, 12);
    bench.api.failSession(session(3), errorOf(ErrorKind::Server, 500));
    bench.api.removeConversation({project, session(7)});
    bench.api.failSession(session(9), errorOf(ErrorKind::Timeout));
    bench.api.failSession(session(12), errorOf(ErrorKind::Unclear), Method::DeleteConversation, true);
    bench.commit(rows);
    QTRY_COMPARE(bench.reports.size(), 1);
    QList<SessionId> sent;
    for (const auto &call : bench.api.callsTo(Method::DeleteConversation))
        sent.prepend(call.session);
    QList<SessionId> logged;
    for (const Record &record : bench.records()) {
        logged << record.session;
        const bool isThere = bench.api.findConversation({project, record.session}) != nullptr;
        const bool isCalledGone =
            record.outcome == Outcome::Deleted || record.outcome == Outcome::AlreadyGone;
        QVERIFY(isThere ? record.outcome == Outcome::Failed : isCalledGone);
        QCOMPARE(record.outcome == Outcome::AlreadyGone, record.session == session(7));
    }
    QCOMPARE(logged, sent);
    QCOMPARE(logged.size(), 12);
}

void TestDeletionLog::learnsLaterWhatWasUnclear()
{
    LogBench bench;
    for (int number = 1; number <= 3; ++number) {
        bench.api.failSession(session(number), errorOf(ErrorKind::Server, 503), Method::DeleteConversation,
                              number == 1);
        bench.api.failSession(session(number), errorOf(ErrorKind::Server, 503), Method::Messages);
    }
    bench.commit(bench.rows(1, 3));
    QTRY_COMPARE(bench.reports.size(), 1);
    for (const Record &record : bench.records())
        QCOMPARE(record.outcome, Outcome::Unclear);
    for (int number = 1; number <= 3; ++number)
        bench.api.healSession(session(number));
    bench.api.addMessages({project, session(3)}, 1);
    bench.api.projectData[project].messages[session(3)].last().createdAt = bench.clock.nowUtc();
    bench.clock.advance(1h);
    bench.service->retry(bench.reports.first());
    QTRY_COMPARE(bench.reports.size(), 2);
    const QList<Record> records = bench.records();
    QCOMPARE(records.size(), 5);
    // The first was gone and was not sent again: its own DELETE did it.
    QCOMPARE(records[4].session, session(1));
    QCOMPARE(records[4].outcome, Outcome::Deleted);
    QCOMPARE(records[4].httpStatus, 503);
    QCOMPARE(records[4].settledAt, bench.clock.nowUtc());
    // The second was sent again, which says nothing of the first time.
    QCOMPARE(records[3].session, session(2));
    QCOMPARE(records[3].outcome, Outcome::Unclear);
    // The third was kept, and of its DELETE no more is known than before.
    QCOMPARE(records[2].session, session(3));
    QCOMPARE(records[2].outcome, Outcome::Unclear);
    QSet<Outcome> again;
    for (const Record &record : {records[0], records[1]})
        again.insert(record.outcome);
    QCOMPARE(again, (QSet{Outcome::Deleted, Outcome::Changed}));
}

void TestDeletionLog::whatWasNeverSent()
{
    LogBench bench;
    bench.service->remove(project, bench.rows(1, 3));
    QVERIFY(bench.service->undo());
    bench.clock.advance(1min);
    QCOMPARE(bench.content(), QByteArray());

    const auto rows = bench.rows(1, 3);
    bench.api.removeConversation({project, session(1)});
    bench.api.projectData[project].conversations[1].name = u"Another name"_s; // of 3, after the choice
    QVERIFY(bench.api.findConversation({project, session(3)})->name == u"Another name"_s);
    bench.api.failSession(session(2), errorOf(ErrorKind::Server, 500), Method::Messages);
    bench.service->remove(project, rows, DeletionService::Care::LookAgain);
    bench.clock.advance(DeletionService::undoWindow);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.deletes(), 0);
    QCOMPARE(outcomesOf(bench.content()), (QStringList{u"already gone"_s, u"kept, changed"_s}));
    const QList<Record> records = bench.records();
    QCOMPARE(records.size(), 2);
    QCOMPARE(records[0].session, session(3));
    QCOMPARE(records[0].outcome, Outcome::Changed);
    QCOMPARE(records[1].session, session(1));
    QCOMPARE(records[1].outcome, Outcome::AlreadyGone);
    QVERIFY(!bench.content().contains("Another name"));
}

void TestDeletionLog::takenBackBeforeItLeft()
{
    LogBench bench;
    bench.api.callsWait = true;
    bench.api.hold(true);
    bench.commit(bench.rows(1, 4));
    QCOMPARE(bench.record().outcome, Outcome::Sent);
    bench.service->cancelRun();
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.stateOf(1), State::Planned);
    QCOMPARE(bench.records().size(), 1);
    QCOMPARE(bench.record().outcome, Outcome::Withdrawn);
}

void TestDeletionLog::refusedWhereItCannotBeWritten()
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
void TestDeletionLog::aFullDiskStopsTheRun()
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

void TestDeletionLog::outcomesOfAFullDiskAreWrittenLater()
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

void TestDeletionLog::aCrashLeavesTheOutcomeOpen()
{
    LogBench bench;
    bench.api.hold(true);
    bench.commit(bench.rows(1, 3));
    bench.service.reset();  // the program ends
    bench.api.releaseAll(); // and the request reaches the server
    bench.api.hold(false);
    QVERIFY(!bench.api.findConversation({project, session(1)}));
    QCOMPARE(bench.records().size(), 1);
    QCOMPARE(bench.record().outcome, Outcome::Sent);
    QVERIFY(!bench.record().settledAt.isValid());

    DeletionService next(bench.api, bench.journal, bench.log, bench.clock);
    next.setAccount({server, me});
    QSignalSpy finished(&next, &DeletionService::finished);
    bench.clock.advance(1h);
    next.retry(next.leftovers().value(0));
    QTRY_COMPARE(finished.count(), 1);
    const QList<Record> records = bench.records();
    QCOMPARE(records.size(), 3); // one DELETE for each
    QCOMPARE(records[2].session, session(1));
    QCOMPARE(records[2].outcome, Outcome::Deleted);
    QCOMPARE(records[2].at.secsTo(records[2].settledAt), 3600);
}

void TestDeletionLog::keepsTheRuleThroughACrash()
{
    LogBench bench;
    bench.api.hold(true);
    bench.service->remove(project, bench.rows(1, 2), DeletionService::Care::AsSeen, {}, u"Stale"_s);
    bench.service->remove(project, bench.rows(5, 6));
    bench.service->commitWaiting();
    bench.clock.advance(1s);
    QVERIFY(bench.journal.plan(project, bench.rows(5, 6))); // the second batch had begun as well
    bench.service.reset();
    bench.api.releaseAll();
    bench.api.hold(false);
    DeletionService next(bench.api, bench.journal, bench.log, bench.clock);
    next.setAccount({server, me});
    const QList<DeletionReport> left = next.leftovers();
    QCOMPARE(left.size(), 2); // what a rule chose is not asked about as if a person had
    QSignalSpy finished(&next, &DeletionService::finished);
    for (const DeletionReport &report : left)
        next.retry(report);
    QTRY_COMPARE(finished.count(), 2);
    const QList<Record> records = bench.records();
    QCOMPARE(records.size(), 4);
    for (const Record &record : records) {
        const bool byRule = record.session == session(1) || record.session == session(2);
        QCOMPARE(record.rule, byRule ? u"Stale"_s : QString());
    }
}

/// As a machine that lost its power leaves it: no outcome that was not written, and the file can be used on.
void TestDeletionLog::cutAtEveryByte()
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

void TestDeletionLog::garbage_data()
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

void TestDeletionLog::garbage()
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
void TestDeletionLog::beginsANewFileAtTheBound()
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

void TestDeletionLog::isRefusedWhereNoNewFileCanBegin()
{
    LogBench bench;
    QVERIFY(QDir().mkpath(bench.path() + u".old/in the way"_s));
    setContent(bench.path(), QByteArray(DeletionLog::maxFileSize, '\n'));
    bench.commit(bench.rows(1, 3));
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.deletes(), 0);
    QVERIFY(DeletionLog::isUnwritable(*bench.reports.first().reason));
}

void TestDeletionLog::unreadable()
{
    LogBench bench;
    QVERIFY(bench.records().isEmpty()); // nothing was ever deleted
    QVERIFY(QDir().mkpath(bench.path()));
    const auto future = bench.log.read();
    QTRY_VERIFY(future.isFinished());
    QVERIFY(!future.result());
    QCOMPARE(future.result().error().kind, ErrorKind::Storage);
}

void TestDeletionLog::savesATable()
{
    LogBench bench;
    bench.service->remove(project, bench.rows(1, 1), DeletionService::Care::AsSeen, {},
                          u"=HYPERLINK(\"https://evil.example\")"_s);
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

void TestDeletionLog::aTableThatCannotBeSaved()
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

QTEST_GUILESS_MAIN(TestDeletionLog)
#include "tst_deletionlog.moc"
