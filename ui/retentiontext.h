// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/retentionmodel.h"

#include <QDate>
#include <QString>
#include <QTimeZone>

/// Retention rules and their dry runs in words. Plain text.
namespace confab::retentiontext {

/// The day that it is, and where.
struct Today
{
    QDate day;
    QTimeZone zone;
};

/// "Silent for more than 365 days · liked answers kept"
[[nodiscard]] QString description(const RetentionRule &rule);
/// Of the rule as it is in the form; `stored`: the one of its name as it was kept last, null where there is
/// none.
[[nodiscard]] QString carriedOut(const RetentionRule &rule, const RetentionRule *stored, const Today &today);

/// "37 of 1,204 conversations would be deleted"
[[nodiscard]] QString headline(const RetentionModel::Sums &sums, const RetentionReview &review);
/// "Last message between 3 Jan 2024 and 9 Nov · 412 messages · 3 liked, 1 disliked answers"; empty where
/// nothing is ticked.
[[nodiscard]] QString details(const RetentionModel::Sums &sums, const Today &today);
/// What the rule leaves alone, and why; empty where it is nothing.
[[nodiscard]] QString leftAlone(const RetentionReview &review, const Today &today);

/// Why there is no dry run, and the ways on.
struct Refusal
{
    enum class Way {
        None,
        DecideAboutCopy, ///< Whether one is kept, and of which projects.
        EditRule,
    };
    QString sentence;
    QString hint;
    QString again; ///< What another try is called.
    Way way = Way::None;
    QString wayWords = {};  ///< Caption of its button.
    QString details = {};   ///< Of a failure, for "Copy details".
    bool lacksCopy = false; ///< There is no copy on this computer, or none that can be brought up to date.
};
/// `condition`: of the archive, which may say more.
[[nodiscard]] Refusal refusal(RetentionObstacle obstacle, const Error &error, ArchiveCondition condition);

} // namespace confab::retentiontext
