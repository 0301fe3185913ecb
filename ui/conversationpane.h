// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dates.h"
#include "core/error.h"
#include "core/threadfacts.h"
#include "core/values.h"
#include "services/conversationservice.h"

#include <QWidget>

#include <optional>

class QAction;
class QStackedWidget;

namespace confab {

class ConversationListModel;
class ConversationView;
class FilterBar;
class NoticeLine;
class Settings;
class StatePage;

/// The middle pane: filters, the list, and a sentence with one way on where there is nothing to list.
class ConversationPane : public QWidget
{
    Q_OBJECT

public:
    ConversationPane(ConversationService &service, ConversationListModel &model, Settings &settings,
                     QWidget *parent = nullptr);
    ~ConversationPane() override;

    /// In the order of the rows; never one that a filter hides.
    [[nodiscard]] QList<SessionId> selectedSessions() const;
    /// It changed, and selectionChanged() is on its way.
    [[nodiscard]] bool isSelectionUntold() const;
    [[nodiscard]] SessionId currentSession() const;
    /// Now, or as soon as it is in the list; given up when the person selects something else.
    void select(const SessionId &session);
    /// Those of them that are in the list and that no filter hides; nothing changes where none is.
    void select(const QList<SessionId> &sessions);
    /// The same for the start: nothing is selected in its place meanwhile, and the list goes back to the row
    /// that was uppermost, if it is among the first rows to come and nobody has scrolled.
    void showWhenLoaded(const SessionId &session, const SessionId &top);
    void clearSelection();
    /// Every row that the filters leave, and more than one: chosen as a whole and not row by row.
    [[nodiscard]] bool isAllSelected() const;
    void startRename();
    /// Opens the editor of that row with a name that was refused, so that it can be changed and not typed
    /// anew: now, or as soon as it is in the list. Clears the filters that hide it.
    void renameTo(const SessionId &session, const QString &name);
    /// All rows that are here. Where more match on the server, a line offers to select those too.
    void selectAllLoaded();
    /// Loads what is missing and then selects every row that matches.
    void selectAllMatching();

    void focusFilter();
    [[nodiscard]] QWidget *focusTarget() const;
    /// Text, date, people, and what the archive knows.
    void clearFilters();
    /// Clears the filters only where they would hide this conversation.
    void clearFiltersHiding(const SessionId &session);
    /// "Silent for more than 90 days" is {DateFilter::Kind::SilentFor, 90}.
    void setDateFilter(const DateFilter &filter);
    /// Language and reactions.
    void setFactFilter(const FactFilter &filter);
    void setPeopleFilter(PeopleFilter people);

    /// How it stands with the projects, for as long as none is open.
    struct Start
    {
        bool loading = false;
        bool none = false; ///< The account has none.
        std::optional<Error> error{};
    };

    void setSignedIn(bool signedIn);
    /// Whether that is just being found out, where nobody is signed in.
    void setSigningIn(bool signingIn);
    void setStart(const Start &start);
    /// A quiet line under the list, where nothing else has to be said there; empty for none.
    void setMark(const QString &words);
    void setContextActions(const QList<QAction *> &actions);
    void saveState();

signals:
    void selectionChanged();
    /// Enter or a double click.
    void activated(const confab::SessionId &session);
    void dateFilterChanged(const confab::DateFilter &filter);
    void peopleFilterChosen(confab::PeopleFilter people);
    void newConversationRequested();
    void signInRequested();
    /// The projects are to be read again.
    void projectsRequested();

private:
    enum class Way { None, SignIn, Projects, New, ClearFilters, LoadAll, Retry };
    enum class Line { None, LoadingAll, OfferAll, NotKnown, Mark };

    void connectFilters();
    void connectView();
    void connectService();
    void applyText(const QString &text);
    void applyDate(const DateFilter &filter);
    void applyFacts(const FactFilter &filter);
    void showFacts();
    void choosePeople(PeopleFilter people);
    void loadWhatIsNeeded();
    void loadMoreIfNeeded();
    void onReset();
    void onStateChanged();
    void onFailed(Operation operation, const Error &error);
    void onSessionsChanged();
    void takeWanted();
    void finishSelectAll();
    void cancelLoadAll();

    void update();
    void updatePage();
    void updateLine();
    void updateCount();
    [[nodiscard]] int notKnown() const;
    void showPage(Way way, const QString &icon, const QString &sentence, const QString &hint = {},
                  const QString &action = {}, const QString &details = {});
    void showFailure(Way way, Operation operation, const Error &error);
    void showStartPage();
    void showEmptyPage();
    void takeWay();
    void takeLine();
    void showContextMenu(const QPoint &position);

    ConversationService &m_service;
    ConversationListModel &m_model;
    Settings &m_settings;
    FilterBar *m_filters;
    ConversationView *m_view;
    NoticeLine *m_line;
    StatePage *m_page;
    QStackedWidget *m_stack;
    QList<QAction *> m_contextActions;
    SessionId m_wanted;
    QString m_wantedName; ///< For the editor of the wanted row.
    SessionId m_wantedTop;
    QString m_mark;
    Start m_start;
    std::optional<Error> m_error; ///< Of the first page.
    Way m_way = Way::None;
    Line m_lineShown = Line::None;
    bool m_signedIn = false;
    bool m_signingIn = false;
    bool m_halted = false;    ///< A further page failed: the person's next scroll asks again.
    bool m_gaveUpAll = false; ///< Loading all was cancelled or failed: the next filter or sort asks again.
    bool m_offerAll = false;
    bool m_selectAllWhenLoaded = false;
};

} // namespace confab
