// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/values.h"

#include <QFuture>
#include <QHash>
#include <QList>
#include <QObject>
#include <QSet>

#include <memory>
#include <optional>
#include <vector>

namespace confab {

class AnswerStream;
class ChatApi;
class Clock;
class DraftStore;

/// A question of this computer's and what has become of it.
struct Answer
{
    enum class Phase {
        Sending,    ///< On its way; the service has not said anything.
        Answering,  ///< The service has taken it, and the answer comes.
        Fetching,   ///< The answer has ended; its full record is being read.
        Stopped,    ///< It ended before its answer, by the person or by itself, and the service has it; what
                    ///< had come stays.
        Unknown,    ///< Left by an earlier run of the program or an earlier key: the next page that is read
                    ///< tells what became of it.
        Looking,    ///< Its fate is not known: the newest messages are being read.
        LookFailed, ///< They could not be read (`error`).
        Missing,    ///< They were read, and it is not among them: it may be sent again by the person.
        Refused,    ///< The service did not take it, for certain (`error`).
    };

    ConversationKey key;
    OutgoingMessage outgoing;
    Message record;  ///< As its rows show it; id below zero until the service's is known.
    MessageId after; ///< The newest record that was known when it was sent.
    Phase phase = Phase::Sending;
    Error error;

    /// A connection is open or about to be, or the record is being read: no other question goes out here.
    [[nodiscard]] bool isRunning() const { return phase <= Phase::Fetching; }
    /// The person has to know of it, and perhaps decide.
    [[nodiscard]] bool isInTrouble() const { return phase >= Phase::Unknown; }
};

/// Sends questions and keeps their answers while they grow, for any number of conversations at once and one
/// at a time in each, whichever is open on the screen.
///
/// A question is sent once. Where its fate is not clear (the connection was lost, the stream ended without
/// its end mark or in an error) the newest messages are read, and once more 4 s later, for a service may
/// store it late. Only if it is not among them may the person send it again, and right before that they are
/// read anew. Nothing is ever sent again by itself. Until the service has it for certain it stands in the
/// DraftStore, so that it outlives a crash; the next run then finds out what became of it.
///
/// Calls: one for the stream; one more for the full record after its end mark; one for the newest messages
/// after an unclear end, one more where it was not found, and one before it is sent again. Text is told at
/// most once in 16 ms.
class AnswerService : public QObject
{
    Q_OBJECT

public:
    AnswerService(ChatApi &api, DraftStore &drafts, Clock &clock, QObject *parent = nullptr);
    ~AnswerService() override;

    /// `after`: the newest record known. False, and nothing is sent, while another one runs there or where
    /// there is nothing but blanks to send.
    bool send(const ConversationKey &key, const OutgoingMessage &message, MessageId after);
    /// Creates a conversation, named after the first words of the question, and sends it there. Its draft
    /// stays with the project until the conversation is made; startFailed() otherwise.
    bool start(ProjectId project, const OutgoingMessage &message);
    [[nodiscard]] bool isStarting(ProjectId project) const { return m_starting.contains(project); }
    /// Closes the connection. What the service had taken stays as it is; what it may not have had is looked
    /// up.
    void stop(const ConversationKey &key);
    /// Of the one in trouble that may be sent again (Missing, Refused); `after` as in send(). Where the
    /// service may have it by now, that is looked up first, and what is found is not sent.
    bool sendAgain(const ConversationKey &key, MessageId after);
    /// Of the one in LookFailed or Missing.
    void lookAgain(const ConversationKey &key);
    /// Takes the one in trouble out of the conversation and hands it back to be changed.
    [[nodiscard]] std::optional<OutgoingMessage> takeBack(const ConversationKey &key);

    /// The one that runs there; null where none does. As all pointers here, until the next change.
    [[nodiscard]] const Answer *running(const ConversationKey &key) const;
    /// The newest in trouble there; null where none is.
    [[nodiscard]] const Answer *inTrouble(const ConversationKey &key) const;
    /// All that have rows of their own there, in the order of sending. Those that an earlier run left are
    /// taken up.
    [[nodiscard]] QList<Answer> answers(const ConversationKey &key);

    /// A newest page was read, by whomever: questions of this conversation that are in it are settled.
    void note(const ConversationKey &key, const Page<Message> &page);
    /// The conversation is gone.
    void forget(const SessionId &session);
    /// Drops all without a word; connections are closed.
    void clear();

    /// At most 50 characters of the first words, cut at a word's edge.
    [[nodiscard]] static QString nameFor(const QString &prompt);

signals:
    /// Something other than the text changed in running(), inTrouble() or isStarting().
    void changed(const confab::ConversationKey &key);
    /// A row of its own appeared or grew.
    void grown(const confab::ConversationKey &key, const confab::Message &record);
    /// Its record has this id now.
    void numbered(const confab::ConversationKey &key, confab::MessageId before,
                  const confab::Message &record);
    void removed(const confab::ConversationKey &key, confab::MessageId own);
    /// The newest messages as they were read after an unclear end. note() has to be told, too.
    void pageRead(const confab::ConversationKey &key, const confab::MessagePage &page);
    /// The answer is complete. Not told of one that was stopped, when a later reading brings all of it.
    void completed(const confab::ConversationKey &key);
    /// The account may have fewer queries left.
    void countChanged();
    void conversationMade(const confab::Conversation &conversation);
    void startFailed(confab::ProjectId project, const confab::Error &error);

private:
    struct Run : Answer
    {
        qint64 question = 0; ///< Its number in the DraftStore; 0: it stands there no more.
        std::unique_ptr<AnswerStream> stream;
        QFuture<Result<Message>> fetch;
        QFuture<Result<MessagePage>> look;
        QString text;                    ///< All that came.
        std::optional<MessageId> wanted; ///< To be sent again, after this one, if the look does not find it.
        bool mayBeThere = false;         ///< Once sent and not found, it may still be stored.
        bool secondLook = false;         ///< Made or due; one for each time that it is sent.
        bool taken = false;
        bool frameDue = false;
    };
    using Runs = std::vector<std::unique_ptr<Run>>;

    [[nodiscard]] Run *find(MessageId own) const;
    [[nodiscard]] Run *find(const AnswerStream *stream) const;
    [[nodiscard]] Run *troubled(const ConversationKey &key) const;
    void takeUp(const ConversationKey &key);
    void open(Run &run);
    void grow(Run &run, const QString &delta);
    void showText(Run &run);
    void streamEnded(Run &run, const Message &message);
    void streamFailed(Run &run, const Error &error);
    void fetched(Run &run, Message message, const Result<Message> &full);
    void lookUp(Run &run, const Error &error);
    void look(Run &run);
    void looked(MessageId own, const Result<MessagePage> &page);
    void missing(Run &run);
    void hold(Run &run, MessageId number);
    void settle(Run &run, const Message &record);
    void setPhase(Run &run, Answer::Phase phase, Progress progress);
    void close(Run &run);
    void drop(MessageId own);

    ChatApi &m_api;
    DraftStore &m_drafts;
    Clock &m_clock;
    Runs m_runs;
    QSet<ProjectId> m_starting;
    QSet<SessionId> m_takenUp; ///< Whose open questions of an earlier run are here.
    qint64 m_lastOwn = 0;
    quint64 m_generation = 0; ///< Raised by clear(); answers to earlier calls are dropped.
};

} // namespace confab
