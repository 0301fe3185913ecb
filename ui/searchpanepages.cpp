// SPDX-License-Identifier: GPL-3.0-or-later
// SearchPane: what is shown beside the results, and instead of them.
#include "ui/searchpane.h"

#include "models/searchresultsmodel.h"
#include "services/archiveservice.h"
#include "ui/errortext.h"
#include "ui/noticeline.h"
#include "ui/plaintext.h"
#include "ui/searchhelp.h"
#include "ui/searchresultsview.h"
#include "ui/statepage.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace confab {

void SearchPane::update()
{
    m_save->setEnabled(isAsked());
    updateCount();
    updateLine();
    updatePage();
}

void SearchPane::updateCount()
{
    const int rows = m_model.rowCount();
    QString text;
    if (isAsked() && rows > 0) {
        const QString number = locale().toString(rows);
        text = m_search.hasMore() ? tr("More than %1 messages").arg(number)
               : rows == 1        ? tr("1 message")
                                  : tr("%1 messages").arg(number);
    }
    m_count->setText(text);
    m_count->setAccessibleName(text);
    setPlainToolTip(m_count, text);
}

/// While the archive has not been filled once since the start, results may be missing.
void SearchPane::updateLine()
{
    using Sync = SyncStatus::State;
    const SyncStatus &sync = m_archive.sync().status();
    if (!m_archive.isOpen() || sync.finishedAt.isValid() || sync.state == Sync::Off ||
        sync.state == Sync::Idle)
        return m_line->hide();
    if (sync.state == Sync::Paused)
        return m_line->tell(tr("Messages may be missing: the sync of the archive is paused."), {});
    if (sync.state == Sync::Failed)
        return m_line->tell(tr("Messages may be missing: the sync of the archive was interrupted."), {});
    if (!sync.callsLeft)
        return m_line->tell(tr("Messages that came since the last sync may be missing."), {});
    const QLocale words = locale();
    const int all = sync.callsMade + *sync.callsLeft;
    m_line->tell(tr("The archive is still being filled: %1 of at least %2 pages.")
                     .arg(words.toString(sync.callsMade), words.toString(all)),
                 {}, sync.callsMade, all);
}

void SearchPane::updatePage()
{
    if (!m_archive.isOpen())
        return showClosedArchive();
    if (!isAsked())
        return showWidget(m_help);
    if (m_model.rowCount() > 0)
        return showWidget(m_view);
    if (m_error)
        return showPage(Way::Again, u"warning"_s, tr("The archive could not be searched."),
                        errorCause(*m_error), tr("Try again"));
    if (!m_search.isSearching())
        return showNoMatch();
    // What is shown stays for a moment: most searches have ended by then.
    if (!m_slow.isActive())
        showPage(Way::None, u"search"_s, tr("Searching…"));
}

void SearchPane::showClosedArchive()
{
    const ArchiveAccount &account = m_archive.account();
    if (!account.isValid())
        return showPage(Way::None, u"key"_s, tr("There is no archive to search yet."),
                        tr("Each account has one of its own: sign in first."));
    if (m_archive.choices().consent(account) == ArchiveSettings::Consent::Keep)
        return showPage(Way::Archive, u"archive"_s, tr("The archive of this account is not open."),
                        tr("Where this stays so, it could not be read: see Settings, Privacy."),
                        tr("Open the settings"));
    showPage(Way::Archive, u"archive"_s, tr("Confab keeps no archive for this account."),
             tr("The search looks through a copy of the conversations on this computer. Without one there is "
                "nothing to search."),
             tr("Keep an archive…"));
}

void SearchPane::showNoMatch()
{
    const bool here = scope() == Scope::ThisProject && m_project.isValid();
    if (here && !m_archive.choices().keepsProject(m_archive.account().server, m_project))
        return showPage(Way::AllProjects, u"search"_s, tr("This project is left out of the archive."),
                        tr("You can change that under Settings, Privacy."), tr("Search all projects"));
    showPage(Way::Clear, u"search"_s, tr("No message matches."),
             m_line->isHidden() ? QString() : tr("There may be some when the archive is complete."),
             tr("Clear the search"));
}

void SearchPane::showPage(Way way, const QString &icon, const QString &sentence, const QString &hint,
                          const QString &action)
{
    m_way = way;
    const StatePage::State state{icon, sentence, hint, action};
    if (m_page->state() != state)
        m_page->setState(state);
    showWidget(m_page);
}

/// The focus must not be lost with what goes: it goes back to the box.
void SearchPane::showWidget(QWidget *widget)
{
    QWidget *before = m_stack->currentWidget();
    if (before == widget)
        return;
    const QWidget *focus = window()->focusWidget();
    const bool hadFocus = focus && (focus == before || before->isAncestorOf(focus));
    m_stack->setCurrentWidget(widget);
    if (hadFocus)
        m_text->setFocus(Qt::OtherFocusReason);
}

void SearchPane::takeWay()
{
    switch (m_way) {
    case Way::Archive:
        emit archiveWanted();
        break;
    case Way::AllProjects:
        m_scope->setCurrentIndex(m_scope->findData(int(Scope::AllProjects)));
        break;
    case Way::Clear:
        m_text->clear();
        m_text->setFocus(Qt::OtherFocusReason);
        break;
    case Way::Again:
        searchNow();
        break;
    case Way::None:
        break;
    }
}

} // namespace confab
