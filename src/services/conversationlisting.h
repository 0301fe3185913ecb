// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/values.h"

#include <QSet>

#include <optional>

namespace confab {

/// One page of the list of conversations that is to be read, and what was known when it was asked for.
struct PageAsk
{
    enum class Purpose {
        First,  ///< Page 1, newest first.
        Next,   ///< The page after those read from the top.
        Rising, ///< A page from the other end, oldest first.
        Top,    ///< A look at the top again, for what came while the rest was read.
    };

    Purpose purpose = Purpose::First;
    int page = 1;
    SortOrder order = SortOrder::Descending;
    quint64 ticket = 0; ///< Rises with every page of the program's run.
    qint64 knownTotal = 0;
};

/// Which ids a page answers for: a row in [from, to) that the page does not hold is no longer on the server.
struct IdSpan
{
    qint64 from = 0;
    qint64 to = 0;
};

/// Where the reading of a list stands: pure book-keeping without calls or rows. The list has page numbers and
/// no cursor (contract, section 4), so what matters is how rows move while it is being read:
/// - New rows come on top. Pages from the top then repeat rows; pages from the bottom stay as they are.
/// - A deletion moves later rows forward, and a page read afterwards may leave some out. It always shows as a
/// total
///   that is smaller than one seen before the page was asked for.
/// So the span read from the top is kept as its lowest id and the number of rows below it, from which the
/// next page follows; and a smaller total makes the reading step back, or start the rising pages anew.
class ConversationListing
{
public:
    enum class Next {
        Contiguous, ///< The span from the top has grown.
        SteppedBack ///< Rows moved; the next page lies before this one.
    };
    enum class Rising {
        Counted,
        OrderIgnored ///< The server sent the newest first although it was asked for the oldest.
    };

    /// A new list. Tickets go on rising.
    void reset();

    [[nodiscard]] qint64 total() const { return m_total; }
    void setTotal(qint64 total) { m_total = total; }
    [[nodiscard]] quint64 lastTicket() const { return m_lastTicket; }
    /// Everything below the top was read, and no pass of rising pages is unfinished.
    [[nodiscard]] bool reachedBottom() const { return m_below == 0 && !m_rising.started; }
    [[nodiscard]] bool isOrderIgnored() const { return m_orderIgnored; }
    [[nodiscard]] int skipped() const { return m_skipped; }
    /// The span read from the top holds what there is at the place of this id.
    [[nodiscard]] bool answersFor(qint64 id) const { return m_totalTicket > 0 && id >= m_floor; }

    [[nodiscard]] PageAsk askFirst() { return ask(PageAsk::Purpose::First, 1); }
    [[nodiscard]] PageAsk askNext();
    [[nodiscard]] PageAsk askTop(int page) { return ask(PageAsk::Purpose::Top, page); }

    /// The top of the list. With `keepSpan` what was read before stays part of the span if the page meets it.
    IdSpan takeFirst(const PageAsk &ask, const Page<Conversation> &page, bool keepSpan);
    /// On Contiguous `span` is what the page answers for.
    Next takeNext(const PageAsk &ask, const Page<Conversation> &page, IdSpan *span);

    /// Goes on with the rising pages where they were left, if no row has moved since; else begins them.
    /// `everything` begins a second pass over the whole list.
    void startRising(bool everything);
    [[nodiscard]] std::optional<PageAsk> askRising();
    Rising takeRising(const PageAsk &ask, const Page<Conversation> &page);
    void dropRising(const PageAsk &ask) { m_rising.asked.remove(ask.page); }
    [[nodiscard]] bool hasShrunk() const { return m_rising.shrunk; }
    void setShrunk() { m_rising.shrunk = true; }
    [[nodiscard]] bool isSecondPass() const { return m_rising.everything; }
    [[nodiscard]] const QSet<SessionId> &seenRising() const { return m_rising.seen; }
    [[nodiscard]] quint64 risingSince() const { return m_rising.since; }
    /// All rising pages were read and none moved.
    IdSpan finishRising();

    /// True once the look at the top has met rows that were known at its start.
    bool takeTop(const PageAsk &ask, const Page<Conversation> &page);
    /// Of a look at the top that found `added` new rows: true where the total says that others went
    /// meanwhile.
    [[nodiscard]] bool finishTop(int added);

    /// A row of this list came or went through us.
    void rowAdded(qint64 id);
    void rowGone(qint64 id);

private:
    struct RisingPass
    {
        QSet<int> read;
        QSet<int> asked;
        QSet<SessionId> seen;
        quint64 since = 0;
        qint64 highest = 0;
        int lastPage = 0; ///< Where a page came back empty; zero: not known.
        bool everything = false;
        bool shrunk = false;
        bool started = false;
    };

    [[nodiscard]] PageAsk ask(PageAsk::Purpose purpose, int page);
    /// Notes page size and total; true where the total is smaller than it was when the page was asked for.
    bool noteTotal(const PageAsk &ask, const Page<Conversation> &page);
    [[nodiscard]] bool isEnd(const PageAsk &ask, const Page<Conversation> &page) const;

    quint64 m_lastTicket = 0;
    quint64 m_totalTicket = 0;
    qint64 m_total = 0;
    qint64 m_topTotal = 0; ///< The total when the top was read.
    int m_perPage = 0;
    qint64 m_top = 0;
    qint64 m_floor = 0; ///< Lowest id of the span from the top.
    qint64 m_below = 0; ///< Rows below it.
    int m_skipped = 0;
    bool m_orderIgnored = false;
    RisingPass m_rising;
};

} // namespace confab
