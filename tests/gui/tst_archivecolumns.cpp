// SPDX-License-Identifier: GPL-3.0-or-later
#include "panefixture.h"

#include <QAction>
#include <QHeaderView>
#include <QMenu>
#include <QSpinBox>
#include <QStandardItemModel>

using namespace confab;
using Model = ConversationListModel;

namespace {

/// A list of 25 of which something is known: number n had its last message n days ago.
struct Pane : PaneFixture
{
    using PaneFixture::PaneFixture;

    [[nodiscard]] ThreadFacts said(int daysAgo, const QString &language = {}) const
    {
        ThreadFacts result;
        result.lastMessageAt = clock.nowUtc().addDays(-daysAgo);
        result.messages = daysAgo + 2;
        result.language = language;
        result.whole = true;
        result.checkedAt = clock.nowUtc();
        return result;
    }
    void know(const QHash<int, ThreadFacts> &of, const QStringList &languages = {})
    {
        FactNews news;
        for (auto each = of.begin(); each != of.end(); ++each)
            news.table.insert(FakeChatApi::session(each.key()), *each);
        news.changed = news.table.keys();
        news.languages = languages;
        facts.take(news);
    }
    void knowAll(int count)
    {
        QHash<int, ThreadFacts> of;
        for (int n = 1; n <= count; ++n)
            of.insert(n, said(n));
        know(of);
    }
    [[nodiscard]] QMenu *columnMenu() const
    {
        QTest::mouseClick(pane->findChild<QWidget *>(u"columnsButton"_s), Qt::LeftButton);
        auto *menu = view()->findChild<QMenu *>(u"columnMenu"_s);
        return menu && QTest::qWaitFor([menu] { return menu->isVisible(); }) ? menu : nullptr;
    }
    void choose(const QString &box, const QString &entry) const
    {
        QComboBox *found = combo(box);
        found->setCurrentIndex(found->findText(entry));
    }
    [[nodiscard]] QStringList rows() const
    {
        QStringList names;
        for (int row = 0; row < model.rowCount(); ++row)
            names << model.index(row, 0).data().toString();
        return names;
    }
};

} // namespace

/// The columns and filters that live on the archive, in the pane.
class TestArchiveColumns : public QObject
{
    Q_OBJECT

private slots:
    void hiddenUntilAskedFor();
    void aStateOfFewerColumns();
    void sortedByTheHeader();
    void numbersStandAtTheEnd();
    void silentForSoManyDays();
    void silentOverTheChangeOfTheClock();
    void whatIsNotKnownIsSaid();
    void languagesToChooseFrom();
    void reactionsToChooseFrom();
    void lengthsToChooseFrom();
    void choicesAreRemembered();
    void selectsNoHiddenRow();
    void nothingJumpsWhenFactsArrive();
};

void TestArchiveColumns::hiddenUntilAskedFor()
{
    Pane setup(25, 100);
    LOADED(setup, 25);
    setup.knowAll(25);
    for (int column = Model::LastMessageColumn; column < Model::ColumnCount; ++column)
        QVERIFY(setup.view()->isColumnHidden(column));
    QMenu *menu = setup.columnMenu();
    QVERIFY(menu);
    QStringList titles;
    const QList<QAction *> actions = menu->actions();
    for (QAction *action : actions) {
        titles << action->text();
        if (!action->isChecked())
            action->trigger();
    }
    QVERIFY(titles.endsWith(u"Language"_s));
    QVERIFY(titles.contains(u"Last message"_s));
    menu->close();
    for (int column = 0; column < Model::ColumnCount; ++column) {
        QVERIFY(!setup.view()->isColumnHidden(column));
        QVERIFY(setup.view()->columnWidth(column) > 20);
    }
    // Movable, and remembered with the others.
    QHeaderView *header = setup.view()->header();
    header->moveSection(header->visualIndex(Model::LanguageColumn), 0);
    setup.pane->saveState();
    const ConversationPane second(setup.service, setup.model, setup.settings);
    const auto *again = second.findChild<QTreeView *>();
    QCOMPARE(again->header()->visualIndex(Model::LanguageColumn), 0);
    QVERIFY(!again->isColumnHidden(Model::LastMessageColumn));
}

/// As an earlier version saved it: four columns, the last one shown.
void TestArchiveColumns::aStateOfFewerColumns()
{
    Pane setup;
    QTreeView four;
    QStandardItemModel columns(0, 4);
    four.setModel(&columns);
    four.header()->setSectionHidden(Model::CreatedColumn, true);
    setup.settings.setState(u"columns"_s, four.header()->saveState());
    const ConversationPane second(setup.service, setup.model, setup.settings);
    const auto *view = second.findChild<QTreeView *>();
    QCOMPARE(view->header()->count(), int(Model::ColumnCount));
    QVERIFY(view->isColumnHidden(Model::CreatedColumn));
    QVERIFY(!view->isColumnHidden(Model::IdColumn));
    for (int column = Model::LastMessageColumn; column < Model::ColumnCount; ++column)
        QVERIFY(view->isColumnHidden(column));
}

