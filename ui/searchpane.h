// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/messagesearch.h"
#include "services/savedsearches.h"

#include <QTimer>
#include <QWidget>

#include <optional>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace confab {

class ArchiveService;
class NoticeLine;
class SearchChips;
class SearchHelp;
class SearchResultsModel;
class SearchResultsView;
class SearchService;
class StatePage;

/// The search over all archived messages: a box, what was understood of its words, and the results as they
/// are found; and where there are none, a sentence with one way on. It stands in the place of the list while
/// it is open, which its owner decides. No call to the service is made from here.
class SearchPane : public QWidget
{
    Q_OBJECT

public:
    using Scope = SavedSearch::Scope;

    /// The model is that of the archive's search.
    SearchPane(ArchiveService &archive, SearchResultsModel &model, QWidget *parent = nullptr);
    ~SearchPane() override;

    /// The keyboard goes into the box, whose words are selected; they are looked for anew.
    void open();
    void showSearch(const QString &text, Scope scope);
    /// What "this project" is. Invalid: none is open, and all are searched.
    void setProject(ProjectId project);
    /// The search as it stands, without a name.
    [[nodiscard]] SavedSearch search() const;
    /// Where F6 puts the focus.
    [[nodiscard]] QWidget *focusTarget() const;

signals:
    /// Enter or a double click.
    void hitChosen(const confab::SearchHit &hit);
    void saveRequested(const confab::SavedSearch &search);
    /// There is no archive, and the person wants one.
    void archiveWanted();
    /// Esc, or the button.
    void closeRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    enum class Way { None, Archive, AllProjects, Clear, Again };

    void build();
    void layOut();
    void connectParts();
    void connectServices();
    void archiveChanged();
    void searchNow();
    void hitsArrived();
    void searchingEnded();
    void openCurrent();
    void takeOut(int chip);
    void takeExample(const QString &text);
    bool takeBoxKey(const QKeyEvent &event);
    void focusBox();
    [[nodiscard]] Scope scope() const;
    [[nodiscard]] bool isAsked() const;

    void update();
    void updateCount();
    void updateLine();
    void updatePage();
    void showClosedArchive();
    void showNoMatch();
    void showPage(Way way, const QString &icon, const QString &sentence, const QString &hint = {},
                  const QString &action = {});
    void showWidget(QWidget *widget);
    void takeWay();

    ArchiveService &m_archive;
    SearchService &m_search;
    SearchResultsModel &m_model;
    QLineEdit *m_text;
    QToolButton *m_close;
    QComboBox *m_scope;
    QLabel *m_count;
    QPushButton *m_save;
    SearchChips *m_chips;
    QStackedWidget *m_stack;
    SearchResultsView *m_view;
    SearchHelp *m_help;
    StatePage *m_page;
    NoticeLine *m_line;
    QTimer m_slow; ///< Runs out where a search takes so long that words about it are due.
    ProjectId m_project;
    std::optional<Error> m_error; ///< Of the newest search.
    Way m_way = Way::None;
    bool m_wasOpen = false;      ///< The archive, when it last changed.
    bool m_stale = false;        ///< What stands there is of the search before.
    bool m_openWhenDone = false; ///< Enter came before the results did.
    bool m_quiet = false;        ///< The box and the choice are being set together.
};

} // namespace confab
