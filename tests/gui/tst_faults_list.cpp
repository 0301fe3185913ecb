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
    void theCopyTakesThePlaceOfTheWords();
};

void TestFaultsList::firstPage()
{
    QFETCH(const bool, retry);
    Journey &journey = *m_journey;
    journey.addFault(rowFault(listCalls, m_elsewhere));
    openProject();
    QCOMPARE(journey.rowCount(), 0);
    checkPage(u"The conversations could not be loaded."_s);
    if (QTest::currentTestFailed())
        return;
    QFETCH(const Kind, kind);
    if (kind == Kind::HugeBody) // the limit is stated
        QVERIFY2(QGuiApplication::clipboard()->text().contains(u"32 MiB"_s),
                 qPrintable(QGuiApplication::clipboard()->text()));

    journey.server().clearFaults();
    // The page has its button in any case.
    if (retry && m_count++ % 2 == 0)
        journey.action(u"Retry"_s)->trigger();
    else
        QVERIFY(journey.pressButton(u"Retry"_s));
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

// Where rows of the archive come after the page has told the failure, the banner tells it.
void TestFaultsList::theCopyTakesThePlaceOfTheWords()
{
    Journey &journey = *m_journey;
    journey.addFault(fault(Kind::DropConnection, listCalls));
    openProject();
    QVERIFY(!journey.listSentence().isEmpty());
    QCOMPARE(journey.bannerText(), QString());
    Conversation row;
    row.project = ProjectId{journey.project()};
    row.session = SessionId(journey.session(0));
    row.id = ConversationId{7};
    row.name = u"From the copy"_s;
    journey.workspace().conversations().showArchived(row.project, PeopleFilter::Everyone, {row});
    QCOMPARE(journey.rows(), QStringList{row.name});
    QCOMPARE(journey.listSentence(), QString());
    QVERIFY2(journey.bannerText().contains(u"The conversations could not be loaded."_s),
             qPrintable(journey.bannerText()));
    journey.server().clearFaults();
    QVERIFY(journey.pressInBanner(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowCount(), 100);
    checkNoBanner();
}

QTEST_MAIN(TestFaultsList)
#include "tst_faults_list.moc"
