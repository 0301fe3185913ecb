// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/archivevalues.h"
#include "core/error.h"

#include <QLockFile>
#include <QStringList>

#include <memory>

namespace confab {

/// The files of one archive: the database, what SQLite puts beside it (-wal, -shm), copies from before
/// migrations, damaged files set aside, and the lock of the one process that may write. All of them are for
/// their owner alone. Holds no SQL and opens no connection.
class ArchiveFile
{
public:
    enum class Lock { Held, InUse, Failed };

    explicit ArchiveFile(const ArchivePlace &place);

    /// "archive-<host>-<hash of the address>.sqlite" in the folder.
    [[nodiscard]] static QString pathOf(const ArchivePlace &place);

    [[nodiscard]] const QString &path() const { return m_path; }
    [[nodiscard]] bool exists() const;
    /// The last run did not close the archive: SQLite removes its log when it does.
    [[nodiscard]] bool endedBadly() const;
    /// Neither empty nor what SQLite leaves behind. To be asked before it opens the file: it takes one of a
    /// single byte for an empty one and writes over it, and removes the log of an empty one.
    [[nodiscard]] bool isCut() const;
    [[nodiscard]] bool hasRoom() const;
    /// On a disk of another computer: nothing there can be shared in memory.
    [[nodiscard]] bool isOnNetwork() const;
    /// By the name that the system gives to a type of file systems ("nfs4", "fuse.sshfs").
    [[nodiscard]] static bool isNetworkFileSystem(const QByteArray &type);
    /// Who says of what type the file system of a folder is: the system, or, given by a test before any
    /// archive is opened, somebody else.
    using TypeOfFileSystem = QByteArray (*)(const QString &folder);
    static void setTypeOfFileSystem(TypeOfFileSystem type);
    /// Of all files of the archive at the path.
    [[nodiscard]] static qint64 bytesOf(const QString &path);

    /// Makes the folder, then takes the lock; one left behind by a process that has gone is no obstacle.
    [[nodiscard]] Lock lock();
    void unlock() { m_lock.reset(); }
    /// An empty file where there is none; access for the owner alone where there is one.
    bool prepare();
    /// An empty file for a copy of schema `version` to be written into, for its owner alone; empty on
    /// failure.
    [[nodiscard]] QString prepareCopy(int version);
    /// Renames the database and what is beside it; the new path, or an empty text if that failed.
    [[nodiscard]] QString setAside(const QDateTime &now);
    /// Copies from before migrations.
    bool removeCopies();
    /// Everything, set aside files too.
    bool removeAll();

private:
    [[nodiscard]] static QStringList filesOf(const QString &path, const QString &filter);

    QString m_folder;
    QString m_path;
    std::unique_ptr<QLockFile> m_lock;
};

} // namespace confab
