// SPDX-License-Identifier: GPL-3.0-or-later
// A sync that is killed at twenty points, and then goes on to its end: the archive is whole each time, and
// holds in the end what one undisturbed sync leaves.

#include "api/rategovernor.h"
#include "api/restchatapi.h"
#include "archive/database.h"
#include "archive/schema.h"
#include "core/clock.h"
#include "sandbox/sandboxserver.h"
#include "support/syncworld.h"

#include <QNetworkAccessManager>
#include <QProcess>
#include <QRandomGenerator>

using namespace confab;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int kills = 20;

/// As ArchiveWorld's.
ArchivePlace placeIn(const QString &folder)
{
    return {folder, QUrl(u"https://example.com/api/v1"_s), false};
}

/// The program that is killed: --sync ADDRESS KEY FOLDER PROJECT.
int syncOnce(const QStringList &arguments)
{
    if (arguments.size() < 6)
        return 2;
    SystemClock clock;
    RateGovernor governor(clock);
    RestChatApi api(governor, clock, [] { return std::make_unique<QNetworkAccessManager>(); }, {});
    api.setCredentials({QUrl(arguments[2]), ApiKey::fromInput(arguments[3]).value_or(ApiKey())});
    Archive archive;
    ArchiveFeed feed(archive);
    const auto state = archive.open(placeIn(arguments[4]));
    if (!waitForEnd(state) || !state.result() || !state.result()->setAside.isEmpty() ||
        state.result()->condition != ArchiveCondition::Writable)
        return 3;
    ProjectSync sync(api, archive, feed, clock);
    const auto end = runOf(sync, ProjectId{arguments[5].toLongLong()});
    return end && *end ? 0 : 1;
}

QStringList taskFor(const SandboxServer &server, const QString &folder)
{
    return {u"--sync"_s, server.baseUrl().toString(), QString::fromLatin1(server.key()), folder,
            QString::number(server.firstProject())};
}

/// On a copy: the next run is to find what the killed one left behind, its log too.
QString verdictOn(const QString &folder)
{
    const QTemporaryDir copy;
    const QString path = Archive::fileOf(placeIn(folder));
    const QString copied = copy.filePath(u"copy.sqlite"_s);
    if (!QFile::copy(path, copied))
        return u"ok"_s; // killed before there was one
    QFile::copy(path + u"-wal"_s, copied + u"-wal"_s);
    Database database;
    if (!database.open(copied, Database::Access::ReadWrite))
        return u"cannot be opened"_s;
    if (database.value(u"PRAGMA user_version"_s).toInt() == 0)
        return u"ok"_s; // killed before there was anything in it
    const QString verdict = database.value(u"PRAGMA integrity_check"_s).toString();
    return schema::check(database, true) == schema::Health::Sound ? verdict : verdict + u", not sound"_s;
}

} // namespace

class TestSyncCrash : public QObject
{
    Q_OBJECT

private slots:
    void killedTwentyTimes_data();
    void killedTwentyTimes();
};

void TestSyncCrash::killedTwentyTimes_data()
{
    QTest::addColumn<int>("conversations"); // enough for twenty runs to make calls
    QTest::addColumn<bool>("intelligence");
    QTest::addColumn<int>("most"); // calls between two kills, but for those on their way
    QTest::newRow("by reports") << 900 << true << 4;
    QTest::newRow("by conversations") << 350 << false << 9;
}

void TestSyncCrash::killedTwentyTimes()
{
    QFETCH(const int, conversations);
    QFETCH(const bool, intelligence);
    QFETCH(const int, most);
    SandboxOptions options;
    options.conversations = conversations;
    options.intelligence = intelligence;
    options.latency = 30ms;
    options.now = QDateTime(QDate(2026, 3, 10), QTime(12, 0), Qt::UTC);
    SandboxServer server(options);
    QVERIFY(server.start());
    const ProjectId project{server.firstProject()};
    const QString self = QCoreApplication::applicationFilePath();

    const QTemporaryDir calm;
    QCOMPARE(QProcess::execute(self, taskFor(server, calm.path())), 0);
    const QStringList whole = ArchiveWorld(calm.path()).rows(project);
    QVERIFY(whole.size() > conversations * 2);

    const QTemporaryDir home;
    QRandomGenerator random(20260310);
    for (int kill = 0; kill < kills; ++kill) {
        server.clearCalls();
        QProcess sync;
        sync.setProcessChannelMode(QProcess::ForwardedChannels);
        sync.start(self, taskFor(server, home.path()));
        const int until = 1 + int(random.bounded(quint32(most)));
        QVERIFY(waitFor([&] { return server.callCount() >= until || sync.state() == QProcess::NotRunning; }));
        QVERIFY2(sync.state() == QProcess::Running, qPrintable(u"ended before kill %1"_s.arg(kill)));
        QTest::qSleep(int(random.bounded(30)));
        sync.kill();
        QVERIFY(sync.waitForFinished());
        QCOMPARE(sync.exitStatus(), QProcess::CrashExit);
        QCOMPARE(verdictOn(home.path()), u"ok"_s);
    }
    QCOMPARE(QProcess::execute(self, taskFor(server, home.path())), 0);
    QCOMPARE(verdictOn(home.path()), u"ok"_s);
    const ArchiveWorld end(home.path());
    const QStringList rows = end.rows(project);
    QCOMPARE(rows.size(), whole.size());
    for (qsizetype i = 0; i < rows.size(); ++i)
        QCOMPARE(rows.at(i), whole.at(i));
    QCOMPARE(end.value(end.archive.counts()).removed, 0);
}

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    if (QCoreApplication::arguments().value(1) == u"--sync"_s)
        return syncOnce(QCoreApplication::arguments());
    TestSyncCrash test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_synccrash.moc"
