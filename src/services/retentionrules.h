// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "core/retentionrule.h"

#include <QHash>
#include <QJsonArray>
#include <QList>
#include <QUrl>

#include <utility>

namespace confab {

class Settings;

/// The retention rules of the profile, each of one project at one server. Kept in the settings with each
/// change. A rule that cannot be read there in full is not among them, though it stays in the file: one that
/// has lost what keeps conversations must not find them. No calls, no errors. GUI thread.
class RetentionRules
{
public:
    static constexpr qsizetype maxCount = 50; ///< Of one project.

    explicit RetentionRules(Settings &settings);

    /// In the person's own order.
    [[nodiscard]] QList<RetentionRule> of(const QUrl &server, ProjectId project) const;
    /// In place of those that are there. Names and words are cleaned; a rule that finds other conversations
    /// than the one of its name before has not been carried out yet. False, and nothing is changed, where a
    /// rule has no name or no sound number of days, two have the same name, or there are too many.
    bool set(const QUrl &server, ProjectId project, const QList<RetentionRule> &rules);
    /// `at`: by the service's clock. Nothing happens where the rule is no longer like that.
    void noteCarriedOut(const QUrl &server, ProjectId project, const RetentionRule &rule,
                        const QDateTime &at);

private:
    using Place = std::pair<QUrl, ProjectId>;
    void read();
    bool store(const QHash<Place, QList<RetentionRule>> &wanted);

    Settings &m_settings;
    QHash<Place, QList<RetentionRule>> m_rules;
    QJsonArray m_unread; ///< Of the file, as they are.
};

} // namespace confab
