// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ids.h"

#include <algorithm>

namespace confab {

bool SessionId::isValid() const
{
    const auto allowed = [](QChar c) {
        const char16_t u = c.unicode();
        return (u >= u'0' && u <= u'9') || (u >= u'A' && u <= u'Z') || (u >= u'a' && u <= u'z') ||
               u == u'_' || u == u'-';
    };
    return m_text.size() >= 8 && m_text.size() <= 128 && std::all_of(m_text.begin(), m_text.end(), allowed);
}

} // namespace confab
