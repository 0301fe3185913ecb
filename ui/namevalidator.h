// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text.h"

#include <QValidator>

namespace confab {

/// Keeps the name of a conversation within the service's bound. The service counts characters, a line edit
/// UTF-16 units.
class NameValidator final : public QValidator
{
public:
    using QValidator::QValidator;

    [[nodiscard]] static bool isTooLong(const QString &name)
    {
        return text::characterCount(name) > text::maxServerNameLength;
    }
    /// As much of a name as may be sent back; a line edit with a megabyte in it would freeze the window.
    [[nodiscard]] static QString shortened(const QString &name)
    {
        const qsizetype longest = 2 * text::maxServerNameLength;
        const QString head = name.size() > longest ? name.left(longest) : name;
        if (!isTooLong(head))
            return head;
        const auto characters = head.toUcs4();
        return QString::fromUcs4(reinterpret_cast<const char32_t *>(characters.constData()),
                                 text::maxServerNameLength);
    }

    State validate(QString &input, int &) const override { return isTooLong(input) ? Invalid : Acceptable; }
};

} // namespace confab
