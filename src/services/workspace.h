// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/answerservice.h"
#include "services/archivelearning.h"
#include "services/archivereading.h"
#include "services/archiveservice.h"
#include "services/citationservice.h"
#include "services/conversationservice.h"
#include "services/deletionjournal.h"
#include "services/deletionlog.h"
#include "services/deletionservice.h"
#include "services/draftstore.h"
#include "services/exportservice.h"
#include "services/messageservice.h"
#include "services/projectservice.h"
#include "services/removedconversations.h"
#include "services/renamehistory.h"
#include "services/retentionrules.h"
#include "services/retentionservice.h"
#include "services/session.h"
#include "services/settings.h"
#include "services/sourcefileservice.h"
#include "services/threadkeeper.h"
#include "services/verificationservice.h"

#include <QHash>
#include <QObject>

#include <utility>

namespace confab {

class ChatApi;
class Clock;
class SecretStore;

/// All services of one window, built in one visible order, and the rules that hold between them: what a
/// sign-in loads, what a sign-out drops, and which rows leave and return around a deletion. The services do
/// not know each other.
class Workspace : public QObject
{
    Q_OBJECT

public:
    Workspace(ChatApi &api, SecretStore &secrets, Settings &settings, Clock &clock,
              QObject *parent = nullptr);
    ~Workspace() override;

    [[nodiscard]] Session &session() { return m_session; }
    [[nodiscard]] ProjectService &projects() { return m_projects; }
    [[nodiscard]] ConversationService &conversations() { return m_conversations; }
    [[nodiscard]] MessageService &messages() { return m_messages; }
    [[nodiscard]] AnswerService &answers() { return m_answers; }
    [[nodiscard]] DraftStore &drafts() { return m_drafts; }
    [[nodiscard]] CitationService &citations() { return m_citations; }
    [[nodiscard]] SourceFileService &sourceFiles() { return m_sourceFiles; }
    [[nodiscard]] VerificationService &verifications() { return m_verifications; }
    [[nodiscard]] DeletionService &deletions() { return m_deletions; }
    [[nodiscard]] DeletionLog &deletionLog() { return m_deletionLog; }
    [[nodiscard]] ArchiveService &archive() { return m_archive; }
    [[nodiscard]] RemovedConversations &removed() { return m_removed; }
    [[nodiscard]] ArchiveReading &reading() { return m_reading; }
    [[nodiscard]] ExportService &exports() { return m_exports; }
    [[nodiscard]] RenameHistory &renames() { return m_renames; }
    [[nodiscard]] RetentionRules &retentionRules() { return m_retentionRules; }
    [[nodiscard]] RetentionService &retention() { return m_retention; }
    [[nodiscard]] Settings &settings() { return m_settings; }
    [[nodiscard]] Clock &clock() { return m_clock; }

    /// The project that is shown; invalid while none is.
    [[nodiscard]] ProjectId project() const { return m_conversations.project(); }
    /// Remembered for the next start.
    void openProject(ProjectId id);
    void setPeople(PeopleFilter people);
    /// Opened before the last one when the projects arrive (the command line's --project).
    void preferProject(ProjectId id) { m_preferred = id; }
    /// Projects, the list and the open conversation anew.
    void refresh();

    /// Where the archive stands in for the service: true, and refusedOffline(). For what needs the service.
    bool refusesOffline(Operation operation);

    /// Sends a question into the open conversation or, where none is open, into a new one of the project.
    /// False, and nothing is sent, where that cannot be: its messages are not here yet, an answer is still
    /// coming, there is nothing to send, the archive stands in for the service (refusedOffline()).
    bool ask(const OutgoingMessage &message);
    /// The question in trouble of the open conversation, once more.
    bool askAgain();

    /// Takes the rows out of the list and starts their undo window. Where another program of this profile has
    /// the journal: deletionRefused() and nothing else. Rows that only the archive has shown so far are
    /// looked at again before anything is sent, whatever was asked for.
    void deleteConversations(const QList<SessionId> &sessions,
                             DeletionService::Care care = DeletionService::Care::AsSeen,
                             const QDateTime &chosenAt = {});
    /// Deletes what a rule found and a person chose among it, as deleteConversations() does, whichever rows
    /// the list shows. Each is looked at again right before it is sent, and kept if by then anything was said
    /// in it that is younger than the rule's limit, or a reaction came that keeps it. Where the rule says so
    /// none goes that the archive does not hold whole. The rule counts as carried out once one of them has
    /// gone.
    void carryOut(const RetentionReview &review, const QList<SessionId> &chosen);
    /// Runs what a report left unsettled, after the person asked for it.
    void retryDeletion(const DeletionReport &report);
    /// What earlier runs of the program left of this account's deletions, for a word to go on with. What does
    /// not say whose it was is there once the account's projects are known, and only for those it has: who
    /// has a project sees the names in it anyway.
    [[nodiscard]] QList<DeletionReport> leftovers() const;
    /// The person does not want to hear of this one again.
    void dropDeletion(const DeletionReport &report);

    /// Takes back what the person did last, of what can be: a deletion in its undo window, or a name. False
    /// where there is nothing.
    bool undo();
    [[nodiscard]] bool canUndo() const;

signals:
    void canUndoChanged(bool can);
    /// A project was opened, or none is any more.
    void projectChanged(confab::ProjectId id);
    /// The project the command line asked for is not among the account's projects.
    void preferredProjectMissing(confab::ProjectId id);
    /// Signed in again after a 401 stopped a deletion: its rest can be offered anew. Once for each batch.
    void interruptedDeletionReady(const confab::DeletionReport &report);
    void deletionRefused();
    /// Nothing was changed or sent, and nothing waits to be.
    void refusedOffline(confab::Operation operation);

private:
    void closeIfAmong(const QList<Conversation> &conversations);
    void sessionChanged(Session::State state);
    void joinAnswers();
    void joinUndo();
    [[nodiscard]] MessageId newestKnown() const;
    void projectsArrived();
    void deletionEnded(const DeletionReport &report);
    void dropEverything();
    void forgetInterrupted(const DeletionReport &report);
    void noteCarriedOut(const DeletionReport &report);

    Settings &m_settings;
    Clock &m_clock;
    Session m_session;
    ProjectService m_projects;
    ConversationService m_conversations;
    MessageService m_messages;
    CitationService m_citations;
    SourceFileService m_sourceFiles;
    VerificationService m_verifications;
    DraftStore m_drafts;
    AnswerService m_answers;
    DeletionJournal m_journal;
    DeletionLog m_deletionLog;
    DeletionService m_deletions;
    ArchiveService m_archive;
    ArchiveLearning m_learning;
    RemovedConversations m_removed;
    ArchiveReading m_reading;
    ExportService m_exports;
    RenameHistory m_renames;
    ThreadKeeper m_keeper;
    RetentionRules m_retentionRules;
    RetentionService m_retention;
    enum class Step { Deletion, Rename };
    QList<Step> m_steps; ///< That may be taken back, newest last.
    int m_deletionsWaiting = 0;
    ProjectId m_preferred;
    QList<DeletionReport> m_interrupted; ///< By a 401, oldest first.
    /// What a person has asked a rule to do, by project and name: it is carried out once something is gone,
    /// which an undo prevents.
    QHash<std::pair<ProjectId, QString>, std::pair<RetentionRule, QDateTime>> m_askedOfRules;
    bool m_wasExpired = false;
    bool m_openedArchived = false; ///< The project was known from the archive alone.
};

} // namespace confab
