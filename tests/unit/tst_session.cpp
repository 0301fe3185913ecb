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

class TestSession : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QDir(QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)).removeRecursively();
    }

    void restoresAKey();
    void startsSignedOutWithoutAKey();
    void findsAKeyThatSettingsForgot();
    void triesALockedKeychainOnceMore();
    void triesABrokenKeychainOnceMore();
    void saysSoWhereTheKeyStaysUnreadable();
    void worksAfterUnlockingWithoutTheKeyTypedAnew();
    void asksAtOnceDuringThePause();
    void signsInDuringThePause();
    void goesBackToUnreadableWhenSigningInFails();
    void tellsOfAnotherKeychain();
    void needsNoKeychainToStart();
    void keepsARefusedKeyInTheKeychain();
    void isSignedInThoughTheServerIsAway_data();
    void isSignedInThoughTheServerIsAway();

    void storesOnlyAcceptedKeys();
    void doesNotStoreUnasked();
    void doesNotWaitForTheKeychain();
    void worksWithoutAKeychain();
    void putsTheOldKeyBack();
    void putsTheFirstOldKeyBackAfterTwoTries();
    void takesTheLastOfTwoSignIns();
    void dropsACheckOnSignOut();
    void anAddressForThisRunIsNotRemembered();
    void keepsTheAccountWhileANewKeyIsChecked();
};

void TestSession::restoresAKey()
{
    World w(true);
    QCOMPARE(w.session.state(), State::SignedOut);
    w.session.restore();
    QCOMPARE(w.session.state(), State::Restoring);
    QVERIFY(w.api.credentials.isEmpty());
    w.settle();
    QCOMPARE(w.states, (QList<State>{State::Restoring, State::SigningIn, State::SignedIn}));
    QCOMPARE(w.session.user(), w.api.me);
    QCOMPARE(w.session.serverAddress(), server);
    QVERIFY(w.inUse() == mine);
    QCOMPARE(w.api.calls.size(), 1);
    QVERIFY(!w.session.isKeyUnsaved());
    QVERIFY(w.secrets.writes.isEmpty());
    w.session.restore();
    w.settle();
    QCOMPARE(w.secrets.reads.size(), 1);
}

void TestSession::startsSignedOutWithoutAKey()
{
    World w;
    w.session.restore();
    w.settle();
    QCOMPARE(w.states, (QList<State>{State::Restoring, State::SignedOut}));
    QCOMPARE(w.clock.pending(), 0);
    QVERIFY(w.api.calls.isEmpty());
}

void TestSession::findsAKeyThatSettingsForgot()
{
    World w;
    w.secrets.keys[server] = mine.key;
    w.session.restore();
    w.settle();
    QCOMPARE(w.session.state(), State::SignedIn);
    QVERIFY(w.settings.keyExpected(server));
}

void TestSession::triesALockedKeychainOnceMore()
{
    World w(true);
    w.secrets.locked = true;
    w.session.restore();
    w.settle();
    QCOMPARE(w.session.state(), State::Restoring);
    w.secrets.locked = false;
    w.clock.advance(9999ms);
    w.settle();
    QCOMPARE(w.secrets.reads.size(), 1);
    w.clock.advance(1ms);
    w.settle();
    QCOMPARE(w.secrets.reads.size(), 2);
    QCOMPARE(w.session.state(), State::SignedIn);
}

void TestSession::triesABrokenKeychainOnceMore()
{
    World w(true);
    w.secrets.readError = FakeSecretStore::error();
    w.session.restore();
    w.settle();
    QCOMPARE(w.session.state(), State::Restoring);
    w.secrets.readError.reset();
    w.clock.advance(10s);
    w.settle();
    QCOMPARE(w.session.state(), State::SignedIn);
}

void TestSession::saysSoWhereTheKeyStaysUnreadable()
{
    World w(true);
    w.secrets.locked = true;
    w.session.restore();
    w.settle();
    w.clock.advance(10s);
    w.settle();
    QCOMPARE(w.states, (QList<State>{State::Restoring, State::KeyUnreadable}));
    w.clock.advance(1h);
    w.settle();
    QCOMPARE(w.secrets.reads.size(), 2);
    QVERIFY(w.settings.keyExpected(server));
    QVERIFY(w.secrets.writes.isEmpty());
    QVERIFY(w.secrets.removals.isEmpty());
}

void TestSession::worksAfterUnlockingWithoutTheKeyTypedAnew()
{
    World w(true);
    w.secrets.locked = true;
    w.session.restore();
    w.settle();
    w.clock.advance(10s);
    w.settle();
    w.secrets.locked = false;
    w.session.restore();
    w.settle();
    QCOMPARE(w.session.state(), State::SignedIn);
    QVERIFY(w.inUse() == mine);
}

void TestSession::asksAtOnceDuringThePause()
{
    World w(true);
    w.secrets.locked = true;
    w.session.restore();
    w.session.restore();
    w.settle();
    QCOMPARE(w.secrets.reads.size(), 1);
    w.secrets.locked = false;
    w.session.restore();
    w.settle();
    QCOMPARE(w.session.state(), State::SignedIn);
    w.clock.advance(1h);
    w.settle();
    QCOMPARE(w.secrets.reads.size(), 2);
}

