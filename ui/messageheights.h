// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

namespace confab {

/// The height of every row of the message view in pixels: guessed until the row was near the screen, then
/// measured. So a conversation of ten thousand messages costs one guess a row, and a new width nothing at
/// all.
class MessageHeights
{
public:
    [[nodiscard]] qsizetype count() const { return m_rows.size(); }
    [[nodiscard]] int height(qsizetype row) const { return int(m_rows.value(row).height); }
    [[nodiscard]] bool isMeasured(qsizetype row) const { return m_rows.value(row).measured; }

    void clear() { m_rows.clear(); }
    void insert(qsizetype row, int guess) { m_rows.insert(row, {guess, false}); }
    void insert(qsizetype row, qsizetype count, int guess) { m_rows.insert(row, count, {guess, false}); }
    void remove(qsizetype row, qsizetype count) { m_rows.remove(row, count); }
    void guess(qsizetype row, int height) { m_rows[row] = {height, false}; }
    /// True where the height is another than before.
    bool measure(qsizetype row, int height)
    {
        const bool changed = this->height(row) != height;
        m_rows[row] = {height, true};
        return changed;
    }
    /// Keeps the heights as guesses: after a change of width, font or content.
    void forget(qsizetype row) { m_rows[row].measured = 0; }
    void forgetAll()
    {
        for (Row &row : m_rows)
            row.measured = 0;
    }

private:
    struct Row // kept small: there is one for each message
    {
        Row() : height(0), measured(0) {}
        Row(int pixels, bool isMeasured) : height(quint32(pixels) & 0x7fffffff), measured(isMeasured) {}
        quint32 height : 31;
        quint32 measured : 1;
    };
    QList<Row> m_rows;
};

} // namespace confab
