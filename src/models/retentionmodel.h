// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/retentionservice.h"

#include <QAbstractTableModel>
#include <QDate>
#include <QTimeZone>

#include <vector>

namespace confab {

class Clock;

/// What the dry run of a retention rule has found, one row a conversation, each with a tick: what is ticked
/// is what would be deleted. All are, to begin with. Rows without a name or a value stand last in both
/// directions; equal ones stay in the order of the review. Everything shown is cleaned. Another review is a
/// reset, another order a change of layout.
class RetentionModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        LastMessageColumn,
        MessagesColumn,
        ReactionsColumn,
        CreatedColumn,
        ColumnCount
    };
    enum Role {
        SessionRole = Qt::UserRole + 1, ///< QString
        UnnamedRole,                    ///< bool: the name is "Conversation <id>" for want of one.
        HintRole, ///< QString: a date in full; why a cell is empty. For a tooltip; empty where there is none.
    };

    /// Of what is ticked.
    struct Sums
    {
        qsizetype conversations = 0;
        qint64 messages = 0;
        qint64 liked = 0;
        qint64 disliked = 0;
        QDateTime oldestSaid; ///< UTC, of RetentionFind::lastSaidAt; invalid where nothing is ticked.
        QDateTime newestSaid;
        QDateTime oldestMade;
        QDateTime newestMade;
    };

    explicit RetentionModel(const Clock &clock, QObject *parent = nullptr);

    void setReview(const RetentionReview &review);
    [[nodiscard]] const RetentionReview &review() const { return m_review; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    /// Display: name, "3 Nov 14:02", number, "2 liked, 1 disliked". CheckState of the name. AccessibleText:
    /// the name, and behind it the value of the other columns.
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    /// Ticks one.
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    void sort(int column, Qt::SortOrder order) override;

    /// Ticks those of these rows that are not, or, where all of them are, takes the ticks off.
    void toggle(const QList<int> &rows);
    void tickAll(bool tick);
    [[nodiscard]] const Sums &sums() const { return m_sums; }
    /// In the order of the review.
    [[nodiscard]] QList<SessionId> ticked() const;

signals:
    /// sums() and ticked() have changed.
    void ticksChanged();

private:
    struct Row
    {
        QString name; ///< As it is shown.
        bool unnamed = false;
        bool ticked = true;
    };
    [[nodiscard]] const RetentionFind &findAt(int row) const
    {
        return m_review.found.at(m_order.at(size_t(row)));
    }
    [[nodiscard]] QString textOf(const QModelIndex &index) const;
    [[nodiscard]] QString hintOf(const QModelIndex &index) const;
    void tick(const QList<int> &rows, bool tick);
    void sum();

    const Clock &m_clock;
    RetentionReview m_review;
    std::vector<Row> m_rows;        ///< As the review has them.
    std::vector<qsizetype> m_order; ///< Of what is shown: places in the review.
    Sums m_sums;
    QTimeZone m_zone;
    QDate m_today;
};

} // namespace confab
