// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>

#include <utility>

namespace confab {

/// Runs `handle` with the future's result, from the event loop and never inside the call that asked, unless
/// the context has gone or the future was cancelled. Used in place of QFuture::then(context, …), which runs
/// at once where the future is finished already, and which before Qt 6.6 asserts that the context outlives
/// the call.
template<class T, class Handler>
void onAnswer(const QFuture<T> &future, QObject *context, Handler handle)
{
    auto *watcher = new QFutureWatcher<T>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                     [watcher, handle = std::move(handle)]() mutable {
                         watcher->deleteLater();
                         const QFuture<T> answered = watcher->future();
                         if (!answered.isCanceled() && answered.resultCount() > 0)
                             handle(answered.result());
                     });
    watcher->setFuture(future);
}

} // namespace confab
