// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sandbox/sandboxdata.h"
#include "sandbox/sandboxmessage.h"

/// "Verify Responses". The vendor does not document the form of these replies, so the sandbox answers in each
/// of those that clients are known to expect, by the message's id.
namespace confab::wire {

enum class VerificationForm {
    NotAnalysed,   ///< null as data
    ClaimsInData,  ///< {"claims": […]} and {"trust_score": …} as data
    PendingFirst,  ///< 202 to the first question of each message, then as ClaimsInData
    ListInData,    ///< the claims themselves as data, {"score": "…"} as data
    EmptyList,     ///< [] as data
    WithoutData,   ///< no envelope
    SomethingElse, ///< a form that nobody has told of
};

[[nodiscard]] VerificationForm verificationForm(qint64 message);
/// `before`: how many questions about the message there were before this one.
[[nodiscard]] SandboxReply verification(const SandboxRecord &record, bool claims, int before);

} // namespace confab::wire
