// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/faults.h"
#include "support/eviltls.h"

using namespace confab;
using namespace confab::faults;

namespace {

QString statusText(Journey &journey)
{
    return labelText(journey, u"connectionStatus"_s);
}

} // namespace

/// What fails at the start, and the pauses for which the service asks.
class TestFaultsStart : public QObject
{
    Q_OBJECT

private slots:
    void serverCannotBeReached();
    void statusFollowsTheReplies_data();
    void statusFollowsTheReplies();
    void saysThatItSignsIn();
    void keyCannotBeChecked_data();
    void keyCannotBeChecked();
    void projectsDoNotCome_data() { addReadFaults(Each::OfAKind); }
    void projectsDoNotCome();
    void startPageSaysWhatIsTheMatter();
    void certificateIsNotValid();
    void keychainCannotBeRead();
    void keychainIsAnotherOne();
    void creditsAreTold();
    void goesOnAfterThePause();
    void saysThatThePauseDoesNotEnd();
};

void TestFaultsStart::serverCannotBeReached()
{
    Journey journey(holding(30, 100), shortTimeouts());
    const auto port = static_cast<quint16>(journey.server().baseUrl().port());
    journey.server().stop();
    QVERIFY(journey.start());
    const QString away = u"The projects could not be loaded. The server cannot be reached."_s;
    QCOMPARE(journey.listSentence(), away);
    QCOMPARE(journey.bannerText(), QString()); // said once
    QVERIFY(!journey.hasDialog());
    QCOMPARE(statusText(journey), u"Offline"_s);
    QVERIFY(journey.pressButton(u"Retry"_s)); // still away: it says so again
    QVERIFY(journey.waitRepeated());
    QCOMPARE(journey.listSentence(), away);
    QCOMPARE(journey.bannerText(), QString());

    QVERIFY(journey.server().start(port));
    QVERIFY(journey.action(u"Retry"_s)->isEnabled());
    journey.action(u"Retry"_s)->trigger();
    QVERIFY(journey.waitRepeated());
    QCOMPARE(journey.rowCount(), 30);
    QVERIFY2(statusText(journey).startsWith(u"Connected"_s), qPrintable(statusText(journey)));
    QCOMPARE(journey.bannerText(), QString());
    QVERIFY(!journey.action(u"Retry"_s)->isEnabled());
}

void TestFaultsStart::statusFollowsTheReplies_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("status");
    QTest::newRow("dropped connection") << Kind::DropConnection << u"Offline"_s;
    QTest::newRow("hang") << Kind::Hang << u"The server does not answer"_s;
    QTest::newRow("500") << Kind::Status << u"Connected"_s; // it is there
}

void TestFaultsStart::statusFollowsTheReplies()
{
    QFETCH(const Kind, kind);
    QFETCH(const QString, status);
    Journey journey(holding(30, 100), shortTimeouts());
    QVERIFY(journey.signIn());
    journey.addFault(fault(kind, listCalls));
    Journey::press(Qt::Key_F5);
    QVERIFY(journey.waitRepeated());
    QVERIFY2(statusText(journey).startsWith(status), qPrintable(statusText(journey)));
    journey.server().clearFaults();
    Journey::press(Qt::Key_F5);
    QVERIFY(journey.waitLoaded());
    QVERIFY2(statusText(journey).startsWith(u"Connected"_s), qPrintable(statusText(journey)));
}

// While the key is being checked nobody is asked for one.
void TestFaultsStart::saysThatItSignsIn()
{
    Journey journey(holding(30, 100));
    journey.addFault(fault(Kind::Hold, u"^GET /api/v1/user$"_s));
    QVERIFY(journey.show());
    journey.secrets.keys[journey.server().baseUrl()] =
        ApiKey::fromInput(QString::fromLatin1(journey.server().key())).value();
    journey.window().start(journey.server().baseUrl());
    QTRY_COMPARE(journey.listSentence(), u"Signing in…"_s);
    QVERIFY(!journey.pressButton(u"Sign in"_s));
    QVERIFY(!journey.hasDialog());
    journey.server().clearFaults();
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.listSentence(), QString());
    QCOMPARE(journey.rowCount(), 30);
}

void TestFaultsStart::keyCannotBeChecked_data()
{
    QTest::addColumn<int>("status");
    QTest::newRow("403") << 403;
    QTest::newRow("500") << 500;
}

