// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/fakechatapi.h"
#include "fakes/manualclock.h"
#include "models/conversationlistmodel.h"
#include "services/conversationservice.h"
#include "services/settings.h"
#include "ui/conversationpane.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDateEdit>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QTreeView>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

struct Pane
{
    explicit Pane(int count = 25, int perPage = 10)
    {
        api.conversationsPerPage = perPage;
        project = api.addProject(1, count);
        settings.setDateFilter({});
        settings.setPeopleFilter(PeopleFilter::Everyone);
        settings.setState(u"columns"_s, {});
        pane = std::make_unique<ConversationPane>(service, model, settings);
        pane->resize(480, 300);
        pane->show();
        pane->activateWindow();
    }

    void open()
    {
        pane->setSignedIn(true);
        service.open(project, PeopleFilter::Everyone);
    }
    [[nodiscard]] QTreeView *view() const { return pane->findChild<QTreeView *>(); }
    [[nodiscard]] QLineEdit *filter() const { return pane->findChild<QLineEdit *>(u"filterField"_s); }
    [[nodiscard]] QComboBox *combo(const QString &accessibleName) const
    {
        const auto all = pane->findChildren<QComboBox *>();
        for (QComboBox *box : all) {
            if (box->accessibleName() == accessibleName)
                return box;
        }
        return nullptr;
    }
    [[nodiscard]] QString label(const char *objectName) const
    {
        const auto *found = pane->findChild<QLabel *>(QLatin1String(objectName));
        return found->isVisible() ? found->text() : QString();
    }
    [[nodiscard]] QString sentence() const { return label("stateSentence"); }
    [[nodiscard]] QPushButton *way() const { return pane->findChild<QPushButton *>(u"stateAction"_s); }
    [[nodiscard]] QPushButton *lineAction() const
    {
        return pane->findChild<QPushButton *>(u"noticeAction"_s);
    }
    [[nodiscard]] QString nameOf(const SessionId &session) const { return service.find(session)->name; }
    void click(int row, Qt::KeyboardModifiers modifiers = {}) const
    {
        const QRect rect = view()->visualRect(model.index(row, 0));
        QTest::mouseClick(view()->viewport(), Qt::LeftButton, modifiers, rect.center());
    }
    [[nodiscard]] QList<int> selectedRows() const
    {
        QList<int> rows;
        const QList<SessionId> sessions = pane->selectedSessions();
        for (const SessionId &session : sessions)
            rows << model.rowOf(session);
        return rows;
    }

    ManualClock clock;
    FakeChatApi api;
    Settings settings{u"pane"_s};
    ConversationService service{api};
    ConversationListModel model{service, clock};
    ProjectId project;
    std::unique_ptr<ConversationPane> pane;
};

#define LOADED(setup, rows)                                                                                  \
    (setup).open();                                                                                          \
    QTRY_VERIFY((setup).model.rowCount() >= (rows))

} // namespace

class TestConversationPane : public QObject
{
    Q_OBJECT

private slots:
    void controlsHaveTheirNames();
    void everyStateHasWordsAndAWayOn();
    void failedFirstPageOffersRetry_data();
    void failedFirstPageOffersRetry();
    void emptyProjectOffersANewConversation();
    void furtherPagesComeWithScrolling();
    void failedPageIsNotAskedForWithoutEnd();
    void filtersOnEachKeyAndAsksForAll();
    void noMatchOffersToClear();
    void cancelStopsLoadingAll();
    void escapeClearsTheFilter();
    void downGoesFromTheFieldToTheList();
    void dateChoicesReachTheModel();
    void olderThanAndRangeHaveFields();
    void dateFilterIsRemembered();
    void peopleChoiceIsPassedOn();
    void refusedPeopleFilterGoesBack();
    void selectsWithCtrlAndShift();
    void selectionSurvivesSortingById();
    void hiddenRowsLeaveTheSelection();
    void offersToSelectAllThatMatch();
    void selectAllOfACompleteListOffersNothing();
    void nextRowIsCurrentAfterRowsGo_data();
    void nextRowIsCurrentAfterRowsGo();
    void nothingJumpsWhenRowsArriveAbove();
    void renamesWithF2();
    void slowSecondClickRenames();
    void escapeKeepsTheName();
    void emptyNameKeepsTheName();
    void namesAreCountedInCharacters();
    void selectsWhatIsYetToCome();
    void clearsOnlyTheFiltersThatHide();
    void sortingAsksForAll();
    void columnsAreRemembered();
    void columnsCanBeHidden();
    void idsStandAtTheEndOfTheirColumn();
    void contextMenuShowsTheActions();
    void returnActivates();
    void countIsSaid();
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

void TestConversationPane::everyStateHasWordsAndAWayOn()
{
    Pane setup;
    QCOMPARE(setup.sentence(), u"You are not signed in."_s);
    QSignalSpy signIns(setup.pane.get(), &ConversationPane::signInRequested);
    QTest::mouseClick(setup.way(), Qt::LeftButton);
    QCOMPARE(signIns.size(), 1);
    QVERIFY(!setup.filter()->isEnabled());

    setup.pane->setSignedIn(true);
    QCOMPARE(setup.sentence(), u"No project is open."_s);

    setup.api.hold(true);
    setup.open();
    QCOMPARE(setup.sentence(), u"Loading conversations…"_s);
    QVERIFY(!setup.way()->isVisible());
    setup.api.hold(false);
    setup.api.releaseAll();
    QTRY_VERIFY(setup.view()->isVisible());
    QVERIFY(setup.sentence().isEmpty());

    setup.pane->setSignedIn(false);
    QCOMPARE(setup.sentence(), u"You are not signed in."_s);
}

void TestConversationPane::failedFirstPageOffersRetry_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("offline") << int(ErrorKind::Offline)
                             << u"The conversations could not be loaded. The server cannot be reached."_s;
    QTest::newRow("server")
        << int(ErrorKind::Server)
        << u"The conversations could not be loaded. The server has a problem of its own."_s;
}

