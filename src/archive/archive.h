// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/archivevalues.h"
#include "core/error.h"
#include "core/threadfacts.h"

#include <QFuture>
#include <QObject>

#include <memory>

namespace confab {

struct SearchRequest;
struct SearchResults;

/// The local copy of what the service said, in one SQLite file, with full-text search. Not encrypted.
///
/// A façade for the GUI thread: nothing in it blocks (but its destructor, which waits for what is being
/// written).
/// Writing happens on one thread in the order of the calls, reading on another, so that no search waits for
/// a sync; whoever asks after a store() has ended sees what it stored. Each future ends once.
///
/// Errors are of kind Storage; so is a call before open() or after close(). One of them ends nothing but its
/// own call: the transaction is gone as a whole. A search that runs when the archive is closed or opened
/// anew, and whatever is read when it is destroyed, ends soon with Cancelled.
/// - The disk is full: writing is refused from then on, reading works (ArchiveCondition::Full).
/// - The file is damaged: it is set aside under a dated name, never deleted, an empty one takes its place,
///   with what could still be read from the old one, and wasSetAside() tells. A damage may come to light long
///   after open(), which looks at the whole of a large file only where the last run ended badly.
class Archive : public QObject
{
    Q_OBJECT

public:
    explicit Archive(QObject *parent = nullptr);
    ~Archive() override;

    /// The file of the place, whether it is there or not.
    [[nodiscard]] static QString fileOf(const ArchivePlace &place);
    /// Of that file and all that lies beside it: log, lock, copies, files set aside. 0 where there is none.
    [[nodiscard]] static qint64 bytesOf(const ArchivePlace &place);
    /// As of the last open(), close() or failure.
    [[nodiscard]] ArchiveCondition condition() const;

    /// Opens, makes or migrates the file; closes what was open. Succeeds as well where the archive can only
    /// be read, or not at all (ArchiveCondition). A copy is kept before a migration.
    [[nodiscard]] QFuture<Result<ArchiveState>> open(const ArchivePlace &place);
    QFuture<Result<Done>> close();
    /// Writing goes on after the disk was full, if there is room again, or begins, if the process that wrote
    /// has gone (InUse). Else fails. Costs little.
    QFuture<Result<Done>> resume();

    [[nodiscard]] QFuture<Result<StoreOutcome>> store(const ArchiveBatch &batch);
    /// Erases what was removed from the server before the moment: conversations, texts and index. The number
    /// of conversations.
    [[nodiscard]] QFuture<Result<int>> purgeRemoved(const QDateTime &before);
    /// Conversations, erased for good, whether they are on the server or not.
    [[nodiscard]] QFuture<Result<int>> eraseConversations(const QList<ConversationKey> &keys);
    /// All of one project, its name and marks too.
    [[nodiscard]] QFuture<Result<int>> eraseProject(ProjectId project);
    /// Stored IP addresses and user agents. The number of messages that had some.
    [[nodiscard]] QFuture<Result<int>> erasePersonalData();
    /// Closes, then removes every file of the archive: index, copies and files set aside included.
    [[nodiscard]] QFuture<Result<Done>> eraseAll();

    [[nodiscard]] QFuture<Result<QList<Project>>> projects();
    /// Of one project, newest first by id, without those removed from the server or those alone.
    [[nodiscard]] QFuture<Result<QList<ArchivedConversation>>> conversations(ProjectId project);
    [[nodiscard]] QFuture<Result<QList<ArchivedConversation>>> removedConversations(ProjectId project);
    /// What conversations() adds up to, without those of which it cannot be said, compared with what was
    /// known: all of the project, or of `only` these conversations where there are some.
    [[nodiscard]] QFuture<Result<FactNews>> facts(ProjectId project, const FactTable &known,
                                                  const QList<SessionId> &only = {});
    /// Fails with NotFound where the archive does not know it.
    [[nodiscard]] QFuture<Result<ArchivedConversation>> conversation(const ConversationKey &key);
    /// Newest first: the `limit` messages before the given one (an invalid id: the newest), and further down
    /// to `downTo` where that is valid. More of them may follow where as many came as were asked for.
    [[nodiscard]] QFuture<Result<QList<ArchivedMessage>>>
    messages(const ConversationKey &key, MessageId before, int limit, MessageId downTo = {});
    /// Those of the ids that are known, in no order.
    [[nodiscard]] QFuture<Result<QList<Citation>>> citations(ProjectId project, const QList<CitationId> &ids);
    /// Each word and phrase occurs in the same question or answer, whole and in any writing that
    /// text::fold() makes the same; none that is excluded does. In scripts that are written without spaces
    /// (Chinese, Japanese, Thai, Khmer, …) any run of characters is found. Which index answers is told in
    /// archive/searchindex.h. Cancelling the future ends the work, so that the next search need not wait.
    [[nodiscard]] QFuture<Result<SearchResults>> search(const SearchRequest &request);
    /// A project without a mark has a default one.
    [[nodiscard]] QFuture<Result<SyncMark>> syncMark(ProjectId project);
    /// An invalid project: all of them.
    [[nodiscard]] QFuture<Result<ArchiveCounts>> counts(ProjectId project = {});

signals:
    void conditionChanged(confab::ArchiveCondition condition);
    /// A damaged file lies there now. The archive is open anew; a sync fills what is missing.
    void wasSetAside(const QString &path);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace confab
