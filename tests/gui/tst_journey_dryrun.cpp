// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/database.h"
#include "gui/retentionjourney.h"

#include <QProgressBar>
#include <QTabWidget>

using namespace confab;
using namespace confab::faults;
using State = SyncStatus::State;

namespace {

/// An account without reports: each conversation has to be looked at by itself.
SandboxOptions oneByOne()
{
    SandboxOptions options = Retaining::some();
    options.conversations = 40;
    options.projects = 1;
    options.intelligence = false;
    return options;
}

struct Said
{
    QString sentence;
    QString hint;
    QString way;   ///< Of the button under the words; empty where there is none.
    QString again; ///< Of the one that tries again.
};

Said saidIn(QDialog *run)
{
    const auto *state = run->findChild<QWidget *>(u"dryRunState"_s);
    const auto *way = state->findChild<QPushButton *>(u"stateAction"_s);
    const auto *again = run->findChild<QPushButton *>(u"dryRunRetry"_s);
    return {state->accessibleName(), state->accessibleDescription(),
            way->isVisible() ? way->text() : QString(), again->isVisible() ? again->text() : QString()};
}

} // namespace

/// What keeps a dry run from its result: each in words, with a way on, and nothing deleted.
class TestJourneyDryRun : public QObject
{
    Q_OBJECT

private slots:
    void progressIsToldAndCancelEndsIt();
    void aCopyIsMadeForIt();
    void aProjectThatIsLeftOut();
    void thePausedSyncIsResumed();
    void theServiceIsDown();
    void theKeyMayNot();
    void theClocksDiffer();
    void theClockWentBack();
    void anotherAccountsCopy();
    void withoutANetwork();

private:
    /// As if it had been read three days ago.
    [[nodiscard]] static bool ageCopy(Retaining &person)
    {
        const QString file = person.workspace().archive().file();
        person.crash();
        Database database;
        return database.open(file, Database::Access::ReadWrite) &&
               database.run(u"UPDATE conversation SET checked_at = checked_at - ?"_s,
                            {3 * 24 * 3600 * 1000LL}) &&
               database.changes() > 0;
    }
};

void TestJourneyDryRun::progressIsToldAndCancelEndsIt()
{
    Retaining person(oneByOne());
    const Expected expected = person.expected(365);
    const auto all = int(expected.found.size());
    QVERIFY(all > RetentionService::ahead);
    QVERIFY(person.begin());
    QVERIFY(ageCopy(person));
    QVERIFY(person.signIn() && person.reaches(State::Idle));
    QDialog *rules = person.addFirst(365);
    QVERIFY(rules);
    // Those that the sync does not look at by itself.
    const QString looks = u"^GET .*/(%1)/messages"_s.arg(QStringList(expected.found.values()).join(u'|'));
    person.server().clearCalls();
    person.addFault(fault(Kind::Hold, looks));
    QDialog *run = person.startDryRun(rules);
    QVERIFY(run);
    const auto told = [&run] { return Retaining::words(run, u"dryRunProgressText"_s); };
    QTRY_COMPARE(told(), u"Looking at 0 of %1 conversations…"_s.arg(all));
    const auto *bar = run->findChild<QProgressBar *>(u"dryRunProgress"_s);
    QCOMPARE(bar->maximum(), all);
    QCOMPARE(person.words(run, u"dryRunHarmless"_s), u"Nothing is deleted by a dry run."_s);
    QTRY_COMPARE(person.calls(looks), RetentionService::ahead);
    QVERIFY(!person.deleteButton(run)->isVisible());
    QVERIFY(person.pressButton(u"Cancel"_s, run));
    QTRY_VERIFY(person.dialog(u"retentionDialog"_s));
    QVERIFY(!person.workspace().retention().isReviewing());
    person.server().clearFaults();
    QVERIFY(person.waitLoaded());
    QCOMPARE(person.calls(looks), RetentionService::ahead); // and no further one

    // Closing in any other way ends it as well.
    person.addFault(fault(Kind::Hold, looks));
    run = person.startDryRun(rules);
    QVERIFY(run);
    QTRY_VERIFY(told().startsWith(u"Looking at 0 of"_s));
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(person.dialog(u"retentionDialog"_s));
    QVERIFY(!person.workspace().retention().isReviewing());
    person.server().clearFaults();
    QVERIFY(person.waitLoaded());

    run = person.dryRun(rules);
    QVERIFY(run);
    QCOMPARE(setOf(person.sessionsOf(run)), expected.found);
    QCOMPARE(person.deleteCalls(), 0);
}

