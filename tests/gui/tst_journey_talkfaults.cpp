// SPDX-License-Identifier: GPL-3.0-or-later
// Somebody writes, and something goes wrong: no word is lost, and nothing is sent twice by itself.
#include "gui/talk.h"

#include <QLabel>
#include <QSplitter>

using namespace confab;
using namespace confab::talk;

class TestJourneyTalkFaults : public QObject
{
    Q_OBJECT

private slots:
    void formsOfAStream_data();
    void formsOfAStream();
    void brokenStreams_data();
    void brokenStreams();
    void refused_data();
    void refused();
    void creditsUsedUp();
    void creditsUsedUpBefore();
    void keyRefused();
    void offline();
    void aNarrowPaneCutsNoWord();
    void editedAndSent();
    void notTakenBackWhereItsEndWouldBeLost();
    void joinedDraftsAreShortenedAndSent();
    void draftsOutliveTheProgram();
    void quitWhileItRuns();
    void goneMeanwhile();
    void signedOutMeanwhile();
    void anotherAccountsDraftsStayHidden();
};

void TestJourneyTalkFaults::formsOfAStream_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<int>("reads");
    QTest::newRow("each byte by itself") << Kind::StreamBytewise << 1;
    QTest::newRow("CR LF") << Kind::StreamCrLf << 1;
    QTest::newRow("comments and unknown events") << Kind::StreamNoise << 1;
    QTest::newRow("without event: lines") << Kind::StreamWithoutNames << 1;
    QTest::newRow("plain JSON") << Kind::StreamAsJson << 0;
}

void TestJourneyTalkFaults::formsOfAStream()
{
    QFETCH(const Kind, kind);
    QFETCH(const int, reads);
    Talk talk;
    QVERIFY(talk.begin());
    const qsizetype rows = talk.questions().size();
    // The full record is held back, so that what is seen came from the stream alone.
    SandboxFault full = talk.fault(Kind::Status, fetches);
    full.status = 403;
    talk.addFault(full);
    talk.addFault(talk.fault(kind, posts, 1));
    const QString question = u"配達はいつですか？"_s;
    talk.writeAndSend(question);
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.progress(), int(Progress::Stored));
    QCOMPARE(talk.questions().size(), rows + 1);
    QCOMPARE(talk.questions().last(), question);
    const QString streamed = talk.answers().last();
    QCOMPARE(talk.calls(posts), 1);
    QCOMPARE(talk.calls(fetches), reads);
    // The same as the service has it, to the letter; with signs that take several bytes.
    talk.server().clearFaults();
    talk.action(u"Refresh"_s)->trigger();
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.answers().last(), streamed);
    QVERIFY(std::any_of(streamed.begin(), streamed.end(), [](QChar c) { return c.unicode() > 0x3000; }));
    QVERIFY(!streamed.contains(QChar::ReplacementCharacter));
    QCOMPARE(talk.questions().size(), rows + 1);
}

void TestJourneyTalkFaults::brokenStreams_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::newRow("cut") << Kind::CutStream;
    QTest::newRow("without its end mark") << Kind::StreamWithoutFinish;
    QTest::newRow("an error in the midst") << Kind::MidStreamError;
}

// The service has stored the answer all the same: one reading brings it.
void TestJourneyTalkFaults::brokenStreams()
{
    QFETCH(const Kind, kind);
    Talk talk;
    QVERIFY(talk.begin());
    const qsizetype rows = talk.questions().size();
    talk.server().clearCalls();
    talk.addFault(talk.fault(kind, posts, 1));
    talk.writeAndSend(u"Tell me of returns"_s);
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.questions().size(), rows + 1);
    QCOMPARE(talk.progress(), int(Progress::Stored));
    QCOMPARE(talk.note(), QString());
    QCOMPARE(talk.calls(posts), 1);
    QCOMPARE(talk.calls(faults::messageCalls), 1);
    QCOMPARE(talk.calls(fetches), 0);
}

