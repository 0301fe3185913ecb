// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/apikey.h"

#include <QString>

namespace confab {

/// Sends every log line of the process, Qt's own included, through redacted() before it is printed. Lines
/// without a category rule stay as Qt prints them.
void installLogRedaction();

/// A fatal message of Qt, as of a display that is not there, ends the program with this exit code from now
/// on; with 0 as Qt does it, which leaves a core. To be called after installLogRedaction().
void exitOnFatal(int code);

/// From now on no line holds this key, whatever it looks like; those of before stay hidden too. Any thread.
void hideFromLog(const ApiKey &key);

/// The line without the keys that hideFromLog() was told, and without what looks like an API key, an
/// authorisation or cookie header, or the query of an address.
[[nodiscard]] QString redacted(const QString &line);

} // namespace confab
