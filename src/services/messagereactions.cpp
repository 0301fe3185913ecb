// SPDX-License-Identifier: GPL-3.0-or-later
// The half of MessageService that keeps the reader's reactions.
#include "api/chatapi.h"
#include "core/future.h"
#include "services/messageservice.h"

namespace confab {

const Message *MessageService::find(MessageId id) const
{
    const qsizetype index = indexOf(id);
    return index >= 0 ? &m_messages.at(index) : nullptr;
}

void MessageService::react(MessageId id, Reaction reaction)
{
    const Message *message = find(id);
    if (!message || message->reaction == reaction || message->progress != Progress::Stored)
        return;
    if (m_readOnly) {
        emit reactionFailed(
            m_key, id, reaction,
            {ErrorKind::Offline, 0, {}, QStringLiteral("not sent: the service could not be reached"), {}});
        return;
    }
    const Place place{m_key.session, id};
    auto wish = m_wishes.find(place);
    if (wish == m_wishes.end())
        wish = m_wishes.insert(place, {m_key, message->reaction, reaction, reaction, false});
    wish->wanted = reaction;
    if (!wish->underWay && wish->wanted != wish->confirmed)
        sendReaction(place);
    showReaction(place, reaction);
}

void MessageService::sendReaction(const Place &place)
{
    Wish &wish = m_wishes[place];
    wish.underWay = true;
    wish.sent = wish.wanted;
    whenDone(m_api.setReaction(wish.key, place.second, wish.sent), this,
             [this, place](const Result<Message> &result) { reactionAnswered(place, result); });
}

void MessageService::reactionAnswered(const Place &place, const Result<Message> &result)
{
    if (result) {
        m_wishes[place].confirmed = result->reaction;
        settleReaction(place, {});
    } else if (result.error().kind == ErrorKind::Unclear) {
        lookUpReaction(place, result.error());
    } else {
        settleReaction(place, result.error());
    }
}

void MessageService::lookUpReaction(const Place &place, const Error &lost)
{
    whenDone(m_api.message(m_wishes[place].key, place.second), this,
             [this, place, lost](const Result<Message> &result) {
                 Wish &wish = m_wishes[place];
                 if (result)
                     wish.confirmed = result->reaction;
                 const bool done = result && wish.confirmed == wish.sent;
                 settleReaction(place, done ? std::nullopt : std::optional(lost));
             });
}

void MessageService::settleReaction(const Place &place, const std::optional<Error> &error)
{
    Wish &wish = m_wishes[place];
    wish.underWay = false;
    const bool cancelled = error && error->kind == ErrorKind::Cancelled;
    const bool movedOn = wish.wanted != wish.sent;
    if (movedOn && wish.wanted != wish.confirmed && !cancelled)
        return sendReaction(place);
    wish.wanted = wish.confirmed;
    const Wish done = wish;
    dropSettledWishes();
    const bool tells = error && !cancelled && !movedOn;
    showReaction(place, done.confirmed);
    if (tells)
        emit reactionFailed(done.key, place.second, done.sent, *error);
}

void MessageService::showReaction(const Place &place, Reaction reaction)
{
    const Message *message = place.first == m_key.session ? find(place.second) : nullptr;
    if (!message || message->reaction == reaction)
        return;
    const qsizetype index = message - m_messages.constData();
    m_messages[index].reaction = reaction;
    emit changed(int(index));
}

/// What was read from the service, with the reactions that it could not know of yet.
Page<Message> MessageService::withWishes(Page<Message> page) const
{
    if (m_wishes.isEmpty())
        return page;
    for (Message &message : page.items) {
        const auto wish = m_wishes.constFind({m_key.session, message.id});
        if (wish != m_wishes.constEnd())
            message.reaction = wish->wanted;
    }
    return page;
}

/// A page that was asked for before a reaction was confirmed may show the earlier one, so wishes are kept
/// until no page is on its way.
void MessageService::dropSettledWishes()
{
    if (!m_refreshing && m_state != State::LoadingOlder)
        m_wishes.removeIf([](const auto &entry) { return !entry->underWay; });
}

} // namespace confab
