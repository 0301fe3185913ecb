// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <optional>

namespace confab {

/// Walks a list that has page numbers and no cursor (contract, section 4) from its first page to its last, so
/// that no row is left out although rows come and go meanwhile. Pure book-keeping, without calls.
///
/// A row that is removed moves all later ones forward, and the page read next may leave some out; the list's
/// total is then smaller than it was. The walk steps back by as many rows as went, and reads on from there.
/// Rows that come at the top, of a list that has its newest first, only repeat what was read. So every row
/// that was there all the time is on one of the pages taken.
class PageWalk
{
public:
    /// What has to be remembered to go on in another run of the program.
    struct Position
    {
        int done = 0;      ///< Pages read, counted from the first.
        qint64 total = -1; ///< The list's total when the last of them was read; -1 before.
        int perPage = 0;
        friend bool operator==(const Position &, const Position &) = default;
    };
    enum class Step {
        Forward,
        Back,     ///< Rows went; pages are asked for anew. This page's rows are as good as any.
        Unstable, ///< The total fell again and again: there is no telling what was left out.
    };
    /// Falls of the total that one walk puts up with.
    static constexpr int patience = 8;

    PageWalk() = default;
    explicit PageWalk(const Position &from) : m_position(from), m_asked(from.done) {}

    /// The next page to ask for, as long as fewer than `ahead` are on their way. Until the first answer of
    /// this run tells how many pages there are it is one alone.
    [[nodiscard]] std::optional<int> next(int ahead);
    /// Answers are taken in the order in which they were asked for. `rows` is how many the page holds.
    Step take(int page, qint64 total, int lastPage, int perPage, qsizetype rows);
    /// Forgets what is on its way: it will be asked for again.
    void withdraw() { m_asked = m_position.done; }

    [[nodiscard]] bool isFinished() const { return m_lastPage > 0 && m_position.done >= m_lastPage; }
    [[nodiscard]] Position position() const { return m_position; }
    /// Pages not taken yet; nothing before the first answer.
    [[nodiscard]] std::optional<int> pagesLeft() const;

private:
    Position m_position;
    int m_asked = 0;
    int m_lastPage = 0; ///< 0: not known yet.
    int m_falls = 0;
};

} // namespace confab
