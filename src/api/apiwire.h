// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/networkjob.h"
#include "api/rategovernor.h"

#include <QNetworkAccessManager>

#include <functional>
#include <memory>

namespace confab {

class Clock;

/// The bounds of the exchanges; shorter ones are for tests.
struct Timeouts
{
    std::chrono::milliseconds idle{30'000};   ///< Without a byte.
    std::chrono::milliseconds total{120'000}; ///< Of any exchange but a stream.
    std::chrono::milliseconds streamIdle{
        90'000}; ///< Between two events, or before an answer without a stream.
    std::chrono::milliseconds firstRetry{
        1'000}; ///< The longest first wait before a read is repeated; it doubles.
};

/// What all calls of one account share: the key, the connections, the governor and the news that any reply
/// may bring. GUI thread only.
class ApiWire : public QObject
{
    Q_OBJECT

public:
    using MakeManager = std::function<std::unique_ptr<QNetworkAccessManager>()>;

    ApiWire(RateGovernor &governor, Clock &clock, MakeManager makeManager, const Timeouts &timeouts);
    ~ApiWire() override;

    [[nodiscard]] RateGovernor &governor() { return m_governor; }
    [[nodiscard]] Clock &clock() { return m_clock; }
    [[nodiscard]] const Timeouts &timeouts() const { return m_timeouts; }
    [[nodiscard]] const Credentials &credentials() const { return m_credentials; }
    /// Calls that a 401 holds stay held, where the server stays the same and there is a key.
    void setCredentials(const Credentials &credentials);
    void resumeHeld();
    void dropHeld();

    /// The connections of the present account.
    [[nodiscard]] QNetworkAccessManager &manager();
    [[nodiscard]] std::unique_ptr<NetworkJob> job(const ApiRequest &request, const JobLimits &limits) const;
    [[nodiscard]] JobLimits limitsFor(const ApiRequest &request) const;

    void learn(RateTicket &ticket, const ReplyHeaders &headers);
    /// The end of every exchange passes here before its caller hears of it.
    void note(const Result<Reply> &result);

    /// A number from 0 to 1, for the jitter of repeated calls. Tests put their own here.
    std::function<double()> random;

signals:
    void unauthorised();
    void serverTimeSeen(const QDateTime &utc);
    /// The account has changed: what was sent with the old key ends as Cancelled, and what waits too, unless
    /// it may go on with the new key.
    void accountChanged(bool waitingGoOn);

private:
    RateGovernor &m_governor;
    Clock &m_clock;
    MakeManager m_makeManager;
    Timeouts m_timeouts;
    Credentials m_credentials;
    std::unique_ptr<QNetworkAccessManager> m_manager;
};

} // namespace confab
