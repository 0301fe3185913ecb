// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/values.h"
#include "ui/linkopener.h"
#include "ui/sourceopener.h"

#include <QObject>

namespace confab {

class DetailsPane;
class MessageActions;
class MessageButtons;
class MessagePane;
class MessageView;
class SourcePopover;
class UserPrompts;
class Workspace;

/// Joins what is done with single answers - reactions, sources, details, verification - with the services and
/// with the actions, for the window. One function a subject.
class AnswerWiring : public QObject
{
    Q_OBJECT

public:
    /// The pane is the parent.
    AnswerWiring(Workspace &workspace, MessageActions &actions, MessagePane &pane, UserPrompts &prompts);

private:
    void connectReactions();
    void connectSources();
    void connectVerification();
    void connectDetails();
    void connectCurrent();

    void react(Reaction reaction);
    void showSource(const QModelIndex &index, int number, const QRect &anchor);
    void update();
    void updateDetails();
    [[nodiscard]] Message current() const;

    Workspace &m_workspace;
    MessageActions &m_actions;
    MessagePane &m_pane;
    MessageView &m_view;
    LinkOpener m_links;
    SourceOpener m_opener;
    MessageButtons *m_buttons;
    SourcePopover *m_popover;
    DetailsPane *m_details;
    Conversation m_conversation; ///< Whose messages are shown.
};

} // namespace confab
