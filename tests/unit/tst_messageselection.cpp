// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/messageselection.h"

#include <QList>
#include <QTest>

using namespace confab;
using Id = MessageSelection::Id;
using Span = MessageSelection::Span;
using Position = MessageSelection::Position;

namespace {

/// A conversation as its ids in order.
struct Bench
{
    QList<Id> order{{10, 0}, {10, 1}, {7, 0}, {7, 1}}; // ids need not rise
    MessageSelection selection{[this](const Id &id) { return int(order.indexOf(id)); }};
};

constexpr int toEnd = MessageSelection::toEnd;

} // namespace

class TestMessageSelection : public QObject
{
    Q_OBJECT

private slots:
    void nothingAtFirst();
    void insideOneMessage_data();
    void insideOneMessage();
    void acrossMessages();
    void backwardsAcrossMessages();
    void wordsStayWhole();
    void olderMessagesComeBefore();
    void aMessageGoes();
    void emptyEndsAreNoPart();
};

void TestMessageSelection::nothingAtFirst()
{
    Bench bench;
    QVERIFY(!bench.selection.isHeld());
    QVERIFY(bench.selection.isEmpty());
    QVERIFY(!bench.selection.caret());
    QVERIFY(!bench.selection.rows());
    QVERIFY(!bench.selection.partOf({10, 0}));
    // Extending nothing begins.
    bench.selection.extendTo({{10, 1}, 4, 4});
    QVERIFY(bench.selection.isHeld() && bench.selection.isEmpty());
    QCOMPARE(*bench.selection.caret(), (Position{{10, 1}, 4}));
    bench.selection.clear();
    QVERIFY(!bench.selection.isHeld());
}

void TestMessageSelection::insideOneMessage_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("last");
    QTest::newRow("forwards") << 3 << 8 << 3 << 8;
    QTest::newRow("backwards") << 8 << 3 << 3 << 8;
    QTest::newRow("from the start") << 0 << 1 << 0 << 1;
}

void TestMessageSelection::insideOneMessage()
{
    QFETCH(const int, from);
    QFETCH(const int, to);
    QFETCH(const int, first);
    QFETCH(const int, last);
    Bench bench;
    bench.selection.begin({{10, 1}, from, from});
    bench.selection.extendTo({{10, 1}, to, to});
    QCOMPARE(*bench.selection.partOf({10, 1}), (Span{{10, 1}, first, last}));
    QCOMPARE(bench.selection.caret()->offset, to);
    QCOMPARE(*bench.selection.rows(), (std::pair{1, 1}));
    QVERIFY(!bench.selection.partOf({10, 0}));
    QVERIFY(!bench.selection.partOf({7, 0}));
    QVERIFY(bench.selection.contains({{10, 1}, first}));
    QVERIFY(!bench.selection.contains({{10, 1}, last}));
}

void TestMessageSelection::acrossMessages()
{
    Bench bench;
    bench.selection.begin({{10, 0}, 5, 5});
    bench.selection.extendTo({{7, 0}, 2, 2});
    QCOMPARE(*bench.selection.rows(), (std::pair{0, 2}));
    QCOMPARE(*bench.selection.partOf({10, 0}), (Span{{10, 0}, 5, toEnd}));
    QCOMPARE(*bench.selection.partOf({10, 1}), (Span{{10, 1}, 0, toEnd}));
    QCOMPARE(*bench.selection.partOf({7, 0}), (Span{{7, 0}, 0, 2}));
    QVERIFY(!bench.selection.partOf({7, 1}));
    QCOMPARE(*bench.selection.caret(), (Position{{7, 0}, 2}));
}

void TestMessageSelection::backwardsAcrossMessages()
{
    Bench bench;
    bench.selection.begin({{7, 0}, 2, 2});
    bench.selection.extendTo({{10, 0}, 5, 5});
    QCOMPARE(*bench.selection.partOf({10, 0}), (Span{{10, 0}, 5, toEnd}));
    QCOMPARE(*bench.selection.partOf({7, 0}), (Span{{7, 0}, 0, 2}));
    QCOMPARE(*bench.selection.caret(), (Position{{10, 0}, 5}));
    // Back over where it began: it turns round.
    bench.selection.extendTo({{7, 1}, 1, 1});
    QVERIFY(!bench.selection.partOf({10, 0}));
    QCOMPARE(*bench.selection.partOf({7, 0}), (Span{{7, 0}, 2, toEnd}));
    QCOMPARE(*bench.selection.partOf({7, 1}), (Span{{7, 1}, 0, 1}));
}

// A double click holds a word; moving on takes whole words, and never less than the first.
void TestMessageSelection::wordsStayWhole()
{
    Bench bench;
    bench.selection.begin({{10, 1}, 10, 14});
    QCOMPARE(*bench.selection.partOf({10, 1}), (Span{{10, 1}, 10, 14}));
    bench.selection.extendTo({{10, 1}, 20, 25});
    QCOMPARE(*bench.selection.partOf({10, 1}), (Span{{10, 1}, 10, 25}));
    bench.selection.extendTo({{10, 1}, 2, 6});
    QCOMPARE(*bench.selection.partOf({10, 1}), (Span{{10, 1}, 2, 14}));
    QCOMPARE(bench.selection.caret()->offset, 2);
    bench.selection.extendTo({{10, 0}, 3, 7});
    QCOMPARE(*bench.selection.partOf({10, 0}), (Span{{10, 0}, 3, toEnd}));
    QCOMPARE(*bench.selection.partOf({10, 1}), (Span{{10, 1}, 0, 14}));
}

void TestMessageSelection::olderMessagesComeBefore()
{
    Bench bench;
    bench.selection.begin({{10, 0}, 5, 5});
    bench.selection.extendTo({{10, 1}, 2, 2});
    bench.order = QList<Id>{{1, 0}, {1, 1}, {2, 0}} + bench.order;
    QCOMPARE(*bench.selection.rows(), (std::pair{3, 4}));
    QCOMPARE(*bench.selection.partOf({10, 0}), (Span{{10, 0}, 5, toEnd}));
    QVERIFY(!bench.selection.partOf({2, 0}));
}

void TestMessageSelection::aMessageGoes()
{
    Bench bench;
    bench.selection.begin({{10, 0}, 5, 5});
    bench.selection.extendTo({{7, 0}, 2, 2});
    bench.order.removeAll(Id{10, 1}); // one in the middle
    QCOMPARE(*bench.selection.rows(), (std::pair{0, 1}));
    bench.order.removeAll(Id{7, 0}); // one at an end
    QVERIFY(bench.selection.isEmpty() && !bench.selection.isHeld());
    bench.selection.extendTo({{7, 1}, 3, 3});
    QCOMPARE(*bench.selection.caret(), (Position{{7, 1}, 3}));
}

void TestMessageSelection::emptyEndsAreNoPart()
{
    Bench bench;
    bench.selection.begin({{10, 0}, 5, 5});
    bench.selection.extendTo({{7, 0}, 0, 0});
    QVERIFY(!bench.selection.partOf({7, 0}));
    QCOMPARE(*bench.selection.partOf({10, 1}), (Span{{10, 1}, 0, toEnd}));
}

QTEST_APPLESS_MAIN(TestMessageSelection)
#include "tst_messageselection.moc"
