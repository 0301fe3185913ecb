// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/messageselector.h"

#include "models/messagelistmodel.h"
#include "ui/markdownexcerpt.h"
#include "ui/messageview.h"

#include <QApplication>
#include <QClipboard>
#include <QDrag>
#include <QKeyEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QScrollBar>
#include <QTextBlock>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

using Role = MessageListModel::Role;
using Span = MessageSelection::Span;
using Position = MessageSelection::Position;

constexpr int scrollInterval = 16; // ms: a frame
/// What is marked with the mouse is offered to the middle button at once. More than so many messages would
/// have to be rendered for nothing; they are copied by the command.
constexpr int maxPrimaryRows = 100;

bool isWithin(const Span &part, int length)
{
    return part.from <= 0 && part.to >= length;
}

} // namespace

MessageSelector::MessageSelector(MessageView &view)
    : QObject(&view), m_view(view), m_selection([this](const MessageSelection::Id &id) { return rowOf(id); })
{
    m_scrollTimer.setInterval(scrollInterval);
    connect(&m_scrollTimer, &QTimer::timeout, this, &MessageSelector::scrollOn);
    m_tripleTimer.setSingleShot(true);
}

// --- Places ---

void MessageSelector::rowsChanged()
{
    m_rowsKnown = false;
    m_rows.clear();
}

int MessageSelector::rowOf(const MessageSelection::Id &message) const
{
    if (!m_rowsKnown && m_view.model()) {
        const int rows = m_view.model()->rowCount();
        m_rows.reserve(rows);
        for (int row = 0; row < rows; ++row)
            m_rows.insert(MessageDelegate::key(m_view.model()->index(row, 0)), row);
        m_rowsKnown = true;
    }
    return m_rows.value(message, -1);
}

QModelIndex MessageSelector::indexOf(const MessageSelection::Id &message) const
{
    const int row = rowOf(message);
    return row < 0 ? QModelIndex() : m_view.model()->index(row, 0);
}

std::optional<Position> MessageSelector::positionAt(QPoint point) const
{
    const int rows = m_view.model() ? m_view.model()->rowCount() : 0;
    if (rows == 0)
        return {};
    const QRect area = m_view.viewport()->rect();
    const QPoint inside(std::clamp(point.x(), area.left(), area.right()),
                        std::clamp(point.y(), area.top(), area.bottom()));
    QModelIndex index = m_view.indexAt(inside);
    // Above the first and below the last, the nearest end.
    if (!index.isValid()) {
        const bool above = inside.y() < m_view.visualRect(m_view.model()->index(0, 0)).top();
        index = m_view.model()->index(above ? 0 : rows - 1, 0);
    }
    const QRect row = m_view.visualRect(index);
    return Position{MessageDelegate::key(index),
                    m_view.messageDelegate().positionAt(index, row.width(), inside - row.topLeft())};
}

QTextCursor MessageSelector::cursorAt(const Position &position) const
{
    const QModelIndex index = indexOf(position.message);
    if (!index.isValid())
        return {};
    const auto shown = m_view.messageDelegate().shown(index, m_view.viewport()->width());
    QTextCursor cursor(shown.entry->document.get());
    cursor.setPosition(std::clamp(position.offset, 0, shown.entry->document->characterCount() - 1));
    return cursor;
}

Span MessageSelector::spanAt(const Position &position, Unit unit) const
{
    QTextCursor cursor = cursorAt(position);
    const Span caret{position.message, position.offset, position.offset};
    if (unit == Unit::Character || cursor.isNull())
        return caret;
    if (unit == Unit::Paragraph) {
        const QTextBlock block = cursor.block();
        return {position.message, block.position(), block.position() + block.length() - 1};
    }
    cursor.select(QTextCursor::WordUnderCursor);
    if (!cursor.hasSelection())
        return caret;
    return {position.message, cursor.selectionStart(), cursor.selectionEnd()};
}

// --- Changing it ---

void MessageSelector::tell()
{
    m_view.viewport()->update();
    emit changed();
}

