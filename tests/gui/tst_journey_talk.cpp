// SPDX-License-Identifier: GPL-3.0-or-later
// Somebody writes, and the service answers.
#include "gui/talk.h"
#include "ui/messagepane.h"

#include <QAccessible>
#include <QClipboard>
#include <QToolButton>

using namespace confab;
using namespace confab::talk;

class TestJourneyTalk : public QObject
{
    Q_OBJECT

private slots:
    void sendsAndReadsTheAnswer();
    void growsWhileItComes();
    void staysAtTheBottomOnlyIfThere();
    void stopKeepsWhatCame();
    void goesOnWhileAnotherIsRead();
    void enterAndShiftEnter();
    void enterSwapped();
    void growsToAThirdOfThePane();
    void whatIsTooLongIsLeftOutAloud();
    void startsANewConversation();
    void aNewConversationThatCannotBeMade();
    void languageAndExternalIdAreSent();
    void theFoldPointsWhereItOpens();
    void warnsInSomebodyElsesConversation();
    void knowsWhoBeganOneThatIsNotListed();
    void saysWhenAProjectIsNotReady();
    void severalSelectedHaveNoComposer();
    void byKeyboardAlone();
};

void TestJourneyTalk::sendsAndReadsTheAnswer()
{
    Talk talk;
    QVERIFY(talk.signIn());
    QCOMPARE(talk.calls(usageCalls), 1);
    QVERIFY(talk.openRow(0));
    const int before = talk.stored();
    const qsizetype rows = talk.questions().size();
    talk.server().clearCalls();
    QVERIFY(!talk.sendButton()->isEnabled());
    talk.write(u"Where is my parcel?"_s);
    QVERIFY(talk.sendButton()->isEnabled());
    QVERIFY(talk.pressButton(u"Send"_s));
    QCOMPARE(talk.editor()->toPlainText(), QString());
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.questions().size(), rows + 1);
    QCOMPARE(talk.questions().last(), u"Where is my parcel?"_s);
    QCOMPARE(talk.progress(), int(Progress::Stored));
    QVERIFY(talk.lastRow().data(MessageListModel::MessageIdRole).toLongLong() > 0);
    QVERIFY(!talk.lastRow().data(MessageListModel::CitationsRole).value<QList<qint64>>().isEmpty());
    QCOMPARE(talk.stored(), before + 1);
    QCOMPARE(talk.calls(posts), 1);
    QCOMPARE(talk.calls(fetches), 1);
    QCOMPARE(talk.calls(usageCalls), 1); // after the answer
    QCOMPARE(talk.calls(faults::messageCalls), 0);
    QVERIFY(faults::labelText(talk, u"usageStatus"_s).contains(u"990 of 1,000 queries left"_s));
    QCOMPARE(talk.status(), u"Answer complete"_s);
    auto *line = talk.window().findChild<QLabel *>(u"composerStatus"_s);
    QCOMPARE(QAccessible::queryAccessibleInterface(line)->text(QAccessible::Name), u"Answer complete"_s);
    QVERIFY(Talk::focusIsVisible());
    QCOMPARE(QApplication::focusWidget(), talk.editor());
}

void TestJourneyTalk::growsWhileItComes()
{
    Talk talk;
    QVERIFY(talk.begin());
    talk.addFault(talk.fault(Kind::HoldStream, posts));
    talk.writeAndSend(u"Tell me of returns"_s);
    QCOMPARE(talk.progress(), int(Progress::Waiting));
    QVERIFY(talk.until([&] { return talk.isAnswering(); }));
    QCOMPARE(talk.progress(), int(Progress::Answering));
    QCOMPARE(talk.status(), u"Answering…"_s);
    QVERIFY(!talk.sendButton());
    const QString half = talk.answers().last();
    // One answer at a time; the next question may be written meanwhile.
    talk.writeAndSend(u"And another"_s);
    QCOMPARE(talk.editor()->toPlainText(), u"And another"_s);
    QCOMPARE(talk.calls(posts), 1);
    talk.server().clearFaults();
    QVERIFY(talk.isQuietAgain());
    QVERIFY(talk.answers().last().startsWith(half.trimmed().left(10)));
    QVERIFY(talk.answers().last().size() > half.size());
    QCOMPARE(talk.editor()->toPlainText(), u"And another"_s);
    talk.press(Qt::Key_Return);
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.calls(posts), 2);
    QCOMPARE(talk.questions().last(), u"And another"_s);
}

