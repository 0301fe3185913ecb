// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace confab {

/// What a language calls itself, by its code of ISO 639: "Deutsch", "日本語". A language without a known name
/// is called by its code; an empty code gives an empty text. GUI thread; worked out once for each code.
[[nodiscard]] QString languageName(const QString &code);

} // namespace confab