// Not the server's word on the key: what can be shown is shown.
void TestFaultsStart::keyCannotBeChecked()
{
    QFETCH(const int, status);
    Journey journey(holding(30, 100), shortTimeouts());
    journey.addFault(fault(Kind::Status, u"^GET /api/v1/user$"_s, status));
    QVERIFY(journey.start());
    QVERIFY(journey.workspace().session().isSignedIn());
    QCOMPARE(journey.rowCount(), 30);
    QCOMPARE(journey.bannerText(), QString());
    QVERIFY(!journey.hasDialog());
}

void TestFaultsStart::projectsDoNotCome()
{
    QFETCH(const QString, cause);
    QFETCH(const bool, retry);
    QFETCH(const int, status);
    const Elsewhere elsewhere;
    Journey journey(holding(30, 100), shortTimeouts());
    journey.addFault(rowFault(u"^GET /api/v1/projects$"_s, elsewhere));
    QVERIFY(journey.start());
    const QString said = journey.listSentence();
    QCOMPARE(journey.bannerText(), QString());
    QCOMPARE(journey.action(u"Retry"_s)->isEnabled(), retry);
    if (status != 404)
        QVERIFY2(said.contains(cause), qPrintable(said));
    QVERIFY2(status == 404 ? said.contains(u"The server does not know these projects."_s)
                           : !retry || said.contains(u"The projects could not be loaded."_s),
             qPrintable(said));
    QCOMPARE(elsewhere.visits(), 0);
    journey.server().clearFaults();
    if (retry)
        journey.action(u"Retry"_s)->trigger();
    else
        journey.action(u"Refresh"_s)->trigger();
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowCount(), 30);
    QCOMPARE(journey.bannerText(), QString());
}

void TestFaultsStart::startPageSaysWhatIsTheMatter()
{
    Journey journey(holding(30, 100), shortTimeouts());
    journey.addFault(fault(Kind::DropConnection, u"^GET /api/v1/projects$"_s));
    QVERIFY(journey.start());
    QCOMPARE(journey.listSentence(), u"The projects could not be loaded. The server cannot be reached."_s);
    journey.server().clearFaults();
    QVERIFY(journey.pressButton(u"Retry"_s, journey.list()->parentWidget()));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowCount(), 30);
    QCOMPARE(journey.listSentence(), QString());
    QCOMPARE(journey.bannerText(), QString());
}

// There is no way past it, and the words name the certificate.
void TestFaultsStart::certificateIsNotValid()
{
    TestCertificates certificates;
    if (const QString why = certificates.make(); !why.isEmpty())
        QSKIP(qPrintable(why));
    using Certificate = TestCertificates::Kind;
    const EvilTls server(certificates.certificate(Certificate::SelfSigned),
                         certificates.key(Certificate::SelfSigned), "HTTP/1.1 200 OK\r\n\r\n");
    Journey journey(holding(30, 100), shortTimeouts());
    QVERIFY(journey.show());
    journey.workspace().session().useForThisRun({server.baseUrl(), ApiKey::fromInput(u"1|key"_s).value()});
    const auto saysSo = [&journey] {
        return journey.listSentence().contains(u"The connection to the server is not secure."_s);
    };
    QTRY_VERIFY(saysSo());
    const QString hint = journey.window().findChild<QWidget *>(u"listState"_s)->accessibleDescription();
    QVERIFY2(hint.contains(u"self-signed"_s), qPrintable(hint));
    QCOMPARE(journey.bannerText(), QString());
    QVERIFY(journey.action(u"Retry"_s)->isEnabled());
    QVERIFY(journey.pressButton(u"Retry"_s));
    QTRY_VERIFY(saysSo());
    QCOMPARE(server.seen(), QByteArray()); // no key went out
}

