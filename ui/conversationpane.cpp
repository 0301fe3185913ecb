// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/conversationpane.h"

#include "models/conversationlistmodel.h"
#include "services/settings.h"
#include "ui/conversationview.h"
#include "ui/filterbar.h"
#include "ui/noticeline.h"
#include "ui/statepage.h"

#include <QAction>
#include <QHeaderView>
#include <QMenu>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <utility>

namespace confab {

using namespace Qt::StringLiterals;
using State = ConversationService::State;

ConversationPane::ConversationPane(ConversationService &service, ConversationListModel &model,
                                   Settings &settings, QWidget *parent)
    : QWidget(parent)
    , m_service(service)
    , m_model(model)
    , m_settings(settings)
    , m_filters(new FilterBar(this))
    , m_view(new ConversationView(model, this))
    , m_line(new NoticeLine(u"listLine"_s, this))
    , m_page(new StatePage(u"listState"_s, this))
    , m_stack(new QStackedWidget(this))
{
    setObjectName(u"conversationPane"_s);
    m_stack->setObjectName(u"listStack"_s);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_page);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_filters);
    layout->addWidget(m_stack, 1);
    // Under the list: above it, the rows would jump when it comes and goes.
    layout->addWidget(m_line);

    m_model.setDateFilter(settings.dateFilter());
    m_filters->setDateFilter(settings.dateFilter(), m_model.today());
    m_model.setFactFilter(settings.factFilter());
    m_filters->setFactFilter(settings.factFilter());
    showFacts();
    m_filters->setPeople(settings.peopleFilter());
    m_view->restoreColumns(settings.state(u"columns"_s));
    connectFilters();
    connectView();
    connectService();
    update();
}

ConversationPane::~ConversationPane() = default;

void ConversationPane::connectFilters()
{
    connect(m_filters, &FilterBar::textChanged, this, &ConversationPane::applyText);
    connect(m_filters, &FilterBar::dateFilterChosen, this, &ConversationPane::applyDate);
    connect(m_filters, &FilterBar::factFilterChosen, this, &ConversationPane::applyFacts);
    connect(m_filters, &FilterBar::peopleChosen, this, &ConversationPane::choosePeople);
    connect(m_filters, &FilterBar::columnsWanted, m_view, &ConversationView::showColumnMenu);
    connect(m_filters, &FilterBar::listWanted, this, [this] {
        focusTarget()->setFocus(Qt::TabFocusReason);
        if (selectedSessions().isEmpty() && m_model.rowCount() > 0)
            select(m_model.sessionAt(0));
    });
    connect(m_page, &StatePage::actionTriggered, this, &ConversationPane::takeWay);
    connect(m_line, &NoticeLine::actionTriggered, this, &ConversationPane::takeLine);
}

void ConversationPane::connectView()
{
    m_view->setTakenTest([this](const SessionId &session) { return m_service.isTaken(session); });
    m_view->setFirstArchived([this] {
        return m_service.archived() > 0 && !m_model.needsAll() ? static_cast<int>(m_service.loaded()) : -1;
    });
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_view, &QWidget::customContextMenuRequested, this, &ConversationPane::showContextMenu);
    connect(m_view, &ConversationView::scrolledByPerson, this, [this] {
        m_wantedTop = {};
        m_halted = false;
    });
    connect(m_view, &ConversationView::sessionsChanged, this, &ConversationPane::onSessionsChanged);
    connect(m_view, &ConversationView::allSelected, this, [this] {
        m_offerAll = !m_service.isComplete();
        update();
    });
    // It may be the banner that makes the list higher or lower: that is nobody's wish for what failed.
    connect(m_view, &ConversationView::wantsMore, this, &ConversationPane::loadMoreIfNeeded);
    connect(m_view, &QAbstractItemView::activated, this,
            [this](const QModelIndex &index) { emit activated(m_model.sessionAt(index.row())); });
    connect(m_view->header(), &QHeaderView::sortIndicatorChanged, this, [this] {
        m_gaveUpAll = false;
        loadWhatIsNeeded();
    });
}

