// SPDX-License-Identifier: GPL-3.0-or-later
// A question leaves, and no answer comes: the service may have it, and is not given it twice.
#include "gui/talk.h"

using namespace confab;
using namespace confab::talk;

class TestJourneyTalkLost : public QObject
{
    Q_OBJECT

private slots:
    void lostBeforeTheAnswer();
    void lostAndNotToBeLookedUp();
    void crashWhileItRuns();
    void leftInTheOpen_data();
    void leftInTheOpen();
    void storedLate();
    void storedLateAndSentAgain();
};

void TestJourneyTalkLost::lostBeforeTheAnswer()
{
    Talk talk;
    QVERIFY(talk.begin());
    const int before = talk.stored();
    talk.server().clearCalls();
    talk.addFault(talk.fault(Kind::DropConnection, posts, 1)); // and nothing was done
    talk.writeAndSend(u"Tell me of returns"_s);
    QVERIFY(talk.waitNote(u"No answer came. The messages were read again, and your question is not among"_s));
    QCOMPARE(talk.calls(faults::messageCalls), 1);
    QCOMPARE(talk.progress(), int(Progress::Broken)); // it has left
    QCOMPARE(talk.questions().last(), u"Tell me of returns"_s);
    QCOMPARE(talk.answers().last(), u"No answer came"_s);
    // Looked for once more, and no oftener.
    talk.advance(4s);
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.calls(faults::messageCalls), 2);
    talk.advance(1h);
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.calls(faults::messageCalls), 2);
    QCOMPARE(talk.calls(posts), 1);
    QVERIFY(talk.pressButton(u"Send again"_s));
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.note(), QString());
    QCOMPARE(talk.progress(), int(Progress::Stored));
    QCOMPARE(talk.stored(), before + 1);
    QCOMPARE(talk.questions().count(u"Tell me of returns"_s), 1);
    QCOMPARE(talk.calls(faults::messageCalls), 3);
    QCOMPARE(talk.calls(posts), 2);
}

void TestJourneyTalkLost::lostAndNotToBeLookedUp()
{
    Talk talk;
    QVERIFY(talk.begin());
    SandboxFault lost = talk.fault(Kind::DropConnection, posts, 1);
    lost.applied = true;
    talk.addFault(lost);
    SandboxFault unread = talk.fault(Kind::Status, faults::messageCalls);
    unread.status = 403;
    talk.addFault(unread);
    talk.writeAndSend(u"Tell me of returns"_s);
    QVERIFY(talk.waitNote(u"could not be read to see whether the service has your question"_s));
    QVERIFY(talk.isQuietAgain());
    QVERIFY(!talk.pressButton(u"Send again"_s)); // it may well be there
    QVERIFY(!talk.pressButton(u"Edit"_s));
    talk.server().clearFaults();
    QVERIFY(talk.pressButton(u"Look again"_s));
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.note(), QString());
    QCOMPARE(talk.progress(), int(Progress::Stored));
    QCOMPARE(talk.questions().count(u"Tell me of returns"_s), 1);
    QCOMPARE(talk.calls(posts), 1);
}

void TestJourneyTalkLost::crashWhileItRuns()
{
    Talk talk;
    QVERIFY(talk.begin());
    talk.addFault(talk.fault(Kind::Hang, posts)); // it is not done
    talk.writeAndSend(u"Tell me of returns"_s);
    QTRY_COMPARE(talk.calls(posts), 1);
    talk.crash();
    talk.server().clearFaults();
    QVERIFY(talk.begin());
    QVERIFY(talk.note().contains(u"your question is not among the newest"_s));
    QCOMPARE(talk.questions().last(), u"Tell me of returns"_s);
    QCOMPARE(talk.answers().last(), u"No answer came"_s);
    QCOMPARE(talk.calls(posts), 1); // a start sends nothing
    QVERIFY(talk.pressButton(u"Send again"_s));
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.progress(), int(Progress::Stored));
    QCOMPARE(talk.calls(posts), 2);
}

void TestJourneyTalkLost::leftInTheOpen_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("words");
    QTest::newRow("500") << 500 << u"No answer came: Internal Server Error. The messages were"_s;
    QTest::newRow("502") << 502 << u"No answer came"_s;
    QTest::newRow("504") << 504 << u"No answer came"_s;
}

void TestJourneyTalkLost::leftInTheOpen()
{
    QFETCH(const int, status);
    QFETCH(const QString, words);
    Talk talk;
    QVERIFY(talk.begin());
    SandboxFault fault = talk.fault(Kind::Status, posts, 1);
    fault.status = status;
    talk.addFault(fault);
    talk.writeAndSend(u"Tell me of returns"_s);
    QVERIFY(talk.waitNote(u"your question is not among the newest"_s));
    QVERIFY2(talk.note().startsWith(words), qPrintable(talk.note()));
    QCOMPARE(talk.answers().last(), u"No answer came"_s);
    QCOMPARE(talk.calls(posts), 1);
}

void TestJourneyTalkLost::storedLate()
{
    Talk talk;
    QVERIFY(talk.begin());
    talk.server().clearCalls();
    talk.addFault(talk.fault(Kind::Html502, posts, 1));
    talk.writeAndSend(u"Tell me of returns"_s);
    QVERIFY(talk.waitNote(u"your question is not among the newest"_s));
    QVERIFY(talk.server().addMessage(talk.project(), talk.open(), u"Tell me of returns"_s) > 0);
    talk.advance(4s);
    QVERIFY(talk.until([&] { return talk.note().isEmpty(); }));
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.progress(), int(Progress::Stored));
    QCOMPARE(talk.questions().count(u"Tell me of returns"_s), 1);
    QCOMPARE(talk.calls(faults::messageCalls), 2);
    QCOMPARE(talk.calls(posts), 1);
}

void TestJourneyTalkLost::storedLateAndSentAgain()
{
    Talk talk;
    QVERIFY(talk.begin());
    talk.addFault(talk.fault(Kind::Html502, posts, 1));
    talk.writeAndSend(u"Tell me of returns"_s);
    QVERIFY(talk.waitNote(u"your question is not among the newest"_s));
    talk.advance(4s); // the second look is too early as well
    QVERIFY(talk.isQuietAgain());
    const int before = talk.stored();
    talk.server().clearCalls();
    QVERIFY(talk.server().addMessage(talk.project(), talk.open(), u"Tell me of returns"_s) > 0);
    QVERIFY(talk.pressButton(u"Send again"_s));
    QVERIFY(talk.until([&] { return talk.note().isEmpty(); }));
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.progress(), int(Progress::Stored));
    QCOMPARE(talk.questions().count(u"Tell me of returns"_s), 1);
    QCOMPARE(talk.stored(), before + 1);
    QCOMPARE(talk.calls(faults::messageCalls), 1);
    QCOMPARE(talk.calls(posts), 0);
}

QTEST_MAIN(TestJourneyTalkLost)
#include "tst_journey_talklost.moc"
