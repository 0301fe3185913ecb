// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/messagelistmodel.h"

#include "core/clock.h"
#include "core/dates.h"
#include "core/text.h"
#include "models/datetext.h"
#include "models/spokentext.h"
#include "services/messageservice.h"

#include <QLocale>

#include <algorithm>

namespace confab {

namespace {

bool isBlank(const QString &text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c.isSpace(); });
}

/// As of an answer that grows: a frame of it must not cost more than its own row.
bool differInAnswerAlone(Message before, const Message &after)
{
    before.answer = after.answer;
    before.progress = after.progress;
    return before == after;
}

} // namespace

MessageListModel::MessageListModel(MessageService &service, const Clock &clock, QObject *parent)
    : QAbstractListModel(parent), m_service(service), m_clock(clock)
{
    connect(&m_service, &MessageService::reset, this, &MessageListModel::resetFromService);
    connect(&m_service, &MessageService::prepended, this, &MessageListModel::prepend);
    connect(&m_service, &MessageService::appended, this, &MessageListModel::append);
    connect(&m_service, &MessageService::inserted, this, &MessageListModel::insert);
    connect(&m_service, &MessageService::changed, this, &MessageListModel::change);
    connect(&m_service, &MessageService::removed, this, &MessageListModel::remove);
    readClock();
    refill();
}

int MessageListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant MessageListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !checkIndex(index))
        return {};
    const Row &row = m_rows[size_t(index.row())];
    const Message &message = m_messages[row.message];
    switch (role) {
    case Qt::DisplayRole:
    case TextRole:
        return textOf(row);
    case Qt::AccessibleTextRole:
        return accessibleText(row);
    case MessageIdRole:
        return message.id.value;
    case SenderRole:
        return QVariant::fromValue(row.sender);
    case MomentRole:
        return message.createdAt;
    case TimeTextRole:
        return datetext::time(message.createdAt, m_zone, QLocale());
    case FullTimeTextRole:
        return datetext::full(message.createdAt, m_zone, QLocale());
    case DayTextRole:
        return row.startsDay ? datetext::day(row.day, m_today, QLocale()) : QString();
    default:
        return row.sender == Sender::Visitor ? questionData(message, role) : answerData(message, role);
    }
}

QVariant MessageListModel::questionData(const Message &message, int role) const
{
    if (role == OriginRole)
        return text::cleanLine(message.requestSource);
    return role == EmptyAnswerRole ? QVariant(false) : QVariant();
}

QVariant MessageListModel::answerData(const Message &message, int role) const
{
    switch (role) {
    case ReactionRole:
        return int(message.reaction);
    case EmptyAnswerRole:
        return isBlank(message.answer);
    case ProgressRole:
        return int(message.progress);
    case NoteRole:
        return noteOn(message);
    case CitationsRole: {
        QList<qint64> ids;
        ids.reserve(message.citations.size());
        for (const CitationId id : message.citations)
            ids.append(id.value);
        return QVariant::fromValue(ids);
    }
    default:
        return {};
    }
}

void MessageListModel::refreshDates()
{
    readClock();
    for (Row &row : m_rows)
        row.day = localDay(m_messages[row.message].createdAt, m_zone);
    markDays(0, 0);
    if (!m_rows.empty())
        emit dataChanged(index(0), index(rowCount() - 1),
                         {TimeTextRole, FullTimeTextRole, DayTextRole, Qt::AccessibleTextRole});
}

QString MessageListModel::momentText(const QDateTime &moment, datetext::Place place) const
{
    return datetext::moment(moment, m_today, m_zone, QLocale(), place);
}

const QString &MessageListModel::textOf(const Row &row) const
{
    if (!row.text) {
        const Message &message = m_messages[row.message];
        const bool question = row.sender == Sender::Visitor;
        row.text = text::cleanText(question ? message.question : message.answer);
        if (!question && isBlank(message.answer))
            row.text = wordsForNothing(message.progress);
    }
    return *row.text;
}

