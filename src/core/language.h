// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace confab {

/// The language that a text is written in, as the code of ISO 639 in lower case ("de", "ja", "zh", "no");
/// empty where it cannot be told reliably, which goes for most texts of a few words, and where the program
/// was built without the detector (cld2). Nothing leaves the machine. Any thread; takes some ten microseconds
/// for a message.
[[nodiscard]] QString languageOf(const QString &text);

/// The form in which languageOf() gives a language of which somebody wrote another code or a region: "iw" and
/// "he-IL" are "he", "nb" is "no".
[[nodiscard]] QString languageCode(const QString &code);

} // namespace confab