void ConversationPane::connectService()
{
    connect(&m_service, &ConversationService::reset, this, &ConversationPane::onReset);
    connect(&m_service, &ConversationService::stateChanged, this, &ConversationPane::onStateChanged);
    connect(&m_service, &ConversationService::failed, this, &ConversationPane::onFailed);
    connect(&m_service, &ConversationService::countsChanged, this, [this] {
        finishSelectAll();
        update();
    });
    connect(&m_service, &ConversationService::peopleFilterRefused, this, [this] {
        m_filters->setPeople(PeopleFilter::Everyone);
        m_settings.setPeopleFilter(PeopleFilter::Everyone);
    });
    connect(&m_model, &QAbstractItemModel::modelReset, this, [this] {
        // The list has its size once it is in sight; only then can it scroll to a row.
        update();
        takeWanted();
    });
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, [this] {
        update();
        takeWanted();
    });
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, [this] { update(); });
    connect(&m_model, &ConversationListModel::notKnownChanged, this, [this] { update(); });
    connect(&m_model, &ConversationListModel::factsSummaryChanged, this, &ConversationPane::showFacts);
}

// --- Selection ---

QList<SessionId> ConversationPane::selectedSessions() const
{
    return m_view->selectedSessions();
}

bool ConversationPane::isSelectionUntold() const
{
    return m_view->isSelectionUntold();
}

SessionId ConversationPane::currentSession() const
{
    return m_view->currentSession();
}

void ConversationPane::select(const SessionId &session)
{
    m_wanted = session;
    takeWanted();
}

void ConversationPane::select(const QList<SessionId> &sessions)
{
    m_view->select(sessions);
}

void ConversationPane::showWhenLoaded(const SessionId &session, const SessionId &top)
{
    m_wantedTop = top;
    select(session);
}

void ConversationPane::takeWanted()
{
    if (m_wanted.isValid() && m_view->select(m_wanted)) {
        m_wanted = {};
        if (const QString name = std::exchange(m_wantedName, {}); !name.isEmpty())
            m_view->startRename(name);
    }
    if (m_wantedTop.isValid() && m_view->scrollToTop(m_wantedTop))
        m_wantedTop = {};
}

void ConversationPane::clearSelection()
{
    m_view->clearSelection();
}

bool ConversationPane::isAllSelected() const
{
    const qsizetype selected = selectedSessions().size();
    return selected > 1 && selected == m_model.rowCount();
}

void ConversationPane::startRename()
{
    m_view->startRename();
}

void ConversationPane::renameTo(const SessionId &session, const QString &name)
{
    clearFiltersHiding(session);
    if (!m_service.find(session) && m_filters->people() != PeopleFilter::Everyone) {
        m_filters->setPeople(PeopleFilter::Everyone);
        choosePeople(PeopleFilter::Everyone);
    }
    m_wantedName = name;
    select(session);
    if (m_wanted.isValid() && !m_service.find(session) && !m_service.isComplete())
        m_service.loadAll(); // it may stand far down
}

void ConversationPane::selectAllLoaded()
{
    m_view->selectAll();
}

void ConversationPane::selectAllMatching()
{
    m_offerAll = false;
    m_selectAllWhenLoaded = true;
    m_gaveUpAll = false;
    if (!m_service.isComplete())
        m_service.loadAll();
    finishSelectAll();
    update();
}

void ConversationPane::finishSelectAll()
{
    if (!m_selectAllWhenLoaded || !m_service.isComplete())
        return;
    m_selectAllWhenLoaded = false;
    m_view->selectAll();
}

void ConversationPane::onSessionsChanged()
{
    const QList<SessionId> selected = selectedSessions();
    if (!selected.isEmpty() && selected != QList{m_wanted}) {
        m_wanted = {};
        m_wantedName.clear();
    }
    if (m_offerAll && selected.size() != m_model.rowCount()) {
        m_offerAll = false;
        updateLine();
    }
    emit selectionChanged();
}

// --- Filters ---

void ConversationPane::applyText(const QString &text)
{
    m_gaveUpAll = false;
    m_view->setFiltering(true);
    m_model.setFilterText(text);
    m_view->setFiltering(false);
    loadWhatIsNeeded();
}

void ConversationPane::applyDate(const DateFilter &filter)
{
    if (filter == m_model.dateFilter())
        return;
    m_gaveUpAll = false;
    m_settings.setDateFilter(filter);
    m_view->setFiltering(true);
    m_model.setDateFilter(filter);
    m_view->setFiltering(false);
    loadWhatIsNeeded();
    emit dateFilterChanged(filter);
}

