// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/journey.h"

#include <QLabel>
#include <QPushButton>

using namespace confab;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

SandboxOptions small()
{
    SandboxOptions options;
    options.conversations = 30;
    options.conversationsPerPage = 50;
    return options;
}

const QString putCalls = u"^PUT "_s;
const QString createCalls = u"^POST "_s;

QLineEdit *editorOf(const Journey &journey)
{
    return journey.control<QLineEdit>(u"New name"_s);
}

/// Opens the editor of a row with F2 and types into it.
bool typeName(const Journey &journey, int row, const QString &name)
{
    journey.click(row);
    Journey::press(Qt::Key_F2);
    if (!editorOf(journey) || !editorOf(journey)->hasFocus())
        return false;
    Journey::type(name);
    return true;
}

} // namespace

/// Renaming in the list and creating in its dialog.
class TestJourneyRenameCreate : public QObject
{
    Q_OBJECT

private slots:
    void renamesWithF2();
    void renamesWithASlowSecondClick();
    void renamesFromTheContextMenu();
    void escLeavesTheName();
    void anEmptyNameChangesNothing();
    void aLongNameIsCutAtTheServicesLength();
    void showsTheNewNameAtOnce();
    void putsTheNameBackWithTheServersWords();
    void retriesARename();
    void undoesARename();
    void undoesWhatWasDoneLast();
    void aRefusedNameIsNoStep();
    void keepsTheNameThatSomebodyElseGave();
    void createsAndSelects();
    void createsNothingWithoutAName();
    void showsTheNewOneThroughFilters();
    void keepsItsPlaceWhereCreatingFails();
};

void TestJourneyRenameCreate::renamesWithF2()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    const QString session = journey.session(1);
    QVERIFY(typeName(journey, 1, u"A better name"_s));
    Journey::press(Qt::Key_Return);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.calls(putCalls), 1);
    QCOMPARE(journey.server().conversationName(journey.project(), session), u"A better name"_s);
    QCOMPARE(journey.rows().at(1), u"A better name"_s);
    QCOMPARE(journey.window().findChild<QLabel *>(u"conversationTitle"_s)->accessibleName(),
             u"A better name"_s);
    QVERIFY(journey.list()->hasFocus());
}

void TestJourneyRenameCreate::renamesWithASlowSecondClick()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    journey.click(2);
    QVERIFY(!editorOf(journey));
    journey.click(2); // the fixture's clicks are further apart than those of a double click
    QTRY_VERIFY(editorOf(journey));
    Journey::type(u"By hand"_s);
    Journey::press(Qt::Key_Return);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.server().conversationName(journey.project(), journey.session(2)), u"By hand"_s);
}

void TestJourneyRenameCreate::renamesFromTheContextMenu()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    journey.click(3);
    QMenu *menu = journey.contextMenu(3);
    QVERIFY(menu);
    QVERIFY(Journey::chooseInMenu(menu, u"Rename"_s));
    QTRY_VERIFY(editorOf(journey));
    QVERIFY(journey.activate());
    QTRY_VERIFY(editorOf(journey)->hasFocus());
    Journey::type(u"From the menu"_s);
    Journey::press(Qt::Key_Return);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.server().conversationName(journey.project(), journey.session(3)), u"From the menu"_s);
}

void TestJourneyRenameCreate::escLeavesTheName()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    const QStringList before = journey.rows();
    QVERIFY(typeName(journey, 1, u"Never mind"_s));
    Journey::press(Qt::Key_Escape);
    QVERIFY(journey.waitLoaded());
    QVERIFY(!editorOf(journey));
    QCOMPARE(journey.rows(), before);
    QCOMPARE(journey.calls(putCalls), 0);
}

void TestJourneyRenameCreate::anEmptyNameChangesNothing()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    const QStringList before = journey.rows();
    QVERIFY(typeName(journey, 1, u"   "_s));
    Journey::press(Qt::Key_Return);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rows(), before);
    QCOMPARE(journey.calls(putCalls), 0);
}

void TestJourneyRenameCreate::aLongNameIsCutAtTheServicesLength()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    QVERIFY(typeName(journey, 1, QString(300, u'x')));
    Journey::press(Qt::Key_Return);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.calls(putCalls), 1);
    QCOMPARE(journey.server().conversationName(journey.project(), journey.session(1)), QString(255, u'x'));
    QCOMPARE(journey.bannerText(), QString());
}

