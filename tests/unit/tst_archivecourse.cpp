// SPDX-License-Identifier: GPL-3.0-or-later
#include "archivebench.h"
#include "core/language.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QSignalSpy>

using namespace confab;
using World = ArchiveBench;
using State = SyncStatus::State;
using Method = FakeChatApi::Method;

/// The archive over days and programs: who writes it, what is remembered of the account, and what it takes.
class TestArchiveCourse : public QObject
{
    Q_OBJECT

private slots:
    void whatAnotherProcessWritesStays();
    void whatTheAccountLacksIsRemembered();
    void damagedInTheMidstOfARun();
    void allFilesCount();
    void languagesAreTold();
};

/// Whoever only reads the archive erases nothing in it, and changes no choice as if it had.
void TestArchiveCourse::whatAnotherProcessWritesStays()
{
    World world;
    world.signIn();
    world.keep();
    QVERIFY(world.reaches(State::Idle));
    ArchiveService &archive = world.workspace->archive();
    archive.signedOut();
    QTRY_COMPARE(archive.condition(), ArchiveCondition::Closed);
    Archive other; // holds the lock from now on
    const QString folder = world.settings->dataFolder() + u"/archive"_s;
    QCOMPARE(world.value(other.open({folder, server, false})).condition, ArchiveCondition::Writable);
    archive.signedIn({server, world.api.me.id});
    QTRY_VERIFY(archive.isOpen());
    QCOMPARE(archive.condition(), ArchiveCondition::InUse);
    QSignalSpy failed(&archive, &ArchiveService::failed);
    archive.setKeepsProject(world.first, false);
    QCOMPARE(failed.size(), 1);
    QVERIFY(archive.choices().keepsProject(server, world.first));
    archive.erase();
    QCOMPARE(failed.size(), 2);
    QVERIFY(archive.isOpen());
    QVERIFY(archive.choices().consent(archive.account()) == ArchiveSettings::Consent::Keep);
    QCOMPARE(world.archivedMessages(), 45);
    // It is looked again and again whether the other one has gone.
    const qsizetype calls = world.api.calls.size();
    world.clock.advance(ArchiveService::betweenTurns);
    QCOMPARE(world.archivedMessages(), 45);
    QVERIFY(!archive.isWritable());
    QVERIFY(waitForEnd(other.close()));
    QCOMPARE(world.api.calls.size(), calls);
    world.clock.advance(ArchiveService::betweenTurns);
    QTRY_VERIFY(archive.isWritable());
    archive.setKeepsProject(world.second, false);
    QCOMPARE(failed.size(), 2);
    QVERIFY(!archive.choices().keepsProject(server, world.second));
}

void TestArchiveCourse::whatTheAccountLacksIsRemembered()
{
    World world;
    world.api.refusesReports = 403;
    world.signIn();
    world.keep();
    QVERIFY(world.reaches(State::Idle));
    QCOMPARE(world.api.count(Method::Intelligence), 2); // one for each project
    QCOMPARE(world.archivedMessages(), 45);
    const auto callsOfANewStart = [&world] {
        const int before = world.api.count(Method::Intelligence);
        world.restart();
        world.signIn();
        return waitFor([&] { return world.workspace->archive().isOpen(); }) && world.reaches(State::Idle)
                   ? world.api.count(Method::Intelligence) - before
                   : -1;
    };
    QCOMPARE(callsOfANewStart(), 0);
    world.sync().syncNow();
    QVERIFY(world.reaches(State::Idle));
    QCOMPARE(world.api.count(Method::Intelligence), 4);
    QCOMPARE(callsOfANewStart(), 0);
    world.workspace.reset();
    world.clock.advance(SyncService::probesAnew);
    QCOMPARE(callsOfANewStart(), 2);
}

/// The run does not go on in the new file as if that held what was read before.
void TestArchiveCourse::damagedInTheMidstOfARun()
{
    World world;
    world.api.reportedPerPage = 1;
    world.signIn();
    int reports = 0;
    world.api.beforeAnswer = [&](const FakeChatApi::Call &call) {
        emit world.api.serverTimeSeen(world.clock.nowUtc());
        if (call.method == Method::Intelligence && ++reports == 20)
            world.api.hold(true);
    };
    world.keep();
    QVERIFY(waitFor([&] { return reports >= 20; }));
    QTRY_VERIFY(world.archivedMessages(world.first) >= 15);
    QCOMPARE(world.sync().status().state, State::Running);

    const QString path = world.workspace->archive().file();
    for (const auto &[name, from] : {std::pair(path, 4096), std::pair(path + u"-wal"_s, 32)}) {
        QFile file(name);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.seek(from));
        file.write(QByteArray(qsizetype(std::max<qint64>(0, file.size() - from)), '\xff'));
    }
    QSignalSpy aside(&world.workspace->archive(), &ArchiveService::wasSetAside);
    world.workspace->archive().search().search(u"anything"_s, world.first);
    QTRY_COMPARE(aside.size(), 1);
    world.api.hold(false);
    world.api.releaseAll();
    QVERIFY(world.reaches(State::Idle));
    QCOMPARE(world.archivedMessages(world.first), 45);
}

void TestArchiveCourse::allFilesCount()
{
    World world;
    world.signIn();
    QCOMPARE(world.workspace->archive().bytes(), 0);
    world.keep();
    QVERIFY(world.reaches(State::Idle));
    const QString file = world.workspace->archive().file();
    QVERIFY(QFileInfo(file + u"-wal"_s).size() > 0);
    qint64 sum = 0;
    for (QDirIterator each(QFileInfo(file).path(), QDir::Files | QDir::Hidden); each.hasNext();)
        sum += QFileInfo(each.next()).size();
    QCOMPARE(world.workspace->archive().bytes(), sum);
    QVERIFY(sum > QFileInfo(file).size());
}

/// By what the visitor writes, and where that is too short to tell, by what the agent answers.
void TestArchiveCourse::languagesAreTold()
{
    const QString german =
        u"Mein Paket ist nicht angekommen, obwohl die Sendungsverfolgung das Gegenteil sagt."_s;
    const QString french =
        u"Mon colis n'est pas arrivé alors que le suivi indique qu'il a été livré hier matin."_s;
    if (languageOf(german).isEmpty())
        QSKIP("Built without cld2: no language is ever told.");
    World world;
    auto &messages = world.api.projectData[world.first].messages;
    messages[world.key(12).session].last().question = german;
    messages[world.key(12).session].last().answer = french;
    world.api.addMessages(world.key(11), 1);
    messages[world.key(11).session].last().question = u"ok"_s;
    messages[world.key(11).session].last().answer = french;
    world.signIn();
    world.keep();
    QVERIFY(world.reaches(State::Idle));
    Archive &archive = world.workspace->archive().archive();
    QCOMPARE(world.value(archive.conversation(world.key(12))).language, u"de"_s);
    QCOMPARE(world.value(archive.conversation(world.key(11))).language, u"fr"_s);
    const auto known = [&world] {
        QStringList codes = world.workspace->archive().facts().languages();
        codes.sort();
        return codes;
    };
    QTRY_COMPARE(known(), QStringList({u"de"_s, u"fr"_s}));
    SearchService &search = world.workspace->archive().search();
    search.search(u"lang:de"_s, {});
    QTRY_COMPARE(search.hits().size(), 2); // the question and its answer
    QCOMPARE(search.hits().first().key, world.key(12));
}

QTEST_GUILESS_MAIN(TestArchiveCourse)
#include "tst_archivecourse.moc"
