// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/faults.h"

namespace confab::faults {

/// What the tests of a list that cannot be read have in common.
class ListFaults : public RowsOfFaults
{
protected:
    /// Each row begins with another project open, so that opening this one is as after the start.
    void begin()
    {
        beginRow(300);
        m_journey->workspace().openProject(ProjectId{m_journey->server().projectIds().at(1)});
        QVERIFY(m_journey->waitLoaded());
    }

    void openProject()
    {
        m_journey->workspace().openProject(ProjectId{m_journey->project()});
        QVERIFY(m_journey->waitRepeated());
    }

    void checkNoBanner()
    {
        QCOMPARE(m_journey->bannerText(), QString());
        QVERIFY(!m_journey->action(u"Retry"_s)->isEnabled());
    }

    /// The banner has the words, its details say more and never the key.
    void checkBanner(const QString &outcome)
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
};

} // namespace confab::faults
