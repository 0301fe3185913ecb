// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/deletionreport.h"

#include <algorithm>

namespace confab {

bool DeletionReport::keepsFor(Reaction reaction) const
{
    return (keepLiked && reaction == Reaction::Liked) || (keepDisliked && reaction == Reaction::Disliked);
}

int DeletionReport::count(DeletionItem::State state) const
{
    return static_cast<int>(std::count_if(items.begin(), items.end(),
                                          [&](const DeletionItem &item) { return item.state == state; }));
}

QList<Conversation> DeletionReport::remaining() const
{
    QList<Conversation> left;
    for (const auto &item : items) {
        if (!item.isSettled())
            left.append(item.conversation);
    }
    return left;
}

QList<Conversation> DeletionReport::toRetry() const
{
    QList<Conversation> left;
    for (const auto &item : items) {
        if (!item.isSettled() && item.state != DeletionItem::State::Changed)
            left.append(item.conversation);
    }
    return left;
}

Change changeSince(const Conversation &chosen, const QDateTime &chosenAt, const MessagePage &found)
{
    if (!found.conversation.name.isEmpty() && found.conversation.name != chosen.name)
        return Change::Renamed;
    if (!chosenAt.isValid())
        return Change::None;
    const Page<Message> &page = found.messages;
    // What cannot be read may be of today.
    if (page.skipped > 0 || (page.items.isEmpty() && page.total > 0))
        return Change::NotComparable;
    if (page.items.isEmpty())
        return Change::None;
    Message last;
    QDateTime newest;
    for (const Message &message : page.items) {
        if (message.id >= last.id)
            last = message;
        if (message.createdAt.isValid() && (!newest.isValid() || message.createdAt > newest))
            newest = message.createdAt;
    }
    if (!last.createdAt.isValid())
        return Change::NotComparable;
    // The service writes whole seconds.
    return newest.toSecsSinceEpoch() >= chosenAt.toSecsSinceEpoch() ? Change::NewMessage : Change::None;
}

} // namespace confab
