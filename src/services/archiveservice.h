// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/archivevalues.h"
#include "core/error.h"
#include "services/archivesettings.h"
#include "services/conversationfacts.h"
#include "services/searchservice.h"
#include "services/syncservice.h"

#include <QObject>

#include <chrono>
#include <memory>

class QFileSystemWatcher;

namespace confab {

class Archive;
class ArchiveFeed;
class ChatApi;
class Clock;
class Settings;

/// The local archive of whoever is signed in: asked for, opened, filled and erased. Nothing is stored before
/// the person said yes, once for each account.
class ArchiveService : public QObject
{
    Q_OBJECT

public:
    /// While another process writes, it is looked so often whether that has gone. One that ends tells it by
    /// its files, at once; one that was killed, or that runs on another computer, does not.
    static constexpr std::chrono::seconds betweenTurns{2};

    ArchiveService(ChatApi &api, Settings &settings, Clock &clock, QObject *parent = nullptr);
    ~ArchiveService() override;

    [[nodiscard]] Archive &archive() { return *m_archive; }
    [[nodiscard]] SyncService &sync() { return m_sync; }
    [[nodiscard]] SearchService &search() { return m_search; }
    /// Of the project that is shown.
    [[nodiscard]] ConversationFacts &facts() { return m_facts; }
    [[nodiscard]] const ArchiveSettings &choices() const { return m_choices; }
    [[nodiscard]] const ArchiveAccount &account() const { return m_account; }
    /// Under which what is kept here of the service's is filed: its address, or what assumeConsent() said.
    [[nodiscard]] QUrl server() const { return m_assumed.isEmpty() ? m_account.server : m_assumed; }
    /// Can be read.
    [[nodiscard]] bool isOpen() const { return m_open; }
    [[nodiscard]] bool isWritable() const { return m_open && m_writable; }
    /// Also of an archive that could not be opened.
    [[nodiscard]] ArchiveCondition condition() const;
    /// Whoever is signed in filled this server's archive first.
    [[nodiscard]] bool isOwners() const;
    /// The person has not been asked for this account yet.
    [[nodiscard]] bool needsConsent() const;
    /// Nothing of the project is to go by a person's hand before a complete copy is here. Also while the
    /// archive cannot be written: then nothing goes.
    [[nodiscard]] bool copiesBeforeDeleting(ProjectId project) const;
    /// Where the archive of this account lies or would lie.
    [[nodiscard]] QString file() const;
    /// Of all files of that archive; 0 where there is none.
    [[nodiscard]] qint64 bytes() const;

    /// The answer counts for this run and is not remembered: for the sandbox, whose conversations are
    /// nobody's. `server` names its archive, since its address is another one each time.
    void assumeConsent(const QUrl &server);

    // --- What the workspace tells ---
    /// A user of 0 is one whose key could not be checked (offline): the archive of the server's owner is
    /// read.
    void signedIn(const ArchiveAccount &account);
    void signedOut();
    /// The account's projects, the one that is shown first.
    void setProjects(const QList<Project> &projects, ProjectId shown);
    /// What the service answered to a person's own clicks. `seenAt` is filled in. Without an archive, or of a
    /// project that is not kept, nothing happens. Ends when it is stored.
    QFuture<Result<StoreOutcome>> learn(ArchiveBatch batch);

    /// The person deleted it, and the service has said that it is gone.
    void learnDeleted(const ConversationKey &key);

    // --- What a person decides ---
    void setConsent(bool keep);
    /// Not to keep a project erases what is there of it. Where nothing can be written it fails.
    void setKeepsProject(ProjectId project, bool keep);
    /// Not to keep IP addresses and user agents erases those that are there: of another server when its
    /// archive is next opened.
    void setKeepsPersonalData(bool keep);
    void setCopiesBeforeDeleting(bool copy);
    /// Removes every file, and keeps no archive from now on. erased() or failed() follows. While another
    /// process writes the archive nothing changes but that it fails.
    void erase();
    /// Writing goes on after the disk was full.
    void resumeWriting();

signals:
    /// To be asked before anything is stored.
    void consentNeeded();
    /// isOpen(), condition(), needsConsent() or what is kept has changed.
    void changed();
    void erased();
    /// The archive could not do what was asked; the program goes on without.
    void failed(const confab::Error &error);
    /// The archive's folder is on another computer. Told once for each server.
    void liesOnNetwork(const QString &file);
    /// The disk is full: what is there can be read, and nothing is added.
    void diskFull();
    /// The archive knows now that these are no longer on the server.
    void removalsLearnt(const QList<confab::ConversationKey> &keys);
    /// A damaged file lies there now; the archive is filled anew.
    void wasSetAside(const QString &path);

private:
    [[nodiscard]] bool mayKeep() const;
    [[nodiscard]] ArchivePlace place() const;
    void open();
    void opened(const ArchiveState &state);
    void close();
    void haltSync();
    void startSync();
    void tellSearch();
    void learnProjects();
    void fillAnew();
    void heedPersonalData();
    void conditionChanged(ArchiveCondition condition);
    void beWriter();
    void awaitTurn();
    void askForTurn();
    [[nodiscard]] bool keeps(ProjectId project) const;
    void joinFacts();

    Settings &m_settings;
    Clock &m_clock;
    ArchiveSettings m_choices;
    std::unique_ptr<Archive> m_archive;
    std::unique_ptr<ArchiveFeed> m_feed;
    std::unique_ptr<QFileSystemWatcher> m_folder; ///< Of the archive, while another process writes it.
    SyncService m_sync;
    SearchService m_search;
    ConversationFacts m_facts;
    ArchiveAccount m_account;
    QUrl m_assumed;
    QList<Project> m_projects; ///< The one that is shown first.
    bool m_open = false;
    bool m_writable = false;
    bool m_pausedBefore = false; ///< The sync, when the archive was closed to be opened again.
    quint64 m_step = 0;          ///< Answers to an earlier one are stale.
};

} // namespace confab
