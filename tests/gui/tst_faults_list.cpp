// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/listfaults.h"

using namespace confab;
using namespace confab::faults;

/// Every way in which the first page of the list can fail to come, and to come anew. Further pages are in
/// tst_faults_pages.
class TestFaultsList : public ListFaults
{
    Q_OBJECT

private slots:
    void init() { begin(); }
    void firstPage_data() { addReadFaults(Each::Fault); }
    void firstPage();
    void refresh_data() { addReadFaults(Each::OfAKind); }
    void refresh();
    void projectGone();
};

void TestFaultsList::firstPage()
{
    QFETCH(const bool, retry);
    Journey &journey = *m_journey;
    journey.addFault(rowFault(listCalls, m_elsewhere));
    openProject();
    QCOMPARE(journey.rowCount(), 0);
    checkBanner(u"The conversations could not be loaded."_s);
    if (QTest::currentTestFailed())
        return;
    QVERIFY(journey.bannerText().contains(journey.listSentence()));
    QFETCH(const Kind, kind);
    if (kind == Kind::HugeBody) // the limit is stated
        QVERIFY2(clipboardAfterCopy(journey).contains(u"32 MiB"_s),
                 qPrintable(QGuiApplication::clipboard()->text()));

    journey.server().clearFaults();
    // The page in the list's place has the button in any case.
    QVERIFY(retry && m_count++ % 3 < 2 ? tryAgain(journey, m_count) : journey.pressButton(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowCount(), 100);
    checkNoBanner();
}

void TestFaultsList::refresh()
{
    QFETCH(const bool, retry);
    Journey &journey = *m_journey;
    openProject();
    const QStringList rows = journey.rows();
    journey.click(3);
    QVERIFY(journey.waitLoaded());
    journey.addFault(rowFault(listCalls, m_elsewhere));
    Journey::press(Qt::Key_F5);
    QVERIFY(journey.waitRepeated());
    QCOMPARE(journey.rows(), rows);
    QCOMPARE(journey.selectedRows(), QStringList{rows.at(3)});
    checkBanner(u"The conversations could not be loaded."_s);
    if (QTest::currentTestFailed())
        return;

    journey.server().clearFaults();
    if (retry && m_count++ % 3 < 2)
        QVERIFY(tryAgain(journey, m_count));
    else
        journey.action(u"Refresh"_s)->trigger();
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rows(), rows);
    checkNoBanner();
}

void TestFaultsList::projectGone()
{
    Journey &journey = *m_journey;
    openProject();
    const QStringList rows = journey.rows();
    const qint64 project = journey.project(); // of those that are there
    journey.server().setProjectGone(project, true);
    Journey::press(Qt::Key_F5);
    QVERIFY(journey.waitRepeated());
    QVERIFY2(journey.bannerText().contains(u"This project is no longer on the server."_s),
             qPrintable(journey.bannerText()));
    QCOMPARE(journey.rows(), rows);
    QVERIFY(!journey.hasDialog());
    journey.server().setProjectGone(project, false);
    Journey::press(Qt::Key_F5);
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rows(), rows);
    QCOMPARE(journey.bannerText(), QString());
}

QTEST_MAIN(TestFaultsList)
#include "tst_faults_list.moc"
