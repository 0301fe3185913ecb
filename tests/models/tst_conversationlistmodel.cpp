// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text.h"
#include "fakes/fakechatapi.h"
#include "fakes/manualclock.h"
#include "models/conversationlistmodel.h"
#include "services/conversationservice.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;
using Model = ConversationListModel;

namespace {

const QDateTime day0(QDate(2026, 3, 10), QTime(9, 30), Qt::UTC); // the day of the manual clock

Conversation conversation(qint64 id, const QString &name, const QDateTime &created = day0)
{
    Conversation value;
    value.id = ConversationId{id};
    value.session = FakeChatApi::session(id);
    value.project = ProjectId{1};
    value.name = name;
    value.createdAt = value.updatedAt = created;
    return value;
}

} // namespace

/// What the list says and how it tells its changes. The service's signals are sent by the test itself, so
/// that every order of arrival can be tried; tst_conversationlistjourney has the model over the working
/// service.
class TestConversationListModel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void columnsAndRoles();
    void unnamedAndHostileNames();
    void headers();
    void filterFindsNameIdAndSession_data();
    void filterFindsNameIdAndSession();
    void filterNarrowsAndWidens();
    void filterLeavingTheSameRowsIsNoReset();
    void longNamesAreFoundByTheirEnd();
    void dateFilter_data();
    void dateFilter();
    void needsAllAndIsFiltered();
    void sortByName();
    void sortByDate();
    void sortById();
    void newRowsComeInRanges();
    void removedRowsGoInRanges();
    void scatteredChangesAreAReset();
    void changedRowStaysMovesHidesAndAppears();
    void unchangedRowsAreNotTold();
    void duplicatesDoNotDouble();
    void newDay();
    void rowsAndSessions();
    void randomChangesKeepTheModelExact_data();
    void randomChangesKeepTheModelExact();

private:
    void upsert(const QList<Conversation> &values) { emit m_service->upserted(values); }
    void remove(const QList<qint64> &ids);
    [[nodiscard]] QString names() const;
    [[nodiscard]] QStringList takeChanges() { return std::exchange(m_changes, {}); }
    void watch();

    std::unique_ptr<FakeChatApi> m_api;
    std::unique_ptr<ManualClock> m_clock;
    std::unique_ptr<ConversationService> m_service;
    std::unique_ptr<Model> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    QStringList m_changes;
    QStringList m_mirror; ///< The names as a view knows them that believes the signals alone.
};

void TestConversationListModel::init()
{
    m_changes.clear();
    m_mirror.clear();
    m_api = std::make_unique<FakeChatApi>();
    m_clock = std::make_unique<ManualClock>();
    m_service = std::make_unique<ConversationService>(*m_api);
    m_model = std::make_unique<Model>(*m_service, *m_clock);
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    watch();
}

void TestConversationListModel::watch()
{
    const auto note = [this](const QString &what, int first, int last) {
        m_changes << u"%1 %2-%3"_s.arg(what).arg(first).arg(last);
    };
    const auto nameAt = [this](int row) { return m_model->index(row, Model::NameColumn).data().toString(); };
    Model *model = m_model.get();
    connect(model, &Model::rowsInserted, this, [=, this](const QModelIndex &, int first, int last) {
        note(u"insert"_s, first, last);
        for (int row = first; row <= last; ++row)
            m_mirror.insert(row, nameAt(row));
    });
    connect(model, &Model::rowsRemoved, this, [=, this](const QModelIndex &, int first, int last) {
        note(u"remove"_s, first, last);
        m_mirror.remove(first, last - first + 1);
    });
    connect(model, &Model::rowsMoved, this,
            [=, this](const QModelIndex &, int from, int, const QModelIndex &, int to) {
                note(u"move"_s, from, to);
                m_mirror.move(from, to > from ? to - 1 : to);
            });
    connect(model, &Model::dataChanged, this, [=, this](const QModelIndex &first, const QModelIndex &last) {
        note(u"change"_s, first.row(), last.row());
        for (int row = first.row(); row <= last.row(); ++row)
            m_mirror[row] = nameAt(row);
    });
    connect(model, &Model::modelReset, this, [=, this] {
        m_changes << u"reset"_s;
        m_mirror.clear();
        for (int row = 0; row < m_model->rowCount(); ++row)
            m_mirror << nameAt(row);
    });
}

