// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/manualclock.h"
#include "models/retentionmodel.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QSignalSpy>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;
using Column = RetentionModel;

namespace {

QDateTime day(int year, int month, int date)
{
    return QDateTime(QDate(year, month, date), QTime(8, 30), Qt::UTC);
}

RetentionFind find(int number, const QString &name, const QDateTime &made, const QDateTime &said,
                   int messages, int liked = 0, int disliked = 0)
{
    RetentionFind find;
    find.conversation.id = ConversationId{number};
    find.conversation.session = SessionId(u"session-%1"_s.arg(number, 4, 10, QLatin1Char('0')));
    find.conversation.name = name;
    find.conversation.createdAt = made;
    find.facts.lastMessageAt = messages > 0 ? said : QDateTime();
    find.facts.messages = messages;
    find.facts.liked = liked;
    find.facts.disliked = disliked;
    find.facts.whole = true;
    find.lastSaidAt = said;
    return find;
}

/// The longest silent first, as a review has them.
RetentionReview four()
{
    RetentionReview review;
    review.conversations = 12;
    review.found = {find(11, u"part 10"_s, day(2024, 1, 3), day(2024, 1, 3), 2, 1, 2),
                    find(9, {}, day(2024, 5, 1), day(2024, 5, 1), 0),
                    find(12, u"Part 9"_s, day(2023, 12, 1), day(2024, 7, 1), 40, 2),
                    find(3, u"<b>Ärger\n</b>\u202E"_s, day(2024, 8, 8), day(2025, 2, 1), 5, 0, 1)};
    return review;
}

struct World
{
    explicit World(const RetentionReview &review = four()) { model.setReview(review); }

    [[nodiscard]] QStringList column(int column) const
    {
        QStringList all;
        for (int row = 0; row < model.rowCount(); ++row)
            all << model.index(row, column).data().toString();
        return all;
    }
    [[nodiscard]] QStringList sessions() const
    {
        QStringList all;
        for (int row = 0; row < model.rowCount(); ++row)
            all << model.index(row, 0).data(Column::SessionRole).toString();
        return all;
    }
    [[nodiscard]] QString ids(int column, Qt::SortOrder order)
    {
        model.sort(column, order);
        QStringList all;
        for (const QString &session : sessions())
            all << QString::number(session.section(u'-', 1).toInt());
        return all.join(u' ');
    }
    [[nodiscard]] QStringList ticked() const
    {
        QStringList all;
        for (const SessionId &session : model.ticked())
            all << session.toString();
        return all;
    }

