// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/fakechatapi.h"
#include "fakes/manualclock.h"
#include "services/deletionjournal.h"
#include "services/deletionservice.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using End = DeletionReport::End;
using Method = FakeChatApi::Method;
using State = DeletionItem::State;

namespace {

const ProjectId project{7};

SessionId session(qint64 number)
{
    return FakeChatApi::session(number);
}

Error errorOf(ErrorKind kind, int status = 0)
{
    return FakeChatApi::httpError(kind, status, u"What the server said"_s);
}

/// The service with a journal of its own in a folder that goes with it.
struct Bench
{
    explicit Bench(int count = 20)
    {
        api.addProject(project.value, count);
        QObject::connect(service.get(), &DeletionService::finished, service.get(),
                         [this](const DeletionReport &report) { reports.append(report); });
    }
    [[nodiscard]] QList<Conversation> rows(int from, int to) const
    {
        QList<Conversation> result;
        for (int number = from; number <= to; ++number)
            result.append(*api.findConversation({project, session(number)}));
        return result;
    }
    /// Removes them and lets the undo window pass.
    void commit(const QList<Conversation> &conversations, ProjectId of = project)
    {
        service->remove(of, conversations);
        clock.advance(DeletionService::undoWindow);
    }
    [[nodiscard]] int deletes() const { return api.count(Method::DeleteConversation); }
    [[nodiscard]] QSet<SessionId> deleteSessions() const
    {
        QSet<SessionId> result;
        for (const auto &call : api.callsTo(Method::DeleteConversation))
            result.insert(call.session);
        return result;
    }
    [[nodiscard]] State stateOf(int number) const
    {
        for (const auto &item : reports.last().items) {
            if (item.conversation.session == session(number))
                return item.state;
        }
        return State::Sent;
    }
    [[nodiscard]] qsizetype left() const { return api.projectData[project].conversations.size(); }

    QTemporaryDir folder;
    FakeChatApi api;
    ManualClock clock;
    DeletionJournal journal{folder.filePath(u"deletions.jsonl"_s)};
    std::unique_ptr<DeletionService> service = std::make_unique<DeletionService>(api, journal, clock);
    QList<DeletionReport> reports;
};

} // namespace

class TestDeletionService : public QObject
{
    Q_OBJECT

private slots:
    void hundredWithHundredCalls();
    void firstGoesAloneThenTwo();
    void undoInTime();
    void undoTakesTheNewest();
    void quitWhileWaiting();
    void commitWaitingEndsTheWindows();
    void idsAreFrozen();
    void anotherProjectsRowIsNotSent();
    void partialFailures();
    void provesByReading_data();
    void provesByReading();
    void goneOnlyWhileTheProjectAnswers();
    void projectGoneStops_data();
    void projectGoneStops();
    void projectAskedOnce();
    void stops_data();
    void stops();
    void fiveFailuresInRowStop();
    void failuresApartDoNotStop();
    void signInAndRetry();
    void cancelReportsWhatIsInFlight();
    void cancelSendsNoLookUp();
    void cancelTakesTheQueueToo();
    void retryOnlyWhatIsLeft();
    void batchesQueueUp();
    void journalUnwritable();
    void journalLostInMidRun();
    void crashAtEveryStep();
    void leftoverIsAsked();
    void leftoverUnknownIsLookedUpFirst();
    void dismissed();
    void credentialsChange();
    void destroyedInFlight();
    void slotMayCallBack();
};

void TestDeletionService::hundredWithHundredCalls()
{
    Bench bench(120);
    QSignalSpy started(bench.service.get(), &DeletionService::runStarted);
    QSignalSpy progress(bench.service.get(), &DeletionService::progress);
    bench.commit(bench.rows(11, 110));
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.api.calls.size(), 100);
    QCOMPARE(bench.deletes(), 100);
    QCOMPARE(bench.left(), 20);
    QVERIFY(bench.reports.first().isClean());
    QCOMPARE(bench.reports.first().end, End::Completed);
    QCOMPARE(bench.reports.first().count(State::Deleted), 100);
    QCOMPARE(started.count(), 1);
    QCOMPARE(progress.count(), 100);
    QCOMPARE(progress.last(), (QVariantList{100, 100}));
    QVERIFY(!bench.service->isRunning());
    QVERIFY(!QFile::exists(bench.folder.filePath(u"deletions.jsonl"_s)));
}

