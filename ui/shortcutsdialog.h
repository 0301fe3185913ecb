// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include <utility>

class QAction;

namespace confab {

/// Every action with its keys, in the order given; those without keys are left out. Then keys that belong to
/// no action: what they do, and the keys.
class ShortcutsDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ShortcutsDialog(const QList<QAction *> &actions, QWidget *parent = nullptr,
                             const QList<std::pair<QString, QString>> &more = {});
};

} // namespace confab
