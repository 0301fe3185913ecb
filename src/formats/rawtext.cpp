// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/rawtext.h"

using namespace Qt::StringLiterals;

namespace confab::rawtext {

QString valid(const QString &raw)
{
    QString text = raw;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        const bool pair = c.isHighSurrogate() && i + 1 < text.size() && text.at(i + 1).isLowSurrogate();
        if (pair)
            ++i;
        else if (c.isNull() || c.isSurrogate())
            text[i] = QChar::ReplacementCharacter;
    }
    return text;
}

QString moment(const QDateTime &moment)
{
    return moment.isValid() ? moment.toUTC().toString(Qt::ISODateWithMs) : QString();
}

QString reaction(Reaction reaction)
{
    return reaction == Reaction::Liked      ? u"liked"_s
           : reaction == Reaction::Disliked ? u"disliked"_s
                                            : QString();
}

} // namespace confab::rawtext
