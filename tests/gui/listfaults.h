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
        const QString said = m_journey->bannerText();
        check(said, outcome, clipboardAfterCopy(*m_journey));
        QCOMPARE(m_journey->bannerText(), said);
    }

    /// The same of the page in the place of a list of which nothing was loaded; no banner says it again, and
    /// nothing is said to stay.
    void checkPage(const QString &outcome)
    {
        Journey &journey = *m_journey;
        QCOMPARE(journey.bannerText(), QString());
        QGuiApplication::clipboard()->clear();
        QVERIFY(journey.pressButton(u"Copy details"_s));
        check(journey.listSentence(), outcome, QGuiApplication::clipboard()->text());
        const QString hint = journey.window().findChild<QWidget *>(u"listState"_s)->accessibleDescription();
        QVERIFY2(!hint.contains(u"stays"_s), qPrintable(hint));
    }

private:
    void check(const QString &said, const QString &outcome, const QString &details)
    {
        QCOMPARE(m_elsewhere.visits(), 0);
        QFETCH(const QString, cause);
        QFETCH(const bool, retry);
        QVERIFY2(said.contains(cause), qPrintable(said));
        if (retry)
            QVERIFY2(said.contains(outcome), qPrintable(said));
        QVERIFY(!m_journey->hasDialog());
        QCOMPARE(m_journey->action(u"Retry"_s)->isEnabled(), retry);
        QVERIFY2(details.contains(u"Kind: "_s), qPrintable(details));
        const QString key = QString::fromLatin1(m_journey->server().key());
        QVERIFY(!details.contains(key) && !details.contains(key.section(u'|', 1)));
    }
};

} // namespace confab::faults
