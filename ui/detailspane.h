// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/values.h"

#include <QHash>
#include <QScrollArea>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QTimeZone;
class QVBoxLayout;

namespace confab {

/// Beside the messages: what the service keeps about the open conversation and the current message. A
/// visitor's address and browser are shown for one message and only when the button was pressed for it; they
/// are not part of anything that Confab copies by itself. A window that has to grow for the pane goes back
/// when the pane goes, unless it was resized meanwhile.
class DetailsPane : public QScrollArea
{
    Q_OBJECT

public:
    explicit DetailsPane(QWidget *parent = nullptr);

    /// Times are shown in this zone. An invalid conversation and a message with an invalid id have no facts.
    void showDetails(const Conversation &conversation, const Message &message, const QTimeZone &zone);
    void setVisible(bool visible) override;

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    QLabel *addHeading(QVBoxLayout &box, const QString &objectName, const QString &text);
    void addFact(QVBoxLayout &box, const QString &objectName, const QString &caption);
    /// Hides the pair where there is no value.
    void setFact(const QString &objectName, const QString &value);
    void showPersonal(bool shown);
    void restyle();

    struct Fact
    {
        QLabel *caption = nullptr;
        QPlainTextEdit *value = nullptr;
    };

    QHash<QString, Fact> m_facts;
    QLabel *m_empty = nullptr;
    QLabel *m_conversationHeading = nullptr;
    QLabel *m_messageHeading = nullptr;
    QPushButton *m_copySession = nullptr;
    QPushButton *m_reveal = nullptr;
    Conversation m_conversation;
    Message m_message;
    int m_windowBefore = 0; ///< How wide the window was before it grew for the pane.
    int m_windowGrown = 0;  ///< And how wide it became; 0 where it did not grow.
};

} // namespace confab
