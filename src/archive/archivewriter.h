// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/archivevalues.h"

#include <QMap>
#include <QSet>

namespace confab {

class Database;

/// Puts values into the tables. Each call belongs into a transaction of the caller's, whose end tells whether
/// it went well.
///
/// The texts of one call go into their table at its end, by one statement and in the order of their ids: FTS5
/// writes out what it has gathered, and later has to merge it, whenever a statement begins that fires the
/// triggers, and whenever an id is lower than the one before.
class ArchiveWriter
{
public:
    ArchiveWriter(Database &database, bool keepPersonalData);

    [[nodiscard]] StoreOutcome store(const ArchiveBatch &batch);
    /// The same for several, one after the other; what came of each.
    [[nodiscard]] QList<StoreOutcome> store(const QList<ArchiveBatch> &batches);

    /// The numbers of the conversations that this erased.
    int purgeRemoved(const QDateTime &before);
    int eraseConversations(const QList<ConversationKey> &keys);
    int eraseProject(ProjectId project);
    /// The number of messages.
    int erasePersonalData();
    /// Leaves nothing of what was erased in the pages of the indexes: they keep it until they are merged.
    void forgetErased();

private:
    [[nodiscard]] StoreOutcome storeRows(const ArchiveBatch &batch);
    void storeProject(const Project &project);
    void storeConversation(const Conversation &conversation, const QDateTime &seenAt, StoreOutcome &outcome);
    void storePage(const ArchivedPage &page, StoreOutcome &outcome);
    bool storeMessage(const ArchivedMessage &archived, ProjectId project, qint64 conversation,
                      StoreOutcome &outcome);
    bool takeText(qint64 id, const QString &text, bool fresh);
    void storeTexts();
    void storeCitation(const ArchivedCitation &archived);
    void storeMark(const SyncMark &mark);
    /// The archive's own number of it; made if it is not known.
    qint64 conversationRow(const ConversationKey &key, StoreOutcome &outcome);
    void summarise(qint64 conversation);

    Database &m_database;
    bool m_keepPersonalData;
    QSet<qint64> m_touched;        ///< Conversations whose messages changed.
    QMap<qint64, QString> m_texts; ///< Not stored yet, by their id in the table.
};

} // namespace confab
