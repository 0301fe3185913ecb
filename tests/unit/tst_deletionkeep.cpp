// SPDX-License-Identifier: GPL-3.0-or-later
#include "deletionbench.h"

#include <QPromise>

#include <vector>

using namespace confab;
using namespace confab::bench;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Care = DeletionService::Care;

namespace {

/// A keeper that answers when the test says so.
struct KeptBench : Bench
{
    explicit KeptBench(int count = 20) : Bench(count) { join(); }
    void join()
    {
        service->setKeeper([this](const ConversationKey &key, const MessagePage &) {
            asked.append(key.session);
            QPromise<Result<qint64>> promise;
            promise.start();
            const auto future = promise.future();
            if (answers)
                end(promise, answers(key.session));
            else
                open.push_back(std::move(promise));
            return future;
        });
    }
    static void end(QPromise<Result<qint64>> &promise, const Result<qint64> &result)
    {
        promise.addResult(result);
        promise.finish();
    }
    void answerNext(const Result<qint64> &result)
    {
        end(open.front(), result);
        open.erase(open.begin());
    }
    void commitKept(const QList<Conversation> &conversations)
    {
        service->remove(project, conversations, Care::KeepFirst);
        clock.advance(DeletionService::undoWindow);
    }

    QList<SessionId> asked;
    std::function<Result<qint64>(const SessionId &)> answers;
    std::vector<QPromise<Result<qint64>>> open;
};

Result<qint64> notKept()
{
    return failure(ErrorKind::Storage, u"disk full"_s);
}

} // namespace

/// Where a copy is to be kept first, nothing is sent of which there is none.
class TestDeletionKeep : public QObject
{
    Q_OBJECT

private slots:
    void nothingGoesBeforeItIsKept();
    void whatCannotBeKeptStays();
    void fiveThatCannotBeKeptEndIt();
    void withoutAKeeperNothingGoes();
    void looksOnceMoreAfterALongCopy();
    void cancelledWhileKeeping();
    void triedAgainItIsKeptFirst();
    void afterACrashItIsKeptFirst();
};

void TestDeletionKeep::nothingGoesBeforeItIsKept()
{
    KeptBench bench;
    bench.commitKept(bench.rows(1, 3));
    QTRY_COMPARE(bench.asked, QList<SessionId>{session(1)});
    QCOMPARE(bench.deletes(), 0);
    bench.answerNext(3);
    QTRY_COMPARE(bench.asked.size(), 3);
    QCOMPARE(bench.deleteSessions(), QSet<SessionId>{session(1)});
    bench.answerNext(0);
    QTRY_COMPARE(bench.deletes(), 2);
    QVERIFY(!bench.deleteSessions().contains(bench.asked.at(2)));
    bench.answerNext(7);
    QTRY_COMPARE(bench.reports.size(), 1);
    QVERIFY(bench.reports.first().isClean());
    QCOMPARE(bench.deletes(), 3);
}

void TestDeletionKeep::whatCannotBeKeptStays()
{
    KeptBench bench;
    bench.answers = [](const SessionId &asked) { return asked == session(2) ? notKept() : 1; };
    bench.commitKept(bench.rows(1, 4));
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.deleteSessions(), (QSet{session(1), session(3), session(4)}));
    QCOMPARE(bench.stateOf(2), State::Failed);
    QCOMPARE(bench.reports.first().items.at(1).error->kind, ErrorKind::Storage);
    QVERIFY(bench.api.findConversation({project, session(2)}));
}

void TestDeletionKeep::fiveThatCannotBeKeptEndIt()
{
    KeptBench bench;
    bench.answers = [](const SessionId &) { return notKept(); };
    bench.commitKept(bench.rows(1, 20));
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.deletes(), 0);
    QCOMPARE(bench.reports.first().end, End::Stopped);
    QCOMPARE(bench.reports.first().count(State::Failed), 5);
    QVERIFY(bench.asked.size() <= 6); // one more was under way
}

void TestDeletionKeep::withoutAKeeperNothingGoes()
{
    KeptBench bench;
    bench.service->setKeeper({});
    bench.commitKept(bench.rows(1, 2));
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.deletes(), 0);
    QCOMPARE(bench.reports.first().count(State::Failed), 2);
}

void TestDeletionKeep::looksOnceMoreAfterALongCopy()
{
    KeptBench bench;
    bench.commitKept(bench.rows(1, 2));
    QTRY_COMPARE(bench.open.size(), 1);
    bench.clock.advance(DeletionService::lookedFor + 1s);
    // Somebody writes while the pages are read.
    bench.api.addMessages({project, session(1)}, 1);
    bench.api.projectData[project].messages[session(1)].last().createdAt = bench.clock.nowUtc();
    bench.answerNext(100);
    QTRY_COMPARE(bench.open.size(), 1); // the second one's turn
    QCOMPARE(bench.deletes(), 0);
    bench.clock.advance(DeletionService::lookedFor + 1s);
    bench.answerNext(100);
    QTRY_COMPARE(bench.open.size(), 1); // nothing has changed there
    bench.answerNext(100);
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.asked, (QList<SessionId>{session(1), session(2), session(2)}));
    QCOMPARE(bench.stateOf(1), State::Changed);
    QCOMPARE(bench.deleteSessions(), QSet<SessionId>{session(2)});
}

void TestDeletionKeep::cancelledWhileKeeping()
{
    KeptBench bench;
    bench.commitKept(bench.rows(1, 3));
    QTRY_COMPARE(bench.open.size(), 1);
    bench.service->cancelRun();
    QTRY_COMPARE(bench.reports.size(), 1);
    QVERIFY(bench.open.front().isCanceled());
    QCOMPARE(bench.reports.first().end, End::Cancelled);
    QCOMPARE(bench.reports.first().count(State::Planned), 3);
    bench.answerNext(1);
    QCoreApplication::processEvents();
    QCOMPARE(bench.deletes(), 0);
}

void TestDeletionKeep::triedAgainItIsKeptFirst()
{
    KeptBench bench;
    bench.answers = [](const SessionId &) { return notKept(); };
    bench.commitKept(bench.rows(1, 2));
    QTRY_COMPARE(bench.reports.size(), 1);
    bench.service->retry(bench.reports.first());
    QTRY_COMPARE(bench.reports.size(), 2);
    QCOMPARE(bench.deletes(), 0);
    bench.answers = [](const SessionId &) { return 1; };
    bench.service->retry(bench.reports.last());
    QTRY_COMPARE(bench.reports.size(), 3);
    QCOMPARE(bench.deletes(), 2);
}

void TestDeletionKeep::afterACrashItIsKeptFirst()
{
    KeptBench bench;
    bench.commitKept(bench.rows(1, 2));
    QTRY_COMPARE(bench.open.size(), 1);
    // The program is gone; another one reads what it left.
    bench.service = std::make_unique<DeletionService>(bench.api, bench.journal, bench.log, bench.clock);
    QList<DeletionReport> reports;
    QObject::connect(bench.service.get(), &DeletionService::finished, bench.service.get(),
                     [&reports](const DeletionReport &report) { reports.append(report); });
    const auto left = bench.leftover();
    QVERIFY(left);
    QCOMPARE(left->items.size(), 2);
    bench.asked.clear();
    bench.join();
    bench.answers = [](const SessionId &) { return notKept(); };
    bench.service->retry(*left);
    QTRY_COMPARE(reports.size(), 1);
    QCOMPARE(bench.asked.size(), 2);
    QCOMPARE(bench.deletes(), 0);
}

QTEST_GUILESS_MAIN(TestDeletionKeep)
#include "tst_deletionkeep.moc"
