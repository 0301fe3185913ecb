// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/messagebench.h"

using namespace confab;
using namespace confab::messagebench;
using namespace Qt::StringLiterals;

class TestMessageService : public QObject
{
    Q_OBJECT

private slots:
    void opensWithOneCall();
    void emptyConversation();
    void readsBackwardsPageByPage();
    void olderIsOnItsWayOnce();
    void olderAfterNewMessages();
    void olderAfterManyNewMessages();
    void unreadableEntriesDoNotStopPaging();
    void emptyPageEndsPaging();
    void refreshMerges();
    void refreshOverAGapStartsAnew();
    void refreshWhileOlderIsOnItsWay();
    void openAgainRefreshes();
    void openInvalidCloses();
    void lateAnswersAreDropped();
    void slotsMayMoveOn();
    void deletedInFlight();
};

void TestMessageService::opensWithOneCall()
{
    Bench bench(45);
    bench.service.open(first);
    QCOMPARE(bench.service.state(), State::Loading);
    QCOMPARE(bench.service.key(), first);
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.ids(), range(26, 45));
    QCOMPARE(bench.service.total(), 45);
    QVERIFY(!bench.service.isComplete());
    QCOMPARE(bench.api.calls.size(), 1);
    QCOMPARE(bench.api.calls.first().page, 1);
    QCOMPARE(bench.api.calls.first().lane, Lane::Interactive);
    QCOMPARE(bench.reset.count(), 2); // Emptied, then filled.
    QCOMPARE(bench.stateChanged.count(), 2);
    QCOMPARE(bench.prepended.count() + bench.appended.count() + bench.changed.count(), 0);
}

void TestMessageService::emptyConversation()
{
    Bench bench;
    bench.service.open(first);
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QVERIFY(bench.service.messages().isEmpty());
    QVERIFY(bench.service.isComplete());
    bench.service.loadOlder();
    QCOMPARE(bench.api.calls.size(), 1);
    bench.api.addMessages(first, 1);
    bench.service.refresh();
    QTRY_COMPARE(bench.ids(), range(1, 1));
}

void TestMessageService::readsBackwardsPageByPage()
{
    Bench bench(45);
    bench.open();
    bench.service.loadOlder();
    QCOMPARE(bench.service.state(), State::LoadingOlder);
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.ids(), range(6, 45));
    QCOMPARE(bench.prepended.count(), 1);
    QCOMPARE(bench.prepended.first().at(0).toInt(), 20);
    QVERIFY(!bench.service.isComplete());
    bench.service.loadOlder();
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.ids(), range(1, 45));
    QCOMPARE(bench.prepended.last().at(0).toInt(), 5);
    QVERIFY(bench.service.isComplete());
    bench.service.loadOlder();
    QCOMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.api.calls.size(), 2);
    QCOMPARE(bench.reset.count(), 0);
}

void TestMessageService::olderIsOnItsWayOnce()
{
    Bench bench(45);
    bench.service.loadOlder();
    QVERIFY(bench.api.calls.isEmpty());
    bench.api.hold(true);
    bench.service.open(first);
    bench.service.loadOlder();
    QCOMPARE(bench.api.calls.size(), 1);
    QVERIFY(released(bench.api.releaseNext()));
    bench.service.loadOlder();
    bench.service.loadOlder();
    bench.service.loadOlder();
    QCOMPARE(bench.api.calls.size(), 2);
    QVERIFY(released(bench.api.releaseNext()));
    QCOMPARE(bench.ids(), range(6, 45));
}

void TestMessageService::olderAfterNewMessages()
{
    Bench bench(45);
    bench.open();
    // Seven more push seven known ones to page two: they stay single, and none is left out.
    bench.api.addMessages(first, 7);
    bench.service.loadOlder();
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.ids(), range(13, 45));
    QCOMPARE(bench.prepended.first().at(0).toInt(), 13);
    QCOMPARE(bench.service.total(), 52);
    bench.service.loadOlder();
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.ids(), range(1, 45));
    QCOMPARE(bench.api.calls.size(), 2);
}

