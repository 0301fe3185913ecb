// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/searchjourney.h"
#include "models/searchresultsmodel.h"

#include <QContextMenuEvent>
#include <QLabel>
#include <QTimer>
#include <QToolButton>
#include <QWindow>

using namespace confab;
using namespace confab::searching;

namespace {

constexpr int deepRow = 70; ///< Not on the list's first pages.
const QString asked = u"Where did my xylophone go?"_s;

SandboxOptions searchable()
{
    SandboxOptions options;
    options.conversations = 80;
    options.projects = 2;
    return options;
}

} // namespace

/// Something that was said is found again: from the box to the message itself, and kept as a saved search.
class TestJourneySearch : public QObject
{
    Q_OBJECT

private slots:
    void findsAndOpens();
    void opensInAnotherProject();
    void closesWhereItBegan();
    void oneRowOfTheSidePaneLooksChosen();
    void savesAndRenames();
    void savedSearchesAreRearranged();
    void savedSearchesAreDragged();
    void savedSearchesHaveAMenu();
    void turnsTheArchiveOn();

private:
    /// Signed in, with an archive that holds the question; the message's number, or 0.
    static qint64 begin(Journey &journey)
    {
        const qint64 id = journey.server().addMessage(journey.project(), journey.session(deepRow), asked);
        return searching::begin(journey) ? id : 0;
    }
    static QListView *saved(Journey &journey) { return journey.control<QListView>(u"Saved searches"_s); }
    static QStringList savedNames(Journey &journey)
    {
        const QAbstractItemModel &model = *saved(journey)->model();
        QStringList names;
        for (int row = 0; row < model.rowCount(); ++row)
            names << model.index(row, 0).data().toString();
        return names;
    }
};

void TestJourneySearch::findsAndOpens()
{
    Journey journey(searchable());
    const qint64 id = begin(journey);
    QVERIFY(id > 0);
    QCOMPARE(journey.rowOf(journey.session(deepRow)), -1); // the list has not come so far
    QLineEdit *box = openSearch(journey);
    QVERIFY(box);
    const int callsBefore = journey.calls(u"GET "_s);
    Journey::type(u"xylophone from:user"_s);
    QVERIFY(finds(journey, 1));
    QVERIFY(journey.control<QToolButton>(u"xylophone"_s) && journey.control<QToolButton>(u"from:user"_s));
    QCOMPARE(journey.window().findChild<QLabel *>(u"searchCount"_s)->text(), u"1 message"_s);
    QCOMPARE(journey.calls(u"GET "_s), callsBefore); // the search asks the service nothing

    const int readBefore = journey.calls(u"GET .*/messages"_s);
    Journey::press(Qt::Key_Return);
    QTRY_COMPARE(shown(journey), id);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.transcript()->currentIndex().data(MessageListModel::TextRole).toString(), asked);
    QVERIFY(journey.transcript()->hasFocus());
    QVERIFY(journey.transcript()->viewport()->rect().intersects(
        journey.transcript()->visualRect(journey.transcript()->currentIndex())));
    // One call for its messages; the list is not read to its end for it.
    QCOMPARE(journey.calls(u"GET .*/messages"_s) - readBefore, 1);
    QCOMPARE(journey.rowOf(journey.session(deepRow)), -1);
    QVERIFY(results(journey)->isVisible());

    // A chip is taken out, and with it what it asked for.
    QVERIFY(journey.pressButton(u"from:user"_s));
    QCOMPARE(box->text(), u"xylophone"_s);
    QVERIFY(journey.pressButton(u"xylophone"_s));
    QCOMPARE(box->text(), QString());
}

void TestJourneySearch::opensInAnotherProject()
{
    Journey journey(searchable());
    const qint64 id = begin(journey);
    QVERIFY(id > 0);
    const ProjectId other{journey.server().projectIds().at(1)};
    journey.workspace().openProject(other);
    QVERIFY(journey.waitLoaded());
    QVERIFY(openSearch(journey));
    Journey::type(u"xylophone from:user"_s);
    QVERIFY(finds(journey, 0));
    auto *scope = journey.control<QComboBox>(u"Search in"_s);
    QVERIFY(scope);
    Journey::choose(scope, u"All projects"_s);
    QVERIFY(finds(journey, 1));
    QVERIFY(
        !results(journey)->model()->index(0, 0).data(SearchResultsModel::ProjectRole).toString().isEmpty());
    results(journey)->setFocus();
    Journey::press(Qt::Key_Return);
    QTRY_COMPARE(shown(journey), id);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.workspace().project(), ProjectId{journey.project()});
    QCOMPARE(journey.workspace().messages().key().session, SessionId(journey.session(deepRow)));
    // The list that came meanwhile, without the conversation, has not closed it.
    QCOMPARE(shown(journey), id);
}

