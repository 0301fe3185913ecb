// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/selectiondeleter.h"

#include "core/clock.h"
#include "core/future.h"
#include "services/workspace.h"
#include "ui/banner.h"
#include "ui/conversationpane.h"
#include "ui/userprompts.h"

#include <QTimeZone>

#include <algorithm>

namespace confab {

SelectionDeleter::SelectionDeleter(Workspace &workspace, ConversationPane &list, UserPrompts &prompts,
                                   QObject *parent)
    : QObject(parent), m_workspace(workspace), m_list(list), m_prompts(prompts)
{
    // The workspace has heard of it first, and the rows are there again.
    connect(&workspace.deletions(), &DeletionService::undone, this, &SelectionDeleter::selectUndone);
}

void SelectionDeleter::selectUndone(const QList<Conversation> &conversations)
{
    if (!isPersonAtList())
        return;
    QList<SessionId> sessions;
    for (const Conversation &conversation : conversations) {
        if (conversation.project == m_workspace.project())
            sessions.append(conversation.session);
    }
    m_list.select(sessions);
}

/// Whoever is elsewhere keeps the conversation that they read.
bool SelectionDeleter::isPersonAtList() const
{
    QWidget *focus = m_list.window()->focusWidget();
    if (!focus || focus == m_list.focusTarget())
        return focus != nullptr;
    for (const QWidget *each = focus; each; each = each->parentWidget()) {
        if (qobject_cast<const Banner *>(each))
            return true;
    }
    return false;
}

void SelectionDeleter::run(const QString &projectName)
{
    const QList<SessionId> sessions = m_list.selectedSessions();
    if (sessions.isEmpty() || m_workspace.refusesOffline(Operation::DeleteConversations))
        return;
    const bool all = m_list.isAllSelected();
    const auto care = all ? DeletionService::Care::LookAgain : DeletionService::Care::AsSeen;
    if (sessions.size() <= DeletionService::askAbove)
        return m_workspace.deleteConversations(sessions, care);

    const bool keepCopy = m_workspace.archive().copiesBeforeDeleting(m_workspace.project());
    UserPrompts::Deletion deletion;
    deletion.count = static_cast<int>(sessions.size());
    deletion.projectName = projectName;
    deletion.lookAgain = all || keepCopy;
    deletion.keepCopy = keepCopy;
    for (const SessionId &session : sessions) {
        const Conversation *conversation = m_workspace.conversations().find(session);
        if (!conversation || !conversation->createdAt.isValid())
            continue;
        const QDate day = conversation->createdAt.toTimeZone(m_workspace.clock().zone()).date();
        deletion.oldest = deletion.oldest.isValid() ? std::min(deletion.oldest, day) : day;
        deletion.newest = deletion.newest.isValid() ? std::max(deletion.newest, day) : day;
    }
    const ProjectId project = m_workspace.project();
    const QDateTime chosenAt = m_workspace.deletions().serverNow();
    whenDone(m_prompts.confirmDeletion(deletion), this, [=, this](bool confirmed) {
        if (confirmed && project == m_workspace.project())
            m_workspace.deleteConversations(sessions, care, chosenAt);
    });
}

} // namespace confab
