// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/conversationrows.h"

#include "core/text.h"
#include "models/conversationlistmodel.h"
#include "models/languagename.h"

#include <QLocale>

#include <algorithm>

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
    m_numbers.clear();
    m_free.clear();
    m_slots.clear();
    m_languageRanks.clear();
}

int ConversationRows::slotOf(const SessionId &session) const
{
    return m_slots.value(session, -1);
}

int ConversationRows::add(const Conversation &conversation, const Facts &facts)
{
    int slot = int(m_rows.size());
    if (m_free.empty()) {
        m_rows.emplace_back();
        m_haystacks.emplace_back();
        m_nameKeys.emplace_back();
        m_numbers.emplace_back();
    } else {
        slot = m_free.back();
        m_free.pop_back();
    }
    m_slots.insert(conversation.session, slot);
    replace(slot, conversation, facts);
    return slot;
}

void ConversationRows::replace(int slot, const Conversation &conversation, const Facts &facts)
{
    const auto at = size_t(slot);
    if (!m_haystacks[at].isEmpty() && m_rows[at].value == conversation) { // a haystack holds two line breaks
        m_rows[at].facts = facts;
        return;
    }
    m_rows[at] = makeRow(conversation);
    m_rows[at].facts = facts;
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
    m_numbers[at].reset();
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
    } else if (order.key >= Key::LastMessage) {
        const auto &firstNumber = m_numbers[size_t(a)];
        const auto &secondNumber = m_numbers[size_t(b)];
        if (firstNumber.has_value() != secondNumber.has_value())
            return firstNumber.has_value();
        if (firstNumber)
            result = compareValues(*firstNumber, *secondNumber);
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

std::optional<qint64> ConversationRows::number(const Facts &facts, Key key) const
{
    if (!facts)
        return {};
    switch (key) {
    case Key::LastMessage:
        return facts->lastMessageAt.isValid() ? std::optional(facts->lastMessageAt.toMSecsSinceEpoch())
                                              : std::nullopt;
    case Key::Messages:
        return facts->messages;
    case Key::Reactions:
        return facts->whole || facts->hasReactions() ? std::optional<qint64>(facts->liked - facts->disliked)
                                                     : std::nullopt;
    case Key::Language:
        return facts->language.isEmpty() ? std::nullopt
                                         : std::optional<qint64>(m_languageRanks.value(facts->language, -1));
    default:
        return {};
    }
}

bool ConversationRows::rankLanguages(const std::vector<int> &slotList)
{
    bool fresh = false;
    for (const int slot : slotList) {
        const Facts &facts = row(slot).facts;
        if (facts && !facts->language.isEmpty() && !m_languageRanks.contains(facts->language)) {
            m_languageRanks.insert(facts->language, 0);
            fresh = true;
        }
    }
    if (!fresh)
        return false;
    QStringList codes = m_languageRanks.keys();
    // Two codes may have one name, and the order of those that are there must not change with a new one.
    std::sort(codes.begin(), codes.end(), [this](const QString &a, const QString &b) {
        const int names = m_collator.compare(languageName(a), languageName(b));
        return names != 0 ? names < 0 : a < b;
    });
    for (qsizetype rank = 0; rank < codes.size(); ++rank)
        m_languageRanks[codes.at(rank)] = int(rank);
    return true;
}

bool ConversationRows::keepsPlace(int slot, const Conversation &conversation, const Facts &facts,
                                  const Order &order) const
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
    case Key::Language:
        return (row(slot).facts ? row(slot).facts->language : QString()) ==
               (facts ? facts->language : QString());
    case Key::LastMessage:
    case Key::Messages:
    case Key::Reactions:
        return number(row(slot).facts, order.key) == number(facts, order.key);
    case Key::Id:
        break;
    }
    return true;
}

void ConversationRows::prepare(const std::vector<int> &slotList, const Order &order)
{
    if (order.key >= Key::LastMessage) {
        if (order.key == Key::Language && rankLanguages(slotList)) {
            for (size_t slot = 0; slot < m_rows.size(); ++slot)
                m_numbers[slot] = number(m_rows[slot].facts, order.key);
        }
        for (const int slot : slotList)
            m_numbers[size_t(slot)] = number(row(slot).facts, order.key);
    }
    if (order.key != Key::Name)
        return;
    for (const int slot : slotList) {
        auto &key = m_nameKeys[size_t(slot)];
        if (!key && !row(slot).unnamed)
            key.emplace(m_collator.sortKey(row(slot).name));
    }
}

bool ConversationRows::matches(const Conversation &conversation, const Facts &facts, const Filter &filter)
{
    return (filter.needle.isEmpty() || makeHaystack(makeRow(conversation)).contains(filter.needle)) &&
           filter.created.contains(conversation.createdAt) &&
           (!filter.asksForFacts() || fit(facts, filter) == Fit::Yes);
}

/// What one condition rules out is out, whatever is not known of another.
ConversationRows::Fit ConversationRows::fit(const Facts &facts, const Filter &filter)
{
    if (!facts)
        return Fit::Unknown;
    Fit result = Fit::Yes;
    if (!filter.lastMessage.everything) {
        // A last message that is too young is no less young for what may have come after it.
        if (facts->lastMessageAt.isValid() && !filter.lastMessage.contains(facts->lastMessageAt))
            return Fit::No;
        if (!facts->lastMessageAt.isValid() || !filter.checkedSince.isValid() ||
            facts->checkedAt < filter.checkedSince)
            result = Fit::Unknown;
    }
    if (!filter.facts.language.isEmpty() && facts->language != filter.facts.language)
        return Fit::No;
    if (filter.facts.length != LengthFilter::Any && lengthOf(facts->messages) != filter.facts.length)
        return Fit::No;
    const auto wanted = [&](bool has) { return has ? Fit::Yes : facts->whole ? Fit::No : Fit::Unknown; };
    Fit reactions = Fit::Yes;
    switch (filter.facts.reactions) {
    case ReactionFilter::Any:
        break;
    case ReactionFilter::Liked:
        reactions = wanted(facts->liked > 0);
        break;
    case ReactionFilter::Disliked:
        reactions = wanted(facts->disliked > 0);
        break;
    case ReactionFilter::None:
        reactions = facts->hasReactions() ? Fit::No : facts->whole ? Fit::Yes : Fit::Unknown;
        break;
    }
    return std::min(result, reactions);
}

QString ConversationRows::needle(const QString &typed)
{
    return text::fold(text::cleanLine(typed, maxSearchedLength)).trimmed();
}

ConversationRows::Row ConversationRows::makeRow(const Conversation &conversation)
{
    Row row{conversation, text::cleanLine(conversation.name), false, {}};
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
