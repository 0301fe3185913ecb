// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/archivereading.h"

#include "archive/archive.h"
#include "core/future.h"
#include "services/archiveservice.h"
#include "services/workspace.h"

#include <algorithm>
#include <utility>

namespace confab {

namespace {

using ListState = ConversationService::State;
using ThreadState = MessageService::State;

/// The service is not there; any other failure is its answer.
bool isAbsence(const Error &error)
{
    return error.kind == ErrorKind::Offline || error.kind == ErrorKind::Timeout ||
           error.kind == ErrorKind::Server;
}

/// As the service's own filter goes; `me` is whose archive it is.
bool isBy(PeopleFilter people, const Conversation &conversation, qint64 me)
{
    switch (people) {
    case PeopleFilter::Everyone:
        return true;
    case PeopleFilter::Anonymous:
        return !conversation.createdBy;
    case PeopleFilter::TeamMembers:
        return conversation.createdBy.has_value();
    case PeopleFilter::Me:
        return conversation.createdBy == me;
    }
    return false;
}

QList<Message> messagesOf(const QList<ArchivedMessage> &archived)
{
    QList<Message> messages;
    messages.reserve(archived.size());
    for (const ArchivedMessage &each : archived)
        messages.append(each.message);
    return messages;
}

} // namespace

ArchiveReading::ArchiveReading(Workspace &workspace, ArchiveService &archive)
    : m_workspace(workspace), m_archive(archive)
{
    connectServices();
    connectAnswers();
}

void ArchiveReading::connectServices()
{
    connect(&m_archive, &ArchiveService::changed, this, &ArchiveReading::archiveChanged);
    connect(&m_archive.sync(), &SyncService::synced, this, &ArchiveReading::synced);
    ConversationService &list = m_workspace.conversations();
    connect(&list, &ConversationService::stateChanged, this, [this](ListState state) {
        if (state == ListState::LoadingFirst)
            readList();
    });
    connect(&list, &ConversationService::reset, this, [this] {
        ++m_listRequest;
        m_syncedAt = m_seenAt = {};
        m_listFailed = false;
        tell();
    });
    connect(&list, &ConversationService::peopleFilterRefused, this, &ArchiveReading::readList);
    MessageService &messages = m_workspace.messages();
    connect(&messages, &MessageService::reset, this, [this, &messages] {
        if (messages.state() == ThreadState::Loading && messages.messages().isEmpty())
            readMessages();
    });
    connect(&messages, &MessageService::archivedOlderWanted, this, &ArchiveReading::readOlder);
    connect(&messages, &MessageService::gone, this,
            [this](const SessionId &session) { m_gone.insert(session); });
    connect(&m_workspace.deletions(), &DeletionService::settled, this,
            [this](const SessionId &session) { m_gone.insert(session); });
}

/// Any answer says that the service is there; a failure of a first load, that it may not be.
void ArchiveReading::connectAnswers()
{
    Session &session = m_workspace.session();
    ProjectService &projects = m_workspace.projects();
    ConversationService &list = m_workspace.conversations();
    connect(&session, &Session::signInFailed, this, [this, &session](const Error &error) {
        if (session.isSignedIn())
            noteFailure(error);
    });
    connect(&session, &Session::stateChanged, this, [this, &session](Session::State state) {
        if (state == Session::State::SignedOut ||
            (state == Session::State::SignedIn && session.user().id != 0))
            noteAnswer();
    });
    connect(&session, &Session::usageChanged, this, &ArchiveReading::noteAnswer);
    connect(&projects, &ProjectService::failed, this, [this, &projects](Operation, const Error &error) {
        if (!projects.isLoaded())
            noteFailure(error);
    });
    connect(&projects, &ProjectService::projectsChanged, this, [this, &projects] {
        if (!projects.isArchived() && !projects.projects().isEmpty())
            noteAnswer();
    });
    connect(&list, &ConversationService::failed, this, [this, &list](Operation, const Error &error) {
        if (list.state() != ListState::Failed)
            return;
        m_listFailed = true;
        noteFailure(error);
        tell();
    });
    connect(&list, &ConversationService::stateChanged, this, [this](ListState state) {
        const ListState before = std::exchange(m_listState, state);
        if (state != ListState::Ready)
            return;
        m_listFailed = false;
        if (before != ListState::Refreshing) // it may be ready again because that failed
            noteAnswer();
        tell();
    });
    connect(&m_workspace.messages(), &MessageService::pageRead, this, &ArchiveReading::noteAnswer);
    connect(&m_workspace.citations(), &CitationService::changed, this, &ArchiveReading::readCitation);
}

bool ArchiveReading::isOffline() const
{
    const bool shows = m_workspace.projects().isArchived() || m_workspace.conversations().archived() > 0;
    return m_unreachable && m_archive.isOpen() && shows;
}

bool ArchiveReading::listIsArchived() const
{
    return m_listFailed && m_workspace.conversations().archived() > 0;
}

QDateTime ArchiveReading::asOf() const
{
    if (!listIsArchived() && !isOffline())
        return {};
    return m_syncedAt.isValid() ? m_syncedAt : m_seenAt;
}

void ArchiveReading::archiveChanged()
{
    const bool open = m_archive.isOpen();
    if (std::exchange(m_wasOpen, open) == open)
        return;
    if (open) {
        readProjects();
        readList();
        readMessages();
    } else {
        // What was erased is not to be seen any longer.
        ConversationService &list = m_workspace.conversations();
        ++m_listRequest;
        list.showArchived(list.project(), list.people(), {});
    }
    tell();
}

/// One file serves all accounts of a server; only whoever filled it first is known to have its projects.
void ArchiveReading::readProjects()
{
    const ProjectService &projects = m_workspace.projects();
    if (projects.isLoaded() || !projects.projects().isEmpty() || !m_archive.isOwners())
        return;
    whenDone(m_archive.archive().projects(), this,
             [this, account = m_archive.account()](const Result<QList<Project>> &result) {
                 if (!result || !m_archive.isOpen() || account != m_archive.account())
                     return;
                 m_workspace.projects().showArchived(*result);
                 tell();
             });
}

void ArchiveReading::readList()
{
    const ConversationService &list = m_workspace.conversations();
    const ProjectId project = list.project();
    if (!m_archive.isOpen() || !project.isValid() || list.isComplete())
        return;
    const quint64 request = ++m_listRequest;
    whenDone(m_archive.archive().syncMark(project), this, [this, request](const Result<SyncMark> &mark) {
        if (request == m_listRequest && mark)
            m_syncedAt = mark->finishedAt;
    });
    whenDone(m_archive.archive().conversations(project), this,
             [this, request](const Result<QList<ArchivedConversation>> &rows) {
                 if (request == m_listRequest && rows)
                     takeList(*rows);
             });
}

void ArchiveReading::takeList(const QList<ArchivedConversation> &rows)
{
    ConversationService &list = m_workspace.conversations();
    QList<Conversation> shown;
    for (const ArchivedConversation &row : rows) {
        if (row.seenAt.isValid() && (!m_seenAt.isValid() || row.seenAt > m_seenAt))
            m_seenAt = row.seenAt;
        if (!m_gone.contains(row.conversation.session) &&
            isBy(list.people(), row.conversation, m_archive.account().user))
            shown.append(row.conversation);
    }
    list.showArchived(list.project(), list.people(), shown);
    tell();
}

void ArchiveReading::readMessages()
{
    const ConversationKey key = m_workspace.messages().key();
    if (!m_archive.isOpen() || !key.isValid() || m_gone.contains(key.session))
        return;
    const quint64 request = ++m_threadRequest;
    whenDone(m_archive.archive().conversation(key), this,
             [this, request, key](const Result<ArchivedConversation> &known) {
                 if (request != m_threadRequest || !known)
                     return;
                 if (known->messages == 0)
                     readThatThereIsNone(request, key);
                 else
                     readNewest(request, key, *known);
             });
}

void ArchiveReading::readNewest(quint64 request, const ConversationKey &key,
                                const ArchivedConversation &known)
{
    const ArchivedThread thread{{}, known.messages, known.total.value_or(0), known.checkedAt, false};
    whenDone(m_archive.archive().messages(key, {}, pageful), this,
             [this, request, key, thread](const Result<QList<ArchivedMessage>> &newest) {
                 if (request != m_threadRequest || !newest)
                     return;
                 ArchivedThread whole = thread;
                 whole.newest = messagesOf(*newest);
                 m_workspace.messages().showArchived(key, whole);
             });
}

/// The service said so when it was asked, or its reports told of none; else they may only not have been read.
void ArchiveReading::readThatThereIsNone(quint64 request, const ConversationKey &key)
{
    whenDone(m_archive.archive().facts(key.project, {}, {key.session}), this,
             [this, request, key](const Result<FactNews> &news) {
                 if (request != m_threadRequest || !news)
                     return;
                 const auto facts = news->table.constFind(key.session);
                 if (facts != news->table.cend() && facts->messages == 0)
                     m_workspace.messages().showArchived(key, {{}, 0, 0, facts->checkedAt, true});
             });
}

void ArchiveReading::readOlder(const ConversationKey &key, MessageId before)
{
    if (!m_archive.isOpen()) {
        m_workspace.messages().addArchived(key, {});
        return;
    }
    whenDone(m_archive.archive().messages(key, before, pageful), this,
             [this, key](const Result<QList<ArchivedMessage>> &older) {
                 m_workspace.messages().addArchived(key, older ? messagesOf(*older) : QList<Message>());
             });
}

/// A source that the service could not give.
void ArchiveReading::readCitation(ProjectId project, CitationId id)
{
    if (!m_archive.isOpen() || m_workspace.citations().state(project, id) != CitationService::State::Failed)
        return;
    whenDone(m_archive.archive().citations(project, {id}), this,
             [this, project](const Result<QList<Citation>> &known) {
                 for (const Citation &each : known.value_or(QList<Citation>()))
                     m_workspace.citations().showArchived(project, each);
             });
}

void ArchiveReading::noteFailure(const Error &error)
{
    if (!isAbsence(error))
        return;
    m_unreachable = true;
    tell();
}

void ArchiveReading::noteAnswer()
{
    if (std::exchange(m_unreachable, false))
        tell();
}

/// What the sync has learnt of rows that no page has held; and that the service is there again.
void ArchiveReading::synced(ProjectId project)
{
    if (isOffline())
        m_workspace.refresh();
    else if (project == m_workspace.project() && m_workspace.conversations().archived() > 0)
        readList();
}

void ArchiveReading::tell()
{
    const bool offline = isOffline();
    m_workspace.conversations().setReadOnly(offline);
    m_workspace.messages().setReadOnly(offline);
    emit changed();
}

} // namespace confab
