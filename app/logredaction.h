// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace confab {

/// Sends every log line of the process, Qt's own included, through redacted() before it is printed. Lines
/// without a category rule stay as Qt prints them.
void installLogRedaction();

/// The line without what looks like an API key, an authorisation or cookie header, or the query of an
/// address.
[[nodiscard]] QString redacted(const QString &line);

} // namespace confab
