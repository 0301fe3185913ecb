// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/deletionlog.h"

#include <QAbstractTableModel>
#include <QDate>
#include <QTimeZone>

namespace confab {

class Clock;
class ProjectService;

/// The deletion log, one row a record, newest first. Everything shown is cleaned. Other records are a reset.
class DeletionLogModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        TimeColumn,         ///< "Today 14:02", in the person's zone.
        ProjectColumn,      ///< Its name where the account in use has it, else "Project 7".
        ConversationColumn, ///< Its session id: names are not in the log.
        ChosenByColumn,     ///< "You", another user's number, or a retention rule.
        OutcomeColumn,
        ColumnCount
    };
    enum Role {
        HintRole = Qt::UserRole + 1, ///< QString: the cell in full, for a tooltip.
    };

    DeletionLogModel(const ProjectService &projects, const Clock &clock, QObject *parent = nullptr);

    /// `me`: whose deletions are "yours", and whose projects have names here.
    void setRecords(const QList<DeletionLog::Record> &records, const Account &me);
    [[nodiscard]] const QList<DeletionLog::Record> &records() const { return m_records; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    /// AccessibleDescription: as HintRole.
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// A new day has begun or the zone has changed: the words of the dates are worked out anew.
    void refreshDates();

private:
    [[nodiscard]] QString textOf(const DeletionLog::Record &record, int column) const;
    [[nodiscard]] QString hintOf(const DeletionLog::Record &record, int column) const;
    [[nodiscard]] QString projectOf(const DeletionLog::Record &record) const;
    [[nodiscard]] QString chooserOf(const DeletionLog::Record &record) const;
    void readClock();
    void tellColumn(Column column);

    const ProjectService &m_projects;
    const Clock &m_clock;
    QList<DeletionLog::Record> m_records;
    Account m_me;
    QTimeZone m_zone;
    QDate m_today;
};

} // namespace confab
