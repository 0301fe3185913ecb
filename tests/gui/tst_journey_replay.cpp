// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/talk.h"

using namespace confab;
using namespace confab::talk;

/// What was asked before is asked again, and the service answers with the record of then.
class TestJourneyReplay : public QObject
{
    Q_OBJECT

private slots:
    void addsNoRow();
    void isLedToWhereItStands();
};

void TestJourneyReplay::addsNoRow()
{
    Talk talk;
    QVERIFY(talk.begin());
    talk.writeAndSend(u"Once and again"_s);
    QVERIFY(talk.isQuietAgain());
    const QStringList questions = talk.questions();
    talk.writeAndSend(u"Once and again"_s);
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.questions(), questions);
    QCOMPARE(talk.calls(posts), 2);
    QCOMPARE(talk.progress(), int(Progress::Stored));
    QVERIFY2(talk.note().startsWith(u"This was asked before"_s), qPrintable(talk.note()));
    QCOMPARE(talk.status(), u"Answer complete"_s);
    talk.writeAndSend(u"Never before"_s);
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.note(), QString());
}

void TestJourneyReplay::isLedToWhereItStands()
{
    Talk talk;
    QVERIFY(talk.signIn());
    const int row = talk.rowOf(talk.server().longestSession(talk.project()));
    QVERIFY(talk.openRow(row));
    talk.transcript()->verticalScrollBar()->setValue(0);
    QVERIFY(talk.waitLoaded());
    const MessageService &messages = talk.workspace().messages();
    const QList<Message> all = messages.messages();
    QCOMPARE(all.size(), 40);
    // The oldest question that was asked once.
    const auto old = std::find_if(all.begin(), all.end(), [&all](const Message &each) {
        const auto same = [&each](const Message &other) { return other.question == each.question; };
        return !each.answer.isEmpty() && std::count_if(all.begin(), all.end(), same) == 1;
    });
    QVERIFY(old - all.begin() < 15);
    QVERIFY(talk.openRow(row == 0 ? 1 : 0));
    QVERIFY(talk.openRow(row));
    QCOMPARE(messages.messages(), all.last(20));
    talk.editor()->setPlainText(old->question);
    QVERIFY(talk.pressButton(u"Send"_s));
    QVERIFY(talk.isQuietAgain());
    QCOMPARE(talk.calls(posts), 1);
    QCOMPARE(messages.messages(), all.last(20));
    QVERIFY(faults::labelText(talk, u"conversationFacts"_s).startsWith(u"40 messages"_s));
    QVERIFY2(talk.note().startsWith(u"This was asked before"_s), qPrintable(talk.note()));
    QCOMPARE(talk.status(), u"Answer complete"_s);
    QVERIFY(talk.pressButton(u"Go to the message"_s));
    QVERIFY(talk.waitLoaded());
    QCOMPARE(messages.messages(), all);
    const auto current = [&talk] { return talk.transcript()->currentIndex(); };
    QTRY_COMPARE(current().data(MessageListModel::MessageIdRole).toLongLong(), old->id.value);
    QCOMPARE(current().data(MessageListModel::SenderRole).value<MessageListModel::Sender>(),
             MessageListModel::Sender::Agent);
    QVERIFY(talk.transcript()->hasFocus());
    QVERIFY(talk.openRow(row == 0 ? 1 : 0)); // it was told
    QVERIFY(talk.openRow(row));
    QCOMPARE(talk.note(), QString());
}

QTEST_MAIN(TestJourneyReplay)
#include "tst_journey_replay.moc"
