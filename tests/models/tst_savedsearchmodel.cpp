// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/savedsearchmodel.h"
#include "services/settings.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

QString nextProfile()
{
    static int number = 0;
    return u"savedmodel%1"_s.arg(++number);
}

struct World
{
    [[nodiscard]] QStringList names() const
    {
        QStringList all;
        for (int row = 0; row < model.rowCount(); ++row)
            all << model.index(row).data().toString();
        return all;
    }

    Settings settings{nextProfile()};
    SavedSearches searches{settings};
    SavedSearchModel model{searches};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

} // namespace

class TestSavedSearchModel : public QObject
{
    Q_OBJECT

private slots:
    void presetsHaveNames();
    void renames();
    void movesRows();
    void followsTheService();
};

void TestSavedSearchModel::presetsHaveNames()
{
    const World world;
    QCOMPARE(world.names(), QStringList({u"Yesterday"_s, u"Disliked answers"_s, u"Silent 90 days"_s}));
    const QModelIndex first = world.model.index(0);
    QCOMPARE(first.data(SavedSearchModel::DescriptionRole).toString(),
             u"Messages of the project that is shown: on:yesterday"_s);
    QVERIFY(!first.data(SavedSearchModel::FiltersListRole).toBool());
    QVERIFY(world.model.index(2).data(SavedSearchModel::FiltersListRole).toBool());
    QCOMPARE(first.data(Qt::AccessibleTextRole).toString(), u"Yesterday"_s);
}

void TestSavedSearchModel::renames()
{
    World world;
    QSignalSpy changed(&world.model, &QAbstractItemModel::dataChanged);
    const QModelIndex index = world.model.index(1);
    QVERIFY(world.model.setData(index, u"Disliked answers"_s, Qt::EditRole)); // nothing new
    QCOMPARE(changed.size(), 0);
    QVERIFY(world.model.setData(index, u" Bad\tanswers "_s, Qt::EditRole));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(world.names().at(1), u"Bad answers"_s);
    QVERIFY(!world.model.setData(index, u"  "_s, Qt::EditRole));
    QVERIFY(!world.model.setData(index, u"x"_s, Qt::DisplayRole));
    QCOMPARE(world.names().at(1), u"Bad answers"_s);
}

void TestSavedSearchModel::movesRows()
{
    World world;
    QSignalSpy moved(&world.model, &QAbstractItemModel::rowsMoved);
    QVERIFY(world.model.moveRow({}, 0, {}, 3)); // as dragging and Alt+Down ask for it: before that row
    QCOMPARE(world.names(), QStringList({u"Disliked answers"_s, u"Silent 90 days"_s, u"Yesterday"_s}));
    QVERIFY(world.model.moveRow({}, 1, {}, 0));
    QCOMPARE(world.names(), QStringList({u"Silent 90 days"_s, u"Disliked answers"_s, u"Yesterday"_s}));
    QCOMPARE(moved.size(), 2);
    QVERIFY(!world.model.moveRow({}, 1, {}, 1));
    QVERIFY(!world.model.moveRow({}, 1, {}, 2));
    QVERIFY(!world.model.moveRows({}, 0, 2, {}, 3));
    QCOMPARE(world.model.supportedDropActions(), Qt::DropActions(Qt::MoveAction));
    QVERIFY(world.model.flags({}) & Qt::ItemIsDropEnabled);
    QVERIFY(!(world.model.flags(world.model.index(0)) & Qt::ItemIsDropEnabled));
}

void TestSavedSearchModel::followsTheService()
{
    World world;
    QSignalSpy inserted(&world.model, &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(&world.model, &QAbstractItemModel::rowsRemoved);
    QSignalSpy reset(&world.model, &QAbstractItemModel::modelReset);
    SavedSearch search;
    search.name = u"Refunds"_s;
    search.text = u"refund\u202E"_s;
    search.scope = SavedSearch::Scope::AllProjects;
    QVERIFY(world.searches.add(search, 1));
    QCOMPARE(world.names().at(1), u"Refunds"_s);
    QCOMPARE(world.model.index(1).data(SavedSearchModel::DescriptionRole).toString(),
             u"Messages of all projects: refund\uFFFD"_s);
    QVERIFY(world.searches.remove(0));
    QCOMPARE(world.names().at(0), u"Refunds"_s);
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(removed.size(), 1);
    QCOMPARE(reset.size(), 0);
}

QTEST_GUILESS_MAIN(TestSavedSearchModel)
#include "tst_savedsearchmodel.moc"
