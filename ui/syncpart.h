// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

namespace confab {

class ArchiveService;
class Clock;
struct SyncStatus;

/// How far the archive is, in the status bar: what is synced, how many calls are left and how long they take,
/// or as of when everything is there. A press pauses, goes on, or syncs now, as the tooltip says. Hidden
/// while no archive is kept.
class SyncPart : public QToolButton
{
    Q_OBJECT

public:
    SyncPart(ArchiveService &archive, Clock &clock, QWidget *parent);

private:
    void pressed();
    void refresh();
    [[nodiscard]] static QString running(const SyncStatus &status);
    [[nodiscard]] QString asOf(const QDateTime &moment) const;

    ArchiveService &m_archive;
    Clock &m_clock;
    bool m_full = false; ///< The disk was full when the archive last wrote.
};

} // namespace confab
