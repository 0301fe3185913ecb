// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dates.h"
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
    enum class Key { Name, Created, Updated, Id };

    struct Row
    {
        Conversation value;
        QString name;         ///< As it is shown.
        bool unnamed = false; ///< The name is "Conversation <id>" for want of one.
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
    };

    ConversationRows();

    void clear();
    /// -1 where it is not there.
    [[nodiscard]] int slotOf(const SessionId &session) const;
    int add(const Conversation &conversation);
    /// The session stays what it was.
    void replace(int slot, const Conversation &conversation);
    void remove(int slot);
    [[nodiscard]] const Row &row(int slot) const { return m_rows[size_t(slot)]; }
    /// One past the highest slot.
    [[nodiscard]] size_t slotCount() const { return m_rows.size(); }

    /// A total order. Whatever has no name or date stands last in both directions; equals go by id, then by
    /// session.
    [[nodiscard]] bool lessThan(int a, int b, const Order &order) const;
    /// True where the row would stand in the same place with these values.
    [[nodiscard]] bool keepsPlace(int slot, const Conversation &conversation, const Order &order) const;
    /// Works out what lessThan() needs, for all of these slots at once.
    void prepare(const std::vector<int> &slotList, const Order &order);

    [[nodiscard]] bool matches(int slot, const Filter &filter) const
    {
        return (filter.needle.isEmpty() || m_haystacks[size_t(slot)].contains(filter.needle)) &&
               (filter.created.everything || filter.created.contains(m_rows[size_t(slot)].value.createdAt));
    }
    [[nodiscard]] static bool matches(const Conversation &conversation, const Filter &filter);
    /// What the person typed, as a Filter wants it.
    [[nodiscard]] static QString needle(const QString &typed);
    /// What a needle is looked for in: name, id and session id, folded, one a line (a needle holds no line
    /// break).
    [[nodiscard]] const QString &haystack(int slot) const { return m_haystacks[size_t(slot)]; }

private:
    [[nodiscard]] static Row makeRow(const Conversation &conversation);
    [[nodiscard]] static QString makeHaystack(const Row &row);
    [[nodiscard]] int compareNames(int a, int b) const;

    // Apart from the rows, since a keystroke reads all of them and nothing else.
    std::vector<QString> m_haystacks;
    std::vector<Row> m_rows;
    std::vector<std::optional<QCollatorSortKey>> m_nameKeys; ///< Made when they are first sorted by name.
    std::vector<int> m_free;
    QHash<SessionId, int> m_slots;
    QCollator m_collator;
};

} // namespace confab
