// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/threadfacts.h"

#include <QDateTime>

#include <optional>

namespace confab {

class Database;
class Rows;

/// Works out what the archive can say of each conversation. On the archive's reading thread.
///
/// The newest messages of a conversation are known from one of two sources. Somebody read its newest page:
/// then the service also said how many there are. Or all messages of the project were read by reports, up to
/// the end of the last whole run: then that holds for each conversation that was there by that time. What the
/// reports of a first run brought before its end proves nothing: newer messages may follow.
class FactReader
{
public:
    explicit FactReader(Database &database) : m_database(database) {}

    [[nodiscard]] FactNews read(ProjectId project, const FactTable &known, const QList<SessionId> &only);

private:
    [[nodiscard]] std::optional<ThreadFacts> factsOf(const Rows &row) const;
    void readReports(ProjectId project);
    void readAll(ProjectId project, const FactTable &known, FactNews &news);
    void readOne(ProjectId project, const SessionId &session, FactNews &news);

    Database &m_database;
    QDateTime m_reportedTo; ///< Up to then all messages are here; invalid where that cannot be said.
};

} // namespace confab
