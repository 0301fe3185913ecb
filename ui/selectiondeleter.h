// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/values.h"

#include <QList>
#include <QObject>

namespace confab {

class ConversationPane;
class UserPrompts;
class Workspace;

/// Deletes what is selected in the list, after asking where it is more than a few. The rows are frozen when
/// it is asked for: what the person confirmed is what is deleted, whatever the list does meanwhile. What an
/// undo brings back is selected where the person is at the list or at the banner.
class SelectionDeleter : public QObject
{
    Q_OBJECT

public:
    SelectionDeleter(Workspace &workspace, ConversationPane &list, UserPrompts &prompts,
                     QObject *parent = nullptr);

    /// `projectName` is for the words of the question.
    void run(const QString &projectName);

private:
    void selectUndone(const QList<Conversation> &conversations);
    [[nodiscard]] bool isPersonAtList() const;

    Workspace &m_workspace;
    ConversationPane &m_list;
    UserPrompts &m_prompts;
};

} // namespace confab