void TestConversationListModel::cleanup()
{
    if (m_model)
        QCOMPARE(m_mirror.join(u", "_s), names());
    m_tester.reset();
    m_model.reset();
    m_service.reset();
    m_api.reset();
}

void TestConversationListModel::remove(const QList<qint64> &ids)
{
    QList<SessionId> sessions;
    for (const qint64 id : ids)
        sessions << FakeChatApi::session(id);
    emit m_service->removed(sessions);
}

QString TestConversationListModel::names() const
{
    QStringList rows;
    for (int row = 0; row < m_model->rowCount(); ++row)
        rows << m_model->index(row, Model::NameColumn).data().toString();
    return rows.join(u", "_s);
}

void TestConversationListModel::columnsAndRoles()
{
    Conversation value = conversation(41, u"Refund"_s);
    value.updatedAt = {};
    upsert({value});
    QCOMPARE(m_model->columnCount(), 4);
    const auto at = [this](int column, int role = Qt::DisplayRole) {
        return m_model->index(0, column).data(role);
    };
    QCOMPARE(at(Model::NameColumn).toString(), u"Refund"_s);
    QCOMPARE(at(Model::CreatedColumn).toString(), u"Today 09:30"_s);
    QCOMPARE(at(Model::UpdatedColumn).toString(), QString());
    QCOMPARE(at(Model::IdColumn).toString(), u"41"_s);
    QCOMPARE(at(Model::CreatedColumn, Qt::ToolTipRole).toString(),
             u"Tuesday, 10 March 2026 09:30:00 UTC+00:00"_s);
    QCOMPARE(at(Model::CreatedColumn, Model::MomentRole).toDateTime(), day0);
    QVERIFY(!at(Model::UpdatedColumn, Model::MomentRole).toDateTime().isValid());
    QVERIFY(!at(Model::NameColumn, Model::MomentRole).isValid());
    for (int column = 0; column < Model::ColumnCount; ++column) {
        QCOMPARE(at(column, Qt::AccessibleTextRole).toString(), u"Refund"_s);
        QCOMPARE(at(column, Model::SessionRole).toString(), value.session.toString());
        QVERIFY(!at(column, Qt::TextAlignmentRole).isValid());
        QCOMPARE(m_model->flags(m_model->index(0, column)).testFlag(Qt::ItemIsEditable),
                 column == Model::NameColumn);
    }
    QCOMPARE(m_model->data({}, Qt::DisplayRole), QVariant());
}

void TestConversationListModel::unnamedAndHostileNames()
{
    upsert({conversation(3, QString()), conversation(2, u" \n\t"_s), conversation(1, u"a\u202Eb\nc<b>"_s)});
    QCOMPARE(names(), u"Conversation 3, Conversation 2, a\uFFFDb c<b>"_s);
    QVERIFY(m_model->index(0, 0).data(Model::UnnamedRole).toBool());
    QVERIFY(m_model->index(1, 0).data(Model::UnnamedRole).toBool());
    QVERIFY(!m_model->index(2, 0).data(Model::UnnamedRole).toBool());
    QCOMPARE(m_model->index(0, 0).data(Qt::EditRole).toString(), QString());
    QCOMPARE(m_model->index(2, 0).data(Qt::EditRole).toString(), u"a\u202Eb\nc<b>"_s);
    QCOMPARE(m_model->index(2, 3).data(Model::RawNameRole).toString(), u"a\u202Eb\nc<b>"_s);
    upsert({conversation(4, QString(5000, u'x'))});
    QCOMPARE(m_model->index(0, 0).data().toString().size(), text::maxNameLength);
}

void TestConversationListModel::headers()
{
    QStringList titles;
    for (int column = 0; column < Model::ColumnCount; ++column)
        titles << m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    QCOMPARE(titles, QStringList({u"Name"_s, u"Created"_s, u"Updated"_s, u"ID"_s}));
    QVERIFY(!m_model->headerData(9, Qt::Horizontal, Qt::DisplayRole).isValid());
}

