// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/faults.h"

using namespace confab;
using namespace confab::faults;

/// Choosing what is deleted: by the menu of the list, and all that match while the list itself changes.
class TestJourneyDeleteAll : public QObject
{
    Q_OBJECT

private slots:
    void deletesByTheMenuOfTheList();
    void selectsNothingWhereAPageFails();
    void selectsExactlyWhatIsThere();
    void looksAgainWhereTheQuestionWasLeftOpen();

private:
    /// Answers the question for so many; false where none came.
    static bool confirm(Journey &journey, int count);
};

bool TestJourneyDeleteAll::confirm(Journey &journey, int count)
{
    QDialog *dialog = journey.dialog(u"questionDialog"_s);
    if (!dialog)
        return false;
    Journey::type(QString::number(count));
    return journey.pressButton(u"Delete %1 conversations"_s.arg(count), dialog);
}

void TestJourneyDeleteAll::deletesByTheMenuOfTheList()
{
    Journey journey(holding(30, 100));
    QVERIFY(journey.signIn());
    const QStringList sessions{journey.session(2), journey.session(3), journey.session(5)};
    journey.click(2);
    journey.click(3, Qt::ControlModifier);
    journey.click(5, Qt::ControlModifier);
    QMenu *menu = journey.contextMenu(3);
    QVERIFY(menu);
    QVERIFY(Journey::chooseInMenu(menu, u"Delete"_s));
    QCOMPARE(journey.rowCount(), 27);
    QVERIFY(journey.bannerText().contains(u"3 conversations deleted"_s));
    journey.advance(10s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 3);
    for (const QString &session : sessions)
        QVERIFY(!journey.server().hasConversation(journey.project(), session));
}

// "All that match" must be all, or nothing is chosen.
void TestJourneyDeleteAll::selectsNothingWhereAPageFails()
{
    Journey journey(holding(95, 10), shortTimeouts());
    QVERIFY(journey.signIn());
    const int loaded = journey.rowCount();
    QVERIFY(loaded < 95);
    SandboxFault broken = fault(Kind::Status, u"/conversations\\?.*order=asc"_s, 500);
    broken.skip = 1;
    journey.addFault(broken);
    journey.list()->setFocus();
    journey.action(u"Select all that match"_s)->trigger();
    QVERIFY(journey.waitRepeated());
    QVERIFY2(journey.bannerText().contains(u"Not all conversations could be loaded."_s),
             qPrintable(journey.bannerText()));
    QVERIFY(journey.rowCount() < 95);
    QVERIFY(journey.selectedRows().size() <= 1); // the row that was current, and no "all"
    journey.list()->clearSelection();
    Journey::press(Qt::Key_Delete);
    QVERIFY(!journey.hasDialog());
    journey.advance(1min);
    QVERIFY(journey.waitRepeated());
    QCOMPARE(journey.deleteCalls(), 0);
    QCOMPARE(journey.server().conversationCount(journey.project()), 95);
    // They may come later; what was given up is not chosen then by itself.
    journey.server().clearFaults();
    QVERIFY(journey.pressInBanner(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowCount(), 95);
    QVERIFY(journey.selectedRows().size() <= 1);
}

// Rows go and come at the server while the pages are read.
void TestJourneyDeleteAll::selectsExactlyWhatIsThere()
{
    Journey journey(holding(95, 10));
    QVERIFY(journey.signIn());
    const QStringList before = journey.server().sessions(journey.project());
    SandboxFault slow = fault(Kind::Delay, u"/conversations\\?.*order=asc"_s);
    slow.delay = 30ms;
    journey.addFault(slow);
    const QString rising = u"/conversations\\?.*order=asc"_s;
    journey.list()->setFocus();
    journey.action(u"Select all that match"_s)->trigger();
    QTRY_VERIFY(journey.calls(rising) >= 2);
    QVERIFY(journey.server().removeConversation(journey.project(), before.at(60)));
    QVERIFY(journey.server().removeConversation(journey.project(), before.at(93)));
    const QString added = journey.server().addConversationOnTop(journey.project(), u"Just now"_s);
    QVERIFY(journey.waitLoaded());
    const QStringList chosen = journey.selectedRows();
    QCOMPARE(chosen.size(), journey.rowCount());
    QSet<QString> shown;
    for (const QString &session : before + QStringList{added}) {
        if (journey.rowOf(session) >= 0)
            shown.insert(session);
    }
    QCOMPARE(shown.size(), journey.rowCount());
    const QString later = journey.server().addConversationOnTop(journey.project(), u"After the choice"_s);

    Journey::press(Qt::Key_Delete);
    QVERIFY(confirm(journey, int(shown.size())));
    QTRY_COMPARE(journey.rowCount(), 0);
    QVERIFY(journey.listSentence().contains(u"being deleted"_s));
    journey.advance(10s);
    QVERIFY(journey.waitLoaded());
    QVERIFY(!journey.listSentence().contains(u"being deleted"_s));
    QSet<QString> sent;
    for (const auto &call : journey.server().calls()) {
        if (call.method == "DELETE")
            sent.insert(call.path.section(u'/', -1));
    }
    QVERIFY(shown.contains(sent)); // a row that had gone needs no DELETE
    for (const QString &session : before) {
        const bool chosenHere = shown.contains(session);
        QCOMPARE(sent.contains(session), chosenHere && session != before.at(60) && session != before.at(93));
        QVERIFY(!chosenHere || !journey.server().hasConversation(journey.project(), session));
    }
    QVERIFY(journey.server().hasConversation(journey.project(), later));
    QCOMPARE(journey.server().conversationCount(journey.project()), 94 - int(sent.size()) + 1);
}

// Picked by hand, and then the telephone rang.
void TestJourneyDeleteAll::looksAgainWhereTheQuestionWasLeftOpen()
{
    Journey journey(holding(40, 100));
    QVERIFY(journey.signIn());
    const QString renamed = journey.session(7);
    const QString looks = u"^GET .*/messages$"_s;
    journey.click(0);
    QVERIFY(journey.waitLoaded());
    journey.click(24, Qt::ShiftModifier);
    Journey::press(Qt::Key_Delete);
    QVERIFY(journey.dialog(u"questionDialog"_s));
    journey.advance(5s);
    QVERIFY(journey.server().renameConversation(journey.project(), renamed, u"Wait!"_s));
    journey.advance(10min);
    const int before = journey.calls(looks);
    QVERIFY(confirm(journey, 25));
    QTRY_COMPARE(journey.rowCount(), 15);
    journey.advance(10s);
    QVERIFY(journey.waitLoaded());
    QVERIFY(journey.calls(looks) - before >= 25);
    QCOMPARE(journey.deleteCalls(), 24);
    QVERIFY(journey.server().hasConversation(journey.project(), renamed));
    QVERIFY2(journey.bannerText().contains(u"1 had changed meanwhile and was kept."_s),
             qPrintable(journey.bannerText()));
}

QTEST_MAIN(TestJourneyDeleteAll)
#include "tst_journey_deleteall.moc"
