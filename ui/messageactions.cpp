// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/messageactions.h"

#include <QAction>
#include <QKeySequence>
#include <QMenu>

namespace confab {

MessageActions::MessageActions(QObject *parent) : ActionSet(parent)
{
    write = add("actionWrite", tr("Write a message"), key("Ctrl+M"));
    send = add("actionSend", tr("Send message"), key("Ctrl+Return"));
    stop = add("actionStop", tr("Stop the answer"), key("Ctrl+."));
    copy = add("actionCopy", tr("Copy"), QKeySequence::Copy, icon("copy"));
    copyMarkdown = add("actionCopyMarkdown", tr("Copy as Markdown"), key("Ctrl+Shift+C"));
    find = add("actionFind", tr("Find in conversation"), QKeySequence::Find, icon("search"));
    findNext = add("actionFindNext", tr("Find next"), key("F3"));
    findPrevious = add("actionFindPrevious", tr("Find previous"), key("Shift+F3"));
    goFirst = add("actionFirstMessage", tr("Go to first message"), key("Ctrl+Alt+Home"));
    goLast = add("actionLastMessage", tr("Go to last message"), key("Ctrl+Alt+End"));
    goDate = add("actionMessageDate", tr("Go to date…"), key("Ctrl+G"), icon("calendar"));
    like = add("actionLike", tr("Like"), key("Ctrl+Shift+G"), icon("like"));
    dislike = add("actionDislike", tr("Dislike"), key("Ctrl+Shift+B"), icon("dislike"));
    removeReaction = add("actionRemoveReaction", tr("Remove reaction"), key("Ctrl+Shift+X"));
    citations = add("actionCitations", tr("Citations"), key("Ctrl+Shift+S"), icon("source"));
    verify = add("actionVerify", tr("Verify response…"), key("Ctrl+Shift+T"), icon("check"));
    details = add("actionDetails", tr("Details"), key("Ctrl+I"), icon("info"));
    for (QAction *action : {like, dislike, details})
        action->setCheckable(true);

    copy->setEnabled(false);
    copyMarkdown->setEnabled(false);
}

void MessageActions::fillMenu(QMenu &menu) const
{
    menu.addActions({write, send, stop});
    menu.addSeparator();
    menu.addActions({copy, copyMarkdown});
    menu.addSeparator();
    menu.addActions({find, findNext, findPrevious});
    menu.addSeparator();
    menu.addActions({goFirst, goLast, goDate});
    menu.addSeparator();
    menu.addActions({like, dislike, removeReaction});
    menu.addSeparator();
    menu.addActions({citations, verify, details});
}

QList<std::pair<QString, QString>> MessageActions::keys()
{
    const auto native = [](const char *text) { return key(text).toString(QKeySequence::NativeText); };
    return {
        {tr("Go through the links, code and sources of a message"), native("Tab")},
        {tr("Open a message's menu, or the link in focus"), native("Return")},
        {tr("Select text in the messages"), tr("Shift with the arrow keys, Home, End, Page Up, Page Down")},
        {tr("Select all text of the messages"), native("Ctrl+A")},
        {tr("Scroll wide code and tables"), tr("Left, Right")}};
}

} // namespace confab
