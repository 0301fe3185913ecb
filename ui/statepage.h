// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace confab {

/// What a pane shows where it has nothing to show: an icon, one sentence, and at most one way on; of a
/// failure also its details to copy. Plain text.
class StatePage : public QWidget
{
    Q_OBJECT

public:
    struct State
    {
        QString icon; ///< Name for themedIcon().
        QString sentence;
        QString hint;   ///< Quieter, under the sentence; may be empty.
        QString action; ///< Caption of the button; none where empty.
        /// Of a failure, for "Copy details"; a failure is told to assistive technology as an alert.
        QString details = {};

        friend bool operator==(const State &, const State &) = default;
    };

    explicit StatePage(const QString &objectName, QWidget *parent = nullptr);

    void setState(const State &state);
    [[nodiscard]] const State &state() const { return m_state; }
    /// The button where there is one, else null: where the focus goes.
    [[nodiscard]] QWidget *focusTarget() const;

signals:
    void actionTriggered();
    /// A failure was told to assistive technology as an alert, in these words.
    void announced(const QString &words);

protected:
    void changeEvent(QEvent *event) override;

private:
    void restyle();
    void announce();

    State m_state;
    QLabel *m_icon;
    QLabel *m_sentence;
    QLabel *m_hint;
    QPushButton *m_button;
    QPushButton *m_copy;
};

} // namespace confab
