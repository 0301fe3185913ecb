// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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
    /// A selection waits for its turn.
    [[nodiscard]] bool isWaiting() const { return m_waiting; }

signals:
    void opened();

private:
    void open();

    Workspace &m_workspace;
    ConversationPane &m_list;
    MessagePane &m_messages;
    std::chrono::milliseconds m_last{-1000};
    bool m_waiting = false;
    int m_number = 0; ///< Of the newest selection; a delayed older one is dropped.
};

} // namespace confab
