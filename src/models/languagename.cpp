// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/languagename.h"

#include <QHash>
#include <QLocale>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

QString nativeName(const QString &code)
{
    const QLocale locale(code);
    if (locale.language() == QLocale::C)
        return code;
    // Names of languages with variants say which; the plain name is that of the first word.
    if (code == "en"_L1)
        return u"English"_s;
    if (code == "es"_L1)
        return u"Español"_s;
    QString name = locale.nativeLanguageName();
    if (name.isEmpty())
        name = QLocale::languageToString(locale.language());
    name[0] = name.at(0).toUpper();
    return name;
}

} // namespace

QString languageName(const QString &code)
{
    static QHash<QString, QString> names;
    if (code.isEmpty())
        return {};
    auto known = names.constFind(code);
    if (known == names.cend())
        known = names.insert(code, nativeName(code));
    return *known;
}

} // namespace confab
