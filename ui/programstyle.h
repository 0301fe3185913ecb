// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

namespace confab {

/// Fusion, with what it draws too faintly to be seen drawn at 3 to 1: the ring of the focus, the edges of
/// check boxes, radio buttons, menus and popups. A list without the focus shows its selection in the
/// palette's Inactive colours (see withVisibleFocus()), icons too.
class ProgramStyle final : public QProxyStyle
{
    Q_OBJECT

public:
    ProgramStyle();

    /// Whether the colours are the program's to choose: a style of a desktop brings that desktop's own.
    [[nodiscard]] static bool choosesColours();

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget) const override;
    [[nodiscard]] QRect subElementRect(SubElement element, const QStyleOption *option,
                                       const QWidget *widget) const override;
};

} // namespace confab
