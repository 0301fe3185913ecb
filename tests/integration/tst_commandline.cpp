// SPDX-License-Identifier: GPL-3.0-or-later
// The program as a process: what a shell, a script or a packager sees of it.

#include "core/version.h"
#include "sandbox/sandboxserver.h"
#include "support/places.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

struct Outcome
{
    int code = -1;
    QString out;
    QString err;
};

Outcome run(const QStringList &arguments, const QStringList &environment = {})
{
    QProcess process;
    QProcessEnvironment env = QProcessEnvironment::systemEnvironment();
    for (const QString &entry : environment)
        env.insert(entry.section(u'=', 0, 0), entry.section(u'=', 1));
    process.setProcessEnvironment(env);
    process.start(QStringLiteral(CONFAB_BIN_DIR "/confab"), arguments);
    if (!process.waitForFinished(100'000))
        return {};
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2,
            QString::fromLocal8Bit(process.readAllStandardOutput()),
            QString::fromLocal8Bit(process.readAllStandardError())};
}

/// A service that the program is sent to, with a key of its own.
struct Service
{
    explicit Service(SandboxOptions options = {}) : server(small(std::move(options)))
    {
        if (!server.start())
            qFatal("The sandbox did not start: %s", qPrintable(server.errorString()));
    }
    [[nodiscard]] static SandboxOptions small(SandboxOptions options)
    {
        options.projects = 4;
        options.conversations = 12;
        return options;
    }
    [[nodiscard]] QString address() const { return server.baseUrl().toString(); }
    [[nodiscard]] QString token() const { return u"CONFAB_TOKEN="_s + QString::fromLatin1(server.key()); }
    [[nodiscard]] int listCalls(qint64 project) const
    {
        return server.callCount(u"^GET /api/v1/projects/%1/conversations(\\?|$)"_s.arg(project));
    }
    /// Starts the program, lets it load everything and ends it. False where it fails.
    [[nodiscard]] static bool load(const QStringList &arguments, const QStringList &environment)
    {
        const QTemporaryDir folder;
        const Outcome outcome =
            run(QStringList{u"--screenshot"_s, folder.filePath(u"window.png"_s)} + arguments, environment);
        if (outcome.code != 0)
            qInfo("%s", qPrintable(outcome.err));
        return outcome.code == 0;
    }

    SandboxServer server;
};

} // namespace

class TestCommandLine : public QObject
{
    Q_OBJECT

private slots:
    void helpAndVersion();
    void wrongValues_data();
    void wrongValues();
    void screenshotOfTheSandbox();
    void screenshotOfOneProject();
    void screenshotThatCannotBeWritten();
    void saysWhereThereIsNoDisplay();
    void screenshotOfWhoIsNotSignedIn();
    void aKeyFromTheEnvironmentIsNotStored();
    void opensTheProjectThatIsNamed();
    void opensAnotherWhereThatIsMissing();
    void asksTheServerThatIsNamed();
    void keepsProfilesApart();
    void sandboxTakesItsTemperFromTheEnvironment();
    void noKeyReachesTheLog();
};

void TestCommandLine::helpAndVersion()
{
    // Neither needs a display.
    const QStringList noDisplay{QStringLiteral("QT_QPA_PLATFORM=nonsense")};
    const Outcome help = run({QStringLiteral("--help")}, noDisplay);
    QCOMPARE(help.code, 0);
    for (const char *option :
         {"--sandbox", "--base-url URL", "--project ID", "--profile NAME", "--screenshot FILE", "--version",
          "--help", "CONFAB_TOKEN", "CONFAB_BASE_URL", "CONFAB_SANDBOX", "fault=drop:1/10", "Exit codes"})
        QVERIFY2(help.out.contains(QLatin1String(option)), option);
    const Outcome version = run({QStringLiteral("--version")}, noDisplay);
    QCOMPARE(version.code, 0);
    QCOMPARE(version.out, QStringLiteral("Confab " CONFAB_VERSION "\n"));
}

