// SPDX-License-Identifier: GPL-3.0-or-later
#include "deletionbench.h"

#include <QPromise>

#include <vector>

using namespace confab;
using namespace confab::bench;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

DeletionReport keptFirst()
{
    DeletionReport terms;
    terms.keepFirst = true;
    return terms;
}

DeletionReport keptForLikes()
{
    DeletionReport terms;
    terms.keepLiked = true;
    return terms;
}

Result<KeptThread> kept(qint64 messages, const QSet<Reaction> &reactions = {})
{
    return KeptThread{messages, reactions};
}

/// A keeper that answers when the test says so.
struct KeptBench : Bench
{
    explicit KeptBench(int count = 20) : Bench(count) { join(); }
    void join()
    {
        service->setKeeper([this](const ConversationKey &key, const MessagePage &, bool all) {
            asked.append(key.session);
            wholes.append(all);
            QPromise<Result<KeptThread>> promise;
            promise.start();
            const auto future = promise.future();
            if (answers)
                end(promise, answers(key.session));
            else
                open.push_back(std::move(promise));
            return future;
        });
    }
    static void end(QPromise<Result<KeptThread>> &promise, const Result<KeptThread> &result)
    {
        promise.addResult(result);
        promise.finish();
    }
    void answerNext(const Result<KeptThread> &result)
    {
        end(open.front(), result);
        open.erase(open.begin());
    }
    void commitKept(const QList<Conversation> &conversations, bool lookAgain = true)
    {
        terms.project = project;
        terms.lookAgain = lookAgain;
        DeletionReport batch = terms;
        for (const Conversation &each : conversations)
            batch.items.append({each});
        service->remove(batch);
        clock.advance(DeletionService::undoWindow);
    }

    DeletionReport terms = keptFirst();
    QList<SessionId> asked;
    QList<bool> wholes; ///< Whether all pages were asked for.
    std::function<Result<KeptThread>(const SessionId &)> answers;
    std::vector<QPromise<Result<KeptThread>>> open;
};

Result<KeptThread> notKept()
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
    void whatWasJustSeenIsKeptFirstToo();
    void whatCannotBeKeptStays();
    void fiveThatCannotBeKeptEndIt();
    void withoutAKeeperNothingGoes();
    void looksOnceMoreAfterALongCopy();
    void whatIsLikedByThenStays();
    void isReadWholeAgainAfterALongWait();
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
    bench.answerNext(kept(3));
    QTRY_COMPARE(bench.asked.size(), 3);
    QCOMPARE(bench.deleteSessions(), QSet<SessionId>{session(1)});
    bench.answerNext(kept(0));
    QTRY_COMPARE(bench.deletes(), 2);
    QVERIFY(!bench.deleteSessions().contains(bench.asked.at(2)));
    bench.answerNext(kept(7));
    QTRY_COMPARE(bench.reports.size(), 1);
    QVERIFY(bench.reports.first().isClean());
    QCOMPARE(bench.deletes(), 3);
}

/// Picked by hand within the minute: without a copy to keep it would go with one call.
void TestDeletionKeep::whatWasJustSeenIsKeptFirstToo()
{
    KeptBench bench;
    bench.commitKept(bench.rows(1, 1), false);
    QTRY_COMPARE(bench.asked, QList<SessionId>{session(1)});
    QCOMPARE(bench.deletes(), 0);
    bench.answerNext(notKept());
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.deletes(), 0);
    QCOMPARE(bench.stateOf(1), State::Failed);
}

void TestDeletionKeep::whatCannotBeKeptStays()
{
    KeptBench bench;
    bench.answers = [](const SessionId &asked) { return asked == session(2) ? notKept() : kept(1); };
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
    bench.answerNext(kept(100));
    QTRY_COMPARE(bench.open.size(), 1); // the second one's turn
    QCOMPARE(bench.deletes(), 0);
    bench.clock.advance(DeletionService::lookedFor + 1s);
    bench.answerNext(kept(100)); // nothing has changed there, and it is kept
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.asked, (QList<SessionId>{session(1), session(2)}));
    QCOMPARE(bench.stateOf(1), State::Changed);
    QCOMPARE(bench.deleteSessions(), QSet<SessionId>{session(2)});
}

// A reaction moves nothing in a list, and no report of messages tells of it later.
void TestDeletionKeep::whatIsLikedByThenStays()
{
    KeptBench bench;
    bench.terms = keptForLikes();
    for (int number = 1; number <= 4; ++number)
        bench.api.addMessages({project, session(number)}, number == 4 ? 30 : 2);
    const auto react = [&bench](int number, Reaction reaction) {
        bench.api.projectData[project].messages[session(number)].first().reaction = reaction;
    };
    react(2, Reaction::Liked);
    react(3, Reaction::Disliked);
    bench.terms.chosenAt = bench.clock.nowUtc();
    bench.answers = [](const SessionId &) { return kept(30, {Reaction::None, Reaction::Liked}); };
    bench.commitKept(bench.rows(1, 4));
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.deleteSessions(), (QSet{session(1), session(3)}));
    for (const int number : {2, 4}) {
        const DeletionItem &item = bench.reports.first().items.at(number - 1);
        QCOMPARE(item.state, State::Changed);
        QCOMPARE(item.change, Change::Reaction);
    }
    // Only what does not fit into one page has to be read on.
    QCOMPARE(bench.asked, QList<SessionId>{session(4)});
    QCOMPARE(bench.wholes, QList<bool>{true});

    bench.terms.keepDisliked = true;
    bench.terms.keepLiked = false;
    bench.commitKept(bench.rows(2, 2));
    QTRY_COMPARE(bench.reports.size(), 2);
    QVERIFY(bench.deleteSessions().contains(session(2))); // liked, and the rule keeps what is disliked
}

/// The DELETE stood in the queue while an older answer, on no first page, was liked.
void TestDeletionKeep::isReadWholeAgainAfterALongWait()
{
    KeptBench bench;
    bench.terms.keepLiked = true;
    bench.api.clock = &bench.clock;
    bench.api.hold(true);
    bench.api.callsWait = true;
    bench.commitKept(bench.rows(1, 1));
    QVERIFY(bench.api.releaseNext()); // the look
    QTRY_COMPARE(bench.open.size(), std::size_t(1));
    bench.answerNext(kept(30));
    QTRY_COMPARE(bench.deletes(), 1);
    bench.clock.setNow(bench.clock.nowUtc().addSecs(3600));
    bench.api.hold(false);
    QTRY_COMPARE(bench.open.size(), std::size_t(1));
    bench.answerNext(kept(30, {Reaction::Liked}));
    QTRY_COMPARE(bench.reports.size(), 1);
    QCOMPARE(bench.stateOf(1), State::Changed);
    QVERIFY(bench.api.findConversation({project, session(1)}));
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
    bench.answerNext(kept(1));
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
    bench.answers = [](const SessionId &) { return kept(1); };
    bench.service->retry(bench.reports.last());
    QTRY_COMPARE(bench.reports.size(), 3);
    QCOMPARE(bench.deletes(), 2);
}

void TestDeletionKeep::afterACrashItIsKeptFirst()
{
    KeptBench bench;
    bench.terms.keepDisliked = true;
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
    QVERIFY(left->keepFirst && !left->keepLiked && left->keepDisliked);
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
