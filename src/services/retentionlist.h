// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "services/retentionservice.h"

#include <QFuture>
#include <QSet>
#include <QString>
#include <QThreadPool>

namespace confab {

/// Keeps what the dry run of a rule has found as a table (CSV, guarded against formulas): one row a
/// conversation, in the order of the review, with whether it is `chosen` to be deleted. Written on a thread
/// of its own, for its owner alone (0600), whole or not at all; what stood at the path stays where that
/// fails. GUI thread only.
class RetentionList
{
public:
    RetentionList();
    /// Waits for what is being written.
    ~RetentionList();
    Q_DISABLE_COPY_MOVE(RetentionList)

    /// Error: Storage.
    [[nodiscard]] QFuture<Result<Done>> save(const QString &path, const RetentionReview &review,
                                             const QSet<SessionId> &chosen);

private:
    QThreadPool m_thread;
};

} // namespace confab
