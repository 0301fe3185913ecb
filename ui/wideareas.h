// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/markdowndocument.h"

#include <QPersistentModelIndex>
#include <QPoint>

#include <optional>

class QKeyEvent;
class QMouseEvent;
class QWheelEvent;

namespace confab {

class MessageView;

/// Scrolls code and tables that are wider than their bubble, sideways: by wheel with Shift or a sideways
/// wheel, by their thin bar, and by the arrow keys in the current message.
class WideAreas
{
public:
    explicit WideAreas(MessageView &view) : m_view(view) {}

    // True where the event was one of these.
    bool wheel(const QWheelEvent &event);
    bool mousePress(const QMouseEvent &event);
    bool mouseMove(const QMouseEvent &event);
    bool mouseRelease();
    bool keyPress(const QKeyEvent &event);
    /// Moves the area that a position is in until the position is to be seen.
    void reveal(const QModelIndex &index, int position);

private:
    struct Place
    {
        QPersistentModelIndex row;
        MarkdownDocument::Area area;
    };
    [[nodiscard]] std::optional<Place> at(QPoint point) const;
    bool scroll(const Place &place, qreal offset);
    [[nodiscard]] MarkdownDocument &document(const QModelIndex &index) const;

    MessageView &m_view;
    std::optional<Place> m_dragged;
    int m_dragStart = 0;
    qreal m_startOffset = 0;
};

} // namespace confab