void TestConversationListModel::filterFindsNameIdAndSession_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("found");
    QTest::newRow("nothing") << QString() << u"Conversation 88, Straße, パスワード, 50% off .*, Łódź É"_s;
    QTest::newRow("blanks") << u"  "_s << u"Conversation 88, Straße, パスワード, 50% off .*, Łódź É"_s;
    QTest::newRow("case and sharp s") << u" STRASSE "_s << u"Straße"_s;
    QTest::newRow("accents") << u"lodz e"_s << u"Łódź É"_s;
    QTest::newRow("hiragana for katakana") << u"ぱす"_s << u"パスワード"_s;
    QTest::newRow("id") << u"88"_s << u"Conversation 88"_s;
    QTest::newRow("name as shown") << u"conversation 8"_s << u"Conversation 88"_s;
    QTest::newRow("session") << u"SESSION-000003"_s << u"パスワード"_s;
    QTest::newRow("literal") << u".*"_s << u"50% off .*"_s;
    QTest::newRow("percent") << u"0%"_s << u"50% off .*"_s;
    QTest::newRow("not across fields") << u"straße 4"_s << QString();
    QTest::newRow("line break is a blank") << u"50%\noff"_s << u"50% off .*"_s;
    QTest::newRow("no match") << u"zzz"_s << QString();
    QTest::newRow("huge") << QString(100'000, u'a') << QString();
}

void TestConversationListModel::filterFindsNameIdAndSession()
{
    QFETCH(const QString, typed);
    QFETCH(const QString, found);
    upsert({conversation(88, {}), conversation(4, u"Straße"_s), conversation(3, u"パスワード"_s),
            conversation(2, u"50% off .*"_s), conversation(1, u"Łódź É"_s)});
    m_model->setFilterText(typed);
    QCOMPARE(names(), found);
    QCOMPARE(m_model->filterText(), typed);
    QCOMPARE(m_model->isFiltered(), !typed.trimmed().isEmpty());
}

void TestConversationListModel::filterNarrowsAndWidens()
{
    upsert({conversation(1, u"apple"_s), conversation(2, u"apricot"_s), conversation(3, u"banana"_s),
            conversation(4, u"grape"_s)});
    const QList<std::pair<QString, QString>> steps{{u"a"_s, u"grape, banana, apricot, apple"_s},
                                                   {u"ap"_s, u"grape, apricot, apple"_s},
                                                   {u"app"_s, u"apple"_s},
                                                   {u"ap"_s, u"grape, apricot, apple"_s},
                                                   {u"rap"_s, u"grape"_s},
                                                   {u"ana"_s, u"banana"_s},
                                                   {QString(), u"grape, banana, apricot, apple"_s}};
    for (const auto &[typed, found] : steps) {
        m_model->setFilterText(typed);
        QCOMPARE(names(), found);
    }
}

void TestConversationListModel::filterLeavingTheSameRowsIsNoReset()
{
    upsert({conversation(1, u"apple"_s), conversation(2, u"apricot"_s)});
    m_changes.clear();
    m_model->setFilterText(u"a"_s);
    m_model->setFilterText(u"ap"_s);
    QCOMPARE(takeChanges(), QStringList());
    m_model->setFilterText(u"app"_s);
    QCOMPARE(takeChanges(), QStringList(u"reset"_s));
}

void TestConversationListModel::longNamesAreFoundByTheirEnd()
{
    upsert({conversation(1, QString(300, u'x') + u" needle"_s), conversation(2, u"other"_s)});
    m_model->setFilterText(u"needle"_s);
    QCOMPARE(m_model->rowCount(), 1);
}

