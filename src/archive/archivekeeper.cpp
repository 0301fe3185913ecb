// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/archivekeeper.h"

#include "archive/archivereader.h"
#include "archive/schema.h"

#include <QFileInfo>

#include <tuple>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

/// A file up to this size is looked at whole each time: that takes a moment. A larger one after a bad end.
constexpr qint64 quicklyChecked = 32 * 1024 * 1024;
constexpr qint64 smallestPage = 512;

} // namespace

ArchiveKeeper::ArchiveKeeper(Hooks hooks) : m_hooks(std::move(hooks)) {}

ArchiveKeeper::~ArchiveKeeper()
{
    m_database.close();
}

Result<ArchiveState> ArchiveKeeper::open(const ArchivePlace &place)
{
    shut();
    m_place = place;
    m_file.emplace(place);
    m_setAside.clear();
    ArchiveCondition condition = ArchiveCondition::Writable;
    switch (m_file->lock()) {
    case ArchiveFile::Lock::Failed:
        shut();
        return failure(ErrorKind::Storage, u"The archive's folder cannot be written."_s);
    case ArchiveFile::Lock::InUse:
        condition = ArchiveCondition::InUse;
        m_hooks.openReader(m_file->path());
        break;
    case ArchiveFile::Lock::Held: {
        const auto opened = openFile();
        if (!opened) {
            shut();
            return tl::unexpected<Error>(opened.error());
        }
        if (m_database.isOpen())
            m_hooks.openReader(m_file->path());
        else
            condition = ArchiveCondition::Newer;
        break;
    }
    }
    setCondition(condition);
    if (!m_setAside.isEmpty())
        m_hooks.wasSetAside(m_setAside);
    return ArchiveState{condition, m_file->path(), m_setAside, m_file->isOnNetwork()};
}

bool ArchiveKeeper::openDatabase()
{
    return m_database.open(m_file->path(), Database::Access::ReadWrite,
                           m_file->isOnNetwork() ? Database::Journal::Rollback
                                                 : Database::Journal::WriteAhead);
}

Result<Done> ArchiveKeeper::openFile()
{
    const bool endedBadly = m_file->endedBadly();
    if (!m_file->prepare())
        return failure(ErrorKind::Storage, u"The archive's file cannot be written."_s);
    if (m_file->isCut())
        return beginAnew();
    int version = 0;
    Finding finding = Finding::Damaged;
    if (openDatabase())
        finding = look(version);
    // Whatever else is wrong (no room, no access, too many files), the file may be whole.
    if (m_database.trouble() != Database::Trouble::None && m_database.trouble() != Database::Trouble::Damaged)
        return tl::unexpected<Error>(m_database.error());
    if (finding == Finding::Newer) {
        m_database.close();
        m_file->unlock();
        return Done{};
    }
    if (finding == Finding::Damaged)
        return beginAnew();
    if (const auto migrated = migrateFile(version); !migrated) {
        if (m_database.lastTrouble() == Database::Trouble::Damaged)
            return beginAnew();
        return migrated;
    }
    if (endedBadly || QFileInfo(m_file->path()).size() <= quicklyChecked) {
        const auto health = schema::check(m_database, endedBadly);
        if (health == schema::Health::Damaged)
            return beginAnew();
        if (health == schema::Health::IndexDamaged)
            return rebuildIndexes();
    }
    return Done{};
}

/// Where there is no room for them, or something outside the file fails, the texts are whole all the same.
Result<Done> ArchiveKeeper::rebuildIndexes()
{
    using Trouble = Database::Trouble;
    const auto rebuilt = schema::rebuildIndexes(m_database);
    const Trouble trouble = m_database.lastTrouble();
    if (rebuilt || (trouble != Trouble::Damaged && trouble != Trouble::Other))
        return rebuilt;
    return beginAnew();
}

