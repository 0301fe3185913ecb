// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/messagedelegate.h"

#include <QPersistentModelIndex>

#include <optional>

class QPainter;

namespace confab {

class MessageView;

/// Walks with Tab through what can be opened or pressed in the current message: its links and Copy buttons
/// from top to bottom, "Show more", then its sources. Before the first and after the last one, Tab leaves the
/// messages as it leaves any other control.
class MessageStops
{
public:
    struct Stop
    {
        MessageHit hit;
        QList<QRect> rects; ///< In the row: a link may run over several lines.
    };

    explicit MessageStops(MessageView &view) : m_view(view) {}

    /// False where there is none further in that direction; then none is current.
    bool move(bool forward);
    void clear() { m_number = -1; }
    [[nodiscard]] std::optional<Stop> current() const;
    /// The ring around the current one, in the viewport.
    void paint(QPainter &painter) const;
    [[nodiscard]] QList<Stop> of(const QModelIndex &index) const;

private:
    void show() const;

    MessageView &m_view;
    QPersistentModelIndex m_row; ///< Whose stop is current.
    int m_number = -1;
};

} // namespace confab
