// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/archive.h"

#include "archive/archivefinder.h"
#include "archive/archivekeeper.h"
#include "archive/archivereader.h"
#include "archive/factreader.h"
#include "archive/schema.h"
#include "archive/storegroup.h"

#include <QPromise>
#include <QThread>
#include <QTimer>

#include <atomic>
#include <utility>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

/// A thread that does one thing after the other.
class WorkThread
{
public:
    explicit WorkThread(const QString &name)
    {
        m_thread.setObjectName(name);
        m_place.moveToThread(&m_thread);
        m_thread.start();
    }
    ~WorkThread() { stop(); }
    Q_DISABLE_COPY_MOVE(WorkThread)

    /// Once what was posted before has ended.
    template<class Run>
    void post(Run run)
    {
        QMetaObject::invokeMethod(&m_place, std::move(run), Qt::QueuedConnection);
    }
    template<class Run>
    void postLater(std::chrono::milliseconds delay, Run run)
    {
        post([this, delay, run = std::move(run)] { QTimer::singleShot(delay, &m_place, run); });
    }
    /// The caller waits for it. Never from the lane itself.
    template<class Run>
    void runNow(Run run)
    {
        QMetaObject::invokeMethod(&m_place, std::move(run), Qt::BlockingQueuedConnection);
    }
    void stop()
    {
        m_thread.quit();
        m_thread.wait();
    }

    /// `work` is told how to find out that nobody waits for its answer any more.
    template<class T, class Work>
    [[nodiscard]] QFuture<Result<T>> ask(Work work)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        auto future = promise->future();
        post([promise, work = std::move(work)]() mutable {
            if (!promise->isCanceled())
                promise->addResult(work([promise] { return promise->isCanceled(); }));
            promise->finish();
        });
        return future;
    }

private:
    QThread m_thread;
    QObject m_place; ///< Lives in the thread; its events are the posts.
};

} // namespace

class Archive::Impl
{
public:
    explicit Impl(Archive &archive)
        : m_archive(archive)
        , m_keeper(hooks())
        , m_reading(u"archive reader"_s)
        , m_writing(u"archive writer"_s)
    {
    }
    ~Impl()
    {
        m_ending = true;
        storeNow();
        m_writing.runNow([this] { m_keeper.close(); });
        m_writing.stop();
        m_reading.stop();
    }
    Q_DISABLE_COPY_MOVE(Impl)

    template<class T, class Work>
    [[nodiscard]] QFuture<Result<T>> write(Work work)
    {
        storeNow();
        return m_writing.ask<T>([this, work = std::move(work)](const auto &) { return work(m_keeper); });
    }

    [[nodiscard]] QFuture<Result<StoreOutcome>> store(const ArchiveBatch &batch)
    {
        std::optional<QFuture<Result<StoreOutcome>>> outcome;
        if (m_stores)
            outcome = m_stores->add(batch);
        if (!outcome) {
            storeNow(); // what is full
            m_stores = std::make_shared<StoreGroup>();
            outcome = m_stores->add(batch);
            const auto run = [this, group = m_stores] { group->store(m_keeper); };
            batch.unhurried ? m_writing.postLater(StoreGroup::patience, run) : m_writing.post(run);
        } else if (!batch.unhurried) {
            m_writing.post([this, group = m_stores] { group->store(m_keeper); });
        }
        return *outcome;
    }

    /// Whether closing waits for it. The end of the archive waits for nothing that is read.
    enum class Reading { Short, Long };
    template<class T, class Work>
    [[nodiscard]] QFuture<Result<T>> read(Work work, Reading length = Reading::Short)
    {
        return m_reading.ask<T>([this, length, number = m_changes.load(),
                                 work = std::move(work)](const auto &isUnwanted) -> Result<T> {
            if (m_ending)
                return failure(ErrorKind::Cancelled);
            if (!m_database.isOpen())
                return failure(ErrorKind::Storage, u"The archive is not open."_s);
            m_database.clearError();
            m_database.setInterrupt([this, length, number, isUnwanted] {
                return m_ending || isUnwanted() || (length == Reading::Long && number != m_changes);
            });
            Result<T> value = work(m_database);
            m_database.setInterrupt({});
            if (m_database.trouble() == Database::Trouble::None)
                return value;
            if (m_database.trouble() == Database::Trouble::Damaged)
                m_writing.post([this] { m_keeper.heal(); });
            return tl::unexpected<Error>(m_database.error());
        });
    }

