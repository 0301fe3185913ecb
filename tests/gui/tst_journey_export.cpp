// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/talk.h"

#include <QCheckBox>
#include <QDesktopServices>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProgressBar>
#include <QRadioButton>
#include <QTemporaryDir>
#include <QTreeWidget>

using namespace confab;
using namespace confab::faults;
using namespace Qt::StringLiterals;
using Sync = SyncStatus::State;
using State = ExportService::State;

namespace {

const QString pages = messageCalls;
const QString sources = u"^GET /api/v1/projects/\\d+/citations/"_s;
const QString json = u"Data (JSON), for programs"_s;

SandboxOptions some()
{
    SandboxOptions options;
    options.conversations = 40;
    options.conversationsPerPage = 20;
    options.longestMessages = 50;
    options.projects = 2;
    options.intelligence = false;
    return options;
}

/// More than a window shows, so that the list is not read to its end by itself.
SandboxOptions many()
{
    SandboxOptions options = some();
    options.conversations = 80;
    options.conversationsPerPage = 10;
    return options;
}

/// A person who exports, and the file.
class Exporting : public Journey
{
public:
    explicit Exporting(const SandboxOptions &options = some())
        : Journey(options, shortTimeouts()), m_port(quint16(server().baseUrl().port()))
    {
    }

    [[nodiscard]] QString path(const QString &name = u"out.json"_s) const { return m_folder.filePath(name); }
    [[nodiscard]] QDialog *open()
    {
        list()->setFocus();
        press(Qt::Key_E, Qt::ControlModifier);
        return dialog(u"exportDialog"_s);
    }
    /// Opens the dialog and fills it in.
    [[nodiscard]] QDialog *openFor(const QString &format, const QString &file)
    {
        QDialog *form = open();
        if (!form)
            return nullptr;
        choose(control<QComboBox>(u"Format"_s, form), format);
        control<QLineEdit>(u"File"_s, form)->setFocus();
        control<QLineEdit>(u"File"_s, form)->selectAll();
        type(file);
        return form;
    }
    /// The dialog has the focus then.
    [[nodiscard]] bool reaches(State state)
    {
        const bool reached = QTest::qWaitFor(
            [&] {
                advance(200ms);
                return workspace().exports().state() == state;
            },
            20'000);
        return reached && dialog(u"exportDialog"_s);
    }
    [[nodiscard]] bool saves(QDialog *form)
    {
        return pressButton(u"Export"_s, form) && reaches(State::Saved);
    }
    [[nodiscard]] QString summary() { return labelText(*this, u"exportSummary"_s); }
    [[nodiscard]] QString note() { return labelText(*this, u"exportNote"_s); }
    [[nodiscard]] QJsonObject file() const
    {
        QFile written(path());
        return written.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(written.readAll()).object()
                                                 : QJsonObject();
    }
    [[nodiscard]] int messagesOf(const QStringList &sessions)
    {
        int count = 0;
        for (const QString &each : sessions)
            count += server().messageCount(project(), each);
        return count;
    }
    [[nodiscard]] int pagesOf(const QStringList &sessions)
    {
        int count = 0;
        for (const QString &each : sessions)
            count += std::max(1, (server().messageCount(project(), each) + 19) / 20);
        return count;
    }
    [[nodiscard]] static QStringList sessionsIn(const QJsonObject &file)
    {
        QStringList sessions;
        for (const QJsonValue each : file[u"conversations"].toArray())
            sessions << each[u"session_id"].toString();
        return sessions;
    }
    [[nodiscard]] static int messagesIn(const QJsonObject &file)
    {
        int count = 0;
        for (const QJsonValue each : file[u"conversations"].toArray())
            count += int(each[u"messages"].toArray().size());
        return count;
    }
    [[nodiscard]] bool syncs()
    {
        return QTest::qWaitFor(
            [&] {
                advance(50ms);
                return workspace().archive().sync().status().state == Sync::Idle;
            },
            30'000);
    }
    void disconnect() { server().stop(); }
    [[nodiscard]] bool reconnect() { return server().start(m_port); }

private:
    quint16 m_port;
    QTemporaryDir m_folder;
};

/// Where the desktop would open a folder.
class Folders : public QObject
{
    Q_OBJECT

public:
    Folders() { QDesktopServices::setUrlHandler(u"file"_s, this, "open"); }
    ~Folders() override { QDesktopServices::unsetUrlHandler(u"file"_s); }

    QList<QUrl> opened;

public slots:
    void open(const QUrl &url) { opened << url; }
};

} // namespace

/// From the list to a file, with the keyboard and the mouse, over a network that works and one that does not.
class TestJourneyExport : public QObject
{
    Q_OBJECT

private slots:
    void theSelectedOnes();
    void allThatMatch();
    void allThatAreListed();
    void theListThatCannotBeRead();
    void aCopyCostsNoCall();
    void offlineTheCopyIsExported();
    void theNetworkGoesMeanwhile();
    void theCopyAloneByChoice();
    void whatWasRemovedFromTheServer();
    void stoppingAndGoingOn();
    void stoppingAndKeepingNothing();
    void whatFailsIsRetriedAlone();
    void whatFailsCanBeLeftOut();
    void aRefusedKeyIsNotTheEnd();
    void aFileThatStandsThereIsNamed();
    void aFileThatCannotBeWrittenIsTold();
    void theKeyboardAlone();
    void everyControlHasAName();
    void theChoicesAreRemembered();
    void browsingForTheFile();
    void aHostileNameIsOneLine();
    void workGoesOnBesideIt();
    void theChoicesFollowTheWindow();
    void quittingMeanwhileAsks();
};

void TestJourneyExport::theSelectedOnes()
{
    Exporting person;
    QVERIFY(person.signIn());
    person.click(1);
    person.click(3, Qt::ControlModifier);
    person.click(5, Qt::ControlModifier);
    QVERIFY(person.waitLoaded());
    const QStringList sessions{person.session(1), person.session(3), person.session(5)};
    person.server().clearCalls();

    QDialog *form = person.openFor(json, person.path());
    QVERIFY(form);
    QVERIFY(person.control<QRadioButton>(u"The 3 selected conversations"_s, form)->isChecked());
    QVERIFY(QTest::qWaitFor([&] { return person.note().startsWith(u"About 3 calls for messages."_s); }));
    QVERIFY(person.saves(form));

    QCOMPARE(person.calls(pages), person.pagesOf(sessions));
    const QJsonObject file = person.file();
    QCOMPARE(Exporting::sessionsIn(file), sessions);
    const int messages = person.messagesOf(sessions);
    QCOMPARE(Exporting::messagesIn(file), messages);
    QVERIFY2(person.summary().startsWith(u"3 conversations with %1 messages were saved."_s.arg(messages)),
             qPrintable(person.summary()));
    QSet<QString> ids;
    for (const QJsonValue each : file[u"conversations"].toArray()) {
        for (const QJsonValue source : each[u"sources"].toArray()) {
            ids << source[u"id"].toString();
            QVERIFY(source[u"state"].toString() != u"not_looked_up"_s);
        }
    }
    QVERIFY(!ids.isEmpty());
    QCOMPARE(person.calls(sources), int(ids.size()));
    QCOMPARE(
        person.control<QTreeWidget>(u"What has become of each conversation"_s, form)->topLevelItemCount(), 3);

    QFile written(person.path());
    QVERIFY(written.open(QIODevice::ReadOnly));
    QVERIFY(!keysweep::holdsKey(written.readAll(), person.server().key()));
    QCOMPARE(int(written.permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther)), 0);
    QVERIFY(!QString::fromUtf8(QJsonDocument(file).toJson()).contains(u"user_ip"_s));

