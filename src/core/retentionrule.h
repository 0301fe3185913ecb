// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/threadfacts.h"
#include "core/values.h"

#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>
#include <QTimeZone>

namespace confab {

/// A rule of a person's own by which stale conversations of a project are found. It deletes nothing by
/// itself: what it finds is shown, and goes once the person has said so.
struct RetentionRule
{
    static constexpr int maxSilentDays = 3650;
    static constexpr qsizetype maxNameLength = 100; ///< UTF-16 units.
    static constexpr qsizetype maxKeepNames = 20;
    static constexpr qsizetype maxKeepNameLength = 200; ///< UTF-16 units.

    QString name;          ///< Cleaned, and not empty.
    int silentDays = 365;  ///< 1 to maxSilentDays.
    bool keepLiked = true; ///< Conversations with a liked answer stay.
    bool keepDisliked = false;
    /// Conversations stay whose name holds one of these, in any writing that text::fold() makes the same.
    QStringList keepNames;
    /// The archive has to hold all of a conversation before that is deleted.
    bool keepCopy = true;
    /// By the service's clock, when the person last had what it found deleted; invalid where that was never,
    /// or where the rule was another one then.
    QDateTime carriedOutAt;

    /// Does the same, whatever it is called.
    [[nodiscard]] bool isLike(const RetentionRule &other) const;
    friend bool operator==(const RetentionRule &, const RetentionRule &) = default;
};

/// What a rule says of a conversation. In doubt it stays.
enum class RetentionVerdict {
    Found,    ///< Nothing was said in it for longer than the rule allows, and nothing keeps it.
    Recent,   ///< Something was.
    Liked,    ///< Kept for a liked answer, …
    Disliked, ///< … a disliked one …
    Named,    ///< … or its name.
    Undated,  ///< When it was made or last spoken in is missing, to come, or before 2020.
    Unread,   ///< Its newest messages were not read lately, or not all that the rule has to know.
};

/// What a rule goes by at one time, worked out once for all conversations.
struct RetentionTerms
{
    QDateTime now;
    QDateTime limit;       ///< What was said before is old: the first moment of a day in the person's zone.
    QDateTime readSince;   ///< What was read before may have changed: the first moment of yesterday.
    QStringList keepNames; ///< As text::fold() makes them; none is empty.

    [[nodiscard]] static RetentionTerms of(const RetentionRule &rule, const QDateTime &now,
                                           const QTimeZone &zone);
};

/// When something was last said in it: the last message, or its making where there is none. Invalid where
/// either moment is missing, later than `now` or before 2020, which the service is younger than; an invalid
/// moment is never compared.
[[nodiscard]] QDateTime lastSaidIn(const Conversation &conversation, const ThreadFacts &facts,
                                   const QDateTime &now);

/// `facts`: null where nothing is known of its messages.
[[nodiscard]] RetentionVerdict judge(const RetentionRule &rule, const RetentionTerms &terms,
                                     const Conversation &conversation, const ThreadFacts *facts);

} // namespace confab