void TestCommandLine::wrongValues_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QStringList>("environment");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const QString &arguments, const QString &says,
                        const QString &environment = {}) {
        QTest::newRow(name) << arguments.split(u' ', Qt::SkipEmptyParts)
                            << environment.split(u' ', Qt::SkipEmptyParts) << says;
    };
    row("unknown option", QStringLiteral("--frobnicate"), QStringLiteral("frobnicate"));
    row("argument", QStringLiteral("hello"), QStringLiteral("hello"));
    row("value missing", QStringLiteral("--base-url"), QStringLiteral("base-url"));
    row("http", QStringLiteral("--base-url http://example.com"), QStringLiteral("https://"));
    row("user info", QStringLiteral("--base-url https://me:pw@example.com"), QStringLiteral("user name"));
    row("project word", QStringLiteral("--project seven"), QStringLiteral("--project"));
    row("project zero", QStringLiteral("--project 0"), QStringLiteral("--project"));
    row("project negative", QStringLiteral("--project=-3"), QStringLiteral("--project"));
    row("project huge", QStringLiteral("--project 99999999999999999999"), QStringLiteral("--project"));
    row("profile path", QStringLiteral("--profile ../x"), QStringLiteral("--profile"));
    row("profile empty", QStringLiteral("--profile="), QStringLiteral("--profile"));
    row("screenshot empty", QStringLiteral("--screenshot="), QStringLiteral("--screenshot"));
    row("value forgotten", QStringLiteral("--profile --sandbox"), QStringLiteral("--profile"));
    row("file forgotten", QStringLiteral("--screenshot --sandbox"), QStringLiteral("--screenshot"));
    row("both servers", QStringLiteral("--sandbox --base-url https://example.com"),
        QStringLiteral("exclude"));
    const auto sandbox = [&row](const char *name, const QString &words, const QString &says) {
        row(name, u"--sandbox"_s, says, u"CONFAB_SANDBOX="_s + words);
    };
    sandbox("sandbox word", u"conversation=5"_s, u"CONFAB_SANDBOX: there is no \"conversation\""_s);
    sandbox("sandbox number", u"latency=soon"_s, u"latency= takes a whole number"_s);
    sandbox("sandbox number below", u"conversations=-1"_s, u"conversations= takes"_s);
    sandbox("sandbox number above", u"conversations=100001"_s, u"to 100000"_s);
    sandbox("sandbox fault", u"fault=tempest"_s, u"drop, "_s);
    sandbox("sandbox status", u"fault=200"_s, u"400 to 599"_s);
    sandbox("sandbox odds", u"fault=drop:3/2"_s, u"at most as often"_s);
    sandbox("sandbox odds in words", u"fault=drop:often"_s, u"fault= takes a kind"_s);
    sandbox("sandbox method", u"fault=drop@HEAD"_s, u"fault= takes a kind"_s);
    row("bad address in the environment", {}, QStringLiteral("CONFAB_BASE_URL"),
        QStringLiteral("CONFAB_BASE_URL=ftp://example.com"));
    row("bad key in the environment", {}, QStringLiteral("CONFAB_TOKEN"),
        QStringLiteral("CONFAB_TOKEN=caf\u00e9"));
}

void TestCommandLine::wrongValues()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QStringList, environment);
    QFETCH(const QString, says);
    const Outcome outcome = run(arguments, environment);
    QCOMPARE(outcome.code, 2);
    QVERIFY2(outcome.err.contains(says), qPrintable(outcome.err));
    QCOMPARE(outcome.err.count(u'\n'), 1);
    QCOMPARE(outcome.out, QString());
}

