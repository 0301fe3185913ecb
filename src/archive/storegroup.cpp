// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/storegroup.h"

#include "archive/archivekeeper.h"

namespace confab {

namespace {

Result<QList<StoreOutcome>> write(ArchiveKeeper &keeper, const QList<ArchiveBatch> &batches)
{
    return keeper.write<QList<StoreOutcome>>(
        [&batches](ArchiveWriter &writer) { return writer.store(batches); });
}

} // namespace

std::optional<QFuture<Result<StoreOutcome>>> StoreGroup::add(const ArchiveBatch &batch)
{
    const std::scoped_lock lock(m_mutex);
    if (m_closed || m_messages >= mostMessages)
        return {};
    for (const ArchivedPage &page : batch.pages)
        m_messages += page.messages.size();
    Entry &entry = m_entries.emplace_back();
    entry.batch = batch;
    entry.promise.start();
    return entry.promise.future();
}

void StoreGroup::store(ArchiveKeeper &keeper)
{
    std::vector<Entry> entries;
    {
        const std::scoped_lock lock(m_mutex);
        m_closed = true;
        entries.swap(m_entries);
    }
    QList<ArchiveBatch> batches;
    std::vector<QPromise<Result<StoreOutcome>> *> waiting;
    for (Entry &entry : entries) {
        if (entry.promise.isCanceled()) { // nobody waits for it any more
            entry.promise.finish();
            continue;
        }
        batches.append(std::move(entry.batch));
        waiting.push_back(&entry.promise);
    }
    if (batches.isEmpty())
        return;
    auto outcomes = write(keeper, batches);
    const bool apart = !outcomes && batches.size() > 1;
    for (size_t i = 0; i < waiting.size(); ++i) {
        const auto at = qsizetype(i);
        if (apart)
            outcomes = write(keeper, {batches.at(at)});
        if (outcomes)
            waiting[i]->addResult(outcomes->at(apart ? 0 : at));
        else
            waiting[i]->addResult(tl::unexpected(outcomes.error()));
        waiting[i]->finish();
    }
}

} // namespace confab
