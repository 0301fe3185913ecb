// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace confab {

/// One thin line under a list: words, perhaps how far something is, and one button. Plain text.
class NoticeLine : public QWidget
{
    Q_OBJECT

public:
    explicit NoticeLine(const QString &objectName, QWidget *parent = nullptr);

    /// Shows the line; no bar where `count` is 0.
    void tell(const QString &text, const QString &action = {}, qint64 done = 0, qint64 count = 0);
    [[nodiscard]] QString text() const;

signals:
    void actionTriggered();

private:
    QLabel *m_text;
    QPushButton *m_button;
    QProgressBar *m_progress;
};

} // namespace confab
