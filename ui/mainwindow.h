// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/conversationlistmodel.h"
#include "models/messagelistmodel.h"
#include "models/projectlistmodel.h"
#include "services/workspace.h"
#include "ui/dialogprompts.h"
#include "ui/linkopener.h"
#include "ui/mainactions.h"
#include "ui/messageactions.h"

#include <QMainWindow>

class QSplitter;
class QStackedWidget;

namespace confab {

class ArchiveQuestions;
class Banner;
class ConversationOpener;
class ConversationPane;
class Exporter;
class MessagePane;
class Notices;
class QuitGuard;
class RetentionWiring;
class SearchWiring;
class SelectionDeleter;
class SidePane;

/// The window: three panes as in a mail program, one banner, menus and a toolbar with the same actions. It
/// joins what the panes ask for to what the services do, and holds no state of its own but the layout.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(Workspace &workspace, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Looks for the key of this server in the keychain, and asks for it where there is none.
    void start(const QUrl &server);

signals:
    /// The first load has ended, well or badly: what can be shown is shown.
    void settled();

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void buildPanes();
    void connectActions();
    void connectPanes();
    void connectSearch();
    void connectServices();
    void restoreLayout();
    void saveLayout();

    void sessionChanged(Session::State state);
    void projectChanged(ProjectId id);
    void updateTitle();
    void selectionChanged();
    void askNewName(const QString &suggested = {});
    void showSignIn();
    void updateActions();
    [[nodiscard]] bool isLoading() const;
    void checkSettled();
    void cyclePane(int step);
    [[nodiscard]] QString projectName() const;
    [[nodiscard]] QList<QAction *> allActions() const { return m_actions.all() + m_messageActions.all(); }

    Workspace &m_workspace;
    ProjectListModel m_projects;
    ConversationListModel m_list;
    MessageListModel m_messages;
    DialogPrompts m_prompts;
    LinkOpener m_links;
    MainActions m_actions;
    MessageActions m_messageActions;
    QSplitter *m_splitter = nullptr;
    QStackedWidget *m_middle = nullptr; ///< The list, or the search over messages in its place.
    SidePane *m_sidePane = nullptr;
    Banner *m_banner = nullptr;
    ConversationPane *m_conversationPane = nullptr;
    MessagePane *m_messagePane = nullptr;
    ArchiveQuestions *m_archiveQuestions = nullptr;
    Notices *m_notices = nullptr;
    QuitGuard *m_quitGuard = nullptr;
    ConversationOpener *m_opener = nullptr;
    SelectionDeleter *m_deleter = nullptr;
    RetentionWiring *m_retention = nullptr;
    Exporter *m_exporter = nullptr;
    SearchWiring *m_search = nullptr;
    bool m_settled = false;
};

} // namespace confab
