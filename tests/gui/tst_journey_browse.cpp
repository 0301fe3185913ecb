// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/journey.h"

#include <QAccessible>
#include <QCompleter>
#include <QHeaderView>
#include <QLabel>
#include <QScrollBar>
#include <QSet>

using namespace confab;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

using Column = ConversationListModel::Column;
const QString listCalls = u"^GET /api/v1/projects/\\d+/conversations$"_s;
const QString messageCalls = u"^GET /api/v1/projects/\\d+/conversations/[^/]+/messages$"_s;

SandboxOptions holding(int conversations, int perPage)
{
    SandboxOptions options;
    options.conversations = conversations;
    options.conversationsPerPage = perPage;
    return options;
}

SandboxFault hangOn(const QString &match)
{
    SandboxFault fault;
    fault.kind = SandboxFault::Kind::Hang;
    fault.match = match;
    return fault;
}

QString titleOf(const Journey &journey)
{
    return const_cast<Journey &>(journey)
        .window()
        .findChild<QLabel *>(u"conversationTitle"_s)
        ->accessibleName();
}

/// Opens the column menu with its button and chooses an entry.
bool toggleColumn(const Journey &journey, const QString &column)
{
    return journey.pressButton(u"Columns"_s) &&
           Journey::chooseInMenu(qobject_cast<QMenu *>(QApplication::activePopupWidget()), column);
}

} // namespace

/// Projects, the list as it fills, its order and columns, and opening a conversation.
class TestJourneyBrowse : public QObject
{
    Q_OBJECT

private slots:
    void opensTheProjectAskedFor_data();
    void opensTheProjectAskedFor();
    void showsProjectsOfEveryPage();
    void findsAProjectByPartOfItsName();
    void remembersTheProject();
    void saysWhatItWaitsForAndWhereThereIsNothing();
    void showsTheFirstPageWhileOthersAreMissing();
    void readsFurtherPagesByScrolling();
    void sortsWithoutACallTooMany_data();
    void sortsWithoutACallTooMany();
    void givesUpLoadingAll();
    void remembersColumnsAndOrder();
    void showsNamesAsPlainText();
    void opensWithOneCall();
    void resolvesEachCitationOnce();
    void readsOlderMessagesByScrollingUp();
    void costsLittleToArrowThroughRows();
    void dropsLateAnswers();
    void tellsThatAConversationHasVanished();
};

void TestJourneyBrowse::showsProjectsOfEveryPage()
{
    Journey journey;
    QVERIFY(journey.signIn());
    const QComboBox *picker = journey.projectPicker();
    QCOMPARE(picker->count(), 13);
    QCOMPARE(journey.calls(u"^GET /api/v1/projects$"_s), 2);
    QCOMPARE(picker->currentText(), u"Customer care"_s);
    QCOMPARE(journey.window().windowTitle(), u"Customer care – Confab"_s);
    QCOMPARE(picker->itemText(7), u"Training in progress (not ready)"_s);
    QCOMPARE(picker->findText(u"Training in progress (not ready)"_s), 7);
    QCOMPARE(picker->itemText(12), u"Old website assistant"_s);
    QVERIFY(picker->toolTip().contains(u"agent"_s));
}

void TestJourneyBrowse::findsAProjectByPartOfItsName()
{
    Journey journey;
    QVERIFY(journey.signIn());
    Journey::press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    QComboBox *picker = journey.projectPicker();
    QVERIFY(picker->lineEdit()->hasFocus());
    Journey::type(u"website"_s);
    QAbstractItemView *popup = picker->completer()->popup();
    QTRY_VERIFY(popup->isVisible());
    QCOMPARE(popup->model()->rowCount(), 1);
    QTest::keyClick(popup, Qt::Key_Down);
    QTest::keyClick(popup, Qt::Key_Return);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.window().windowTitle(), u"Old website assistant – Confab"_s);

    // Enter alone takes the first that matches; what matches nothing leaves everything as it is.
    QVERIFY(journey.activate());
    Journey::press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    Journey::type(u"PARCEL"_s);
    Journey::press(Qt::Key_Return);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.window().windowTitle(), u"Parcel desk – Confab"_s);
    Journey::press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    Journey::type(u"no such project"_s);
    Journey::press(Qt::Key_Return);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(picker->currentText(), u"Parcel desk"_s);
}