void TestDeletionService::firstGoesAloneThenTwo()
{
    Bench bench;
    bench.api.hold(true);
    bench.commit(bench.rows(1, 10));
    QCOMPARE(bench.deletes(), 1);
    QVERIFY(bench.api.releaseNext());
    QTRY_COMPARE(bench.deletes(), 3);
    QCOMPARE(bench.service->runningLeft(), 9);
    bench.api.hold(false);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.api.maxInFlight(), 2);
}

void TestDeletionService::undoInTime()
{
    Bench bench;
    QSignalSpy undone(bench.service.get(), &DeletionService::undone);
    const auto rows = bench.rows(3, 5);
    bench.service->remove(project, rows);
    QCOMPARE(bench.service->waitingCount(), 3);
    bench.clock.advance(9'900ms);
    QVERIFY(bench.service->undo());
    QCOMPARE(undone.count(), 1);
    QCOMPARE(undone[0][0].value<QList<Conversation>>(), rows);
    QCOMPARE(bench.service->waitingCount(), 0);
    bench.clock.advance(60s);
    QCoreApplication::processEvents();
    QCOMPARE(bench.api.calls.size(), 0);
    QVERIFY(!bench.service->undo());
    QCOMPARE(bench.reports.size(), 0);
    // One tick later it would have been too late.
    bench.service->remove(project, rows);
    bench.clock.advance(10s);
    QVERIFY(!bench.service->undo());
    QTRY_COMPARE(bench.left(), 17);
}

void TestDeletionService::undoTakesTheNewest()
{
    Bench bench;
    QSignalSpy undone(bench.service.get(), &DeletionService::undone);
    bench.service->remove(project, bench.rows(1, 2));
    bench.clock.advance(4s);
    bench.service->remove(project, bench.rows(3, 5));
    QCOMPARE(bench.service->waitingCount(), 5);
    QVERIFY(bench.service->undo());
    QCOMPARE(undone[0][0].value<QList<Conversation>>(), bench.rows(3, 5));
    QCOMPARE(bench.service->waitingCount(), 2);
    bench.service->remove(project, bench.rows(6, 6));
    // Each has its own ten seconds: the first two go now, the other four seconds later.
    bench.clock.advance(6s);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.left(), 18);
    QCOMPARE(bench.service->waitingCount(), 1);
    bench.clock.advance(4s);
    QTRY_COMPARE(bench.reports.size(), 2);
    QCOMPARE(bench.deleteSessions(), (QSet{session(1), session(2), session(6)}));
}

void TestDeletionService::quitWhileWaiting()
{
    Bench bench;
    bench.service->remove(project, bench.rows(1, 5));
    bench.clock.advance(5s);
    bench.service.reset();
    QVERIFY(QDir(bench.folder.path()).isEmpty());
    bench.clock.advance(60s);
    // The next start.
    DeletionJournal journal(bench.folder.filePath(u"deletions.jsonl"_s));
    DeletionService service(bench.api, journal, bench.clock);
    QVERIFY(!service.leftover());
    bench.clock.advance(60s);
    QCoreApplication::processEvents();
    QCOMPARE(bench.api.calls.size(), 0);
    QCOMPARE(bench.left(), 20);
}

void TestDeletionService::commitWaitingEndsTheWindows()
{
    Bench bench;
    QSignalSpy undone(bench.service.get(), &DeletionService::undone);
    bench.service->remove(project, bench.rows(1, 2));
    bench.service->remove(project, bench.rows(3, 3));
    bench.service->commitWaiting();
    QCOMPARE(bench.service->waitingCount(), 0);
    QVERIFY(bench.service->isRunning());
    QTRY_COMPARE(bench.reports.size(), 2);
    QCOMPARE(bench.left(), 17);
    bench.clock.advance(60s);
    QCOMPARE(bench.deletes(), 3);

    bench.service->remove(project, bench.rows(4, 5));
    bench.service->remove(project, bench.rows(6, 6));
    bench.service->keepWaiting();
    QCOMPARE(undone.count(), 1);
    QCOMPARE(undone[0][0].value<QList<Conversation>>(), bench.rows(4, 6));
    bench.clock.advance(60s);
    QCoreApplication::processEvents();
    QCOMPARE(bench.deletes(), 3);
    QCOMPARE(bench.reports.size(), 2);
}

