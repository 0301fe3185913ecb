// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/ssereader.h"

#include "api/codec.h"
#include "api/jsonvalue.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

SseEvent failed(const Error &error)
{
    SseEvent event;
    event.kind = SseEvent::Kind::Failed;
    event.error = error;
    return event;
}

Error broken(const QString &detail)
{
    return Error{ErrorKind::BadResponse, 200, {}, detail, {}};
}

/// An error that the service reports in mid-stream. Its shape was never seen; all that clients expect are
/// read.
Error reported(const QJsonObject &object)
{
    Error error =
        codec::errorInside(codec::errorText(object), u"The service ended the stream with an error"_s);
    if (error.kind == ErrorKind::BadResponse)
        error.kind = ErrorKind::Server;
    return error;
}

Message endMark(const QJsonObject &object)
{
    Message message;
    message.id = codec::readId<MessageId>(object.value("id"_L1));
    message.createdAt = codec::readTime(object.value("created_at"_L1));
    message.citations = codec::citationIds(object.value("citations"_L1));
    return message;
}

/// `name` is that of the event line; the status inside the data repeats it and counts for more.
SseEvent eventOf(const QString &name, const QString &data)
{
    SseEvent event;
    if (data.trimmed().isEmpty())
        return event;
    // What is no object (a sign of life, another service's end mark, a page of a proxy) is passed over: the
    // answer goes on after it, or the stream ends without an end mark.
    const QJsonDocument document = QJsonDocument::fromJson(data.toUtf8());
    if (!document.isObject())
        return event;

    const QJsonObject object = document.object();
    const QJsonValue error = object.value("error"_L1);
    const QString status = object.value("status"_L1).toString(name);
    const bool hasError = !error.isUndefined() && !error.isNull() && error != QJsonValue(false);
    if (status == "error"_L1 || (hasError && status != "progress"_L1 && status != "finish"_L1)) {
        return failed(reported(object));
    }
    if (status == "start"_L1) {
        event.kind = SseEvent::Kind::Started;
    } else if (status == "progress"_L1) {
        event.kind = SseEvent::Kind::Delta;
        event.text = codec::wellFormed(object.value("message"_L1).toString());
    } else if (status == "finish"_L1) {
        event.kind = SseEvent::Kind::Finished;
        event.message = endMark(object);
    }
    return event;
}

} // namespace

QList<SseEvent> SseReader::feed(const QByteArray &bytes)
{
    QList<SseEvent> events;
    const char *at = bytes.constData();
    const char *const end = at + bytes.size();
    while (at != end && m_state == State::Open) {
        const bool partOfCrLf = std::exchange(m_skipLf, false) && *at == '\n';
        const char *const stop = std::find_if(at, end, [](char c) { return c == '\n' || c == '\r'; });
        const qsizetype length = stop - at;
        const qsizetype ending = stop == end ? 0 : 1;
        // Whichever bound is met first counts, so that the outcome is the same however the bytes are cut.
        const qsizetype lineRoom = maxLine - m_line.size();
        const qsizetype totalRoom = maxTotal - m_total;
        if (length > lineRoom && lineRoom <= totalRoom) {
            fail(events, broken(u"A line of the stream is longer than %1 bytes"_s.arg(maxLine)));
        } else if (length + ending > totalRoom) {
            fail(events, broken(u"The stream is longer than %1 bytes"_s.arg(maxTotal)));
        } else {
            m_line.append(at, length);
            m_total += length + ending;
            if (ending == 1 && !partOfCrLf)
                takeLine(events);
            m_skipLf = ending == 1 && *stop == '\r';
        }
        at = stop + ending;
    }
    return events;
}

bool SseReader::finish()
{
    m_line.clear();
    m_data.clear();
    m_hasData = false;
    if (m_state == State::Open)
        m_state = State::Failed;
    return m_state == State::Finished;
}

void SseReader::fail(QList<SseEvent> &events, const Error &error)
{
    events.append(failed(error));
    m_state = State::Failed;
    m_line.clear();
    m_data.clear();
}

void SseReader::takeLine(QList<SseEvent> &events)
{
    QByteArray bytes = std::exchange(m_line, {});
    if (std::exchange(m_atStart, false) && bytes.startsWith("\xEF\xBB\xBF"))
        bytes.remove(0, 3);
    if (bytes.isEmpty()) {
        dispatch(events);
        return;
    }
    if (bytes.startsWith(':'))
        return;
    const qsizetype colon = bytes.indexOf(':');
    const QByteArray field = colon < 0 ? bytes : bytes.left(colon);
    QByteArray value = colon < 0 ? QByteArray() : bytes.mid(colon + 1);
    if (value.startsWith(' '))
        value.remove(0, 1);

    if (field == "event") {
        m_name = QString::fromUtf8(value);
    } else if (field == "data") {
        if (m_hasData)
            m_data += u'\n';
        m_data += QString::fromUtf8(value);
        m_hasData = true;
    }
}

void SseReader::dispatch(QList<SseEvent> &events)
{
    const QString name = std::exchange(m_name, {});
    const QString data = std::exchange(m_data, {});
    if (!std::exchange(m_hasData, false))
        return;
    const SseEvent event = eventOf(name, data);
    if (event.kind == SseEvent::Kind::Finished)
        m_state = State::Finished;
    else if (event.kind == SseEvent::Kind::Failed)
        m_state = State::Failed;
    events.append(event);
}

} // namespace confab
