// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/answerbench.h"

using namespace confab;
using namespace confab::answerbench;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Method = FakeChatApi::Method;
using Phase = Answer::Phase;

class TestAnswerService : public QObject
{
    Q_OBJECT

private slots:
    void sendsOnceAndSettles();
    void sendsWhatWasChosen();
    void textIsToldOnceAFrame();
    void nothingToSend();
    void oneAtATimeInAConversation();
    void severalConversationsAtOnce();
    void aFullRecordThatCannotBeRead();
    void plainJsonNeedsNoSecondCall();
    void aReplayUpdatesItsRecord();
    void aPageBringsTheNumberEarly();
    void stopKeepsThePartialText();
    void refusals_data();
    void refusals();
    void abortedWithTheAccount();
    void cutAndStored();
    void cutAndStoredWithoutItsAnswer();
    void cutReplayIsKnownByItsText();
    void endMarkWithoutANumber();
    void sentAgainByThePersonAlone();
    void takenBack();
    void startsAConversation();
    void startFails();
    void leavesSilently();
    void forgetsAndClears();
    void names_data();
    void names();
};

void TestAnswerService::sendsOnceAndSettles()
{
    Bench bench;
    QVERIFY(bench.service.send(first, {u"Where is it?"_s, {}, {}}, MessageId{3}));
    QCOMPARE(bench.phase(), Phase::Sending);
    QCOMPARE(bench.record().progress, Progress::Waiting);
    QCOMPARE(bench.record().question, u"Where is it?"_s);
    QCOMPARE(bench.record().createdAt, bench.clock.nowUtc());
    const MessageId own = bench.record().id;
    QVERIFY(own < MessageId{});
    QCOMPARE(bench.drafts.openQuestions(first).size(), 1); // before anything else
    emit bench.stream()->started();
    QCOMPARE(bench.phase(), Phase::Answering);
    emit bench.stream()->delta(u"In the "_s);
    emit bench.stream()->delta(u"post."_s);
    bench.clock.advance(16ms);
    QCOMPARE(bench.record().answer, u"In the post."_s);
    const Message full = bench.store(u"Where is it?"_s, u"In the post."_s);
    emit bench.stream()->finished(endMark(full));
    QCOMPARE(bench.phase(), Phase::Fetching);
    QTRY_VERIFY(!bench.service.running(first));
    QCOMPARE(bench.numbered.size(), 1);
    QCOMPARE(bench.numbered.first().at(1).value<MessageId>(), own);
    QCOMPARE(bench.numbered.first().at(2).value<Message>(), full);
    QCOMPARE(bench.completed.size(), 1);
    QCOMPARE(bench.countChanged.size(), 1);
    QVERIFY(bench.service.answers(first).isEmpty());
    QVERIFY(bench.drafts.openQuestions(first).isEmpty());
    QCOMPARE(bench.methods(), (QList{Method::StreamMessage, Method::Message}));
}

void TestAnswerService::sendsWhatWasChosen()
{
    Bench bench;
    bench.drafts.setDraft(first, {u"Bonjour"_s, u"fr"_s, u"CRM-1"_s});
    QVERIFY(bench.service.send(first, {u"Bonjour"_s, u"fr"_s, u"CRM-1"_s}, {}));
    QCOMPARE(bench.api.calls.last().name, u"Bonjour"_s);
    QCOMPARE(bench.api.lastOutgoing.language, u"fr"_s);
    QCOMPARE(bench.api.lastOutgoing.externalId, u"CRM-1"_s);
    QCOMPARE(bench.drafts.draft(first), (Draft{{}, u"fr"_s, u"CRM-1"_s})); // the choices stay
}

