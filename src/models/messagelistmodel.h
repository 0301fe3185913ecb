// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/values.h"

#include <QAbstractListModel>

namespace confab {

class Clock;
class MessageService;

/// The messages of the open conversation, oldest first: two rows a record, the question and then its answer. A
/// question without text has no row; an answer without text has one that says so.
class MessageListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum class Sender { Visitor, Agent };
    Q_ENUM(Sender)

    enum Role {
        MessageIdRole = Qt::UserRole + 1, ///< qint64
        SenderRole,                       ///< Sender
        TextRole,                         ///< QString, cleaned (text::cleanText); Markdown for the agent.
        MomentRole,                       ///< QDateTime UTC; may be invalid.
        TimeTextRole,                     ///< "14:02"
        FullTimeTextRole,                 ///< Full date, time and zone, for the tooltip.
        DayTextRole,                      ///< "Tuesday 3 November" on the first row of a day, else empty.
        ReactionRole,                     ///< int(Reaction); on answers.
        OriginRole,                       ///< QString, request_source; on questions.
        CitationsRole,                    ///< QList<qint64>; on answers.
        EmptyAnswerRole,                  ///< bool
    };

    MessageListModel(MessageService &service, const Clock &clock, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    /// AccessibleText: sender, time and plain text in one sentence.
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    MessageService &m_service;
    const Clock &m_clock;
};

} // namespace confab
