// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QSet>
#include <QTreeView>

namespace confab {

class ConversationListModel;

/// The list of conversations as whole rows. Keeps selection, current row and place by session id over
/// whatever happens to the model, so that nothing jumps and the focus is never lost.
class ConversationView : public QTreeView
{
    Q_OBJECT

public:
    explicit ConversationView(ConversationListModel &model, QWidget *parent = nullptr);

    /// In the order of the rows.
    [[nodiscard]] QList<SessionId> selectedSessions() const;
    [[nodiscard]] SessionId currentSession() const;
    /// False where it is hidden or not there.
    bool select(const SessionId &session);
    /// With the row's own name, unless one is given.
    void startRename(const QString &name = {});
    void selectAll() override;
    /// While set, rows that go are hidden by a filter: no other row is selected in their place.
    void setFiltering(bool filtering) { m_filtering = filtering; }
    [[nodiscard]] bool isNearEnd() const;
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
    void rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;
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
    void keepPlace(bool forReset);
    void restorePlace();
    void captureForReset();
    void restoreAfterReset();
    void rowsGone();
    void tellSelection();

    ConversationListModel &m_model;
    Place m_place;
    QSet<SessionId> m_keptSelection;
    SessionId m_keptCurrent;
    int m_keptRow = -1;
    bool m_hadSelection = false;
    int m_goneFrom = -1; ///< Where rows with the current one among them are going; -1 for none.
    bool m_filtering = false;
    bool m_telling = false;
};

} // namespace confab
