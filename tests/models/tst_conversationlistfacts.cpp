// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/conversationlistfixture.h"
#include "models/languagename.h"

namespace {

/// Read today, with its last message so many days before the day of the clock.
ThreadFacts silentFor(int days)
{
    ThreadFacts facts;
    facts.lastMessageAt = day0.addDays(-days);
    facts.messages = 1;
    facts.whole = true;
    facts.checkedAt = day0;
    return facts;
}

ThreadFacts judged(int liked, int disliked, bool whole = true)
{
    ThreadFacts facts = silentFor(1);
    facts.messages = 30;
    facts.liked = liked;
    facts.disliked = disliked;
    facts.whole = whole;
    return facts;
}

ThreadFacts in(const QString &language)
{
    ThreadFacts facts = silentFor(1);
    facts.language = language;
    return facts;
}

} // namespace

/// What only the archive knows of the rows: shown, sorted, filtered, and how it comes in.
class TestConversationListFacts : public ConversationListFixture
{
    Q_OBJECT

private slots:
    void init() { setUp(); }
    void cleanup() { tearDown(); }
    void cells();
    void emptyCellsSayWhy();
    void sorts_data();
    void sorts();
    void sortsNumbersThatChange();
    void silent();
    void silentIsNeverGuessed();
    void silentWithTheClockTurned();
    void byLanguage();
    void byReactions();
    void byNumberOfMessages();
    void filtersHoldTogether();
    void factsLeaveTheRowsInPlace();
    void factsMoveRowsOneByOne();
    void manyFactsAreOneStep();
    void rowsThatComeLaterHaveTheirs();
    void languageNames();

private:
    [[nodiscard]] QString cell(int row, int column, int role = Qt::DisplayRole) const
    {
        return m_model->index(row, column).data(role).toString();
    }
    void setSilent(int days) { m_model->setDateFilter({DateFilter::Kind::SilentFor, days, {}, {}}); }
};

void TestConversationListFacts::cells()
{
    upsert({conversation(1, u"a"_s)});
    ThreadFacts facts = judged(2, 1);
    facts.messages = 1234;
    facts.language = u"de"_s;
    know({{1, facts}});
    QCOMPARE(cell(0, Model::LastMessageColumn), u"Yesterday 09:30"_s);
    QCOMPARE(cell(0, Model::LastMessageColumn, Qt::ToolTipRole),
             u"Monday, 9 March 2026 09:30:00 UTC+00:00"_s);
    QCOMPARE(m_model->index(0, Model::LastMessageColumn).data(Model::MomentRole).toDateTime(),
             day0.addDays(-1));
    QCOMPARE(cell(0, Model::MessagesColumn), QLocale().toString(1234));
    QCOMPARE(cell(0, Model::ReactionsColumn), u"2 liked, 1 disliked"_s);
    QCOMPARE(m_model->index(0, Model::ReactionsColumn).data(Model::LikedRole), QVariant(2));
    QCOMPARE(m_model->index(0, Model::ReactionsColumn).data(Model::DislikedRole), QVariant(1));
    QCOMPARE(cell(0, Model::LanguageColumn), u"Deutsch"_s);
    QCOMPARE(cell(0, Model::LanguageColumn, Qt::AccessibleTextRole), u"a, Deutsch"_s);
    QCOMPARE(cell(0, Model::ReactionsColumn, Qt::AccessibleTextRole), u"a, 2 liked, 1 disliked"_s);
    QCOMPARE(cell(0, Model::NameColumn, Qt::AccessibleTextRole), u"a"_s);
    QVERIFY(Model::isNumber(Model::MessagesColumn) && !Model::isNumber(Model::LanguageColumn));
    for (const int column :
         {int(Model::MessagesColumn), int(Model::ReactionsColumn), int(Model::LanguageColumn)})
        QVERIFY(!m_model->index(0, column).data(Qt::ToolTipRole).isValid());
    m_clock->advance(std::chrono::hours(24));
    m_model->refreshDates();
    QCOMPARE(cell(0, Model::LastMessageColumn), u"Monday 09:30"_s);
    // Something may have been said since it was looked at.
    QCOMPARE(cell(0, Model::LastMessageColumn, Qt::ToolTipRole),
             u"Monday, 9 March 2026 09:30:00 UTC+00:00\nChecked yesterday 09:30"_s);
    QCOMPARE(cell(0, Model::MessagesColumn, Qt::ToolTipRole), u"Checked yesterday 09:30"_s);
}

