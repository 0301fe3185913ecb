// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/pagewalk.h"

#include <QList>
#include <QRandomGenerator>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <deque>
#include <optional>

using namespace confab;

namespace {

/// A list in the manner of the service, highest id first.
struct List
{
    QList<int> ids;
    int perPage = 10;
    int nextId = 0;
    int calls = 0;

    struct Page
    {
        int number;
        QList<int> ids;
        qint64 total;
        int last;
    };

    void add() { ids.prepend(++nextId); }
    [[nodiscard]] Page read(int number)
    {
        ++calls;
        return {number, ids.mid(qsizetype(number - 1) * perPage, perPage), ids.size(),
                std::max(1, int((ids.size() + perPage - 1) / perPage))};
    }
};

List listOf(int count)
{
    List list;
    for (int i = 0; i < count; ++i)
        list.add();
    return list;
}

PageWalk::Step take(PageWalk &walk, const List &list, const List::Page &page)
{
    return walk.take(page.number, page.total, page.last, list.perPage, page.ids.size());
}

} // namespace

class TestPageWalk : public QObject
{
    Q_OBJECT

private slots:
    void readsEachPageOnce_data();
    void readsEachPageOnce();
    void firstPageAlone();
    void goesOnWhereItStood();
    void stepsBackByWhatWent();
    void missesNothing_data();
    void missesNothing();
    void givesUpOnATotalThatNeverRests();
};

void TestPageWalk::readsEachPageOnce_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("calls");
    QTest::newRow("empty") << 0 << 1;
    QTest::newRow("one") << 1 << 1;
    QTest::newRow("a full page") << 10 << 1;
    QTest::newRow("one more") << 11 << 2;
    QTest::newRow("many") << 1234 << 124;
}

void TestPageWalk::readsEachPageOnce()
{
    QFETCH(int, rows);
    List list = listOf(rows);
    PageWalk walk;
    while (const auto page = walk.next(1))
        QCOMPARE(take(walk, list, list.read(*page)), PageWalk::Step::Forward);
    QVERIFY(walk.isFinished());
    QCOMPARE(walk.pagesLeft(), std::optional(0));
    QTEST(list.calls, "calls");
}

void TestPageWalk::firstPageAlone()
{
    List list = listOf(100);
    PageWalk walk;
    QVERIFY(!walk.pagesLeft());
    QCOMPARE(walk.next(5), std::optional(1));
    QVERIFY(!walk.next(5)); // nobody knows yet whether there is a second
    take(walk, list, list.read(1));
    QCOMPARE(walk.pagesLeft(), std::optional(9));
    for (int page = 2; page <= 6; ++page)
        QCOMPARE(walk.next(5), std::optional(page));
    QVERIFY(!walk.next(5));
    take(walk, list, list.read(2));
    QCOMPARE(walk.next(5), std::optional(7));
    walk.withdraw();
    QCOMPARE(walk.next(5), std::optional(3));
}

void TestPageWalk::goesOnWhereItStood()
{
    List list = listOf(95);
    PageWalk first;
    for (int i = 0; i < 4; ++i)
        take(first, list, list.read(*first.next(1)));
    PageWalk second(first.position());
    QVERIFY(!second.isFinished());
    while (const auto page = second.next(5))
        take(second, list, list.read(*page));
    QVERIFY(second.isFinished());
    QCOMPARE(list.calls, 10);

    // All pages were read, and the program ended before it could say so: one call tells that nothing follows.
    PageWalk third(second.position());
    QCOMPARE(third.next(5), std::optional(11));
    QCOMPARE(take(third, list, list.read(11)), PageWalk::Step::Forward);
    QVERIFY(third.isFinished());
}

void TestPageWalk::stepsBackByWhatWent()
{
    List list = listOf(100);
    PageWalk walk;
    for (int i = 0; i < 5; ++i)
        take(walk, list, list.read(*walk.next(1)));
    list.ids.remove(3, 12); // rows of pages that were read
    QCOMPARE(take(walk, list, list.read(*walk.next(1))), PageWalk::Step::Back);
    QCOMPARE(walk.next(1), std::optional(4)); // twelve rows: two pages
}

void TestPageWalk::missesNothing_data()
{
    QTest::addColumn<quint32>("seed");
    QTest::addColumn<int>("ahead");
    for (quint32 seed = 1; seed <= 60; ++seed)
        QTest::addRow("%u", seed) << seed << int(seed % 2 == 0 ? 1 : 5);
}

/// Rows come and go at random while several pages are on their way.
void TestPageWalk::missesNothing()
{
    QFETCH(quint32, seed);
    QFETCH(int, ahead);
    QRandomGenerator random(seed);
    List list = listOf(200 + random.bounded(200));
    const QList<int> before = list.ids;
    QSet<int> seen;
    PageWalk walk;
    std::deque<List::Page> flying;
    int changes = 0;
    const auto change = [&] {
        // A walk of forty pages, and at most so many removals as its patience allows.
        if (random.bounded(6) == 0 && changes < PageWalk::patience && list.ids.size() > 30) {
            ++changes;
            list.ids.remove(random.bounded(int(list.ids.size()) - 15), 1 + random.bounded(14));
        }
        if (random.bounded(4) == 0)
            list.add();
    };
    while (!walk.isFinished()) {
        while (const auto page = walk.next(ahead)) {
            change();
            flying.push_back(list.read(*page)); // the server answers at once, the answer comes later
        }
        QVERIFY(!flying.empty());
        const List::Page page = flying.front();
        flying.pop_front();
        for (const int id : page.ids)
            seen.insert(id);
        const auto step = take(walk, list, page);
        QVERIFY(step != PageWalk::Step::Unstable);
        if (step == PageWalk::Step::Back)
            flying.clear();
        if (random.bounded(5) == 0) { // the program is closed and started again
            flying.clear();
            walk = PageWalk(walk.position());
        }
    }
    for (const int id : before)
        QVERIFY2(seen.contains(id) || !list.ids.contains(id), qPrintable(QString::number(id)));
}

void TestPageWalk::givesUpOnATotalThatNeverRests()
{
    PageWalk walk;
    int calls = 0;
    PageWalk::Step step = PageWalk::Step::Forward;
    while (step != PageWalk::Step::Unstable && calls < 1000) {
        const auto page = walk.next(1);
        QVERIFY(page);
        ++calls;
        step = walk.take(*page, calls % 2 == 0 ? 100 : 99, 10, 10, 10);
    }
    QCOMPARE(step, PageWalk::Step::Unstable);
    QVERIFY(calls < 30);
}

QTEST_APPLESS_MAIN(TestPageWalk)
#include "tst_pagewalk.moc"
