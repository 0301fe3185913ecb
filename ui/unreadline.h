// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QObject>

namespace confab {

class MessageService;
class MessageView;
class Settings;

/// Draws a line above what came into the open conversation since it was read here last, and remembers how far
/// it was read. The line stays until another conversation is opened, so that it can be read towards.
class UnreadLine : public QObject
{
    Q_OBJECT

public:
    /// The view is the parent.
    UnreadLine(MessageService &service, Settings &settings, MessageView &view);

    /// Looks at the view's window becoming active.
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void update();
    void place();

    MessageService &m_service;
    Settings &m_settings;
    MessageView &m_view;
    SessionId m_session;     ///< Whose line it is.
    bool m_opened = false;   ///< Its newest messages have come.
    qint64 m_remembered = 0; ///< What Settings were told: a text that grows changes often.
    qint64 m_seenBefore = 0; ///< The newest message of the last visit; 0 where nothing is new since.
};

} // namespace confab