void MessageSelector::clear()
{
    m_selecting = false;
    m_mayDrag = false;
    m_scrollTimer.stop();
    if (!m_selection.isHeld())
        return;
    m_selection.clear();
    tell();
}

void MessageSelector::selectAll()
{
    const int rows = m_view.model() ? m_view.model()->rowCount() : 0;
    if (rows == 0)
        return;
    const auto last = MessageDelegate::key(m_view.model()->index(rows - 1, 0));
    m_selection.begin({MessageDelegate::key(m_view.model()->index(0, 0)), 0, 0});
    m_selection.extendTo({last, MessageSelection::toEnd, MessageSelection::toEnd});
    tell();
}

void MessageSelector::begin(const Span &span)
{
    m_selection.begin(span);
    tell();
}

void MessageSelector::extendTo(const Position &position)
{
    m_selection.extendTo(spanAt(position, m_unit));
    tell();
}

// --- Mouse ---

bool MessageSelector::mousePress(const QMouseEvent &event)
{
    if (event.button() != Qt::LeftButton)
        return false;
    const QPoint point = event.position().toPoint();
    const bool far = (point - m_pressedAt).manhattanLength() > QApplication::startDragDistance();
    const bool third = m_tripleTimer.isActive() && !far;
    m_tripleTimer.stop();
    m_pressedAt = point;
    m_pointer = point;
    m_mayDrag = false;
    const auto position = positionAt(point);
    if (!position)
        return false;
    if (third) {
        m_unit = Unit::Paragraph;
        begin(spanAt(*position, m_unit));
    } else if (event.modifiers() & Qt::ShiftModifier) {
        m_unit = Unit::Character;
        if (!m_selection.isHeld() && m_view.currentIndex().isValid())
            m_selection.begin({MessageDelegate::key(m_view.currentIndex()), 0, 0});
        extendTo(*position);
    } else if (m_selection.contains(*position)) {
        m_mayDrag = true;
        return true;
    } else {
        m_unit = Unit::Character;
        begin(spanAt(*position, m_unit));
    }
    m_selecting = true;
    return event.modifiers() & Qt::ShiftModifier;
}

bool MessageSelector::mouseMove(const QMouseEvent &event)
{
    if (!(event.buttons() & Qt::LeftButton) || (!m_selecting && !m_mayDrag))
        return false;
    m_pointer = event.position().toPoint();
    const bool far = (m_pointer - m_pressedAt).manhattanLength() >= QApplication::startDragDistance();
    if (m_mayDrag) {
        if (far)
            drag();
        return true;
    }
    // A trembling click must not select a character.
    if (far || !m_selection.isEmpty())
        follow(m_pointer);
    return true;
}

void MessageSelector::follow(QPoint point)
{
    if (const auto position = positionAt(point))
        extendTo(*position);
    const QRect area = m_view.viewport()->rect();
    if (point.y() >= area.top() && point.y() <= area.bottom())
        m_scrollTimer.stop();
    else if (!m_scrollTimer.isActive())
        m_scrollTimer.start();
}

/// The pointer is held above or below the messages: the further out, the faster.
void MessageSelector::scrollOn()
{
    const QRect area = m_view.viewport()->rect();
    const int beyond = m_pointer.y() < area.top()      ? m_pointer.y() - area.top()
                       : m_pointer.y() > area.bottom() ? m_pointer.y() - area.bottom()
                                                       : 0;
    QScrollBar *bar = m_view.verticalScrollBar();
    bar->setValue(bar->value() + std::clamp(beyond, -120, 120) / 2 + (beyond > 0 ? 1 : -1));
    follow(m_pointer);
}

bool MessageSelector::mouseRelease(const QMouseEvent &event)
{
    if (event.button() != Qt::LeftButton)
        return false;
    m_scrollTimer.stop();
    const bool selected = std::exchange(m_selecting, false) && !m_selection.isEmpty();
    if (std::exchange(m_mayDrag, false)) {
        // A click on what is selected, and no drag: it only goes.
        if (const auto position = positionAt(event.position().toPoint()))
            begin(spanAt(*position, Unit::Character));
        return false;
    }
    if (selected)
        offerPrimary();
    return selected;
}