    /// What begins or ends the use of a file. Whoever reads from now on does not see the one before, however
    /// long the writer takes to come to this.
    template<class T, class Work>
    [[nodiscard]] QFuture<Result<T>> change(Work work)
    {
        const quint64 number = ++m_changes;
        m_reading.post([this] { m_database.close(); });
        return write<T>([this, number, work = std::move(work)](ArchiveKeeper &keeper) {
            m_change = number;
            return work(keeper);
        });
    }

    ArchiveCondition condition = ArchiveCondition::Closed; ///< GUI thread.

private:
    /// What waits for others to be stored with it; what comes from now on is stored after what comes next.
    void storeNow()
    {
        if (const auto group = std::exchange(m_stores, {}))
            m_writing.post([this, group] { group->store(m_keeper); });
    }

    ArchiveKeeper::Hooks hooks()
    {
        const auto tell = [this](auto run) {
            QMetaObject::invokeMethod(&m_archive, std::move(run), Qt::QueuedConnection);
        };
        return {
            [this](const QString &file) {
                m_reading.runNow([this, file, number = m_change] {
                    if (number == m_changes)
                        openReader(file);
                });
            },
            [this] { m_reading.runNow([this] { m_database.close(); }); },
            [this, tell](ArchiveCondition now) {
                tell([this, now] {
                    condition = now;
                    emit m_archive.conditionChanged(now);
                });
            },
            [this, tell](const QString &path) { tell([this, path] { emit m_archive.wasSetAside(path); }); }};
    }

    void openReader(const QString &file)
    {
        if (!m_database.open(file, Database::Access::ReadOnly) ||
            m_database.value(u"PRAGMA user_version"_s).toInt() != schema::newest())
            m_database.close();
    }

    Archive &m_archive;
    std::atomic<bool> m_ending = false;
    std::atomic<quint64> m_changes = 0;   ///< Asked for.
    quint64 m_change = 0;                 ///< The one that the writer has come to; on its thread.
    std::shared_ptr<StoreGroup> m_stores; ///< The last thing asked of the writer, if it was that; GUI thread.
    Database m_database;                  ///< The reader's; on its thread.
    ArchiveKeeper m_keeper;               ///< On the writer's thread.
    WorkThread m_reading;
    WorkThread m_writing;
};

Archive::Archive(QObject *parent) : QObject(parent), m_impl(std::make_unique<Impl>(*this)) {}

Archive::~Archive() = default;

QString Archive::fileOf(const ArchivePlace &place)
{
    return ArchiveFile::pathOf(place);
}

qint64 Archive::bytesOf(const ArchivePlace &place)
{
    return ArchiveFile::bytesOf(ArchiveFile::pathOf(place));
}

ArchiveCondition Archive::condition() const
{
    return m_impl->condition;
}

QFuture<Result<ArchiveState>> Archive::open(const ArchivePlace &place)
{
    return m_impl->change<ArchiveState>([place](ArchiveKeeper &keeper) { return keeper.open(place); });
}

QFuture<Result<Done>> Archive::close()
{
    return m_impl->change<Done>([](ArchiveKeeper &keeper) { return keeper.close(); });
}

QFuture<Result<Done>> Archive::resume()
{
    return m_impl->write<Done>([](ArchiveKeeper &keeper) { return keeper.resume(); });
}

QFuture<Result<StoreOutcome>> Archive::store(const ArchiveBatch &batch)
{
    return m_impl->store(batch);
}

