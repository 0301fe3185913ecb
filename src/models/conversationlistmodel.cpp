// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/conversationlistmodel.h"

#include "core/clock.h"
#include "core/text.h"
#include "models/datetext.h"
#include "services/conversationservice.h"

#include <QLocale>

#include <algorithm>

namespace confab {

ConversationListModel::ConversationListModel(ConversationService &service, const Clock &clock,
                                             QObject *parent)
    : QAbstractTableModel(parent), m_service(service), m_clock(clock)
{
    connect(&m_service, &ConversationService::reset, this, &ConversationListModel::resetFromService);
    connect(&m_service, &ConversationService::upserted, this, &ConversationListModel::upsert);
    connect(&m_service, &ConversationService::removed, this, &ConversationListModel::remove);
    readClock();
    refill();
}

int ConversationListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_visible.size());
}

int ConversationListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant ConversationListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !checkIndex(index))
        return {};
    const ConversationRows::Row &row = rowAt(index.row());
    switch (role) {
    case Qt::AccessibleTextRole:
        return row.name;
    case SessionRole:
        return row.value.session.toString();
    case UnnamedRole:
        return row.unnamed;
    case RawNameRole:
        return row.value.name;
    default:
        break;
    }
    switch (index.column()) {
    case NameColumn:
        if (role == Qt::DisplayRole)
            return row.name;
        return role == Qt::EditRole ? QVariant(row.value.name) : QVariant();
    case IdColumn:
        return role == Qt::DisplayRole ? QVariant(row.value.id.toString()) : QVariant();
    default:
        return dateData(row.value, index.column(), role);
    }
}

QVariant ConversationListModel::dateData(const Conversation &conversation, int column, int role) const
{
    const QDateTime &moment = column == CreatedColumn ? conversation.createdAt : conversation.updatedAt;
    switch (role) {
    case Qt::DisplayRole:
        return datetext::moment(moment, m_today, m_zone, QLocale());
    case Qt::ToolTipRole:
        return datetext::full(moment, m_zone, QLocale());
    case MomentRole:
        return moment;
    default:
        return {};
    }
}

QVariant ConversationListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Name");
    case CreatedColumn:
        return tr("Created");
    case UpdatedColumn:
        return tr("Updated");
    case IdColumn:
        return tr("ID");
    default:
        return {};
    }
}

Qt::ItemFlags ConversationListModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    const Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    return index.column() == NameColumn ? flags | Qt::ItemIsEditable : flags;
}

bool ConversationListModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !index.isValid() || !checkIndex(index) || index.column() != NameColumn)
        return false;
    const QString name = value.toString().trimmed();
    if (name.isEmpty() || text::characterCount(name) > text::maxServerNameLength)
        return false;
    const Conversation conversation = rowAt(index.row()).value; // a copy: the row may move or go on the way
    if (name != conversation.name)
        m_service.rename(conversation.session, name);
    return true;
}

void ConversationListModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= ColumnCount) { // "no order" of a header view
        column = IdColumn;
        order = Qt::DescendingOrder;
    }
    if (column == m_sortColumn && order == m_sortOrder)
        return;
    beginResetModel();
    m_sortColumn = column;
    m_sortOrder = order;
    rebuildWith({}, {});
    endResetModel();
}

void ConversationListModel::setFilterText(const QString &text)
{
    m_filterText = text;
    const QString needle = ConversationRows::needle(text);
    if (needle == m_filter.needle)
        return;
    // What holds the longer text holds the shorter one, so typing on narrows what is shown already.
    const bool narrower = needle.contains(m_filter.needle);
    m_filter.needle = needle;
    show(matching(narrower ? m_visible : m_sorted));
}

void ConversationListModel::setDateFilter(const DateFilter &filter)
{
    m_dateFilter = filter;
    readClock();
    show(matching(m_sorted));
}

bool ConversationListModel::isFiltered() const
{
    return !m_filter.needle.isEmpty() || m_dateFilter.kind != DateFilter::Kind::AnyTime;
}

bool ConversationListModel::needsAll() const
{
    return isFiltered() || m_sortColumn != IdColumn || m_sortOrder != Qt::DescendingOrder;
}

void ConversationListModel::refreshDates()
{
    readClock();
    show(matching(m_sorted));
    if (!m_visible.empty())
        emit dataChanged(index(0, CreatedColumn), index(rowCount() - 1, UpdatedColumn),
                         {Qt::DisplayRole, Qt::ToolTipRole});
}

int ConversationListModel::rowOf(const SessionId &session) const
{
    const int slot = m_rows.slotOf(session);
    if (slot < 0 || !m_rows.matches(slot, m_filter))
        return -1;
    const auto place = std::lower_bound(m_visible.begin(), m_visible.end(), slot,
                                        [this](int a, int b) { return m_rows.lessThan(a, b, order()); });
    return place != m_visible.end() && *place == slot ? int(place - m_visible.begin()) : -1;
}

SessionId ConversationListModel::sessionAt(int row) const
{
    return row >= 0 && row < rowCount() ? rowAt(row).value.session : SessionId();
}

QList<SessionId> ConversationListModel::visibleSessions() const
{
    QList<SessionId> sessions;
    sessions.reserve(rowCount());
    for (const int slot : m_visible)
        sessions.append(m_rows.row(slot).value.session);
    return sessions;
}

ConversationRows::Order ConversationListModel::order() const
{
    switch (m_sortColumn) {
    case NameColumn:
        return {ConversationRows::Key::Name, m_sortOrder};
    case CreatedColumn:
        return {ConversationRows::Key::Created, m_sortOrder};
    case UpdatedColumn:
        return {ConversationRows::Key::Updated, m_sortOrder};
    default:
        return {ConversationRows::Key::Id, m_sortOrder};
    }
}

const ConversationRows::Row &ConversationListModel::rowAt(int row) const
{
    return m_rows.row(m_visible[size_t(row)]);
}

ConversationListModel::Slots ConversationListModel::matching(const Slots &among) const
{
    Slots found;
    found.reserve(among.size());
    for (const int slot : among) {
        if (m_rows.matches(slot, m_filter))
            found.push_back(slot);
    }
    return found;
}

/// Where the slot is or would be. Its row must have the values that it was, or is to be, put in with.
ConversationListModel::Slots::iterator ConversationListModel::placeIn(Slots &list, int slot) const
{
    return std::lower_bound(list.begin(), list.end(), slot,
                            [this, by = order()](int a, int b) { return m_rows.lessThan(a, b, by); });
}

void ConversationListModel::readClock()
{
    m_zone = m_clock.zone();
    m_today = localDay(m_clock.nowUtc(), m_zone);
    m_filter.created = spanOf(m_dateFilter, m_clock.nowUtc(), m_zone);
}

void ConversationListModel::show(Slots visible)
{
    if (visible == m_visible)
        return;
    beginResetModel();
    m_visible = std::move(visible);
    endResetModel();
}

void ConversationListModel::refill()
{
    m_rows.clear();
    m_sorted.clear();
    Slots added;
    for (const Conversation &conversation : m_service.conversations())
        added.push_back(m_rows.add(conversation));
    rebuildWith({}, added);
}

void ConversationListModel::resetFromService()
{
    beginResetModel();
    refill();
    endResetModel();
}

} // namespace confab
