// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/undokeys.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTextDocument>

#include <functional>

namespace confab {

namespace {

/// Before a key acts, Qt asks whoever has the focus whether it is theirs.
class UndoKeys : public QObject
{
public:
    UndoKeys(QWidget &field, std::function<bool()> canUndo) : QObject(&field), m_canUndo(std::move(canUndo))
    {
        field.installEventFilter(this);
    }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() != QEvent::ShortcutOverride)
            return QObject::eventFilter(watched, event);
        const auto *key = static_cast<const QKeyEvent *>(event);
        if (!key->matches(QKeySequence::Undo) || key->isAutoRepeat() || m_canUndo())
            return false;
        event->ignore();
        return true;
    }

private:
    std::function<bool()> m_canUndo;
};

} // namespace

void leaveUndoToWindow(QLineEdit &field)
{
    new UndoKeys(field, [&field] { return field.isUndoAvailable(); });
}

void leaveUndoToWindow(QPlainTextEdit &editor)
{
    new UndoKeys(editor, [&editor] { return editor.document()->isUndoAvailable(); });
}

} // namespace confab
