// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QWidget;

namespace confab {

class ConversationListModel;
class ConversationPane;
class LinkOpener;
class RemovedDialog;
class UserPrompts;
class Workspace;

/// Opens the dialog of an export with what is selected, open and listed at that moment.
class Exporter : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        ConversationPane &pane;
        const ConversationListModel &list;
        LinkOpener &links;
        UserPrompts &prompts;
    };

    Exporter(Workspace &workspace, const Parts &parts, QWidget &window);

    void run(const QString &projectName);
    /// The same for what the dialog of removed conversations asks for.
    void serve(RemovedDialog &dialog, const QString &projectName);

private:
    Workspace &m_workspace;
    Parts m_parts;
    QWidget &m_window;
};

} // namespace confab
