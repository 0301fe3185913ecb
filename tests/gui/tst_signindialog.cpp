// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/fakechatapi.h"
#include "fakes/fakesecretstore.h"
#include "fakes/manualclock.h"
#include "services/session.h"
#include "services/settings.h"
#include "ui/signindialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

const QString usualKey = u"4711|abcdefghijklmnopqrstuvwxyz0123"_s;

struct Setup
{
    Setup()
    {
        window.resize(900, 700);
        window.show();
        open();
    }
    void open()
    {
        dialog = new SignInDialog(session, &window);
        dialog->open();
    }

    template<class T>
    [[nodiscard]] T *named(const QString &accessibleName) const
    {
        const auto all = dialog->findChildren<T *>();
        for (T *widget : all) {
            if (widget->accessibleName() == accessibleName)
                return widget;
        }
        return nullptr;
    }
    [[nodiscard]] QLineEdit *key() const { return named<QLineEdit>(u"API key"_s); }
    [[nodiscard]] QLineEdit *address() const { return named<QLineEdit>(u"Server address"_s); }
    [[nodiscard]] QPushButton *button() const { return named<QPushButton>(u"Sign in"_s); }
    [[nodiscard]] QString label(const char *objectName) const
    {
        const auto *found = dialog->findChild<QLabel *>(QLatin1String(objectName));
        return found->isVisible() ? found->text() : QString();
    }

    ManualClock clock;
    FakeChatApi api;
    FakeSecretStore secrets;
    Settings settings{u"signin"_s};
    Session session{api, secrets, settings, clock};
    QWidget window;
    QPointer<SignInDialog> dialog;
};

} // namespace

class TestSignInDialog : public QObject
{
    Q_OBJECT

private slots:
    void controlsHaveTheirNames();
    void addressIsThatOfTheVendor();
    void pastedKeyIsTrimmed();
    void impossibleInputIsSaidBesideIt_data();
    void impossibleInputIsSaidBesideIt();
    void unusualKeyIsNoBarrier();
    void keyIsHiddenUntilAskedFor();
    void signsInAndCloses();
    void forgetsWhereNotToRemember();
    void refusalStaysInTheDialog();
    void saysWhyItIsThere();
    void cancelWhileCheckingLeavesThingsAsTheyWere();
    void keychainMayAnswerMeanwhile();
};

void TestSignInDialog::controlsHaveTheirNames()
{
    Setup setup;
    QCOMPARE(setup.dialog->windowTitle(), u"Sign in"_s);
    QVERIFY(setup.key() && setup.address() && setup.button());
    QVERIFY(setup.named<QCheckBox>(u"Remember in the keychain"_s)->isChecked());
    QCOMPARE(setup.button()->text(), u"Sign in"_s);
    QVERIFY(!setup.button()->isEnabled());
    QCOMPARE(setup.dialog->windowModality(), Qt::WindowModal);
    for (const QLabel *label : setup.dialog->findChildren<QLabel *>())
        QVERIFY2(label->textFormat() == Qt::PlainText, qPrintable(label->objectName()));
}

void TestSignInDialog::addressIsThatOfTheVendor()
{
    Setup setup;
    QCOMPARE(setup.address()->text(), u"https://app.customgpt.ai/api/v1"_s);
    QVERIFY(setup.address()->isVisible());
    // Within reach of the keyboard, in the order of the eye.
    QVERIFY(QTest::qWaitForWindowActive(setup.dialog));
    setup.key()->setFocus();
    QTest::keyClick(setup.dialog, Qt::Key_Tab); // past the button that shows the key
    QTest::keyClick(setup.dialog, Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), setup.address());
}

void TestSignInDialog::pastedKeyIsTrimmed()
{
    Setup setup;
    setup.key()->insert(u"  "_s + usualKey + u" \n"_s);
    QCOMPARE(setup.key()->text(), usualKey);
    QVERIFY(setup.button()->isEnabled());
    QVERIFY(setup.label("keyHint").isEmpty());
}

void TestSignInDialog::impossibleInputIsSaidBesideIt_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("keyHint");
    QTest::addColumn<QString>("addressHint");
    const QString good = u"https://app.customgpt.ai/api/v1"_s;
    QTest::newRow("blank inside") << u"4711|abc def"_s << good << u"cannot be a key"_s << QString();
    QTest::newRow("not ASCII") << u"4711|äöü"_s << good << u"cannot be a key"_s << QString();
    QTest::newRow("http") << usualKey << u"http://example.com"_s << QString() << u"begins with https://"_s;
    QTest::newRow("user in it") << usualKey << u"https://a:b@example.com"_s << QString() << u"begins with"_s;
    QTest::newRow("no address") << usualKey << QString() << QString() << u"cannot be the address"_s;
}

void TestSignInDialog::impossibleInputIsSaidBesideIt()
{
    QFETCH(QString, key);
    QFETCH(QString, address);
    QFETCH(QString, keyHint);
    QFETCH(QString, addressHint);
    Setup setup;
    setup.key()->setText(key);
    setup.address()->setText(address);
    QVERIFY2(setup.label("keyHint").contains(keyHint), qPrintable(setup.label("keyHint")));
    QVERIFY2(setup.label("addressHint").contains(addressHint), qPrintable(setup.label("addressHint")));
    QCOMPARE(setup.label("keyHint").isEmpty(), keyHint.isEmpty());
    QVERIFY(!setup.button()->isEnabled());
    QTest::keyClick(setup.key(), Qt::Key_Return);
    QCOMPARE(setup.api.count(FakeChatApi::Method::User), 0);
}

