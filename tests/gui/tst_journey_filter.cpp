// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/journey.h"

#include <QDateEdit>
#include <QListWidget>
#include <QSpinBox>

using namespace confab;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

SandboxOptions holding(int conversations, int perPage)
{
    SandboxOptions options;
    options.conversations = conversations;
    options.conversationsPerPage = perPage;
    return options;
}

/// How many conversations the server has whose day of creation lies so many days back, in UTC.
int createdBetween(Journey &journey, int mostDaysBack, int leastDaysBack)
{
    const QDate today = journey.clock.nowUtc().date();
    int count = 0;
    for (const QString &session : journey.server().sessions(journey.project())) {
        const QDate day = journey.server().conversationCreated(journey.project(), session).toUTC().date();
        if (day >= today.addDays(-mostDaysBack) && day <= today.addDays(-leastDaysBack))
            ++count;
    }
    return count;
}

} // namespace

/// The text, date and people filters.
class TestJourneyFilter : public QObject
{
    Q_OBJECT

private slots:
    void filtersWhileTyping();
    void goesOnInTheList();
    void ignoresCaseAndAccents_data();
    void ignoresCaseAndAccents();
    void findsIdsAndSessions();
    void loadsTheRestToFilter();
    void filtersByDay_data();
    void filtersByDay();
    void filtersByTheDaysOfThePersonsZone_data();
    void filtersByTheDaysOfThePersonsZone();
    void datesThatCannotBeReadMatchNoSpan();
    void followsTheViews();
    void movesOnAtMidnight();
    void filtersByPeople();
    void saysThatMeIsNotPossible();
    void offersToClearTheFilters();
    void neverDeletesHiddenRows();
    void whatComesIntoSightIsNotSelected();
    void keepsTheSelection();
};

void TestJourneyFilter::filtersWhileTyping()
{
    Journey journey(holding(60, 100));
    QVERIFY(journey.signIn());
    const QStringList all = journey.rows();
    Journey::press(Qt::Key_L, Qt::ControlModifier);
    QVERIFY(journey.filter()->hasFocus());
    QString typed;
    for (const QChar letter : u"refund"_s) {
        Journey::type(letter);
        typed += letter;
        QVERIFY(journey.rowCount() <= all.size());
        for (const QString &row : journey.rows())
            QVERIFY2(row.contains(typed, Qt::CaseInsensitive), qPrintable(row));
        QCOMPARE(journey.rowCount(), all.filter(typed, Qt::CaseInsensitive).size());
    }
    QVERIFY(journey.rowCount() > 0);
    Journey::press(Qt::Key_Escape);
    QCOMPARE(journey.rows(), all);
}

void TestJourneyFilter::goesOnInTheList()
{
    Journey journey(holding(60, 100));
    QVERIFY(journey.signIn());
    Journey::press(Qt::Key_L, Qt::ControlModifier);
    Journey::type(u"e"_s);
    const QStringList rows = journey.rows();
    QVERIFY(rows.size() > 2);
    Journey::press(Qt::Key_Down);
    QVERIFY(journey.list()->hasFocus());
    QCOMPARE(journey.selectedRows(), rows.first(1));
    Journey::press(Qt::Key_Down);
    QCOMPARE(journey.selectedRows(), rows.sliced(1, 1));
    // What somebody selected before stays.
    Journey::press(Qt::Key_L, Qt::ControlModifier);
    Journey::press(Qt::Key_Return);
    QVERIFY(journey.list()->hasFocus());
    QCOMPARE(journey.selectedRows(), rows.sliced(1, 1));
}

