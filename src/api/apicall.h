// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/apiwire.h"

#include <QDateTime>

#include <functional>
#include <memory>
#include <optional>

namespace confab {

/// One call of the API from the queue to its answer, repeats included. Finishes exactly once, or never if it
/// is withdrawn or deleted first. GUI thread only.
///
/// Repeated: reads that cost nothing, twice, after Offline, Timeout and Server, with a wait that doubles and
/// is drawn at random so that many programs do not come back at once; reads, renames and deletions three
/// times after the governor's pause for RateLimited (contract, section 7: never a POST), but not what costs
/// queries, whose 429 may mean that there are none left.
class ApiCall : public QObject
{
    Q_OBJECT

public:
    struct Options
    {
        Lane lane = Lane::Visible;
        RateGovernor::Place place = RateGovernor::Place::Back;
        /// Sent once instead where the server refuses the first form with 400 or 422.
        std::optional<ApiRequest> otherForm;
        /// Not sent after this moment (UTC), first or again: it ends as Outdated then. Invalid: whenever.
        QDateTime sendBy;
        /// The caller no longer wants an answer.
        std::function<bool()> isUnwanted;
    };

    ApiCall(ApiWire &wire, ApiRequest request, Options options, QObject *parent);

    void start();
    /// Silent: nothing is sent from now on, what is under way is aborted.
    void withdraw();

signals:
    void finished(const confab::Result<confab::Reply> &result);
    /// A request has gone out, or its answer is in; false also when it waits to be repeated.
    void underWayChanged(bool underWay);

private:
    void queue(RateGovernor::Place place);
    void send();
    void take(const Result<Reply> &result);
    [[nodiscard]] bool repeats(const Error &error);
    void finish(const Result<Reply> &result);

    ApiWire &m_wire;
    ApiRequest m_request;
    Options m_options;
    RateTicket m_ticket;
    std::unique_ptr<NetworkJob, QScopedPointerDeleteLater> m_job;
    int m_failures = 0;
    int m_throttled = 0;
    bool m_done = false;
};

} // namespace confab
