// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/searchservice.h"

#include "archive/archive.h"
#include "core/clock.h"
#include "core/future.h"

#include <utility>

namespace confab {

namespace {

/// The last word is still being typed: nothing has ended it.
bool isStillTyping(const ParsedSearch &parsed, const QString &text)
{
    if (parsed.chips.isEmpty())
        return false;
    const SearchChip &last = parsed.chips.last();
    return last.kind == SearchChip::Kind::Text && last.start + last.length == text.size();
}

} // namespace

SearchService::SearchService(Archive &archive, Clock &clock, QObject *parent)
    : QObject(parent), m_archive(archive), m_clock(clock)
{
}

SearchService::~SearchService()
{
    m_call.cancel();
}

void SearchService::search(const QString &text, ProjectId project, const QLocale &locale)
{
    const quint64 number = ++m_number;
    m_call.cancel();
    m_text = text;
    m_locale = locale;
    m_understood = parseSearch(text, m_clock.nowUtc(), m_clock.zone(), locale);
    emit understoodChanged();
    if (number != m_number)
        return;
    m_request = {};
    m_request.project = project;
    m_request.query = m_understood.query;
    m_request.among = m_projects;
    m_request.stillTyping = words().stillTyping;
    m_request.limit = perPage;
    if (!m_understood.query.isEmpty())
        return ask({});
    m_hasMore = false;
    m_hits.clear();
    emit hitsReset();
    if (number == m_number)
        setSearching(false);
}

SearchWords SearchService::words() const
{
    return {m_understood.query.texts, isStillTyping(m_understood, m_text)};
}

void SearchService::dayChanged()
{
    const QString text = m_text; // the new search overwrites it
    const QLocale locale = m_locale;
    if (!(parseSearch(text, m_clock.nowUtc(), m_clock.zone(), locale).query == m_understood.query))
        search(text, m_request.project, locale);
}

void SearchService::more()
{
    if (m_hasMore && !m_searching)
        ask(m_hits.last().message);
}

QFuture<Result<ArchivedConversation>> SearchService::conversation(const ConversationKey &key)
{
    return m_archive.conversation(key);
}

/// The hits of the search before stay until the first ones of this search are there: nothing flickers.
void SearchService::ask(MessageId before)
{
    SearchRequest request = m_request;
    request.before = before;
    const quint64 number = m_number;
    m_call = m_archive.search(request);
    whenDone(m_call, this, [this, number, first = !before.isValid()](const Result<SearchResults> &answer) {
        if (number == m_number)
            take(answer, first);
    });
    setSearching(true);
}

void SearchService::take(const Result<SearchResults> &answer, bool first)
{
    const quint64 number = m_number;
    if (!answer) {
        m_hasMore = false;
        if (first) {
            m_hits.clear();
            emit hitsReset();
        }
        if (number == m_number)
            setSearching(false);
        if (number == m_number)
            emit failed(answer.error());
        return;
    }
    m_hasMore = answer->more && !answer->hits.isEmpty();
    if (first)
        m_hits = answer->hits;
    else
        m_hits += answer->hits;
    if (first)
        emit hitsReset();
    else
        emit hitsAppended(int(answer->hits.size()));
    if (number == m_number)
        setSearching(false);
}

void SearchService::setSearching(bool searching)
{
    if (std::exchange(m_searching, searching) != searching)
        emit searchingChanged(searching);
}

} // namespace confab
