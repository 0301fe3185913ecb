// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/sandboxfaults.h"

#include "sandbox/sandboxjson.h"

namespace confab {

using namespace Qt::StringLiterals;
using Kind = SandboxFault::Kind;

namespace {

constexpr qint64 hugeBodySize = 50'000'000;
constexpr qsizetype deepNesting = 100'000;

QByteArray htmlPage(const char *title)
{
    return "<!DOCTYPE html>\n<html><head><title>" + QByteArray(title) +
           "</title></head>\n<body><center><h1>" + QByteArray(title) +
           "</h1></center><hr><center>nginx</center></body></html>\n";
}

void makeHtml(SandboxReply &reply, int status, const char *title)
{
    reply = SandboxReply{};
    reply.status = status;
    reply.contentType = "text/html";
    reply.body = htmlPage(title);
}

void spoilText(QByteArray &body)
{
    // Right behind the first name or message there is, so that a value is hit and not a key.
    for (const char *field : {"\"name\":\"", "\"user_query\":\"", "\"message\":\"", ":\""}) {
        const qsizetype at = body.indexOf(field);
        if (at >= 0) {
            body.insert(at + qsizetype(qstrlen(field)), "\xff\xc3(\xed\xa0\x80");
            return;
        }
    }
    body.prepend("\xff");
}

void addNoise(QList<QByteArray> &events)
{
    QList<QByteArray> noisy;
    for (const QByteArray &event : std::as_const(events)) {
        noisy << ": still here\n\n"
              << "event: usage\ndata: {\"status\":\"usage\",\"tokens\":1}\n\n"
              << "id: 7\nretry: 3000\n" + event;
    }
    events = noisy;
}

/// The same events, put down in another of the ways that the grammar allows.
void rewriteStream(SandboxReply &reply, Kind kind)
{
    if (kind == Kind::StreamNoise)
        return addNoise(reply.events);
    for (QByteArray &event : reply.events) {
        if (kind == Kind::StreamCrLf)
            event.replace("\n", "\r\n");
        else if (kind == Kind::StreamWithoutNames)
            event.remove(0, event.indexOf('\n') + 1);
    }
    if (kind == Kind::StreamBytewise) {
        const QByteArray all = reply.events.join();
        reply.events.clear();
        for (qsizetype i = 0; i < all.size(); ++i)
            reply.events.append(all.mid(i, 1));
    }
}

void spoilStream(SandboxReply &reply, Kind kind)
{
    if (reply.events.isEmpty()) {
        reply.delivery = SandboxReply::Delivery::HalfChunked;
        return;
    }
    if (kind == Kind::StreamWithoutFinish) {
        reply.events.removeLast();
        return;
    }
    if (kind == Kind::HoldStream) {
        reply.heldAt = qMax(qsizetype(2), reply.events.size() / 2);
        return;
    }
    reply.events.resize(qMax(qsizetype(2), reply.events.size() / 2));
    if (kind == Kind::MidStreamError)
        reply.events.append(
            wire::event("error", R"({"status":"error","message":"The model is overloaded."})"));
    else
        reply.endsStream = false;
}

void spoilTrueReply(const SandboxFault &fault, SandboxReply &reply)
{
    switch (fault.kind) {
    case Kind::TruncateBody:
        reply.delivery = SandboxReply::Delivery::HalfBody;
        break;
    case Kind::CutChunked:
        reply.delivery = SandboxReply::Delivery::HalfChunked;
        break;
    case Kind::HangMidBody:
        reply.delivery = SandboxReply::Delivery::HalfThenHang;
        break;
    case Kind::InvalidUtf8:
        spoilText(reply.body);
        break;
    case Kind::MidStreamError:
    case Kind::CutStream:
    case Kind::StreamWithoutFinish:
    case Kind::HoldStream:
        spoilStream(reply, fault.kind);
        break;
    case Kind::StreamBytewise:
    case Kind::StreamCrLf:
    case Kind::StreamNoise:
    case Kind::StreamWithoutNames:
        rewriteStream(reply, fault.kind);
        break;
    case Kind::StreamAsJson:
        reply.events.clear();
        break;
    default:
        break;
    }
}

SandboxReply ownReply(const SandboxFault &fault, const QString &url)
{
    SandboxReply reply;
    switch (fault.kind) {
    case Kind::CreditsExhausted:
        reply = wire::error(429, wire::creditsText(), url);
        break;
    case Kind::Throttle:
        reply = wire::bareError(429, u"Too Many Attempts."_s);
        reply.addHeader("Retry-After", fault.retryAfter.isEmpty() ? QByteArray("1") : fault.retryAfter);
        break;
    case Kind::DropConnection:
    case Kind::Hang:
        reply.delivery = SandboxReply::Delivery::Nothing;
        break;
    case Kind::Html502:
        makeHtml(reply, 502, "502 Bad Gateway");
        break;
    case Kind::Html200:
        makeHtml(reply, 200, "Welcome to the guest network");
        break;
    case Kind::StatusErrorIn200:
        reply = wire::error(500, u"Internal Server Error"_s, url);
        reply.status = 200;
        break;
    case Kind::DataIsString:
        reply.body = R"({"data":"OK","status":"success"})";
        break;
    case Kind::DataIsEmptyArray:
        reply.body = R"({"data":[],"status":"success"})";
        break;
    case Kind::DataIsNull:
        reply.body = R"({"data":null,"status":"success"})";
        break;
    case Kind::HugeBody:
        reply.body = R"({"data":{},"status":"success"})";
        reply.filler = hugeBodySize;
        break;
    case Kind::DeepNesting:
        reply.body = R"({"data":)" + QByteArray(deepNesting, '[') + QByteArray(deepNesting, ']') + '}';
        break;
    case Kind::RedirectOtherHost:
        reply.status = 302;
        reply.contentType = "text/html";
        reply.body = htmlPage("Redirecting");
        reply.addHeader("Location", fault.location.toEncoded());
        break;
    case Kind::DeletedFalse:
        reply.body = R"({"data":{"deleted":false},"status":"success"})";
        break;
    case Kind::EmptyBody:
        break;
    default:
        reply = wire::error(fault.status > 0 ? fault.status : 500, wire::statusText(fault.status), url);
        break;
    }
    return reply;
}

} // namespace

bool requestMatches(const SandboxRequest &request, const QRegularExpression &expression)
{
    const QString line = QString::fromLatin1(request.method) + u' ' + request.path;
    if (expression.match(line).hasMatch())
        return true;
    if (request.query.isEmpty())
        return false;
    QStringList query;
    for (const auto &[name, value] : request.query)
        query.append(name + u'=' + value);
    return expression.match(line + u'?' + query.join(u'&')).hasMatch();
}

void FaultPlan::add(const SandboxFault &fault)
{
    const std::scoped_lock lock(m_mutex);
    m_entries.append({fault, QRegularExpression(fault.match), 0});
}

void FaultPlan::clear()
{
    const std::scoped_lock lock(m_mutex);
    m_entries.clear();
}

std::optional<SandboxFault> FaultPlan::next(const SandboxRequest &request)
{
    const std::scoped_lock lock(m_mutex);
    for (Entry &entry : m_entries) {
        if (entry.fault.times == 0 || !requestMatches(request, entry.expression))
            continue;
        if (entry.fault.skip > 0) {
            --entry.fault.skip;
            continue;
        }
        entry.seen = entry.seen % entry.fault.outOf + 1;
        if (entry.seen <= entry.fault.outOf - entry.fault.strikes)
            continue;
        if (entry.fault.times > 0)
            --entry.fault.times;
        return entry.fault;
    }
    return std::nullopt;
}

bool needsTrueReply(const SandboxFault &fault)
{
    switch (fault.kind) {
    case Kind::TruncateBody:
    case Kind::CutChunked:
    case Kind::InvalidUtf8:
    case Kind::HangMidBody:
    case Kind::MidStreamError:
    case Kind::CutStream:
    case Kind::StreamWithoutFinish:
    case Kind::HoldStream:
    case Kind::StreamBytewise:
    case Kind::StreamCrLf:
    case Kind::StreamNoise:
    case Kind::StreamWithoutNames:
    case Kind::StreamAsJson:
    case Kind::Delay:
    case Kind::Hold:
        return true;
    default:
        return fault.applied;
    }
}

SandboxReply faultyReply(const SandboxFault &fault, SandboxReply reply, const QString &url)
{
    SandboxFault plain = fault;
    plain.applied = false;
    if (needsTrueReply(plain))
        spoilTrueReply(fault, reply);
    else
        reply = ownReply(fault, url);
    if (fault.status > 0 && fault.kind != Kind::Throttle && fault.kind != Kind::CreditsExhausted)
        reply.status = fault.status;
    if (!fault.body.isNull())
        reply.body = fault.body;
    if (!fault.retryAfter.isEmpty() && fault.kind != Kind::Throttle)
        reply.addHeader("Retry-After", fault.retryAfter);
    return reply;
}

bool WaitingRoom::wait(std::chrono::milliseconds time)
{
    std::unique_lock lock(m_mutex);
    m_wake.wait_for(lock, time, [this] { return m_closed; });
    return !m_closed;
}

int WaitingRoom::releases()
{
    const std::scoped_lock lock(m_mutex);
    return m_releases;
}

void WaitingRoom::hang(int since)
{
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, [this, since] { return m_closed || m_releases != since; });
}

void WaitingRoom::release()
{
    const std::scoped_lock lock(m_mutex);
    ++m_releases;
    m_wake.notify_all();
}

void WaitingRoom::close()
{
    const std::scoped_lock lock(m_mutex);
    m_closed = true;
    m_wake.notify_all();
}

} // namespace confab
