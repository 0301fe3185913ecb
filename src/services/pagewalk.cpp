// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/pagewalk.h"

#include <algorithm>

namespace confab {

std::optional<int> PageWalk::next(int ahead)
{
    const bool known = m_lastPage > 0;
    if (known ? m_asked >= m_lastPage || m_asked - m_position.done >= ahead : m_asked > m_position.done)
        return {};
    return ++m_asked;
}

PageWalk::Step PageWalk::take(int page, qint64 total, int lastPage, int perPage, qsizetype rows)
{
    const int size = std::max({perPage, int(rows), m_position.perPage, 1});
    const qint64 gone = m_position.total - total;
    m_lastPage = std::max(1, lastPage);
    m_position.total = total;
    m_position.perPage = size;
    if (gone > 0 && m_position.done > 0) {
        if (++m_falls > patience)
            return Step::Unstable;
        const qint64 pages = (gone + size - 1) / size;
        m_position.done = int(std::max<qint64>(0, std::min(m_position.done, m_lastPage) - pages));
        m_asked = m_position.done;
        return Step::Back;
    }
    m_position.done = page;
    return Step::Forward;
}

std::optional<int> PageWalk::pagesLeft() const
{
    return m_lastPage > 0 ? std::optional(std::max(0, m_lastPage - m_position.done)) : std::nullopt;
}

} // namespace confab