void TestConversationListFacts::emptyCellsSayWhy()
{
    upsert({conversation(1, u"unread"_s), conversation(2, u"empty"_s), conversation(3, u"partly"_s)});
    ThreadFacts empty;
    empty.whole = true;
    empty.checkedAt = day0;
    know({{2, empty}, {3, judged(0, 0, false)}});
    for (int column = Model::LastMessageColumn; column < Model::ColumnCount; ++column) {
        QCOMPARE(cell(2, column), QString());
        QCOMPARE(cell(2, column, Qt::ToolTipRole), u"Not read yet"_s);
        QCOMPARE(cell(2, column, Qt::AccessibleTextRole), u"unread"_s);
    }
    QCOMPARE(cell(1, Model::LastMessageColumn, Qt::ToolTipRole), u"No message yet"_s);
    QCOMPARE(cell(1, Model::MessagesColumn), u"0"_s);
    QCOMPARE(cell(1, Model::ReactionsColumn, Qt::ToolTipRole), u"No reaction"_s);
    QCOMPARE(cell(1, Model::LanguageColumn, Qt::ToolTipRole), u"Not recognised"_s);
    QCOMPARE(cell(0, Model::ReactionsColumn), QString());
    QCOMPARE(cell(0, Model::ReactionsColumn, Qt::ToolTipRole), u"Not all of it was read yet"_s);
    QVERIFY(!m_model->index(0, Model::ReactionsColumn).data(Model::LikedRole).isValid());
}

void TestConversationListFacts::sorts_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("ascending");
    QTest::addColumn<QString>("descending");
    // What is not known stands last either way, in the order of the ids.
    QTest::newRow("last message") << int(Model::LastMessageColumn) << u"3, 2, 1, 4, 5, 9"_s
                                  << u"1, 2, 3, 9, 5, 4"_s;
    QTest::newRow("messages") << int(Model::MessagesColumn) << u"4, 1, 3, 2, 5, 9"_s << u"2, 3, 1, 4, 9, 5"_s;
    QTest::newRow("reactions") << int(Model::ReactionsColumn) << u"2, 3, 4, 1, 5, 9"_s
                               << u"1, 4, 3, 2, 9, 5"_s;
    QTest::newRow("language") << int(Model::LanguageColumn) << u"2, 1, 3, 4, 5, 9"_s << u"3, 1, 2, 9, 5, 4"_s;
}

void TestConversationListFacts::sorts()
{
    QFETCH(const int, column);
    QFETCH(const QString, ascending);
    QFETCH(const QString, descending);
    ThreadFacts one = silentFor(1);
    one.messages = 9;
    one.liked = 3;
    one.language = u"en"_s; // English
    ThreadFacts two = silentFor(5);
    two.messages = 100;
    two.disliked = 2;
    two.liked = 1;
    two.language = u"de"_s; // Deutsch
    ThreadFacts three = silentFor(400);
    three.messages = 20;
    three.language = u"fr"_s; // Français
    ThreadFacts four;
    four.whole = true;
    four.checkedAt = day0;
    upsert({conversation(9, u"9"_s), conversation(5, u"5"_s), conversation(4, u"4"_s),
            conversation(3, u"3"_s), conversation(2, u"2"_s), conversation(1, u"1"_s)});
    know({{1, one}, {2, two}, {3, three}, {4, four}});
    m_changes.clear();
    m_model->sort(column, Qt::AscendingOrder);
    QCOMPARE(takeChanges(), QStringList(u"reset"_s));
    QCOMPARE(names(), ascending);
    QVERIFY(m_model->needsAll());
    m_model->sort(column, Qt::DescendingOrder);
    QCOMPARE(names(), descending);
    for (int row = 0; row < m_model->rowCount(); ++row)
        QCOMPARE(m_model->rowOf(m_model->sessionAt(row)), row);
}

void TestConversationListFacts::sortsNumbersThatChange()
{
    upsert({conversation(1, u"1"_s), conversation(2, u"2"_s), conversation(3, u"3"_s)});
    m_model->sort(Model::LanguageColumn, Qt::AscendingOrder);
    // A language that is new changes the rank of the others, not their order.
    know({{1, in(u"fr"_s)}});
    QCOMPARE(names(), u"1, 2, 3"_s);
    know({{1, in(u"fr"_s)}, {2, in(u"de"_s)}});
    QCOMPARE(names(), u"2, 1, 3"_s);
    know({{1, in(u"fr"_s)}, {2, in(u"de"_s)}, {3, in(u"en"_s)}});
    QCOMPARE(names(), u"2, 3, 1"_s);
    know({{1, in(u"fr"_s)}, {3, in(u"en"_s)}});
    QCOMPARE(names(), u"3, 1, 2"_s);
}

