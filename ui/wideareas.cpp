// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wideareas.h"

#include "ui/messageview.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace confab {

namespace {
constexpr int charactersPerKey = 6;
} // namespace

MarkdownDocument &WideAreas::document(const QModelIndex &index) const
{
    return *m_view.messageDelegate().shown(index, m_view.viewport()->width()).entry->document;
}

std::optional<WideAreas::Place> WideAreas::at(QPoint point) const
{
    const QModelIndex index = m_view.indexAt(point);
    if (!index.isValid())
        return {};
    const auto shown = m_view.messageDelegate().shown(index, m_view.viewport()->width());
    const QPointF inText = point - m_view.visualRect(index).topLeft() - shown.layout.content.topLeft();
    const auto areas = shown.entry->document->wideAreas();
    for (const auto &area : areas) {
        if (area.visible.contains(inText))
            return Place{index, area};
    }
    return {};
}

bool WideAreas::scroll(const Place &place, qreal offset)
{
    if (!place.row.isValid() || !document(place.row).setOffset(place.area, offset))
        return false;
    m_view.viewport()->update();
    return true;
}

bool WideAreas::wheel(const QWheelEvent &event)
{
    const bool shift = event.modifiers() & Qt::ShiftModifier;
    const QPoint pixels = event.pixelDelta();
    const QPoint angle = event.angleDelta();
    const int sideways = shift && angle.x() == 0 ? angle.y() : angle.x();
    const int fine = shift && pixels.x() == 0 ? pixels.y() : pixels.x();
    // A sloping touch of the pad goes on to scroll the messages.
    if (sideways == 0 || (!shift && std::abs(angle.y()) > std::abs(angle.x())))
        return false;
    const auto place = at(event.position().toPoint());
    if (!place)
        return false;
    const qreal step = fine != 0 ? fine : sideways / 120.0 * 3 * m_view.fontMetrics().height();
    scroll(*place, place->area.offset - step);
    return true; // also at its end: the messages must not jump instead
}

bool WideAreas::mousePress(const QMouseEvent &event)
{
    m_dragged.reset();
    const auto place = event.button() == Qt::LeftButton ? at(event.position().toPoint()) : std::nullopt;
    if (!place)
        return false;
    const auto shown = m_view.messageDelegate().shown(place->row, m_view.viewport()->width());
    const QPointF inText =
        event.position() - m_view.visualRect(place->row).topLeft() - QPointF(shown.layout.content.topLeft());
    if (!place->area.track().contains(inText))
        return false;
    m_dragged = place;
    m_dragStart = int(event.position().x());
    m_startOffset = place->area.offset;
    if (!place->area.bar().contains(inText)) {
        // Beside the bar: it comes under the pointer.
        const qreal share = (inText.x() - place->area.visible.left()) / place->area.visible.width();
        m_startOffset = share * place->area.rect.width() - place->area.visible.width() / 2;
        scroll(*place, m_startOffset);
    }
    return true;
}

bool WideAreas::mouseMove(const QMouseEvent &event)
{
    if (!m_dragged)
        return false;
    const qreal moved = event.position().x() - m_dragStart;
    const auto &area = m_dragged->area;
    scroll(*m_dragged, m_startOffset + moved * area.rect.width() / area.visible.width());
    return true;
}

bool WideAreas::mouseRelease()
{
    const bool was = m_dragged.has_value();
    m_dragged.reset();
    return was;
}

bool WideAreas::keyPress(const QKeyEvent &event)
{
    const int direction = event.key() == Qt::Key_Right ? 1 : event.key() == Qt::Key_Left ? -1 : 0;
    const QModelIndex row = m_view.currentIndex();
    if (direction == 0 || event.modifiers() & ~Qt::KeypadModifier || !row.isValid())
        return false;
    const auto areas = document(row).wideAreas();
    if (areas.isEmpty())
        return false;
    // All of the message together: the keyboard has no pointer that would choose one.
    const qreal step = direction * charactersPerKey * m_view.fontMetrics().averageCharWidth();
    for (const auto &area : areas)
        scroll({row, area}, area.offset + step);
    return true;
}

void WideAreas::reveal(const QModelIndex &index, int position)
{
    const MarkdownDocument &text = document(index);
    const QRectF caret = text.caretRect(position);
    const auto areas = text.wideAreas();
    for (const auto &area : areas) {
        if (!area.rect.adjusted(-1, 0, 1, 0).contains(caret.center()))
            continue;
        const qreal x = caret.x() - area.rect.left();
        const qreal margin = 4 * m_view.fontMetrics().averageCharWidth();
        if (x - margin < area.offset)
            scroll({index, area}, x - margin);
        else if (x + margin > area.offset + area.visible.width())
            scroll({index, area}, x + margin - area.visible.width());
    }
}

} // namespace confab
