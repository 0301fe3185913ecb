// SPDX-License-Identifier: GPL-3.0-or-later
// Records that are made on this computer among those that were read.
#include "support/messagebench.h"

using namespace confab;
using namespace confab::messagebench;
using namespace Qt::StringLiterals;

namespace {

Message own(qint64 id, const QString &answer = {})
{
    Message message;
    message.id = MessageId{id};
    message.question = u"Mine %1"_s.arg(-id);
    message.answer = answer;
    message.progress = Progress::Answering;
    return message;
}

} // namespace

class TestOwnMessages : public QObject
{
    Q_OBJECT

private slots:
    void standsLastAndGrows();
    void ofAnotherConversation();
    void newerPagesGoBefore();
    void takesItsNumberInPlace();
    void takesItsNumberAmongOthers();
    void aKnownNumberTakesItsRow();
    void anOlderNumberWaitsForItsPage();
    void pagesLeaveAGrowingRecordAlone();
    void isTakenOut();
    void startingAnewKeepsIt();
    void whatCameBeforeTheFirstPageStays();
    void aPageReadByAnother();
    void saysWhenANewestPageWasRead();
    void aSettledRecordDoesNotHideAGap();
    void isFoundAndNotJudged();
    void olderPagesLeaveNoGap();
};

void TestOwnMessages::standsLastAndGrows()
{
    Bench bench(2);
    bench.open();
    bench.service.put(first, own(-1));
    QCOMPARE(bench.ids(), (QList<qint64>{1, 2, -1}));
    QCOMPARE(bench.appended.size(), 1);
    QCOMPARE(bench.service.total(), 2);
    bench.service.put(first, own(-1, u"Text"_s));
    QCOMPARE(bench.changed.size(), 1);
    QCOMPARE(bench.changed.first().first().toInt(), 2);
    bench.service.put(first, own(-1, u"Text"_s));
    QCOMPARE(bench.changed.size(), 1); // nothing new
    bench.service.put(first, own(-2));
    QCOMPARE(bench.ids(), (QList<qint64>{1, 2, -1, -2}));
    QVERIFY(bench.api.calls.isEmpty());
}

void TestOwnMessages::ofAnotherConversation()
{
    Bench bench(2);
    bench.service.put(first, own(-1)); // nothing is open
    bench.open();
    bench.service.put(second, own(-1));
    bench.service.renumber(second, MessageId{-1}, own(5));
    bench.service.remove(second, MessageId{1});
    QCOMPARE(bench.ids(), range(1, 2));
    QCOMPARE(bench.appended.size() + bench.changed.size() + bench.removed.size(), 0);
}

void TestOwnMessages::newerPagesGoBefore()
{
    Bench bench(2);
    bench.open();
    bench.service.put(first, own(-1));
    bench.forget();
    bench.api.addMessages(first, 2);
    bench.service.refresh();
    QTRY_COMPARE(bench.ids(), (QList<qint64>{1, 2, 3, 4, -1}));
    QCOMPARE(bench.inserted.size(), 1);
    QCOMPARE(bench.inserted.first().at(0).toInt(), 2);
    QCOMPARE(bench.inserted.first().at(1).toInt(), 2);
    QCOMPARE(bench.reset.size() + bench.appended.size(), 0);
}

void TestOwnMessages::takesItsNumberInPlace()
{
    Bench bench(2);
    bench.open();
    bench.service.put(first, own(-1));
    bench.forget();
    bench.service.renumber(first, MessageId{-1}, own(9));
    QCOMPARE(bench.ids(), (QList<qint64>{1, 2, 9}));
    QCOMPARE(bench.changed.size(), 1);
    QCOMPARE(bench.removed.size() + bench.appended.size() + bench.reset.size(), 0);
    QCOMPARE(bench.service.total(), 3);
}

