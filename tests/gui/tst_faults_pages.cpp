// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/listfaults.h"

using namespace confab;
using namespace confab::faults;

/// Every way in which a further page of the list can fail to come, while a person scrolls and while all are
/// loaded.
class TestFaultsPages : public ListFaults
{
    Q_OBJECT

private slots:
    void init() { begin(); }
    void laterPage_data() { addReadFaults(Each::OfAKind); }
    void laterPage();
    void loadAll_data() { addReadFaults(Each::OfAKind); }
    void loadAll();
};

void TestFaultsPages::laterPage()
{
    QFETCH(const bool, retry);
    Journey &journey = *m_journey;
    openProject();
    const QStringList rows = journey.rows();
    QCOMPARE(rows.size(), 100);
    journey.addFault(rowFault(u"/conversations\\?.*page=2"_s, m_elsewhere));
    journey.scrollToEnd();
    QVERIFY(journey.waitRepeated());
    QCOMPARE(journey.rows(), rows);
    checkBanner(u"The conversations could not be loaded."_s);
    if (QTest::currentTestFailed())
        return;
    const int calls = journey.calls(listCalls);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.calls(listCalls), calls); // nothing asks again and again by itself

    journey.server().clearFaults();
    if (retry)
        QVERIFY(tryAgain(journey, m_count++));
    else
        journey.action(u"Refresh"_s)->trigger();
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowCount(), 200);
    QCOMPARE(journey.rows().mid(0, 100), rows);
    checkNoBanner();
}

void TestFaultsPages::loadAll()
{
    QFETCH(const bool, retry);
    Journey &journey = *m_journey;
    const auto sort = [&journey] { journey.sortBy(ConversationListModel::NameColumn); };
    if (qobject_cast<ConversationListModel *>(journey.list()->model())->sortColumn() !=
        ConversationListModel::NameColumn)
        sort(); // which asks for everything of any project that is opened from now on
    QVERIFY(journey.waitLoaded());
    SandboxFault spoilt = rowFault(u"/conversations\\?.*order=asc"_s, m_elsewhere);
    spoilt.skip = 1; // what has come before stays
    journey.addFault(spoilt);
    openProject();
    QCOMPARE(journey.rowCount(), 200);
    checkBanner(u"Not all conversations could be loaded."_s);
    if (QTest::currentTestFailed())
        return;

    journey.server().clearFaults();
    if (retry)
        QVERIFY(tryAgain(journey, m_count++));
    else
        sort();
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowCount(), 300);
    checkNoBanner();
}

QTEST_MAIN(TestFaultsPages)
#include "tst_faults_pages.moc"
