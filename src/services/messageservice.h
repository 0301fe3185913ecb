// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/values.h"

#include <QFuture>
#include <QHash>
#include <QList>
#include <QObject>

#include <optional>
#include <utility>

namespace confab {

class ChatApi;

/// What the archive has of a conversation.
struct ArchivedThread
{
    QList<Message> newest; ///< In any order.
    qsizetype stored = 0;  ///< How many it has in all.
    qint64 total = 0;      ///< How many the service once said that there are; 0: it did not, or none.
    QDateTime checkedAt;   ///< When the service was last asked for the newest; invalid where not known.
    bool isEmpty = false;  ///< It said, or its reports showed, that there are none.
};

/// The messages of the open conversation, oldest first, read from the newest page backwards. Records that are
/// being made on this computer, or that another has read, come in by put(): those that the service has not
/// numbered yet (ids below zero) stand after all others, in the order of their coming.
///
/// What the archive has (showArchived()) is shown until the newest page arrives: the state stays Loading or
/// Failed meanwhile. If the archive and the page together are all that there is, its messages stay, and older
/// ones come from it as they are asked for; else those go that the page does not hold, and older pages are
/// read from the service, so that nothing is left out unseen.
class MessageService : public QObject
{
    Q_OBJECT

public:
    enum class State { Closed, Loading, Ready, LoadingOlder, Failed, Gone };
    Q_ENUM(State)

    explicit MessageService(ChatApi &api, QObject *parent = nullptr);
    ~MessageService() override;

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const ConversationKey &key() const { return m_key; }
    [[nodiscard]] const QList<Message> &messages() const { return m_messages; }
    [[nodiscard]] qint64 total() const { return m_total; }
    [[nodiscard]] bool isComplete() const { return m_complete; }
    /// What is shown is the archive's alone; the service has not answered.
    [[nodiscard]] bool isArchived() const { return m_archived; }
    /// Of what the archive shows: when it was up to date. Invalid where that is not known.
    [[nodiscard]] QDateTime checkedAt() const { return m_archived ? m_checkedAt : QDateTime(); }
    /// loadOlder() would do something.
    [[nodiscard]] bool mayLoadOlder() const;
    /// Null where the open conversation has no such message; lasts until the next signal.
    [[nodiscard]] const Message *find(MessageId id) const;

    /// One call. The call for an earlier conversation is withdrawn; a late answer to it changes nothing. The
    /// conversation that is open already is refreshed; an invalid key closes.
    void open(const ConversationKey &key);
    void close();
    /// All messages of a conversation as they were read elsewhere, oldest first, of which the service is not
    /// asked: for reading alone.
    void openArchived(const ConversationKey &key, const QList<Message> &messages);
    /// One call for the next older page, unless complete or on its way. (More where so much was said
    /// meanwhile that the page holds nothing but known messages.) None while the archive has them.
    void loadOlder();
    /// Reads the newest page anew and merges it by id; what is on screen stays. Where it shares nothing with
    /// what is known, messages in between are missing, and the list starts anew from that page.
    void refresh();

    /// The reader's reaction to an answer of the open conversation: shown at once, also over pages that are
    /// read meanwhile, and put back where the service refuses it. One call, which a change of the
    /// conversation does not withdraw; while it is on its way the newest wish waits and is sent after it if
    /// it is still another. Where the answer is lost, one more that reads the message. Nothing is sent for
    /// what is shown already.
    void react(MessageId id, Reaction reaction);
    /// Takes in a record that is being made or was read elsewhere: changes the row of its id, or adds one.
    /// While a record is not Stored, pages leave it alone. Nothing happens unless its conversation is open.
    void put(const ConversationKey &key, const Message &message);
    /// The service's number of the own record `own` is known: the true record takes its place. A replayed
    /// answer changes the row that has its id, or waits for the older page that will; the own one goes.
    void renumber(const ConversationKey &key, MessageId own, const Message &record);
    void remove(const ConversationKey &key, MessageId own);
    /// The newest page, read by another: as refresh(), without its call.
    void take(const ConversationKey &key, const MessagePage &newest);

