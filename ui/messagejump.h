// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "core/searchquery.h"
#include "ui/messageselection.h"

#include <QDate>
#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;

namespace confab {

class Clock;
class MessageService;
class MessageView;

/// Goes to the first, the last, a day's first or a known message, and reads the older pages that it takes:
/// one call a page, with a line that says how far it is and ends it. Hidden while there is nothing to read.
class MessageJump : public QWidget
{
    Q_OBJECT

public:
    MessageJump(MessageService &service, MessageView &view, const Clock &clock, QWidget *parent = nullptr);

    void toFirst();
    void toLast();
    /// The first message of the day or, where it has none, of the next day that has one.
    void toDate(QDate day);
    /// The question or the answer of that id, once the open conversation is Ready. Where it has neither (any
    /// more): messageMissing(). The words of the search that led there go with messageReached().
    void toMessage(MessageId id, bool answer, const SearchWords &words = {});
    /// A calendar under the messages' upper edge, on the day that is on screen.
    void askForDate();
    [[nodiscard]] bool isReading() const { return m_reading; }

signals:
    void messageMissing();
    /// toMessage() has come there: the message is current and stands at the upper edge.
    void messageReached(const confab::MessageSelection::Id &message, const confab::SearchWords &words);

private:
    void begin(QDate day);
    void advance();
    void end();
    void land();
    void landOnMessage();
    void show(int row);
    [[nodiscard]] QDate dayOf(int row) const;
    [[nodiscard]] bool reachesBack() const;

    MessageService &m_service;
    MessageView &m_view;
    const Clock &m_clock;
    QLabel *m_text;
    QPushButton *m_cancel;
    QDate m_day;         ///< What is looked for; invalid for the very first message, …
    MessageId m_message; ///< … or this one, where it is valid.
    bool m_answer = false;
    SearchWords m_words;
    bool m_reading = false;
};

} // namespace confab
