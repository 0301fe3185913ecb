// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/logredaction.h"

#include <QLoggingCategory>
#include <QRegularExpression>

#include <cstdio>

namespace confab {

namespace {

void handler(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const QByteArray line = redacted(qFormatLogMessage(type, context, message)).toLocal8Bit();
    std::fprintf(stderr, "%s\n", line.constData());
    std::fflush(stderr);
}

} // namespace

void installLogRedaction()
{
    qInstallMessageHandler(handler);
}

QString redacted(const QString &line)
{
    static const QRegularExpression headers(
        QStringLiteral("\\b((?:Proxy-)?Authorization|(?:Set-)?Cookie)\\b(\"?\\s*[:=,]\\s*)[^\\r\\n]*"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression bearer(QStringLiteral("\\bBearer\\s+[^\\s\"')]+"),
                                           QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression key(QStringLiteral("\\b\\d+(?:\\||%7C)[A-Za-z0-9]{8,}"),
                                        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression query(QStringLiteral("(https?://[^\\s?#\"')]+)\\?[^\\s\"')]*"));
    static const QRegularExpression userInfo(QStringLiteral("(https?://)[^\\s/@\"']+@"));
    QString safe = line;
    safe.replace(headers, QStringLiteral("\\1\\2[removed]"));
    safe.replace(bearer, QStringLiteral("Bearer [removed]"));
    safe.replace(key, QStringLiteral("[key]"));
    safe.replace(query, QStringLiteral("\\1"));
    safe.replace(userInfo, QStringLiteral("\\1"));
    return safe;
}

} // namespace confab
