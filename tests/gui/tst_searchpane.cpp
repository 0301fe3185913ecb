// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/searchworld.h"

#include "services/archivesettings.h"
#include "ui/searchchips.h"
#include "ui/searchresultdelegate.h"
#include "ui/theme.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QSignalSpy>

using namespace confab;
using World = SearchWorld;

namespace {

SearchHit hitOf(const QSignalSpy &spy)
{
    return spy.isEmpty() ? SearchHit() : spy.last().first().value<SearchHit>();
}

} // namespace

/// The search over messages, by the keys of somebody who looks for something.
class TestSearchPane : public QObject
{
    Q_OBJECT

private slots:
    void controlsHaveTheirNames();
    void buttonsInTheBoxHaveNames();
    void aFilterWithoutItsValueAsksForNothing();
    void findsAsOneTypes();
    void hitsAreMarkedOnScreen();
    void resultsWaitForNothing();
    void theKeyboardStaysInTheBox();
    void enterBeforeTheResults();
    void aClickOpens();
    void chipsShowWhatWasUnderstood();
    void chipsAreTakenOut();
    void examplesArePressed();
    void thisProjectOrAll();
    void nothingMatches();
    void countsWhatThereIs();
    void withoutAnArchive();
    void escapeAsksToClose();
    void savesTheSearchAsItStands();
    void hostileText();
    void rowsAreLaidOut_data();
    void rowsAreLaidOut();
    void deleteIsNoActionHere();
};

void TestSearchPane::controlsHaveTheirNames()
{
    World world;
    QVERIFY(world.isReady());
    QCOMPARE(world.box().accessibleName(), u"Search messages"_s);
    QCOMPARE(world.list().accessibleName(), u"Search results"_s);
    QCOMPARE(world.scope().accessibleName(), u"Search in"_s);
    QVERIFY(world.helps());
    for (const auto *button : world.pane.findChildren<QAbstractButton *>()) {
        if (button->isVisible() && button->objectName().startsWith(u"search"_s))
            QVERIFY2(!button->accessibleName().isEmpty(), qPrintable(button->objectName()));
    }
    for (const QLabel *label : world.pane.findChildren<QLabel *>())
        QCOMPARE(label->textFormat(), Qt::PlainText);
}

void TestSearchPane::buttonsInTheBoxHaveNames()
{
    World world;
    QVERIFY(world.isReady());
    QVERIFY(world.type(u"parcel"_s));
    QAbstractButton *clear = nullptr;
    for (auto *button : world.box().findChildren<QAbstractButton *>()) {
        const QString name = QAccessible::queryAccessibleInterface(button)->text(QAccessible::Name);
        QVERIFY(!name.isEmpty());
        if (name == u"Clear"_s)
            clear = button;
    }
    QVERIFY(clear && clear->isVisible());
    QTest::mouseClick(clear, Qt::LeftButton);
    QCOMPARE(world.box().text(), QString());
    QVERIFY(world.helps());
}

void TestSearchPane::aFilterWithoutItsValueAsksForNothing()
{
    World world;
    QVERIFY(world.isReady());
    QVERIFY(world.put(1, 11, u"Late parcel"_s, {u"Where is my parcel?"_s}));
    QVERIFY(world.type(u"after:"_s));
    QCOMPARE(world.chips(), QStringList{u"after:…"_s});
    QVERIFY(world.chipButtons().first()->toolTip().contains(u"still lacks its value"_s));
    QVERIFY(world.helps()); // which says what a value looks like
    QVERIFY(world.type(u" parcel"_s));
    QCOMPARE(world.titles(), QStringList{u"Late parcel"_s});
    QCOMPARE(world.chips(), QStringList({u"after:…"_s, u"parcel"_s}));
    world.box().setCursorPosition(int(u"after:"_s.size()));
    QVERIFY(world.type(u"2026-03-10"_s));
    QCOMPARE(world.chips().first(), u"after:2026-03-10"_s);
    QVERIFY(!world.chipButtons().first()->toolTip().contains(u"still lacks"_s));
}

