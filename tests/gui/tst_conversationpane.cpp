// SPDX-License-Identifier: GPL-3.0-or-later
#include "panefixture.h"

#include <QAction>
#include <QApplication>
#include <QHeaderView>
#include <QMenu>
#include <QSignalSpy>

using namespace confab;
using Pane = PaneFixture;

class TestConversationPane : public QObject
{
    Q_OBJECT

private slots:
    void controlsHaveTheirNames();
    void selectsWithCtrlAndShift();
    void selectionSurvivesSortingById();
    void hiddenRowsLeaveTheSelection();
    void offersToSelectAllThatMatch();
    void selectAllOfACompleteListOffersNothing();
    void nextRowIsCurrentAfterRowsGo_data();
    void nextRowIsCurrentAfterRowsGo();
    void rowsThatNobodyTookLeaveNothingSelected_data();
    void rowsThatNobodyTookLeaveNothingSelected();
    void renamesWhatIsSelected();
    void nothingJumpsWhenRowsArriveAbove();
    void renamesWithF2();
    void slowSecondClickRenames();
    void slowSecondClickOnARowThatGoesRenamesNoOther();
    void clickAmongSeveralPicksThatRow();
    void escapeKeepsTheName();
    void emptyNameKeepsTheName();
    void namesAreCountedInCharacters();
    void wordsBeingTypedOutliveAReset();
    void editorGetsTheBeginningOfALongName();
    void selectsWhatIsYetToCome();
    void sortingAsksForAll();
    void columnsAreRemembered();
    void columnsCanBeHidden();
    void idsStandAtTheEndOfTheirColumn();
    void contextMenuShowsTheActions();
    void returnActivates();
    void everyLabelIsPlain();
};

void TestConversationPane::controlsHaveTheirNames()
{
    Pane setup;
    QCOMPARE(setup.filter()->accessibleName(), u"Filter conversations"_s);
    QVERIFY(setup.combo(u"Date"_s) && setup.combo(u"People"_s));
    QCOMPARE(setup.view()->accessibleName(), u"Conversations"_s);
    QCOMPARE(setup.combo(u"People"_s)->itemText(1), u"Anonymous visitors"_s);
    QCOMPARE(setup.combo(u"Date"_s)->itemText(4), u"Last 30 days"_s);
}

void TestConversationPane::selectsWithCtrlAndShift()
{
    Pane setup;
    LOADED(setup, 10);
    QSignalSpy told(setup.pane.get(), &ConversationPane::selectionChanged);
    setup.click(1);
    QCOMPARE(setup.selectedRows(), QList<int>{1});
    setup.click(3, Qt::ShiftModifier);
    QCOMPARE(setup.selectedRows(), (QList<int>{1, 2, 3}));
    setup.click(5, Qt::ControlModifier);
    QCOMPARE(setup.selectedRows(), (QList<int>{1, 2, 3, 5}));
    setup.click(2, Qt::ControlModifier);
    QCOMPARE(setup.selectedRows(), (QList<int>{1, 3, 5}));
    QTRY_VERIFY(!told.isEmpty());
    setup.click(4);
    QCOMPARE(setup.selectedRows(), QList<int>{4});
    QCOMPARE(setup.pane->currentSession(), setup.model.sessionAt(4));
}

void TestConversationPane::selectionSurvivesSortingById()
{
    Pane setup;
    LOADED(setup, 10);
    setup.click(1);
    setup.click(3, Qt::ControlModifier);
    const QList<SessionId> before = setup.pane->selectedSessions();
    const SessionId current = setup.pane->currentSession();
    setup.view()->sortByColumn(ConversationListModel::IdColumn, Qt::AscendingOrder);
    QTRY_VERIFY(setup.service.isComplete());
    const QList<SessionId> after = setup.pane->selectedSessions();
    QCOMPARE(after.size(), 2);
    QVERIFY(after.contains(before.at(0)) && after.contains(before.at(1)));
    QCOMPARE(setup.pane->currentSession(), current);
}

