// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/archivewriter.h"

#include "archive/database.h"
#include "archive/rowtext.h"
#include "archive/searchindex.h"

#include <limits>

namespace confab {

using namespace Qt::StringLiterals;
using searchindex::storable;

namespace {

/// Its texts have twice its number.
constexpr qint64 largestMessage = std::numeric_limits<qint64>::max() / 2 - 1;

QVariant numberOrNull(const std::optional<qint64> &number)
{
    return number ? QVariant(*number) : QVariant(QMetaType::fromType<qint64>());
}

/// A null text is stored as an empty one, but where null has a meaning.
QString notNull(const QString &text)
{
    return text.isNull() ? u""_s : storable(text);
}

QVariant textOrNull(const QString &text)
{
    return text.isEmpty() ? QVariant(QMetaType::fromType<QString>()) : QVariant(text);
}

} // namespace

ArchiveWriter::ArchiveWriter(Database &database, bool keepPersonalData)
    : m_database(database), m_keepPersonalData(keepPersonalData)
{
}

StoreOutcome ArchiveWriter::store(const ArchiveBatch &batch)
{
    return store(QList<ArchiveBatch>{batch}).constFirst();
}

QList<StoreOutcome> ArchiveWriter::store(const QList<ArchiveBatch> &batches)
{
    QList<StoreOutcome> outcomes;
    outcomes.reserve(batches.size());
    for (const ArchiveBatch &batch : batches)
        outcomes.append(storeRows(batch));
    for (const qint64 conversation : std::as_const(m_touched))
        summarise(conversation);
    m_touched.clear();
    storeTexts();
    return outcomes;
}

StoreOutcome ArchiveWriter::storeRows(const ArchiveBatch &batch)
{
    StoreOutcome outcome;
    for (const Project &project : batch.projects)
        storeProject(project);
    for (const Conversation &conversation : batch.conversations)
        storeConversation(conversation, batch.seenAt, outcome);
    for (const ArchivedPage &page : batch.pages)
        storePage(page, outcome);
    for (const ArchivedCitation &citation : batch.citations)
        storeCitation(citation);
    for (const ConversationKey &key : batch.removed) {
        m_database.run(u"UPDATE conversation SET removed_at = ? WHERE project = ? AND session = ? AND "
                       "removed_at IS NULL"_s,
                       {momentValue(batch.seenAt), key.project.value, key.session.toString()});
    }
    for (const SyncMark &mark : batch.marks)
        storeMark(mark);
    return outcome;
}

void ArchiveWriter::storeProject(const Project &project)
{
    if (!project.id.isValid())
        return;
    m_database.run(u"INSERT INTO project (id, name, active, created_at, updated_at) VALUES (?, ?, ?, ?, ?) "
                   "ON CONFLICT (id) DO UPDATE SET name = excluded.name, active = excluded.active, "
                   "created_at = coalesce(excluded.created_at, created_at), "
                   "updated_at = coalesce(excluded.updated_at, updated_at)"_s,
                   {project.id.value, notNull(project.name), project.chatActive ? 1 : 0,
                    momentValue(project.createdAt), momentValue(project.updatedAt)});
}

void ArchiveWriter::storeConversation(const Conversation &conversation, const QDateTime &seenAt,
                                      StoreOutcome &outcome)
{
    if (!conversation.key().isValid()) {
        ++outcome.refused;
        return;
    }
    const qint64 row = conversationRow(conversation.key(), outcome);
    m_database.run(u"UPDATE conversation SET name = ?, created_by = ?, "
                   "number = coalesce(nullif(?, 0), number), "
                   "created_at = coalesce(?, created_at), updated_at = coalesce(?, updated_at), "
                   "seen_at = coalesce(?, seen_at), "
                   "removed_at = CASE WHEN removed_at >= coalesce(?, removed_at) THEN removed_at END "
                   "WHERE id = ?"_s,
                   {notNull(conversation.name), numberOrNull(conversation.createdBy), conversation.id.value,
                    momentValue(conversation.createdAt), momentValue(conversation.updatedAt),
                    momentValue(seenAt), momentValue(seenAt), row});
}

qint64 ArchiveWriter::conversationRow(const ConversationKey &key, StoreOutcome &outcome)
{
    const QVariantList values{key.project.value, key.session.toString()};
    const QVariant known =
        m_database.value(u"SELECT id FROM conversation WHERE project = ? AND session = ?"_s, values);
    if (known.isValid())
        return known.toLongLong();
    m_database.run(u"INSERT INTO conversation (project, session) VALUES (?, ?)"_s, values);
    ++outcome.newConversations;
    return m_database.lastId();
}

void ArchiveWriter::storePage(const ArchivedPage &page, StoreOutcome &outcome)
{
    if (!page.key.isValid()) {
        outcome.refused += 1 + int(page.messages.size());
        return;
    }
    const qint64 conversation = conversationRow(page.key, outcome);
    bool changed = false;
    for (const ArchivedMessage &archived : page.messages)
        changed = storeMessage(archived, page.key.project, conversation, outcome) || changed;
    if (changed)
        m_touched.insert(conversation);
    if (page.total || page.checkedAt.isValid()) {
        m_database.run(u"UPDATE conversation SET total = coalesce(?, total), "
                       "checked_at = coalesce(?, checked_at) WHERE id = ?"_s,
                       {numberOrNull(page.total), momentValue(page.checkedAt), conversation});
    }
}

bool ArchiveWriter::storeMessage(const ArchivedMessage &archived, ProjectId project, qint64 conversation,
                                 StoreOutcome &outcome)
{
    const Message &message = archived.message;
    if (!message.id.isValid() || message.id.value > largestMessage) {
        ++outcome.refused;
        return false;
    }
    const QVariant before =
        m_database.value(u"SELECT conversation FROM message WHERE id = ?"_s, {message.id.value});
    const bool moved = before.isValid() && before.toLongLong() != conversation;
    if (moved)
        m_touched.insert(before.toLongLong());
    const QString ip = m_keepPersonalData ? message.userIp : QString();
    const QString agent = m_keepPersonalData ? message.userAgent : QString();
    m_database.run(
        u"INSERT INTO message (id, project, conversation, created_at, reaction, source, language, citations, "
        "external_id, user_ip, user_agent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET project = excluded.project, conversation = excluded.conversation, "
        "created_at = coalesce(excluded.created_at, created_at), reaction = excluded.reaction, "
        "source = coalesce(nullif(excluded.source, ''), source), "
        "language = coalesce(nullif(excluded.language, ''), language), "
        "citations = coalesce(nullif(excluded.citations, ''), citations), "
        "external_id = coalesce(nullif(excluded.external_id, ''), external_id), "
        "user_ip = coalesce(nullif(excluded.user_ip, ''), user_ip), "
        "user_agent = coalesce(nullif(excluded.user_agent, ''), user_agent) "
        "WHERE conversation <> excluded.conversation OR project <> excluded.project "
        "OR coalesce(excluded.created_at, created_at) IS NOT created_at OR reaction <> excluded.reaction "
        "OR excluded.source NOT IN ('', source) OR excluded.language NOT IN ('', language) "
        "OR excluded.citations NOT IN ('', citations) OR excluded.external_id NOT IN ('', external_id) "
        "OR excluded.user_ip NOT IN ('', user_ip) OR excluded.user_agent NOT IN ('', user_agent)"_s,
        {message.id.value, project.value, conversation, momentValue(message.createdAt), int(message.reaction),
         notNull(message.requestSource), notNull(archived.language),
         rowtext::fromCitations(message.citations), notNull(message.externalId), notNull(ip),
         notNull(agent)});
    bool changed = m_database.changes() > 0;
    const bool fresh = !before.isValid();
    changed = takeText(message.id.value * 2, message.question, fresh) || changed;
    changed = takeText(message.id.value * 2 + 1, message.answer, fresh) || changed;
    if (fresh)
        ++outcome.newMessages;
    else if (changed)
        ++outcome.changedMessages;
    return changed;
}

/// Whether it is another one than is known.
bool ArchiveWriter::takeText(qint64 id, const QString &text, bool fresh)
{
    if (text.isEmpty())
        return false;
    const QString stored = storable(text);
    if (const auto taken = m_texts.constFind(id); taken != m_texts.cend()) {
        if (*taken == stored)
            return false;
    } else if (!fresh) {
        const QVariant known = m_database.value(u"SELECT text FROM utterance WHERE id = ?"_s, {id});
        if (known.isValid() && known.toString() == stored)
            return false;
    }
    m_texts.insert(id, stored);
    return true;
}

void ArchiveWriter::storeTexts()
{
    const auto texts = std::exchange(m_texts, {});
    if (texts.isEmpty())
        return;
    // In memory, of this connection alone; it has no rows but from here to the end of this.
    m_database.run(u"CREATE TEMP TABLE IF NOT EXISTS arriving (id INTEGER PRIMARY KEY, text TEXT NOT NULL, "
                   "folded TEXT, runs TEXT)"_s);
    for (auto text = texts.cbegin(); text != texts.cend(); ++text) {
        const searchindex::Prepared prepared = searchindex::prepare(*text);
        m_database.run(u"INSERT INTO arriving (id, text, folded, runs) VALUES (?, ?, ?, ?)"_s,
                       {text.key(), *text, textOrNull(prepared.folded), textOrNull(prepared.runs)});
    }
    m_database.run(u"INSERT INTO utterance (id, text, folded, runs) "
                   "SELECT id, text, folded, runs FROM arriving WHERE true ORDER BY id "
                   "ON CONFLICT (id) DO UPDATE SET text = excluded.text, folded = excluded.folded, "
                   "runs = excluded.runs"_s);
    m_database.run(u"DELETE FROM arriving"_s);
}

void ArchiveWriter::summarise(qint64 conversation)
{
    m_database.run(
        u"UPDATE conversation SET (messages, newest, last_at, liked, disliked, language) = "
        "(SELECT count(*), coalesce(max(id), 0), "
        // Not known where the newest has none: an older one would make it look silent.
        "CASE WHEN (SELECT created_at FROM message WHERE conversation = ? ORDER BY id DESC LIMIT 1) "
        "IS NOT NULL THEN max(created_at) END, coalesce(sum(reaction = 1), 0), "
        "coalesce(sum(reaction = 2), 0), coalesce((SELECT language FROM message WHERE conversation = ? AND "
        "language <> '' ORDER BY id DESC LIMIT 1), '') FROM message WHERE conversation = ?) WHERE id = ?"_s,
        {conversation, conversation, conversation, conversation});
}

void ArchiveWriter::storeCitation(const ArchivedCitation &archived)
{
    const Citation &citation = archived.citation;
    if (!archived.project.isValid() || !citation.id.isValid())
        return;
    m_database.run(u"INSERT INTO citation (project, id, title, description, url) VALUES (?, ?, ?, ?, ?) "
                   "ON CONFLICT (project, id) DO UPDATE SET title = excluded.title, "
                   "description = excluded.description, url = excluded.url"_s,
                   {archived.project.value, citation.id.value, notNull(citation.title),
                    notNull(citation.description), notNull(QString::fromUtf8(citation.url.toEncoded()))});
}

void ArchiveWriter::storeMark(const SyncMark &mark)
{
    if (!mark.project.isValid())
        return;
    m_database.run(u"INSERT OR REPLACE INTO sync_mark (project, strategy, phase, next_page, total, per_page, "
                   "window_from, window_to, calls_made, calls_left, started_at, finished_at) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                   {mark.project.value, int(mark.strategy), int(mark.phase), mark.nextPage, mark.total,
                    mark.perPage, momentValue(mark.windowFrom), momentValue(mark.windowTo), mark.callsMade,
                    mark.callsLeft, momentValue(mark.startedAt), momentValue(mark.finishedAt)});
}

