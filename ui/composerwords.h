// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/answerservice.h"
#include "ui/composernote.h"

#include <optional>

namespace confab {

/// What bears on the next question, whatever is written of it so far.
struct ComposerSituation
{
    std::optional<Answer> trouble;   ///< A question here whose fate has to be told.
    std::optional<Error> notStarted; ///< Why the new conversation was not created.
    Usage usage;
    qint64 me = 0; ///< The signed-in user; 0 where that is not known.
    bool newConversation = false;
    std::optional<qint64> createdBy; ///< Of the conversation; empty: a visitor.
    bool hasSpoken = false;          ///< Something was sent into it from here before.
    bool projectReady = true;
};

/// The one sentence that matters most, and the ways on from there.
[[nodiscard]] ComposerNote::Words composerWords(const ComposerSituation &situation);

/// No query is left of the billing cycle, as far as is known.
[[nodiscard]] bool areCreditsExhausted(const Usage &usage);

} // namespace confab