void TestConversationListModel::dateFilter_data()
{
    using Kind = DateFilter::Kind;
    QTest::addColumn<DateFilter>("filter");
    QTest::addColumn<QString>("found");
    QTest::newRow("any") << DateFilter{} << u"never, old, month, week, yesterday, today"_s;
    QTest::newRow("today") << DateFilter{Kind::Today, 90, {}, {}} << u"today"_s;
    QTest::newRow("yesterday") << DateFilter{Kind::Yesterday, 90, {}, {}} << u"yesterday"_s;
    QTest::newRow("7") << DateFilter{Kind::Last7Days, 90, {}, {}} << u"week, yesterday, today"_s;
    QTest::newRow("30") << DateFilter{Kind::Last30Days, 90, {}, {}} << u"month, week, yesterday, today"_s;
    QTest::newRow("older") << DateFilter{Kind::OlderThan, 90, {}, {}} << u"old"_s;
    QTest::newRow("custom") << DateFilter{Kind::Custom, 90, QDate(2026, 3, 4), QDate(2026, 3, 9)}
                            << u"week, yesterday"_s;
    QTest::newRow("open custom") << DateFilter{Kind::Custom, 90, {}, {}}
                                 << u"old, month, week, yesterday, today"_s;
}

void TestConversationListModel::dateFilter()
{
    QFETCH(const DateFilter, filter);
    QFETCH(const QString, found);
    upsert({conversation(1, u"today"_s), conversation(2, u"yesterday"_s, day0.addDays(-1)),
            conversation(3, u"week"_s, day0.addDays(-6)), conversation(4, u"month"_s, day0.addDays(-29)),
            conversation(5, u"old"_s, day0.addDays(-100)), conversation(6, u"never"_s, {})});
    m_model->setDateFilter(filter);
    QCOMPARE(names(), found);
    QCOMPARE(m_model->dateFilter(), filter);
    QCOMPARE(m_model->isFiltered(), filter.kind != DateFilter::Kind::AnyTime);
    // Both filters hold at once, also for rows that come later.
    m_model->setFilterText(u"y"_s);
    upsert({conversation(7, u"xyz"_s, day0.addDays(-400))});
    QCOMPARE(names().contains(u"xyz"_s), filter.kind == DateFilter::Kind::AnyTime ||
                                             filter.kind == DateFilter::Kind::OlderThan ||
                                             found.startsWith(u"old, month"_s));
    QVERIFY(!names().contains(u"week"_s));
}

void TestConversationListModel::needsAllAndIsFiltered()
{
    QVERIFY(!m_model->needsAll());
    m_model->sort(Model::IdColumn, Qt::AscendingOrder);
    QVERIFY(m_model->needsAll());
    m_model->sort(-1, Qt::AscendingOrder); // a header view's "no order"
    QVERIFY(!m_model->needsAll());
    QCOMPARE(m_model->sortColumn(), int(Model::IdColumn));
    QCOMPARE(m_model->sortOrder(), Qt::DescendingOrder);
    m_model->sort(Model::NameColumn, Qt::DescendingOrder);
    QVERIFY(m_model->needsAll());
    m_model->sort(Model::IdColumn, Qt::DescendingOrder);
    m_model->setFilterText(u"x"_s);
    QVERIFY(m_model->needsAll());
    m_model->setFilterText(u" "_s);
    QVERIFY(!m_model->needsAll());
    m_model->setDateFilter({DateFilter::Kind::Today, 90, {}, {}});
    QVERIFY(m_model->needsAll());
}

void TestConversationListModel::sortByName()
{
    upsert({conversation(1, u"order 10"_s), conversation(2, u"Zebra"_s), conversation(3, u"Order 9"_s),
            conversation(4, {}), conversation(5, u"äpfel"_s), conversation(6, u"apfel"_s),
            conversation(7, {}), conversation(8, u"order 10"_s)});
    m_changes.clear();
    m_model->sort(Model::NameColumn, Qt::AscendingOrder);
    QCOMPARE(takeChanges(), QStringList(u"reset"_s));
    QCOMPARE(names(), u"apfel, äpfel, Order 9, order 10, order 10, Zebra, Conversation 4, Conversation 7"_s);
    QCOMPARE(m_model->rowOf(FakeChatApi::session(1)), 3); // equal names by id
    QCOMPARE(m_model->rowOf(FakeChatApi::session(8)), 4);
    m_model->sort(Model::NameColumn, Qt::DescendingOrder);
    QCOMPARE(names(), u"Zebra, order 10, order 10, Order 9, äpfel, apfel, Conversation 7, Conversation 4"_s);
    QCOMPARE(m_model->rowOf(FakeChatApi::session(8)), 1);
    m_changes.clear();
    m_model->sort(Model::NameColumn, Qt::DescendingOrder);
    QCOMPARE(takeChanges(), QStringList());
}

