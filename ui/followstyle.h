// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QAbstractButton;
class QColor;
class QLabel;

namespace confab {

struct Theme;

// Parts that follow the font and the palette of the pane that they stand in, through every change of it, so
// that the pane needs no code for them. The pane is the parent that they have when this is called.

/// Of quieter text: the pane's own size, or that of times and counts.
enum class QuietSize { Body, Meta };

void keepQuiet(QLabel *label, QuietSize size = QuietSize::Body);
/// The text in a colour of the theme, as &Theme::danger.
void keepInk(QLabel *label, QColor Theme::*ink);
/// An icon of the program's set in a colour of the theme, as high as two lines of the pane's text.
void keepPicture(QLabel *label, const QString &icon, QColor Theme::*ink);
/// Its icon is as high as a line of the pane's text.
void keepIconAtTextHeight(QAbstractButton *button);

} // namespace confab
