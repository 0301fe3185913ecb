// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>

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

} // namespace confab
