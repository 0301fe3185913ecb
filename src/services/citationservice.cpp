// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/citationservice.h"

#include "api/chatapi.h"
#include "core/future.h"

#include <algorithm>

namespace confab {

CitationService::CitationService(ChatApi &api, QObject *parent) : QObject(parent), m_api(api) {}

CitationService::~CitationService()
{
    withdraw();
}

CitationService::State CitationService::state(ProjectId project, CitationId id) const
{
    const auto entry = m_entries.find({project, id});
    return entry == m_entries.end() ? State::Unknown : entry->second.state;
}

const Citation *CitationService::find(ProjectId project, CitationId id) const
{
    const auto entry = m_entries.find({project, id});
    return entry == m_entries.end() || entry->second.state != State::Known ? nullptr
                                                                           : &entry->second.citation;
}

bool CitationService::isLoading() const
{
    return std::any_of(m_entries.begin(), m_entries.end(),
                       [](const auto &entry) { return entry.second.state == State::Loading; });
}

void CitationService::request(ProjectId project, CitationId id)
{
    const State now = state(project, id);
    if (!project.isValid() || !id.isValid() || (now != State::Unknown && now != State::Failed))
        return;
    const Key key{project, id};
    Entry &entry = m_entries[key] = Entry{};
    entry.call = m_api.citation(project, id, Lane::Visible);
    whenDone(entry.call, this, [this, key, generation = m_generation](const Result<Citation> &answer) {
        if (generation == m_generation)
            take(key, answer);
    });
}

void CitationService::showArchived(ProjectId project, const Citation &archived)
{
    const auto entry = m_entries.find({project, archived.id});
    if (entry == m_entries.end() || entry->second.state != State::Failed)
        return;
    entry->second.citation = archived;
    entry->second.state = State::Known;
    emit changed(project, archived.id);
}

void CitationService::clear()
{
    withdraw();
}

void CitationService::take(const Key &key, const Result<Citation> &answer)
{
    if (answer) {
        Entry &entry = m_entries[key];
        entry.citation = *answer;
        entry.citation.id = key.second;
        entry.state = State::Known;
    } else if (answer.error().kind == ErrorKind::Cancelled) {
        // Nobody's fault, and nothing was learnt: it may be asked for again.
        m_entries.erase(key);
    } else {
        const bool removed = answer.error().kind == ErrorKind::NotFound;
        m_entries[key].state = removed ? State::Removed : State::Failed;
    }
    emit changed(key.first, key.second);
}

void CitationService::withdraw()
{
    ++m_generation;
    // Cancelling may run continuations; none of them may meet a map that is being walked.
    auto entries = std::exchange(m_entries, {});
    for (auto &[key, entry] : entries) {
        if (entry.state == State::Loading)
            entry.call.cancel();
    }
}

} // namespace confab
