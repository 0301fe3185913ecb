// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/journey.h"

#include <QDir>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTimer>
#include <QTreeWidget>

using namespace confab;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

SandboxOptions holding(int conversations, int perPage = 100)
{
    SandboxOptions options;
    options.conversations = conversations;
    options.conversationsPerPage = perPage;
    return options;
}

SandboxFault onDelete(SandboxFault::Kind kind, int status = 0)
{
    SandboxFault fault;
    fault.kind = kind;
    fault.status = status;
    fault.match = u"^DELETE "_s;
    return fault;
}

/// Selects the first rows and presses Delete.
void deleteFirst(const Journey &journey, int count)
{
    journey.click(0);
    if (count > 1)
        journey.click(count - 1, Qt::ShiftModifier);
    Journey::press(Qt::Key_Delete);
}

QString textOf(const QWidget *within, const QString &objectName)
{
    const auto *label = within->findChild<QLabel *>(objectName);
    return label ? label->text() : QString();
}

} // namespace

/// Deleting, taking it back, and what happens where it does not go as it should.
class TestJourneyDelete : public QObject
{
    Q_OBJECT

private slots:
    void theNextRowIsNotRenamedByAClick();
    void deletesOneWithTheKey();
    void deletesManyByKeyboardAndMouse();
    void undoesWithButtonAndKeys();
    void undoesFromAFieldWithNothingToUndo();
    void saysWhatASignOutEnds();
    void keepsTheFocus();
    void asksBeforeMoreThanTwenty();
    void deletesAllThatMatchThoughNotAllWereLoaded();
    void keepsWhatChangedAfterItWasChosen();
    void picksByHandCostOneCallEach();
    void showsProgressAndStopsOnCancel();
    void listsWhatFailedAndRetriesOnlyThat();
    void countsWhatWasGoneAlready();
    void stopsWhereTheProjectIsGone();
    void offersTheRestAfterSigningInAgain();
    void whatWasLeftGoesWithTheSignOut();
    void deletesNothingWithoutItsJournal();
};

void TestJourneyDelete::deletesOneWithTheKey()
{
    Journey journey(holding(30));
    QVERIFY(journey.signIn());
    const QString session = journey.session(3);
    const QString next = journey.rows().at(4);
    journey.click(3);
    Journey::press(Qt::Key_Delete);
    QCOMPARE(journey.rowOf(session), -1); // at once
    QCOMPARE(journey.rowCount(), 29);
    QVERIFY2(journey.bannerText().contains(u"1 conversation"_s), qPrintable(journey.bannerText()));
    QVERIFY(!journey.hasDialog());
    QCOMPARE(journey.countText(), u"29 conversations"_s);
    journey.advance(9999ms);
    QVERIFY(!journey.workspace().deletions().isRunning());
    QCOMPARE(journey.selectedRows(), QStringList{next});
    QCOMPARE(journey.deleteCalls(), 0);
    QVERIFY(journey.server().hasConversation(journey.project(), session));
    journey.advance(1ms);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 1);
    QVERIFY(!journey.server().hasConversation(journey.project(), session));
    QVERIFY(journey.bannerText().contains(u"deleted for good"_s));
    QCOMPARE(journey.rowCount(), 29);
}

