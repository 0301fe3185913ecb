// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/journey.h"

#include "sandbox/sandboxdata.h"

#include <QLabel>

using namespace confab;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

SandboxOptions small()
{
    SandboxOptions options;
    options.conversations = 30;
    options.conversationsPerPage = 50;
    return options;
}

QString textOf(const QWidget *within, const QString &objectName)
{
    const auto *label = within->findChild<QLabel *>(objectName);
    return label ? label->text() : QString();
}

QString statusOf(Journey &journey)
{
    return textOf(&journey.window(), u"connectionStatus"_s);
}

} // namespace

/// Signing in and out, and keys that the server or the keychain does not take.
class TestJourneySession : public QObject
{
    Q_OBJECT

private slots:
    void asksForAKeyWhereThereIsNone();
    void saysWhatIsWrongWithAKey();
    void signsInAndRemembers();
    void worksWithoutTheKeychain();
    void signsOut();
    void leavesNothingOfAnotherAccount();
    void asksOnceWhereTheKeyIsRefusedLater();
    void startsWithAKeyThatIsNoLongerGood();
    void goesOnWhereTheServerFailsAtTheStart();
    void saysWhereTheKeyIsKept_data();
    void saysWhereTheKeyIsKept();
};

void TestJourneySession::asksForAKeyWhereThereIsNone()
{
    Journey journey(small());
    QVERIFY(journey.startSignedOut());
    QCOMPARE(journey.calls({}), 0);
    QCOMPARE(statusOf(journey), u"Signed out"_s);
    QCOMPARE(journey.listSentence(), u"You are not signed in."_s);
    for (const QString &name : {u"Refresh"_s, u"New conversation"_s, u"Rename"_s, u"Delete"_s, u"Sign out"_s})
        QVERIFY2(!journey.action(name)->isEnabled(), qPrintable(name));
    // Without the dialog the way in is still there.
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(!journey.hasDialog());
    QVERIFY(journey.activate());
    QVERIFY(journey.pressButton(u"Sign in"_s));
    QVERIFY(journey.dialog(u"signInDialog"_s));
}

void TestJourneySession::saysWhatIsWrongWithAKey()
{
    Journey journey(small());
    QVERIFY(journey.startSignedOut());
    QVERIFY(journey.signInByDialog(u"1|this-is-not-the-key"_s));
    QDialog *dialog = journey.dialog(u"signInDialog"_s);
    QVERIFY(dialog);
    QTRY_VERIFY(textOf(dialog, u"message"_s).contains(u"does not accept the key"_s));
    QVERIFY(dialog->isVisible());
    QVERIFY(journey.control<QLineEdit>(u"API key"_s, dialog)->hasFocus());
    QVERIFY(journey.secrets.writes.isEmpty());
    QVERIFY(journey.signInByDialog()); // and the right one after it
    QVERIFY(journey.waitLoaded());
    QVERIFY(!journey.hasDialog());
    QCOMPARE(journey.rowCount(), 30);
}

void TestJourneySession::signsInAndRemembers()
{
    Journey journey(small());
    QVERIFY(journey.startSignedOut());
    QVERIFY(journey.signInByDialog());
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowCount(), 30);
    QVERIFY(statusOf(journey).startsWith(u"Connected"_s));
    QCOMPARE(journey.secrets.keys.size(), size_t(1));
    QVERIFY(journey.restart());
    QVERIFY(!journey.hasDialog());
    QCOMPARE(journey.rowCount(), 30);
}

void TestJourneySession::worksWithoutTheKeychain()
{
    Journey journey(small());
    journey.secrets.writeError = FakeSecretStore::error();
    QVERIFY(journey.startSignedOut());
    QVERIFY(journey.signInByDialog());
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowCount(), 30);
    QVERIFY(!journey.hasDialog());
    QVERIFY(journey.waitBanner(u"could not be saved in the keychain"_s));
    QCOMPARE(journey.bannerText().count(u"kept in memory until you quit"_s), 1);
    QVERIFY(journey.window().findChild<QLabel *>(u"unsavedKeyStatus"_s)->isVisible());
    QCOMPARE(journey.secrets.keys.size(), size_t(0));
}

void TestJourneySession::signsOut()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    journey.click(1);
    QVERIFY(journey.waitLoaded());
    Journey::press(Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(journey.dialog(u"signInDialog"_s));
    QCOMPARE(journey.rowCount(), 0);
    QCOMPARE(journey.transcript()->model()->rowCount(), 0);
    QCOMPARE(journey.projectPicker()->count(), 0);
    QCOMPARE(journey.projectPicker()->currentText(), QString());
    QCOMPARE(journey.window().windowTitle(), u"Confab"_s);
    QCOMPARE(journey.listSentence(), u"You are not signed in."_s);
    QTRY_VERIFY(journey.secrets.keys.empty());
    journey.server().clearCalls();
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.calls({}), 0);
    QVERIFY(journey.signInByDialog());
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowCount(), 30);
}

