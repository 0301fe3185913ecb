// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace confab {

/// Asks for the name of a new conversation: 1 to 255 characters, else the button stays off.
class NameDialog : public QDialog
{
    Q_OBJECT

public:
    /// `name` is there to begin with: one that could not be created before.
    explicit NameDialog(QWidget *parent, const QString &name = {});

signals:
    void nameChosen(const QString &name);
};

} // namespace confab
