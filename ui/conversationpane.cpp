// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/conversationpane.h"

#include "models/conversationlistmodel.h"
#include "services/settings.h"
#include "ui/conversationview.h"
#include "ui/errortext.h"
#include "ui/filterbar.h"
#include "ui/noticeline.h"
#include "ui/statepage.h"

#include <QAction>
#include <QHeaderView>
#include <QLocale>
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
    m_filters->setDateFilter(settings.dateFilter());
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
    connect(m_filters, &FilterBar::peopleChosen, this, &ConversationPane::choosePeople);
    connect(m_filters, &FilterBar::columnsWanted, m_view, &ConversationView::showColumnMenu);
    connect(m_filters, &FilterBar::listWanted, this, [this] { focusTarget()->setFocus(Qt::TabFocusReason); });
    connect(m_page, &StatePage::actionTriggered, this, &ConversationPane::takeWay);
    connect(m_line, &NoticeLine::actionTriggered, this, &ConversationPane::takeLine);
}

void ConversationPane::connectView()
{
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_view, &QWidget::customContextMenuRequested, this, &ConversationPane::showContextMenu);
    connect(m_view, &ConversationView::sessionsChanged, this, &ConversationPane::onSessionsChanged);
    connect(m_view, &ConversationView::allSelected, this, [this] {
        m_offerAll = !m_service.isComplete();
        update();
    });
    connect(m_view, &ConversationView::wantsMore, this, [this] {
        m_halted = false;
        loadMoreIfNeeded();
    });
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
}

// --- Selection ---

