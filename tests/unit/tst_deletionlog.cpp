// SPDX-License-Identifier: GPL-3.0-or-later
#include "deletionlogbench.h"

using namespace confab;
using namespace confab::bench;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// What the log says of each deletion, against what the service has seen.
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
    void aCrashLeavesTheOutcomeOpen();
    void keepsTheRuleThroughACrash();
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
    bench.removeByRule(bench.rows(1, 1), u"Older than a year"_s);
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
    QCOMPARE(records.size(), 4);
    // The first was gone and was not sent again: its own DELETE did it.
    QCOMPARE(records[3].session, session(1));
    QCOMPARE(records[3].outcome, Outcome::Deleted);
    QCOMPARE(records[3].httpStatus, 503);
    QCOMPARE(records[3].settledAt, bench.clock.nowUtc());
    // The second was sent again, which says nothing of the first time.
    QCOMPARE(records[2].session, session(2));
    QCOMPARE(records[2].outcome, Outcome::Unclear);
    // The third was found changed, and so it is there: its DELETE did nothing.
    QCOMPARE(records[1].session, session(3));
    QCOMPARE(records[1].outcome, Outcome::Failed);
    QCOMPARE(records[0].session, session(2));
    QCOMPARE(records[0].outcome, Outcome::Deleted);
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
    bench.removeByRule(bench.rows(1, 2), u"Stale"_s);
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

QTEST_GUILESS_MAIN(TestDeletionLog)
#include "tst_deletionlog.moc"
