// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QFutureWatcher>
#include <QTimer>

#include <chrono>

namespace confab {

/// Whether it comes to hold in time. Looks after each event, where QTest::qWaitFor() sleeps ten milliseconds
/// before it looks again: what goes to another thread and back a thousand times would take ten seconds of
/// that.
template<class Holds>
[[nodiscard]] bool waitFor(Holds holds, std::chrono::milliseconds most = std::chrono::seconds(20))
{
    const QDeadlineTimer deadline(most);
    QTimer tick; // for what comes to hold without an event
    tick.start(std::chrono::milliseconds(10));
    while (!holds()) {
        if (deadline.hasExpired())
            return false;
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    return true;
}

/// The same for the end of a call, which may come on another thread.
template<class T>
[[nodiscard]] bool waitForEnd(const QFuture<T> &future,
                              std::chrono::milliseconds most = std::chrono::seconds(20))
{
    QFutureWatcher<T> watcher; // its event wakes the loop
    watcher.setFuture(future);
    return waitFor([&future] { return future.isFinished(); }, most);
}

} // namespace confab
