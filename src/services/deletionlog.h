// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/values.h"
#include "services/deletionreport.h"

#include <QDateTime>
#include <QFuture>
#include <QList>
#include <QMutex>
#include <QString>
#include <QThreadPool>

namespace confab {

/// What a person keeps of their deletions, whatever the service does: who, when, what and on whose word. One
/// JSON object a line, added at the end and never changed: a line before each DELETE, which is not sent where
/// that cannot be written, and one when something is known of its outcome. Where a program or a machine has
/// ended in between, the first stands alone and the log claims nothing; a look at the next start adds the
/// outcome, if the person asks for it.
///
/// One pair of lines for each deletion, however often the network had to repeat it. Of what was chosen and
/// never sent there are lines where somebody would look for it in vain: it was gone already, or it was kept
/// because it had changed. An Undo, a cancelled rest, what could not be looked at have none.
///
/// A line holds a moment (UTC, by this computer's clock), the account (server address, user id), ids of
/// project and conversation, who chose it (a person, or a retention rule with its name), the HTTP status of
/// the DELETE's reply where there was one, and the outcome. Never a key, a conversation's name or a text of
/// it.
///
/// The file is for its owner alone (0600). A line is handed to the system before the call returns, which
/// survives the end of the program; a machine that loses its power may lose the newest ones, but not the
/// journal's plan, from which they are offered again. A file that would grow above maxFileSize becomes the
/// older one, in place of the one before, and a new one begins: the newest 5 MB are always there, about
/// 20,000 lines.
///
/// Only who has the journal deletes (DeletionJournal::isOurs()), so only that program writes here. GUI thread
/// only.
class DeletionLog
{
public:
    static constexpr qint64 maxFileSize = 5'000'000; ///< Bytes.

    enum class Outcome {
        Sent,        ///< Nothing is known: it is on its way, or nobody was there when the answer came.
        Deleted,     ///< With proof.
        AlreadyGone, ///< The service did not know it any more.
        Failed,      ///< Refused, or found to be there afterwards.
        Unclear,     ///< No answer that says so, and a look afterwards gave none either.
        Withdrawn,   ///< Taken back while it waited for its turn: it never left this computer.
        Changed,     ///< Kept and never sent: it was not what it had been when it was chosen.
    };

    /// One DELETE with all that is known of it, or a conversation without one.
    struct Record
    {
        QDateTime at;        ///< UTC. When it was about to be sent; where it never was, of the outcome.
        QDateTime settledAt; ///< UTC. Of the outcome; invalid while there is none.
        Account account;
        ProjectId project;
        SessionId session;
        ConversationId conversation; ///< Invalid where it was not known.
        QString rule;                ///< That chose it; empty: a person did.
        int httpStatus = 0;          ///< 0 where there was no reply.
        Outcome outcome = Outcome::Sent;
        friend bool operator==(const Record &, const Record &) = default;
    };

    explicit DeletionLog(QString path);
    /// Waits for what is being read or saved.
    ~DeletionLog();
    Q_DISABLE_COPY_MOVE(DeletionLog)

    /// Before the item's DELETE is sent. False where that could not be written: then it must not be.
    [[nodiscard]] bool addSent(const DeletionReport &report, const DeletionItem &item, const QDateTime &utc);
    /// The item is no longer what it was (`before`). `httpStatus`: of the DELETE's reply, 0 where there was
    /// none. What cannot be written now is written with the next line, and nothing is sent before it.
    void addOutcome(const DeletionReport &report, const DeletionItem &item, DeletionItem::State before,
                    int httpStatus, const QDateTime &utc);

    /// Why a run stops where addSent() was false.
    [[nodiscard]] static Error unwritable();
    [[nodiscard]] static bool isUnwritable(const Error &error);

    /// Both files, newest first, read on a thread; empty where there is none. A line that is damaged or cut
    /// is passed over. Storage where a file is there and cannot be read.
    [[nodiscard]] QFuture<Result<QList<Record>>> read();
    /// Writes them as a table (CSV, guarded against formulas) on a thread: for the owner alone, whole or not
    /// at all. Storage where that fails.
    [[nodiscard]] QFuture<Result<Done>> saveCsv(const QString &path, const QList<Record> &records);

private:
    [[nodiscard]] bool append(const QByteArray &lines);
    [[nodiscard]] bool makeRoom(qsizetype more);
    [[nodiscard]] Result<QByteArray> content();

    QString m_path;
    QString m_olderPath;
    QByteArray m_unwritten; ///< Outcomes, in their order.
    QMutex m_names;         ///< While the files change names, or somebody opens both.
    QThreadPool m_thread;
};

} // namespace confab
