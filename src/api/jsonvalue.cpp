// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/jsonvalue.h"

#include "api/apitime.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace confab::codec {

QString wellFormed(QString text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (c.isHighSurrogate() && i + 1 < text.size() && text.at(i + 1).isLowSurrogate())
            ++i;
        else if (c.isNull() || c.isSurrogate())
            text[i] = QChar::ReplacementCharacter;
    }
    return text;
}

std::optional<qint64> wholeNumber(const QJsonValue &value)
{
    if (value.isDouble()) {
        // toInteger() keeps all 64 bits of what came as an integer and gives its default for a fraction; two
        // defaults, since one alone could be the number itself.
        const qint64 number = value.toInteger(0);
        return number != 0 || value.toInteger(1) == 0 ? std::optional(number) : std::nullopt;
    }
    QStringView text;
    const QString held = value.toString();
    text = held;
    if (const qsizetype point = text.indexOf(u'.'); point > 0) {
        const QStringView decimals = text.mid(point + 1);
        if (decimals.isEmpty() ||
            !std::all_of(decimals.begin(), decimals.end(), [](QChar c) { return c == u'0'; }))
            return {};
        text = text.left(point);
    }
    bool ok = false;
    const qint64 number = text.toLongLong(&ok);
    return ok ? std::optional(number) : std::nullopt;
}

QString readText(const QJsonValue &value)
{
    if (value.isString())
        return wellFormed(value.toString());
    // PHP writes a text of digits as a number now and then.
    const std::optional<qint64> number = value.isDouble() ? wholeNumber(value) : std::nullopt;
    return number ? QString::number(*number) : QString();
}

std::optional<bool> readTruth(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool();
    if (value.isDouble())
        return value.toDouble() != 0;
    const QString text = value.toString();
    if (text == "1"_L1 || text.compare("true"_L1, Qt::CaseInsensitive) == 0)
        return true;
    if (text == "0"_L1 || text.compare("false"_L1, Qt::CaseInsensitive) == 0)
        return false;
    return {};
}

QDateTime readTime(const QJsonValue &value)
{
    return parseApiTime(value.toString());
}

std::optional<qint64> readNumber(const QJsonValue &value, qint64 least, qint64 most)
{
    const std::optional<qint64> number = wholeNumber(value);
    return number && *number >= least && *number <= most ? number : std::nullopt;
}

QUrl readWebAddress(const QJsonValue &value)
{
    const QUrl url(readText(value).trimmed(), QUrl::StrictMode);
    const bool web = url.scheme() == "https"_L1 || url.scheme() == "http"_L1;
    return url.isValid() && web && !url.host().isEmpty() ? url : QUrl();
}

QList<CitationId> citationIds(const QJsonValue &value)
{
    QList<CitationId> ids;
    QSet<CitationId> seen;
    for (const QJsonValue entry : value.toArray()) {
        const CitationId id = readId<CitationId>(entry.isObject() ? entry.toObject().value("id"_L1) : entry);
        if (id.isValid() && !seen.contains(id)) {
            seen.insert(id);
            ids.append(id);
        }
    }
    return ids;
}

} // namespace confab::codec
