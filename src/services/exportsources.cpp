// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exportsources.h"

#include "api/chatapi.h"
#include "archive/archive.h"
#include "core/future.h"
#include "services/archiveservice.h"

#include <algorithm>
#include <utility>

namespace confab {

namespace {

ExportedSource knownSource(const Citation &citation, CitationId id)
{
    return {id, ExportedSource::State::Known, citation.title, citation.description, citation.url};
}

} // namespace

ExportSources::ExportSources(ChatApi &api, ArchiveService &archive, ProjectId project, bool mayAsk,
                             QObject *parent)
    : QObject(parent), m_api(api), m_archive(archive), m_project(project), m_mayAsk(mayAsk)
{
}

ExportSources::~ExportSources()
{
    stop();
}

void ExportSources::resolve(const QList<CitationId> &ids, QObject *context, const Take &take)
{
    QList<CitationId> unknown;
    for (const CitationId id : ids) {
        if (!m_known.contains(id))
            unknown.append(id);
    }
    m_waiting.push_back({ids, context, take});
    if (unknown.isEmpty() || !m_archive.isOpen()) {
        for (const CitationId id : std::as_const(unknown))
            ask(id);
        return settle();
    }
    whenDone(m_archive.archive().citations(m_project, unknown), this,
             [this, unknown](const Result<QList<Citation>> &found) {
                 for (const Citation &each : found.value_or(QList<Citation>())) {
                     if (!m_calls.contains(each.id))
                         m_known.insert(each.id, knownSource(each, each.id));
                 }
                 for (const CitationId id : unknown)
                     ask(id);
                 settle();
             });
}

void ExportSources::ask(CitationId id)
{
    if (m_known.contains(id))
        return;
    m_known.insert(id, unknownSource(id));
    if (!m_mayAsk)
        return;
    const auto call = m_api.citation(m_project, id, Lane::Background);
    m_calls.insert(id, call);
    whenDone(call, this, [this, id](const Result<Citation> &answer) { answered(id, answer); });
    emit calling();
}

void ExportSources::answered(CitationId id, const Result<Citation> &answer)
{
    m_calls.remove(id);
    if (answer) {
        m_known[id] = knownSource(*answer, id);
        ArchiveBatch batch;
        Citation citation = *answer;
        citation.id = id; // the reply may carry another (contract, section 2.2)
        batch.citations = {{m_project, citation}};
        m_archive.learn(batch);
    } else if (answer.error().kind == ErrorKind::NotFound) {
        m_known[id].state = ExportedSource::State::Removed;
    } else {
        const QPointer<ExportSources> alive(this);
        emit failed(answer.error());
        if (!alive)
            return;
    }
    settle();
}

void ExportSources::stop()
{
    m_waiting.clear();
    auto calls = std::exchange(m_calls, {});
    for (auto &call : calls)
        call.cancel();
    erase_if(m_known, [](auto each) { return each.value().state == ExportedSource::State::NotLookedUp; });
}

void ExportSources::settle()
{
    std::vector<Waiting> ready;
    for (auto waiting = m_waiting.begin(); waiting != m_waiting.end();) {
        const bool all = std::all_of(waiting->ids.cbegin(), waiting->ids.cend(),
                                     [this](CitationId id) { return isSettled(id); });
        if (all)
            ready.push_back(std::move(*waiting));
        waiting = all ? m_waiting.erase(waiting) : waiting + 1;
    }
    const QPointer<ExportSources> alive(this);
    for (const Waiting &each : ready) {
        QList<ExportedSource> sources;
        for (const CitationId id : each.ids)
            sources.append(m_known.value(id, unknownSource(id)));
        if (each.context)
            each.take(sources);
        if (!alive)
            return;
    }
}

} // namespace confab