void TestFaultsStart::keychainIsAnotherOne()
{
    Journey journey(holding(30, 100), shortTimeouts());
    journey.secrets.kind = u"KWallet"_s;
    QVERIFY(journey.signIn());
    journey.crash();
    journey.secrets.kind = u"Secret Service"_s;
    const auto kept = std::exchange(journey.secrets.keys, {});
    QVERIFY(journey.show());
    journey.window().start(journey.server().baseUrl());
    QTRY_VERIFY((journey.advance(1s), journey.bannerText().contains(u"could not be read"_s)));
    QVERIFY2(journey.bannerText().contains(
                 u"It was kept in KWallet, and this session of your desktop uses Secret Service."_s),
             qPrintable(journey.bannerText()));
    journey.secrets.keys = kept;
    QVERIFY(journey.pressInBanner(u"Try again"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowCount(), 30);
}

void TestFaultsStart::keychainCannotBeRead()
{
    Journey journey(holding(30, 100), shortTimeouts());
    QVERIFY(journey.signIn());
    journey.crash();
    journey.secrets.readError = FakeSecretStore::error();
    QVERIFY(journey.show());
    journey.window().start(journey.server().baseUrl());
    const auto twice = [&journey] { return journey.secrets.reads.size() == 3; };
    QTRY_COMPARE(journey.secrets.reads.size(), 2);
    QTRY_VERIFY(!journey.workspace().session().isSignedIn());
    QTRY_VERIFY((journey.advance(1s), twice())); // it looks again after a pause
    QVERIFY(journey.waitBanner(u"Your API key could not be read from the keychain."_s));
    QVERIFY(journey.bannerText().contains(u"It was not removed."_s));
    journey.secrets.readError.reset();
    QVERIFY(journey.pressInBanner(u"Try again"_s));
    QVERIFY(journey.waitLoaded());
    QVERIFY(journey.workspace().session().isSignedIn());
    QCOMPARE(journey.rowCount(), 30);
    QCOMPARE(journey.bannerText(), QString());
    QVERIFY(journey.secrets.removals.isEmpty());
}

// With the figures, which are asked for then.
void TestFaultsStart::creditsAreTold()
{
    SandboxOptions options = holding(30, 100);
    options.maxQueries = 1500;
    options.currentQueries = 1499;
    Journey journey(options, shortTimeouts());
    QVERIFY(journey.signIn());
    journey.addFault(fault(Kind::CreditsExhausted, listCalls));
    Journey::press(Qt::Key_F5);
    QVERIFY(journey.waitBanner(u"The query credits of this account are used up."_s));
    QVERIFY(journey.waitBanner(u"1,499 of 1,500 queries of this billing cycle are used."_s));
    QVERIFY(journey.bannerText().contains(u"billing cycle, or with a larger plan"_s));
    QCOMPARE(journey.rowCount(), 30);
}

void TestFaultsStart::goesOnAfterThePause()
{
    Journey journey(holding(30, 100), shortTimeouts());
    QVERIFY(journey.signIn());
    const QStringList rows = journey.rows();
    SandboxFault busy = fault(Kind::Throttle, listCalls);
    busy.times = 1;
    busy.retryAfter = "7";
    journey.addFault(busy);
    const int calls = journey.calls(listCalls);
    Journey::press(Qt::Key_F5);
    QTRY_COMPARE(statusText(journey), u"The service asked for a pause: going on in 7 seconds"_s);
    journey.advance(6s);
    QTRY_COMPARE(statusText(journey), u"The service asked for a pause: going on in 1 second"_s);
    QCOMPARE(journey.calls(listCalls), calls + 1);
    QCOMPARE(journey.rows(), rows);
    QCOMPARE(journey.bannerText(), QString());
    journey.advance(2s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.calls(listCalls), calls + 2);
    QVERIFY2(statusText(journey).startsWith(u"Connected"_s), qPrintable(statusText(journey)));
    QCOMPARE(journey.bannerText(), QString());
}

void TestFaultsStart::saysThatThePauseDoesNotEnd()
{
    Journey journey(holding(30, 100), shortTimeouts());
    QVERIFY(journey.signIn());
    const QStringList rows = journey.rows();
    journey.addFault(fault(Kind::Throttle, listCalls));
    const int calls = journey.calls(listCalls);
    Journey::press(Qt::Key_F5);
    for (int tries = 1; tries <= 4; ++tries) {
        QTRY_COMPARE(journey.calls(listCalls), calls + tries);
        QTRY_VERIFY(statusText(journey).contains(u"asked for a pause"_s));
        journey.advance(2s);
    }
    QVERIFY(journey.waitLoaded());
    QVERIFY2(journey.bannerText().contains(u"The server asked for a pause."_s),
             qPrintable(journey.bannerText()));
    QCOMPARE(journey.rows(), rows);
    journey.server().clearFaults();
    QVERIFY(tryAgain(journey, 0));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.bannerText(), QString());
}

QTEST_MAIN(TestFaultsStart)
#include "tst_faults_start.moc"
