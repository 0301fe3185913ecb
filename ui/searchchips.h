// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/searchquery.h"

#include <QList>
#include <QWidget>

class QLabel;
class QToolButton;

namespace confab {

/// What the search understood, a button for each piece of the input. A click, Enter, Space, Delete or
/// Backspace asks for a piece to be taken out; the arrow keys go from one to the next. Hidden where there is
/// none. Plain text.
class SearchChips : public QWidget
{
    Q_OBJECT

public:
    /// Of a longer search the rest is a number.
    static constexpr qsizetype maxShown = 24;

    explicit SearchChips(QWidget *parent = nullptr);

    /// The widget that the keyboard comes from.
    void setTabStart(QWidget *before) { m_before = before; }
    void setChips(const QList<SearchChip> &chips);
    [[nodiscard]] const QList<SearchChip> &chips() const { return m_chips; }
    /// What the piece does, in a sentence.
    [[nodiscard]] static QString meaningOf(const SearchChip &chip);

signals:
    /// Of chips().
    void removeRequested(int index);
    /// The last one that had the focus has gone, or was left upwards.
    void left();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QToolButton *addButton();
    void fill(QToolButton *button, const SearchChip &chip);
    bool handleKey(qsizetype index, int key);

    QList<SearchChip> m_chips;
    QList<QToolButton *> m_buttons; ///< As many as are shown.
    QLabel *m_more;
    QWidget *m_before = nullptr;
};

} // namespace confab
