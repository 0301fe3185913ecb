// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/messagesearch.h"
#include "core/values.h"

#include <QDialog>

class QPushButton;
class QStackedWidget;
class QTreeWidget;

namespace confab {

class FindBar;
class LinkOpener;
class MessageJump;
class MessageView;
class RemovedConversations;
class StatePage;
class Workspace;

/// What the archive holds of the project's conversations that are no longer on the server: a list, the
/// messages of the one that is current, for reading alone, and ways to export and erase what is selected.
/// Window-modal, so that no action of the window acts on a list behind it; deleted when closed.
class RemovedDialog : public QDialog
{
    Q_OBJECT

public:
    RemovedDialog(Workspace &workspace, LinkOpener &links, QWidget *parent);
    ~RemovedDialog() override;

    /// Makes its conversation current, once the list is there, and goes to its message, where the words of
    /// the search that goes on are marked.
    void showHit(const SearchHit &hit);
    /// In the order of the rows.
    [[nodiscard]] QList<ConversationKey> selected() const;

signals:
    /// Those that are selected, in the order of the rows.
    void exportRequested(const QList<confab::Conversation> &conversations);

private:
    void build();
    [[nodiscard]] QWidget *buildReading();
    void updateButtons();
    void askExport();
    void fill();
    void showPage();
    void openCurrent();
    void landOnWanted();
    void askErase();

    Workspace &m_workspace;
    RemovedConversations &m_removed;
    QTreeWidget *m_list;
    MessageView *m_messages;
    StatePage *m_nothing;
    QStackedWidget *m_pages;
    QPushButton *m_export;
    QPushButton *m_erase;
    FindBar *m_find;
    MessageJump *m_jump;
    SearchHit m_wanted;  ///< A default one where none is, or it has been shown.
    SearchWords m_words; ///< By which it was found.
    bool m_failed = false;
};

} // namespace confab