void TestJourneyBrowse::remembersTheProject()
{
    Journey journey;
    QVERIFY(journey.signIn());
    const qint64 oldest = journey.server().projectIds().last(); // on the second page
    Journey::choose(journey.projectPicker(), u"Old website assistant"_s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.workspace().project().value, oldest);
    journey.server().clearCalls();
    QVERIFY(journey.restart());
    QCOMPARE(journey.projectPicker()->currentText(), u"Old website assistant"_s);
    QCOMPARE(journey.calls(u"/projects/%1/conversations$"_s.arg(journey.project())), 0);
    QCOMPARE(journey.rowCount(), journey.server().conversationCount(oldest));
}

void TestJourneyBrowse::saysWhatItWaitsForAndWhereThereIsNothing()
{
    Journey journey;
    QVERIFY(journey.signIn());
    const ProjectId empty{journey.server().projectIds().at(5)};
    QCOMPARE(journey.server().conversationCount(empty.value), 0);
    SandboxFault slow;
    slow.kind = SandboxFault::Kind::Hold;
    slow.match = listCalls;
    journey.addFault(slow);
    journey.workspace().openProject(empty);
    QCOMPARE(journey.listSentence(), u"Loading conversations…"_s);
    QVERIFY(!journey.list()->isVisible());
    QTRY_COMPARE(journey.callsInFlight(), 1);
    journey.server().clearFaults();
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.listSentence(), u"No conversations yet."_s);
    QVERIFY(!journey.action(u"Rename"_s)->isEnabled() && !journey.action(u"Delete"_s)->isEnabled());

    QVERIFY(journey.pressButton(u"New conversation"_s, journey.list()->parentWidget()));
    QVERIFY(journey.dialog(u"nameDialog"_s));
    Journey::type(u"The first one"_s);
    Journey::press(Qt::Key_Return);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.listSentence(), QString());
    QCOMPARE(journey.rows(), QStringList{u"The first one"_s});
    QCOMPARE(journey.selectedRows(), QStringList{u"The first one"_s});
}

void TestJourneyBrowse::showsTheFirstPageWhileOthersAreMissing()
{
    Journey journey(holding(240, 10));
    journey.addFault(hangOn(u"/conversations\\?.*page=([2-9]|1\\d)"_s));
    journey.secrets.keys[journey.server().baseUrl()] =
        ApiKey::fromInput(QString::fromLatin1(journey.server().key())).value_or(ApiKey());
    journey.window().show();
    journey.window().start(journey.server().baseUrl());
    QTRY_COMPARE(journey.rowCount(), 10);
    QVERIFY(journey.list()->isVisible());
    QCOMPARE(journey.countText(), u"240 conversations\n10 of them loaded"_s);
    // And the rows can be used meanwhile.
    journey.advance(1s);
    journey.click(1);
    journey.advance(1s);
    QTRY_COMPARE(titleOf(journey), journey.rows().at(1));
    QTRY_VERIFY(journey.transcript()->model()->rowCount() > 0);
    journey.server().clearFaults();
}

void TestJourneyBrowse::readsFurtherPagesByScrolling()
{
    Journey journey(holding(400, 20));
    QVERIFY(journey.signIn());
    int rows = journey.rowCount();
    QVERIFY2(rows < 400, "scrolling would have nothing to do");
    QCOMPARE(journey.calls(listCalls), rows / 20);
    while (rows < 400) {
        journey.scrollToEnd();
        QVERIFY(journey.waitLoaded());
        QVERIFY2(journey.rowCount() > rows, "scrolling to the end brought nothing");
        rows = journey.rowCount();
        QCOMPARE(journey.calls(listCalls), rows / 20);
    }
    QCOMPARE(journey.calls(listCalls), 20);
    QCOMPARE(journey.countText(), u"400 conversations"_s);
}

