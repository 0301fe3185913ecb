// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/values.h"

#include <QObject>

#include <optional>

class QLabel;
class QStatusBar;

namespace confab {

class Workspace;

/// The status bar: on the left the connection and the calls left in this minute, or the countdown while the
/// service asked for a pause, or that the server does not answer; on the right the sync of the archive and
/// the queries of the billing cycle.
class StatusLine : public QObject
{
    Q_OBJECT

public:
    StatusLine(Workspace &workspace, QStatusBar &bar);

private:
    void watchReplies();
    void showConnection();
    /// Empty while the server answers.
    [[nodiscard]] QString lostText() const;
    void showUsage(const Usage &usage);

    Workspace &m_workspace;
    QLabel *m_connection;
    QLabel *m_unsaved;
    QLabel *m_usage;
    Pace m_pace;
    std::optional<ErrorKind> m_lost; ///< What kept the last page from coming; nothing once a reply has come.
    int m_countdown = 0;             ///< Number of the newest countdown; older ticks do nothing.
};

} // namespace confab