ArchiveKeeper::Finding ArchiveKeeper::look(int &version)
{
    const int application = m_database.value(u"PRAGMA application_id"_s).toInt();
    version = m_database.value(u"PRAGMA user_version"_s).toInt();
    const int tables = m_database.value(u"SELECT count(*) FROM sqlite_master"_s).toInt();
    if (m_database.trouble() != Database::Trouble::None)
        return Finding::Damaged;
    if (application == 0 && version == 0 && tables == 0)
        return Finding::Empty;
    // Not ours: set aside as well, whatever it is.
    if (application != schema::applicationId || version < 1)
        return Finding::Damaged;
    return version > schema::newest() ? Finding::Newer : Finding::Ours;
}

Result<Done> ArchiveKeeper::migrateFile(int version)
{
    if (version > 0 && version < schema::newest()) {
        const QString copy = m_file->prepareCopy(version);
        if (copy.isEmpty())
            return failure(ErrorKind::Storage, u"No copy can be made before the migration."_s);
        m_database.clearError();
        if (!m_database.run(u"VACUUM INTO ?"_s, {copy})) {
            const Error error = m_database.error();
            m_database.clearError();
            m_file->removeCopies();
            return tl::unexpected<Error>(error);
        }
    }
    return schema::migrate(m_database, version);
}

Result<Done> ArchiveKeeper::beginAnew()
{
    m_hooks.closeReader();
    m_database.close();
    m_setAside = m_file->setAside(QDateTime::currentDateTimeUtc());
    if (m_setAside.isEmpty() || !m_file->prepare())
        return failure(ErrorKind::Storage, u"The damaged archive cannot be set aside."_s);
    if (!openDatabase())
        return tl::unexpected<Error>(m_database.error());
    if (const auto made = schema::migrate(m_database, 0); !made)
        return made;
    salvage(m_setAside);
    return Done{};
}

void ArchiveKeeper::salvage(const QString &damaged)
{
    // Less than any page, and nothing to read: SQLite would remove the log that lies beside it.
    if (QFileInfo(damaged).size() < smallestPage)
        return;
    Database source;
    if (!source.open(damaged, Database::Access::ReadOnly))
        return;
    ArchiveReader(source).salvage([this](const ArchiveBatch &batch) {
        ArchiveWriter writer(m_database, m_place.keepPersonalData);
        // What cannot be written either is missing like what could not be read: a sync brings it.
        std::ignore = m_database.transaction([&] { std::ignore = writer.store(batch); });
    });
}

void ArchiveKeeper::heal()
{
    if (m_condition != ArchiveCondition::Writable)
        return;
    // Opened anew, since what this connection remembers of the file may be better than the file.
    const bool opened = openDatabase();
    if (!opened &&
        (m_database.trouble() == Database::Trouble::Full || m_database.trouble() == Database::Trouble::Busy))
        return shut();
    const auto health = opened ? schema::check(m_database, true) : schema::Health::Damaged;
    if (health == schema::Health::Sound)
        return;
    m_setAside.clear();
    const auto healed = health == schema::Health::IndexDamaged ? rebuildIndexes() : beginAnew();
    if (!healed) {
        if (!m_setAside.isEmpty() || !m_database.isOpen())
            return shut();
        if (m_database.lastTrouble() == Database::Trouble::Full)
            setCondition(ArchiveCondition::Full);
        return;
    }
    if (m_setAside.isEmpty())
        return;
    m_hooks.openReader(m_file->path());
    m_hooks.wasSetAside(m_setAside);
}

Result<Done> ArchiveKeeper::close()
{
    shut();
    return Done{};
}

void ArchiveKeeper::shut()
{
    // The writer last: it is the one that can put the log back into the file.
    m_hooks.closeReader();
    m_database.close();
    m_traces = false;
    m_file.reset();
    setCondition(ArchiveCondition::Closed);
}

Result<Done> ArchiveKeeper::resume()
{
    if (m_condition == ArchiveCondition::Writable)
        return Done{};
    if (m_condition == ArchiveCondition::InUse)
        return takeOver();
    if (m_condition != ArchiveCondition::Full)
        return tl::unexpected<Error>(*refusal());
    if (!m_file->hasRoom())
        return failure(ErrorKind::Storage, u"The disk is still full."_s);
    setCondition(ArchiveCondition::Writable);
    return Done{};
}

