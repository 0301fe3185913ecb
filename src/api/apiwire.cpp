// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/apiwire.h"

#include "core/clock.h"

#include <QRandomGenerator>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mebibyte = 1024 * 1024;

} // namespace

ApiWire::ApiWire(RateGovernor &governor, Clock &clock, MakeManager makeManager, const Timeouts &timeouts)
    : random([] { return QRandomGenerator::global()->generateDouble(); })
    , m_governor(governor)
    , m_clock(clock)
    , m_makeManager(std::move(makeManager))
    , m_timeouts(timeouts)
{
}

ApiWire::~ApiWire() = default;

void ApiWire::setCredentials(const Credentials &credentials)
{
    if (credentials != m_credentials) {
        const bool waitingGoOn =
            m_governor.isHeld() && !credentials.key.isEmpty() && credentials.baseUrl == m_credentials.baseUrl;
        m_credentials = credentials;
        emit accountChanged(waitingGoOn);
        // Accounts share no connection. A reply of the old manager may be what led here, so it goes later.
        if (m_manager)
            m_manager.release()->deleteLater();
        if (!waitingGoOn) {
            m_governor.forget();
            m_governor.resume();
        }
    }
}

void ApiWire::resumeHeld()
{
    m_governor.resume();
}

void ApiWire::dropHeld()
{
    emit accountChanged(false);
    m_governor.forget();
    m_governor.resume();
}

QNetworkAccessManager &ApiWire::manager()
{
    if (!m_manager)
        m_manager = m_makeManager();
    return *m_manager;
}

JobLimits ApiWire::limitsFor(const ApiRequest &request) const
{
    JobLimits limits{m_timeouts.idle, m_timeouts.total, 32 * mebibyte};
    if (request.kind == ApiRequest::Kind::Stream)
        limits = {m_timeouts.streamIdle, std::chrono::milliseconds(0), 8 * mebibyte};
    else if (request.costsQueries)
        limits.idle = m_timeouts.streamIdle; // The server is silent while it works on the answer.
    return limits;
}

std::unique_ptr<NetworkJob> ApiWire::job(const ApiRequest &request, const JobLimits &limits) const
{
    return std::make_unique<NetworkJob>(request, m_credentials, m_clock, limits);
}

void ApiWire::learn(RateTicket &ticket, const ReplyHeaders &headers)
{
    ticket.learn(headers);
    if (const QDateTime serverTime = headers.date(); serverTime.isValid())
        emit serverTimeSeen(serverTime);
}

void ApiWire::note(const Result<Reply> &result)
{
    if (result)
        return;
    if (result.error().kind == ErrorKind::RateLimited)
        m_governor.pause(result.error().retryAfter);
    if (result.error().kind == ErrorKind::Unauthorised && !m_governor.isHeld()) {
        m_governor.hold();
        emit unauthorised();
    }
}

} // namespace confab