void TestJourneyTalkFaults::refused_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("words");
    QTest::newRow("403") << Kind::Status << 403 << u"This key may not ask questions in this project."_s;
    QTest::newRow("404") << Kind::Status << 404 << u"This conversation is no longer on the server."_s;
    QTest::newRow("422") << Kind::Status << 422 << u"Colours are not allowed on a Tuesday."_s;
    QTest::newRow("throttled") << Kind::Throttle << 0 << u"The server asked for a pause."_s;
}

void TestJourneyTalkFaults::refused()
{
    QFETCH(const Kind, kind);
    QFETCH(const int, status);
    QFETCH(const QString, words);
    Talk talk;
    QVERIFY(talk.begin());
    SandboxFault fault = talk.fault(kind, posts, 1);
    fault.status = status;
    if (status == 422)
        fault.body =
            R"({"status":"error","data":{"code":422,"message":"Colours are not allowed on a Tuesday."}})";
    talk.addFault(fault);
    talk.server().clearCalls();
    talk.writeAndSend(u"Tell me of returns"_s);
    QVERIFY(talk.waitNote(u"The question was not sent."_s));
    QVERIFY2(talk.note().contains(words), qPrintable(talk.note()));
    QCOMPARE(talk.progress(), int(Progress::Unsent));
    talk.advance(2min);
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.calls(posts), 1);
    QCOMPARE(talk.calls(faults::messageCalls), 0);
    QVERIFY(talk.pressButton(u"Send again"_s));
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.progress(), int(Progress::Stored));
    QCOMPARE(talk.calls(posts), 2);
}

void TestJourneyTalkFaults::creditsUsedUp()
{
    SandboxOptions options = Talk::few();
    options.currentQueries = options.maxQueries - 1;
    Talk talk(options);
    QVERIFY(talk.signIn());
    const int own = talk.rowCreatedBy(SandboxData::userId);
    QVERIFY(talk.openRow(own));
    QCOMPARE(talk.note(), QString());
    talk.writeAndSend(u"The last one"_s);
    QVERIFY(talk.isQuietAgain());
    QVERIFY(faults::labelText(talk, u"usageStatus"_s).contains(u"0 of 1,000 queries left"_s));
    QVERIFY(talk.note().contains(u"All 1,000 queries of this billing cycle are used"_s));
    talk.server().clearCalls();
    talk.writeAndSend(u"One too many"_s);
    QVERIFY(talk.waitNote(u"The query credits of this account are used up."_s));
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.questions().last(), u"One too many"_s);
    QCOMPARE(talk.progress(), int(Progress::Unsent));
    QCOMPARE(talk.calls(posts), 1);
    QCOMPARE(talk.calls(usageCalls), 1);
    QVERIFY(talk.pressButton(u"Edit"_s));
    QCOMPARE(talk.editor()->toPlainText(), u"One too many"_s);
    QVERIFY(!talk.questions().contains(u"One too many"_s));
    QCOMPARE(talk.calls(posts), 1);
}

void TestJourneyTalkFaults::creditsUsedUpBefore()
{
    SandboxOptions options = Talk::few();
    options.currentQueries = options.maxQueries;
    Talk talk(options);
    QVERIFY(talk.signIn());
    QVERIFY(talk.note().contains(u"All 1,000 queries of this billing cycle are used"_s));
    QCOMPARE(talk.calls(usageCalls), 1);
}

