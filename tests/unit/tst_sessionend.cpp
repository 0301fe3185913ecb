// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/sessionworld.h"

#include <QDir>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

using namespace confab;
using namespace confab::sessiontest;
using namespace std::chrono_literals;
using State = Session::State;
using Method = FakeChatApi::Method;

// How a session ends, and what must not outlive it. Its beginning is in tst_session.
class TestSessionEnd : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QDir(QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)).removeRecursively();
    }

    void expiresOnARefusal();
    void goesOnAfterExpiryWithTheSamePerson();
    void dropsAllForAnotherPerson();
    void dropsAllForAnotherServer();
    void mistrustsAnUnknownPerson();
    void obeysWhoeverHearsOfTheChange();

    void signsOut();
    void saysWhereTheKeychainKeepsTheKey();
    void staysSignedOutThoughTheKeychainKeptTheKey();
    void signsOutWhileTheKeyIsBeingStored();
    void asksNoKeychainThatNeverHadTheKey();
    void leavesTheKeychainAloneForThisRun();

    void tellsUsage();
    void dropsUsageOfAnotherAccount();
    void passesOnWhatItHears();
    void diesWithAnythingUnderWay();
};

void TestSessionEnd::expiresOnARefusal()
{
    World w;
    w.api.refuseKey();
    QCOMPARE(w.session.state(), State::SignedOut);
    w.signIn();
    w.api.refuseKey();
    w.api.refuseKey();
    QCOMPARE(w.session.state(), State::Expired);
    QCOMPARE(w.states.count(State::Expired), 1);
    QCOMPARE(w.session.user(), w.api.me);
    QVERIFY(w.secrets.removals.isEmpty());
}

void TestSessionEnd::goesOnAfterExpiryWithTheSamePerson()
{
    World w;
    w.signIn();
    w.api.refuseKey();
    w.states.clear();
    w.signIn(renewed);
    QCOMPARE(w.states, (QList<State>{State::SigningIn, State::SignedIn}));
    QVERIFY(w.secrets.keys[server] == renewed.key);
}

void TestSessionEnd::dropsAllForAnotherPerson()
{
    World w;
    w.signIn();
    w.api.refuseKey();
    w.states.clear();
    w.api.me = User{2, QStringLiteral("Other"), {}};
    QList<User> usersWhenSignedOut;
    connect(&w.session, &Session::stateChanged, this, [&](State state) {
        if (state == State::SignedOut)
            usersWhenSignedOut << w.session.user();
    });
    w.signIn(foreign);
    QCOMPARE(w.states, (QList<State>{State::SigningIn, State::SignedOut, State::SignedIn}));
    QCOMPARE(usersWhenSignedOut, QList<User>{User()});
    QCOMPARE(w.session.user().id, 2);
    QVERIFY(w.secrets.removals.isEmpty());
}

void TestSessionEnd::dropsAllForAnotherServer()
{
    World w;
    w.signIn();
    w.states.clear();
    w.signIn({otherServer, mine.key}); // person 1 there is somebody else
    QCOMPARE(w.states, (QList<State>{State::SigningIn, State::SignedOut, State::SignedIn}));
    QCOMPARE(w.session.serverAddress(), otherServer);
    QVERIFY(w.secrets.keys[server] == mine.key);
}

void TestSessionEnd::mistrustsAnUnknownPerson()
{
    World w(true);
    w.api.failNext(Method::User, offline);
    w.session.restore();
    w.settle();
    w.states.clear();
    w.signIn(mine);
    QCOMPARE(w.states, (QList<State>{State::SigningIn, State::SignedIn}));

    World other(true);
    other.api.failNext(Method::User, offline);
    other.session.restore();
    other.settle();
    other.states.clear();
    other.signIn(renewed); // whose the first key was is not known
    QCOMPARE(other.states, (QList<State>{State::SigningIn, State::SignedOut, State::SignedIn}));
}

void TestSessionEnd::obeysWhoeverHearsOfTheChange()
{
    World w;
    w.signIn();
    w.api.me.id = 2;
    connect(&w.session, &Session::stateChanged, this, [&](State state) {
        if (state == State::SignedOut && w.states.count(State::SignedOut) == 1)
            w.session.signOut();
    });
    w.signIn(foreign);
    QCOMPARE(w.session.state(), State::SignedOut);
    QVERIFY(w.inUse() == Credentials());
    QCOMPARE(w.secrets.writes.size(), 1);
}

void TestSessionEnd::signsOut()
{
    World w;
    w.signIn();
    w.session.signOut();
    QCOMPARE(w.session.state(), State::SignedOut);
    QVERIFY(w.inUse() == Credentials());
    QCOMPARE(w.session.user(), User());
    w.settle();
    QVERIFY(w.secrets.keys.empty());
    QVERIFY(!w.settings.keyExpected(server));
    QVERIFY(w.notRemoved.isEmpty());
}