void TestJourneyTalk::staysAtTheBottomOnlyIfThere()
{
    Talk talk;
    QVERIFY(talk.begin(3)); // the longest
    const QScrollBar *bar = talk.transcript()->verticalScrollBar();
    QVERIFY(bar->maximum() > 0);
    QVERIFY(talk.holdAnswer());
    QCOMPARE(bar->value(), bar->maximum()); // it follows
    // Reading further up: nothing moves, whatever comes.
    talk.transcript()->setFocus();
    QTest::keyClick(talk.transcript(), Qt::Key_PageUp);
    talk.transcript()->verticalScrollBar()->setValue(bar->maximum() / 2);
    const QModelIndex top = talk.transcript()->indexAt(QPoint(40, 5));
    QVERIFY(top.isValid());
    const int where = talk.transcript()->visualRect(top).top();
    talk.server().clearFaults();
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.transcript()->visualRect(top).top(), where);
    QVERIFY(bar->value() < bar->maximum());
}

void TestJourneyTalk::stopKeepsWhatCame()
{
    Talk talk;
    QVERIFY(talk.begin());
    const qsizetype rows = talk.questions().size();
    talk.server().clearCalls();
    QVERIFY(talk.holdAnswer());
    const QString half = talk.answers().last();
    QVERIFY(talk.pressButton(u"Stop"_s));
    talk.server().clearFaults();
    QVERIFY(talk.isQuietAgain());
    QVERIFY(talk.answers().last().startsWith(half));
    QCOMPARE(talk.progress(), int(Progress::Stopped));
    QCOMPARE(talk.lastRow().data(MessageListModel::NoteRole).toString(), u"Stopped, not complete"_s);
    QCOMPARE(talk.status(), u"Stopped"_s);
    QCOMPARE(talk.note(), QString());
    QCOMPARE(talk.calls(posts), 1);
    QCOMPARE(talk.calls(fetches) + talk.calls(faults::messageCalls), 0);
    // What the service has stored of it takes its place at the next reading.
    talk.action(u"Refresh"_s)->trigger();
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.questions().size(), rows + 1);
    QCOMPARE(talk.progress(), int(Progress::Stored));
    QVERIFY(talk.answers().last().size() > half.size());
    QCOMPARE(talk.calls(posts), 1);
}

void TestJourneyTalk::goesOnWhileAnotherIsRead()
{
    Talk talk;
    QVERIFY(talk.begin());
    const QString first = talk.open();
    QVERIFY(talk.holdAnswer());
    talk.advance(1s);
    talk.click(1);
    QVERIFY(talk.until([&] { return talk.open() != first && talk.sendButton(); }));
    QVERIFY(!talk.questions().contains(u"Tell me of returns"_s));
    talk.advance(1s);
    talk.click(0);
    QVERIFY(talk.until([&] { return talk.open() == first && talk.stopButton(); }));
    QVERIFY(talk.until([&] { return talk.questions().contains(u"Tell me of returns"_s); }));
    QCOMPARE(talk.questions().count(u"Tell me of returns"_s), 1); // the server has it stored by now
    talk.advance(1s);
    talk.click(1);
    talk.server().clearFaults();
    QVERIFY(talk.waitLoaded());
    QVERIFY(talk.openRow(0));
    QCOMPARE(talk.questions().count(u"Tell me of returns"_s), 1);
    QCOMPARE(talk.progress(), int(Progress::Stored));
    QCOMPARE(talk.calls(posts), 1);
}

void TestJourneyTalk::enterAndShiftEnter()
{
    Talk talk;
    QVERIFY(talk.begin());
    talk.write(u"One"_s);
    talk.press(Qt::Key_Return, Qt::ShiftModifier);
    talk.type(u"Two"_s);
    QCOMPARE(talk.editor()->toPlainText(), u"One\nTwo"_s);
    QCOMPARE(talk.calls(posts), 0);
    talk.press(Qt::Key_Enter, Qt::KeypadModifier);
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.calls(posts), 1);
    QCOMPARE(talk.questions().last(), u"One\nTwo"_s);
    talk.press(Qt::Key_Return); // nothing is written
    talk.write(u"  "_s);
    talk.press(Qt::Key_Return);
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.calls(posts), 1);
}

