// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace confab {

/// Asks for the name of a new conversation: 1 to 255 characters, else the button stays off.
class NameDialog : public QDialog
{
    Q_OBJECT

public:
    explicit NameDialog(QWidget *parent);

signals:
    void nameChosen(const QString &name);
};

} // namespace confab
