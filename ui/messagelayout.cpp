// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/messagelayout.h"

#include <QStyle>

#include <algorithm>

namespace confab {

int MessageLayout::Metrics::textWidth(int rowWidth) const
{
    // Outer margins of four units on both sides, padding of three, and room that shows whose bubble it is.
    const int free = rowWidth - 14 * unit;
    const int inset = std::min(free / 8, 16 * unit);
    return std::clamp(free - inset, std::min(8 * unit, std::max(free, 1)), std::max(maxTextWidth, 1));
}

MessageLayout MessageLayout::of(const Metrics &metrics, const Input &input)
{
    const int unit = metrics.unit;
    const int outer = 4 * unit;
    const int padding = 3 * unit;
    const int textWidth = metrics.textWidth(input.rowWidth);
    MessageLayout result;
    int y = 2 * unit;
    if (input.startsDay) {
        result.day = QRect(outer, y + 2 * unit, input.rowWidth - 2 * outer, metrics.dayHeight);
        y = result.day.y() + result.day.height() + 3 * unit;
    }
    if (input.startsUnread) {
        result.unread = QRect(outer, y + unit, input.rowWidth - 2 * outer, metrics.dayHeight);
        y = result.unread.y() + result.unread.height() + 3 * unit;
    }

    // As many chips beside each other as fit, filling the line; the width is that of the column, never of the
    // title.
    const int gap = unit;
    const int fit = metrics.chipWidth > 0 ? std::max(1, (textWidth + gap) / (metrics.chipWidth + gap)) : 1;
    const int chipWidth = (textWidth - (fit - 1) * gap) / fit;
    const int columns = input.chips > 0 ? std::min(input.chips, fit) : 0;
    const int chipsWidth = columns > 0 ? columns * chipWidth + (columns - 1) * gap : 0;
    const int contentWidth =
        std::clamp(std::max({input.content.width(), chipsWidth, input.moreWidth}), 1, textWidth);

    const int bubbleWidth = contentWidth + 2 * padding;
    const int bubbleX = input.fromAgent ? input.rowWidth - outer - bubbleWidth : outer;
    const int buttonsWidth = input.buttons * metrics.buttonSide;
    const int taken = buttonsWidth > 0 ? buttonsWidth + unit : 0;
    const int metaWidth = std::min(input.metaWidth, std::max(0, input.rowWidth - 2 * outer - taken));
    const int metaX = input.fromAgent ? input.rowWidth - outer - metaWidth : outer;
    result.meta = QRect(metaX, y, metaWidth, metrics.metaHeight);
    if (buttonsWidth > 0) {
        const int buttonsX = input.fromAgent ? metaX - taken : metaX + metaWidth + unit;
        result.buttons = QRect(buttonsX, y - (metrics.buttonSide - metrics.metaHeight) / 2, buttonsWidth,
                               metrics.buttonSide);
    }
    y += metrics.metaHeight + unit;

    const int top = y;
    const int x = bubbleX + padding;
    y += 2 * unit;
    result.content = QRect(x, y, contentWidth, input.content.height());
    y += input.content.height();
    if (input.moreWidth > 0) {
        y += 2 * unit;
        result.more = QRect(x, y, std::min(input.moreWidth, contentWidth), metrics.chipHeight);
        y += metrics.chipHeight;
    }
    for (int i = 0; i < input.chips; ++i) {
        if (i % columns == 0)
            y += i == 0 ? 2 * unit + gap : metrics.chipHeight + gap;
        result.chips.append(QRect(x + (i % columns) * (chipWidth + gap), y, chipWidth, metrics.chipHeight));
    }
    y += (input.chips > 0 ? metrics.chipHeight : 0) + 2 * unit;
    result.bubble = QRect(bubbleX, top, bubbleWidth, y - top);
    result.height = y + 2 * unit;

    if (input.direction == Qt::RightToLeft)
        result.mirror(input.rowWidth);
    return result;
}

void MessageLayout::mirror(int rowWidth)
{
    const QRect row(0, 0, rowWidth, height);
    for (QRect *rect : {&day, &unread, &meta, &bubble, &content, &more, &buttons}) {
        if (!rect->isNull())
            *rect = QStyle::visualRect(Qt::RightToLeft, row, *rect);
    }
    for (QRect &chip : chips)
        chip = QStyle::visualRect(Qt::RightToLeft, row, chip);
}

} // namespace confab
