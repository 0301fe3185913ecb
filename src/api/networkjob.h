// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/replyheaders.h"
#include "api/requestbuilder.h"
#include "core/apikey.h"

#include <QNetworkReply>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <chrono>
#include <memory>

class QNetworkAccessManager;

namespace confab {

class Clock;

/// What one HTTP exchange gave: always a 2xx of the expected content type, complete as far as HTTP can tell.
struct Reply
{
    int status = 0;
    ReplyHeaders headers;
    QByteArray body; ///< Empty for a stream, whose bytes came by NetworkJob::data().

    friend bool operator==(const Reply &, const Reply &) = default;
};

/// The bounds of one exchange.
struct JobLimits
{
    std::chrono::milliseconds idle{30'000};   ///< Without a byte in either direction, connecting included.
    std::chrono::milliseconds total{120'000}; ///< From start to end; zero for none.
    qint64 maxBytes = 32LL * 1024 * 1024;     ///< Of the body, decompressed.
};

/// Runs one request, once, and finishes exactly once; deleting it closes the connection and is silent. All
/// signals come from the event loop, outside of Qt's own network code, so a receiver may delete anything. GUI
/// thread only.
///
/// Never followed: redirects. Never sent: cookies, credentials to another origin than the base's. Never
/// ignored: TLS errors. Never repeated by Qt: a POST or PUT (its body can be read only once). A write whose
/// request went out and whose answer did not come back is Unclear; a DELETE that was redirected too, and a
/// POST or PUT of which a gateway says 502, 503 or 504: the server behind it may have done it. A 500 comes
/// from the service itself (contract, section 3) and stays Server.
class NetworkJob : public QObject
{
    Q_OBJECT

public:
    /// The verb is one of GET, POST, PUT and DELETE.
    NetworkJob(ApiRequest request, const Credentials &credentials, const Clock &clock,
               const JobLimits &limits);
    ~NetworkJob() override;

    /// Once. The manager must live until the job has finished or is deleted; if it goes first, that is
    /// Cancelled.
    void start(QNetworkAccessManager &manager);

signals:
    /// The status line and header of the reply, whatever the status.
    void headersSeen(const confab::ReplyHeaders &headers);
    /// Bytes of an event stream.
    void data(const QByteArray &bytes);
    void finished(const confab::Result<confab::Reply> &result);

private:
    [[nodiscard]] QNetworkRequest networkRequest() const;
    [[nodiscard]] QNetworkReply *send(QNetworkAccessManager &manager);
    void watch();
    void readHeader();
    void readBody();
    void replyFinished();
    void finish(const Result<Reply> &result);
    void fail(ErrorKind kind, const QString &detail);
    void dropReply();

    [[nodiscard]] int status() const;
    [[nodiscard]] Result<Reply> judge();
    [[nodiscard]] Error transportError() const;
    [[nodiscard]] Error redirectError() const;
    [[nodiscard]] Error tooLarge() const;
    [[nodiscard]] Result<Reply> judgeContent() const;
    /// The kind of a failure after which it is not known whether the server acted.
    [[nodiscard]] ErrorKind lostAs(ErrorKind kind) const;

    ApiRequest m_request;
    Credentials m_credentials;
    const Clock &m_clock;
    JobLimits m_limits;
    QPointer<QNetworkReply> m_reply;
    QTimer m_deadline;
    ReplyHeaders m_headers;
    QByteArray m_body;
    qint64 m_received = 0;
    QStringList m_tlsErrors;
    bool m_headerRead = false;
    bool m_streaming = false;
    /// The request has begun to leave the computer. Shared with the upload, which may outlive this job.
    std::shared_ptr<bool> m_sent = std::make_shared<bool>(false);
    bool m_done = false;
};

} // namespace confab