void TestSession::signsInDuringThePause()
{
    World w(true);
    w.secrets.locked = true;
    w.session.restore();
    w.settle();
    w.signIn(renewed, false);
    QCOMPARE(w.session.state(), State::SignedIn);
    w.secrets.locked = false;
    w.clock.advance(1h);
    w.settle();
    QCOMPARE(w.secrets.reads.size(), 1);
    QVERIFY(w.inUse() == renewed);
}

void TestSession::goesBackToUnreadableWhenSigningInFails()
{
    World w(true);
    w.secrets.hold(true);
    w.session.restore();
    w.settle();
    w.api.failNext(Method::User, refused);
    w.signIn(foreign);
    QCOMPARE(w.session.state(), State::KeyUnreadable);
    QCOMPARE(w.failures.size(), 1);
    w.secrets.releaseNext(); // the read of before answers at last
    w.settle();
    QCOMPARE(w.session.state(), State::KeyUnreadable);
    QVERIFY(w.inUse() == Credentials());
}

// After a change of the desktop the key lies in a keychain that nobody asks any more.
void TestSession::tellsOfAnotherKeychain()
{
    {
        World w;
        w.secrets.kind = QStringLiteral("KWallet");
        w.signIn();
        QCOMPARE(w.settings.keychainSeen(server), QStringLiteral("KWallet"));
        QCOMPARE(w.session.formerKeychain(), QString());
    }
    World w;
    w.secrets.kind = QStringLiteral("Secret Service");
    w.session.restore();
    w.settle();
    w.clock.advance(10s);
    w.settle();
    QCOMPARE(w.session.state(), State::KeyUnreadable);
    QCOMPARE(w.session.formerKeychain(), QStringLiteral("KWallet"));
    QVERIFY(w.settings.keyExpected(server));
    QVERIFY(w.secrets.removals.isEmpty());
    w.signIn(); // stored in the present one, which is the one to know from now on
    QCOMPARE(w.settings.keychainSeen(server), QStringLiteral("Secret Service"));
    QCOMPARE(w.session.formerKeychain(), QString());
}

void TestSession::needsNoKeychainToStart()
{
    World w;
    w.secrets.readError = FakeSecretStore::error();
    w.session.restore();
    w.settle();
    QCOMPARE(w.session.state(), State::SignedOut);
    QCOMPARE(w.clock.pending(), 0);
}

void TestSession::keepsARefusedKeyInTheKeychain()
{
    World w(true);
    w.api.failNext(Method::User, refused);
    w.session.restore();
    w.settle();
    QCOMPARE(w.states, (QList<State>{State::Restoring, State::SigningIn, State::SignedOut}));
    QCOMPARE(w.failures, QList<Error>{refused});
    QVERIFY(w.inUse() == Credentials());
    QVERIFY(w.secrets.removals.isEmpty());
    QVERIFY(w.settings.keyExpected(server));
}

void TestSession::isSignedInThoughTheServerIsAway_data()
{
    QTest::addColumn<int>("kind");
    for (const ErrorKind kind : {ErrorKind::Offline, ErrorKind::Timeout, ErrorKind::Tls, ErrorKind::Server,
                                 ErrorKind::BadResponse, ErrorKind::RateLimited, ErrorKind::Forbidden})
        QTest::addRow("kind %d", static_cast<int>(kind)) << static_cast<int>(kind);
}

void TestSession::isSignedInThoughTheServerIsAway()
{
    QFETCH(int, kind);
    World w(true);
    w.api.failNext(Method::User, Error{static_cast<ErrorKind>(kind), 0, {}, {}, {}});
    w.session.restore();
    w.settle();
    QCOMPARE(w.session.state(), State::SignedIn);
    QCOMPARE(w.failures.size(), 1);
    QVERIFY(w.inUse() == mine);
    QCOMPARE(w.session.user(), User());
}

void TestSession::storesOnlyAcceptedKeys()
{
    World w;
    w.api.hold(true);
    w.session.signIn(mine, true);
    w.settle();
    QCOMPARE(w.session.state(), State::SigningIn);
    QVERIFY(w.secrets.writes.isEmpty());
    w.api.releaseNext();
    w.settle();
    QCOMPARE(w.session.state(), State::SignedIn);
    QVERIFY(w.secrets.keys[server] == mine.key);
    QVERIFY(w.settings.keyExpected(server));
    QVERIFY(!w.session.isKeyUnsaved());

    World refusing;
    refusing.api.failNext(Method::User, refused);
    refusing.signIn();
    QCOMPARE(refusing.session.state(), State::SignedOut);
    QCOMPARE(refusing.failures, QList<Error>{refused});
    QVERIFY(refusing.secrets.writes.isEmpty());
    QVERIFY(refusing.inUse() == Credentials());
}

