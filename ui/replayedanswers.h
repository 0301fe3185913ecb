// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/values.h"
#include "ui/composernote.h"

#include <QHash>
#include <QObject>

namespace confab {

class AnswerService;
class Clock;

/// The service may answer what was asked before with the record of then, which stands anywhere above. Here is
/// what is told of it, for each conversation until the next question there.
class ReplayedAnswers : public QObject
{
    Q_OBJECT

public:
    ReplayedAnswers(AnswerService &answers, const Clock &clock, QObject *parent);

    /// The earlier record; invalid where the newest answer was a new one.
    [[nodiscard]] MessageId record(const SessionId &session) const { return m_replayed.value(session).id; }
    /// Empty where there is nothing to say.
    [[nodiscard]] ComposerNote::Words words(const SessionId &session) const;
    void forget(const SessionId &session) { m_replayed.remove(session); }

private:
    AnswerService &m_answers;
    const Clock &m_clock;
    QHash<MessageId, MessageId> m_after; ///< By the own id of a question: the newest record when it was sent.
    QHash<SessionId, Message> m_replayed;
};

} // namespace confab