void TestJourneyTalk::enterSwapped()
{
    Talk talk;
    QVERIFY(talk.begin());
    talk.action(u"Settings"_s)->trigger();
    QDialog *settings = talk.dialog(u"settingsDialog"_s);
    QVERIFY(settings);
    settings->findChild<QTabWidget *>()->setCurrentIndex(1);
    QVERIFY(talk.pressButton(u"Enter sends, Shift+Enter begins a new line"_s, settings));
    QVERIFY(talk.pressButton(u"Close"_s, settings));
    QVERIFY(talk.activate());
    talk.write(u"One"_s);
    talk.press(Qt::Key_Return);
    talk.type(u"Two"_s);
    QCOMPARE(talk.editor()->toPlainText(), u"One\nTwo"_s);
    talk.press(Qt::Key_Return, Qt::ShiftModifier);
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.calls(posts), 1);
    QVERIFY(talk.restart()); // it is remembered
    QVERIFY(talk.openRow(0));
    talk.write(u"Three"_s);
    talk.press(Qt::Key_Return);
    QCOMPARE(talk.editor()->toPlainText(), u"Three\n"_s);
    talk.press(Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.calls(posts), 2);
}

void TestJourneyTalk::growsToAThirdOfThePane()
{
    Talk talk;
    QVERIFY(talk.begin());
    const auto *pane = talk.window().findChild<QWidget *>(u"messagePane"_s);
    const int one = talk.editor()->height();
    talk.write(u"1"_s);
    QCOMPARE(talk.editor()->height(), one);
    talk.press(Qt::Key_Return, Qt::ShiftModifier);
    QTRY_VERIFY(talk.editor()->height() > one);
    for (int line = 0; line < 60; ++line)
        talk.press(Qt::Key_Return, Qt::ShiftModifier);
    QTRY_COMPARE(talk.editor()->height(), pane->height() / 3);
    QVERIFY(talk.editor()->verticalScrollBar()->maximum() > 0);
    talk.window().resize(talk.window().width(), talk.window().height() - 120);
    QTRY_COMPARE(talk.editor()->height(), pane->height() / 3);
    talk.editor()->clear();
    QTRY_COMPARE(talk.editor()->height(), one);
    // One long line is wrapped, whatever is in it.
    QTest::keyClicks(talk.editor(), QString(400, u'x'));
    QTRY_VERIFY(talk.editor()->height() > one);
    QCOMPARE(talk.editor()->horizontalScrollBar()->maximum(), 0);
}

void TestJourneyTalk::whatIsTooLongIsLeftOutAloud()
{
    Talk talk;
    QVERIFY(talk.begin());
    QGuiApplication::clipboard()->setText(QString(DraftStore::maxText - 2, u'x'));
    talk.editor()->setFocus();
    talk.editor()->paste();
    talk.type(u"ab"_s);
    const auto isFull = [&talk] {
        return talk.editor()->toPlainText().size() == DraftStore::maxText &&
               talk.status() == u"The text was too long; its end was left out"_s;
    };
    talk.type(u"c"_s);
    QVERIFY(isFull());
    QInputMethodEvent composed;
    composed.setCommitString(u"漢"_s);
    QApplication::sendEvent(talk.editor(), &composed);
    QVERIFY(isFull());
    talk.editor()->paste();
    // In the place of what is selected there is room.
    Talk::press(Qt::Key_Left, Qt::ShiftModifier);
    talk.type(u"d"_s);
    QVERIFY(talk.editor()->toPlainText().endsWith(u"xad"_s));
}

