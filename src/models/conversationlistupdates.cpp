// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/conversationlistmodel.h"
#include "services/conversationfacts.h"
#include "services/conversationservice.h"

#include <algorithm>
#include <utility>

// The half of the model that follows the services: rows that come, go, move and change.
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

void ConversationListModel::upsert(const QList<Conversation> &conversations)
{
    std::vector<Update> inPlace;
    std::vector<Update> elsewhere;
    Slots added;
    for (const Conversation &conversation : conversations) {
        const int slot = m_rows.slotOf(conversation.session);
        if (slot < 0) {
            added.push_back(m_rows.add(conversation, factsOf(conversation.session)));
            continue;
        }
        if (std::find(added.begin(), added.end(), slot) !=
            added.end()) { // twice in one batch: the last one counts
            m_rows.replace(slot, conversation, m_rows.row(slot).facts);
            continue;
        }
        if (m_rows.row(slot).value != conversation)
            sortIn({slot, conversation, m_rows.row(slot).facts}, inPlace, elsewhere);
    }
    apply(inPlace, elsewhere, std::move(added));
}

/// Whether the row stays where it is, or out of sight.
void ConversationListModel::sortIn(Update update, std::vector<Update> &inPlace,
                                   std::vector<Update> &elsewhere) const
{
    const bool shown = m_rows.matches(update.slot, m_filter);
    // A name is folded for a new one alone.
    const bool toBeShown = update.value == m_rows.row(update.slot).value
                               ? m_rows.fit(update.slot, update.facts, m_filter) == ConversationRows::Fit::Yes
                               : ConversationRows::matches(update.value, update.facts, m_filter);
    const bool stays =
        shown == toBeShown && m_rows.keepsPlace(update.slot, update.value, update.facts, order());
    (stays ? inPlace : elsewhere).push_back(std::move(update));
}

void ConversationListModel::apply(const std::vector<Update> &inPlace, const std::vector<Update> &elsewhere,
                                  Slots added)
{
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
    for (const auto &[slot, value, facts] : updates) {
        m_rows.replace(slot, value, facts);
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
    const bool toBeShown = ConversationRows::matches(update.value, update.facts, m_filter);
    if (shown && toBeShown) {
        moveRow(update);
        return;
    }
    const auto resort = [&] {
        m_sorted.erase(placeIn(m_sorted, update.slot));
        m_rows.replace(update.slot, update.value, update.facts);
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
    m_rows.replace(update.slot, update.value, update.facts);
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
    for (const auto &[slot, value, facts] : updates)
        m_rows.replace(slot, value, facts);
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

// --- What the archive says of them ---

bool ConversationListModel::goesByFacts() const
{
    return m_sortColumn > IdColumn || m_filter.asksForFacts();
}

/// Where rows go by it, many small steps would cost more than one, and the rows would wander for a while.
void ConversationListModel::factsChanged(const QList<SessionId> &sessions, bool moreFollow)
{
    if (m_late.empty() && (!moreFollow || !goesByFacts())) {
        takeFacts(sessions);
    } else {
        for (const SessionId &session : sessions) {
            if (const int slot = m_rows.slotOf(session); slot >= 0)
                m_late.push_back({slot, session, factsOf(session)});
        }
        if (!moreFollow)
            takeLateFacts();
    }
    if (m_filter.asksForFacts())
        emit notKnownChanged();
}

void ConversationListModel::takeFacts(const QList<SessionId> &sessions)
{
    std::vector<Update> inPlace;
    std::vector<Update> elsewhere;
    for (const SessionId &session : sessions) {
        const int slot = m_rows.slotOf(session);
        if (slot < 0)
            continue;
        Update update{slot, m_rows.row(slot).value, factsOf(session)};
        if (update.facts != m_rows.row(slot).facts)
            sortIn(std::move(update), inPlace, elsewhere);
    }
    apply(inPlace, elsewhere, {});
}

/// What costs time is done by now, but for the order.
void ConversationListModel::takeLateFacts()
{
    const std::vector<LateFacts> late = std::exchange(m_late, {});
    beginResetModel();
    for (const auto &[slot, session, facts] : late) {
        if (m_rows.row(slot).value.session == session)
            m_rows.setFacts(slot, facts);
    }
    rebuildWith({}, {});
    endResetModel();
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
