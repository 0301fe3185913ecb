// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dates.h"
#include "core/ids.h"

#include <QWidget>

class QAction;
class QComboBox;
class QListWidget;
class QVBoxLayout;

namespace confab {

class ProjectListModel;

/// The left pane: the project picker, and below it the views that people ask for most.
class SidePane : public QWidget
{
    Q_OBJECT

public:
    explicit SidePane(ProjectListModel &projects, QWidget *parent = nullptr);
    ~SidePane() override;

    /// Shows it as chosen, without a signal.
    void setProject(ProjectId id);
    /// Marks the view that is this filter, or none.
    void setDateFilter(const DateFilter &filter);
    /// While the search covers the list, no view is marked.
    void setCovered(bool covered);
    /// A button under the views, which is there while the action can be done.
    void addView(QAction *action);
    [[nodiscard]] QWidget *focusTarget() const;
    void focusProject();
    /// A further part under the views, which then take no more height than they need.
    void addPart(const QString &caption, QWidget *part);

signals:
    void projectChosen(confab::ProjectId id);
    void viewChosen(const confab::DateFilter &filter);
    /// By the person or by setDateFilter(): nothing else in the pane is to look chosen.
    void viewMarked();

private:
    void connectViews();
    void chooseRow(int row);
    void chooseTyped();
    void resetText();

    ProjectListModel &m_projects;
    QComboBox *m_picker = nullptr;
    QListWidget *m_views = nullptr;
    QWidget *m_lastPart = nullptr; ///< Tab goes on from there.
    QVBoxLayout *m_parts = nullptr;
    ProjectId m_current;
    bool m_covered = false;
};

} // namespace confab