void TestJourneyTalk::startsANewConversation()
{
    Talk talk;
    QVERIFY(talk.signIn());
    QVERIFY(talk.open().isEmpty());
    QCOMPARE(talk.editor()->placeholderText(), u"Write to begin a new conversation"_s);
    const int before = talk.server().conversationCount(talk.project());
    const QString text = u"Please tell me when the parcel that I ordered on Monday arrives"_s;
    talk.writeAndSend(text);
    talk.press(Qt::Key_Return); // an impatient second Enter
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.server().conversationCount(talk.project()), before + 1);
    QCOMPARE(talk.open(), talk.session(0));
    QCOMPARE(talk.server().conversationName(talk.project(), talk.session(0)),
             u"Please tell me when the parcel that I ordered on"_s);
    QCOMPARE(talk.rows().first(), u"Please tell me when the parcel that I ordered on"_s);
    QCOMPARE(talk.questions(), QStringList{text});
    QCOMPARE(talk.progress(), int(Progress::Stored));
    QCOMPARE(talk.calls(u"^POST .*/conversations$"_s), 1);
    QCOMPARE(talk.calls(posts), 1);
    QCOMPARE(talk.editor()->toPlainText(), QString());
    QCOMPARE(talk.note(), QString()); // it is one's own
    talk.writeAndSend(u"And thank you"_s);
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.questions().size(), 2);
    QCOMPARE(talk.server().conversationCount(talk.project()), before + 1);
}

void TestJourneyTalk::aNewConversationThatCannotBeMade()
{
    Talk talk;
    QVERIFY(talk.signIn());
    talk.addFault(talk.fault(Kind::Status, u"^POST .*/conversations$"_s, 1));
    talk.writeAndSend(u"Hello there"_s);
    QVERIFY(talk.waitNote(u"Your question was not sent."_s));
    QCOMPARE(talk.editor()->toPlainText(), u"Hello there"_s);
    QVERIFY(!talk.editor()->isReadOnly());
    QCOMPARE(talk.calls(posts), 0);
    QVERIFY(talk.pressButton(u"Send"_s));
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.questions(), QStringList{u"Hello there"_s});
    QCOMPARE(talk.calls(u"^POST .*/conversations$"_s), 2);
    QCOMPARE(talk.calls(posts), 1);
}

void TestJourneyTalk::languageAndExternalIdAreSent()
{
    Talk talk;
    QVERIFY(talk.begin());
    const auto lastPost = [&talk] {
        QStringList values;
        for (const SandboxServer::Call &call : talk.server().calls()) {
            if (call.method != "POST")
                continue;
            values.clear();
            for (const auto &[name, value] : call.query)
                values << name + u'=' + value;
        }
        return values;
    };
    QCOMPARE(talk.language()->currentText(), u"As the project is set"_s);
    talk.writeAndSend(u"First"_s);
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(lastPost(), QStringList{u"stream=true"_s});
    Talk::choose(talk.language(), u"Français"_s);
    QVERIFY(!talk.control<QLineEdit>(u"External ID"_s));
    QVERIFY(talk.pressButton(u"Advanced"_s));
    auto *external = talk.control<QLineEdit>(u"External ID"_s);
    QVERIFY(external);
    external->setFocus();
    talk.type(QString(140, u'7'));
    QCOMPARE(external->text().size(), 128);
    talk.writeAndSend(u"Second"_s);
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(lastPost(),
             QStringList({u"stream=true"_s, u"lang=fr"_s, u"external_id="_s + QString(128, u'7')}));
    // Of this conversation alone, and for the next time.
    QVERIFY(talk.openRow(1));
    QCOMPARE(talk.language()->currentText(), u"As the project is set"_s);
    QVERIFY(!talk.control<QLineEdit>(u"External ID"_s));
    QVERIFY(talk.restart());
    QVERIFY(talk.openRow(0));
    QCOMPARE(talk.language()->currentText(), u"Français"_s);
    QCOMPARE(talk.control<QLineEdit>(u"External ID"_s)->text(), QString(128, u'7'));
}

void TestJourneyTalk::theFoldPointsWhereItOpens()
{
    Talk talk;
    QVERIFY(talk.signIn());
    auto *fold = talk.control<QToolButton>(u"Advanced"_s);
    QVERIFY(fold);
    QCOMPARE(fold->arrowType(), Qt::NoArrow); // the style does not mirror it
    const auto picture = [fold] { return fold->icon().pixmap(QSize(16, 16)).toImage(); };
    const QImage rightwards = picture();
    talk.window().setLayoutDirection(Qt::RightToLeft);
    const QImage leftwards = picture();
    QVERIFY(leftwards != rightwards);
    fold->click();
    QVERIFY(picture() != leftwards && picture() != rightwards);
    talk.window().setLayoutDirection(Qt::LeftToRight);
    fold->click();
    QCOMPARE(picture(), rightwards);
}

