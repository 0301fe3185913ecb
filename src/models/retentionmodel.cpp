// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/retentionmodel.h"

#include "core/clock.h"
#include "core/dates.h"
#include "core/text.h"
#include "models/conversationlistmodel.h"
#include "models/datetext.h"

#include <QCollator>
#include <QLocale>

#include <algorithm>
#include <numeric>
#include <optional>

namespace confab {

namespace {

/// A key of a row; none where there is no value, which stands last.
using FindKey = std::optional<qint64>;

FindKey keyOfFind(const RetentionFind &find, int column)
{
    switch (column) {
    case RetentionModel::MessagesColumn:
        return find.facts.messages;
    case RetentionModel::ReactionsColumn:
        return find.facts.hasReactions() ? FindKey(find.facts.liked - find.facts.disliked) : FindKey();
    case RetentionModel::CreatedColumn:
        return find.conversation.createdAt.toMSecsSinceEpoch();
    default:
        return find.lastSaidAt.toMSecsSinceEpoch();
    }
}

QCollator collatorOfNames()
{
    // The C locale sorts by code point, which is of no use to a person.
    QCollator collator(QLocale().language() == QLocale::C ? QLocale(QLocale::English) : QLocale());
    collator.setNumericMode(true);
    collator.setCaseSensitivity(Qt::CaseInsensitive);
    return collator;
}

} // namespace

RetentionModel::RetentionModel(const Clock &clock, QObject *parent)
    : QAbstractTableModel(parent), m_clock(clock)
{
}

void RetentionModel::setReview(const RetentionReview &review)
{
    beginResetModel();
    m_review = review;
    m_zone = m_clock.zone();
    m_today = localDay(m_clock.nowUtc(), m_zone);
    m_rows.clear();
    m_rows.reserve(size_t(review.found.size()));
    for (const RetentionFind &find : review.found) {
        const QString name = text::cleanLine(find.conversation.name);
        const QString shown =
            name.isEmpty() ? tr("Conversation %1").arg(find.conversation.id.toString()) : name;
        m_rows.push_back({shown, name.isEmpty(), true});
    }
    m_order.resize(m_rows.size());
    std::iota(m_order.begin(), m_order.end(), 0);
    sum();
    endResetModel();
    emit ticksChanged();
}

int RetentionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_order.size());
}

int RetentionModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant RetentionModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !checkIndex(index))
        return {};
    const Row &row = m_rows[size_t(m_order[size_t(index.row())])];
    switch (role) {
    case Qt::DisplayRole:
        return textOf(index);
    case Qt::CheckStateRole:
        return index.column() == NameColumn ? QVariant(row.ticked ? Qt::Checked : Qt::Unchecked) : QVariant();
    case Qt::AccessibleTextRole: {
        const QString value = textOf(index);
        return index.column() == NameColumn || value.isEmpty() ? row.name : tr("%1, %2").arg(row.name, value);
    }
    case Qt::TextAlignmentRole:
        return index.column() == MessagesColumn ? QVariant(Qt::AlignTrailing | Qt::AlignVCenter) : QVariant();
    case SessionRole:
        return findAt(index.row()).conversation.session.toString();
    case UnnamedRole:
        return row.unnamed;
    case HintRole:
        return hintOf(index);
    default:
        return {};
    }
}

QString RetentionModel::textOf(const QModelIndex &index) const
{
    const RetentionFind &find = findAt(index.row());
    const QLocale locale;
    switch (index.column()) {
    case NameColumn:
        return m_rows[size_t(m_order[size_t(index.row())])].name;
    case LastMessageColumn:
        return datetext::moment(find.facts.lastMessageAt, m_today, m_zone, locale);
    case MessagesColumn:
        return locale.toString(find.facts.messages);
    case CreatedColumn:
        return datetext::moment(find.conversation.createdAt, m_today, m_zone, locale);
    case ReactionsColumn:
        return ConversationListModel::reactionsText(find.facts);
    default:
        return {};
    }
}

QString RetentionModel::hintOf(const QModelIndex &index) const
{
    const RetentionFind &find = findAt(index.row());
    switch (index.column()) {
    case LastMessageColumn:
        return find.facts.lastMessageAt.isValid()
                   ? datetext::full(find.facts.lastMessageAt, m_zone, QLocale())
                   : tr("No message yet");
    case CreatedColumn:
        return datetext::full(find.conversation.createdAt, m_zone, QLocale());
    case ReactionsColumn:
        if (find.facts.hasReactions())
            return {};
        return find.facts.whole ? tr("No reaction") : tr("Not all of it was read yet");
    default:
        return {};
    }
}

