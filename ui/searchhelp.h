// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

class QLabel;

namespace confab {

/// What stands where the results will be while nothing is looked for: what can be typed, each with an example
/// to press.
class SearchHelp : public QScrollArea
{
    Q_OBJECT

public:
    explicit SearchHelp(QWidget *parent = nullptr);

signals:
    /// To be put into the search box.
    void exampleChosen(const QString &text);

protected:
    void changeEvent(QEvent *event) override;

private:
    void restyle();

    QLabel *m_heading;
    QList<QLabel *> m_meanings;
};

} // namespace confab
