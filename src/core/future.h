// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>
#include <QPromise>
#include <QThreadPool>

#include <memory>
#include <utility>

namespace confab {

/// Runs `run` with the result once, from the context's event loop; never if the future is cancelled or the
/// context has gone. For a context that may die while the call is under way: QFuture::then(context, …) of
/// Qt 6.4 ends the program of a debug build in that case (an assertion in qfuture_impl.h; fixed in later
/// versions).
template<class T, class Run>
void whenDone(const QFuture<T> &future, QObject *context, Run &&run)
{
    auto *watcher = new QFutureWatcher<T>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                     [watcher, run = std::forward<Run>(run)]() mutable {
                         watcher->deleteLater();
                         if (!watcher->isCanceled() && watcher->future().resultCount() > 0)
                             run(watcher->result());
                     });
    watcher->setFuture(future);
}

/// What `job` returns, worked out by a thread of the pool. Whoever owns the pool waits for it before what the
/// job uses goes.
template<class T, class Job>
[[nodiscard]] QFuture<T> runOn(QThreadPool &pool, Job job)
{
    auto promise = std::make_shared<QPromise<T>>();
    promise->start();
    pool.start([promise, job = std::move(job)]() mutable {
        promise->addResult(job());
        promise->finish();
    });
    return promise->future();
}

} // namespace confab