QString MessageListModel::wordsForNothing(Progress progress)
{
    switch (progress) {
    case Progress::Waiting:
    case Progress::Answering:
        return tr("Waiting for the answer…");
    case Progress::Stopped:
        return tr("Stopped before an answer came");
    case Progress::Broken:
        return tr("No answer came");
    case Progress::Unsent:
        return tr("The question was not sent");
    case Progress::Stored:
        break;
    }
    return tr("No answer");
}

QString MessageListModel::noteOn(const Message &message)
{
    if (isBlank(message.answer)) // the words in the place of the answer say it
        return {};
    switch (message.progress) {
    case Progress::Stopped:
        return tr("Stopped, not complete");
    case Progress::Broken:
    case Progress::Unsent:
        return tr("Cut off, not complete");
    case Progress::Stored:
    case Progress::Waiting:
    case Progress::Answering:
        break;
    }
    return {};
}

QString MessageListModel::accessibleText(const Row &row) const
{
    const bool question = row.sender == Sender::Visitor;
    const QString sender = question ? tr("Visitor") : tr("Agent");
    QString spoken = question ? textOf(row).simplified() : spokenText(textOf(row));
    const Reaction reaction = question ? Reaction::None : m_messages[row.message].reaction;
    if (reaction != Reaction::None)
        spoken = tr("%1 (%2)", "a text and the reader's reaction to it")
                     .arg(spoken, reaction == Reaction::Liked ? tr("liked") : tr("disliked"));
    if (const QString note = question ? QString() : noteOn(m_messages[row.message]); !note.isEmpty())
        spoken = tr("%1 (%2)", "a text and what has to be known of it").arg(spoken, note);
    const QDateTime &moment = m_messages[row.message].createdAt;
    if (!moment.isValid())
        return tr("%1: %2", "a sender and a text").arg(sender, spoken);
    return tr("%1, %2: %3", "a sender, a time and a text")
        .arg(sender, datetext::moment(moment, m_today, m_zone, QLocale()), spoken);
}

void MessageListModel::appendRows(std::vector<Row> &rows, int message, const Message &value) const
{
    const QDate day = localDay(value.createdAt, m_zone);
    if (!isBlank(value.question))
        rows.push_back({message, Sender::Visitor, false, day, {}});
    rows.push_back({message, Sender::Agent, false, day, {}});
}

void MessageListModel::readClock()
{
    m_zone = m_clock.zone();
    m_today = localDay(m_clock.nowUtc(), m_zone);
}

void MessageListModel::refill()
{
    m_messages = m_service.messages();
    m_rows.clear();
    m_rows.reserve(size_t(m_messages.size()) * 2);
    for (int i = 0; i < m_messages.size(); ++i)
        appendRows(m_rows, i, m_messages[i]);
    markDays(0, 0);
}

void MessageListModel::resetFromService()
{
    beginResetModel();
    refill();
    endResetModel();
}

