// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/conversationlistmodel.h"

#include "core/clock.h"
#include "core/text.h"
#include "models/datetext.h"
#include "models/languagename.h"
#include "services/conversationfacts.h"
#include "services/conversationservice.h"

#include <QLocale>

#include <algorithm>

namespace confab {

ConversationListModel::ConversationListModel(ConversationService &service, const Clock &clock,
                                             const ConversationFacts *facts, QObject *parent)
    : QAbstractTableModel(parent), m_service(service), m_clock(clock), m_facts(facts)
{
    connect(&m_service, &ConversationService::reset, this, &ConversationListModel::resetFromService);
    connect(&m_service, &ConversationService::upserted, this, &ConversationListModel::upsert);
    connect(&m_service, &ConversationService::removed, this, &ConversationListModel::remove);
    if (m_facts) {
        connect(m_facts, &ConversationFacts::changed, this, &ConversationListModel::factsChanged);
        connect(m_facts, &ConversationFacts::summaryChanged, this,
                &ConversationListModel::factsSummaryChanged);
    }
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
        if (index.column() > IdColumn && row.facts) {
            const QString value = factData(row, index.column(), Qt::DisplayRole).toString();
            return value.isEmpty() ? row.name : tr("%1, %2").arg(row.name, value);
        }
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
    case CreatedColumn:
        return dateData(row.value.createdAt, role);
    case UpdatedColumn:
        return dateData(row.value.updatedAt, role);
    default:
        return factData(row, index.column(), role);
    }
}

QVariant ConversationListModel::factData(const ConversationRows::Row &row, int column, int role) const
{
    if (role == Qt::ToolTipRole) {
        const QString words = factToolTip(row, column);
        return words.isEmpty() ? QVariant() : QVariant(words);
    }
    if (column == LastMessageColumn)
        return dateData(row.facts ? row.facts->lastMessageAt : QDateTime(), role);
    if (!row.facts)
        return {};
    if (role == Qt::DisplayRole)
        return factText(*row.facts, column);
    const bool known = row.facts->whole || row.facts->hasReactions();
    if (column == ReactionsColumn && known && role == LikedRole)
        return row.facts->liked;
    if (column == ReactionsColumn && known && role == DislikedRole)
        return row.facts->disliked;
    return {};
}

/// Of a cell that is not empty: the date in full; and since when something may have been said that is not
/// known, where that is not today.
QString ConversationListModel::factToolTip(const ConversationRows::Row &row, int column) const
{
    const QString why = emptyText(row, column);
    if (!why.isEmpty() || (column != LastMessageColumn && column != MessagesColumn))
        return why;
    QStringList lines;
    if (column == LastMessageColumn)
        lines << datetext::full(row.facts->lastMessageAt, m_zone, QLocale());
    if (localDay(row.facts->checkedAt, m_zone) < m_today)
        lines << tr("Checked %1")
                     .arg(datetext::moment(row.facts->checkedAt, m_today, m_zone, QLocale(),
                                           datetext::Place::InSentence));
    return lines.join(u'\n');
}

QString ConversationListModel::factText(const ThreadFacts &facts, int column)
{
    switch (column) {
    case MessagesColumn:
        return QLocale().toString(facts.messages);
    case ReactionsColumn:
        return reactionsText(facts);
    case LanguageColumn:
        return languageName(facts.language);
    default:
        return {};
    }
}

QString ConversationListModel::reactionsText(const ThreadFacts &facts)
{
    const QString liked = tr("%L1 liked").arg(facts.liked);
    const QString disliked = tr("%L1 disliked").arg(facts.disliked);
    if (facts.liked > 0 && facts.disliked > 0)
        return tr("%1, %2", "two counts in a row").arg(liked, disliked);
    return facts.liked > 0 ? liked : facts.disliked > 0 ? disliked : QString();
}

/// Why a cell of the archive is empty; empty where it is not, or where that says all.
QString ConversationListModel::emptyText(const ConversationRows::Row &row, int column)
{
    if (!row.facts)
        return tr("Not read yet");
    if (column == LastMessageColumn && !row.facts->lastMessageAt.isValid())
        return row.facts->messages == 0 ? tr("No message yet") : tr("Not known");
    if (column == ReactionsColumn && !row.facts->hasReactions())
        return row.facts->whole ? tr("No reaction") : tr("Not all of it was read yet");
    if (column == LanguageColumn && row.facts->language.isEmpty())
        return tr("Not recognised");
    return {};
}

QVariant ConversationListModel::dateData(const QDateTime &moment, int role) const
{
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
    case LastMessageColumn:
        return tr("Last message");
    case MessagesColumn:
        return tr("Messages");
    case ReactionsColumn:
        return tr("Reactions");
    case LanguageColumn:
        return tr("Language");
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

void ConversationListModel::setFactFilter(const FactFilter &filter)
{
    m_filter.facts = filter;
    show(matching(m_sorted));
}

int ConversationListModel::notKnown() const
{
    if (!m_filter.asksForFacts())
        return 0;
    return int(std::count_if(m_sorted.begin(), m_sorted.end(), [this](int slot) {
        return m_rows.fit(slot, m_filter) == ConversationRows::Fit::Unknown;
    }));
}

bool ConversationListModel::hasFacts() const
{
    return m_facts && !m_facts->isEmpty();
}

QStringList ConversationListModel::languages() const
{
    return m_facts ? m_facts->languages() : QStringList();
}

ConversationRows::Facts ConversationListModel::factsOf(const SessionId &session) const
{
    const ThreadFacts *facts = m_facts ? m_facts->find(session) : nullptr;
    return facts ? ConversationRows::Facts(*facts) : std::nullopt;
}

bool ConversationListModel::isFiltered() const
{
    return !m_filter.needle.isEmpty() || m_dateFilter.kind != DateFilter::Kind::AnyTime ||
           m_filter.facts.isSet();
}

bool ConversationListModel::needsAll() const
{
    return isFiltered() || m_sortColumn != IdColumn || m_sortOrder != Qt::DescendingOrder;
}

void ConversationListModel::refreshDates()
{
    readClock();
    show(matching(m_sorted));
    emit notKnownChanged();
    if (!m_visible.empty())
        emit dataChanged(index(0, CreatedColumn), index(rowCount() - 1, LastMessageColumn),
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
    case LastMessageColumn:
        return {ConversationRows::Key::LastMessage, m_sortOrder};
    case MessagesColumn:
        return {ConversationRows::Key::Messages, m_sortOrder};
    case ReactionsColumn:
        return {ConversationRows::Key::Reactions, m_sortOrder};
    case LanguageColumn:
        return {ConversationRows::Key::Language, m_sortOrder};
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
    const TimeSpan always{{}, {}, true};
    const TimeSpan span = spanOf(m_dateFilter, m_clock.nowUtc(), m_zone);
    const bool silent = m_dateFilter.kind == DateFilter::Kind::SilentFor;
    m_filter.created = silent ? always : span;
    m_filter.lastMessage = silent ? span : always;
    m_filter.checkedSince = dayStart(m_today.addDays(-1), m_zone);
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
        added.push_back(m_rows.add(conversation, factsOf(conversation.session)));
    m_late.clear();
    rebuildWith({}, added);
}

void ConversationListModel::resetFromService()
{
    beginResetModel();
    refill();
    endResetModel();
}

} // namespace confab
