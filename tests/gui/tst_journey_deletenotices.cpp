// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/faults.h"
#include "services/deletionjournal.h"

using namespace confab;
using namespace confab::faults;

namespace {

const QString deletions = u"^DELETE "_s;

/// Selects that row and presses Delete.
void deleteRow(const Journey &journey, int row)
{
    journey.click(row);
    Journey::press(Qt::Key_Delete);
}

void deleteRows(const Journey &journey, int first, int last)
{
    journey.click(first);
    journey.click(last, Qt::ShiftModifier);
    Journey::press(Qt::Key_Delete);
}

/// The next answer to "who am I" is another person's.
SandboxFault anotherPerson()
{
    SandboxFault made = fault(Kind::Status, u"^GET /api/v1/user$"_s, 200);
    made.body = R"({"data":{"id":424242,"name":"Somebody else","email":"else@example.com"},)"
                R"("status":"success"})";
    return made;
}

QString journalOf(Journey &journey)
{
    return journey.workspace().settings().dataFolder() + u"/deletions.jsonl"_s;
}

QList<Conversation> rowsAt(Journey &journey, qint64 project, int count)
{
    QList<Conversation> rows;
    for (const QString &session : journey.server().sessions(project).first(count)) {
        Conversation row;
        row.project = ProjectId{project};
        row.session = SessionId(session);
        row.name = journey.server().conversationName(project, session);
        rows << row;
    }
    return rows;
}

} // namespace

/// What the banner says of several deletions, and whose word each of them needs.
class TestJourneyDeleteNotices : public QObject
{
    Q_OBJECT

private slots:
    void keepsTheReportOfEachBatch();
    void offersEveryBatchAfterSigningIn();
    void canBeCancelledBeforeTheFirstAnswer();
    void keepsUndoOnScreenUntilItsTimeIsOver();
    void forgetsTheReportThatWasClosed();
    void sendsNothingWhileTheKeyIsRefused_data();
    void sendsNothingWhileTheKeyIsRefused();
    void offersNothingToAnotherPerson();
    void deletesInOneProgramAtATime();
};

