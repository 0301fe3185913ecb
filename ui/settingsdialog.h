// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/factsdialog.h"

namespace confab {

class Settings;
class Workspace;

/// What Confab knows and keeps, and where: account, server, key, files, and what is sent to whom. The few
/// things to choose take effect at once.
class SettingsDialog : public FactsDialog
{
    Q_OBJECT

public:
    explicit SettingsDialog(Workspace &workspace, QWidget *parent = nullptr);

    /// Begins with the page of that name.
    void showPrivacy();

private:
    void addWriting(Settings &settings);
};

} // namespace confab
