// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/translations.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

// See resources/CMakeLists.txt: the resources of a static library are dropped unless something names them.
static void registerTranslations()
{
    Q_INIT_RESOURCE(translations);
}

namespace confab {

void installTranslations(QCoreApplication &application)
{
    registerTranslations();
    const QLocale locale;
    auto *own = new QTranslator(&application);
    const QString folder = QStringLiteral(":/translations");
    if (own->load(locale, QStringLiteral("confab"), QStringLiteral("_"), folder) ||
        own->load(folder + QStringLiteral("/confab_en")))
        application.installTranslator(own);
    auto *qt = new QTranslator(&application);
    if (qt->load(locale, QStringLiteral("qtbase"), QStringLiteral("_"),
                 QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        application.installTranslator(qt);
}

} // namespace confab
