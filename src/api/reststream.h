// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/apiwire.h"
#include "api/chatapi.h"
#include "api/ssereader.h"

#include <QTimer>

namespace confab {

/// One question whose answer comes as a stream of events. Sent once, never again.
class RestStream final : public AnswerStream
{
    Q_OBJECT

public:
    /// A request that was refused ends the stream as failed, from the event loop.
    RestStream(ApiWire &wire, const Result<ApiRequest> &request, QObject *parent);

private:
    void send();
    void takeBytes(const QByteArray &bytes);
    void takeEnd(const Result<Reply> &result);
    void succeed(const Message &message);
    void fail(const Error &error);
    void close();

    QPointer<ApiWire> m_wire;
    ApiRequest m_request;
    ApiKey m_key; ///< That the request was sent with.
    RateTicket m_ticket;
    std::unique_ptr<NetworkJob, QScopedPointerDeleteLater> m_job;
    SseReader m_reader;
    QTimer m_idle;
    bool m_streamed = false;
    bool m_done = false;
};

} // namespace confab
