// SPDX-License-Identifier: GPL-3.0-or-later
#include "panefixture.h"
#include "ui/statepage.h"

#include <QDateEdit>
#include <QProgressBar>
#include <QSignalSpy>
#include <QSpinBox>

using namespace confab;
using Pane = PaneFixture;

class TestConversationFilters : public QObject
{
    Q_OBJECT

private slots:
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
    void aRangeBeginsWithThePersonsToday();
    void dateFilterIsRemembered();
    void peopleChoiceIsPassedOn();
    void refusedPeopleFilterGoesBack();
    void clearsOnlyTheFiltersThatHide();
    void countIsSaid();
};

void TestConversationFilters::everyStateHasWordsAndAWayOn()
{
    Pane setup;
    QCOMPARE(setup.sentence(), u"You are not signed in."_s);
    QSignalSpy signIns(setup.pane.get(), &ConversationPane::signInRequested);
    QTest::mouseClick(setup.way(), Qt::LeftButton);
    QCOMPARE(signIns.size(), 1);
    QVERIFY(!setup.filter()->isEnabled());

    setup.pane->setSigningIn(true);
    QCOMPARE(setup.sentence(), u"Signing in…"_s);
    QVERIFY(!setup.way()->isVisible());
    setup.pane->setSigningIn(false);
    QCOMPARE(setup.sentence(), u"You are not signed in."_s);

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

void TestConversationFilters::failedFirstPageOffersRetry_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("offline") << int(ErrorKind::Offline)
                             << u"The conversations could not be loaded. The server cannot be reached."_s;
    QTest::newRow("server")
        << int(ErrorKind::Server)
        << u"The conversations could not be loaded. The server has a problem of its own."_s;
}

void TestConversationFilters::failedFirstPageOffersRetry()
{
    QFETCH(int, kind);
    QFETCH(QString, sentence);
    Pane setup;
    setup.api.failNext(FakeChatApi::Method::Conversations, FakeChatApi::httpError(ErrorKind(kind), 0));
    const QSignalSpy told(setup.pane->findChild<StatePage *>(), &StatePage::announced);
    setup.open();
    QTRY_COMPARE(setup.sentence(), sentence);
    QCOMPARE(told.size(), 1); // not for "Loading…"
    QVERIFY(told.first().first().toString().startsWith(sentence + u" Nothing was changed. "_s));
    QVERIFY(setup.label("stateHint").startsWith(u"Nothing was changed. "_s));
    QCOMPARE(setup.way()->text(), u"Retry"_s);
    auto *copy = setup.pane->findChild<QPushButton *>(u"stateCopyDetails"_s);
    QVERIFY(copy->isVisible());
    copy->setFocus();
    QTest::mouseClick(setup.way(), Qt::LeftButton);
    QTRY_VERIFY(setup.view()->isVisible());
    QVERIFY(!copy->isVisible());
}

void TestConversationFilters::emptyProjectOffersANewConversation()
{
    Pane setup(0);
    setup.open();
    QTRY_COMPARE(setup.sentence(), u"No conversations yet."_s);
    QSignalSpy asked(setup.pane.get(), &ConversationPane::newConversationRequested);
    QCOMPARE(setup.way()->text(), u"New conversation"_s);
    QTest::mouseClick(setup.way(), Qt::LeftButton);
    QCOMPARE(asked.size(), 1);
}

void TestConversationFilters::furtherPagesComeWithScrolling()
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

void TestConversationFilters::failedPageIsNotAskedForWithoutEnd()
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

void TestConversationFilters::filtersOnEachKeyAndAsksForAll()
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

void TestConversationFilters::noMatchOffersToClear()
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

void TestConversationFilters::cancelStopsLoadingAll()
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

void TestConversationFilters::escapeClearsTheFilter()
{
    Pane setup;
    LOADED(setup, 10);
    setup.filter()->setText(u"7"_s);
    setup.pane->focusFilter();
    QTest::keyClick(setup.filter(), Qt::Key_Escape);
    QVERIFY(setup.filter()->text().isEmpty());
    QVERIFY(!setup.model.isFiltered());
}

void TestConversationFilters::downGoesFromTheFieldToTheList()
{
    Pane setup;
    LOADED(setup, 10);
    QVERIFY(QTest::qWaitForWindowActive(setup.pane.get()));
    setup.pane->focusFilter();
    QTest::keyClick(setup.filter(), Qt::Key_Down);
    QVERIFY(setup.view()->hasFocus());
}

void TestConversationFilters::dateChoicesReachTheModel()
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

void TestConversationFilters::olderThanAndRangeHaveFields()
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

void TestConversationFilters::aRangeBeginsWithThePersonsToday()
{
    Pane setup; // on the tenth of March
    setup.combo(u"Date"_s)->setCurrentIndex(static_cast<int>(DateFilter::Kind::Custom));
    QCOMPARE(setup.pane->findChild<QDateEdit *>(u"dateTo"_s)->date(), QDate(2026, 3, 10));
    QCOMPARE(setup.pane->findChild<QDateEdit *>(u"dateFrom"_s)->date(), QDate(2026, 2, 8));
}

void TestConversationFilters::dateFilterIsRemembered()
{
    Pane setup;
    setup.combo(u"Date"_s)->setCurrentIndex(static_cast<int>(DateFilter::Kind::Last7Days));
    const ConversationPane second(setup.service, setup.model, setup.settings);
    QCOMPARE(second.findChild<QComboBox *>(u"dateFilter"_s)->currentText(), u"Last 7 days"_s);
    QCOMPARE(setup.model.dateFilter().kind, DateFilter::Kind::Last7Days);
}

void TestConversationFilters::peopleChoiceIsPassedOn()
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

void TestConversationFilters::refusedPeopleFilterGoesBack()
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

void TestConversationFilters::clearsOnlyTheFiltersThatHide()
{
    Pane setup(25, 100);
    LOADED(setup, 25);
    setup.filter()->setText(u"conversation 7"_s);
    setup.pane->clearFiltersHiding(FakeChatApi::session(7));
    QCOMPARE(setup.filter()->text(), u"conversation 7"_s);
    setup.pane->clearFiltersHiding(FakeChatApi::session(8));
    QVERIFY(setup.filter()->text().isEmpty());
}

void TestConversationFilters::countIsSaid()
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

QTEST_MAIN(TestConversationFilters)
#include "tst_conversationfilters.moc"
