// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/projectlistmodel.h"

#include "core/text.h"
#include "services/projectservice.h"

#include <algorithm>

namespace confab {

ProjectListModel::ProjectListModel(ProjectService &service, QObject *parent)
    : QAbstractListModel(parent), m_service(service), m_rows(service.projects())
{
    connect(&m_service, &ProjectService::projectsChanged, this, &ProjectListModel::sync);
}

int ProjectListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant ProjectListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !checkIndex(index))
        return {};
    const Project &project = m_rows[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return nameOf(project);
    case Qt::AccessibleTextRole:
        return project.chatActive ? nameOf(project)
                                  : tr("%1, not ready", "a project's name").arg(nameOf(project));
    case IdRole:
        return project.id.value;
    case ReadyRole:
        return project.chatActive;
    default:
        return {};
    }
}

int ProjectListModel::rowOf(ProjectId id) const
{
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [id](const Project &project) { return project.id == id; });
    return found == m_rows.end() ? -1 : int(found - m_rows.begin());
}

ProjectId ProjectListModel::projectAt(int row) const
{
    return row >= 0 && row < m_rows.size() ? m_rows[row].id : ProjectId();
}

QString ProjectListModel::nameOf(const Project &project)
{
    const QString name = text::cleanLine(project.name);
    return name.isEmpty() ? tr("Project %1").arg(project.id.value) : name;
}

void ProjectListModel::sync()
{
    const QList<Project> wanted =
        m_service.projects(); // a copy: a slot of ours may make the service load anew
    removeAllBut(wanted);
    QSet<ProjectId> known;
    for (const Project &project : std::as_const(m_rows))
        known.insert(project.id);
    for (int row = 0; row < wanted.size(); ++row) {
        const int end = insertRun(wanted, row, known);
        if (end > row) {
            row = end - 1;
            continue;
        }
        moveHere(wanted[row].id, row);
        if (m_rows[row] != wanted[row]) {
            m_rows[row] = wanted[row];
            emit dataChanged(index(row), index(row));
        }
    }
}

void ProjectListModel::removeAllBut(const QList<Project> &wanted)
{
    QSet<ProjectId> ids;
    for (const Project &project : wanted)
        ids.insert(project.id);
    for (int last = int(m_rows.size()) - 1; last >= 0; --last) {
        if (ids.contains(m_rows[last].id))
            continue;
        int first = last;
        while (first > 0 && !ids.contains(m_rows[first - 1].id))
            --first;
        beginRemoveRows({}, first, last);
        m_rows.remove(first, last - first + 1);
        endRemoveRows();
        last = first;
    }
}

/// Puts in the new projects that stand from `row` on; returns the row after them.
int ProjectListModel::insertRun(const QList<Project> &wanted, int row, const QSet<ProjectId> &known)
{
    int end = row;
    while (end < wanted.size() && !known.contains(wanted[end].id))
        ++end;
    if (end == row)
        return row;
    beginInsertRows({}, row, end - 1);
    for (int i = row; i < end; ++i)
        m_rows.insert(i, wanted[i]);
    endInsertRows();
    return end;
}

void ProjectListModel::moveHere(ProjectId id, int row)
{
    if (m_rows[row].id == id)
        return;
    const int from = rowOf(id);
    if (from <= row) // never below: the rows above have their places already
        return;
    beginMoveRows({}, from, from, {}, row);
    m_rows.move(from, row);
    endMoveRows();
}

} // namespace confab
