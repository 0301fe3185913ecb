// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/messagewiring.h"

#include "services/workspace.h"
#include "ui/messageactions.h"
#include "ui/messagepane.h"

#include <QAction>

#include <algorithm>

namespace confab {

MessageWiring::MessageWiring(Workspace &workspace, MessageActions &actions, MessagePane &pane)
    : QObject(&pane), m_workspace(workspace), m_actions(actions), m_pane(pane)
{
    connectCopying();
    connectNames();
}

void MessageWiring::connectCopying()
{
    connect(m_actions.copy, &QAction::triggered, &m_pane, &MessagePane::copyText);
    connect(m_actions.copyMarkdown, &QAction::triggered, &m_pane, &MessagePane::copyMarkdown);
    connect(&m_pane, &MessagePane::canCopyChanged, m_actions.copy, &QAction::setEnabled);
    connect(&m_pane, &MessagePane::canCopyChanged, m_actions.copyMarkdown, &QAction::setEnabled);
}

void MessageWiring::connectNames()
{
    const auto rename = [this](const QList<Conversation> &changed) {
        const SessionId open = m_workspace.messages().key().session;
        const auto found = std::find_if(changed.begin(), changed.end(),
                                        [&open](const Conversation &c) { return c.session == open; });
        if (found != changed.end())
            m_pane.updateConversation(*found);
    };
    connect(&m_workspace.conversations(), &ConversationService::upserted, this, rename);
}

} // namespace confab