void TestJourneySession::leavesNothingOfAnotherAccount()
{
    SandboxOptions options = small();
    options.conversations = 12;
    options.projects = 2;
    options.seed = 7;
    options.key = "88|the-other-account";
    Journey journey(small());
    SandboxServer other(options);
    QVERIFY(other.start());
    ArchiveSettings(journey.workspace().settings())
        .setConsent({other.baseUrl(), SandboxData::userId}, ArchiveSettings::Consent::Refuse);
    QVERIFY(journey.signIn());
    journey.click(1);
    QVERIFY(journey.waitLoaded());
    journey.click(2);
    Journey::press(Qt::Key_Delete); // waits for its ten seconds
    QStringList before = journey.rows();
    journey.filter()->setFocus();

    journey.action(u"Sign out"_s)->trigger();
    QDialog *dialog = journey.dialog(u"signOutDialog"_s); // for what waits to be deleted
    QVERIFY(dialog);
    QVERIFY(journey.pressButton(u"Sign out"_s, dialog));
    dialog = journey.dialog(u"signInDialog"_s);
    QVERIFY(dialog);
    auto *address = journey.control<QLineEdit>(u"Server address"_s, dialog);
    QVERIFY(address);
    address->setFocus();
    address->selectAll();
    Journey::type(other.baseUrl().toString());
    journey.server().clearCalls();
    QVERIFY(journey.signInByDialog(u"88|the-other-account"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowCount(), 12);
    QCOMPARE(journey.projectPicker()->count(), 2);
    QVERIFY(journey.rows().first() != before.first() || journey.rows().size() != before.size());
    QCOMPARE(journey.bannerText(), QString());
    journey.advance(1min);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.calls({}), 0);              // nothing goes to the first account any more
    QCOMPARE(other.callCount(u"^DELETE "_s), 0); // nor its deletion to the other
    QCOMPARE(journey.server().conversationCount(journey.project()), 30);
}

void TestJourneySession::asksOnceWhereTheKeyIsRefusedLater()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    const QStringList rows = journey.rows();
    journey.server().setKey("99|a-new-key");
    Journey::press(Qt::Key_F5); // several calls at once
    QVERIFY(journey.dialog(u"signInDialog"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.window().findChildren<QDialog *>(u"signInDialog"_s).size(), 1);
    QCOMPARE(journey.rows(), rows); // what is on screen stays
    QCOMPARE(journey.bannerText(), QString());
    QVERIFY(journey.signInByDialog(u"99|a-new-key"_s));
    QCOMPARE(journey.workspace().session().state(), Session::State::SigningIn);
    QCOMPARE(journey.listSentence(), QString()); // and so it does while the new key is being checked
    QVERIFY(journey.list()->isVisible() && journey.filter()->isEnabled());
    QVERIFY(journey.waitLoaded());
    QVERIFY(!journey.hasDialog());
    QCOMPARE(journey.rows(), rows);
    QVERIFY(statusOf(journey).startsWith(u"Connected"_s));
}

void TestJourneySession::startsWithAKeyThatIsNoLongerGood()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    journey.window().close();
    journey.crash();
    SandboxFault refuses;
    refuses.status = 401;
    journey.addFault(refuses);
    QVERIFY(!journey.signIn());
    QVERIFY(journey.dialog(u"signInDialog"_s));
    QCOMPARE(journey.window().findChildren<QDialog *>(u"signInDialog"_s).size(), 1);
    journey.server().clearFaults();
    QVERIFY(journey.signInByDialog());
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowCount(), 30);
}

void TestJourneySession::goesOnWhereTheServerFailsAtTheStart()
{
    Journey journey(small());
    SandboxFault broken;
    broken.kind = SandboxFault::Kind::Html502;
    journey.addFault(broken);
    journey.secrets.keys[journey.server().baseUrl()] =
        ApiKey::fromInput(QString::fromLatin1(journey.server().key())).value_or(ApiKey());
    journey.window().show();
    QVERIFY(journey.activate());
    journey.window().start(journey.server().baseUrl());
    // Reads are tried again after a while, each in its turn.
    const auto said = [&journey] {
        journey.advance(5s);
        return journey.listSentence().contains(u"could not be loaded"_s);
    };
    QTRY_VERIFY(said());
    QVERIFY(!journey.hasDialog());
    journey.server().clearFaults();
    QVERIFY(journey.pressButton(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowCount(), 30);
}

void TestJourneySession::saysWhereTheKeyIsKept_data()
{
    QTest::addColumn<bool>("forThisRun");
    QTest::addColumn<QString>("place");
    QTest::newRow("by the environment or the sandbox") << true << u"Memory only, until you quit"_s;
    QTest::newRow("by the keychain") << false << u"The keychain of your system"_s;
}

void TestJourneySession::saysWhereTheKeyIsKept()
{
    QFETCH(const bool, forThisRun);
    QFETCH(const QString, place);
    Journey journey(small());
    if (forThisRun) {
        QVERIFY(journey.show());
        const auto key = ApiKey::fromInput(QString::fromLatin1(journey.server().key()));
        QVERIFY(key);
        journey.workspace().session().useForThisRun({journey.server().baseUrl(), *key});
        QVERIFY(journey.waitLoaded());
    } else {
        QVERIFY(journey.signIn());
    }
    journey.action(u"Settings"_s)->trigger();
    const QDialog *dialog = journey.dialog(u"settingsDialog"_s);
    QVERIFY(dialog);
    QCOMPARE(textOf(dialog, u"settingsKey"_s), place);
}

QTEST_MAIN(TestJourneySession)
#include "tst_journey_session.moc"
