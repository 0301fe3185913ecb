// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/startup.h"

#ifdef CONFAB_DBUS
#include "app/colourscheme.h"
#endif
#include "core/version.h"
#include "ui/programstyle.h"
#include "ui/theme.h"
#include "ui/translations.h"

#include <QApplication>

namespace confab {

Startup::Startup(QApplication &application)
{
    QApplication::setApplicationName(QStringLiteral("confab"));
    QApplication::setApplicationDisplayName(QStringLiteral("Confab"));
    QApplication::setApplicationVersion(QStringLiteral(CONFAB_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("confab"));
    installTranslations(application);
    QApplication::setWindowIcon(applicationIcon());

    // A style of a desktop brings that desktop's colours, which are the person's choice.
    if (ProgramStyle::choosesColours()) {
        QApplication::setStyle(new ProgramStyle);
        QApplication::setPalette(withVisibleFocus(withReadableSelection(QApplication::palette())));
    }
#ifdef CONFAB_DBUS
    auto *colours = new ColourScheme(this);
    colours->follow();
#endif
}

} // namespace confab