void TestDeletionService::idsAreFrozen()
{
    Bench bench;
    auto rows = bench.rows(1, 3);
    const auto twice = rows + rows;
    bench.service->remove(project, twice);
    QCOMPARE(bench.service->waitingCount(), 3);
    bench.service->remove(project, rows); // They wait already.
    QCOMPARE(bench.service->waitingCount(), 3);
    rows.append(bench.rows(4, 4));
    // What any filter would show by now makes no difference.
    bench.api.addConversation(project, rows.first().name);
    bench.api.projectData[project].conversations.first().name = u"Renamed meanwhile"_s;
    bench.clock.advance(10s);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.deleteSessions(), (QSet{session(1), session(2), session(3)}));
    QCOMPARE(bench.deletes(), 3);
}

void TestDeletionService::anotherProjectsRowIsNotSent()
{
    Bench bench;
    auto rows = bench.rows(1, 2);
    rows.first().project = ProjectId{8};
    bench.commit(rows);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.stateOf(1), State::Failed);
    QCOMPARE(bench.stateOf(2), State::Deleted);
    QCOMPARE(bench.deleteSessions(), QSet{session(2)});
}

void TestDeletionService::partialFailures()
{
    Bench bench;
    const auto rows = bench.rows(1, 15);
    bench.api.failSession(session(3), errorOf(ErrorKind::Server, 500));
    bench.api.removeConversation({project, session(7)});
    bench.api.failSession(session(9), errorOf(ErrorKind::Timeout)); // Not done.
    bench.api.failSession(session(12), errorOf(ErrorKind::Unclear), Method::DeleteConversation,
                          true); // Done.
    bench.commit(rows);
    QTRY_COMPARE(bench.reports.size(), 1);
    const DeletionReport &report = bench.reports.first();
    QCOMPARE(report.end, End::Completed);
    QVERIFY(!report.isClean());
    for (int number = 1; number <= 15; ++number) {
        const State expected = number == 3 || number == 9 ? State::Failed
                               : number == 7              ? State::AlreadyGone
                                                          : State::Deleted;
        QCOMPARE(bench.stateOf(number), expected);
        QCOMPARE(report.items[number - 1].error.has_value(), expected == State::Failed);
    }
    QCOMPARE(*report.items[2].error, errorOf(ErrorKind::Server, 500));
    QCOMPARE(*report.items[8].error, errorOf(ErrorKind::Timeout));
    QCOMPARE(report.remaining().size(), 2);
    // Nothing was sent twice; two look-ups, one question for the project.
    QCOMPARE(bench.deletes(), 15);
    QCOMPARE(bench.api.count(Method::Messages), 2);
    QCOMPARE(bench.api.count(Method::Project), 1);
    QVERIFY(!bench.service->leftover());
}

void TestDeletionService::provesByReading_data()
{
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<bool>("done");
    QTest::addColumn<bool>("readable");
    QTest::addColumn<State>("state");
    for (const auto &[name, kind] : {std::pair{"unclear", ErrorKind::Unclear},
                                     {"timeout", ErrorKind::Timeout},
                                     {"offline", ErrorKind::Offline},
                                     {"bad reply", ErrorKind::BadResponse}}) {
        QTest::addRow("%s, done", name) << kind << true << true << State::Deleted;
        QTest::addRow("%s, not done", name) << kind << false << true << State::Failed;
        QTest::addRow("%s, not readable", name) << kind << true << false << State::Unknown;
    }
}