bool MessageSelector::mouseDoubleClick(const QMouseEvent &event)
{
    const auto position = positionAt(event.position().toPoint());
    if (event.button() != Qt::LeftButton || !position)
        return false;
    m_pressedAt = event.position().toPoint();
    m_unit = Unit::Word;
    m_selecting = true;
    m_mayDrag = false;
    m_tripleTimer.start(QApplication::doubleClickInterval());
    begin(spanAt(*position, m_unit));
    return true;
}

void MessageSelector::drag()
{
    m_mayDrag = false;
    auto *carrier = new QDrag(&m_view);
    carrier->setMimeData(mimeData());
    // Qt has no other way to drag than a loop of its own.
    carrier->exec(Qt::CopyAction);
}

void MessageSelector::offerPrimary() const
{
    QClipboard *clipboard = QGuiApplication::clipboard();
    const auto rows = m_selection.rows();
    if (clipboard->supportsSelection() && rows && rows->second - rows->first < maxPrimaryRows)
        clipboard->setText(text(), QClipboard::Selection);
}

// --- Keys ---

bool MessageSelector::overrides(const QKeyEvent &event) const
{
    return event.matches(QKeySequence::SelectAll) || event.matches(QKeySequence::Copy) ||
           (event.key() == Qt::Key_Escape && !m_selection.isEmpty());
}

bool MessageSelector::keyPress(const QKeyEvent &event)
{
    if (event.matches(QKeySequence::SelectAll)) {
        selectAll();
        return true;
    }
    if (event.key() == Qt::Key_Escape && !m_selection.isEmpty()) {
        clear();
        return true;
    }
    struct Move
    {
        QKeySequence::StandardKey key;
        QTextCursor::MoveOperation operation;
    };
    static constexpr Move moves[] = {
        {QKeySequence::SelectNextChar, QTextCursor::Right},
        {QKeySequence::SelectPreviousChar, QTextCursor::Left},
        {QKeySequence::SelectNextWord, QTextCursor::WordRight},
        {QKeySequence::SelectPreviousWord, QTextCursor::WordLeft},
        {QKeySequence::SelectNextLine, QTextCursor::Down},
        {QKeySequence::SelectPreviousLine, QTextCursor::Up},
        {QKeySequence::SelectStartOfLine, QTextCursor::StartOfLine},
        {QKeySequence::SelectEndOfLine, QTextCursor::EndOfLine},
        {QKeySequence::SelectStartOfBlock, QTextCursor::StartOfBlock},
        {QKeySequence::SelectEndOfBlock, QTextCursor::EndOfBlock},
        {QKeySequence::SelectStartOfDocument, QTextCursor::Start},
        {QKeySequence::SelectEndOfDocument, QTextCursor::End},
    };
    for (const Move &move : moves) {
        if (event.matches(move.key))
            return moveCaret(move.operation);
    }
    if (event.matches(QKeySequence::SelectNextPage) || event.matches(QKeySequence::SelectPreviousPage)) {
        moveByPage(event.matches(QKeySequence::SelectNextPage) ? 1 : -1);
        return true;
    }
    return false;
}