void TestSignInDialog::unusualKeyIsNoBarrier()
{
    Setup setup;
    setup.key()->setText(u"whatever-the-proxy-wants"_s);
    QVERIFY(setup.label("keyHint").contains(u"usually"_s));
    QVERIFY(setup.button()->isEnabled());
}

void TestSignInDialog::keyIsHiddenUntilAskedFor()
{
    Setup setup;
    QCOMPARE(setup.key()->echoMode(), QLineEdit::Password);
    auto *reveal = setup.named<QToolButton>(u"Show the key"_s);
    reveal->click();
    QCOMPARE(setup.key()->echoMode(), QLineEdit::Normal);
    reveal->click();
    QCOMPARE(setup.key()->echoMode(), QLineEdit::Password);
}

void TestSignInDialog::signsInAndCloses()
{
    Setup setup;
    QVERIFY(QTest::qWaitForWindowActive(setup.dialog));
    QTest::keyClicks(setup.key(), usualKey);
    QTest::keyClick(setup.key(), Qt::Key_Return);
    QVERIFY(!setup.key()->isEnabled());
    QTRY_VERIFY(setup.session.isSignedIn());
    QTRY_VERIFY2(!setup.dialog, "it closes and is deleted");
    QCOMPARE(setup.api.count(FakeChatApi::Method::User), 1);
    QTRY_COMPARE(setup.secrets.writes.size(), 1);
}

void TestSignInDialog::forgetsWhereNotToRemember()
{
    Setup setup;
    setup.key()->setText(usualKey);
    setup.named<QCheckBox>(u"Remember in the keychain"_s)->setChecked(false);
    QTest::mouseClick(setup.button(), Qt::LeftButton);
    QTRY_VERIFY(setup.session.isSignedIn());
    QVERIFY(setup.secrets.writes.isEmpty());
    QVERIFY(setup.session.isKeyUnsaved());
}

void TestSignInDialog::refusalStaysInTheDialog()
{
    Setup setup;
    setup.api.failNext(FakeChatApi::Method::User, FakeChatApi::httpError(ErrorKind::Unauthorised, 401));
    setup.key()->setText(usualKey);
    QTest::mouseClick(setup.button(), Qt::LeftButton);
    QCOMPARE(setup.label("message"), u"Checking the key…"_s);
    QTRY_VERIFY(setup.label("message").contains(u"The server does not accept the key."_s));
    QVERIFY(setup.dialog->isVisible());
    QVERIFY(setup.button()->isEnabled() && setup.key()->isEnabled());
    QCOMPARE(setup.key()->text(), usualKey);
    // The next try works.
    QTest::mouseClick(setup.button(), Qt::LeftButton);
    QTRY_VERIFY(!setup.dialog);
    QVERIFY(setup.session.isSignedIn());
}

/// After a key that was given for this run, and after one that was taken away in mid-work.
void TestSignInDialog::saysWhyItIsThere()
{
    Setup setup;
    QVERIFY(setup.label("message").isEmpty());
    setup.dialog->close();
    QTRY_VERIFY(!setup.dialog);
    const QUrl own(u"https://chat.example.org/api/v1"_s);
    setup.api.failNext(FakeChatApi::Method::User, FakeChatApi::httpError(ErrorKind::Unauthorised, 401));
    setup.session.useForThisRun({own, ApiKey::fromInput(usualKey).value()});
    QTRY_COMPARE(setup.session.state(), Session::State::SignedOut);
    setup.open();
    QVERIFY(setup.label("message").contains(u"The server does not accept the key."_s));
    QCOMPARE(setup.address()->text(), own.toString());
    setup.key()->setText(usualKey);
    QTest::mouseClick(setup.button(), Qt::LeftButton);
    QTRY_VERIFY(!setup.dialog);
    QVERIFY(setup.session.isSignedIn());
    QVERIFY2(setup.settings.serverAddress() != own, "the address was given for this run");
    emit setup.api.unauthorised();
    QCOMPARE(setup.session.state(), Session::State::Expired);
    setup.open();
    QVERIFY(setup.label("message").contains(u"no longer accepts the key"_s));
    QCOMPARE(setup.address()->text(), own.toString());
}

void TestSignInDialog::cancelWhileCheckingLeavesThingsAsTheyWere()
{
    Setup setup;
    setup.api.hold(true);
    setup.key()->setText(usualKey);
    QTest::mouseClick(setup.button(), Qt::LeftButton);
    QCOMPARE(setup.session.state(), Session::State::SigningIn);
    auto *cancel = setup.dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Cancel);
    QVERIFY(cancel->isEnabled());
    QTest::mouseClick(cancel, Qt::LeftButton);
    QCOMPARE(setup.session.state(), Session::State::SignedOut);
    setup.api.releaseAll();
    QTRY_VERIFY(!setup.dialog);
    QCOMPARE(setup.session.state(), Session::State::SignedOut);
    QVERIFY(setup.secrets.writes.isEmpty());
}

void TestSignInDialog::keychainMayAnswerMeanwhile()
{
    Setup setup;
    setup.secrets.keys[setup.session.serverAddress()] = ApiKey::fromInput(usualKey).value();
    setup.settings.setKeyExpected(setup.session.serverAddress(), true);
    setup.secrets.hold(true);
    setup.session.restore();
    QTest::keyClicks(setup.key(), u"47"_s); // the person has begun to type
    QVERIFY(setup.secrets.releaseNext());
    QTRY_VERIFY(setup.session.isSignedIn());
    QTRY_VERIFY2(!setup.dialog, "nobody is left behind a dialog that asks for what is there");
}

QTEST_MAIN(TestSignInDialog)
#include "tst_signindialog.moc"
