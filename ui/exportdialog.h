// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/exportservice.h"

#include <QDialog>
#include <QList>

class QDialogButtonBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QTreeWidget;

namespace confab {

class ConversationListModel;
class ExportChoices;
class LinkOpener;
class UserPrompts;
class Workspace;

/// From the choices to the file: what is exported and where, how far it is, what has become of each
/// conversation. It stands beside the window, so that the person can go on working; what is exported is
/// frozen when it begins. Deleted when it is closed.
///
/// Escape and closing take the careful way: they stop what is under way; then, of an export that the person
/// has stopped, nothing is kept, and of one that lacks some conversations by no wish of theirs, the rest is.
class ExportDialog : public QDialog
{
    Q_OBJECT

public:
    /// What there is to choose from, besides all that is listed.
    struct Offer
    {
        QString projectName;
        QList<Conversation> selected;
        Conversation open;    ///< Without a session where none is open.
        bool removed = false; ///< The selected ones are no longer on the server; nothing else is offered.
    };

    ExportDialog(Workspace &workspace, const ConversationListModel &list, LinkOpener &links,
                 UserPrompts &prompts, const Offer &offer, QWidget *parent);
    ~ExportDialog() override;

    void reject() override;

private:
    void build();
    void buildButtons();
    void addScopes();
    void connectServices();
    [[nodiscard]] QList<Conversation> chosen() const;
    [[nodiscard]] ExportRequest request() const;
    [[nodiscard]] QString listedWords() const;
    void showCost();
    void go();
    void listChanged();
    void begin();
    void stateChanged();
    void showProgress();
    void fillReport();
    void updateButtons();
    void showFolder();
    void saveIncomplete();
    [[nodiscard]] bool mayUseCopy() const;

    Workspace &m_workspace;
    const ConversationListModel &m_list;
    LinkOpener &m_links;
    ExportService &m_exports;
    Offer m_offer;
    ExportChoices *m_choices;
    QStackedWidget *m_pages;
    QLabel *m_summary;
    QLabel *m_progressText;
    QLabel *m_place; ///< The file that was written.
    QProgressBar *m_progress;
    QTreeWidget *m_report;
    QDialogButtonBox *m_buttons;
    QPushButton *m_go = nullptr;
    QPushButton *m_retry = nullptr;
    QPushButton *m_copyRest = nullptr;
    QPushButton *m_keep = nullptr;
    QPushButton *m_discard = nullptr;
    QPushButton *m_folder = nullptr;
    QPushButton *m_copy = nullptr;
    QPushButton *m_close = nullptr; ///< Cancel or Close.
    QString m_path;
    bool m_offline = false;    ///< Nothing but the archive can be had.
    bool m_awaitsList = false; ///< All that is listed was chosen, and not all of it is here.
    quint64 m_asked = 0;       ///< Answers to an earlier estimate are stale.
};

} // namespace confab
