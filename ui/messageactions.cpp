// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/messageactions.h"

#include <QAction>
#include <QKeySequence>
#include <QMenu>

namespace confab {

MessageActions::MessageActions(QObject *parent) : ActionSet(parent)
{
    copy = add("actionCopy", tr("Copy"), QKeySequence::Copy, icon("copy"));
    copyMarkdown = add("actionCopyMarkdown", tr("Copy as Markdown"), key("Ctrl+Shift+C"));
    find = add("actionFind", tr("Find in conversation"), QKeySequence::Find, icon("search"));
    findNext = add("actionFindNext", tr("Find next"), key("F3"));
    findPrevious = add("actionFindPrevious", tr("Find previous"), key("Shift+F3"));
    goFirst = add("actionFirstMessage", tr("Go to first message"), key("Ctrl+Alt+Home"));
    goLast = add("actionLastMessage", tr("Go to last message"), key("Ctrl+Alt+End"));
    goDate = add("actionMessageDate", tr("Go to date…"), key("Ctrl+G"), icon("calendar"));

    copy->setEnabled(false);
    copyMarkdown->setEnabled(false);
}

void MessageActions::fillMenu(QMenu &menu) const
{
    menu.addActions({copy, copyMarkdown});
    menu.addSeparator();
    menu.addActions({find, findNext, findPrevious});
    menu.addSeparator();
    menu.addActions({goFirst, goLast, goDate});
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
