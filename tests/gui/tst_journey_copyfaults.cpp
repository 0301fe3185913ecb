// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/archive.h"
#include "archive/archivefile.h"
#include "gui/retentionjourney.h"
#include "models/messagelistmodel.h"
#include "support/sqlitefaults.h"

#include <QFileInfo>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QToolButton>

using namespace confab;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using State = SyncStatus::State;

namespace {

SandboxOptions few()
{
    SandboxOptions options;
    options.conversations = 40;
    options.conversationsPerPage = 100;
    options.projects = 2;
    return options;
}

/// A person who keeps a copy.
class Keeper : public Journey
{
public:
    Keeper() : Journey(few()) { answerArchive(ArchiveSettings::Consent::Keep); }

    [[nodiscard]] bool reaches(State state)
    {
        return QTest::qWaitFor([&] { return workspace().archive().sync().status().state == state; }, 30'000);
    }
    [[nodiscard]] QToolButton *sync() const { return control<QToolButton>(u"Sync"_s); }
    /// How many messages the search finds; -1 where it does not end.
    [[nodiscard]] int finds(const QString &words)
    {
        press(Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
        type(words);
        const bool ended =
            QTest::qWaitFor([this] { return !workspace().archive().search().isSearching(); }, 20'000);
        const int found =
            ended ? window().findChild<QListView *>(u"searchResults"_s)->model()->rowCount() : -1;
        press(Qt::Key_Escape);
        return found;
    }
    [[nodiscard]] bool bannerGoes(const QString &part)
    {
        return QTest::qWaitFor([&] { return !bannerText().contains(part); }, 20'000);
    }
    /// The settings' page of privacy.
    [[nodiscard]] QDialog *privacy()
    {
        action(u"Settings"_s)->trigger();
        QDialog *settings = dialog(u"settingsDialog"_s);
        if (settings) {
            auto *pages = settings->findChild<QTabWidget *>(u"pages"_s);
            pages->setCurrentWidget(pages->findChild<QWidget *>(u"settingsPrivacyPage"_s));
        }
        return settings;
    }
};

QByteArray onAnotherComputer(const QString &)
{
    return "nfs4";
}

const QString full = u"The disk is full: nothing is added to the local archive."_s;
const QString inUse = u"Another Confab of this profile is open: it adds to the local archive."_s;
const QString remote = u"The local archive lies in a folder of another computer."_s;

} // namespace

/// The copy on this computer cannot be written, or only by somebody else: a person is told in words, and goes
/// on working.
class TestJourneyCopyFaults : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup();
    void theDiskIsFull();
    void anotherWindowWrites();
    void aFolderOfAnotherComputer();
    void aDryRunNeedsRoom();
    void aDryRunNeedsToWrite();
};

void TestJourneyCopyFaults::initTestCase()
{
    QVERIFY(sqlitefaults::install());
}

void TestJourneyCopyFaults::cleanup()
{
    sqlitefaults::setRoom(-1);
    ArchiveFile::setTypeOfFileSystem(nullptr);
}

void TestJourneyCopyFaults::theDiskIsFull()
{
    Keeper person;
    SandboxServer &server = person.server();
    QVERIFY(server.addMessage(person.project(), person.session(5), u"Where is my marimba?"_s) > 0);
    QVERIFY(person.signIn() && person.reaches(State::Idle));
    QVERIFY(person.sync() && person.sync()->text().startsWith(u"Synced"_s));

    sqlitefaults::setRoom(0);
    const QString session = person.session(3);
    const QString asked = u"Where is my xylophone?"_s;
    QVERIFY(server.addMessage(person.project(), session, asked) > 0);
    QSignalSpy told(&person.workspace().archive(), &ArchiveService::diskFull);
    QTest::mouseClick(person.sync(), Qt::LeftButton);
    // A page may wait for the next one, to be stored with it.
    QTRY_VERIFY((person.advance(100ms), person.bannerText().contains(full)));
    QVERIFY(person.bannerText().contains(u"What is in it can be read. Make room, then try again."_s));
    QTRY_VERIFY(person.sync() && person.sync()->text() == u"Archive: the disk is full"_s);
    QCOMPARE(told.size(), 1);

    // With the service all goes on: reading, renaming, and what was archived before is found.
    person.click(3);
    QVERIFY(person.waitLoaded());
    const QAbstractItemModel &messages = *person.transcript()->model();
    QCOMPARE(messages.match(messages.index(0, 0), MessageListModel::TextRole, asked).size(), 1);
    person.list()->setFocus();
    Journey::press(Qt::Key_F2);
    Journey::type(u"Renamed meanwhile"_s);
    Journey::press(Qt::Key_Return);
    QVERIFY(person.waitLoaded());
    QCOMPARE(server.conversationName(person.project(), session), u"Renamed meanwhile"_s);
    QCOMPARE(person.finds(u"marimba"_s), 1);
    QCOMPARE(person.finds(u"xylophone"_s), 0);
    QVERIFY(person.bannerText().contains(full));

    // Trying without having made room comes to the same.
    QVERIFY(person.pressInBanner(u"Try again"_s));
    QTRY_COMPARE((person.advance(1s), told.size()), 2);
    QVERIFY(person.waitBanner(full));
    sqlitefaults::setRoom(-1);
    QVERIFY(person.pressInBanner(u"Try again"_s));
    QVERIFY(person.bannerGoes(full));
    QVERIFY(person.reaches(State::Idle));
    QTRY_VERIFY(person.sync() && person.sync()->text().startsWith(u"Synced"_s));
    QVERIFY(person.finds(u"xylophone"_s) > 0);
}

void TestJourneyCopyFaults::anotherWindowWrites()
{
    Keeper person;
    QVERIFY(person.server().addMessage(person.project(), person.session(5), u"Where is my marimba?"_s) > 0);
    QVERIFY(person.signIn() && person.reaches(State::Idle));
    const QFileInfo file(person.workspace().archive().file());
    QVERIFY(person.window().close());
    person.crash();
    auto other = std::make_unique<Archive>();
    const auto held = other->open({file.path(), person.server().baseUrl(), false});
    QTRY_VERIFY(held.isFinished());
    QCOMPARE(held.result()->condition, ArchiveCondition::Writable);

    QVERIFY(person.server().addMessage(person.project(), person.session(3), u"Where is my xylophone?"_s) > 0);
    QVERIFY(person.signIn());
    QVERIFY(person.waitBanner(inUse));
    QVERIFY(person.bannerText().contains(u"This window reads it."_s));
    QVERIFY(!person.sync());
    QCOMPARE(person.finds(u"marimba"_s), 1);
    QDialog *settings = person.privacy();
    QVERIFY(settings);
    for (const auto &name : {u"eraseLocalData"_s, u"archivedProjects"_s, u"keepPersonalData"_s})
        QVERIFY2(!settings->findChild<QWidget *>(name)->isEnabled(), qPrintable(name));

    other.reset(); // no time passes
    QVERIFY(person.bannerGoes(inUse));
    QTRY_VERIFY(settings->findChild<QPushButton *>(u"eraseLocalData"_s)->isEnabled());
    settings->close();
    QTRY_VERIFY(!person.hasDialog());
    QVERIFY(person.activate());
    QVERIFY(person.reaches(State::Idle));
    QVERIFY(person.sync());
    QVERIFY(person.finds(u"xylophone"_s) > 0);
}

void TestJourneyCopyFaults::aFolderOfAnotherComputer()
{
    ArchiveFile::setTypeOfFileSystem(onAnotherComputer);
    Keeper person;
    QVERIFY(person.server().addMessage(person.project(), person.session(5), u"Where is my marimba?"_s) > 0);
    QVERIFY(person.signIn());
    QVERIFY(person.waitBanner(remote));
    const QString file = person.workspace().archive().file();
    QVERIFY2(person.bannerText().contains(file), qPrintable(person.bannerText()));
    QVERIFY(person.reaches(State::Idle));
    // Nothing there is shared in memory, and it works all the same.
    QVERIFY(!QFileInfo::exists(file + u"-wal"_s) && !QFileInfo::exists(file + u"-shm"_s));
    QCOMPARE(person.finds(u"marimba"_s), 1);
    QVERIFY(person.pressInBanner(u"Close notification"_s));
    // Once is enough.
    QVERIFY(person.restart());
    QVERIFY(person.reaches(State::Idle));
    QVERIFY2(!person.bannerText().contains(remote), qPrintable(person.bannerText()));
}

/// A rule goes by a copy that is up to date, or not at all.
void TestJourneyCopyFaults::aDryRunNeedsRoom()
{
    faults::Retaining person;
    QVERIFY(person.begin());
    QDialog *rules = person.addFirst(365);
    QVERIFY(rules);
    sqlitefaults::setRoom(0);
    QVERIFY(person.server().addMessage(person.project(), person.session(3), u"Where is it?"_s) > 0);
    QDialog *run = person.startDryRun(rules);
    QVERIFY(run && person.shows(run, u"dryRunState"_s));
    const auto *state = run->findChild<QWidget *>(u"dryRunState"_s);
    QVERIFY2(state->accessibleName().startsWith(u"The disk is full"_s), qPrintable(state->accessibleName()));
    QVERIFY(state->accessibleDescription().contains(u"Make room"_s));
    QVERIFY(person.pressButton(u"Try again"_s, run)); // without having made any
    QVERIFY(person.shows(run, u"dryRunState"_s));
    QTRY_VERIFY((person.advance(100ms), state->accessibleName().startsWith(u"The disk is full"_s)));
    sqlitefaults::setRoom(-1);
    QVERIFY(person.pressButton(u"Try again"_s, run));
    QVERIFY(person.shows(run, u"dryRunFound"_s));
    QCOMPARE(faults::setOf(person.sessionsOf(run)), person.expected(365).found);
    QCOMPARE(person.deleteCalls(), 0);
}

void TestJourneyCopyFaults::aDryRunNeedsToWrite()
{
    faults::Retaining person;
    QVERIFY(person.begin());
    const QFileInfo file(person.workspace().archive().file());
    QVERIFY(person.window().close());
    person.crash();
    auto other = std::make_unique<Archive>();
    const auto held = other->open({file.path(), person.server().baseUrl(), false});
    QTRY_VERIFY(held.isFinished());
    QVERIFY(person.signIn());
    QDialog *run = person.startDryRun(person.addFirst(365));
    QVERIFY(run && person.shows(run, u"dryRunState"_s));
    const auto *state = run->findChild<QWidget *>(u"dryRunState"_s);
    QVERIFY2(state->accessibleName().startsWith(u"Another Confab of this profile is open"_s),
             qPrintable(state->accessibleName()));
    other.reset();
    QVERIFY(person.shows(run, u"dryRunFound"_s)); // by itself
    QCOMPARE(person.deleteCalls(), 0);
}

QTEST_MAIN(TestJourneyCopyFaults)
#include "tst_journey_copyfaults.moc"
