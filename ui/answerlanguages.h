// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace confab {

struct AnswerLanguage
{
    QString code; ///< ISO 639-1, as the service's `lang`.
    QString name; ///< In the language itself.
};

/// Languages to choose from, in the order of their names. The service takes a code and documents no list.
[[nodiscard]] QList<AnswerLanguage> answerLanguages();

} // namespace confab
