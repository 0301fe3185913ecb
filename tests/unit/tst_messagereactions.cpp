// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/messagebench.h"

using namespace confab;
using namespace confab::messagebench;
using namespace Qt::StringLiterals;

namespace {

const Error refused =
    FakeChatApi::httpError(ErrorKind::Validation, 422, QStringLiteral("No reactions here."));
const Error lost = FakeChatApi::httpError(ErrorKind::Unclear, 0);

struct Reactions : Bench
{
    QSignalSpy refusals{&service, &MessageService::reactionFailed};

    explicit Reactions(int messages = 3) : Bench(messages)
    {
        open();
        api.hold(true);
    }
    [[nodiscard]] Reaction shown(qint64 id) const { return service.find(MessageId{id})->reaction; }
    [[nodiscard]] Reaction kept(qint64 id) { return stored()[id - 1].reaction; }
    [[nodiscard]] QList<Reaction> sent() const
    {
        QList<Reaction> all;
        for (const FakeChatApi::Call &call : api.callsTo(Method::SetReaction))
            all.append(call.reaction);
        return all;
    }
};

} // namespace

class TestMessageReactions : public QObject
{
    Q_OBJECT

private slots:
    void shownAtOnceWithOneCall();
    void nothingIsSentForWhatIsShown();
    void putBackWhereRefused();
    void theNewestWishIsSentLast();
    void aWishTakenBackInTime();
    void aLostAnswerIsLookedUp_data();
    void aLostAnswerIsLookedUp();
    void pagesDoNotUndoIt();
    void goesOnBehindAnotherConversation();
    void aSignOutIsSilent();
};

void TestMessageReactions::shownAtOnceWithOneCall()
{
    Reactions bench;
    bench.service.react(MessageId{2}, Reaction::Liked);
    QCOMPARE(bench.shown(2), Reaction::Liked);
    QCOMPARE(bench.changed.size(), 1);
    QCOMPARE(bench.changed.first().first().toInt(), 1);
    QCOMPARE(bench.kept(2), Reaction::None);
    QVERIFY(released(bench.api.releaseNext()));
    QCOMPARE(bench.kept(2), Reaction::Liked);
    QCOMPARE(bench.changed.size(), 1);
    QCOMPARE(bench.refusals.size(), 0);
    QCOMPARE(bench.api.calls.size(), 1);
    QCOMPARE(bench.api.calls.first().id, 2);
}

void TestMessageReactions::nothingIsSentForWhatIsShown()
{
    Reactions bench;
    bench.service.react(MessageId{2}, Reaction::None);
    bench.service.react(MessageId{99}, Reaction::Liked);
    QCOMPARE(bench.api.calls.size(), 0);
    QCOMPARE(bench.changed.size(), 0);
    QVERIFY(!bench.service.find(MessageId{99}));
}

void TestMessageReactions::putBackWhereRefused()
{
    Reactions bench;
    bench.api.failNext(Method::SetReaction, refused);
    bench.service.react(MessageId{1}, Reaction::Disliked);
    QCOMPARE(bench.shown(1), Reaction::Disliked);
    QVERIFY(released(bench.api.releaseNext()));
    QCOMPARE(bench.shown(1), Reaction::None);
    QCOMPARE(bench.changed.size(), 2);
    QCOMPARE(bench.refusals.size(), 1);
    QCOMPARE(bench.refusals.first().at(0).value<ConversationKey>(), first);
    QCOMPARE(bench.refusals.first().at(1).value<MessageId>(), MessageId{1});
    QCOMPARE(bench.refusals.first().at(2).value<Reaction>(), Reaction::Disliked);
    QCOMPARE(bench.refusals.first().at(3).value<Error>(), refused);
    QCOMPARE(bench.api.calls.size(), 1);
}

void TestMessageReactions::theNewestWishIsSentLast()
{
    Reactions bench;
    for (const Reaction wish : {Reaction::Liked, Reaction::Disliked, Reaction::None, Reaction::Disliked})
        bench.service.react(MessageId{3}, wish);
    QCOMPARE(bench.sent(), QList{Reaction::Liked});
    QVERIFY(released(bench.api.releaseNext()));
    QCOMPARE(bench.shown(3), Reaction::Disliked);
    QCOMPARE(bench.sent(), (QList{Reaction::Liked, Reaction::Disliked}));
    QVERIFY(released(bench.api.releaseNext()));
    QCOMPARE(bench.kept(3), Reaction::Disliked);
    QCOMPARE(bench.api.calls.size(), 2);
}