void TestJourneyBrowse::sortsWithoutACallTooMany_data()
{
    QTest::addColumn<int>("column");
    QTest::newRow("name") << int(Column::NameColumn);
    QTest::newRow("created") << int(Column::CreatedColumn);
    QTest::newRow("updated") << int(Column::UpdatedColumn);
    QTest::newRow("id") << int(Column::IdColumn);
}

void TestJourneyBrowse::sortsWithoutACallTooMany()
{
    QFETCH(const int, column);
    Journey journey(holding(333, 10));
    QVERIFY(journey.signIn());
    QVERIFY(journey.rowCount() < 333);
    if (column == Column::UpdatedColumn || column == Column::IdColumn)
        QVERIFY(toggleColumn(journey, column == Column::IdColumn ? u"ID"_s : u"Updated"_s));
    journey.sortBy(column);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowCount(), 333);
    QCOMPARE(journey.calls(listCalls), 34);
    journey.sortBy(column); // the other direction costs nothing
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.calls(listCalls), 34);

    const QAbstractItemModel &model = *journey.list()->model();
    const auto *list = qobject_cast<const ConversationListModel *>(&model);
    QVERIFY(list);
    QCOMPARE(list->sortColumn(), column);
    if (column == Column::NameColumn)
        return; // collation is tested with the model
    for (int row = 1; row < model.rowCount(); ++row) {
        const QModelIndex before = model.index(row - 1, column);
        const QModelIndex here = model.index(row, column);
        const bool ascending = list->sortOrder() == Qt::AscendingOrder;
        const qint64 first =
            column == Column::IdColumn
                ? before.data().toLongLong()
                : before.data(ConversationListModel::MomentRole).toDateTime().toSecsSinceEpoch();
        const qint64 second =
            column == Column::IdColumn
                ? here.data().toLongLong()
                : here.data(ConversationListModel::MomentRole).toDateTime().toSecsSinceEpoch();
        QVERIFY(ascending ? first <= second : first >= second);
    }
}

void TestJourneyBrowse::givesUpLoadingAll()
{
    Journey journey(holding(400, 10));
    QVERIFY(journey.signIn());
    const int rows = journey.rowCount();
    journey.addFault(hangOn(u"order=asc"_s));
    journey.sortBy(Column::CreatedColumn);
    QTRY_COMPARE(journey.lineText(), u"Loading %1 of 400…"_s.arg(rows));
    QVERIFY(journey.pressButton(u"Cancel"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.lineText(), QString());
    QCOMPARE(journey.rowCount(), rows);
    journey.server().clearFaults();
    const int calls = journey.calls(listCalls);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.calls(listCalls), calls);
    QCOMPARE(journey.bannerText(), QString());

    journey.sortBy(Column::NameColumn); // asks again
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowCount(), 400);
}

