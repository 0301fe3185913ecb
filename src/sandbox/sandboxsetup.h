// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sandbox/sandboxfaults.h"
#include "sandbox/sandboxoptions.h"

#include <QList>
#include <QString>

#include <tl/expected.hpp>

namespace confab {

/// Size and temper of a sandbox, in words.
struct SandboxSetup
{
    SandboxOptions options;
    QList<SandboxFault> faults;

    /// Reads what CONFAB_SANDBOX and CONTRIBUTING.md describe, such as
    /// "conversations=1000,latency=200,fault=drop:1/10"; what it does not name stays as `standard` has it.
    /// The error is one line for a person.
    [[nodiscard]] static tl::expected<SandboxSetup, QString> parse(const QString &words,
                                                                   const SandboxOptions &standard = {});
};

} // namespace confab
