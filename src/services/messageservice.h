// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/values.h"

#include <QFuture>
#include <QList>
#include <QObject>

namespace confab {

class ChatApi;

/// The messages of the open conversation, oldest first, read from the newest page backwards.
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

    /// One call. The call for an earlier conversation is withdrawn; a late answer to it changes nothing. The
    /// conversation that is open already is refreshed; an invalid key closes.
    void open(const ConversationKey &key);
    void close();
    /// One call for the next older page, unless complete or on its way. (More where so much was said
    /// meanwhile that the page holds nothing but known messages.)
    void loadOlder();
    /// Reads the newest page anew and merges it by id; what is on screen stays. Where it shares nothing with
    /// what is known, messages in between are missing, and the list starts anew from that page.
    void refresh();

signals:
    /// A page as the server sent it, before it changes anything here.
    void pageRead(const confab::ConversationKey &key, const confab::MessagePage &page);
    void stateChanged(confab::MessageService::State state);
    void reset();
    /// `count` older messages stand before what was there.
    void prepended(int count);
    /// `count` newer messages stand after what was there.
    void appended(int count);
    /// Index in messages() of a message whose content changed.
    void changed(int index);
    /// The server has no such conversation while its project answers.
    void gone(const confab::SessionId &session);
    void failed(confab::Operation operation, const confab::Error &error);

private:
    using Answer = Result<MessagePage>;

    void readNewest();
    void readOlder(int page);
    bool tellRead(const MessagePage &answer);
    void takeNewest(const MessagePage &answer);
    void takeOlder(int asked, const MessagePage &answer);
    void startFrom(const Page<Message> &page);
    bool merge(const Page<Message> &page);
    void fail(Operation operation, const Error &error);
    void checkProject(Operation operation, const Error &notFound);
    void settle(Operation operation, const Error &error);
    void becomeGone();
    void withdraw();
    void setState(State state);
    [[nodiscard]] int nextOlderPage() const;

    ChatApi &m_api;
    QFuture<Answer> m_newest;
    QFuture<Answer> m_older;
    QFuture<Result<Project>> m_check;
    quint64 m_request = 0;     ///< An answer to an earlier one is dropped.
    bool m_refreshing = false; ///< A call for the newest page is on its way.
    bool m_checking = false;   ///< Whether the project answers is being asked.
    bool m_known = false;      ///< A page has arrived since open().
    int m_deepestPage = 0;
    int m_perPage = 0;
    State m_state = State::Closed;
    ConversationKey m_key;
    QList<Message> m_messages;
    qint64 m_total = 0;
    bool m_complete = false;
};

} // namespace confab
