// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

namespace confab {

class Database;

/// The shape of the archive's file: numbered steps of SQL (resources/schema), each run in one transaction
/// that also counts the step in user_version.
namespace schema {

/// "Cnfb": what tells the file from those of other programs.
constexpr int applicationId = 0x436e6662;

/// The number of steps that there are.
[[nodiscard]] int newest();

/// Runs the steps from the given one to `to`. An error leaves the file as after the last whole step.
[[nodiscard]] Result<Done> migrate(Database &database, int from, int to = newest());

/// Whether every page can be read, and if asked, whether both indexes can, and say the same as the texts.
enum class Health { Sound, IndexDamaged, Damaged };
[[nodiscard]] Health check(Database &database, bool indexes);

/// Both indexes anew from the texts.
[[nodiscard]] Result<Done> rebuildIndexes(Database &database);

} // namespace schema

} // namespace confab
