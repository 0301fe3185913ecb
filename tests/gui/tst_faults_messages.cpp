// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/faults.h"

#include <QScrollBar>

using namespace confab;
using namespace confab::faults;

/// Every way in which messages can fail to come: of a conversation that is opened, and further up in one.
class TestFaultsMessages : public RowsOfFaults
{
    Q_OBJECT

private slots:
    void init();
    void opening_data() { addReadFaults(Each::Fault); }
    void opening();
    void olderPage_data() { addReadFaults(Each::OfAKind); }
    void olderPage();

private:
    void checkVanished(const QString &session);
};

void TestFaultsMessages::init()
{
    beginRow(40);
    m_journey->advance(1s);
    m_journey->click(0);
    QVERIFY(m_journey->waitLoaded());
    QCOMPARE(messageSentence(*m_journey), QString());
    m_journey->advance(1s);
}

// The project answers: the conversation alone has gone. A line says so, and no dialog.
void TestFaultsMessages::checkVanished(const QString &session)
{
    QCOMPARE(m_journey->rowOf(session), -1);
    QVERIFY2(m_journey->bannerText().contains(u"no longer on the server"_s),
             qPrintable(m_journey->bannerText()));
    QVERIFY(!m_journey->hasDialog());
    m_journey->advance(10s);
    QCOMPARE(m_journey->bannerText(), QString());
}

void TestFaultsMessages::opening()
{
    QFETCH(const int, status);
    QFETCH(const QString, cause);
    QFETCH(const bool, retry);
    Journey &journey = *m_journey;
    const int row = 2 + m_count;
    const QString session =
        journey.list()->model()->index(row, 0).data(ConversationListModel::SessionRole).toString();
    const QStringList rows = journey.rows();
    SandboxFault spoilt = rowFault(journey.about(u"GET"_s, session), m_elsewhere);
    journey.addFault(spoilt);
    journey.click(row);
    QVERIFY(journey.waitRepeated());
    QCOMPARE(m_elsewhere.visits(), 0);
    if (status == 404)
        return checkVanished(session);

    const QString said = messageSentence(journey);
    QVERIFY2(said.contains(cause), qPrintable(said));
    if (retry)
        QVERIFY2(said.contains(u"The messages could not be loaded."_s), qPrintable(said));
    QCOMPARE(journey.rows(), rows);
    QCOMPARE(journey.selectedRows(), QStringList{rows.at(row)});
    QCOMPARE(journey.bannerText(), QString());
    QVERIFY(!journey.hasDialog());

    journey.server().clearFaults();
    if (m_count++ % 2 == 0)
        journey.action(u"Retry"_s)->trigger();
    else
        QVERIFY(journey.pressButton(u"Retry"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(messageSentence(journey), QString());
    QCOMPARE(journey.transcript()->model()->rowCount(),
             qMin(40, 2 * journey.server().messageCount(journey.project(), session)));
    QVERIFY(!journey.action(u"Retry"_s)->isEnabled());
}

void TestFaultsMessages::olderPage()
{
    QFETCH(const int, status);
    QFETCH(const QString, cause);
    QFETCH(const bool, retry);
    Journey &journey = *m_journey;
    const QString session = journey.server().longestSession(journey.project());
    if (journey.rowOf(session) < 0) { // the row before has let it vanish
        journey.workspace().openProject(ProjectId{journey.server().projectIds().at(1)});
        journey.workspace().openProject(ProjectId{journey.project()});
        QVERIFY(journey.waitLoaded());
        journey.advance(1s);
    }
    journey.click(journey.rowOf(session));
    QVERIFY(journey.waitLoaded());
    const QAbstractItemModel &messages = *journey.transcript()->model();
    QCOMPARE(messages.rowCount(), 40);
    journey.addFault(rowFault(u"/messages\\?.*page=2"_s, m_elsewhere));
    const auto scrollUp = [&journey] { journey.transcript()->verticalScrollBar()->setValue(0); };
    scrollUp();
    QVERIFY(journey.waitRepeated());
    QCOMPARE(m_elsewhere.visits(), 0);
    if (status == 404)
        return checkVanished(session);

    QCOMPARE(messages.rowCount(), 40);
    for (const QString &said : {journey.bannerText(), labelText(journey, u"messageStripText"_s)}) {
        QVERIFY2(said.contains(cause), qPrintable(said));
        if (retry)
            QVERIFY2(said.contains(u"Older messages could not be loaded."_s), qPrintable(said));
    }
    const int calls = journey.calls(messageCalls);
    scrollUp();
    QVERIFY(journey.waitLoaded());
    QCOMPARE(journey.calls(messageCalls), calls); // it does not ask again and again by itself

    journey.server().clearFaults();
    const int way = m_count++ % 3;
    if (retry && way < 2)
        QVERIFY(tryAgain(journey, way));
    else
        QVERIFY(journey.pressButton(u"Retry loading messages"_s));
    QVERIFY(journey.waitLoaded());
    QCOMPARE(messages.rowCount(), 80);
    QCOMPARE(journey.bannerText(), QString());
    QCOMPARE(labelText(journey, u"messageStripText"_s), QString());
    scrollUp(); // and the rest comes by scrolling, as before
    QVERIFY(journey.waitLoaded());
    QCOMPARE(messages.rowCount(), 120);
}

QTEST_MAIN(TestFaultsMessages)
#include "tst_faults_messages.moc"
