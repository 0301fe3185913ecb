// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/archivevalues.h"
#include "core/error.h"

#include <QFuture>
#include <QPromise>

#include <chrono>
#include <mutex>
#include <optional>
#include <vector>

namespace confab {

class ArchiveKeeper;

/// Batches that go into the archive by one transaction: those that came one after the other while the writer
/// was busy, or did not hurry. Each transaction waits for the disk and makes a part of the indexes that is
/// merged later, so one for every batch would be slower by much where they are small and many.
///
/// Each batch is still whole or not there at all, and so is what came before it: where the transaction fails,
/// the batches are stored one by one.
class StoreGroup
{
public:
    /// Reading does not wait for it, but what is to be written next does.
    static constexpr qsizetype mostMessages = 2000;
    /// What does not hurry waits this long for others.
    static constexpr std::chrono::milliseconds patience{100};

    /// Nothing once the group is full or is being stored: then the batch belongs into another one.
    [[nodiscard]] std::optional<QFuture<Result<StoreOutcome>>> add(const ArchiveBatch &batch);
    /// On the writer's thread. Nothing the second time.
    void store(ArchiveKeeper &keeper);

private:
    struct Entry
    {
        ArchiveBatch batch;
        QPromise<Result<StoreOutcome>> promise;
    };

    std::mutex m_mutex;
    std::vector<Entry> m_entries;
    qsizetype m_messages = 0;
    bool m_closed = false;
};

} // namespace confab