void TestConversationListModel::sortByDate()
{
    upsert({conversation(1, u"b"_s, day0), conversation(2, u"none"_s, {}),
            conversation(3, u"a"_s, day0.addDays(-3)), conversation(4, u"c"_s, day0),
            conversation(5, u"before 1970"_s, QDateTime(QDate(1960, 1, 1), QTime(1, 0), Qt::UTC))});
    m_model->sort(Model::CreatedColumn, Qt::AscendingOrder);
    QCOMPARE(names(), u"before 1970, a, b, c, none"_s);
    m_model->sort(Model::UpdatedColumn, Qt::DescendingOrder);
    QCOMPARE(names(), u"c, b, a, before 1970, none"_s);
}

void TestConversationListModel::sortById()
{
    upsert({conversation(10, u"ten"_s), conversation(9, u"nine"_s), conversation(100, u"hundred"_s)});
    QCOMPARE(names(), u"hundred, ten, nine"_s);
    m_model->sort(Model::IdColumn, Qt::AscendingOrder);
    QCOMPARE(names(), u"nine, ten, hundred"_s);
}

void TestConversationListModel::newRowsComeInRanges()
{
    upsert({conversation(10, u"10"_s), conversation(20, u"20"_s), conversation(30, u"30"_s)});
    QCOMPARE(takeChanges(), QStringList(u"insert 0-2"_s));
    upsert({conversation(5, u"5"_s), conversation(22, u"22"_s), conversation(6, u"6"_s),
            conversation(21, u"21"_s), conversation(40, u"40"_s)});
    QCOMPARE(takeChanges(), QStringList({u"insert 3-4"_s, u"insert 1-2"_s, u"insert 0-0"_s}));
    QCOMPARE(names(), u"40, 30, 22, 21, 20, 10, 6, 5"_s);
    m_model->setFilterText(u"2"_s);
    m_changes.clear();
    upsert({conversation(50, u"hidden"_s), conversation(32, u"x"_s), conversation(12, u"y"_s)});
    QCOMPARE(takeChanges(), QStringList({u"insert 3-3"_s, u"insert 0-0"_s}));
    m_model->setFilterText({});
    QCOMPARE(names(), u"hidden, 40, x, 30, 22, 21, 20, y, 10, 6, 5"_s);
}

void TestConversationListModel::removedRowsGoInRanges()
{
    QList<Conversation> rows;
    for (int id = 1; id <= 8; ++id)
        rows << conversation(id, QString::number(id));
    upsert(rows);
    m_changes.clear();
    remove({2, 8, 3, 7, 99, 5, 5});
    QCOMPARE(takeChanges(), QStringList({u"remove 5-6"_s, u"remove 3-3"_s, u"remove 0-1"_s}));
    QCOMPARE(names(), u"6, 4, 1"_s);
    // Hidden rows go without a word, and do not come back.
    m_model->setFilterText(u"6"_s);
    m_changes.clear();
    remove({4});
    QCOMPARE(takeChanges(), QStringList());
    m_model->setFilterText({});
    QCOMPARE(names(), u"6, 1"_s);
    // The freed places are used again.
    upsert({conversation(9, u"9"_s), conversation(10, u"10"_s)});
    QCOMPARE(names(), u"10, 9, 6, 1"_s);
}

