// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/savedsearches.h"

#include <QAbstractListModel>

namespace confab {

/// One row a saved search, in the person's order. Names are edited (EditRole) and rows are moved, one at a
/// time, through the model, which asks the service. Rows that come, go, move and change are told row by row.
class SavedSearchModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        FiltersListRole = Qt::UserRole + 1, ///< bool: a filter of the list, not a search over messages.
        DescriptionRole, ///< QString: what it looks for, in words; the search itself is the person's text.
    };

    explicit SavedSearchModel(SavedSearches &searches, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    /// Display and Edit: the name. AccessibleDescription: as DescriptionRole.
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    /// One row at a time.
    bool moveRows(const QModelIndex &from, int row, int count, const QModelIndex &to, int before) override;

    [[nodiscard]] static QString nameOf(const SavedSearch &search);

private:
    [[nodiscard]] static QString descriptionOf(const SavedSearch &search);
    void insert(int row);
    void change(int row);
    void relocate(int from, int to);
    void drop(int row);

    SavedSearches &m_searches;
    QList<SavedSearch> m_rows; ///< As the service had them at its last signal.
};

} // namespace confab
