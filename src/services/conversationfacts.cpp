// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/conversationfacts.h"

#include "archive/archive.h"
#include "core/future.h"

#include <utility>

namespace confab {

ConversationFacts::ConversationFacts(Archive &archive, QObject *parent) : QObject(parent), m_archive(archive)
{
}

ConversationFacts::~ConversationFacts() = default;

const ThreadFacts *ConversationFacts::find(const SessionId &session) const
{
    const auto found = m_table.constFind(session);
    return found == m_table.cend() ? nullptr : &*found;
}

void ConversationFacts::setProject(ProjectId project)
{
    if (project == m_project)
        return;
    clear();
    m_project = project;
    load();
}

void ConversationFacts::load()
{
    m_loadAll = true;
    ask();
}

void ConversationFacts::learn(const QList<ConversationKey> &keys)
{
    for (const ConversationKey &key : keys) {
        if (key.project == m_project)
            m_toRead.insert(key.session);
    }
    ask();
}

void ConversationFacts::clear()
{
    ++m_generation;
    m_asking = m_loadAll = false;
    m_toRead.clear();
    if (!m_table.isEmpty())
        take({{}, m_table.keys(), {}});
}

/// One question at a time: each is compared with what the one before it brought.
void ConversationFacts::ask()
{
    if (m_asking || !m_project.isValid() || m_archive.condition() == ArchiveCondition::Closed ||
        (!m_loadAll && m_toRead.isEmpty()))
        return;
    m_asking = true;
    const QSet<SessionId> some = std::exchange(m_toRead, {});
    const bool all = std::exchange(m_loadAll, false);
    whenDone(m_archive.facts(m_project, m_table, all ? QList<SessionId>() : some.values()), this,
             [this, generation = m_generation](const Result<FactNews> &news) {
                 if (generation != m_generation)
                     return;
                 m_asking = false;
                 if (news)
                     take(*news);
                 else
                     emit failed(news.error());
                 if (generation == m_generation)
                     ask();
             });
}

void ConversationFacts::take(const FactNews &news)
{
    const bool summary = m_languages != news.languages || m_table.isEmpty() != news.table.isEmpty();
    m_table = news.table;
    m_languages = news.languages;
    if (m_untold.isEmpty())
        m_untold = news.changed; // shared, where there are many
    else
        m_untold += news.changed;
    if (summary)
        emit summaryChanged();
    if (!m_telling)
        tell();
}

void ConversationFacts::tell()
{
    m_telling = false;
    if (m_told == m_untold.size())
        return;
    const QList<SessionId> sessions = m_untold.mid(m_told, portion);
    m_told += sessions.size();
    const bool more = m_told < m_untold.size();
    if (more) {
        m_telling = true;
        QMetaObject::invokeMethod(this, &ConversationFacts::tell, Qt::QueuedConnection);
    } else {
        m_untold.clear();
        m_told = 0;
    }
    emit changed(sessions, more);
}

} // namespace confab