void TestConversationListModel::scatteredChangesAreAReset()
{
    QList<Conversation> even;
    QList<Conversation> odd;
    QList<qint64> oddIds;
    for (int id = 0; id < 2 * Model::maxRanges + 4; ++id) {
        (id % 2 == 0 ? even : odd) << conversation(id + 1, QString::number(id + 1));
        if (id % 2 == 1)
            oddIds << id + 1;
    }
    upsert(even);
    m_changes.clear();
    upsert(odd);
    QCOMPARE(takeChanges(), QStringList(u"reset"_s));
    QCOMPARE(m_model->rowCount(), even.size() + odd.size());
    remove(oddIds);
    QCOMPARE(takeChanges(), QStringList(u"reset"_s));
    QCOMPARE(m_model->rowCount(), even.size());
    m_model->sort(Model::NameColumn, Qt::AscendingOrder);
    m_changes.clear();
    for (Conversation &value : even)
        value.name = u"%1"_s.arg(1000 - value.id.value);
    upsert(even);
    QCOMPARE(takeChanges(), QStringList(u"reset"_s));
    QCOMPARE(m_model->sessionAt(0), even.last().session);
}

void TestConversationListModel::changedRowStaysMovesHidesAndAppears()
{
    upsert(
        {conversation(1, u"a"_s), conversation(2, u"c"_s), conversation(3, u"e"_s), conversation(4, u"g"_s)});
    m_changes.clear();
    upsert({conversation(2, u"C"_s)});
    QCOMPARE(takeChanges(), QStringList(u"change 2-2"_s));
    m_model->sort(Model::NameColumn, Qt::AscendingOrder);
    m_changes.clear();
    const QPersistentModelIndex kept = m_model->index(0, Model::NameColumn);
    upsert({conversation(1, u"f"_s)});
    QCOMPARE(takeChanges(), QStringList({u"move 0-3"_s, u"change 2-2"_s}));
    QCOMPARE(kept.row(), 2);
    upsert({conversation(4, u"b"_s)});
    QCOMPARE(takeChanges(), QStringList({u"move 3-0"_s, u"change 0-0"_s}));
    upsert({conversation(2, u"d"_s)}); // another name, the same place
    QCOMPARE(takeChanges(), QStringList(u"change 1-1"_s));
    QCOMPARE(names(), u"b, d, e, f"_s);
    m_model->setFilterText(u"e"_s);
    QCOMPARE(m_model->rowCount(), 4); // every session id has an e
    m_model->setFilterText(u"item"_s);
    m_changes.clear();
    upsert({conversation(3, u"item 3"_s)});
    QCOMPARE(takeChanges(), QStringList(u"insert 0-0"_s));
    upsert({conversation(1, u"item 1"_s)});
    QCOMPARE(takeChanges(), QStringList(u"insert 0-0"_s));
    upsert({conversation(3, u"other"_s)});
    QCOMPARE(takeChanges(), QStringList(u"remove 1-1"_s));
    upsert({conversation(2, u"aaa"_s)}); // hidden before and after
    QCOMPARE(takeChanges(), QStringList());
    m_model->setFilterText({});
    QCOMPARE(names(), u"aaa, b, item 1, other"_s);
}

void TestConversationListModel::unchangedRowsAreNotTold()
{
    upsert({conversation(1, u"a"_s), conversation(2, u"b"_s)});
    m_changes.clear();
    upsert({conversation(1, u"a"_s), conversation(2, u"b"_s)});
    QCOMPARE(takeChanges(), QStringList());
}

void TestConversationListModel::duplicatesDoNotDouble()
{
    upsert({conversation(1, u"a"_s), conversation(1, u"b"_s), conversation(1, u"c"_s)});
    QCOMPARE(names(), u"c"_s);
    upsert({conversation(1, u"d"_s), conversation(1, u"e"_s)});
    QCOMPARE(names(), u"e"_s);
}

void TestConversationListModel::newDay()
{
    upsert({conversation(1, u"a"_s), conversation(2, u"b"_s, day0.addDays(-1))});
    const auto created = [this](int row) {
        return m_model->index(row, Model::CreatedColumn).data().toString();
    };
    QCOMPARE(created(0), u"Yesterday 09:30"_s);
    QCOMPARE(created(1), u"Today 09:30"_s);
    m_clock->advance(std::chrono::hours(24));
    m_changes.clear();
    m_model->refreshDates();
    QCOMPARE(takeChanges(), QStringList(u"change 0-1"_s));
    QCOMPARE(created(0), u"Monday 09:30"_s);
    QCOMPARE(created(1), u"Yesterday 09:30"_s);
    m_model->setDateFilter({DateFilter::Kind::Yesterday, 90, {}, {}});
    QCOMPARE(names(), u"a"_s);
    m_clock->advance(std::chrono::hours(24));
    m_model->refreshDates();
    QCOMPARE(names(), QString());
    // The zone counts: 23:30 UTC is tomorrow in Kolkata.
    m_clock->setNow(day0.addSecs(14 * 3600));
    m_clock->setZone(QTimeZone("Asia/Kolkata"));
    m_model->refreshDates();
    QCOMPARE(names(), u"a"_s);
}

