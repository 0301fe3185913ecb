// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/screenshot.h"
#include "gui/journey.h"

#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <QTimer>

using namespace confab;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// Starts the program with a key in the keychain and runs it until the screenshot ends it. The clock goes on
/// by `step` in each turn of the event loop, for at most `limit`.
int runToItsEnd(Journey &journey, const QString &file, std::chrono::milliseconds step,
                std::chrono::milliseconds limit)
{
    constexpr int hasNotEnded = 77;
    Screenshot screenshot(journey.window(), journey.workspace().citations(), journey.clock, file);
    journey.secrets.keys[journey.server().baseUrl()] =
        ApiKey::fromInput(QString::fromLatin1(journey.server().key())).value();
    journey.window().start(journey.server().baseUrl());
    QTimer turns;
    std::chrono::milliseconds passed{0};
    QObject::connect(&turns, &QTimer::timeout, &turns, [&] {
        passed += step;
        journey.clock.advance(step);
        if (passed >= limit)
            QCoreApplication::exit(hasNotEnded);
    });
    turns.start(1);
    return QCoreApplication::exec();
}

SandboxFault onList(SandboxFault::Kind kind)
{
    SandboxFault fault;
    fault.kind = kind;
    fault.delay = 300ms;
    fault.match = u"^GET /api/v1/projects/\\d+/conversations$"_s;
    return fault;
}

} // namespace

/// When --screenshot takes its picture, and with what it ends the program. As a process it is in
/// tst_commandline.
class TestScreenshot : public QObject
{
    Q_OBJECT

private slots:
    void init() { QFile::remove(m_file); }
    void waitsForTheFirstLoad();
    void showsAFailureAsWell();
    void givesUpAfterAMinute();
    void cannotBeWritten();

private:
    QTemporaryDir m_folder;
    QString m_file = m_folder.filePath(u"window.png"_s);
};

void TestScreenshot::waitsForTheFirstLoad()
{
    Journey journey;
    journey.addFault(onList(SandboxFault::Kind::Delay));
    QVERIFY(journey.show());
    QCOMPARE(runToItsEnd(journey, m_file, 1ms, 20s), 0);
    QVERIFY(journey.rowCount() >= 10);
    const QImage image(m_file);
    QCOMPARE(image.size(), journey.window().size() * journey.window().devicePixelRatioF());
    // What is in the picture is what is on screen at the end.
    QCOMPARE(image.convertToFormat(QImage::Format_RGB32),
             journey.window().grab().toImage().convertToFormat(QImage::Format_RGB32));
}

void TestScreenshot::showsAFailureAsWell()
{
    Journey journey;
    journey.addFault(onList(SandboxFault::Kind::Html502));
    QVERIFY(journey.show());
    QCOMPARE(runToItsEnd(journey, m_file, 10ms, 50s), 0);
    QVERIFY(!journey.listSentence().isEmpty());
    QVERIFY(!QImage(m_file).isNull());
}

void TestScreenshot::givesUpAfterAMinute()
{
    Journey journey;
    journey.addFault(onList(SandboxFault::Kind::Hang));
    QVERIFY(journey.show());
    QCOMPARE(runToItsEnd(journey, m_file, 50ms, 59s), 77); // not sooner
    journey.crash();
    QVERIFY(journey.show());
    QCOMPARE(runToItsEnd(journey, m_file, 50ms, 61s), 1);
    QVERIFY(!QFile::exists(m_file));
    journey.server().clearFaults();
}

void TestScreenshot::cannotBeWritten()
{
    Journey journey;
    QVERIFY(journey.show());
    QCOMPARE(runToItsEnd(journey, m_folder.filePath(u"no/such/folder/window.png"_s), 1ms, 20s), 1);
}

QTEST_MAIN(TestScreenshot)
#include "tst_screenshot.moc"
