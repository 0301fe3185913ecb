// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QDateTime>
#include <QHash>
#include <QList>
#include <QString>

namespace confab {

/// What the messages of a conversation add up to. Only of one whose newest messages were read: what is there
/// was true at `checkedAt`.
struct ThreadFacts
{
    QDateTime lastMessageAt; ///< UTC; invalid where there is no message, or none with a time.
    qint64 messages = 0;
    int liked = 0;
    int disliked = 0;
    bool whole = false; ///< All messages were read, so that no other reaction can be among them.
    QString language;   ///< As languageCode() gives it; empty where it could not be told.
    QDateTime checkedAt;

    [[nodiscard]] bool hasReactions() const { return liked > 0 || disliked > 0; }
    friend bool operator==(const ThreadFacts &, const ThreadFacts &) = default;
};

/// Of one project. A conversation that is not there was not read yet.
using FactTable = QHash<SessionId, ThreadFacts>;

/// A table, and how it differs from the one that was known before.
struct FactNews
{
    FactTable table;
    QList<SessionId> changed; ///< With those that are no longer there.
    QStringList languages;    ///< All that occur, each once.
};

enum class ReactionFilter { Any, Liked, Disliked, None };

/// How many messages a conversation has.
enum class LengthFilter {
    Any,
    Empty,  ///< None.
    Short,  ///< Up to shortThread.
    Medium, ///< Up to mediumThread.
    Long    ///< More.
};
inline constexpr qint64 shortThread = 5;
inline constexpr qint64 mediumThread = 20;

[[nodiscard]] constexpr LengthFilter lengthOf(qint64 messages)
{
    return messages <= 0              ? LengthFilter::Empty
           : messages <= shortThread  ? LengthFilter::Short
           : messages <= mediumThread ? LengthFilter::Medium
                                      : LengthFilter::Long;
}

/// The choices among what only the archive knows.
struct FactFilter
{
    QString language; ///< As languageCode() gives it; empty: any.
    ReactionFilter reactions = ReactionFilter::Any;
    LengthFilter length = LengthFilter::Any;

    [[nodiscard]] bool isSet() const { return *this != FactFilter(); }
    friend bool operator==(const FactFilter &, const FactFilter &) = default;
};

} // namespace confab
