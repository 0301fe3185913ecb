// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QHelpEvent;
class QLabel;
class QWidget;

namespace confab {

// The one place that puts text which may come from a server into a widget. Labels, tooltips and message boxes
// guess rich text from the first "<" and would then open files and freeze; a test greps for the ways around
// these.

/// A label that shows its text as it is; objectName is set, word wrap is off.
[[nodiscard]] QLabel *plainLabel(const QString &objectName, QWidget *parent);
/// The same for a number, which is another number where it is cut: it shows in full or not at all.
[[nodiscard]] QLabel *wholeLabel(const QString &objectName, QWidget *parent);
/// Sets a tooltip that shows the text as it is.
void setPlainToolTip(QWidget *widget, const QString &text);
/// The text of a tooltip for a ToolTipRole or an action: escaped, so that it is shown as it is.
[[nodiscard]] QString plainToolTip(const QString &text);
/// Shows the text as it is where the event says, for a view whose items have tooltips of a role of their own.
/// An empty text hides what is shown.
void showPlainToolTip(const QHelpEvent &event, const QString &text, QWidget *widget);
/// In its own direction beside other text, so that the dots of a cut one stand at its end (first strong
/// isolate). An empty text stays empty.
[[nodiscard]] QString isolated(const QString &text);
/// Doubles "&" for menus, tabs and buttons.
[[nodiscard]] QString plainCaption(const QString &text);

} // namespace confab
