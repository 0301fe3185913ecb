// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/conversationrows.h"

#include "core/text.h"
#include "models/conversationlistmodel.h"

#include <QLocale>

namespace confab {

namespace {

/// A name may be longer than what is shown of it; it is found by all of it, within reason.
constexpr qsizetype maxSearchedLength = 2048;

template<class T>
int compareValues(const T &a, const T &b)
{
    return a < b ? -1 : (b < a ? 1 : 0);
}

const QDateTime &dateOf(const Conversation &conversation, ConversationRows::Key key)
{
    return key == ConversationRows::Key::Created ? conversation.createdAt : conversation.updatedAt;
}

QLocale sortingLocale()
{
    // The C locale sorts by code point, which is of no use to a person.
    return QLocale().language() == QLocale::C ? QLocale(QLocale::English) : QLocale();
}

} // namespace

ConversationRows::ConversationRows() : m_collator(sortingLocale())
{
    m_collator.setNumericMode(true);
    m_collator.setCaseSensitivity(Qt::CaseInsensitive);
}

void ConversationRows::clear()
{
    m_haystacks.clear();
    m_rows.clear();
    m_nameKeys.clear();
    m_free.clear();
    m_slots.clear();
}

int ConversationRows::slotOf(const SessionId &session) const
{
    return m_slots.value(session, -1);
}

int ConversationRows::add(const Conversation &conversation)
{
    int slot = int(m_rows.size());
    if (m_free.empty()) {
        m_rows.emplace_back();
        m_haystacks.emplace_back();
        m_nameKeys.emplace_back();
    } else {
        slot = m_free.back();
        m_free.pop_back();
    }
    m_slots.insert(conversation.session, slot);
    replace(slot, conversation);
    return slot;
}

void ConversationRows::replace(int slot, const Conversation &conversation)
{
    const auto at = size_t(slot);
    m_rows[at] = makeRow(conversation);
    m_haystacks[at] = makeHaystack(m_rows[at]);
    m_nameKeys[at].reset();
}

void ConversationRows::remove(int slot)
{
    const auto at = size_t(slot);
    m_slots.remove(m_rows[at].value.session);
    m_rows[at] = {};
    m_haystacks[at].clear();
    m_nameKeys[at].reset();
    m_free.push_back(slot);
}

int ConversationRows::compareNames(int a, int b) const
{
    const auto &first = m_nameKeys[size_t(a)];
    const auto &second = m_nameKeys[size_t(b)];
    if (first && second)
        return first->compare(*second);
    return m_collator.compare(m_rows[size_t(a)].name, m_rows[size_t(b)].name);
}

bool ConversationRows::lessThan(int a, int b, const Order &order) const
{
    const Row &first = row(a);
    const Row &second = row(b);
    int result = 0;
    if (order.key == Key::Name) {
        if (first.unnamed != second.unnamed)
            return second.unnamed;
        if (!first.unnamed)
            result = compareNames(a, b);
    } else if (order.key != Key::Id) {
        const QDateTime &firstDate = dateOf(first.value, order.key);
        const QDateTime &secondDate = dateOf(second.value, order.key);
        if (firstDate.isValid() != secondDate.isValid())
            return firstDate.isValid();
        if (firstDate.isValid())
            result = compareValues(firstDate, secondDate);
    }
    if (result == 0)
        result = compareValues(first.value.id, second.value.id);
    if (result == 0)
        result = compareValues(first.value.session, second.value.session);
    return order.direction == Qt::AscendingOrder ? result < 0 : result > 0;
}

bool ConversationRows::keepsPlace(int slot, const Conversation &conversation, const Order &order) const
{
    const Conversation &old = row(slot).value;
    if (old.id != conversation.id)
        return false;
    switch (order.key) {
    case Key::Name:
        return old.name == conversation.name;
    case Key::Created:
    case Key::Updated:
        return dateOf(old, order.key) == dateOf(conversation, order.key) &&
               dateOf(old, order.key).isValid() == dateOf(conversation, order.key).isValid();
    case Key::Id:
        break;
    }
    return true;
}

void ConversationRows::prepare(const std::vector<int> &slotList, const Order &order)
{
    if (order.key != Key::Name)
        return;
    for (const int slot : slotList) {
        auto &key = m_nameKeys[size_t(slot)];
        if (!key && !row(slot).unnamed)
            key.emplace(m_collator.sortKey(row(slot).name));
    }
}

bool ConversationRows::matches(const Conversation &conversation, const Filter &filter)
{
    return (filter.needle.isEmpty() || makeHaystack(makeRow(conversation)).contains(filter.needle)) &&
           filter.created.contains(conversation.createdAt);
}

QString ConversationRows::needle(const QString &typed)
{
    return text::fold(text::cleanLine(typed, maxSearchedLength)).trimmed();
}

ConversationRows::Row ConversationRows::makeRow(const Conversation &conversation)
{
    Row row{conversation, text::cleanLine(conversation.name), false};
    if (row.name.isEmpty()) {
        row.name = ConversationListModel::tr("Conversation %1").arg(conversation.id.value);
        row.unnamed = true;
    }
    return row;
}

QString ConversationRows::makeHaystack(const Row &row)
{
    const bool cut = row.value.name.size() > text::maxNameLength;
    const QString name = cut ? text::cleanLine(row.value.name, maxSearchedLength) : row.name;
    return text::fold(name) + u'\n' + row.value.id.toString() + u'\n' +
           text::fold(row.value.session.toString());
}

} // namespace confab
