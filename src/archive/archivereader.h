// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/archivevalues.h"
#include "core/error.h"

#include <QHash>

#include <functional>
#include <optional>

namespace confab {

class Database;

/// Reads values from the tables. Each call is one look at the file, whole or an error.
class ArchiveReader
{
public:
    explicit ArchiveReader(Database &database) : m_database(database) {}

    [[nodiscard]] QList<Project> projects();
    [[nodiscard]] QList<ArchivedConversation> conversations(ProjectId project, bool removed);
    [[nodiscard]] std::optional<ArchivedConversation> conversation(const ConversationKey &key);
    [[nodiscard]] QList<ArchivedMessage> messages(const ConversationKey &key, MessageId before, int limit,
                                                  MessageId downTo);
    [[nodiscard]] QList<Citation> citations(ProjectId project, const QList<CitationId> &ids);
    [[nodiscard]] SyncMark syncMark(ProjectId project);
    /// What can still be read of a damaged file, in parts that fit into one transaction each: from both ends
    /// of each table to the damage. Without what a sync goes by, so that it looks at everything again.
    void salvage(const std::function<void(const ArchiveBatch &)> &store);
    /// Without the bytes.
    [[nodiscard]] ArchiveCounts counts(ProjectId project);

private:
    void salvageConversations(const QString &order, QHash<qint64, ConversationKey> &keys,
                              const std::function<void(const ArchiveBatch &)> &store);
    void salvageMessages(const QString &order, const QHash<qint64, ConversationKey> &keys,
                         const std::function<void(const ArchiveBatch &)> &store);

    Database &m_database;
};

} // namespace confab
