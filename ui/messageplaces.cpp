// SPDX-License-Identifier: GPL-3.0-or-later
// The part of MessageView that finds places in messages and brings them on screen.
#include "ui/messageselector.h"
#include "ui/messageview.h"

#include <QScrollBar>

namespace confab {

namespace {
/// What comes on screen is measured then, which moves the rest; a few rounds are usual.
constexpr int placeRounds = 12;
} // namespace

QModelIndex MessageView::indexOf(const MessageSelection::Id &message) const
{
    const int row = m_selector->rowOf(message);
    return row < 0 ? QModelIndex() : model()->index(row, 0);
}

QRect MessageView::caretRect(const MessageSelection::Position &position) const
{
    const QModelIndex index = indexOf(position.message);
    if (!index.isValid())
        return {};
    return m_delegate->caretRect(index, viewport()->width(), position.offset)
        .translated(visualRect(index).topLeft());
}

void MessageView::showPosition(const MessageSelection::Position &position)
{
    const QModelIndex index = indexOf(position.message);
    if (!index.isValid())
        return;
    m_wideAreas.reveal(index, position.offset);
    showRect(index, m_delegate->caretRect(index, viewport()->width(), position.offset));
}

void MessageView::showRect(const QModelIndex &index, const QRect &inRow)
{
    const QPersistentModelIndex row = index;
    const int margin = fontMetrics().height();
    for (int round = 0; round < placeRounds && row.isValid(); ++round) {
        const QRect rect = inRow.translated(visualRect(row).topLeft());
        const int above = rect.top() - margin;
        const int below = rect.bottom() + margin - viewport()->height() + 1;
        if (above >= 0 && below <= 0)
            return;
        QScrollBar *bar = verticalScrollBar();
        const int before = bar->value();
        bar->setValue(before + (above < 0 ? above : below));
        if (bar->value() == before)
            return;
    }
}

void MessageView::scrollToTop(const QModelIndex &index)
{
    const QPersistentModelIndex row = index;
    for (int round = 0; round < placeRounds && row.isValid(); ++round) {
        QScrollBar *bar = verticalScrollBar();
        const int before = bar->value();
        bar->setValue(before + visualRect(row).top());
        if (bar->value() == before)
            return;
    }
}

void MessageView::scrollToEnd()
{
    m_atBottom = true;
    settle();
}

void MessageView::showMoreOf(const QModelIndex &index)
{
    m_delegate->showMore(index);
    relayout(index);
}

void MessageView::setUnreadFrom(qint64 message)
{
    if (message == m_delegate->unreadFrom())
        return;
    m_delegate->setUnreadFrom(message);
    m_heights.forgetAll();
    scheduleDelayedItemsLayout();
}

} // namespace confab
