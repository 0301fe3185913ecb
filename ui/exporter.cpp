// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/exporter.h"

#include "services/workspace.h"
#include "ui/conversationpane.h"
#include "ui/exportdialog.h"
#include "ui/removeddialog.h"

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

void Exporter::serve(RemovedDialog &dialog, const QString &projectName)
{
    connect(&dialog, &RemovedDialog::exportRequested, this,
            [this, &dialog, projectName](const QList<Conversation> &conversations) {
                ExportDialog::Offer offer;
                offer.projectName = projectName;
                offer.selected = conversations;
                offer.removed = true;
                // A child of that dialog, which would stand in the way of any other.
                (new ExportDialog(m_workspace, m_parts.list, m_parts.links, m_parts.prompts, offer, &dialog))
                    ->open();
            });
}

} // namespace confab
