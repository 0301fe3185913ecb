// SPDX-License-Identifier: GPL-3.0-or-later
// A question whose end is not clear: it is looked for, and never stored twice where one look could tell.
#include "support/answerbench.h"

using namespace confab;
using namespace confab::answerbench;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Method = FakeChatApi::Method;
using Phase = Answer::Phase;

namespace {

const Error gateway = FakeChatApi::httpError(ErrorKind::Server, 504, {});

/// A question that the gateway has given up and that the first look did not find.
void lose(Bench &bench)
{
    QVERIFY(bench.service.send(first, {u"Question"_s, {}, {}}, {}));
    emit bench.api.streams.last()->failed(gateway);
    QTRY_COMPARE(bench.trouble(), Phase::Missing);
}

void later(Bench &bench, std::chrono::milliseconds span)
{
    bench.clock.advance(span);
    QTRY_COMPARE(bench.api.inFlight(), 0);
    QCoreApplication::processEvents();
}

int looks(const Bench &bench)
{
    return bench.api.count(Method::Messages);
}

int sendings(const Bench &bench)
{
    return bench.api.count(Method::StreamMessage);
}

} // namespace

class TestAnswerLooks : public QObject
{
    Q_OBJECT

private slots:
    void stopBeforeAnythingCameLooks();
    void unclearEnds_data();
    void unclearEnds();
    void cutAndNotToBeRead();
    void anEarlierRunsQuestions();
    void anEarlierRunsQuestionIsLookedForTwice();
    void anOldOneOnce();
    void storedLate();
    void theSecondLookIsSilent();
    void theSecondLookGoesWithItsQuestion();
    void sentAgainAfterALook();
    void foundBeforeItIsSentAgain();
    void sentAgainWhileTheSecondLookIsUnderWay();
    void notSentAgainUnread();
    void notSentAgainBesideAnother();
    void refusedTheSecondTime();
};

void TestAnswerLooks::stopBeforeAnythingCameLooks()
{
    Bench bench;
    QVERIFY(bench.service.send(first, {u"Question"_s, {}, {}}, {}));
    bench.service.stop(first);
    QCOMPARE(bench.trouble(), Phase::Looking);
    QTRY_COMPARE(bench.trouble(), Phase::Missing);
    QCOMPARE(bench.service.inTrouble(first)->record.progress,
             Progress::Broken); // nobody knows that it stayed
    QCOMPARE(bench.methods(), (QList{Method::StreamMessage, Method::Messages}));
    QCOMPARE(bench.drafts.openQuestions(first).size(), 1); // not lost
}

void TestAnswerLooks::unclearEnds_data()
{
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<bool>("begun");
    QTest::newRow("lost before the answer") << ErrorKind::Unclear << false;
    QTest::newRow("lost in the answer") << ErrorKind::Unclear << true;
    QTest::newRow("a gateway's page") << ErrorKind::Server << false;
    QTest::newRow("an error in the stream") << ErrorKind::Server << true;
    QTest::newRow("credits end in the stream") << ErrorKind::CreditsExhausted << true;
    QTest::newRow("not understood") << ErrorKind::BadResponse << false;
}

void TestAnswerLooks::unclearEnds()
{
    QFETCH(const ErrorKind, kind);
    QFETCH(const bool, begun);
    Bench bench;
    QVERIFY(bench.service.send(first, {u"Question"_s, {}, {}}, {}));
    if (begun)
        emit bench.stream()->delta(u"Half"_s);
    emit bench.stream()->failed({kind, 0, {}, {}, {}});
    QCOMPARE(bench.trouble(), Phase::Looking);
    QVERIFY(!bench.service.sendAgain(first, {})); // not before it was looked up
    QTRY_COMPARE(bench.trouble(), Phase::Missing);
    QCOMPARE(bench.service.inTrouble(first)->error.kind, kind);
    QCOMPARE(bench.service.inTrouble(first)->record.answer, begun ? u"Half"_s : QString());
    QCOMPARE(bench.service.inTrouble(first)->record.progress, Progress::Broken); // it has left
    QCOMPARE(bench.methods(), (QList{Method::StreamMessage, Method::Messages}));
    // One more look by itself, and nothing else.
    later(bench, 1h);
    later(bench, 1h);
    QCOMPARE(bench.methods(), (QList{Method::StreamMessage, Method::Messages, Method::Messages}));
    QCOMPARE(bench.trouble(), Phase::Missing);
}

