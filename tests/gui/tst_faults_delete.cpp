// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/faults.h"

using namespace confab;
using namespace confab::faults;

namespace {

const QString deletions = u"^DELETE "_s;

} // namespace

/// Every way in which a deletion can fail: nothing counts as deleted without proof, and nothing that was
/// deleted comes back as if it were there.
class TestFaultsDelete : public RowsOfFaults
{
    Q_OBJECT

private slots:
    void init() { beginRowOfEdits(40); }
    void remove_data();
    void remove();
    void removesWhatCannotBeLookedUp();
    void goesOnAfterAPause();
    void cancelsDuringAPause();
    void creditsInMidBulk();
    void summary();

private:
    void deleteRow(int row);
    void deleteRows(int first, int last);
    void deleteUntilThePause();
};

void TestFaultsDelete::deleteRow(int row)
{
    m_journey->click(row);
    Journey::press(Qt::Key_Delete);
    m_journey->advance(10s);
    QVERIFY(m_journey->waitRepeated());
}

void TestFaultsDelete::remove_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("applied");
    QTest::addColumn<bool>("deleted");
    // Looked up, and found to be gone while the project answers.
    QTest::newRow("lost after it was done") << Kind::DropConnection << 0 << true << true;
    QTest::newRow("cut after it was done") << Kind::TruncateBody << 0 << true << true;
    QTest::newRow("hang after it was done") << Kind::Hang << 0 << true << true;
    QTest::newRow("hang in the body") << Kind::HangMidBody << 0 << true << true;
    QTest::newRow("cut at a chunk") << Kind::CutChunked << 0 << true << true;
    QTest::newRow("stray bytes") << Kind::InvalidUtf8 << 0 << true << true;
    QTest::newRow("gateway's page after it was done") << Kind::Html502 << 0 << true << true;
    QTest::newRow("503 after it was done") << Kind::Status << 503 << true << true;
    QTest::newRow("504 after it was done") << Kind::Status << 504 << true << true;
    QTest::newRow("500 after it was done") << Kind::Status << 500 << true << true;
    // Looked up, and still there; or refused. Never counted as deleted.
    QTest::newRow("lost") << Kind::DropConnection << 0 << false << false;
    QTest::newRow("hang") << Kind::Hang << 0 << false << false;
    QTest::newRow("not deleted") << Kind::DeletedFalse << 0 << false << false;
    QTest::newRow("empty body") << Kind::EmptyBody << 0 << false << false;
    QTest::newRow("204") << Kind::EmptyBody << 204 << false << false;
    QTest::newRow("portal's page") << Kind::Html200 << 0 << false << false;
    QTest::newRow("error in a 200") << Kind::StatusErrorIn200 << 0 << false << false;
    QTest::newRow("redirect") << Kind::RedirectOtherHost << 0 << false << false;
    QTest::newRow("gateway's page") << Kind::Html502 << 0 << false << false;
    QTest::newRow("403") << Kind::Status << 403 << false << false;
    QTest::newRow("404") << Kind::Status << 404 << true << true;
    QTest::newRow("422") << Kind::Status << 422 << false << false;
    QTest::newRow("500") << Kind::Status << 500 << false << false;
    QTest::newRow("data is a string") << Kind::DataIsString << 0 << false << false;
    QTest::newRow("data is null") << Kind::DataIsNull << 0 << false << false;
    QTest::newRow("data is an empty array") << Kind::DataIsEmptyArray << 0 << false << false;
    QTest::newRow("50 MB") << Kind::HugeBody << 0 << false << false;
    QTest::newRow("deep nesting") << Kind::DeepNesting << 0 << false << false;
    QTest::newRow("credits") << Kind::CreditsExhausted << 0 << false << false;
}

