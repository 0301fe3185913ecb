// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/threadkeeper.h"

#include "api/chatapi.h"
#include "archive/archive.h"
#include "core/clock.h"
#include "core/future.h"
#include "services/archivelearning.h"
#include "services/archiveservice.h"

#include <QHash>
#include <QPromise>

#include <algorithm>
#include <limits>
#include <memory>

namespace confab {

struct ThreadKeeper::Job
{
    ~Job()
    {
        // The keeper has gone, or the call that it waited for was withdrawn.
        if (!ended)
            end(failure(ErrorKind::Cancelled));
    }
    void end(const Result<KeptThread> &result)
    {
        ended = true;
        promise.addResult(result);
        promise.finish();
    }

    ConversationKey key;
    QPromise<Result<KeptThread>> promise;
    QList<Message> read; ///< By this job.
    qint64 total = 0;    ///< As the service counts.
    bool all = false;    ///< Pages are read whether they are there or not.
    int pagesRead = 0;
    int lastPage = 1;
    bool ended = false;
};

namespace {

QSet<Reaction> reactionsOf(const QList<Message> &messages)
{
    QSet<Reaction> reactions;
    for (const Message &message : messages)
        reactions.insert(message.reaction);
    return reactions;
}

/// Whether what the archive has is all that there is, as far as the service has told.
bool holdsAll(const QList<ArchivedMessage> &kept, const QList<Message> &read, qint64 total)
{
    if (kept.size() < total)
        return false;
    QHash<MessageId, const Message *> known;
    for (const ArchivedMessage &each : kept)
        known.insert(each.message.id, &each.message);
    // What the service no longer says stays in the archive as it was.
    const auto isOf = [](const QString &text, const QString &copy) { return text.isEmpty() || text == copy; };
    return std::all_of(read.begin(), read.end(), [&](const Message &message) {
        const Message *copy = known.value(message.id);
        return copy && isOf(message.question, copy->question) && isOf(message.answer, copy->answer);
    });
}

} // namespace

ThreadKeeper::ThreadKeeper(ChatApi &api, ArchiveService &archive, Clock &clock, QObject *parent)
    : QObject(parent), m_api(api), m_archive(archive), m_clock(clock)
{
}

ThreadKeeper::~ThreadKeeper() = default;

QFuture<Result<KeptThread>> ThreadKeeper::keep(const ConversationKey &key, const MessagePage &newest,
                                               Read read)
{
    auto job = std::make_shared<Job>();
    job->key = key;
    job->all = read == Read::All;
    job->promise.start();
    const QFuture<Result<KeptThread>> future = job->promise.future();
    if (!m_archive.isWritable())
        job->end(failure(ErrorKind::Storage, QStringLiteral("the archive cannot be written")));
    else
        store(job, newest);
    return future;
}

void ThreadKeeper::store(const std::shared_ptr<Job> &job, const MessagePage &page)
{
    job->read.append(page.messages.items);
    job->pagesRead = std::max(job->pagesRead + 1, page.messages.number);
    job->lastPage = page.messages.lastPage;
    job->total = std::max(page.messages.total, qint64(page.messages.items.size()));
    whenDone(m_archive.learn(learntFrom(job->key, page, m_clock.nowUtc())), this,
             [this, job](const Result<StoreOutcome> &stored) {
                 if (!stored)
                     return job->end(tl::unexpected(stored.error()));
                 if (job->pagesRead >= job->lastPage || (job->pagesRead == 1 && !job->all))
                     compare(job);
                 else
                     readOn(job);
             });
}

void ThreadKeeper::compare(const std::shared_ptr<Job> &job)
{
    constexpr int all = std::numeric_limits<int>::max();
    whenDone(m_archive.archive().messages(job->key, {}, all), this,
             [this, job](const Result<QList<ArchivedMessage>> &kept) {
                 if (job->promise.isCanceled())
                     return;
                 if (!kept)
                     return job->end(tl::unexpected(kept.error()));
                 if (holdsAll(*kept, job->read, job->total))
                     return job->end(KeptThread{kept->size(), reactionsOf(job->read)});
                 readOn(job);
             });
}

void ThreadKeeper::readOn(const std::shared_ptr<Job> &job)
{
    if (job->pagesRead >= job->lastPage)
        return job->end(failure(ErrorKind::Storage, QStringLiteral("the copy is not complete")));
    whenDone(m_api.messages(job->key, job->pagesRead + 1, Lane::Background), this,
             [this, job](const Result<MessagePage> &page) {
                 if (job->promise.isCanceled())
                     return;
                 if (!page)
                     return job->end(tl::unexpected(page.error()));
                 store(job, *page);
             });
}

} // namespace confab