void TestAnswerLooks::cutAndNotToBeRead()
{
    Bench bench;
    bench.begin();
    bench.api.failNext(Method::Messages, serverError);
    emit bench.stream()->failed(cut);
    QTRY_COMPARE(bench.trouble(), Phase::LookFailed);
    QVERIFY(!bench.service.sendAgain(first, {}));
    const Message stored = bench.store(u"Question"_s, u"Answer"_s);
    bench.service.lookAgain(first);
    QTRY_COMPARE(bench.numbered.size(), 1);
    QCOMPARE(bench.numbered.first().at(2).value<Message>(), stored);
    QCOMPARE(bench.api.count(Method::StreamMessage), 1);
    QCOMPARE(bench.api.count(Method::Messages), 2);
}

void TestAnswerLooks::anEarlierRunsQuestions()
{
    Bench bench;
    QVERIFY(bench.service.send(first, {u"Question"_s, u"de"_s, {}}, MessageId{}));
    bench.service.clear(); // as at the end of the program
    QCOMPARE(bench.drafts.openQuestions(first).size(), 1);

    AnswerService next(bench.api, bench.drafts, bench.clock);
    const QList<Answer> left = next.answers(first);
    QCOMPARE(left.size(), 1);
    QCOMPARE(left.first().phase, Phase::Unknown);
    QCOMPARE(left.first().outgoing.language, u"de"_s);
    QCOMPARE(left.first().record.createdAt, bench.clock.nowUtc());
    QCOMPARE(bench.api.count(Method::StreamMessage), 1); // nothing is sent by itself
    QVERIFY(!next.sendAgain(first, {}));                 // not before a page was read
    next.note(first, bench.page());
    QCOMPARE(next.inTrouble(first)->phase, Phase::Missing);
    QCOMPARE(next.inTrouble(first)->record.progress, Progress::Broken); // it may have left
    const Message stored = bench.store(u"Question"_s, u"Answer"_s);
    next.note(first, bench.page());
    QVERIFY(!next.inTrouble(first));
    QVERIFY(bench.drafts.openQuestions(first).isEmpty());
    QVERIFY(stored.id.isValid());
}

void TestAnswerLooks::anEarlierRunsQuestionIsLookedForTwice()
{
    Bench bench;
    QVERIFY(bench.service.send(first, {u"Question"_s, {}, {}}, {}));
    bench.service.clear(); // as at the end of the program
    bench.service.note(first, bench.page());
    QCOMPARE(bench.trouble(), Phase::Missing);
    QCOMPARE(looks(bench), 0);
    const Message stored = bench.store(u"Question"_s, u"Answer"_s);
    later(bench, 4s);
    QCOMPARE(looks(bench), 1);
    QCOMPARE(bench.numbered.last().at(2).value<Message>(), stored);
    QVERIFY(!bench.service.inTrouble(first));
    QCOMPARE(sendings(bench), 1);
}

/// What was sent more than a minute ago is in the first page that is read, or nowhere.
void TestAnswerLooks::anOldOneOnce()
{
    Bench bench;
    QVERIFY(bench.service.send(first, {u"Question"_s, {}, {}}, {}));
    bench.service.clear();
    bench.clock.advance(61s);
    bench.service.note(first, bench.page());
    QCOMPARE(bench.trouble(), Phase::Missing);
    later(bench, 1h);
    QCOMPARE(looks(bench), 0);
}

