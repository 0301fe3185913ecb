// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/conversationlistfixture.h"

#include <QMap>
#include <QRandomGenerator>

/// How the list tells its changes: by the exact rows, and by nothing where nothing changed.
class TestConversationListChanges : public ConversationListFixture
{
    Q_OBJECT

private slots:
    void init() { setUp(); }
    void cleanup() { tearDown(); }
    void newRowsComeInRanges();
    void removedRowsGoInRanges();
    void scatteredChangesAreAReset();
    void changedRowStaysMovesHidesAndAppears();
    void unchangedRowsAreNotTold();
    void duplicatesDoNotDouble();
    void randomChangesKeepTheModelExact_data();
    void randomChangesKeepTheModelExact();
};

void TestConversationListChanges::newRowsComeInRanges()
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

void TestConversationListChanges::removedRowsGoInRanges()
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

void TestConversationListChanges::scatteredChangesAreAReset()
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

void TestConversationListChanges::changedRowStaysMovesHidesAndAppears()
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

void TestConversationListChanges::unchangedRowsAreNotTold()
{
    upsert({conversation(1, u"a"_s), conversation(2, u"b"_s)});
    m_changes.clear();
    upsert({conversation(1, u"a"_s), conversation(2, u"b"_s)});
    QCOMPARE(takeChanges(), QStringList());
}

void TestConversationListChanges::duplicatesDoNotDouble()
{
    upsert({conversation(1, u"a"_s), conversation(1, u"b"_s), conversation(1, u"c"_s)});
    QCOMPARE(names(), u"c"_s);
    upsert({conversation(1, u"d"_s), conversation(1, u"e"_s)});
    QCOMPARE(names(), u"e"_s);
}

void TestConversationListChanges::randomChangesKeepTheModelExact_data()
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

void TestConversationListChanges::randomChangesKeepTheModelExact()
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

QTEST_GUILESS_MAIN(TestConversationListChanges)
#include "tst_conversationlistchanges.moc"