void ConversationPane::applyFacts(const FactFilter &filter)
{
    if (filter == m_model.factFilter())
        return;
    m_gaveUpAll = false;
    m_settings.setFactFilter(filter);
    m_view->setFiltering(true);
    m_model.setFactFilter(filter);
    m_view->setFiltering(false);
    loadWhatIsNeeded();
}

void ConversationPane::showFacts()
{
    m_filters->setFacts(m_model.hasFacts(), m_model.languages());
}

void ConversationPane::choosePeople(PeopleFilter people)
{
    m_settings.setPeopleFilter(people);
    emit peopleFilterChosen(people);
}

void ConversationPane::focusFilter()
{
    m_filters->focusText();
}

QWidget *ConversationPane::focusTarget() const
{
    if (m_stack->currentWidget() == m_view)
        return m_view;
    QWidget *button = m_page->focusTarget();
    return button ? button : m_page;
}

void ConversationPane::clearFilters()
{
    m_filters->setText({});
    setDateFilter({});
    setFactFilter({});
    if (m_filters->people() != PeopleFilter::Everyone) {
        m_filters->setPeople(PeopleFilter::Everyone);
        choosePeople(PeopleFilter::Everyone);
    }
}

void ConversationPane::clearFiltersHiding(const SessionId &session)
{
    if (!m_model.isFiltered() || m_model.rowOf(session) >= 0)
        return;
    m_filters->setText({});
    setDateFilter({});
    setFactFilter({});
}

void ConversationPane::setDateFilter(const DateFilter &filter)
{
    m_filters->setDateFilter(filter, m_model.today());
    applyDate(filter);
}

void ConversationPane::setFactFilter(const FactFilter &filter)
{
    m_filters->setFactFilter(filter);
    applyFacts(filter);
}

void ConversationPane::setPeopleFilter(PeopleFilter people)
{
    m_filters->setPeople(people);
}

// --- Loading ---

void ConversationPane::loadWhatIsNeeded()
{
    if (m_signedIn && m_model.needsAll() && !m_service.isComplete() && !m_gaveUpAll)
        m_service.loadAll();
    update();
}

void ConversationPane::loadMoreIfNeeded()
{
    // A filter and an order of one's own ask for all instead; after Cancel they make do with what is here.
    if (!m_halted && m_service.state() == State::Ready && !m_service.isComplete() && !m_model.needsAll() &&
        m_view->isNearEnd())
        m_service.loadMore();
}

void ConversationPane::onReset()
{
    m_error.reset();
    m_wanted = m_wantedTop = {};
    m_wantedName.clear();
    m_halted = m_gaveUpAll = m_offerAll = m_selectAllWhenLoaded = false;
    m_filters->setPeople(m_service.project().isValid() ? m_service.people() : m_filters->people());
    update();
}

void ConversationPane::onStateChanged()
{
    if (m_service.state() == State::Refreshing)
        m_halted = false; // who reads the list anew wants the page that failed before, too
    if (m_service.state() == State::LoadingFirst)
        m_error.reset();
    if (m_service.state() == State::Ready) {
        m_error.reset();
        loadWhatIsNeeded();
        // The view works out its height later in this turn of the event loop.
        QMetaObject::invokeMethod(this, &ConversationPane::loadMoreIfNeeded, Qt::QueuedConnection);
    }
    update();
}

void ConversationPane::onFailed(Operation operation, const Error &error)
{
    if (operation == Operation::LoadConversations) {
        m_halted = true;
        if (m_service.state() == State::Failed)
            m_error = error;
    } else if (operation == Operation::LoadAllConversations) {
        m_gaveUpAll = true;
        m_selectAllWhenLoaded = false;
    }
    update();
}

void ConversationPane::cancelLoadAll()
{
    m_gaveUpAll = true;
    m_selectAllWhenLoaded = false;
    m_service.cancelLoadAll();
    update();
}

// --- The menu, and what is remembered ---

void ConversationPane::setContextActions(const QList<QAction *> &actions)
{
    m_contextActions = actions;
}

void ConversationPane::showContextMenu(const QPoint &position)
{
    if (m_contextActions.isEmpty() || !m_view->selectionModel()->hasSelection())
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(u"conversationMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions(m_contextActions);
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

void ConversationPane::saveState()
{
    m_settings.setState(u"columns"_s, m_view->columns());
    m_settings.setTopConversation(m_service.project(), m_view->topSession());
}

} // namespace confab
