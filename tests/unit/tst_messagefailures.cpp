// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/messagebench.h"

using namespace confab;
using namespace confab::messagebench;
using namespace Qt::StringLiterals;

/// The open conversation where calls fail, and where it is gone.
class TestMessageFailures : public QObject
{
    Q_OBJECT

private slots:
    void goneWhereTheProjectAnswers();
    void notGoneWhereTheProjectDoesNot_data();
    void notGoneWhereTheProjectDoesNot();
    void goneInMidReading();
    void failures();
    void cancelledIsSilent();
    void twoCallsThatFindNothing();
};

void TestMessageFailures::goneWhereTheProjectAnswers()
{
    Bench bench(5);
    bench.api.removeConversation(first);
    bench.service.open(first);
    QTRY_COMPARE(bench.service.state(), State::Gone);
    QCOMPARE(bench.gone.count(), 1);
    QCOMPARE(bench.gone.first().at(0).value<SessionId>(), first.session);
    QCOMPARE(bench.failed.count(), 0);
    QCOMPARE(bench.api.count(Method::Messages), 1);
    QCOMPARE(bench.api.count(Method::Project), 1);
    QCOMPARE(bench.api.calls.size(), 2);
    bench.service.loadOlder();
    QCOMPARE(bench.api.calls.size(), 2);
}

void TestMessageFailures::notGoneWhereTheProjectDoesNot_data()
{
    QTest::addColumn<Error>("ofProject");
    QTest::newRow("not found") << notFound;
    QTest::newRow("forbidden") << FakeChatApi::httpError(ErrorKind::Forbidden, 403);
    QTest::newRow("offline") << FakeChatApi::httpError(ErrorKind::Offline, 0);
}

void TestMessageFailures::notGoneWhereTheProjectDoesNot()
{
    QFETCH(Error, ofProject);
    Bench bench(5);
    bench.api.failNext(Method::Messages, notFound);
    bench.api.failNext(Method::Project, ofProject);
    bench.service.open(first);
    QTRY_COMPARE(bench.service.state(), State::Failed);
    QCOMPARE(bench.gone.count(), 0);
    QCOMPARE(bench.failed.count(), 1);
    QCOMPARE(bench.failed.first().at(0).value<Operation>(), Operation::LoadMessages);
    QCOMPARE(bench.failed.first().at(1).value<Error>(), notFound);
    QCOMPARE(bench.api.calls.size(), 2);
}

void TestMessageFailures::goneInMidReading()
{
    for (const bool older : {true, false}) {
        Bench bench(45);
        bench.open();
        bench.api.removeConversation(first);
        if (older)
            bench.service.loadOlder();
        else
            bench.service.refresh();
        QTRY_COMPARE(bench.service.state(), State::Gone);
        QCOMPARE(bench.gone.count(), 1);
        QVERIFY(bench.service.messages().isEmpty());
        QCOMPARE(bench.reset.count(), 1);
        QCOMPARE(bench.api.calls.size(), 2);
    }
}

void TestMessageFailures::failures()
{
    Bench bench(45);
    bench.api.failNext(Method::Messages, serverError);
    bench.service.open(first);
    QTRY_COMPARE(bench.service.state(), State::Failed);
    QCOMPARE(bench.failed.count(), 1);
    QCOMPARE(bench.failed.first().at(0).value<Operation>(), Operation::LoadMessages);
    QCOMPARE(bench.failed.first().at(1).value<Error>(), serverError);
    bench.service.refresh(); // Try again.
    QCOMPARE(bench.service.state(), State::Loading);
    QTRY_COMPARE(bench.service.state(), State::Ready);
    bench.forget();

    bench.api.failNext(Method::Messages, serverError);
    bench.service.loadOlder();
    QTRY_COMPARE(bench.failed.count(), 1);
    QCOMPARE(bench.failed.first().at(0).value<Operation>(), Operation::LoadOlderMessages);
    QCOMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.ids(), range(26, 45));

    bench.api.failNext(Method::Messages, serverError);
    bench.service.refresh();
    QTRY_COMPARE(bench.failed.count(), 2);
    QCOMPARE(bench.failed.last().at(0).value<Operation>(), Operation::LoadMessages);
    QCOMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.ids(), range(26, 45));
    bench.service.loadOlder();
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.ids(), range(6, 45));
}

void TestMessageFailures::cancelledIsSilent()
{
    Bench bench(45);
    const Error cancelled = FakeChatApi::httpError(ErrorKind::Cancelled, 0);
    bench.open();
    bench.api.failNext(Method::Messages, cancelled, 2);
    bench.service.loadOlder();
    bench.service.refresh();
    QTRY_COMPARE(bench.service.state(), State::Ready);
    QTRY_COMPARE(bench.api.inFlight(), 0);
    QCOMPARE(bench.failed.count(), 0);
    bench.api.failNext(Method::Messages, cancelled);
    bench.service.open(second);
    QTRY_COMPARE(bench.service.state(), State::Failed);
    QCOMPARE(bench.failed.count(), 0);
}

void TestMessageFailures::twoCallsThatFindNothing()
{
    Bench bench(45);
    bench.open();
    bench.api.failNext(Method::Messages, notFound, 2);
    bench.api.failNext(Method::Project, serverError);
    bench.service.loadOlder();
    bench.service.refresh();
    QTRY_COMPARE(bench.failed.count(), 2);
    QCOMPARE(bench.api.count(Method::Project), 1);
    QCOMPARE(bench.service.state(), State::Ready);
    QCOMPARE(bench.ids(), range(26, 45));
    bench.service.refresh();
    QCOMPARE(bench.api.count(Method::Messages), 3);
}

QTEST_GUILESS_MAIN(TestMessageFailures)
#include "tst_messagefailures.moc"
