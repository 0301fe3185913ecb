// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/actionset.h"

#include <utility>

class QMenu;

namespace confab {

/// The actions on the messages of the open conversation. They stand in the menu "Message" and, where another
/// place is usual, in a menu of MainActions. Connected in MessageWiring.
class MessageActions : public ActionSet
{
    Q_OBJECT

public:
    explicit MessageActions(QObject *parent = nullptr);

    QAction *write;
    QAction *send;
    QAction *stop;
    QAction *copy;
    QAction *copyMarkdown;
    QAction *find;
    QAction *findNext;
    QAction *findPrevious;
    QAction *goFirst;
    QAction *goLast;
    QAction *goDate;
    QAction *like;    ///< Checked while it is the reaction to the current message.
    QAction *dislike; ///< As above.
    QAction *removeReaction;
    QAction *citations;
    QAction *verify;
    QAction *details; ///< Checked while the pane is shown.

    void fillMenu(QMenu &menu) const;
    /// What the keyboard does in the messages themselves, for the list under Help.
    [[nodiscard]] static QList<std::pair<QString, QString>> keys();
};

} // namespace confab
