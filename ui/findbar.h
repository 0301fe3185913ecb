// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/findmarks.h"
#include "ui/messagefinder.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace confab {

class MessageView;

/// The line above the messages that finds words in the whole conversation. Closed at first.
class FindBar : public QWidget
{
    Q_OBJECT

public:
    FindBar(MessageService &service, MessageView &view, QWidget *parent = nullptr);
    ~FindBar() override;

    /// Shows it and puts the keyboard into its field, with what is selected in the messages as the words.
    void open();
    /// Ends the search; the keyboard goes back to the messages and the hit stays selected.
    void close();
    void findNext() { step(1); }
    void findPrevious() { step(-1); }
    [[nodiscard]] MessageFinder &finder() { return m_finder; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void build();
    void layOut();
    void searchNow();
    void step(int direction);
    void update();

    MessageService &m_service;
    MessageView &m_view;
    QPointer<MessageView> m_viewLives; ///< Either may go first with the pane.
    MessageFinder m_finder;
    FindMarks m_marks;
    QLineEdit *m_text;
    QLabel *m_count;
    QToolButton *m_previous;
    QToolButton *m_next;
    QCheckBox *m_case;
    QToolButton *m_close;
    QWidget *m_rest; ///< What is not searched, or being read for it.
    QLabel *m_restText;
    QPushButton *m_restButton;
    QTimer m_typing;
};

} // namespace confab
