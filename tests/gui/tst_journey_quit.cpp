// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/journey.h"

#include <QLabel>

using namespace confab;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

SandboxOptions small()
{
    SandboxOptions options;
    options.conversations = 30;
    options.conversationsPerPage = 100;
    return options;
}

/// Deletes the first rows, whose ten seconds begin, and closes the window; the question that comes.
QDialog *closeWithWaiting(Journey &journey, int count)
{
    journey.click(0);
    journey.click(count - 1, Qt::ShiftModifier);
    Journey::press(Qt::Key_Delete);
    journey.window().close();
    return journey.dialog(u"questionDialog"_s);
}

} // namespace

/// The end of the program while deletions wait or run, wanted and unwanted.
class TestJourneyQuit : public QObject
{
    Q_OBJECT

private slots:
    void closesWithoutAQuestionWhereNothingWaits();
    void stays();
    void keepsThem();
    void asksWithoutHurry();
    void saysWhereSomethingIsBeingDeleted();
    void doesNotCloseOverWhatWasLeftMeanwhile();
    void deletesNow();
    void staysOpenWhereDeletingNowFails();
    void offersTheRestAfterACrash();
    void forgetsWhatWaitedInACrash();
};

void TestJourneyQuit::closesWithoutAQuestionWhereNothingWaits()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    journey.window().close();
    QVERIFY(!journey.window().isVisible());
    QVERIFY(!journey.hasDialog());
}

void TestJourneyQuit::stays()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    QDialog *dialog = closeWithWaiting(journey, 3);
    QVERIFY(dialog);
    QVERIFY(dialog->findChild<QLabel *>(u"quitText"_s)->text().contains(u"3 conversations"_s));
    journey.window().close(); // asked once
    QCOMPARE(journey.window().findChildren<QDialog *>(u"questionDialog"_s).size(), 1);
    QVERIFY(journey.pressButton(u"Do not quit"_s, dialog));
    QTRY_VERIFY(!journey.hasDialog());
    QVERIFY(journey.window().isVisible());
    QCOMPARE(journey.deleteCalls(), 0);
    QVERIFY(journey.activate());
    Journey::press(Qt::Key_Z, Qt::ControlModifier); // the ten seconds go on
    QCOMPARE(journey.rowCount(), 30);
}

void TestJourneyQuit::keepsThem()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    QDialog *dialog = closeWithWaiting(journey, 3);
    QVERIFY(dialog);
    QVERIFY(journey.pressButton(u"Keep them and quit"_s, dialog));
    QTRY_VERIFY(!journey.window().isVisible());
    journey.advance(1min);
    QCOMPARE(journey.deleteCalls(), 0);
    journey.crash(); // the program has ended
    QVERIFY(journey.signIn());
    QCOMPARE(journey.rowCount(), 30);
    QCOMPARE(journey.bannerText(), QString());
}

// "Keep them" must not come after what it keeps.
void TestJourneyQuit::asksWithoutHurry()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    QDialog *dialog = closeWithWaiting(journey, 3);
    QVERIFY(dialog);
    journey.advance(1h);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 0);
    QVERIFY(journey.pressButton(u"Do not quit"_s, dialog));
    QTRY_VERIFY(!journey.hasDialog());
    QCOMPARE(journey.bannerText(), u"3 conversations deleted"_s); // and so does the way back
    journey.advance(5s); // the ten seconds go on from where they stood
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 0);
    journey.window().close();
    dialog = journey.dialog(u"questionDialog"_s);
    QVERIFY(dialog);
    journey.advance(1h);
    QVERIFY(journey.pressButton(u"Keep them and quit"_s, dialog));
    QTRY_VERIFY(!journey.window().isVisible());
    journey.advance(1min);
    QCOMPARE(journey.deleteCalls(), 0);
    QCOMPARE(journey.server().conversationCount(journey.project()), 30);
}

void TestJourneyQuit::saysWhereSomethingIsBeingDeleted()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    SandboxFault hangs;
    hangs.kind = SandboxFault::Kind::Hang;
    hangs.match = u"^DELETE "_s;
    hangs.skip = 2;
    journey.addFault(hangs);
    journey.click(0);
    journey.click(5, Qt::ShiftModifier);
    Journey::press(Qt::Key_Delete);
    journey.advance(10s);
    QTRY_VERIFY(journey.bannerText().contains(u"Deleting 2 of 6"_s));
    QDialog *dialog = closeWithWaiting(journey, 3);
    QVERIFY(dialog);
    const QString running = dialog->findChild<QLabel *>(u"quitRunning"_s)->text();
    QVERIFY2(running.contains(u"4 conversations are being deleted"_s), qPrintable(running));
    QVERIFY(!running.contains(u"Nothing has been sent"_s));
    QVERIFY(dialog->findChild<QLabel *>(u"quitText"_s)->text().contains(u"3 conversations"_s));
    QVERIFY(journey.pressButton(u"Stop and quit"_s, dialog));
    journey.server().clearFaults(); // those in flight end
    QTRY_VERIFY(!journey.window().isVisible());
    const int sent = journey.deleteCalls();
    QVERIFY(sent <= 6); // four, and Qt itself may repeat the two that lost their connection
    journey.advance(1min);
    QCOMPARE(journey.deleteCalls(), sent);
    QVERIFY(journey.server().conversationCount(journey.project()) >= 30 - sent);
}