void TestConversationPane::failedFirstPageOffersRetry()
{
    QFETCH(int, kind);
    QFETCH(QString, sentence);
    Pane setup;
    setup.api.failNext(FakeChatApi::Method::Conversations, FakeChatApi::httpError(ErrorKind(kind), 0));
    setup.open();
    QTRY_COMPARE(setup.sentence(), sentence);
    QCOMPARE(setup.way()->text(), u"Retry"_s);
    QTest::mouseClick(setup.way(), Qt::LeftButton);
    QTRY_VERIFY(setup.view()->isVisible());
}

void TestConversationPane::emptyProjectOffersANewConversation()
{
    Pane setup(0);
    setup.open();
    QTRY_COMPARE(setup.sentence(), u"No conversations yet."_s);
    QSignalSpy asked(setup.pane.get(), &ConversationPane::newConversationRequested);
    QCOMPARE(setup.way()->text(), u"New conversation"_s);
    QTest::mouseClick(setup.way(), Qt::LeftButton);
    QCOMPARE(asked.size(), 1);
}

void TestConversationPane::furtherPagesComeWithScrolling()
{
    Pane setup(200, 30);
    LOADED(setup, 30);
    QTRY_COMPARE(setup.service.state(), ConversationService::State::Ready);
    QTest::qWait(50);
    const int first = setup.model.rowCount();
    QVERIFY2(first < 120, "it reads ahead without being asked");
    auto *bar = setup.view()->verticalScrollBar();
    bar->setValue(bar->maximum());
    QTRY_VERIFY(setup.model.rowCount() > first);
    QTRY_VERIFY_WITH_TIMEOUT((bar->setValue(bar->maximum()), setup.service.isComplete()), 10'000);
    QCOMPARE(setup.model.rowCount(), 200);
    QCOMPARE(setup.api.count(FakeChatApi::Method::Conversations), 7);
}

void TestConversationPane::failedPageIsNotAskedForWithoutEnd()
{
    Pane setup(200, 10);
    setup.api.beforeAnswer = [&setup](const FakeChatApi::Call &call) {
        if (call.page == 1)
            setup.api.failNext(FakeChatApi::Method::Conversations,
                               FakeChatApi::httpError(ErrorKind::Offline, 0), 1000);
    };
    QSignalSpy failures(&setup.service, &ConversationService::failed);
    LOADED(setup, 10);
    QTRY_VERIFY(!failures.isEmpty());
    QTest::qWait(100);
    QVERIFY2(failures.size() <= 2, "it hammers a server that does not answer");
}

void TestConversationPane::filtersOnEachKeyAndAsksForAll()
{
    Pane setup(60, 10);
    LOADED(setup, 10);
    setup.pane->focusFilter();
    QVERIFY(setup.filter()->hasFocus());
    setup.api.hold(true);
    QTest::keyClicks(setup.filter(), u"conversation 3"_s);
    QCOMPARE(setup.model.filterText(), u"conversation 3"_s);
    QTRY_COMPARE(setup.service.state(), ConversationService::State::LoadingAll);
    QVERIFY2(setup.label("noticeText").startsWith(u"Loading "_s), qPrintable(setup.label("noticeText")));
    QVERIFY(setup.label("noticeText").contains(u"60"_s));
    QVERIFY(setup.pane->findChild<QProgressBar *>()->isVisible());
    setup.api.hold(false);
    setup.api.releaseAll();
    QTRY_VERIFY(setup.service.isComplete());
    // 3 and 30 to 39.
    QTRY_COMPARE(setup.model.rowCount(), 11);
    QTRY_VERIFY(setup.label("noticeText").isEmpty());
}

void TestConversationPane::noMatchOffersToClear()
{
    Pane setup;
    LOADED(setup, 10);
    setup.pane->focusFilter();
    QTest::keyClicks(setup.filter(), u"zzz"_s);
    QTRY_COMPARE(setup.sentence(), u"No conversation matches."_s);
    QVERIFY2(setup.filter()->hasFocus(), "the person is still typing");
    QCOMPARE(setup.way()->text(), u"Clear the filters"_s);
    QTest::mouseClick(setup.way(), Qt::LeftButton);
    QVERIFY(setup.filter()->text().isEmpty());
    QTRY_VERIFY(setup.view()->isVisible());
    QCOMPARE(setup.model.rowCount(), 25);
}

void TestConversationPane::cancelStopsLoadingAll()
{
    Pane setup(500, 10);
    LOADED(setup, 10);
    QTest::qWait(50);
    setup.api.hold(true);
    setup.filter()->setText(u"zzz"_s);
    QTRY_COMPARE(setup.service.state(), ConversationService::State::LoadingAll);
    QCOMPARE(setup.lineAction()->text(), u"Cancel"_s);
    QTest::mouseClick(setup.lineAction(), Qt::LeftButton);
    QCOMPARE(setup.service.state(), ConversationService::State::Ready);
    setup.api.hold(false);
    setup.api.releaseAll();
    QTest::qWait(50);
    QVERIFY2(!setup.service.isComplete(), "it began anew by itself");
    QCOMPARE(setup.sentence(), u"No conversation matches so far."_s);
    QCOMPARE(setup.way()->text(), u"Load the others"_s);
    QTest::mouseClick(setup.way(), Qt::LeftButton);
    QTRY_VERIFY(setup.service.isComplete());
    QTRY_COMPARE(setup.sentence(), u"No conversation matches."_s);
}

void TestConversationPane::escapeClearsTheFilter()
{
    Pane setup;
    LOADED(setup, 10);
    setup.filter()->setText(u"7"_s);
    setup.pane->focusFilter();
    QTest::keyClick(setup.filter(), Qt::Key_Escape);
    QVERIFY(setup.filter()->text().isEmpty());
    QVERIFY(!setup.model.isFiltered());
}

void TestConversationPane::downGoesFromTheFieldToTheList()
{
    Pane setup;
    LOADED(setup, 10);
    QVERIFY(QTest::qWaitForWindowActive(setup.pane.get()));
    setup.pane->focusFilter();
    QTest::keyClick(setup.filter(), Qt::Key_Down);
    QVERIFY(setup.view()->hasFocus());
}

void TestConversationPane::dateChoicesReachTheModel()
{
    using Kind = DateFilter::Kind;
    Pane setup;
    LOADED(setup, 10);
    QSignalSpy changes(setup.pane.get(), &ConversationPane::dateFilterChanged);
    const QList<Kind> kinds{Kind::Today, Kind::Yesterday, Kind::Last7Days, Kind::Last30Days, Kind::AnyTime};
    for (const Kind kind : kinds) {
        setup.combo(u"Date"_s)->setCurrentIndex(static_cast<int>(kind));
        QCOMPARE(setup.model.dateFilter().kind, kind);
    }
    QCOMPARE(changes.size(), kinds.size());
    setup.pane->setDateFilter({Kind::Yesterday, 90, {}, {}});
    QCOMPARE(setup.combo(u"Date"_s)->currentText(), u"Yesterday"_s);
    QCOMPARE(setup.model.dateFilter().kind, Kind::Yesterday);
}

void TestConversationPane::olderThanAndRangeHaveFields()
{
    using Kind = DateFilter::Kind;
    Pane setup;
    LOADED(setup, 10);
    auto *days = setup.pane->findChild<QSpinBox *>(u"dateDays"_s);
    auto *from = setup.pane->findChild<QDateEdit *>(u"dateFrom"_s);
    auto *to = setup.pane->findChild<QDateEdit *>(u"dateTo"_s);
    QVERIFY(!days->isVisible() && !from->isVisible());
    setup.combo(u"Date"_s)->setCurrentIndex(static_cast<int>(Kind::OlderThan));
    QVERIFY(days->isVisible() && !from->isVisible());
    QCOMPARE(days->minimum(), 1);
    QCOMPARE(days->maximum(), 3650);
    days->setValue(365);
    QCOMPARE(setup.model.dateFilter().days, 365);

    setup.combo(u"Date"_s)->setCurrentIndex(static_cast<int>(Kind::Custom));
    QVERIFY(!days->isVisible() && from->isVisible());
    from->setDate(QDate(2026, 1, 2));
    to->setDate(QDate(2026, 2, 3));
    QCOMPARE(setup.model.dateFilter().from, QDate(2026, 1, 2));
    QCOMPARE(setup.model.dateFilter().to, QDate(2026, 2, 3));
    // The lower end reads "Any day": that end is open.
    from->setDate(from->minimumDate());
    QVERIFY(!setup.model.dateFilter().from.isValid());
    QCOMPARE(from->text(), u"Any day"_s);
}

void TestConversationPane::dateFilterIsRemembered()
{
    Pane setup;
    setup.combo(u"Date"_s)->setCurrentIndex(static_cast<int>(DateFilter::Kind::Last7Days));
    const ConversationPane second(setup.service, setup.model, setup.settings);
    QCOMPARE(second.findChild<QComboBox *>(u"dateFilter"_s)->currentText(), u"Last 7 days"_s);
    QCOMPARE(setup.model.dateFilter().kind, DateFilter::Kind::Last7Days);
}

void TestConversationPane::peopleChoiceIsPassedOn()
{
    Pane setup;
    LOADED(setup, 10);
    QSignalSpy chosen(setup.pane.get(), &ConversationPane::peopleFilterChosen);
    setup.combo(u"People"_s)->setCurrentIndex(2);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen.first().first().value<PeopleFilter>(), PeopleFilter::TeamMembers);
    QCOMPARE(setup.settings.peopleFilter(), PeopleFilter::TeamMembers);
    setup.pane->clearFilters();
    QCOMPARE(chosen.last().first().value<PeopleFilter>(), PeopleFilter::Everyone);
}

