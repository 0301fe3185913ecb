// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/renamehistory.h"

#include "services/conversationservice.h"

#include <algorithm>
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
                if (const qsizetype at = newest(key.session, sent); at >= 0)
                    m_renames[at].after = stored;
            });
    connect(&conversations, &Service::renameFailed, this, &RenameHistory::failed);
}

bool RenameHistory::undo()
{
    for (qsizetype i = m_renames.size() - 1; i >= 0; --i) {
        const Conversation *row = m_conversations.find(m_renames.at(i).session);
        if (!row)
            continue;
        const Rename rename = drop(i);
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
    emit added();
    if (m_renames.size() > most)
        drop(0);
    look();
}

RenameHistory::Rename RenameHistory::drop(qsizetype index)
{
    const Rename rename = m_renames.takeAt(index);
    emit dropped(index);
    return rename;
}

/// The row has the name that it had before: nothing to take back, or the taking back did not come about.
void RenameHistory::failed(const ConversationKey &key, const QString &wanted)
{
    const auto undone = m_undone.constFind(key.session);
    if (undone != m_undone.cend() && undone->before == wanted)
        return add(Rename(*undone));
    if (const qsizetype at = newest(key.session, wanted); at >= 0) {
        drop(at);
        look();
    }
}

qsizetype RenameHistory::newest(const SessionId &session, const QString &after)
{
    qsizetype at = m_renames.size() - 1;
    while (at >= 0 && (m_renames.at(at).session != session || m_renames.at(at).after != after))
        --at;
    return at;
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
