// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandboxmode.h"

#include "sandbox/sandboxserver.h"

namespace confab {

namespace {

SandboxOptions optionsFromEnvironment()
{
    SandboxOptions options;
    options.longestMessages = 240;
    for (const QString &entry : qEnvironmentVariable("CONFAB_SANDBOX").split(u',', Qt::SkipEmptyParts)) {
        const QString word = entry.section(u'=', 0, 0).trimmed();
        const int value = std::max(0, entry.section(u'=', 1).trimmed().toInt());
        if (word == QLatin1String("conversations"))
            options.conversations = value;
        else if (word == QLatin1String("longest"))
            options.longestMessages = value;
        else if (word == QLatin1String("latency"))
            options.latency = std::chrono::milliseconds(value);
        else if (word == QLatin1String("limit"))
            options.callsPerMinute = value;
        else if (word == QLatin1String("seed"))
            options.seed = static_cast<quint32>(value);
    }
    return options;
}

} // namespace

SandboxMode::SandboxMode() = default;
SandboxMode::~SandboxMode() = default;

bool SandboxMode::start()
{
    m_server = std::make_unique<SandboxServer>(optionsFromEnvironment());
    return m_server->start();
}

QString SandboxMode::errorString() const
{
    return m_server ? m_server->errorString() : QString();
}

Credentials SandboxMode::credentials() const
{
    const Result<ApiKey> key = ApiKey::fromInput(QString::fromLatin1(m_server->key()));
    return {m_server->baseUrl(), key ? *key : ApiKey()};
}

} // namespace confab
