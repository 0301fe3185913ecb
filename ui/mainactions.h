// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>

class QAction;
class QKeySequence;
class QMainWindow;

namespace confab {

/// Every action of the window, once: menus, toolbar, context menus, the palette and the list of shortcuts
/// show the same objects. What they do is connected by the window.
class MainActions : public QObject
{
    Q_OBJECT

public:
    explicit MainActions(QObject *parent = nullptr);

    QAction *newConversation;
    QAction *signIn;
    QAction *signOut;
    QAction *settings;
    QAction *quit;

    QAction *undo;
    QAction *copy;
    QAction *copyMarkdown;
    QAction *selectAll;
    QAction *selectAllMatching;
    QAction *filter;
    QAction *clearFilters;

    QAction *refresh;
    QAction *retry;
    QAction *rename;
    QAction *remove;

    QAction *chooseProject;
    QAction *nextPane;
    QAction *previousPane;
    QAction *palette;

    QAction *shortcuts;
    QAction *about;

    /// In the order of the menus.
    [[nodiscard]] QList<QAction *> all() const { return m_all; }

    void fillMenus(QMainWindow &window);
    void addToolBar(QMainWindow &window);
    /// Those of a row of the list of conversations.
    [[nodiscard]] QList<QAction *> forConversations() const;

private:
    QAction *add(const char *objectName, const QString &text, const QKeySequence &shortcut,
                 const QString &icon = {});

    QList<QAction *> m_all;
};

} // namespace confab