    Folders folders;
    QVERIFY(person.pressButton(u"Show in folder"_s, form));
    QCOMPARE(folders.opened, QList<QUrl>{QUrl::fromLocalFile(QFileInfo(person.path()).absolutePath())});
    Journey::press(Qt::Key_Escape);
    QVERIFY(QTest::qWaitFor([&] { return !person.hasDialog(); }));
    QVERIFY(QFile::exists(person.path()));
}

void TestJourneyExport::allThatMatch()
{
    Exporting person;
    QVERIFY(person.signIn());
    person.filter()->setFocus();
    Journey::type(u"o"_s);
    QVERIFY(person.waitLoaded());
    const int rows = person.rowCount();
    QVERIFY(rows > 3 && rows < 40);
    QDialog *form = person.openFor(json, person.path());
    QVERIFY(form);
    auto *scope = person.control<QRadioButton>(u"All that match the filters: %1"_s.arg(rows), form);
    QVERIFY(scope);
    scope->click();
    QVERIFY(person.saves(form));
    QCOMPARE(Exporting::sessionsIn(person.file()).size(), rows);
    QCOMPARE(Exporting::messagesIn(person.file()), person.messagesOf(Exporting::sessionsIn(person.file())));
    QVERIFY(person.summary().startsWith(u"%1 conversations with "_s.arg(rows)));
}

/// The list is read to its end before anything is frozen.
void TestJourneyExport::allThatAreListed()
{
    Exporting person(many());
    QVERIFY(person.signIn());
    QVERIFY(!person.workspace().conversations().isComplete());
    const int left = int(80 - person.workspace().conversations().loaded()) / 10;
    person.server().clearCalls();
    QDialog *form = person.openFor(json, person.path());
    QVERIFY(form);
    auto *scope = person.control<QRadioButton>(u"All that are listed: 80"_s, form);
    QVERIFY(scope);
    scope->click();
    QVERIFY(QTest::qWaitFor([&] { return person.note().startsWith(u"About 80 calls for messages."_s); }));
    QVERIFY(person.saves(form));
    const QStringList sessions = Exporting::sessionsIn(person.file());
    QCOMPARE(sessions, person.server().sessions(person.project()));
    QCOMPARE(person.calls(listCalls), left);
    QCOMPARE(person.calls(pages), person.pagesOf(sessions));
    QCOMPARE(Exporting::messagesIn(person.file()), person.messagesOf(sessions));
}

void TestJourneyExport::theListThatCannotBeRead()
{
    Exporting person(many());
    QVERIFY(person.signIn());
    QDialog *form = person.openFor(json, person.path());
    QVERIFY(form);
    person.control<QRadioButton>(u"All that are listed: 80"_s, form)->click();
    person.addFault(fault(Kind::Status, listCalls, 500));
    person.server().clearCalls();
    QVERIFY(person.pressButton(u"Export"_s, form));
    QVERIFY(person.waitRepeated());
    QVERIFY2(person.note().startsWith(u"The list could not be read to its end"_s), qPrintable(person.note()));
    QCOMPARE(person.calls(pages), 0);
    QVERIFY(!QFile::exists(person.path()));
    person.server().clearFaults();
    QVERIFY(person.saves(form));
    QCOMPARE(Exporting::sessionsIn(person.file()).size(), 80);
}

void TestJourneyExport::aCopyCostsNoCall()
{
    Exporting person;
    person.answerArchive(ArchiveSettings::Consent::Keep);
    QVERIFY(person.signIn());
    QVERIFY(person.syncs());
    person.click(20); // old enough to be at rest
    QVERIFY(person.waitLoaded());
    QDialog *form = person.openFor(json, person.path());
    QVERIFY(form);
    person.control<QCheckBox>(u"Look up the titles of sources"_s, form)->setChecked(false);
    QVERIFY(QTest::qWaitFor(
        [&] { return person.note() == u"Everything is in the local archive: no call for messages."_s; }));
    person.server().clearCalls();
    QVERIFY(person.saves(form));
    QCOMPARE(person.calls({}), 0);
    QVERIFY(
        person.summary().contains(u"From the local archive, each marked with its time: 1 conversation."_s));
    QCOMPARE(Exporting::messagesIn(person.file()), person.messagesOf({person.session(20)}));
}

void TestJourneyExport::offlineTheCopyIsExported()
{
    Exporting person;
    person.answerArchive(ArchiveSettings::Consent::Keep);
    QVERIFY(person.signIn());
    QVERIFY(person.syncs());
    const int messages = person.messagesOf(person.server().sessions(person.project()));
    const QStringList sessions = person.server().sessions(person.project());
    const QString synced = person.clock.nowUtc().toString(u"yyyy-MM-dd"_s);
    QVERIFY(person.window().close());
    person.crash();
    person.disconnect();
    person.advance(48h);
    QVERIFY(person.start());
    QVERIFY(QTest::qWaitFor([&] { return person.rowCount() == 40 && !person.lineText().isEmpty(); }));

    QDialog *form = person.openFor(u"Plain text"_s, person.path(u"out.txt"_s));
    QVERIFY(form);
    auto *scope = person.control<QRadioButton>(u"All that are listed: 40"_s, form);
    QVERIFY(scope);
    scope->click();
    QVERIFY(person.note().startsWith(u"You are offline."_s));
    QVERIFY(person.saves(form));
    QVERIFY2(person.summary().startsWith(u"40 conversations with %1 messages were saved."_s.arg(messages)),
             qPrintable(person.summary()));
    QVERIFY(
        person.summary().contains(u"From the local archive, each marked with its time: 40 conversations."_s));
    QFile written(person.path(u"out.txt"_s));
    QVERIFY(written.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(written.readAll());
    QCOMPARE(text.count(u"from the local archive as of "_s + synced), 40);
    QCOMPARE(text.count(u"\nVisitor · "_s), messages);
    QVERIFY(text.contains(u"40 conversations, %1 messages"_s.arg(messages)));
}

/// What the service cannot give any more comes from the copy, if the person wants it.
void TestJourneyExport::theNetworkGoesMeanwhile()
{
    Exporting person;
    person.answerArchive(ArchiveSettings::Consent::Keep);
    QVERIFY(person.signIn());
    QVERIFY(person.syncs());
    person.click(0); // of today: the service would be asked
    person.click(2, Qt::ShiftModifier);
    QVERIFY(person.waitLoaded());
    const int messages = person.messagesOf({person.session(0), person.session(1), person.session(2)});
    QDialog *form = person.openFor(json, person.path());
    QVERIFY(form);
    person.disconnect();
    QVERIFY(person.pressButton(u"Export"_s, form));
    QVERIFY(person.reaches(State::Open));
    QVERIFY2(person.summary().contains(u"3 are missing."_s), qPrintable(person.summary()));
    QVERIFY(person.pressButton(u"Take the rest from the local archive"_s, form));
    QVERIFY(person.reaches(State::Saved));
    QCOMPARE(Exporting::messagesIn(person.file()), messages);
    QVERIFY(
        person.summary().contains(u"From the local archive, each marked with its time: 3 conversations."_s));
}

void TestJourneyExport::theCopyAloneByChoice()
{
    Exporting person;
    person.answerArchive(ArchiveSettings::Consent::Keep);
    QVERIFY(person.signIn());
    QVERIFY(person.syncs());
    person.click(0);
    QVERIFY(person.waitLoaded());
    QDialog *form = person.openFor(json, person.path());
    QVERIFY(form);
    person.control<QCheckBox>(u"From the local archive alone, without a call"_s, form)->click();
    QVERIFY(!person.control<QCheckBox>(u"Look up the titles of sources"_s, form)->isEnabled());
    QVERIFY(person.note().startsWith(u"What the local archive has is exported"_s));
    person.server().clearCalls();
    QVERIFY(person.saves(form));
    QCOMPARE(person.calls({}), 0);
    QCOMPARE(Exporting::messagesIn(person.file()), person.messagesOf({person.session(0)}));
}

void TestJourneyExport::whatWasRemovedFromTheServer()
{
    Exporting person;
    person.answerArchive(ArchiveSettings::Consent::Keep);
    QVERIFY(person.signIn());
    QVERIFY(person.syncs());
    const QString session = person.session(3);
    const int messages = person.messagesOf({session});
    person.click(3);
    Journey::press(Qt::Key_Delete);
    person.advance(10s);
    QVERIFY(person.waitLoaded());
    person.action(u"Removed from server…"_s)->trigger();
    QDialog *removed = person.dialog(u"removedDialog"_s);
    QVERIFY(removed);
    auto *button = person.control<QPushButton>(u"Export the selected conversations"_s, removed);
    QVERIFY(button);
    QTRY_VERIFY(button->isEnabled());
    QVERIFY(person.pressButton(u"Export the selected conversations"_s, removed));
    QDialog *form = person.dialog(u"exportDialog"_s);
    QVERIFY(form);
    QCOMPARE(form->findChildren<QRadioButton *>().size(), 1);
    Journey::choose(person.control<QComboBox>(u"Format"_s, form), json);
    person.control<QLineEdit>(u"File"_s, form)->setText(person.path());
    person.server().clearCalls();
    QVERIFY(person.saves(form));
    QCOMPARE(person.calls({}), 0);
    QCOMPARE(Exporting::sessionsIn(person.file()), QStringList{session});
    QCOMPARE(Exporting::messagesIn(person.file()), messages);
    QVERIFY(person.file()[u"conversations"][0][u"removed_from_server"].toBool());
    QVERIFY(person.pressButton(u"Close"_s, form));
    QVERIFY(person.dialog(u"removedDialog"_s));
}

void TestJourneyExport::stoppingAndGoingOn()
{
    Exporting person;
    QVERIFY(person.signIn());
    const QString longest = person.server().longestSession(person.project());
    SandboxFault hang = fault(Kind::Hang, person.about(u"GET"_s, longest) + u"/messages\\?.*page=2"_s);
    hang.times = 1;
    person.addFault(hang);
    person.click(0);
    person.click(6, Qt::ShiftModifier);
    QVERIFY(person.waitLoaded());
    QDialog *form = person.openFor(json, person.path());
    QVERIFY(form);
    QVERIFY(person.pressButton(u"Export"_s, form));
    QVERIFY(person.control<QProgressBar>(u"Progress"_s, form));
    const ExportService &exports = person.workspace().exports();
    QVERIFY(QTest::qWaitFor([&] {
        person.advance(10ms);
        return exports.report().count(ExportItem::State::Written) >= 1;
    }));
    QVERIFY(person.pressButton(u"Cancel"_s, form));
    QVERIFY(person.reaches(State::Open));
    const int written = int(exports.report().count(ExportItem::State::Written));
    QVERIFY(written < 7);
    QVERIFY2(person.summary().startsWith(u"You stopped the export. "_s), qPrintable(person.summary()));
    QVERIFY(person.summary().contains(u"%1 of 7 conversations were read."_s.arg(written)));
    QVERIFY(person.summary().endsWith(u"Nothing is saved yet."_s));
    person.server().clearCalls();
    person.advance(5s);
    QTest::qWait(1);
    QCOMPARE(person.calls(pages), 0);
    QVERIFY(!QFile::exists(person.path()));

    QVERIFY(person.pressButton(u"Go on"_s, form));
    QVERIFY(person.reaches(State::Saved));
    QCOMPARE(Exporting::sessionsIn(person.file()).size(), 7);
    QVERIFY(person.calls(pages) <= 7 - written + 2); // the longest has three pages
}

void TestJourneyExport::stoppingAndKeepingNothing()
{
    Exporting person;
    QVERIFY(person.signIn());
    QFile old(person.path());
    QVERIFY(old.open(QIODevice::WriteOnly));
    old.write("old");
    old.close();
    person.click(0);
    person.click(2, Qt::ShiftModifier);
    QVERIFY(person.waitLoaded());
    QDialog *form = person.openFor(json, person.path());
    QVERIFY(form);
    person.addFault(fault(Kind::Hang, person.about(u"GET"_s, person.session(2))));
    QVERIFY(person.pressButton(u"Replace and export"_s, form));
    QVERIFY(QTest::qWaitFor(
        [&] { return person.workspace().exports().report().count(ExportItem::State::Written) == 2; }));
    QVERIFY(person.reaches(State::Reading));
    Journey::press(Qt::Key_Escape);
    QVERIFY(person.reaches(State::Open));
    QVERIFY(person.hasDialog());
    Journey::press(Qt::Key_Escape);
    QVERIFY(QTest::qWaitFor([&] { return !person.hasDialog(); }));
    QVERIFY(old.open(QIODevice::ReadOnly));
    QCOMPARE(old.readAll(), QByteArray("old"));
    QCOMPARE(QDir(QFileInfo(person.path()).path()).entryList(QDir::Files | QDir::Hidden),
             QStringList{u"out.json"_s});
}

void TestJourneyExport::whatFailsIsRetriedAlone()
{
    Exporting person;
    QVERIFY(person.signIn());
    person.click(0);
    person.click(4, Qt::ShiftModifier);
    QVERIFY(person.waitLoaded());
    const QString broken = person.session(2);
    person.addFault(fault(Kind::Status, person.about(u"GET"_s, broken), 500));
    QDialog *form = person.openFor(json, person.path());
    QVERIFY(form);
    QVERIFY(person.pressButton(u"Export"_s, form));
    QVERIFY(person.reaches(State::Open));
    QVERIFY2(person.summary().startsWith(u"4 of 5 conversations were read. 1 is missing."_s),
             qPrintable(person.summary()));
    QVERIFY(!person.summary().contains(u"were saved"_s));
    const auto *report = person.control<QTreeWidget>(u"What has become of each conversation"_s, form);
    QCOMPARE(report->topLevelItem(0)->text(2), u"Not read"_s);
    QVERIFY(report->topLevelItem(0)->text(3).contains(u"The server has a problem of its own."_s) ||
            report->topLevelItem(0)->text(3).contains(u"Internal Server Error"_s));
    QVERIFY(!QFile::exists(person.path()));

    person.server().clearFaults();
    person.server().clearCalls();
    QVERIFY(person.pressButton(u"Retry failed"_s, form));
    QVERIFY(person.reaches(State::Saved));
    QCOMPARE(person.calls(pages), person.pagesOf({broken}));
    QCOMPARE(Exporting::sessionsIn(person.file()).size(), 5);
    QVERIFY(person.summary().startsWith(u"5 conversations with "_s));
}

void TestJourneyExport::whatFailsCanBeLeftOut()
{
    Exporting person;
    QVERIFY(person.signIn());
    person.click(0);
    person.click(4, Qt::ShiftModifier);
    QVERIFY(person.waitLoaded());
    const QString gone = person.session(2);
    const QString name = person.rows().at(2);
    QDialog *form = person.openFor(u"Markdown"_s, person.path(u"out.md"_s));
    QVERIFY(form);
    QVERIFY(person.server().removeConversation(person.project(), gone));
    QVERIFY(person.pressButton(u"Export"_s, form));
    QVERIFY(person.reaches(State::Open));
    Journey::press(Qt::Key_Escape); // keeps what there is, for nobody stopped it
    QVERIFY(person.reaches(State::Saved));
    QVERIFY2(person.summary().startsWith(u"4 of 5 conversations with "_s), qPrintable(person.summary()));
    QVERIFY(person.summary().contains(u"1 is missing."_s));
    QFile written(person.path(u"out.md"_s));
    QVERIFY(written.open(QIODevice::ReadOnly));
    QString text = QString::fromUtf8(written.readAll());
    text.remove(u'\\');
    const qsizetype left = text.indexOf(u"Not in this file:"_s);
    QVERIFY(left > 0);
    QVERIFY(text.indexOf(name, left) > 0);
    QVERIFY(text.indexOf(u"It is no longer on the server."_s, left) > 0);
    QVERIFY(person.pressButton(u"Copy list"_s, form));
    QVERIFY(QGuiApplication::clipboard()->text().contains(gone));
}

void TestJourneyExport::aRefusedKeyIsNotTheEnd()
{
    Exporting person;
    QVERIFY(person.signIn());
    person.click(0);
    person.click(4, Qt::ShiftModifier);
    QVERIFY(person.waitLoaded());
    QDialog *form = person.openFor(json, person.path());
    QVERIFY(form);
    person.server().setKey("1234|anotherkeyanotherkeyanother");
    QVERIFY(person.pressButton(u"Export"_s, form));
    QVERIFY(person.dialog(u"signInDialog"_s));
    QCOMPARE(person.workspace().exports().state(), State::Open);
    QVERIFY2(person.summary().startsWith(u"The export stopped: "_s), qPrintable(person.summary()));
    QVERIFY(person.signInByDialog(u"1234|anotherkeyanotherkeyanother"_s));
    QVERIFY(person.waitLoaded());
    form = person.dialog(u"exportDialog"_s);
    QVERIFY(form);
    QVERIFY(person.pressButton(u"Retry failed"_s, form));
    QVERIFY(person.reaches(State::Saved));
    QCOMPARE(Exporting::sessionsIn(person.file()).size(), 5);
}

void TestJourneyExport::aFileThatStandsThereIsNamed()
{
    Exporting person;
    QVERIFY(person.signIn());
    QFile old(person.path());
    QVERIFY(old.open(QIODevice::WriteOnly));
    old.close();
    person.click(0);
    QVERIFY(person.waitLoaded());
    QDialog *form = person.openFor(json, person.path());
    QVERIFY(form);
    QVERIFY(labelText(person, u"exportReplace"_s).startsWith(u"A file stands there already."_s));
    QVERIFY(!person.pressButton(u"Export"_s, form));
    QVERIFY(person.pressButton(u"Replace and export"_s, form));
    QVERIFY(person.reaches(State::Saved));
    QCOMPARE(Exporting::sessionsIn(person.file()).size(), 1);
}

void TestJourneyExport::aFileThatCannotBeWrittenIsTold()
{
    Exporting person;
    QVERIFY(person.signIn());
    QDialog *form = person.openFor(json, person.path(u"no such folder/out.json"_s));
    QVERIFY(form);
    QVERIFY(person.pressButton(u"Export"_s, form));
    QVERIFY(person.reaches(State::Failed));
    QVERIFY2(person.summary().startsWith(u"The file could not be written."_s), qPrintable(person.summary()));
    QVERIFY(person.summary().endsWith(u"What stood there before is as it was."_s));
    QVERIFY(person.pressButton(u"Close"_s, form));
    QVERIFY(QTest::qWaitFor([&] { return !person.hasDialog(); }));
}

void TestJourneyExport::theKeyboardAlone()
{
    Exporting person;
    QVERIFY(person.signIn());
    QDialog *form = person.open();
    QVERIFY(form);
    // Through all controls and round again.
    QSet<QWidget *> seen;
    for (int step = 0; step < 20; ++step) {
        QVERIFY(Journey::focusIsVisible());
        QVERIFY(form->isAncestorOf(QApplication::focusWidget()));
        seen << QApplication::focusWidget();
        Journey::press(Qt::Key_Tab);
    }
    for (QWidget *each : {static_cast<QWidget *>(person.control<QComboBox>(u"Format"_s, form)),
                          static_cast<QWidget *>(person.control<QLineEdit>(u"File"_s, form)),
                          static_cast<QWidget *>(person.control<QPushButton>(u"Export"_s, form))})
        QVERIFY(seen.contains(each));
    while (QApplication::focusWidget() != person.control<QLineEdit>(u"File"_s, form))
        Journey::press(Qt::Key_Tab);
    Journey::press(Qt::Key_A, Qt::ControlModifier);
    Journey::type(person.path(u"out.html"_s));
    Journey::press(Qt::Key_Return);
    QVERIFY(person.reaches(State::Saved));
    QVERIFY(QFile::exists(person.path(u"out.html"_s)));
    QVERIFY(Journey::focusIsVisible());
    Journey::press(Qt::Key_Return); // Close
    QVERIFY(QTest::qWaitFor([&] { return !person.hasDialog(); }));

    QVERIFY(person.activate());
    person.click(0);
    QVERIFY(person.waitLoaded());
    QMenu *menu = person.contextMenu(0);
    QVERIFY(menu);
    QVERIFY(Journey::chooseInMenu(menu, u"Export…"_s));
    QVERIFY(person.dialog(u"exportDialog"_s));
    QCOMPARE(person.action(u"Export…"_s)->shortcut(), QKeySequence(u"Ctrl+E"_s));
}

void TestJourneyExport::everyControlHasAName()
{
    Exporting person;
    QVERIFY(person.signIn());
    QDialog *form = person.openFor(u"Table (CSV), one row for each message"_s, person.path(u"out.csv"_s));
    QVERIFY(form);
    const auto nameless = [form] {
        QStringList names;
        for (const QWidget *each : form->findChildren<QWidget *>()) {
            if (each->isVisible() && each->focusPolicy() != Qt::NoFocus && each->accessibleName().isEmpty() &&
                !qobject_cast<const QLabel *>(each) && !each->objectName().startsWith(u"qt_"_s))
                names << each->objectName();
        }
        return names;
    };
    QCOMPARE(nameless(), QStringList());
    QVERIFY(person.control<QCheckBox>(u"Raw cells: do not guard against formulas"_s, form));
    QVERIFY(person.saves(form));
    QCOMPARE(nameless(), QStringList());
}

void TestJourneyExport::theChoicesAreRemembered()
{
    Exporting person;
    QVERIFY(person.signIn());
    QDialog *form = person.openFor(u"Markdown"_s, person.path(u"out.md"_s));
    QVERIFY(form);
    person.control<QCheckBox>(u"Look up the titles of sources"_s, form)->click();
    person.control<QCheckBox>(u"Include visitors' IP addresses and browsers"_s, form)->click();
    QVERIFY(person.saves(form));
    QVERIFY(person.pressButton(u"Close"_s, form));
    QVERIFY(QTest::qWaitFor([&] { return !person.hasDialog(); }));
    QVERIFY(person.restart());
    form = person.open();
    QVERIFY(form);
    QCOMPARE(person.control<QComboBox>(u"Format"_s, form)->currentText(), u"Markdown"_s);
    QVERIFY(!person.control<QCheckBox>(u"Look up the titles of sources"_s, form)->isChecked());
    // Addresses of visitors are asked for each time.
    QVERIFY(!person.control<QCheckBox>(u"Include visitors' IP addresses and browsers"_s, form)->isChecked());
    const QString suggested = person.control<QLineEdit>(u"File"_s, form)->text();
    QCOMPARE(QFileInfo(suggested).path(), QFileInfo(person.path()).path());
    QVERIFY(suggested.endsWith(u".md"_s));
    QVERIFY(!QFile::exists(suggested));
    Journey::choose(person.control<QComboBox>(u"Format"_s, form), json);
    QVERIFY(person.control<QLineEdit>(u"File"_s, form)->text().endsWith(u".json"_s));
}

void TestJourneyExport::browsingForTheFile()
{
    Exporting person;
    QVERIFY(person.signIn());
    QDialog *form = person.openFor(json, person.path());
    QVERIFY(form);
    QVERIFY(person.pressButton(u"Choose the file"_s, form));
    auto *files = qobject_cast<QFileDialog *>(person.dialog(u"saveDialog"_s));
    QVERIFY(files);
    QCOMPARE(files->directory().absolutePath(), QFileInfo(person.path()).path());
    files->findChild<QLineEdit *>()->setText(u"chosen"_s);
    Journey::press(Qt::Key_Return);
    QVERIFY(QTest::qWaitFor(
        [&] { return person.control<QLineEdit>(u"File"_s, form)->text() == person.path(u"chosen.json"_s); }));
}

void TestJourneyExport::aHostileNameIsOneLine()
{
    Exporting person;
    const QString name = u"<img src=x>&\n\u202E"_s + QString(240, u'm') + u"/../x"_s;
    (void)person.server().addConversationOnTop(person.project(), name);
    QVERIFY(person.signIn());
    person.click(0);
    QVERIFY(person.waitLoaded());
    QDialog *form = person.open();
    QVERIFY(form);
    const auto *scope = form->findChild<QRadioButton *>(u"exportScope0"_s);
    QVERIFY(scope && scope->isChecked());
    QVERIFY(scope->accessibleName().startsWith(u"The selected conversation: <img src=x>& "_s));
    QVERIFY(scope->text().contains(u"&&"_s));
    QVERIFY(form->width() < person.window().width());
    // The file of that name is in the folder that is shown.
    Journey::choose(person.control<QComboBox>(u"Format"_s, form), json);
    const QString path = person.control<QLineEdit>(u"File"_s, form)->text();
    const QString file = path.mid(path.lastIndexOf(u'/') + 1);
    QVERIFY2(file.startsWith(u"img src=x"_s), qPrintable(file));
    QVERIFY(file.toUtf8().size() <= 130);
    QVERIFY(!path.contains(u".."_s));
}

/// The window is the person's while the export runs.
void TestJourneyExport::workGoesOnBesideIt()
{
    Exporting person;
    QVERIFY(person.signIn());
    person.click(0);
    QVERIFY(person.waitLoaded());
    QDialog *form = person.openFor(json, person.path());
    QVERIFY(form);
    const QString exported = person.session(0);
    SandboxFault hang = fault(Kind::Hang, person.about(u"GET"_s, exported));
    hang.times = 1;
    person.addFault(hang);
    QVERIFY(person.pressButton(u"Export"_s, form));
    QCOMPARE(person.workspace().exports().state(), State::Reading);
    QVERIFY(person.activate());
    person.filter()->setFocus();
    Journey::type(u"no such name"_s); // what is listed changes, what was chosen does not
    QTRY_COMPARE(person.rowCount(), 0);
    Journey::press(Qt::Key_E, Qt::ControlModifier);
    QCOMPARE(person.dialog(u"exportDialog"_s), form);
    QVERIFY(person.reaches(State::Saved));
    QCOMPARE(Exporting::sessionsIn(person.file()), QStringList{exported});
    QVERIFY(person.window().close());
}

/// What is offered follows the list, and goes with the project.
void TestJourneyExport::theChoicesFollowTheWindow()
{
    Exporting person;
    QVERIFY(person.signIn());
    QDialog *form = person.openFor(json, person.path());
    QVERIFY(form);
    QVERIFY(person.control<QRadioButton>(u"All that are listed: 40"_s, form));
    QVERIFY(person.activate());
    person.filter()->setFocus();
    Journey::type(u"o"_s);
    QVERIFY(person.waitLoaded());
    QVERIFY(person.control<QRadioButton>(u"All that match the filters: %1"_s.arg(person.rowCount()), form));
    Journey::choose(person.projectPicker(), person.projectPicker()->itemText(1));
    QVERIFY(QTest::qWaitFor([&] { return !person.hasDialog(); }));
}

void TestJourneyExport::quittingMeanwhileAsks()
{
    Exporting person;
    QVERIFY(person.signIn());
    person.click(0);
    person.click(2, Qt::ShiftModifier);
    QVERIFY(person.waitLoaded());
    person.addFault(fault(Kind::Status, person.about(u"GET"_s, person.session(1)), 500));
    QDialog *form = person.openFor(json, person.path());
    QVERIFY(form);
    QVERIFY(person.pressButton(u"Export"_s, form));
    QVERIFY(person.reaches(State::Open));
    QVERIFY(!person.window().close());
    QDialog *question = person.dialog(u"questionDialog"_s);
    QVERIFY(question);
    QCOMPARE(labelText(person, u"quitExport"_s).left(30), u"2 of 3 conversations were read"_s);
    Journey::press(Qt::Key_Escape);
    QVERIFY(QTest::qWaitFor([&] { return !person.window().findChild<QDialog *>(u"questionDialog"_s); }));
    QVERIFY(person.window().isVisible());
    QCOMPARE(person.workspace().exports().state(), State::Open);

    QVERIFY(!person.window().close());
    question = person.dialog(u"questionDialog"_s);
    QVERIFY(question);
    QVERIFY(person.pressButton(u"Quit without the file"_s, question));
    QVERIFY(QTest::qWaitFor([&] { return !person.window().isVisible(); }));
    QVERIFY(!QFile::exists(person.path()));
}

QTEST_MAIN(TestJourneyExport)
#include "tst_journey_export.moc"