void TestSearchPane::findsAsOneTypes()
{
    World world;
    QVERIFY(world.isReady());
    QVERIFY(world.put(1, 11, u"Late parcel"_s, {u"Where is my parcel?"_s, u"And the invoice?"_s}));
    QVERIFY(world.type(u"par"_s));
    QCOMPARE(world.titles(), QStringList{u"Late parcel"_s});
    QVERIFY(world.list().isVisible());
    QCOMPARE(world.list().currentIndex().row(), 0);
    QCOMPARE(world.count(), u"1 message"_s);
    QVERIFY(world.type(u"cel invoice"_s)); // no message has both
    QCOMPARE(world.sentence(), u"No message matches."_s);
    QVERIFY(world.box().hasFocus());
}

/// Each word that was looked for stands on the colour of a hit, and nothing else does.
void TestSearchPane::hitsAreMarkedOnScreen()
{
    World world;
    QVERIFY(world.isReady());
    QVERIFY(world.put(1, 11, u"Late parcel"_s, {u"The parcel is late, and the other parcel is lost."_s}));
    const auto marks = [&world] {
        const QRect row = world.list().visualRect(world.list().model()->index(0, 0));
        const QImage image = world.list().viewport()->grab(row).toImage();
        const QRgb mark = Theme::of(world.list().palette()).found.rgb();
        int begun = 0;
        bool inside = false;
        for (int x = 0; x < image.width(); ++x) {
            bool any = false;
            for (int y = 0; y < image.height() && !any; ++y)
                any = image.pixel(x, y) == mark;
            begun += any && !inside ? 1 : 0;
            inside = any;
        }
        return begun;
    };
    QVERIFY(world.type(u"late"_s));
    QTRY_COMPARE(marks(), 1);
    world.box().clear();
    QVERIFY(world.type(u"parcel lost"_s));
    QTRY_COMPARE(marks(), 3);
    world.box().clear();
    QVERIFY(world.type(u"from:user"_s));
    QTRY_COMPARE(marks(), 0);
}

/// In the turn of the event loop in which the search is answered, at each key: the next frame has them.
void TestSearchPane::resultsWaitForNothing()
{
    World world;
    QVERIFY(world.isReady());
    QVERIFY(world.put(1, 11, u"Late parcel"_s, {u"Where is my parcel?"_s, u"And the papers?"_s}));
    QList<int> rows;
    int answers = 0;
    // After the pane, which hears of it first.
    connect(&world.archive.search(), &SearchService::hitsReset, this, [&] {
        ++answers;
        if (world.list().isVisible() && world.sentence().isEmpty() &&
            world.list().visualRect(world.list().model()->index(0, 0)).isValid())
            rows << world.list().model()->rowCount();
    });
    for (const QString &key : {u"p"_s, u"a"_s, u"r"_s})
        QVERIFY(world.type(key));
    QCOMPARE(answers, 3);
    QCOMPARE(rows, (QList{2, 2, 1}));
}

