// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/aboutdialog.h"

#include "core/version.h"

#include <QSysInfo>

namespace confab {

using namespace Qt::StringLiterals;

AboutDialog::AboutDialog(QWidget *parent) : FactsDialog(tr("About Confab"), tr("Confab"), parent)
{
    setObjectName(u"aboutDialog"_s);
    addParagraph(u"aboutPurpose"_s, tr("A desktop conversation manager for CustomGPT.ai. It is not made by "
                                       "CustomGPT.ai."));
    addFact(u"aboutVersion"_s, tr("Version"), QLatin1String(CONFAB_VERSION));
    addFact(u"aboutQt"_s, u"Qt"_s,
            tr("%1 (built with %2)").arg(QLatin1String(qVersion()), QLatin1String(QT_VERSION_STR)));
    addFact(u"aboutKeychain"_s, u"QtKeychain"_s, QLatin1String(CONFAB_KEYCHAIN_VERSION));
    addFact(u"aboutSystem"_s, tr("System"), QSysInfo::prettyProductName());
    addFact(u"aboutLicence"_s, tr("Licence"), tr("GNU General Public License, version 3 or later"));
}

} // namespace confab