void TestSession::doesNotStoreUnasked()
{
    World w;
    w.signIn({otherServer, mine.key}, false);
    QCOMPARE(w.session.state(), State::SignedIn);
    QVERIFY(w.session.isKeyUnsaved());
    QVERIFY(w.secrets.writes.isEmpty());
    QCOMPARE(w.settings.serverAddress(), otherServer);
    QVERIFY(!w.settings.keyExpected(otherServer));
}

void TestSession::doesNotWaitForTheKeychain()
{
    World w;
    w.secrets.hold(true);
    w.signIn();
    QCOMPARE(w.session.state(), State::SignedIn);
    QVERIFY(!w.settings.keyExpected(server));
    w.secrets.releaseNext();
    w.settle();
    QVERIFY(w.settings.keyExpected(server));
}

void TestSession::worksWithoutAKeychain()
{
    const Error broken = FakeSecretStore::error();
    World w;
    w.secrets.writeError = broken;
    QSignalSpy unsaved(&w.session, &Session::keyUnsavedChanged);
    w.signIn();
    QCOMPARE(w.session.state(), State::SignedIn);
    QCOMPARE(w.notStored, QList<Error>{broken});
    QVERIFY(w.session.isKeyUnsaved());
    QCOMPARE(unsaved.size(), 1);
    QVERIFY(w.inUse() == mine);
    QVERIFY(!w.settings.keyExpected(server));

    World next; // the next start asks again
    next.secrets.readError = broken;
    next.session.restore();
    next.settle();
    QCOMPARE(next.session.state(), State::SignedOut);
}

void TestSession::putsTheOldKeyBack()
{
    World w;
    w.signIn();
    w.states.clear();
    w.api.failNext(Method::User, refused);
    w.signIn(foreign);
    QCOMPARE(w.states, (QList<State>{State::SigningIn, State::SignedIn}));
    QVERIFY(w.inUse() == mine);
    QCOMPARE(w.session.user(), w.api.me);
    QVERIFY(w.secrets.keys[server] == mine.key);

    w.api.failNext(Method::User, offline); // a person who types a key wants to hear that it was not checked
    w.signIn(foreign);
    QVERIFY(w.inUse() == mine);
    QCOMPARE(w.failures.last(), offline);
}

void TestSession::putsTheFirstOldKeyBackAfterTwoTries()
{
    World w;
    w.signIn();
    w.api.refuseKey();
    w.api.hold(true);
    w.session.signIn(foreign, true);
    w.api.hold(false);
    w.api.failNext(Method::User, refused);
    w.signIn(renewed);
    QCOMPARE(w.session.state(), State::Expired);
    QVERIFY(w.inUse() == mine);
    QCOMPARE(w.failures, QList<Error>{refused});
}

void TestSession::takesTheLastOfTwoSignIns()
{
    World w;
    w.api.hold(true);
    w.session.signIn(foreign, true);
    w.session.signIn(mine, true);
    w.session.signIn(mine, true); // a double click: the service sees no change of key and answers both
    w.api.releaseLast();
    w.settle();
    QCOMPARE(w.session.state(), State::SignedIn);
    QVERIFY(w.inUse() == mine);
    w.api.failNext(Method::User, refused);
    w.api.releaseAll();
    w.settle();
    QCOMPARE(w.states, (QList<State>{State::SigningIn, State::SignedIn}));
    QVERIFY(w.failures.isEmpty());
    QCOMPARE(w.secrets.writes.size(), 1);
}

void TestSession::dropsACheckOnSignOut()
{
    World w;
    w.api.hold(true);
    w.session.signIn(mine, true);
    w.session.signOut();
    QVERIFY(w.inUse() == Credentials());
    w.api.releaseAll();
    w.settle();
    QCOMPARE(w.states, (QList<State>{State::SigningIn, State::SignedOut}));
    QVERIFY(w.secrets.writes.isEmpty());
    QVERIFY(w.failures.isEmpty());
}

void TestSession::anAddressForThisRunIsNotRemembered()
{
    World w;
    w.session.useServer(otherServer);
    w.signIn({otherServer, mine.key});
    QVERIFY(w.session.isSignedIn());
    QCOMPARE(w.session.serverAddress(), otherServer);
    QCOMPARE(w.settings.serverAddress(), server);
    // An address that the person typed is another matter.
    w.session.signOut();
    const QUrl third(QStringLiteral("https://third.example.org/api/v1"));
    w.signIn({third, mine.key});
    QCOMPARE(w.settings.serverAddress(), third);
}

void TestSession::keepsTheAccountWhileANewKeyIsChecked()
{
    World w;
    QVERIFY(!w.session.hasAccount());
    w.session.signIn(mine, false);
    QVERIFY(!w.session.hasAccount());
    w.settle();
    QVERIFY(w.session.hasAccount());
    w.api.refuseKey();
    QCOMPARE(w.session.state(), State::Expired);
    w.session.signIn(renewed, false);
    QCOMPARE(w.session.state(), State::SigningIn);
    QVERIFY(w.session.hasAccount());
    w.settle();
    QVERIFY(w.session.isSignedIn() && w.session.hasAccount());
    w.session.signOut();
    QVERIFY(!w.session.hasAccount());
}

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
