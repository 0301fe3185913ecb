// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/apicall.h"

#include "core/clock.h"

#include <utility>

namespace confab {

namespace {

constexpr int mostRepeats = 2;
constexpr int mostThrottledRepeats = 3;

Error cancelled()
{
    return {ErrorKind::Cancelled, 0, {}, {}, {}};
}

} // namespace

ApiCall::ApiCall(ApiWire &wire, ApiRequest request, Options options, QObject *parent)
    : QObject(parent), m_wire(wire), m_request(std::move(request)), m_options(std::move(options))
{
    connect(&m_wire, &ApiWire::accountChanged, this, [this](bool waitingGoOn) {
        if (m_job || !waitingGoOn)
            finish(tl::unexpected(cancelled()));
    });
}

void ApiCall::start()
{
    queue(m_options.place);
}

void ApiCall::withdraw()
{
    m_done = true;
    m_job.reset();
    m_ticket.release();
}

void ApiCall::queue(RateGovernor::Place place)
{
    if (!m_done)
        m_ticket = m_wire.governor().enter(
            m_options.lane, [this] { send(); }, place);
}

void ApiCall::send()
{
    // A future that was cancelled a moment ago has not told so yet.
    if (m_done || (m_options.isUnwanted && m_options.isUnwanted()))
        return withdraw();
    // By the clock on the wall: the other one stands still while the computer sleeps.
    if (m_options.sendBy.isValid() && m_wire.clock().nowUtc() > m_options.sendBy)
        return finish(failure(ErrorKind::Outdated));
    m_job.reset(m_wire.job(m_request, m_wire.limitsFor(m_request)).release());
    connect(m_job.get(), &NetworkJob::headersSeen, this,
            [this](const ReplyHeaders &headers) { m_wire.learn(m_ticket, headers); });
    connect(m_job.get(), &NetworkJob::finished, this, &ApiCall::take);
    emit underWayChanged(true);
    m_job->start(m_wire.manager());
}

void ApiCall::take(const Result<Reply> &result)
{
    emit underWayChanged(false);
    m_job.reset();
    const QPointer<ApiCall> alive(this);
    m_wire.note(result);
    if (!alive || m_done)
        return;
    m_ticket.release();
    if (result || !repeats(result.error()))
        finish(result);
}

bool ApiCall::repeats(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::RateLimited:
        if (m_request.costsQueries || m_request.verb == "POST" || ++m_throttled > mostThrottledRepeats)
            return false;
        queue(RateGovernor::Place::Front);
        return true;
    case ErrorKind::Offline:
    case ErrorKind::Timeout:
    case ErrorKind::Server: {
        if (!m_request.isRead() || m_request.costsQueries || ++m_failures > mostRepeats)
            return false;
        const auto longest = m_wire.timeouts().firstRetry * (1 << (m_failures - 1));
        const auto wait = std::chrono::milliseconds(qint64(double(longest.count()) * m_wire.random()));
        m_wire.clock().after(wait, this, [this] { queue(RateGovernor::Place::Back); });
        return true;
    }
    case ErrorKind::Validation:
        if (!m_options.otherForm || (error.httpStatus != 400 && error.httpStatus != 422))
            return false;
        m_request = *std::exchange(m_options.otherForm, std::nullopt);
        queue(RateGovernor::Place::Front);
        return true;
    default:
        return false;
    }
}

void ApiCall::finish(const Result<Reply> &result)
{
    if (std::exchange(m_done, true))
        return;
    m_job.reset();
    m_ticket.release();
    emit finished(result);
}

} // namespace confab