/// The process that wrote may have ended.
Result<Done> ArchiveKeeper::takeOver()
{
    if (m_file->lock() != ArchiveFile::Lock::Held)
        return tl::unexpected<Error>(*refusal());
    m_setAside.clear();
    m_hooks.closeReader();
    const auto opened = openFile();
    if (!opened) { // it goes on as a reader
        m_database.close();
        m_file->unlock();
        m_hooks.openReader(m_file->path());
        return opened;
    }
    if (!m_database.isOpen()) {
        setCondition(ArchiveCondition::Newer);
        return tl::unexpected<Error>(*refusal());
    }
    m_hooks.openReader(m_file->path());
    setCondition(ArchiveCondition::Writable);
    if (!m_setAside.isEmpty())
        m_hooks.wasSetAside(m_setAside);
    return Done{};
}

Result<Done> ArchiveKeeper::eraseAll()
{
    if (!m_file)
        return failure(ErrorKind::Storage, u"The archive is not open."_s);
    if (m_condition == ArchiveCondition::InUse)
        return tl::unexpected<Error>(*refusal());
    // The lock was left to the newer Confab, which may be writing now.
    if (m_condition == ArchiveCondition::Newer && m_file->lock() != ArchiveFile::Lock::Held)
        return failure(ErrorKind::Storage, u"A newer Confab writes the archive."_s);
    m_hooks.closeReader();
    m_database.close();
    const bool removed = m_file->removeAll();
    shut();
    if (!removed)
        return failure(ErrorKind::Storage, u"Not every file of the archive could be removed."_s);
    return Done{};
}

Result<int> ArchiveKeeper::erase(const std::function<int(ArchiveWriter &)> &work)
{
    int erased = 0;
    const auto done = write<Done>([&](ArchiveWriter &writer) {
        erased = work(writer);
        if (erased > 0)
            writer.forgetErased();
        return Done{};
    });
    if (!done)
        return tl::unexpected<Error>(done.error());
    if (erased > 0 || m_traces) {
        m_traces = true;
        // The log goes into the file and is cut to nothing. A reader that is in the middle of something is
        // waited for.
        m_database.clearError();
        const bool emptied = m_database.value(u"PRAGMA wal_checkpoint(TRUNCATE)"_s).toInt() == 0 &&
                             m_database.trouble() == Database::Trouble::None;
        m_database.clearError();
        if (!emptied || !m_file->removeCopies())
            return failure(ErrorKind::Storage, u"Traces of what was erased are left in the files."_s);
        m_traces = false;
    }
    return erased;
}

std::optional<Error> ArchiveKeeper::refusal() const
{
    switch (m_condition) {
    case ArchiveCondition::Writable:
        return {};
    case ArchiveCondition::Closed:
        return Error{ErrorKind::Storage, 0, {}, u"The archive is not open."_s, {}};
    case ArchiveCondition::InUse:
        return Error{ErrorKind::Storage, 0, {}, u"Another Confab writes the archive."_s, {}};
    case ArchiveCondition::Newer:
        return Error{ErrorKind::Storage, 0, {}, u"The archive is of a newer Confab."_s, {}};
    case ArchiveCondition::Full:
        return Error{ErrorKind::Storage, 0, {}, u"The disk is full."_s, {}};
    }
    return {};
}

void ArchiveKeeper::answerTo(Database::Trouble trouble)
{
    if (trouble == Database::Trouble::Full)
        setCondition(ArchiveCondition::Full);
    else if (trouble == Database::Trouble::Damaged)
        heal();
}

void ArchiveKeeper::setCondition(ArchiveCondition condition)
{
    if (m_condition == condition)
        return;
    m_condition = condition;
    m_hooks.conditionChanged(condition);
}

} // namespace confab
