// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/archivevalues.h"
#include "core/error.h"
#include "core/exportvalues.h"
#include "services/exportreport.h"
#include "services/exportthread.h"

#include <QFuture>
#include <QHash>
#include <QObject>

#include <map>
#include <memory>

namespace confab {

class ArchiveService;
class ChatApi;
class Clock;
class ExportFile;
class ExportSources;

/// Writes chosen conversations, whole, into one file. What is known to be complete and current comes from the
/// archive, the rest from the service, in the background lane (ExportThread says when); offline, all of it
/// from the archive. They stand in the file in the order of the request, but for those that a retry brought.
///
/// The file has its name only once every conversation is in it, or the person has said to keep it without
/// those that are missing (keep()). Until then it waits in Open, and retry() goes on with what is missing.
/// One export at a time. GUI thread only.
class ExportService : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Idle,
        Reading, ///< Conversations are read and written.
        Open,    ///< The run has ended and something is missing: retry(), keep() or discard().
        Saving,  ///< The file gets its name.
        Saved,   ///< It has it.
        Failed,  ///< The file could not be written: what stood there before is as it was. error() says why.
    };
    Q_ENUM(State)

    static constexpr int ahead = 5;       ///< Conversations that are read at once.
    static constexpr int mostWaiting = 8; ///< Those that were read and are not written yet, at most.
    static constexpr int failuresInARow = 5;

    ExportService(ChatApi &api, ArchiveService &archive, Clock &clock, QObject *parent = nullptr);
    ~ExportService() override;

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool isActive() const
    {
        return m_state == State::Reading || m_state == State::Open || m_state == State::Saving;
    }
    /// What has become of each conversation, also while the run is under way.
    [[nodiscard]] const ExportReport &report() const { return m_report; }
    [[nodiscard]] const ExportProgress &progress() const { return m_progress; }
    /// Of Failed.
    [[nodiscard]] const Error &error() const { return m_error; }

    /// What the request would cost, as far as is known before: at least so many calls for messages. One for
    /// each source comes on top. An answer to an earlier question is not given any more.
    [[nodiscard]] QFuture<Result<int>> estimate(const ExportRequest &request);

    /// Begins; ends what was before.
    void start(const ExportRequest &request);
    /// Sends nothing further. What was read is written, and the file waits in Open.
    void cancel();
    /// Those that are missing, once more; with `fromArchive` they are taken from the archive alone.
    void retry(bool fromArchive = false);
    /// The file without those; it names them (in formats that have a place for it).
    void keep(const QList<LeftOut> &leftOut);
    /// Nothing is left of it. From any state.
    void discard();
    /// The service refuses the key: the run stops.
    void keyRefused();

signals:
    void stateChanged(confab::ExportService::State state);
    void progressed();

private:
    void run();
    void pump();
    void read(qsizetype index);
    void threadFinished(qsizetype index, const Result<ExportedConversation> &result);
    void writeReady();
    void give(qsizetype index, const ExportedConversation &what);
    void written(qsizetype index, const ExportedConversation &what, const Result<ExportCounts> &counts);
    void fail(qsizetype index, const Error &error);
    void stop(const std::optional<Error> &reason);
    void endIfDone();
    void save(const QList<LeftOut> &leftOut);
    void failFile(const Error &error);
    void setState(State state);
    void tell();
    [[nodiscard]] int callsLeft() const;
    [[nodiscard]] int costOf(const ExportItem &item) const;
    int takeCosts(const ExportRequest &request, const ExportTerms &terms,
                  const QList<ArchivedConversation> &copies);
    [[nodiscard]] bool copiesAreFull(const ExportRequest &request, const SyncMark &mark) const;
    [[nodiscard]] QDateTime now() const;

    ChatApi &m_api;
    ArchiveService &m_archive;
    Clock &m_clock;
    QDateTime m_serverTime;
    State m_state = State::Idle;
    ExportRequest m_request;
    ExportReport m_report;
    ExportProgress m_progress;
    Error m_error;
    quint64 m_run = 0;             ///< Answers to an earlier one are stale.
    QHash<SessionId, int> m_costs; ///< Calls for messages, as the last estimate has them.
    quint64 m_estimate = 0;
    ExportTerms m_terms;
    bool m_ready = false;    ///< The terms are known and the file is open.
    qsizetype m_next = 0;    ///< The first that was not begun in this run.
    int m_unbegun = 0;       ///< Calls that those from there on will take, at least.
    qsizetype m_toWrite = 0; ///< The first that was neither given to the file nor failed.
    int m_writing = 0;       ///< Given to the file and not answered yet.
    int m_failures = 0;      ///< In a row.
    std::map<qsizetype, std::unique_ptr<ExportThread>> m_threads;
    std::map<qsizetype, ExportedConversation> m_waiting; ///< Read, and not their turn yet.
    std::unique_ptr<ExportSources> m_sources;
    std::unique_ptr<ExportFile> m_file;
};

} // namespace confab
