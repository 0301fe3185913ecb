// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/retentionrule.h"

#include "core/dates.h"
#include "core/text.h"

#include <algorithm>

namespace confab {

namespace {

/// Nothing in the service can be older; an earlier moment is a clock's or a conversion's fault.
const QDateTime serviceBegan(QDate(2020, 1, 1), QTime(0, 0), Qt::UTC);

/// More than the service stores; the whole of it counts.
constexpr qsizetype longestName = 100'000;

bool isPlausible(const QDateTime &moment, const QDateTime &now)
{
    return moment.isValid() && now.isValid() && moment >= serviceBegan && moment <= now;
}

} // namespace

bool RetentionRule::isLike(const RetentionRule &other) const
{
    return silentDays == other.silentDays && keepLiked == other.keepLiked &&
           keepDisliked == other.keepDisliked && keepNames == other.keepNames && keepCopy == other.keepCopy;
}

RetentionTerms RetentionTerms::of(const RetentionRule &rule, const QDateTime &now, const QTimeZone &zone)
{
    const auto spanOfDays = [&](DateFilter::Kind kind, int days) {
        return spanOf({kind, days, {}, {}}, now, zone);
    };
    QStringList keepNames;
    for (const QString &part : rule.keepNames)
        keepNames.append(text::fold(part));
    keepNames.removeAll(QString());
    return {now, spanOfDays(DateFilter::Kind::SilentFor, rule.silentDays).to,
            spanOfDays(DateFilter::Kind::Yesterday, 0).from, keepNames};
}

QDateTime lastSaidIn(const Conversation &conversation, const ThreadFacts &facts, const QDateTime &now)
{
    if (!isPlausible(conversation.createdAt, now))
        return {};
    if (facts.messages == 0)
        return conversation.createdAt;
    if (!isPlausible(facts.lastMessageAt, now))
        return {};
    return std::max(conversation.createdAt, facts.lastMessageAt);
}

RetentionVerdict judge(const RetentionRule &rule, const RetentionTerms &terms,
                       const Conversation &conversation, const ThreadFacts *facts)
{
    using Verdict = RetentionVerdict;
    if (!facts)
        return Verdict::Unread;
    const QDateTime lastSaid = lastSaidIn(conversation, *facts, terms.now);
    if (!lastSaid.isValid() || !terms.limit.isValid() || !terms.readSince.isValid())
        return Verdict::Undated;
    if (lastSaid >= terms.limit)
        return Verdict::Recent;
    if (!terms.keepNames.isEmpty()) {
        // As it is, and as it is shown: there a line break or two blanks are one blank.
        const QString name = text::fold(conversation.name);
        const QString shown = text::fold(text::cleanLine(conversation.name, longestName));
        if (std::any_of(terms.keepNames.begin(), terms.keepNames.end(),
                        [&](const QString &part) { return name.contains(part) || shown.contains(part); }))
            return Verdict::Named;
    }
    if (rule.keepLiked && facts->liked > 0)
        return Verdict::Liked;
    if (rule.keepDisliked && facts->disliked > 0)
        return Verdict::Disliked;
    if (!facts->checkedAt.isValid() || facts->checkedAt < terms.readSince)
        return Verdict::Unread;
    if ((rule.keepLiked || rule.keepDisliked) && !facts->whole)
        return Verdict::Unread;
    return Verdict::Found;
}

} // namespace confab
