// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/archiveservice.h"

#include "archive/archive.h"
#include "core/clock.h"
#include "core/future.h"
#include "services/archivefeed.h"
#include "services/settings.h"

#include <QFileInfo>
#include <QFileSystemWatcher>

#include <algorithm>
#include <utility>

namespace confab {

ArchiveService::ArchiveService(ChatApi &api, Settings &settings, Clock &clock, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_clock(clock)
    , m_choices(settings)
    , m_archive(std::make_unique<Archive>())
    , m_feed(std::make_unique<ArchiveFeed>(*m_archive))
    , m_sync(api, *m_archive, *m_feed, clock)
    , m_search(*m_archive, clock)
    , m_facts(*m_archive)
{
    connect(&m_sync, &SyncService::reportsMissing, this, [this](ProjectId project, const QDateTime &since) {
        m_choices.setReportsMissingSince(m_account, project, since);
    });
    connect(m_archive.get(), &Archive::conditionChanged, this, &ArchiveService::conditionChanged);
    connect(m_archive.get(), &Archive::wasSetAside, this, [this](const QString &path) {
        fillAnew();
        emit wasSetAside(path);
    });
    // A disk that is full, and an archive that another process writes, have words of their own.
    connect(m_feed.get(), &ArchiveFeed::failed, this, [this](const Error &error) {
        if (m_writable)
            emit failed(error);
    });
    joinFacts();
}

/// The facts follow whatever goes into the archive.
void ArchiveService::joinFacts()
{
    connect(&m_sync, &SyncService::synced, this, [this](ProjectId project) {
        if (project == m_facts.project())
            m_facts.load();
    });
    connect(m_archive.get(), &Archive::wasSetAside, &m_facts, &ConversationFacts::load);
    connect(m_feed.get(), &ArchiveFeed::batchStored, this, [this](const ArchiveBatch &batch) {
        QList<ConversationKey> keys = batch.removed;
        for (const ArchivedPage &page : batch.pages)
            keys.append(page.key);
        for (const Conversation &conversation : batch.conversations)
            keys.append(conversation.key());
        m_facts.learn(keys);
        if (!batch.removed.isEmpty())
            emit removalsLearnt(batch.removed);
    });
}

ArchiveService::~ArchiveService() = default;

bool ArchiveService::needsConsent() const
{
    return m_account.isValid() && m_assumed.isEmpty() &&
           m_choices.consent(m_account) == ArchiveSettings::Consent::NotAsked;
}

QString ArchiveService::file() const
{
    return Archive::fileOf(place());
}

qint64 ArchiveService::bytes() const
{
    return Archive::bytesOf(place());
}

ArchiveCondition ArchiveService::condition() const
{
    return m_archive->condition();
}

bool ArchiveService::isOwners() const
{
    return !m_assumed.isEmpty() || m_choices.owner(m_account.server) == m_account;
}

void ArchiveService::assumeConsent(const QUrl &server)
{
    m_assumed = server;
}

void ArchiveService::signedIn(const ArchiveAccount &account)
{
    const ArchiveAccount now =
        account.user > 0 || !m_assumed.isEmpty() ? account : m_choices.owner(account.server);
    if (now == m_account && m_open)
        return;
    close();
    m_account = now;
    if (mayKeep())
        open();
    else if (needsConsent())
        emit consentNeeded();
    emit changed();
}

void ArchiveService::signedOut()
{
    if (!m_account.server.isEmpty())
        close();
    m_account = {};
    m_projects.clear();
    m_facts.setProject({});
    emit changed();
}

void ArchiveService::setProjects(const QList<Project> &projects, ProjectId shown)
{
    m_projects = projects;
    m_facts.setProject(shown);
    std::stable_partition(m_projects.begin(), m_projects.end(),
                          [shown](const Project &each) { return each.id == shown; });
    learnProjects();
    startSync();
}

/// One file serves all accounts of a server: of what another one put there only the projects that both have
/// are searched.
void ArchiveService::tellSearch()
{
    if (isOwners())
        return m_search.setProjects({});
    QList<ProjectId> own;
    for (const Project &project : std::as_const(m_projects))
        own.append(project.id);
    m_search.setProjects(own);
}

/// Also once the archive is there, which may be after the projects are.
void ArchiveService::learnProjects()
{
    tellSearch();
    ArchiveBatch batch;
    batch.projects = m_projects;
    learn(batch);
}

QFuture<Result<StoreOutcome>> ArchiveService::learn(ArchiveBatch batch)
{
    const auto nothing = [] { return QtFuture::makeReadyFuture(Result<StoreOutcome>(StoreOutcome())); };
    if (!m_open || !m_writable)
        return nothing();
    const auto drop = [this](auto &list, auto projectOf) {
        list.removeIf([&](const auto &each) { return !keeps(projectOf(each)); });
    };
    drop(batch.projects, [](const Project &each) { return each.id; });
    drop(batch.conversations, [](const Conversation &each) { return each.project; });
    drop(batch.pages, [](const ArchivedPage &each) { return each.key.project; });
    drop(batch.citations, [](const ArchivedCitation &each) { return each.project; });
    drop(batch.removed, [](const ConversationKey &each) { return each.project; });
    if (batch.projects.isEmpty() && batch.conversations.isEmpty() && batch.pages.isEmpty() &&
        batch.citations.isEmpty() && batch.removed.isEmpty())
        return nothing();
    batch.seenAt = m_clock.nowUtc();
    for (ArchivedPage &page : batch.pages) {
        if (page.checkedAt.isValid())
            page.checkedAt = batch.seenAt;
    }
    return m_feed->store(batch);
}

void ArchiveService::learnDeleted(const ConversationKey &key)
{
    m_feed->neverAgain(key);
    ArchiveBatch batch;
    batch.removed = {key};
    learn(batch);
}

void ArchiveService::setConsent(bool keep)
{
    m_choices.setConsent(m_account, keep ? ArchiveSettings::Consent::Keep : ArchiveSettings::Consent::Refuse);
    if (!keep)
        close();
    else if (!m_open)
        open();
    emit changed();
}

void ArchiveService::setKeepsProject(ProjectId project, bool keep)
{
    if (!keep && m_open && !m_writable) { // nothing of it could be erased
        emit failed(Error{ErrorKind::Storage, 0, {}, QStringLiteral("The archive cannot be written."), {}});
        return;
    }
    m_choices.setKeepsProject(m_account.server, project, keep);
    if (!keep && m_open) {
        haltSync();
        whenDone(m_archive->eraseProject(project), this, [this](const Result<int> &result) {
            if (!result)
                emit failed(result.error());
            m_facts.load();
            emit changed();
        });
    }
    learnProjects();
    startSync();
    emit changed();
}

void ArchiveService::setKeepsPersonalData(bool keep)
{
    m_choices.setKeepsPersonalData(keep);
    const bool paused = m_sync.status().state == SyncStatus::State::Paused;
    haltSync();
    if (m_open) {
        close();
        m_pausedBefore = paused;
        open();
    }
    emit changed();
}

void ArchiveService::setCopiesBeforeDeleting(bool copy)
{
    m_choices.setCopiesBeforeDeleting(copy);
    emit changed();
}

void ArchiveService::erase()
{
    if (condition() == ArchiveCondition::InUse) {
        emit failed(
            Error{ErrorKind::Storage, 0, {}, QStringLiteral("Another Confab writes the archive."), {}});
        return;
    }
    const ArchiveAccount whose = m_account;
    m_sync.stop();
    m_feed->drop();
    // Only an open archive can be erased: another Confab might hold it.
    if (!m_open)
        (void)m_archive->open(place());
    m_open = m_writable = false;
    m_search.clear();
    m_facts.clear();
    const quint64 step = ++m_step;
    m_choices.setConsent(whose, ArchiveSettings::Consent::Refuse);
    m_choices.forgetOwner(whose.server);
    whenDone(m_archive->eraseAll(), this, [this, step](const Result<Done> &result) {
        if (!result)
            emit failed(result.error());
        else if (step == m_step)
            emit erased();
    });
    emit changed();
}

void ArchiveService::resumeWriting()
{
    whenDone(m_archive->resume(), this, [this](const Result<Done> &result) {
        if (!result)
            emit failed(result.error());
    });
}

bool ArchiveService::mayKeep() const
{
    return !m_assumed.isEmpty() ||
           (m_account.isValid() && m_choices.consent(m_account) == ArchiveSettings::Consent::Keep);
}

ArchivePlace ArchiveService::place() const
{
    return {m_settings.dataFolder() + QStringLiteral("/archive"), server(), m_choices.keepsPersonalData()};
}

void ArchiveService::open()
{
    whenDone(m_archive->open(place()), this, [this, step = ++m_step](const Result<ArchiveState> &state) {
        if (step != m_step)
            return;
        if (!state)
            return emit failed(state.error());
        opened(*state);
    });
}

void ArchiveService::opened(const ArchiveState &state)
{
    m_open = state.condition != ArchiveCondition::Closed && state.condition != ArchiveCondition::Newer;
    m_writable = state.condition == ArchiveCondition::Writable;
    if (m_writable)
        beWriter();
    if (state.condition == ArchiveCondition::InUse)
        awaitTurn();
    if (state.onNetwork && !m_choices.toldOfNetwork(place().server)) {
        m_choices.setToldOfNetwork(place().server);
        emit liesOnNetwork(state.file);
    }
    learnProjects();
    startSync();
    if (std::exchange(m_pausedBefore, false))
        m_sync.pause();
    if (m_open)
        m_facts.load();
    emit changed();
}

void ArchiveService::beWriter()
{
    if (m_assumed.isEmpty() && m_account.isValid() && !m_choices.owner(m_account.server).isValid())
        m_choices.setOwner(m_account);
    heedPersonalData();
}

/// conditionChanged() follows when the other one has gone. That takes its log out of the folder, and its
/// lock.
void ArchiveService::awaitTurn()
{
    m_folder = std::make_unique<QFileSystemWatcher>(QStringList{QFileInfo(file()).path()});
    connect(m_folder.get(), &QFileSystemWatcher::directoryChanged, this, [this] { m_archive->resume(); });
    askForTurn();
}

void ArchiveService::askForTurn()
{
    m_archive->resume();
    m_clock.after(betweenTurns, this, [this, step = m_step] {
        if (step == m_step && condition() == ArchiveCondition::InUse)
            askForTurn();
    });
}

/// The choice is one for all servers, and an archive can be rid of them only while it is open.
void ArchiveService::heedPersonalData()
{
    const QUrl server = place().server;
    if (m_choices.keepsPersonalData())
        return m_choices.setMayHoldPersonalData(server, true);
    if (!m_choices.mayHoldPersonalData(server))
        return;
    whenDone(m_archive->erasePersonalData(), this, [this, server](const Result<int> &result) {
        if (!result)
            emit failed(result.error());
        else if (!m_choices.keepsPersonalData())
            m_choices.setMayHoldPersonalData(server, false);
    });
}

void ArchiveService::close()
{
    m_sync.stop();
    m_feed->drop();
    m_folder.reset();
    ++m_step;
    m_open = m_writable = m_pausedBefore = false;
    m_search.clear(); // another account's words
    m_facts.clear();
    m_archive->close();
}

/// What is on its way does not come after what is asked of the archive next. A pause stays one.
void ArchiveService::haltSync()
{
    if (m_sync.status().state != SyncStatus::State::Paused)
        m_sync.stop();
    m_feed->drop();
}

void ArchiveService::startSync()
{
    if (!m_open || !m_writable)
        return m_sync.setProjects({});
    m_sync.setTerms({false, isOwners()});
    QList<ProjectId> kept;
    QHash<ProjectId, QDateTime> missing;
    for (const Project &project : std::as_const(m_projects)) {
        if (!keeps(project.id))
            continue;
        kept.append(project.id);
        const QDateTime since = m_choices.reportsMissingSince(m_account, project.id);
        if (since.isValid())
            missing.insert(project.id, since);
    }
    m_sync.setReportsMissing(missing);
    m_sync.setProjects(kept);
}

/// A run under way takes for stored what the new file may lack, and may have left its mark in it.
void ArchiveService::fillAnew()
{
    if (!m_open || !m_writable) // found while it was being opened: there was no run
        return;
    haltSync();
    ArchiveBatch marks;
    for (const Project &project : std::as_const(m_projects)) {
        SyncMark none;
        none.project = project.id;
        marks.marks.append(none);
    }
    whenDone(m_archive->store(marks), this, [this, step = m_step](const Result<StoreOutcome> &) {
        if (step != m_step)
            return;
        learnProjects();
        startSync();
    });
}

void ArchiveService::conditionChanged(ArchiveCondition condition)
{
    if (condition != ArchiveCondition::InUse)
        m_folder.reset();
    if (m_open && condition == ArchiveCondition::Newer) { // that is what the one that wrote has left
        m_open = false;
        m_search.clear();
        m_facts.clear();
        return emit changed();
    }
    const bool writable = m_open && condition == ArchiveCondition::Writable;
    if (writable == m_writable)
        return;
    m_writable = writable;
    if (m_writable)
        beWriter();
    learnProjects();
    startSync();
    if (m_open && condition == ArchiveCondition::Full)
        emit diskFull();
    emit changed();
}

bool ArchiveService::copiesBeforeDeleting(ProjectId project) const
{
    return mayKeep() && keeps(project) && m_choices.copiesBeforeDeleting();
}

bool ArchiveService::keeps(ProjectId project) const
{
    return m_choices.keepsProject(m_account.server, project);
}

} // namespace confab