void TestJourneyRenameCreate::showsTheNewNameAtOnce()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    SandboxFault slow;
    slow.kind = SandboxFault::Kind::Hold;
    slow.match = putCalls;
    journey.addFault(slow);
    const QString session = journey.session(1);
    const QString before = journey.server().conversationName(journey.project(), session);
    QVERIFY(typeName(journey, 1, u"At once"_s));
    Journey::press(Qt::Key_Return);
    QTRY_COMPARE(journey.calls(putCalls), 1);
    QCOMPARE(journey.rows().at(1), u"At once"_s);
    journey.server().clearFaults();
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rows().at(1), u"At once"_s);
    QCOMPARE(journey.server().conversationName(journey.project(), session), u"At once"_s);
    QVERIFY(before != u"At once"_s);
}

void TestJourneyRenameCreate::putsTheNameBackWithTheServersWords()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    SandboxFault refuses;
    refuses.status = 422;
    refuses.match = putCalls;
    refuses.body = R"({"data":{"code":422,"message":"The name is already taken"},"status":"error"})";
    journey.addFault(refuses);
    const QString before = journey.rows().at(1);
    QVERIFY(typeName(journey, 1, u"Taken"_s));
    Journey::press(Qt::Key_Return);
    QVERIFY(journey.waitBanner(u"The name is already taken."_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rows().at(1), before);
    QVERIFY(journey.bannerText().contains(u"The conversation was not renamed"_s));
    QCOMPARE(journey.calls(putCalls), 1);
}

void TestJourneyRenameCreate::retriesARename()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    SandboxFault broken;
    broken.status = 500;
    broken.match = putCalls;
    broken.times = 2;
    journey.addFault(broken);
    const QString before = journey.rows().at(1);
    QVERIFY(typeName(journey, 1, u"Second thoughts"_s));
    Journey::press(Qt::Key_Return);
    QVERIFY(journey.waitBanner(u"not renamed"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rows().at(1), before);
    QCOMPARE(journey.calls(putCalls), 1); // a write is never repeated by itself
    QVERIFY(journey.pressInBanner(u"Retry"_s));
    QVERIFY(journey.waitBanner(u"not renamed"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.calls(putCalls), 2);
    Journey::press(Qt::Key_R, Qt::ControlModifier);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.calls(putCalls), 3);
    QCOMPARE(journey.rows().at(1), u"Second thoughts"_s);
    QCOMPARE(journey.server().conversationName(journey.project(), journey.session(1)), u"Second thoughts"_s);
    QCOMPARE(journey.bannerText(), QString());
}

void TestJourneyRenameCreate::undoesARename()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    const QString session = journey.session(1);
    const QString before = journey.rows().at(1);
    QVERIFY(!journey.action(u"Undo"_s)->isEnabled());
    QVERIFY(typeName(journey, 1, u"A better name"_s));
    Journey::press(Qt::Key_Return);
    QVERIFY(journey.waitLoaded());
    QVERIFY(journey.action(u"Undo"_s)->isEnabled());
    Journey::press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(journey.rows().at(1), before);
    QVERIFY(journey.waitBanner(u"Renamed back to “%1”."_s.arg(before)));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.server().conversationName(journey.project(), session), before);
    QCOMPARE(journey.calls(putCalls), 2);
    QVERIFY(!journey.action(u"Undo"_s)->isEnabled());
}

/// Deletions and names in the order in which they came; a deletion whose time is over does not stand between.
void TestJourneyRenameCreate::undoesWhatWasDoneLast()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    const QStringList before = journey.rows();
    QVERIFY(typeName(journey, 1, u"First"_s));
    Journey::press(Qt::Key_Return);
    QVERIFY(journey.waitLoaded());
    journey.click(4);
    Journey::press(Qt::Key_Delete);
    QCOMPARE(journey.rowCount(), before.size() - 1);
    QVERIFY(typeName(journey, 2, u"Second"_s));
    Journey::press(Qt::Key_Return);
    QVERIFY(journey.waitLoaded());
    Journey::press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(journey.rows().at(2), before.at(2));
    QCOMPARE(journey.rowCount(), before.size() - 1);
    Journey::press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(journey.rowCount(), before.size());
    QCOMPARE(journey.rows().at(1), u"First"_s);
    journey.click(4);
    Journey::press(Qt::Key_Delete);
    journey.advance(10s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 1);
    Journey::press(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(journey.waitLoaded());
    QStringList left = before;
    left.removeAt(4);
    QCOMPARE(journey.rows(), left);
}

