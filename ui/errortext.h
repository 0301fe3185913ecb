// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QString>

namespace confab {

/// An error in words for a person. Plain text, without codes; the server's own words in it are cleaned and
/// cut.
struct ErrorText
{
    QString sentence;      ///< What happened.
    QString hint;          ///< What it means for the person's data, and what to do.
    bool canRetry = false; ///< Doing the same again may help and does no harm.
    bool lasting = false;  ///< It stays until it is dealt with.

    friend bool operator==(const ErrorText &, const ErrorText &) = default;
};

/// What is on the screen of what a load was to bring.
enum class Loaded { Before, Nothing };

/// The only place where an error becomes words.
[[nodiscard]] ErrorText errorText(Operation operation, const Error &error, Loaded loaded = Loaded::Before);

/// The cause alone, one sentence, for a list whose heading says what was tried.
[[nodiscard]] QString errorCause(const Error &error);

/// For "Copy details": versions, kind, HTTP status, the server's words. What looks like a key is blacked out.
[[nodiscard]] QString errorDetails(Operation operation, const Error &error);

/// A server's sentence, cleaned and cut to about 200 characters, with a full stop; empty stays empty.
[[nodiscard]] QString serverSentence(const QString &raw);

} // namespace confab
