// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <functional>
#include <limits>
#include <optional>
#include <utility>

namespace confab {

/// What is selected of a conversation: from a character of one message to a character of the same or another.
/// Pure positions: a message is known by its id and sender, never by its row, so that messages that come
/// before, between or after change nothing. Offsets are positions in the message's document.
class MessageSelection
{
public:
    using Id = std::pair<qint64, int>; ///< As MessageDocumentCache::Key: message id and sender.
    /// The place of a message in the conversation; -1 where it has gone.
    using RowOf = std::function<int(const Id &)>;

    static constexpr int toEnd = std::numeric_limits<int>::max();

    /// A stretch of one message: a caret where both ends are the same, a word, a paragraph.
    struct Span
    {
        Id message;
        int from = 0;
        int to = 0;

        friend bool operator==(const Span &, const Span &) = default;
    };
    struct Position
    {
        Id message;
        int offset = 0;

        friend bool operator==(const Position &, const Position &) = default;
    };

    explicit MessageSelection(RowOf rowOf) : m_rowOf(std::move(rowOf)) {}

    /// Selects the span and holds it: what follows extends from it, in either direction.
    void begin(const Span &span);
    /// Covers all from the held span to this one; begins with it where nothing is held.
    void extendTo(const Span &span);
    void clear();

    /// Something begins here, if only a caret. False again when a message at either end has gone.
    [[nodiscard]] bool isHeld() const;
    /// Not a single character is selected.
    [[nodiscard]] bool isEmpty() const;
    /// The end that moves.
    [[nodiscard]] std::optional<Position> caret() const;
    /// First and last row with a selected part; nothing where it is empty.
    [[nodiscard]] std::optional<std::pair<int, int>> rows() const;
    /// The part of one message, its `to` toEnd where the selection goes on behind it; nothing where none of
    /// it is selected.
    [[nodiscard]] std::optional<Span> partOf(const Id &message) const;
    [[nodiscard]] bool contains(const Position &position) const;

private:
    struct Ends
    {
        Position from;
        Position to;
        int fromRow = 0;
        int toRow = 0;
        bool forward = true; ///< The caret is at `to`.
    };
    [[nodiscard]] std::optional<Ends> ends() const;

    RowOf m_rowOf;
    std::optional<Span> m_held;
    Span m_moving;
};

} // namespace confab
