// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QDialog>

class QAction;
class QLineEdit;
class QListWidget;

namespace confab {

class ProjectListModel;

/// One line to type in, and every action and project that matches: Return does it.
class PaletteDialog : public QDialog
{
    Q_OBJECT

public:
    PaletteDialog(const QList<QAction *> &actions, const ProjectListModel &projects, QWidget *parent);

signals:
    void projectChosen(confab::ProjectId id);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void narrow(const QString &text);
    void run();

    QLineEdit *m_text;
    QListWidget *m_list;
};

} // namespace confab
