// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/renamehistory.h"

#include "services/conversationservice.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace confab {

RenameHistory::RenameHistory(ConversationService &conversations, QObject *parent)
    : QObject(parent), m_conversations(conversations)
{
    using Service = ConversationService;
    connect(&conversations, &Service::reset, this, &RenameHistory::look);
    connect(&conversations, &Service::upserted, this, &RenameHistory::look);
    connect(&conversations, &Service::removed, this, &RenameHistory::look);
    connect(&conversations, &Service::renamed, this,
            [this](const ConversationKey &key, const QString &before, const QString &after) {
                if (!m_isUndoing && ConversationService::isNameAllowed(before))
                    add({key.session, before.trimmed(), after});
            });
    connect(&conversations, &Service::nameAdjusted, this,
            [this](const ConversationKey &key, const QString &sent, const QString &stored) {
                if (const auto rename = newest(key.session, sent); rename != m_renames.end())
                    rename->after = stored;
            });
    connect(&conversations, &Service::renameFailed, this, &RenameHistory::failed);
}

bool RenameHistory::undo()
{
    for (qsizetype i = m_renames.size() - 1; i >= 0; --i) {
        const Conversation *row = m_conversations.find(m_renames.at(i).session);
        if (!row)
            continue;
        const Rename rename = m_renames.takeAt(i);
        if (row->name != rename.after) {
            emit changedMeanwhile(row->name);
        } else {
            m_undone.insert(rename.session, rename);
            m_isUndoing = true;
            m_conversations.rename(rename.session, rename.before);
            m_isUndoing = false;
            // Where it was refused without a call, that has been told.
            const Conversation *now = m_conversations.find(rename.session);
            if (now && now->name == rename.before)
                emit undone(rename.before);
        }
        look();
        return true;
    }
    return false;
}

void RenameHistory::clear()
{
    m_renames.clear();
    m_undone.clear();
    look();
}

void RenameHistory::add(const Rename &rename)
{
    m_undone.remove(rename.session);
    m_renames.append(rename);
    if (m_renames.size() > most)
        m_renames.removeFirst();
    look();
    emit added();
}

/// The row has the name that it had before: nothing to take back, or the taking back did not come about.
void RenameHistory::failed(const ConversationKey &key, const QString &wanted)
{
    const auto undone = m_undone.constFind(key.session);
    if (undone != m_undone.cend() && undone->before == wanted)
        return add(Rename(*undone));
    if (const auto rename = newest(key.session, wanted); rename != m_renames.end()) {
        m_renames.erase(rename);
        look();
    }
}

QList<RenameHistory::Rename>::iterator RenameHistory::newest(const SessionId &session, const QString &after)
{
    const auto is = [&](const Rename &rename) { return rename.session == session && rename.after == after; };
    const auto found = std::find_if(m_renames.rbegin(), m_renames.rend(), is);
    return found == m_renames.rend() ? m_renames.end() : std::prev(found.base());
}

void RenameHistory::look()
{
    const bool can = std::any_of(m_renames.cbegin(), m_renames.cend(), [this](const Rename &rename) {
        return m_conversations.find(rename.session) != nullptr;
    });
    if (std::exchange(m_can, can) != can)
        emit canUndoChanged(can);
}

} // namespace confab
