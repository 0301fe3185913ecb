// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/clearbutton.h"

#include <QAction>
#include <QCoreApplication>
#include <QLineEdit>

namespace confab {

using namespace Qt::StringLiterals;

void addClearButton(QLineEdit &field)
{
    field.setClearButtonEnabled(true);
    // By Qt's own name, the only way to it.
    if (auto *clear = field.findChild<QAction *>(u"_q_qlineeditclearaction"_s))
        clear->setText(QCoreApplication::translate("ClearButton", "Clear"));
}

} // namespace confab
