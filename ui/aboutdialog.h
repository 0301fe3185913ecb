// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/factsdialog.h"

namespace confab {

/// Name, licence and the versions that run, for a report of a fault.
class AboutDialog : public FactsDialog
{
    Q_OBJECT

public:
    explicit AboutDialog(QWidget *parent = nullptr);
};

} // namespace confab
