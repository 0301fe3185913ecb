// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sandbox/sandboxmessage.h"

#include <QRegularExpression>
#include <QUrl>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>

namespace confab {

/// One way in which the sandbox misbehaves.
struct SandboxFault
{
    enum class Kind {
        Status, ///< `status`, as a documented error (or `body`), with Retry-After where `retryAfter` is set.
        CreditsExhausted,    ///< 429 that speaks of query credits, without Retry-After.
        Throttle,            ///< 429 "Too Many Attempts." with Retry-After: `retryAfter`, or 1.
        DropConnection,      ///< Closed without a byte of reply.
        TruncateBody,        ///< The true reply, its second half missing.
        CutChunked,          ///< The same as a chunked reply, cut at a chunk's edge.
        Html502,             ///< A gateway's page.
        Html200,             ///< A captive portal's page.
        StatusErrorIn200,    ///< {"status":"error"} with HTTP 200.
        DataIsString,        ///< The envelope with a string, …
        DataIsEmptyArray,    ///< … an empty array, …
        DataIsNull,          ///< … or null as data.
        InvalidUtf8,         ///< The true reply with stray bytes inside its first text.
        HugeBody,            ///< 50 MB.
        DeepNesting,         ///< 100,000 arrays in each other.
        RedirectOtherHost,   ///< 302 (or a 3xx `status`) to `location`.
        Hang,                ///< No reply until clearFaults() or stop(); the connection is closed then.
        HangMidBody,         ///< Half of the true reply, then as Hang.
        MidStreamError,      ///< A streamed answer that ends in an error event.
        CutStream,           ///< A streamed answer cut at a chunk's edge; the server has stored all of it.
        StreamWithoutFinish, ///< A streamed answer that ends properly, but without its finish event.
        HoldStream,          ///< Half of a streamed answer; the rest after clearFaults().
        StreamBytewise,      ///< A streamed answer, each byte in a chunk of its own.
        StreamCrLf,          ///< A streamed answer whose lines end in CR LF.
        StreamNoise,         ///< A streamed answer with comments, unknown events and unknown fields between.
        StreamWithoutNames,  ///< A streamed answer without its event: lines.
        StreamAsJson,        ///< Plain JSON where a stream was asked for.
        EmptyBody,           ///< `status` or 200 without a body.
        DeletedFalse,        ///< {"data":{"deleted":false},"status":"success"}
        Delay,               ///< The true reply after `delay`.
        Hold,                ///< The true reply after clearFaults().
    };

    Kind kind = Kind::Status;
    /// A regular expression, found anywhere in "METHOD path" or in "METHOD path?query", such as
    /// "^DELETE /api/v1/projects/1/conversations/abc$". Empty: every request.
    QString match = {};
    int status = 0; ///< 0: the usual one of the kind; 500 for Status.
    int times = -1; ///< How often it strikes; -1: always.
    int skip = 0;   ///< So many matching requests pass before.
    /// Of each `outOf` matching requests the last `strikes` are struck.
    int strikes = 1;
    int outOf = 1;
    QByteArray retryAfter = {};
    QByteArray body = {}; ///< Instead of the usual body of the kind.
    QUrl location = {};
    std::chrono::milliseconds delay{0};
    bool applied = false; ///< True: the server does what was asked before it misbehaves.
};

/// "METHOD path" and "METHOD path?query" of a request against an expression, as SandboxFault::match says.
[[nodiscard]] bool requestMatches(const SandboxRequest &request, const QRegularExpression &expression);

/// The faults that are set, in the order of their setting: the first that matches strikes. Thread-safe.
class FaultPlan
{
public:
    void add(const SandboxFault &fault);
    void clear();
    [[nodiscard]] std::optional<SandboxFault> next(const SandboxRequest &request);

private:
    struct Entry
    {
        SandboxFault fault;
        QRegularExpression expression;
        int seen = 0; ///< Since the last round of `outOf` ended.
    };
    std::mutex m_mutex;
    QList<Entry> m_entries;
};

/// True for the kinds that spoil a true reply, so that the request has to be served first.
[[nodiscard]] bool needsTrueReply(const SandboxFault &fault);

/// The reply of a fault; `reply` is the true one where needsTrueReply() or `applied` asked for it.
[[nodiscard]] SandboxReply faultyReply(const SandboxFault &fault, SandboxReply reply, const QString &url);

/// Where requests wait, so that they can be let go. Thread-safe.
class WaitingRoom
{
public:
    /// False if it was closed meanwhile.
    bool wait(std::chrono::milliseconds time);
    /// Counts the releases: what is told here before a request is looked at lets hang() know of a release
    /// that came between.
    [[nodiscard]] int releases();
    /// Until release() or close(); not at all if there were more releases since.
    void hang(int since);
    void release();
    void close();

private:
    std::mutex m_mutex;
    std::condition_variable m_wake;
    int m_releases = 0;
    bool m_closed = false;
};

} // namespace confab
