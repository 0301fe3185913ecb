// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/archivevalues.h"
#include "core/error.h"

#include <QFuture>
#include <QObject>
#include <QSet>
#include <QThreadPool>

#include <utility>

namespace confab {

class Archive;

/// The one way of the service's answers into the archive, whether a sync or a person asked for them. Finds
/// out the language of each message, on a thread of its own; batches are stored in the order of the calls.
class ArchiveFeed : public QObject
{
    Q_OBJECT

public:
    explicit ArchiveFeed(Archive &archive, QObject *parent = nullptr);
    ~ArchiveFeed() override;

    /// As Archive::store().
    QFuture<Result<StoreOutcome>> store(const ArchiveBatch &batch);
    /// It was deleted here: a list that was on its way meanwhile does not bring it back.
    void neverAgain(const ConversationKey &key) { m_deleted.insert({key.project, key.session}); }
    /// Batches that have not reached the archive yet do not; their futures end with Cancelled.
    void drop() { ++m_generation; }
    /// Batches that have been given and are not stored yet.
    [[nodiscard]] int waiting() const { return m_waiting; }

signals:
    void stored(const confab::StoreOutcome &outcome);
    /// The same, with what was stored.
    void batchStored(const confab::ArchiveBatch &batch);
    void failed(const confab::Error &error);

private:
    Archive &m_archive;
    QThreadPool m_thread;
    QSet<std::pair<ProjectId, SessionId>> m_deleted;
    int m_waiting = 0;
    quint64 m_generation = 0; ///< Raised by drop().
};

} // namespace confab
