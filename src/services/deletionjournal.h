// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/deletionreport.h"

#include <QLockFile>
#include <QString>

namespace confab {

/// What is about to be deleted, written down before it is: one JSON line a step, appended and flushed, so
/// that after a crash the person is shown what was left instead of a guess. Holds ids and names, no message.
/// The file is readable by its owner alone and is removed when a run has ended with nothing open.
///
/// One program at a time: the first to use the file keeps a lock beside it until it ends. To any other the
/// open items of the first would look like those of a crash. A lock that a crash left behind holds nobody.
///
/// Plans and endings replace the file in one step and reach the disk before they return (QSaveFile does
/// that). Marks are appended and handed to the system, which survives the end of the program, not that of the
/// machine. They need not: whatever a start finds in the file is read at the server before it is sent again,
/// so that a mark that was lost costs a call and never a second DELETE.
class DeletionJournal
{
public:
    explicit DeletionJournal(QString path);

    /// False while another program has the journal: there is no leftover then, and nothing can be planned.
    [[nodiscard]] bool isOurs() const;
    /// Each returns false where the line could not be written in full: nothing may then be sent.
    [[nodiscard]] bool plan(ProjectId project, const QList<Conversation> &conversations);
    /// The same with the report's account. Unknown items of an earlier run stay so until they have been
    /// looked up.
    [[nodiscard]] bool plan(const DeletionReport &report);
    [[nodiscard]] bool mark(const SessionId &session, DeletionItem::State state);
    void clear();
    /// The run has ended: what is settled, was refused or was cancelled before it was sent leaves the file.
    void finish(const DeletionReport &report);
    /// The person does not want to hear of these again.
    void drop(const DeletionReport &report);

    /// The open items of the file, one report for each account, project, rule that chose them and
    /// way to delete them; a damaged or cut last line is skipped. Lines of before there were accounts in the
    /// file have none.
    [[nodiscard]] QList<DeletionReport> leftovers() const;

private:
    struct Entry
    {
        DeletionReport of; ///< Without items.
        DeletionItem item;
    };
    [[nodiscard]] QList<Entry> entries() const;
    /// Takes the sessions of `report` out, puts the items in and writes what is open; removes an empty file.
    bool replace(const DeletionReport &report, const QList<DeletionItem> &items);

    QString m_path;
    mutable QLockFile m_lock;
    bool m_tornLine = false; ///< The last line may be cut: the next one must not be glued to it.
};

} // namespace confab
