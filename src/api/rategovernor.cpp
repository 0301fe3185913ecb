// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/rategovernor.h"

#include "api/replyheaders.h"
#include "core/clock.h"
#include "core/logging.h"

#include <algorithm>
#include <utility>

namespace confab {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds shortestPause = 1s;
/// The share of the limit that background work leaves to the person.
constexpr int reserveShare = 6;

} // namespace

RateTicket::RateTicket(RateTicket &&other) noexcept
    : m_governor(std::exchange(other.m_governor, nullptr)), m_id(std::exchange(other.m_id, 0))
{
}

RateTicket &RateTicket::operator=(RateTicket &&other) noexcept
{
    if (this != &other) {
        release();
        m_governor = std::exchange(other.m_governor, nullptr);
        m_id = std::exchange(other.m_id, 0);
    }
    return *this;
}

void RateTicket::learn(const ReplyHeaders &headers)
{
    if (m_governor)
        m_governor->learn(m_id, headers);
}

void RateTicket::release()
{
    if (RateGovernor *governor = std::exchange(m_governor, nullptr))
        governor->release(std::exchange(m_id, 0));
}

RateGovernor::RateGovernor(Clock &clock, QObject *parent) : QObject(parent), m_clock(clock) {}

RateGovernor::~RateGovernor() = default;

RateTicket RateGovernor::enter(Lane lane, std::function<void()> start, Place place)
{
    const quint64 id = ++m_lastId;
    auto &queue = m_lanes[std::size_t(lane)];
    if (place == Place::Back)
        queue.push_back({id, std::move(start), false});
    else
        queue.push_front({id, std::move(start), place == Place::Check});
    schedulePump();
    return {this, id};
}

void RateGovernor::pause(std::optional<std::chrono::milliseconds> wait)
{
    const Moment until = m_clock.monotonic() + std::max(wait.value_or(defaultPause), shortestPause);
    m_pausedUntil = std::max(m_pausedUntil.value_or(Moment::min()), until);
    qCInfo(lcApi) << "The server asks for a pause of" << (*m_pausedUntil - m_clock.monotonic()).count()
                  << "ms";
    schedulePump();
}

void RateGovernor::hold()
{
    m_held = true;
    schedulePump();
}

void RateGovernor::resume()
{
    m_held = false;
    schedulePump();
}

void RateGovernor::forget()
{
    m_limit = 60;
    m_left = 60;
    m_counted = false;
    m_windowEnd.reset();
    m_sent.clear();
    m_pausedUntil.reset();
    // A reply that is still on its way speaks of the account that was left.
    for (auto call = m_flying.begin(); call != m_flying.end(); ++call)
        call.value() = true;
    schedulePump();
}

Pace RateGovernor::pace() const
{
    const Moment now = m_clock.monotonic();
    Pace pace;
    pace.limit = m_limit;
    pace.remaining = std::max(0, available(now));
    pace.inFlight = int(m_flying.size());
    for (const auto &queue : m_lanes)
        pace.waiting += int(queue.size());
    if (m_pausedUntil && *m_pausedUntil > now)
        pace.pausedUntil = m_clock.nowUtc().addMSecs((*m_pausedUntil - now).count());
    return pace;
}

void RateGovernor::learn(quint64 id, const ReplyHeaders &headers)
{
    const auto call = m_flying.find(id);
    if (call == m_flying.end() || call.value())
        return;
    if (const auto limit = headers.rateLimit()) {
        // Before the first word of the server the count is a guess that follows the limit.
        if (!m_counted)
            m_left += *limit - m_limit;
        m_limit = *limit;
    }
    const auto remaining = headers.rateRemaining();
    if (!remaining)
        return schedulePump();
    call.value() = true;
    const Moment now = m_clock.monotonic();
    // A leap that replies overtaking each other do not explain: the server has begun a new window.
    if (!m_counted || !m_windowEnd || *remaining > m_left + maxInFlight) {
        m_windowEnd = now + window;
        m_left = *remaining;
    } else {
        m_left = std::min(m_left, *remaining);
    }
    m_counted = true;
    schedulePump();
}