void TestAnswerService::textIsToldOnceAFrame()
{
    Bench bench;
    bench.begin();
    bench.grown.clear();
    QString all;
    for (int i = 0; i < 2000; ++i) {
        const QString piece = u"piece %1 "_s.arg(i);
        all += piece;
        emit bench.stream()->delta(piece);
        if (i % 100 == 99)
            bench.clock.advance(16ms);
    }
    QCOMPARE(bench.grown.size(), 20);
    QCOMPARE(bench.record().answer, all);
    QCOMPARE(bench.clock.pending(), 0);
    emit bench.stream()->delta({});
    QCOMPARE(bench.clock.pending(), 0); // nothing new to show
}

void TestAnswerService::nothingToSend()
{
    Bench bench;
    QVERIFY(!bench.service.send(first, {u" \n\t"_s, {}, {}}, {}));
    QVERIFY(!bench.service.send({}, {u"text"_s, {}, {}}, {}));
    QVERIFY(!bench.service.start(project, {u" "_s, {}, {}}));
    QVERIFY(!bench.service.start({}, {u"text"_s, {}, {}}));
    QVERIFY(bench.api.calls.isEmpty());
}

void TestAnswerService::oneAtATimeInAConversation()
{
    Bench bench;
    bench.begin();
    QVERIFY(!bench.service.send(first, {u"Another"_s, {}, {}}, {}));
    emit bench.stream()->finished(endMark(bench.store(u"Question"_s, u"Answer"_s)));
    QVERIFY(!bench.service.send(first, {u"Another"_s, {}, {}}, {})); // the record is being read
    QTRY_VERIFY(!bench.service.running(first));
    QVERIFY(bench.service.send(first, {u"Another"_s, {}, {}}, {}));
    QCOMPARE(bench.api.count(Method::StreamMessage), 2);
}

void TestAnswerService::severalConversationsAtOnce()
{
    Bench bench;
    bench.begin();
    QVERIFY(bench.service.send(second, {u"Elsewhere"_s, {}, {}}, {}));
    emit bench.stream(1)->delta(u"two"_s);
    emit bench.stream(0)->delta(u"one"_s);
    bench.clock.advance(16ms);
    QCOMPARE(bench.service.running(first)->record.answer, u"one"_s);
    QCOMPARE(bench.service.running(second)->record.answer, u"two"_s);
    bench.service.stop(second);
    QVERIFY(bench.service.running(first));
    QVERIFY(!bench.service.running(second));
    QVERIFY(bench.stream(0));
    QTRY_VERIFY(!bench.stream(1));
}

void TestAnswerService::aFullRecordThatCannotBeRead()
{
    Bench bench;
    bench.begin();
    emit bench.stream()->delta(u"All of it."_s);
    const Message full = bench.store(u"Question"_s, u"All of it."_s);
    bench.api.failNext(Method::Message, serverError);
    emit bench.stream()->finished(endMark(full));
    QTRY_COMPARE(bench.numbered.size(), 1);
    const Message made = bench.numbered.first().at(2).value<Message>();
    QCOMPARE(made.id, full.id);
    QCOMPARE(made.question, u"Question"_s);
    QCOMPARE(made.answer, u"All of it."_s);
    QCOMPARE(made.citations, full.citations);
    QCOMPARE(made.progress, Progress::Stored);
    // Stored, and its answer is not there yet.
    QVERIFY(bench.service.send(first, {u"Another"_s, {}, {}}, full.id));
    emit bench.stream(1)->delta(u"Said."_s);
    emit bench.stream(1)->finished(endMark(bench.store(u"Another"_s, {})));
    QTRY_COMPARE(bench.numbered.size(), 2);
    QCOMPARE(bench.numbered.last().at(2).value<Message>().answer, u"Said."_s);
}

void TestAnswerService::plainJsonNeedsNoSecondCall()
{
    Bench bench;
    QVERIFY(bench.service.send(first, {u"Question"_s, {}, {}}, {}));
    const Message full = bench.store(u"Question"_s, u"At once."_s);
    emit bench.stream()->finished(full);
    QCOMPARE(bench.numbered.size(), 1);
    QCOMPARE(bench.numbered.first().at(2).value<Message>(), full);
    QCOMPARE(bench.methods(), QList{Method::StreamMessage});
}