void MessageListModel::prepend(int count)
{
    const QList<Message> now = m_service.messages();
    if (count <= 0 || now.size() != m_messages.size() + count) { // not what we knew and those: start anew
        resetFromService();
        return;
    }
    std::vector<Row> rows;
    for (int i = 0; i < count; ++i)
        appendRows(rows, i, now[i]);
    const int added = int(rows.size());
    beginInsertRows({}, 0, added - 1);
    m_messages = now;
    for (Row &row : m_rows)
        row.message += count;
    m_rows.insert(m_rows.begin(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
    const std::vector<int> changed = markDays(added, rowCount());
    endInsertRows();
    tellDays(changed);
}

void MessageListModel::append(int count)
{
    const QList<Message> now = m_service.messages();
    if (count <= 0 || now.size() != m_messages.size() + count) {
        resetFromService();
        return;
    }
    std::vector<Row> rows;
    for (int i = int(m_messages.size()); i < now.size(); ++i)
        appendRows(rows, i, now[i]);
    beginInsertRows({}, rowCount(), rowCount() + int(rows.size()) - 1);
    m_messages = now;
    m_rows.insert(m_rows.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
    markDays(0, 0);
    endInsertRows();
}

void MessageListModel::insert(int first, int count)
{
    const QList<Message> now = m_service.messages();
    if (first < 0 || count <= 0 || first > m_messages.size() || now.size() != m_messages.size() + count) {
        resetFromService();
        return;
    }
    std::vector<Row> rows;
    for (int i = first; i < first + count; ++i)
        appendRows(rows, i, now[i]);
    const int row = rowOf(first);
    const int end = row + int(rows.size());
    beginInsertRows({}, row, end - 1);
    m_messages = now;
    for (size_t i = size_t(row); i < m_rows.size(); ++i)
        m_rows[i].message += count;
    m_rows.insert(m_rows.begin() + row, std::make_move_iterator(rows.begin()),
                  std::make_move_iterator(rows.end()));
    const std::vector<int> changed = markDays(end, rowCount());
    endInsertRows();
    tellDays(changed);
}

void MessageListModel::remove(int message)
{
    const QList<Message> now = m_service.messages();
    if (message < 0 || message >= m_messages.size() || now.size() != m_messages.size() - 1) {
        resetFromService();
        return;
    }
    const int row = rowOf(message);
    const int end = rowOf(message + 1);
    beginRemoveRows({}, row, end - 1);
    m_messages = now;
    m_rows.erase(m_rows.begin() + row, m_rows.begin() + end);
    for (size_t i = size_t(row); i < m_rows.size(); ++i)
        --m_rows[i].message;
    const std::vector<int> changed = markDays(row, rowCount());
    endRemoveRows();
    tellDays(changed);
}

int MessageListModel::rowOf(int message) const
{
    const auto first = std::lower_bound(m_rows.begin(), m_rows.end(), message,
                                        [](const Row &row, int wanted) { return row.message < wanted; });
    return int(first - m_rows.begin());
}

void MessageListModel::changeAnswer(int message)
{
    m_messages[message] = m_service.messages().at(message);
    const int row = rowOf(message + 1) - 1;
    m_rows[size_t(row)].text.reset();
    emit dataChanged(
        index(row), index(row),
        {Qt::DisplayRole, Qt::AccessibleTextRole, TextRole, EmptyAnswerRole, ProgressRole, NoteRole});
}

void MessageListModel::change(int message)
{
    const QList<Message> &now = m_service.messages();
    if (message < 0 || now.size() != m_messages.size() || message >= now.size()) {
        resetFromService();
        return;
    }
    if (differInAnswerAlone(m_messages.at(message), now.at(message)))
        return changeAnswer(message);
    const int row = rowOf(message);
    const auto first = m_rows.begin() + row;
    const bool had = first->sender == Sender::Visitor;
    std::vector<Row> rows;
    appendRows(rows, message, now.at(message));
    const bool has = rows.size() > 1;
    if (had && !has)
        beginRemoveRows({}, row, row);
    else if (has && !had)
        beginInsertRows({}, row, row);
    m_messages[message] = now.at(message); // alone, so that the two lists do not share and copy each frame
    const auto rest = m_rows.erase(first, first + (had ? 2 : 1));
    m_rows.insert(rest, rows.begin(), rows.end());
    const int end = row + int(rows.size());
    const std::vector<int> days = markDays(end, rowCount());
    if (had && !has)
        endRemoveRows();
    else if (has && !had)
        endInsertRows();
    emit dataChanged(index(row), index(end - 1));
    tellDays(days);
}

std::vector<int> MessageListModel::markDays(int first, int end)
{
    std::vector<int> changed;
    QDate before;
    for (int i = 0; i < int(m_rows.size()); ++i) {
        Row &row = m_rows[size_t(i)];
        const bool starts =
            row.day.isValid() && row.day != before; // without a date it belongs to the day above
        if (row.day.isValid())
            before = row.day;
        if (starts != row.startsDay && i >= first && i < end)
            changed.push_back(i);
        row.startsDay = starts;
    }
    return changed;
}

void MessageListModel::tellDays(const std::vector<int> &rows)
{
    for (const int row : rows)
        emit dataChanged(index(row), index(row), {DayTextRole});
}

} // namespace confab