void TestSessionEnd::saysWhereTheKeychainKeepsTheKey()
{
    World w;
    w.signIn();
    w.secrets.removeError = FakeSecretStore::error();
    w.session.signOut();
    w.settle();
    QCOMPARE(w.session.state(), State::SignedOut);
    QCOMPARE(w.notRemoved.size(), 1);

    w.secrets.removeError.reset();
    w.session.signOut(); // the Retry of the notice
    w.settle();
    QVERIFY(w.secrets.keys.empty());
    QCOMPARE(w.notRemoved.size(), 1);
    w.session.signOut();
    w.settle();
    QCOMPARE(w.secrets.removals.size(), 2);
}

void TestSessionEnd::staysSignedOutThoughTheKeychainKeptTheKey()
{
    {
        World w;
        w.signIn();
        w.secrets.removeError = FakeSecretStore::error();
        w.session.signOut();
        w.settle();
    }
    World next;
    next.secrets.keys[server] = mine.key;
    next.session.restore();
    next.settle();
    QCOMPARE(next.session.state(), State::SignedOut);
    QVERIFY(next.secrets.reads.isEmpty());
}

void TestSessionEnd::signsOutWhileTheKeyIsBeingStored()
{
    World w;
    w.secrets.hold(true);
    w.signIn();
    w.session.signOut();
    w.secrets.hold(false);
    while (w.secrets.releaseNext()) {
    }
    w.settle();
    QVERIFY(w.secrets.keys.empty());
    QVERIFY(!w.settings.keyExpected(server));
    QCOMPARE(w.secrets.removals, QList<QUrl>{server});
}

void TestSessionEnd::asksNoKeychainThatNeverHadTheKey()
{
    World w;
    w.secrets.writeError = FakeSecretStore::error();
    w.secrets.removeError = FakeSecretStore::error();
    w.signIn();
    w.session.signOut();
    w.settle();
    QVERIFY(w.notRemoved.isEmpty());
    QVERIFY(w.secrets.removals.isEmpty());
}

void TestSessionEnd::leavesTheKeychainAloneForThisRun()
{
    World w(true);
    w.session.useForThisRun({otherServer, foreign.key});
    w.settle();
    QCOMPARE(w.session.state(), State::SignedIn);
    QCOMPARE(w.session.serverAddress(), otherServer);
    w.session.signOut();
    w.settle();
    QVERIFY(w.secrets.reads.isEmpty() && w.secrets.writes.isEmpty() && w.secrets.removals.isEmpty());
    QCOMPARE(w.settings.serverAddress(), server);
    QVERIFY(w.settings.keyExpected(server));

    w.api.failNext(Method::User, refused);
    w.session.useForThisRun(foreign);
    w.settle();
    QCOMPARE(w.session.state(), State::SignedOut);
    QCOMPARE(w.failures, QList<Error>{refused});
}

void TestSessionEnd::tellsUsage()
{
    World w;
    QSignalSpy changed(&w.session, &Session::usageChanged);
    QSignalSpy failed(&w.session, &Session::usageFailed);
    w.session.refreshUsage();
    w.settle();
    QCOMPARE(w.api.count(Method::Usage), 0);
    w.signIn();
    w.api.limits.currentQueries = 5;
    w.session.refreshUsage();
    w.settle();
    QCOMPARE(changed.size(), 1);
    QCOMPARE(w.session.usage().currentQueries, 5);
    w.api.failNext(Method::Usage, offline);
    w.session.refreshUsage();
    w.settle();
    QCOMPARE(failed.size(), 1);
    QCOMPARE(w.session.usage().currentQueries, 5);
}

void TestSessionEnd::dropsUsageOfAnotherAccount()
{
    World w;
    w.signIn();
    QSignalSpy changed(&w.session, &Session::usageChanged);
    QSignalSpy failed(&w.session, &Session::usageFailed);
    w.api.hold(true);
    w.session.refreshUsage();
    w.session.signOut();
    w.api.releaseAll();
    w.settle();
    QCOMPARE(changed.size() + failed.size(), 0);
}

void TestSessionEnd::passesOnWhatItHears()
{
    World w;
    QSignalSpy waiting(&w.session, &Session::waitingForKeychain);
    QSignalSpy pace(&w.session, &Session::paceChanged);
    QSignalSpy answered(&w.session, &Session::serverAnswered);
    w.secrets.saySlow();
    emit w.api.paceChanged(Pace{});
    emit w.api.serverTimeSeen(QDateTime(QDate(2026, 3, 10), QTime(12, 0), Qt::UTC));
    QCOMPARE(waiting.size(), 1);
    QCOMPARE(pace.size(), 1);
    QCOMPARE(answered.size(), 1);
}

void TestSessionEnd::diesWithAnythingUnderWay()
{
    FakeChatApi api;
    FakeSecretStore secrets;
    Settings settings{QString()};
    ManualClock clock;
    api.hold(true);
    secrets.hold(true);
    auto session = std::make_unique<Session>(api, secrets, settings, clock);
    session->restore();
    session->signIn(mine, true);
    session->refreshUsage();
    session.reset();
    api.releaseAll();
    while (secrets.releaseNext()) {
    }
    clock.advance(1h);
    QCoreApplication::processEvents();
    QVERIFY(secrets.writes.isEmpty());
}

QTEST_GUILESS_MAIN(TestSessionEnd)
#include "tst_sessionend.moc"