void TestOwnMessages::takesItsNumberAmongOthers()
{
    Bench bench(2);
    bench.open();
    bench.service.put(first, own(-1));
    bench.service.put(first, own(-2));
    bench.forget();
    bench.service.renumber(first, MessageId{-2}, own(9)); // the later one is numbered first
    QCOMPARE(bench.ids(), (QList<qint64>{1, 2, 9, -1}));
    QCOMPARE(bench.removed.size(), 1);
    QCOMPARE(bench.inserted.size(), 1);
    bench.service.renumber(first, MessageId{-1}, own(5));
    QCOMPARE(bench.ids(), (QList<qint64>{1, 2, 5, 9}));
}

void TestOwnMessages::aKnownNumberTakesItsRow()
{
    Bench bench(3);
    bench.open();
    bench.service.put(first, own(-1));
    bench.forget();
    Message replayed = bench.stored().at(1);
    replayed.citations = {CitationId{4}};
    bench.service.renumber(first, MessageId{-1}, replayed);
    QCOMPARE(bench.ids(), range(1, 3));
    QCOMPARE(bench.removed.first().first().toInt(), 3);
    QCOMPARE(bench.changed.first().first().toInt(), 1);
    QCOMPARE(bench.service.messages().at(1), replayed);
    QCOMPARE(bench.service.total(), 3);
    QCOMPARE(bench.appended.size() + bench.inserted.size(), 0);
}

void TestOwnMessages::anOlderNumberWaitsForItsPage()
{
    Bench bench(45);
    bench.open();
    bench.service.put(first, own(-1));
    bench.forget();
    bench.service.renumber(first, MessageId{-1}, bench.stored().first());
    QCOMPARE(bench.ids(), range(26, 45));
    QCOMPARE(bench.removed.size(), 1);
    QCOMPARE(bench.prepended.size() + bench.inserted.size() + bench.appended.size(), 0);
    QCOMPARE(bench.service.total(), 45);
    bench.service.renumber(first, MessageId{-7}, bench.stored().at(1)); // its row has gone
    QCOMPARE(bench.ids(), range(26, 45));
    bench.service.loadOlder();
    QTRY_COMPARE(bench.ids(), range(6, 45));
    bench.service.loadOlder();
    QTRY_COMPARE(bench.ids(), range(1, 45));
    QCOMPARE(bench.service.total(), 45);
    QVERIFY(bench.service.isComplete());
}

void TestOwnMessages::pagesLeaveAGrowingRecordAlone()
{
    Bench bench(2);
    bench.open();
    bench.service.put(first, own(-1, u"So far"_s));
    bench.service.renumber(first, MessageId{-1}, own(3, u"So far"_s));
    bench.api.addMessages(first, 1); // the service's own record 3
    bench.service.refresh();
    QTRY_COMPARE(bench.api.calls.size(), 1);
    QTRY_COMPARE(bench.service.total(), 3);
    QCOMPARE(bench.service.messages().last().answer, u"So far"_s);
    bench.service.put(first, bench.stored().last());
    QCOMPARE(bench.service.messages().last().answer, u"Answer 3"_s);
    QCOMPARE(bench.ids(), range(1, 3));
}

void TestOwnMessages::isTakenOut()
{
    Bench bench(2);
    bench.open();
    bench.service.put(first, own(-1));
    bench.service.put(first, own(-2));
    bench.forget();
    bench.service.remove(first, MessageId{-1});
    QCOMPARE(bench.ids(), (QList<qint64>{1, 2, -2}));
    QCOMPARE(bench.removed.size(), 1);
    QCOMPARE(bench.removed.first().first().toInt(), 2);
    bench.service.remove(first, MessageId{-7});
    QCOMPARE(bench.removed.size(), 1);
}

void TestOwnMessages::startingAnewKeepsIt()
{
    Bench bench(2);
    bench.open();
    bench.service.put(first, own(-1));
    bench.service.put(first, own(-2));
    bench.service.renumber(first, MessageId{-1}, own(60));
    bench.forget();
    bench.api.addMessages(first, 50); // more than a page
    bench.service.refresh();
    QTRY_COMPARE(bench.ids(), range(33, 52) + QList<qint64>({60, -2}));
    QCOMPARE(bench.reset.size(), 1);
}