void TestJourneyBrowse::remembersColumnsAndOrder()
{
    Journey journey(holding(30, 50));
    QVERIFY(journey.signIn());
    QVERIFY(toggleColumn(journey, u"ID"_s));
    QVERIFY(!journey.list()->isColumnHidden(Column::IdColumn));
    QVERIFY(toggleColumn(journey, u"Created"_s));
    QVERIFY(journey.list()->isColumnHidden(Column::CreatedColumn));

    QHeaderView *header = journey.list()->header();
    const auto middle = [header](int column) {
        return QPoint(header->sectionViewportPosition(column) + header->sectionSize(column) / 2,
                      header->height() / 2);
    };
    const QPoint from = middle(Column::IdColumn);
    const QPoint to = middle(Column::NameColumn) - QPoint(header->sectionSize(Column::NameColumn) / 2 - 4, 0);
    QTest::mousePress(header->viewport(), Qt::LeftButton, {}, from);
    for (int step = 1; step <= 8; ++step)
        QTest::mouseMove(header->viewport(), from + (to - from) * step / 8);
    QTest::mouseRelease(header->viewport(), Qt::LeftButton, {}, to);
    QCOMPARE(header->visualIndex(Column::IdColumn), 0);
    // By its edge, which in this order is the one on its right.
    const int width = header->sectionSize(Column::IdColumn);
    const QPoint edge(header->sectionViewportPosition(Column::IdColumn) + width - 1, header->height() / 2);
    QTest::mousePress(header->viewport(), Qt::LeftButton, {}, edge);
    QTest::mouseMove(header->viewport(), edge + QPoint(20, 0));
    QTest::mouseMove(header->viewport(), edge + QPoint(40, 0));
    QTest::mouseRelease(header->viewport(), Qt::LeftButton, {}, edge + QPoint(40, 0));
    const int wider = header->sectionSize(Column::IdColumn);
    QVERIFY(wider > width);
    journey.sortBy(Column::NameColumn);
    QVERIFY(journey.waitLoaded());
    const QStringList sorted = journey.rows();

    QVERIFY(journey.restart());
    header = journey.list()->header();
    QCOMPARE(header->visualIndex(Column::IdColumn), 0);
    QVERIFY(journey.list()->isColumnHidden(Column::CreatedColumn));
    QVERIFY(!journey.list()->isColumnHidden(Column::IdColumn));
    QCOMPARE(header->sectionSize(Column::IdColumn), wider);
    QCOMPARE(header->sortIndicatorSection(), int(Column::NameColumn));
    QCOMPARE(journey.rows(), sorted);
}

void TestJourneyBrowse::showsNamesAsPlainText()
{
    Journey journey(holding(60, 100));
    QVERIFY(journey.signIn());
    const QStringList rows = journey.rows();
    QCOMPARE(rows.size(), 60);
    const QString id = journey.list()->model()->index(14, Column::IdColumn).data().toString();
    QCOMPARE(rows.at(14), u"Conversation %1"_s.arg(id));             // null at the server
    QCOMPARE(rows.at(22), u"Conversation %1"_s.arg(id.toInt() - 8)); // empty
    QCOMPARE(rows.at(34), u"Two lines: the second one"_s);
    QVERIFY(rows.at(38).startsWith(u"<b>Bold</b> <img src=\"file:///dev/zero\">"_s));
    QVERIFY(rows.at(52).startsWith(u"invoice \uFFFDfdp.exe"_s));
    QVERIFY(!rows.join(u' ').contains(QChar(0x202e)));

    journey.click(38);
    QVERIFY(journey.waitLoaded());
    const auto *title = journey.window().findChild<QLabel *>(u"conversationTitle"_s);
    QCOMPARE(title->accessibleName(), rows.at(38));
    QVERIFY(title->text().startsWith(u"<b>"_s));
    QCOMPARE(title->textFormat(), Qt::PlainText);
}

void TestJourneyBrowse::opensWithOneCall()
{
    Journey journey(holding(30, 50));
    QVERIFY(journey.signIn());
    journey.server().clearCalls();
    journey.click(2);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.calls(messageCalls), 1);
    QCOMPARE(journey.calls(u"/citations/"_s) + 1, journey.calls({}));
    QCOMPARE(titleOf(journey), journey.rows().at(2));
    const int messages = journey.server().messageCount(journey.project(), journey.session(2));
    QCOMPARE(journey.transcript()->model()->rowCount(), 2 * messages);
}

void TestJourneyBrowse::resolvesEachCitationOnce()
{
    Journey journey(holding(30, 50));
    QVERIFY(journey.signIn());
    for (int row = 0; row < 12; ++row) {
        journey.click(row);
        QVERIFY(journey.waitLoaded());
        journey.transcript()->verticalScrollBar()->setValue(0);
        QVERIFY(journey.waitLoaded());
    }
    QSet<QString> seen;
    for (const SandboxServer::Call &call : journey.server().calls()) {
        if (!call.path.contains(u"/citations/"_s))
            continue;
        QVERIFY2(!seen.contains(call.path), qPrintable(call.path));
        seen.insert(call.path);
    }
    QVERIFY(!seen.isEmpty());
}

