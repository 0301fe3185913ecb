// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/deletionservice.h"

#include <QString>

#include <optional>

namespace confab {

/// What is about to be deleted, written down before it is: one JSON line a step, appended and flushed, so that
/// after a crash the person is shown what was left instead of a guess. Holds ids and names, no message.
/// The file is readable by its owner alone and is removed when a run has ended with nothing open.
class DeletionJournal
{
public:
    explicit DeletionJournal(QString path);

    /// Each returns false where the line could not be written in full: nothing may then be sent.
    [[nodiscard]] bool plan(ProjectId project, const QList<Conversation> &conversations);
    [[nodiscard]] bool mark(const SessionId &session, DeletionItem::State state);
    void clear();

    /// The open items of the file; a damaged or cut last line is skipped.
    [[nodiscard]] std::optional<DeletionReport> leftover() const;

private:
    QString m_path;
};

} // namespace confab