void TestJourneyDeleteNotices::keepsTheReportOfEachBatch()
{
    Journey journey(holding(30, 100));
    QVERIFY(journey.signIn());
    const QString held = journey.session(1);
    journey.addFault(fault(Kind::Status, journey.about(u"DELETE"_s, held), 422));
    deleteRows(journey, 0, 2);
    deleteRow(journey, 4);
    journey.advance(10s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 4);
    QVERIFY(journey.waitBanner(u"1 conversation deleted for good"_s));
    journey.advance(10s);
    QVERIFY2(journey.bannerText().contains(u"2 of 3 conversations were deleted. 1 was not deleted."_s),
             qPrintable(journey.bannerText()));
    journey.server().clearFaults();
    QVERIFY(journey.pressInBanner(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.calls(journey.about(u"DELETE"_s, held)), 2);
    QCOMPARE(journey.server().conversationCount(journey.project()), 26);
    journey.advance(10s);
    QCOMPARE(journey.bannerText(), QString());
}

void TestJourneyDeleteNotices::offersEveryBatchAfterSigningIn()
{
    Journey journey(holding(30, 100));
    QVERIFY(journey.signIn());
    SandboxFault refuses = fault(Kind::Status, deletions, 401);
    refuses.skip = 1;
    journey.addFault(refuses);
    deleteRows(journey, 0, 3);
    deleteRows(journey, 3, 4);
    QCOMPARE(journey.rowCount(), 24);
    journey.advance(10s);
    QVERIFY(journey.dialog(u"signInDialog"_s));
    QVERIFY(journey.waitLoaded());
    const int sent = journey.deleteCalls();
    QVERIFY(sent <= 3);
    QCOMPARE(journey.server().conversationCount(journey.project()), 29);
    QCOMPARE(journey.rowCount(), 29);

    journey.server().clearFaults();
    QVERIFY(journey.signInByDialog());
    QVERIFY(journey.waitLoaded());
    QVERIFY(journey.waitBanner(u"2 conversations of the last deletion are left"_s));
    QCOMPARE(journey.deleteCalls(), sent); // nothing by itself
    QVERIFY(journey.pressInBanner(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.server().conversationCount(journey.project()), 27);
    journey.advance(10s);
    QVERIFY2(journey.bannerText().contains(u"3 conversations of the last deletion are left"_s),
             qPrintable(journey.bannerText()));
    QVERIFY(journey.pressInBanner(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.server().conversationCount(journey.project()), 24);
    QCOMPARE(journey.rowCount(), 24);
}

void TestJourneyDeleteNotices::canBeCancelledBeforeTheFirstAnswer()
{
    Journey journey(holding(30, 100));
    QVERIFY(journey.signIn());
    journey.addFault(fault(Kind::Hang, deletions));
    deleteRows(journey, 0, 4);
    journey.advance(10s);
    QVERIFY(journey.waitBanner(u"Deleting 5 conversations"_s));
    QTRY_COMPARE(journey.deleteCalls(), 1);
    QVERIFY(journey.pressInBanner(u"Cancel"_s));
    journey.server().clearFaults(); // the one in flight loses its connection
    QVERIFY(journey.waitLoaded());
    QVERIFY2(journey.bannerText().contains(u"4 were not tried"_s), qPrintable(journey.bannerText()));
    QVERIFY(journey.calls(journey.about(u"DELETE"_s, {})) <= 2); // Qt itself may repeat the lost one
    QVERIFY(journey.server().conversationCount(journey.project()) >= 29);
}

void TestJourneyDeleteNotices::keepsUndoOnScreenUntilItsTimeIsOver()
{
    Journey journey(holding(30, 100));
    QVERIFY(journey.signIn());
    deleteRow(journey, 0);
    journey.advance(5s);
    deleteRow(journey, 0);
    QVERIFY(journey.bannerText().contains(u"2 conversations deleted"_s));
    journey.advance(5s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 1);
    QCOMPARE(journey.bannerText(), u"1 conversation deleted"_s);
    QVERIFY(journey.pressInBanner(u"Undo"_s));
    QCOMPARE(journey.rowCount(), 29);
    QVERIFY(journey.bannerText().contains(u"deleted for good"_s)); // what waited under it
    journey.advance(1min);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 1);
}

// Two deletions of a run that crashed; lines of a file that does not say whose they are.
void TestJourneyDeleteNotices::forgetsTheReportThatWasClosed()
{
    Journey journey(holding(30, 100));
    const qint64 other = journey.server().projectIds().at(1);
    {
        DeletionJournal journal(journalOf(journey));
        QVERIFY(journal.plan(ProjectId{journey.project()}, rowsAt(journey, journey.project(), 1)));
        QVERIFY(journal.plan(ProjectId{other}, rowsAt(journey, other, 2)));
    }
    QVERIFY(journey.signIn());
    QVERIFY2(journey.bannerText().contains(u"2 conversations are left."_s), qPrintable(journey.bannerText()));
    QVERIFY(journey.pressButton(u"Close notification"_s));
    QVERIFY2(journey.bannerText().contains(u"1 conversation is left."_s), qPrintable(journey.bannerText()));
    QVERIFY(journey.restart());
    QVERIFY2(journey.bannerText().contains(u"1 conversation is left."_s), qPrintable(journey.bannerText()));
    QVERIFY(journey.pressButton(u"Close notification"_s));
    QCOMPARE(journey.bannerText(), QString());
    QCOMPARE(journey.deleteCalls(), 0);
}

void TestJourneyDeleteNotices::sendsNothingWhileTheKeyIsRefused_data()
{
    QTest::addColumn<bool>("samePerson");
    QTest::newRow("the same person signs in") << true;
    QTest::newRow("another person signs in") << false;
}

// The undo window ends while the sign-in dialog is open.
void TestJourneyDeleteNotices::sendsNothingWhileTheKeyIsRefused()
{
    QFETCH(bool, samePerson);
    Journey journey(holding(30, 100));
    QVERIFY(journey.signIn());
    deleteRows(journey, 0, 2);
    journey.addFault(fault(Kind::Status, u"^GET "_s, 401));
    Journey::press(Qt::Key_F5);
    QVERIFY(journey.dialog(u"signInDialog"_s));
    journey.advance(10s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 0);
    QCOMPARE(journey.rowCount(), 30);
    QVERIFY2(journey.bannerText().contains(u"the rest is offered again"_s), qPrintable(journey.bannerText()));

    journey.server().clearFaults();
    if (!samePerson)
        journey.addFault(anotherPerson());
    journey.server().setKey("77|another-key");
    QVERIFY(journey.signInByDialog(u"77|another-key"_s));
    QVERIFY(journey.waitLoaded());
    journey.advance(1min);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 0);
    QCOMPARE(journey.rowCount(), 30);
    if (!samePerson) {
        QCOMPARE(journey.bannerText(), QString());
        return;
    }
    QVERIFY(journey.waitBanner(u"3 conversations of the last deletion are left"_s));
    QVERIFY(journey.pressInBanner(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 3);
    QCOMPARE(journey.rowCount(), 27);
}

void TestJourneyDeleteNotices::offersNothingToAnotherPerson()
{
    Journey journey(holding(30, 100));
    QVERIFY(journey.signIn());
    journey.addFault(fault(Kind::Hang, deletions));
    deleteRows(journey, 0, 3);
    journey.advance(10s);
    QTRY_COMPARE(journey.deleteCalls(), 1);
    journey.crash();
    journey.server().clearFaults();
    journey.addFault(anotherPerson());
    QVERIFY(journey.signIn());
    QCOMPARE(journey.bannerText(), QString());
    QVERIFY(journey.window().close());
    journey.crash();
    journey.server().clearFaults(); // and the first again
    QVERIFY(journey.signIn());
    QVERIFY2(journey.bannerText().contains(u"4 conversations are left."_s), qPrintable(journey.bannerText()));
    QVERIFY(journey.pressInBanner(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.server().conversationCount(journey.project()), 26);
}

void TestJourneyDeleteNotices::deletesInOneProgramAtATime()
{
    Journey journey(holding(30, 100));
    QVERIFY(journey.signIn());
    journey.addFault(fault(Kind::Hang, deletions));
    deleteRows(journey, 0, 3);
    journey.advance(10s);
    QTRY_COMPARE(journey.deleteCalls(), 1);

    auto second = std::make_unique<Journey::Program>(journey.workspace().settings().profile(),
                                                     journey.secrets, journey.clock, Timeouts());
    second->window.show();
    second->window.start(journey.server().baseUrl());
    ConversationService &list = second->workspace.conversations();
    QTRY_COMPARE(list.state(), ConversationService::State::Ready);
    QTRY_VERIFY(second->workspace.projects().isLoaded());
    const auto banner = [&second] {
        for (const QFrame *each : second->window.findChildren<QFrame *>()) {
            if (each->isVisible() && each->accessibleName() == u"Notification"_s)
                return each->accessibleDescription();
        }
        return QString();
    };
    QCOMPARE(banner(), QString()); // what runs in the first is no crash
    const qsizetype rows = list.loaded();
    second->workspace.deleteConversations({SessionId(journey.session(10))});
    QCOMPARE(list.loaded(), rows);
    QVERIFY2(banner().contains(u"Confab is running twice with this profile"_s), qPrintable(banner()));
    journey.advance(10s);
    QCOMPARE(journey.calls(journey.about(u"DELETE"_s, journey.session(10))), 0);

    journey.crash(); // and then the second may
    second->workspace.deleteConversations({SessionId(journey.session(10))});
    QCOMPARE(list.loaded(), rows - 1);
    second.reset();
}

QTEST_MAIN(TestJourneyDeleteNotices)
#include "tst_journey_deletenotices.moc"
