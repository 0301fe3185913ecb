// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/conversationopener.h"

#include "core/clock.h"
#include "services/settings.h"
#include "services/workspace.h"
#include "ui/conversationpane.h"
#include "ui/messagepane.h"

#include <utility>

namespace confab {

namespace {
constexpr std::chrono::milliseconds quickStep{180};
} // namespace

ConversationOpener::ConversationOpener(Workspace &workspace, ConversationPane &list, MessagePane &messages,
                                       QObject *parent)
    : QObject(parent), m_workspace(workspace), m_list(list), m_messages(messages)
{
}

void ConversationOpener::selectionChanged()
{
    const int number = ++m_number;
    const auto now = m_workspace.clock().monotonic();
    if (now - std::exchange(m_last, now) >= quickStep)
        return open();
    m_waiting = true;
    m_workspace.clock().after(quickStep, this, [this, number] {
        if (number == m_number)
            open();
    });
}

void ConversationOpener::show(const Conversation &conversation)
{
    ++m_number; // what waited is overtaken
    m_waiting = false;
    const Conversation *row = m_workspace.conversations().find(conversation.session);
    const Conversation shown = row ? *row : conversation;
    if (row)
        m_list.clearFiltersHiding(conversation.session);
    else
        m_list.clearSelection();
    m_outside = row ? ConversationKey() : conversation.key();
    m_list.showWhenLoaded(conversation.session, {});
    m_messages.showConversation(shown);
    m_workspace.settings().setLastConversation(m_workspace.project(), conversation.session);
    emit opened();
}

void ConversationOpener::open()
{
    m_waiting = false;
    const QList<SessionId> selected = m_list.selectedSessions();
    if (selected.isEmpty() && m_outside.isValid() && m_workspace.messages().key() == m_outside)
        return emit opened();
    m_outside = {};
    if (selected.size() > 1) {
        m_messages.showSelectionCount(static_cast<int>(selected.size()));
        return emit opened();
    }
    const Conversation *conversation =
        selected.isEmpty() ? nullptr : m_workspace.conversations().find(selected.first());
    m_messages.showConversation(conversation ? *conversation : Conversation());
    if (conversation)
        m_workspace.settings().setLastConversation(m_workspace.project(), conversation->session);
    emit opened();
}

} // namespace confab