void RateGovernor::release(quint64 id)
{
    if (const auto call = m_flying.find(id); call != m_flying.end()) {
        if (!call.value() && m_counted)
            m_left = std::max(0, m_left - 1); // It was sent and the server has probably counted it.
        m_flying.erase(call);
    } else {
        for (auto &queue : m_lanes)
            std::erase_if(queue, [id](const Waiting &waiting) { return waiting.id == id; });
    }
    schedulePump();
}

void RateGovernor::schedulePump()
{
    if (std::exchange(m_pumpScheduled, true))
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_pumpScheduled = false;
            pump();
        },
        Qt::QueuedConnection);
}

void RateGovernor::rollWindow(Moment now)
{
    if (m_windowEnd && now >= *m_windowEnd) {
        m_windowEnd.reset();
        m_left = m_limit;
    }
    if (m_pausedUntil && now >= *m_pausedUntil) {
        m_pausedUntil.reset();
        m_windowEnd.reset();
        m_left = m_limit;
    }
    while (!m_sent.empty() && m_sent.front() + window <= now)
        m_sent.pop_front();
}

std::optional<RateGovernor::Next> RateGovernor::next()
{
    for (const Lane lane : {Lane::Interactive, Lane::Visible, Lane::Background}) {
        Queue &queue = m_lanes[std::size_t(lane)];
        const auto call = m_held ? std::find_if(queue.begin(), queue.end(),
                                                [](const Waiting &waiting) { return waiting.isCheck; })
                                 : queue.begin();
        // Calls with the old key may hang on to every seat: the check of the new one does not wait for them.
        if (call != queue.end())
            return int(m_flying.size()) < maxInFlight + (m_held ? 1 : 0) ? std::optional(Next{lane, call})
                                                                         : std::nullopt;
    }
    return std::nullopt;
}

int RateGovernor::unreported() const
{
    return int(std::count(m_flying.begin(), m_flying.end(), false));
}

int RateGovernor::available(Moment now) const
{
    if (m_counted)
        return m_left - unreported();
    const auto recent =
        std::count_if(m_sent.begin(), m_sent.end(), [now](Moment at) { return at + window > now; });
    return m_limit - int(recent);
}

RateGovernor::Moment RateGovernor::nextChance(Moment now)
{
    if (m_counted) {
        // Calls whose replies were all lost say nothing of their window: it has begun by now at the latest.
        if (!m_windowEnd)
            m_windowEnd = now + window;
        return *m_windowEnd;
    }
    return m_sent.empty() ? now + window : m_sent.front() + window;
}

void RateGovernor::pump()
{
    const QPointer<RateGovernor> alive(this);
    while (true) {
        const Moment now = m_clock.monotonic();
        rollWindow(now);
        const auto chosen = next();
        if (!chosen)
            break;
        if (m_pausedUntil) {
            wakeAt(*m_pausedUntil);
            break;
        }
        const int reserve = chosen->lane == Lane::Background ? m_limit / reserveShare : 0;
        if (available(now) <= reserve) {
            wakeAt(nextChance(now));
            break;
        }
        Waiting call = std::move(*chosen->call);
        m_lanes[std::size_t(chosen->lane)].erase(chosen->call);
        m_flying.insert(call.id, false);
        m_sent.push_back(now);
        call.start();
        if (!alive)
            return;
    }
    // The status line counts down and must end, and shows what is left, even if nobody waits.
    if (m_pausedUntil)
        wakeAt(*m_pausedUntil);
    else if (m_counted && m_windowEnd)
        wakeAt(*m_windowEnd);
    else if (!m_counted && !m_sent.empty())
        wakeAt(m_sent.front() + window);
    tell();
}

void RateGovernor::wakeAt(Moment when)
{
    if (m_wake && *m_wake <= when)
        return;
    m_wake = when;
    const Moment delay = std::max(0ms, when - m_clock.monotonic());
    m_clock.after(delay, this, [this, generation = ++m_wakeGeneration] {
        if (generation != m_wakeGeneration)
            return;
        m_wake.reset();
        pump();
    });
}

void RateGovernor::tell()
{
    const Pace now = pace();
    if (std::exchange(m_told, now) != now)
        emit paceChanged(now);
}

} // namespace confab