int ArchiveWriter::purgeRemoved(const QDateTime &before)
{
    if (!before.isValid()) // nothing is older than a moment that is not known
        return 0;
    m_database.run(u"DELETE FROM conversation WHERE removed_at < ?"_s, {momentValue(before)});
    return m_database.changes();
}

int ArchiveWriter::eraseConversations(const QList<ConversationKey> &keys)
{
    int erased = 0;
    for (const ConversationKey &key : keys) {
        if (m_database.run(u"DELETE FROM conversation WHERE project = ? AND session = ?"_s,
                           {key.project.value, key.session.toString()}))
            erased += m_database.changes();
    }
    return erased;
}

int ArchiveWriter::eraseProject(ProjectId project)
{
    const QVariantList id{project.value};
    m_database.run(u"DELETE FROM citation WHERE project = ?"_s, id);
    m_database.run(u"DELETE FROM sync_mark WHERE project = ?"_s, id);
    m_database.run(u"DELETE FROM project WHERE id = ?"_s, id);
    m_database.run(u"DELETE FROM conversation WHERE project = ?"_s, id);
    return m_database.changes();
}

int ArchiveWriter::erasePersonalData()
{
    m_database.run(u"UPDATE message SET user_ip = '', user_agent = '' WHERE user_ip <> '' OR "
                   "user_agent <> ''"_s);
    return m_database.changes();
}

void ArchiveWriter::forgetErased()
{
    m_database.run(u"INSERT INTO words (words) VALUES ('optimize')"_s);
    m_database.run(u"INSERT INTO trigrams (trigrams) VALUES ('optimize')"_s);
}

} // namespace confab
