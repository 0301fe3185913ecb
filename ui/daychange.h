// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QObject>
#include <QTimeZone>

namespace confab {

class Clock;

/// Tells that a new local day has begun, or that the zone is another: "Today" then means other rows. Looks
/// once a minute, because a single timer for midnight sleeps on when the computer does.
class DayChange : public QObject
{
    Q_OBJECT

public:
    explicit DayChange(Clock &clock, QObject *parent = nullptr);

signals:
    void dayChanged();

private:
    void look();

    Clock &m_clock;
    QDate m_day;
    QTimeZone m_zone;
};

} // namespace confab