/// Of a name, a deletion and a name that was refused the deletion is what was done last.
void TestJourneyRenameCreate::aRefusedNameIsNoStep()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    const QStringList before = journey.rows();
    QVERIFY(typeName(journey, 1, u"First"_s));
    Journey::press(Qt::Key_Return);
    QVERIFY(journey.waitLoaded());
    journey.click(4);
    Journey::press(Qt::Key_Delete);
    SandboxFault refuses;
    refuses.status = 422;
    refuses.match = putCalls;
    journey.addFault(refuses);
    QVERIFY(typeName(journey, 2, u"Second"_s));
    Journey::press(Qt::Key_Return);
    QVERIFY(journey.waitLoaded());
    QTRY_COMPARE(journey.rows().at(2), before.at(2));
    QVERIFY(journey.activate());
    journey.list()->setFocus();
    Journey::press(Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(journey.rowCount(), before.size());
    QCOMPARE(journey.rows().at(1), u"First"_s);
}

void TestJourneyRenameCreate::keepsTheNameThatSomebodyElseGave()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    const QString session = journey.session(1);
    QVERIFY(typeName(journey, 1, u"A better name"_s));
    Journey::press(Qt::Key_Return);
    QVERIFY(journey.waitLoaded());
    QVERIFY(journey.server().renameConversation(journey.project(), session, u"The best name"_s));
    Journey::press(Qt::Key_F5);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rows().at(1), u"The best name"_s);
    Journey::press(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(journey.waitBanner(u"“The best name” was renamed elsewhere meanwhile"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.calls(putCalls), 1);
    QCOMPARE(journey.rows().at(1), u"The best name"_s);
}

void TestJourneyRenameCreate::createsAndSelects()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    journey.click(4);
    Journey::press(Qt::Key_N, Qt::ControlModifier);
    QDialog *dialog = journey.dialog(u"nameDialog"_s);
    QVERIFY(dialog);
    QVERIFY(journey.control<QLineEdit>(u"Name"_s, dialog)->hasFocus());
    Journey::type(u"Made by hand"_s);
    Journey::press(Qt::Key_Return);
    QVERIFY(journey.waitLoaded());
    QVERIFY(!journey.hasDialog());
    QCOMPARE(journey.calls(createCalls), 1);
    QCOMPARE(journey.rowCount(), 31);
    QCOMPARE(journey.rows().first(), u"Made by hand"_s);
    QCOMPARE(journey.selectedRows(), QStringList{u"Made by hand"_s});
    QCOMPARE(journey.server().conversationName(journey.project(), journey.session(0)), u"Made by hand"_s);
    QCOMPARE(journey.countText(), u"31 conversations"_s);
}

void TestJourneyRenameCreate::createsNothingWithoutAName()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    Journey::press(Qt::Key_N, Qt::ControlModifier);
    QDialog *dialog = journey.dialog(u"nameDialog"_s);
    QVERIFY(dialog);
    QVERIFY(!dialog->findChild<QPushButton *>(u"createButton"_s)->isEnabled());
    Journey::type(u"  "_s);
    Journey::press(Qt::Key_Return);
    QVERIFY(dialog->isVisible());
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(!journey.hasDialog());
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.calls(createCalls), 0);
    QCOMPARE(journey.rowCount(), 30);
}

void TestJourneyRenameCreate::showsTheNewOneThroughFilters()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    journey.filter()->setFocus();
    Journey::type(u"zzzz"_s);
    QCOMPARE(journey.rowCount(), 0);
    Journey::press(Qt::Key_N, Qt::ControlModifier);
    QVERIFY(journey.dialog(u"nameDialog"_s));
    Journey::type(u"Not hidden"_s);
    Journey::press(Qt::Key_Return);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.selectedRows(), QStringList{u"Not hidden"_s});
    QVERIFY(journey.filter()->text().isEmpty());
}

void TestJourneyRenameCreate::keepsItsPlaceWhereCreatingFails()
{
    Journey journey(small());
    QVERIFY(journey.signIn());
    journey.click(4);
    const QStringList selected = journey.selectedRows();
    SandboxFault refuses;
    refuses.status = 403;
    refuses.match = createCalls;
    journey.addFault(refuses);
    Journey::press(Qt::Key_N, Qt::ControlModifier);
    QVERIFY(journey.dialog(u"nameDialog"_s));
    Journey::type(u"Refused"_s);
    Journey::press(Qt::Key_Return);
    QVERIFY(journey.waitBanner(u"may not create conversations"_s));
    QCOMPARE(journey.rowCount(), 30);
    QCOMPARE(journey.selectedRows(), selected);
}

QTEST_MAIN(TestJourneyRenameCreate)
#include "tst_journey_rename_create.moc"
