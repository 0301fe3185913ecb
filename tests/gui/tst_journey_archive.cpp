// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/archive.h"
#include "gui/journey.h"

#include <QCheckBox>
#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QScrollBar>
#include <QTabWidget>
#include <QToolButton>

using namespace confab;
using namespace Qt::StringLiterals;
using State = SyncStatus::State;

namespace {

SandboxOptions few()
{
    SandboxOptions options;
    options.conversations = 40;
    options.projects = 2;
    return options;
}

const QString listPages = u"^GET .*/conversations\\?"_s;

[[nodiscard]] bool reaches(Journey &journey, State state)
{
    return QTest::qWaitFor([&] { return journey.workspace().archive().sync().status().state == state; },
                           30'000);
}

QString archiveFile(Journey &journey)
{
    return journey.workspace().archive().file();
}

/// -1 where it did not answer.
qint64 archivedOf(Journey &journey, ProjectId project)
{
    const auto counts = journey.workspace().archive().archive().counts(project);
    const bool ended = QTest::qWaitFor([&] { return counts.isFinished(); });
    return ended && counts.result() ? counts.result()->conversations : -1;
}

} // namespace

/// The archive as a person meets it: asked for once, seen in the status bar, decided about in the settings,
/// and gone when it is erased.
class TestJourneyArchive : public QObject
{
    Q_OBJECT

private slots:
    void askedOnceAndKept();
    void keepNothing();
    void theListIsReadOnceAtTheStart();
    void pausedInTheStatusBar();
    void progressIsTold();
    void clicksOvertakeTheSync();
    void decidedInTheSettings();
    void thePrivacyPageHasRoom();
    void aProjectIsLeftOutAfterAQuestion();
    void erasedWithTheSignOut();
    void whatIsNoLongerKeptIsErasedWithTheSignOut();

private:
    static bool keepFromTheStart(Journey &journey)
    {
        journey.answerArchive(ArchiveSettings::Consent::Keep);
        return journey.signIn() && reaches(journey, State::Idle);
    }
};

void TestJourneyArchive::askedOnceAndKept()
{
    Journey journey(few());
    journey.answerArchive(ArchiveSettings::Consent::NotAsked);
    QVERIFY(journey.signIn());
    QDialog *dialog = journey.dialog(u"archiveConsentDialog"_s);
    QVERIFY(dialog);
    // What is kept, where, and that it is not encrypted.
    QString said;
    for (const QLabel *label : dialog->findChildren<QLabel *>())
        said += label->text() + u'\n';
    for (const QString &part :
         {u"the names of the conversations, all questions and answers, reactions and sources"_s,
          u"IP addresses and browsers are left out"_s, QDir::toNativeSeparators(archiveFile(journey)),
          u"Confab does not encrypt it"_s, u"Nothing is stored unless you agree."_s})
        QVERIFY2(said.contains(part), qPrintable(said));
    QVERIFY(!QFileInfo::exists(archiveFile(journey)));
    QVERIFY(!journey.control<QToolButton>(u"Sync"_s));
    QVERIFY(journey.pressButton(u"Keep a copy"_s, dialog));
    QVERIFY(reaches(journey, State::Idle));
    QVERIFY(QFileInfo::exists(archiveFile(journey)));
    const auto *part = journey.control<QToolButton>(u"Sync"_s);
    QVERIFY(part);
    // Without seconds, in a language whose short time has them, too.
    static const QRegularExpression synced(u"^Synced \\d\\d:\\d\\d$"_s);
    QVERIFY2(synced.match(part->text()).hasMatch(), qPrintable(part->text()));

    QVERIFY(journey.restart());
    QVERIFY(!journey.hasDialog());
    QVERIFY(reaches(journey, State::Idle));
}

void TestJourneyArchive::keepNothing()
{
    Journey journey(few());
    journey.answerArchive(ArchiveSettings::Consent::NotAsked);
    QVERIFY(journey.signIn());
    QVERIFY(journey.dialog(u"archiveConsentDialog"_s));
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(!journey.hasDialog());
    QVERIFY(!journey.workspace().archive().isOpen());
    QVERIFY(journey.restart());
    QVERIFY(!journey.hasDialog());
    QVERIFY(!QFileInfo::exists(archiveFile(journey)));
    QVERIFY(!journey.control<QToolButton>(u"Sync"_s));
    QCOMPARE(journey.calls(u"/reports/"_s), 0);
}

/// The window and the sync need the same first page.
void TestJourneyArchive::theListIsReadOnceAtTheStart()
{
    Journey journey(few());
    QVERIFY(keepFromTheStart(journey));
    const QList<qint64> ids = journey.server().projectIds();
    const auto firstPages = [&journey](qint64 project) {
        return journey.calls(u"^GET .*/projects/%1/conversations\\?(.*&)?page=1(&|$)"_s.arg(project));
    };
    for (const qint64 shown : ids) {
        journey.workspace().openProject(ProjectId{shown});
        QVERIFY(journey.waitLoaded());
        QVERIFY(journey.window().close());
        journey.crash();
        journey.server().clearCalls();
        SandboxFault held; // until the sync needs it, too
        held.kind = SandboxFault::Kind::Hold;
        held.match = listPages;
        journey.addFault(held);
        QVERIFY(journey.show());
        journey.window().start(journey.server().baseUrl());
        QVERIFY(reaches(journey, State::Running));
        QTRY_COMPARE(firstPages(shown), 1);
        journey.server().clearFaults();
        QVERIFY(journey.waitLoaded());
        QVERIFY(reaches(journey, State::Idle));
        QCOMPARE(journey.workspace().project(), ProjectId{shown});
        for (const qint64 each : ids)
            QCOMPARE(firstPages(each), 1);
    }
}

void TestJourneyArchive::pausedInTheStatusBar()
{
    Journey journey(few());
    QVERIFY(keepFromTheStart(journey));
    SandboxFault hang;
    hang.kind = SandboxFault::Kind::Hang;
    hang.match = u"/reports/"_s;
    journey.addFault(hang);
    auto *part = journey.control<QToolButton>(u"Sync"_s);
    QVERIFY(part);
    QTest::mouseClick(part, Qt::LeftButton);
    QVERIFY(reaches(journey, State::Running));
    QTRY_VERIFY(part->text().startsWith(u"Syncing"_s));
    QTest::mouseClick(part, Qt::LeftButton);
    QTRY_COMPARE(part->text(), u"Sync paused"_s);
    journey.server().clearFaults();
    QTest::mouseClick(part, Qt::LeftButton);
    QVERIFY(reaches(journey, State::Idle));
    QTRY_VERIFY(part->text().startsWith(u"Synced"_s));
    QCOMPARE(part->accessibleDescription(), part->text());
}

/// Calls made, calls left, and how long they take.
void TestJourneyArchive::progressIsTold()
{
    SandboxOptions many = few();
    many.projects = 1;
    many.conversations = 1000; // a hundred pages
    Journey journey(many);
    QVERIFY(journey.signIn());
    SandboxFault hang;
    hang.kind = SandboxFault::Kind::Hang;
    hang.match = u"/conversations\\?.*page=[23456789]"_s;
    journey.addFault(hang);
    journey.clock.advance(std::chrono::minutes(1)); // all calls of a minute are left
    const int before = journey.calls(listPages);
    journey.workspace().archive().setConsent(true);
    QTRY_VERIFY(journey.control<QToolButton>(u"Sync"_s));
    const auto *part = journey.control<QToolButton>(u"Sync"_s);
    // The rest of the list, and one page of the report at least; at five sixths of 60 calls a minute.
    QTRY_COMPARE(part->text(), u"Syncing: 100 calls left, about 2 minutes"_s);
    // The first page; those that hang are still to come.
    QVERIFY2(part->toolTip().contains(u"; 1 call made."_s), qPrintable(part->toolTip()));
    QVERIFY2(part->toolTip().contains(u"Whatever you click goes first."_s), qPrintable(part->toolTip()));
    QCOMPARE(part->accessibleDescription(), part->text());
    QVERIFY(journey.calls(listPages) > before);
    // It counts down.
    journey.server().clearFaults();
    const auto callsLeft = [part] {
        static const QRegularExpression number(u"^Syncing: (\\d+) calls left"_s);
        return number.match(part->text()).captured(1).toInt();
    };
    for (const int fewer : {90, 50}) {
        QVERIFY(QTest::qWaitFor(
            [&] {
                journey.advance(std::chrono::milliseconds(200));
                return callsLeft() > 0 && callsLeft() < fewer;
            },
            20'000));
    }
}

/// Whatever the sync has still to ask for: it waits for the rest of its minute, and the person does not.
void TestJourneyArchive::clicksOvertakeTheSync()
{
    SandboxOptions slow = few();
    slow.projects = 1;
    slow.conversations = 150;
    slow.conversationsPerPage = 200;
    slow.intelligence = false;
    slow.callsPerMinute = 120;
    Journey journey(slow);
    QVERIFY(journey.signIn());
    QCOMPARE(journey.rowCount(), 150);
    journey.workspace().archive().setConsent(true);
    // The clock stands still, so that the sync has made its calls of this minute before long.
    const auto *connection = journey.window().findChild<QLabel *>(u"connectionStatus"_s);
    const auto waits = [&] {
        const auto calls = journey.server().calls();
        return connection->text().contains(u" waiting"_s) &&
               std::all_of(calls.begin(), calls.end(), [](const auto &call) { return call.status != 0; });
    };
    QTRY_VERIFY_WITH_TIMEOUT(waits(), 20'000);
    QCOMPARE(journey.workspace().archive().sync().status().state, State::Running);
    QVERIFY(journey.calls(u"^GET .*/messages"_s) > 10);
    QVERIFY(journey.control<QToolButton>(u"Sync"_s)->text().startsWith(u"Syncing: "_s));

    const QString session = journey.session(149); // the last that the sync would come to
    QCOMPARE(journey.calls(journey.about(u"GET"_s, session)), 0);
    const int before = journey.server().callCount();
    journey.click(149);
    journey.advance(std::chrono::milliseconds(200)); // so long it waits for the next row
    QTRY_COMPARE(journey.calls(journey.about(u"GET"_s, session)), 1);
    QTRY_VERIFY(journey.transcript()->model()->rowCount() > 0);
    journey.list()->setFocus();
    Journey::press(Qt::Key_F2);
    Journey::type(u"Renamed meanwhile"_s);
    Journey::press(Qt::Key_Return);
    QTRY_COMPARE(journey.server().conversationName(journey.project(), session), u"Renamed meanwhile"_s);
    const auto calls = journey.server().calls();
    for (qsizetype i = before; i < calls.size(); ++i) {
        const QString &path = calls.at(i).path;
        QVERIFY2(path.contains(session) || !path.endsWith(u"/messages"_s), qPrintable(path));
    }
    QVERIFY(waits());
    QCOMPARE(journey.workspace().archive().sync().status().state, State::Running);
}

void TestJourneyArchive::decidedInTheSettings()
{
    Journey journey(few());
    QVERIFY(keepFromTheStart(journey));
    journey.action(u"Settings"_s)->trigger();
    QDialog *settings = journey.dialog(u"settingsDialog"_s);
    QVERIFY(settings);
    settings->findChild<QTabWidget *>(u"pages"_s)->setCurrentIndex(1);
    auto *keep = settings->findChild<QCheckBox *>(u"keepArchive"_s);
    auto *personal = settings->findChild<QCheckBox *>(u"keepPersonalData"_s);
    QVERIFY(keep && keep->isChecked() && personal && !personal->isChecked());
    personal->click();
    QVERIFY(journey.workspace().archive().choices().keepsPersonalData());
    QTRY_VERIFY(journey.workspace().archive().isOpen());
    QVERIFY(reaches(journey, State::Idle));
    keep->click();
    QVERIFY(!journey.workspace().archive().isOpen());
    QVERIFY(!personal->isEnabled());
    keep->click();
    QTRY_VERIFY(journey.workspace().archive().isOpen());
    QVERIFY(reaches(journey, State::Idle));

    const qint64 bytes = journey.workspace().archive().bytes(); // with the log and the lock
    const auto *size = settings->findChild<QLabel *>(u"archiveSize"_s);
    QVERIFY(size && bytes > QFileInfo(archiveFile(journey)).size());
    QVERIFY2(size->text().startsWith(QLocale().formattedDataSize(bytes)), qPrintable(size->text()));
    QVERIFY(size->text().contains(QDir::toNativeSeparators(archiveFile(journey))));
    QVERIFY(size->text().contains(u"Confab does not encrypt it"_s));
    const QFileInfo file(archiveFile(journey));
    auto *erase = settings->findChild<QPushButton *>(u"eraseLocalData"_s);
    QVERIFY(file.exists() && erase && erase->isEnabled());
    erase->click();
    QDialog *sure = journey.dialog(u"eraseDialog"_s);
    QVERIFY(sure);
    QVERIFY(journey.pressButton(u"Erase local data"_s, sure));
    QTRY_VERIFY(file.dir().entryList(QDir::Files | QDir::Hidden).isEmpty());
    QTRY_VERIFY(!erase->isEnabled());
    QVERIFY(!keep->isChecked());
}

/// Nothing on it is cut or covered, and where the screen is too small it can be scrolled.
void TestJourneyArchive::thePrivacyPageHasRoom()
{
    SandboxOptions many = few();
    many.projects = 13;
    Journey journey(many);
    QVERIFY(keepFromTheStart(journey));
    journey.action(u"Settings"_s)->trigger();
    QDialog *settings = journey.dialog(u"settingsDialog"_s);
    QVERIFY(settings);
    auto *page = settings->findChild<QScrollArea *>(u"settingsPrivacyPage"_s);
    QVERIFY(page);
    settings->findChild<QTabWidget *>(u"pages"_s)->setCurrentWidget(page);
    const auto fault = [page] {
        QList<const QWidget *> parts;
        for (const QWidget *each : page->widget()->findChildren<QWidget *>()) {
            const auto *label = qobject_cast<const QLabel *>(each);
            if (label && label->height() < label->heightForWidth(label->width()))
                return u"cut: "_s + label->objectName();
            if (each->isVisible() && (label || qobject_cast<const QAbstractButton *>(each) ||
                                      qobject_cast<const QListWidget *>(each)))
                parts << each;
        }
        for (const QWidget *one : std::as_const(parts)) {
            const QRect place(one->mapTo(page->widget(), QPoint()), one->size());
            for (const QWidget *other : std::as_const(parts)) {
                if (one != other && place.intersects({other->mapTo(page->widget(), QPoint()), other->size()}))
                    return one->objectName() + u" covers "_s + other->objectName();
            }
        }
        return parts.size() < 8 ? u"nothing to see"_s : QString();
    };
    QTRY_COMPARE(fault(), QString());
    const auto *projects = settings->findChild<QListWidget *>(u"archivedProjects"_s);
    QCOMPARE(projects->count(), 13);
    QVERIFY(projects->viewport()->height() >= 4 * projects->visualItemRect(projects->item(0)).height());
    QCOMPARE(page->verticalScrollBar()->maximum(), 0);
    QCOMPARE(page->focusPolicy(), Qt::NoFocus);

    settings->resize(settings->width(), 320);
    QTRY_VERIFY(page->verticalScrollBar()->maximum() > 0);
    QCOMPARE(fault(), QString());
    page->setFocus();
    for (int i = 0; i < 20; ++i)
        Journey::press(Qt::Key_PageDown);
    QCOMPARE(page->verticalScrollBar()->value(), page->verticalScrollBar()->maximum());
}

void TestJourneyArchive::aProjectIsLeftOutAfterAQuestion()
{
    Journey journey(few());
    QVERIFY(keepFromTheStart(journey));
    ArchiveService &archive = journey.workspace().archive();
    const ProjectId shown = journey.workspace().project();
    journey.action(u"Settings"_s)->trigger();
    QDialog *settings = journey.dialog(u"settingsDialog"_s);
    QVERIFY(settings);
    settings->findChild<QTabWidget *>(u"pages"_s)->setCurrentIndex(1);
    auto *projects = settings->findChild<QListWidget *>(u"archivedProjects"_s);
    QVERIFY(projects && projects->count() == 2);
    QListWidgetItem *item = projects->item(0);
    QCOMPARE(item->data(Qt::UserRole).toLongLong(), shown.value);

    item->setCheckState(Qt::Unchecked);
    QDialog *sure = journey.dialog(u"leaveOutDialog"_s);
    QVERIFY(sure);
    QVERIFY(journey.pressButton(u"Keep it"_s, sure));
    QVERIFY(archive.choices().keepsProject(archive.account().server, shown));
    QCOMPARE(item->checkState(), Qt::Checked);
    QCOMPARE(archivedOf(journey, shown), 40);

    item->setCheckState(Qt::Unchecked);
    sure = journey.dialog(u"leaveOutDialog"_s);
    QVERIFY(sure);
    QVERIFY(journey.pressButton(u"Erase and leave out"_s, sure));
    QVERIFY(!archive.choices().keepsProject(archive.account().server, shown));
    QCOMPARE(item->checkState(), Qt::Unchecked);
    QTRY_COMPARE(archivedOf(journey, shown), 0);
    item->setCheckState(Qt::Checked);
    QVERIFY(archive.choices().keepsProject(archive.account().server, shown));
}

void TestJourneyArchive::erasedWithTheSignOut()
{
    Journey journey(few());
    QVERIFY(keepFromTheStart(journey));
    const QFileInfo file(archiveFile(journey));
    QVERIFY(file.exists());
    journey.action(u"Sign out"_s)->trigger();
    QDialog *dialog = journey.dialog(u"signOutDialog"_s);
    QVERIFY(dialog);
    QVERIFY(journey.pressButton(u"Erase local data and sign out"_s, dialog));
    QTRY_VERIFY(!journey.workspace().session().isSignedIn());
    QTRY_VERIFY(file.dir().entryList(QDir::Files | QDir::Hidden).isEmpty());
}

/// The file lies there although no archive is kept any longer.
void TestJourneyArchive::whatIsNoLongerKeptIsErasedWithTheSignOut()
{
    Journey journey(few());
    QVERIFY(keepFromTheStart(journey));
    const QFileInfo file(archiveFile(journey));
    journey.workspace().archive().setConsent(false);
    QVERIFY(!journey.workspace().archive().isOpen());
    QVERIFY(file.exists());
    journey.action(u"Sign out"_s)->trigger();
    QDialog *dialog = journey.dialog(u"signOutDialog"_s);
    QVERIFY(dialog);
    QVERIFY(journey.pressButton(u"Erase local data and sign out"_s, dialog));
    QTRY_VERIFY(!journey.workspace().session().isSignedIn());
    QTRY_VERIFY(file.dir().entryList(QDir::Files | QDir::Hidden).isEmpty());
}

QTEST_MAIN(TestJourneyArchive)
#include "tst_journey_archive.moc"
