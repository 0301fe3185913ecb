// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/questiondialog.h"
#include "ui/userprompts.h"

class QLineEdit;

namespace confab {

/// "Delete 37 conversations?" Names number, project, rule and span of dates; above twenty, or where it is out
/// of the ordinary, the number has to be typed before the button works. Accepted means delete.
class DeletionDialog : public QuestionDialog
{
    Q_OBJECT

public:
    DeletionDialog(const UserPrompts::Deletion &deletion, QWidget *parent);

private:
    void addNumberField(int count, QPushButton *deleteButton);
};

} // namespace confab
