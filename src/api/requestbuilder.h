// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dates.h"
#include "core/error.h"
#include "core/values.h"

#include <QByteArray>
#include <QUrl>

namespace confab {

/// One call, ready for the network job: everything but the credentials and the timeouts.
struct ApiRequest
{
    enum class Kind {
        Json,   ///< The reply is one JSON document.
        Stream, ///< The reply is a stream of events (or one JSON document, where the server does not stream).
        Raw,    ///< The reply is the bytes of a file.
    };

    QByteArray verb;
    QUrl url;
    QByteArray body;        ///< Empty where the call has none.
    QByteArray contentType; ///< Of the body; empty where there is none.
    Kind kind = Kind::Json;
    /// Uses up queries of the plan (contract, sections 2.5 and 7): never repeated by itself, and its 429 may
    /// mean that they are used up.
    bool costsQueries = false;

    /// Changes nothing on the server, so it may be sent again.
    [[nodiscard]] bool isRead() const { return verb == QByteArrayLiteral("GET"); }
    /// The verb that deletes is spelled in one place of the program, beside the one function that writes it.
    [[nodiscard]] bool isDeletion() const;
    friend bool operator==(const ApiRequest &, const ApiRequest &) = default;
};

/// Pure functions, one for each call of ChatApi, that write its request (contract, section 2). They are the
/// only place where ids enter a path, and they check them first: an invalid id, name, prompt or page, and a
/// server address that is not http or https with a host, give Refused. `base` is Credentials::baseUrl; a
/// trailing slash in it does not matter.
namespace requests {

/// The service's bound on a message's external_id, in characters.
inline constexpr qsizetype maxExternalIdLength = 128;

/// Characters as the service counts them (mb_strlen): code points, not UTF-16 units.
[[nodiscard]] qsizetype characterCount(const QString &text);
/// The name as it is sent: trimmed, 1 to 255 characters, else Refused.
[[nodiscard]] Result<QString> checkedName(const QString &name);

[[nodiscard]] Result<ApiRequest> user(const QUrl &base);
[[nodiscard]] Result<ApiRequest> usage(const QUrl &base);

/// Never sends "duration", which hides older projects.
[[nodiscard]] Result<ApiRequest> projects(const QUrl &base, int page);
[[nodiscard]] Result<ApiRequest> project(const QUrl &base, ProjectId id);
[[nodiscard]] Result<ApiRequest> projectSettings(const QUrl &base, ProjectId id);

[[nodiscard]] Result<ApiRequest> conversations(const QUrl &base, ProjectId project,
                                               const ConversationQuery &query);
[[nodiscard]] Result<ApiRequest> createConversation(const QUrl &base, ProjectId project, const QString &name);
[[nodiscard]] Result<ApiRequest> renameConversation(const QUrl &base, const ConversationKey &key,
                                                    const QString &name);
/// The only request of the program that deletes anything.
[[nodiscard]] Result<ApiRequest> deleteConversation(const QUrl &base, const ConversationKey &key);

/// A hundred messages a page. An open end of the span is left out; one that ends before it begins is Refused.
[[nodiscard]] Result<ApiRequest> intelligence(const QUrl &base, ProjectId project, int page,
                                              const TimeSpan &span);

/// Newest first.
[[nodiscard]] Result<ApiRequest> messages(const QUrl &base, const ConversationKey &key, int page);
[[nodiscard]] Result<ApiRequest> message(const QUrl &base, const ConversationKey &key, MessageId id);
[[nodiscard]] Result<ApiRequest> sendMessage(const QUrl &base, const ConversationKey &key,
                                             const OutgoingMessage &message);
[[nodiscard]] Result<ApiRequest> streamMessage(const QUrl &base, const ConversationKey &key,
                                               const OutgoingMessage &message);
/// None is sent as "neutral".
[[nodiscard]] Result<ApiRequest> setReaction(const QUrl &base, const ConversationKey &key, MessageId id,
                                             Reaction reaction);
/// The other way to take a reaction back, to be tried once where the server refused "neutral" with 400 or 422
/// (contract, section 9): a null.
[[nodiscard]] Result<ApiRequest> clearReaction(const QUrl &base, const ConversationKey &key, MessageId id);

/// "Verify Responses": four queries a message (contract, section 2.5).
[[nodiscard]] Result<ApiRequest> claims(const QUrl &base, const ConversationKey &key, MessageId id);
[[nodiscard]] Result<ApiRequest> trustScore(const QUrl &base, const ConversationKey &key, MessageId id);

[[nodiscard]] Result<ApiRequest> citation(const QUrl &base, ProjectId project, CitationId id);
[[nodiscard]] Result<ApiRequest> preview(const QUrl &base, CitationId id);

} // namespace requests
} // namespace confab
