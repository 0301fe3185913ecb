// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>

#include <chrono>

namespace confab {

/// What a sandbox holds and how it behaves. The same options give the same data, to the byte.
struct SandboxOptions
{
    quint32 seed = 1;
    /// At least 1. The newest holds `conversations`, the others a few each; where there are enough of them
    /// the sixth is empty, the eighth is not ready (is_chat_active false) and the tenth neither (null).
    int projects = 13;
    int conversations = 240;  ///< In the newest project; up to 100,000.
    int longestMessages = 60; ///< Messages of the fourth newest conversation; up to 10,000.
    int conversationsPerPage =
        10; ///< The service's own number is not known; the client reads it from the reply.
    int messagesPerPage = 20;
    std::chrono::milliseconds latency{0};    ///< Before each reply.
    std::chrono::milliseconds tokenPause{0}; ///< Between the pieces of a streamed answer.
    int callsPerMinute =
        0; ///< 0: no limit, the headers say 60 and 59. Else a fixed window, then 429 and Retry-After.
    std::chrono::milliseconds rateWindow{std::chrono::minutes(1)};
    QByteArray key =
        QByteArrayLiteral("1234|sandboxsandboxsandboxsandbox"); ///< Any other key is answered 401.
    qint64 maxQueries = 1000;
    qint64 currentQueries = 9; ///< One more for each answer; at maxQueries sending is answered 429.
    QDateTime now = {};   ///< The server's clock at start(), also its Date header; invalid: the real time.
    bool acceptMe = true; ///< False: userFilter=me is answered 422, as by older servers.
    bool acceptNeutral = true; ///< False: the reaction "neutral" is answered 422, and null takes one back.
    bool intelligence = true;  ///< False: reports/intelligence is answered 403.
    /// The service makes a conversation when a message is sent to a session it does not know. False: 404.
    bool recreateUnknownSessions = true;
};

} // namespace confab
