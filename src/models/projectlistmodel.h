// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/values.h"

#include <QAbstractListModel>
#include <QSet>

namespace confab {

class ProjectService;

/// One row a project, in the service's order (newest first). Display text: the cleaned name, or "Project
/// <id>". The accessible text says in words that a project is not ready. Rows that come, go, move and change
/// are told row by row.
class ProjectListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role { IdRole = Qt::UserRole + 1, ReadyRole };

    explicit ProjectListModel(ProjectService &service, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] int rowOf(ProjectId id) const; ///< -1 where it is not there.
    [[nodiscard]] ProjectId projectAt(int row) const;

private:
    [[nodiscard]] static QString nameOf(const Project &project);
    void sync();
    void removeAllBut(const QList<Project> &wanted);
    int insertRun(const QList<Project> &wanted, int row, const QSet<ProjectId> &known);
    void moveHere(ProjectId id, int row);

    ProjectService &m_service;
    QList<Project> m_rows;
};

} // namespace confab
