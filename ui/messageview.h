// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "ui/messagedelegate.h"
#include "ui/messageheights.h"

#include <QListView>
#include <QPersistentModelIndex>
#include <QTimer>

class QMenu;

namespace confab {

class CitationService;
class LinkOpener;

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

    /// The selected messages, else the current one; of several, each with its sender and time.
    [[nodiscard]] QString textToCopy() const;
    [[nodiscard]] QString markdownToCopy() const;
    [[nodiscard]] bool canCopy() const;
    void copyText();
    void copyMarkdown();

    [[nodiscard]] MessageDelegate &messageDelegate() const { return *m_delegate; }
    [[nodiscard]] const MessageHeights &heights() const { return m_heights; }
    /// All that can be done with a message; also what Return opens. Owned by the caller.
    [[nodiscard]] QMenu *menuFor(const QModelIndex &index);
    /// Asks for older messages if the view is not filled or stands near its top.
    void checkOlder();

    void doItemsLayout() override;
    void reset() override;

signals:
    /// The view stands near its top or is not filled; may come again until there is more.
    void olderWanted();
    void canCopyChanged(bool canCopy);

protected:
    void rowsInserted(const QModelIndex &parent, int start, int end) override;
    void dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight,
                     const QList<int> &roles = {}) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void scrollContentsBy(int dx, int dy) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void settle();
    void place();
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
    void openChip(qint64 citation);
    void copyCode(const QModelIndex &index, int code, const QString &text);
    void showMenu(const QModelIndex &index, QPoint global);
    [[nodiscard]] QString toolTipFor(const QModelIndex &index, const MessageHit &hit) const;
    [[nodiscard]] QModelIndexList copied() const;

    CitationService &m_citations;
    LinkOpener &m_links;
    MessageHeights m_heights;
    MessageDelegate *m_delegate;
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
};

} // namespace confab
