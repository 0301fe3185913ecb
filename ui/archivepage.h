// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QCheckBox;
class QLabel;
class QListWidget;
class QPushButton;

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
    void refresh();
    void askErase();

    Workspace &m_workspace;
    QCheckBox *m_keep;
    QListWidget *m_projects;
    QCheckBox *m_personal;
    QLabel *m_size;
    QPushButton *m_erase;
};

} // namespace confab
