// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/archivefile.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStorageInfo>
#include <QtEndian>

#include <algorithm>
#include <array>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

constexpr QFileDevice::Permissions ownerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
constexpr qint64 roomToGoOn = 1024 * 1024;

/// Made with its access from the start: SQLite would make it readable for all.
bool makeEmpty(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly | QIODevice::NewOnly, ownerOnly) && file.setPermissions(ownerOnly);
}

QByteArray typeBySystem(const QString &folder)
{
    return QStorageInfo(folder).fileSystemType();
}

ArchiveFile::TypeOfFileSystem typeOfFileSystem = typeBySystem;

bool removeFiles(const QStringList &paths)
{
    return std::all_of(paths.begin(), paths.end(),
                       [](const QString &path) { return QFile::remove(path) || !QFile::exists(path); });
}

} // namespace

ArchiveFile::ArchiveFile(const ArchivePlace &place) : m_folder(place.folder), m_path(pathOf(place)) {}

QString ArchiveFile::pathOf(const ArchivePlace &place)
{
    const QUrl server =
        place.server.adjusted(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment |
                              QUrl::StripTrailingSlash | QUrl::NormalizePathSegments);
    const QByteArray address = server.toEncoded().toLower();
    const QByteArray hash = QCryptographicHash::hash(address, QCryptographicHash::Sha256).toHex().left(12);
    QString host = server.host(QUrl::FullyEncoded).left(64);
    for (QChar &c : host) {
        if (c.unicode() >= 0x80 || (!c.isLetterOrNumber() && c != u'.' && c != u'-'))
            c = u'-';
    }
    return QDir(place.folder).filePath(u"archive-%1-%2.sqlite"_s.arg(host, QString::fromLatin1(hash)));
}

bool ArchiveFile::exists() const
{
    return QFileInfo(m_path).size() > 0;
}

bool ArchiveFile::endedBadly() const
{
    return QFileInfo(m_path + u"-wal"_s).size() > 0 || QFileInfo(m_path + u"-journal"_s).size() > 0;
}

bool ArchiveFile::isCut() const
{
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly))
        return false; // SQLite will say why, here and below
    if (file.size() == 0)
        return QFileInfo(m_path + u"-wal"_s).size() > 0;
    // The beginning of the file's header: a mark, and the size of the pages.
    constexpr char mark[] = "SQLite format 3";
    constexpr auto markSize = qsizetype(sizeof(mark));
    const QByteArray header = file.read(markSize + 2);
    if (file.error() != QFileDevice::NoError)
        return false;
    if (header.size() < markSize + 2 || !header.startsWith(QByteArray(mark, markSize)))
        return true;
    const quint16 stored = qFromBigEndian<quint16>(header.constData() + markSize);
    const qint64 pageSize = stored == 1 ? 65'536 : stored;
    // Pages are whole, but for the last moment of a run that ended badly.
    return pageSize == 0 || (!endedBadly() && file.size() % pageSize != 0);
}

bool ArchiveFile::hasRoom() const
{
    // Where the system does not tell, the next write does.
    const qint64 available = QStorageInfo(m_folder).bytesAvailable();
    return available < 0 || available >= roomToGoOn;
}

bool ArchiveFile::isOnNetwork() const
{
    return isNetworkFileSystem(typeOfFileSystem(m_folder));
}

void ArchiveFile::setTypeOfFileSystem(TypeOfFileSystem type)
{
    typeOfFileSystem = type ? type : typeBySystem;
}

bool ArchiveFile::isNetworkFileSystem(const QByteArray &type)
{
    static const QByteArrayList remote{"nfs",    "nfs4",   "cifs",   "smb",    "smb2",      "smb3",
                                       "smbfs",  "ncpfs",  "afs",    "afpfs",  "9p",        "davfs",
                                       "davfs2", "webdav", "ceph",   "lustre", "glusterfs", "gpfs",
                                       "ocfs2",  "gfs2",   "vboxsf", "prl_fs", "vmhgfs",    "fuse"};
    const QByteArray name = type.toLower();
    // What a program in user space serves may be anywhere; but "fuseblk" is a disk of this computer.
    return remote.contains(name) || name.startsWith("fuse.");
}

qint64 ArchiveFile::bytesOf(const QString &path)
{
    qint64 sum = 0;
    for (const QString &file : filesOf(path, u"*"_s))
        sum += QFileInfo(file).size();
    return sum;
}

ArchiveFile::Lock ArchiveFile::lock()
{
    if (!QFileInfo(m_folder).isDir()) {
        if (!QDir().mkpath(m_folder) || !QFile::setPermissions(m_folder, ownerOnly | QFileDevice::ExeOwner))
            return Lock::Failed;
    }
    m_lock = std::make_unique<QLockFile>(m_path + u".lock"_s);
    m_lock->setStaleLockTime(0); // never by age: a person may leave Confab open for weeks
    if (m_lock->tryLock(0)) {
        QFile::setPermissions(m_path + u".lock"_s, ownerOnly);
        return Lock::Held;
    }
    const bool inUse = m_lock->error() == QLockFile::LockFailedError;
    m_lock.reset();
    return inUse ? Lock::InUse : Lock::Failed;
}

bool ArchiveFile::prepare()
{
    return QFile::exists(m_path) ? QFile::setPermissions(m_path, ownerOnly) : makeEmpty(m_path);
}

QString ArchiveFile::prepareCopy(int version)
{
    const QString copy = u"%1.before-%2"_s.arg(m_path).arg(version + 1);
    QFile::remove(copy);
    return makeEmpty(copy) ? copy : QString();
}

QString ArchiveFile::setAside(const QDateTime &now)
{
    const QString stem = m_path + u".damaged-"_s + now.toUTC().toString(u"yyyyMMdd-hhmmss"_s);
    QString aside = stem;
    for (int i = 2; QFile::exists(aside); ++i)
        aside = u"%1-%2"_s.arg(stem).arg(i);
    if (!QFile::rename(m_path, aside))
        return {};
    for (const QString &suffix : {u"-wal"_s, u"-shm"_s, u"-journal"_s}) {
        if (QFile::exists(m_path + suffix) && !QFile::rename(m_path + suffix, aside + suffix))
            return {};
    }
    return aside;
}

bool ArchiveFile::removeCopies()
{
    return removeFiles(filesOf(m_path, u".before-*"_s));
}

bool ArchiveFile::removeAll()
{
    QStringList paths = filesOf(m_path, u"*"_s);
    paths.removeOne(m_path + u".lock"_s);
    return removeFiles(paths);
}

QStringList ArchiveFile::filesOf(const QString &path, const QString &filter)
{
    const QFileInfo file(path);
    QStringList paths;
    for (const QString &name : file.dir().entryList({file.fileName() + filter}, QDir::Files | QDir::Hidden))
        paths.append(file.dir().filePath(name));
    return paths;
}

} // namespace confab
