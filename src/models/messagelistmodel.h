// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/values.h"
#include "models/datetext.h"

#include <QAbstractListModel>
#include <QTimeZone>

#include <optional>
#include <vector>

namespace confab {

class Clock;
class MessageService;

/// The messages of the open conversation, oldest first: two rows a record, the question and then its answer.
/// A question without text has no row; an answer without text has one that says so. Rows that come, go and
/// change are told row by row, also where only the day above a row comes or goes with its neighbours.
class MessageListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum class Sender { Visitor, Agent };
    Q_ENUM(Sender)

    enum Role {
        MessageIdRole = Qt::UserRole + 1, ///< qint64
        SenderRole,                       ///< Sender
        TextRole,         ///< QString, cleaned (text::cleanText); Markdown for the agent. Also Display.
        MomentRole,       ///< QDateTime UTC; may be invalid.
        TimeTextRole,     ///< "14:02"
        FullTimeTextRole, ///< Full date, time and zone, for the tooltip.
        DayTextRole,      ///< "Tuesday 3 November" on the first row of a day, else empty.
        ReactionRole,     ///< int(Reaction); on answers.
        OriginRole,       ///< QString, request_source as the server has it, cleaned; on questions.
        CitationsRole,    ///< QList<qint64>; on answers.
        EmptyAnswerRole,  ///< bool: the text is the model's own word for an answer without text.
        ProgressRole,     ///< int(Progress); on answers.
        NoteRole,         ///< QString: what has to be known of an answer that is not whole; on answers.
    };

    MessageListModel(MessageService &service, const Clock &clock, QObject *parent = nullptr);
    /// "Today 14:02", as the rows' own times are worked out; empty for an invalid moment.
    [[nodiscard]] QString momentText(const QDateTime &moment,
                                     datetext::Place place = datetext::Place::Alone) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    /// AccessibleText: sender, time and plain text in one sentence.
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    /// A new day has begun or the zone has changed: the words of times and days are worked out anew.
    void refreshDates();

private:
    struct Row
    {
        int message = 0;
        Sender sender = Sender::Visitor;
        bool startsDay = false;
        QDate day;                           ///< In the zone; invalid where the message has no time.
        mutable std::optional<QString> text; ///< Cleaned when it is first asked for.
    };

    [[nodiscard]] const QString &textOf(const Row &row) const;
    [[nodiscard]] static QString noteOn(const Message &message);
    [[nodiscard]] static QString wordsForNothing(Progress progress);
    [[nodiscard]] QString accessibleText(const Row &row) const;
    [[nodiscard]] QVariant questionData(const Message &message, int role) const;
    [[nodiscard]] QVariant answerData(const Message &message, int role) const;
    void appendRows(std::vector<Row> &rows, int message, const Message &value) const;

    void readClock();
    void refill();
    void resetFromService();
    void prepend(int count);
    void append(int count);
    void insert(int first, int count);
    void remove(int message);
    void change(int message);
    void changeAnswer(int message);
    [[nodiscard]] int rowOf(int message) const; ///< The first of the message's rows.
    /// Says anew which rows begin a day; returns those of [first, end) where that has changed.
    std::vector<int> markDays(int first, int end);
    void tellDays(const std::vector<int> &rows);

    MessageService &m_service;
    const Clock &m_clock;
    QList<Message> m_messages; ///< As the service had them at its last signal.
    std::vector<Row> m_rows;
    QTimeZone m_zone;
    QDate m_today;
};

} // namespace confab