void TestMessageService::olderAfterManyNewMessages()
{
    Bench bench(45);
    bench.open();
    // The whole of page two is known by now; the page that brings something is the next.
    bench.api.addMessages(first, 20);
    bench.service.loadOlder();
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.ids(), range(6, 45));
    QCOMPARE(bench.api.calls.size(), 2);
    QCOMPARE(bench.prepended.count(), 1);
}

void TestMessageService::unreadableEntriesDoNotStopPaging()
{
    // A page of which one entry was left out holds 19 messages; the next page is still page two.
    class Skipping : public FakeChatApi
    {
    public:
        QFuture<Result<MessagePage>> messages(const ConversationKey &key, int page, Lane lane) override
        {
            return FakeChatApi::messages(key, page, lane).then([](const Result<MessagePage> &answer) {
                Result<MessagePage> result = answer;
                if (result && !result->messages.items.isEmpty()) {
                    result->messages.items.removeLast();
                    result->messages.skipped = 1;
                }
                return result;
            });
        }
    } api;
    api.addProject(1, 1);
    api.addMessages(first, 45);
    MessageService service(api);
    service.open(first);
    QTRY_COMPARE(service.state(), State::Ready);
    while (!service.isComplete()) {
        service.loadOlder();
        QTRY_COMPARE(service.state(), State::Ready);
        QVERIFY(api.calls.size() <= 3);
    }
    QCOMPARE(service.messages().size(), 42);
    QCOMPARE(api.calls.size(), 3);
}

void TestMessageService::emptyPageEndsPaging()
{
    Bench bench(21);
    bench.open();
    bench.stored().removeFirst();
    bench.service.loadOlder();
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QVERIFY(bench.service.isComplete());
    QCOMPARE(bench.ids(), range(2, 21));
    QCOMPARE(bench.prepended.count(), 0);
    QCOMPARE(bench.api.calls.size(), 1);
}

void TestMessageService::refreshMerges()
{
    Bench bench(45);
    bench.open();
    bench.service.loadOlder();
    QTRY_COMPARE(bench.service.state(), State::Ready);
    bench.forget();

    bench.service.refresh();
    bench.service.refresh();
    QCOMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.api.calls.size(), 1);
    QTRY_COMPARE(bench.api.inFlight(), 0);
    QCOMPARE(
        bench.appended.count() + bench.changed.count() + bench.reset.count() + bench.stateChanged.count(), 0);

    bench.api.addMessages(first, 3);
    bench.stored()[40].reaction = Reaction::Liked; // Id 41, at index 35.
    bench.service.refresh();
    QTRY_COMPARE(bench.appended.count(), 1);
    QCOMPARE(bench.appended.first().at(0).toInt(), 3);
    QCOMPARE(bench.changed.count(), 1);
    QCOMPARE(bench.changed.first().at(0).toInt(), 35);
    QCOMPARE(bench.service.messages().at(35).reaction, Reaction::Liked);
    QCOMPARE(bench.ids(), range(6, 48));
    QCOMPARE(bench.service.total(), 48);
    QCOMPARE(bench.reset.count() + bench.prepended.count() + bench.stateChanged.count(), 0);
    QVERIFY(!bench.service.isComplete());
    bench.service.loadOlder();
    QTRY_VERIFY(bench.service.isComplete());
    QCOMPARE(bench.ids(), range(1, 48));
}

void TestMessageService::refreshOverAGapStartsAnew()
{
    Bench bench(25);
    bench.open();
    bench.service.loadOlder();
    QTRY_VERIFY(bench.service.isComplete());
    bench.forget();
    bench.api.addMessages(first, 30);
    bench.service.refresh();
    QTRY_COMPARE(bench.reset.count(), 1);
    QCOMPARE(bench.ids(), range(36, 55));
    QVERIFY(!bench.service.isComplete());
    QCOMPARE(bench.api.calls.size(), 1);
    for (int i = 0; i < 2; ++i) {
        bench.service.loadOlder();
        QTRY_COMPARE(bench.service.state(), State::Ready);
    }
    QCOMPARE(bench.ids(), range(1, 55));
    QVERIFY(bench.service.isComplete());
}