void TestArchiveColumns::sortedByTheHeader()
{
    Pane setup(25, 10);
    LOADED(setup, 10);
    setup.knowAll(20);
    setup.view()->setColumnHidden(Model::LastMessageColumn, false);
    QHeaderView *header = setup.view()->header();
    const auto click = [header] {
        const int left = header->sectionViewportPosition(Model::LastMessageColumn);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, QPoint(left + 20, header->height() / 2));
    };
    click();
    QTRY_VERIFY(setup.service.isComplete()); // the order needs all of it
    QCOMPARE(setup.model.sortColumn(), int(Model::LastMessageColumn));
    if (setup.model.sortOrder() == Qt::AscendingOrder)
        click();
    QCOMPARE(setup.rows().first(), u"Conversation 1"_s);
    QCOMPARE(setup.rows().at(19), u"Conversation 20"_s);
    QCOMPARE(setup.rows().last(), u"Conversation 21"_s); // not known: last, by id
    click();
    QCOMPARE(setup.rows().first(), u"Conversation 20"_s);
    QCOMPARE(setup.rows().last(), u"Conversation 25"_s);
}

void TestArchiveColumns::numbersStandAtTheEnd()
{
    Pane setup(25, 100);
    LOADED(setup, 25);
    setup.knowAll(25);
    setup.view()->setColumnHidden(Model::MessagesColumn, false);
    setup.view()->clearSelection();
    setup.view()->scrollTo(setup.model.index(0, Model::MessagesColumn));
    const QRect cell = setup.view()->visualRect(setup.model.index(1, Model::MessagesColumn));
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

void TestArchiveColumns::silentForSoManyDays()
{
    Pane setup(25, 10);
    LOADED(setup, 10);
    setup.knowAll(25);
    auto *days = setup.pane->findChild<QSpinBox *>(u"dateDays"_s);
    setup.choose(u"Date"_s, u"Silent for…"_s);
    QVERIFY(days->isVisible());
    QCOMPARE(days->accessibleName(), u"Silent for more than so many days"_s);
    QCOMPARE(setup.label("olderCaption"), u"Last message more than"_s);
    days->setValue(20);
    QTRY_VERIFY(setup.service.isComplete());
    QTRY_COMPARE(setup.rows(), QStringList({u"Conversation 25"_s, u"Conversation 24"_s, u"Conversation 23"_s,
                                            u"Conversation 22"_s, u"Conversation 21"_s}));
    QVERIFY(setup.label("noticeText").isEmpty());
    setup.choose(u"Date"_s, u"Older than…"_s);
    QCOMPARE(days->accessibleName(), u"Older than so many days"_s);
    setup.pane->setDateFilter({DateFilter::Kind::SilentFor, 24, {}, {}});
    QCOMPARE(setup.combo(u"Date"_s)->currentText(), u"Silent for…"_s);
    QCOMPARE(days->value(), 24);
    QCOMPARE(setup.rows(), QStringList{u"Conversation 25"_s});
}

void TestArchiveColumns::silentOverTheChangeOfTheClock()
{
    Pane setup(3, 10);
    LOADED(setup, 3);
    setup.clock.setZone(QTimeZone("America/New_York"));
    setup.clock.setNow(QDateTime(QDate(2026, 3, 9), QTime(16, 0), Qt::UTC)); // the day after the short one
    const auto at = [&setup](int hour, int minute) {
        ThreadFacts facts = setup.said(0);
        facts.lastMessageAt = QDateTime(QDate(2026, 3, 8), QTime(hour, minute), Qt::UTC);
        return facts;
    };
    // The 8th began at 05:00 UTC, before the change; at 04:00 it would have begun after it.
    setup.know({{1, at(4, 59)}, {2, at(5, 0)}, {3, at(4, 0)}});
    setup.pane->setDateFilter({DateFilter::Kind::SilentFor, 1, {}, {}});
    QCOMPARE(setup.rows(), QStringList({u"Conversation 3"_s, u"Conversation 1"_s}));
    setup.clock.setNow(QDateTime(QDate(2026, 3, 10), QTime(4, 0), Qt::UTC)); // midnight there, in summer time
    setup.model.refreshDates();
    QCOMPARE(setup.model.rowCount(), 3);
    setup.clock.setNow(QDateTime(QDate(2026, 3, 10), QTime(3, 59), Qt::UTC));
    setup.model.refreshDates();
    QCOMPARE(setup.model.rowCount(), 2);
}

void TestArchiveColumns::whatIsNotKnownIsSaid()
{
    Pane setup(25, 100);
    LOADED(setup, 25);
    setup.knowAll(22);
    setup.pane->setDateFilter({DateFilter::Kind::SilentFor, 20, {}, {}});
    QCOMPARE(setup.model.rowCount(), 2);
    QVERIFY2(setup.label("noticeText").startsWith(u"3 conversations are left out"_s),
             qPrintable(setup.label("noticeText")));
    QVERIFY(!setup.lineAction()->isVisible());
    const auto *count = setup.pane->findChild<QLabel *>(u"conversationCount"_s);
    QVERIFY2(count->accessibleName().contains(u"3 of them are left out"_s),
             qPrintable(count->accessibleName()));
    // Read meanwhile, though no row comes or goes by it.
    QHash<int, ThreadFacts> more;
    for (int n = 1; n <= 24; ++n)
        more.insert(n, setup.said(n > 22 ? 1 : n));
    setup.know(more);
    QCOMPARE(setup.model.rowCount(), 2);
    QVERIFY(setup.label("noticeText").startsWith(u"1 "_s));
    setup.pane->clearFilters();
    QVERIFY(setup.label("noticeText").isEmpty());
    QCOMPARE(setup.model.rowCount(), 25);
}

void TestArchiveColumns::languagesToChooseFrom()
{
    Pane setup(25, 100);
    LOADED(setup, 25);
    QVERIFY2(!setup.combo(u"Language"_s)->isVisible(), "there is nothing to choose from");
    setup.know({{1, setup.said(1, u"de"_s)}, {2, setup.said(2, u"ja"_s)}}, {u"de"_s, u"ja"_s});
    QComboBox *box = setup.combo(u"Language"_s);
    QVERIFY(box->isVisible());
    QCOMPARE(box->count(), 3);
    QCOMPARE(box->itemText(0), u"Any language"_s);
    setup.choose(u"Language"_s, u"Deutsch"_s);
    QCOMPARE(setup.rows(), QStringList{u"Conversation 1"_s});
    // What is chosen stays, though it no longer occurs.
    setup.know({{1, setup.said(1, u"ja"_s)}, {2, setup.said(2, u"ja"_s)}}, {u"ja"_s});
    QCOMPARE(box->currentText(), u"Deutsch"_s);
    QCOMPARE(setup.model.rowCount(), 0);
    QCOMPARE(setup.sentence(), u"No conversation matches."_s);
    QTest::mouseClick(setup.way(), Qt::LeftButton);
    QCOMPARE(setup.model.rowCount(), 25);
    QCOMPARE(box->currentText(), u"Any language"_s);
}

void TestArchiveColumns::reactionsToChooseFrom()
{
    Pane setup(3, 10);
    LOADED(setup, 3);
    ThreadFacts liked = setup.said(1);
    liked.liked = 1;
    ThreadFacts disliked = setup.said(1);
    disliked.disliked = 1;
    setup.know({{1, liked}, {2, disliked}, {3, setup.said(1)}});
    setup.choose(u"Reactions"_s, u"Disliked"_s);
    QCOMPARE(setup.rows(), QStringList{u"Conversation 2"_s});
    setup.choose(u"Reactions"_s, u"Liked"_s);
    QCOMPARE(setup.rows(), QStringList{u"Conversation 1"_s});
    setup.choose(u"Reactions"_s, u"Without reactions"_s);
    QCOMPARE(setup.rows(), QStringList{u"Conversation 3"_s});
    setup.pane->clearFiltersHiding(FakeChatApi::session(1));
    QCOMPARE(setup.model.rowCount(), 3);
}

void TestArchiveColumns::lengthsToChooseFrom()
{
    Pane setup(25, 100);
    LOADED(setup, 25);
    setup.knowAll(25); // number n has n + 2 messages
    QStringList offered;
    const QComboBox *box = setup.combo(u"Number of messages"_s);
    QVERIFY(box && box->isVisible());
    for (int i = 0; i < box->count(); ++i)
        offered << box->itemText(i);
    QCOMPARE(offered, QStringList({u"Any length"_s, u"No messages"_s, u"1 to 5 messages"_s,
                                   u"6 to 20 messages"_s, u"More than 20 messages"_s}));
    setup.choose(u"Number of messages"_s, u"1 to 5 messages"_s);
    QCOMPARE(setup.rows(), QStringList({u"Conversation 3"_s, u"Conversation 2"_s, u"Conversation 1"_s}));
    setup.choose(u"Number of messages"_s, u"More than 20 messages"_s);
    QCOMPARE(setup.rows().size(), 25 - 18);
    QCOMPARE(setup.rows().last(), u"Conversation 19"_s);
    setup.choose(u"Number of messages"_s, u"No messages"_s);
    QCOMPARE(setup.sentence(), u"No conversation matches."_s);
    QTest::mouseClick(setup.way(), Qt::LeftButton);
    QCOMPARE(setup.model.rowCount(), 25);
    QCOMPARE(box->currentIndex(), 0);
}

void TestArchiveColumns::choicesAreRemembered()
{
    Pane setup;
    setup.pane->setFactFilter({u"ja"_s, ReactionFilter::Liked, LengthFilter::Medium});
    setup.pane->setDateFilter({DateFilter::Kind::SilentFor, 45, {}, {}});
    ConversationListModel model(setup.service, setup.clock, &setup.facts);
    const ConversationPane second(setup.service, model, setup.settings);
    QCOMPARE(second.findChild<QComboBox *>(u"languageFilter"_s)->currentText(), u"日本語"_s);
    QCOMPARE(second.findChild<QComboBox *>(u"reactionFilter"_s)->currentText(), u"Liked"_s);
    QCOMPARE(second.findChild<QComboBox *>(u"lengthFilter"_s)->currentText(), u"6 to 20 messages"_s);
    QCOMPARE(model.factFilter(), (FactFilter{u"ja"_s, ReactionFilter::Liked, LengthFilter::Medium}));
    QCOMPARE(model.dateFilter(), (DateFilter{DateFilter::Kind::SilentFor, 45, {}, {}}));
}

/// What a filter hides is not selected, whichever way it is hidden: what is selected is what Delete deletes.
void TestArchiveColumns::selectsNoHiddenRow()
{
    Pane setup(25, 100);
    LOADED(setup, 25);
    setup.knowAll(22);
    setup.pane->selectAllLoaded();
    QCOMPARE(setup.pane->selectedSessions().size(), 25);
    setup.pane->setDateFilter({DateFilter::Kind::SilentFor, 20, {}, {}});
    QCOMPARE(setup.pane->selectedSessions().size(), 2);
    setup.pane->selectAllMatching();
    QCOMPARE(setup.pane->selectedSessions().size(), 2);
    setup.know({{21, setup.said(1)}, {22, setup.said(22)}, {25, setup.said(400)}});
    QCOMPARE(setup.rows(), QStringList({u"Conversation 25"_s, u"Conversation 22"_s}));
    QCOMPARE(setup.pane->selectedSessions(), QList{FakeChatApi::session(22)});
}

void TestArchiveColumns::nothingJumpsWhenFactsArrive()
{
    Pane setup(200, 200);
    LOADED(setup, 200);
    setup.view()->setColumnHidden(Model::LastMessageColumn, false);
    setup.click(2);
    setup.view()->verticalScrollBar()->setValue(setup.view()->verticalScrollBar()->maximum() / 2);
    const int scrolled = setup.view()->verticalScrollBar()->value();
    const QStringList before = setup.rows();
    setup.knowAll(200);
    QCOMPARE(setup.rows(), before);
    QCOMPARE(setup.view()->verticalScrollBar()->value(), scrolled);
    QCOMPARE(setup.selectedRows(), QList<int>{2});

    // In an order that goes by them, what is on screen and selected stays where it is.
    setup.view()->sortByColumn(Model::LastMessageColumn, Qt::AscendingOrder);
    const int row = 100;
    const SessionId session = setup.model.sessionAt(row);
    QVERIFY(setup.pane->currentSession().isValid());
    setup.pane->select(session);
    const int top = setup.view()->visualRect(setup.model.index(row, 0)).top();
    const auto stays = [&setup, &session, top] {
        return setup.pane->selectedSessions() == QList{session} &&
               setup.view()->visualRect(setup.model.index(setup.model.rowOf(session), 0)).top() == top;
    };
    QHash<int, ThreadFacts> other;
    for (int n = 1; n <= 200; ++n)
        other.insert(n, setup.said(n > 180 ? 1 : n)); // these go from the top to the end
    setup.know(other);
    QCOMPARE(setup.model.rowOf(session), row - 20);
    QVERIFY2(stays(), "rows that move one by one move it");
    for (int n = 1; n <= 200; ++n)
        other.insert(n, setup.said(n % 2 && FakeChatApi::session(n) != session ? 300 + n : n));
    setup.know(other);
    QVERIFY(setup.model.rowOf(session) > row);
    QVERIFY2(stays(), "a step of many rows moves it");
}

QTEST_MAIN(TestArchiveColumns)
#include "tst_archivecolumns.moc"
