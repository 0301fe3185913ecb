// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "core/values.h"

#include <QPersistentModelIndex>
#include <QWidget>

class QBoxLayout;
class QToolButton;

namespace confab {

class MessageView;

/// Like and Dislike beside the name over an answer: real buttons, one pair for the whole view, that stand at
/// the answer under the mouse, else at the current one while the view has the focus; a key brings them back
/// to that one from under a mouse that rests. Tab goes from the view to them.
class MessageButtons : public QWidget
{
    Q_OBJECT

public:
    static constexpr int count = 2;

    /// The view's viewport is the parent; the view has its model.
    explicit MessageButtons(MessageView &view);

    /// For the tooltips: what does the same from the keyboard.
    void setShortcuts(const QString &like, const QString &dislike);

signals:
    void reactionChosen(confab::MessageId id, confab::Reaction reaction);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QToolButton *addButton(const QString &objectName, const QString &icon, Reaction reaction);
    void choose(Reaction reaction);
    void place();
    [[nodiscard]] QRect placeBeside(const QRect &bubble, int side) const;
    void showReaction();
    [[nodiscard]] bool holdsFocus() const;
    [[nodiscard]] QModelIndex wanted() const;

    MessageView &m_view;
    QToolButton *m_like;
    QToolButton *m_dislike;
    QBoxLayout *m_box;
    QPersistentModelIndex m_hovered;
    QPersistentModelIndex m_row; ///< Whose buttons these are.
};

} // namespace confab