void TestConversationListFacts::silent()
{
    upsert({conversation(1, u"fresh"_s), conversation(2, u"border"_s), conversation(3, u"silent"_s),
            conversation(4, u"young"_s, day0)});
    ThreadFacts young = silentFor(200);
    know({{1, silentFor(1)}, {2, silentFor(90)}, {3, silentFor(91)}, {4, young}});
    setSilent(90);
    QVERIFY(m_model->isFiltered() && m_model->needsAll());
    QCOMPARE(names(), u"young, silent"_s); // by the last message, not by the creation
    QCOMPARE(m_model->notKnown(), 0);
    setSilent(200);
    QCOMPARE(names(), QString());
    setSilent(1);
    QCOMPARE(names(), u"young, silent, border"_s);
    m_clock->advance(std::chrono::hours(24));
    know({{1, silentFor(1)}, {2, silentFor(90)}, {3, silentFor(91)}, {4, young}});
    m_model->refreshDates();
    QCOMPARE(names(), u"young, silent, border, fresh"_s);
}

void TestConversationListFacts::silentIsNeverGuessed()
{
    upsert({conversation(1, u"never read"_s, day0.addDays(-900)),
            conversation(2, u"no message"_s, day0.addDays(-900)),
            conversation(3, u"read long ago"_s, day0.addDays(-900)), conversation(4, u"known"_s),
            conversation(5, u"fresh, read long ago"_s), conversation(6, u"read yesterday"_s)});
    ThreadFacts empty = silentFor(0);
    empty.lastMessageAt = {};
    empty.messages = 0;
    ThreadFacts longAgo = silentFor(400);
    longAgo.checkedAt = day0.addDays(-2);
    ThreadFacts fresh = silentFor(3);
    fresh.checkedAt = day0.addDays(-2);
    ThreadFacts yesterday = silentFor(400);
    yesterday.checkedAt = QDateTime(QDate(2026, 3, 9), QTime(0, 0), Qt::UTC);
    know({{2, empty}, {3, longAgo}, {4, silentFor(400)}, {5, fresh}, {6, yesterday}});
    setSilent(90);
    QCOMPARE(names(), u"read yesterday, known"_s);
    QCOMPARE(m_model->notKnown(), 3); // of the fresh one it is known that it is not
    m_model->setFilterText(u"read"_s);
    QCOMPARE(names(), u"read yesterday"_s);
    QCOMPARE(m_model->notKnown(), 2);
    // The day after tomorrow nothing of it is recent any more.
    m_model->setFilterText({});
    QSignalSpy notKnown(m_model.get(), &Model::notKnownChanged);
    m_clock->advance(std::chrono::hours(48));
    m_model->refreshDates();
    QCOMPARE(names(), QString());
    QCOMPARE(m_model->notKnown(), 6 - 1);
    QVERIFY(!notKnown.isEmpty());
}

/// Borders are the person's midnights: the 29th of March has 23 hours in Berlin, the 25th of October 25.
void TestConversationListFacts::silentWithTheClockTurned()
{
    m_clock->setZone(QTimeZone("Europe/Berlin"));
    const auto at = [](const QDateTime &utc, const QDateTime &checked) {
        ThreadFacts facts = silentFor(0);
        facts.lastMessageAt = utc;
        facts.checkedAt = checked;
        return facts;
    };
    const auto utc = [](int month, int day, int hour, int minute) {
        return QDateTime(QDate(2026, month, day), QTime(hour, minute), Qt::UTC);
    };
    upsert({conversation(1, u"before midnight"_s), conversation(2, u"after midnight"_s)});

    m_clock->setNow(utc(3, 31, 10, 0)); // summer time for two days
    know({{1, at(utc(3, 28, 22, 59), m_clock->nowUtc())}, {2, at(utc(3, 28, 23, 0), m_clock->nowUtc())}});
    setSilent(2); // last message before the 29th began there: at 23:00 UTC
    QCOMPARE(names(), u"before midnight"_s);
    QCOMPARE(m_model->notKnown(), 0);

    m_clock->setNow(utc(10, 27, 10, 0)); // winter time for two days
    know({{1, at(utc(10, 24, 21, 59), m_clock->nowUtc())}, {2, at(utc(10, 24, 22, 0), m_clock->nowUtc())}});
    setSilent(2);
    QCOMPARE(names(), u"before midnight"_s);

    // Checked "yesterday" is the day there as well.
    m_clock->setNow(utc(10, 26, 10, 0));
    know({{1, at(utc(1, 1, 0, 0), utc(10, 24, 22, 0))}, {2, at(utc(1, 1, 0, 0), utc(10, 24, 21, 59))}});
    setSilent(2);
    QCOMPARE(names(), u"before midnight"_s);
    QCOMPARE(m_model->notKnown(), 1);
}

