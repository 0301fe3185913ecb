// SPDX-License-Identifier: GPL-3.0-or-later
// The part of ExportService that says before an export what it costs.
#include "services/exportservice.h"

#include "archive/archive.h"
#include "core/future.h"
#include "services/archiveservice.h"

#include <QPromise>

#include <numeric>

namespace confab {

QFuture<Result<int>> ExportService::estimate(const ExportRequest &request)
{
    auto promise = std::make_shared<QPromise<Result<int>>>();
    promise->start();
    const quint64 number = ++m_estimate;
    const auto end = [promise](int calls) {
        promise->addResult(Result<int>(calls));
        promise->finish();
    };
    m_costs.clear();
    if (request.offline || !m_archive.isOpen()) {
        end(request.offline ? 0 : int(request.conversations.size()));
        return promise->future();
    }
    Archive &archive = m_archive.archive();
    whenDone(archive.syncMark(request.project.id), this,
             [this, end, number, request, &archive](const Result<SyncMark> &mark) {
                 if (number != m_estimate)
                     return;
                 const ExportTerms terms{false, mark && copiesAreFull(request, *mark), now()};
                 whenDone(
                     archive.conversations(request.project.id), this,
                     [this, end, number, request, terms](const Result<QList<ArchivedConversation>> &copies) {
                         if (number == m_estimate)
                             end(takeCosts(request, terms, copies.value_or(QList<ArchivedConversation>())));
                     });
             });
    return promise->future();
}

int ExportService::takeCosts(const ExportRequest &request, const ExportTerms &terms,
                             const QList<ArchivedConversation> &copies)
{
    QHash<SessionId, const ArchivedConversation *> known;
    for (const ArchivedConversation &copy : copies)
        known.insert(copy.conversation.session, &copy);
    for (const Conversation &each : request.conversations)
        m_costs.insert(each.session, ExportThread::callsFor(known.value(each.session), terms));
    return std::accumulate(m_costs.cbegin(), m_costs.cend(), 0);
}

} // namespace confab