void TestConversationPane::refusedPeopleFilterGoesBack()
{
    Pane setup;
    setup.api.refusesMe = true;
    QObject::connect(setup.pane.get(), &ConversationPane::peopleFilterChosen, setup.pane.get(),
                     [&setup](PeopleFilter people) { setup.service.open(setup.project, people); });
    LOADED(setup, 10);
    setup.combo(u"People"_s)->setCurrentIndex(3);
    QTRY_COMPARE(setup.combo(u"People"_s)->currentText(), u"Everyone"_s);
    QTRY_VERIFY(setup.model.rowCount() >= 10);
    QCOMPARE(setup.settings.peopleFilter(), PeopleFilter::Everyone);
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

void TestConversationPane::selectsWhatIsYetToCome()
{
    Pane setup;
    setup.open();
    setup.pane->selectWhenLoaded(FakeChatApi::session(22));
    QTRY_COMPARE(setup.pane->selectedSessions(), QList<SessionId>{FakeChatApi::session(22)});

    // What the person selects meanwhile wins.
    setup.pane->selectWhenLoaded(FakeChatApi::session(9999));
    QTRY_VERIFY(setup.view()->visualRect(setup.model.index(1, 0)).width() > 100);
    setup.click(1);
    QTRY_COMPARE(setup.pane->currentSession(), setup.model.sessionAt(1));
}

void TestConversationPane::clearsOnlyTheFiltersThatHide()
{
    Pane setup(25, 100);
    LOADED(setup, 25);
    setup.filter()->setText(u"conversation 7"_s);
    setup.pane->clearFiltersHiding(FakeChatApi::session(7));
    QCOMPARE(setup.filter()->text(), u"conversation 7"_s);
    setup.pane->clearFiltersHiding(FakeChatApi::session(8));
    QVERIFY(setup.filter()->text().isEmpty());
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
    QCOMPARE(menu->actions().size(), 3); // The name is always there.
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
    const QRect cell = setup.view()->visualRect(setup.model.index(0, ConversationListModel::IdColumn));
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

void TestConversationPane::countIsSaid()
{
    Pane setup(1204, 100);
    LOADED(setup, 100);
    const QLocale locale;
    QTRY_COMPARE(setup.label("conversationCount"),
                 u"%1 of %2"_s.arg(locale.toString(setup.model.rowCount()), locale.toString(1204)));
    setup.filter()->setText(u"conversation 120"_s);
    QTRY_VERIFY(setup.service.isComplete());
    // 120 and 1200 to 1204.
    QTRY_COMPARE(setup.label("conversationCount"), u"6 of %1"_s.arg(locale.toString(1204)));
    setup.filter()->clear();
    QTRY_COMPARE(setup.label("conversationCount"), locale.toString(1204));
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
