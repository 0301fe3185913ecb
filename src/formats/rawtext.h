// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/values.h"

#include <QString>

/// Values as programs read them: the same in every language.
namespace confab::rawtext {

/// The text as it is, but for what no file can hold: U+FFFD for NUL and for halves of surrogate pairs.
[[nodiscard]] QString valid(const QString &raw);
/// "2026-11-03T13:02:09.000Z"; empty for an invalid moment.
[[nodiscard]] QString moment(const QDateTime &moment);
/// "liked", "disliked" or nothing.
[[nodiscard]] QString reaction(Reaction reaction);

} // namespace confab::rawtext
