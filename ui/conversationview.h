// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QBasicTimer>
#include <QSet>
#include <QTreeView>

#include <functional>

namespace confab {

class ConversationListModel;

/// The list of conversations as whole rows. Keeps selection, current row and place by session id over
/// whatever happens to the model, so that nothing jumps and the focus is never lost.
class ConversationView : public QTreeView
{
    Q_OBJECT

public:
    using QTreeView::edit;
    explicit ConversationView(ConversationListModel &model, QWidget *parent = nullptr);

    /// In the order of the rows.
    [[nodiscard]] QList<SessionId> selectedSessions() const;
    /// It changed, and sessionsChanged() is on its way.
    [[nodiscard]] bool isSelectionUntold() const { return m_telling; }
    [[nodiscard]] SessionId currentSession() const;
    /// False where it is hidden or not there.
    bool select(const SessionId &session) { return select(QList{session}); }
    /// Those of them that are there, and the first comes into sight; false where none is.
    bool select(const QList<SessionId> &sessions);
    /// With the row's own name, unless one is given.
    void startRename(const QString &name = {});
    void selectAll() override;
    /// Tells whether the person took that row out of the list. Only then the next one is selected in its
    /// place: one that a filter or midnight hides, or that the server lost, leaves nothing selected, since
    /// what is selected is what Delete deletes.
    void setTakenTest(std::function<bool(const SessionId &)> isTaken) { m_isTaken = std::move(isTaken); }
    /// While set, the rows change because a filter did: the person looks at them from the top.
    void setFiltering(bool filtering) { m_filtering = filtering; }
    /// The last row that the service has given is near, or the end of the list.
    [[nodiscard]] bool isNearEnd() const;
    /// From which row on the rows are the archive's; -1: none is.
    void setFirstArchived(std::function<int()> row) { m_firstArchived = std::move(row); }
    /// Of the uppermost row; invalid at the very top, where new rows come into sight.
    [[nodiscard]] SessionId topSession() const;
    /// False where it is not there.
    bool scrollToTop(const SessionId &session);

    [[nodiscard]] QByteArray columns() const;
    void restoreColumns(const QByteArray &state);
    void showColumnMenu(const QPoint &globalPosition);

signals:
    /// Told once a turn of the event loop: a deletion tears the list in many places.
    void sessionsChanged();
    void allSelected();
    /// With the wheel, the bar or a key.
    void scrolledByPerson();
    /// A further page may be of use.
    void wantsMore();

protected:
    bool edit(const QModelIndex &index, EditTrigger trigger, QEvent *event) override;
    void rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;
    void timerEvent(QTimerEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Place
    {
        SessionId session; ///< Of a row that is to stay where it is on screen; invalid for none.
        int offset = 0;
    };

    void connectModel();
    [[nodiscard]] bool isSelectedAlone(const SessionId &session) const;
    void hideColumnsOfArchive();
    void giveNameItsRoom();
    void keepPlace(bool forReset);
    void restorePlace();
    void captureForReset();
    void restoreAfterReset();
    void rowsGone();
    [[nodiscard]] bool isSelectionTaken(int start, int end) const;
    void tellSelection();

    ConversationListModel &m_model;
    Place m_place;
    QSet<SessionId> m_keptSelection;
    SessionId m_keptCurrent;
    int m_keptRow = -1;
    std::function<bool(const SessionId &)> m_isTaken = [](const SessionId &) { return false; };
    std::function<int()> m_firstArchived = [] { return -1; };
    QBasicTimer m_slowClick; ///< Whether a click on a selected row becomes a double one.
    SessionId m_slowClicked;
    SessionId m_neighbour;     ///< Selected in the place of rows that went; nobody has chosen it yet.
    bool m_selectNext = false; ///< Selected rows are going, taken by the person.
    int m_goneFrom = -1;       ///< Where rows with the current one among them are going; -1 for none.
    bool m_filtering = false;
    bool m_telling = false;
};

} // namespace confab