void TestJourneySearch::closesWhereItBegan()
{
    Journey journey(searchable());
    QVERIFY(begin(journey) > 0);
    journey.click(2);
    QVERIFY(journey.waitLoaded());
    journey.list()->setFocus();
    const QStringList selected = journey.selectedRows();
    QVERIFY(openSearch(journey));
    QVERIFY(!journey.list()->isVisible());
    // What the search covers is not deleted by a key.
    QVERIFY(!journey.action(u"Delete"_s)->isEnabled() && !journey.action(u"Rename"_s)->isEnabled());
    Journey::type(u"xylo"_s);
    Journey::press(Qt::Key_Escape);
    QVERIFY(journey.list()->isVisible() && journey.list()->hasFocus());
    QCOMPARE(journey.selectedRows(), selected);
    QVERIFY(journey.action(u"Delete"_s)->isEnabled());
    // The words are still there for the next time, ready to be typed over.
    QLineEdit *box = openSearch(journey);
    QVERIFY(box);
    QCOMPARE(box->selectedText(), u"xylo"_s);
    // The filter of the list has a key of its own.
    Journey::press(Qt::Key_L, Qt::ControlModifier);
    QVERIFY(journey.filter()->hasFocus());
}

void TestJourneySearch::oneRowOfTheSidePaneLooksChosen()
{
    Journey journey(searchable());
    QVERIFY(begin(journey));
    const auto *side = journey.window().findChild<QWidget *>(u"sidePane"_s);
    auto *views = side->findChild<QListView *>(u"views"_s);
    auto *saved = side->findChild<QListView *>(u"savedSearches"_s);
    const auto chosen = [&] {
        QStringList names;
        for (const QListView *list : {views, saved}) {
            for (const QModelIndex &index : list->selectionModel()->selectedIndexes())
                names << index.data().toString();
        }
        return names;
    };
    const auto press = [](QListView *list, int row) {
        const QPoint at = list->visualRect(list->model()->index(row, 0)).center();
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, at);
    };
    QCOMPARE(chosen(), QStringList{u"All"_s});
    press(saved, 0);
    QTRY_COMPARE(chosen(), QStringList{saved->model()->index(0, 0).data().toString()});
    QVERIFY(!journey.list()->isVisible());
    press(views, 0); // the list is back, and the search no longer looks chosen
    QTRY_COMPARE(chosen(), QStringList{u"All"_s});
    QVERIFY(journey.list()->isVisible());
    const int silent = saved->model()->rowCount() - 1;
    press(saved, silent); // a filter of the list that is no view
    QTRY_COMPARE(chosen(), QStringList{saved->model()->index(silent, 0).data().toString()});
    journey.action(u"Clear the filters"_s)->trigger();
    QTRY_COMPARE(chosen(), QStringList{u"All"_s});
}

void TestJourneySearch::savesAndRenames()
{
    Journey journey(searchable());
    QVERIFY(begin(journey) > 0);
    QCOMPARE(savedNames(journey), QStringList({u"Yesterday"_s, u"Disliked answers"_s, u"Silent 90 days"_s}));
    QVERIFY(openSearch(journey));
    Journey::type(u"xylophone"_s);
    QVERIFY(journey.pressButton(u"Save this search…"_s));
    auto *editor = journey.control<QLineEdit>(u"New name"_s);
    QVERIFY(editor && editor->hasFocus());
    QCOMPARE(editor->text(), u"xylophone"_s);
    editor->selectAll();
    Journey::type(u"Instruments"_s);
    Journey::press(Qt::Key_Return);
    QTRY_COMPARE(savedNames(journey).last(), u"Instruments"_s);

    // Once more, by its key; the conversations' own F2 does not answer here.
    saved(journey)->setFocus();
    Journey::press(Qt::Key_F2);
    editor = journey.control<QLineEdit>(u"New name"_s);
    QVERIFY(editor && editor->hasFocus());
    editor->selectAll();
    Journey::type(u"Lost instruments"_s);
    Journey::press(Qt::Key_Return);
    QTRY_COMPARE(savedNames(journey).last(), u"Lost instruments"_s);

    QVERIFY(journey.restart());
    QCOMPARE(savedNames(journey).last(), u"Lost instruments"_s);
    QListView *list = saved(journey);
    const QModelIndex last = list->model()->index(list->model()->rowCount() - 1, 0);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(last).center());
    auto *box = journey.control<QLineEdit>(u"Search messages"_s);
    QVERIFY(box && box->hasFocus());
    QCOMPARE(box->text(), u"xylophone"_s);
    QTRY_VERIFY(results(journey)->model()->rowCount() > 0);
}

