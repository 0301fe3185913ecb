// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/logredaction.h"

#include <QLoggingCategory>
#include <QRegularExpression>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <vector>

namespace confab {

namespace {

/// Never destroyed: Qt still logs while the program's own statics go.
struct HiddenKeys
{
    std::mutex mutex;
    std::vector<ApiKey> keys;
};

HiddenKeys &hiddenKeys()
{
    static HiddenKeys &hidden = *new HiddenKeys;
    return hidden;
}

/// With which a fatal message ends the program; 0: by abort(), as Qt does.
std::atomic<int> fatalExitCode{0};

void handler(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const QByteArray line = redacted(qFormatLogMessage(type, context, message)).toLocal8Bit();
    std::fprintf(stderr, "%s\n", line.constData());
    std::fflush(stderr);
    if (type == QtFatalMsg && fatalExitCode != 0)
        std::_Exit(fatalExitCode);
}

} // namespace

void installLogRedaction()
{
    qInstallMessageHandler(handler);
}

void exitOnFatal(int code)
{
    fatalExitCode = code;
}

void hideFromLog(const ApiKey &key)
{
    HiddenKeys &hidden = hiddenKeys();
    const std::scoped_lock lock(hidden.mutex);
    if (!key.isEmpty() && std::find(hidden.keys.begin(), hidden.keys.end(), key) == hidden.keys.end())
        hidden.keys.push_back(key);
}

QString redacted(const QString &line)
{
    struct Rules
    {
        QRegularExpression headers{
            QStringLiteral("\\b((?:Proxy-)?Authorization|(?:Set-)?Cookie)\\b(\"?\\s*[:=,]\\s*)[^\\r\\n]*"),
            QRegularExpression::CaseInsensitiveOption};
        QRegularExpression bearer{QStringLiteral("\\bBearer\\s+[^\\s\"')]+"),
                                  QRegularExpression::CaseInsensitiveOption};
        QRegularExpression key{QStringLiteral("\\b\\d+(?:\\||%7C)[A-Za-z0-9]{8,}"),
                               QRegularExpression::CaseInsensitiveOption};
        QRegularExpression query{QStringLiteral("(https?://[^\\s?#\"')]+)\\?[^\\s\"')]*")};
        QRegularExpression userInfo{QStringLiteral("(https?://)[^\\s/@\"']+@")};
    };
    static const Rules &rules = *new Rules;
    QString safe = line;
    {
        HiddenKeys &hidden = hiddenKeys();
        const std::scoped_lock lock(hidden.mutex);
        for (const ApiKey &each : hidden.keys)
            safe = withoutKey(safe, each);
    }
    safe.replace(rules.headers, QStringLiteral("\\1\\2[removed]"));
    safe.replace(rules.bearer, QStringLiteral("Bearer [removed]"));
    safe.replace(rules.key, QStringLiteral("[key]"));
    safe.replace(rules.query, QStringLiteral("\\1"));
    safe.replace(rules.userInfo, QStringLiteral("\\1"));
    return safe;
}

} // namespace confab
