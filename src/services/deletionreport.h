// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/values.h"

#include <QDateTime>
#include <QList>
#include <QSet>
#include <QUrl>

#include <optional>

namespace confab {

/// How a conversation differs from what the person saw when they chose it.
enum class Change {
    None,
    Renamed,
    NewMessage,
    NotComparable, ///< Its newest message, or the date of it, cannot be read.
    Reaction,      ///< An answer is liked, or disliked, which keeps it.
};

/// What became of one conversation of a deletion.
struct DeletionItem
{
    enum class State {
        Planned,     ///< Nothing was sent yet.
        Sent,        ///< A DELETE is in flight.
        Deleted,     ///< With proof.
        AlreadyGone, ///< 404, while the project itself still answers.
        Failed,      ///< Refused; it is still there as far as is known.
        Unknown,     ///< Sent without a clear answer, and reading it again gave none either.
        Changed,     ///< Not sent: it is not what it was when it was chosen.
    };

    Conversation conversation; ///< As it was chosen; of a Changed one as it was found.
    State state = State::Planned;
    std::optional<Error> error{};
    Change change = Change::None;

    [[nodiscard]] bool isSettled() const { return state == State::Deleted || state == State::AlreadyGone; }
    friend bool operator==(const DeletionItem &, const DeletionItem &) = default;
};

/// Who deletes.
struct Account
{
    QUrl server;
    qint64 user = 0; ///< 0: not known.
    friend bool operator==(const Account &, const Account &) = default;
};

struct DeletionReport
{
    enum class End {
        Completed, ///< Every item was tried.
        Cancelled,
        SignInNeeded, ///< 401: offered again after signing in.
        Stopped,      ///< 403, TLS, the project gone, journal or log unwritable, or five failures in a row.
    };

    quint64 number = 0; ///< Of its batch; 0: left by an earlier run of the program.
    Account account;
    ProjectId project;
    QList<DeletionItem> items;
    End end = End::Completed;
    std::optional<Error> reason; ///< Why it ended early.
    QDateTime chosenAt;          ///< When the person chose, by the server's clock; invalid: not known.
    QDateTime seenAt;            ///< By our clock, when the person had them before them.
    bool lookAgain = false;      ///< Each is read right before it is sent, and kept if it changed since.
    bool keepFirst = false;      ///< Nothing is sent of which the archive does not hold all.
    bool keepLiked = false;      ///< Nothing is sent that has a liked answer then, …
    bool keepDisliked = false;   ///< … or a disliked one.
    QString rule;                ///< The name of the retention rule that chose them; empty: a person by hand.

    /// Whether a message with this reaction keeps its conversation.
    [[nodiscard]] bool keepsFor(Reaction reaction) const;
    [[nodiscard]] int count(DeletionItem::State state) const;
    /// Everything that is not settled: its rows are back in the list.
    [[nodiscard]] QList<Conversation> remaining() const;
    /// Of these, what another try is for: a conversation that changed has to be chosen anew.
    [[nodiscard]] QList<Conversation> toRetry() const;
    [[nodiscard]] bool isClean() const { return remaining().isEmpty(); }
};

/// A conversation of which a copy is kept.
struct KeptThread
{
    qint64 messages = 0;      ///< In the copy.
    QSet<Reaction> reactions; ///< Of what was read for it.
};

/// What `found`, the newest page of its messages, says of a conversation as it was chosen. A name that the
/// server left out is no change; a message of the very second of the choice is one.
[[nodiscard]] Change changeSince(const Conversation &chosen, const QDateTime &chosenAt,
                                 const MessagePage &found);

} // namespace confab