    ManualClock clock; // 2026-03-10 12:00 UTC
    RetentionModel model{clock};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

} // namespace

class TestRetentionModel : public QObject
{
    Q_OBJECT

private slots:
    void showsWhatWasFound();
    void saysWhatACellLacks();
    void allAreTickedToBeginWith();
    void ticksOne();
    void togglesSeveral();
    void sums();
    void sorts();
    void sortingKeepsTicksAndSelection();
    void anotherReviewStartsAnew();
    void tenThousand();
};

void TestRetentionModel::showsWhatWasFound()
{
    const World world;
    QCOMPARE(world.column(Column::NameColumn),
             QStringList({u"part 10"_s, u"Conversation 9"_s, u"Part 9"_s, u"<b>Ärger </b>\uFFFD"_s}));
    QCOMPARE(world.column(Column::LastMessageColumn),
             QStringList({u"3 Jan 2024 08:30"_s, QString(), u"1 Jul 2024 08:30"_s, u"1 Feb 2025 08:30"_s}));
    QCOMPARE(world.column(Column::MessagesColumn), QStringList({u"2"_s, u"0"_s, u"40"_s, u"5"_s}));
    QCOMPARE(world.column(Column::ReactionsColumn),
             QStringList({u"1 liked, 2 disliked"_s, QString(), u"2 liked"_s, u"1 disliked"_s}));
    QCOMPARE(world.column(Column::CreatedColumn),
             QStringList({u"3 Jan 2024 08:30"_s, u"1 May 2024 08:30"_s, u"1 Dec 2023 08:30"_s,
                          u"8 Aug 2024 08:30"_s}));
    QVERIFY(world.model.index(1, 0).data(Column::UnnamedRole).toBool());
    QVERIFY(!world.model.index(0, 0).data(Column::UnnamedRole).toBool());
    QCOMPARE(world.model.index(0, Column::MessagesColumn).data(Qt::AccessibleTextRole).toString(),
             u"part 10, 2"_s);
    QCOMPARE(world.model.index(0, 0).data(Qt::AccessibleTextRole).toString(), u"part 10"_s);
    QStringList captions;
    for (int column = 0; column < world.model.columnCount(); ++column)
        captions << world.model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    QCOMPARE(captions,
             QStringList({u"Name"_s, u"Last message"_s, u"Messages"_s, u"Reactions"_s, u"Created"_s}));
}

void TestRetentionModel::saysWhatACellLacks()
{
    RetentionReview review = four();
    review.found[2].facts.liked = 0;
    review.found[2].facts.whole = false;
    const World world(review);
    const auto hint = [&world](int row, int column) {
        return world.model.index(row, column).data(Column::HintRole).toString();
    };
    QCOMPARE(hint(1, Column::LastMessageColumn), u"No message yet"_s);
    QCOMPARE(hint(1, Column::ReactionsColumn), u"No reaction"_s);
    QCOMPARE(hint(2, Column::ReactionsColumn), u"Not all of it was read yet"_s);
    QCOMPARE(hint(0, Column::ReactionsColumn), QString());
    QVERIFY2(hint(0, Column::LastMessageColumn).contains(u"UTC+00:00"_s),
             qPrintable(hint(0, Column::LastMessageColumn)));
}

void TestRetentionModel::allAreTickedToBeginWith()
{
    const World world;
    for (int row = 0; row < 4; ++row)
        QCOMPARE(world.model.index(row, 0).data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
    QVERIFY(!world.model.index(0, 1).data(Qt::CheckStateRole).isValid());
    QVERIFY(world.model.flags(world.model.index(0, 0)) & Qt::ItemIsUserCheckable);
    QVERIFY(!(world.model.flags(world.model.index(0, 1)) & Qt::ItemIsUserCheckable));
    QCOMPARE(world.ticked(), world.sessions());
}

void TestRetentionModel::ticksOne()
{
    World world;
    QSignalSpy ticks(&world.model, &RetentionModel::ticksChanged);
    QSignalSpy changed(&world.model, &QAbstractItemModel::dataChanged);
    const QModelIndex second = world.model.index(1, 0);
    QVERIFY(world.model.setData(second, Qt::Unchecked, Qt::CheckStateRole));
    QCOMPARE(ticks.size(), 1);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed.first().first().toModelIndex(), second);
    QCOMPARE(second.data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
    QStringList others = world.sessions();
    others.removeAt(1);
    QCOMPARE(world.ticked(), others);
    QVERIFY(world.model.setData(second, Qt::Unchecked, Qt::CheckStateRole)); // nothing new
    QCOMPARE(ticks.size(), 1);
    // Nothing else of it can be set.
    QVERIFY(!world.model.setData(second, u"x"_s, Qt::EditRole));
    QVERIFY(!world.model.setData(world.model.index(1, 1), Qt::Checked, Qt::CheckStateRole));
}

void TestRetentionModel::togglesSeveral()
{
    World world;
    QSignalSpy ticks(&world.model, &RetentionModel::ticksChanged);
    world.model.toggle({0, 2});
    QCOMPARE(world.ticked(), QStringList({u"session-0009"_s, u"session-0003"_s}));
    QCOMPARE(ticks.size(), 1);
    world.model.toggle({0, 1}); // one of them is: both are
    QCOMPARE(world.ticked(), QStringList({u"session-0011"_s, u"session-0009"_s, u"session-0003"_s}));
    world.model.toggle({0, 1, 3});
    QCOMPARE(world.ticked(), QStringList());
    world.model.toggle({});
    QCOMPARE(ticks.size(), 3);
    world.model.tickAll(true);
    QCOMPARE(world.ticked().size(), 4);
    world.model.tickAll(false);
    QCOMPARE(world.ticked(), QStringList());
    QCOMPARE(ticks.size(), 5);
}

/// Of what is ticked, and of nothing else.
void TestRetentionModel::sums()
{
    World world;
    const RetentionModel::Sums all = world.model.sums();
    QCOMPARE(all.conversations, 4);
    QCOMPARE(all.messages, 47);
    QCOMPARE(all.liked, 3);
    QCOMPARE(all.disliked, 3);
    QCOMPARE(all.oldestSaid, day(2024, 1, 3));
    QCOMPARE(all.newestSaid, day(2025, 2, 1));
    QCOMPARE(all.oldestMade, day(2023, 12, 1));
    QCOMPARE(all.newestMade, day(2024, 8, 8));
    world.model.toggle({0, 3});
    const RetentionModel::Sums some = world.model.sums();
    QCOMPARE(some.conversations, 2);
    QCOMPARE(some.messages, 40);
    QCOMPARE(some.liked, 2);
    QCOMPARE(some.disliked, 0);
    QCOMPARE(some.oldestSaid, day(2024, 5, 1));
    QCOMPARE(some.newestSaid, day(2024, 7, 1));
    QCOMPARE(some.oldestMade, day(2023, 12, 1));
    QCOMPARE(some.newestMade, day(2024, 5, 1));
    world.model.tickAll(false);
    QCOMPARE(world.model.sums().conversations, 0);
    QVERIFY(!world.model.sums().oldestSaid.isValid());
}

void TestRetentionModel::sorts()
{
    World world;
    constexpr auto up = Qt::AscendingOrder;
    constexpr auto down = Qt::DescendingOrder;
    // As people count, and whatever the case; without a name it stands last.
    QCOMPARE(world.ids(Column::NameColumn, up), u"3 12 11 9"_s);
    QCOMPARE(world.ids(Column::NameColumn, down), u"11 12 3 9"_s);
    // One without a message by when it was made.
    QCOMPARE(world.ids(Column::LastMessageColumn, up), u"11 9 12 3"_s);
    QCOMPARE(world.ids(Column::LastMessageColumn, down), u"3 12 9 11"_s);
    QCOMPARE(world.ids(Column::MessagesColumn, up), u"9 11 3 12"_s);
    QCOMPARE(world.ids(Column::MessagesColumn, down), u"12 3 11 9"_s);
    // Likes less dislikes; without any it stands last.
    QCOMPARE(world.ids(Column::ReactionsColumn, up), u"11 3 12 9"_s);
    QCOMPARE(world.ids(Column::ReactionsColumn, down), u"12 11 3 9"_s);
    QCOMPARE(world.ids(Column::CreatedColumn, up), u"12 11 9 3"_s);
    QCOMPARE(world.ids(Column::CreatedColumn, down), u"3 9 11 12"_s);
}

void TestRetentionModel::sortingKeepsTicksAndSelection()
{
    World world;
    world.model.toggle({2});
    const QPersistentModelIndex last(world.model.index(3, Column::CreatedColumn));
    QSignalSpy resets(&world.model, &QAbstractItemModel::modelReset);
    const RetentionModel::Sums before = world.model.sums();
    world.model.sort(Column::CreatedColumn, Qt::DescendingOrder);
    QCOMPARE(last.row(), 0);
    QCOMPARE(last.column(), int(Column::CreatedColumn));
    QCOMPARE(world.model.index(3, 0).data(Column::SessionRole).toString(), u"session-0012"_s);
    QCOMPARE(world.model.index(3, 0).data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
    QCOMPARE(world.model.sums().messages, before.messages);
    // What is deleted is in the order of the review, whatever is shown.
    QCOMPARE(world.ticked(), QStringList({u"session-0011"_s, u"session-0009"_s, u"session-0003"_s}));
    world.model.toggle({0}); // by the row as it stands now
    QCOMPARE(world.ticked(), QStringList({u"session-0011"_s, u"session-0009"_s}));
    QCOMPARE(resets.size(), 0);
}

void TestRetentionModel::anotherReviewStartsAnew()
{
    World world;
    world.model.tickAll(false);
    world.model.sort(Column::NameColumn, Qt::DescendingOrder);
    RetentionReview review = four();
    review.found.removeFirst();
    QSignalSpy resets(&world.model, &QAbstractItemModel::modelReset);
    world.model.setReview(review);
    QCOMPARE(resets.size(), 1);
    QCOMPARE(world.model.rowCount(), 3);
    QCOMPARE(world.ticked(), QStringList({u"session-0009"_s, u"session-0012"_s, u"session-0003"_s}));
    QCOMPARE(world.model.review().conversations, 12);
    world.model.setReview({});
    QCOMPARE(world.model.rowCount(), 0);
    world.model.tickAll(true);
    QVERIFY(world.ticked().isEmpty());
}

void TestRetentionModel::tenThousand()
{
    RetentionReview review;
    for (int i = 0; i < 10'000; ++i)
        review.found << find(i + 1, u"Name %1"_s.arg(i * 7919 % 10'000), day(2020, 1, 1).addSecs(i),
                             day(2020, 1, 1).addSecs(i), i % 40);
    World world(review);
    QCOMPARE(world.model.rowCount(), 10'000);
    world.model.sort(Column::NameColumn, Qt::AscendingOrder);
    QCOMPARE(world.model.index(9'999, 0).data().toString(), u"Name 9999"_s);
    QSignalSpy changed(&world.model, &QAbstractItemModel::dataChanged);
    world.model.tickAll(false);
    QCOMPARE(changed.size(), 1);
    world.model.toggle({17});
    QCOMPARE(world.ticked(), QStringList{world.sessions().at(17)});
}

QTEST_GUILESS_MAIN(TestRetentionModel)
#include "tst_retentionmodel.moc"
