// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "core/retentionrule.h"

#include <QDialog>
#include <QList>
#include <QUrl>

#include <optional>
#include <utility>

class QLabel;
class QListWidget;
class QPushButton;
class QStackedWidget;

namespace confab {

class NoticeLine;
class RetentionForm;
class StatePage;
class UserPrompts;
class Workspace;

/// The retention rules of the open project: a list, the fields of the one that is chosen, and its dry run.
/// What was changed is kept when the dialog closes or a dry run begins, so that a change that is taken back
/// leaves the rule as it was; until then a removed rule can be had back. Window-modal; another project and a
/// sign-out close it. Deleted when closed.
class RetentionDialog : public QDialog
{
    Q_OBJECT

public:
    RetentionDialog(Workspace &workspace, UserPrompts &prompts, const QString &projectName, QWidget *parent);
    ~RetentionDialog() override;

    /// Stays open where the rules cannot be kept, and says so.
    void reject() override;

signals:
    /// The person wants to decide whether a copy is kept on this computer, and of what.
    void copyChoiceWanted();

private:
    void build();
    [[nodiscard]] QWidget *buildSides();
    void buildButtons();
    void connectParts();

    void fill(int current);
    void showRow(int row);
    [[nodiscard]] int row() const;
    void showCurrent();
    void edited();
    void addRule();
    void removeRule();
    void takeBack();
    /// False where there are too many or they are too long for the settings.
    bool save();
    void dryRun();
    void refresh();
    [[nodiscard]] QString freeName() const;

    Workspace &m_workspace;
    UserPrompts &m_prompts;
    QUrl m_server;
    ProjectId m_project;
    QString m_projectName;
    QList<RetentionRule> m_rules;                           ///< As they are here; each sound.
    QList<RetentionRule> m_stored;                          ///< As they were kept last.
    std::optional<std::pair<int, RetentionRule>> m_removed; ///< The last one, and where it stood.
    QListWidget *m_list;
    QPushButton *m_add;
    QPushButton *m_remove;
    RetentionForm *m_form;
    StatePage *m_none;
    QStackedWidget *m_pages;
    NoticeLine *m_removedLine;
    QLabel *m_fault;
    QPushButton *m_dryRun;
};

} // namespace confab