void TestJourneyFilter::ignoresCaseAndAccents_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("typed");
    QTest::newRow("accents") << u"Rücksendung nach Zürich"_s << u"ZURICH"_s;
    QTest::newRow("sharp s") << u"Große Straße"_s << u"strasse"_s;
    QTest::newRow("Russian") << u"Возврат номер семь"_s << u"НОМЕР СЕМЬ"_s;
    QTest::newRow("Greek") << u"Επιστροφή χρημάτων"_s << u"επιστροφη"_s;
    QTest::newRow("Japanese") << u"パスワードの件"_s << u"ぱすわーどの件"_s;
    QTest::newRow("Arabic") << u"تأخر الطلب كثيرا"_s << u"الطلب كثيرا"_s;
    QTest::newRow("Chinese") << u"订单申请退款了"_s << u"退款了"_s;
    QTest::newRow("Hebrew points") << u"בְּרֵאשִׁית בָּרָא"_s << u"בראשית ברא"_s;
    QTest::newRow("Arabic vowels") << u"مَكْتُوبٌ هُنَا"_s << u"مكتوب هنا"_s;
    QTest::newRow("Vietnamese") << u"Đặt lại mật khẩu"_s << u"DAT LAI MAT"_s;
}

void TestJourneyFilter::ignoresCaseAndAccents()
{
    QFETCH(const QString, name);
    QFETCH(const QString, typed);
    Journey journey(holding(40, 100));
    QVERIFY(journey.server().renameConversation(journey.project(), journey.session(17), name));
    QVERIFY(journey.signIn());
    journey.filter()->setFocus();
    Journey::type(typed);
    QCOMPARE(journey.rows(), QStringList{name});
}

void TestJourneyFilter::findsIdsAndSessions()
{
    Journey journey(holding(40, 100));
    QVERIFY(journey.signIn());
    const QString session = journey.session(9);
    const QAbstractItemModel &model = *journey.list()->model();
    const QString id = model.index(9, ConversationListModel::IdColumn).data().toString();
    journey.filter()->setFocus();
    Journey::type(id);
    QVERIFY(journey.rowOf(session) >= 0);
    Journey::press(Qt::Key_Escape);
    Journey::type(session.mid(4, 12).toUpper());
    QCOMPARE(journey.rowCount(), 1);
    QCOMPARE(journey.rowOf(session), 0);
}

void TestJourneyFilter::loadsTheRestToFilter()
{
    Journey journey(holding(333, 10));
    QVERIFY(journey.server().renameConversation(journey.project(), journey.session(330), u"needle"_s));
    QVERIFY(journey.signIn());
    QVERIFY(journey.rowCount() < 330);
    journey.filter()->setFocus();
    Journey::type(u"needle"_s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rows(), QStringList{u"needle"_s});
    QCOMPARE(journey.countText(), u"333 conversations\n1 of them match the filters"_s);
    QCOMPARE(journey.calls(u"^GET /api/v1/projects/\\d+/conversations$"_s), 34);
    QVERIFY(journey.filter()->hasFocus());
}

void TestJourneyFilter::filtersByDay_data()
{
    QTest::addColumn<QString>("choice");
    QTest::addColumn<int>("most");
    QTest::addColumn<int>("least");
    QTest::newRow("today") << u"Today"_s << 0 << 0;
    QTest::newRow("yesterday") << u"Yesterday"_s << 1 << 1;
    QTest::newRow("week") << u"Last 7 days"_s << 6 << 0;
    QTest::newRow("month") << u"Last 30 days"_s << 29 << 0;
    QTest::newRow("older") << u"Older than…"_s << 100'000 << 91;
}