void TestMessageService::refreshWhileOlderIsOnItsWay()
{
    Bench bench(45);
    bench.open();
    bench.api.hold(true);
    bench.service.loadOlder();
    bench.api.addMessages(first, 30);
    bench.service.refresh();
    // The newest page starts the list anew: the older page would leave a gap, so it is withdrawn.
    QVERIFY(released(bench.api.releaseLast()));
    QCOMPARE(bench.ids(), range(56, 75));
    QCOMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.api.inFlight(), 0);
    QVERIFY(!released(bench.api.releaseNext()));
    QCOMPARE(bench.ids(), range(56, 75));
    QCOMPARE(bench.prepended.count(), 0);
}

void TestMessageService::openAgainRefreshes()
{
    Bench bench(5);
    bench.service.open(first);
    bench.service.open(first); // Still on its way.
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.api.calls.size(), 1);
    bench.forget();
    bench.api.addMessages(first, 1);
    bench.service.open(first);
    QCOMPARE(bench.ids(), range(1, 5));
    QTRY_COMPARE(bench.appended.count(), 1);
    QCOMPARE(bench.reset.count(), 0);
    QCOMPARE(bench.api.calls.size(), 1);
}

void TestMessageService::openInvalidCloses()
{
    Bench bench(5);
    bench.open();
    bench.service.open({project, SessionId(u".."_s)});
    QCOMPARE(bench.service.state(), State::Closed);
    QVERIFY(bench.service.messages().isEmpty());
    QVERIFY(!bench.service.key().isValid());
    QCOMPARE(bench.service.total(), 0);
    QCOMPARE(bench.reset.count(), 1);
    QCOMPARE(bench.stateChanged.count(), 1);
    bench.service.close();
    bench.service.refresh();
    bench.service.loadOlder();
    QCOMPARE(bench.stateChanged.count(), 1);
    QVERIFY(bench.api.calls.isEmpty());
}

void TestMessageService::lateAnswersAreDropped()
{
    Bench bench(5);
    bench.api.addMessages(second, 2);
    bench.api.hold(true);
    bench.service.open(first);
    bench.service.open(second);
    QCOMPARE(bench.api.cancelledCount(), 1);
    QCOMPARE(bench.api.inFlight(), 1);
    QVERIFY(released(bench.api.releaseNext()));
    QVERIFY(!released(bench.api.releaseNext()));
    QCOMPARE(bench.service.key(), second);
    QCOMPARE(bench.ids(), range(1, 2));
    bench.service.open(first);
    bench.service.close();
    QCOMPARE(bench.api.inFlight(), 0);
    QVERIFY(!released(bench.api.releaseNext()));
    QCOMPARE(bench.service.state(), State::Closed);
    QVERIFY(bench.service.messages().isEmpty());
    QCOMPARE(bench.failed.count(), 0);
}

void TestMessageService::slotsMayMoveOn()
{
    Bench bench(45);
    bench.api.addMessages(second, 2);
    connect(&bench.service, &MessageService::stateChanged, this, [&](State state) {
        if (state == State::Ready && bench.service.key() == first)
            bench.service.open(second);
    });
    bench.service.open(first);
    QTRY_COMPARE(bench.service.key(), second);
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.ids(), range(1, 2));

    Bench other(45);
    other.open();
    connect(&other.service, &MessageService::prepended, this, [&] { other.service.close(); });
    other.service.loadOlder();
    QTRY_COMPARE(other.service.state(), State::Closed);
    QCOMPARE(other.api.inFlight(), 0);
    QVERIFY(other.service.messages().isEmpty());
    QCOMPARE(other.failed.count(), 0);
}

void TestMessageService::deletedInFlight()
{
    FakeChatApi api;
    api.addProject(1, 1);
    api.addMessages(first, 45);
    auto service = std::make_unique<MessageService>(api);
    service->open(first);
    QTRY_COMPARE(service->state(), State::Ready);
    api.hold(true);
    service->loadOlder();
    service->refresh();
    QCOMPARE(api.inFlight(), 2);
    service.reset();
    QCOMPARE(api.inFlight(), 0);
    QVERIFY(!released(api.releaseNext()));
}

QTEST_GUILESS_MAIN(TestMessageService)
#include "tst_messageservice.moc"