void TestJourneyDelete::deletesManyByKeyboardAndMouse()
{
    Journey journey(holding(40));
    QVERIFY(journey.signIn());
    journey.click(2);
    journey.click(5, Qt::ControlModifier);
    journey.click(9, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(journey.selectedRows().size(), 6);
    Journey::press(Qt::Key_Delete);
    QCOMPARE(journey.rowCount(), 34);
    QVERIFY(journey.bannerText().contains(u"6 conversations"_s));
    journey.advance(10s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 6);

    journey.click(0);
    for (int step = 0; step < 3; ++step)
        Journey::press(Qt::Key_Down, Qt::ShiftModifier);
    Journey::press(Qt::Key_Delete);
    QCOMPARE(journey.rowCount(), 30);
    journey.advance(10s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 10);
    QCOMPARE(journey.server().conversationCount(journey.project()), 30);
}

void TestJourneyDelete::undoesWithButtonAndKeys()
{
    Journey journey(holding(30));
    QVERIFY(journey.signIn());
    const QStringList before = journey.rows();
    deleteFirst(journey, 3);
    QCOMPARE(journey.rowCount(), 27);
    QVERIFY(journey.pressInBanner(u"Undo"_s));
    QCOMPARE(journey.rows(), before);
    deleteFirst(journey, 4);
    QCOMPARE(journey.rowCount(), 26);
    Journey::press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(journey.rows(), before);
    QVERIFY(!journey.action(u"Undo"_s)->isEnabled());
    journey.advance(1min);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 0);
    QCOMPARE(journey.server().conversationCount(journey.project()), 30);

    // Two deletions: the newest is taken back first, and the other is not prolonged.
    deleteFirst(journey, 1);
    journey.advance(5s);
    deleteFirst(journey, 2);
    QCOMPARE(journey.rowCount(), 27);
    Journey::press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(journey.rowCount(), 29);
    journey.advance(5s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 1);
}