void TestConversationListModel::rowsAndSessions()
{
    upsert({conversation(1, u"a"_s), conversation(2, u"b"_s), conversation(3, u"ab"_s)});
    QCOMPARE(m_model->rowOf(FakeChatApi::session(2)), 1);
    QCOMPARE(m_model->rowOf(FakeChatApi::session(9)), -1);
    QCOMPARE(m_model->sessionAt(0), FakeChatApi::session(3));
    QVERIFY(!m_model->sessionAt(-1).isValid());
    QVERIFY(!m_model->sessionAt(3).isValid());
    m_model->setFilterText(u"a"_s);
    QCOMPARE(m_model->rowOf(FakeChatApi::session(2)), -1);
    QCOMPARE(m_model->visibleSessions(),
             QList<SessionId>({FakeChatApi::session(3), FakeChatApi::session(1)}));
}

void TestConversationListModel::randomChangesKeepTheModelExact_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<Qt::SortOrder>("order");
    QTest::addColumn<QString>("filter");
    for (const int column : {int(Model::NameColumn), int(Model::CreatedColumn), int(Model::IdColumn)}) {
        for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
            for (const QString &filter : {QString(), u"x"_s}) {
                const QByteArray tag =
                    QByteArray::number(column) + '/' + QByteArray::number(order) + '/' + filter.toUtf8();
                QTest::newRow(tag) << column << order << filter;
            }
        }
    }
}

void TestConversationListModel::randomChangesKeepTheModelExact()
{
    QFETCH(const int, column);
    QFETCH(const Qt::SortOrder, order);
    QFETCH(const QString, filter);
    m_model->sort(column, order);
    m_model->setFilterText(filter);
    QRandomGenerator random(20260310);
    const QStringList pool{u"x"_s, u"ax"_s, u"bx"_s, u"C"_s, u"d"_s, {}, u"éx"_s, u"Ex"_s};
    const auto make = [&](qint64 id) {
        const QDateTime date =
            random.bounded(6) == 0 ? QDateTime() : day0.addDays(-qint64(random.bounded(5)));
        return conversation(id, pool[qsizetype(random.bounded(quint32(pool.size())))], date);
    };
    QMap<qint64, Conversation> truth;
    for (int step = 0; step < 120; ++step) {
        if (random.bounded(3) > 0) {
            QMap<qint64, Conversation> batch;
            for (int i = 0, count = int(random.bounded(1u, 9u)); i < count; ++i) {
                const qint64 id = random.bounded(1, 60);
                batch.insert(id, make(id));
            }
            truth.insert(batch);
            upsert(batch.values());
        } else {
            QList<qint64> ids;
            for (int i = 0, count = int(random.bounded(1u, 5u)); i < count; ++i)
                ids << random.bounded(1, 60);
            remove(ids);
            for (const qint64 id : std::as_const(ids))
                truth.remove(id);
        }
        QCOMPARE(m_mirror.join(u", "_s), names());
        // A model that gets everything at once, in another order, shows the same.
        ConversationService other(*m_api);
        Model whole(other, *m_clock);
        whole.sort(column, order);
        whole.setFilterText(filter);
        emit other.upserted(truth.values());
        QCOMPARE(m_model->visibleSessions(), whole.visibleSessions());
        for (int row = 0; row < m_model->rowCount(); ++row)
            QCOMPARE(m_model->rowOf(m_model->sessionAt(row)), row);
    }
}

QTEST_GUILESS_MAIN(TestConversationListModel)
#include "tst_conversationlistmodel.moc"