void TestDeletionService::provesByReading()
{
    QFETCH(ErrorKind, kind);
    QFETCH(bool, done);
    QFETCH(bool, readable);
    QFETCH(State, state);
    Bench bench;
    const auto rows = bench.rows(1, 3);
    bench.api.failSession(session(2), errorOf(kind), Method::DeleteConversation, done);
    if (!readable)
        bench.api.failSession(session(2), errorOf(ErrorKind::Server, 502), Method::Messages);
    bench.commit(rows);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.stateOf(2), state);
    QCOMPARE(bench.deletes(), 3);
    QCOMPARE(bench.reports.first().count(State::Deleted), state == State::Deleted ? 3 : 2);
    // What stays uncertain is still there at the next start.
    QCOMPARE(bench.service->leftover().has_value(), state == State::Unknown);
}

void TestDeletionService::goneOnlyWhileTheProjectAnswers()
{
    Bench bench;
    const auto rows = bench.rows(1, 3);
    bench.api.removeConversation({project, session(1)});
    bench.commit(rows);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.stateOf(1), State::AlreadyGone);
    QVERIFY(bench.reports.first().isClean());
    QCOMPARE(bench.api.count(Method::Project), 1);
}

void TestDeletionService::projectGoneStops_data()
{
    QTest::addColumn<int>("failure");
    QTest::addColumn<End>("end");
    QTest::newRow("gone") << static_cast<int>(ErrorKind::NotFound) << End::Stopped;
    QTest::newRow("forbidden") << static_cast<int>(ErrorKind::Forbidden) << End::Stopped;
    QTest::newRow("silent") << static_cast<int>(ErrorKind::Timeout) << End::Stopped;
    QTest::newRow("key refused") << static_cast<int>(ErrorKind::Unauthorised) << End::SignInNeeded;
}

void TestDeletionService::projectGoneStops()
{
    QFETCH(int, failure);
    QFETCH(End, end);
    Bench bench;
    const auto rows = bench.rows(1, 20);
    bench.api.projectData.remove(project);
    bench.api.failNext(Method::Project, errorOf(static_cast<ErrorKind>(failure)));
    bench.commit(rows);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.deletes(), 1);
    QCOMPARE(bench.reports.first().end, end);
    QCOMPARE(bench.reports.first().reason->kind, static_cast<ErrorKind>(failure));
    QCOMPARE(bench.reports.first().count(State::Deleted), 0);
    QCOMPARE(bench.reports.first().count(State::AlreadyGone), 0);
    QCOMPARE(bench.reports.first().remaining().size(), 20);
}

void TestDeletionService::projectAskedOnce()
{
    Bench bench;
    const auto rows = bench.rows(1, 20);
    for (int number = 1; number <= 20; ++number)
        bench.api.removeConversation({project, session(number)});
    bench.commit(rows);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.reports.first().count(State::AlreadyGone), 20);
    QCOMPARE(bench.api.count(Method::Project), 1);
    QCOMPARE(bench.deletes(), 20);
}

void TestDeletionService::stops_data()
{
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<End>("end");
    QTest::addColumn<State>("state");
    QTest::newRow("401") << ErrorKind::Unauthorised << End::SignInNeeded << State::Planned;
    QTest::newRow("403") << ErrorKind::Forbidden << End::Stopped << State::Failed;
    QTest::newRow("certificate") << ErrorKind::Tls << End::Stopped << State::Failed;
}

void TestDeletionService::stops()
{
    QFETCH(ErrorKind, kind);
    QFETCH(End, end);
    QFETCH(State, state);
    Bench bench;
    bench.api.hold(true);
    bench.api.failSession(session(5), errorOf(kind, 400));
    bench.commit(bench.rows(1, 20));
    int atEvent = 0;
    bench.api.beforeAnswer = [&](const FakeChatApi::Call &call) {
        if (call.session == session(5))
            atEvent = static_cast<int>(bench.api.calls.size());
    };
    bench.api.hold(false);
    QTRY_COMPARE(bench.reports.size(), 1);
    const DeletionReport &report = bench.reports.first();
    QCOMPARE(report.end, end);
    QCOMPARE(report.reason->kind, kind);
    QCOMPARE(bench.stateOf(5), state);
    // Of what was sent after the event there is nothing but the one that was in flight beside it.
    QVERIFY(atEvent > 0 && bench.api.calls.size() - atEvent <= 1);
    QCOMPARE(report.count(State::Sent), 0);
    QCOMPARE(report.count(State::Deleted) + report.count(State::Failed) + report.count(State::Planned), 20);
    QCOMPARE(20 - bench.left(), report.count(State::Deleted));
    // What was not done is offered again after a restart.
    QVERIFY(bench.service->leftover());
    QCOMPARE(bench.service->leftover()->items.size(), report.count(State::Planned));
}

