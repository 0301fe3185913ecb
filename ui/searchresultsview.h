// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>

namespace confab {

/// The results of the search, read as whole rows. Enter and a double click activate one. The keys that
/// change conversations do nothing here: what is selected is a message.
class SearchResultsView : public QListView
{
    Q_OBJECT

public:
    explicit SearchResultsView(QAbstractItemModel &model, QWidget *parent = nullptr);

    /// From the box above: moves the current row, and asks for more where there is no further one.
    void step(int rows);
    [[nodiscard]] int rowsOnPage() const;

signals:
    /// The upper edge of the list was left upwards.
    void leftUpwards();

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool viewportEvent(QEvent *event) override;
};

} // namespace confab
