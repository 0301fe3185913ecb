// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/notices.h"

#include "core/text.h"
#include "services/workspace.h"
#include "ui/archivenotices.h"
#include "ui/errortext.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLocale>
#include <QWidget>

#include <utility>

namespace confab {

namespace {

const QString undoneId = QStringLiteral("undone");
const QString keyId = QStringLiteral("key");
const QString keychainWaitId = QStringLiteral("keychainWait");

QString errorId(Operation operation)
{
    return QStringLiteral("error%1").arg(static_cast<int>(operation));
}

QString shown(const QString &name)
{
    constexpr qsizetype most = 60;
    return text::cleanLine(name, most);
}

} // namespace

Notices::Notices(Workspace &workspace, Banner &banner, QWidget &window)
    : QObject(&window), m_workspace(workspace), m_banner(banner), m_window(window)
{
    connectErrors();
    connectLists();
    connectEdits();
    connectDrafts();
    connectMessages();
    connectSession();
    connectDeletions();
    connect(&m_banner, &Banner::currentChanged, this, [this] {
        m_retries.removeIf([this](const auto &entry) { return !m_banner.holds(entry.first); });
        m_offered.removeIf([this](const auto &entry) { return !m_banner.holds(entry.key()); });
        emit canRetryChanged(canRetry());
    });
}

void Notices::retry()
{
    if (m_retries.isEmpty()) {
        if (const auto told = m_toldInList) // a copy: it is forgotten on the way
            told->ways.again();
        else if (canRetry())
            m_workspace.messages().refresh();
        return;
    }
    const auto [id, again] = m_retries.takeLast();
    withdraw(id);
    again();
}

// What could not be opened says so in its own pane, without a notice.
bool Notices::canRetry() const
{
    const bool list = m_toldInList && errorText(m_toldInList->operation, m_toldInList->error).canRetry;
    return list || !m_retries.isEmpty() || m_workspace.messages().state() == MessageService::State::Failed;
}

void Notices::connectErrors()
{
    ProjectService &projects = m_workspace.projects();
    ConversationService &conversations = m_workspace.conversations();

    connect(&projects, &ProjectService::failed, this,
            [this, &projects](Operation operation, const Error &error) {
                // With nothing but the archive on screen, all of it is to be read.
                tellOfList(operation, error, {[this, &projects] {
                               m_workspace.reading().isOffline() ? m_workspace.refresh() : projects.load();
                           }});
            });
    connect(&conversations, &ConversationService::failed, this,
            [this, &conversations](Operation operation, const Error &error) {
                Ways ways;
                if (operation == Operation::LoadAllConversations)
                    ways.again = [&conversations] { conversations.loadAll(); };
                else if (operation == Operation::LoadConversations)
                    ways.again = [this, &conversations] {
                        m_workspace.reading().isOffline() ? m_workspace.refresh() : conversations.refresh();
                    };
                tellOfList(operation, error, ways);
            });
    // The list is there again, whoever asked for it. A failure is told after this.
    connect(&conversations, &ConversationService::stateChanged, this,
            [this, &conversations](ConversationService::State state) {
                if (state == ConversationService::State::Ready)
                    withdraw(errorId(Operation::LoadConversations));
                if (conversations.isComplete())
                    withdraw(errorId(Operation::LoadAllConversations));
            });
    connect(&conversations, &ConversationService::reset, this, [this] {
        withdraw(errorId(Operation::LoadConversations));
        withdraw(errorId(Operation::LoadAllConversations));
    });
    // The service is there again, whichever call failed before. A failure is told after this.
    connect(&projects, &ProjectService::loadingChanged, this, [this, &projects](bool loading) {
        if (!loading && projects.isLoaded())
            withdraw(errorId(Operation::LoadProjects));
    });
    connect(&conversations, &ConversationService::peopleFilterRefused, this, [this] {
        m_banner.post({QStringLiteral("people"),
                       Notice::Kind::Info,
                       tr("This server cannot show your own conversations alone. Everyone's are shown."),
                       {}});
    });
    connect(&m_workspace, &Workspace::preferredProjectMissing, this, [this](ProjectId id) {
        m_banner.post({QStringLiteral("project"),
                       Notice::Kind::Warning,
                       tr("There is no project %1 in this account. Another one is shown.").arg(id.value),
                       {}});
    });
}

void Notices::connectLists()
{
    const ProjectService &projects = m_workspace.projects();
    const ConversationService &conversations = m_workspace.conversations();
    connect(&projects, &ProjectService::loadingChanged, this, &Notices::reviewList);
    connect(&conversations, &ConversationService::stateChanged, this, &Notices::reviewList);
    connect(&conversations, &ConversationService::upserted, this, &Notices::reviewList);
}

void Notices::tellOfList(Operation operation, const Error &error, const Ways &ways)
{
    if (!isToldInList(operation))
        return postError(operation, error, ways);
    m_toldInList = Failure{operation, error, ways};
    emit canRetryChanged(canRetry());
}

/// Where nothing is listed, the place of the list has the words and a Retry.
bool Notices::isToldInList(Operation operation) const
{
    using State = ConversationService::State;
    const ConversationService &list = m_workspace.conversations();
    if (operation == Operation::LoadProjects)
        return list.state() == State::Closed && !m_workspace.projects().isLoading();
    return operation == Operation::LoadConversations && list.state() == State::Failed && list.archived() == 0;
}

/// The archive may have filled the place that told it, or it is tried again.
void Notices::reviewList()
{
    if (!m_toldInList || isToldInList(m_toldInList->operation))
        return;
    const Failure told = *std::exchange(m_toldInList, std::nullopt);
    const ProjectService &projects = m_workspace.projects();
    const bool stands = told.operation == Operation::LoadProjects
                            ? !projects.isLoading() && !projects.isLoaded()
                            : m_workspace.conversations().state() == ConversationService::State::Failed;
    if (stands)
        postError(told.operation, told.error, told.ways);
    emit canRetryChanged(canRetry());
}

// What is written is shown where it is written; only that it cannot be kept belongs here.
void Notices::connectDrafts()
{
    connect(&m_workspace.drafts(), &DraftStore::failed, this,
            [this](const Error &error) { postError(Operation::KeepDrafts, error, {}); });
}

// How many of the queries were used comes a call later.
void Notices::showUsage(const Usage &usage)
{
    if (!m_banner.holds(m_credits.id) || usage.maxQueries <= 0)
        return;
    Notice notice = m_credits;
    const QLocale locale;
    notice.hint = tr("%1 of %2 queries of this billing cycle are used.")
                      .arg(locale.toString(usage.currentQueries), locale.toString(usage.maxQueries)) +
                  u' ' + m_credits.hint;
    m_banner.post(notice);
}

void Notices::connectEdits()
{
    ConversationService &conversations = m_workspace.conversations();
    connect(&conversations, &ConversationService::renameFailed, this,
            [this, &conversations](const ConversationKey &key, const QString &wanted, const Error &error) {
                Ways ways;
                ways.again = [&conversations, key, wanted] { conversations.rename(key, wanted); };
                ways.change = [this, key, wanted] {
                    m_workspace.openProject(key.project);
                    emit renameRequested(key.session, wanted);
                };
                // Until the row has another name: the editor may be left, and its row may not come.
                ways.staysUntilChanged = true;
                ways.about = key.session.toString();
                ways.isEdit = true;
                const Conversation *row = conversations.find(key.session);
                m_refusedRenames.insert(key.session, row ? std::optional(row->name) : std::nullopt);
                postError(Operation::RenameConversation, error, ways);
            });
    const RenameHistory &renames = m_workspace.renames();
    connect(&renames, &RenameHistory::undone, this, [this](const QString &name) {
        m_banner.post({undoneId, Notice::Kind::Success, tr("Renamed back to “%1”.").arg(shown(name)), {}});
    });
    connect(&renames, &RenameHistory::changedMeanwhile, this, [this](const QString &name) {
        m_banner.post({undoneId,
                       Notice::Kind::Info,
                       tr("“%1” was renamed elsewhere meanwhile, so it keeps that name.").arg(shown(name)),
                       {}});
    });
    // A Retry must not put an old wish over a newer name.
    connect(&conversations, &ConversationService::upserted, this, [this](const QList<Conversation> &rows) {
        for (const Conversation &row : rows) {
            const auto refused = m_refusedRenames.find(row.session);
            if (refused == m_refusedRenames.end())
                continue;
            if (!*refused)
                *refused = row.name;
            else if (*refused != row.name)
                forgetRename(row.session);
        }
    });
    connect(&conversations, &ConversationService::createFailed, this,
            [this, &conversations](ProjectId project, const QString &wanted, const Error &error) {
                Ways ways;
                // Where it was wanted, whichever project is open by now.
                ways.again = [this, &conversations, project, wanted] {
                    m_workspace.openProject(project);
                    conversations.create(wanted);
                };
                ways.change = [this, project, wanted] {
                    m_workspace.openProject(project);
                    emit newNameRequested(wanted);
                };
                ways.about = wanted;
                ways.isEdit = true;
                postError(Operation::CreateConversation, error, ways);
            });
}

void Notices::forgetRename(const SessionId &session)
{
    m_refusedRenames.remove(session);
    withdraw(errorId(Operation::RenameConversation) + session.toString());
}

void Notices::connectMessages()
{
    MessageService &messages = m_workspace.messages();
    connect(&messages, &MessageService::reactionFailed, this,
            [this, &messages](const ConversationKey &key, MessageId id, Reaction wanted, const Error &error) {
                Ways ways;
                ways.again = [&messages, key, id, wanted] {
                    // Another conversation may be open by now, with messages of its own.
                    if (messages.key() == key)
                        messages.react(id, wanted);
                };
                ways.about = id.toString();
                postError(Operation::React, error, ways);
            });
    connect(&messages, &MessageService::failed, this,
            [this, &messages](Operation operation, const Error &error) {
                // A conversation that could not be opened says so in its own pane; a page further up has no
                // other place.
                if (operation == Operation::LoadOlderMessages)
                    postError(operation, error, {[&messages] { messages.loadOlder(); }});
            });
    connect(&messages, &MessageService::reset, this,
            [this] { withdraw(errorId(Operation::LoadOlderMessages)); });
    connect(&messages, &MessageService::prepended, this,
            [this] { withdraw(errorId(Operation::LoadOlderMessages)); });
    // The row goes and its neighbour is opened: without a word the person would read the wrong transcript.
    connect(&messages, &MessageService::gone, this, [this] {
        m_banner.post({QStringLiteral("gone"),
                       Notice::Kind::Info,
                       tr("That conversation is no longer on the server. Its row was removed."),
                       {}});
    });
    connect(&messages, &MessageService::stateChanged, this, [this] { emit canRetryChanged(canRetry()); });
}

void Notices::connectSession()
{
    Session &session = m_workspace.session();
    connect(&session, &Session::keyNotStored, this, [this](const Error &error) {
        const ErrorText words = errorText(Operation::StoreKey, error);
        m_banner.post({keyId, Notice::Kind::Warning, words.sentence, words.hint, {}, true});
    });
    connect(&session, &Session::keyNotRemoved, this, [this](const Error &error) {
        const ErrorText words = errorText(Operation::RemoveKey, error);
        m_banner.post({keyId, Notice::Kind::Warning, words.sentence, words.hint, {}, true});
    });
    connect(&session, &Session::waitingForKeychain, this, [this] {
        const Notice::Action goOn{tr("Sign in"), [this] { emit signInRequested(); }, false};
        m_banner.post({keychainWaitId,
                       Notice::Kind::Info,
                       tr("Waiting for the keychain."),
                       tr("You may have to unlock it, or sign in without it."),
                       {goOn},
                       true});
    });
    connect(&session, &Session::usageChanged, this, &Notices::showUsage);
    connect(&session, &Session::stateChanged, this, [this](Session::State state) {
        if (state != Session::State::Restoring)
            withdraw(keychainWaitId);
        if (state == Session::State::SignedIn || state == Session::State::SignedOut)
            withdraw(QStringLiteral("unreadable"));
        if (state == Session::State::SignedOut) {
            m_retries.clear();
            m_toldInList.reset();
            m_refusedRenames.clear();
            m_banner.clear();
        }
        if (state == Session::State::KeyUnreadable) {
            const Notice::Action again{tr("Try again"), [this] { m_workspace.session().restore(); }, false};
            const Notice::Action other{tr("Sign in"), [this] { emit signInRequested(); }, true};
            const Session &now = m_workspace.session();
            const QString former = now.formerKeychain();
            m_banner.post(
                {QStringLiteral("unreadable"),
                 Notice::Kind::Warning,
                 tr("Your API key could not be read from the keychain."),
                 former.isEmpty()
                     ? tr("It was not removed. Unlock the keychain and try again, or sign in once more.")
                     : tr("It was kept in %1, and this session of your desktop uses %2. It was not "
                          "removed there.")
                           .arg(former, now.keychain()),
                 {again, other},
                 true});
        }
    });
}

void Notices::postError(Operation operation, const Error &error, const Ways &ways)
{
    const bool signInFirst = error.kind == ErrorKind::Unauthorised;
    if (error.kind == ErrorKind::Cancelled || (signInFirst && !ways.isEdit))
        return; // nothing to tell, or told by the sign-in dialog
    const bool offline = error.kind == ErrorKind::Offline && m_workspace.reading().isOffline();
    const bool refused = offline && (ways.isEdit || operation == Operation::React);
    const ErrorText words = refused ? ArchiveNotices::refusal(m_workspace) : errorText(operation, error);
    const QString id = errorId(operation) + ways.about;
    Notice notice{id, Notice::Kind::Error, words.sentence, words.hint, {}, words.lasting};
    forgetRetry(id);
    if (ways.again && (words.canRetry || signInFirst)) {
        // The function itself: what is remembered under the id goes with the notice, before its button acts.
        notice.actions.append({tr("Retry"), ways.again, false});
        m_retries.append({id, ways.again});
    } else if (ways.change) {
        notice.actions.append({tr("Try again…"), ways.change, ways.staysUntilChanged});
        notice.lasting = true; // it holds words that somebody typed
    }
    notice.actions.append(
        {tr("Copy details"),
         [operation, error] { QGuiApplication::clipboard()->setText(errorDetails(operation, error)); },
         true});
    if (error.kind == ErrorKind::CreditsExhausted) {
        m_credits = notice;
        m_workspace.session().refreshUsage();
    }
    m_banner.post(notice);
    emit canRetryChanged(canRetry());
}

void Notices::forgetRetry(const QString &id)
{
    m_retries.removeIf([&id](const auto &entry) { return entry.first == id; });
}

void Notices::withdraw(const QString &id)
{
    forgetRetry(id);
    m_banner.withdraw(id);
    emit canRetryChanged(canRetry());
}

} // namespace confab