void TestJourneyQuit::doesNotCloseOverWhatWasLeftMeanwhile()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    SandboxFault slow;
    slow.kind = SandboxFault::Kind::Hang;
    slow.match = u"^DELETE "_s;
    journey.addFault(slow);
    journey.click(0);
    Journey::press(Qt::Key_Delete);
    journey.advance(10s);
    QTRY_COMPARE(journey.deleteCalls(), 1);
    journey.window().close();
    QDialog *dialog = journey.dialog(u"questionDialog"_s);
    QVERIFY(dialog);
    SandboxFault refuses;
    refuses.status = 422;
    refuses.match = u"^DELETE "_s;
    // It loses its connection, and whoever asks again, as Qt itself does, is refused.
    journey.server().replaceFaults(refuses);
    QTRY_VERIFY(!journey.workspace().deletions().isRunning());
    QVERIFY(journey.pressButton(u"Delete them all, then quit"_s, dialog));
    QTRY_VERIFY(!journey.hasDialog());
    QVERIFY(journey.waitLoaded());
    QVERIFY(journey.window().isVisible());
    QVERIFY2(journey.bannerText().contains(u"The conversation was not deleted."_s),
             qPrintable(journey.bannerText()));
    QCOMPARE(journey.server().conversationCount(journey.project()), 30);
    journey.window().close();
    QVERIFY(!journey.window().isVisible());
}

void TestJourneyQuit::deletesNow()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    QDialog *dialog = closeWithWaiting(journey, 3);
    QVERIFY(dialog);
    QVERIFY(journey.pressButton(u"Delete them now"_s, dialog));
    QTRY_VERIFY(!journey.window().isVisible());
    QCOMPARE(journey.deleteCalls(), 3);
    QCOMPARE(journey.server().conversationCount(journey.project()), 27);
    journey.crash();
    QVERIFY(journey.signIn());
    QCOMPARE(journey.rowCount(), 27);
    QCOMPARE(journey.bannerText(), QString());
}

void TestJourneyQuit::staysOpenWhereDeletingNowFails()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    SandboxFault refuses;
    refuses.status = 403;
    refuses.match = u"^DELETE "_s;
    journey.addFault(refuses);
    QDialog *dialog = closeWithWaiting(journey, 3);
    QVERIFY(dialog);
    QVERIFY(journey.pressButton(u"Delete them now"_s, dialog));
    QVERIFY(journey.waitBanner(u"0 of 3"_s));
    QVERIFY(journey.window().isVisible());
    QCOMPARE(journey.deleteCalls(), 1);
    QCOMPARE(journey.rowCount(), 30);
    journey.window().close(); // and now nothing holds it
    QVERIFY(!journey.window().isVisible());
}

void TestJourneyQuit::offersTheRestAfterACrash()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    SandboxFault hangs;
    hangs.kind = SandboxFault::Kind::Hang;
    hangs.match = u"^DELETE "_s;
    hangs.skip = 2;
    journey.addFault(hangs);
    journey.click(0);
    journey.click(5, Qt::ShiftModifier);
    Journey::press(Qt::Key_Delete);
    journey.advance(10s);
    QTRY_VERIFY(journey.deleteCalls() >= 3);
    QTRY_COMPARE(journey.server().conversationCount(journey.project()), 28);
    QTRY_VERIFY(journey.bannerText().contains(u"Deleting 2 of 6"_s));
    journey.crash();
    journey.server().clearFaults();
    journey.server().clearCalls();

    QVERIFY(journey.signIn());
    QVERIFY(journey.waitBanner(u"4 conversations"_s));
    journey.advance(5min);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 0); // nothing by itself
    QCOMPARE(journey.rowCount(), 28);
    QVERIFY(journey.pressInBanner(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 4);
    QCOMPARE(journey.server().conversationCount(journey.project()), 24);
    QCOMPARE(journey.rowCount(), 24);
    QVERIFY(journey.restart()); // the journal is done with
    QCOMPARE(journey.bannerText(), QString());
}

void TestJourneyQuit::forgetsWhatWaitedInACrash()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    journey.click(0);
    Journey::press(Qt::Key_Delete);
    QCOMPARE(journey.rowCount(), 29);
    journey.crash();
    QVERIFY(journey.signIn());
    journey.advance(1min);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 0);
    QCOMPARE(journey.rowCount(), 30);
    QCOMPARE(journey.bannerText(), QString());
}

QTEST_MAIN(TestJourneyQuit)
#include "tst_journey_quit.moc"
