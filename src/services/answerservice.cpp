// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/answerservice.h"

#include "api/chatapi.h"
#include "core/clock.h"
#include "core/future.h"
#include "services/draftstore.h"

#include <algorithm>
#include <utility>

namespace confab {

using namespace Qt::StringLiterals;
using Phase = Answer::Phase;

namespace {

/// One repaint of a screen with 60 pictures a second.
constexpr std::chrono::milliseconds frame{16};

/// The service has said no, or was never reached: the question is not there.
bool isRefusal(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Offline:
    case ErrorKind::Timeout: // of a question that had not left; Unclear otherwise
    case ErrorKind::Tls:
    case ErrorKind::Unauthorised:
    case ErrorKind::Forbidden:
    case ErrorKind::NotFound:
    case ErrorKind::Validation:
    case ErrorKind::RateLimited:
    case ErrorKind::CreditsExhausted:
    case ErrorKind::Refused:
        return true;
    default:
        return false;
    }
}

} // namespace

AnswerService::AnswerService(ChatApi &api, DraftStore &drafts, Clock &clock, QObject *parent)
    : QObject(parent), m_api(api), m_drafts(drafts), m_clock(clock)
{
}

AnswerService::~AnswerService()
{
    for (const auto &run : m_runs)
        close(*run);
}

// --- What there is ---

const Answer *AnswerService::running(const ConversationKey &key) const
{
    const auto at = std::find_if(m_runs.begin(), m_runs.end(),
                                 [&key](const auto &run) { return run->key == key && run->isRunning(); });
    return at == m_runs.end() ? nullptr : at->get();
}

AnswerService::Run *AnswerService::troubled(const ConversationKey &key) const
{
    const auto at = std::find_if(m_runs.rbegin(), m_runs.rend(),
                                 [&key](const auto &run) { return run->key == key && run->isInTrouble(); });
    return at == m_runs.rend() ? nullptr : at->get();
}

const Answer *AnswerService::inTrouble(const ConversationKey &key) const
{
    return troubled(key);
}

QList<Answer> AnswerService::answers(const ConversationKey &key)
{
    takeUp(key);
    QList<Answer> list;
    for (const auto &run : m_runs) {
        if (run->key == key)
            list.append(*run);
    }
    return list;
}

AnswerService::Run *AnswerService::find(MessageId own) const
{
    const auto at =
        std::find_if(m_runs.begin(), m_runs.end(), [own](const auto &run) { return run->record.id == own; });
    return at == m_runs.end() ? nullptr : at->get();
}

AnswerService::Run *AnswerService::find(const AnswerStream *stream) const
{
    const auto at = std::find_if(m_runs.begin(), m_runs.end(),
                                 [stream](const auto &run) { return stream && run->stream.get() == stream; });
    return at == m_runs.end() ? nullptr : at->get();
}

void AnswerService::takeUp(const ConversationKey &key)
{
    if (!key.isValid() || m_takenUp.contains(key.session))
        return;
    m_takenUp.insert(key.session);
    for (const OpenQuestion &question : m_drafts.openQuestions(key)) {
        auto run = std::make_unique<Run>();
        run->key = key;
        run->outgoing = {question.prompt, question.language, question.externalId};
        run->after = question.after;
        run->question = question.number;
        run->phase = Phase::Unknown;
        run->record.id = MessageId{--m_lastOwn};
        run->record.question = question.prompt;
        run->record.createdAt = question.sentAt;
        run->record.progress = Progress::Broken;
        m_runs.push_back(std::move(run));
    }
}

// --- Sending ---

bool AnswerService::send(const ConversationKey &key, const OutgoingMessage &message, MessageId after)
{
    if (!key.isValid() || running(key) || message.prompt.trimmed().isEmpty())
        return false;
    takeUp(key);
    m_runs.push_back(std::make_unique<Run>());
    Run &run = *m_runs.back();
    run.key = key;
    run.outgoing = message;
    run.after = after;
    run.record.id = MessageId{--m_lastOwn};
    run.record.question = message.prompt;
    run.record.externalId = message.externalId;
    m_drafts.setDraft(key, {{}, message.language, message.externalId});
    open(run);
    return true;
}

