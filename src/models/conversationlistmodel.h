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
class ConversationFacts;
class ConversationService;

/// The conversations that match the text and date filter, sorted. One model instead of a proxy over a model:
/// with 100,000 rows a proxy's row mapping costs more per keystroke than the search itself.
///
/// A change of filter or sort is a model reset (who shows it keeps the selection by session id), unless the
/// filter leaves the same rows. Rows that come, go, move and change are told row by row, in ranges; where one
/// change of the service tears the list into more than maxRanges of them, it is a reset. Rows without a name,
/// date or known value stand last in both directions; equal ones go by id.
///
/// What only the archive knows (from LastMessageColumn on) comes from ConversationFacts, where there is one;
/// of a row that was not read the cells are empty. No row is taken for silent whose last message is not
/// known, or that was last looked at before yesterday: notKnown() counts those.
class ConversationListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr int maxRanges = 64;

    enum Column {
        NameColumn,
        CreatedColumn,
        UpdatedColumn,
        IdColumn,
        LastMessageColumn,
        MessagesColumn,
        ReactionsColumn,
        LanguageColumn,
        ColumnCount
    };
    enum Role {
        SessionRole = Qt::UserRole + 1, ///< QString
        UnnamedRole,                    ///< bool: the name is "Conversation <id>" for want of one.
        RawNameRole,                    ///< QString as the server has it; for the rename editor.
        MomentRole,                     ///< QDateTime UTC of a date column.
        LikedRole,                      ///< int: likes; invalid where they are not known.
        DislikedRole,                   ///< int, the same.
    };

    ConversationListModel(ConversationService &service, const Clock &clock,
                          const ConversationFacts *facts = nullptr, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    /// Display: cleaned name, "Today 14:02" and the like, id; number of messages; "2 liked, 1 disliked"; a
    /// language's own name. AccessibleText of every column: the name, and behind it the value of the columns
    /// of the archive. ToolTip of a date: date, time and zone in full; of an empty cell of the archive: why;
    /// of the last message and the number of messages also: when that was looked at, unless today; else none.
    /// A missing date is an empty text.
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
    void setFactFilter(const FactFilter &filter);
    [[nodiscard]] QString filterText() const { return m_filterText; }
    [[nodiscard]] const DateFilter &dateFilter() const { return m_dateFilter; }
    [[nodiscard]] const FactFilter &factFilter() const { return m_filter.facts; }
    /// Rows that the filters leave out because nobody can say whether they match. Looks at every row.
    [[nodiscard]] int notKnown() const;
    /// Something is known of the project's conversations.
    [[nodiscard]] bool hasFacts() const;
    /// Codes of the languages that occur in the project.
    [[nodiscard]] QStringList languages() const;
    [[nodiscard]] bool isFiltered() const;
    /// The day that it is where the person is.
    [[nodiscard]] QDate today() const { return m_today; }
    /// True where the order shown needs every row (anything but newest id first) or a filter is set.
    [[nodiscard]] bool needsAll() const;
    [[nodiscard]] int sortColumn() const { return m_sortColumn; }
    [[nodiscard]] Qt::SortOrder sortOrder() const { return m_sortOrder; }
    /// A new day has begun or the zone has changed: "today" and the words of the dates are worked out anew.
    void refreshDates();

    /// "2 liked, 1 disliked"; empty where there is none.
    [[nodiscard]] static QString reactionsText(const ThreadFacts &facts);
    /// A column of numbers, which stand under each other by their last digit.
    [[nodiscard]] static constexpr bool isNumber(int column)
    {
        return column == IdColumn || column == MessagesColumn;
    }
    [[nodiscard]] int rowOf(const SessionId &session) const; ///< -1 where hidden or not there.
    [[nodiscard]] SessionId sessionAt(int row) const;
    [[nodiscard]] QList<SessionId> visibleSessions() const;

signals:
    /// hasFacts() or languages() has changed.
    void factsSummaryChanged();
    /// notKnown() may have changed, though no row did.
    void notKnownChanged();

private:
    struct Update
    {
        int slot = -1;
        Conversation value;
        ConversationRows::Facts facts;
    };
    /// What a row is to have; the slot is another's where the row went meanwhile.
    struct LateFacts
    {
        int slot = -1;
        SessionId session;
        ConversationRows::Facts facts;
    };
    using Slots = std::vector<int>;

    [[nodiscard]] ConversationRows::Order order() const;
    [[nodiscard]] const ConversationRows::Row &rowAt(int row) const;
    [[nodiscard]] QVariant dateData(const QDateTime &moment, int role) const;
    [[nodiscard]] QVariant factData(const ConversationRows::Row &row, int column, int role) const;
    [[nodiscard]] QString factToolTip(const ConversationRows::Row &row, int column) const;
    [[nodiscard]] static QString factText(const ThreadFacts &facts, int column);
    [[nodiscard]] static QString emptyText(const ConversationRows::Row &row, int column);
    [[nodiscard]] ConversationRows::Facts factsOf(const SessionId &session) const;
    [[nodiscard]] bool goesByFacts() const;
    [[nodiscard]] Slots matching(const Slots &among) const;
    [[nodiscard]] Slots::iterator placeIn(Slots &list, int slot) const;
    void readClock();
    void show(Slots visible);

    void refill();
    void resetFromService();
    void upsert(const QList<Conversation> &conversations);
    void remove(const QList<SessionId> &sessions);
    void factsChanged(const QList<SessionId> &sessions, bool moreFollow);
    void takeFacts(const QList<SessionId> &sessions);
    void takeLateFacts();
    void sortIn(Update update, std::vector<Update> &inPlace, std::vector<Update> &elsewhere) const;
    void apply(const std::vector<Update> &inPlace, const std::vector<Update> &elsewhere, Slots added);
    void changeInPlace(const std::vector<Update> &updates);
    void relocate(const Update &update);
    void moveRow(const Update &update);
    void rebuildWith(const std::vector<Update> &updates, const Slots &added);
    void insertNew(Slots added);
    void mergeInto(Slots &list, const Slots &added) const;

    ConversationService &m_service;
    const Clock &m_clock;
    const ConversationFacts *m_facts;
    std::vector<LateFacts> m_late; ///< Taken in when all portions are told.
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
