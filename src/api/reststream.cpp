// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/reststream.h"

#include "api/codec.h"

#include <utility>

namespace confab {

using namespace Qt::StringLiterals;

RestStream::RestStream(ApiWire &wire, const Result<ApiRequest> &request, QObject *parent)
    : AnswerStream(parent), m_wire(&wire)
{
    m_idle.setSingleShot(true);
    m_idle.setInterval(wire.timeouts().streamIdle);
    connect(&m_idle, &QTimer::timeout, this, [this] {
        fail({ErrorKind::Unclear, 0, {}, u"The answer stopped coming."_s, {}});
    });
    connect(&wire, &ApiWire::accountChanged, this, [this](bool waitingGoOn) {
        if (m_job || !waitingGoOn)
            fail({ErrorKind::Cancelled, 0, {}, {}, {}});
    });
    connect(&wire, &QObject::destroyed, this, [this] {
        m_done = true;
        close();
    });
    if (!request) {
        QMetaObject::invokeMethod(
            this, [this, error = request.error()] { fail(error); }, Qt::QueuedConnection);
        return;
    }
    m_request = *request;
    m_ticket = wire.governor().enter(Lane::Interactive, [this] { send(); });
}

void RestStream::send()
{
    if (m_done || !m_wire)
        return;
    m_key = m_wire->credentials().key;
    m_job.reset(m_wire->job(m_request, m_wire->limitsFor(m_request)).release());
    connect(m_job.get(), &NetworkJob::headersSeen, this, [this](const ReplyHeaders &headers) {
        if (m_wire)
            m_wire->learn(m_ticket, headers);
    });
    connect(m_job.get(), &NetworkJob::data, this, &RestStream::takeBytes);
    connect(m_job.get(), &NetworkJob::finished, this, &RestStream::takeEnd);
    m_idle.start();
    m_job->start(m_wire->manager());
}

void RestStream::takeBytes(const QByteArray &bytes)
{
    const QPointer<RestStream> alive(this);
    m_streamed = true;
    const QList<SseEvent> events = m_reader.feed(bytes);
    for (const SseEvent &event : events) {
        switch (event.kind) {
        case SseEvent::Kind::Started:
            m_idle.start();
            emit started();
            break;
        case SseEvent::Kind::Delta:
            m_idle.start();
            emit delta(event.text);
            break;
        case SseEvent::Kind::Finished:
            return succeed(event.message);
        case SseEvent::Kind::Failed:
            return fail(event.error);
        case SseEvent::Kind::Ignored:
            break; // A keep-alive alone does not keep a dead answer alive.
        }
        if (!alive || m_done)
            return;
    }
}

void RestStream::takeEnd(const Result<Reply> &result)
{
    const QPointer<RestStream> alive(this);
    if (m_wire)
        m_wire->note(result);
    if (!alive || m_done)
        return;
    if (!result)
        return fail(result.error());
    if (m_streamed || result->headers.mediaType() == "text/event-stream") {
        if (!m_reader.finish())
            fail({ErrorKind::Unclear, result->status, {}, u"The answer ended without its end mark."_s, {}});
        return;
    }
    const Result<Message> message = codec::readMessage(result->body);
    if (message)
        return succeed(*message);
    Error error = message.error();
    if (error.kind == ErrorKind::BadResponse && error.serverMessage.isEmpty())
        error.kind = ErrorKind::Unclear;
    fail(error);
}

void RestStream::succeed(const Message &message)
{
    if (std::exchange(m_done, true))
        return;
    close();
    emit finished(message);
}

void RestStream::fail(const Error &error)
{
    if (std::exchange(m_done, true))
        return;
    close();
    emit failed(withoutKey(error, m_key));
}

void RestStream::close()
{
    m_idle.stop();
    m_job.reset();
    m_ticket.release();
}

} // namespace confab
