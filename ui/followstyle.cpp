// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/followstyle.h"

#include "ui/theme.h"

#include <QAbstractButton>
#include <QEvent>
#include <QLabel>

#include <algorithm>
#include <functional>
#include <utility>

namespace confab {

namespace {

constexpr double metaSize = 0.9; ///< Of the pane's own.

/// Lives as long as the part. The pane is told of a change before its own code is.
class Follower final : public QObject
{
public:
    Follower(QWidget &part, std::function<void(const QWidget &)> dress)
        : QObject(&part), m_pane(*part.parentWidget()), m_dress(std::move(dress))
    {
        m_pane.installEventFilter(this);
        m_dress(m_pane);
    }

    [[nodiscard]] bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
            m_dress(m_pane);
        return false;
    }

private:
    QWidget &m_pane;
    std::function<void(const QWidget &)> m_dress;
};

QFont metaFont(QFont font)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * metaSize);
    else
        font.setPixelSize(std::max(1, qRound(font.pixelSize() * metaSize)));
    return font;
}

} // namespace

void keepQuiet(QLabel *label, QuietSize size)
{
    new Follower(*label, [label, size](const QWidget &pane) {
        QPalette quiet;
        quiet.setColor(label->foregroundRole(), Theme::of(pane.palette()).muted);
        label->setPalette(quiet);
        if (size == QuietSize::Meta)
            label->setFont(metaFont(pane.font()));
    });
}

void keepIconAtTextHeight(QAbstractButton *button)
{
    new Follower(*button, [button](const QWidget &pane) {
        const int side = pane.fontMetrics().height();
        button->setIconSize(QSize(side, side));
    });
}

} // namespace confab
