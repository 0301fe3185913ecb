// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace confab {

class FindBar;
class MessageActions;
class MessageJump;
class MessagePane;
class Workspace;

/// Joins the pane of messages with its actions and with the services, for the window. One function a
/// subject.
class MessageWiring : public QObject
{
    Q_OBJECT

public:
    /// The pane is the parent.
    MessageWiring(Workspace &workspace, MessageActions &actions, MessagePane &pane);

    [[nodiscard]] MessageJump &jump() const { return *m_jump; }
    [[nodiscard]] FindBar &find() const { return *m_find; }

private:
    void connectCopying();
    void addComposer();
    void connectNames();
    void connectFinding();
    void connectJumping();

    Workspace &m_workspace;
    MessageActions &m_actions;
    MessagePane &m_pane;
    FindBar *m_find = nullptr;
    MessageJump *m_jump = nullptr;
};

} // namespace confab
