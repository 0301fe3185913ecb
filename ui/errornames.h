// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QString>

namespace confab {

// How the program's own code calls it, for "Copy details": not for a person to read, and never translated.

[[nodiscard]] QString kindName(ErrorKind kind);
[[nodiscard]] QString operationName(Operation operation);

} // namespace confab