    /// Nothing happens once a page has come, or unless this conversation is open.
    void showArchived(const ConversationKey &key, const ArchivedThread &thread);
    /// The answer to archivedOlderWanted(), in any order; an empty one: the archive has no more.
    void addArchived(const ConversationKey &key, const QList<Message> &older);
    /// While set, react() is refused without a call: the service cannot be reached.
    void setReadOnly(bool readOnly) { m_readOnly = readOnly; }

signals:
    /// A page as the server sent it, before it changes anything here.
    void pageRead(const confab::ConversationKey &key, const confab::MessagePage &page);
    void stateChanged(confab::MessageService::State state);
    void reset();
    /// `count` older messages stand before what was there.
    void prepended(int count);
    /// `count` newer messages stand after what was there.
    void appended(int count);
    /// `count` messages stand in the midst of what was there.
    void inserted(int first, int count);
    /// Index in messages() of a message whose content changed.
    void changed(int index);
    void removed(int index);
    /// Before a newest page is taken in: what is put() now has its place when the page is shown.
    void newestRead(const confab::ConversationKey &key, const confab::Page<confab::Message> &page);
    /// The archive is to give what it has before this message: addArchived(), in any case.
    void archivedOlderWanted(const confab::ConversationKey &key, confab::MessageId before);
    /// The server has no such conversation while its project answers.
    void gone(const confab::SessionId &session);
    void failed(confab::Operation operation, const confab::Error &error);
    /// The message has its earlier reaction again, whichever conversation is open by now.
    void reactionFailed(const confab::ConversationKey &key, confab::MessageId id, confab::Reaction wanted,
                        const confab::Error &error);

private:
    using Answer = Result<MessagePage>;
    using Place = std::pair<SessionId, MessageId>;
    /// A reaction that the service has not confirmed yet, or that pages asked for before it did may not show.
    struct Wish
    {
        ConversationKey key;
        Reaction confirmed = Reaction::None; ///< As the service last said.
        Reaction sent = Reaction::None;
        Reaction wanted = Reaction::None;
        bool underWay = false;
    };

    void readNewest();
    void readOlder(int page);
    bool tellRead(const MessagePage &answer);
    void takeNewest(const MessagePage &answer);
    void takeOlder(int asked, const MessagePage &answer);
    void startFrom(const Page<Message> &page);
    bool merge(const Page<Message> &page);
    /// Each id once, oldest first.
    [[nodiscard]] static QList<Message> oldestFirst(const QList<Message> &items);
    void askArchive();
    [[nodiscard]] bool joinsArchived(const Page<Message> &page) const;
    void takeOverArchived(const Page<Message> &page);
    void forgetArchived();
    void add(qsizetype place, const QList<Message> &messages);
    void takeOut(qsizetype index);
    [[nodiscard]] bool isOpen(const ConversationKey &key) const;
    [[nodiscard]] qsizetype indexOf(MessageId id) const;
    /// How many of the messages the service has numbered: they stand before the others.
    [[nodiscard]] qsizetype numbered() const;
    [[nodiscard]] qsizetype placeOf(MessageId id) const;
    void fail(Operation operation, const Error &error);
    void checkProject(Operation operation, const Error &notFound);
    void settle(Operation operation, const Error &error);
    void becomeGone();
    void withdraw();
    void setState(State state);
    [[nodiscard]] int nextOlderPage() const;

    void sendReaction(const Place &place);
    void reactionAnswered(const Place &place, const Result<Message> &result);
    void lookUpReaction(const Place &place, const Error &lost);
    void settleReaction(const Place &place, const std::optional<Error> &error);
    void showReaction(const Place &place, Reaction reaction);
    [[nodiscard]] Page<Message> withWishes(Page<Message> page) const;
    void dropSettledWishes();

    ChatApi &m_api;
    QFuture<Answer> m_newest;
    QFuture<Answer> m_older;
    QFuture<Result<Project>> m_check;
    quint64 m_request = 0;     ///< An answer to an earlier one is dropped.
    bool m_refreshing = false; ///< A call for the newest page is on its way.
    bool m_checking = false;   ///< Whether the project answers is being asked.
    bool m_known = false;      ///< A page has arrived since open().
    MessageId m_newestSeen;    ///< Of all pages: what came by put() alone says nothing of its neighbours.
    int m_deepestPage = 0;
    int m_perPage = 0;
    State m_state = State::Closed;
    ConversationKey m_key;
    QList<Message> m_messages;
    qint64 m_total = 0;
    bool m_complete = false;
    bool m_archived = false; ///< No page has arrived, and what is here is the archive's.
    bool m_readingArchive = false;
    bool m_readOnly = false;
    qsizetype m_stored = 0;       ///< In the archive when the conversation was opened.
    qsizetype m_archivedLeft = 0; ///< Of those: not here yet, and older than all that is.
    QDateTime m_checkedAt;
    QHash<Place, Wish> m_wishes;
};

} // namespace confab
