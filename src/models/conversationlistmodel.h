// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dates.h"
#include "core/values.h"

#include <QAbstractTableModel>
#include <QCollator>
#include <QHash>

#include <vector>

namespace confab {

class Clock;
class ConversationService;

/// The conversations that match the text and date filter, sorted. One model instead of a proxy over a model: with
/// 100,000 rows a proxy's row mapping costs more per keystroke than the search itself.
///
/// A change of filter or sort is a model reset (who shows it keeps the selection by session id); rows that come, go
/// and change are told row by row.
class ConversationListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, CreatedColumn, UpdatedColumn, IdColumn, ColumnCount };
    enum Role {
        SessionRole = Qt::UserRole + 1, ///< QString
        UnnamedRole,                    ///< bool: the name is "Conversation <id>" for want of one.
        RawNameRole,                    ///< QString as the server has it; for the rename editor.
        MomentRole,                     ///< QDateTime UTC of a date column.
    };

    ConversationListModel(ConversationService &service, const Clock &clock, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    /// Display: cleaned name, "Today 14:02" and the like, id. AccessibleText of every column: the name.
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// The name column is editable.
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    /// Asks the service to rename; the row shows it at once.
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    void sort(int column, Qt::SortOrder order) override;

    /// Matches rows whose name, numeric id or session id holds the text, folded; blanks around it are dropped.
    void setFilterText(const QString &text);
    void setDateFilter(const DateFilter &filter);
    [[nodiscard]] QString filterText() const { return m_filterText; }
    [[nodiscard]] const DateFilter &dateFilter() const { return m_dateFilter; }
    [[nodiscard]] bool isFiltered() const;
    /// True where the order shown needs every row (anything but newest id first) or a filter is set.
    [[nodiscard]] bool needsAll() const;
    [[nodiscard]] int sortColumn() const { return m_sortColumn; }
    [[nodiscard]] Qt::SortOrder sortOrder() const { return m_sortOrder; }
    /// A new day has begun: "today" and the words of the dates are worked out anew.
    void refreshDates();

    [[nodiscard]] int rowOf(const SessionId &session) const; ///< -1 where hidden or not there.
    [[nodiscard]] SessionId sessionAt(int row) const;
    [[nodiscard]] QList<SessionId> visibleSessions() const;

private:
    ConversationService &m_service;
    const Clock &m_clock;
    QString m_filterText;
    DateFilter m_dateFilter;
    int m_sortColumn = IdColumn;
    Qt::SortOrder m_sortOrder = Qt::DescendingOrder;
};

} // namespace confab
