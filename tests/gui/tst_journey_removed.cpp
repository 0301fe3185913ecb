// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/archive.h"
#include "archive/database.h"
#include "core/language.h"
#include "gui/journey.h"
#include "ui/findbar.h"
#include "ui/messageselector.h"
#include "ui/messageview.h"

#include <QCheckBox>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QToolButton>
#include <QTreeWidget>

using namespace confab;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Column = ConversationListModel;

namespace {

SandboxOptions few()
{
    SandboxOptions options;
    options.conversations = 30;
    options.projects = 1;
    return options;
}

/// With an archive that is up to date.
[[nodiscard]] bool begin(Journey &journey)
{
    journey.answerArchive(ArchiveSettings::Consent::Keep);
    return journey.signIn() &&
           QTest::qWaitFor(
               [&journey] {
                   return journey.workspace().archive().sync().status().state == SyncStatus::State::Idle;
               },
               30'000);
}

[[nodiscard]] QTreeWidget *removedList(QDialog *dialog)
{
    return dialog->findChild<QTreeWidget *>(u"removedList"_s);
}

} // namespace

/// What the archive adds to the list, and what it keeps of conversations that are gone, as a person meets it.
class TestJourneyRemoved : public QObject
{
    Q_OBJECT

private slots:
    void columnsFillWithTheSync();
    void nothingToShowYet();
    void deletedThenReadThenErased();
    void copiedBeforeItIsDeleted();
    void erasedOneByOneAndTogether();
    void deletedBySomebodyElse();
    void aResultOfTheSearchLeadsThere();
    void whatTheSearchFoundIsMarkedThere();
    void daysInTheSettings();
    void goesWhenItsDaysAreOver();
    void theSavedSearchFilters();
};

void TestJourneyRemoved::columnsFillWithTheSync()
{
    Journey journey(few());
    QVERIFY(begin(journey));
    const QAbstractItemModel &model = *journey.list()->model();
    QTRY_VERIFY(!model.index(0, Column::MessagesColumn).data().toString().isEmpty());
    for (int row = 0; row < model.rowCount(); ++row) {
        const QString session = model.index(row, 0).data(Column::SessionRole).toString();
        QCOMPARE(model.index(row, Column::MessagesColumn).data().toString(),
                 QLocale().toString(journey.server().messageCount(journey.project(), session)));
    }
    if (!languageOf(u"My parcel has not arrived although the tracking page says that it was."_s).isEmpty()) {
        const auto told = [&model] {
            int rows = 0;
            for (int row = 0; row < model.rowCount(); ++row)
                rows += model.index(row, Column::LanguageColumn).data().toString().isEmpty() ? 0 : 1;
            return rows;
        };
        QTRY_VERIFY(told() > model.rowCount() / 2);
        const auto *languages = journey.window().findChild<QComboBox *>(u"languageFilter"_s);
        QVERIFY(languages->isVisible() && languages->count() > 3);
    }
    journey.list()->setColumnHidden(Column::LastMessageColumn, false);
    const int calls = journey.calls(u"/messages"_s);
    journey.sortBy(Column::LastMessageColumn);
    QVERIFY(journey.waitLoaded());
    QDateTime before;
    for (int row = 0; row < model.rowCount(); ++row) {
        const QDateTime last =
            model.index(row, Column::LastMessageColumn).data(Column::MomentRole).toDateTime();
        QVERIFY(!before.isValid() || !last.isValid() || before <= last);
        before = last;
    }
    QCOMPARE(journey.calls(u"/messages"_s), calls);
}

void TestJourneyRemoved::nothingToShowYet()
{
    Journey journey(few());
    QVERIFY(begin(journey));
    auto *button = journey.control<QToolButton>(u"Removed from server…"_s);
    QVERIFY(button);
    QTest::mouseClick(button, Qt::LeftButton);
    QDialog *dialog = journey.dialog(u"removedDialog"_s);
    QVERIFY(dialog);
    QTRY_VERIFY(dialog->findChild<QWidget *>(u"removedState"_s)->isVisible());
    // What is said of those in the list is not said where there are none.
    QVERIFY(!dialog->findChild<QWidget *>(u"removedWords"_s)->isVisible());
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(!journey.hasDialog());
}

void TestJourneyRemoved::deletedThenReadThenErased()
{
    Journey journey(few());
    QVERIFY(begin(journey));
    const QString session = journey.session(3);
    const QString name = journey.rows().at(3);
    const int messages = journey.server().messageCount(journey.project(), session);
    journey.click(3);
    Journey::press(Qt::Key_Delete);
    journey.advance(10s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowOf(session), -1);

    journey.action(u"Removed from server…"_s)->trigger();
    QDialog *dialog = journey.dialog(u"removedDialog"_s);
    QVERIFY(dialog);
    QTRY_COMPARE(removedList(dialog)->topLevelItemCount(), 1);
    QCOMPARE(removedList(dialog)->topLevelItem(0)->text(0), name);
    const int calls = journey.calls(u"/messages"_s);
    auto *read = dialog->findChild<QListView *>(u"removedMessages"_s);
    QTRY_VERIFY(read->isVisible() && read->model()->rowCount() >= messages);
    QCOMPARE(journey.calls(u"/messages"_s), calls);

    QVERIFY(journey.pressButton(u"Erase the selected conversations"_s, dialog));
    QDialog *sure = journey.dialog(u"eraseRemovedDialog"_s);
    QVERIFY(sure);
    Journey::press(Qt::Key_Escape); // the safe answer
    QTRY_VERIFY(journey.dialog(u"removedDialog"_s));
    QCOMPARE(removedList(dialog)->topLevelItemCount(), 1);
    QVERIFY(journey.pressButton(u"Erase the selected conversations"_s, dialog));
    sure = journey.dialog(u"eraseRemovedDialog"_s);
    QVERIFY(sure);
    QVERIFY(journey.pressButton(u"Erase 1 conversation"_s, sure));
    QTRY_COMPARE(removedList(dialog)->topLevelItemCount(), 0);
    QTRY_COMPARE(read->model()->rowCount(), 0);
    QVERIFY(!dialog->findChild<QPushButton *>(u"eraseRemoved"_s)->isEnabled());
    dialog->close();
    QTRY_VERIFY(!journey.hasDialog());
}

/// A choice in the settings: nothing goes by hand of which this computer has no complete copy.
void TestJourneyRemoved::copiedBeforeItIsDeleted()
{
    Journey journey(few());
    QVERIFY(begin(journey));
    const QString longer = journey.session(3);
    const QString refused = journey.session(5);
    const int messages = journey.server().messageCount(journey.project(), longer);

    journey.action(u"Settings"_s)->trigger();
    QDialog *settings = journey.dialog(u"settingsDialog"_s);
    QVERIFY(settings);
    settings->findChild<QTabWidget *>(u"pages"_s)->setCurrentIndex(1);
    auto *copy = settings->findChild<QCheckBox *>(u"copyBeforeDeleting"_s);
    QVERIFY(copy && copy->isEnabled() && !copy->isChecked());
    copy->click();
    settings->close();
    QTRY_VERIFY(!journey.hasDialog());
    QVERIFY(journey.activate());

    SandboxFault unreadable;
    unreadable.status = 422;
    unreadable.match = journey.about(u"GET"_s, refused + u"/messages"_s);
    journey.click(journey.rowOf(longer));
    QVERIFY(journey.waitLoaded());
    journey.click(journey.rowOf(refused), Qt::ControlModifier);
    QVERIFY(journey.waitLoaded());
    journey.addFault(unreadable);
    const int read = journey.calls(journey.about(u"GET"_s, longer + u"/messages"_s));
    Journey::press(Qt::Key_Delete);
    journey.advance(10s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.calls(journey.about(u"GET"_s, longer + u"/messages"_s)), read + 1); // the rest is there
    QVERIFY2(journey.deleteCalls() == 1, qPrintable(journey.bannerText()));
    QVERIFY(!journey.server().hasConversation(journey.project(), longer));
    QVERIFY(journey.server().hasConversation(journey.project(), refused));
    QVERIFY2(journey.bannerText().contains(u"1 of 2 conversations were deleted. 1 was not deleted."_s),
             qPrintable(journey.bannerText()));

    journey.server().clearFaults();
    QVERIFY(journey.pressInBanner(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 2);
    QVERIFY2(journey.bannerText().contains(u"A complete copy is under “Removed from server”."_s),
             qPrintable(journey.bannerText()));
    journey.action(u"Removed from server…"_s)->trigger();
    QDialog *dialog = journey.dialog(u"removedDialog"_s);
    QVERIFY(dialog);
    QTRY_COMPARE(removedList(dialog)->topLevelItemCount(), 2);
    const auto kept = journey.workspace().archive().archive().messages(
        {ProjectId{journey.project()}, SessionId(longer)}, {}, 1000);
    QTRY_VERIFY(kept.isFinished());
    QCOMPARE(kept.result()->size(), messages);
}

/// What is chosen goes, and nothing else; all together with one answer.
void TestJourneyRemoved::erasedOneByOneAndTogether()
{
    Journey journey(few());
    const ProjectId project{journey.project()};
    QStringList sessions;
    for (const int row : {2, 4, 6}) {
        sessions << journey.session(row);
        QVERIFY(journey.server().addMessage(project.value, sessions.last(),
                                            u"Where is my xylophone %1?"_s.arg(row)) > 0);
    }
    QVERIFY(begin(journey));
    const auto found = [&journey] {
        SearchService &search = journey.workspace().archive().search();
        search.search(u"xylophone from:user"_s, {});
        return QTest::qWaitFor([&search] { return !search.isSearching(); }) ? search.hits().size() : -1;
    };
    QCOMPARE(found(), 3);
    QStringList names;
    for (const QString &session : std::as_const(sessions)) {
        names << journey.rows().at(journey.rowOf(session));
        QVERIFY(journey.server().removeConversation(project.value, session));
    }
    journey.workspace().archive().sync().syncNow();
    for (const QString &session : std::as_const(sessions))
        QTRY_COMPARE(journey.rowOf(session), -1);
    QCOMPARE(found(), 3);

    auto *button = journey.control<QToolButton>(u"Removed from server…"_s);
    QVERIFY(button);
    QTest::mouseClick(button, Qt::LeftButton);
    QDialog *dialog = journey.dialog(u"removedDialog"_s);
    QVERIFY(dialog);
    QTreeWidget *list = removedList(dialog);
    QTRY_COMPARE(list->topLevelItemCount(), 3);
    QTreeWidgetItem *second = list->topLevelItem(1);
    const QString gone = second->text(0);
    QVERIFY(names.removeOne(gone));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(second).center());
    QVERIFY(journey.pressButton(u"Erase the selected conversations"_s, dialog));
    QDialog *sure = journey.dialog(u"eraseRemovedDialog"_s);
    QVERIFY(sure && journey.pressButton(u"Erase 1 conversation"_s, sure));
    QTRY_COMPARE(list->topLevelItemCount(), 2);
    QStringList left{list->topLevelItem(0)->text(0), list->topLevelItem(1)->text(0)};
    left.sort();
    names.sort();
    QCOMPARE(left, names);
    QCOMPARE(found(), 2);

    QVERIFY(journey.dialog(u"removedDialog"_s));
    list->setFocus();
    Journey::press(Qt::Key_A, Qt::ControlModifier);
    QVERIFY(journey.pressButton(u"Erase the selected conversations"_s, dialog));
    sure = journey.dialog(u"eraseRemovedDialog"_s);
    QVERIFY(sure && journey.pressButton(u"Erase 2 conversations"_s, sure));
    QTRY_COMPARE(list->topLevelItemCount(), 0);
    QTRY_VERIFY(dialog->findChild<QWidget *>(u"removedState"_s)->isVisible());
    QCOMPARE(found(), 0);
    QCOMPARE(journey.rowCount(), 27);
    QCOMPARE(journey.deleteCalls(), 0);
}

void TestJourneyRemoved::deletedBySomebodyElse()
{
    Journey journey(few());
    QVERIFY(begin(journey));
    const QString session = journey.session(5);
    journey.click(5);
    QVERIFY(journey.waitLoaded());
    QVERIFY(journey.server().removeConversation(journey.project(), session));
    journey.workspace().archive().sync().syncNow();
    QTRY_COMPARE(journey.rowOf(session), -1);
    QCOMPARE(journey.rowCount(), 29);
    QVERIFY2(journey.selectedRows().isEmpty(), "nobody chose the next one");
}

void TestJourneyRemoved::aResultOfTheSearchLeadsThere()
{
    Journey journey(few());
    const ProjectId project{journey.project()};
    const QString session = journey.server().sessions(project.value).at(3);
    for (int i = 0; i < 30; ++i)
        QVERIFY(journey.server().addMessage(project.value, session, u"Earlier"_s) > 0);
    const qint64 id = journey.server().addMessage(project.value, session, u"Where is my xylophone?"_s);
    for (int i = 0; i < 30; ++i)
        QVERIFY(journey.server().addMessage(project.value, session, u"Later"_s) > 0);
    QVERIFY(begin(journey));
    for (const int row : {5, 3}) { // the newest of them is not the one
        journey.click(row);
        Journey::press(Qt::Key_Delete);
        journey.advance(10s);
        QVERIFY(journey.waitLoaded());
    }
    QCOMPARE(journey.rowOf(session), -1);
    const int calls = journey.calls(u"/messages"_s);
    Journey::press(Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
    Journey::type(u"xylophone from:user"_s);
    const auto *results = journey.window().findChild<QListView *>(u"searchResults"_s);
    QTRY_COMPARE(results->model()->rowCount(), 1);
    Journey::press(Qt::Key_Return);
    QDialog *dialog = journey.dialog(u"removedDialog"_s);
    QVERIFY(dialog);
    QTRY_COMPARE(removedList(dialog)->topLevelItemCount(), 2);
    const auto *read = dialog->findChild<QListView *>(u"removedMessages"_s);
    QTRY_COMPARE(read->currentIndex().data(MessageListModel::MessageIdRole).toLongLong(), id);
    QVERIFY(read->viewport()->rect().intersects(read->visualRect(read->currentIndex())));
    QCOMPARE(journey.calls(u"/messages"_s), calls);
}

/// By the same keys as in the window, until another conversation is read, or by Esc, which closes the dialog
/// only then.
void TestJourneyRemoved::whatTheSearchFoundIsMarkedThere()
{
    Journey journey(few());
    const QString session = journey.session(3);
    const qint64 id = journey.server().addMessage(journey.project(), session,
                                                  u"It is long. "_s.repeated(4000) +
                                                      u"Where is my xylophone, the blue xylophone?"_s);
    QVERIFY(id > 0 && begin(journey));
    for (const int row : {5, 3}) {
        journey.click(row);
        Journey::press(Qt::Key_Delete);
        journey.advance(10s);
        QVERIFY(journey.waitLoaded());
    }
    Journey::press(Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
    Journey::type(u"\"my xylophone\" blue -red from:user"_s);
    const auto *results = journey.window().findChild<QListView *>(u"searchResults"_s);
    QTRY_COMPARE(results->model()->rowCount(), 1);
    Journey::press(Qt::Key_Return);
    QDialog *dialog = journey.dialog(u"removedDialog"_s);
    QVERIFY(dialog);
    auto *read = dialog->findChild<MessageView *>(u"removedMessages"_s);
    auto *bar = dialog->findChild<FindBar *>(u"findBar"_s);
    const auto *count = bar->findChild<QLabel *>(u"findCount"_s);
    QTRY_COMPARE(read->currentIndex().data(MessageListModel::MessageIdRole).toLongLong(), id);
    QTRY_COMPARE(count->text(), u"1 of 2"_s);
    QVERIFY(bar->isVisible() && read->hasFocus());
    const auto current = [&] {
        FindMarks marks(*read, bar->finder());
        const auto span = marks.current();
        const bool onScreen =
            span && read->viewport()->rect().contains(read->caretRect({span->message, span->from}));
        const auto entry = read->messageDelegate().entry(read->currentIndex());
        return onScreen ? entry->document->toRawText().mid(span->from, span->to - span->from) : QString();
    };
    QCOMPARE(current(), u"my xylophone"_s);
    Journey::press(Qt::Key_F3);
    QCOMPARE(current(), u"blue"_s);
    Journey::press(Qt::Key_F3, Qt::ShiftModifier);
    QCOMPARE(current(), u"my xylophone"_s);
    Journey::press(Qt::Key_Escape);
    QVERIFY(!bar->isVisible() && bar->finder().pattern().isEmpty());
    QVERIFY(dialog->isVisible() && read->hasFocus());
    // The person's own search, over the same messages.
    Journey::press(Qt::Key_F, Qt::ControlModifier);
    Journey::type(u"xylophone"_s);
    QTRY_COMPARE(count->text(), u"1 of 2"_s);
    Journey::press(Qt::Key_Escape);
    QVERIFY(!bar->isVisible() && dialog->isVisible());
    read->selector().clear();
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(!journey.hasDialog());

    // Once more, and then on to another conversation.
    QVERIFY(journey.activate());
    journey.window().findChild<QListView *>(u"searchResults"_s)->setFocus();
    Journey::press(Qt::Key_Return);
    dialog = journey.dialog(u"removedDialog"_s);
    QVERIFY(dialog);
    bar = dialog->findChild<FindBar *>(u"findBar"_s);
    QTRY_VERIFY(bar->isVisible());
    QTreeWidget *list = removedList(dialog);
    const int other = 1 - list->indexOfTopLevelItem(list->currentItem());
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                      list->visualItemRect(list->topLevelItem(other)).center());
    QTRY_VERIFY(!bar->isVisible());
    QVERIFY(bar->finder().pattern().isEmpty());
}

void TestJourneyRemoved::daysInTheSettings()
{
    Journey journey(few());
    QVERIFY(begin(journey));
    journey.action(u"Settings"_s)->trigger();
    QDialog *settings = journey.dialog(u"settingsDialog"_s);
    QVERIFY(settings);
    auto *pages = settings->findChild<QTabWidget *>(u"pages"_s);
    pages->setCurrentWidget(pages->findChild<QWidget *>(u"settingsPrivacyPage"_s));
    auto *days = settings->findChild<QSpinBox *>(u"removedDays"_s);
    QVERIFY(days && days->isEnabled());
    QCOMPARE(days->text(), u"until it is erased"_s);
    days->setValue(30);
    QCOMPARE(journey.workspace().removed().days(), 30);
    settings->close();
    QTRY_VERIFY(!journey.hasDialog());
    QVERIFY(journey.restart());
    QCOMPARE(journey.workspace().removed().days(), 30);
}

/// Of two that were deleted, the one that has been gone for longer than the settings say.
void TestJourneyRemoved::goesWhenItsDaysAreOver()
{
    Journey journey(few());
    QVERIFY(begin(journey));
    const QString older = journey.session(3);
    const QString newer = journey.session(5);
    const QString name = journey.rows().at(5);
    for (const int row : {5, 3}) {
        journey.click(row);
        Journey::press(Qt::Key_Delete);
        journey.advance(10s);
        QVERIFY(journey.waitLoaded());
    }
    journey.action(u"Settings"_s)->trigger();
    QDialog *settings = journey.dialog(u"settingsDialog"_s);
    QVERIFY(settings);
    auto *pages = settings->findChild<QTabWidget *>(u"pages"_s);
    pages->setCurrentWidget(pages->findChild<QWidget *>(u"settingsPrivacyPage"_s));
    auto *days = settings->findChild<QSpinBox *>(u"removedDays"_s);
    QVERIFY(days);
    days->setFocus();
    days->selectAll();
    Journey::type(u"30"_s);
    Journey::press(Qt::Key_Escape);
    QTRY_VERIFY(!journey.hasDialog());
    QCOMPARE(journey.workspace().removed().days(), 30);

    // As if the one had gone 31 days ago, the other 29.
    const QString file = journey.workspace().archive().file();
    journey.crash();
    {
        Database database;
        QVERIFY(database.open(file, Database::Access::ReadWrite));
        constexpr qint64 day = 24 * 3600 * 1000LL;
        for (const auto &[session, ago] : {std::pair(older, 31), std::pair(newer, 29)}) {
            QVERIFY(database.run(u"UPDATE conversation SET removed_at = removed_at - ? WHERE session = ?"_s,
                                 {ago * day, session}));
            QCOMPARE(database.changes(), 1);
        }
    }
    QVERIFY(journey.signIn());
    journey.action(u"Removed from server…"_s)->trigger();
    QDialog *dialog = journey.dialog(u"removedDialog"_s);
    QVERIFY(dialog);
    QTRY_COMPARE(removedList(dialog)->topLevelItemCount(), 1);
    QCOMPARE(removedList(dialog)->topLevelItem(0)->text(0), name);
}

void TestJourneyRemoved::theSavedSearchFilters()
{
    Journey journey(few());
    QVERIFY(begin(journey));
    const auto *saved = journey.control<QListView>(u"Saved searches"_s);
    QVERIFY(saved);
    const QModelIndexList found =
        saved->model()->match(saved->model()->index(0, 0), Qt::DisplayRole, u"Silent 90 days"_s);
    QCOMPARE(found.size(), 1);
    QTest::mouseClick(saved->viewport(), Qt::LeftButton, {}, saved->visualRect(found.first()).center());
    const auto *date = journey.control<QComboBox>(u"Date"_s);
    QTRY_COMPARE(date->currentText(), u"Silent for…"_s);
    QCOMPARE(journey.control<QSpinBox>(u"Silent for more than so many days"_s)->value(), 90);
    const auto &list = *qobject_cast<const ConversationListModel *>(journey.list()->model());
    QVERIFY(journey.waitLoaded());
    QCOMPARE(list.dateFilter(), (DateFilter{DateFilter::Kind::SilentFor, 90, {}, {}}));
    QCOMPARE(list.notKnown(), 0);
    for (int row = 0; row < list.rowCount(); ++row) {
        const QDateTime last =
            list.index(row, Column::LastMessageColumn).data(Column::MomentRole).toDateTime();
        QVERIFY(last.isValid() && last < journey.clock.nowUtc().addDays(-89));
    }
}

QTEST_MAIN(TestJourneyRemoved)
#include "tst_journey_removed.moc"
