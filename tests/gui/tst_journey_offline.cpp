// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/talk.h"

#include <QFile>
#include <QFileInfo>

using namespace confab;
using namespace confab::faults;
using namespace Qt::StringLiterals;
using Sync = SyncStatus::State;

namespace {

SandboxOptions some()
{
    SandboxOptions options;
    options.conversations = 60;
    options.conversationsPerPage = 20;
    options.longestMessages = 90;
    options.projects = 2;
    return options;
}

/// A person who keeps a copy, and whose network comes and goes.
class Traveller : public talk::Talk
{
public:
    Traveller() : Talk(some(), shortTimeouts()), m_port(quint16(server().baseUrl().port())) {}

    /// Everything is in the copy, and the program has ended.
    [[nodiscard]] bool fill()
    {
        answerArchive(ArchiveSettings::Consent::Keep);
        return signIn() && reaches(Sync::Idle) && window().close() && (crash(), true);
    }
    [[nodiscard]] bool reaches(Sync state)
    {
        return QTest::qWaitFor([&] { return workspace().archive().sync().status().state == state; }, 30'000);
    }
    void disconnect() { server().stop(); }
    [[nodiscard]] bool reconnect() { return server().start(m_port); }
    [[nodiscard]] bool startOffline()
    {
        disconnect();
        return start() && waitFor([&] { return rowCount() == 60 && !lineText().isEmpty(); });
    }
    [[nodiscard]] bool waitFor(const std::function<bool()> &done) { return QTest::qWaitFor(done, 10'000); }
    /// Opens the n-th row; what can be had of it is shown.
    [[nodiscard]] bool read(int row)
    {
        advance(1s);
        click(row);
        return waitRepeated() && waitFor([&] { return transcript()->model()->rowCount() > 0; });
    }
    [[nodiscard]] QString facts() { return labelText(*this, u"conversationFacts"_s); }
    [[nodiscard]] QString connection() { return labelText(*this, u"connectionStatus"_s); }

private:
    quint16 m_port;
};

const QString refusal = u"You are offline. Confab shows its local archive as of "_s;

} // namespace

/// Without a network the copy on this computer is there to be read, says so, and nothing can be changed.
class TestJourneyOffline : public QObject
{
    Q_OBJECT

private slots:
    void readsTheCopy();
    void saysThatNothingWasSaid();
    void knowsWhoItIs();
    void changesAreRefusedWithWords();
    void comesBackToWhereOneWas();
    void aServiceThatFailsIsAway();
    void filtersTheCopy();
    void searchesTheCopy();
    void startsWithTheCopyWhereTheServiceIsSlow();
    void aNewerCopyIsLeftAlone();
    void aDamagedCopyIsTold();
};

void TestJourneyOffline::readsTheCopy()
{
    Traveller person;
    QVERIFY(person.fill());
    QVERIFY(person.startOffline());
    QVERIFY(!person.hasDialog());
    QVERIFY2(person.lineText().startsWith(u"As of today"_s), qPrintable(person.lineText()));
    QCOMPARE(person.connection(), u"Offline"_s);
    QCOMPARE(person.projectPicker()->count(), 2);
    QVERIFY(person.bannerText().contains(u"The server cannot be reached."_s));
    QVERIFY2(person.countText().startsWith(u"60 conversations"_s), qPrintable(person.countText()));

    QVERIFY(person.read(0));
    QVERIFY2(person.facts().contains(u"Checked today"_s), qPrintable(person.facts()));
    QTRY_COMPARE(labelText(person, u"messageStripText"_s),
                 u"This is from the local archive. The server cannot be reached."_s);
    // The one with many messages: older ones come from the copy as one goes up.
    int longest = 0;
    for (int row = 1; row < person.rowCount(); ++row) {
        if (person.server().messageCount(person.project(), person.session(row)) >
            person.server().messageCount(person.project(), person.session(longest)))
            longest = row;
    }
    QVERIFY(person.read(longest));
    person.action(u"Go to first message"_s)->trigger();
    const int all = person.server().messageCount(person.project(), person.session(longest));
    QVERIFY(all > ArchiveReading::pageful);
    QVERIFY(person.waitFor([&] { return person.workspace().messages().messages().size() == all; }));
}

/// The sync knows by its reports what is empty; nobody has opened it.
void TestJourneyOffline::saysThatNothingWasSaid()
{
    Traveller person;
    person.server().addConversationOnTop(person.project(), u"Quiet"_s);
    person.answerArchive(ArchiveSettings::Consent::Keep);
    QVERIFY(person.signIn() && person.reaches(Sync::Idle) && person.window().close());
    person.crash();
    person.disconnect();
    QVERIFY(person.start());
    QVERIFY(person.waitFor([&] { return person.rowCount() == 61 && !person.lineText().isEmpty(); }));
    QCOMPARE(person.rows().first(), u"Quiet"_s);
    person.advance(1s);
    person.click(0);
    QVERIFY(person.waitRepeated());
    QTRY_COMPARE(messageSentence(person), u"This conversation has no messages yet"_s);
    QTRY_COMPARE(labelText(person, u"messageStripText"_s),
                 u"This is from the local archive. The server cannot be reached."_s);
    QVERIFY2(person.facts().contains(u"0 messages · Checked today"_s), qPrintable(person.facts()));
}

/// Nobody has said so in this run, but the copy is that person's.
void TestJourneyOffline::knowsWhoItIs()
{
    Traveller person;
    QVERIFY(person.fill());
    QVERIFY(person.startOffline());
    const auto rowBegunBy = [&](bool me) {
        for (int row = 0; row < person.rowCount(); ++row) {
            const Conversation *each =
                person.workspace().conversations().find(SessionId(person.session(row)));
            if (each->createdBy && (*each->createdBy == person.workspace().archive().account().user) == me)
                return row;
        }
        return -1;
    };
    QVERIFY(rowBegunBy(true) >= 0 && rowBegunBy(false) >= 0);
    QVERIFY(person.read(rowBegunBy(false)));
    const QString others = u"Somebody else began this conversation."_s;
    QTRY_VERIFY(labelText(person, u"composerNoteText"_s).startsWith(others));
    QVERIFY(person.read(rowBegunBy(true)));
    QTRY_VERIFY(!labelText(person, u"composerNoteText"_s).startsWith(others));
}

void TestJourneyOffline::changesAreRefusedWithWords()
{
    Traveller person;
    QVERIFY(person.fill());
    QVERIFY(person.startOffline());
    QVERIFY(person.read(3));
    const QStringList before = person.rows();

    Journey::press(Qt::Key_Delete);
    QVERIFY(person.waitBanner(refusal));
    QCOMPARE(person.rows(), before);
    QVERIFY(!person.action(u"Undo"_s)->isEnabled());

    person.list()->setFocus();
    Journey::press(Qt::Key_F2);
    QVERIFY(person.control<QLineEdit>(u"New name"_s));
    Journey::type(u"Another name"_s);
    Journey::press(Qt::Key_Return);
    QVERIFY(person.waitBanner(refusal));
    QCOMPARE(person.rows(), before);

    person.action(u"New conversation"_s)->trigger();
    QVERIFY(person.waitBanner(refusal));
    QVERIFY(!person.hasDialog());

    person.write(u"Is anybody there?"_s);
    QVERIFY(person.sendButton() && person.sendButton()->isEnabled());
    Journey::press(Qt::Key_Return);
    QVERIFY(person.waitBanner(refusal));
    QCOMPARE(person.editor()->toPlainText(), u"Is anybody there?"_s);

    person.transcript()->setCurrentIndex(person.lastRow());
    person.action(u"Like"_s)->trigger();
    QVERIFY(person.waitBanner(refusal));
    QVERIFY(!person.action(u"Like"_s)->isChecked());

    QVERIFY(person.reconnect());
    person.server().clearCalls();
    person.action(u"Refresh"_s)->trigger();
    QVERIFY(person.waitRepeated());
    person.advance(30s);
    QVERIFY(person.waitRepeated());
    QCOMPARE(person.calls(u"^(POST|PUT|DELETE) "_s), 0);
    QCOMPARE(person.rows(), before);
    // What was typed is there to be sent.
    QCOMPARE(person.editor()->toPlainText(), u"Is anybody there?"_s);
}

/// The service answers again: the marks go, and nothing else moves.
void TestJourneyOffline::comesBackToWhereOneWas()
{
    Traveller person;
    QVERIFY(person.fill());
    QVERIFY(person.startOffline());
    QVERIFY(person.read(30));
    const QStringList rows = person.rows();
    const QStringList selected = person.selectedRows();
    const QStringList questions = person.questions();
    QScrollBar *bar = person.list()->verticalScrollBar();
    bar->setValue(bar->maximum() / 2);
    const int scrolled = bar->value();
    QVERIFY(scrolled > 0);

    QVERIFY(person.reconnect());
    QVERIFY(person.pressInBanner(u"Retry"_s));
    QVERIFY(person.waitRepeated());
    QVERIFY(person.waitFor([&] { return person.lineText().isEmpty(); }));
    QCOMPARE(person.bannerText(), QString());
    QVERIFY2(!person.facts().contains(u"Checked"_s), qPrintable(person.facts()));
    QVERIFY(person.connection().startsWith(u"Connected"_s));
    QCOMPARE(person.rows(), rows);
    QCOMPARE(person.selectedRows(), selected);
    QCOMPARE(person.questions(), questions);
    QCOMPARE(bar->value(), scrolled);
    QVERIFY(!person.action(u"Retry"_s)->isEnabled());

    person.list()->setFocus();
    Journey::press(Qt::Key_F2);
    Journey::type(u"Another name"_s);
    Journey::press(Qt::Key_Return);
    QVERIFY(person.waitLoaded());
    QCOMPARE(person.rows().at(30), u"Another name"_s);
    QCOMPARE(person.calls(u"^PUT "_s), 1);
}

void TestJourneyOffline::aServiceThatFailsIsAway()
{
    Traveller person;
    QVERIFY(person.fill());
    person.addFault(faults::fault(Kind::DropConnection, listCalls));
    QVERIFY(person.start());
    QVERIFY(person.waitFor([&] { return person.rowCount() == 60 && !person.lineText().isEmpty(); }));
    QVERIFY(person.lineText().startsWith(u"As of "_s));
    person.click(2);
    Journey::press(Qt::Key_Delete);
    // Its messages could be read: the service is there, and what it cannot give it may yet take.
    QVERIFY(person.waitRepeated());
    person.server().clearFaults();
    QVERIFY(tryAgain(person, 1));
    QVERIFY(person.waitRepeated());
    QVERIFY(person.lineText().isEmpty());
}

void TestJourneyOffline::filtersTheCopy()
{
    Traveller person;
    QVERIFY(person.fill());
    QVERIFY(person.startOffline());
    const QString name = person.rows().at(40);
    person.filter()->setFocus();
    Journey::type(name);
    QVERIFY(person.rowCount() >= 1 && person.rowCount() < 60);
    QVERIFY(person.rows().contains(name));
    Journey::type(u" and more than there is"_s);
    QCOMPARE(person.rowCount(), 0);
    QVERIFY2(person.listSentence().startsWith(u"No conversation matches."_s),
             qPrintable(person.listSentence()));
    person.action(u"Clear the filters"_s)->trigger();
    QCOMPARE(person.rowCount(), 60);
}

void TestJourneyOffline::searchesTheCopy()
{
    Traveller person;
    const QString asked = u"Where did my xylophone go?"_s;
    const qint64 id = person.server().addMessage(person.project(), person.session(45), asked);
    QVERIFY(person.fill());
    QVERIFY(person.startOffline());
    Journey::press(Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
    Journey::type(u"xylophone"_s);
    const auto *results = person.window().findChild<QListView *>(u"searchResults"_s);
    QVERIFY(results && person.waitFor([&] { return results->model()->rowCount() == 1; }));
    person.advance(1s);
    Journey::press(Qt::Key_Return);
    const auto shown = [&person] {
        person.advance(20ms);
        return person.transcript()->currentIndex().data(MessageListModel::MessageIdRole).toLongLong();
    };
    QVERIFY(person.waitFor([&] { return shown() == id; }));
    QVERIFY(person.facts().contains(u"Checked "_s));
}

void TestJourneyOffline::startsWithTheCopyWhereTheServiceIsSlow()
{
    Traveller person;
    QVERIFY(person.fill());
    SandboxFault hang = faults::fault(Kind::Hang, listCalls);
    hang.times = 1;
    person.addFault(hang);
    QVERIFY(person.signIn()); // the second try comes through
    QCOMPARE(person.rowCount(), 60);
    QCOMPARE(person.window().windowTitle(), u"Customer care – Confab"_s);
    QVERIFY(person.lineText().isEmpty());
    QCOMPARE(person.bannerText(), QString());
    // As many pages as are on screen, and none for what the copy has further down, until one gets there.
    const ConversationService &list = person.workspace().conversations();
    const qsizetype loaded = list.loaded();
    QVERIFY(list.archived() > 0);
    person.list()->scrollTo(person.list()->model()->index(int(loaded), 0));
    QVERIFY(person.waitFor([&] { return list.loaded() > loaded; }));
    QVERIFY(person.waitLoaded());
    QCOMPARE(person.rowCount(), 60);
}

void TestJourneyOffline::aNewerCopyIsLeftAlone()
{
    Traveller person;
    QVERIFY(person.fill());
    QVERIFY(person.show());
    const QString path = [&] {
        const QDir folder(person.workspace().settings().dataFolder() + u"/archive"_s);
        return folder.filePath(folder.entryList({u"*.sqlite"_s, u"*.db"_s}, QDir::Files).value(0));
    }();
    QFile file(path);
    QVERIFY2(file.open(QIODevice::ReadWrite), qPrintable(path));
    QVERIFY(file.seek(60)); // user_version, big endian
    QCOMPARE(file.write("\0\0\1\0", 4), 4);
    file.close();
    QVERIFY(person.signIn());
    QVERIFY(person.waitBanner(u"written by a newer Confab"_s));
    QCOMPARE(person.rowCount() > 0, true);
}

void TestJourneyOffline::aDamagedCopyIsTold()
{
    Traveller person;
    QVERIFY(person.fill());
    QVERIFY(person.show());
    const QDir folder(person.workspace().settings().dataFolder() + u"/archive"_s);
    QFile file(folder.filePath(folder.entryList({u"*.sqlite"_s, u"*.db"_s}, QDir::Files).value(0)));
    QVERIFY2(file.open(QIODevice::ReadWrite), qPrintable(file.fileName()));
    QVERIFY(file.resize(file.size() / 2));
    file.close();
    QVERIFY(person.signIn());
    QVERIFY(person.waitBanner(u"The local archive was damaged"_s));
    QVERIFY(person.bannerText().contains(u"The damaged file was kept"_s));
}

QTEST_MAIN(TestJourneyOffline)
#include "tst_journey_offline.moc"
