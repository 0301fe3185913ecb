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
    keepInk(label, &Theme::muted);
    if (size == QuietSize::Meta)
        new Follower(*label, [label](const QWidget &pane) { label->setFont(metaFont(pane.font())); });
}

void keepInk(QLabel *label, QColor Theme::*ink)
{
    new Follower(*label, [label, ink](const QWidget &pane) {
        QPalette inked;
        inked.setColor(label->foregroundRole(), Theme::of(pane.palette()).*ink);
        label->setPalette(inked);
    });
}

void keepPicture(QLabel *label, const QString &icon, QColor Theme::*ink)
{
    new Follower(*label, [label, icon, ink](const QWidget &pane) {
        const int side = pane.fontMetrics().height() * 2;
        label->setPixmap(
            tintedPixmap(icon, QSize(side, side), Theme::of(pane.palette()).*ink, pane.devicePixelRatioF()));
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
