// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/values.h"

#include <QHash>
#include <QObject>
#include <QPointer>

#include <array>
#include <chrono>
#include <deque>
#include <functional>
#include <optional>

namespace confab {

class Clock;
class RateGovernor;
class ReplyHeaders;

/// A place in the governor's queue, and then one of its five seats. Letting go of it gives the place or the
/// seat back, so a call that is cancelled or destroyed can never block another one.
class [[nodiscard]] RateTicket
{
public:
    RateTicket() = default;
    RateTicket(RateTicket &&other) noexcept;
    RateTicket &operator=(RateTicket &&other) noexcept;
    ~RateTicket() { release(); }

    /// The reply's header has come: what it says of the pace is learnt.
    void learn(const ReplyHeaders &headers);
    void release();

private:
    friend class RateGovernor;
    RateTicket(RateGovernor *governor, quint64 id) : m_governor(governor), m_id(id) {}
    Q_DISABLE_COPY(RateTicket)

    QPointer<RateGovernor> m_governor;
    quint64 m_id = 0;
};

/// Decides when each call may be sent (contract, section 7). GUI thread only.
///
/// Lanes: Interactive before Visible before Background, first come first served within one. At most five
/// calls are in flight. The service counts calls in fixed windows of a minute and tells in every reply how
/// many are left, so calls go out without delay while there are some, and wait for the window's end rather
/// than provoke a 429 when there are none. Background calls leave a sixth of the limit to what the person
/// clicks next. A server whose count does not go down is not throttled; one that sends no count gets at most
/// `limit` calls in any minute.
class RateGovernor : public QObject
{
    Q_OBJECT

public:
    static constexpr int maxInFlight = 5;
    static constexpr std::chrono::milliseconds window{60'000};
    /// The pause after a 429 that does not say how long, or says nonsense.
    static constexpr std::chrono::milliseconds defaultPause{30'000};

    enum class Place {
        Back,
        Front,
        Check, ///< At the front, and also while all others are held: it asks whether a new key works.
    };

    explicit RateGovernor(Clock &clock, QObject *parent = nullptr);
    ~RateGovernor() override;

    /// Runs `start` once the call may be sent, always from the event loop and never when the ticket has been
    /// let go.
    RateTicket enter(Lane lane, std::function<void()> start, Place place = Place::Back);

    /// A 429: nobody calls until the wait is over. A second one prolongs the pause and never shortens it.
    void pause(std::optional<std::chrono::milliseconds> wait);
    /// A 401: nobody but a check calls until resume(). What is in flight goes on.
    void hold();
    [[nodiscard]] bool isHeld() const { return m_held; }
    void resume();
    /// Another account: its limits are not known, its pauses not this one's. Calls that wait stay.
    void forget();

    [[nodiscard]] Pace pace() const;

signals:
    void paceChanged(const confab::Pace &pace);

private:
    friend class RateTicket;
    using Moment = std::chrono::milliseconds; ///< Of Clock::monotonic().

    struct Waiting
    {
        quint64 id = 0;
        std::function<void()> start;
        bool isCheck = false;
    };
    using Queue = std::deque<Waiting>;
    struct Next
    {
        Lane lane = Lane::Background;
        Queue::iterator call;
    };

    void learn(quint64 id, const ReplyHeaders &headers);
    void release(quint64 id);
    void schedulePump();
    void pump();
    void wakeAt(Moment when);
    void rollWindow(Moment now);
    void tell();
    /// The call that goes next; nothing where none may go.
    [[nodiscard]] std::optional<Next> next();
    [[nodiscard]] int unreported() const;
    [[nodiscard]] int available(Moment now) const;
    /// When there will be calls again; from now on the window is taken to end then.
    [[nodiscard]] Moment nextChance(Moment now);

    Clock &m_clock;
    std::array<Queue, 3> m_lanes;
    QHash<quint64, bool> m_flying; ///< By ticket: whether its reply has told the count.
    quint64 m_lastId = 0;

    int m_limit = 60;
    bool m_counted = false;            ///< The server tells how many calls are left.
    int m_left = 60;                   ///< By its last word, less those sent since.
    std::optional<Moment> m_windowEnd; ///< No later than this; nothing before the first reply of a window.
    std::deque<Moment> m_sent; ///< Times of the calls of the last minute, for a server that does not count.

    std::optional<Moment> m_pausedUntil;
    bool m_held = false;
    bool m_pumpScheduled = false;
    std::optional<Moment> m_wake;
    quint64 m_wakeGeneration = 0;
    Pace m_told;
};

} // namespace confab
