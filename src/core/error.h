// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <chrono>
#include <optional>
#include <tl/expected.hpp>

namespace confab {

/// Why something failed. What each kind makes a service do and a person see is the table in ARCHITECTURE.md.
enum class ErrorKind {
    Cancelled,
    Offline,
    Timeout,
    Tls,
    Unauthorised,
    Forbidden,
    NotFound,
    Validation,
    RateLimited,
    CreditsExhausted,
    Server,
    BadResponse,
    Unclear, ///< A write was sent and its answer never came: it may or may not have happened.
    SecretStore,
    Storage,  ///< A local file could not be read or written.
    Refused,  ///< Refused before the network: an id, address or text outside the contract's bounds.
    Outdated, ///< Not sent: the moment by which it had to be sent was over when its turn came.
};

struct Error
{
    ErrorKind kind = ErrorKind::BadResponse;
    int httpStatus = 0;    ///< 0 where there was no HTTP reply.
    QString serverMessage; ///< The server's own sentence, raw; empty where it sent none.
    QString
        detail; ///< Technical, for "Copy details". Never holds the key, a query string or transcript text.
    std::optional<std::chrono::milliseconds> retryAfter;

    friend bool operator==(const Error &, const Error &) = default;
};

template<class T>
using Result = tl::expected<T, Error>;

/// For a job that succeeds with nothing to tell.
struct Done
{
    int httpStatus = 0; ///< Where it is told: of a deletion alone.
    friend bool operator==(const Done &, const Done &) = default;
};

[[nodiscard]] inline tl::unexpected<Error> failure(ErrorKind kind, QString detail = {})
{
    return tl::unexpected<Error>(Error{kind, 0, {}, std::move(detail), {}});
}

/// What was being done when an error came; with the error it is all the banner needs.
enum class Operation {
    RestoreKey,
    SignIn,
    StoreKey,
    RemoveKey,
    LoadProjects,
    LoadConversations,
    LoadAllConversations,
    CreateConversation,
    RenameConversation,
    DeleteConversations,
    LoadMessages,
    LoadOlderMessages,
    LoadCitation,
    LoadUsage,
    React,
    VerifyAnswer,
    LoadSourceFile,
    SaveSourceFile,
    SendMessage,
    KeepDrafts,
};

} // namespace confab
