// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/conversationlistmodel.h"

#include "core/clock.h"
#include "core/text.h"
#include "models/datetext.h"
#include "services/conversationservice.h"

#include <QLocale>

#include <algorithm>

namespace confab {

namespace {

struct RowRange
{
    int first;
    int last;
};

/// Neighbouring rows as ranges; the rows are sorted here.
std::vector<RowRange> rangesOf(std::vector<int> rows)
{
    std::sort(rows.begin(), rows.end());
    std::vector<RowRange> ranges;
    for (const int row : rows) {
        if (!ranges.empty() && ranges.back().last + 1 == row)
            ranges.back().last = row;
        else
            ranges.push_back({row, row});
    }
    return ranges;
}

} // namespace

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

void ConversationListModel::upsert(const QList<Conversation> &conversations)
{
    std::vector<Update> inPlace;
    std::vector<Update> elsewhere;
    Slots added;
    for (const Conversation &conversation : conversations) {
        const int slot = m_rows.slotOf(conversation.session);
        if (slot < 0) {
            added.push_back(m_rows.add(conversation));
            continue;
        }
        if (std::find(added.begin(), added.end(), slot) !=
            added.end()) { // twice in one batch: the last one counts
            m_rows.replace(slot, conversation);
            continue;
        }
        const bool shown = m_rows.matches(slot, m_filter);
        const bool stays = shown == ConversationRows::matches(conversation, m_filter) &&
                           m_rows.keepsPlace(slot, conversation, order());
        if (m_rows.row(slot).value != conversation)
            (stays ? inPlace : elsewhere).push_back({slot, conversation});
    }
    changeInPlace(inPlace);
    if (elsewhere.size() > size_t(maxRanges)) {
        beginResetModel();
        rebuildWith(elsewhere, added);
        endResetModel();
        return;
    }
    for (const Update &update : elsewhere)
        relocate(update);
    insertNew(std::move(added));
}

void ConversationListModel::changeInPlace(const std::vector<Update> &updates)
{
    std::vector<int> rows;
    for (const auto &[slot, value] : updates) {
        m_rows.replace(slot, value);
        m_rows.prepare({slot}, order());
        const auto place = placeIn(m_visible, slot);
        if (place != m_visible.end() && *place == slot)
            rows.push_back(int(place - m_visible.begin()));
    }
    std::vector<RowRange> ranges = rangesOf(std::move(rows));
    if (ranges.size() > size_t(maxRanges))
        ranges = {{ranges.front().first, ranges.back().last}};
    for (const auto &[first, last] : ranges)
        emit dataChanged(index(first, 0), index(last, ColumnCount - 1));
}

/// A row whose place or visibility changes.
void ConversationListModel::relocate(const Update &update)
{
    const bool shown = m_rows.matches(update.slot, m_filter);
    const bool toBeShown = ConversationRows::matches(update.value, m_filter);
    if (shown && toBeShown) {
        moveRow(update);
        return;
    }
    const auto resort = [&] {
        m_sorted.erase(placeIn(m_sorted, update.slot));
        m_rows.replace(update.slot, update.value);
        m_rows.prepare({update.slot}, order());
        m_sorted.insert(placeIn(m_sorted, update.slot), update.slot);
    };
    if (shown) {
        const auto place = placeIn(m_visible, update.slot);
        const int row = int(place - m_visible.begin());
        beginRemoveRows({}, row, row);
        m_visible.erase(place);
        resort();
        endRemoveRows();
        return;
    }
    resort();
    if (!toBeShown)
        return;
    const auto place = placeIn(m_visible, update.slot);
    const int row = int(place - m_visible.begin());
    beginInsertRows({}, row, row);
    m_visible.insert(place, update.slot);
    endInsertRows();
}

void ConversationListModel::moveRow(const Update &update)
{
    const int from = int(placeIn(m_visible, update.slot) - m_visible.begin());
    m_sorted.erase(placeIn(m_sorted, update.slot));
    m_rows.replace(update.slot, update.value);
    m_rows.prepare({update.slot}, order());
    m_sorted.insert(placeIn(m_sorted, update.slot), update.slot);

    // The list without the row is in order, so the place is looked for on either side of it.
    const auto precedes = [this, by = order()](int a, int b) { return m_rows.lessThan(a, b, by); };
    const auto own = m_visible.begin() + from;
    auto place = std::lower_bound(m_visible.begin(), own, update.slot, precedes);
    if (place == own)
        place = std::lower_bound(own + 1, m_visible.end(), update.slot, precedes);
    int row = from;
    if (place < own) {
        row = int(place - m_visible.begin());
        beginMoveRows({}, from, from, {}, row);
        std::rotate(place, own, own + 1);
        endMoveRows();
    } else if (place > own + 1) {
        row = int(place - m_visible.begin()) - 1;
        beginMoveRows({}, from, from, {}, row + 1);
        std::rotate(own, own + 1, place);
        endMoveRows();
    }
    emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

/// Puts everything in order and filters it anew. The caller resets the model around it.
void ConversationListModel::rebuildWith(const std::vector<Update> &updates, const Slots &added)
{
    for (const auto &[slot, value] : updates)
        m_rows.replace(slot, value);
    m_sorted.insert(m_sorted.end(), added.begin(), added.end());
    m_rows.prepare(m_sorted, order());
    std::sort(m_sorted.begin(), m_sorted.end(),
              [this, by = order()](int a, int b) { return m_rows.lessThan(a, b, by); });
    m_visible = matching(m_sorted);
}

void ConversationListModel::insertNew(Slots added)
{
    if (added.empty())
        return;
    m_rows.prepare(added, order());
    std::sort(added.begin(), added.end(),
              [this, by = order()](int a, int b) { return m_rows.lessThan(a, b, by); });
    mergeInto(m_sorted, added);
    const Slots shown = matching(added);

    // Runs of new rows that go in at the same place.
    std::vector<std::pair<int, RowRange>> runs;
    for (int i = 0; i < int(shown.size()); ++i) {
        const int row = int(placeIn(m_visible, shown[size_t(i)]) - m_visible.begin());
        if (!runs.empty() && runs.back().first == row)
            runs.back().second.last = i;
        else
            runs.push_back({row, {i, i}});
    }
    if (runs.size() > size_t(maxRanges)) {
        beginResetModel();
        mergeInto(m_visible, shown);
        endResetModel();
        return;
    }
    for (auto run = runs.rbegin(); run != runs.rend();
         ++run) { // from the bottom, so that the places above hold
        const auto &[row, which] = *run;
        beginInsertRows({}, row, row + which.last - which.first);
        m_visible.insert(m_visible.begin() + row, shown.begin() + which.first,
                         shown.begin() + which.last + 1);
        endInsertRows();
    }
}

/// Merges sorted slots into a sorted list with few comparisons: the list is long, what comes is a page.
void ConversationListModel::mergeInto(Slots &list, const Slots &added) const
{
    std::vector<std::ptrdiff_t> places;
    places.reserve(added.size());
    for (const int slot : added)
        places.push_back(placeIn(list, slot) - list.begin());
    auto source = std::ptrdiff_t(list.size());
    list.resize(list.size() + added.size());
    auto target = list.end();
    for (size_t i = added.size(); i-- > 0;) {
        target = std::move_backward(list.begin() + places[i], list.begin() + source, target);
        source = places[i];
        *--target = added[i];
    }
}

void ConversationListModel::remove(const QList<SessionId> &sessions)
{
    Slots gone;
    std::vector<int> rows;
    std::vector<bool> going(m_rows.slotCount(), false);
    for (const SessionId &session : sessions) {
        const int slot = m_rows.slotOf(session);
        if (slot < 0 || going[size_t(slot)])
            continue;
        going[size_t(slot)] = true;
        gone.push_back(slot);
        if (const int row = rowOf(session); row >= 0)
            rows.push_back(row);
    }
    const auto isGoing = [&going](int slot) { return bool(going[size_t(slot)]); };
    std::erase_if(m_sorted, isGoing);

    const std::vector<RowRange> ranges = rangesOf(std::move(rows));
    if (ranges.size() > size_t(maxRanges)) {
        beginResetModel();
        std::erase_if(m_visible, isGoing);
        endResetModel();
    } else {
        for (auto range = ranges.rbegin(); range != ranges.rend(); ++range) {
            beginRemoveRows({}, range->first, range->last);
            m_visible.erase(m_visible.begin() + range->first, m_visible.begin() + range->last + 1);
            endRemoveRows();
        }
    }
    for (const int slot : gone)
        m_rows.remove(slot);
}

} // namespace confab