void TestCommandLine::screenshotOfTheSandbox()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("window.png"));
    const Outcome outcome = run({QStringLiteral("--sandbox"), QStringLiteral("--screenshot"), file});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const QImage image(file);
    QVERIFY(image.width() >= 800 && image.height() >= 500);
    // A window with content is not one colour.
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); y += 4) {
        for (int x = 0; x < image.width(); x += 4)
            colours.insert(image.pixel(x, y));
    }
    QVERIFY(colours.size() > 20);
}

void TestCommandLine::screenshotOfOneProject()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("window.png"));
    const Outcome missing = run({QStringLiteral("--sandbox"), QStringLiteral("--project"),
                                 QStringLiteral("987654"), QStringLiteral("--screenshot"), file});
    QVERIFY2(missing.code == 0, qPrintable(missing.err));
    QVERIFY(QFile::exists(file));
}

void TestCommandLine::screenshotThatCannotBeWritten()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("no/such/folder/window.png"));
    const Outcome outcome = run({QStringLiteral("--sandbox"), QStringLiteral("--screenshot"), file});
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.err.contains(QLatin1String("no screenshot: ")), qPrintable(outcome.err));
}

// A script gets the exit code and the reason, not a crash.
void TestCommandLine::saysWhereThereIsNoDisplay()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("window.png"));
    for (const QString &platform : {u"QT_QPA_PLATFORM=nonsense"_s, u"QT_QPA_PLATFORM=xcb"_s}) {
        const Outcome outcome = run({QStringLiteral("--sandbox"), QStringLiteral("--screenshot"), file},
                                    {platform, u"DISPLAY=:987654"_s, u"QT_FATAL_WARNINGS=0"_s});
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.err.contains(u"platform plugin"_s), qPrintable(outcome.err));
        QVERIFY(!QFile::exists(file));
    }
}

void TestCommandLine::screenshotOfWhoIsNotSignedIn()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("window.png"));
    const Outcome outcome = run({u"--profile"_s, u"nobody"_s, u"--screenshot"_s, file});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QVERIFY(QImage(file).width() >= 800);
}

