// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QListWidget;
class QListWidgetItem;
class QPushButton;
class QSpinBox;

namespace confab {

class Workspace;

/// What a person decides about the archive, on the Privacy page of the settings.
class ArchivePage : public QWidget
{
    Q_OBJECT

public:
    ArchivePage(Workspace &workspace, QWidget *parent);

private:
    void fillProjects();
    void projectToggled(const QListWidgetItem *item);
    void showChosenProjects();
    [[nodiscard]] QLayout *removedLine();
    void refresh();
    void askErase();
    void askLeaveOut(ProjectId project, const QString &name);

    Workspace &m_workspace;
    QCheckBox *m_keep;
    QListWidget *m_projects;
    QCheckBox *m_personal;
    QCheckBox *m_copy;
    QSpinBox *m_removedDays;
    QLabel *m_size;
    QPushButton *m_erase;
};

} // namespace confab
