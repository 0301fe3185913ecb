// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/archivereader.h"

#include "archive/database.h"
#include "archive/rowtext.h"

#include <limits>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

const QString conversationColumns =
    u"SELECT project, session, number, name, created_by, created_at, updated_at, last_at, newest, messages, "
    "total, liked, disliked, language, checked_at, seen_at, removed_at, id FROM conversation "_s;

std::optional<qint64> numberOrNothing(const QVariant &value)
{
    return value.isNull() ? std::nullopt : std::optional<qint64>(value.toLongLong());
}

ArchivedConversation conversationOf(const Rows &row)
{
    ArchivedConversation archived;
    Conversation &conversation = archived.conversation;
    conversation.project = ProjectId{row.number(0)};
    conversation.session = SessionId(row.text(1));
    conversation.id = ConversationId{row.number(2)};
    conversation.name = row.text(3);
    conversation.createdBy = numberOrNothing(row.value(4));
    conversation.createdAt = row.moment(5);
    conversation.updatedAt = row.moment(6);
    archived.lastMessageAt = row.moment(7);
    archived.newestMessage = MessageId{row.number(8)};
    archived.messages = int(row.number(9));
    archived.total = numberOrNothing(row.value(10));
    archived.liked = int(row.number(11));
    archived.disliked = int(row.number(12));
    archived.language = row.text(13);
    archived.checkedAt = row.moment(14);
    archived.seenAt = row.moment(15);
    archived.removedAt = row.moment(16);
    return archived;
}

Reaction reactionOf(qint64 stored)
{
    switch (stored) {
    case 1:
        return Reaction::Liked;
    case 2:
        return Reaction::Disliked;
    default:
        return Reaction::None;
    }
}

ArchivedMessage messageOf(const Rows &row)
{
    ArchivedMessage archived;
    Message &message = archived.message;
    message.id = MessageId{row.number(0)};
    message.conversation = ConversationId{row.number(1)};
    message.createdAt = row.moment(2);
    message.reaction = reactionOf(row.number(3));
    message.requestSource = row.text(4);
    archived.language = row.text(5);
    message.citations = rowtext::toCitations(row.text(6));
    message.externalId = row.text(7);
    message.userIp = row.text(8);
    message.userAgent = row.text(9);
    message.question = row.text(10);
    message.answer = row.text(11);
    return archived;
}

} // namespace

QList<Project> ArchiveReader::projects()
{
    QList<Project> projects;
    Rows rows =
        m_database.query(u"SELECT id, name, active, created_at, updated_at FROM project ORDER BY id DESC"_s);
    while (rows.next()) {
        projects.append(
            {ProjectId{rows.number(0)}, rows.text(1), rows.number(2) != 0, rows.moment(3), rows.moment(4)});
    }
    return projects;
}

QList<ArchivedConversation> ArchiveReader::conversations(ProjectId project, bool removed)
{
    QList<ArchivedConversation> conversations;
    Rows rows = m_database.query(conversationColumns + u"WHERE project = ? AND (removed_at IS NOT NULL) = ? "
                                                       "ORDER BY number DESC, id DESC"_s,
                                 {project.value, removed ? 1 : 0});
    while (rows.next())
        conversations.append(conversationOf(rows));
    return conversations;
}

std::optional<ArchivedConversation> ArchiveReader::conversation(const ConversationKey &key)
{
    Rows rows = m_database.query(conversationColumns + u"WHERE project = ? AND session = ?"_s,
                                 {key.project.value, key.session.toString()});
    if (!rows.next())
        return {};
    return conversationOf(rows);
}

QList<ArchivedMessage> ArchiveReader::messages(const ConversationKey &key, MessageId before, int limit,
                                               MessageId downTo)
{
    QList<ArchivedMessage> messages;
    const qint64 end = before.isValid() ? before.value : std::numeric_limits<qint64>::max();
    const qint64 wanted = downTo.isValid() ? downTo.value : std::numeric_limits<qint64>::max();
    Rows rows = m_database.query(
        u"SELECT m.id, c.number, m.created_at, m.reaction, m.source, m.language, m.citations, m.external_id, "
        "m.user_ip, m.user_agent, q.text, a.text FROM conversation c JOIN message m ON m.conversation = c.id "
        "LEFT JOIN utterance q ON q.id = m.id * 2 LEFT JOIN utterance a ON a.id = m.id * 2 + 1 "
        "WHERE c.project = ? AND c.session = ? AND m.id < ? ORDER BY m.id DESC"_s,
        {key.project.value, key.session.toString(), end});
    while (rows.next()) {
        ArchivedMessage message = messageOf(rows);
        if (messages.size() >= limit && message.message.id.value < wanted)
            break;
        messages.append(std::move(message));
    }
    return messages;
}

