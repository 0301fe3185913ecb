// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/workspace.h"

#include <QSet>

#include <algorithm>
#include <utility>

namespace confab {

Workspace::Workspace(ChatApi &api, SecretStore &secrets, Settings &settings, Clock &clock, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_clock(clock)
    , m_session(api, secrets, settings, clock)
    , m_projects(api)
    , m_conversations(api)
    , m_messages(api)
    , m_citations(api)
    , m_sourceFiles(api)
    , m_verifications(api)
    , m_drafts(settings.dataFolder() + QStringLiteral("/drafts.json"), clock)
    , m_answers(api, m_drafts, clock)
    , m_journal(settings.dataFolder() + QStringLiteral("/deletions.jsonl"))
    , m_deletionLog(settings.dataFolder() + QStringLiteral("/deletion-log.jsonl"))
    , m_deletions(api, m_journal, m_deletionLog, clock)
    , m_archive(api, settings, clock)
    , m_learning(*this, m_archive)
    , m_removed(api, m_archive, settings, clock)
    , m_reading(*this, m_archive)
    , m_exports(api, m_archive, clock)
    , m_renames(m_conversations)
    , m_keeper(api, m_archive, clock)
    , m_retentionRules(settings)
    , m_retention(api, m_archive, clock)
{
    connect(&m_session, &Session::stateChanged, this, &Workspace::sessionChanged);
    connect(&m_projects, &ProjectService::projectsChanged, this, &Workspace::projectsArrived);
    connect(&m_projects, &ProjectService::loadingChanged, this, &Workspace::projectsArrived);
    connect(&m_messages, &MessageService::gone, &m_conversations, &ConversationService::forget);
    connect(&m_deletions, &DeletionService::undone, &m_conversations, &ConversationService::restore);
    connect(&m_deletions, &DeletionService::settled, &m_conversations,
            [this](const SessionId &session, bool deleted) {
                m_conversations.settle({session}, deleted && m_deletions.runningProject() == project());
            });
    connect(&m_deletions, &DeletionService::finished, this, &Workspace::deletionEnded);
    m_deletions.setKeeper([this](const ConversationKey &key, const MessagePage &found, bool all) {
        return m_keeper.keep(key, found, all ? ThreadKeeper::Read::All : ThreadKeeper::Read::Missing);
    });
    connect(&m_archive, &ArchiveService::removalsLearnt, this, [this](const QList<ConversationKey> &keys) {
        for (const ConversationKey &key : keys) {
            if (key.project == project())
                m_conversations.forget(key.session);
        }
    });
    joinAnswers();
    joinUndo();
}

/// The rows of answers that grow stand among the messages that were read, while their conversation is open.
void Workspace::joinAnswers()
{
    connect(&m_answers, &AnswerService::grown, &m_messages, &MessageService::put);
    connect(&m_answers, &AnswerService::numbered, &m_messages, &MessageService::renumber);
    connect(&m_answers, &AnswerService::removed, &m_messages, &MessageService::remove);
    connect(&m_messages, &MessageService::newestRead, this,
            [this](const ConversationKey &key, const Page<Message> &page) {
                m_answers.note(key, page);
                for (const Answer &answer : m_answers.answers(key))
                    m_messages.put(key, answer.record);
            });
    connect(&m_answers, &AnswerService::pageRead, this,
            [this](const ConversationKey &key, const MessagePage &page) {
                m_messages.take(key, page);
                m_answers.note(key, page.messages); // where its messages are not here; else once more, idly
            });
    connect(&m_answers, &AnswerService::conversationMade, &m_conversations, &ConversationService::adopt);
    connect(&m_answers, &AnswerService::countChanged, &m_session, &Session::refreshUsage);
    connect(&m_messages, &MessageService::gone, this, [this](const SessionId &session) {
        m_answers.forget(session);
        m_drafts.release({m_messages.key().project, session});
    });
    connect(&m_deletions, &DeletionService::settled, this, [this](const SessionId &session) {
        m_answers.forget(session);
        m_drafts.forget(session);
    });
}

Workspace::~Workspace() = default;

void Workspace::openProject(ProjectId id)
{
    if (!id.isValid() || id == project())
        return;
    m_settings.setLastProject(id);
    m_openedArchived = m_projects.isArchived();
    m_messages.close();
    m_conversations.open(id, m_settings.peopleFilter());
    emit projectChanged(id);
}

void Workspace::setPeople(PeopleFilter people)
{
    m_settings.setPeopleFilter(people);
    if (project().isValid() && people != m_conversations.people())
        m_conversations.open(project(), people);
}

void Workspace::refresh()
{
    m_projects.load();
    if (project().isValid())
        m_conversations.refresh();
    if (m_messages.key().isValid())
        m_messages.refresh();
    m_session.refreshUsage();
}

bool Workspace::refusesOffline(Operation operation)
{
    const bool refuses = m_reading.isOffline();
    if (refuses)
        emit refusedOffline(operation);
    return refuses;
}

bool Workspace::ask(const OutgoingMessage &message)
{
    if (refusesOffline(Operation::SendMessage))
        return false;
    if (!m_messages.key().isValid())
        return m_answers.start(project(), message);
    const MessageService::State state = m_messages.state();
    const bool known = state == MessageService::State::Ready || state == MessageService::State::LoadingOlder;
    return known && m_answers.send(m_messages.key(), message, newestKnown());
}

bool Workspace::askAgain()
{
    return !refusesOffline(Operation::SendMessage) && m_answers.sendAgain(m_messages.key(), newestKnown());
}

MessageId Workspace::newestKnown() const
{
    const QList<Message> &messages = m_messages.messages();
    const auto newest = std::find_if(messages.crbegin(), messages.crend(), [](const Message &message) {
        return message.id.isValid() && message.progress == Progress::Stored;
    });
    return newest == messages.crend() ? MessageId{} : newest->id;
}

void Workspace::deleteConversations(const QList<SessionId> &sessions, DeletionService::Care care,
                                    const QDateTime &chosenAt)
{
    if (refusesOffline(Operation::DeleteConversations))
        return;
    if (!m_deletions.mayDelete())
        return emit deletionRefused();
    if (!std::all_of(sessions.begin(), sessions.end(),
                     [this](const SessionId &each) { return m_conversations.isConfirmed(each); }))
        care = DeletionService::Care::LookAgain;
    const ProjectId where = project();
    const QList<Conversation> taken = m_conversations.take(sessions);
    if (taken.isEmpty())
        return;
    closeIfAmong(taken);
    DeletionReport batch;
    batch.project = where;
    batch.chosenAt = chosenAt;
    batch.keepFirst = m_archive.copiesBeforeDeleting(where);
    batch.lookAgain = batch.keepFirst || care == DeletionService::Care::LookAgain;
    for (const Conversation &conversation : taken)
        batch.items.append({conversation});
    m_deletions.remove(batch);
}

void Workspace::closeIfAmong(const QList<Conversation> &conversations)
{
    const auto isOpen = [this](const Conversation &c) { return c.session == m_messages.key().session; };
    if (std::any_of(conversations.begin(), conversations.end(), isOpen))
        m_messages.close();
}

void Workspace::carryOut(const RetentionReview &review, const QList<SessionId> &chosen)
{
    if (review.project != project() || refusesOffline(Operation::DeleteConversations))
        return;
    if (!m_deletions.mayDelete())
        return emit deletionRefused();
    const QSet<SessionId> wanted(chosen.begin(), chosen.end());
    QList<Conversation> found;
    QList<SessionId> sessions;
    for (const RetentionFind &each : review.found) {
        const SessionId &session = each.conversation.session;
        if (!wanted.contains(session) || m_conversations.isTaken(session))
            continue;
        found.append(each.conversation);
        sessions.append(session);
    }
    m_conversations.take(sessions);
    m_askedOfRules.insert({review.project, review.rule.name}, {review.rule, review.terms.now});
    DeletionReport batch;
    batch.project = review.project;
    batch.rule = review.rule.name;
    batch.chosenAt = review.terms.limit;
    batch.lookAgain = true;
    batch.keepFirst = review.rule.keepCopy;
    batch.keepLiked = review.rule.keepLiked;
    batch.keepDisliked = review.rule.keepDisliked;
    for (const Conversation &conversation : std::as_const(found))
        batch.items.append({conversation});
    closeIfAmong(found);
    m_deletions.remove(batch);
}

void Workspace::noteCarriedOut(const DeletionReport &report)
{
    const auto asked = m_askedOfRules.constFind({report.project, report.rule});
    if (asked != m_askedOfRules.cend())
        m_retentionRules.noteCarriedOut(m_archive.server(), report.project, asked->first, asked->second);
}

void Workspace::joinUndo()
{
    connect(&m_deletions, &DeletionService::waitingChanged, this, [this](int count) {
        if (count > m_deletionsWaiting)
            m_steps.append(Step::Deletion);
        else if (count == 0)
            m_steps.removeAll(Step::Deletion);
        m_deletionsWaiting = count;
        emit canUndoChanged(canUndo());
    });
    connect(&m_renames, &RenameHistory::added, this, [this] { m_steps.append(Step::Rename); });
    connect(&m_renames, &RenameHistory::dropped, this, [this](qsizetype index) {
        qsizetype at = -1;
        for (qsizetype i = 0; i <= index; ++i)
            at = m_steps.indexOf(Step::Rename, at + 1);
        m_steps.removeAt(at);
    });
    connect(&m_renames, &RenameHistory::canUndoChanged, this, [this] { emit canUndoChanged(canUndo()); });
}

bool Workspace::canUndo() const
{
    return m_deletions.waitingCount() > 0 || m_renames.canUndo();
}

bool Workspace::undo()
{
    for (qsizetype i = m_steps.size() - 1; i >= 0; --i) {
        if (m_steps.at(i) == Step::Rename && m_renames.undo())
            return true;
        if (m_steps.at(i) == Step::Deletion) { // some wait, or there would be no such step
            m_steps.removeAt(i);
            return m_deletions.undo();
        }
    }
    return false;
}

void Workspace::retryDeletion(const DeletionReport &report)
{
    const Account me{m_session.serverAddress(), m_session.user().id};
    if (report.account.user != 0 && me.user != 0 && report.account != me)
        return; // another's choice is not carried out in this person's name
    forgetInterrupted(report);
    if (report.project == project()) {
        QList<SessionId> sessions;
        for (const Conversation &conversation : report.toRetry())
            sessions.append(conversation.session);
        m_conversations.take(sessions);
    }
    m_deletions.retry(report);
}

void Workspace::dropDeletion(const DeletionReport &report)
{
    forgetInterrupted(report);
    m_deletions.dismiss(report);
}

void Workspace::forgetInterrupted(const DeletionReport &report)
{
    m_interrupted.removeIf([&](const DeletionReport &each) { return each.number == report.number; });
}

QList<DeletionReport> Workspace::leftovers() const
{
    QList<DeletionReport> reports = m_deletions.leftovers();
    reports.removeIf([this](const DeletionReport &report) {
        // Those of the archive may be another account's.
        return report.account.user == 0 && (m_projects.isArchived() || !m_projects.find(report.project));
    });
    return reports;
}

void Workspace::sessionChanged(Session::State state)
{
    switch (state) {
    case Session::State::SignedIn:
        m_drafts.setAccount(m_session.serverAddress(), m_session.user().id);
        m_deletions.setAccount({m_session.serverAddress(), m_session.user().id});
        m_archive.signedIn({m_session.serverAddress(), m_session.user().id});
        if (std::exchange(m_wasExpired, false) && m_projects.isLoaded()) {
            refresh();
            for (const auto interrupted = m_interrupted; const DeletionReport &report : interrupted)
                emit interruptedDeletionReady(report);
        } else {
            m_projects.load();
            m_session.refreshUsage();
        }
        break;
    case Session::State::Expired:
        m_wasExpired = true;
        m_deletions.keyRefused();
        m_exports.keyRefused();
        break;
    case Session::State::SignedOut:
        m_wasExpired = false;
        m_drafts.setAccount({}, 0);
        m_archive.signedOut();
        dropEverything();
        break;
    case Session::State::Restoring:
    case Session::State::KeyUnreadable:
    case Session::State::SigningIn:
        break;
    }
}

// The remembered project is opened as soon as its page is there; when the last page has come without it, the
// first.
void Workspace::projectsArrived()
{
    const bool all = m_projects.isLoaded() && !m_projects.isLoading();
    // One that the archive knew and the service does not is left for one that there is.
    const bool isOpen = project().isValid() &&
                        !(all && std::exchange(m_openedArchived, false) && !m_projects.find(project()));
    if (isOpen || m_projects.projects().isEmpty())
        return;
    const ProjectId wanted = m_preferred.isValid() ? m_preferred : m_settings.lastProject();
    if (m_projects.find(wanted)) {
        openProject(wanted);
    } else if (all || (m_projects.isArchived() && !m_projects.isLoading())) {
        if (m_preferred.isValid() && all)
            emit preferredProjectMissing(std::exchange(m_preferred, {}));
        const auto ready = std::find_if(m_projects.projects().begin(), m_projects.projects().end(),
                                        [](const Project &p) { return p.chatActive; });
        openProject(ready != m_projects.projects().end() ? ready->id : m_projects.projects().first().id);
    }
}

void Workspace::deletionEnded(const DeletionReport &report)
{
    QList<SessionId> settled;
    for (const DeletionItem &item : report.items) {
        if (item.isSettled())
            settled.append(item.conversation.session);
        else if (item.change == Change::Renamed)
            m_conversations.renameTaken(item.conversation.session, item.conversation.name);
    }
    if (!report.rule.isEmpty() && !settled.isEmpty())
        noteCarriedOut(report);
    m_conversations.settle(settled);
    m_conversations.restore(report.remaining()); // rows of another project are freed and not shown
    if (report.end == DeletionReport::End::SignInNeeded)
        m_interrupted.append(report);
}

void Workspace::dropEverything()
{
    m_deletions.keepWaiting();
    m_deletions.cancelRun();
    m_interrupted.clear();
    m_askedOfRules.clear();
    m_renames.clear();
    m_steps.clear();
    m_answers.clear();
    m_messages.close();
    m_conversations.close();
    m_citations.clear();
    m_verifications.clear();
    m_removed.open({});
    m_removed.load({});
    if (m_exports.isActive()) // what was read of another's is thrown away
        m_exports.discard();
    m_projects.clear();
    emit projectChanged({});
}

} // namespace confab