void TestAnswerService::aReplayUpdatesItsRecord()
{
    Bench bench;
    const Message earlier = bench.store(u"Question"_s, u"Answer"_s);
    QVERIFY(bench.service.send(first, {u"Question"_s, {}, {}}, earlier.id));
    emit bench.stream()->delta(u"Answer"_s);
    emit bench.stream()->finished(endMark(earlier));
    QTRY_COMPARE(bench.numbered.size(), 1);
    QCOMPARE(bench.numbered.first().at(2).value<Message>().id, earlier.id);
}

void TestAnswerService::aPageBringsTheNumberEarly()
{
    Bench bench;
    bench.begin();
    emit bench.stream()->delta(u"So far"_s);
    bench.clock.advance(16ms);
    const MessageId own = bench.record().id;
    const Message stored = bench.store(u"Question"_s, {});
    bench.service.note(first, bench.page());
    QCOMPARE(bench.numbered.size(), 1);
    QCOMPARE(bench.numbered.first().at(1).value<MessageId>(), own);
    const Message now = bench.numbered.first().at(2).value<Message>();
    QCOMPARE(now.id, stored.id);
    QCOMPARE(now.answer, u"So far"_s);
    QCOMPARE(now.progress, Progress::Answering);
    emit bench.stream()->delta(u" and on"_s);
    bench.clock.advance(16ms);
    QCOMPARE(bench.record().answer, u"So far and on"_s);
    emit bench.stream()->finished(endMark(stored));
    QTRY_COMPARE(bench.completed.size(), 1);
    QCOMPARE(bench.numbered.last().at(1).value<MessageId>(), stored.id);
}

void TestAnswerService::stopKeepsThePartialText()
{
    Bench bench;
    bench.begin();
    emit bench.stream()->delta(u"Half of"_s); // not shown yet
    bench.service.stop(first);
    QVERIFY(!bench.service.running(first));
    QVERIFY(!bench.service.inTrouble(first));
    QTRY_VERIFY(!bench.stream()); // the connection is closed
    const QList<Answer> kept = bench.service.answers(first);
    QCOMPARE(kept.size(), 1);
    QCOMPARE(kept.first().record.answer, u"Half of"_s);
    QCOMPARE(kept.first().record.progress, Progress::Stopped);
    QCOMPARE(bench.methods(), QList{Method::StreamMessage});
    QVERIFY(bench.drafts.openQuestions(first).isEmpty()); // the service has the question
    // What the service stored after all takes its place when it is read.
    const Message stored = bench.store(u"Question"_s, u"Half of it and the rest"_s);
    bench.service.note(first, bench.page());
    QCOMPARE(bench.numbered.size(), 1);
    QCOMPARE(bench.numbered.first().at(2).value<Message>(), stored);
    QCOMPARE(bench.completed.size(), 0); // nobody waits for it any more
    QVERIFY(bench.service.answers(first).isEmpty());
    QVERIFY(bench.service.send(first, {u"Next"_s, {}, {}}, stored.id));
}

void TestAnswerService::refusals_data()
{
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("counts");
    QTest::newRow("offline") << ErrorKind::Offline << 0 << 0;
    QTest::newRow("not connected in time") << ErrorKind::Timeout << 0 << 0;
    QTest::newRow("certificate") << ErrorKind::Tls << 0 << 0;
    QTest::newRow("401") << ErrorKind::Unauthorised << 401 << 0;
    QTest::newRow("403") << ErrorKind::Forbidden << 403 << 0;
    QTest::newRow("404") << ErrorKind::NotFound << 404 << 0;
    QTest::newRow("422") << ErrorKind::Validation << 422 << 0;
    QTest::newRow("throttled") << ErrorKind::RateLimited << 429 << 0;
    QTest::newRow("credits") << ErrorKind::CreditsExhausted << 429 << 1;
    QTest::newRow("refused here") << ErrorKind::Refused << 0 << 0;
}

