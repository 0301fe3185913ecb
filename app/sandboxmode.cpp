// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandboxmode.h"

#include "sandbox/sandboxserver.h"
#include "sandbox/sandboxsetup.h"

namespace confab {

SandboxMode::SandboxMode() = default;
SandboxMode::~SandboxMode() = default;

QString SandboxMode::setUp(const QString &words)
{
    SandboxOptions standard;
    standard.longestMessages = 240;
    const auto setup = SandboxSetup::parse(words, standard);
    if (!setup)
        return setup.error();
    m_server = std::make_unique<SandboxServer>(setup->options);
    for (const SandboxFault &fault : setup->faults)
        m_server->addFault(fault);
    return {};
}

bool SandboxMode::start()
{
    return m_server && m_server->start();
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
