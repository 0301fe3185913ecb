// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/archivevalues.h"
#include "core/error.h"
#include "core/exportvalues.h"

#include <QFuture>
#include <QMap>
#include <QObject>

#include <optional>

namespace confab {

class Archive;
class ChatApi;
class ExportSources;

/// What holds for all conversations of an export.
struct ExportTerms
{
    /// The service is not asked for messages.
    bool offline = false;
    /// The archive's copies have all that pages of the service have: those that came by reports lack sources,
    /// and some lack what the person wants (addresses of visitors).
    bool copiesAreFull = false;
    QDateTime now; ///< By the service's clock, if it was heard.
};

/// Reads one conversation for an export. Where its copy in the archive is full, complete and, by the rule of
/// the sync (ProjectSync::mayGrow()), cannot have changed, there is no call; else the newest page, and older
/// ones until they join on to such a copy or there are no more. Its sources come last. Withdraws its call
/// when it is destroyed.
class ExportThread : public QObject
{
    Q_OBJECT

public:
    /// `archive` is null where there is none to be read.
    ExportThread(ChatApi &api, Archive *archive, ExportSources &sources, const Conversation &conversation);
    ~ExportThread() override;

    /// How many calls its messages take, as far as can be said before; null: nothing is archived of it.
    [[nodiscard]] static int callsFor(const ArchivedConversation *copy, const ExportTerms &terms);

    void start(const ExportTerms &terms);
    /// At least, without those of sources.
    [[nodiscard]] int callsLeft() const { return m_callsLeft; }

signals:
    void calling();
    void pageRead(const confab::ConversationKey &key, const confab::MessagePage &page);
    /// Once. Storage: there is no copy of it, and the service is not asked.
    void finished(const confab::Result<confab::ExportedConversation> &result);

private:
    void takeCopy(const Result<ArchivedConversation> &copy);
    void takeEmptyCopy(const ArchivedConversation &copy);
    void readCopy(void (ExportThread::*next)());
    void askPage(int page);
    void takePage(int page, const Result<MessagePage> &answer);
    void useCopy();
    void copyGone(const Error &notFound);
    void tryJoin();
    void resolveSources();
    void finish(const Result<ExportedConversation> &result);

    ChatApi &m_api;
    Archive *m_archive;
    ExportSources &m_sources;
    ExportTerms m_terms;
    ExportedConversation m_result;
    std::optional<ArchivedConversation> m_copy;
    QMap<MessageId, ExportedMessage> m_copied; ///< Of the archive, once it was read.
    QMap<MessageId, ExportedMessage> m_read;   ///< Of the service.
    qint64 m_total = 0;                        ///< When the first page came.
    int m_page = 0;                            ///< The last one that came.
    int m_lastPage = 1;
    int m_callsLeft = 1;
    int m_repeats = 0;    ///< Of pages that could not be understood.
    bool m_joins = false; ///< The copy may stand in for older pages.
    bool m_copyWasRead = false;
    bool m_ended = false;
    QFuture<Result<MessagePage>> m_call;
};

} // namespace confab
