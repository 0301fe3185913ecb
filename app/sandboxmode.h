// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/apikey.h"

#include <memory>

namespace confab {

class SandboxServer;

/// The built-in server of --sandbox. Its size and temper come from CONFAB_SANDBOX, a comma-separated list of
/// conversations=, longest=, latency= (milliseconds), limit= (calls a minute) and seed=; unknown words are
/// ignored. For demonstrations and measurements.
class SandboxMode
{
public:
    SandboxMode();
    ~SandboxMode();
    Q_DISABLE_COPY_MOVE(SandboxMode)

    [[nodiscard]] bool start();
    [[nodiscard]] QString errorString() const;
    [[nodiscard]] Credentials credentials() const;

private:
    std::unique_ptr<SandboxServer> m_server;
};

} // namespace confab
