// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace confab {

/// A row of two lines: a name, and what is behind it, quieter.
class RuleDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    static constexpr int DescriptionRole = Qt::UserRole + 1; ///< QString; Display is the name.

    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
};

} // namespace confab
