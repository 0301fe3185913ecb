// SPDX-License-Identifier: GPL-3.0-or-later
// What became of a question whose end is not clear.
#include "api/chatapi.h"
#include "core/clock.h"
#include "core/future.h"
#include "services/answerservice.h"
#include "services/draftstore.h"

#include <algorithm>
#include <utility>

namespace confab {

using Phase = Answer::Phase;

namespace {

/// A service whose gateway has given up goes on with the question, and may store it a little later.
constexpr std::chrono::seconds secondLookAfter{4};
constexpr std::chrono::minutes storedWithin{1};

bool isAnswered(const Message &record)
{
    return !record.answer.trimmed().isEmpty();
}

/// A replayed answer has the id of an earlier record (contract, section 6): then the text has to begin as
/// what came did.
bool isRecordOf(const Answer &answer, const Message &record)
{
    if (record.question.simplified() != answer.outgoing.prompt.simplified())
        return false;
    const QString text = answer.record.answer.trimmed();
    return record.id > answer.after || (!text.isEmpty() && record.answer.trimmed().startsWith(text));
}

} // namespace

void AnswerService::lookUp(Run &run, const Error &error)
{
    close(run);
    run.error = error;
    look(run);
    setPhase(run, Phase::Looking, Progress::Broken);
}

void AnswerService::look(Run &run)
{
    run.look = m_api.messages(run.key, 1, Lane::Interactive);
    whenDone(run.look, this,
             [this, own = run.record.id, generation = m_generation](const Result<MessagePage> &page) {
                 if (generation == m_generation)
                     looked(own, page);
             });
}

void AnswerService::looked(MessageId own, const Result<MessagePage> &page)
{
    Run *run = find(own);
    if (!run || (run->phase != Phase::Looking && run->phase != Phase::Missing))
        return;
    const ConversationKey key = run->key;
    const std::optional<MessageId> wanted = std::exchange(run->wanted, {});
    if (!page) {
        if (run->phase == Phase::Missing) // nobody asked for it, and before it is sent again it is read anew
            return;
        run->error = page.error();
        setPhase(*run, Phase::LookFailed, Progress::Broken);
        return;
    }
    // Settled from there, if it is in the page.
    emit pageRead(key, *page);
    run = find(own);
    if (!run || run->phase != Phase::Looking)
        return;
    if (wanted && !running(key)) {
        run->after = *wanted;
        return open(*run);
    }
    missing(*run);
    emit countChanged();
}

/// The question has left this computer, so the service may store it yet: one more look tells. It is made
/// without a word, for the ways on from here stay the same.
void AnswerService::missing(Run &run)
{
    run.mayBeThere = true;
    if (!std::exchange(run.secondLook, true)) {
        m_clock.after(secondLookAfter, this,
                      [this, own = run.record.id, sending = run.question, generation = m_generation] {
                          Run *mine = generation == m_generation ? find(own) : nullptr;
                          if (mine && mine->question == sending && mine->phase == Phase::Missing)
                              look(*mine);
                      });
    }
    setPhase(run, Phase::Missing, Progress::Broken);
}

void AnswerService::note(const ConversationKey &key, const Page<Message> &page)
{
    takeUp(key);
    QList<MessageId> own;
    for (const auto &run : m_runs) {
        if (run->key == key)
            own.append(run->record.id);
    }
    for (const MessageId id : std::as_const(own)) {
        Run *run = find(id);
        if (!run)
            continue;
        const auto record = std::find_if(page.items.begin(), page.items.end(),
                                         [run](const Message &each) { return isRecordOf(*run, each); });
        if (record == page.items.end()) {
            // Every page that comes now was asked for after an earlier run, or an earlier key, had sent it.
            if (run->phase == Phase::Unknown) {
                const QDateTime late = m_clock.nowUtc().addDuration(-storedWithin);
                run->secondLook = run->secondLook || !(run->record.createdAt > late);
                missing(*run);
            }
        } else if (!run->isRunning() && (run->text.isEmpty() || isAnswered(*record))) {
            settle(*run, *record);
        } else if (!run->isRunning()) {
            hold(*run, record->id);
        } else if (run->record.id != record->id && record->id > run->after) {
            // The service has numbered it before the answer has ended; its own text is still the better one.
            run->record.id = record->id;
            emit numbered(key, id, run->record);
        }
    }
}

/// The service has the question and not its answer, or not yet: what came of it stays until it has.
void AnswerService::hold(Run &run, MessageId number)
{
    if (run.record.id == number && run.phase == Phase::Stopped)
        return;
    const ConversationKey key = run.key;
    close(run);
    m_drafts.closeQuestion(key, std::exchange(run.question, 0));
    const MessageId own = std::exchange(run.record.id, number);
    run.record.progress = run.phase == Phase::Stopped ? Progress::Stopped : Progress::Broken;
    run.phase = Phase::Stopped;
    emit numbered(key, own, Message(run.record));
    emit changed(key);
    emit countChanged();
}

void AnswerService::settle(Run &run, const Message &record)
{
    const ConversationKey key = run.key;
    const MessageId own = run.record.id;
    const bool isAwaited = run.record.progress != Progress::Stopped;
    m_drafts.closeQuestion(key, run.question);
    close(run);
    std::erase_if(m_runs, [&run](const auto &each) { return each.get() == &run; });
    emit numbered(key, own, record);
    emit changed(key);
    if (isAwaited && isAnswered(record))
        emit completed(key);
    emit countChanged();
}

} // namespace confab