void TestFaultsDelete::remove()
{
    QFETCH(const bool, applied);
    QFETCH(const bool, deleted);
    Journey &journey = *m_journey;
    const qint64 project = journey.project();
    const QString session = journey.session(1);
    const QStringList rows = journey.rows();
    QStringList without = rows;
    without.removeAt(1);
    SandboxFault spoilt = rowFault(deletions, m_elsewhere);
    spoilt.applied = applied;
    journey.addFault(spoilt);
    journey.server().clearCalls();
    deleteRow(1);
    // Qt itself asks once more where a kept connection ends in the midst; deleting twice does no harm.
    const bool endsConnection = QList{Kind::DropConnection, Kind::CutChunked}.contains(spoilt.kind);
    QVERIFY(journey.deleteCalls() == 1 || (endsConnection && journey.deleteCalls() == 2));
    QCOMPARE(journey.calls(journey.about(u"DELETE"_s, session)), journey.deleteCalls());
    QCOMPARE(m_elsewhere.visits(), 0);
    QCOMPARE(journey.server().hasConversation(project, session), !deleted);
    QCOMPARE(journey.server().conversationCount(project), deleted ? without.size() : rows.size());
    QCOMPARE(journey.rows(), deleted ? without : rows);
    if (deleted) {
        QVERIFY2(journey.bannerText().contains(u"1 conversation deleted for good"_s),
                 qPrintable(journey.bannerText()));
        return;
    }
    QVERIFY2(journey.bannerText().contains(u"The conversation was not deleted. "_s),
             qPrintable(journey.bannerText()));
    journey.server().clearFaults();
    QVERIFY(tryAgain(journey, ++m_count));
    QVERIFY(journey.waitLoaded());
    QVERIFY(!journey.server().hasConversation(project, session));
    QCOMPARE(journey.rows(), without);
    QVERIFY2(journey.bannerText().contains(u"1 conversation deleted for good"_s),
             qPrintable(journey.bannerText()));
}

// Neither the deletion nor the look afterwards has an answer: it says that it does not know, and finds out
// later.
void TestFaultsDelete::removesWhatCannotBeLookedUp()
{
    Journey &journey = *m_journey;
    const QString session = journey.session(2);
    const QStringList rows = journey.rows();
    SandboxFault lost = fault(Kind::DropConnection, deletions);
    lost.applied = true;
    journey.addFault(lost);
    journey.addFault(fault(Kind::Status, messageCalls, 500));
    deleteRow(2);
    QVERIFY2(journey.bannerText().contains(u"The conversation may or may not be deleted."_s),
             qPrintable(journey.bannerText()));
    QCOMPARE(journey.rows(), rows);
    journey.server().clearFaults();
    const int calls = journey.deleteCalls();
    QVERIFY(journey.pressInBanner(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowOf(session), -1);
    QCOMPARE(journey.rowCount(), rows.size() - 1);
    QCOMPARE(journey.deleteCalls(), calls); // it was looked up, and needed no second call
}

void TestFaultsDelete::deleteRows(int first, int last)
{
    m_journey->click(first);
    m_journey->click(last, Qt::ShiftModifier);
    Journey::press(Qt::Key_Delete);
    m_journey->advance(10s);
}

// Of eight the third is throttled. What was sent beside it is answered only when the pause has begun, or its
// answer might come first and let more go.
void TestFaultsDelete::deleteUntilThePause()
{
    Journey &journey = *m_journey;
    SandboxFault pause = fault(Kind::Throttle, deletions);
    pause.skip = 2;
    pause.times = 1;
    pause.retryAfter = "30";
    journey.addFault(pause);
    SandboxFault behind = fault(Kind::Hold, deletions);
    behind.skip = 2;
    journey.addFault(behind);
    deleteRows(0, 7);
    const auto status = [&journey] { return labelText(journey, u"connectionStatus"_s); };
    QTRY_VERIFY2(status().contains(u"The service asked for a pause"_s), qPrintable(status()));
    journey.server().clearFaults();
    QTRY_COMPARE(journey.callsInFlight(), 0);
}

// 429 in the middle: one pause for all, told with its countdown, and then the rest.
void TestFaultsDelete::goesOnAfterAPause()
{
    Journey &journey = *m_journey;
    deleteUntilThePause();
    const int before = journey.deleteCalls();
    QVERIFY(before >= 3 && before <= 4);
    QCOMPARE(journey.workspace().deletions().runningLeft(), 8 - (before - 1));
    journey.advance(29s);
    QCoreApplication::processEvents();
    QCOMPARE(journey.deleteCalls(), before);
    QVERIFY(journey.bannerText().contains(u"Deleting"_s));
    journey.advance(1s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 8 + 1);
    QCOMPARE(journey.server().conversationCount(journey.project()), 32);
    QCOMPARE(journey.bannerText(), u"Done: 8 conversations deleted for good"_s);
}

void TestFaultsDelete::cancelsDuringAPause()
{
    Journey &journey = *m_journey;
    deleteUntilThePause();
    const int before = journey.deleteCalls();
    QVERIFY(journey.pressInBanner(u"Cancel"_s));
    QTRY_VERIFY(!journey.workspace().deletions().isRunning());
    journey.advance(5min);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), before);
    const int deleted = before - 1; // one of them met the pause
    QCOMPARE(journey.server().conversationCount(journey.project()), 40 - deleted);
    QCOMPARE(journey.rowCount(), 40 - deleted);
    QVERIFY2(journey.bannerText().contains(
                 u"%1 of 8 conversations were deleted. %2 were not tried."_s.arg(deleted).arg(8 - deleted)),
             qPrintable(journey.bannerText()));
}

