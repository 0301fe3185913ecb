// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/messageactions.h"

#include <QAction>
#include <QKeySequence>
#include <QMenu>

namespace confab {

MessageActions::MessageActions(QObject *parent) : ActionSet(parent)
{
    copy = add("actionCopy", tr("Copy message as text"), QKeySequence::Copy, icon("copy"));
    copyMarkdown = add("actionCopyMarkdown", tr("Copy message as Markdown"), key("Ctrl+Shift+C"));

    write = add("actionWrite", tr("Write a message"), key("Ctrl+M"));
    send = add("actionSend", tr("Send message"), key("Ctrl+Return"));
    stop = add("actionStop", tr("Stop the answer"), key("Ctrl+."));

    copy->setEnabled(false);
    copyMarkdown->setEnabled(false);
}

void MessageActions::fillMenu(QMenu &menu) const
{
    menu.addActions({write, send, stop});
    menu.addSeparator();
    menu.addActions({copy, copyMarkdown});
}

} // namespace confab
