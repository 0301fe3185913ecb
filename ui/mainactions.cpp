// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainactions.h"

#include "ui/messageactions.h"

#include <QAction>
#include <QKeySequence>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>

namespace confab {

MainActions::MainActions(QObject *parent) : ActionSet(parent)
{
    newConversation = add("actionNew", tr("New conversation"), QKeySequence::New, icon("new"));
    exportConversations = add("actionExport", tr("Export…"), key("Ctrl+E"), icon("export"));
    signIn = add("actionSignIn", tr("Sign in…"), key("Ctrl+Shift+I"));
    signOut = add("actionSignOut", tr("Sign out"), key("Ctrl+Shift+O"), icon("sign-out"));
    settings = add("actionSettings", tr("Settings"), key("Ctrl+,"), icon("settings"));
    quit = add("actionQuit", tr("Quit"), key("Ctrl+Q"));
    settings->setMenuRole(QAction::PreferencesRole);
    quit->setMenuRole(QAction::QuitRole);

    undo = add("actionUndo", tr("Undo"), QKeySequence::Undo, icon("undo"));
    selectAll = add("actionSelectAll", tr("Select all loaded"), QKeySequence::SelectAll);
    selectAllMatching = add("actionSelectAllMatching", tr("Select all that match"), key("Ctrl+Shift+A"));
    filter = add("actionFilter", tr("Filter conversations"), key("Ctrl+L"), icon("search"));
    searchMessages = add("actionSearchMessages", tr("Search messages"), key("Ctrl+Shift+F"), icon("search"));
    clearFilters = add("actionClearFilters", tr("Clear the filters"), key("Ctrl+Shift+L"));

    refresh = add("actionRefresh", tr("Refresh"), key("F5"), icon("refresh"));
    retry = add("actionRetry", tr("Retry"), key("Ctrl+R"), icon("retry"));
    rename = add("actionRename", tr("Rename"), key("F2"), icon("rename"));
    remove = add("actionDelete", tr("Delete"), QKeySequence::Delete, icon("delete"));
    retentionRules =
        add("actionRetentionRules", tr("Retention rules…"), key("Ctrl+Shift+K"), icon("calendar"));
    deletionLog = add("actionDeletionLog", tr("Deletion log…"), key("Ctrl+Shift+D"));

    chooseProject = add("actionProject", tr("Choose project"), key("Ctrl+Shift+P"), icon("project"));
    removed = add("actionRemoved", tr("Removed from server…"), key("Ctrl+Shift+R"), icon("removed"));
    nextPane = add("actionNextPane", tr("Next pane"), key("F6"));
    previousPane = add("actionPreviousPane", tr("Previous pane"), key("Shift+F6"));
    palette = add("actionPalette", tr("Find action or project…"), key("Ctrl+K"));

    shortcuts = add("actionShortcuts", tr("Keyboard shortcuts"), key("F1"));
    about = add("actionAbout", tr("About Confab"), key("Shift+F1"));
    about->setMenuRole(QAction::AboutRole);

    // The list's own editor and the filter line handle these keys themselves while they have the focus;
    // elsewhere they belong to the list alone.
    undo->setEnabled(false);
    retry->setEnabled(false);
}

void MainActions::fillMenus(QMainWindow &window, const MessageActions &messages)
{
    const auto menu = [&window](const QString &title, const QList<QAction *> &actions) {
        QMenu *made = window.menuBar()->addMenu(title);
        made->setObjectName(QStringLiteral("menu") + title.mid(1));
        for (QAction *action : actions) {
            if (action)
                made->addAction(action);
            else
                made->addSeparator();
        }
        return made;
    };
    window.menuBar()->setObjectName(QStringLiteral("menuBar"));
    menu(tr("&File"),
         {newConversation, exportConversations, nullptr, signIn, signOut, settings, nullptr, quit});
    menu(tr("&Edit"), {undo, nullptr, messages.copy, messages.copyMarkdown, nullptr, selectAll,
                       selectAllMatching, nullptr, filter, searchMessages, clearFilters});
    menu(tr("&View"), {refresh, retry, nullptr, nextPane, previousPane});
    menu(tr("&Conversation"), {rename, remove, nullptr, retentionRules, deletionLog});
    messages.fillMenu(*menu(tr("&Message"), {}));
    menu(tr("&Go"), {chooseProject, palette, nullptr, removed});
    menu(tr("&Help"), {shortcuts, about});
}

void MainActions::addToolBar(QMainWindow &window)
{
    auto *bar = window.addToolBar(tr("Main"));
    bar->setObjectName(QStringLiteral("toolBar"));
    bar->setMovable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    for (QAction *action : {refresh, newConversation, rename, remove, undo}) {
        bar->addAction(action);
        QWidget *button = bar->widgetForAction(action);
        button->setObjectName(action->objectName() + QStringLiteral("Button"));
        // In place of the tooltip, whose markup would be read out.
        button->setAccessibleDescription(action->shortcut().toString(QKeySequence::NativeText));
    }
}

QList<QAction *> MainActions::forConversations() const
{
    return {rename, remove, exportConversations, selectAllMatching, newConversation, refresh};
}

} // namespace confab
