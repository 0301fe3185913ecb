// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retentiontext.h"

#include "core/dates.h"
#include "models/datetext.h"
#include "ui/errortext.h"

#include <QCoreApplication>
#include <QLocale>

namespace confab::retentiontext {

using namespace Qt::StringLiterals;

namespace {

class RuleWords
{
    Q_DECLARE_TR_FUNCTIONS(RetentionText)
};

const QString retentionDot = u" · "_s;

QString shortLocalDay(const QDateTime &moment, const Today &today)
{
    return datetext::shortDay(localDay(moment, today.zone), today.day, QLocale());
}

QString reactionsOf(const RetentionModel::Sums &sums)
{
    if (sums.liked > 0 && sums.disliked > 0)
        return RuleWords::tr("%L1 liked and %L2 disliked answers").arg(sums.liked).arg(sums.disliked);
    if (sums.disliked > 0)
        return RuleWords::tr("%Ln disliked answers", nullptr, int(sums.disliked));
    return RuleWords::tr("%Ln liked answers", nullptr, int(sums.liked));
}

QString tryAgain()
{
    return RuleWords::tr("Try again");
}

Refusal withoutCopy(ArchiveCondition condition)
{
    if (condition == ArchiveCondition::Newer)
        return {
            RuleWords::tr("The local archive was written by a newer Confab."),
            RuleWords::tr("It is left as it is, and a rule has nothing to go by. Update Confab to use it."),
            tryAgain()};
    return {RuleWords::tr("There is no local archive of this project for a rule to go by."),
            RuleWords::tr("When something was last said in a conversation, the service does not list. Confab "
                          "knows it from the local archive, if you let it keep one."),
            tryAgain(), Refusal::Way::DecideAboutCopy, RuleWords::tr("Decide about the archive…")};
}

Refusal readOnly(ArchiveCondition condition)
{
    if (condition == ArchiveCondition::Full)
        return {RuleWords::tr("The disk is full, so the local archive cannot be brought up to date."),
                RuleWords::tr("Make room, then try again."), tryAgain()};
    return {RuleWords::tr("Another Confab of this profile is open, and adds to the local archive."),
            RuleWords::tr("Close the other one, then try again."), tryAgain()};
}

Refusal wordsOf(RetentionObstacle obstacle, const Error &error, ArchiveCondition condition)
{
    switch (obstacle) {
    case RetentionObstacle::NoArchive:
        return withoutCopy(condition);
    case RetentionObstacle::NotWritable:
        return readOnly(condition);
    case RetentionObstacle::OthersArchive:
        return {RuleWords::tr("The local archive was filled by another account."),
                RuleWords::tr("That account may see other conversations than yours. Sign in with it, or "
                              "erase the archive in "
                              "the settings and keep one of your own."),
                tryAgain(), Refusal::Way::DecideAboutCopy, RuleWords::tr("Decide about the archive…")};
    case RetentionObstacle::SyncStopped:
        return {RuleWords::tr("The sync is paused, so the local archive may be out of date."),
                RuleWords::tr("A rule goes by what the service says now. Nothing was deleted."),
                RuleWords::tr("Resume the sync")};
    case RetentionObstacle::SyncFailed:
        return {errorCause(error),
                RuleWords::tr(
                    "Not all of the project could be read, and a rule never goes by a part of it. Nothing "
                    "was deleted."),
                tryAgain()};
    case RetentionObstacle::ClocksDiffer:
        return {RuleWords::tr("The clock of this computer and that of the service are a day or more apart."),
                RuleWords::tr(
                    "One of them is wrong, and a rule counts days. Set the clock of this computer, then "
                    "try again."),
                tryAgain()};
    case RetentionObstacle::ClockWentBack:
        return {
            RuleWords::tr("By the service's clock, this rule was last carried out at a time that is still to "
                          "come."),
            RuleWords::tr(
                "One of the two times was wrong. Edit the rule to use it again: it counts as a new one "
                "then."),
            tryAgain(), Refusal::Way::EditRule, RuleWords::tr("Edit the rule")};
    case RetentionObstacle::ArchiveFailed:
        return {RuleWords::tr("The local archive could not be read or written."),
                RuleWords::tr("Without it a rule has nothing to go by. Nothing was deleted."), tryAgain()};
    }
    return {};
}

} // namespace

QString description(const RetentionRule &rule)
{
    QStringList parts{RuleWords::tr("Silent for more than %Ln days", nullptr, rule.silentDays)};
    if (rule.keepLiked && rule.keepDisliked)
        parts << RuleWords::tr("liked and disliked answers kept");
    else if (rule.keepLiked)
        parts << RuleWords::tr("liked answers kept");
    else if (rule.keepDisliked)
        parts << RuleWords::tr("disliked answers kept");
    if (!rule.keepNames.isEmpty())
        parts << RuleWords::tr("names with %1 kept").arg(QLocale().createSeparatedList(rule.keepNames));
    if (!rule.keepCopy)
        parts << RuleWords::tr("no copy needed");
    return parts.join(retentionDot);
}

QString carriedOut(const RetentionRule &rule, const RetentionRule *stored, const Today &today)
{
    if (!stored || !stored->carriedOutAt.isValid())
        return RuleWords::tr("Never carried out");
    if (!stored->isLike(rule))
        return RuleWords::tr("Not carried out since it was changed");
    return RuleWords::tr("Last carried out on %1")
        .arg(datetext::day(localDay(stored->carriedOutAt, today.zone), today.day, QLocale()));
}

QString headline(const RetentionModel::Sums &sums, const RetentionReview &review)
{
    if (sums.conversations == 0)
        return RuleWords::tr("Nothing is ticked, so nothing would be deleted");
    return RuleWords::tr("%L1 of %L2 conversations would be deleted")
        .arg(sums.conversations)
        .arg(review.conversations);
}

QString details(const RetentionModel::Sums &sums, const Today &today)
{
    if (sums.conversations == 0)
        return {};
    const QString from = shortLocalDay(sums.oldestSaid, today);
    const QString to = shortLocalDay(sums.newestSaid, today);
    QStringList parts{from == to ? RuleWords::tr("Last message on %1").arg(from)
                                 : RuleWords::tr("Last message between %1 and %2").arg(from, to),
                      RuleWords::tr("%Ln messages", nullptr, int(sums.messages))};
    if (sums.liked > 0 || sums.disliked > 0)
        parts << reactionsOf(sums);
    return parts.join(retentionDot);
}

QString leftAlone(const RetentionReview &review, const Today &today)
{
    QStringList parts;
    const auto add = [&](RetentionVerdict verdict, auto words) {
        if (const int count = review.verdicts.value(verdict); count > 0)
            parts << words(count);
    };
    using Verdict = RetentionVerdict;
    add(Verdict::Recent, [&](int n) {
        return RuleWords::tr("%Ln spoken in since %1", nullptr, n)
            .arg(shortLocalDay(review.terms.limit, today));
    });
    add(Verdict::Liked, [](int n) { return RuleWords::tr("%Ln kept for a liked answer", nullptr, n); });
    add(Verdict::Disliked, [](int n) { return RuleWords::tr("%Ln kept for a disliked answer", nullptr, n); });
    add(Verdict::Named, [](int n) { return RuleWords::tr("%Ln kept for their names", nullptr, n); });
    add(Verdict::Unread,
        [](int n) { return RuleWords::tr("%Ln whose messages are not all known", nullptr, n); });
    add(Verdict::Undated, [](int n) { return RuleWords::tr("%Ln without a usable date", nullptr, n); });
    return parts.isEmpty() ? QString() : RuleWords::tr("Left alone: %1").arg(parts.join(retentionDot));
}

Refusal refusal(RetentionObstacle obstacle, const Error &error, ArchiveCondition condition)
{
    using Obstacle = RetentionObstacle;
    Refusal words = wordsOf(obstacle, error, condition);
    if (obstacle == Obstacle::SyncFailed || obstacle == Obstacle::ArchiveFailed)
        words.details = errorDetails(Operation::LoadAllConversations, error);
    words.lacksCopy = obstacle == Obstacle::NoArchive || obstacle == Obstacle::NotWritable ||
                      obstacle == Obstacle::OthersArchive;
    return words;
}

} // namespace confab::retentiontext
