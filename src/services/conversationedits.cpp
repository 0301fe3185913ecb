// SPDX-License-Identifier: GPL-3.0-or-later
// The half of ConversationService that changes single rows and takes in those of the archive; the other half
// reads the list.
#include "services/conversationservice.h"

#include "api/chatapi.h"
#include "core/future.h"
#include "core/text.h"

namespace confab {

namespace {

Error unreachable()
{
    return {ErrorKind::Offline, 0, {}, QStringLiteral("not sent: the service could not be reached"), {}};
}

Error refusedName()
{
    return {ErrorKind::Refused, 0, {}, QStringLiteral("a name has 1 to 255 characters"), {}};
}

} // namespace

bool ConversationService::isNameAllowed(const QString &name)
{
    const qsizetype characters = name.trimmed().toUcs4().size();
    return characters >= 1 && characters <= text::maxServerNameLength;
}

void ConversationService::rename(const SessionId &session, const QString &name)
{
    if (const Conversation *row = find(session))
        rename(row->key(), name);
}

void ConversationService::rename(const ConversationKey &key, const QString &name)
{
    const QString wanted = name.trimmed();
    if (!isNameAllowed(wanted)) {
        emit renameFailed(key, name, refusedName());
        return;
    }
    const auto row = m_rows.find(key.session);
    const bool isShown = row != m_rows.end();
    if (isShown && wanted == row->name)
        return;
    if (m_readOnly) {
        emit renameFailed(key, name, unreachable());
        return;
    }
    const QString before = isShown ? row->name : m_taken.value(key.session).name;
    if (isShown)
        row->name = wanted;
    emit renamed(key, before, wanted);
    if (const auto waiting = m_renames.find(key.session); waiting != m_renames.end()) {
        waiting->next = wanted;
    } else {
        m_renames.insert(key.session, {key, before, wanted, {}});
        sendRename(key.session);
    }
    if (isShown)
        emit upserted({*row});
}

void ConversationService::sendRename(const SessionId &session)
{
    const PendingRename &rename = m_renames[session];
    whenDone(m_api.renameConversation(rename.key, rename.sent), this,
             [this, session](const Result<Conversation> &result) { onRenamed(session, result); });
}

void ConversationService::onRenamed(const SessionId &session, const Result<Conversation> &result)
{
    const auto rename = m_renames.find(session);
    if (rename == m_renames.end())
        return;
    if (result)
        rename->serverName = result->name.isEmpty() ? rename->sent : result->name;
    // Pages that were asked for before this answer may still hold the earlier name.
    m_touched.insert(session, m_listing.lastTicket());

    const bool wasCancelled = !result && result.error().kind == ErrorKind::Cancelled;
    if (rename->next && *rename->next != rename->serverName && !wasCancelled) {
        // The person has moved on to another name: what became of this one no longer matters.
        rename->sent = *rename->next;
        rename->next.reset();
        sendRename(session);
        return;
    }
    const PendingRename done = *rename;
    m_renames.erase(rename);

    const auto row = m_rows.find(session);
    const auto taken = m_taken.find(session);
    Conversation *conversation = row != m_rows.end() ? &*row : taken != m_taken.end() ? &*taken : nullptr;
    if (conversation) {
        conversation->name = done.serverName;
        if (result && result->updatedAt.isValid())
            conversation->updatedAt = result->updatedAt;
    }
    if (result)
        m_archived.remove(session); // the service has it
    if (row != m_rows.end())
        emit upserted({*row});
    if (result && done.serverName != done.sent)
        emit nameAdjusted(done.key, done.sent, done.serverName);
    if (!result && !wasCancelled && !done.next)
        emit renameFailed(done.key, done.sent, result.error());
}

void ConversationService::create(const QString &name)
{
    const QString wanted = name.trimmed();
    if (!isNameAllowed(wanted)) {
        emit createFailed(m_project, name, refusedName());
        return;
    }
    if (m_readOnly) {
        emit createFailed(m_project, name, unreachable());
        return;
    }
    whenDone(m_api.createConversation(m_project, wanted), this,
             [this, wanted, project = m_project](const Result<Conversation> &result) {
                 onCreated(project, wanted, result);
             });
}

void ConversationService::onCreated(ProjectId project, const QString &wanted,
                                    const Result<Conversation> &result)
{
    if (!result) {
        if (result.error().kind != ErrorKind::Cancelled)
            emit createFailed(project, wanted, result.error());
        return;
    }
    Conversation row = *result;
    row.project = project;
    adopt(row);
}

void ConversationService::adopt(const Conversation &row)
{
    // Another project has been opened meanwhile; the row comes with its list.
    if (row.project != m_project || m_state == State::Closed)
        return;
    Change change;
    m_touched.insert(row.session, m_listing.lastTicket());
    if (!isConfirmed(row.session)) {
        m_archived.remove(row.session);
        m_rows.insert(row.session, row);
        m_listing.rowAdded(row.id.value);
        change.upserts.append(row);
    }
    const quint64 generation = m_generation;
    tell(change);
    if (generation == m_generation)
        emit created(row.session);
}

QList<Conversation> ConversationService::take(const QList<SessionId> &sessions)
{
    QList<Conversation> rows;
    Change change;
    for (const auto &session : sessions) {
        const auto row = m_rows.find(session);
        if (row == m_rows.end())
            continue;
        rows.append(*row);
        m_taken.insert(session, *row);
        (m_archived.remove(session) ? m_archivedTaken : m_hidden).insert(session);
        m_rows.erase(row);
        change.removals.append(session);
    }
    tell(change);
    return rows;
}

void ConversationService::restore(const QList<Conversation> &conversations)
{
    Change change;
    for (const auto &conversation : conversations) {
        const auto stored = m_taken.find(conversation.session);
        // A rename that ended meanwhile is in the stored row.
        const Conversation row = stored == m_taken.end() ? conversation : *stored;
        if (stored != m_taken.end())
            m_taken.erase(stored);
        const bool wasHidden = m_hidden.remove(row.session);
        const bool isArchived = m_archivedTaken.remove(row.session);
        if (row.project != m_project || m_state == State::Closed || m_rows.contains(row.session))
            continue;
        if (isArchived) {
            if (!takesArchived(row))
                continue;
            m_rows.insert(row.session, row);
            m_archived.insert(row.session);
            change.upserts.append(row);
            continue;
        }
        // A row that this list never had belongs to another people filter, unless everyone's are shown.
        if (!wasHidden && (m_people != PeopleFilter::Everyone || m_state == State::LoadingFirst))
            continue;
        // One further down than was read is in the server's count already.
        if (!wasHidden && m_listing.answersFor(row.id.value))
            m_listing.rowAdded(row.id.value);
        m_gone.remove(row.session);
        m_touched.insert(row.session, m_listing.lastTicket());
        m_rows.insert(row.session, row);
        change.upserts.append(row);
    }
    tell(change);
}

void ConversationService::renameTaken(const SessionId &session, const QString &name)
{
    if (const auto stored = m_taken.find(session); stored != m_taken.end())
        stored->name = name;
}

void ConversationService::settle(const QList<SessionId> &sessions, bool deleted)
{
    Change change;
    for (const auto &session : sessions)
        removeForGood(session, deleted, change);
    tell(change);
}

void ConversationService::forget(const SessionId &session)
{
    Change change;
    removeForGood(session, false, change);
    tell(change);
}

void ConversationService::removeForGood(const SessionId &session, bool deleted, Change &change)
{
    const auto row = m_rows.constFind(session);
    const bool isShown = row != m_rows.constEnd();
    const qint64 id = isShown ? row->id.value : m_taken.value(session).id.value;
    const bool wasHidden = m_hidden.remove(session);
    // Whether the server counted a row that only the archive knows is not known, unless it has deleted it:
    // its next total tells.
    const bool wasArchived = m_archived.remove(session) || m_archivedTaken.remove(session);
    const bool isElsewhere = !isShown && !wasArchived && !wasHidden && !m_gone.contains(session);
    const bool isFurtherDown = isElsewhere && !m_complete && m_people == PeopleFilter::Everyone;
    const bool wasCounted = wasArchived || isFurtherDown ? deleted : isShown;
    m_taken.remove(session);
    m_gone.insert(session, m_listing.lastTicket());
    if (isShown) {
        m_rows.remove(session);
        change.removals.append(session);
    }
    if (wasCounted || wasHidden)
        m_listing.rowGone(id);
}

// --- What the archive knows ---

/// Whether a row of the archive may stand in the list: no page has answered for its place yet.
bool ConversationService::takesArchived(const Conversation &row) const
{
    return !m_complete && !m_rows.contains(row.session) && !m_taken.contains(row.session) &&
           !m_gone.contains(row.session) && !m_listing.answersFor(row.id.value);
}

void ConversationService::showArchived(ProjectId project, PeopleFilter people,
                                       const QList<Conversation> &archived)
{
    if (m_state == State::Closed || project != m_project || people != m_people || m_complete)
        return;
    Change change;
    QSet<SessionId> there;
    for (Conversation row : archived) {
        row.project = project;
        there.insert(row.session);
        const bool isShown = m_archived.contains(row.session);
        if (!isShown && !takesArchived(row))
            continue;
        if (const auto rename = m_renames.constFind(row.session); rename != m_renames.constEnd())
            row.name = rename->next.value_or(rename->sent);
        if (isShown && m_rows.value(row.session) == row)
            continue;
        m_rows.insert(row.session, row);
        m_archived.insert(row.session);
        change.upserts.append(row);
    }
    m_archived.removeIf([&](const SessionId &session) {
        if (there.contains(session))
            return false;
        m_rows.remove(session);
        change.removals.append(session);
        return true;
    });
    tell(change);
}

} // namespace confab
