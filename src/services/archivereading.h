// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/archivevalues.h"
#include "core/error.h"
#include "services/conversationservice.h"

#include <QDateTime>
#include <QObject>
#include <QSet>

namespace confab {

class ArchiveService;
class Workspace;

/// Shows what the archive knows before the service answers: the account's projects, the list of the open
/// project, the messages of the open conversation. Costs no call, and shows nothing that the service has
/// answered for. Where the service cannot be reached the archive stands in for it, with the sources that are
/// cited, and changes are refused. A sync that reaches the service again has everything read anew.
class ArchiveReading : public QObject
{
    Q_OBJECT

public:
    /// Messages that are read from the archive at once.
    static constexpr int pageful = 60;

    ArchiveReading(Workspace &workspace, ArchiveService &archive);

    /// The first load of the projects or of the list, or the check of the key, has failed because the service
    /// was not there, nothing has come from it since, and there is an archive to read instead.
    [[nodiscard]] bool isOffline() const;
    /// Of a list that the service could not give: when the archive was up to date with it. Invalid while the
    /// list is the service's, or nothing is known of the time.
    [[nodiscard]] QDateTime asOf() const;
    /// The list stands for one that the service could not give.
    [[nodiscard]] bool listIsArchived() const;

signals:
    /// isOffline(), asOf() or listIsArchived().
    void changed();

private:
    void connectServices();
    void connectAnswers();
    void archiveChanged();
    void readProjects();
    void readList();
    void takeList(const QList<ArchivedConversation> &rows);
    void readMessages();
    void readNewest(quint64 request, const ConversationKey &key, const ArchivedConversation &known);
    void readThatThereIsNone(quint64 request, const ConversationKey &key);
    void readOlder(const ConversationKey &key, MessageId before);
    void readCitation(ProjectId project, CitationId id);
    void noteFailure(const Error &error);
    void noteAnswer();
    void synced(ProjectId project);
    void tell();

    Workspace &m_workspace;
    ArchiveService &m_archive;
    quint64 m_listRequest = 0; ///< Answers to an earlier one are stale.
    quint64 m_threadRequest = 0;
    QSet<SessionId> m_gone; ///< In this run; the archive may not have heard of it yet.
    QDateTime m_syncedAt;   ///< Of the open project.
    QDateTime m_seenAt;
    ConversationService::State m_listState = ConversationService::State::Closed;
    bool m_wasOpen = false;
    bool m_unreachable = false;
    bool m_listFailed = false;
};

} // namespace confab