void TestJourneyTalk::warnsInSomebodyElsesConversation()
{
    Talk talk;
    QVERIFY(talk.signIn());
    const int own = talk.rowCreatedBy(SandboxData::userId);
    const int visitors = talk.rowCreatedBy(0);
    QVERIFY(own >= 0 && visitors >= 0);
    QVERIFY(talk.openRow(own));
    QCOMPARE(talk.note(), QString());
    QVERIFY(talk.openRow(visitors));
    QVERIFY(talk.note().startsWith(u"A visitor began this conversation."_s));
    QVERIFY(talk.note().contains(u"the visitor's thread"_s));
    talk.writeAndSend(u"May I help?"_s);
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.note(), QString()); // before the first one only
    QVERIFY(talk.restart());
    QVERIFY(talk.openRow(visitors));
    QCOMPARE(talk.note(), QString());
}

void TestJourneyTalk::knowsWhoBeganOneThatIsNotListed()
{
    Talk talk;
    QVERIFY(talk.signIn());
    const int own = talk.rowCreatedBy(SandboxData::userId);
    QVERIFY(own >= 0);
    QVERIFY(talk.openRow(own));
    const Conversation mine =
        *talk.workspace().conversations().find(talk.workspace().messages().key().session);
    talk.workspace().setPeople(PeopleFilter::Anonymous);
    QVERIFY(talk.waitLoaded());
    QVERIFY(!talk.workspace().conversations().find(mine.session));
    auto *pane = talk.window().findChild<MessagePane *>();
    pane->showConversation(mine); // as a search does
    QVERIFY(talk.waitLoaded());
    QCOMPARE(talk.workspace().messages().key(), mine.key());
    QCOMPARE(talk.note(), QString());
    Conversation anothers = mine;
    anothers.createdBy = SandboxData::userId + 1;
    pane->showConversation(anothers);
    QVERIFY(talk.note().startsWith(u"Somebody else began this conversation."_s));
}

void TestJourneyTalk::saysWhenAProjectIsNotReady()
{
    Talk talk;
    QVERIFY(talk.signIn());
    const qint64 notReady = talk.server().projectIds().at(7);
    QTRY_VERIFY(talk.workspace().projects().find(ProjectId{notReady}));
    talk.workspace().openProject(ProjectId{notReady});
    QVERIFY(talk.waitLoaded());
    QCOMPARE(talk.note(), u"This project is not ready to answer yet."_s);
    talk.writeAndSend(u"Anybody there?"_s);
    QVERIFY(talk.waitLoaded());
    QCOMPARE(talk.calls(u"^POST "_s), 0);
    QCOMPARE(talk.editor()->toPlainText(), u"Anybody there?"_s);
}

void TestJourneyTalk::severalSelectedHaveNoComposer()
{
    Talk talk;
    QVERIFY(talk.begin());
    talk.advance(1s);
    talk.click(2, Qt::ShiftModifier);
    QVERIFY(talk.waitLoaded());
    QVERIFY(!talk.editor());
    QVERIFY(!talk.action(u"Write a message"_s)->isEnabled());
    QVERIFY(talk.openRow(1));
    QVERIFY(talk.action(u"Write a message"_s)->isEnabled());
}

void TestJourneyTalk::byKeyboardAlone()
{
    Talk talk;
    QVERIFY(talk.begin());
    talk.addFault(talk.fault(Kind::HoldStream, posts));
    Talk::press(Qt::Key_M, Qt::ControlModifier);
    QCOMPARE(QApplication::focusWidget(), talk.editor());
    talk.type(u"Tell me of returns"_s);
    Talk::press(Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(talk.until([&] { return talk.isAnswering(); }));
    Talk::press(Qt::Key_Period, Qt::ControlModifier);
    talk.server().clearFaults();
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.progress(), int(Progress::Stopped));
    QCOMPARE(talk.calls(posts), 1);
    // Tab leaves the editor for the controls below it.
    QVERIFY(talk.editor()->hasFocus());
    Talk::press(Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), talk.language());
}

QTEST_MAIN(TestJourneyTalk)
#include "tst_journey_talk.moc"