void TestAnswerService::refusals()
{
    QFETCH(const ErrorKind, kind);
    QFETCH(const int, status);
    QFETCH(const int, counts);
    Bench bench;
    QVERIFY(bench.service.send(first, {u"Question"_s, {}, {}}, {}));
    emit bench.stream()->failed({kind, status, {}, {}, {}});
    QCOMPARE(bench.trouble(), Phase::Refused);
    QCOMPARE(bench.service.inTrouble(first)->error.kind, kind);
    QCOMPARE(bench.service.inTrouble(first)->record.progress, Progress::Unsent);
    QCOMPARE(bench.countChanged.size(), counts);
    QCOMPARE(bench.drafts.openQuestions(first).size(), 1);
    bench.clock.advance(1h);
    QCoreApplication::processEvents();
    QCOMPARE(bench.methods(), QList{Method::StreamMessage});
}

void TestAnswerService::abortedWithTheAccount()
{
    Bench bench;
    bench.begin();
    emit bench.stream()->delta(u"Half"_s);
    emit bench.stream()->failed({ErrorKind::Cancelled, 0, {}, {}, {}});
    QCOMPARE(bench.trouble(), Phase::Unknown);
    QCOMPARE(bench.service.inTrouble(first)->record.answer, u"Half"_s);
    QVERIFY(!bench.service.sendAgain(first, {}));
    QCOMPARE(bench.methods(), QList{Method::StreamMessage}); // nobody is asked with an old key
    bench.service.note(first, bench.page());
    QCOMPARE(bench.trouble(), Phase::Missing);
    QCOMPARE(bench.drafts.openQuestions(first).size(), 1);
}

void TestAnswerService::cutAndStored()
{
    Bench bench;
    bench.begin();
    emit bench.stream()->delta(u"Half"_s);
    const Message stored = bench.store(u"Question"_s, u"Half and the other half"_s);
    emit bench.stream()->failed(cut);
    QTRY_COMPARE(bench.numbered.size(), 1);
    QCOMPARE(bench.numbered.first().at(2).value<Message>(), stored);
    QCOMPARE(bench.pageRead.size(), 1);
    QCOMPARE(bench.completed.size(), 1);
    QVERIFY(!bench.service.inTrouble(first));
    QCOMPARE(bench.methods(), (QList{Method::StreamMessage, Method::Messages}));
}

void TestAnswerService::cutAndStoredWithoutItsAnswer()
{
    Bench bench;
    bench.begin();
    emit bench.stream()->delta(u"Half"_s);
    const Message bare = bench.store(u"Question"_s, {});
    emit bench.stream()->failed(cut);
    QTRY_COMPARE(bench.numbered.size(), 1);
    const auto kept = bench.numbered.first().at(2).value<Message>();
    QCOMPARE(kept.id, bare.id);
    QCOMPARE(kept.answer, u"Half"_s);
    QCOMPARE(kept.progress, Progress::Broken);
    QVERIFY(!bench.service.inTrouble(first)); // it is there: nothing to send again
    QVERIFY(bench.drafts.openQuestions(first).isEmpty());
    QCOMPARE(bench.completed.size(), 0);
    bench.service.note(first, bench.page()); // still nothing
    QCOMPARE(bench.numbered.size(), 1);
    Message &last = bench.api.projectData[project].messages[first.session].last();
    last.answer = u"Half and the other half"_s;
    bench.service.note(first, bench.page());
    QCOMPARE(bench.numbered.last().at(2).value<Message>().answer, last.answer);
    QCOMPARE(bench.completed.size(), 1);
    QVERIFY(bench.service.answers(first).isEmpty());
    // Where no word had come either, there is nothing to keep, and nothing is complete.
    QVERIFY(bench.service.send(first, {u"Next"_s, {}, {}}, last.id));
    const Message empty = bench.store(u"Next"_s, {});
    emit bench.stream(1)->failed(cut);
    QTRY_VERIFY(bench.service.answers(first).isEmpty());
    QCOMPARE(bench.numbered.last().at(2).value<Message>(), empty);
    QCOMPARE(bench.completed.size(), 1);
}

