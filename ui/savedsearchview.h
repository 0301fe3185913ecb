// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>

namespace confab {

class SavedSearchModel;

/// The saved searches in the side pane. A click or Enter runs one, F2 renames it, Alt with the up and down
/// keys or dragging moves it, Delete takes it away; a menu has the same.
class SavedSearchView : public QListView
{
    Q_OBJECT

public:
    explicit SavedSearchView(SavedSearchModel &model, QWidget *parent = nullptr);

    /// Opens the name of a row for editing.
    void startRename(int row);

signals:
    void chosen(int row);
    void removeRequested(int row);

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    enum class Deed { None, Run, Rename, Remove, Up, Down };
    [[nodiscard]] static Deed deedOf(const QKeyEvent &event);
    void perform(Deed deed, int row);
};

} // namespace confab