void TestOwnMessages::whatCameBeforeTheFirstPageStays()
{
    Bench bench(2);
    bench.api.hold(true);
    bench.service.open(first);
    bench.service.put(first, own(-1));
    Message done = own(9, u"Done"_s);
    done.progress = Progress::Stored;
    bench.service.renumber(first, MessageId{-1}, done); // the page on its way was made before
    QVERIFY(released(bench.api.releaseNext()));
    QCOMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.ids(), (QList<qint64>{1, 2, 9}));
}

void TestOwnMessages::aPageReadByAnother()
{
    Bench bench(2);
    bench.open();
    bench.service.put(first, own(-1));
    bench.forget();
    MessagePage page;
    page.messages.items = {own(3), bench.stored().at(1), bench.stored().at(0)};
    page.messages.total = 3;
    bench.service.take(second, page);
    QCOMPARE(bench.inserted.size(), 0);
    bench.service.take(first, page);
    QCOMPARE(bench.ids(), (QList<qint64>{1, 2, 3, -1}));
    QVERIFY(bench.api.calls.isEmpty());
}

void TestOwnMessages::saysWhenANewestPageWasRead()
{
    Bench bench(2);
    QSignalSpy read(&bench.service, &MessageService::newestRead);
    // What is put in then has its place when the page is shown.
    connect(&bench.service, &MessageService::newestRead, this,
            [&bench](const ConversationKey &key) { bench.service.put(key, own(-1)); });
    bench.service.open(first);
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(read.size(), 1);
    QCOMPARE(read.first().first().value<ConversationKey>(), first);
    QCOMPARE(bench.ids(), (QList<qint64>{1, 2, -1}));
    bench.service.loadOlder();
    QCOMPARE(read.size(), 1);
}

void TestOwnMessages::aSettledRecordDoesNotHideAGap()
{
    Bench bench(2);
    bench.open();
    bench.api.addMessages(first, 48);
    bench.service.put(first, bench.stored().last()); // by put() alone: what lies between is not known
    QCOMPARE(bench.ids(), (QList<qint64>{1, 2, 50}));
    bench.forget();
    bench.service.refresh();
    QTRY_COMPARE(bench.ids(), range(31, 50));
    QCOMPARE(bench.reset.size(), 1);
}

void TestOwnMessages::isFoundAndNotJudged()
{
    Bench bench(2);
    bench.open();
    bench.service.put(first, own(-1));
    bench.service.put(first, own(-2));
    bench.forget();
    const Message *later = bench.service.find(MessageId{-2});
    QVERIFY(later);
    QCOMPARE(later->question, u"Mine 2"_s);
    QVERIFY(!bench.service.find(MessageId{-7}));
    QVERIFY(!bench.service.find(MessageId{3}));
    bench.service.react(MessageId{-1}, Reaction::Liked); // the service knows no such message
    QCOMPARE(bench.changed.size(), 0);
    QVERIFY(bench.api.calls.isEmpty());
    bench.service.react(MessageId{2}, Reaction::Liked);
    QCOMPARE(bench.changed.size(), 1);
    QCOMPARE(bench.changed.first().first().toInt(), 1);
    QCOMPARE(bench.api.count(Method::SetReaction), 1);
}

void TestOwnMessages::olderPagesLeaveNoGap()
{
    Bench bench(40);
    bench.open();
    bench.api.addMessages(first, 19);
    bench.service.refresh();
    QTRY_COMPARE(bench.ids(), range(21, 59));
    // One more would fill a page; what the service does not have counts for none of its pages.
    bench.service.put(first, own(-1));
    bench.service.loadOlder();
    QTRY_COMPARE(bench.ids(), range(20, 59) + QList<qint64>({-1}));
}

QTEST_GUILESS_MAIN(TestOwnMessages)
#include "tst_ownmessages.moc"
