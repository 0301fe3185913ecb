// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QObject>
#include <QTimeZone>

#include <chrono>
#include <functional>

namespace confab {

/// Time as a port, so that a test can turn the hands. GUI thread only.
class Clock
{
public:
    virtual ~Clock() = default;

    [[nodiscard]] virtual QDateTime nowUtc() const = 0;
    /// Never goes back; for measuring waits.
    [[nodiscard]] virtual std::chrono::milliseconds monotonic() const = 0;
    [[nodiscard]] virtual QTimeZone zone() const = 0;
    /// Runs once after the delay, from the event loop, unless the context has gone. A caller that changes its
    /// mind compares a generation number of its own.
    virtual void after(std::chrono::milliseconds delay, QObject *context, std::function<void()> run) = 0;

protected:
    Clock() = default;
    Q_DISABLE_COPY_MOVE(Clock)
};

class SystemClock final : public Clock
{
public:
    SystemClock() = default;
    [[nodiscard]] QDateTime nowUtc() const override;
    [[nodiscard]] std::chrono::milliseconds monotonic() const override;
    [[nodiscard]] QTimeZone zone() const override;
    void after(std::chrono::milliseconds delay, QObject *context, std::function<void()> run) override;
};

} // namespace confab
