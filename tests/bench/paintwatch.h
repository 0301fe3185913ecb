// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemView>
#include <QCoreApplication>
#include <QEvent>
#include <QScopedValueRollback>

#include <functional>
#include <utility>

namespace confab::bench {

/// Calls back after each paint of a view that has rows, when the paint is done.
class PaintWatch final : public QObject
{
public:
    PaintWatch(QAbstractItemView &view, std::function<void()> painted)
        : m_view(view), m_painted(std::move(painted))
    {
        view.viewport()->installEventFilter(this);
    }

    [[nodiscard]] bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (m_inside || event->type() != QEvent::Paint || !m_view.model() || m_view.model()->rowCount() == 0)
            return false;
        {
            // Sent on from here, so that what follows comes after it.
            const QScopedValueRollback guard(m_inside, true);
            QCoreApplication::sendEvent(watched, event);
        }
        m_painted();
        return true;
    }

private:
    QAbstractItemView &m_view;
    std::function<void()> m_painted;
    bool m_inside = false;
};

} // namespace confab::bench
