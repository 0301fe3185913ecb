// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QRect>
#include <QSize>

namespace confab {

/// Where the parts of one message stand. Numbers in, rectangles out, in pixels of the row; no fonts, no
/// model, no painter, so that it can be tested as numbers.
struct MessageLayout
{
    /// The sizes that follow from the font; one for all rows.
    struct Metrics
    {
        int unit = 4;       ///< The grid inside controls, scaled by the font.
        int metaHeight = 0; ///< The line with sender and time.
        int dayHeight = 0;  ///< Text of the day separator.
        int chipHeight = 0;
        int chipWidth = 0;    ///< As wide as a source's title may be; the same for all, so that nothing moves
                              ///< when titles arrive.
        int maxTextWidth = 0; ///< About 72 characters.
        int buttonSide = 0;   ///< Of the square buttons beside the line with sender and time.

        /// The room for text in a row of this width.
        [[nodiscard]] int textWidth(int rowWidth) const;
    };

    struct Input
    {
        int rowWidth = 0;
        bool fromAgent = false;
        bool startsDay = false;
        bool startsUnread = false; ///< What came since the last visit begins here.
        QSize content;             ///< Of the document, at most textWidth() wide.
        int metaWidth = 0;
        int chips = 0;
        int buttons = 0;   ///< Beside the line with sender and time, towards the middle of the row.
        int moreWidth = 0; ///< Of "Show more"; 0 where the message is whole.
        Qt::LayoutDirection direction = Qt::LeftToRight;
    };

    QRect day;    ///< The whole line; null where no day begins.
    QRect unread; ///< Likewise.
    QRect meta;
    QRect bubble;
    QRect content; ///< Inside the bubble.
    QRect more;    ///< Null where the message is whole.
    QList<QRect> chips;
    QRect buttons; ///< Null where there are none. Needs no height of its own.
    int height = 0;

    [[nodiscard]] static MessageLayout of(const Metrics &metrics, const Input &input);

private:
    void mirror(int rowWidth);
};

} // namespace confab
