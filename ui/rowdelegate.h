// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace confab {

/// Rows as high as those of the list of conversations, in lists beside it and in dialogs.
class RowDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QSize size = QStyledItemDelegate::sizeHint(option, index);
        // 28 pixels with the usual font of 16.
        size.setHeight(option.fontMetrics.height() * 7 / 4);
        return size;
    }
};

} // namespace confab