QVariant RetentionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && section == MessagesColumn)
        return QVariant(Qt::AlignTrailing | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Name");
    case LastMessageColumn:
        return tr("Last message");
    case MessagesColumn:
        return tr("Messages");
    case ReactionsColumn:
        return tr("Reactions");
    case CreatedColumn:
        return tr("Created");
    default:
        return {};
    }
}

Qt::ItemFlags RetentionModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    const Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    return index.column() == NameColumn ? flags | Qt::ItemIsUserCheckable : flags;
}

bool RetentionModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || !index.isValid() || !checkIndex(index) || index.column() != NameColumn)
        return false;
    tick({index.row()}, value.toInt() == Qt::Checked);
    return true;
}

void RetentionModel::sort(int column, Qt::SortOrder order)
{
    emit layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    std::vector<qsizetype> placesBefore;
    for (const QModelIndex &index : before)
        placesBefore.push_back(m_order[size_t(index.row())]);

    // The order of the review is that of equals.
    std::sort(m_order.begin(), m_order.end());
    const bool falling = order == Qt::DescendingOrder;
    if (column == NameColumn) {
        const QCollator collator = collatorOfNames();
        std::vector<QCollatorSortKey> keys;
        keys.reserve(m_rows.size());
        for (const Row &row : m_rows)
            keys.push_back(collator.sortKey(row.name));
        std::stable_sort(m_order.begin(), m_order.end(), [&](qsizetype a, qsizetype b) {
            const bool unnamed = m_rows[size_t(a)].unnamed;
            if (unnamed != m_rows[size_t(b)].unnamed)
                return !unnamed;
            const int compared = unnamed ? 0 : keys[size_t(a)].compare(keys[size_t(b)]);
            return falling ? compared > 0 : compared < 0;
        });
    } else {
        std::stable_sort(m_order.begin(), m_order.end(), [&](qsizetype a, qsizetype b) {
            const FindKey first = keyOfFind(m_review.found.at(a), column);
            const FindKey second = keyOfFind(m_review.found.at(b), column);
            if (!first || !second)
                return first.has_value();
            return falling ? *first > *second : *first < *second;
        });
    }

    std::vector<int> rowOf(m_order.size());
    for (size_t row = 0; row < m_order.size(); ++row)
        rowOf[size_t(m_order[row])] = int(row);
    QModelIndexList after;
    for (qsizetype i = 0; i < before.size(); ++i)
        after << index(rowOf[size_t(placesBefore[size_t(i)])], before.at(i).column());
    changePersistentIndexList(before, after);
    emit layoutChanged({}, VerticalSortHint);
}

void RetentionModel::toggle(const QList<int> &rows)
{
    const bool all = std::all_of(rows.begin(), rows.end(),
                                 [this](int row) { return m_rows[size_t(m_order[size_t(row)])].ticked; });
    tick(rows, !all);
}

void RetentionModel::tickAll(bool ticked)
{
    QList<int> rows(qsizetype(m_order.size()));
    std::iota(rows.begin(), rows.end(), 0);
    tick(rows, ticked);
}

void RetentionModel::tick(const QList<int> &rows, bool ticked)
{
    int first = rowCount();
    int last = -1;
    for (const int row : rows) {
        bool &old = m_rows[size_t(m_order[size_t(row)])].ticked;
        if (old == ticked)
            continue;
        old = ticked;
        first = std::min(first, row);
        last = std::max(last, row);
    }
    if (last < 0)
        return;
    sum();
    emit dataChanged(index(first, NameColumn), index(last, NameColumn), {Qt::CheckStateRole});
    emit ticksChanged();
}

void RetentionModel::sum()
{
    m_sums = {};
    const auto widen = [](QDateTime &from, QDateTime &to, const QDateTime &moment) {
        from = from.isValid() ? std::min(from, moment) : moment;
        to = to.isValid() ? std::max(to, moment) : moment;
    };
    for (size_t i = 0; i < m_rows.size(); ++i) {
        if (!m_rows[i].ticked)
            continue;
        const RetentionFind &find = m_review.found.at(qsizetype(i));
        ++m_sums.conversations;
        m_sums.messages += find.facts.messages;
        m_sums.liked += find.facts.liked;
        m_sums.disliked += find.facts.disliked;
        widen(m_sums.oldestSaid, m_sums.newestSaid, find.lastSaidAt);
        widen(m_sums.oldestMade, m_sums.newestMade, find.conversation.createdAt);
    }
}

QList<SessionId> RetentionModel::ticked() const
{
    QList<SessionId> sessions;
    for (size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].ticked)
            sessions << m_review.found.at(qsizetype(i)).conversation.session;
    }
    return sessions;
}

} // namespace confab
