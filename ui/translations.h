// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QCoreApplication;

namespace confab {

/// Installs the words of the program for the system's language, and English plurals where there is none:
/// without a translation Qt shows "3 conversation(s)". The translators belong to the application.
void installTranslations(QCoreApplication &application);

} // namespace confab
