// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/factsdialog.h"

namespace confab {

class Workspace;

/// What Confab knows and keeps, and where: account, server, key, files, and what is sent to whom.
class SettingsDialog : public FactsDialog
{
    Q_OBJECT

public:
    explicit SettingsDialog(Workspace &workspace, QWidget *parent = nullptr);
};

} // namespace confab
