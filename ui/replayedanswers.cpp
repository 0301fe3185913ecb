// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replayedanswers.h"

#include "core/clock.h"
#include "models/datetext.h"
#include "services/answerservice.h"

#include <QLocale>

namespace confab {

ReplayedAnswers::ReplayedAnswers(AnswerService &answers, const Clock &clock, QObject *parent)
    : QObject(parent), m_answers(answers), m_clock(clock)
{
    connect(&answers, &AnswerService::changed, this, [this](const ConversationKey &key) {
        if (m_answers.running(key))
            m_replayed.remove(key.session);
        for (const Answer *answer : {m_answers.running(key), m_answers.inTrouble(key)}) {
            if (answer && !answer->record.id.isValid())
                m_after.insert(answer->record.id, answer->after);
        }
    });
    connect(&answers, &AnswerService::numbered, this,
            [this](const ConversationKey &key, MessageId before, const Message &record) {
                if (!before.isValid() && record.id <= m_after.take(before))
                    m_replayed.insert(key.session, record);
            });
    connect(&answers, &AnswerService::removed, this,
            [this](const ConversationKey &, MessageId own) { m_after.remove(own); });
}

ComposerNote::Words ReplayedAnswers::words(const SessionId &session) const
{
    const auto found = m_replayed.constFind(session);
    if (found == m_replayed.cend())
        return {};
    const QTimeZone zone = m_clock.zone();
    const QString then =
        datetext::moment(found->createdAt, m_clock.nowUtc().toTimeZone(zone).date(), zone, QLocale());
    return {then.isEmpty()
                ? tr("This was asked before, and the service sent its earlier answer again.")
                : tr("This was asked before, and the service sent its earlier answer again (%1).").arg(then),
            {ComposerNote::Way::GoTo},
            false};
}

} // namespace confab