void TestDeletionService::fiveFailuresInRowStop()
{
    Bench bench;
    for (int number = 3; number <= 20; ++number)
        bench.api.failSession(session(number), errorOf(ErrorKind::Server, 503));
    bench.commit(bench.rows(1, 20));
    QTRY_COMPARE(bench.reports.size(), 1);
    const DeletionReport &report = bench.reports.first();
    QCOMPARE(report.end, End::Stopped);
    QCOMPARE(report.reason->httpStatus, 503);
    QVERIFY(bench.deletes() <= 2 + 5 + 1);
    QCOMPARE(report.count(State::Deleted), 2);
    QVERIFY(report.count(State::Failed) >= 5);
}

void TestDeletionService::failuresApartDoNotStop()
{
    Bench bench;
    for (int number = 1; number <= 20; ++number) {
        if (number % 5 != 0)
            bench.api.failSession(session(number), errorOf(ErrorKind::RateLimited, 429));
    }
    bench.commit(bench.rows(1, 20));
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.reports.first().end, End::Completed);
    QCOMPARE(bench.reports.first().count(State::Failed), 16);
    QCOMPARE(bench.reports.first().count(State::Deleted), 4);
}

void TestDeletionService::signInAndRetry()
{
    Bench bench;
    bench.api.failSession(session(5), errorOf(ErrorKind::Unauthorised, 401));
    bench.service->remove(project, bench.rows(1, 10));
    bench.service->remove(project, bench.rows(11, 12));
    bench.service->commitWaiting();
    QTRY_COMPARE(bench.reports.size(), 2);
    // The batch behind would have met the same refusal.
    QCOMPARE(bench.reports[1].end, End::SignInNeeded);
    QCOMPARE(bench.reports[1].count(State::Planned), 2);
    QVERIFY(!bench.service->isRunning());
    bench.api.healSession(session(5));
    const auto reports = bench.reports;
    for (const auto &report : reports)
        bench.service->retry(report);
    QTRY_COMPARE(bench.reports.size(), 4);
    QVERIFY(bench.reports[2].isClean() && bench.reports[3].isClean());
    QCOMPARE(bench.left(), 8);
    QCOMPARE(bench.deletes(), 13); // Twelve, and the refused one again.
    QVERIFY(!bench.service->leftover());
}

void TestDeletionService::cancelReportsWhatIsInFlight()
{
    Bench bench;
    const auto rows = bench.rows(1, 10);
    bench.api.hold(true);
    bench.commit(rows);
    QVERIFY(bench.api.releaseNext());
    QTRY_COMPARE(bench.deletes(), 3);
    bench.service->cancelRun();
    QCOMPARE(bench.reports.size(), 0);
    bench.api.hold(false);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.deletes(), 3);
    QCOMPARE(bench.reports.first().end, End::Cancelled);
    QCOMPARE(bench.reports.first().count(State::Deleted), 3);
    QCOMPARE(bench.reports.first().count(State::Planned), 7);
    QCOMPARE(bench.left(), 17);
    // The person has decided: it is not brought up again.
    QVERIFY(!bench.service->leftover());
    bench.service->cancelRun();
    QCOMPARE(bench.reports.size(), 1);
}

void TestDeletionService::cancelSendsNoLookUp()
{
    Bench bench;
    bench.api.failSession(session(1), errorOf(ErrorKind::Timeout));
    bench.api.hold(true);
    bench.commit(bench.rows(1, 10));
    bench.service->cancelRun();
    bench.api.hold(false);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.api.calls.size(), 1);
    QCOMPARE(bench.stateOf(1), State::Unknown);
    QCOMPARE(bench.service->leftover()->items.size(), 1);
}

