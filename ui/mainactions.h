// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/actionset.h"

class QMainWindow;

namespace confab {

class MessageActions;

/// The actions of the window but those on messages. What they do is connected by the window.
class MainActions : public ActionSet
{
    Q_OBJECT

public:
    explicit MainActions(QObject *parent = nullptr);

    QAction *newConversation;
    QAction *exportConversations;
    QAction *signIn;
    QAction *signOut;
    QAction *settings;
    QAction *quit;

    QAction *undo;
    QAction *selectAll;
    QAction *selectAllMatching;
    QAction *filter;
    QAction *searchMessages;
    QAction *clearFilters;

    QAction *refresh;
    QAction *retry;
    QAction *rename;
    QAction *remove;
    QAction *retentionRules;
    QAction *deletionLog;

    QAction *chooseProject;
    QAction *removed;
    QAction *nextPane;
    QAction *previousPane;
    QAction *palette;

    QAction *shortcuts;
    QAction *about;

    void fillMenus(QMainWindow &window, const MessageActions &messages);
    void addToolBar(QMainWindow &window);
    /// Those of a row of the list of conversations.
    [[nodiscard]] QList<QAction *> forConversations() const;
};

} // namespace confab
