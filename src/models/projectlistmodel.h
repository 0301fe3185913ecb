// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/values.h"

#include <QAbstractListModel>

namespace confab {

class ProjectService;

/// One row a project, newest first. Display text: the cleaned name, or "Project <id>".
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
    void sync();

    ProjectService &m_service;
    QList<Project> m_rows;
};

} // namespace confab
