// SPDX-License-Identifier: GPL-3.0-or-later
// The window over a keychain that does not answer: it is there at once, says what it waits for, offers the
// way on, and closes when it is told to.
#include "api/rategovernor.h"
#include "api/restchatapi.h"
#include "core/clock.h"
#include "sandbox/sandboxserver.h"
#include "services/workspace.h"
#include "support/keychainrun.h"
#include "support/places.h"
#include "ui/mainwindow.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QElapsedTimer>
#include <QFrame>
#include <QLineEdit>
#include <QNetworkAccessManager>
#include <QProcess>
#include <QPushButton>

using namespace confab;
using namespace confab::keychaintest;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// As app/main.cpp puts it together, on the real keychain and the real clock.
struct Program
{
    explicit Program(const QUrl &address, const KeychainSecretStore::Timings &timings = {})
        : secrets(settings.profile(), timings)
    {
        settings.setServerAddress(address);
        settings.setKeyExpected(address, true);
        window.show();
        window.start(address);
    }

    Settings settings{u"window"_s};
    SystemClock clock;
    RateGovernor governor{clock};
    RestChatApi api{governor, clock, [] { return std::make_unique<QNetworkAccessManager>(); }};
    KeychainSecretStore secrets;
    Workspace workspace{api, secrets, settings, clock};
    MainWindow window{workspace};
};

} // namespace

class TestKeychainWindow : public QObject
{
    Q_OBJECT

private slots:
    void isUsableAtOnceAndClosesAtOnce();
    void saysWhatItWaitsFor();
    void programStartsAndEnds();
};

void TestKeychainWindow::isUsableAtOnceAndClosesAtOnce()
{
    QElapsedTimer clock;
    clock.start();
    auto program = std::make_unique<Program>(server);
    QVERIFY(QTest::qWaitForWindowExposed(&program->window));
    QCOMPARE(program->workspace.session().state(), Session::State::Restoring);
    // Usable: what a person chooses from a menu opens, while the keychain is being asked.
    program->window.findChild<QAction *>(u"actionShortcuts"_s)->trigger();
    QTRY_VERIFY(program->window.findChild<QDialog *>(u"shortcutsDialog"_s));
    const qint64 usable = clock.restart();
    QVERIFY2(usable < 1000, qPrintable(QString::number(usable)));
    program->window.findChild<QDialog *>(u"shortcutsDialog"_s)->close();
    QCOMPARE(program->workspace.session().state(), Session::State::Restoring);

    clock.start();
    QVERIFY(program->window.close());
    program.reset();
    const qint64 closed = clock.elapsed();
    QVERIFY2(closed < 2000, qPrintable(QString::number(closed)));
    qInfo("usable after %lld ms, closed after %lld ms", usable, closed);
}

void TestKeychainWindow::saysWhatItWaitsFor()
{
    SandboxServer service;
    QVERIFY(service.start());
    Program program(service.baseUrl(), {300ms, 60s});
    QVERIFY(QTest::qWaitForWindowExposed(&program.window));
    const auto *banner = program.window.findChild<QFrame *>(u"banner"_s);
    QVERIFY(banner);
    QTRY_VERIFY(banner->isVisible() &&
                banner->accessibleDescription().contains(u"Waiting for the keychain."_s));
    // The way on, which needs no keychain.
    QPushButton *signIn = nullptr;
    for (QPushButton *button : banner->findChildren<QPushButton *>()) {
        if (button->isVisible() && QString(button->text()).remove(u'&') == u"Sign in"_s)
            signIn = button;
    }
    QVERIFY(signIn);
    QTest::mouseClick(signIn, Qt::LeftButton);
    QTRY_VERIFY(program.window.findChild<QDialog *>(u"signInDialog"_s));
    auto *dialog = program.window.findChild<QDialog *>(u"signInDialog"_s);
    dialog->findChild<QLineEdit *>(u"key"_s)->setText(QString::fromLatin1(service.key()));
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"signInButton"_s), Qt::LeftButton);
    QTRY_VERIFY(program.workspace.session().isSignedIn());
    QTRY_VERIFY(service.callCount(u"^GET /api/v1/projects/\\d+/conversations"_s) > 0);
    QTRY_VERIFY(!banner->accessibleDescription().contains(u"Waiting for the keychain."_s));
}

/// The program itself, from its start to its end: a picture is taken once the first load has settled, which
/// needs no keychain where the key is given.
void TestKeychainWindow::programStartsAndEnds()
{
    SandboxServer service;
    QVERIFY(service.start());
    QProcess program;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"CONFAB_TOKEN"_s, QString::fromLatin1(service.key()));
    program.setProcessEnvironment(environment);
    QElapsedTimer clock;
    clock.start();
    program.start(QStringLiteral(CONFAB_BIN_DIR "/confab"),
                  {u"--base-url"_s, service.baseUrl().toString(), u"--screenshot"_s,
                   QDir::homePath() + u"/window.png"_s});
    QVERIFY(program.waitForFinished(60'000));
    QCOMPARE(program.exitCode(), 0);
    qInfo("started, loaded and ended in %lld ms", clock.elapsed());
}

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    if (qEnvironmentVariableIsEmpty("CONFAB_KEYRING_MODE"))
        qFatal("Run this through tests/support/keyring.sh MODE.");
    TestKeychainWindow test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_keychainwindow.moc"
