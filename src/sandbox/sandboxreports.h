// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sandbox/sandboxdata.h"
#include "sandbox/sandboxmessage.h"

namespace confab::reports {

[[nodiscard]] SandboxReply stats(const SandboxData &data, const SandboxProject &project);
[[nodiscard]] SandboxReply settings(const SandboxProject &project);

/// traffic, queries, conversations, analysis or intelligence; nullopt for another kind.
[[nodiscard]] std::optional<SandboxReply> report(const QString &kind, const SandboxData &data,
                                                 const SandboxProject &project, const SandboxRequest &request,
                                                 const QString &host);

} // namespace confab::reports