void TestJourneyFilter::filtersByDay()
{
    QFETCH(const QString, choice);
    QFETCH(const int, most);
    QFETCH(const int, least);
    Journey journey(holding(120, 200));
    QVERIFY(journey.signIn());
    auto *date = journey.control<QComboBox>(u"Date"_s);
    QVERIFY(date);
    Journey::choose(date, choice);
    QVERIFY(journey.waitLoaded());
    const int expected = createdBetween(journey, most, least);
    QVERIFY(expected > 0 && expected < 120);
    QCOMPARE(journey.rowCount(), expected);
    if (choice == u"Older than…"_s) {
        auto *days = journey.control<QSpinBox>(u"Older than so many days"_s);
        QVERIFY(days);
        days->setFocus();
        days->selectAll();
        Journey::type(u"300"_s);
        QVERIFY(journey.waitLoaded());
        QCOMPARE(journey.rowCount(), createdBetween(journey, 100'000, 301));
    }
}

void TestJourneyFilter::filtersByTheDaysOfThePersonsZone_data()
{
    QTest::addColumn<QByteArray>("zone");
    for (const char *zone : {"UTC", "Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kolkata"})
        QTest::newRow(zone) << QByteArray(zone);
}

// Where it is tomorrow already, or still yesterday.
void TestJourneyFilter::filtersByTheDaysOfThePersonsZone()
{
    QFETCH(const QByteArray, zone);
    const QTimeZone local(zone);
    QVERIFY(local.isValid());
    Journey journey(holding(120, 200));
    journey.crash();
    journey.clock.setZone(local); // before the program starts
    QVERIFY(journey.signIn());
    const QDate today = journey.clock.nowUtc().toTimeZone(local).date();
    const auto between = [&](const QDate &from, const QDate &to) {
        QSet<QString> sessions;
        for (const QString &session : journey.server().sessions(journey.project())) {
            const QDate day =
                journey.server().conversationCreated(journey.project(), session).toTimeZone(local).date();
            if (day >= from && day <= to)
                sessions.insert(session);
        }
        return sessions;
    };
    const auto shown = [&journey] {
        QSet<QString> sessions;
        const QAbstractItemModel &model = *journey.list()->model();
        for (int row = 0; row < model.rowCount(); ++row)
            sessions.insert(model.index(row, 0).data(ConversationListModel::SessionRole).toString());
        return sessions;
    };
    auto *date = journey.control<QComboBox>(u"Date"_s);
    Journey::choose(date, u"Yesterday"_s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(shown(), between(today.addDays(-1), today.addDays(-1)));
    Journey::choose(date, u"Last 7 days"_s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(shown(), between(today.addDays(-6), today));

    // A range that is typed, its ends included.
    Journey::choose(date, u"Custom range…"_s);
    auto *from = journey.window().findChild<QDateEdit *>(u"dateFrom"_s);
    auto *to = journey.window().findChild<QDateEdit *>(u"dateTo"_s);
    QVERIFY(from && from->isVisible() && to && to->isVisible());
    QCOMPARE(to->date(), today);
    const auto enter = [](QDateEdit *field, const QDate &day) {
        field->setFocus();
        for (const auto &[section, format] : {std::pair(QDateEdit::YearSection, u"yyyy"_s),
                                              {QDateEdit::MonthSection, u"MMM"_s},
                                              {QDateEdit::DaySection, u"d"_s}}) {
            field->setSelectedSection(section);
            Journey::type(field->locale().toString(day, format));
        }
        Journey::press(Qt::Key_Return);
    };
    enter(from, today.addDays(-20));
    enter(to, today.addDays(-2));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(from->date(), today.addDays(-20));
    QCOMPARE(to->date(), today.addDays(-2));
    const QSet<QString> expected = between(today.addDays(-20), today.addDays(-2));
    QVERIFY(expected.size() > 1 && expected.size() < 120);
    QCOMPARE(shown(), expected);
}

// "Older than…" and Ctrl+A choose what is deleted: what has no date is in no span of time.
void TestJourneyFilter::datesThatCannotBeReadMatchNoSpan()
{
    Journey journey(holding(12, 20));
    QByteArray rows;
    int number = 0;
    for (const char *created :
         {"null", "\"\"", "\"0000-00-00 00:00:00\"", "\"yesterday\"", "1700000000", "{}", "[]", "true",
          "\"2020-13-45 99:99:99\"", "\"2099-01-01 00:00:00\"", "\"2021-05-04 03:02:01\""}) {
        rows += QByteArray(number == 0 ? "" : ",") + "{\"id\":" + QByteArray::number(100 + number) +
                ",\"session_id\":\"session-with-number-" + QByteArray::number(number) + "\",\"name\":\"" +
                QByteArray::number(number) + " made\",\"created_at\":" + created + "}";
        ++number;
    }
    SandboxFault odd;
    odd.match = u"^GET /api/v1/projects/%1/conversations$"_s.arg(journey.project());
    odd.status = 200;
    odd.body = "{\"data\":{\"current_page\":1,\"data\":[" + rows +
               "],\"last_page\":1,\"per_page\":20,\"total\":" + QByteArray::number(number) +
               "},\"status\":\"success\"}";
    journey.addFault(odd);
    QVERIFY(journey.signIn());
    QCOMPARE(journey.rowCount(), number);
    auto *date = journey.control<QComboBox>(u"Date"_s);
    Journey::choose(date, u"Older than…"_s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rows(), QStringList{u"10 made"_s}); // the one that says when
    for (const QString &span : {u"Today"_s, u"Yesterday"_s, u"Last 7 days"_s, u"Last 30 days"_s}) {
        Journey::choose(date, span);
        QVERIFY(journey.waitLoaded());
        QCOMPARE(journey.rows(), QStringList());
    }
}

void TestJourneyFilter::followsTheViews()
{
    Journey journey(holding(120, 200));
    QVERIFY(journey.signIn());
    auto *views = journey.control<QListWidget>(u"Views"_s);
    QVERIFY(views);
    for (int row = 0; row < views->count(); ++row) {
        QTest::mouseClick(views->viewport(), Qt::LeftButton, {},
                          views->visualItemRect(views->item(row)).center());
        if (views->item(row)->text() == u"Yesterday"_s)
            break;
    }
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.control<QComboBox>(u"Date"_s)->currentText(), u"Yesterday"_s);
    QCOMPARE(journey.rowCount(), createdBetween(journey, 1, 1));
    Journey::choose(journey.control<QComboBox>(u"Date"_s), u"Today"_s);
    QCOMPARE(views->currentItem()->text(), u"Today"_s);
    QVERIFY(journey.restart()); // and it is remembered
    QCOMPARE(journey.control<QComboBox>(u"Date"_s)->currentText(), u"Today"_s);
    QCOMPARE(journey.rowCount(), createdBetween(journey, 0, 0));
}

void TestJourneyFilter::movesOnAtMidnight()
{
    Journey journey(holding(120, 200));
    QVERIFY(journey.signIn());
    Journey::choose(journey.control<QComboBox>(u"Date"_s), u"Yesterday"_s);
    QVERIFY(journey.waitLoaded());
    const QStringList yesterday = journey.rows();
    const int today = createdBetween(journey, 0, 0);
    QVERIFY(today > 0);
    journey.advance(12h + 1min);
    QVERIFY(journey.waitLoaded());
    QVERIFY(journey.rows() != yesterday);
    QCOMPARE(journey.rowCount(), today);
}

void TestJourneyFilter::filtersByPeople()
{
    Journey journey(holding(60, 100));
    QVERIFY(journey.signIn());
    auto *people = journey.control<QComboBox>(u"People"_s);
    QVERIFY(people);
    int sum = 0;
    for (const QString &who : {u"Anonymous visitors"_s, u"Team members"_s}) {
        Journey::choose(people, who);
        QVERIFY(journey.waitLoaded());
        QVERIFY(journey.rowCount() > 0 && journey.rowCount() < 60);
        sum += journey.rowCount();
    }
    QCOMPARE(sum, 60);
    Journey::choose(people, u"Me"_s);
    QVERIFY(journey.waitLoaded());
    QVERIFY(journey.calls(u"userFilter=me"_s) > 0);
    QVERIFY(journey.rowCount() > 0);
    QCOMPARE(people->currentText(), u"Me"_s);
}

void TestJourneyFilter::saysThatMeIsNotPossible()
{
    SandboxOptions options = holding(60, 100);
    options.acceptMe = false;
    Journey journey(options);
    QVERIFY(journey.signIn());
    auto *people = journey.control<QComboBox>(u"People"_s);
    Journey::choose(people, u"Me"_s);
    QVERIFY(journey.waitLoaded());
    QVERIFY(journey.waitBanner(u"cannot show your own conversations alone"_s));
    QCOMPARE(people->currentText(), u"Everyone"_s);
    QCOMPARE(journey.rowCount(), 60);
}

void TestJourneyFilter::offersToClearTheFilters()
{
    Journey journey(holding(60, 100));
    QVERIFY(journey.signIn());
    journey.filter()->setFocus();
    Journey::type(u"zzzz"_s);
    QCOMPARE(journey.listSentence(), u"No conversation matches."_s);
    QVERIFY(journey.pressButton(u"Clear the filters"_s));
    QCOMPARE(journey.listSentence(), QString());
    QCOMPARE(journey.rowCount(), 60);
    QVERIFY(journey.filter()->text().isEmpty());
    QVERIFY(Journey::focusIsVisible());

    // The same by keys, for all three filters.
    Journey::type(QString());
    Journey::choose(journey.control<QComboBox>(u"People"_s), u"Team members"_s);
    Journey::choose(journey.control<QComboBox>(u"Date"_s), u"Today"_s);
    QVERIFY(journey.waitLoaded());
    QVERIFY(journey.rowCount() < 60);
    Journey::press(Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowCount(), 60);
    QCOMPARE(journey.control<QComboBox>(u"People"_s)->currentText(), u"Everyone"_s);
    QCOMPARE(journey.control<QComboBox>(u"Date"_s)->currentText(), u"Any time"_s);
}

void TestJourneyFilter::neverDeletesHiddenRows()
{
    Journey journey(holding(40, 100));
    QVERIFY(journey.server().renameConversation(journey.project(), journey.session(3), u"keep me"_s));
    QVERIFY(journey.server().renameConversation(journey.project(), journey.session(4), u"drop me"_s));
    QVERIFY(journey.signIn());
    const QString kept = journey.session(3);
    const QString dropped = journey.session(4);
    journey.click(3);
    journey.click(4, Qt::ControlModifier);
    QCOMPARE(journey.selectedRows().size(), 2);
    journey.filter()->setFocus();
    Journey::type(u"drop"_s);
    QCOMPARE(journey.selectedRows(), QStringList{u"drop me"_s});
    journey.list()->setFocus();
    Journey::press(Qt::Key_Delete);
    QVERIFY(journey.waitLoaded());
    journey.advance(10s);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 1);
    QVERIFY(!journey.server().hasConversation(journey.project(), dropped));
    QVERIFY(journey.server().hasConversation(journey.project(), kept));
}

// The one row that was chosen is hidden; what stands in its place was chosen by nobody.
void TestJourneyFilter::whatComesIntoSightIsNotSelected()
{
    Journey journey(holding(40, 100));
    QVERIFY(journey.server().renameConversation(journey.project(), journey.session(3), u"keep me"_s));
    QVERIFY(journey.server().renameConversation(journey.project(), journey.session(4), u"another"_s));
    QVERIFY(journey.signIn());
    journey.click(3);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.selectedRows(), QStringList{u"keep me"_s});
    journey.filter()->setFocus();
    Journey::type(u"another"_s);
    QCOMPARE(journey.rows(), QStringList{u"another"_s});
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.selectedRows(), QStringList());
    QVERIFY(!journey.action(u"Delete"_s)->isEnabled());
    journey.list()->setFocus();
    Journey::press(Qt::Key_Delete);
    journey.advance(1min);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.deleteCalls(), 0);
    QCOMPARE(journey.rows(), QStringList{u"another"_s});
}

void TestJourneyFilter::keepsTheSelection()
{
    Journey journey(holding(40, 100));
    QVERIFY(journey.server().renameConversation(journey.project(), journey.session(5), u"chosen one"_s));
    QVERIFY(journey.signIn());
    journey.click(5);
    QVERIFY(journey.waitLoaded());
    const int calls = journey.calls({});
    journey.filter()->setFocus();
    Journey::type(u"chosen"_s);
    QCOMPARE(journey.selectedRows(), QStringList{u"chosen one"_s});
    Journey::press(Qt::Key_Escape);
    QCOMPARE(journey.selectedRows(), QStringList{u"chosen one"_s});
    journey.sortBy(ConversationListModel::NameColumn);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.selectedRows(), QStringList{u"chosen one"_s});
    QCOMPARE(journey.calls({}), calls); // nothing was opened anew
}

QTEST_MAIN(TestJourneyFilter)
#include "tst_journey_filter.moc"