QList<SessionId> ConversationPane::selectedSessions() const
{
    return m_view->selectedSessions();
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

void ConversationPane::selectWhenLoaded(const SessionId &session)
{
    select(session);
}

void ConversationPane::takeWanted()
{
    if (m_wanted.isValid() && m_view->select(m_wanted))
        m_wanted = {};
}

void ConversationPane::startRename()
{
    m_view->startRename();
}

void ConversationPane::renameTo(const SessionId &session, const QString &name)
{
    if (m_view->select(session))
        m_view->startRename(name);
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
    if (!selected.isEmpty())
        m_wanted = {};
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
}

void ConversationPane::setDateFilter(const DateFilter &filter)
{
    m_filters->setDateFilter(filter);
    applyDate(filter);
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
    m_wanted = {};
    m_halted = m_gaveUpAll = m_offerAll = m_selectAllWhenLoaded = false;
    m_filters->setPeople(m_service.project().isValid() ? m_service.people() : m_filters->people());
    update();
}

void ConversationPane::onStateChanged()
{
    if (m_service.state() == State::Refreshing)
        m_halted = false; // who reads the list anew wants the page that failed before, too
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

// --- What is shown ---

void ConversationPane::setSignedIn(bool signedIn)
{
    m_signedIn = signedIn;
    update();
}

void ConversationPane::update()
{
    m_filters->setEnabled(m_signedIn && m_service.state() != State::Closed);
    updateCount();
    updateLine();
    updatePage();
}

void ConversationPane::updateCount()
{
    const QLocale locale;
    const qint64 rows = m_model.rowCount();
    const qint64 total = m_service.total();
    const qint64 loaded = m_service.loaded();
    if (!m_signedIn || m_service.state() == State::Closed || (total == 0 && loaded == 0)) {
        m_filters->setCount({}, {});
        return;
    }
    const bool partly = rows != total;
    const QString brief = partly ? tr("%L1 of %L2").arg(rows).arg(total) : locale.toString(total);
    QString full = total == 1 ? tr("1 conversation") : tr("%1 conversations").arg(locale.toString(total));
    if (!m_service.isComplete())
        full += u'\n' + tr("%L1 of them loaded").arg(loaded);
    if (m_model.isFiltered())
        full += u'\n' + tr("%L1 of them match the filters").arg(rows);
    m_filters->setCount(brief, full);
}

void ConversationPane::updateLine()
{
    if (m_service.state() == State::LoadingAll) {
        m_lineShown = Line::LoadingAll;
        m_line->tell(tr("Loading %L1 of %L2…").arg(m_service.loaded()).arg(m_service.total()), tr("Cancel"),
                     m_service.loaded(), qMax<qint64>(1, m_service.total()));
    } else if (m_offerAll && !m_service.isComplete()) {
        m_lineShown = Line::OfferAll;
        const int rows = m_model.rowCount();
        const QString selected = rows == 1 ? tr("The 1 loaded row is selected.")
                                           : tr("All %Ln loaded rows are selected.", nullptr, rows);
        m_line->tell(selected, m_model.isFiltered() ? tr("Select all that match")
                                                    : tr("Select all %L1 that match").arg(m_service.total()));
    } else {
        m_lineShown = Line::None;
        m_line->hide();
    }
}

void ConversationPane::takeLine()
{
    if (m_lineShown == Line::LoadingAll)
        cancelLoadAll();
    else if (m_lineShown == Line::OfferAll)
        selectAllMatching();
}

void ConversationPane::updatePage()
{
    const State state = m_service.state();
    if (!m_signedIn)
        return showPage(Way::SignIn, u"key"_s, tr("You are not signed in."),
                        tr("Sign in with an API key of your account to see its conversations."),
                        tr("Sign in"));
    if (state == State::Closed)
        return showPage(Way::None, u"project"_s, tr("No project is open."),
                        tr("Choose one to see its conversations."));
    if (m_model.rowCount() > 0) {
        const QWidget *focus = window()->focusWidget();
        const bool hadFocus = focus == m_page || m_page->isAncestorOf(focus);
        m_stack->setCurrentWidget(m_view);
        if (hadFocus)
            m_view->setFocus();
        return;
    }
    if (state == State::Failed) {
        const Error error = m_error.value_or(Error{});
        const ErrorText words = errorText(Operation::LoadConversations, error);
        return showPage(Way::Retry, error.kind == ErrorKind::Offline ? u"offline"_s : u"warning"_s,
                        words.sentence, words.hint, tr("Retry"));
    }
    if (state == State::LoadingFirst)
        return showPage(Way::None, u"refresh"_s, tr("Loading conversations…"));
    showEmptyPage();
}

void ConversationPane::showEmptyPage()
{
    const bool someoneElse = m_service.people() != PeopleFilter::Everyone;
    if (!m_model.isFiltered() && !someoneElse) {
        if (m_service.isComplete() || m_service.total() == 0)
            showPage(Way::New, u"empty"_s, tr("No conversations yet."),
                     tr("They appear here as soon as somebody writes to this project."),
                     tr("New conversation"));
        else
            showPage(Way::None, u"refresh"_s, tr("Loading conversations…"));
        return;
    }
    if (m_service.isComplete() || (!m_model.isFiltered() && m_service.total() == 0))
        return showPage(Way::ClearFilters, u"search"_s, tr("No conversation matches."), {},
                        tr("Clear the filters"));
    if (m_service.state() == State::LoadingAll || !m_gaveUpAll)
        return showPage(Way::None, u"search"_s, tr("Looking through all conversations…"));
    showPage(Way::LoadAll, u"search"_s, tr("No conversation matches so far."),
             tr("%L1 of %L2 conversations are loaded.").arg(m_service.loaded()).arg(m_service.total()),
             tr("Load the others"));
}

void ConversationPane::showPage(Way way, const QString &icon, const QString &sentence, const QString &hint,
                                const QString &action)
{
    const bool hadFocus = m_view->hasFocus() || m_page->hasFocus();
    m_way = way;
    const StatePage::State state{icon, sentence, hint, action};
    if (m_page->state() != state)
        m_page->setState(state);
    m_stack->setCurrentWidget(m_page);
    // The list went from under the focus: it goes to the way on.
    if (hadFocus && m_page->focusTarget())
        m_page->focusTarget()->setFocus();
}

void ConversationPane::takeWay()
{
    switch (m_way) {
    case Way::SignIn:
        emit signInRequested();
        break;
    case Way::New:
        emit newConversationRequested();
        break;
    case Way::ClearFilters:
        clearFilters();
        break;
    case Way::LoadAll:
        m_gaveUpAll = false;
        loadWhatIsNeeded();
        break;
    case Way::Retry:
        m_service.refresh();
        break;
    case Way::None:
        break;
    }
}

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
}

} // namespace confab
