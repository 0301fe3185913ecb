// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QLineEdit;
class QPlainTextEdit;

namespace confab {

/// Where nothing was typed that could be undone, the field leaves the key of Undo to the window: whoever has
/// just deleted a conversation presses it wherever the focus is. A key that is held down stays the field's.
void leaveUndoToWindow(QLineEdit &field);
void leaveUndoToWindow(QPlainTextEdit &editor);

} // namespace confab
