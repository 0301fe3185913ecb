// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

/// SQLite as it is on a bad day: under every connection that the process opens from install() on, the n-th of
/// what it does fails once, or the disk has no more room.
namespace confab::sqlitefaults {

enum class Strike {
    Prepare,    ///< An SQL statement cannot be prepared; the index's own ones count.
    Execute,    ///< A statement ends as soon as it has begun; those of triggers count. Nobody can end another
                ///< one from outside any more.
    InputOutput ///< A call of the operating system fails: open, read, write, cut, flush, lock, remove …
};

/// Once for each process, before anything is opened. False where this SQLite takes no such thing.
[[nodiscard]] bool install();

/// From now on the `number`-th, counted from 0, fails.
void arm(Strike strike, int number);
/// Nothing fails any more. Whether something did.
bool disarm();

/// By so many bytes all files together may grow, then the disk is full. Below 0: by any number.
void setRoom(qint64 bytes);

} // namespace confab::sqlitefaults
