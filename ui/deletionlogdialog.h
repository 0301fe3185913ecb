// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/deletionlogmodel.h"
#include "ui/dialogprompts.h"

#include <QDialog>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTreeView;

namespace confab {

class StatePage;
class Workspace;

/// The log of all deletions of this profile, newest first, to read and to save as a table. What ends while it
/// is open shows as soon as its batch has ended. Window-modal; deleted when closed.
class DeletionLogDialog : public QDialog
{
    Q_OBJECT

public:
    DeletionLogDialog(Workspace &workspace, QWidget *parent);

private:
    void build();
    void load();
    void showRecords(const Result<QList<DeletionLog::Record>> &records);
    void showPage(bool readable);
    void fitColumns();
    [[nodiscard]] int rowOf(const DeletionLog::Record &record) const;
    void askWhere();
    void save(const QString &path);
    void tell(const QString &text);

    Workspace &m_workspace;
    DialogPrompts m_prompts; ///< Over this dialog, which would stand in the way of any over the window.
    QTreeView *m_list;
    DeletionLogModel *m_model; ///< A child of the list, which looks at it to the last.
    StatePage *m_nothing;
    QStackedWidget *m_pages;
    QLabel *m_note; ///< What became of the table.
    QPushButton *m_save;
};

} // namespace confab