QFuture<Result<int>> Archive::purgeRemoved(const QDateTime &before)
{
    return m_impl->write<int>([before](ArchiveKeeper &keeper) {
        return keeper.erase([&before](ArchiveWriter &writer) { return writer.purgeRemoved(before); });
    });
}

QFuture<Result<int>> Archive::eraseConversations(const QList<ConversationKey> &keys)
{
    return m_impl->write<int>([keys](ArchiveKeeper &keeper) {
        return keeper.erase([&keys](ArchiveWriter &writer) { return writer.eraseConversations(keys); });
    });
}

QFuture<Result<int>> Archive::eraseProject(ProjectId project)
{
    return m_impl->write<int>([project](ArchiveKeeper &keeper) {
        return keeper.erase([project](ArchiveWriter &writer) { return writer.eraseProject(project); });
    });
}

QFuture<Result<int>> Archive::erasePersonalData()
{
    return m_impl->write<int>([](ArchiveKeeper &keeper) {
        return keeper.erase([](ArchiveWriter &writer) { return writer.erasePersonalData(); });
    });
}

QFuture<Result<Done>> Archive::eraseAll()
{
    return m_impl->write<Done>([](ArchiveKeeper &keeper) { return keeper.eraseAll(); });
}

QFuture<Result<QList<Project>>> Archive::projects()
{
    return m_impl->read<QList<Project>>(
        [](Database &database) { return ArchiveReader(database).projects(); });
}

QFuture<Result<QList<ArchivedConversation>>> Archive::conversations(ProjectId project)
{
    return m_impl->read<QList<ArchivedConversation>>(
        [project](Database &database) { return ArchiveReader(database).conversations(project, false); });
}

QFuture<Result<QList<ArchivedConversation>>> Archive::removedConversations(ProjectId project)
{
    return m_impl->read<QList<ArchivedConversation>>(
        [project](Database &database) { return ArchiveReader(database).conversations(project, true); });
}

QFuture<Result<FactNews>> Archive::facts(ProjectId project, const FactTable &known,
                                         const QList<SessionId> &only)
{
    return m_impl->read<FactNews>([project, known, only](Database &database) {
        return FactReader(database).read(project, known, only);
    });
}

QFuture<Result<ArchivedConversation>> Archive::conversation(const ConversationKey &key)
{
    return m_impl->read<ArchivedConversation>([key](Database &database) -> Result<ArchivedConversation> {
        const auto found = ArchiveReader(database).conversation(key);
        if (!found)
            return failure(ErrorKind::NotFound);
        return *found;
    });
}

QFuture<Result<QList<ArchivedMessage>>> Archive::messages(const ConversationKey &key, MessageId before,
                                                          int limit, MessageId downTo)
{
    return m_impl->read<QList<ArchivedMessage>>([key, before, limit, downTo](Database &database) {
        return ArchiveReader(database).messages(key, before, limit, downTo);
    });
}

QFuture<Result<QList<Citation>>> Archive::citations(ProjectId project, const QList<CitationId> &ids)
{
    return m_impl->read<QList<Citation>>(
        [project, ids](Database &database) { return ArchiveReader(database).citations(project, ids); });
}

QFuture<Result<SearchResults>> Archive::search(const SearchRequest &request)
{
    return m_impl->read<SearchResults>(
        [request](Database &database) { return ArchiveFinder(database, request).find(); },
        Impl::Reading::Long);
}

QFuture<Result<SyncMark>> Archive::syncMark(ProjectId project)
{
    return m_impl->read<SyncMark>(
        [project](Database &database) { return ArchiveReader(database).syncMark(project); });
}

QFuture<Result<ArchiveCounts>> Archive::counts(ProjectId project)
{
    return m_impl->read<ArchiveCounts>([project](Database &database) {
        ArchiveCounts counts = ArchiveReader(database).counts(project);
        counts.bytes = ArchiveFile::bytesOf(database.file());
        return counts;
    });
}

} // namespace confab