void TestJourneyDryRun::aCopyIsMadeForIt()
{
    Retaining person;
    const Expected expected = person.expected(365);
    QVERIFY(person.signIn()); // and keeps nothing
    QDialog *run = person.startDryRun(person.addFirst(365));
    QVERIFY(run && person.shows(run, u"dryRunState"_s));
    const Said page = saidIn(run);
    QCOMPARE(page.sentence, u"There is no local archive of this project for a rule to go by."_s);
    QVERIFY(page.hint.contains(u"Confab knows it from the local archive"_s));
    QCOMPARE(page.again, u"Try again"_s);
    QVERIFY(person.pressButton(u"Try again"_s, run));
    QVERIFY(person.shows(run, u"dryRunState"_s)); // no better
    QCOMPARE(saidIn(run).sentence, page.sentence);

    QVERIFY(person.pressButton(page.way, run));
    QDialog *question = person.dialog(u"archiveConsentDialog"_s);
    QVERIFY(question);
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(person.dialog(u"dryRunDialog"_s));
    QCOMPARE(saidIn(run).sentence, page.sentence);
    QVERIFY(person.pressButton(page.way, run));
    question = person.dialog(u"archiveConsentDialog"_s);
    QVERIFY(question && person.pressButton(u"Keep a copy"_s, question));
    // It goes on by itself.
    QVERIFY(person.shows(run, u"dryRunFound"_s));
    QCOMPARE(setOf(person.sessionsOf(run)), expected.found);
    QCOMPARE(person.deleteCalls(), 0);
}

void TestJourneyDryRun::aProjectThatIsLeftOut()
{
    Retaining person;
    QVERIFY(person.begin());
    ArchiveService &archive = person.workspace().archive();
    archive.setKeepsProject(person.workspace().project(), false);
    QDialog *run = person.startDryRun(person.addFirst(365));
    QVERIFY(run && person.shows(run, u"dryRunState"_s));
    QCOMPARE(saidIn(run).sentence, u"There is no local archive of this project for a rule to go by."_s);
    QVERIFY(person.pressButton(saidIn(run).way, run));
    QDialog *settings = person.dialog(u"settingsDialog"_s);
    QVERIFY(settings);
    const auto *projects = settings->findChild<QListWidget *>(u"archivedProjects"_s);
    QTRY_VERIFY(projects && projects->isVisible()); // that page
    projects->item(0)->setCheckState(Qt::Checked);
    QVERIFY(archive.choices().keepsProject(archive.account().server, person.workspace().project()));
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(person.dialog(u"dryRunDialog"_s));
    QVERIFY(person.shows(run, u"dryRunFound"_s));
    QCOMPARE(setOf(person.sessionsOf(run)), person.expected(365).found);
}

void TestJourneyDryRun::thePausedSyncIsResumed()
{
    Retaining person;
    QVERIFY(person.begin());
    person.addFault(fault(Kind::Hold, u"/reports/"_s));
    QDialog *run = person.startDryRun(person.addFirst(365));
    QVERIFY(run);
    QTRY_COMPARE(person.words(run, u"dryRunProgressText"_s), u"Bringing the local archive up to date…"_s);
    QVERIFY(person.reaches(State::Running));
    person.workspace().archive().sync().pause();
    QVERIFY(person.shows(run, u"dryRunState"_s));
    QCOMPARE(saidIn(run).sentence, u"The sync is paused, so the local archive may be out of date."_s);
    QCOMPARE(saidIn(run).again, u"Resume the sync"_s);
    person.server().clearFaults();
    Journey::press(Qt::Key_Return); // the way on is the default
    QVERIFY(person.shows(run, u"dryRunFound"_s));
    QCOMPARE(setOf(person.sessionsOf(run)), person.expected(365).found);
    QCOMPARE(person.deleteCalls(), 0);
}

void TestJourneyDryRun::theServiceIsDown()
{
    Retaining person;
    QVERIFY(person.begin());
    QDialog *rules = person.addFirst(365);
    QVERIFY(rules);
    person.addFault(fault(Kind::Status, u"/reports/"_s, 500));
    QDialog *run = person.startDryRun(rules);
    QVERIFY(run && person.shows(run, u"dryRunState"_s));
    QCOMPARE(saidIn(run).sentence, u"The server has a problem of its own."_s);
    QVERIFY(saidIn(run).hint.contains(u"a rule never goes by a part of it"_s));
    QCOMPARE(saidIn(run).way, QString());
    QVERIFY(person.pressButton(u"Copy details"_s, run));
    QVERIFY(QGuiApplication::clipboard()->text().contains(u"500"_s));
    person.server().clearFaults();
    QVERIFY(person.pressButton(u"Try again"_s, run));
    QVERIFY(person.shows(run, u"dryRunFound"_s));
    QCOMPARE(person.deleteCalls(), 0);
}