void TestConversationListFacts::byLanguage()
{
    upsert({conversation(1, u"de"_s), conversation(2, u"en"_s), conversation(3, u"none"_s),
            conversation(4, u"unread"_s)});
    know({{1, in(u"de"_s)}, {2, in(u"en"_s)}, {3, in({})}});
    m_model->setFactFilter({u"de"_s, ReactionFilter::Any});
    QCOMPARE(names(), u"de"_s);
    QVERIFY(m_model->isFiltered() && m_model->needsAll());
    QCOMPARE(m_model->factFilter().language, u"de"_s);
    QCOMPARE(m_model->notKnown(), 1);
    m_model->setFactFilter({});
    QVERIFY(!m_model->isFiltered());
    QCOMPARE(m_model->rowCount(), 4);
    QCOMPARE(m_model->notKnown(), 0);
}

void TestConversationListFacts::byReactions()
{
    upsert({conversation(1, u"liked"_s), conversation(2, u"disliked"_s), conversation(3, u"both"_s),
            conversation(4, u"none"_s), conversation(5, u"partly"_s), conversation(6, u"unread"_s)});
    know({{1, judged(1, 0)},
          {2, judged(0, 1)},
          {3, judged(1, 1)},
          {4, judged(0, 0)},
          {5, judged(0, 0, false)}});
    m_model->setFactFilter({{}, ReactionFilter::Liked});
    QCOMPARE(names(), u"both, liked"_s);
    QCOMPARE(m_model->notKnown(), 2);
    m_model->setFactFilter({{}, ReactionFilter::Disliked});
    QCOMPARE(names(), u"both, disliked"_s);
    m_model->setFactFilter({{}, ReactionFilter::None});
    QCOMPARE(names(), u"none"_s);
    QCOMPARE(m_model->notKnown(), 2);
}

void TestConversationListFacts::byNumberOfMessages()
{
    const QList<qint64> counts{0, 1, 5, 6, 20, 21, 400};
    QList<Conversation> all;
    QHash<qint64, ThreadFacts> facts;
    for (const qint64 count : counts) {
        all.append(conversation(count + 1, QString::number(count)));
        ThreadFacts each = silentFor(1);
        each.messages = count;
        facts.insert(count + 1, each);
    }
    all.append(conversation(1000, u"unread"_s));
    upsert(all);
    know(facts);
    const auto shown = [this](LengthFilter length) {
        m_model->setFactFilter({{}, ReactionFilter::Any, length});
        return names();
    };
    QCOMPARE(shown(LengthFilter::Empty), u"0"_s);
    QVERIFY(m_model->isFiltered() && m_model->needsAll());
    QCOMPARE(m_model->notKnown(), 1);
    QCOMPARE(shown(LengthFilter::Short), u"5, 1"_s);
    QCOMPARE(shown(LengthFilter::Medium), u"20, 6"_s);
    QCOMPARE(shown(LengthFilter::Long), u"400, 21"_s);
    facts[22].messages = 3;
    know(facts);
    QCOMPARE(names(), u"400"_s);
    QCOMPARE(shown(LengthFilter::Any), u"unread, 400, 21, 20, 6, 5, 1, 0"_s);
    QVERIFY(!m_model->isFiltered());
}

void TestConversationListFacts::filtersHoldTogether()
{
    upsert({conversation(1, u"a"_s), conversation(2, u"b"_s), conversation(3, u"ab"_s)});
    ThreadFacts german = silentFor(100);
    german.language = u"de"_s;
    ThreadFacts english = silentFor(100);
    english.language = u"en"_s;
    know({{1, german}, {2, german}, {3, english}});
    setSilent(90);
    m_model->setFactFilter({u"de"_s, ReactionFilter::Any});
    m_model->setFilterText(u"a"_s);
    QCOMPARE(names(), u"a"_s);
    QCOMPARE(m_model->notKnown(), 0);
}

