// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/retentionmodel.h"
#include "services/retentionlist.h"
#include "ui/retentiontext.h"

#include <QDialog>

class QCheckBox;
class QDialogButtonBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace confab {

class DryRunView;
class StatePage;
class UserPrompts;
class Workspace;

/// The dry run of a retention rule: how far it is, why there is none, or what it has found, each with a tick.
/// What is ticked when the person asks for the deletion is what goes after they have confirmed it, and
/// nothing else: the rule is not asked again. Window-modal; closed in any way it stops what is under way, and
/// so do another project and a sign-out. Deleted when closed; accepted where something was deleted.
class DryRunDialog : public QDialog
{
    Q_OBJECT

public:
    struct Subject
    {
        ProjectId project;
        QString projectName;
        RetentionRule rule; ///< As it is kept.
    };

    DryRunDialog(Workspace &workspace, UserPrompts &prompts, const Subject &subject, QWidget *parent);
    ~DryRunDialog() override;

signals:
    /// The person wants to decide whether a copy is kept on this computer, and of what.
    void copyChoiceWanted();

private:
    void build();
    [[nodiscard]] QWidget *buildWork();
    [[nodiscard]] QWidget *buildFound();
    void buildButtons();
    void connectServices();

    void begin();
    void progressed(int looked, int all);
    void refused(RetentionObstacle obstacle, const Error &error);
    void reviewed(const RetentionReview &review);
    void showPage(QWidget *page);
    void showTicks();

    void goOn();
    void saveList();
    void askDeletion();
    [[nodiscard]] retentiontext::Today today() const;

    Workspace &m_workspace;
    UserPrompts &m_prompts;
    Subject m_subject;
    RetentionModel m_model;
    RetentionList m_list;
    retentiontext::Refusal m_refusal;
    bool m_asking = false; ///< Whether to delete.
    bool m_saving = false;
    QStackedWidget *m_pages;
    QWidget *m_work = nullptr;
    QLabel *m_workText;
    QProgressBar *m_bar;
    StatePage *m_state;
    QWidget *m_found = nullptr;
    QLabel *m_headline;
    QLabel *m_details;
    QLabel *m_leftAlone;
    QCheckBox *m_all;
    QLabel *m_count;
    DryRunView *m_view;
    QLabel *m_saved; ///< What became of "Save list…".
    QDialogButtonBox *m_buttons;
    QPushButton *m_delete = nullptr;
    QPushButton *m_save = nullptr;
    QPushButton *m_retry = nullptr;
    QPushButton *m_close = nullptr;
};

} // namespace confab
