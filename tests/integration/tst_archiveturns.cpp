// SPDX-License-Identifier: GPL-3.0-or-later
// Two Confab of one profile: the second one reads what the first one writes, and takes its place as soon as
// that has gone.

#include "archive/database.h"
#include "archive/schema.h"
#include "unit/archivebench.h"

#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QSignalSpy>

#include <cstdio>

using namespace confab;
using World = ArchiveBench;
using State = SyncStatus::State;

namespace {

/// The first one: --hold FOLDER. It has the archive until its input ends.
int hold(const QString &folder)
{
    Archive archive;
    const auto state = archive.open({folder, server, false});
    if (!waitForEnd(state) || !state.result() || state.result()->condition != ArchiveCondition::Writable)
        return 2;
    std::puts("holds");
    std::fflush(stdout);
    std::getchar();
    return 0;
}

/// It is running, and somebody signed in to the second one, who kept an archive before.
class Two
{
public:
    Two()
    {
        world.signIn();
        world.keep();
        QVERIFY(world.reaches(State::Idle));
        archive().signedOut();
        QTRY_COMPARE(archive().condition(), ArchiveCondition::Closed);
        first.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        first.start(QCoreApplication::applicationFilePath(),
                    {u"--hold"_s, world.settings->dataFolder() + u"/archive"_s});
        QVERIFY(waitFor([this] { return first.readAll().startsWith("holds"); }));
        archive().signedIn({server, world.api.me.id});
        QTRY_VERIFY(archive().isOpen());
        QCOMPARE(archive().condition(), ArchiveCondition::InUse);
        QVERIFY(!archive().isWritable());
        archive().setProjects(world.workspace->projects().projects(), world.first);
    }
    ~Two()
    {
        first.kill();
        first.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(Two)

    [[nodiscard]] ArchiveService &archive() { return world.workspace->archive(); }
    /// As something is said while the second one only reads.
    void say()
    {
        world.api.addMessages(world.key(11), 2);
        for (Message &each : world.api.projectData[world.first].messages[world.key(11).session])
            each.createdAt = world.clock.nowUtc().addSecs(-10);
    }

    World world;
    QProcess first;
};

} // namespace

class TestArchiveTurns : public QObject
{
    Q_OBJECT

private slots:
    void takesOverAtOnce();
    void takesOverFromOneThatWasKilled();
    void leavesWhatANewerOneWrote();
    void stopsWaitingWithTheSignOut();
};

/// No time passes: its clock stands still.
void TestArchiveTurns::takesOverAtOnce()
{
    Two two;
    QCOMPARE(two.world.archivedMessages(), 45); // it reads meanwhile
    const qsizetype calls = two.world.api.calls.size();
    two.say();
    QSignalSpy changed(&two.archive(), &ArchiveService::changed);
    two.first.closeWriteChannel();
    QVERIFY(two.first.waitForFinished());
    QCOMPARE(two.first.exitCode(), 0);
    QCOMPARE(two.world.api.calls.size(), calls);
    QTRY_VERIFY(two.archive().isWritable());
    QVERIFY(!changed.isEmpty());
    QVERIFY(two.world.reaches(State::Idle));
    QCOMPARE(two.world.archivedMessages(), 47);
    Archive third; // nobody else may write now
    const QString folder = two.world.settings->dataFolder() + u"/archive"_s;
    QCOMPARE(two.world.value(third.open({folder, server, false})).condition, ArchiveCondition::InUse);
}

/// Its files lie there as they did, so nothing tells of it; but it is looked.
void TestArchiveTurns::takesOverFromOneThatWasKilled()
{
    Two two;
    const QString lock = two.archive().file() + u".lock"_s;
    two.first.kill();
    QVERIFY(two.first.waitForFinished());
    QVERIFY(QFileInfo::exists(lock));
    two.world.clock.advance(ArchiveService::betweenTurns - std::chrono::milliseconds(1));
    QCOMPARE(two.world.archivedMessages(), 45);
    QVERIFY(!two.archive().isWritable());
    two.world.clock.advance(std::chrono::milliseconds(1));
    QTRY_VERIFY(two.archive().isWritable());
    two.say();
    two.archive().sync().syncNow();
    QVERIFY(two.world.reaches(State::Running) && two.world.reaches(State::Idle));
    QCOMPARE(two.world.archivedMessages(), 47);
}

void TestArchiveTurns::leavesWhatANewerOneWrote()
{
    Two two;
    QSignalSpy changed(&two.archive(), &ArchiveService::changed);
    {
        Database newer;
        QVERIFY(newer.open(two.archive().file(), Database::Access::ReadWrite));
        QVERIFY(newer.run(u"PRAGMA user_version=%1"_s.arg(schema::newest() + 1)));
    }
    two.first.closeWriteChannel();
    QVERIFY(two.first.waitForFinished());
    QTRY_COMPARE(two.archive().condition(), ArchiveCondition::Newer);
    QVERIFY(!changed.isEmpty());
    QVERIFY(!two.archive().isOpen() && !two.archive().isWritable());
    const qsizetype calls = two.world.api.calls.size();
    two.world.clock.advance(std::chrono::hours(1));
    QCOMPARE(two.world.api.calls.size(), calls);
    QCOMPARE(two.archive().condition(), ArchiveCondition::Newer);
}

void TestArchiveTurns::stopsWaitingWithTheSignOut()
{
    Two two;
    two.archive().signedOut();
    QTRY_COMPARE(two.archive().condition(), ArchiveCondition::Closed);
    two.first.closeWriteChannel();
    QVERIFY(two.first.waitForFinished());
    two.world.clock.advance(std::chrono::minutes(1));
    two.archive().signedIn({server, two.world.api.me.id});
    QTRY_VERIFY(two.archive().isWritable());
}

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == u"--hold"_s)
        return hold(arguments.value(2));
    TestArchiveTurns test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_archiveturns.moc"