void TestAnswerLooks::storedLate()
{
    Bench bench;
    lose(bench);
    const Message stored = bench.store(u"Question"_s, u"Answer"_s);
    later(bench, 3999ms);
    QCOMPARE(looks(bench), 1);
    later(bench, 1ms);
    QCOMPARE(looks(bench), 2);
    QCOMPARE(bench.api.calls.last().page, 1);
    QCOMPARE(bench.api.calls.last().lane, Lane::Interactive);
    QCOMPARE(bench.numbered.size(), 1);
    QCOMPARE(bench.numbered.first().at(2).value<Message>(), stored);
    QCOMPARE(bench.completed.size(), 1);
    QVERIFY(bench.service.answers(first).isEmpty());
    QVERIFY(bench.drafts.openQuestions(first).isEmpty());
    later(bench, 1h);
    QCOMPARE(looks(bench), 2);
    QCOMPARE(sendings(bench), 1);
}

// Whoever is about to choose a way on does not lose it, found or not, read or not.
void TestAnswerLooks::theSecondLookIsSilent()
{
    Bench bench;
    lose(bench);
    QSignalSpy changed(&bench.service, &AnswerService::changed);
    bench.grown.clear();
    bench.countChanged.clear();
    later(bench, 4s);
    QCOMPARE(looks(bench), 2);
    QCOMPARE(bench.pageRead.size(), 2);
    QCOMPARE(changed.size() + bench.grown.size() + bench.countChanged.size(), 0);
    QCOMPARE(bench.trouble(), Phase::Missing);

    Bench unread;
    lose(unread);
    unread.api.failNext(Method::Messages, serverError);
    later(unread, 4s);
    QCOMPARE(looks(unread), 2);
    QCOMPARE(unread.trouble(), Phase::Missing);
    QCOMPARE(unread.service.inTrouble(first)->error, gateway);
    later(unread, 1h);
    QCOMPARE(looks(unread), 2);
}

void TestAnswerLooks::theSecondLookGoesWithItsQuestion()
{
    Bench bench;
    lose(bench);
    QVERIFY(bench.service.takeBack(first));
    later(bench, 1h);
    QCOMPARE(looks(bench), 1);
    // What was sent again has looks of its own, and the old one's does not come.
    lose(bench);
    QCOMPARE(looks(bench), 2);
    later(bench, 2s);
    QVERIFY(bench.service.sendAgain(first, {}));
    QTRY_COMPARE(bench.trouble(), std::nullopt);
    QCOMPARE(bench.phase(), Phase::Sending);
    QCOMPARE(looks(bench), 3);
    later(bench, 1h);
    QCOMPARE(looks(bench), 3);
    emit bench.stream(2)->failed(gateway);
    QTRY_COMPARE(bench.trouble(), Phase::Missing);
    QCOMPARE(looks(bench), 4);
    later(bench, 1h);
    QCOMPARE(looks(bench), 5);
    // Nor does one of an account that has gone.
    Bench left;
    lose(left);
    left.service.clear();
    later(left, 1h);
    QCOMPARE(looks(left), 1);
}

void TestAnswerLooks::sentAgainAfterALook()
{
    Bench bench;
    lose(bench);
    const MessageId own = bench.service.inTrouble(first)->record.id;
    bench.countChanged.clear();
    QVERIFY(bench.service.sendAgain(first, MessageId{4}));
    QCOMPARE(bench.trouble(), Phase::Looking);
    QVERIFY(!bench.service.sendAgain(first, MessageId{4})); // it is on its way
    QCOMPARE(sendings(bench), 1);
    QCOMPARE(bench.api.calls.last().page, 1);
    QTRY_COMPARE(bench.trouble(), std::nullopt);
    QCOMPARE(bench.phase(), Phase::Sending);
    QCOMPARE(bench.record().id, own); // the same rows
    QCOMPARE(bench.record().progress, Progress::Waiting);
    QCOMPARE(bench.service.running(first)->after, MessageId{4});
    QCOMPARE(bench.countChanged.size(), 0);
    QCOMPARE(bench.drafts.openQuestions(first).size(), 1);
    QCOMPARE(bench.methods(),
             (QList{Method::StreamMessage, Method::Messages, Method::Messages, Method::StreamMessage}));
}