QList<Citation> ArchiveReader::citations(ProjectId project, const QList<CitationId> &ids)
{
    QList<Citation> citations;
    for (const CitationId id : ids) {
        Rows rows =
            m_database.query(u"SELECT title, description, url FROM citation WHERE project = ? AND id = ?"_s,
                             {project.value, id.value});
        if (rows.next())
            citations.append({id, rows.text(0), rows.text(1), QUrl::fromEncoded(rows.text(2).toUtf8())});
    }
    return citations;
}

SyncMark ArchiveReader::syncMark(ProjectId project)
{
    SyncMark mark;
    mark.project = project;
    Rows rows =
        m_database.query(u"SELECT strategy, phase, next_page, total, per_page, window_from, window_to, "
                         "calls_made, calls_left, started_at, finished_at FROM sync_mark "
                         "WHERE project = ?"_s,
                         {project.value});
    if (!rows.next())
        return mark;
    mark.strategy = static_cast<SyncStrategy>(qBound(0, int(rows.number(0)), 2));
    mark.phase = static_cast<SyncPhase>(qBound(0, int(rows.number(1)), 2));
    mark.nextPage = int(rows.number(2));
    mark.total = rows.number(3);
    mark.perPage = int(rows.number(4));
    mark.windowFrom = rows.moment(5);
    mark.windowTo = rows.moment(6);
    mark.callsMade = int(rows.number(7));
    mark.callsLeft = int(rows.number(8));
    mark.startedAt = rows.moment(9);
    mark.finishedAt = rows.moment(10);
    return mark;
}

void ArchiveReader::salvage(const std::function<void(const ArchiveBatch &)> &store)
{
    ArchiveBatch projectsAlone;
    projectsAlone.projects = projects();
    m_database.clearError();
    store(projectsAlone);
    QHash<qint64, ConversationKey> keys;
    for (const QString &order : {u"ASC"_s, u"DESC"_s}) {
        salvageConversations(order, keys, store);
        m_database.clearError();
    }
    for (const QString &order : {u"ASC"_s, u"DESC"_s}) {
        salvageMessages(order, keys, store);
        m_database.clearError();
    }
}

void ArchiveReader::salvageConversations(const QString &order, QHash<qint64, ConversationKey> &keys,
                                         const std::function<void(const ArchiveBatch &)> &store)
{
    ArchiveBatch here;
    QList<ArchiveBatch> gone; // each with a moment of its own
    {
        Rows rows = m_database.query(conversationColumns + u"ORDER BY id "_s + order);
        while (rows.next()) {
            const ArchivedConversation archived = conversationOf(rows);
            const ConversationKey key = archived.conversation.key();
            if (keys.contains(rows.number(17)))
                break;
            keys.insert(rows.number(17), key);
            here.conversations.append(archived.conversation);
            if (archived.removedAt.isValid()) {
                ArchiveBatch removed;
                removed.removed.append(key);
                removed.seenAt = archived.removedAt;
                gone.append(removed);
            }
        }
    }
    store(here);
    for (const ArchiveBatch &removed : std::as_const(gone))
        store(removed);
}

void ArchiveReader::salvageMessages(const QString &order, const QHash<qint64, ConversationKey> &keys,
                                    const std::function<void(const ArchiveBatch &)> &store)
{
    constexpr qsizetype inOneTransaction = 1000;
    ArchiveBatch batch;
    {
        Rows rows = m_database.query(u"SELECT m.id, 0, m.created_at, m.reaction, m.source, m.language, "
                                     "m.citations, m.external_id, m.user_ip, m.user_agent, q.text, a.text, "
                                     "m.conversation FROM message m LEFT JOIN utterance q ON q.id = m.id * 2 "
                                     "LEFT JOIN utterance a ON a.id = m.id * 2 + 1 ORDER BY m.id "_s +
                                     order);
        while (rows.next()) {
            const auto key = keys.constFind(rows.number(12));
            if (key == keys.constEnd())
                continue;
            batch.pages.append({*key, {messageOf(rows)}, {}, {}});
            if (batch.pages.size() == inOneTransaction) {
                store(batch);
                batch.pages.clear();
            }
        }
    }
    store(batch);
}

ArchiveCounts ArchiveReader::counts(ProjectId project)
{
    ArchiveCounts counts;
    counts.projects =
        m_database
            .value(u"SELECT count(*) FROM project WHERE ? <= 0 OR id = ?"_s, {project.value, project.value})
            .toLongLong();
    Rows rows = m_database.query(u"SELECT count(*), coalesce(sum(removed_at IS NOT NULL), 0), "
                                 "coalesce(sum(messages), 0) FROM conversation WHERE ? <= 0 OR project = ?"_s,
                                 {project.value, project.value});
    if (rows.next()) {
        counts.removed = rows.number(1);
        counts.conversations = rows.number(0) - counts.removed;
        counts.messages = rows.number(2);
    }
    return counts;
}

} // namespace confab
