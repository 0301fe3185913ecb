// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "ui/messagedelegate.h"
#include "ui/messageheights.h"
#include "ui/messageselection.h"
#include "ui/messagestops.h"
#include "ui/wideareas.h"

#include <QListView>
#include <QPersistentModelIndex>
#include <QTimer>

class QAction;
class QMenu;

namespace confab {

class CitationService;
class LinkOpener;
class MessageSelector;

/// The messages of one conversation, newest at the bottom. Only rows near the screen are laid out; others
/// have a guessed height that is put right as they come near, while what is on screen stays where it is.
///
/// The model has the roles of MessageListModel.
class MessageView : public QListView
{
    Q_OBJECT

public:
    MessageView(CitationService &citations, LinkOpener &links, QWidget *parent = nullptr);

    void setModel(QAbstractItemModel *model) override;
    /// Whose sources the citations are.
    void setProject(ProjectId project);

    /// What is selected, else the current message; of several, each with its sender and time.
    [[nodiscard]] QString textToCopy() const;
    [[nodiscard]] QString markdownToCopy() const;
    [[nodiscard]] bool canCopy() const;
    void copyText();
    void copyMarkdown();

    /// What is found, beneath what is selected.
    void setFoundMarks(MessageDelegate::Marks marks) { m_foundMarks = std::move(marks); }
    /// A line above this message says that it and what follows is new; 0 for none.
    void setUnreadFrom(qint64 message);
    /// One more step of a message that is cut.
    void showMoreOf(const QModelIndex &index);
    [[nodiscard]] MessageSelector &selector() const { return *m_selector; }
    /// Where a position stands in the viewport, whether it is on screen or not.
    [[nodiscard]] QRect caretRect(const MessageSelection::Position &position) const;
    /// Scrolls until a position is on screen.
    void showPosition(const MessageSelection::Position &position);
    /// The same for a part of a row.
    void showRect(const QModelIndex &index, const QRect &inRow);
    /// Puts a row at the upper edge, as far as there is enough below it.
    void scrollToTop(const QModelIndex &index);
    void scrollToEnd();
    /// "Agent 14:02", the line above a message that is copied with others.
    [[nodiscard]] static QString headOf(const QModelIndex &index, bool markdown);

    /// What a row's menu begins with: actions on the current message, which the row becomes before.
    void setMessageActions(const QList<QAction *> &actions) { m_messageActions = actions; }
    [[nodiscard]] MessageDelegate &messageDelegate() const { return *m_delegate; }
    [[nodiscard]] const MessageHeights &heights() const { return m_heights; }
    /// All that can be done with a message; also what Return opens. Owned by the caller.
    [[nodiscard]] QMenu *menuFor(const QModelIndex &index);
    /// Tells that the n-th (from 0) source of the row is wanted, and shows its chip; nothing where there is
    /// none.
    void openChip(const QModelIndex &index, int number);
    /// Asks for older messages if the view is not filled or stands near its top.
    void checkOlder();

    void doItemsLayout() override;
    void reset() override;

signals:
    /// The view stands near its top or is not filled; may come again until there is more.
    void olderWanted();
    void canCopyChanged(bool canCopy);
    /// The person wants to know more of the n-th (from 0) source of a row; `anchor` is in the viewport.
    void sourceWanted(const QModelIndex &index, int number, const QRect &anchor);
    /// Rows stand elsewhere now, or are of another height.
    void placesChanged();

protected:
    void rowsInserted(const QModelIndex &parent, int start, int end) override;
    void dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight,
                     const QList<int> &roles = {}) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void scrollContentsBy(int dx, int dy) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void settle();
    void place();
    [[nodiscard]] int messageTop(const QModelIndex &index) const;
    void remember();
    bool measureVisible();
    bool measureRow(int row);
    [[nodiscard]] bool wantsOlder() const;
    void afterMoving();
    void syncHeights();
    void relayout(const QModelIndex &index);
    void restyle();
    void requestSources();
    void citationChanged(ProjectId project);
    [[nodiscard]] int rowAt(int y) const;
    [[nodiscard]] std::pair<int, int> rowsOnScreen(int margin) const;
    [[nodiscard]] MessageHit hitAt(QPoint position, QModelIndex *index) const;
    void setHover(QPoint position);
    void clearHover();
    void activate(const QModelIndex &index, const MessageHit &hit);
    void copyCode(const QModelIndex &index, int code, const QString &text);
    void showMenu(const QModelIndex &index, QPoint global);
    [[nodiscard]] QString toolTipFor(const QModelIndex &index, const MessageHit &hit) const;
    [[nodiscard]] QList<MessageMark> marksOf(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(const MessageSelection::Id &message) const;

    CitationService &m_citations;
    LinkOpener &m_links;
    MessageHeights m_heights;
    MessageDelegate *m_delegate;
    MessageSelector *m_selector;
    MessageDelegate::Marks m_foundMarks;
    MessageStops m_stops{*this};
    WideAreas m_wideAreas{*this};
    /// The row that stays where it is while heights around it change, and where its top is in the viewport.
    QPersistentModelIndex m_anchor;
    int m_anchorTop = 0;
    bool m_atBottom = true;
    bool m_settling = false;
    bool m_unsettled = false; ///< Rows came or went; the scroll bar does not know yet.
    bool m_olderAsked = false;
    bool m_couldCopy = false;
    QPersistentModelIndex m_pressed;
    MessageHit m_pressedHit;
    QTimer m_copiedTimer;
    QList<QAction *> m_messageActions;
};

} // namespace confab
