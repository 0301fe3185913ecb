// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/removedconversations.h"

#include "api/chatapi.h"
#include "archive/archive.h"
#include "core/clock.h"
#include "core/dates.h"
#include "core/future.h"
#include "services/archiveservice.h"

#include <QSet>

#include <algorithm>
#include <limits>

namespace confab {

namespace {

constexpr std::chrono::hours betweenLooks{1};

} // namespace

RemovedConversations::RemovedConversations(ChatApi &api, ArchiveService &archive, Settings &settings,
                                           Clock &clock)
    : m_archive(archive), m_choices(settings), m_clock(clock), m_messages(api)
{
    connect(&archive, &ArchiveService::changed, this, &RemovedConversations::purge);
    connect(&api, &ChatApi::serverTimeSeen, this, &RemovedConversations::compareClocks);
}

RemovedConversations::~RemovedConversations() = default;

void RemovedConversations::load(ProjectId project)
{
    m_project = project;
    const quint64 number = ++m_list;
    if (!project.isValid() || !m_archive.isOpen()) {
        m_conversations.clear();
        return emit changed();
    }
    whenDone(m_archive.archive().removedConversations(project), this,
             [this, number](const Result<QList<ArchivedConversation>> &found) {
                 if (number != m_list)
                     return;
                 if (!found)
                     return emit failed(found.error());
                 m_conversations = *found;
                 std::stable_sort(m_conversations.begin(), m_conversations.end(),
                                  [](const ArchivedConversation &a, const ArchivedConversation &b) {
                                      return b.removedAt < a.removedAt;
                                  });
                 emit changed();
             });
}

void RemovedConversations::open(const ConversationKey &key)
{
    const quint64 number = ++m_opened;
    if (!key.isValid())
        return m_messages.close();
    constexpr int all = std::numeric_limits<int>::max();
    whenDone(m_archive.archive().messages(key, {}, all), this,
             [this, key, number](const Result<QList<ArchivedMessage>> &found) {
                 if (number != m_opened)
                     return;
                 if (!found)
                     return emit failed(found.error());
                 QList<Message> messages;
                 messages.reserve(found->size());
                 for (auto each = found->crbegin(); each != found->crend(); ++each)
                     messages.append(each->message);
                 m_messages.openArchived(key, messages);
             });
}

void RemovedConversations::erase(const QList<ConversationKey> &keys)
{
    if (keys.isEmpty())
        return;
    const ProjectId project = keys.first().project;
    // The list on the screen may be older than the last sync.
    whenDone(m_archive.archive().removedConversations(project), this,
             [this, keys, project](const Result<QList<ArchivedConversation>> &found) {
                 if (!found)
                     return emit failed(found.error());
                 QSet<SessionId> removed;
                 for (const ArchivedConversation &each : *found)
                     removed.insert(each.conversation.session);
                 QList<ConversationKey> gone;
                 for (const ConversationKey &key : keys) {
                     if (key.project == project && removed.contains(key.session))
                         gone.append(key);
                 }
                 whenDone(m_archive.archive().eraseConversations(gone), this,
                          [this](const Result<int> &erased) {
                              if (!erased)
                                  emit failed(erased.error());
                              load(m_project);
                          });
             });
}

int RemovedConversations::days() const
{
    return m_choices.removedDays();
}

void RemovedConversations::setDays(int days)
{
    m_choices.setRemovedDays(days);
    m_purged = today();
    watchDays();
}

std::pair<QString, QDate> RemovedConversations::today() const
{
    return {m_archive.file(), localDay(m_clock.nowUtc(), m_clock.zone())};
}

void RemovedConversations::compareClocks(const QDateTime &service)
{
    const bool agreed = m_clocksAgree;
    m_clocksAgree = clocksAgree(service, m_clock.nowUtc());
    if (m_clocksAgree && !agreed)
        purge();
}

void RemovedConversations::purge()
{
    if (!m_archive.isWritable() || days() == 0 || !m_clocksAgree)
        return;
    watchDays();
    if (m_purged == today())
        return;
    m_purged = today();
    const TimeSpan old =
        spanOf({DateFilter::Kind::OlderThan, days(), {}, {}}, m_clock.nowUtc(), m_clock.zone());
    whenDone(m_archive.archive().purgeRemoved(old.to), this, [this](const Result<int> &purged) {
        if (!purged) {
            m_purged = {}; // with the next hour
            return emit failed(purged.error());
        }
        if (*purged > 0 && m_project.isValid())
            load(m_project);
    });
}

void RemovedConversations::watchDays()
{
    if (m_watching || days() == 0)
        return;
    m_watching = true;
    m_clock.after(betweenLooks, this, [this] {
        m_watching = false;
        purge();
        watchDays();
    });
}

} // namespace confab
