// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/actionset.h"

class QMenu;

namespace confab {

/// The actions on the messages of the open conversation. They stand in the menu "Message" and, where another
/// place is usual, in a menu of MainActions. Connected in MessageWiring.
class MessageActions : public ActionSet
{
    Q_OBJECT

public:
    explicit MessageActions(QObject *parent = nullptr);

    QAction *copy;
    QAction *copyMarkdown;

    QAction *write;
    QAction *send;
    QAction *stop;

    void fillMenu(QMenu &menu) const;
};

} // namespace confab