void AnswerService::open(Run &run)
{
    const ConversationKey key = run.key;
    run.record.createdAt = m_clock.nowUtc();
    run.record.answer.clear();
    run.text.clear();
    run.taken = false;
    run.secondLook = false;
    run.error = {};
    m_drafts.closeQuestion(key, run.question);
    run.question = m_drafts.openQuestion(key, {0, run.outgoing.prompt, run.outgoing.language,
                                               run.outgoing.externalId, run.after, run.record.createdAt});
    run.stream.reset(m_api.streamMessage(key, run.outgoing, nullptr));
    AnswerStream *stream = run.stream.get();
    // By the stream, since the record may get its true id on the way.
    connect(stream, &AnswerStream::started, this, [this, stream] {
        if (Run *mine = find(stream))
            grow(*mine, {});
    });
    connect(stream, &AnswerStream::delta, this, [this, stream](const QString &text) {
        if (Run *mine = find(stream))
            grow(*mine, text);
    });
    connect(stream, &AnswerStream::finished, this, [this, stream](const Message &message) {
        if (Run *mine = find(stream))
            streamEnded(*mine, message);
    });
    connect(stream, &AnswerStream::failed, this, [this, stream](const Error &error) {
        if (Run *mine = find(stream))
            streamFailed(*mine, error);
    });
    setPhase(run, Phase::Sending, Progress::Waiting);
}

bool AnswerService::start(ProjectId project, const OutgoingMessage &message)
{
    if (!project.isValid() || m_starting.contains(project) || message.prompt.trimmed().isEmpty())
        return false;
    m_starting.insert(project);
    m_drafts.flush();
    emit changed({project, {}});
    const quint64 generation = m_generation;
    whenDone(m_api.createConversation(project, nameFor(message.prompt)), this,
             [this, project, message, generation](const Result<Conversation> &made) {
                 if (generation != m_generation)
                     return;
                 m_starting.remove(project);
                 emit changed({project, {}});
                 if (!made) {
                     if (made.error().kind != ErrorKind::Cancelled)
                         emit startFailed(project, made.error());
                     return;
                 }
                 Conversation conversation = *made;
                 conversation.project = project;
                 m_drafts.setDraft({project, {}}, {});
                 send(conversation.key(), message, {});
                 emit conversationMade(conversation);
             });
    return true;
}

void AnswerService::stop(const ConversationKey &key)
{
    const Answer *answer = running(key);
    if (!answer || answer->phase == Phase::Fetching)
        return;
    Run &run = *find(answer->record.id);
    if (!run.taken)
        return lookUp(run, {ErrorKind::Cancelled, 0, {}, {}, {}});
    showText(run);
    close(run);
    m_drafts.closeQuestion(key, std::exchange(run.question, 0));
    setPhase(run, Phase::Stopped, Progress::Stopped);
    emit countChanged();
}

bool AnswerService::sendAgain(const ConversationKey &key, MessageId after)
{
    Run *run = troubled(key);
    if (!run || running(key) || (run->phase != Phase::Missing && run->phase != Phase::Refused))
        return false;
    if (run->mayBeThere) {
        run->wanted = after;
        lookUp(*run, run->error);
    } else {
        run->after = after;
        open(*run);
    }
    return true;
}

void AnswerService::lookAgain(const ConversationKey &key)
{
    Run *run = troubled(key);
    if (run && (run->phase == Phase::LookFailed || run->phase == Phase::Missing))
        lookUp(*run, run->error);
}

std::optional<OutgoingMessage> AnswerService::takeBack(const ConversationKey &key)
{
    const Run *run = troubled(key);
    if (!run)
        return {};
    const OutgoingMessage message = run->outgoing;
    m_drafts.closeQuestion(key, run->question);
    drop(run->record.id);
    return message;
}

