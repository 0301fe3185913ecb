// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/apikey.h"

#include <memory>

namespace confab {

class SandboxServer;

/// The built-in server of --sandbox. Its size, temper and faults come from CONFAB_SANDBOX, which
/// SandboxSetup::parse() reads. For demonstrations, tests and measurements.
class SandboxMode
{
public:
    SandboxMode();
    ~SandboxMode();
    Q_DISABLE_COPY_MOVE(SandboxMode)

    /// Empty, or one line about what was not understood. Before start().
    [[nodiscard]] QString setUp(const QString &words);
    [[nodiscard]] bool start();
    [[nodiscard]] QString errorString() const;
    [[nodiscard]] Credentials credentials() const;

private:
    std::unique_ptr<SandboxServer> m_server;
};

} // namespace confab
