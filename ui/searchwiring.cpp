// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/searchwiring.h"

#include "core/archivevalues.h"
#include "core/future.h"
#include "services/workspace.h"
#include "ui/banner.h"
#include "ui/conversationopener.h"
#include "ui/conversationpane.h"
#include "ui/daychange.h"
#include "ui/findbar.h"
#include "ui/messagejump.h"
#include "ui/messagewiring.h"
#include "ui/savedsearchview.h"
#include "ui/searchpane.h"
#include "ui/sidepane.h"

#include <QStackedWidget>

#include <utility>

using namespace Qt::StringLiterals;

namespace confab {

SearchWiring::SearchWiring(Workspace &workspace, const Parts &parts, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_parts(parts)
    , m_results(workspace.archive().search(), workspace.projects(), workspace.clock())
    , m_saved(workspace.settings())
    , m_savedModel(m_saved)
    , m_pane(new SearchPane(workspace.archive(), m_results, &parts.place))
    , m_savedView(new SavedSearchView(m_savedModel, &parts.side))
{
    m_parts.place.addWidget(m_pane);
    m_parts.side.addPart(tr("Saved searches"), m_savedView);
    connectPane();
    connectSaved();
    auto *days = new DayChange(workspace.clock(), this);
    connect(days, &DayChange::dayChanged, this, [this] {
        m_results.refreshDates();
        m_workspace.archive().search().dayChanged();
    });
}

void SearchWiring::connectPane()
{
    connect(m_pane, &SearchPane::hitChosen, this, &SearchWiring::openHit);
    connect(m_pane, &SearchPane::saveRequested, this, &SearchWiring::save);
    connect(m_pane, &SearchPane::archiveWanted, this, &SearchWiring::archiveWanted);
    connect(m_pane, &SearchPane::closeRequested, this, &SearchWiring::close);
    connect(&m_workspace, &Workspace::projectChanged, m_pane, &SearchPane::setProject);
    m_pane->setProject(m_workspace.project());
    MessageService &messages = m_workspace.messages();
    // Later: the service is still telling of the page that has come, and the view has to lay it out.
    connect(
        &messages, &MessageService::stateChanged, this, [this] { jumpWhenRead(); }, Qt::QueuedConnection);
    connect(&m_parts.messages.jump(), &MessageJump::messageMissing, this, [this] {
        say(u"searchGone"_s,
            tr("This message is no longer in its conversation. The archive still holds it."));
    });
    // Another search: what is marked in the conversation is of the one before.
    const SearchService &search = m_workspace.archive().search();
    connect(&search, &SearchService::understoodChanged, this, [this, &search] {
        if (FindBar &find = m_parts.messages.find(); find.words() != search.words())
            find.endWords();
    });
}

void SearchWiring::connectSaved()
{
    connect(m_savedView, &SavedSearchView::chosen, this, &SearchWiring::run);
    connect(m_savedView, &SavedSearchView::removeRequested, this, &SearchWiring::remove);
    connect(this, &SearchWiring::openChanged, &m_parts.side, &SidePane::setCovered);
    connect(&m_parts.side, &SidePane::viewMarked, m_savedView, &QAbstractItemView::clearSelection);
}

// --- Where it stands ---

bool SearchWiring::isOpen() const
{
    return m_parts.place.currentWidget() == m_pane;
}

QWidget *SearchWiring::focusTarget() const
{
    return m_pane->focusTarget();
}

void SearchWiring::show()
{
    if (isOpen())
        return;
    m_focusBefore = m_pane->window()->focusWidget();
    m_parts.place.setCurrentWidget(m_pane);
    emit openChanged(true);
}

void SearchWiring::open()
{
    show();
    m_pane->open();
}

void SearchWiring::close()
{
    if (!isOpen())
        return;
    const QWidget *focus = m_pane->window()->focusWidget();
    const bool hadFocus = !focus || focus == m_pane || m_pane->isAncestorOf(focus);
    m_parts.messages.find().endWords();
    m_parts.place.setCurrentWidget(&m_parts.list);
    m_savedView->clearSelection();
    emit openChanged(false);
    if (!hadFocus)
        return;
    if (m_focusBefore && m_focusBefore->isVisible() && m_focusBefore->isEnabled())
        m_focusBefore->setFocus(Qt::OtherFocusReason);
    else
        m_parts.list.focusTarget()->setFocus(Qt::OtherFocusReason);
}

// --- Opening a result ---

void SearchWiring::openHit(const SearchHit &hit)
{
    if (!m_workspace.projects().find(hit.key.project))
        return say(u"searchGone"_s, tr("The project of this conversation is not among your projects."));
    m_parts.banner.withdraw(u"searchGone"_s);
    const quint64 number = ++m_number;
    m_words = m_workspace.archive().search().words();
    if (hit.removed) { // the archive alone has it
        m_workspace.openProject(hit.key.project);
        emit removedChosen(hit);
        return;
    }
    // What the hit does not tell, its number and time among it; without a call.
    whenDone(m_workspace.archive().search().conversation(hit.key), this,
             [this, number, hit](const Result<ArchivedConversation> &answer) {
                 if (number == m_number)
                     showHit(hit, answer ? answer->conversation : Conversation());
             });
}

void SearchWiring::showHit(const SearchHit &hit, const Conversation &known)
{
    Conversation conversation = known;
    conversation.project = hit.key.project;
    conversation.session = hit.key.session;
    if (conversation.name.isEmpty())
        conversation.name = hit.conversationName;
    m_workspace.openProject(hit.key.project);
    m_awaited = hit;
    m_parts.opener.show(conversation);
    jumpWhenRead();
}

void SearchWiring::jumpWhenRead()
{
    const MessageService &messages = m_workspace.messages();
    if (!m_awaited.message.isValid())
        return;
    using State = MessageService::State;
    const bool another = messages.key() != m_awaited.key;
    // Offline the archive, in which it was found, has it.
    const bool isArchived = messages.state() == State::Failed && messages.isArchived();
    if (another || (messages.state() == State::Failed && !isArchived) || messages.state() == State::Gone) {
        m_awaited = {}; // the pane of the messages says what happened
        return;
    }
    if (messages.state() != State::Ready && !isArchived)
        return;
    const SearchHit hit = std::exchange(m_awaited, {});
    m_parts.messages.jump().toMessage(hit.message, hit.sender == SearchQuery::Sender::Agent, m_words);
}

// --- Saved searches ---

void SearchWiring::run(int row)
{
    if (row < 0 || row >= m_saved.all().size())
        return;
    const SavedSearch search = m_saved.all().at(row);
    if (search.kind == SavedSearch::Kind::SilentConversations) {
        close();
        emit silentFilterChosen(search.silentDays);
        return;
    }
    show();
    m_pane->showSearch(search.text, search.scope);
}

/// Named after what it looks for; the name is open for editing at once.
void SearchWiring::save(const SavedSearch &search)
{
    SavedSearch named = search;
    named.name = search.text;
    const int row = int(m_saved.all().size());
    if (!m_saved.add(named))
        return say(u"savedSearchRefused"_s,
                   tr("This search was not saved: there is no room for more. Remove one that you no longer "
                      "need."));
    m_savedView->startRename(row);
}

void SearchWiring::remove(int row)
{
    if (row < 0 || row >= m_saved.all().size())
        return;
    const SavedSearch search = m_saved.all().at(row);
    if (!m_saved.remove(row))
        return;
    Notice notice;
    notice.id = u"savedSearchRemoved"_s;
    notice.text = tr("The saved search “%1” was removed.").arg(SavedSearchModel::nameOf(search));
    Notice::Action undo;
    undo.text = tr("Undo");
    undo.run = [this, search, row] { m_saved.add(search, row); };
    notice.actions.append(undo);
    m_parts.banner.post(notice);
}

void SearchWiring::say(const QString &id, const QString &text)
{
    Notice notice;
    notice.id = id;
    notice.text = text;
    m_parts.banner.post(notice);
}

} // namespace confab
