// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/faults.h"

#include <QPushButton>

using namespace confab;
using namespace confab::faults;

namespace {

bool isInSight(const Journey &journey, int row)
{
    const QTreeView *list = journey.list();
    return list->viewport()->rect().contains(list->visualRect(list->model()->index(row, 0)).center());
}

QString titleShown(Journey &journey)
{
    return labelText(journey, u"conversationTitle"_s);
}

} // namespace

/// Where a person is after taking back a deletion: at what it brought back, if they are at the list.
class TestJourneyUndo : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void oneIsSelectedAndOpens();
    void manyAreSelectedWithoutACall();
    void bringsTheListBackWithTheSelection();
    void whoReadsGoesOnReading();
    void whoPressesUndoWithTheKeyboardIsTaken();
    void whatAFilterHidesStaysHidden();

private:
    void leaveTheList();

    std::unique_ptr<Journey> m_journey;
};

void TestJourneyUndo::init()
{
    m_journey = std::make_unique<Journey>(holding(90, 100));
    QVERIFY(m_journey->signIn());
}

void TestJourneyUndo::leaveTheList()
{
    m_journey->transcript()->setFocus(Qt::MouseFocusReason);
    QVERIFY(m_journey->transcript()->hasFocus());
}

void TestJourneyUndo::oneIsSelectedAndOpens()
{
    Journey &journey = *m_journey;
    const QStringList rows = journey.rows();
    journey.click(60);
    QVERIFY(journey.waitLoaded());
    Journey::press(Qt::Key_Delete);
    QVERIFY(journey.waitLoaded());
    Journey::press(Qt::Key_Home);
    QVERIFY(journey.waitLoaded());
    QVERIFY(!isInSight(journey, 60));
    QCOMPARE(titleShown(journey), rows.at(0));
    const QString itsMessages = journey.about(u"GET"_s, journey.session(60)) + u"/messages"_s;
    const int calls = journey.calls(itsMessages);
    Journey::press(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rows(), rows);
    QCOMPARE(journey.selectedRows(), QStringList{rows.at(60)});
    QVERIFY(isInSight(journey, 60));
    QCOMPARE(journey.list()->currentIndex().row(), 60);
    QCOMPARE(titleShown(journey), rows.at(60));
    QCOMPARE(journey.calls(itsMessages), calls + 1);
    QVERIFY(journey.list()->hasFocus());
}

void TestJourneyUndo::manyAreSelectedWithoutACall()
{
    Journey &journey = *m_journey;
    const QStringList rows = journey.rows();
    journey.click(40);
    journey.click(43, Qt::ShiftModifier);
    journey.click(50, Qt::ControlModifier);
    Journey::press(Qt::Key_Delete);
    QVERIFY(journey.waitLoaded());
    Journey::press(Qt::Key_Home);
    QVERIFY(journey.waitLoaded());
    const int calls = journey.calls(messageCalls);
    QVERIFY(journey.pressInBanner(u"Undo"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rows(), rows);
    QCOMPARE(journey.selectedRows(), rows.mid(40, 4) + rows.mid(50, 1));
    QVERIFY(isInSight(journey, 40));
    QCOMPARE(journey.list()->currentIndex().row(), 40);
    QCOMPARE(messageSentence(journey), u"5 conversations selected"_s);
    QCOMPARE(journey.calls(messageCalls), calls);
}

void TestJourneyUndo::bringsTheListBackWithTheSelection()
{
    Journey journey(holding(20, 100));
    QVERIFY(journey.signIn());
    const QStringList rows = journey.rows();
    journey.list()->setFocus();
    Journey::press(Qt::Key_A, Qt::ControlModifier);
    Journey::press(Qt::Key_Delete);
    QCOMPARE(journey.rowCount(), 0);
    Journey::press(Qt::Key_Z, Qt::ControlModifier); // the page in the place of the list has the focus
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rows(), rows);
    QCOMPARE(journey.selectedRows(), rows);
    QVERIFY(journey.list()->hasFocus());
}

void TestJourneyUndo::whoReadsGoesOnReading()
{
    Journey &journey = *m_journey;
    const QStringList rows = journey.rows();
    journey.click(5);
    Journey::press(Qt::Key_Delete);
    QVERIFY(journey.waitLoaded());
    leaveTheList();
    QVERIFY(journey.pressInBanner(u"Undo"_s)); // with the mouse, which leaves the focus where it is
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rows(), rows);
    QCOMPARE(journey.selectedRows(), QStringList{rows.at(6)});
    QCOMPARE(titleShown(journey), rows.at(6));
    QVERIFY(journey.transcript()->hasFocus());
}

void TestJourneyUndo::whoPressesUndoWithTheKeyboardIsTaken()
{
    Journey &journey = *m_journey;
    const QStringList rows = journey.rows();
    journey.click(5);
    QVERIFY(journey.waitLoaded());
    leaveTheList();
    journey.action(u"Delete"_s)->trigger();
    QVERIFY(journey.waitLoaded());
    QCOMPARE(titleShown(journey), rows.at(6));
    auto *undo = journey.window().findChild<QPushButton *>(u"bannerAction0"_s);
    undo->setFocus(Qt::TabFocusReason);
    Journey::press(Qt::Key_Space);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.selectedRows(), QStringList{rows.at(5)});
    QCOMPARE(titleShown(journey), rows.at(5));
    QVERIFY(Journey::focusIsVisible());
}

void TestJourneyUndo::whatAFilterHidesStaysHidden()
{
    Journey &journey = *m_journey;
    const QStringList rows = journey.rows();
    journey.click(3);
    Journey::press(Qt::Key_Delete);
    QVERIFY(journey.waitLoaded());
    journey.filter()->setText(rows.at(8));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowCount(), 1);
    journey.click(0);
    QVERIFY(journey.waitLoaded());
    Journey::press(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.selectedRows(), QStringList{rows.at(8)});
    QCOMPARE(titleShown(journey), rows.at(8));
    journey.filter()->clear();
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rows(), rows);
}

QTEST_MAIN(TestJourneyUndo)
#include "tst_journey_undo.moc"