void TestConversationListFacts::factsLeaveTheRowsInPlace()
{
    upsert({conversation(1, u"a"_s), conversation(2, u"b"_s), conversation(3, u"c"_s)});
    m_changes.clear();
    know({{1, silentFor(1)}, {3, silentFor(2)}, {77, silentFor(2)}});
    QCOMPARE(takeChanges(), QStringList({u"change 0-0"_s, u"change 2-2"_s}));
    know({{1, silentFor(1)}, {3, silentFor(2)}});
    QCOMPARE(takeChanges(), QStringList());
    QSignalSpy summary(m_model.get(), &Model::factsSummaryChanged);
    know({});
    QCOMPARE(takeChanges(), QStringList({u"change 0-0"_s, u"change 2-2"_s}));
    QCOMPARE(summary.size(), 1);
    QVERIFY(!m_model->hasFacts());
}

void TestConversationListFacts::factsMoveRowsOneByOne()
{
    upsert(
        {conversation(1, u"1"_s), conversation(2, u"2"_s), conversation(3, u"3"_s), conversation(4, u"4"_s)});
    know({{1, silentFor(1)}, {2, silentFor(2)}, {3, silentFor(3)}, {4, silentFor(4)}});
    m_model->sort(Model::LastMessageColumn, Qt::DescendingOrder);
    QCOMPARE(names(), u"1, 2, 3, 4"_s);
    m_changes.clear();
    know({{1, silentFor(1)}, {2, silentFor(2)}, {3, silentFor(0)}, {4, silentFor(4)}});
    QCOMPARE(takeChanges(), QStringList({u"move 2-0"_s, u"change 0-0"_s}));
    QCOMPARE(names(), u"3, 1, 2, 4"_s);
    know({{2, silentFor(2)}, {3, silentFor(0)}, {4, silentFor(4)}});
    QCOMPARE(names(), u"3, 2, 4, 1"_s);
    // Filtered: rows come and go.
    setSilent(1);
    QCOMPARE(names(), u"2, 4"_s);
    m_changes.clear();
    know({{1, silentFor(3)}, {2, silentFor(0)}, {3, silentFor(0)}, {4, silentFor(4)}});
    QCOMPARE(names(), u"1, 4"_s);
    QCOMPARE(takeChanges().filter(u"reset"_s), QStringList());
}

/// More of them than a portion holds come in together where the order goes by them.
void TestConversationListFacts::manyFactsAreOneStep()
{
    constexpr int count = int(ConversationFacts::portion) * 2 + 100;
    QList<Conversation> all;
    QHash<qint64, ThreadFacts> facts;
    for (int i = 1; i <= count; ++i) {
        all.append(conversation(i, QString::number(i)));
        ThreadFacts each = silentFor(0);
        each.lastMessageAt = day0.addSecs(-i);
        facts.insert(i, each);
    }
    upsert(all);
    m_model->sort(Model::LastMessageColumn, Qt::DescendingOrder);
    m_changes.clear();
    know(facts);
    QVERIFY(cell(0, Model::LastMessageColumn).isEmpty());
    QTRY_COMPARE(m_changes, QStringList{u"reset"_s});
    QCOMPARE(m_model->sessionAt(0), FakeChatApi::session(1));
    QCOMPARE(m_model->sessionAt(count - 1), FakeChatApi::session(count));
    // In any other order they come as they are told, and no row moves.
    m_model->sort(Model::IdColumn, Qt::DescendingOrder);
    m_changes.clear();
    know({});
    QTRY_COMPARE(m_changes.size(), 3);
    QCOMPARE(m_changes.filter(u"change"_s).size(), 3);
}

void TestConversationListFacts::rowsThatComeLaterHaveTheirs()
{
    know({{1, silentFor(100)}, {2, silentFor(1)}});
    setSilent(90);
    upsert({conversation(2, u"b"_s)});
    upsert({conversation(1, u"a"_s), conversation(3, u"c"_s)});
    QCOMPARE(names(), u"a"_s);
    QCOMPARE(m_model->notKnown(), 1);
    // A new name leaves the facts what they were.
    upsert({conversation(1, u"renamed"_s)});
    QCOMPARE(names(), u"renamed"_s);
    remove({1});
    QCOMPARE(names(), QString());
    upsert({conversation(1, u"again"_s)});
    QCOMPARE(names(), u"again"_s);
}

void TestConversationListFacts::languageNames()
{
    QCOMPARE(languageName(u"de"_s), u"Deutsch"_s);
    QCOMPARE(languageName(u"en"_s), u"English"_s);
    QCOMPARE(languageName(u"ja"_s), u"日本語"_s);
    QCOMPARE(languageName(u"qqq"_s), u"qqq"_s);
    QCOMPARE(languageName({}), QString());
}

QTEST_GUILESS_MAIN(TestConversationListFacts)
#include "tst_conversationlistfacts.moc"