/// Whoever has deleted something presses it wherever they are; what they have typed comes first.
void TestJourneyDelete::undoesFromAFieldWithNothingToUndo()
{
    Journey journey(holding(30));
    QVERIFY(journey.signIn());
    auto *editor = journey.window().findChild<QPlainTextEdit *>(u"composerEditor"_s);
    QVERIFY(editor);
    for (QWidget *field : {static_cast<QWidget *>(journey.filter()), static_cast<QWidget *>(editor)}) {
        deleteFirst(journey, 2);
        QVERIFY(journey.waitLoaded()); // the next one is opened, and can be written in
        QTRY_VERIFY(field->isVisible());
        QCOMPARE(journey.rowCount(), 28);
        field->setFocus();
        Journey::press(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(journey.rowCount(), 30);
    }
    deleteFirst(journey, 2);
    journey.filter()->setFocus();
    Journey::type(u"zz"_s);
    QCOMPARE(journey.rowCount(), 0);
    Journey::press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(journey.filter()->text(), QString());
    QCOMPARE(journey.rowCount(), 28);
    QCOMPARE(journey.workspace().deletions().waitingCount(), 2);
}

void TestJourneyDelete::saysWhatASignOutEnds()
{
    Journey journey(holding(30));
    QVERIFY(journey.signIn());
    deleteFirst(journey, 2);
    journey.action(u"Sign out"_s)->trigger();
    QDialog *dialog = journey.dialog(u"signOutDialog"_s);
    QVERIFY(dialog);
    QCOMPARE(textOf(dialog, u"signOutEndings"_s), u"What waits to be deleted is kept."_s);
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(!journey.hasDialog());
    QVERIFY(journey.workspace().session().isSignedIn());
    QCOMPARE(journey.workspace().deletions().waitingCount(), 2);
    journey.action(u"Sign out"_s)->trigger();
    dialog = journey.dialog(u"signOutDialog"_s);
    QVERIFY(dialog);
    QVERIFY(journey.pressButton(u"Sign out"_s, dialog));
    QTRY_VERIFY(!journey.workspace().session().isSignedIn());
    journey.advance(1min);
    QCOMPARE(journey.deleteCalls(), 0);
    QCOMPARE(journey.server().conversationCount(journey.project()), 30);
}

void TestJourneyDelete::keepsTheFocus()
{
    Journey journey(holding(12));
    QVERIFY(journey.signIn());
    deleteFirst(journey, 3);
    QVERIFY(journey.list()->hasFocus());
    QCOMPARE(journey.selectedRows().size(), 1);
    Journey::press(Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(journey.selectedRows().size(), 9);
    Journey::press(Qt::Key_Delete); // the list goes altogether
    QCOMPARE(journey.rowCount(), 0);
    QVERIFY(Journey::focusIsVisible());
    QVERIFY(journey.pressInBanner(u"Undo"_s));
    QCOMPARE(journey.rowCount(), 9);
    QVERIFY(Journey::focusIsVisible());
    journey.advance(10s);
    QVERIFY(journey.waitLoaded());
    QVERIFY(Journey::focusIsVisible());
}

void TestJourneyDelete::asksBeforeMoreThanTwenty()
{
    Journey journey(holding(30));
    QVERIFY(journey.signIn());
    deleteFirst(journey, 20);
    QVERIFY(!journey.hasDialog());
    Journey::press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(journey.rowCount(), 30);
    deleteFirst(journey, 21);
    QVERIFY(journey.dialog(u"questionDialog"_s));
    QCOMPARE(journey.rowCount(), 30);
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(!journey.hasDialog());
    QVERIFY(journey.activate());

    const auto ask = [&journey] {
        journey.list()->setFocus();
        Journey::press(Qt::Key_A, Qt::ControlModifier);
        Journey::press(Qt::Key_Delete);
        return journey.dialog(u"questionDialog"_s);
    };
    QDialog *dialog = ask();
    QVERIFY(dialog);
    QVERIFY(textOf(dialog, u"questionHeading"_s).contains(u"30 conversations"_s));
    QCOMPARE(textOf(dialog, u"deletionProject"_s), u"Project: Customer care"_s);
    const QLocale locale;
    for (const int row : {0, 29}) {
        const QDate day =
            journey.server().conversationCreated(journey.project(), journey.session(row)).toUTC().date();
        QVERIFY(textOf(dialog, u"deletionSpan"_s).contains(locale.toString(day, QLocale::LongFormat)));
    }
    Journey::press(Qt::Key_Return); // nothing typed
    QTRY_VERIFY(!journey.hasDialog());
    QVERIFY(journey.activate());
    QCOMPARE(journey.rowCount(), 30);

    dialog = ask();
    QVERIFY(dialog);
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(!journey.hasDialog());
    QVERIFY(journey.activate());

    dialog = ask();
    QVERIFY(dialog);
    QVERIFY(journey.control<QLineEdit>(u"Number of conversations"_s, dialog)->hasFocus());
    Journey::type(u"29"_s);
    Journey::press(Qt::Key_Return);
    QTRY_VERIFY(!journey.hasDialog());
    QVERIFY(journey.activate());
    QCOMPARE(journey.rowCount(), 30);
    journey.advance(1min);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 0);

    dialog = ask();
    QVERIFY(dialog);
    Journey::type(u"30"_s);
    QVERIFY(journey.pressButton(u"Delete 30 conversations"_s, dialog));
    QTRY_COMPARE(journey.rowCount(), 0);
    journey.advance(10s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 30);
    QCOMPARE(journey.server().conversationCount(journey.project()), 0);
}

void TestJourneyDelete::deletesAllThatMatchThoughNotAllWereLoaded()
{
    Journey journey(holding(333, 10));
    QVERIFY(journey.signIn());
    const int loaded = journey.rowCount();
    QVERIFY(loaded < 333);
    journey.list()->setFocus();
    Journey::press(Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(journey.selectedRows().size(), loaded);
    QCOMPARE(journey.lineText(), u"All %1 loaded rows are selected."_s.arg(loaded));
    QVERIFY(journey.pressButton(u"Select all 333 that match"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.selectedRows().size(), 333);
    QCOMPARE(journey.calls(u"^GET /api/v1/projects/\\d+/conversations$"_s), 34);

    // One that comes meanwhile was not confirmed by anybody.
    Journey::press(Qt::Key_Delete);
    QDialog *dialog = journey.dialog(u"questionDialog"_s);
    QVERIFY(dialog);
    const QString later = journey.server().addConversationOnTop(journey.project(), u"Later"_s);
    Journey::type(u"333"_s);
    QVERIFY(journey.pressButton(u"Delete 333 conversations"_s, dialog));
    QTRY_COMPARE(journey.rowCount(), 0);
    journey.advance(10s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 333);
    QCOMPARE(journey.server().sessions(journey.project()), QStringList{later});
}

// The server goes on while the person reads the question, in the ten seconds after it and during the run.
void TestJourneyDelete::keepsWhatChangedAfterItWasChosen()
{
    Journey journey(holding(40));
    QVERIFY(journey.signIn());
    const QString asked = journey.session(5);
    const QString renamed = journey.session(20);
    const QString written = journey.session(30);
    const QString gone = journey.session(35);
    const QStringList preview = journey.server().sessions(journey.project());
    SandboxServer &server = journey.server();

    journey.list()->setFocus();
    Journey::press(Qt::Key_A, Qt::ControlModifier);
    Journey::press(Qt::Key_Delete);
    QDialog *dialog = journey.dialog(u"questionDialog"_s);
    QVERIFY(dialog);
    QVERIFY(textOf(dialog, u"deletionCare"_s).contains(u"is kept"_s));
    journey.advance(3s);
    QVERIFY(server.addMessage(journey.project(), asked, u"Are you still there?"_s) > 0);
    server.addConversationOnTop(journey.project(), u"Matches as well"_s);
    Journey::type(u"40"_s);
    QVERIFY(journey.pressButton(u"Delete 40 conversations"_s, dialog));
    QTRY_COMPARE(journey.rowCount(), 0);
    journey.advance(5s);
    QVERIFY(server.renameConversation(journey.project(), renamed, u"Keep this one"_s));
    QVERIFY(server.addMessage(journey.project(), written, u"One thing more"_s) > 0);
    QVERIFY(server.removeConversation(journey.project(), gone));
    const int before = journey.server().callCount();
    journey.advance(5s);
    QVERIFY(journey.waitLoaded());

    for (const auto &call : server.calls()) {
        const QString session = call.path.section(u'/', -1);
        QVERIFY(call.method != "DELETE" || preview.contains(session));
        QVERIFY(call.method != "DELETE" || !QStringList({asked, renamed, written, gone}).contains(session));
    }
    QCOMPARE(journey.deleteCalls(), 36);
    // A look at each, a DELETE for the unchanged, and is the project still there? for the one that is gone.
    QCOMPARE(journey.server().callCount() - before, 40 + 36 + 1);
    for (const QString &kept : {asked, renamed, written})
        QVERIFY(server.hasConversation(journey.project(), kept));
    QCOMPARE(journey.rowCount(), 3);
    QCOMPARE(journey.rows().at(journey.rowOf(renamed)), u"Keep this one"_s);
    QVERIFY2(journey.bannerText().contains(u"3 had changed meanwhile and were kept."_s),
             qPrintable(journey.bannerText()));
    QVERIFY(!journey.action(u"Retry"_s)->isEnabled()); // they have to be chosen anew

    QVERIFY(journey.pressInBanner(u"Show what is left"_s));
    QDialog *report = journey.dialog(u"reportDialog"_s);
    QVERIFY(report);
    const auto *list = report->findChild<QTreeWidget *>(u"reportList"_s);
    QCOMPARE(list->topLevelItemCount(), 3);
    QStringList reasons;
    for (int row = 0; row < 3; ++row)
        reasons << list->topLevelItem(row)->text(2) + u": "_s + list->topLevelItem(row)->text(3);
    reasons.sort();
    QCOMPARE(reasons, (QStringList{u"Kept: It has a message that came after you chose it."_s,
                                   u"Kept: It has a message that came after you chose it."_s,
                                   u"Kept: It was renamed after you chose it."_s}));
}

void TestJourneyDelete::picksByHandCostOneCallEach()
{
    Journey journey(holding(40));
    QVERIFY(journey.signIn());
    journey.click(2);
    QVERIFY(journey.waitLoaded());
    const QString counted = u"^(DELETE|GET .*/(conversations|messages)$)"_s;
    const int before = journey.calls(counted);
    journey.click(5, Qt::ControlModifier);
    journey.click(9, Qt::ControlModifier);
    Journey::press(Qt::Key_Delete);
    journey.advance(10s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 3);
    // Beside them one call alone: the row that is selected now is opened.
    QCOMPARE(journey.calls(counted) - before, 3 + 1);
}

void TestJourneyDelete::showsProgressAndStopsOnCancel()
{
    Journey journey(holding(30));
    QVERIFY(journey.signIn());
    SandboxFault behind = onDelete(SandboxFault::Kind::Hold);
    behind.skip = 3;
    journey.addFault(behind);
    deleteFirst(journey, 20);
    journey.advance(10s);
    QVERIFY(journey.waitBanner(u"Deleting 3 of 20 conversations"_s));
    QTRY_COMPARE(journey.deleteCalls(), 5);
    QVERIFY(journey.pressInBanner(u"Cancel"_s));
    journey.server().clearFaults(); // what is under way is waited for
    QVERIFY(journey.waitLoaded());
    const int sent = journey.deleteCalls();
    QCOMPARE(sent, 5);
    QCOMPARE(journey.server().conversationCount(journey.project()), 30 - sent);
    QCOMPARE(journey.rowCount(), 30 - sent); // the others are back
    QVERIFY(journey.bannerText().contains(u"%1 were not tried"_s.arg(20 - sent)));
    journey.advance(1min);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), sent);
    QVERIFY(journey.pressInBanner(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 20);
    QCOMPARE(journey.rowCount(), 10);
}

void TestJourneyDelete::listsWhatFailedAndRetriesOnlyThat()
{
    Journey journey(holding(30));
    QVERIFY(journey.signIn());
    const QStringList sessions{journey.session(1), journey.session(4)};
    const QStringList names{journey.rows().at(1), journey.rows().at(4)};
    for (const QString &session : sessions) {
        SandboxFault refuses;
        refuses.status = 422;
        refuses.match = journey.about(u"DELETE"_s, session);
        refuses.body = R"({"data":{"code":422,"message":"It is under legal hold"},"status":"error"})";
        refuses.times = 1;
        journey.addFault(refuses);
    }
    deleteFirst(journey, 6);
    journey.advance(10s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 6);
    QCOMPARE(journey.rowCount(), 26);
    QVERIFY2(journey.bannerText().contains(u"4 of 6 conversations were deleted. 2 were not deleted."_s),
             qPrintable(journey.bannerText()));
    QVERIFY(journey.pressInBanner(u"Show what is left"_s));
    QDialog *dialog = journey.dialog(u"reportDialog"_s);
    QVERIFY(dialog);
    const auto *list = journey.control<QTreeWidget>(u"Conversations that were not deleted"_s, dialog);
    QVERIFY(list);
    QCOMPARE(list->topLevelItemCount(), 2);
    for (int row = 0; row < 2; ++row) {
        QCOMPARE(list->topLevelItem(row)->text(0), names.at(row));
        QCOMPARE(list->topLevelItem(row)->text(3), u"It is under legal hold."_s);
    }
    QVERIFY(journey.pressButton(u"Retry"_s, dialog));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 8);
    for (const QString &session : sessions) {
        QCOMPARE(journey.calls(journey.about(u"DELETE"_s, session)), 2);
        QCOMPARE(journey.rowOf(session), -1);
    }
    QVERIFY(journey.bannerText().contains(u"deleted for good"_s));
    QVERIFY(Journey::focusIsVisible() || !journey.hasDialog());
}

void TestJourneyDelete::countsWhatWasGoneAlready()
{
    Journey journey(holding(30));
    QVERIFY(journey.signIn());
    const QString session = journey.session(1);
    deleteFirst(journey, 3);
    QVERIFY(journey.server().removeConversation(journey.project(), session));
    journey.advance(10s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 3);
    QCOMPARE(journey.rowCount(), 27);
    QVERIFY(journey.bannerText().contains(u"3 conversations deleted for good"_s));
}

void TestJourneyDelete::stopsWhereTheProjectIsGone()
{
    Journey journey(holding(30));
    QVERIFY(journey.signIn());
    deleteFirst(journey, 8);
    journey.server().setProjectGone(journey.project(), true);
    const qint64 project = journey.workspace().project().value;
    journey.advance(10s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 1);
    QVERIFY2(journey.bannerText().contains(u"0 of 8"_s), qPrintable(journey.bannerText()));
    QCOMPARE(journey.rowCount(), 30); // nothing is proven, so nothing has gone
    journey.server().setProjectGone(project, false);
    QCOMPARE(journey.server().conversationCount(project), 30);
}

void TestJourneyDelete::offersTheRestAfterSigningInAgain()
{
    Journey journey(holding(30));
    QVERIFY(journey.signIn());
    SandboxFault refuses = onDelete(SandboxFault::Kind::Status, 401);
    refuses.skip = 3;
    journey.addFault(refuses);
    deleteFirst(journey, 10);
    journey.advance(10s);
    QDialog *dialog = journey.dialog(u"signInDialog"_s);
    QVERIFY(dialog);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.server().conversationCount(journey.project()), 27);
    const int sent = journey.deleteCalls();
    QVERIFY2(sent <= 5, "more was sent after the key was refused");
    QCOMPARE(journey.rowCount(), 27);
    QVERIFY(journey.bannerText().contains(u"the rest is offered again"_s));
    QCOMPARE(journey.window().findChildren<QDialog *>(u"signInDialog"_s).size(), 1);

    journey.server().clearFaults();
    journey.server().setKey("77|another-key-of-the-same-person");
    QVERIFY(journey.signInByDialog(u"77|another-key-of-the-same-person"_s));
    QVERIFY(journey.waitLoaded());
    QVERIFY(journey.waitBanner(u"7 conversations of the last deletion are left"_s));
    QCOMPARE(journey.deleteCalls(), sent); // nothing by itself
    QVERIFY(journey.pressInBanner(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.server().conversationCount(journey.project()), 20);
    QCOMPARE(journey.rowCount(), 20);
}

/// It lists what one person chose; another must not carry it out.
void TestJourneyDelete::whatWasLeftGoesWithTheSignOut()
{
    Journey journey(holding(30));
    QVERIFY(journey.signIn());
    journey.addFault(onDelete(SandboxFault::Kind::Status, 422));
    deleteFirst(journey, 2);
    journey.advance(10s);
    QVERIFY(journey.waitBanner(u"2 were not deleted"_s));
    QVERIFY(journey.pressInBanner(u"Show what is left"_s));
    QVERIFY(journey.dialog(u"reportDialog"_s));
    journey.workspace().session().signOut();
    QTRY_VERIFY(!journey.window().findChild<QDialog *>(u"reportDialog"_s));
}

// What cannot be written down before is not done.
void TestJourneyDelete::deletesNothingWithoutItsJournal()
{
    Journey journey(holding(30));
    QVERIFY(journey.signIn());
    const QString path = journey.workspace().settings().dataFolder() + u"/deletions.jsonl"_s;
    QVERIFY(QDir().mkpath(path + u"/taken"_s)); // a folder where the file has to be
    deleteFirst(journey, 2);
    QCOMPARE(journey.rowCount(), 28);
    journey.advance(10s);
    QVERIFY(journey.waitBanner(u"0 of 2 conversations were deleted. 2 were not tried."_s));
    QVERIFY2(journey.bannerText().contains(u"A file on this computer could not be read or written."_s),
             qPrintable(journey.bannerText()));
    QVERIFY2(journey.bannerText().contains(u"Check that the disk is not full"_s),
             qPrintable(journey.bannerText()));
    QCOMPARE(journey.deleteCalls(), 0);
    QCOMPARE(journey.rowCount(), 30);
    QVERIFY(QDir(path).removeRecursively());
    QVERIFY(journey.pressInBanner(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 2);
    QCOMPARE(journey.server().conversationCount(journey.project()), 28);
}

/// It has come under the pointer, selected: the first click only chooses it.
void TestJourneyDelete::theNextRowIsNotRenamedByAClick()
{
    Journey journey(holding(12));
    QVERIFY(journey.signIn());
    journey.click(3);
    Journey::press(Qt::Key_Delete);
    QTRY_COMPARE(journey.selectedRows(), QStringList{journey.rows().at(3)});
    const auto editorComes = [&journey] {
        journey.click(3);
        // Begun after that of the click, and longer.
        QTimer later;
        later.setSingleShot(true);
        later.start(2 * QApplication::doubleClickInterval());
        return QTest::qWaitFor(
                   [&] { return journey.control<QLineEdit>(u"New name"_s) || !later.isActive(); }) &&
               journey.control<QLineEdit>(u"New name"_s);
    };
    QVERIFY(!editorComes());
    QVERIFY(editorComes());
}

QTEST_MAIN(TestJourneyDelete)
#include "tst_journey_delete.moc"
