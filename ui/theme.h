// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QPalette>

namespace confab {

/// The named colours beside the palette's own (look: "one small set of tokens"). Each has a light and a dark
/// value, chosen by the lightness of the palette's window colour. The palette's text and the accent, warning,
/// danger and muted colours keep 4.5 to 1 on every surface here and on the palette's window, base and button:
/// a palette of the person's own that would break this moves the colour, not the rule.
struct Theme
{
    QColor accent;
    QColor visitorBubble;
    QColor agentBubble;
    QColor codeSurface;
    QColor warning;
    QColor danger;
    QColor success;
    QColor muted;     ///< Quieter text: times, senders, unnamed rows.
    QColor line;      ///< Hairlines between panes and days.
    QColor edge;      ///< Of check boxes and menus: 3 to 1 on the palette's window and base.
    QColor separator; ///< Between the parts of a menu: 2 to 1 on the same.
    QColor found;     ///< Behind what a search found; its text is foundText.
    QColor foundCurrent;
    QColor foundText;
    bool dark = false;

    [[nodiscard]] static Theme of(const QPalette &palette);
};

/// The same palette with a colour of the selection on which its text keeps 4.5 to 1; unchanged where it does.
/// (Fusion's own blue has 3.7 to 1.)
[[nodiscard]] QPalette withReadableSelection(QPalette palette);

/// The same palette with a weaker selection where the focus is elsewhere, 3 to 1 against that with the focus
/// and with text that keeps 4.5 to 1; unchanged where the palette has such a difference. (Fusion's has none.)
[[nodiscard]] QPalette withVisibleFocus(QPalette palette);

/// The same palette for text that is marked on the theme's surfaces: where the focus is elsewhere its ground
/// keeps 3 to 1 on each of them, if that with the focus does, and the text on it 4.5 to 1.
[[nodiscard]] QPalette withVisibleMarks(QPalette palette);

/// The program's own colours for a desktop that is dark, with both of the above.
[[nodiscard]] QPalette darkPalette();

/// Contrast ratio by WCAG 2, 1 to 21.
[[nodiscard]] double contrast(const QColor &a, const QColor &b);

/// An icon of the program's own set (resources/icons/<name>.svg), painted in the palette's text colour at
/// paint time, so that it follows a change of theme.
[[nodiscard]] QIcon themedIcon(const QString &name);

/// The same in a colour of the caller's choice, for a place that follows changes of the palette itself.
[[nodiscard]] QPixmap tintedPixmap(const QString &name, const QSize &size, const QColor &colour,
                                   qreal devicePixelRatio);

/// The program's own coloured icon, for windows.
[[nodiscard]] QIcon applicationIcon();

} // namespace confab