void TestConversationPane::hiddenRowsLeaveTheSelection()
{
    Pane setup(25, 100);
    LOADED(setup, 25);
    setup.pane->selectAllLoaded();
    QCOMPARE(setup.pane->selectedSessions().size(), 25);
    QSignalSpy told(setup.pane.get(), &ConversationPane::selectionChanged);
    setup.filter()->setText(u"conversation 7"_s);
    QCOMPARE(setup.pane->selectedSessions(), QList<SessionId>{FakeChatApi::session(7)});
    QTRY_VERIFY(!told.isEmpty());
    // Coming back into sight does not select again: the person saw one row selected.
    setup.filter()->clear();
    QCOMPARE(setup.pane->selectedSessions(), QList<SessionId>{FakeChatApi::session(7)});

    // A filter that hides what was selected selects nothing else.
    setup.filter()->setText(u"conversation 8"_s);
    QCOMPARE(setup.model.rowCount(), 1);
    QVERIFY(setup.pane->selectedSessions().isEmpty());
}

void TestConversationPane::offersToSelectAllThatMatch()
{
    Pane setup(200, 30);
    LOADED(setup, 30);
    QTRY_COMPARE(setup.service.state(), ConversationService::State::Ready);
    QTest::qWait(50);
    const int loaded = setup.model.rowCount();
    setup.view()->setFocus();
    QTest::keyClick(setup.view(), Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(setup.pane->selectedSessions().size(), loaded);
    QTRY_COMPARE(setup.label("noticeText"), u"All %1 loaded rows are selected."_s.arg(loaded));
    QCOMPARE(setup.lineAction()->text(), u"Select all 200 that match"_s);
    QTest::mouseClick(setup.lineAction(), Qt::LeftButton);
    QTRY_VERIFY(setup.service.isComplete());
    QTRY_COMPARE(setup.pane->selectedSessions().size(), 200);
    QTRY_VERIFY(setup.label("noticeText").isEmpty());
}

void TestConversationPane::selectAllOfACompleteListOffersNothing()
{
    Pane setup(8, 10);
    LOADED(setup, 8);
    setup.pane->selectAllLoaded();
    QTest::qWait(20);
    QVERIFY(setup.label("noticeText").isEmpty());
    QCOMPARE(setup.pane->selectedSessions().size(), 8);
}

void TestConversationPane::nextRowIsCurrentAfterRowsGo_data()
{
    QTest::addColumn<QList<int>>("rows");
    QTest::addColumn<int>("next"); ///< The id of the conversation that is current afterwards.
    QTest::newRow("one") << QList<int>{2} << 22;
    QTest::newRow("first") << QList<int>{0} << 24;
    QTest::newRow("last") << QList<int>{24} << 2;
    QTest::newRow("three together") << QList<int>{2, 3, 4} << 20;
    QTest::newRow("apart") << QList<int>{2, 5, 9} << 15;
}

void TestConversationPane::nextRowIsCurrentAfterRowsGo()
{
    QFETCH(QList<int>, rows);
    QFETCH(int, next);
    Pane setup(25, 100);
    LOADED(setup, 25);
    setup.view()->setFocus();
    setup.view()->scrollTo(setup.model.index(rows.first(), 0));
    setup.click(rows.first());
    for (const int row : rows.mid(1)) {
        setup.view()->scrollTo(setup.model.index(row, 0));
        setup.click(row, Qt::ControlModifier);
    }
    QCOMPARE(setup.selectedRows(), rows);
    setup.service.take(setup.pane->selectedSessions());
    QCOMPARE(setup.pane->currentSession(), FakeChatApi::session(next));
    QCOMPARE(setup.pane->selectedSessions(), QList<SessionId>{FakeChatApi::session(next)});
    QVERIFY(setup.view()->hasFocus());
    QVERIFY(
        setup.view()->viewport()->rect().intersects(setup.view()->visualRect(setup.view()->currentIndex())));
}

void TestConversationPane::rowsThatNobodyTookLeaveNothingSelected_data()
{
    QTest::addColumn<QString>("cause");
    for (const QString &cause : {u"midnight"_s, u"rename"_s, u"gone"_s, u"another order"_s})
        QTest::newRow(qPrintable(cause)) << cause;
}

/// What is selected is what Delete deletes, so it must be what the person has selected.
void TestConversationPane::rowsThatNobodyTookLeaveNothingSelected()
{
    QFETCH(const QString, cause);
    Pane setup(25, 100);
    LOADED(setup, 25);
    const SessionId chosen = FakeChatApi::session(7);
    if (cause == u"midnight"_s) {
        setup.clock.setNow(setup.service.find(chosen)->createdAt.addDays(1));
        setup.pane->setDateFilter({DateFilter::Kind::Yesterday, 90, {}, {}});
    } else if (cause == u"rename"_s) {
        setup.filter()->setText(u"conversation"_s);
    }
    setup.pane->select(chosen);
    QCOMPARE(setup.pane->selectedSessions(), QList<SessionId>{chosen});
    QTest::qWait(1); // until that is told
    QSignalSpy told(setup.pane.get(), &ConversationPane::selectionChanged);
    if (cause == u"midnight"_s) {
        // The rows of the next day come into sight in its place.
        setup.clock.advance(std::chrono::hours(24));
        setup.model.refreshDates();
        QVERIFY(setup.model.rowCount() > 0);
    } else if (cause == u"rename"_s) {
        setup.service.rename(chosen, u"Refund"_s);
    } else if (cause == u"gone"_s) {
        setup.service.forget(chosen);
    } else {
        setup.view()->sortByColumn(ConversationListModel::NameColumn, Qt::AscendingOrder);
        QCOMPARE(setup.pane->selectedSessions(), QList<SessionId>{chosen}); // still there
        return;
    }
    QVERIFY(setup.model.rowOf(chosen) < 0);
    QVERIFY(setup.pane->selectedSessions().isEmpty());
    QTRY_VERIFY(!told.isEmpty());
    QTest::qWait(1);
    QVERIFY(setup.pane->selectedSessions().isEmpty());
    QVERIFY(setup.view()->currentIndex().isValid()); // the keyboard goes on from there
}

void TestConversationPane::renamesWhatIsSelected()
{
    Pane setup;
    LOADED(setup, 10);
    setup.click(2);
    // The focus goes on, the selection stays.
    setup.view()->setFocus();
    QTest::keyClick(setup.view(), Qt::Key_Down, Qt::ControlModifier);
    QCOMPARE(setup.selectedRows(), QList<int>{2});
    QCOMPARE(setup.view()->currentIndex().row(), 3);
    setup.pane->startRename();
    QVERIFY(setup.view()->findChild<QLineEdit *>(u"nameEditor"_s));
    QCOMPARE(setup.view()->currentIndex().row(), 2);
    QTest::keyClick(setup.view()->findChild<QLineEdit *>(u"nameEditor"_s), Qt::Key_Escape);
    setup.view()->clearSelection();
    QTRY_VERIFY(!setup.view()->findChild<QLineEdit *>(u"nameEditor"_s));
    QTest::keyClick(setup.view(), Qt::Key_F2);
    QVERIFY(!setup.view()->findChild<QLineEdit *>(u"nameEditor"_s));
}

void TestConversationPane::nothingJumpsWhenRowsArriveAbove()
{
    Pane setup(60, 100);
    LOADED(setup, 60);
    auto *bar = setup.view()->verticalScrollBar();
    bar->setValue(bar->maximum() / 2 + 5);
    const auto topRow = [&setup] { return setup.view()->indexAt(QPoint(60, 0)); };
    const SessionId top = setup.model.sessionAt(topRow().row());
    const int offset = setup.view()->visualRect(topRow()).top();
    setup.api.addConversation(setup.project, u"New on top"_s);
    setup.api.addConversation(setup.project, u"And another"_s);
    setup.service.refresh();
    QTRY_COMPARE(setup.model.rowCount(), 62);
    QCOMPARE(setup.model.sessionAt(topRow().row()), top);
    QCOMPARE(setup.view()->visualRect(topRow()).top(), offset);
}

void TestConversationPane::renamesWithF2()
{
    Pane setup;
    LOADED(setup, 10);
    const SessionId session = setup.model.sessionAt(2);
    setup.click(2);
    QTest::keyClick(setup.view(), Qt::Key_F2);
    auto *editor = setup.view()->findChild<QLineEdit *>(u"nameEditor"_s);
    QVERIFY(editor);
    QCOMPARE(editor->text(), setup.nameOf(session));
    QCOMPARE(editor->selectedText(), editor->text());
    QTest::keyClicks(editor, u"Refund"_s);
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_COMPARE(setup.nameOf(session), u"Refund"_s);
    QTRY_COMPARE(setup.api.count(FakeChatApi::Method::RenameConversation), 1);
    QTRY_VERIFY(setup.view()->hasFocus());
    QCOMPARE(setup.pane->currentSession(), session);
}

void TestConversationPane::slowSecondClickRenames()
{
    Pane setup;
    LOADED(setup, 10);
    QVERIFY(QTest::qWaitForWindowActive(setup.pane.get()));
    setup.view()->setFocus();
    setup.click(2);
    QVERIFY(!setup.view()->findChild<QLineEdit *>(u"nameEditor"_s));
    QTest::qWait(QApplication::doubleClickInterval() + 50);
    setup.click(2);
    QTRY_VERIFY(setup.view()->findChild<QLineEdit *>(u"nameEditor"_s));
}

void TestConversationPane::slowSecondClickOnARowThatGoesRenamesNoOther()
{
    Pane setup;
    LOADED(setup, 10);
    QVERIFY(QTest::qWaitForWindowActive(setup.pane.get()));
    setup.view()->setFocus();
    setup.click(2);
    const SessionId session = setup.pane->currentSession();
    QTest::qWait(QApplication::doubleClickInterval() + 50);
    setup.click(2);
    setup.service.take({session}); // as a deletion does, after which the next row is selected
    QVERIFY(setup.pane->currentSession() != session);
    QTest::qWait(QApplication::doubleClickInterval() + 50);
    QVERIFY(!setup.view()->findChild<QLineEdit *>(u"nameEditor"_s));
}

void TestConversationPane::clickAmongSeveralPicksThatRow()
{
    Pane setup;
    LOADED(setup, 10);
    QVERIFY(QTest::qWaitForWindowActive(setup.pane.get()));
    setup.view()->setFocus();
    setup.click(0);
    setup.click(4, Qt::ShiftModifier);
    QCOMPARE(setup.pane->selectedSessions().size(), 5);
    setup.click(2);
    QCOMPARE(setup.pane->selectedSessions(), QList<SessionId>{setup.pane->currentSession()});
    QTest::qWait(QApplication::doubleClickInterval() + 50);
    QVERIFY(!setup.view()->findChild<QLineEdit *>(u"nameEditor"_s));
}

void TestConversationPane::escapeKeepsTheName()
{
    Pane setup;
    LOADED(setup, 10);
    setup.click(2);
    setup.pane->startRename();
    auto *editor = setup.view()->findChild<QLineEdit *>(u"nameEditor"_s);
    QTest::keyClicks(editor, u"Something else"_s);
    QTest::keyClick(editor, Qt::Key_Escape);
    QTest::qWait(20);
    QCOMPARE(setup.api.count(FakeChatApi::Method::RenameConversation), 0);
}

void TestConversationPane::emptyNameKeepsTheName()
{
    Pane setup;
    LOADED(setup, 10);
    setup.click(2);
    setup.pane->startRename();
    auto *editor = setup.view()->findChild<QLineEdit *>(u"nameEditor"_s);
    QTest::keyClicks(editor, u"   "_s);
    QTest::keyClick(editor, Qt::Key_Return);
    QTest::qWait(20);
    QCOMPARE(setup.api.count(FakeChatApi::Method::RenameConversation), 0);
}

void TestConversationPane::namesAreCountedInCharacters()
{
    Pane setup;
    LOADED(setup, 10);
    setup.click(2);
    setup.pane->startRename();
    auto *editor = setup.view()->findChild<QLineEdit *>(u"nameEditor"_s);
    // Two UTF-16 units each.
    editor->clear();
    editor->insert(QString::fromUcs4(U"\U0001F600").repeated(255));
    QCOMPARE(editor->text().toUcs4().size(), 255);
    editor->insert(u"x"_s);
    QCOMPARE(editor->text().toUcs4().size(), 255);
}

// Pages that arrive while all are loaded put rows everywhere, which is a reset of the model.
void TestConversationPane::wordsBeingTypedOutliveAReset()
{
    Pane setup(800, 200);
    auto &conversations = setup.api.projectData[setup.project].conversations;
    for (qsizetype i = 0; i < conversations.size(); ++i)
        conversations[i].name = u"Thread %1"_s.arg(i * 7919 % 1000, 3, 10, QLatin1Char('0'));
    LOADED(setup, 200);
    QVERIFY(QTest::qWaitForWindowActive(setup.pane.get()));
    setup.api.hold(true);
    setup.view()->sortByColumn(ConversationListModel::NameColumn, Qt::AscendingOrder);
    QTRY_VERIFY(setup.api.inFlight() > 0);
    setup.view()->scrollToTop();
    setup.click(3);
    const SessionId session = setup.pane->currentSession();
    QTest::keyClick(setup.view(), Qt::Key_F2);
    const auto editor = [&setup] { return setup.view()->findChild<QLineEdit *>(u"nameEditor"_s); };
    QVERIFY(editor() && editor()->hasFocus());
    QTest::keyClicks(editor(), u"Half a"_s);
    QTest::keyClick(editor(), Qt::Key_Left);
    QSignalSpy resets(&setup.model, &QAbstractItemModel::modelReset);
    setup.api.hold(false);
    setup.api.releaseAll();
    QTRY_VERIFY(setup.service.isComplete());
    QVERIFY2(!resets.isEmpty(), "the test would show nothing");
    QVERIFY(editor() && editor()->hasFocus());
    QCOMPARE(editor()->text(), u"Half a"_s);
    QCOMPARE(editor()->cursorPosition(), 5);
    QCOMPARE(setup.pane->currentSession(), session);
    QTest::keyClick(editor(), Qt::Key_End);
    QTest::keyClicks(editor(), u" name"_s);
    QTest::keyClick(editor(), Qt::Key_Return);
    QTRY_COMPARE(setup.nameOf(session), u"Half a name"_s);
    QCOMPARE(setup.api.count(FakeChatApi::Method::RenameConversation), 1);
    QTRY_VERIFY(!editor());
}

void TestConversationPane::editorGetsTheBeginningOfALongName()
{
    Pane setup;
    const QString name = u"word "_s.repeated(200'000);
    setup.api.projectData[setup.project].conversations.first().name = name;
    const SessionId session = setup.api.projectData[setup.project].conversations.first().session;
    LOADED(setup, 10);
    setup.pane->clearFilters();
    QTRY_VERIFY(setup.model.rowCount() >= 10);
    setup.service.loadAll();
    QTRY_VERIFY(setup.service.isComplete());
    setup.pane->select(session);
    setup.pane->startRename();
    auto *editor = setup.view()->findChild<QLineEdit *>(u"nameEditor"_s);
    QVERIFY(editor);
    QCOMPARE(editor->text(), name.left(255));
    // Which is no new name.
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_VERIFY(!setup.view()->findChild<QLineEdit *>(u"nameEditor"_s));
    QCOMPARE(setup.api.count(FakeChatApi::Method::RenameConversation), 0);
    QCOMPARE(setup.nameOf(session), name);
}

void TestConversationPane::selectsWhatIsYetToCome()
{
    Pane setup;
    setup.open();
    setup.pane->showWhenLoaded(FakeChatApi::session(22), {});
    QTRY_COMPARE(setup.pane->selectedSessions(), QList<SessionId>{FakeChatApi::session(22)});

    // What the person selects meanwhile wins.
    setup.pane->showWhenLoaded(FakeChatApi::session(9999), {});
    QTRY_VERIFY(setup.view()->visualRect(setup.model.index(1, 0)).width() > 100);
    setup.click(1);
    QTRY_COMPARE(setup.pane->currentSession(), setup.model.sessionAt(1));
}

void TestConversationPane::sortingAsksForAll()
{
    Pane setup(60, 10);
    LOADED(setup, 10);
    QTest::qWait(20);
    QVERIFY(!setup.service.isComplete());
    QHeaderView *header = setup.view()->header();
    const QPoint name(header->sectionViewportPosition(ConversationListModel::NameColumn) + 20,
                      header->height() / 2);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, name);
    QCOMPARE(setup.model.sortColumn(), int(ConversationListModel::NameColumn));
    QTRY_VERIFY(setup.service.isComplete());
}

void TestConversationPane::columnsAreRemembered()
{
    Pane setup;
    QHeaderView *header = setup.view()->header();
    setup.view()->setColumnHidden(ConversationListModel::IdColumn, false);
    header->moveSection(header->visualIndex(ConversationListModel::IdColumn), 0);
    setup.view()->sortByColumn(ConversationListModel::NameColumn, Qt::AscendingOrder);
    setup.pane->saveState();

    ConversationListModel model(setup.service, setup.clock);
    const ConversationPane second(setup.service, model, setup.settings);
    const auto *again = second.findChild<QTreeView *>();
    QVERIFY(!again->isColumnHidden(ConversationListModel::IdColumn));
    QVERIFY(again->isColumnHidden(ConversationListModel::UpdatedColumn));
    QCOMPARE(again->header()->visualIndex(ConversationListModel::IdColumn), 0);
    QCOMPARE(model.sortColumn(), int(ConversationListModel::NameColumn));
    QCOMPARE(model.sortOrder(), Qt::AscendingOrder);

    setup.settings.setState(u"columns"_s, "garbage");
    const ConversationPane third(setup.service, model, setup.settings);
    QVERIFY(!third.findChild<QTreeView *>()->isColumnHidden(ConversationListModel::NameColumn));
}

void TestConversationPane::columnsCanBeHidden()
{
    Pane setup;
    LOADED(setup, 10);
    QVERIFY(setup.view()->isColumnHidden(ConversationListModel::UpdatedColumn));
    QTest::mouseClick(setup.pane->findChild<QWidget *>(u"columnsButton"_s), Qt::LeftButton);
    auto *menu = setup.view()->findChild<QMenu *>(u"columnMenu"_s);
    QTRY_VERIFY(menu && menu->isVisible());
    QCOMPARE(menu->actions().size(), 7); // The name is always there.
    QAction *updated = menu->actions().at(1);
    QVERIFY(!updated->isChecked());
    updated->trigger();
    QVERIFY(!setup.view()->isColumnHidden(ConversationListModel::UpdatedColumn));
    menu->close();
}

void TestConversationPane::idsStandAtTheEndOfTheirColumn()
{
    Pane setup;
    LOADED(setup, 10);
    setup.view()->setColumnHidden(ConversationListModel::IdColumn, false);
    setup.view()->clearSelection();
    const QRect cell = setup.view()->visualRect(setup.model.index(1, ConversationListModel::IdColumn));
    const QImage image = setup.view()->viewport()->grab(cell).toImage();
    const QRgb ground = image.pixel(1, 1);
    int first = image.width();
    for (int y = 2; y < image.height() - 2; ++y) {
        for (int x = 2; x < first; ++x) {
            if (image.pixel(x, y) != ground)
                first = x;
        }
    }
    QVERIFY2(first > image.width() / 2 && first < image.width(), "the digits begin in the first half");
}

void TestConversationPane::contextMenuShowsTheActions()
{
    Pane setup;
    LOADED(setup, 10);
    QAction rename(u"Rename"_s);
    QSignalSpy triggered(&rename, &QAction::triggered);
    setup.pane->setContextActions({&rename});
    setup.click(1);
    emit setup.view()->customContextMenuRequested(QPoint(20, 40));
    auto *menu = setup.pane->findChild<QMenu *>(u"conversationMenu"_s);
    QTRY_VERIFY(menu && menu->isVisible());
    QCOMPARE(menu->actions(), QList<QAction *>{&rename});
    menu->setActiveAction(&rename);
    QTest::keyClick(menu, Qt::Key_Return);
    QCOMPARE(triggered.size(), 1);
}

void TestConversationPane::returnActivates()
{
    Pane setup;
    LOADED(setup, 10);
    QSignalSpy activated(setup.pane.get(), &ConversationPane::activated);
    setup.click(1);
    QTest::keyClick(setup.view(), Qt::Key_Return);
    QCOMPARE(activated.size(), 1);
    QCOMPARE(activated.first().first().value<SessionId>(), setup.model.sessionAt(1));
}

void TestConversationPane::everyLabelIsPlain()
{
    Pane setup;
    LOADED(setup, 10);
    const auto labels = setup.pane->findChildren<QLabel *>();
    QVERIFY(labels.size() > 5);
    for (const QLabel *label : labels)
        QCOMPARE(label->textFormat(), Qt::PlainText);
}

QTEST_MAIN(TestConversationPane)
#include "tst_conversationpane.moc"