void TestDeletionService::cancelTakesTheQueueToo()
{
    Bench bench;
    bench.api.hold(true);
    bench.service->remove(project, bench.rows(1, 2));
    bench.service->remove(project, bench.rows(3, 4));
    bench.service->commitWaiting();
    QCOMPARE(bench.service->runningLeft(), 4);
    bench.service->cancelRun();
    bench.api.hold(false);
    QTRY_COMPARE(bench.reports.size(), 2);
    QVERIFY(!bench.service->isRunning());
    QCOMPARE(bench.deletes(), 1);
}

void TestDeletionService::retryOnlyWhatIsLeft()
{
    Bench bench;
    const auto rows = bench.rows(1, 10);
    bench.api.failSession(session(3), errorOf(ErrorKind::Server, 500));
    bench.api.failSession(session(4), errorOf(ErrorKind::Timeout), Method::DeleteConversation, true);
    bench.api.failSession(session(4), errorOf(ErrorKind::Timeout), Method::Messages);
    bench.commit(rows);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.stateOf(4), State::Unknown);
    bench.api.healSession(session(3));
    bench.api.healSession(session(4));
    QSignalSpy started(bench.service.get(), &DeletionService::runStarted);
    const DeletionReport first = bench.reports.first();
    bench.service->retry(first);
    QTRY_COMPARE(bench.reports.size(), 2);
    QCOMPARE(started[0][0].toInt(), 2);
    QCOMPARE(bench.stateOf(3), State::Deleted);
    QCOMPARE(bench.stateOf(4), State::Deleted);
    // The uncertain one was found gone by reading; only the other was sent again.
    QCOMPARE(bench.deletes(), 11);
    QVERIFY(!bench.service->leftover());
    bench.service->retry(bench.reports.last());
    QVERIFY(!bench.service->isRunning());
}

void TestDeletionService::batchesQueueUp()
{
    Bench bench;
    const ProjectId other = bench.api.addProject(8, 3);
    auto others = bench.api.projectData[other].conversations;
    for (int i = 0; i < others.size(); ++i) // Sessions are unique across projects.
        others[i].session = bench.api.projectData[other].conversations[i].session = session(100 + i);
    QStringList order;
    connect(bench.service.get(), &DeletionService::runStarted, this,
            [&](int count) { order.append(u"start %1"_s.arg(count)); });
    connect(bench.service.get(), &DeletionService::finished, this,
            [&](const DeletionReport &report) { order.append(u"end %1"_s.arg(report.project.value)); });
    bench.service->remove(project, bench.rows(1, 5));
    bench.service->remove(other, others);
    bench.service->commitWaiting();
    QTRY_COMPARE(bench.reports.size(), 2);
    QCOMPARE(order, (QStringList{u"start 5"_s, u"end 7"_s, u"start 3"_s, u"end 8"_s}));
    QCOMPARE(bench.api.projectData[other].conversations.size(), 0);
    QCOMPARE(bench.api.maxInFlight(), 2);
}

void TestDeletionService::journalUnwritable()
{
    Bench bench;
    QFile file(bench.folder.filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    DeletionJournal journal(bench.folder.filePath(u"file/deletions.jsonl"_s));
    DeletionService service(bench.api, journal, bench.clock);
    QSignalSpy finished(&service, &DeletionService::finished);
    service.remove(project, bench.rows(1, 5));
    bench.clock.advance(10s);
    QTRY_COMPARE(finished.count(), 1);
    const auto report = finished[0][0].value<DeletionReport>();
    QCOMPARE(report.end, End::Stopped);
    QCOMPARE(report.reason->kind, ErrorKind::Storage);
    QCOMPARE(report.count(State::Planned), 5);
    QCoreApplication::processEvents();
    QCOMPARE(bench.api.calls.size(), 0);
}

void TestDeletionService::journalLostInMidRun()
{
    Bench bench;
    bench.api.beforeAnswer = [&](const FakeChatApi::Call &call) {
        if (call.session == session(4))
            QFile::remove(bench.folder.filePath(u"deletions.jsonl"_s));
    };
    bench.commit(bench.rows(1, 20));
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.reports.first().end, End::Stopped);
    QCOMPARE(bench.reports.first().reason->kind, ErrorKind::Storage);
    QVERIFY(bench.deletes() <= 5);
    QCOMPARE(bench.reports.first().count(State::Deleted), bench.deletes());
}

