// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ruledelegate.h"

#include "ui/plaintext.h"
#include "ui/theme.h"

#include <QApplication>
#include <QPainter>
#include <QStyle>

#include <algorithm>

namespace confab {

namespace {

QFont quietRuleFont(QFont font)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * 0.9);
    return font;
}

int ruleUnit(const QFontMetrics &metrics)
{
    return std::max(4, metrics.height() / 4);
}

} // namespace

QSize RuleDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {1, option.fontMetrics.height() + QFontMetrics(quietRuleFont(option.font)).height() +
                   2 * ruleUnit(option.fontMetrics)};
}

void RuleDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QStyle *style = item.widget ? item.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &item, painter, item.widget);

    const bool selected = item.state & QStyle::State_Selected;
    const QPalette::ColorGroup group =
        item.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
    const QColor ink = item.palette.color(group, selected ? QPalette::HighlightedText : QPalette::Text);
    const QColor quiet = selected ? ink : Theme::of(item.palette).muted;
    const int unit = ruleUnit(item.fontMetrics);
    QRect line = item.rect.adjusted(2 * unit, unit, -2 * unit, -unit);
    const int side = int(QStyle::visualAlignment(item.direction, Qt::AlignLeading | Qt::AlignVCenter)) |
                     int(Qt::TextSingleLine);
    const auto draw = [&](const QFont &font, const QColor &colour, const QString &text) {
        painter->setFont(font);
        painter->setPen(colour);
        const QFontMetrics metrics(font);
        line.setHeight(metrics.height());
        painter->drawText(line, side, metrics.elidedText(isolated(text), Qt::ElideRight, line.width()));
        line.moveTop(line.bottom() + 1);
    };
    painter->save();
    painter->setLayoutDirection(item.direction);
    draw(item.font, ink, index.data(Qt::DisplayRole).toString());
    draw(quietRuleFont(item.font), quiet, index.data(DescriptionRole).toString());
    painter->restore();

    if (item.state & QStyle::State_HasFocus) {
        QStyleOptionFocusRect focus;
        focus.QStyleOption::operator=(item);
        focus.state |= QStyle::State_KeyboardFocusChange | QStyle::State_Item;
        focus.backgroundColor = item.palette.color(group, selected ? QPalette::Highlight : QPalette::Base);
        style->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, item.widget);
    }
}

} // namespace confab