void TestMessageReactions::aWishTakenBackInTime()
{
    // The first one is refused, and nobody wants it any more: nothing is left to say or to send.
    Reactions bench;
    bench.api.failNext(Method::SetReaction, refused);
    bench.service.react(MessageId{3}, Reaction::Liked);
    bench.service.react(MessageId{3}, Reaction::None);
    QVERIFY(released(bench.api.releaseNext()));
    QCOMPARE(bench.shown(3), Reaction::None);
    QCOMPARE(bench.refusals.size(), 0);
    QCOMPARE(bench.api.calls.size(), 1);
}

void TestMessageReactions::aLostAnswerIsLookedUp_data()
{
    QTest::addColumn<bool>("done");
    QTest::addColumn<bool>("found");
    QTest::newRow("it was done") << true << true;
    QTest::newRow("it was not") << false << true;
    QTest::newRow("nobody knows") << true << false;
}

void TestMessageReactions::aLostAnswerIsLookedUp()
{
    QFETCH(bool, done);
    QFETCH(bool, found);
    Reactions bench;
    bench.api.failSession(first.session, lost, Method::SetReaction, done);
    if (!found)
        bench.api.failNext(Method::Message, serverError);
    bench.service.react(MessageId{1}, Reaction::Liked);
    QVERIFY(released(bench.api.releaseNext()));
    QCOMPARE(bench.shown(1), Reaction::Liked);
    QVERIFY(released(bench.api.releaseNext()));
    QCOMPARE(bench.shown(1), done && found ? Reaction::Liked : Reaction::None);
    QCOMPARE(bench.refusals.size(), done && found ? 0 : 1);
    if (bench.refusals.size() == 1)
        QCOMPARE(bench.refusals.first().at(3).value<Error>().kind, ErrorKind::Unclear);
    QCOMPARE(bench.api.count(Method::SetReaction), 1);
    QCOMPARE(bench.api.count(Method::Message), 1);
    QCOMPARE(bench.api.calls.size(), 2);
}

void TestMessageReactions::pagesDoNotUndoIt()
{
    Reactions bench;
    // The page is worked out before the reaction arrives at the service, and read after it was confirmed.
    bench.service.refresh();
    bench.service.react(MessageId{2}, Reaction::Liked);
    const QList<Message> before = bench.stored();
    QVERIFY(released(bench.api.releaseLast()));
    QCOMPARE(bench.kept(2), Reaction::Liked);
    bench.api.beforeAnswer = [&](const FakeChatApi::Call &) { bench.stored() = before; };
    QVERIFY(released(bench.api.releaseNext()));
    bench.api.beforeAnswer = {};
    QCOMPARE(bench.shown(2), Reaction::Liked);
    // The next page is the service's own word again.
    bench.service.refresh();
    QVERIFY(released(bench.api.releaseNext()));
    QCOMPARE(bench.shown(2), Reaction::None);
    QCOMPARE(bench.refusals.size(), 0);
}

void TestMessageReactions::goesOnBehindAnotherConversation()
{
    Reactions bench;
    bench.api.failNext(Method::SetReaction, refused);
    bench.service.react(MessageId{1}, Reaction::Liked);
    bench.service.react(MessageId{2}, Reaction::Disliked);
    bench.service.open(second);
    bench.api.releaseAll();
    QTRY_COMPARE(bench.refusals.size(), 1);
    QCOMPARE(bench.refusals.first().at(0).value<ConversationKey>(), first);
    QCOMPARE(bench.kept(1), Reaction::None);
    QCOMPARE(bench.kept(2), Reaction::Disliked);
    bench.service.open(first);
    QVERIFY(released(bench.api.releaseNext()));
    QCOMPARE(bench.shown(2), Reaction::Disliked);
}

void TestMessageReactions::aSignOutIsSilent()
{
    Reactions bench;
    bench.api.setCredentials({QUrl(u"https://a.example"_s), *ApiKey::fromInput(u"1|a"_s)});
    bench.service.react(MessageId{1}, Reaction::Liked);
    bench.api.setCredentials({QUrl(u"https://b.example"_s), *ApiKey::fromInput(u"1|b"_s)});
    QCoreApplication::processEvents();
    QCOMPARE(bench.shown(1), Reaction::None);
    QCOMPARE(bench.refusals.size(), 0);
}

QTEST_GUILESS_MAIN(TestMessageReactions)
#include "tst_messagereactions.moc"
