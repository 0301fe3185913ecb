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

/// The line above the messages that finds words in the whole conversation, or leads through those that a
/// search over all messages has found in it. Closed at first.
class FindBar : public QWidget
{
    Q_OBJECT

public:
    FindBar(MessageService &service, MessageView &view, QWidget *parent = nullptr);
    ~FindBar() override;

    /// Shows it and puts the keyboard into its field, with what is selected in the messages as the words.
    void open();
    /// Ends the search; the keyboard goes back to the messages. The hit stays selected where it was the
    /// person's own search.
    void close();
    /// Marks the words of a search over all messages and goes to the first of them in this message, wherever
    /// it has one. The keyboard stays where it is, nothing is read for it, and the line shows itself once
    /// there is something to lead to. Ends with another conversation. Does nothing without words.
    void showWords(const MessageSelection::Id &message, const SearchWords &words);
    /// Takes away what showWords() brought; the person's own search goes on.
    void endWords();
    /// Those that are marked; none where the search is the person's own.
    [[nodiscard]] const SearchWords &words() const { return m_words; }
    void findNext() { step(1); }
    void findPrevious() { step(-1); }
    [[nodiscard]] MessageFinder &finder() { return m_finder; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void layOut();
    void connectAll();
    void setWords(const SearchWords &words);
    void elideWords();
    void showCurrent();
    void searchNow();
    void step(int direction);
    void update();

    MessageService &m_service;
    MessageView &m_view;
    QPointer<MessageView> m_viewLives; ///< Either may go first with the pane.
    MessageFinder m_finder;
    FindMarks m_marks;
    QLineEdit *m_text;
    QLabel *m_wordsLabel; ///< In the place of the field while the search is not the person's own.
    QLabel *m_count;
    QToolButton *m_previous;
    QToolButton *m_next;
    QCheckBox *m_case;
    QToolButton *m_close;
    QWidget *m_rest; ///< What is not searched, or being read for it.
    QLabel *m_restText;
    QPushButton *m_restButton;
    QTimer m_typing;
    SearchWords m_words;
    ConversationKey m_wordsOf;
};

} // namespace confab
