// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dates.h"
#include "core/values.h"
#include "models/conversationrows.h"

#include <QAbstractTableModel>
#include <QTimeZone>

#include <vector>

namespace confab {

class Clock;
class ConversationService;

/// The conversations that match the text and date filter, sorted. One model instead of a proxy over a model:
/// with 100,000 rows a proxy's row mapping costs more per keystroke than the search itself.
///
/// A change of filter or sort is a model reset (who shows it keeps the selection by session id), unless the
/// filter leaves the same rows. Rows that come, go, move and change are told row by row, in ranges; where one
/// change of the service tears the list into more than maxRanges of them, it is a reset. Rows without a name
/// or date stand last in both directions; equal ones go by id. The date filter asks for the day that a
/// conversation was created.
class ConversationListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr int maxRanges = 64;

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
    /// ToolTip of a date: date, time and zone in full; of other columns: none. A missing date is an empty
    /// text.
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// The name column is editable.
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    /// Asks the service to rename; the row shows it at once. False for a name that is empty or longer than
    /// the service takes, blanks around it apart. A name that changes nothing is true, without a call.
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    void sort(int column, Qt::SortOrder order) override;

    /// Matches rows whose name as shown, numeric id or session id holds the text, folded; blanks around it
    /// are dropped.
    void setFilterText(const QString &text);
    void setDateFilter(const DateFilter &filter);
    [[nodiscard]] QString filterText() const { return m_filterText; }
    [[nodiscard]] const DateFilter &dateFilter() const { return m_dateFilter; }
    [[nodiscard]] bool isFiltered() const;
    /// The day that it is where the person is.
    [[nodiscard]] QDate today() const { return m_today; }
    /// True where the order shown needs every row (anything but newest id first) or a filter is set.
    [[nodiscard]] bool needsAll() const;
    [[nodiscard]] int sortColumn() const { return m_sortColumn; }
    [[nodiscard]] Qt::SortOrder sortOrder() const { return m_sortOrder; }
    /// A new day has begun or the zone has changed: "today" and the words of the dates are worked out anew.
    void refreshDates();

    [[nodiscard]] int rowOf(const SessionId &session) const; ///< -1 where hidden or not there.
    [[nodiscard]] SessionId sessionAt(int row) const;
    [[nodiscard]] QList<SessionId> visibleSessions() const;

private:
    struct Update
    {
        int slot = -1;
        Conversation value;
    };
    using Slots = std::vector<int>;

    [[nodiscard]] ConversationRows::Order order() const;
    [[nodiscard]] const ConversationRows::Row &rowAt(int row) const;
    [[nodiscard]] QVariant dateData(const Conversation &conversation, int column, int role) const;
    [[nodiscard]] Slots matching(const Slots &among) const;
    [[nodiscard]] Slots::iterator placeIn(Slots &list, int slot) const;
    void readClock();
    void show(Slots visible);

    void refill();
    void resetFromService();
    void upsert(const QList<Conversation> &conversations);
    void remove(const QList<SessionId> &sessions);
    void changeInPlace(const std::vector<Update> &updates);
    void relocate(const Update &update);
    void moveRow(const Update &update);
    void rebuildWith(const std::vector<Update> &updates, const Slots &added);
    void insertNew(Slots added);
    void mergeInto(Slots &list, const Slots &added) const;

    ConversationService &m_service;
    const Clock &m_clock;
    ConversationRows m_rows;
    Slots m_sorted;  ///< Every row, in order.
    Slots m_visible; ///< Those of them that match, in the same order.
    ConversationRows::Filter m_filter;
    QTimeZone m_zone;
    QDate m_today;
    QString m_filterText;
    DateFilter m_dateFilter;
    int m_sortColumn = IdColumn;
    Qt::SortOrder m_sortOrder = Qt::DescendingOrder;
};

} // namespace confab
