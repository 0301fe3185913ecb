// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/messageselection.h"

#include <QHash>
#include <QModelIndex>
#include <QObject>
#include <QPoint>
#include <QTextCursor>
#include <QTimer>

class QKeyEvent;
class QMimeData;
class QMouseEvent;

namespace confab {

class MessageView;

/// Selects text in the messages of a view, with mouse and keys as a text editor does: drag, double and triple
/// click, Shift with click and arrows, select all. Holds what is selected by message id, so that it stays
/// where older messages come before it, and hands it out as text and as Markdown.
class MessageSelector : public QObject
{
    Q_OBJECT

public:
    explicit MessageSelector(MessageView &view);

    [[nodiscard]] const MessageSelection &selection() const { return m_selection; }
    void select(const MessageSelection::Span &span) { begin(span); }
    void selectAll();
    void clear();
    /// -1 where the message has gone.
    [[nodiscard]] int rowOf(const MessageSelection::Id &message) const;
    /// Rows came, went or were exchanged.
    void rowsChanged();

    /// Exactly what is selected; of several messages, each with its sender and time.
    [[nodiscard]] QString text() const;
    [[nodiscard]] QString markdown() const;
    /// Both, as they are dragged out; owned by the caller.
    [[nodiscard]] QMimeData *mimeData() const;

    // What the view received. True where that was all that is to be done with it.
    bool mousePress(const QMouseEvent &event);
    bool mouseMove(const QMouseEvent &event);
    bool mouseRelease(const QMouseEvent &event);
    bool mouseDoubleClick(const QMouseEvent &event);
    bool keyPress(const QKeyEvent &event);
    /// Whether the view takes this key although an action of the window has it.
    [[nodiscard]] bool overrides(const QKeyEvent &event) const;

signals:
    void changed();

private:
    enum class Unit { Character, Word, Paragraph };

    [[nodiscard]] QModelIndex indexOf(const MessageSelection::Id &message) const;
    [[nodiscard]] std::optional<MessageSelection::Position> positionAt(QPoint point) const;
    [[nodiscard]] MessageSelection::Span spanAt(const MessageSelection::Position &position, Unit unit) const;
    [[nodiscard]] QTextCursor cursorAt(const MessageSelection::Position &position) const;
    [[nodiscard]] QString excerpt(const QModelIndex &index, const MessageSelection::Span &part,
                                  bool markdown) const;
    [[nodiscard]] QString joined(bool markdown) const;
    void begin(const MessageSelection::Span &span);
    void extendTo(const MessageSelection::Position &position);
    void follow(QPoint point);
    void scrollOn();
    void drag();
    void offerPrimary() const;
    bool moveCaret(QTextCursor::MoveOperation operation);
    void moveByPage(int direction);
    void showCaret(const MessageSelection::Position &caret);
    void tell();

    MessageView &m_view;
    mutable QHash<MessageSelection::Id, int> m_rows; ///< Filled when it is first asked for.
    mutable bool m_rowsKnown = false;
    MessageSelection m_selection;
    Unit m_unit = Unit::Character;
    bool m_selecting = false; ///< The button is down and what it passes is selected.
    bool m_mayDrag = false;   ///< It went down on what is selected.
    QPoint m_pressedAt;
    QPoint m_pointer;
    QTimer m_scrollTimer;
    QTimer m_tripleTimer; ///< Runs while one more click makes a paragraph.
};

} // namespace confab
