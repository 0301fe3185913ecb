// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/journey.h"

#include <QCompleter>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QScrollBar>

using namespace confab;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// Projects, the list as it fills, its order and columns, and opening a conversation.
class TestJourneyBrowse : public QObject
{
    Q_OBJECT

private slots:
    void showsProjectsOfEveryPage();
};

void TestJourneyBrowse::showsProjectsOfEveryPage()
{
    Journey journey;
    QVERIFY(journey.signIn());
    QCOMPARE(journey.projectPicker()->count(), 13);
    QCOMPARE(journey.projectPicker()->currentText(), u"Customer care"_s);
    QCOMPARE(journey.window().windowTitle(), u"Customer care – Confab"_s);
    QVERIFY(journey.rowCount() > 0);
}

QTEST_MAIN(TestJourneyBrowse)
#include "tst_journey_browse.moc"