/// The program dies after every n-th step: the journal as it was then, with the server as it went on to be.
void TestDeletionService::crashAtEveryStep()
{
    int steps = 0;
    for (int crashAt = 1; crashAt < 100; ++crashAt) {
        Bench bench(12);
        const auto rows = bench.rows(3, 10);
        bench.api.failSession(session(5), errorOf(ErrorKind::Timeout), Method::DeleteConversation, true);
        bench.api.failSession(session(7), errorOf(ErrorKind::Server, 500));
        const QString path = bench.folder.filePath(u"deletions.jsonl"_s);
        const QString copy = bench.folder.filePath(u"copy.jsonl"_s);
        steps = 0;
        bench.api.beforeAnswer = [&](const FakeChatApi::Call &) {
            if (++steps == crashAt) {
                QFile::copy(path, copy);
                bench.api.hold(true);
                bench.service.reset();
            }
        };
        bench.commit(rows);
        QTRY_VERIFY(steps == crashAt || !bench.reports.isEmpty());
        if (!bench.reports.isEmpty())
            break;
        bench.api.beforeAnswer = nullptr;
        bench.api.releaseAll(); // What was on its way reaches the server all the same.
        bench.api.hold(false);
        bench.api.healSession(session(5));
        bench.api.healSession(session(7));
        const int before = bench.deletes();

        DeletionJournal journal(copy);
        DeletionService service(bench.api, journal, bench.clock);
        const auto leftover = service.leftover();
        QVERIFY(leftover);
        bench.clock.advance(60s);
        QCoreApplication::processEvents();
        QCOMPARE(bench.deletes(), before); // Nothing goes on by itself.

        QSet<SessionId> gone;
        for (const auto &row : rows) {
            if (!bench.api.findConversation(row.key()))
                gone.insert(row.session);
        }
        QSignalSpy finished(&service, &DeletionService::finished);
        service.retry(*leftover);
        QTRY_COMPARE(finished.count(), 1);
        QVERIFY(finished[0][0].value<DeletionReport>().isClean());
        const auto calls = bench.api.callsTo(Method::DeleteConversation);
        for (qsizetype i = before; i < calls.size(); ++i)
            QVERIFY2(!gone.contains(calls[i].session), "a DELETE that had been done was sent again");
        // Of the planned ones at most the refused one is left (its answer had been told before the crash).
        for (const auto &row : std::as_const(bench.api.projectData[project].conversations)) {
            const bool wasPlanned = rows.contains(row);
            QVERIFY(!wasPlanned || row.session == session(7));
        }
        QVERIFY(bench.left() == 4 || bench.left() == 5);
        QVERIFY(!service.leftover());
    }
    // Eight deletions, one look-up, one question for the project; the last round had no crash any more.
    QCOMPARE(steps, 10);
}

void TestDeletionService::leftoverIsAsked()
{
    Bench bench;
    QVERIFY(bench.journal.plan(project, bench.rows(1, 3)));
    QVERIFY(bench.journal.mark(session(1), State::Sent));
    bench.api.removeConversation({project, session(1)});
    const auto leftover = bench.service->leftover();
    QVERIFY(leftover);
    QCOMPARE(leftover->count(State::Unknown), 1);
    QCOMPARE(leftover->count(State::Planned), 2);
    QCOMPARE(leftover->project, project);
    QCoreApplication::processEvents();
    QCOMPARE(bench.api.calls.size(), 0);
    // While they run they are no leftover.
    bench.service->retry(*leftover);
    QVERIFY(!bench.service->leftover());
    QTRY_COMPARE(bench.reports.size(), 1);
    QVERIFY(bench.reports.first().isClean());
    QCOMPARE(bench.deletes(), 2);
}

