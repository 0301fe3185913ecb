// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeView>

namespace confab {

class RetentionModel;

/// The conversations that a dry run has found, each with a tick. Space ticks all selected rows, or takes the
/// ticks off where all of them are ticked.
class DryRunView : public QTreeView
{
    Q_OBJECT

public:
    explicit DryRunView(RetentionModel &model, QWidget *parent = nullptr);

    /// For the rows that are there now.
    void fitColumns();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    RetentionModel &m_model;
};

} // namespace confab