/// One of many that cannot be read: then none is judged.
void TestJourneyDryRun::theKeyMayNot()
{
    Retaining person(oneByOne());
    const Expected expected = person.expected(365);
    QVERIFY(person.begin());
    QVERIFY(ageCopy(person));
    QVERIFY(person.signIn() && person.reaches(State::Idle));
    const QString refused = *expected.found.begin();
    person.addFault(fault(Kind::Status, person.about(u"GET"_s, refused), 403));
    QDialog *run = person.startDryRun(person.addFirst(365));
    QVERIFY(run && person.shows(run, u"dryRunState"_s));
    QVERIFY2(saidIn(run).sentence.contains(u"This key may not"_s), qPrintable(saidIn(run).sentence));
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(person.dialog(u"retentionDialog"_s));
    QCOMPARE(person.deleteCalls(), 0);
}

void TestJourneyDryRun::theClocksDiffer()
{
    Retaining person;
    QVERIFY(person.begin());
    const QDateTime now = person.clock.nowUtc();
    person.clock.setNow(now.addDays(400)); // by which everything would be old
    QDialog *run = person.startDryRun(person.addFirst(365));
    QVERIFY(run && person.shows(run, u"dryRunState"_s));
    QCOMPARE(saidIn(run).sentence,
             u"The clock of this computer and that of the service are a day or more apart."_s);
    person.clock.setNow(now);
    QVERIFY(person.pressButton(u"Try again"_s, run));
    QVERIFY(person.shows(run, u"dryRunFound"_s));
    QCOMPARE(setOf(person.sessionsOf(run)), person.expected(365).found);
}

void TestJourneyDryRun::theClockWentBack()
{
    Retaining person;
    QVERIFY(person.begin());
    QVERIFY(person.addFirst(365));
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(!person.hasDialog());
    RetentionRules &kept = person.workspace().retentionRules();
    const ProjectId project = person.workspace().project();
    const QUrl server = person.server().baseUrl();
    kept.noteCarriedOut(server, project, kept.of(server, project).first(), person.clock.nowUtc().addDays(40));
    QDialog *rules = person.openRules();
    QDialog *run = person.startDryRun(rules);
    QVERIFY(run && person.shows(run, u"dryRunState"_s));
    QVERIFY(
        saidIn(run).sentence.contains(u"this rule was last carried out at a time that is still to come"_s));
    QVERIFY(saidIn(run).hint.contains(u"Edit the rule to use it again"_s));
    QVERIFY(person.pressButton(u"Edit the rule"_s, run));
    QTRY_VERIFY(person.dialog(u"retentionDialog"_s));
    person.setDays(rules, 366);
    run = person.dryRun(rules);
    QVERIFY(run);
    QDialog *question = person.askToDelete(run);
    QVERIFY(question && question->findChild<QLineEdit *>(u"deletionNumber"_s));
    QCOMPARE(person.deleteCalls(), 0);
}

void TestJourneyDryRun::anotherAccountsCopy()
{
    Retaining person;
    QVERIFY(person.begin());
    QVERIFY(person.window().close());
    person.crash();
    QVERIFY(person.show());
    {
        Settings &settings = person.workspace().settings();
        ArchiveSettings(settings).setOwner({person.server().baseUrl(), SandboxData::userId + 1});
    }
    QVERIFY(person.signIn());
    QDialog *run = person.startDryRun(person.addFirst(365));
    QVERIFY(run && person.shows(run, u"dryRunState"_s));
    QCOMPARE(saidIn(run).sentence, u"The local archive was filled by another account."_s);
    QVERIFY(!saidIn(run).way.isEmpty());
    QCOMPARE(person.deleteCalls(), 0);
}

void TestJourneyDryRun::withoutANetwork()
{
    Retaining person;
    QVERIFY(person.begin());
    QVERIFY(person.window().close());
    person.crash();
    const auto port = quint16(person.server().baseUrl().port());
    person.server().stop();
    QVERIFY(person.start());
    QTRY_VERIFY(person.workspace().reading().isOffline());
    // The rules can be read and written; what they find is not known by the copy alone.
    QDialog *run = person.startDryRun(person.addFirst(365));
    QVERIFY(run && person.shows(run, u"dryRunState"_s));
    QCOMPARE(saidIn(run).sentence, u"The server cannot be reached."_s);
    QVERIFY(person.server().start(port));
    QVERIFY(person.pressButton(u"Try again"_s, run));
    QVERIFY(person.shows(run, u"dryRunFound"_s));
    QCOMPARE(setOf(person.sessionsOf(run)), person.expected(365).found);
    QCOMPARE(person.deleteCalls(), 0);
}

QTEST_MAIN(TestJourneyDryRun)
#include "tst_journey_dryrun.moc"
