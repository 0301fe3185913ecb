// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the codec that reads what nobody has documented.
#include "api/codec.h"
#include "api/jsonvalue.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace confab::codec {

namespace {

constexpr qsizetype maxClaims = 200;
constexpr qsizetype maxClaimText = 4000;
constexpr qsizetype maxFormatted = 32 * 1024;

using Names = std::initializer_list<QLatin1StringView>;

bool isEmpty(const QJsonValue &value)
{
    return value.isNull() || value.isUndefined() || (value.isArray() && value.toArray().isEmpty()) ||
           (value.isObject() && value.toObject().isEmpty()) ||
           (value.isString() && value.toString().trimmed().isEmpty());
}

/// The first of the fields that is there.
QJsonValue field(const QJsonObject &object, Names names)
{
    for (const QLatin1StringView name : names) {
        if (const QJsonValue value = object.value(name); !value.isUndefined() && !value.isNull())
            return value;
    }
    return QJsonValue::Undefined;
}

QString cut(QString text, qsizetype most)
{
    if (text.size() <= most)
        return text;
    text.truncate(text.at(most - 1).isHighSurrogate() ? most - 1 : most);
    return text + u'…';
}

std::optional<double> number(const QJsonValue &value)
{
    bool ok = value.isDouble();
    const double read = ok ? value.toDouble() : value.toString().toDouble(&ok);
    return ok && std::isfinite(read) ? std::optional(read) : std::nullopt;
}

/// A text, or what names an object: sources come as either.
QString textOf(const QJsonValue &value)
{
    if (value.isObject())
        return readText(field(value.toObject(), {"title"_L1, "name"_L1, "url"_L1}));
    return readText(value);
}

std::optional<bool> flagged(const QJsonObject &claim)
{
    if (const auto said = readTruth(field(claim, {"flagged"_L1, "is_flagged"_L1})))
        return said;
    const auto verified = readTruth(field(claim, {"verified"_L1, "is_verified"_L1}));
    return verified ? std::optional(!*verified) : std::nullopt;
}

/// Reads one statement; false where the entry holds more than was understood.
bool readClaim(const QJsonValue &entry, QList<Claim> &claims)
{
    static constexpr QLatin1StringView known[] = {"text"_L1,       "claim"_L1,    "flagged"_L1,
                                                  "is_flagged"_L1, "verified"_L1, "is_verified"_L1,
                                                  "source"_L1,     "citation"_L1, "id"_L1};
    const QJsonObject object = entry.toObject();
    Claim claim;
    claim.text = cut(entry.isString() ? readText(entry) : readText(field(object, {"text"_L1, "claim"_L1})),
                     maxClaimText);
    if (claim.text.trimmed().isEmpty())
        return false;
    const QJsonValue source = field(object, {"source"_L1, "citation"_L1});
    claim.source = cut(textOf(source), maxClaimText);
    claim.flagged = flagged(object);
    claims.append(claim);
    const QStringList keys = object.keys();
    return (source.isUndefined() || !claim.source.isEmpty()) &&
           std::all_of(keys.begin(), keys.end(), [](const QString &key) {
               return std::find(std::begin(known), std::end(known), key) != std::end(known);
           });
}

bool saysPending(const QJsonValue &status)
{
    static constexpr QLatin1StringView words[] = {"pending"_L1, "processing"_L1, "queued"_L1, "running"_L1,
                                                  "in_progress"_L1};
    const QString said = status.toString().toLower();
    return std::find(std::begin(words), std::end(words), said) != std::end(words);
}

bool saysFailed(const QJsonValue &status)
{
    const QString said = status.toString().toLower();
    return said == "error"_L1 || said == "fail"_L1 || said == "failed"_L1;
}

QString formatted(const QJsonValue &value)
{
    QByteArray json;
    if (value.isArray())
        json = QJsonDocument(value.toArray()).toJson();
    else if (value.isObject())
        json = QJsonDocument(value.toObject()).toJson();
    else
        json = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact).mid(1).chopped(1);
    return cut(wellFormed(QString::fromUtf8(json).trimmed()), maxFormatted);
}

Verification fromValue(const QJsonValue &value)
{
    Verification result;
    const QJsonObject object = value.toObject();
    if (isEmpty(value))
        return result;
    if (saysPending(object.value("status"_L1))) {
        result.state = Verification::State::Pending;
        return result;
    }
    QJsonValue list = value.isArray() ? value : field(object, {"claims"_L1, "data"_L1});
    if (list.isObject())
        list = field(list.toObject(), {"claims"_L1, "data"_L1});
    bool whole = true;
    const QJsonArray entries = list.toArray();
    for (const QJsonValue entry : entries)
        whole = result.claims.size() < maxClaims && readClaim(entry, result.claims) && whole;
    result.trustScore = number(object.isEmpty() ? value : field(object, {"trust_score"_L1, "score"_L1}));

    const bool nothing = list.isArray() && entries.isEmpty() && object.size() <= 1;
    const bool known = !result.claims.isEmpty() || result.trustScore;
    const qsizetype read = (list.isUndefined() ? 0 : 1) + (result.trustScore ? 1 : 0);
    whole = whole && (object.isEmpty() || object.size() <= read);
    if (nothing)
        return result;
    result.state = known ? Verification::State::Known : Verification::State::Unknown;
    if (!known || !whole)
        result.json = formatted(value);
    return result;
}

} // namespace

Result<Verification> readVerification(int httpStatus, const QByteArray &body)
{
    if (httpStatus == 202) {
        Verification pending;
        pending.state = Verification::State::Pending;
        return pending;
    }
    const QByteArray trimmed = body.trimmed();
    if (trimmed.isEmpty())
        return Verification();
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (error.error != QJsonParseError::NoError)
        return failure(ErrorKind::BadResponse,
                       u"The reply is not JSON: %1 at byte %2 of %3"_s.arg(error.errorString())
                           .arg(error.offset)
                           .arg(body.size()));
    if (document.isArray())
        return fromValue(document.array());
    QJsonObject reply = document.object();
    const QJsonValue status = reply.take("status"_L1);
    if (saysFailed(status))
        return tl::unexpected<Error>(
            errorInside(errorText(reply), u"The reply's status is \"%1\""_s.arg(status.toString().left(40))));
    if (saysPending(status)) {
        Verification pending;
        pending.state = Verification::State::Pending;
        return pending;
    }
    return reply.contains("data"_L1) ? fromValue(reply.value("data"_L1)) : fromValue(reply);
}

} // namespace confab::codec
