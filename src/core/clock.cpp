// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace confab {

QDateTime SystemClock::nowUtc() const
{
    return QDateTime::currentDateTimeUtc();
}

std::chrono::milliseconds SystemClock::monotonic() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
}

QTimeZone SystemClock::zone() const
{
    return QTimeZone::systemTimeZone();
}

void SystemClock::after(std::chrono::milliseconds delay, QObject *context, std::function<void()> run)
{
    // To the moment: a coarse timer may end half a second before ten are over. A span that is over already
    // would never end.
    QTimer::singleShot(std::max(delay, std::chrono::milliseconds::zero()), Qt::PreciseTimer, context,
                       std::move(run));
}

} // namespace confab