void TestSearchPane::theKeyboardStaysInTheBox()
{
    World world;
    QVERIFY(world.isReady());
    QVERIFY(world.put(1, 11, u"One"_s, {u"parcel a"_s, u"parcel b"_s, u"parcel c"_s}));
    QVERIFY(world.type(u"parcel "_s));
    QCOMPARE(world.model.rowCount(), 3);
    QSignalSpy chosen(&world.pane, &SearchPane::hitChosen);
    QTest::keyClick(&world.box(), Qt::Key_Down);
    QTest::keyClick(&world.box(), Qt::Key_Down);
    QTest::keyClick(&world.box(), Qt::Key_Down); // it is the last one
    QCOMPARE(world.list().currentIndex().row(), 2);
    QTest::keyClick(&world.box(), Qt::Key_Up);
    QTest::keyClick(&world.box(), Qt::Key_Return);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(hitOf(chosen).message, MessageId{11'001});
    QCOMPARE(hitOf(chosen).key.session, SessionId(u"session-11"_s));
    QVERIFY(world.box().hasFocus());

    // In the list itself the same keys, and up from its first row back into the box.
    world.list().setFocus();
    QTest::keyClick(&world.list(), Qt::Key_Return);
    QCOMPARE(chosen.size(), 2);
    QTest::keyClick(&world.list(), Qt::Key_Up);
    QTest::keyClick(&world.list(), Qt::Key_Up);
    QVERIFY(world.box().hasFocus());
}

void TestSearchPane::enterBeforeTheResults()
{
    World world;
    QVERIFY(world.isReady());
    QVERIFY(world.put(1, 11, u"One"_s, {u"parcel"_s, u"invoice"_s}));
    QVERIFY(world.type(u"parcel"_s));
    QSignalSpy chosen(&world.pane, &SearchPane::hitChosen);
    world.box().selectAll();
    QTest::keyClicks(&world.box(), u"invoice"_s);
    QTest::keyClick(&world.box(), Qt::Key_Return);
    QTRY_COMPARE(chosen.size(), 1);
    QCOMPARE(hitOf(chosen).message, MessageId{11'001}); // not what stood there of the search before
    QVERIFY(world.settled());
    QCOMPARE(chosen.size(), 1);
}

void TestSearchPane::aClickOpens()
{
    World world;
    QVERIFY(world.isReady());
    QVERIFY(world.put(1, 11, u"One"_s, {u"parcel a"_s, u"parcel b"_s}));
    QVERIFY(world.type(u"parcel "_s));
    QSignalSpy chosen(&world.pane, &SearchPane::hitChosen);
    const QPoint where = world.list().visualRect(world.model.index(1)).center();
    QTest::mouseClick(world.list().viewport(), Qt::LeftButton, {}, where);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(hitOf(chosen).message, MessageId{11'000});
}

void TestSearchPane::chipsShowWhatWasUnderstood()
{
    World world;
    QVERIFY(world.isReady());
    QVERIFY(world.chips().isEmpty());
    QVERIFY(world.type(u"refund \"order number\" -test FROM:User on:yesterday odd:thing disliked:"_s));
    QCOMPARE(world.chips(), QStringList({u"refund"_s, u"\"order number\""_s, u"-test"_s, u"from:user"_s,
                                         u"on:yesterday"_s, u"odd:thing"_s, u"disliked:"_s}));
    QVERIFY(world.chipButtons().at(3)->accessibleDescription().startsWith(u"Questions of visitors"_s));
    // Whatever is typed, it is no error.
    world.box().clear();
    QVERIFY(world.type(u"\"\" - : from: on:never ((( * NEAR/3 AND"_s));
    QVERIFY(!world.sentence().contains(u"could not"_s));
    // A long one is cut with its number said.
    world.box().setText(QStringList(200, u"word"_s).join(u' '));
    QVERIFY(world.settled());
    QCOMPARE(world.chips().size(), SearchChips::maxShown);
    QCOMPARE(world.pane.findChild<QLabel *>(u"chipsMore"_s)->text(), u"and 176 more"_s);
}

void TestSearchPane::chipsAreTakenOut()
{
    World world;
    QVERIFY(world.isReady());
    QVERIFY(world.type(u"one  from:user two"_s));
    QTest::mouseClick(world.chipButtons().at(1), Qt::LeftButton);
    QCOMPARE(world.box().text(), u"one two"_s);
    QCOMPARE(world.chips(), QStringList({u"one"_s, u"two"_s}));
    // By keyboard: the arrows go from one to the next, and the focus is never lost.
    world.chipButtons().at(0)->setFocus();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
    QVERIFY(world.chipButtons().at(1)->hasFocus());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Delete);
    QCOMPARE(world.box().text(), u"one"_s);
    QVERIFY(world.chipButtons().at(0)->hasFocus());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QCOMPARE(world.box().text(), QString());
    QVERIFY(world.box().hasFocus());
    QVERIFY(world.chips().isEmpty());
    QVERIFY(world.settled());
    QVERIFY(world.helps());
}

void TestSearchPane::examplesArePressed()
{
    World world;
    QVERIFY(world.isReady());
    for (auto *button : world.pane.findChildren<QPushButton *>(u"searchExample"_s)) {
        if (button->accessibleName() == u"on:yesterday"_s)
            button->click();
    }
    QCOMPARE(world.box().text(), u"on:yesterday"_s);
    QCOMPARE(world.chips(), QStringList{u"on:yesterday"_s});
    QVERIFY(world.box().hasFocus());
    QVERIFY(world.settled());
    QVERIFY(!world.helps());
}

void TestSearchPane::thisProjectOrAll()
{
    World world;
    QVERIFY(world.isReady());
    QVERIFY(world.put(1, 11, u"In the shop"_s, {u"parcel"_s}));
    QVERIFY(world.put(2, 12, u"In the museum"_s, {u"parcel"_s}));
    QVERIFY(world.type(u"parcel"_s));
    QCOMPARE(world.titles(), QStringList{u"In the shop"_s});
    world.scope().setFocus();
    QTest::keyClick(&world.scope(), Qt::Key_Down);
    QVERIFY(world.settled());
    QCOMPARE(world.titles(), QStringList({u"In the museum"_s, u"In the shop"_s}));
    QCOMPARE(world.model.index(0).data(SearchResultsModel::ProjectRole).toString(), u"Museum"_s);
    QTest::keyClick(&world.scope(), Qt::Key_Up);
    QVERIFY(world.settled());
    QCOMPARE(world.titles(), QStringList{u"In the shop"_s});
    // Another project is opened.
    world.pane.setProject(ProjectId{2});
    QVERIFY(world.settled());
    QCOMPARE(world.titles(), QStringList{u"In the museum"_s});
}

void TestSearchPane::nothingMatches()
{
    World world;
    QVERIFY(world.isReady());
    QVERIFY(world.type(u"nothing"_s));
    QCOMPARE(world.sentence(), u"No message matches."_s);
    QCOMPARE(world.way().text(), u"Clear the search"_s);
    QCOMPARE(world.count(), QString());
    QTest::mouseClick(&world.way(), Qt::LeftButton);
    QCOMPARE(world.box().text(), QString());
    QVERIFY(world.box().hasFocus() && world.helps());
}

void TestSearchPane::countsWhatThereIs()
{
    World world;
    QVERIFY(world.isReady());
    QVERIFY(world.put(1, 11, u"Long"_s, QStringList(120, u"parcel"_s)));
    QVERIFY(world.type(u"parcel "_s));
    QVERIFY2(world.count().startsWith(u"More than "_s), qPrintable(world.count()));
    QTRY_COMPARE(world.list().currentIndex().row(), 0);
    // To the end, page by page: what is there comes as it is come near.
    for (int i = 0; i < 200 && world.list().currentIndex().row() < 119; ++i) {
        QTest::keyClick(&world.box(), Qt::Key_PageDown);
        QVERIFY(world.settled());
    }
    QCOMPARE(world.model.rowCount(), 120);
    QCOMPARE(world.count(), u"120 messages"_s);
}

void TestSearchPane::withoutAnArchive()
{
    World world(World::Copy::Refused);
    QVERIFY(QTest::qWaitForWindowActive(&world.pane));
    QCOMPARE(world.sentence(), u"Confab keeps no archive for this account."_s);
    QSignalSpy wanted(&world.pane, &SearchPane::archiveWanted);
    QTest::mouseClick(&world.way(), Qt::LeftButton);
    QCOMPARE(wanted.size(), 1);
    QTest::keyClicks(&world.box(), u"parcel"_s);
    QVERIFY(!world.archive.search().isSearching());
    QVERIFY(!world.sentence().isEmpty());

    // The person says yes, and the words are looked for.
    world.archive.setConsent(true);
    QVERIFY(world.isReady());
    QVERIFY(world.settled());
    QCOMPARE(world.sentence(), u"No message matches."_s);
    // Somebody signs out: the words are nobody's business any more.
    world.archive.signedOut();
    QCOMPARE(world.box().text(), QString());
    QVERIFY(!world.sentence().isEmpty());
}

void TestSearchPane::escapeAsksToClose()
{
    World world;
    QVERIFY(world.isReady());
    QSignalSpy closing(&world.pane, &SearchPane::closeRequested);
    QVERIFY(world.type(u"parcel"_s));
    QTest::keyClick(&world.box(), Qt::Key_Escape);
    QCOMPARE(closing.size(), 1);
    world.chipButtons().at(0)->setFocus();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QCOMPARE(closing.size(), 2);
    QTest::mouseClick(world.pane.findChild<QToolButton *>(u"searchClose"_s), Qt::LeftButton);
    QCOMPARE(closing.size(), 3);
}

void TestSearchPane::savesTheSearchAsItStands()
{
    World world;
    QVERIFY(world.isReady());
    auto *save = world.pane.findChild<QPushButton *>(u"searchSave"_s);
    QVERIFY(!save->isEnabled());
    QVERIFY(world.type(u" refund   from:user "_s));
    QVERIFY(save->isEnabled());
    QSignalSpy saved(&world.pane, &SearchPane::saveRequested);
    QTest::mouseClick(save, Qt::LeftButton);
    QCOMPARE(saved.size(), 1);
    const auto search = saved.first().first().value<SavedSearch>();
    QCOMPARE(search.text, u"refund from:user"_s);
    QCOMPARE(search.scope, SavedSearch::Scope::ThisProject);

    world.pane.showSearch(u"disliked:"_s, SavedSearch::Scope::AllProjects);
    QCOMPARE(world.box().text(), u"disliked:"_s);
    QCOMPARE(world.scope().currentText(), u"All projects"_s);
    QVERIFY(world.box().hasFocus() && world.box().hasSelectedText());
    QVERIFY(world.settled());
}

void TestSearchPane::hostileText()
{
    World world;
    QVERIFY(world.isReady());
    QVERIFY(world.put(1, 11, u"\u202E<img src=\"file:///dev/zero\">\n&amp; %1"_s,
                      {u"parcel \u202E <b>x</b> %1 %2 "_s + QString(50'000, u'w')}));
    QVERIFY(world.type(u"parcel"_s));
    QCOMPARE(world.model.rowCount(), 1);
    QVERIFY(world.list().grab().width() > 0); // painted, with its long word
    world.box().setText(u"\u202E<b>&x</b> "_s + QString(900, u'q'));
    QVERIFY(world.settled());
    for (const QString &chip : world.chips())
        QVERIFY2(!chip.contains(QChar(0x202E)) && chip.size() <= 64, qPrintable(chip));
    QVERIFY(world.pane.grab().width() > 0);
}

void TestSearchPane::rowsAreLaidOut_data()
{
    QTest::addColumn<Qt::LayoutDirection>("direction");
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("timeWidth");
    QTest::newRow("left to right") << Qt::LeftToRight << 400 << 90;
    QTest::newRow("right to left") << Qt::RightToLeft << 400 << 90;
    QTest::newRow("narrow: no room for the time") << Qt::LeftToRight << 150 << 90;
    QTest::newRow("narrower than its margins") << Qt::RightToLeft << 4 << 90;
}

void TestSearchPane::rowsAreLaidOut()
{
    QFETCH(const Qt::LayoutDirection, direction);
    QFETCH(const int, width);
    QFETCH(const int, timeWidth);
    const SearchRowLayout::Metrics metrics{4, 16, 14};
    const QRect row(10, 20, width, metrics.rowHeight());
    const auto layout = SearchRowLayout::of(metrics, row, timeWidth, direction);
    QCOMPARE(layout.title.top(), row.top() + 4);
    QCOMPARE(layout.meta.top(), layout.title.top() + 16);
    QCOMPARE(layout.snippet.top(), layout.meta.top() + 14 + 4);
    QCOMPARE(layout.snippet.height(), 32);
    QVERIFY(layout.snippet.bottom() < row.bottom());
    QVERIFY(layout.title.width() >= 0 && layout.snippet.width() >= 0);
    if (width < 400) {
        QVERIFY(layout.time.isNull());
        return;
    }
    QVERIFY(row.contains(layout.title) && row.contains(layout.time) && row.contains(layout.snippet));
    QVERIFY(!layout.title.intersects(layout.time));
    QCOMPARE(layout.time.width(), timeWidth);
    if (direction == Qt::LeftToRight)
        QVERIFY(layout.title.left() == row.left() + 8 && layout.time.left() > layout.title.right());
    else
        QVERIFY(layout.title.right() == row.right() - 8 && layout.time.right() < layout.title.left());
}

void TestSearchPane::deleteIsNoActionHere()
{
    World world;
    QVERIFY(world.isReady());
    QVERIFY(world.put(1, 11, u"One"_s, {u"parcel"_s}));
    auto *action = new QAction(&world.pane);
    action->setShortcut(QKeySequence::Delete);
    world.pane.addAction(action);
    QSignalSpy triggered(action, &QAction::triggered);
    QVERIFY(world.type(u"parcel"_s));
    world.list().setFocus();
    QTest::keyClick(&world.list(), Qt::Key_Delete);
    world.chipButtons().at(0)->setFocus();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Delete);
    QCOMPARE(triggered.size(), 0);
}

QTEST_MAIN(TestSearchPane)
#include "tst_searchpane.moc"