// Deleting costs no query, but a service may say so: each is refused, and five in a row end it.
void TestFaultsDelete::creditsInMidBulk()
{
    Journey &journey = *m_journey;
    SandboxFault spent = fault(Kind::CreditsExhausted, deletions);
    spent.skip = 1; // the first goes alone: no answer can overtake its success, which would count anew
    journey.addFault(spent);
    deleteRows(0, 9);
    QVERIFY(journey.waitRepeated());
    // Two are under way at once: one more has gone when the fifth refusal comes.
    QVERIFY(journey.deleteCalls() >= 6 && journey.deleteCalls() <= 7);
    QCOMPARE(journey.server().conversationCount(journey.project()), 39);
    QCOMPARE(journey.rowCount(), 39);
    QVERIFY2(journey.bannerText().contains(u"1 of 10 conversations were deleted."_s),
             qPrintable(journey.bannerText()));
    QVERIFY2(journey.bannerText().contains(u"The query credits of this account are used up."_s),
             qPrintable(journey.bannerText()));
    journey.server().clearFaults();
    QVERIFY(journey.pressInBanner(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.server().conversationCount(journey.project()), 30);
}

// What is refused, gone already, silent and cut in one run: each item by itself, and the sum says no more.
void TestFaultsDelete::summary()
{
    Journey &journey = *m_journey;
    const QStringList sessions = journey.server().sessions(journey.project()).first(12);
    const auto on = [&](int number, Kind kind, int status = 0) {
        journey.addFault(fault(kind, journey.about(u"DELETE"_s, sessions[number - 1]), status));
    };
    on(3, Kind::Status, 500);
    on(9, Kind::Hang);
    on(12, Kind::TruncateBody); // which the server has deleted
    QVERIFY(journey.server().removeConversation(journey.project(), sessions[6]));
    deleteRows(0, 11);
    QVERIFY(journey.waitRepeated());
    QCOMPARE(journey.bannerText(), u"Warning: 10 of 12 conversations were deleted. 2 were not deleted."_s);
    QCOMPARE(journey.rowCount(), 30);
    for (int number = 1; number <= 12; ++number) {
        const bool kept = number == 3 || number == 9;
        const QString &session = sessions[number - 1];
        QCOMPARE(journey.server().hasConversation(journey.project(), session), kept);
        QCOMPARE(journey.rowOf(session) >= 0, kept);
        QCOMPARE(journey.calls(journey.about(u"DELETE"_s, session)), 1);
    }
    journey.server().clearFaults();
    QVERIFY(journey.pressInBanner(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.server().conversationCount(journey.project()), 28);
    for (int number = 1; number <= 12; ++number)
        QCOMPARE(journey.calls(journey.about(u"DELETE"_s, sessions[number - 1])),
                 number == 3 || number == 9 ? 2 : 1);
}

QTEST_MAIN(TestFaultsDelete)
#include "tst_faults_delete.moc"
