// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/exporter.h"

#include "services/workspace.h"
#include "ui/conversationpane.h"
#include "ui/exportdialog.h"

namespace confab {

Exporter::Exporter(Workspace &workspace, const Parts &parts, QWidget &window)
    : QObject(&window), m_workspace(workspace), m_parts(parts), m_window(window)
{
}

void Exporter::run(const QString &projectName)
{
    if (auto *open = m_window.findChild<ExportDialog *>()) { // one at a time
        open->raise();
        open->activateWindow();
        return;
    }
    if (!m_workspace.project().isValid())
        return;
    const ConversationService &list = m_workspace.conversations();
    ExportDialog::Offer offer;
    offer.projectName = projectName;
    for (const SessionId &session : m_parts.pane.selectedSessions()) {
        if (const Conversation *row = list.find(session))
            offer.selected.append(*row);
    }
    const ConversationKey open = m_workspace.messages().key();
    if (open.isValid()) {
        const Conversation *row = list.find(open.session);
        offer.open = row ? *row : Conversation();
        offer.open.project = open.project;
        offer.open.session = open.session;
    }
    (new ExportDialog(m_workspace, m_parts.list, m_parts.links, m_parts.prompts, offer, &m_window))->show();
}

} // namespace confab
