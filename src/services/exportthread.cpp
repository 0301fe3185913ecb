// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exportthread.h"

#include "api/chatapi.h"
#include "archive/archive.h"
#include "core/future.h"
#include "services/exportsources.h"
#include "services/projectsync.h"

#include <QSet>

#include <algorithm>
#include <limits>
#include <utility>

namespace confab {

namespace {

/// Of a page of the service (contract, section 4); for an estimate alone.
constexpr qint64 usualPage = 20;
/// Of one conversation.
constexpr int mostRepeats = 2;

/// All of it is there, as of when it was last looked at.
bool isComplete(const ArchivedConversation &copy)
{
    return copy.checkedAt.isValid() && copy.total && copy.messages >= *copy.total &&
           !copy.removedAt.isValid();
}

} // namespace

int ExportThread::callsFor(const ArchivedConversation *copy, const ExportTerms &terms)
{
    if (terms.offline)
        return 0;
    if (!copy)
        return 1;
    if (terms.copiesAreFull && isComplete(*copy))
        return ProjectSync::mayGrow(copy->conversation, copy->lastMessageAt, terms.now) ? 1 : 0;
    const qint64 messages = std::max<qint64>(copy->total.value_or(0), copy->messages);
    return int(std::max<qint64>(1, (messages + usualPage - 1) / usualPage));
}

ExportThread::ExportThread(ChatApi &api, Archive *archive, ExportSources &sources,
                           const Conversation &conversation)
    : m_api(api), m_archive(archive), m_sources(sources)
{
    m_result.conversation = conversation;
}

ExportThread::~ExportThread()
{
    m_ended = true;
    m_call.cancel();
}

void ExportThread::start(const ExportTerms &terms)
{
    m_terms = terms;
    if (m_archive) {
        whenDone(m_archive->conversation(m_result.conversation.key()), this,
                 [this](const Result<ArchivedConversation> &copy) { takeCopy(copy); });
    } else if (m_terms.offline) {
        finish(failure(ErrorKind::Storage));
    } else {
        askPage(1);
    }
}

void ExportThread::takeCopy(const Result<ArchivedConversation> &copy)
{
    // One that is known by its name alone is no copy.
    if (copy && (copy->messages > 0 || copy->checkedAt.isValid()))
        m_copy = *copy;
    if (m_terms.offline && copy && !m_copy)
        return takeEmptyCopy(*copy);
    if (m_terms.offline)
        return m_copy ? readCopy(&ExportThread::useCopy) : finish(failure(ErrorKind::Storage));
    if (m_copy && callsFor(&*m_copy, m_terms) == 0)
        return readCopy(&ExportThread::useCopy);
    m_joins = m_terms.copiesAreFull && m_copy && isComplete(*m_copy) && m_copy->newestMessage.isValid();
    askPage(1);
}

/// The reports may have told that nothing was said in it.
void ExportThread::takeEmptyCopy(const ArchivedConversation &copy)
{
    const ConversationKey key = m_result.conversation.key();
    whenDone(m_archive->facts(key.project, {}, {key.session}), this,
             [this, key, copy](const Result<FactNews> &news) {
                 const ThreadFacts facts = news ? news->table.value(key.session) : ThreadFacts();
                 if (!facts.checkedAt.isValid() || facts.messages > 0)
                     return finish(failure(ErrorKind::Storage));
                 m_copy = copy;
                 m_copy->total = 0;
                 m_copy->checkedAt = facts.checkedAt;
                 readCopy(&ExportThread::useCopy);
             });
}

void ExportThread::readCopy(void (ExportThread::*next)())
{
    constexpr int all = std::numeric_limits<int>::max();
    whenDone(m_archive->messages(m_result.conversation.key(), {}, all), this,
             [this, next](const Result<QList<ArchivedMessage>> &messages) {
                 if (!messages && m_terms.offline)
                     return finish(tl::unexpected(messages.error()));
                 m_copyWasRead = true;
                 for (const ArchivedMessage &each : messages.value_or(QList<ArchivedMessage>()))
                     m_copied.insert(each.message.id, {each.message, each.language});
                 (this->*next)();
             });
}

/// The copy alone.
void ExportThread::useCopy()
{
    if (m_copied.size() < m_copy->messages && !m_terms.offline)
        return askPage(1); // it could not be read
    m_result.fromArchive = true;
    m_result.removed = m_result.removed || m_copy->removedAt.isValid();
    m_result.asOf = m_copy->checkedAt.isValid() ? m_copy->checkedAt : m_copy->seenAt;
    m_result.messages = m_copied.values();
    m_result.missing = std::max<qint64>(0, m_copy->total.value_or(0) - m_copied.size());
    resolveSources();
}

// --- The service ---

void ExportThread::askPage(int page)
{
    m_callsLeft = std::max(1, m_lastPage - page + 1);
    m_call = m_api.messages(m_result.conversation.key(), page, Lane::Background);
    whenDone(m_call, this, [this, page](const Result<MessagePage> &answer) { takePage(page, answer); });
    emit calling();
}

void ExportThread::takePage(int page, const Result<MessagePage> &answer)
{
    if (m_ended)
        return;
    m_callsLeft = 0;
    // One that was cut on its way; what the network loses is repeated further down.
    if (!answer && answer.error().kind == ErrorKind::BadResponse && m_repeats++ < mostRepeats)
        return askPage(page);
    if (!answer)
        return answer.error().kind == ErrorKind::NotFound ? copyGone(answer.error())
                                                          : finish(tl::unexpected(answer.error()));
    const Page<Message> &messages = answer->messages;
    m_page = page;
    m_lastPage = messages.items.isEmpty() ? page : std::max(messages.lastPage, 1);
    if (page == 1) {
        m_total = messages.total;
        m_result.asOf = m_terms.now;
    }
    for (const Message &each : messages.items)
        m_read.insert(each.id, {each, {}});
    m_callsLeft = std::max(0, m_lastPage - page);
    emit pageRead(m_result.conversation.key(), *answer);
    if (m_ended)
        return;
    const bool meets = m_joins && !m_read.isEmpty() && m_read.firstKey() <= m_copy->newestMessage;
    if (m_page >= m_lastPage || !meets)
        return tryJoin();
    if (m_copyWasRead)
        tryJoin();
    else
        readCopy(&ExportThread::tryJoin);
}

/// Ends where what was read, with the copy where that joins on to it, is all that there is.
void ExportThread::tryJoin()
{
    if (m_page < m_lastPage) {
        QSet<MessageId> known(m_read.keyBegin(), m_read.keyEnd());
        known.unite(QSet<MessageId>(m_copied.keyBegin(), m_copied.keyEnd()));
        if (m_copied.isEmpty() || known.size() != m_total)
            return askPage(m_page + 1);
        for (auto each = m_copied.cbegin(); each != m_copied.cend(); ++each) {
            if (!m_read.contains(each.key()))
                m_read.insert(each.key(), each.value());
        }
    }
    m_callsLeft = 0;
    m_result.messages = m_read.values();
    m_result.missing = std::max<qint64>(0, m_total - m_read.size());
    resolveSources();
}

/// The service no longer has it: what the archive has of it is exported, and says so.
void ExportThread::copyGone(const Error &notFound)
{
    if (!m_copy || m_copy->messages == 0)
        return finish(tl::unexpected(notFound));
    m_read.clear();
    m_result.removed = true;
    m_terms.offline = true; // it is not asked for again
    readCopy(&ExportThread::useCopy);
}

// --- The end ---

void ExportThread::resolveSources()
{
    QList<CitationId> ids;
    QSet<CitationId> seen;
    for (const ExportedMessage &message : std::as_const(m_result.messages)) {
        for (const CitationId id : message.message.citations) {
            if (!seen.contains(id))
                ids.append(id);
            seen.insert(id);
        }
    }
    if (ids.isEmpty())
        return finish(m_result);
    m_sources.resolve(ids, this, [this](const QList<ExportedSource> &sources) {
        m_result.sources = sources;
        finish(m_result);
    });
}

void ExportThread::finish(const Result<ExportedConversation> &result)
{
    if (std::exchange(m_ended, true))
        return;
    m_callsLeft = 0;
    emit finished(result);
}

} // namespace confab
