// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/faults.h"

#include <memory>

using namespace confab;
using namespace confab::faults;

/// Every way in which a page of the list can fail to come, at each moment when one is asked for.
class TestFaultsList : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void firstPage_data() { addReadFaults(Each::Fault); }
    void firstPage();
    void refresh_data() { addReadFaults(Each::OfAKind); }
    void refresh();
    void laterPage_data() { addReadFaults(Each::OfAKind); }
    void laterPage();
    void loadAll_data() { addReadFaults(Each::OfAKind); }
    void loadAll();
    void projectGone();

private:
    /// The banner has the words, its details say more and never the key.
    void checkBanner(const QString &outcome);
    void checkNoBanner();
    void openProject();

    Elsewhere m_elsewhere;
    std::unique_ptr<Journey> m_journey; ///< One for all rows of a function.
    QByteArray m_function;
    int m_way = 0;
};

void TestFaultsList::checkNoBanner()
{
    QCOMPARE(m_journey->bannerText(), QString());
    QVERIFY(!m_journey->action(u"Retry"_s)->isEnabled());
}

void TestFaultsList::checkBanner(const QString &outcome)
{
    Journey &journey = *m_journey;
    QCOMPARE(m_elsewhere.visits(), 0);
    QFETCH(const QString, cause);
    QFETCH(const bool, retry);
    const QString said = journey.bannerText();
    QVERIFY2(said.contains(cause), qPrintable(said));
    if (retry)
        QVERIFY2(said.contains(outcome), qPrintable(said));
    QVERIFY(!journey.hasDialog());
    QCOMPARE(journey.action(u"Retry"_s)->isEnabled(), retry);
    const QString details = clipboardAfterCopy(journey);
    QVERIFY2(details.contains(u"Kind: "_s), qPrintable(details));
    const QString key = QString::fromLatin1(journey.server().key());
    QVERIFY(!details.contains(key) && !details.contains(key.section(u'|', 1)));
    QCOMPARE(journey.bannerText(), said);
}

// Each row begins with another project open, so that opening this one is as after the start.
void TestFaultsList::init()
{
    if (!m_journey || m_function != QTest::currentTestFunction()) {
        m_function = QTest::currentTestFunction();
        m_journey.reset();
        m_journey = std::make_unique<Journey>(holding(300, 100), shortTimeouts());
        QVERIFY(m_journey->signIn());
        QCOMPARE(m_journey->rowCount(), 100);
    }
    m_journey->server().clearFaults();
    m_journey->workspace().openProject(ProjectId(m_journey->server().projectIds().at(1)));
    QVERIFY(m_journey->waitLoaded());
}

void TestFaultsList::openProject()
{
    m_journey->workspace().openProject(ProjectId(m_journey->project()));
    QVERIFY(m_journey->waitRepeated());
}

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

    journey.server().clearFaults();
    // The page in the list's place has the button in any case.
    QVERIFY(retry && m_way++ % 3 < 2 ? tryAgain(journey, m_way) : journey.pressButton(u"Retry"_s));
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
    if (retry && m_way++ % 3 < 2)
        QVERIFY(tryAgain(journey, m_way));
    else
        journey.action(u"Refresh"_s)->trigger();
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rows(), rows);
    checkNoBanner();
}

void TestFaultsList::laterPage()
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
        QVERIFY(tryAgain(journey, m_way++));
    else
        journey.action(u"Refresh"_s)->trigger();
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowCount(), 200);
    QCOMPARE(journey.rows().mid(0, 100), rows);
    checkNoBanner();
}

void TestFaultsList::loadAll()
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
        QVERIFY(tryAgain(journey, m_way++));
    else
        sort();
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.rowCount(), 300);
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