void TestCommandLine::aKeyFromTheEnvironmentIsNotStored()
{
    const QString key = QStringLiteral("4711|CanaryCanaryCanaryCanary");
    const QTemporaryDir folder;
    const Outcome outcome =
        run({QStringLiteral("--screenshot"), folder.filePath(QStringLiteral("window.png"))},
            {QStringLiteral("CONFAB_TOKEN=") + key, QStringLiteral("CONFAB_BASE_URL=http://127.0.0.1:1"),
             QStringLiteral("QT_LOGGING_RULES=*=true")});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QVERIFY(!outcome.err.contains(key) && !outcome.out.contains(key));
    int files = 0;
    QDirIterator it(QDir::homePath(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray bytes = file.readAll();
        ++files;
        QVERIFY2(!bytes.contains("CanaryCanary") && !bytes.contains(key.toLatin1().toBase64()),
                 qPrintable(file.fileName()));
    }
    QVERIFY2(files > 0, "Settings should have been written: nothing was searched.");
}

void TestCommandLine::opensTheProjectThatIsNamed()
{
    const Service service;
    const QList<qint64> ids = service.server.projectIds();
    QVERIFY(Service::load({u"--base-url"_s, service.address(), u"--project"_s, QString::number(ids.at(1)),
                           u"--profile"_s, u"named"_s},
                          {service.token()}));
    QVERIFY(service.listCalls(ids.at(1)) > 0);
    QCOMPARE(service.listCalls(ids.at(0)), 0);
}

void TestCommandLine::opensAnotherWhereThatIsMissing()
{
    const Service service;
    QVERIFY(Service::load(
        {u"--base-url"_s, service.address(), u"--project"_s, u"987654"_s, u"--profile"_s, u"missing"_s},
        {service.token()}));
    QCOMPARE(service.listCalls(987654), 0);
    QVERIFY(service.listCalls(service.server.firstProject()) > 0);
}

void TestCommandLine::asksTheServerThatIsNamed()
{
    Service named;
    Service other;
    const QString elsewhere = u"CONFAB_BASE_URL="_s + other.address();
    QVERIFY(Service::load({u"--profile"_s, u"address"_s}, {named.token(), elsewhere}));
    QVERIFY(other.server.callCount() > 0);
    QCOMPARE(named.server.callCount(), 0);
    other.server.clearCalls();
    // The option goes before the environment, and neither is remembered.
    QVERIFY(Service::load({u"--base-url"_s, named.address(), u"--profile"_s, u"address"_s},
                          {named.token(), elsewhere}));
    QVERIFY(named.server.callCount() > 0);
    QCOMPARE(other.server.callCount(), 0);
    QFile settings(QDir::homePath() + u"/config/confab/address.ini"_s);
    QVERIFY(settings.open(QIODevice::ReadOnly));
    const QByteArray remembered = settings.readAll();
    QVERIFY(!remembered.isEmpty());
    QVERIFY2(!remembered.contains("127.0.0.1"), remembered.constData());
}

void TestCommandLine::keepsProfilesApart()
{
    const Service service;
    const QList<qint64> ids = service.server.projectIds();
    const auto load = [&service](const QString &profile, const QStringList &more = {}) {
        return Service::load(QStringList{u"--base-url"_s, service.address(), u"--profile"_s, profile} + more,
                             {service.token()});
    };
    QVERIFY(load(u"one"_s, {u"--project"_s, QString::number(ids.at(1))}));
    QVERIFY(load(u"two"_s, {u"--project"_s, QString::number(ids.at(2))}));
    const QDir folder(QDir::homePath() + u"/config/confab"_s);
    const QStringList files = folder.entryList({u"one.ini"_s, u"two.ini"_s}, QDir::Files);
    QCOMPARE(files.size(), 2);
    // Each remembers what it had open.
    for (const auto &[profile, project] : {std::pair(u"one"_s, ids.at(1)), std::pair(u"two"_s, ids.at(2))}) {
        QFile file(folder.filePath(profile + u".ini"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains(QByteArray::number(project)));
    }
}

void TestCommandLine::sandboxTakesItsTemperFromTheEnvironment()
{
    // A slow one: that it is, is seen by the time that it takes.
    QElapsedTimer clock;
    clock.start();
    QVERIFY(Service::load({u"--sandbox"_s}, {u"CONFAB_SANDBOX=conversations=5,latency=400"_s}));
    QVERIFY2(clock.elapsed() >= 1200, qPrintable(QString::number(clock.elapsed()))); // user, projects, list
    // A broken one: the picture is of the fault's words, and the program ends as it should.
    const Outcome broken = run({u"--sandbox"_s, u"--screenshot"_s, QDir::homePath() + u"/broken.png"_s},
                               {u"CONFAB_SANDBOX=fault=500"_s, u"QT_LOGGING_RULES=confab.*=true"_s});
    QCOMPARE(broken.code, 0);
    QVERIFY2(broken.err.contains(u"-> 500"_s), qPrintable(broken.err));
}

void TestCommandLine::noKeyReachesTheLog()
{
    SandboxOptions options;
    options.key = "proxy-key/with\"signs\"and-words";
    Service service(options);
    SandboxFault echo;
    echo.status = 422;
    echo.match = u"/conversations"_s;
    echo.body =
        R"({"status":"error","data":{"code":422,"message":"proxy-key/with\"signs\"and-words is odd"}})";
    service.server.addFault(echo);
    const QTemporaryDir folder;
    const Outcome outcome =
        run({u"--base-url"_s, service.address(), u"--screenshot"_s, folder.filePath(u"window.png"_s)},
            {service.token(), u"QT_LOGGING_RULES=*=true"_s});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    QVERIFY(outcome.err.contains(u"422"_s));
    for (const QString &form : {u"proxy-key"_s, u"and-words"_s})
        QVERIFY2(!outcome.err.contains(form) && !outcome.out.contains(form), qPrintable(outcome.err));
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
