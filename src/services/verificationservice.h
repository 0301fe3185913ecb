// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/values.h"

#include <QObject>

#include <map>
#include <optional>
#include <utility>

namespace confab {

class ChatApi;

/// What the service says of the truth of single answers. Asking costs queries of the plan, so nothing here
/// asks by itself, nothing is asked twice, and what was learnt is kept until clear().
class VerificationService : public QObject
{
    Q_OBJECT

public:
    /// Of one answer that was not verified before (contract, section 2.5).
    static constexpr int queriesPerAnswer = 4;

    enum class State {
        NotAsked,
        Asking,
        Pending, ///< The service is at work on it: asking again later may help.
        Nothing, ///< It has nothing to say of this answer (yet).
        Known,   ///< At least one of the two parts has something to show.
        Failed,  ///< With an error; a part that came before it is kept.
    };
    struct Entry
    {
        State state = State::NotAsked;
        std::optional<Verification> claims;
        std::optional<Verification> trust; ///< Empty also where the first reply held the score as well.
        Error error;
    };

    explicit VerificationService(ChatApi &api, QObject *parent = nullptr) : QObject(parent), m_api(api) {}

    [[nodiscard]] Entry entry(const ConversationKey &key, MessageId id) const;
    /// Two calls, one after the other; one where the first says that the service is still at work, fails, or
    /// holds the score as well; only for what is not known already. Nothing while the answer is being asked
    /// about or is known.
    void verify(const ConversationKey &key, MessageId id);
    void clear();

signals:
    void changed(const confab::ConversationKey &key, confab::MessageId id);

private:
    using Place = std::pair<SessionId, MessageId>;

    void askClaims(const ConversationKey &key, MessageId id);
    void askTrust(const ConversationKey &key, MessageId id);
    void fail(const ConversationKey &key, MessageId id, const Error &error);
    void settle(const ConversationKey &key, MessageId id);

    ChatApi &m_api;
    std::map<Place, Entry> m_entries;
    quint64 m_generation = 0; ///< Raised by clear(); an answer to an earlier one is dropped.
};

} // namespace confab