// --- The stream ---

void AnswerService::grow(Run &run, const QString &delta)
{
    run.text += delta;
    if (!delta.isEmpty() && !std::exchange(run.frameDue, true)) {
        m_clock.after(frame, this, [this, stream = run.stream.get()] {
            if (Run *mine = find(stream))
                showText(*mine);
        });
    }
    if (!std::exchange(run.taken, true))
        setPhase(run, Phase::Answering, Progress::Answering);
}

void AnswerService::showText(Run &run)
{
    run.frameDue = false;
    if (run.record.answer.size() == run.text.size())
        return;
    run.record.answer = run.text;
    emit grown(run.key, run.record);
}

void AnswerService::streamEnded(Run &run, const Message &message)
{
    showText(run);
    close(run);
    // An answer that came as plain JSON is whole already.
    if (message.id.isValid() && !message.answer.isEmpty())
        return settle(run, message);
    if (!message.id.isValid())
        return lookUp(run, {ErrorKind::Unclear, 0, {}, u"The end mark names no record."_s, {}});
    run.fetch = m_api.message(run.key, message.id);
    whenDone(run.fetch, this,
             [this, message, own = run.record.id, generation = m_generation](const Result<Message> &full) {
                 Run *mine = generation == m_generation ? find(own) : nullptr;
                 // A page may have brought the true id meanwhile.
                 if (!mine && generation == m_generation)
                     mine = find(message.id);
                 if (mine && mine->phase == Phase::Fetching)
                     fetched(*mine, message, full);
             });
    setPhase(run, Phase::Fetching, Progress::Answering);
}

/// A record that cannot be read, or has no answer yet, is made of the stream: all that was said is there.
void AnswerService::fetched(Run &run, Message message, const Result<Message> &full)
{
    if (full) {
        message = *full;
    } else {
        message.question = run.record.question;
        message.externalId = run.record.externalId;
        if (!message.createdAt.isValid())
            message.createdAt = run.record.createdAt;
    }
    if (message.answer.trimmed().isEmpty())
        message.answer = run.text;
    settle(run, message);
}

void AnswerService::streamFailed(Run &run, const Error &error)
{
    showText(run);
    close(run);
    if (error.kind == ErrorKind::Cancelled) {
        // The account changes: there is nobody to ask. The next page that is read tells.
        run.error = error;
        return setPhase(run, Phase::Unknown, Progress::Broken);
    }
    if (run.taken || !isRefusal(error))
        return lookUp(run, error);
    run.error = error;
    setPhase(run, Phase::Refused, Progress::Unsent);
    if (error.kind == ErrorKind::CreditsExhausted)
        emit countChanged();
}

void AnswerService::setPhase(Run &run, Phase phase, Progress progress)
{
    const ConversationKey key = run.key;
    run.phase = phase;
    run.record.progress = progress;
    emit grown(key, Message(run.record));
    emit changed(key);
}

void AnswerService::close(Run &run)
{
    if (run.stream) {
        run.stream->disconnect(this);
        run.stream.release()->deleteLater(); // it may be the one that is telling
    }
    run.frameDue = false;
    run.fetch.cancel();
    run.look.cancel();
}

void AnswerService::drop(MessageId own)
{
    Run *run = find(own);
    if (!run)
        return;
    const ConversationKey key = run->key;
    close(*run);
    std::erase_if(m_runs, [run](const auto &each) { return each.get() == run; });
    emit removed(key, own);
    emit changed(key);
}

void AnswerService::forget(const SessionId &session)
{
    QList<MessageId> gone;
    for (const auto &run : m_runs) {
        if (run->key.session == session)
            gone.append(run->record.id);
    }
    for (const MessageId id : std::as_const(gone))
        drop(id);
}

void AnswerService::clear()
{
    ++m_generation;
    for (const auto &run : m_runs)
        close(*run);
    m_runs.clear();
    m_starting.clear();
    m_takenUp.clear();
}

} // namespace confab
