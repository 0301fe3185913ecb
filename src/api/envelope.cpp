// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/envelope.h"

#include "api/codec.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace confab::codec {

tl::unexpected<Error> bad(const QString &detail)
{
    return failure(ErrorKind::BadResponse, detail);
}

QString typeName(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Null:
        return u"null"_s;
    case QJsonValue::Bool:
        return u"a truth value"_s;
    case QJsonValue::Double:
        return u"a number"_s;
    case QJsonValue::String:
        return u"text"_s;
    case QJsonValue::Array:
        return u"a list"_s;
    case QJsonValue::Object:
        return u"an object"_s;
    case QJsonValue::Undefined:
        break;
    }
    return u"missing"_s;
}

Result<QJsonObject> readDocument(const QByteArray &body)
{
    const QByteArray trimmed = body.trimmed();
    if (trimmed.isEmpty())
        return bad(u"The reply is empty"_s);
    if (trimmed.startsWith('<'))
        return bad(u"The reply is a web page (%1 bytes) instead of JSON"_s.arg(body.size()));
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (error.error != QJsonParseError::NoError)
        return bad(u"The reply is not JSON: %1 at byte %2 of %3"_s.arg(error.errorString())
                       .arg(error.offset)
                       .arg(body.size()));
    if (!document.isObject())
        return bad(u"The reply is a JSON list instead of an object"_s);
    return document.object();
}

Result<QJsonValue> readData(const QByteArray &body)
{
    return readDocument(body).and_then([](const QJsonObject &reply) -> Result<QJsonValue> {
        const QJsonValue status = reply.value("status"_L1);
        const QJsonValue data = reply.value("data"_L1);
        if (status.isString() && status.toString().compare("success"_L1, Qt::CaseInsensitive) != 0)
            return tl::unexpected<Error>(
                errorInside(errorText(reply), u"The reply's status is not \"success\""_s));
        if (!status.isString() && !status.isNull() && !status.isUndefined())
            return bad(u"The reply's status is %1"_s.arg(typeName(status)));
        if (data.isUndefined())
            return tl::unexpected<Error>(errorInside(errorText(reply), u"The reply has no data"_s));
        return data;
    });
}

Result<QJsonObject> asObject(const QJsonValue &value, const QString &name)
{
    if (!value.isObject())
        return bad(u"%1 is %2 instead of an object"_s.arg(name, typeName(value)));
    return value.toObject();
}

Result<QJsonObject> readDataObject(const QByteArray &body)
{
    return readData(body).and_then([](const QJsonValue &data) { return asObject(data, u"data"_s); });
}

} // namespace confab::codec
