// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/fakechatapi.h"
#include "services/verificationservice.h"

#include <QSignalSpy>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

using Method = FakeChatApi::Method;
using State = VerificationService::State;

namespace {

const ConversationKey key{ProjectId{1}, FakeChatApi::session(1)};
const MessageId id{5};

Verification part(Verification::State state, std::optional<double> score = {})
{
    return {state, {}, score, {}};
}

struct Bench
{
    FakeChatApi api;
    VerificationService service{api};
    QSignalSpy changed{&service, &VerificationService::changed};

    [[nodiscard]] State state() const { return service.entry(key, id).state; }
    [[nodiscard]] bool ends()
    {
        service.verify(key, id);
        return QTest::qWaitFor([this] { return state() != State::Asking; });
    }
};

} // namespace

class TestVerificationService : public QObject
{
    Q_OBJECT

private slots:
    void asksNothingByItself();
    void outcomes_data();
    void outcomes();
    void asksAgainForWhatIsMissing();
    void aFailureKeepsWhatCameBefore();
    void dropsLateAnswers();
};

void TestVerificationService::asksNothingByItself()
{
    Bench bench;
    QCOMPARE(bench.state(), State::NotAsked);
    QCoreApplication::processEvents();
    QCOMPARE(bench.api.calls.size(), 0);
    bench.service.verify(key, id);
    bench.service.verify(key, id);
    QCOMPARE(bench.state(), State::Asking);
    QCOMPARE(bench.api.calls.size(), 1);
}

void TestVerificationService::outcomes_data()
{
    using Part = Verification::State;
    QTest::addColumn<int>("claims");
    QTest::addColumn<bool>("scored"); // The first reply holds the score as well.
    QTest::addColumn<int>("trust");
    QTest::addColumn<State>("state");
    QTest::addColumn<int>("calls");
    const auto row = [](const char *name, Part claims, bool scored, Part trust, State state, int calls) {
        QTest::newRow(name) << int(claims) << scored << int(trust) << state << calls;
    };
    row("both", Part::Known, false, Part::Known, State::Known, 2);
    row("both in one", Part::Known, true, Part::Nothing, State::Known, 1);
    row("pending", Part::Pending, false, Part::Known, State::Pending, 1);
    row("score pending", Part::Known, false, Part::Pending, State::Pending, 2);
    row("nothing", Part::Nothing, false, Part::Nothing, State::Nothing, 2);
    row("score alone", Part::Nothing, false, Part::Known, State::Known, 2);
    row("unknown", Part::Unknown, false, Part::Nothing, State::Known, 2);
}

void TestVerificationService::outcomes()
{
    QFETCH(int, claims);
    QFETCH(bool, scored);
    QFETCH(int, trust);
    QFETCH(State, state);
    QFETCH(int, calls);
    Bench bench;
    bench.api.claimsOf[id] = part(Verification::State(claims), scored ? std::optional(80.0) : std::nullopt);
    bench.api.trustOf[id] = part(Verification::State(trust));
    QVERIFY(bench.ends());
    QCOMPARE(bench.state(), state);
    QCOMPARE(bench.api.calls.size(), calls);
    QCOMPARE(bench.changed.size(), 2);
    // What is known is not bought twice; what is not is asked for when the person says so.
    bench.service.verify(key, id);
    QCOMPARE(bench.state(), state == State::Known ? State::Known : State::Asking);
}

void TestVerificationService::asksAgainForWhatIsMissing()
{
    Bench bench;
    bench.api.claimsOf[id] = part(Verification::State::Known);
    bench.api.trustOf[id] = part(Verification::State::Pending);
    QVERIFY(bench.ends());
    bench.api.trustOf[id] = part(Verification::State::Known, 91);
    QVERIFY(bench.ends());
    QCOMPARE(bench.state(), State::Known);
    QCOMPARE(bench.service.entry(key, id).trust->trustScore, std::optional(91.0));
    QCOMPARE(bench.api.count(Method::Claims), 1);
    QCOMPARE(bench.api.count(Method::TrustScore), 2);
}

void TestVerificationService::aFailureKeepsWhatCameBefore()
{
    Bench bench;
    bench.api.claimsOf[id] = part(Verification::State::Known);
    bench.api.failNext(Method::TrustScore, FakeChatApi::httpError(ErrorKind::Server, 500));
    QVERIFY(bench.ends());
    QCOMPARE(bench.state(), State::Failed);
    QVERIFY(bench.service.entry(key, id).claims.has_value());
    QCOMPARE(bench.service.entry(key, id).error.kind, ErrorKind::Server);
    bench.api.failNext(Method::TrustScore, Error{ErrorKind::Cancelled, 0, {}, {}, {}});
    QVERIFY(bench.ends());
    QCOMPARE(bench.state(), State::NotAsked);
    QCOMPARE(bench.api.count(Method::Claims), 1);
    QCOMPARE(bench.api.count(Method::TrustScore), 2);
}

void TestVerificationService::dropsLateAnswers()
{
    Bench bench;
    bench.api.hold(true);
    bench.service.verify(key, id);
    bench.service.clear();
    bench.changed.clear();
    QVERIFY(bench.api.releaseNext());
    QCoreApplication::processEvents();
    QCOMPARE(bench.changed.size(), 0);
    QCOMPARE(bench.state(), State::NotAsked);
    QCOMPARE(bench.api.calls.size(), 1);
}

QTEST_GUILESS_MAIN(TestVerificationService)
#include "tst_verificationservice.moc"
