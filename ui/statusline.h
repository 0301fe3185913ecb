// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/values.h"

#include <QObject>

class QLabel;
class QStatusBar;

namespace confab {

class Workspace;

/// The status bar: on the left the connection and the calls left in this minute, or the countdown while the
/// service asked for a pause; on the right the sync of the archive and the queries of the billing cycle.
class StatusLine : public QObject
{
    Q_OBJECT

public:
    StatusLine(Workspace &workspace, QStatusBar &bar);

private:
    void showConnection();
    void showUsage(const Usage &usage);

    Workspace &m_workspace;
    QLabel *m_connection;
    QLabel *m_unsaved;
    QLabel *m_usage;
    Pace m_pace;
    int m_countdown = 0; ///< Number of the newest countdown; older ticks do nothing.
};

} // namespace confab
