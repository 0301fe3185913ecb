// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/answerlanguages.h"

#include <QLocale>

#include <algorithm>
#include <array>

namespace confab {

using namespace Qt::StringLiterals;

QList<AnswerLanguage> answerLanguages()
{
    static constexpr std::array codes{"ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et",
                                      "fa", "fi", "fr", "he", "hi", "hr", "hu", "id", "it", "ja", "ko",
                                      "lt", "lv", "ms", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl",
                                      "sr", "sv", "sw", "ta", "th", "tr", "uk", "ur", "vi", "zh"};
    QList<AnswerLanguage> languages;
    for (const char *code : codes) {
        const QString text = QString::fromLatin1(code);
        const QLocale locale(text);
        // Names of languages with variants say which; the plain name is that of the first word.
        QString name = locale.nativeLanguageName();
        if (text == "en"_L1)
            name = u"English"_s;
        else if (text == "es"_L1)
            name = u"Español"_s;
        if (name.isEmpty())
            name = QLocale::languageToString(locale.language());
        name[0] = name.at(0).toUpper();
        languages.append({text, name});
    }
    std::sort(languages.begin(), languages.end(), [](const AnswerLanguage &a, const AnswerLanguage &b) {
        return a.name.localeAwareCompare(b.name) < 0;
    });
    return languages;
}

} // namespace confab
