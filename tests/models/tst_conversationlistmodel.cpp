// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/conversationlistfixture.h"

#include "core/text.h"

/// What the list says, finds and sorts. The service's signals are sent by the test itself, so that every
/// order of arrival can be tried; tst_conversationlistjourney has the model over the working service.
class TestConversationListModel : public ConversationListFixture
{
    Q_OBJECT

private slots:
    void init() { setUp(); }
    void cleanup() { tearDown(); }
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
    void newDay();
    void rowsAndSessions();
};

void TestConversationListModel::columnsAndRoles()
{
    Conversation value = conversation(41, u"Refund"_s);
    value.updatedAt = {};
    upsert({value});
    QCOMPARE(m_model->columnCount(), 8);
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
    QCOMPARE(titles, QStringList({u"Name"_s, u"Created"_s, u"Updated"_s, u"ID"_s, u"Last message"_s,
                                  u"Messages"_s, u"Reactions"_s, u"Language"_s}));
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

QTEST_GUILESS_MAIN(TestConversationListModel)
#include "tst_conversationlistmodel.moc"
