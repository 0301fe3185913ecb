// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRect>
#include <QStyledItemDelegate>

namespace confab {

/// Where the parts of a result stand in its row: the conversation with the time at its end, the sender under
/// it, then two lines of the message. Mirrored for right-to-left.
struct SearchRowLayout
{
    struct Metrics
    {
        int unit = 4; ///< A quarter of a line.
        int bodyHeight = 16;
        int metaHeight = 14;

        [[nodiscard]] static Metrics of(const QFont &font);
        [[nodiscard]] int rowHeight() const { return 3 * bodyHeight + metaHeight + 4 * unit; }
    };
    static constexpr int snippetLines = 2;

    QRect title;
    QRect time;
    QRect meta;
    QRect snippet;

    /// The time keeps its width as long as half of the row is left for the title.
    [[nodiscard]] static SearchRowLayout of(const Metrics &metrics, const QRect &row, int timeWidth,
                                            Qt::LayoutDirection direction);
};

/// Rows of the search's results. The model has the roles of SearchResultsModel.
class SearchResultDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    /// Its height is that of every row.
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
};

} // namespace confab
