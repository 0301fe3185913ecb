// SPDX-License-Identifier: GPL-3.0-or-later
// The part of MessageService that shows what the archive has, until the service answers and above that.
#include "services/messageservice.h"

#include <QSet>

#include <algorithm>

namespace confab {

void MessageService::showArchived(const ConversationKey &key, const ArchivedThread &thread)
{
    if (!isOpen(key) || m_known || m_archived || (thread.newest.isEmpty() && !thread.isEmpty))
        return;
    // What is being made here meanwhile stands among and after them.
    QList<Message> all = thread.newest;
    QList<Message> others;
    for (const Message &message : std::as_const(m_messages)) {
        if (message.id.isValid())
            all.prepend(message);
        else
            others.append(message);
    }
    m_messages = oldestFirst(all) + others;
    m_archived = true;
    m_checkedAt = thread.checkedAt;
    m_stored = thread.stored;
    m_archivedLeft = std::max<qsizetype>(0, thread.stored - thread.newest.size());
    m_total = std::max<qint64>(thread.total, thread.stored);
    m_complete = m_archivedLeft == 0 && thread.stored >= thread.total;
    emit reset();
}

bool MessageService::mayLoadOlder() const
{
    if (m_archivedLeft > 0 && !m_readingArchive)
        return m_state == State::Loading || m_state == State::Failed || m_state == State::Ready;
    return m_state == State::Ready && !m_complete;
}

/// Without a change of state while the service has not answered: what is on screen is the archive's anyway.
void MessageService::askArchive()
{
    const quint64 request = m_request;
    m_readingArchive = true;
    if (m_known)
        setState(State::LoadingOlder);
    if (request == m_request && m_readingArchive && numbered() > 0)
        emit archivedOlderWanted(m_key, m_messages.first().id);
}

void MessageService::addArchived(const ConversationKey &key, const QList<Message> &older)
{
    if (!isOpen(key) || !m_readingArchive || numbered() == 0)
        return;
    m_readingArchive = false;
    QList<Message> fresh = oldestFirst(older);
    fresh.removeIf([first = m_messages.first().id](const Message &message) { return message.id >= first; });
    m_archivedLeft = fresh.isEmpty() ? 0 : std::max<qsizetype>(0, m_archivedLeft - fresh.size());
    const bool isWhole = m_archivedLeft == 0 && numbered() + fresh.size() >= m_total;
    m_complete = isWhole;
    const quint64 request = m_request;
    if (!fresh.isEmpty()) {
        m_messages = fresh + m_messages;
        emit prepended(int(fresh.size()));
    }
    if (request != m_request || !m_known)
        return;
    // It did not have what it had counted: the service has.
    if (fresh.isEmpty() && !m_complete)
        return readOlder(nextOlderPage());
    setState(State::Ready);
}

/// Whether the archive's messages and the page together are all that there is, without a hole: what the
/// archive counts and the page adds comes to the service's own number. Of what the archive has in the page's
/// span every message has to be on screen, to be compared with.
bool MessageService::joinsArchived(const Page<Message> &page) const
{
    if (page.items.isEmpty())
        return false;
    QSet<MessageId> there;
    MessageId oldest = page.items.first().id;
    for (const Message &message : page.items) {
        there.insert(message.id);
        oldest = std::min(oldest, message.id);
    }
    qint64 known = 0;
    for (const Message &message : m_messages) {
        if (!message.id.isValid() || message.progress != Progress::Stored)
            continue;
        known += there.contains(message.id);
        if (message.id >= oldest && !there.contains(message.id))
            return false;
    }
    if (m_archivedLeft > 0 && oldest < m_messages.first().id)
        return false;
    return m_stored + there.size() - known == page.total;
}

/// The newest page has come, and the archive's messages are on screen. They stay where they join on to it;
/// else those go that the page does not hold, row by row, so that what is being read does not jump.
void MessageService::takeOverArchived(const Page<Message> &page)
{
    const quint64 request = m_request;
    const bool joins = joinsArchived(page);
    m_archived = false;
    m_known = true;
    m_readingArchive = false;
    if (!joins)
        m_archivedLeft = 0;
    m_total = page.total;
    m_perPage = page.perPage;
    m_deepestPage = 1;
    m_complete = joins ? m_archivedLeft == 0 : page.isLast();
    if (!joins) {
        QSet<MessageId> there;
        for (const Message &message : page.items)
            there.insert(message.id);
        for (qsizetype i = numbered() - 1; i >= 0; --i) {
            const Message &message = m_messages.at(i);
            if (message.progress != Progress::Stored || there.contains(message.id))
                continue;
            takeOut(i);
            if (request != m_request)
                return;
        }
    }
    if (merge(page))
        setState(State::Ready);
}

void MessageService::forgetArchived()
{
    m_archived = m_readingArchive = false;
    m_checkedAt = {};
    m_stored = 0;
    m_archivedLeft = 0;
}

} // namespace confab
