// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/conversationlisting.h"

#include <algorithm>
#include <limits>

namespace confab {

namespace {

constexpr qint64 noLimit = std::numeric_limits<qint64>::max();

qint64 lowestId(const Page<Conversation> &page)
{
    qint64 lowest = noLimit;
    for (const auto &item : page.items)
        lowest = std::min(lowest, item.id.value);
    return lowest;
}

qint64 highestId(const Page<Conversation> &page)
{
    qint64 highest = 0;
    for (const auto &item : page.items)
        highest = std::max(highest, item.id.value);
    return highest;
}

qint64 pagesFor(qint64 rows, int perPage)
{
    return (rows + perPage - 1) / std::max(1, perPage);
}

} // namespace

void ConversationListing::reset()
{
    const quint64 ticket = m_lastTicket;
    *this = {};
    m_lastTicket = ticket;
}

PageAsk ConversationListing::ask(PageAsk::Purpose purpose, int page)
{
    const SortOrder order =
        purpose == PageAsk::Purpose::Rising ? SortOrder::Ascending : SortOrder::Descending;
    return {purpose, page, order, ++m_lastTicket, m_total};
}

PageAsk ConversationListing::askNext()
{
    const qint64 readFromTop = std::max<qint64>(0, m_total - m_below);
    return ask(PageAsk::Purpose::Next, static_cast<int>(readFromTop / std::max(1, m_perPage)) + 1);
}

bool ConversationListing::noteTotal(const PageAsk &ask, const Page<Conversation> &page)
{
    const qint64 entries = page.items.size() + page.skipped;
    // A server that does not say its page size fills every page but the last.
    if (page.perPage > 0)
        m_perPage = page.perPage;
    else
        m_perPage = std::max({1, m_perPage, static_cast<int>(entries)});
    const qint64 before = entries > 0 ? qint64{ask.page - 1} * m_perPage : 0;
    const qint64 total = std::max(page.total, before + entries);
    // Answers may overtake each other; the total of the page that was asked for last is the fresher one.
    if (ask.ticket >= m_totalTicket) {
        m_total = total;
        m_totalTicket = ask.ticket;
    }
    m_skipped += page.skipped;
    return total < ask.knownTotal;
}

bool ConversationListing::isEnd(const PageAsk &ask, const Page<Conversation> &page) const
{
    const bool isEmpty = page.items.isEmpty() && page.skipped == 0;
    return isEmpty || qint64{ask.page} * m_perPage >= m_total;
}

IdSpan ConversationListing::takeFirst(const PageAsk &ask, const Page<Conversation> &page, bool keepSpan)
{
    m_skipped = 0;
    noteTotal(ask, page);
    const bool end = isEnd(ask, page);
    const qint64 lowest = end ? 0 : lowestId(page);
    if (end || !keepSpan || m_top < lowest) {
        m_floor = lowest;
        m_below = end ? 0 : m_total - m_perPage;
        m_rising = {};
    }
    m_top = highestId(page);
    m_topTotal = m_total;
    return {lowest, noLimit};
}

ConversationListing::Next ConversationListing::takeNext(const PageAsk &ask, const Page<Conversation> &page,
                                                        IdSpan *span)
{
    const bool shrunk = noteTotal(ask, page);
    // With fewer rows than before, those between the span and this page may have slipped past; not so where
    // the page begins inside the span.
    if (shrunk && highestId(page) < m_floor)
        return Next::SteppedBack;
    const bool end = isEnd(ask, page);
    const qint64 lowest = end ? 0 : std::min(m_floor, lowestId(page));
    *span = {lowest, m_floor};
    m_floor = lowest;
    m_below = end ? 0 : std::max<qint64>(0, m_total - qint64{ask.page} * m_perPage);
    m_rising = {};
    return Next::Contiguous;
}

void ConversationListing::startRising(bool everything)
{
    if (m_rising.started && !m_rising.shrunk && !everything) {
        m_rising.asked.clear();
        return;
    }
    m_rising = {};
    m_rising.started = true;
    m_rising.everything = everything;
    m_rising.since = m_lastTicket;
}

std::optional<PageAsk> ConversationListing::askRising()
{
    qint64 pages = pagesFor(m_rising.everything ? m_total : m_below, m_perPage);
    if (m_rising.lastPage > 0)
        pages = std::min<qint64>(pages, m_rising.lastPage);
    for (int page = 1; page <= pages; ++page) {
        if (m_rising.read.contains(page) || m_rising.asked.contains(page))
            continue;
        m_rising.asked.insert(page);
        return ask(PageAsk::Purpose::Rising, page);
    }
    return {};
}

ConversationListing::Rising ConversationListing::takeRising(const PageAsk &ask,
                                                            const Page<Conversation> &page)
{
    const bool descends = page.items.size() > 1 && page.items.first().id > page.items.last().id;
    const bool beginsAtTop =
        ask.page == 1 && page.items.size() == 1 && page.total > 1 && m_top > 0 && highestId(page) >= m_top;
    if (noteTotal(ask, page))
        m_rising.shrunk = true;
    if (descends || beginsAtTop) {
        m_orderIgnored = true;
        m_rising = {};
        return Rising::OrderIgnored;
    }
    m_rising.asked.remove(ask.page);
    m_rising.read.insert(ask.page);
    m_rising.highest = std::max(m_rising.highest, highestId(page));
    for (const auto &item : page.items)
        m_rising.seen.insert(item.session);
    if (page.items.isEmpty() && page.skipped == 0)
        m_rising.lastPage = m_rising.lastPage > 0 ? std::min(m_rising.lastPage, ask.page) : ask.page;
    return Rising::Counted;
}

IdSpan ConversationListing::finishRising()
{
    // Rows above the highest that a second pass saw came later than the pass.
    const IdSpan span{0, m_rising.everything ? m_rising.highest + 1 : m_floor};
    m_floor = 0;
    m_below = 0;
    m_rising.started = false;
    return span;
}

bool ConversationListing::takeTop(const PageAsk &ask, const Page<Conversation> &page)
{
    noteTotal(ask, page);
    return isEnd(ask, page) || lowestId(page) <= m_top;
}

bool ConversationListing::finishTop(int added)
{
    const bool othersWent = m_total - m_topTotal < added;
    m_topTotal = m_total;
    return othersWent;
}

void ConversationListing::rowAdded(qint64 id)
{
    ++m_total;
    ++m_topTotal;
    if (id < m_floor)
        ++m_below;
}

void ConversationListing::rowGone(qint64 id)
{
    m_total = std::max<qint64>(0, m_total - 1);
    m_topTotal = std::max<qint64>(0, m_topTotal - 1);
    if (id < m_floor)
        m_below = std::max<qint64>(0, m_below - 1);
    // The rising pages above this row have moved forward by one.
    if (m_rising.started && (id < m_floor || m_rising.everything))
        m_rising.shrunk = true;
}

} // namespace confab
