// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/values.h"

#include <QObject>

#include <chrono>

namespace confab {

class ConversationPane;
class MessagePane;
class Workspace;

/// Shows the messages of what is selected in the list. Arrowing quickly through the list must not cost a call
/// for each row on the way: a selection that follows another at once waits until the keys rest.
class ConversationOpener : public QObject
{
    Q_OBJECT

public:
    ConversationOpener(Workspace &workspace, ConversationPane &list, MessagePane &messages,
                       QObject *parent = nullptr);

    void selectionChanged();
    /// Shows a conversation of the open project, whether the list has it (yet) or not; without a call for the
    /// list. One that is not there is selected as soon as it comes, and shown until something else is
    /// selected.
    void show(const Conversation &conversation);
    /// A selection waits for its turn.
    [[nodiscard]] bool isWaiting() const { return m_waiting; }

signals:
    /// What is selected is shown, or on its way.
    void opened();

private:
    void open();

    Workspace &m_workspace;
    ConversationPane &m_list;
    MessagePane &m_messages;
    std::chrono::milliseconds m_last{-1000};
    bool m_waiting = false;
    ConversationKey m_outside; ///< Shown, and not in the list; invalid for none.
    int m_number = 0;          ///< Of the newest selection; a delayed older one is dropped.
};

} // namespace confab
