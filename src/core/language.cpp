// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/language.h"

#include <QHash>
#include <QRegularExpression>

#ifdef CONFAB_CLD2
#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>
#endif

using namespace Qt::StringLiterals;

namespace confab {

QString languageCode(const QString &code)
{
    static const QHash<QString, QString> others{
        {u"iw"_s, u"he"_s}, {u"jw"_s, u"jv"_s}, {u"in"_s, u"id"_s}, {u"nb"_s, u"no"_s}, {u"fil"_s, u"tl"_s}};
    const QString primary = code.section(u'-', 0, 0).toLower();
    return others.value(primary, primary);
}

#ifdef CONFAB_CLD2

QString languageOf(const QString &text)
{
    // More tells nothing new, and answers may be long.
    constexpr qsizetype enough = 4096;
    // A text in which another language has a part of this size is not reliably one of them.
    constexpr int leastShare = 70;
    // Addresses look English.
    static const QRegularExpression address(u"\\bhttps?://\\S+"_s);
    const QByteArray utf8 = text.left(enough).remove(address).toUtf8();
    const CLD2::CLDHints noHints{nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
    CLD2::Language languages[3] = {};
    int shares[3] = {};
    double scores[3] = {};
    int letters = 0;
    bool reliable = false;
    CLD2::ExtDetectLanguageSummary(utf8.constData(), int(utf8.size()), true, &noHints, 0, languages, shares,
                                   scores, nullptr, &letters, &reliable);
    if (!reliable || shares[0] < leastShare || languages[0] == CLD2::UNKNOWN_LANGUAGE ||
        languages[0] == CLD2::TG_UNKNOWN_LANGUAGE)
        return {};
    return languageCode(QString::fromLatin1(CLD2::LanguageCode(languages[0])));
}

#else

QString languageOf(const QString &)
{
    return {};
}

#endif

} // namespace confab
