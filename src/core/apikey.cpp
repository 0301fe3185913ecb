// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/apikey.h"

#include <QRegularExpression>

#include <algorithm>

namespace confab {

namespace {
constexpr qsizetype maxKeyLength = 2000; // Windows' credential store ends at 2560 bytes, our prefix included
constexpr qsizetype maxAddressLength = 2000;

// Qt Core has no QHostAddress. QUrl has normalised the host already ("127.1" became "127.0.0.1").
bool isLoopbackAddress(const QString &host)
{
    static const QRegularExpression v4(QStringLiteral("^127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}\\z"));
    return host == QLatin1String("localhost") || host == QLatin1String("::1") || v4.match(host).hasMatch();
}
} // namespace

Result<ApiKey> ApiKey::fromInput(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return failure(ErrorKind::Refused, QStringLiteral("The key is empty."));
    if (trimmed.size() > maxKeyLength)
        return failure(ErrorKind::Refused, QStringLiteral("The key is longer than 2000 characters."));
    const auto printable = [](QChar c) { return c.unicode() > 0x20 && c.unicode() < 0x7f; };
    if (!std::all_of(trimmed.begin(), trimmed.end(), printable))
        return failure(ErrorKind::Refused,
                       QStringLiteral("The key holds a blank, a line break or a character outside ASCII."));
    ApiKey key;
    key.m_bytes = trimmed.toLatin1();
    return key;
}

bool ApiKey::looksUsual() const
{
    static const QRegularExpression usual(QStringLiteral("^\\d{3,}\\|[A-Za-z0-9]{20,}$"));
    return usual.match(QString::fromLatin1(m_bytes)).hasMatch();
}

QString withoutKey(const QString &text, const ApiKey &key)
{
    constexpr qsizetype shortest = 4;
    static const QString hidden = QStringLiteral("[key]");
    if (key.reveal().size() < shortest)
        return text;
    const QString plain = QString::fromLatin1(key.reveal());
    QString quoted = plain;
    quoted.replace(u'\\', QLatin1String("\\\\")).replace(u'"', QLatin1String("\\\""));
    const QString encoded = QString::fromLatin1(QUrl::toPercentEncoding(plain));
    QString safe = text;
    for (const QString &form : {plain, quoted, encoded})
        safe.replace(form, hidden, Qt::CaseInsensitive);
    // A text that was cut may end within the key.
    for (qsizetype length = qMin(plain.size(), safe.size()); length >= shortest; --length) {
        if (safe.endsWith(QStringView(plain).first(length)))
            return safe.chopped(length) + hidden;
    }
    return safe;
}

Error withoutKey(Error error, const ApiKey &key)
{
    error.serverMessage = withoutKey(error.serverMessage, key);
    error.detail = withoutKey(error.detail, key);
    return error;
}

QUrl defaultServerAddress()
{
    return QUrl(QStringLiteral("https://app.customgpt.ai/api/v1"));
}

bool isLoopback(const QUrl &url)
{
    return isLoopbackAddress(url.host());
}

Result<QUrl> serverAddress(const QString &text)
{
    QString trimmed = text.trimmed();
    if (trimmed.size() > maxAddressLength)
        return failure(ErrorKind::Refused, QStringLiteral("The address is too long."));
    if (!trimmed.contains(QLatin1String("://")))
        trimmed.prepend(QLatin1String("https://"));
    QUrl url(trimmed, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || url.port() == 0)
        return failure(ErrorKind::Refused, QStringLiteral("This is no address of a server."));
    if (!url.userInfo().isEmpty() || url.hasQuery() || url.hasFragment())
        return failure(
            ErrorKind::Refused,
            QStringLiteral("The address must not hold a user name, a question mark or a hash sign."));
    const bool https = url.scheme() == QLatin1String("https");
    if (!https && !(url.scheme() == QLatin1String("http") && isLoopback(url)))
        return failure(ErrorKind::Refused, QStringLiteral("The address must begin with https://."));
    if (url.port() == (https ? 443 : 80))
        url.setPort(-1); // one address, one spelling: the keychain entry is found by it
    QString path = url.adjusted(QUrl::NormalizePathSegments).path(QUrl::FullyEncoded);
    while (path.endsWith(u'/'))
        path.chop(1);
    if (path.isEmpty())
        path = QStringLiteral("/api/v1");
    url.setPath(path, QUrl::StrictMode);
    return url;
}

} // namespace confab
