// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/values.h"

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

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const ConversationKey &key() const { return m_key; }
    [[nodiscard]] const QList<Message> &messages() const { return m_messages; }
    [[nodiscard]] qint64 total() const { return m_total; }
    [[nodiscard]] bool isComplete() const { return m_complete; }

    /// One call. The call for an earlier conversation is withdrawn; a late answer to it changes nothing.
    void open(const ConversationKey &key);
    void close();
    /// One call for the next older page, unless complete or on its way.
    void loadOlder();
    /// Reads the newest page anew and merges it by id; what is on screen stays.
    void refresh();

signals:
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
    ChatApi &m_api;
    State m_state = State::Closed;
    ConversationKey m_key;
    QList<Message> m_messages;
    qint64 m_total = 0;
    bool m_complete = false;
};

} // namespace confab
