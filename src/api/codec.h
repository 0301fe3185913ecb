// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/values.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <optional>

class QJsonObject;

/// The service's JSON, read with tolerance for what it is known to send (contract, sections 2 to 5, 9 and
/// 10): ids as numbers or strings or "12061.0", booleans as null, 0, 1 or true, nulls, missing and extra
/// fields.
///
/// The functions that return a Result read the body of a 2xx reply. A body that is no JSON, is cut, nests too
/// deep, says "status":"error" or lacks what the value needs gives BadResponse (CreditsExhausted where its
/// text says so); its detail names the place by byte or field and never quotes the body. A list's entry
/// without a usable id is left out and counted in Page::skipped. In every text, NUL and lone surrogates
/// become U+FFFD.
namespace confab::codec {

[[nodiscard]] Result<User> readUser(const QByteArray &body);
[[nodiscard]] Result<Usage> readUsage(const QByteArray &body);

[[nodiscard]] Result<Page<Project>> readProjects(const QByteArray &body);
[[nodiscard]] Result<Project> readProject(const QByteArray &body);
[[nodiscard]] Result<ProjectSettings> readProjectSettings(const QByteArray &body);

/// The conversations get the project that was asked for: the one whose path they were found under.
[[nodiscard]] Result<Page<Conversation>> readConversations(const QByteArray &body, ProjectId project);
/// The reply to creating one.
[[nodiscard]] Result<Conversation> readConversation(const QByteArray &body, ProjectId project);
/// The reply to a rename. An empty body is a success that says nothing more (contract, quirk 2): the
/// conversation then has its key and the name that was asked for.
[[nodiscard]] Result<Conversation> readRenamed(const QByteArray &body, const ConversationKey &key,
                                               const QString &askedName);
/// The proof that a conversation was deleted: JSON with status "success" and data.deleted true. Any other
/// reply is Unclear. The caller has seen to it that the status was 2xx and no redirect was followed.
[[nodiscard]] Result<Done> readDeletion(const QByteArray &body);

/// A page of reports/intelligence. An empty list in place of the paginator is an empty page.
[[nodiscard]] Result<Page<Message>> readIntelligence(const QByteArray &body);
[[nodiscard]] Result<MessagePage> readMessages(const QByteArray &body, const ConversationKey &key);
/// Also the reply to sending without a stream.
[[nodiscard]] Result<Message> readMessage(const QByteArray &body);

/// The reply to a reaction. An empty body is a success that says nothing more (contract, quirk 2): the
/// message then has its id and the reaction that was asked for, as has one that comes without its feedback.
[[nodiscard]] Result<Message> readReaction(const QByteArray &body, MessageId id, Reaction asked);

/// The reply to either question about an answer's verification, with its HTTP status: its form is not
/// documented (contract, section 2.5), so that whatever comes is a value as long as it is JSON.
[[nodiscard]] Result<Verification> readVerification(int httpStatus, const QByteArray &body);

[[nodiscard]] Result<Citation> readCitation(const QByteArray &body, CitationId asked);

/// What readError() cannot see in the body.
struct ErrorContext
{
    bool costsQueries = false; ///< The call was one of the few that cost query credits.
    std::optional<std::chrono::milliseconds> retryAfter; ///< As the Retry-After header said.
};

/// The error of a reply outside 2xx, by the table in ARCHITECTURE.md. The status decides; the body gives the
/// server's sentence, in whichever of its shapes it comes (contract, section 3). Tells the two meanings of
/// 429 apart.
[[nodiscard]] Error readError(int httpStatus, const QByteArray &body, const ErrorContext &context = {});

// --- For the reader of event streams ---

/// The server's sentence in an error of any shape: data.message, message, error, the first of errors. At most
/// 1000 UTF-16 units; empty where there is none.
[[nodiscard]] QString errorText(const QJsonObject &reply);
/// A failure that was reported inside a reply with status 200.
[[nodiscard]] Error errorInside(const QString &serverMessage, const QString &detail);

} // namespace confab::codec
