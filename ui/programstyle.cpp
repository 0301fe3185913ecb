// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/programstyle.h"

#include "ui/theme.h"

#include <QApplication>
#include <QPainter>
#include <QPlainTextEdit>
#include <QStyleOption>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

constexpr QLatin1String fusion("fusion");
constexpr double focusWidth = 2;
constexpr double focusContrast = 3;
constexpr int tabFocusMargin = 4;

void drawOutline(QPainter &painter, const QRectF &rect, const QPen &pen, double radius = 0)
{
    const double half = pen.widthF() / 2;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius);
    painter.restore();
}

void drawFocus(QPainter &painter, const QStyleOption &option, const QColor &ground)
{
    QColor colour = Theme::of(option.palette).accent;
    if (ground.isValid() && contrast(colour, ground) < focusContrast)
        colour = option.palette.color(QPalette::Active, QPalette::HighlightedText);
    drawOutline(painter, option.rect, QPen(colour, focusWidth), 2);
}

/// Of a check box or a radio button.
QColor boxEdge(const QStyleOption &option)
{
    const Theme theme = Theme::of(option.palette);
    if (!(option.state & QStyle::State_Enabled))
        return theme.line;
    const bool focused =
        option.state & QStyle::State_HasFocus && option.state & QStyle::State_KeyboardFocusChange;
    return focused ? theme.accent : theme.edge;
}

void drawRadioEdge(QPainter &painter, const QStyleOption &option)
{
    // Where Fusion has its own.
    const QRect &rect = option.rect;
    const double radius = (rect.width() + (rect.width() + 1) % 2) / 2.0 - 1;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(boxEdge(option));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(QPointF(rect.center() + QPoint(1, 1)), radius, radius);
    painter.restore();
}

/// Where Fusion has its own, which is not to be seen in the dark.
void drawSeparator(QPainter &painter, const QStyleOption &option)
{
    constexpr int margin = 5;
    const QRect line(option.rect.left() + margin, option.rect.center().y(), option.rect.width() - 2 * margin,
                     1);
    painter.fillRect(line, Theme::of(option.palette).separator);
}

/// The icon as it is in `mode`, whichever mode it is asked for.
QIcon always(QIcon::Mode mode, const QIcon &icon, const QSize &size, const QPainter &painter)
{
    const QPixmap picture = icon.pixmap(size, painter.device()->devicePixelRatio(), mode);
    QIcon made;
    for (const auto asked : {QIcon::Normal, QIcon::Active, QIcon::Selected})
        made.addPixmap(picture, asked);
    return made;
}

bool isPopup(const QWidget *widget)
{
    return widget && widget->windowType() == Qt::Popup;
}

} // namespace

ProgramStyle::ProgramStyle() : QProxyStyle(fusion) {}

bool ProgramStyle::choosesColours()
{
    const QStyle *style = QApplication::style();
    return qobject_cast<const ProgramStyle *>(style) ||
           style->name().compare(fusion, Qt::CaseInsensitive) == 0;
}

void ProgramStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                                 const QWidget *widget) const
{
    if (element == PE_FrameFocusRect) {
        const auto *focus = qstyleoption_cast<const QStyleOptionFocusRect *>(option);
        if (focus && focus->state & State_KeyboardFocusChange)
            drawFocus(*painter, *focus, focus->backgroundColor);
        return;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    if (element == PE_IndicatorCheckBox)
        drawOutline(*painter, option->rect, boxEdge(*option));
    else if (element == PE_IndicatorRadioButton)
        drawRadioEdge(*painter, *option);
    else if (element == PE_PanelMenu || element == PE_FrameMenu || (element == PE_Frame && isPopup(widget)))
        drawOutline(*painter, option->rect, Theme::of(option->palette).edge);
}

void ProgramStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                               const QWidget *widget) const
{
    if (const auto *row = qstyleoption_cast<const QStyleOptionViewItem *>(option);
        row && element == CE_ItemViewItem && !row->icon.isNull() && row->state & State_Selected &&
        !(row->state & State_Active) &&
        row->palette.color(QPalette::Inactive, QPalette::HighlightedText) !=
            row->palette.color(QPalette::Active, QPalette::HighlightedText)) {
        QStyleOptionViewItem plain = *row;
        plain.icon = always(QIcon::Normal, row->icon, row->decorationSize, *painter);
        return QProxyStyle::drawControl(element, &plain, painter, widget);
    }
    if (const auto *entry = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
        entry && element == CE_MenuItem && entry->menuItemType == QStyleOptionMenuItem::Separator &&
        entry->text.isEmpty())
        return drawSeparator(*painter, *entry);
    if (const auto *entry = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
        entry && element == CE_MenuItem && !entry->icon.isNull() && entry->state & State_Selected &&
        entry->state & State_Enabled) {
        QStyleOptionMenuItem lit = *entry;
        const int side = pixelMetric(PM_SmallIconSize, option, widget);
        lit.icon = always(QIcon::Selected, entry->icon, QSize(side, side), *painter);
        return QProxyStyle::drawControl(element, &lit, painter, widget);
    }
    if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option);
        tab && element == CE_TabBarTabLabel && tab->state & State_HasFocus) {
        // Fusion draws its own ring here without asking.
        QStyleOptionTab plain = *tab;
        plain.state &= ~State_HasFocus;
        QProxyStyle::drawControl(element, &plain, painter, widget);
        plain.rect.adjust(tabFocusMargin, tabFocusMargin, -tabFocusMargin, -tabFocusMargin);
        if (tab->state & State_KeyboardFocusChange)
            drawFocus(*painter, plain, tab->palette.color(QPalette::Window));
        return;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
    // Fusion draws one frame for all, whether what is in it can be written in, and whether it has the focus.
    if (const auto *editor = qobject_cast<const QPlainTextEdit *>(widget);
        editor && element == CE_ShapedFrame && !editor->isReadOnly() &&
        editor->frameShape() != QFrame::NoFrame) {
        const Theme theme = Theme::of(option->palette);
        drawOutline(*painter, option->rect, option->state & State_HasFocus ? theme.accent : theme.edge);
    }
    // Fusion gives the default button the edge of one with the focus.
    if (element == CE_PushButton && option->state & State_HasFocus &&
        option->state & State_KeyboardFocusChange)
        drawFocus(*painter, *option, option->palette.color(QPalette::Button));
}

void ProgramStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                      QPainter *painter, const QWidget *widget) const
{
    const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
    if (!button || control != CC_ToolButton || !(button->state & State_HasFocus))
        return QProxyStyle::drawComplexControl(control, option, painter, widget);
    // The ring goes along the edge: within, where Fusion has it, it would cross the icon.
    QStyleOptionToolButton plain = *button;
    plain.state &= ~State_HasFocus;
    QProxyStyle::drawComplexControl(control, &plain, painter, widget);
    if (button->state & State_KeyboardFocusChange)
        drawFocus(*painter, *button, button->palette.color(QPalette::Button));
}

QRect ProgramStyle::subElementRect(SubElement element, const QStyleOption *option,
                                   const QWidget *widget) const
{
    // The ring of a row goes round its icon, too.
    return element == SE_ItemViewItemFocusRect ? option->rect
                                               : QProxyStyle::subElementRect(element, option, widget);
}

} // namespace confab