void TestAnswerService::cutReplayIsKnownByItsText()
{
    Bench bench;
    const Message earlier = bench.store(u"Question"_s, u"The same answer"_s);
    QVERIFY(bench.service.send(first, {u"Question"_s, {}, {}}, earlier.id));
    emit bench.stream()->delta(u"The same "_s);
    emit bench.stream()->failed(cut);
    QTRY_COMPARE(bench.numbered.size(), 1);
    QCOMPARE(bench.numbered.first().at(2).value<Message>().id, earlier.id);
    // Without a word of the answer an older record of the same question says nothing.
    QVERIFY(bench.service.send(first, {u"Question"_s, {}, {}}, earlier.id));
    emit bench.stream(1)->failed(cut);
    QTRY_COMPARE(bench.trouble(), Phase::Missing);
}

void TestAnswerService::endMarkWithoutANumber()
{
    Bench bench;
    bench.begin();
    emit bench.stream()->delta(u"Answer"_s);
    const Message stored = bench.store(u"Question"_s, u"Answer"_s);
    emit bench.stream()->finished(Message());
    QTRY_COMPARE(bench.numbered.size(), 1);
    QCOMPARE(bench.numbered.first().at(2).value<Message>(), stored);
    QCOMPARE(bench.methods(), (QList{Method::StreamMessage, Method::Messages}));
}

void TestAnswerService::sentAgainByThePersonAlone()
{
    Bench bench;
    bench.drafts.setDraft(first, {u"Something else by now"_s, {}, {}});
    QVERIFY(bench.service.send(first, {u"Question"_s, u"de"_s, {}}, {}));
    bench.drafts.setDraft(first, {u"The next one"_s, {}, {}});
    emit bench.stream()->failed({ErrorKind::Offline, 0, {}, {}, {}});
    const MessageId own = bench.service.inTrouble(first)->record.id;
    QVERIFY(bench.service.sendAgain(first, MessageId{4}));
    QVERIFY(!bench.service.sendAgain(first, MessageId{4})); // it is on its way
    QCOMPARE(bench.phase(), Phase::Sending);
    QCOMPARE(bench.record().id, own); // the same rows
    QCOMPARE(bench.service.running(first)->after, MessageId{4});
    QCOMPARE(bench.api.lastOutgoing.language, u"de"_s);
    QCOMPARE(bench.api.count(Method::StreamMessage), 2);
    QCOMPARE(bench.drafts.openQuestions(first).size(), 1);
    QCOMPARE(bench.drafts.draft(first).text, u"The next one"_s);
}

void TestAnswerService::takenBack()
{
    Bench bench;
    QVERIFY(bench.service.send(first, {u"Question"_s, u"de"_s, u"id"_s}, {}));
    QVERIFY(!bench.service.takeBack(first)); // it runs
    emit bench.stream()->failed({ErrorKind::Offline, 0, {}, {}, {}});
    const MessageId own = bench.service.inTrouble(first)->record.id;
    const auto back = bench.service.takeBack(first);
    QVERIFY(back);
    QCOMPARE(back->prompt, u"Question"_s);
    QCOMPARE(back->externalId, u"id"_s);
    QCOMPARE(bench.removed.size(), 1);
    QCOMPARE(bench.removed.first().at(1).value<MessageId>(), own);
    QVERIFY(bench.service.answers(first).isEmpty());
    QVERIFY(bench.drafts.openQuestions(first).isEmpty());
}

