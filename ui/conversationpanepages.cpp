// SPDX-License-Identifier: GPL-3.0-or-later
// ConversationPane: what is shown beside the rows, and instead of them.
#include "ui/conversationpane.h"

#include "models/conversationlistmodel.h"
#include "ui/conversationview.h"
#include "ui/errortext.h"
#include "ui/filterbar.h"
#include "ui/noticeline.h"
#include "ui/statepage.h"

#include <QLocale>
#include <QStackedWidget>

namespace confab {

using namespace Qt::StringLiterals;
using State = ConversationService::State;

void ConversationPane::setSignedIn(bool signedIn)
{
    m_signedIn = signedIn;
    update();
}

void ConversationPane::setSigningIn(bool signingIn)
{
    m_signingIn = signingIn;
    update();
}

void ConversationPane::setStart(const Start &start)
{
    m_start = start;
    update();
}

void ConversationPane::setMark(const QString &words)
{
    m_mark = words;
    update();
}

void ConversationPane::update()
{
    m_filters->setEnabled(m_signedIn && m_service.state() != State::Closed);
    updateCount();
    updateLine();
    updatePage();
}

void ConversationPane::updateCount()
{
    const QLocale locale;
    const qint64 rows = m_model.rowCount();
    const qint64 loaded = m_service.loaded();
    const qint64 archived = m_service.archived();
    const qint64 total = qMax(m_service.total(), loaded + archived);
    if (!m_signedIn || m_service.state() == State::Closed || total == 0) {
        m_filters->setCount({}, {});
        return;
    }
    const bool partly = rows != total;
    const int unknown = notKnown();
    const QString brief = partly ? tr("%L1 of %L2").arg(rows).arg(total) : locale.toString(total);
    QString full = total == 1 ? tr("1 conversation") : tr("%1 conversations").arg(locale.toString(total));
    if (archived > 0)
        full += u'\n' + tr("%L1 of them as the local archive has them").arg(archived);
    else if (!m_service.isComplete())
        full += u'\n' + tr("%L1 of them loaded").arg(loaded);
    if (m_model.isFiltered())
        full += u'\n' + tr("%L1 of them match the filters").arg(rows);
    if (unknown > 0)
        full +=
            u'\n' + tr("%L1 of them are left out, because it is not known whether they match").arg(unknown);
    m_filters->setCount(brief, full);
}

/// While rows are still coming, it would be another number with each page.
int ConversationPane::notKnown() const
{
    const bool settled = m_service.isComplete() || (m_gaveUpAll && m_service.state() == State::Ready);
    return m_signedIn && settled ? m_model.notKnown() : 0;
}

void ConversationPane::updateLine()
{
    const int unknown = notKnown();
    if (m_service.state() == State::LoadingAll) {
        m_lineShown = Line::LoadingAll;
        m_line->tell(tr("Loading %L1 of %L2…").arg(m_service.loaded()).arg(m_service.total()), tr("Cancel"),
                     m_service.loaded(), qMax<qint64>(1, m_service.total()));
    } else if (m_offerAll && !m_service.isComplete()) {
        m_lineShown = Line::OfferAll;
        const int rows = m_model.rowCount();
        const QString selected = rows == 1 ? tr("The 1 loaded row is selected.")
                                           : tr("All %Ln loaded rows are selected.", nullptr, rows);
        m_line->tell(selected, m_model.isFiltered() ? tr("Select all that match")
                                                    : tr("Select all %L1 that match").arg(m_service.total()));
    } else if (unknown > 0) {
        m_lineShown = Line::NotKnown;
        m_line->tell(
            m_model.dateFilter().kind == DateFilter::Kind::SilentFor
                ? tr("%Ln conversations are left out: their messages were not read since yesterday.", nullptr,
                     unknown)
                : tr("%Ln conversations are left out: their messages were not read yet.", nullptr, unknown),
            {});
    } else if (!m_mark.isEmpty()) {
        m_lineShown = Line::Mark;
        m_line->tell(m_mark);
    } else {
        m_lineShown = Line::None;
        m_line->hide();
    }
}

void ConversationPane::takeLine()
{
    if (m_lineShown == Line::LoadingAll)
        cancelLoadAll();
    else if (m_lineShown == Line::OfferAll)
        selectAllMatching();
}

void ConversationPane::updatePage()
{
    const State state = m_service.state();
    if (!m_signedIn && m_signingIn)
        return showPage(Way::None, u"key"_s, tr("Signing in…"));
    if (!m_signedIn)
        return showPage(Way::SignIn, u"key"_s, tr("You are not signed in."),
                        tr("Sign in with an API key of your account to see its conversations."),
                        tr("Sign in"));
    if (state == State::Closed)
        return showStartPage();
    if (m_model.rowCount() > 0) {
        const QWidget *focus = window()->focusWidget();
        const bool hadFocus = focus == m_page || m_page->isAncestorOf(focus);
        m_stack->setCurrentWidget(m_view);
        if (hadFocus)
            m_view->setFocus();
        return;
    }
    const bool isArchived = state == State::Failed && m_service.archived() > 0;
    if (state == State::Failed && !isArchived && m_error)
        return showFailure(Way::Retry, Operation::LoadConversations, *m_error);
    if (state == State::LoadingFirst || (state == State::Failed && !isArchived)) // the reason is on its way
        return showPage(Way::None, u"refresh"_s, tr("Loading conversations…"));
    showEmptyPage();
}

// Before the first project is there: without it there is nothing that this list could say of itself.
void ConversationPane::showStartPage()
{
    if (m_start.error)
        return showFailure(Way::Projects, Operation::LoadProjects, *m_start.error);
    if (m_start.loading)
        return showPage(Way::None, u"refresh"_s, tr("Loading projects…"));
    if (m_start.none)
        return showPage(Way::Projects, u"project"_s, tr("This account has no projects."),
                        tr("Projects are made on the service's own pages."), tr("Look again"));
    showPage(Way::None, u"project"_s, tr("No project is open."), tr("Choose one to see its conversations."));
}

void ConversationPane::showEmptyPage()
{
    const bool someoneElse = m_service.people() != PeopleFilter::Everyone;
    if (!m_model.isFiltered() && !someoneElse) {
        if (m_service.hidesTaken() && (m_service.isComplete() || m_service.total() == 0))
            showPage(Way::New, u"empty"_s, tr("All conversations are being deleted."),
                     tr("Undo brings them back for as long as it is offered."), tr("New conversation"));
        else if (m_service.isComplete() || m_service.total() == 0)
            showPage(Way::New, u"empty"_s, tr("No conversations yet."),
                     tr("They appear here as soon as somebody writes to this project."),
                     tr("New conversation"));
        else
            showPage(Way::None, u"refresh"_s, tr("Loading conversations…"));
        return;
    }
    // Offline there is nothing to look through but what is here.
    if (m_service.isComplete() || m_service.state() == State::Failed ||
        (!m_model.isFiltered() && m_service.total() == 0))
        return showPage(Way::ClearFilters, u"search"_s, tr("No conversation matches."), {},
                        tr("Clear the filters"));
    if (m_service.state() == State::LoadingAll || !m_gaveUpAll)
        return showPage(Way::None, u"search"_s, tr("Looking through all conversations…"));
    showPage(Way::LoadAll, u"search"_s, tr("No conversation matches so far."),
             tr("%L1 of %L2 conversations are loaded.").arg(m_service.loaded()).arg(m_service.total()),
             tr("Load the others"));
}

// The only place that tells it: Notices posts nothing of it.
void ConversationPane::showFailure(Way way, Operation operation, const Error &error)
{
    const ErrorText words = errorText(operation, error, Loaded::Nothing);
    showPage(way, error.kind == ErrorKind::Offline ? u"offline"_s : u"warning"_s, words.sentence, words.hint,
             tr("Retry"), errorDetails(operation, error));
}

void ConversationPane::showPage(Way way, const QString &icon, const QString &sentence, const QString &hint,
                                const QString &action, const QString &details)
{
    const bool hadFocus = m_view->hasFocus() || m_page->hasFocus();
    m_way = way;
    const StatePage::State state{icon, sentence, hint, action, details};
    if (m_page->state() != state)
        m_page->setState(state);
    m_stack->setCurrentWidget(m_page);
    // The list went from under the focus: it goes to the way on.
    if (hadFocus && m_page->focusTarget())
        m_page->focusTarget()->setFocus();
}

void ConversationPane::takeWay()
{
    switch (m_way) {
    case Way::SignIn:
        emit signInRequested();
        break;
    case Way::New:
        emit newConversationRequested();
        break;
    case Way::ClearFilters:
        clearFilters();
        break;
    case Way::LoadAll:
        m_gaveUpAll = false;
        loadWhatIsNeeded();
        break;
    case Way::Retry:
        m_service.refresh();
        break;
    case Way::Projects:
        emit projectsRequested();
        break;
    case Way::None:
        break;
    }
}

} // namespace confab