void TestAnswerLooks::foundBeforeItIsSentAgain()
{
    Bench bench;
    lose(bench);
    const Message stored = bench.store(u"Question"_s, u"Answer"_s);
    QVERIFY(bench.service.sendAgain(first, stored.id)); // whatever is known elsewhere by now
    QTRY_COMPARE(bench.numbered.size(), 1);
    QCOMPARE(bench.numbered.first().at(2).value<Message>(), stored);
    QVERIFY(bench.service.answers(first).isEmpty());
    later(bench, 1h);
    QCOMPARE(bench.methods(), (QList{Method::StreamMessage, Method::Messages, Method::Messages}));
}

void TestAnswerLooks::sentAgainWhileTheSecondLookIsUnderWay()
{
    Bench bench;
    lose(bench);
    bench.api.hold(true);
    bench.clock.advance(4s);
    QCOMPARE(looks(bench), 2);
    QVERIFY(bench.service.sendAgain(first, {}));
    bench.api.hold(false);
    bench.api.releaseAll();
    QTRY_COMPARE(bench.trouble(), std::nullopt);
    later(bench, 1h);
    QCOMPARE(bench.phase(), Phase::Sending);
    QCOMPARE(looks(bench), 3);
    QCOMPARE(sendings(bench), 2);
}

void TestAnswerLooks::notSentAgainUnread()
{
    Bench bench;
    lose(bench);
    bench.api.failNext(Method::Messages, serverError);
    QVERIFY(bench.service.sendAgain(first, {}));
    QTRY_COMPARE(bench.trouble(), Phase::LookFailed);
    QCOMPARE(bench.service.inTrouble(first)->error, serverError);
    QVERIFY(!bench.service.sendAgain(first, {}));
    // The wish is over: another look sends nothing.
    bench.service.lookAgain(first);
    QTRY_COMPARE(bench.trouble(), Phase::Missing);
    QCOMPARE(looks(bench), 3);
    QCOMPARE(sendings(bench), 1);
}

void TestAnswerLooks::notSentAgainBesideAnother()
{
    Bench bench;
    lose(bench);
    QVERIFY(bench.service.sendAgain(first, {}));
    QVERIFY(bench.service.send(first, {u"Another"_s, {}, {}}, {}));
    QTRY_COMPARE(bench.trouble(), Phase::Missing);
    QCOMPARE(bench.record().question, u"Another"_s);
    QCOMPARE(looks(bench), 2);
    QCOMPARE(sendings(bench), 2);
}

// The first sending may be stored all the same.
void TestAnswerLooks::refusedTheSecondTime()
{
    Bench bench;
    lose(bench);
    QVERIFY(bench.service.sendAgain(first, {}));
    QTRY_COMPARE(bench.trouble(), std::nullopt);
    emit bench.stream(1)->failed({ErrorKind::Offline, 0, {}, {}, {}});
    QCOMPARE(bench.trouble(), Phase::Refused);
    const Message stored = bench.store(u"Question"_s, u"Answer"_s);
    QVERIFY(bench.service.sendAgain(first, {}));
    QTRY_COMPARE(bench.numbered.size(), 1);
    QCOMPARE(bench.numbered.first().at(2).value<Message>(), stored);
    QCOMPARE(looks(bench), 3);
    QCOMPARE(sendings(bench), 2);
}

QTEST_GUILESS_MAIN(TestAnswerLooks)
#include "tst_answerlooks.moc"
