// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/deletionlogmodel.h"

#include "core/clock.h"
#include "core/dates.h"
#include "core/text.h"
#include "models/datetext.h"
#include "services/projectservice.h"

#include <QCoreApplication>
#include <QLocale>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

using Outcome = DeletionLog::Outcome;
using Record = DeletionLog::Record;

class LogWords
{
    Q_DECLARE_TR_FUNCTIONS(DeletionLogModel)

public:
    static QString outcome(Outcome outcome)
    {
        switch (outcome) {
        case Outcome::Sent:
            return tr("Sent, outcome not known");
        case Outcome::Deleted:
            return tr("Deleted");
        case Outcome::AlreadyGone:
            return tr("Already gone");
        case Outcome::Failed:
            return tr("Not deleted");
        case Outcome::Unclear:
            return tr("Not clear");
        case Outcome::Withdrawn:
            return tr("Not sent");
        case Outcome::Changed:
            return tr("Kept");
        }
        return {};
    }

    static QString meaning(Outcome outcome)
    {
        switch (outcome) {
        case Outcome::Sent:
            return tr("No answer was written down: it is still on its way, or Confab ended before it came.");
        case Outcome::Deleted:
            return tr("It is no longer on the server.");
        case Outcome::AlreadyGone:
            return tr("The server did not know it any more.");
        case Outcome::Failed:
            return tr("As far as is known it is still on the server.");
        case Outcome::Unclear:
            return tr("No clear answer came: it may or may not be deleted.");
        case Outcome::Withdrawn:
            return tr("It was taken back before it left this computer.");
        case Outcome::Changed:
            return tr("It had changed since it was chosen, so nothing was sent.");
        }
        return {};
    }
};

} // namespace

DeletionLogModel::DeletionLogModel(const ProjectService &projects, const Clock &clock, QObject *parent)
    : QAbstractTableModel(parent), m_projects(projects), m_clock(clock)
{
    readClock();
    connect(&projects, &ProjectService::projectsChanged, this, [this] { tellColumn(ProjectColumn); });
}

void DeletionLogModel::setRecords(const QList<Record> &records, const Account &me)
{
    beginResetModel();
    m_records = records;
    m_me = me;
    readClock();
    endResetModel();
}

int DeletionLogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_records.size());
}

int DeletionLogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant DeletionLogModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !checkIndex(index))
        return {};
    const Record &record = m_records.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return textOf(record, index.column());
    case HintRole:
    case Qt::AccessibleDescriptionRole:
        return hintOf(record, index.column());
    default:
        return {};
    }
}

QVariant DeletionLogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case TimeColumn:
        return tr("Time");
    case ProjectColumn:
        return tr("Project");
    case ConversationColumn:
        return tr("Conversation");
    case ChosenByColumn:
        return tr("Chosen by");
    case OutcomeColumn:
        return tr("Outcome");
    default:
        return {};
    }
}

void DeletionLogModel::refreshDates()
{
    readClock();
    tellColumn(TimeColumn);
}

QString DeletionLogModel::textOf(const Record &record, int column) const
{
    switch (column) {
    case TimeColumn:
        return datetext::moment(record.at, m_today, m_zone, QLocale());
    case ProjectColumn:
        return projectOf(record);
    case ConversationColumn:
        return record.session.toString();
    case ChosenByColumn:
        return chooserOf(record);
    case OutcomeColumn:
        return LogWords::outcome(record.outcome);
    default:
        return {};
    }
}

QString DeletionLogModel::hintOf(const Record &record, int column) const
{
    switch (column) {
    case TimeColumn:
        return datetext::full(record.at, m_zone, QLocale());
    case ProjectColumn:
        return tr("%1 (ID %2)").arg(projectOf(record), record.project.toString());
    case ConversationColumn:
        return record.conversation.isValid()
                   ? tr("%1 (ID %2)").arg(record.session.toString(), record.conversation.toString())
                   : record.session.toString();
    case ChosenByColumn: {
        const QString where = text::cleanLine(record.account.server.host());
        const QString account = record.account.user != 0
                                    ? tr("Account: user %1 at %2").arg(record.account.user).arg(where)
                                    : tr("Account: not known, at %1").arg(where);
        return chooserOf(record) + u'\n' + account;
    }
    case OutcomeColumn: {
        QStringList lines{LogWords::meaning(record.outcome)};
        if (record.httpStatus != 0)
            lines << tr("HTTP status of the answer: %1").arg(record.httpStatus);
        if (record.settledAt.isValid() && record.settledAt != record.at)
            lines << tr("Known since: %1").arg(datetext::full(record.settledAt, m_zone, QLocale()));
        return lines.join(u'\n');
    }
    default:
        return {};
    }
}

/// Another server may have a project of the same number.
QString DeletionLogModel::projectOf(const Record &record) const
{
    const Project *project = record.account.server == m_me.server ? m_projects.find(record.project) : nullptr;
    const QString name = project ? text::cleanLine(project->name) : QString();
    return name.isEmpty() ? tr("Project %1").arg(record.project.toString()) : name;
}

QString DeletionLogModel::chooserOf(const Record &record) const
{
    if (!record.rule.isEmpty())
        return tr("Rule: %1").arg(text::cleanLine(record.rule));
    if (record.account.user == 0)
        return tr("A person");
    return record.account == m_me ? tr("You") : tr("User %1").arg(record.account.user);
}

void DeletionLogModel::readClock()
{
    m_zone = m_clock.zone();
    m_today = localDay(m_clock.nowUtc(), m_zone);
}

void DeletionLogModel::tellColumn(Column column)
{
    if (!m_records.isEmpty())
        emit dataChanged(index(0, column), index(rowCount() - 1, column));
}

} // namespace confab