void TestJourneyBrowse::readsOlderMessagesByScrollingUp()
{
    Journey journey(holding(30, 50));
    QVERIFY(journey.signIn());
    journey.server().clearCalls();
    const int row = journey.rowOf(journey.server().longestSession(journey.project()));
    journey.click(row);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.calls(messageCalls), 1);
    QAbstractItemModel &model = *journey.transcript()->model();
    QCOMPARE(model.rowCount(), 40);
    for (int page = 2; page <= 3; ++page) {
        journey.transcript()->verticalScrollBar()->setValue(0);
        QVERIFY(journey.waitLoaded());
        QCOMPARE(journey.calls(messageCalls), page);
        QCOMPARE(model.rowCount(), 40 * page);
    }
    journey.transcript()->verticalScrollBar()->setValue(0);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.calls(messageCalls), 3);
}

void TestJourneyBrowse::costsLittleToArrowThroughRows()
{
    Journey journey(holding(30, 50));
    QVERIFY(journey.signIn());
    journey.click(0);
    QVERIFY(journey.waitLoaded());
    journey.advance(1s);
    journey.server().clearCalls();
    for (int step = 0; step < 15; ++step)
        Journey::press(Qt::Key_Down);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.selectedRows(), QStringList{journey.rows().at(15)});
    QCOMPARE(titleOf(journey), journey.rows().at(15));
    QCOMPARE(journey.calls(messageCalls), 2); // the first at once, then the one where it stopped
    QCOMPARE(journey.calls(journey.about(u"GET"_s, journey.session(15))), 1);
}

void TestJourneyBrowse::dropsLateAnswers()
{
    Journey journey(holding(30, 50));
    QVERIFY(journey.signIn());
    SandboxFault slow;
    slow.kind = SandboxFault::Kind::Delay;
    slow.delay = 300ms;
    slow.match = journey.about(u"GET"_s, journey.session(1));
    journey.addFault(slow);
    journey.click(1);
    QTRY_COMPARE(journey.calls(slow.match), 1);
    journey.advance(1s);
    journey.click(2);
    QVERIFY(journey.waitLoaded());
    const auto answered = [&journey] {
        const auto calls = journey.server().calls();
        return std::all_of(calls.begin(), calls.end(), [](const auto &call) { return call.status != 0; });
    };
    QTRY_VERIFY(answered());
    QVERIFY(journey.waitLoaded());
    QCOMPARE(titleOf(journey), journey.rows().at(2));
    QCOMPARE(journey.transcript()->model()->rowCount(),
             2 * journey.server().messageCount(journey.project(), journey.session(2)));
}

void TestJourneyBrowse::tellsThatAConversationHasVanished()
{
    Journey journey(holding(30, 50));
    QVERIFY(journey.signIn());
    const QString session = journey.session(2);
    QVERIFY(journey.server().removeConversation(journey.project(), session));
    journey.click(2);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowOf(session), -1);
    QCOMPARE(journey.rowCount(), 29);
    QVERIFY(journey.waitBanner(u"no longer on the server"_s));
    QVERIFY(!journey.hasDialog());
    QVERIFY(Journey::focusIsVisible());
}

void TestJourneyBrowse::opensTheProjectAskedFor_data()
{
    QTest::addColumn<bool>("there");
    QTest::newRow("there") << true;
    QTest::newRow("missing") << false;
}

void TestJourneyBrowse::opensTheProjectAskedFor()
{
    QFETCH(const bool, there);
    Journey journey;
    const qint64 wanted = there ? journey.server().projectIds().at(2) : 987654;
    QVERIFY(journey.show());
    journey.workspace().preferProject(ProjectId{wanted});
    QVERIFY(journey.signIn());
    QCOMPARE(journey.workspace().project().value, there ? wanted : journey.project());
    QVERIFY(!journey.projectPicker()->currentText().isEmpty());
    if (there)
        QCOMPARE(journey.bannerText(), QString());
    else
        QVERIFY(journey.waitBanner(u"There is no project 987654 in this account. Another one is shown."_s));
}

QTEST_MAIN(TestJourneyBrowse)
#include "tst_journey_browse.moc"
