// SPDX-License-Identifier: GPL-3.0-or-later
// The program as a process: what a shell, a script or a packager sees of it.

#include "core/version.h"
#include "support/places.h"

#include <QDirIterator>
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

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
    void aKeyFromTheEnvironmentIsNotStored();
};

void TestCommandLine::helpAndVersion()
{
    // Neither needs a display.
    const QStringList noDisplay{QStringLiteral("QT_QPA_PLATFORM=nonsense")};
    const Outcome help = run({QStringLiteral("--help")}, noDisplay);
    QCOMPARE(help.code, 0);
    for (const char *option :
         {"--sandbox", "--base-url URL", "--project ID", "--profile NAME", "--screenshot FILE", "--version",
          "--help", "CONFAB_TOKEN", "CONFAB_BASE_URL", "Exit codes"})
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
    row("both servers", QStringLiteral("--sandbox --base-url https://example.com"),
        QStringLiteral("exclude"));
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

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
