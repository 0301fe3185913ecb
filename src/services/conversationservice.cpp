// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/conversationservice.h"

#include "api/chatapi.h"
#include "core/future.h"

#include <algorithm>
#include <utility>

namespace confab {

namespace {

/// The vendor recommends at most five calls at once.
constexpr int maxReads = 5;
/// How often rows may move under one reading from the top before it is left at what is here.
constexpr int maxStepsBack = 5;

QSet<SessionId> sessionsOf(const Page<Conversation> &page)
{
    QSet<SessionId> sessions;
    for (const auto &item : page.items)
        sessions.insert(item.session);
    return sessions;
}

} // namespace

ConversationService::ConversationService(ChatApi &api, QObject *parent) : QObject(parent), m_api(api) {}

ConversationService::~ConversationService()
{
    cancelReads();
}

const Conversation *ConversationService::find(const SessionId &session) const
{
    const auto found = m_rows.constFind(session);
    return found == m_rows.constEnd() ? nullptr : &*found;
}

QList<Conversation> ConversationService::conversations() const
{
    QList<Conversation> all = m_rows.values();
    std::sort(all.begin(), all.end(), [](const Conversation &a, const Conversation &b) {
        return a.id != b.id ? b.id < a.id : b.session < a.session;
    });
    return all;
}

void ConversationService::open(ProjectId project, PeopleFilter people)
{
    close();
    m_project = project;
    m_people = people;
    m_state = State::LoadingFirst;
    read(m_listing.askFirst());
    tell({});
}

void ConversationService::close()
{
    const quint64 generation = ++m_generation;
    cancelReads();
    m_listing.reset();
    m_rows.clear();
    m_archived.clear();
    m_hidden.clear();
    m_gone.clear();
    m_touched.clear();
    m_complete = m_wantAll = m_wantRefresh = m_rereading = false;
    m_allError.reset();
    m_project = {};
    m_state = State::Closed;
    emit reset();
    if (generation == m_generation)
        tell({});
}

void ConversationService::refresh()
{
    switch (m_state) {
    case State::Closed:
    case State::LoadingFirst:
    case State::Refreshing:
        return;
    case State::LoadingMore:
    case State::LoadingAll:
        m_wantRefresh = true;
        return;
    case State::Failed:
        m_state = State::LoadingFirst;
        read(m_listing.askFirst());
        break;
    case State::Ready:
        startRefresh();
        break;
    }
    tell({});
}

void ConversationService::startRefresh()
{
    m_wantRefresh = false;
    m_rereading = m_complete;
    m_state = State::Refreshing;
    read(m_listing.askFirst());
}

void ConversationService::loadMore()
{
    if (m_state != State::Ready || m_complete)
        return;
    m_state = State::LoadingMore;
    m_stepsBack = 0;
    Change change;
    if (m_listing.reachedBottom())
        reachBottom(change);
    else
        read(m_listing.askNext());
    tell(change);
}

void ConversationService::loadAll()
{
    if (m_complete || m_state == State::Closed || m_state == State::Failed || m_state == State::LoadingAll)
        return;
    if (m_state != State::Ready) {
        m_wantAll = true;
        return;
    }
    Change change;
    startAll(change);
    tell(change);
}

void ConversationService::cancelLoadAll()
{
    m_wantAll = false;
    if (m_state != State::LoadingAll)
        return;
    cancelReads();
    m_complete = false;
    becomeReady();
    tell({});
}

void ConversationService::read(const PageAsk &ask)
{
    const bool isForAll = ask.purpose == PageAsk::Purpose::Rising || m_state == State::LoadingAll;
    const auto future = m_api.conversations(m_project, {ask.page, ask.order, m_people},
                                            isForAll ? Lane::Visible : Lane::Interactive);
    m_reads.insert(ask.ticket, future);
    whenDone(future, this, [this, ask](const Result<Page<Conversation>> &result) { onPage(ask, result); });
}

void ConversationService::cancelReads()
{
    for (auto &future : m_reads)
        future.cancel();
    m_reads.clear();
}

void ConversationService::onPage(const PageAsk &ask, const Result<Page<Conversation>> &result)
{
    if (m_reads.remove(ask.ticket) == 0)
        return;
    if (!result) {
        onPageFailed(ask, result.error());
        return;
    }
    if (ask.purpose == PageAsk::Purpose::First) {
        const quint64 generation = m_generation;
        emit firstPageRead(*result);
        if (generation != m_generation)
            return;
    }
    Change change;
    merge(result->items, ask.ticket, change);
    switch (ask.purpose) {
    case PageAsk::Purpose::First:
        onFirst(ask, *result, change);
        break;
    case PageAsk::Purpose::Next:
        onNext(ask, *result, change);
        break;
    case PageAsk::Purpose::Rising:
        onRising(ask, *result, change);
        break;
    case PageAsk::Purpose::Top:
        onTop(ask, *result, change);
        break;
    }
    tell(change);
}

void ConversationService::onPageFailed(const PageAsk &ask, const Error &error)
{
    if (ask.purpose == PageAsk::Purpose::First) {
        onFirstFailed(error);
        return;
    }
    Change change;
    if (m_state == State::LoadingAll) {
        // The other pages that are on their way are worth having: they end this, not the failed one.
        if (!m_allError)
            m_allError = error;
        m_listing.dropRising(ask);
        if (m_reads.isEmpty())
            leaveIncomplete(*m_allError, change);
    } else {
        change.operation = Operation::LoadConversations;
        change.error = error;
        m_wantAll = false;
        becomeReady();
    }
    tell(change);
}

void ConversationService::onFirstFailed(const Error &error)
{
    const bool isFirstTime = m_state == State::LoadingFirst;
    if (isFirstTime && m_people == PeopleFilter::Me && error.kind == ErrorKind::Validation) {
        m_people = PeopleFilter::Everyone;
        read(m_listing.askFirst());
        emit peopleFilterRefused(PeopleFilter::Me);
        return;
    }
    Change change;
    change.operation = Operation::LoadConversations;
    change.error = error;
    m_wantAll = m_wantRefresh = m_rereading = false;
    m_state = isFirstTime ? State::Failed : State::Ready;
    tell(change);
}

void ConversationService::onFirst(const PageAsk &ask, const Page<Conversation> &page, Change &change)
{
    const bool keepSpan = m_state == State::Refreshing && !m_rereading;
    const IdSpan span = m_listing.takeFirst(ask, page, keepSpan);
    dropVanished(span, sessionsOf(page), ask.ticket, change);
    if (m_listing.reachedBottom() && !(keepSpan && known() < m_listing.total()))
        becomeComplete(change);
    else if (m_rereading || m_wantAll)
        startAll(change);
    else
        becomeReady();
}

void ConversationService::onNext(const PageAsk &ask, const Page<Conversation> &page, Change &change)
{
    IdSpan span;
    if (m_listing.takeNext(ask, page, &span) == ConversationListing::Next::SteppedBack) {
        if (++m_stepsBack <= maxStepsBack)
            read(m_listing.askNext());
        else if (m_state == State::LoadingAll)
            leaveIncomplete({ErrorKind::BadResponse, 0, {}, QStringLiteral("the list kept changing"), {}},
                            change);
        else
            becomeReady();
        return;
    }
    dropVanished(span, sessionsOf(page), ask.ticket, change);
    if (m_listing.reachedBottom())
        reachBottom(change);
    else if (m_state == State::LoadingAll)
        read(m_listing.askNext());
    else if (m_wantAll)
        startAll(change);
    else
        becomeReady();
}

void ConversationService::startAll(Change &change)
{
    m_state = State::LoadingAll;
    m_wantAll = false;
    m_allError.reset();
    m_stepsBack = 0;
    if (m_listing.reachedBottom()) {
        reachBottom(change);
    } else if (m_listing.isOrderIgnored()) {
        read(m_listing.askNext());
    } else {
        m_listing.startRising(false);
        pumpRising(change);
    }
}

void ConversationService::onRising(const PageAsk &ask, const Page<Conversation> &page, Change &change)
{
    if (m_listing.takeRising(ask, page) == ConversationListing::Rising::OrderIgnored) {
        // One after the other from the top, then: several at once could lose rows that move between them.
        cancelReads();
        m_allError.reset();
        read(m_listing.askNext());
        return;
    }
    pumpRising(change);
}

void ConversationService::pumpRising(Change &change)
{
    while (!m_allError && m_reads.size() < maxReads) {
        const auto ask = m_listing.askRising();
        if (!ask)
            break;
        read(*ask);
    }
    if (!m_reads.isEmpty())
        return;
    if (m_allError)
        leaveIncomplete(*m_allError, change);
    else
        finishRising(change);
}

void ConversationService::finishRising(Change &change)
{
    if (m_listing.hasShrunk()) {
        startOver(change);
        return;
    }
    const QSet<SessionId> seen = m_listing.seenRising();
    dropVanished(m_listing.finishRising(), seen, m_listing.risingSince(), change);
    reachBottom(change);
}

void ConversationService::startOver(Change &change)
{
    if (m_listing.isSecondPass()) {
        m_listing.setShrunk();
        leaveIncomplete({ErrorKind::BadResponse, 0, {}, QStringLiteral("the list kept changing"), {}},
                        change);
        return;
    }
    m_listing.startRising(true);
    pumpRising(change);
}

void ConversationService::reachBottom(Change &change)
{
    if (known() >= m_listing.total()) {
        becomeComplete(change);
        return;
    }
    // The server counts more than is here: rows have come on top since the top was read.
    m_newOnTop = 0;
    read(m_listing.askTop(1));
}

void ConversationService::onTop(const PageAsk &ask, const Page<Conversation> &page, Change &change)
{
    m_newOnTop += static_cast<int>(change.upserts.size());
    if (!m_listing.takeTop(ask, page)) {
        read(m_listing.askTop(ask.page + 1));
        return;
    }
    const bool othersWent = m_listing.finishTop(m_newOnTop);
    if (othersWent && m_state == State::LoadingAll && !m_listing.isOrderIgnored())
        startOver(change);
    else
        becomeComplete(change);
}

void ConversationService::becomeComplete(Change &change)
{
    for (const SessionId &session : std::exchange(m_archived, {})) {
        m_rows.remove(session);
        change.removals.append(session);
    }
    m_complete = true;
    m_rereading = m_wantAll = false;
    m_listing.setTotal(known());
    becomeReady();
}

void ConversationService::becomeReady()
{
    m_rereading = false;
    m_state = State::Ready;
    if (m_wantRefresh)
        startRefresh();
}

void ConversationService::leaveIncomplete(Error error, Change &change)
{
    m_complete = false;
    m_allError.reset();
    change.operation = Operation::LoadAllConversations;
    change.error = std::move(error);
    becomeReady();
}

void ConversationService::merge(const QList<Conversation> &items, quint64 ticket, Change &change)
{
    for (Conversation item : items) {
        // The list was asked for by project; the rest of the program builds its paths from this.
        item.project = m_project;
        if (const auto gone = m_gone.constFind(item.session); gone != m_gone.constEnd() && ticket <= *gone)
            continue;
        if (m_taken.contains(item.session)) {
            m_hidden.insert(item.session);
            m_archivedTaken.remove(item.session);
            continue;
        }
        const auto row = m_rows.constFind(item.session);
        const bool isHere = row != m_rows.constEnd();
        // Told also where it is as the archive had it: that the service has it is news.
        const bool isConfirmedNow = m_archived.remove(item.session);
        if (isHere && ticket <= m_touched.value(item.session))
            continue;
        if (const auto rename = m_renames.find(item.session); rename != m_renames.end()) {
            rename->serverName = item.name;
            item.name = rename->next.value_or(rename->sent);
        }
        if (isHere && *row == item && !isConfirmedNow)
            continue;
        m_rows.insert(item.session, item);
        change.upserts.append(item);
    }
}

void ConversationService::dropVanished(const IdSpan &span, const QSet<SessionId> &seen, quint64 ticket,
                                       Change &change)
{
    const auto hasVanished = [&](const Conversation &row) {
        return row.id.value >= span.from && row.id.value < span.to && !seen.contains(row.session) &&
               m_touched.value(row.session) < ticket;
    };
    m_rows.removeIf([&](const auto &entry) {
        if (!hasVanished(entry.value()))
            return false;
        m_archived.remove(entry.key());
        change.removals.append(entry.key());
        return true;
    });
    m_hidden.removeIf([&](const SessionId &session) { return hasVanished(m_taken.value(session)); });
}

qint64 ConversationService::known() const
{
    return loaded() + m_hidden.size() + m_listing.skipped();
}

void ConversationService::tell(const Change &change)
{
    const quint64 generation = m_generation;
    const auto isStale = [&] { return generation != m_generation; };
    if (!change.upserts.isEmpty())
        emit upserted(change.upserts);
    if (!isStale() && !change.removals.isEmpty())
        emit removed(change.removals);
    if (isStale())
        return;
    const Counts counts{loaded(), total(), m_complete, hidesTaken()};
    if (counts != m_toldCounts) {
        m_toldCounts = counts;
        emit countsChanged(counts.loaded, counts.total, counts.complete);
    }
    // A slot may have moved the state on and told it already.
    if (m_toldState != m_state) {
        m_toldState = m_state;
        emit stateChanged(m_state);
    }
    if (!isStale() && change.operation && change.error.kind != ErrorKind::Cancelled)
        emit failed(*change.operation, change.error);
}

} // namespace confab