void TestJourneySearch::savedSearchesAreRearranged()
{
    Journey journey(searchable());
    QVERIFY(journey.signIn()); // an archive is not needed for it
    QListView *list = saved(journey);
    QVERIFY(list);
    list->setFocus();
    list->setCurrentIndex(list->model()->index(0, 0));
    Journey::press(Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(savedNames(journey), QStringList({u"Disliked answers"_s, u"Yesterday"_s, u"Silent 90 days"_s}));
    QCOMPARE(list->currentIndex().data().toString(), u"Yesterday"_s);
    Journey::press(Qt::Key_Up, Qt::AltModifier);
    Journey::press(Qt::Key_Up, Qt::AltModifier); // it is the first one
    QCOMPARE(savedNames(journey).first(), u"Yesterday"_s);
    // Delete takes the search away and no conversation; it can be brought back.
    Journey::press(Qt::Key_Delete);
    QVERIFY(!journey.hasDialog());
    QCOMPARE(savedNames(journey), QStringList({u"Disliked answers"_s, u"Silent 90 days"_s}));
    QVERIFY(journey.waitBanner(u"“Yesterday” was removed"_s));
    QVERIFY(journey.pressInBanner(u"Undo"_s));
    QCOMPARE(savedNames(journey).first(), u"Yesterday"_s);
    QCOMPARE(journey.deleteCalls(), 0);
}

/// By the mouse; and the order is there again with the next start.
void TestJourneySearch::savedSearchesAreDragged()
{
    Journey journey(searchable());
    QVERIFY(journey.signIn());
    QListView *list = saved(journey);
    QVERIFY(list);
    QWidget *viewport = list->viewport();
    QWindow *window = journey.window().windowHandle();
    const auto inWindow = [&](const QPoint &at) { return viewport->mapTo(&journey.window(), at); };
    const QPoint from = list->visualRect(list->model()->index(0, 0)).center();
    const QRect last = list->visualRect(list->model()->index(2, 0));
    const QPoint below(last.center().x(), last.bottom() + 3);
    // From within the drag, which has an event loop of its own.
    int steps = 0;
    QTimer hand;
    connect(&hand, &QTimer::timeout, this, [&] {
        ++steps;
        if (steps < 4)
            QTest::mouseMove(window, inWindow(below - QPoint(0, 4 - steps)));
        else
            QTest::mouseRelease(window, Qt::LeftButton, {}, inWindow(below));
    });
    hand.start(20);
    QTest::mousePress(viewport, Qt::LeftButton, {}, from);
    for (int i = 1; i <= 3; ++i)
        QTest::mouseMove(viewport, from + QPoint(0, i * QApplication::startDragDistance()));
    QTRY_COMPARE(savedNames(journey),
                 QStringList({u"Disliked answers"_s, u"Silent 90 days"_s, u"Yesterday"_s}));
    hand.stop();
    QVERIFY(journey.restart());
    QCOMPARE(savedNames(journey), QStringList({u"Disliked answers"_s, u"Silent 90 days"_s, u"Yesterday"_s}));
}

void TestJourneySearch::savedSearchesHaveAMenu()
{
    Journey journey(searchable());
    QVERIFY(journey.signIn());
    QListView *list = saved(journey);
    QVERIFY(list);
    const auto menuOf = [&](int row) {
        const QPoint at = list->visualRect(list->model()->index(row, 0)).center();
        QContextMenuEvent event(QContextMenuEvent::Mouse, at, list->viewport()->mapToGlobal(at));
        QCoreApplication::sendEvent(list->viewport(), &event);
        return qobject_cast<QMenu *>(QApplication::activePopupWidget());
    };
    QVERIFY(Journey::chooseInMenu(menuOf(0), u"Move down"_s));
    QCOMPARE(savedNames(journey), QStringList({u"Disliked answers"_s, u"Yesterday"_s, u"Silent 90 days"_s}));
    QVERIFY(Journey::chooseInMenu(menuOf(2), u"Move up"_s));
    QCOMPARE(savedNames(journey), QStringList({u"Disliked answers"_s, u"Silent 90 days"_s, u"Yesterday"_s}));
    QVERIFY(Journey::chooseInMenu(menuOf(1), u"Rename"_s));
    auto *editor = journey.control<QLineEdit>(u"New name"_s);
    QVERIFY(editor && editor->hasFocus());
    editor->selectAll();
    Journey::type(u"Quiet ones"_s);
    Journey::press(Qt::Key_Return);
    QTRY_COMPARE(savedNames(journey).at(1), u"Quiet ones"_s);
    QVERIFY(Journey::chooseInMenu(menuOf(0), u"Remove"_s));
    QCOMPARE(savedNames(journey), QStringList({u"Quiet ones"_s, u"Yesterday"_s}));
    QVERIFY(Journey::chooseInMenu(menuOf(1), u"Show"_s));
    auto *box = journey.control<QLineEdit>(u"Search messages"_s);
    QVERIFY(box);
    QCOMPARE(box->text(), u"on:yesterday"_s);
    QVERIFY(journey.restart());
    QCOMPARE(savedNames(journey), QStringList({u"Quiet ones"_s, u"Yesterday"_s}));
    QCOMPARE(journey.deleteCalls(), 0);
}

void TestJourneySearch::turnsTheArchiveOn()
{
    Journey journey(searchable());
    QVERIFY(journey.signIn());
    QVERIFY(openSearch(journey));
    QVERIFY(journey.pressButton(u"Keep an archive…"_s));
    QDialog *dialog = journey.dialog(u"archiveConsentDialog"_s);
    QVERIFY(dialog);
    QVERIFY(journey.pressButton(u"Keep a copy"_s, dialog));
    QTRY_VERIFY(journey.workspace().archive().isOpen());
    QTRY_VERIFY(journey.window().findChild<QWidget *>(u"searchHelp"_s)->isVisible());
}

QTEST_MAIN(TestJourneySearch)
#include "tst_journey_search.moc"