void TestJourneyTalkFaults::keyRefused()
{
    Talk talk;
    QVERIFY(talk.begin());
    talk.server().setKey("5678|anotherkeyanotherkeyanotherkey");
    talk.server().clearCalls();
    talk.writeAndSend(u"Tell me of returns"_s);
    QVERIFY(talk.dialog(u"signInDialog"_s));
    QCOMPARE(talk.questions().last(), u"Tell me of returns"_s);
    QCOMPARE(talk.progress(), int(Progress::Unsent));
    QVERIFY(talk.signInAgain(u"5678|anotherkeyanotherkeyanotherkey"_s));
    QCOMPARE(talk.calls(posts), 1); // signing in sends nothing
    QVERIFY(talk.pressButton(u"Send again"_s));
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.progress(), int(Progress::Stored));
    QCOMPARE(talk.questions().count(u"Tell me of returns"_s), 1);
    QCOMPARE(talk.calls(posts), 2);
}

void TestJourneyTalkFaults::offline()
{
    Talk talk;
    QVERIFY(talk.begin());
    const auto port = quint16(talk.server().baseUrl().port());
    talk.server().stop();
    talk.writeAndSend(u"Tell me of returns"_s);
    QVERIFY(talk.until([&] { return talk.note().contains(u"The server cannot be reached."_s); }));
    QVERIFY(talk.note().contains(u"Your words are kept."_s));
    QCOMPARE(talk.progress(), int(Progress::Unsent));
    QVERIFY(talk.server().start(port));
    talk.server().clearCalls();
    QVERIFY(talk.pressButton(u"Send again"_s));
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.progress(), int(Progress::Stored));
    QCOMPARE(talk.calls(posts), 1);
}

void TestJourneyTalkFaults::aNarrowPaneCutsNoWord()
{
    Talk talk;
    QVERIFY(talk.begin());
    talk.addFault(talk.fault(Kind::DropConnection, posts));
    talk.writeAndSend(u"Tell me of returns"_s);
    QVERIFY(talk.waitNote(u"your question is not among the newest"_s));
    auto *note = talk.window().findChild<QWidget *>(u"composerNote"_s);
    const QWidgetList ways{talk.control<QPushButton>(u"Send again"_s),
                           talk.control<QPushButton>(u"Look again"_s), talk.control<QPushButton>(u"Edit"_s)};
    QVERIFY(note && !ways.contains(nullptr));
    const auto *words = note->findChild<QLabel *>(u"composerNoteText"_s);
    QCOMPARE(ways.last()->y(), ways.first()->y()); // side by side where there is room
    auto *sides = talk.window().findChild<QSplitter *>(u"messageSides"_s);
    QVERIFY(sides);
    auto *beside = new QWidget; // takes what the column can spare
    sides->addWidget(beside);
    sides->setSizes({1, 0, 10'000});
    QTRY_VERIFY(ways.last()->y() > ways.first()->y());
    QTRY_VERIFY(words->height() >= words->heightForWidth(words->width()));
    for (const QWidget *way : ways) {
        QVERIFY(way->width() >= way->minimumSizeHint().width());
        QVERIFY(note->rect().contains(QRect(way->mapTo(note, QPoint()), way->size())));
    }
}

void TestJourneyTalkFaults::editedAndSent()
{
    Talk talk;
    QVERIFY(talk.begin());
    SandboxFault fault = talk.fault(Kind::Status, posts, 1);
    fault.status = 422;
    talk.addFault(fault);
    talk.writeAndSend(u"First try"_s);
    QVERIFY(talk.waitNote(u"The question was not sent."_s));
    talk.write(u"by now"_s);
    QVERIFY(talk.pressButton(u"Edit"_s));
    QCOMPARE(talk.editor()->toPlainText(), u"First try\n\nby now"_s); // neither is lost
    QCOMPARE(QApplication::focusWidget(), talk.editor());
    talk.press(Qt::Key_Return);
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.questions().last(), u"First try\n\nby now"_s);
    QCOMPARE(talk.calls(posts), 2);
}

void TestJourneyTalkFaults::notTakenBackWhereItsEndWouldBeLost()
{
    Talk talk;
    QVERIFY(talk.begin());
    talk.addFault({.kind = Kind::Status, .match = posts, .status = 422, .times = 1});
    talk.writeAndSend(u"First try"_s);
    QVERIFY(talk.waitNote(u"The question was not sent."_s));
    const QString question = u"First try\n\n"_s;
    const QString full =
        u"line\n"_s.repeated(DraftStore::maxText / 5).leftJustified(DraftStore::maxText, u'x');
    talk.editor()->setPlainText(full);
    QVERIFY(talk.pressButton(u"Edit"_s));
    QVERIFY(talk.status().contains(u"Too long together"_s));
    QCOMPARE(talk.editor()->toPlainText(), full);
    QCOMPARE(talk.questions().last(), u"First try"_s);
    talk.editor()->setPlainText(full.left(full.size() - question.size()));
    QVERIFY(talk.pressButton(u"Edit"_s));
    QCOMPARE(talk.editor()->toPlainText(), question + full.left(full.size() - question.size()));
    const ConversationKey key = talk.workspace().messages().key();
    QCOMPARE(talk.workspace().drafts().draft(key).text, talk.editor()->toPlainText());
}

void TestJourneyTalkFaults::joinedDraftsAreShortenedAndSent()
{
    Talk talk;
    QVERIFY(talk.signIn());
    talk.write(u"before"_s);
    QVERIFY(talk.openRow(0));
    const QString full = u"line\n"_s.repeated(DraftStore::maxText / 5);
    talk.editor()->setFocus();
    talk.editor()->setPlainText(full + u"abc"_s);
    QCOMPARE(talk.editor()->toPlainText().size(), DraftStore::maxText);
    QVERIFY(talk.server().removeConversation(talk.project(), talk.open()));
    talk.workspace().messages().refresh();
    QVERIFY(talk.waitLoaded());
    const QString joined = u"before\n\n"_s + full + u"abc"_s;
    QCOMPARE(talk.editor()->toPlainText(), joined);
    QCOMPARE(talk.status(), u"Too long for one question; characters to take out: 8"_s);
    QVERIFY(!talk.sendButton()->isEnabled());
    talk.press(Qt::Key_Return);
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.editor()->toPlainText(), joined);
    QCOMPARE(talk.calls(u"^POST "_s), 0);
    for (int i = 0; i < 7; ++i)
        talk.press(Qt::Key_Backspace);
    QCOMPARE(talk.status(), u"Too long for one question; characters to take out: 1"_s);
    talk.press(Qt::Key_Backspace);
    QCOMPARE(talk.status(), QString());
    talk.press(Qt::Key_Return);
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.questions().size(), 1);
    QCOMPARE(talk.questions().first().trimmed(), joined.chopped(8).trimmed());
}

