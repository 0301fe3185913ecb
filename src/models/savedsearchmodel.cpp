// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/savedsearchmodel.h"

#include "core/text.h"

namespace confab {

SavedSearchModel::SavedSearchModel(SavedSearches &searches, QObject *parent)
    : QAbstractListModel(parent), m_searches(searches), m_rows(searches.all())
{
    connect(&m_searches, &SavedSearches::added, this, &SavedSearchModel::insert);
    connect(&m_searches, &SavedSearches::changed, this, &SavedSearchModel::change);
    connect(&m_searches, &SavedSearches::moved, this, &SavedSearchModel::relocate);
    connect(&m_searches, &SavedSearches::removed, this, &SavedSearchModel::drop);
}

int SavedSearchModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant SavedSearchModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !checkIndex(index))
        return {};
    const SavedSearch &search = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
    case Qt::AccessibleTextRole:
        return nameOf(search);
    case DescriptionRole:
    case Qt::AccessibleDescriptionRole:
        return descriptionOf(search);
    case FiltersListRole:
        return search.kind == SavedSearch::Kind::SilentConversations;
    default:
        return {};
    }
}

bool SavedSearchModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid() || !checkIndex(index) || role != Qt::EditRole)
        return false;
    const QString name = text::cleanLine(value.toString(), SavedSearches::maxNameLength);
    if (name == nameOf(m_rows.at(index.row())))
        return true;
    return m_searches.rename(index.row(), name);
}

Qt::ItemFlags SavedSearchModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::ItemIsDropEnabled; // between rows, never onto one
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable | Qt::ItemIsDragEnabled |
           Qt::ItemNeverHasChildren;
}

bool SavedSearchModel::moveRows(const QModelIndex &from, int row, int count, const QModelIndex &to,
                                int before)
{
    if (from.isValid() || to.isValid() || count != 1)
        return false;
    return m_searches.move(row, before > row ? before - 1 : before);
}

QString SavedSearchModel::nameOf(const SavedSearch &search)
{
    if (!search.name.isEmpty())
        return search.name;
    switch (search.preset) {
    case SavedSearch::Preset::Yesterday:
        return tr("Yesterday");
    case SavedSearch::Preset::Disliked:
        return tr("Disliked answers");
    case SavedSearch::Preset::Silent:
        return tr("Silent %1 days").arg(search.silentDays);
    case SavedSearch::Preset::None:
        break;
    }
    return {};
}

QString SavedSearchModel::descriptionOf(const SavedSearch &search)
{
    if (search.kind == SavedSearch::Kind::SilentConversations)
        return search.silentDays == 1
                   ? tr("Conversations whose last message is more than a day old")
                   : tr("Conversations whose last message is more than %1 days old").arg(search.silentDays);
    const QString words = text::cleanLine(search.text, SavedSearches::maxTextLength);
    return search.scope == SavedSearch::Scope::AllProjects
               ? tr("Messages of all projects: %1").arg(words)
               : tr("Messages of the project that is shown: %1").arg(words);
}

void SavedSearchModel::insert(int row)
{
    beginInsertRows({}, row, row);
    m_rows = m_searches.all();
    endInsertRows();
}

void SavedSearchModel::change(int row)
{
    m_rows = m_searches.all();
    emit dataChanged(index(row), index(row));
}

void SavedSearchModel::relocate(int from, int to)
{
    beginMoveRows({}, from, from, {}, to > from ? to + 1 : to);
    m_rows = m_searches.all();
    endMoveRows();
}

void SavedSearchModel::drop(int row)
{
    beginRemoveRows({}, row, row);
    m_rows = m_searches.all();
    endRemoveRows();
}

} // namespace confab
