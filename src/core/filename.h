// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace confab {

/// One part of a path, made of a title that somebody else wrote: no separator, control or bidirectional
/// character, no blank, dot or hyphen in front, none of the first two at its end, no name of a device, at
/// most 120 bytes of UTF-8, never cut inside a character. Empty where nothing is left.
[[nodiscard]] QString safeFileName(const QString &title);

} // namespace confab