void TestJourneyTalkFaults::draftsOutliveTheProgram()
{
    Talk talk;
    QVERIFY(talk.signIn());
    talk.write(u"For a new one"_s);
    QVERIFY(talk.openRow(0));
    QCOMPARE(talk.editor()->toPlainText(), QString());
    talk.write(u"Half a sentence"_s);
    QVERIFY(talk.openRow(1));
    QCOMPARE(talk.editor()->toPlainText(), QString());
    talk.write(u"Another"_s);
    QVERIFY(talk.openRow(0));
    QCOMPARE(talk.editor()->toPlainText(), u"Half a sentence"_s);
    QVERIFY(talk.restart());
    QVERIFY(talk.openRow(1));
    QCOMPARE(talk.editor()->toPlainText(), u"Another"_s);
    QVERIFY(talk.openRow(0));
    QCOMPARE(talk.editor()->toPlainText(), u"Half a sentence"_s);
    QCOMPARE(talk.workspace().drafts().draft({ProjectId{talk.project()}, {}}).text, u"For a new one"_s);
    // A crash costs a second of typing at the most.
    talk.advance(1s);
    talk.crash();
    QVERIFY(talk.begin());
    QCOMPARE(talk.editor()->toPlainText(), u"Half a sentence"_s);
    QCOMPARE(talk.calls(posts), 0);
}

