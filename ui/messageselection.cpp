// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/messageselection.h"

#include <algorithm>

namespace confab {

void MessageSelection::begin(const Span &span)
{
    m_held = span;
    m_moving = span;
}

void MessageSelection::extendTo(const Span &span)
{
    if (!isHeld())
        m_held = span;
    m_moving = span;
}

void MessageSelection::clear()
{
    m_held.reset();
}

std::optional<MessageSelection::Ends> MessageSelection::ends() const
{
    if (!m_held)
        return {};
    const int held = m_rowOf(m_held->message);
    const int moving = m_rowOf(m_moving.message);
    if (held < 0 || moving < 0)
        return {};
    const Position heldFrom{m_held->message, m_held->from};
    const Position heldTo{m_held->message, m_held->to};
    const Position movingFrom{m_moving.message, m_moving.from};
    const Position movingTo{m_moving.message, m_moving.to};
    if (moving > held)
        return Ends{heldFrom, movingTo, held, moving, true};
    if (moving < held)
        return Ends{movingFrom, heldTo, moving, held, false};
    const bool backward = m_moving.from < m_held->from;
    return Ends{{m_held->message, std::min(m_held->from, m_moving.from)},
                {m_held->message, std::max(m_held->to, m_moving.to)},
                held,
                held,
                !backward};
}

bool MessageSelection::isHeld() const
{
    return ends().has_value();
}

bool MessageSelection::isEmpty() const
{
    const auto range = ends();
    return !range || range->from == range->to;
}

std::optional<MessageSelection::Position> MessageSelection::caret() const
{
    const auto range = ends();
    if (!range)
        return {};
    return range->forward ? range->to : range->from;
}

std::optional<std::pair<int, int>> MessageSelection::rows() const
{
    const auto range = ends();
    if (!range || range->from == range->to)
        return {};
    return std::pair{range->fromRow, range->toRow};
}

std::optional<MessageSelection::Span> MessageSelection::partOf(const Id &message) const
{
    const auto range = ends();
    if (!range || range->from == range->to)
        return {};
    const int row = m_rowOf(message);
    if (row < range->fromRow || row > range->toRow)
        return {};
    const Span part{message, row == range->fromRow ? range->from.offset : 0,
                    row == range->toRow ? range->to.offset : toEnd};
    if (part.from == part.to)
        return {};
    return part;
}

bool MessageSelection::contains(const Position &position) const
{
    const auto part = partOf(position.message);
    return part && position.offset >= part->from && position.offset < part->to;
}

} // namespace confab
