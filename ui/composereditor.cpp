// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/composereditor.h"

#include "services/draftstore.h"
#include "services/settings.h"
#include "ui/undokeys.h"

#include <QKeyEvent>
#include <QMimeData>
#include <QTextBlock>

#include <algorithm>
#include <cmath>

namespace confab {

using namespace Qt::StringLiterals;

ComposerEditor::ComposerEditor(const Settings &settings, QWidget *parent)
    : QPlainTextEdit(parent), m_settings(settings)
{
    setObjectName(u"composerEditor"_s);
    setAccessibleName(tr("Message"));
    viewport()->setObjectName(u"composerEditorViewport"_s);
    setTabChangesFocus(true);
    leaveUndoToWindow(*this);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(this, &QPlainTextEdit::textChanged, this, &ComposerEditor::fitHeight);
    fitHeight();
}

void ComposerEditor::setMaximumTextHeight(int height)
{
    m_maximum = height;
    fitHeight();
}

void ComposerEditor::setText(const QString &text)
{
    setPlainText(text);
    moveCursor(QTextCursor::End);
}

void ComposerEditor::setHint(const QString &hint)
{
    m_hint = hint;
    fitHint();
}

void ComposerEditor::fitHint()
{
    const int room = viewport()->width() - 2 * int(std::ceil(document()->documentMargin()));
    setPlaceholderText(fontMetrics().elidedText(m_hint, Qt::ElideRight, room));
}

/// The blocks are summed up, since the document's own height is in lines here. Those beyond the bound do not
/// count.
void ComposerEditor::fitHeight()
{
    const double frame = 2 * document()->documentMargin() + 2 * frameWidth();
    const int least = int(std::ceil(QFontMetricsF(font()).lineSpacing() + frame));
    const int most = std::max(least, m_maximum);
    double wanted = frame;
    for (QTextBlock block = document()->begin(); block.isValid() && wanted <= most; block = block.next())
        wanted += blockBoundingRect(block).height();
    const int height = std::clamp(int(std::ceil(wanted)), least, most);
    setVerticalScrollBarPolicy(wanted > most ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    if (height != minimumHeight() || height != maximumHeight())
        setFixedHeight(height);
}

void ComposerEditor::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const Qt::KeyboardModifiers held = event->modifiers() & ~Qt::KeypadModifier;
    if (!enter && !event->text().isEmpty() && event->text().at(0).isPrint() &&
        room() < event->text().size()) {
        emit cutOff();
        return;
    }
    if (!enter || (held & ~(Qt::ShiftModifier | Qt::ControlModifier))) {
        QPlainTextEdit::keyPressEvent(event);
        return;
    }
    event->accept();
    const bool shift = held.testFlag(Qt::ShiftModifier);
    const bool sends = held.testFlag(Qt::ControlModifier) || shift != m_settings.enterSends();
    if (sends && !event->isAutoRepeat()) {
        emit sendWanted();
    } else if (!sends && room() > 0) {
        textCursor().insertBlock();
        ensureCursorVisible();
    }
}

void ComposerEditor::inputMethodEvent(QInputMethodEvent *event)
{
    if (event->commitString().size() <= std::max<qsizetype>(0, room()))
        return QPlainTextEdit::inputMethodEvent(event);
    QInputMethodEvent nothing;
    QPlainTextEdit::inputMethodEvent(&nothing); // ends what was being composed
    emit cutOff();
}

qsizetype ComposerEditor::room() const
{
    const QTextCursor cursor = textCursor();
    const int selected = cursor.selectionEnd() - cursor.selectionStart();
    return DraftStore::maxText - (document()->characterCount() - 1) + selected;
}

bool ComposerEditor::canInsertFromMimeData(const QMimeData *source) const
{
    return source->hasText();
}

// What is beyond the bound would make each key slow: a word of a megabyte takes the editor a minute. Nor
// would the draft hold it, and a question of which only the beginning is known is not found again after a
// crash.
void ComposerEditor::insertFromMimeData(const QMimeData *source)
{
    const QString text = source->text();
    const qsizetype most = std::max<qsizetype>(0, room());
    qsizetype length = std::min(text.size(), most);
    if (length > 0 && length < text.size() && text.at(length - 1).isHighSurrogate())
        --length;
    textCursor().insertText(text.left(length));
    ensureCursorVisible();
    if (length < text.size())
        emit cutOff();
}

void ComposerEditor::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    if (event->size().width() == event->oldSize().width())
        return;
    fitHeight();
    fitHint();
}

/// Its frame tells of the focus, and Qt paints what is inside alone.
void ComposerEditor::focusInEvent(QFocusEvent *event)
{
    QPlainTextEdit::focusInEvent(event);
    update();
}

void ComposerEditor::focusOutEvent(QFocusEvent *event)
{
    QPlainTextEdit::focusOutEvent(event);
    update();
}

void ComposerEditor::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() != QEvent::FontChange && event->type() != QEvent::StyleChange)
        return;
    fitHeight();
    fitHint();
}

} // namespace confab