void TestAnswerService::startsAConversation()
{
    Bench bench;
    bench.drafts.setDraft({project, {}}, {u"Hello there"_s, u"es"_s, {}});
    QVERIFY(bench.service.start(project, {u"Hello there"_s, u"es"_s, {}}));
    QVERIFY(bench.service.isStarting(project));
    QVERIFY(!bench.service.start(project, {u"Hello there"_s, {}, {}}));
    QCOMPARE(bench.drafts.draft({project, {}}).text, u"Hello there"_s); // until it is made
    QTRY_COMPARE(bench.made.size(), 1);
    QVERIFY(!bench.service.isStarting(project));
    const auto conversation = bench.made.first().first().value<Conversation>();
    QCOMPARE(conversation.name, u"Hello there"_s);
    QVERIFY(bench.service.running(conversation.key()));
    QCOMPARE(bench.drafts.draft({project, {}}), Draft());
    QCOMPARE(bench.drafts.draft(conversation.key()).language, u"es"_s);
    QCOMPARE(bench.methods(), (QList{Method::CreateConversation, Method::StreamMessage}));
}

void TestAnswerService::startFails()
{
    Bench bench;
    bench.drafts.setDraft({project, {}}, {u"Hello"_s, {}, {}});
    bench.api.failNext(Method::CreateConversation, serverError);
    QVERIFY(bench.service.start(project, {u"Hello"_s, {}, {}}));
    QTRY_COMPARE(bench.startFailed.size(), 1);
    QVERIFY(!bench.service.isStarting(project));
    QCOMPARE(bench.drafts.draft({project, {}}).text, u"Hello"_s);
    QCOMPARE(bench.methods(), QList{Method::CreateConversation});
}

void TestAnswerService::leavesSilently()
{
    Bench bench;
    QPointer<AnswerStream> stream;
    {
        AnswerService leaving(bench.api, bench.drafts, bench.clock);
        QVERIFY(leaving.send(first, {u"Question"_s, {}, {}}, {}));
        stream = bench.stream();
        emit stream->delta(u"Half"_s);
    }
    bench.clock.advance(16ms);
    QTRY_VERIFY(!stream);
    QCOMPARE(bench.drafts.openQuestions(first).size(), 1);
}

void TestAnswerService::forgetsAndClears()
{
    Bench bench;
    bench.begin();
    QVERIFY(bench.service.send(second, {u"Elsewhere"_s, {}, {}}, {}));
    bench.service.forget(first.session);
    QVERIFY(!bench.service.running(first));
    QVERIFY(bench.service.running(second));
    QCOMPARE(bench.removed.size(), 1);
    bench.service.clear();
    QVERIFY(!bench.service.running(second));
    QTRY_VERIFY(!bench.stream(1));
    QCOMPARE(bench.completed.size(), 0);
}

void TestAnswerService::names_data()
{
    QTest::addColumn<QString>("prompt");
    QTest::addColumn<QString>("name");
    QTest::newRow("short") << u"Where is my parcel?"_s << u"Where is my parcel?"_s;
    QTest::newRow("lines") << u" Where\n\nis\tit? "_s << u"Where is it?"_s;
    QTest::newRow("exactly fifty") << QString(50, u'a') << QString(50, u'a');
    QTest::newRow("at a word's edge") << u"Please tell me when the parcel that I ordered on Monday arrives"_s
                                      << u"Please tell me when the parcel that I ordered on"_s;
    QTest::newRow("a word that ends at fifty")
        << u"Please tell me when the parcel that I ordered at 10 arrives"_s
        << u"Please tell me when the parcel that I ordered at"_s;
    QTest::newRow("one endless word") << QString(200, u'x') << QString(50, u'x');
    QTest::newRow("no half of a pair") << u"a"_s + u"👋"_s.repeated(40) << u"a"_s + u"👋"_s.repeated(24);
}

void TestAnswerService::names()
{
    QFETCH(const QString, prompt);
    QFETCH(const QString, name);
    QCOMPARE(AnswerService::nameFor(prompt), name);
}

QTEST_GUILESS_MAIN(TestAnswerService)
#include "tst_answerservice.moc"
