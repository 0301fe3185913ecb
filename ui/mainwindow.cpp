// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow.h"

#include "core/clock.h"
#include "ui/aboutdialog.h"
#include "ui/answerwiring.h"
#include "ui/archivenotices.h"
#include "ui/archivequestions.h"
#include "ui/banner.h"
#include "ui/conversationopener.h"
#include "ui/conversationpane.h"
#include "ui/daychange.h"
#include "ui/deletionlogdialog.h"
#include "ui/exporter.h"
#include "ui/messagepane.h"
#include "ui/messagewiring.h"
#include "ui/namedialog.h"
#include "ui/notices.h"
#include "ui/palettedialog.h"
#include "ui/quitguard.h"
#include "ui/removeddialog.h"
#include "ui/retentionwiring.h"
#include "ui/searchwiring.h"
#include "ui/selectiondeleter.h"
#include "ui/settingsdialog.h"
#include "ui/shortcutsdialog.h"
#include "ui/sidepane.h"
#include "ui/signindialog.h"
#include "ui/statusline.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QVBoxLayout>

namespace confab {

MainWindow::MainWindow(Workspace &workspace, QWidget *parent)
    : QMainWindow(parent)
    , m_workspace(workspace)
    , m_projects(workspace.projects())
    , m_list(workspace.conversations(), workspace.clock(), &workspace.archive().facts())
    , m_messages(workspace.messages(), workspace.clock())
    , m_prompts(this)
    , m_links(m_prompts)
    , m_actions(this)
    , m_messageActions(this)
{
    setObjectName(QStringLiteral("mainWindow"));
    buildPanes();
    m_actions.fillMenus(*this, m_messageActions);
    m_actions.addToolBar(*this);
    new StatusLine(workspace, *statusBar());
    m_archiveQuestions = new ArchiveQuestions(workspace, *this);
    m_notices = new Notices(workspace, *m_banner, *this);
    new ArchiveNotices(workspace, *m_banner, *m_conversationPane, *this);
    m_quitGuard = new QuitGuard(workspace.deletions(), workspace.exports(), m_prompts, *this);
    m_opener = new ConversationOpener(workspace, *m_conversationPane, *m_messagePane, this);
    m_exporter = new Exporter(workspace, {*m_conversationPane, m_list, m_links, m_prompts}, *this);
    m_deleter = new SelectionDeleter(workspace, *m_conversationPane, m_prompts, this);
    m_retention = new RetentionWiring(workspace, m_prompts, *m_archiveQuestions, *this);
    const auto *messages = new MessageWiring(workspace, m_messageActions, *m_messagePane);
    new AnswerWiring(workspace, m_messageActions, *m_messagePane, m_prompts);
    m_search = new SearchWiring(
        workspace, {*m_sidePane, *m_middle, *m_conversationPane, *m_opener, *messages, *m_banner}, this);
    connectActions();
    connectPanes();
    connectSearch();
    connectServices();
    restoreLayout();
    projectChanged({});
    updateActions();
    m_conversationPane->focusTarget()->setFocus();
}

MainWindow::~MainWindow()
{
    // The panes look at the models to the last; as members, those would go first.
    for (QObject *pane : {static_cast<QObject *>(m_sidePane), static_cast<QObject *>(m_conversationPane),
                          static_cast<QObject *>(m_messagePane)})
        pane->disconnect(this);
    delete takeCentralWidget();
}

void MainWindow::start(const QUrl &server)
{
    Session &session = m_workspace.session();
    if (server != session.serverAddress())
        session.useServer(server);
    session.restore();
    if (session.state() == Session::State::SignedOut) {
        showSignIn();
        checkSettled();
    }
}

void MainWindow::buildPanes()
{
    m_sidePane = new SidePane(m_projects, this);

    auto *middle = new QWidget(this);
    middle->setObjectName(QStringLiteral("middlePane"));
    auto *layout = new QVBoxLayout(middle);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_banner = new Banner(m_workspace.clock(), middle);
    m_middle = new QStackedWidget(middle);
    m_middle->setObjectName(QStringLiteral("listOrSearch"));
    m_conversationPane =
        new ConversationPane(m_workspace.conversations(), m_list, m_workspace.settings(), m_middle);
    m_conversationPane->setContextActions(m_actions.forConversations());
    m_middle->addWidget(m_conversationPane);
    layout->addWidget(m_banner);
    layout->addWidget(m_middle, 1);

    m_messagePane =
        new MessagePane(m_workspace.messages(), m_messages, m_workspace.citations(), m_links, this);

    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setObjectName(QStringLiteral("panes"));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_splitter->addWidget(m_sidePane);
    m_splitter->addWidget(middle);
    m_splitter->addWidget(m_messagePane);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setStretchFactor(2, 3);
    // The splitter puts each new pane under the others, and assistive technology reads from the bottom up.
    for (int i = 0; i < m_splitter->count(); ++i)
        m_splitter->widget(i)->raise();
    for (int i = 0; i < m_splitter->count(); ++i)
        m_splitter->handle(i)->raise();
    setCentralWidget(m_splitter);
}

void MainWindow::connectActions()
{
    const auto on = [this](QAction *action, auto run) { connect(action, &QAction::triggered, this, run); };
    on(m_actions.newConversation, [this] { askNewName(); });
    on(m_actions.exportConversations, [this] { m_exporter->run(projectName()); });
    on(m_actions.signIn, &MainWindow::showSignIn);
    on(m_actions.signOut, [this] { m_archiveQuestions->signOut(); });
    on(m_actions.settings, [this] { (new SettingsDialog(m_workspace, this))->open(); });
    on(m_actions.quit, &QWidget::close);
    on(m_actions.undo, [this] { m_workspace.undo(); });
    on(m_actions.selectAll, [this] { m_conversationPane->selectAllLoaded(); });
    on(m_actions.selectAllMatching, [this] { m_conversationPane->selectAllMatching(); });
    on(m_actions.filter, [this] {
        m_search->close();
        m_conversationPane->focusFilter();
    });
    on(m_actions.clearFilters, [this] { m_conversationPane->clearFilters(); });
    on(m_actions.searchMessages, [this] { m_search->open(); });
    on(m_actions.refresh, [this] { m_workspace.refresh(); });
    on(m_actions.retry, [this] { m_notices->retry(); });
    on(m_actions.rename, [this] { m_conversationPane->startRename(); });
    on(m_actions.remove, [this] { m_deleter->run(projectName()); });
    on(m_actions.deletionLog, [this] { (new DeletionLogDialog(m_workspace, this))->open(); });
    on(m_actions.retentionRules, [this] { m_retention->open(projectName()); });
    on(m_actions.chooseProject, [this] { m_sidePane->focusProject(); });
    on(m_actions.removed, [this] {
        auto *dialog = new RemovedDialog(m_workspace, m_links, this);
        m_exporter->serve(*dialog, projectName());
        dialog->open();
    });
    on(m_actions.nextPane, [this] { cyclePane(1); });
    on(m_actions.previousPane, [this] { cyclePane(-1); });
    on(m_actions.palette, [this] {
        auto *palette = new PaletteDialog(allActions(), m_projects, this);
        connect(palette, &PaletteDialog::projectChosen, &m_workspace, &Workspace::openProject);
        palette->open();
    });
    on(m_actions.shortcuts,
       [this] { (new ShortcutsDialog(allActions(), this, MessageActions::keys()))->open(); });
    on(m_actions.about, [this] { (new AboutDialog(this))->open(); });
}

void MainWindow::connectPanes()
{
    m_sidePane->addView(m_actions.removed);
    connect(m_sidePane, &SidePane::projectChosen, &m_workspace, &Workspace::openProject);
    connect(m_sidePane, &SidePane::viewChosen, m_conversationPane, &ConversationPane::setDateFilter);
    connect(m_conversationPane, &ConversationPane::dateFilterChanged, m_sidePane, &SidePane::setDateFilter);
    connect(m_conversationPane, &ConversationPane::peopleFilterChosen, &m_workspace, &Workspace::setPeople);
    connect(m_conversationPane, &ConversationPane::selectionChanged, this, &MainWindow::selectionChanged);
    connect(m_conversationPane, &ConversationPane::activated, this,
            [this] { m_messagePane->focusTarget()->setFocus(Qt::OtherFocusReason); });
    connect(m_conversationPane, &ConversationPane::newConversationRequested, this, [this] { askNewName(); });
    connect(m_conversationPane, &ConversationPane::signInRequested, this, &MainWindow::showSignIn);
    connect(m_conversationPane, &ConversationPane::projectsRequested, &m_workspace, &Workspace::refresh);
    connect(m_opener, &ConversationOpener::opened, this, &MainWindow::checkSettled);
    connect(m_notices, &Notices::canRetryChanged, m_actions.retry, &QAction::setEnabled);
    connect(&m_workspace, &Workspace::canUndoChanged, m_actions.undo, &QAction::setEnabled);
    connect(m_notices, &Notices::signInRequested, this, &MainWindow::showSignIn);
    connect(m_notices, &Notices::newNameRequested, this, &MainWindow::askNewName);
    connect(m_notices, &Notices::renameRequested, m_conversationPane, &ConversationPane::renameTo);
    m_sidePane->setDateFilter(m_list.dateFilter());
}

void MainWindow::connectSearch()
{
    connect(m_search, &SearchWiring::openChanged, this, &MainWindow::updateActions);
    connect(m_search, &SearchWiring::archiveWanted, m_archiveQuestions, &ArchiveQuestions::lead);
    connect(m_search, &SearchWiring::removedChosen, this, [this](const SearchHit &hit) {
        auto *dialog = new RemovedDialog(m_workspace, m_links, this);
        m_exporter->serve(*dialog, projectName());
        dialog->showHit(hit);
        dialog->open();
    });
    connect(m_search, &SearchWiring::silentFilterChosen, m_conversationPane, [this](int days) {
        m_conversationPane->setDateFilter({DateFilter::Kind::SilentFor, days, {}, {}});
    });
    // A view is about the list, which the search covers.
    connect(m_sidePane, &SidePane::viewChosen, m_search, &SearchWiring::close);
}

void MainWindow::connectServices()
{
    auto *days = new DayChange(m_workspace.clock(), this);
    connect(days, &DayChange::dayChanged, &m_list, &ConversationListModel::refreshDates);
    connect(days, &DayChange::dayChanged, m_messagePane, &MessagePane::refreshDates);
    connect(&m_workspace.session(), &Session::stateChanged, this, &MainWindow::sessionChanged);
    connect(&m_workspace, &Workspace::projectChanged, this, &MainWindow::projectChanged);
    connect(&m_workspace.archive(), &ArchiveService::changed, this, &MainWindow::updateActions);

    ConversationService &conversations = m_workspace.conversations();
    connect(&conversations, &ConversationService::stateChanged, this, &MainWindow::checkSettled);
    connect(&conversations, &ConversationService::stateChanged, this, &MainWindow::updateActions);
    connect(&conversations, &ConversationService::created, this, [this](const SessionId &session) {
        m_conversationPane->clearFiltersHiding(session);
        m_conversationPane->select(session);
    });
    connect(&m_workspace.messages(), &MessageService::stateChanged, this, &MainWindow::checkSettled);
    ProjectService &projects = m_workspace.projects();
    connect(&projects, &ProjectService::loadingChanged, this, &MainWindow::checkSettled);
    // A project is opened as soon as it is there, which may be before the list of projects shows its name.
    connect(&projects, &ProjectService::projectsChanged, this, &MainWindow::updateTitle);
    connect(&projects, &ProjectService::loadingChanged, this, [this, &projects](bool loading) {
        m_conversationPane->setStart({loading, projects.isLoaded() && projects.projects().isEmpty()});
    });
    connect(&projects, &ProjectService::failed, this, [this](Operation, const Error &error) {
        m_conversationPane->setStart({false, false, error});
    });
}

void MainWindow::restoreLayout()
{
    const Settings &settings = m_workspace.settings();
    const QSize room = screen()->availableSize();
    resize(QSize(fontMetrics().averageCharWidth() * 180, fontMetrics().height() * 48)
               .boundedTo(QSize(room.width(), room.height() * 9 / 10))); // its title stands above it
    restoreGeometry(settings.state(QStringLiteral("geometry")));
    restoreState(settings.state(QStringLiteral("window")));
    if (!m_splitter->restoreState(settings.state(QStringLiteral("panes"))))
        m_splitter->setSizes({width() * 15 / 100, width() * 38 / 100, width() * 47 / 100});
}

void MainWindow::saveLayout()
{
    Settings &settings = m_workspace.settings();
    settings.setState(QStringLiteral("geometry"), saveGeometry());
    settings.setState(QStringLiteral("window"), saveState());
    settings.setState(QStringLiteral("panes"), m_splitter->saveState());
    m_conversationPane->saveState();
}

void MainWindow::sessionChanged(Session::State state)
{
    updateActions();
    m_conversationPane->setSigningIn(state == Session::State::Restoring ||
                                     state == Session::State::SigningIn);
    m_conversationPane->setSignedIn(m_workspace.session().hasAccount());
    if (state == Session::State::SignedOut || state == Session::State::Expired)
        showSignIn();
    checkSettled();
}

void MainWindow::projectChanged(ProjectId id)
{
    m_sidePane->setProject(id);
    m_messagePane->showConversation({});
    updateTitle();
    if (id.isValid())
        m_conversationPane->showWhenLoaded(m_workspace.settings().lastConversation(id),
                                           m_workspace.settings().topConversation(id));
    updateActions();
}

void MainWindow::updateTitle()
{
    const QString name = projectName();
    setWindowTitle(name.isEmpty() ? tr("Confab") : tr("%1 – Confab").arg(name));
}

void MainWindow::selectionChanged()
{
    updateActions();
    m_opener->selectionChanged();
}

void MainWindow::askNewName(const QString &suggested)
{
    if (m_workspace.refusesOffline(Operation::CreateConversation))
        return;
    auto *dialog = new NameDialog(this, suggested);
    connect(dialog, &NameDialog::nameChosen, this,
            [this](const QString &name) { m_workspace.conversations().create(name); });
    dialog->open();
}

void MainWindow::showSignIn()
{
    if (auto *open = findChild<SignInDialog *>()) {
        open->raise();
        return;
    }
    auto *dialog = new SignInDialog(m_workspace.session(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::updateActions()
{
    const Session &session = m_workspace.session();
    const bool in = session.isSignedIn();
    const bool project = in && m_workspace.project().isValid();
    // What the search covers is not changed by a key.
    const bool list = project && !m_search->isOpen();
    const qsizetype selected = m_conversationPane->selectedSessions().size();
    m_actions.signIn->setEnabled(!in);
    m_actions.signOut->setEnabled(session.state() != Session::State::SignedOut);
    m_actions.refresh->setEnabled(in);
    m_actions.newConversation->setEnabled(project);
    m_actions.exportConversations->setEnabled(m_workspace.project().isValid());
    m_actions.rename->setEnabled(list && selected == 1);
    m_actions.remove->setEnabled(list && selected > 0);
    m_actions.selectAll->setEnabled(list);
    m_actions.selectAllMatching->setEnabled(list);
    m_actions.retentionRules->setEnabled(m_workspace.project().isValid());
    m_actions.removed->setEnabled(m_workspace.project().isValid() && m_workspace.archive().isOpen());
}

bool MainWindow::isLoading() const
{
    const Session::State session = m_workspace.session().state();
    const ConversationService::State list = m_workspace.conversations().state();
    return m_conversationPane->isSelectionUntold() || m_opener->isWaiting() ||
           session == Session::State::Restoring || session == Session::State::SigningIn ||
           m_workspace.projects().isLoading() ||
           (list != ConversationService::State::Ready && list != ConversationService::State::Closed &&
            list != ConversationService::State::Failed) ||
           m_workspace.messages().state() == MessageService::State::Loading;
}

void MainWindow::checkSettled()
{
    if (m_settled || isLoading())
        return;
    // One more turn of the event loop: what was just told may start the next load.
    m_workspace.clock().after(std::chrono::milliseconds(0), this, [this] {
        if (!isLoading() && !std::exchange(m_settled, true))
            emit settled();
    });
}

void MainWindow::cyclePane(int step)
{
    const QList<QWidget *> panes{m_sidePane, m_middle, m_messagePane};
    const QList<QWidget *> targets{m_sidePane->focusTarget(),
                                   m_search->isOpen() ? m_search->focusTarget()
                                                      : m_conversationPane->focusTarget(),
                                   m_messagePane->focusTarget()};
    qsizetype current = step > 0 ? -1 : 0;
    for (qsizetype i = 0; i < panes.size(); ++i) {
        if (panes[i]->isAncestorOf(focusWidget()))
            current = i;
    }
    const qsizetype next = (current + step + panes.size()) % panes.size();
    targets[next]->setFocus(step > 0 ? Qt::TabFocusReason : Qt::BacktabFocusReason);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    event->setAccepted(m_quitGuard->mayClose());
    if (event->isAccepted())
        saveLayout();
}

QString MainWindow::projectName() const
{
    const int row = m_projects.rowOf(m_workspace.project());
    return row < 0 ? QString() : m_projects.index(row).data(Qt::DisplayRole).toString();
}

} // namespace confab