/// Moves the free end; at an end of a message, on into the next one. Where nothing is held yet, from the
/// start of the current message.
bool MessageSelector::moveCaret(QTextCursor::MoveOperation operation)
{
    using Cursor = QTextCursor;
    if (!m_view.model() || m_view.model()->rowCount() == 0)
        return false;
    if (!m_selection.isHeld()) {
        const QModelIndex current = m_view.currentIndex();
        m_selection.begin(
            {MessageDelegate::key(current.isValid() ? current : m_view.model()->index(0, 0)), 0, 0});
    }
    m_unit = Unit::Character;
    const int last = m_view.model()->rowCount() - 1;
    Position caret = *m_selection.caret();
    const bool ends = operation == Cursor::Start || operation == Cursor::End;
    if (ends) {
        const QModelIndex index = m_view.model()->index(operation == Cursor::Start ? 0 : last, 0);
        caret = {MessageDelegate::key(index), operation == Cursor::Start ? 0 : MessageSelection::toEnd};
    }
    QTextCursor cursor = cursorAt(caret);
    const int before = cursor.position();
    // A right-to-left paragraph runs the other way: Left and Right are those of the screen, as in an editor.
    cursor.movePosition(operation);
    const bool forward =
        operation == Cursor::Right || operation == Cursor::WordRight || operation == Cursor::Down;
    const bool backward =
        operation == Cursor::Left || operation == Cursor::WordLeft || operation == Cursor::Up;
    if (cursor.position() == before && (forward || backward)) {
        const int row = rowOf(caret.message) + (forward ? 1 : -1);
        if (row < 0 || row > last) {
            cursor.movePosition(forward ? Cursor::End : Cursor::Start);
        } else {
            caret.message = MessageDelegate::key(m_view.model()->index(row, 0));
            cursor = cursorAt({caret.message, forward ? 0 : MessageSelection::toEnd});
        }
    }
    caret.offset = cursor.position();
    extendTo(caret);
    showCaret(caret);
    return true;
}

void MessageSelector::moveByPage(int direction)
{
    if (!m_view.model() || m_view.model()->rowCount() == 0)
        return;
    moveCaret(QTextCursor::NoMove);
    const QRect caret = m_view.caretRect(*m_selection.caret());
    const int step = m_view.viewport()->height() - caret.height();
    QScrollBar *bar = m_view.verticalScrollBar();
    const int before = bar->value();
    bar->setValue(before + direction * step);
    const int moved = bar->value() - before;
    const QPoint wanted(caret.center().x(), caret.center().y() + direction * step - moved);
    const QRect area = m_view.viewport()->rect();
    if (const auto position = positionAt(wanted)) {
        // Beyond the first and the last line there is only the end.
        extendTo(*position);
        if (wanted.y() < area.top() || wanted.y() > area.bottom())
            moveCaret(direction > 0 ? QTextCursor::End : QTextCursor::Start);
        showCaret(*m_selection.caret());
    }
}

void MessageSelector::showCaret(const Position &caret)
{
    const QModelIndex index = indexOf(caret.message);
    m_view.selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
    m_view.showPosition(caret);
}

// --- Handing it out ---

QString MessageSelector::excerpt(const QModelIndex &index, const Span &part, bool markdown) const
{
    const auto shown = m_view.messageDelegate().entry(index);
    const MarkdownDocument &document = *shown->document;
    const bool whole = isWithin(part, document.characterCount() - 1);
    if (whole)
        return markdown ? index.data(Role::TextRole).toString() : m_view.messageDelegate().plainText(index);
    const int to = std::min(part.to, document.characterCount());
    return markdown ? markdownExcerpt(document, part.from, to) : plainExcerpt(document, part.from, to);
}

QString MessageSelector::joined(bool markdown) const
{
    const auto rows = m_selection.rows();
    if (!rows)
        return {};
    QStringList parts;
    QStringList heads;
    for (int row = rows->first; row <= rows->second; ++row) {
        const QModelIndex index = m_view.model()->index(row, 0);
        const auto part = m_selection.partOf(MessageDelegate::key(index));
        if (!part)
            continue;
        parts += excerpt(index, *part, markdown);
        heads += MessageView::headOf(index, markdown);
    }
    if (parts.size() == 1)
        return parts.first();
    for (qsizetype i = 0; i < parts.size(); ++i)
        parts[i] = heads.at(i) + (markdown ? u"\n\n"_s : u"\n"_s) + parts.at(i);
    return parts.join(u"\n\n"_s);
}

QString MessageSelector::text() const
{
    return joined(false);
}

QString MessageSelector::markdown() const
{
    return joined(true);
}

QMimeData *MessageSelector::mimeData() const
{
    auto *data = new QMimeData;
    data->setText(text());
    data->setData(u"text/markdown"_s, markdown().toUtf8());
    return data;
}

} // namespace confab
