// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dates.h"
#include "core/threadfacts.h"
#include "core/values.h"

#include <QCollator>
#include <QHash>
#include <QString>

#include <optional>
#include <vector>

namespace confab {

/// The conversations that the list model knows, hidden ones among them, with all that filtering and sorting
/// needs worked out once a row. A row lives in a slot, whose number stays the same until it is removed.
class ConversationRows
{
public:
    enum class Key { Name, Created, Updated, Id, LastMessage, Messages, Reactions, Language };
    /// What is known of a row that was not read is nothing.
    using Facts = std::optional<ThreadFacts>;

    struct Row
    {
        Conversation value;
        QString name;         ///< As it is shown.
        bool unnamed = false; ///< The name is "Conversation <id>" for want of one.
        Facts facts;
    };

    struct Order
    {
        Key key = Key::Id;
        Qt::SortOrder direction = Qt::DescendingOrder;
        friend bool operator==(const Order &, const Order &) = default;
    };

    struct Filter
    {
        QString needle; ///< Folded; empty matches everything.
        TimeSpan created{{}, {}, true};
        TimeSpan lastMessage{{}, {}, true};
        QDateTime checkedSince; ///< Of a row that was last looked at before, the last message is not known.
        FactFilter facts;

        [[nodiscard]] bool asksForFacts() const { return !lastMessage.everything || facts.isSet(); }
    };

    /// Unknown: nobody can say before the row is read (again).
    enum class Fit { No, Unknown, Yes };

    ConversationRows();

    void clear();
    /// -1 where it is not there.
    [[nodiscard]] int slotOf(const SessionId &session) const;
    int add(const Conversation &conversation, const Facts &facts);
    /// The session stays what it was.
    void replace(int slot, const Conversation &conversation, const Facts &facts);
    void setFacts(int slot, const Facts &facts) { m_rows[size_t(slot)].facts = facts; }
    void remove(int slot);
    [[nodiscard]] const Row &row(int slot) const { return m_rows[size_t(slot)]; }
    /// One past the highest slot.
    [[nodiscard]] size_t slotCount() const { return m_rows.size(); }

    /// A total order. Whatever has no name, date or known value stands last in both directions; equals go by
    /// id, then by session. Reactions go by likes less dislikes.
    [[nodiscard]] bool lessThan(int a, int b, const Order &order) const;
    /// True where the row would stand in the same place with these values.
    [[nodiscard]] bool keepsPlace(int slot, const Conversation &conversation, const Facts &facts,
                                  const Order &order) const;
    /// Works out what lessThan() needs, for all of these slots at once.
    void prepare(const std::vector<int> &slotList, const Order &order);

    [[nodiscard]] bool matches(int slot, const Filter &filter) const { return fit(slot, filter) == Fit::Yes; }
    [[nodiscard]] Fit fit(int slot, const Filter &filter) const
    {
        return fit(slot, m_rows[size_t(slot)].facts, filter);
    }
    /// As if these were the row's facts.
    [[nodiscard]] Fit fit(int slot, const Facts &facts, const Filter &filter) const
    {
        if ((!filter.needle.isEmpty() && !m_haystacks[size_t(slot)].contains(filter.needle)) ||
            (!filter.created.everything && !filter.created.contains(m_rows[size_t(slot)].value.createdAt)))
            return Fit::No;
        return filter.asksForFacts() ? fit(facts, filter) : Fit::Yes;
    }
    [[nodiscard]] static bool matches(const Conversation &conversation, const Facts &facts,
                                      const Filter &filter);
    /// What the person typed, as a Filter wants it.
    [[nodiscard]] static QString needle(const QString &typed);
    /// What a needle is looked for in: name, id and session id, folded, one a line (a needle holds no line
    /// break).
    [[nodiscard]] const QString &haystack(int slot) const { return m_haystacks[size_t(slot)]; }

private:
    [[nodiscard]] static Row makeRow(const Conversation &conversation);
    [[nodiscard]] static QString makeHaystack(const Row &row);
    [[nodiscard]] static Fit fit(const Facts &facts, const Filter &filter);
    [[nodiscard]] int compareNames(int a, int b) const;
    /// Nothing where there is no value of the key.
    [[nodiscard]] std::optional<qint64> number(const Facts &facts, Key key) const;
    /// True where there are new ones, so that the ranks of all are others.
    bool rankLanguages(const std::vector<int> &slotList);

    // Apart from the rows, since a keystroke reads all of them and nothing else.
    std::vector<QString> m_haystacks;
    std::vector<Row> m_rows;
    std::vector<std::optional<QCollatorSortKey>> m_nameKeys; ///< Made when they are first sorted by name.
    std::vector<std::optional<qint64>> m_numbers; ///< What facts are sorted by; made for that as well.
    std::vector<int> m_free;
    QHash<SessionId, int> m_slots;
    QHash<QString, int> m_languageRanks; ///< By their own names; made when they are first sorted by language.
    QCollator m_collator;
};

} // namespace confab
