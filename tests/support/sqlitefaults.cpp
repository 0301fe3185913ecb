// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/sqlitefaults.h"

#include <sqlite3.h>

#include <atomic>
#include <cstring>

namespace confab::sqlitefaults {

namespace {

std::atomic<int> armed = -1; ///< A Strike; -1: none.
std::atomic<int> left = 0;
std::atomic<bool> struck = false;
std::atomic<qint64> room = -1;

bool strikes(Strike strike)
{
    if (armed != int(strike) || left.fetch_sub(1) != 0)
        return false;
    struck = true;
    return true;
}

// --- The files: those of the system's own, and before each call the question whether it fails ---

sqlite3_vfs *real = nullptr;

struct FaultyFile
{
    sqlite3_file base;

    [[nodiscard]] sqlite3_file *inner() { return reinterpret_cast<sqlite3_file *>(this + 1); }
};

sqlite3_file *innerOf(sqlite3_file *file)
{
    return reinterpret_cast<FaultyFile *>(file)->inner();
}

const sqlite3_io_methods *methodsOf(sqlite3_file *file)
{
    return innerOf(file)->pMethods;
}

bool fails()
{
    return strikes(Strike::InputOutput);
}

int closeFile(sqlite3_file *file)
{
    return methodsOf(file)->xClose(innerOf(file));
}

int readFile(sqlite3_file *file, void *to, int size, sqlite3_int64 at)
{
    return fails() ? SQLITE_IOERR_READ : methodsOf(file)->xRead(innerOf(file), to, size, at);
}

int writeFile(sqlite3_file *file, const void *from, int size, sqlite3_int64 at)
{
    if (fails())
        return SQLITE_IOERR_WRITE;
    sqlite3_int64 before = 0;
    if (room >= 0 && methodsOf(file)->xFileSize(innerOf(file), &before) == SQLITE_OK) {
        const qint64 growth = at + size - before;
        if (growth > room)
            return SQLITE_FULL;
        if (growth > 0)
            room -= growth;
    }
    return methodsOf(file)->xWrite(innerOf(file), from, size, at);
}

int cutFile(sqlite3_file *file, sqlite3_int64 size)
{
    return fails() ? SQLITE_IOERR_TRUNCATE : methodsOf(file)->xTruncate(innerOf(file), size);
}

/// Nobody pulls the plug, and waiting for the disk is what would take the time.
int flushFile(sqlite3_file *, int)
{
    return fails() ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

int sizeOfFile(sqlite3_file *file, sqlite3_int64 *size)
{
    return fails() ? SQLITE_IOERR_FSTAT : methodsOf(file)->xFileSize(innerOf(file), size);
}

int lockFile(sqlite3_file *file, int level)
{
    return fails() ? SQLITE_IOERR_LOCK : methodsOf(file)->xLock(innerOf(file), level);
}

int unlockFile(sqlite3_file *file, int level)
{
    return methodsOf(file)->xUnlock(innerOf(file), level);
}

int isReserved(sqlite3_file *file, int *reserved)
{
    return methodsOf(file)->xCheckReservedLock(innerOf(file), reserved);
}

int controlFile(sqlite3_file *file, int code, void *value)
{
    return methodsOf(file)->xFileControl(innerOf(file), code, value);
}

int sectorSize(sqlite3_file *file)
{
    return methodsOf(file)->xSectorSize(innerOf(file));
}

int characteristics(sqlite3_file *file)
{
    return methodsOf(file)->xDeviceCharacteristics(innerOf(file));
}

int mapShared(sqlite3_file *file, int region, int size, int extend, void volatile **memory)
{
    return fails() ? SQLITE_IOERR_SHMMAP
                   : methodsOf(file)->xShmMap(innerOf(file), region, size, extend, memory);
}

int lockShared(sqlite3_file *file, int from, int count, int flags)
{
    return (flags & SQLITE_SHM_LOCK) && fails()
               ? SQLITE_IOERR_SHMLOCK
               : methodsOf(file)->xShmLock(innerOf(file), from, count, flags);
}

void orderShared(sqlite3_file *file)
{
    methodsOf(file)->xShmBarrier(innerOf(file));
}

int unmapShared(sqlite3_file *file, int remove)
{
    return methodsOf(file)->xShmUnmap(innerOf(file), remove);
}

// As of version 2: without memory that maps the file.
constexpr sqlite3_io_methods faultyMethods{2,           closeFile,   readFile,        writeFile,  cutFile,
                                           flushFile,   sizeOfFile,  lockFile,        unlockFile, isReserved,
                                           controlFile, sectorSize,  characteristics, mapShared,  lockShared,
                                           orderShared, unmapShared, nullptr,         nullptr};

int openFile(sqlite3_vfs *, const char *name, sqlite3_file *file, int flags, int *outFlags)
{
    file->pMethods = nullptr; // then it is not closed
    if (fails())
        return SQLITE_CANTOPEN;
    sqlite3_file *inner = innerOf(file);
    std::memset(inner, 0, size_t(real->szOsFile));
    const int opened = real->xOpen(real, name, inner, flags, outFlags);
    if (inner->pMethods)
        file->pMethods = &faultyMethods;
    return opened;
}

int removeFile(sqlite3_vfs *, const char *name, int)
{
    return fails() ? SQLITE_IOERR_DELETE : real->xDelete(real, name, 0);
}

int accessFile(sqlite3_vfs *, const char *name, int flags, int *result)
{
    return fails() ? SQLITE_IOERR_ACCESS : real->xAccess(real, name, flags, result);
}

// --- The statements ---

/// Asked for each part of a statement that is prepared; for the columns that it reads, too, which are many
/// and prove nothing more.
int mayDo(void *, int action, const char *, const char *, const char *, const char *)
{
    return action != SQLITE_READ && action != SQLITE_FUNCTION && strikes(Strike::Prepare) ? SQLITE_DENY
                                                                                          : SQLITE_OK;
}

std::atomic<bool> ends = false;

int isEnded(void *)
{
    return ends.exchange(false) ? 1 : 0;
}

/// Unlike sqlite3_interrupt(), this ends one statement and no other.
int begins(unsigned, void *connection, void *, void *)
{
    sqlite3_progress_handler(static_cast<sqlite3 *>(connection), 1, isEnded, nullptr);
    if (strikes(Strike::Execute))
        ends = true;
    return 0;
}

int watch(sqlite3 *connection, char **, const sqlite3_api_routines *)
{
    sqlite3_set_authorizer(connection, mayDo, nullptr);
    sqlite3_trace_v2(connection, SQLITE_TRACE_STMT, begins, connection);
    return SQLITE_OK;
}

} // namespace

bool install()
{
    static sqlite3_vfs faulty;
    if (real)
        return true;
    real = sqlite3_vfs_find(nullptr);
    if (!real)
        return false;
    faulty = *real;
    faulty.szOsFile = int(sizeof(FaultyFile)) + real->szOsFile;
    faulty.zName = "faulty";
    faulty.xOpen = openFile;
    faulty.xDelete = removeFile;
    faulty.xAccess = accessFile;
    return sqlite3_vfs_register(&faulty, 1) == SQLITE_OK &&
           sqlite3_auto_extension(reinterpret_cast<void (*)()>(watch)) == SQLITE_OK;
}

void arm(Strike strike, int number)
{
    struck = false;
    left = number;
    armed = int(strike);
}

bool disarm()
{
    armed = -1;
    ends = false;
    return struck;
}

void setRoom(qint64 bytes)
{
    room = bytes;
}

} // namespace confab::sqlitefaults