void TestDeletionService::leftoverUnknownIsLookedUpFirst()
{
    Bench bench;
    QVERIFY(bench.journal.plan(project, bench.rows(1, 3)));
    for (int number = 1; number <= 3; ++number)
        QVERIFY(bench.journal.mark(session(number), State::Sent));
    bench.api.removeConversation({project, session(1)});
    bench.api.failSession(session(3), errorOf(ErrorKind::Server, 500), Method::Messages);
    bench.service->retry(*bench.service->leftover());
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.stateOf(1), State::Deleted); // Found gone.
    QCOMPARE(bench.stateOf(2), State::Deleted); // Found there, and sent.
    QCOMPARE(bench.stateOf(3), State::Unknown); // Not readable, so not sent.
    QCOMPARE(bench.deleteSessions(), QSet{session(2)});
    QCOMPARE(bench.api.count(Method::Messages), 3);
}

void TestDeletionService::dismissed()
{
    Bench bench;
    QVERIFY(bench.journal.plan(project, bench.rows(1, 3)));
    bench.service->dismissLeftover();
    QVERIFY(!bench.service->leftover());
    QVERIFY(QDir(bench.folder.path()).isEmpty());
    bench.service->dismissLeftover();
    QCOMPARE(bench.api.calls.size(), 0);
}

void TestDeletionService::credentialsChange()
{
    Bench bench;
    const auto key = [](const QString &text) { return Credentials{QUrl(), *ApiKey::fromInput(text)}; };
    bench.api.setCredentials(key(u"one"_s));
    bench.api.hold(true);
    bench.commit(bench.rows(1, 5));
    bench.api.setCredentials(key(u"two"_s));
    bench.api.hold(false);
    QTRY_COMPARE(bench.reports.size(), 1);
    // Nothing goes out under another key than the one it was asked for with.
    QCOMPARE(bench.deletes(), 1);
    QCOMPARE(bench.reports.first().end, End::Cancelled);
    QCOMPARE(bench.stateOf(1), State::Unknown);
}

void TestDeletionService::destroyedInFlight()
{
    Bench bench;
    bench.api.hold(true);
    bench.commit(bench.rows(1, 5));
    bench.service.reset();
    bench.api.hold(false);
    QTRY_COMPARE(bench.api.inFlight(), 0);
    QCOMPARE(bench.deletes(), 1);
    const auto leftover = bench.journal.leftover();
    QVERIFY(leftover);
    QCOMPARE(leftover->count(State::Unknown), 1);
    QCOMPARE(leftover->count(State::Planned), 4);
}

void TestDeletionService::slotMayCallBack()
{
    Bench bench;
    bench.api.failSession(session(2), errorOf(ErrorKind::Server, 500));
    bool again = false;
    connect(bench.service.get(), &DeletionService::finished, this, [&](const DeletionReport &report) {
        bench.api.healSession(session(2));
        if (!std::exchange(again, true))
            bench.service->retry(report);
    });
    bench.commit(bench.rows(1, 3));
    QTRY_COMPARE(bench.reports.size(), 2);
    QVERIFY(bench.reports[1].isClean());

    connect(bench.service.get(), &DeletionService::progress, this, [&] { bench.service->cancelRun(); });
    bench.commit(bench.rows(4, 8));
    QTRY_COMPARE(bench.reports.size(), 3);
    QCOMPARE(bench.reports[2].end, End::Cancelled);
    QCOMPARE(bench.reports[2].count(State::Deleted), 1);
    QVERIFY(!bench.service->isRunning());

    connect(bench.service.get(), &DeletionService::runStarted, this, [&] { bench.service->cancelRun(); });
    const int before = bench.deletes();
    bench.commit(bench.rows(9, 10));
    QTRY_COMPARE(bench.reports.size(), 4);
    QCOMPARE(bench.deletes(), before);
}

QTEST_GUILESS_MAIN(TestDeletionService)
#include "tst_deletionservice.moc"