void TestJourneyTalkFaults::quitWhileItRuns()
{
    Talk talk;
    QVERIFY(talk.beginAnswer());
    QVERIFY(talk.restart());
    talk.server().clearFaults();
    QVERIFY(talk.openRow(0));
    QCOMPARE(talk.questions().count(u"Tell me of returns"_s), 1);
    QCOMPARE(talk.progress(), int(Progress::Stored)); // the service had it
    QCOMPARE(talk.note(), QString());
    QCOMPARE(talk.editor()->toPlainText(), QString());
    QCOMPARE(talk.calls(posts), 1);
}

void TestJourneyTalkFaults::goneMeanwhile()
{
    Talk talk;
    QVERIFY(talk.begin());
    const QString session = talk.open();
    talk.write(u"Words that took an hour"_s);
    QVERIFY(talk.server().removeConversation(talk.project(), session));
    talk.workspace().messages().refresh();
    QVERIFY(talk.waitLoaded());
    QCOMPARE(talk.rowOf(session), -1);
    QCOMPARE(talk.workspace().drafts().draft({ProjectId{talk.project()}, {}}).text,
             u"Words that took an hour"_s);
    QVERIFY(talk.editor());
    QCOMPARE(talk.editor()->toPlainText(), u"Words that took an hour"_s);
    QCOMPARE(QApplication::focusWidget(), talk.editor()); // what is typed on goes nowhere else
    QCOMPARE(talk.calls(posts), 0);
}

void TestJourneyTalkFaults::signedOutMeanwhile()
{
    Talk talk;
    QVERIFY(talk.beginAnswer());
    QVERIFY(talk.signOut());
    talk.server().clearFaults();
    QVERIFY(!talk.editor());
    QVERIFY(talk.signInAgain());
    QVERIFY(talk.openRow(0));
    QCOMPARE(talk.questions().count(u"Tell me of returns"_s), 1);
    QCOMPARE(talk.progress(), int(Progress::Stored));
    QCOMPARE(talk.calls(posts), 1);
}

void TestJourneyTalkFaults::anotherAccountsDraftsStayHidden()
{
    Talk talk;
    QVERIFY(talk.begin());
    talk.write(u"Between the two of us"_s);
    QVERIFY(talk.openRow(1));
    talk.addFault(talk.fault(Kind::Hang, posts));
    talk.writeAndSend(u"Is it still here?"_s);
    QTRY_COMPARE(talk.calls(posts), 1);
    talk.server().clearFaults();
    SandboxFault colleague = talk.fault(Kind::Status, u"^GET /api/v1/user$"_s);
    colleague.status = 200;
    colleague.body = R"({"status":"success","data":{"id":4711,"name":"Kim","email":"kim@example.com"}})";
    talk.addFault(colleague);
    QVERIFY(talk.signOut());
    QVERIFY(talk.signInAgain());
    QCOMPARE(talk.workspace().session().user().id, 4711);
    QVERIFY(talk.openRow(0));
    QCOMPARE(talk.editor()->toPlainText(), QString());
    QVERIFY(talk.openRow(1));
    QVERIFY(!talk.questions().contains(u"Is it still here?"_s));
    QVERIFY(!talk.note().contains(u"your question"_s));
    // Whoever wrote it finds it again.
    talk.server().clearFaults();
    QVERIFY(talk.signOut());
    QVERIFY(talk.signInAgain());
    QVERIFY(talk.openRow(0));
    QCOMPARE(talk.editor()->toPlainText(), u"Between the two of us"_s);
    QVERIFY(talk.openRow(1));
    QCOMPARE(talk.questions().last(), u"Is it still here?"_s);
    QVERIFY(talk.note().contains(u"your question is not among the newest"_s));
    QCOMPARE(talk.calls(posts), 1);
}

QTEST_MAIN(TestJourneyTalkFaults)
#include "tst_journey_talkfaults.moc"
