// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/messageservice.h"

#include "api/chatapi.h"
#include "core/future.h"

#include <QSet>

#include <algorithm>

namespace confab {

namespace {

Error wrongPage()
{
    return {ErrorKind::BadResponse, 0, {}, QStringLiteral("Another page came than was asked for"), {}};
}

} // namespace

QList<Message> MessageService::oldestFirst(const QList<Message> &items)
{
    QSet<MessageId> seen;
    QList<Message> messages;
    messages.reserve(items.size());
    for (const Message &message : items) {
        if (seen.contains(message.id))
            continue;
        seen.insert(message.id);
        messages.append(message);
    }
    std::reverse(messages.begin(), messages.end());
    // Ids ascend with time. Dates do not do for sorting: they may be missing, or 12 hours off.
    std::stable_sort(messages.begin(), messages.end(),
                     [](const Message &a, const Message &b) { return a.id < b.id; });
    return messages;
}

MessageService::MessageService(ChatApi &api, QObject *parent) : QObject(parent), m_api(api) {}

MessageService::~MessageService()
{
    withdraw();
}

void MessageService::open(const ConversationKey &key)
{
    if (!key.isValid()) {
        close();
        return;
    }
    if (key == m_key && m_state != State::Closed) {
        refresh();
        return;
    }
    withdraw();
    m_key = key;
    m_known = false;
    m_newestSeen = {};
    forgetArchived();
    m_messages.clear();
    m_total = 0;
    m_complete = false;
    m_state = State::Loading;
    const quint64 request = m_request;
    emit reset();
    if (request == m_request)
        emit stateChanged(m_state);
    if (request == m_request)
        readNewest();
}

void MessageService::close()
{
    if (m_state == State::Closed)
        return;
    withdraw();
    m_key = {};
    m_known = false;
    forgetArchived();
    m_messages.clear();
    m_total = 0;
    m_complete = false;
    m_state = State::Closed;
    const quint64 request = m_request;
    emit reset();
    if (request == m_request)
        emit stateChanged(m_state);
}

void MessageService::openArchived(const ConversationKey &key, const QList<Message> &messages)
{
    withdraw();
    m_key = key;
    m_known = true;
    m_messages = messages;
    m_newestSeen = messages.isEmpty() ? MessageId{} : messages.last().id;
    m_total = messages.size();
    m_complete = true;
    m_state = State::Ready;
    const quint64 request = m_request;
    emit reset();
    if (request == m_request)
        emit stateChanged(m_state);
}

void MessageService::loadOlder()
{
    if (!mayLoadOlder())
        return;
    if (m_archivedLeft > 0)
        return askArchive();
    const quint64 request = m_request;
    setState(State::LoadingOlder);
    if (request == m_request && m_state == State::LoadingOlder)
        readOlder(nextOlderPage());
}

void MessageService::refresh()
{
    if (m_state == State::Closed || m_refreshing)
        return;
    if (!m_known) {
        const quint64 request = m_request;
        setState(State::Loading);
        if (request != m_request || m_refreshing)
            return;
    }
    readNewest();
}

void MessageService::readNewest()
{
    m_refreshing = true;
    const quint64 request = m_request;
    m_newest = m_api.messages(m_key, 1, m_known ? Lane::Visible : Lane::Interactive);
    whenDone(m_newest, this, [this, request](const Answer &answer) {
        if (request != m_request)
            return;
        if (!answer)
            fail(Operation::LoadMessages, answer.error());
        else if (answer->messages.number != 1)
            settle(Operation::LoadMessages, wrongPage());
        else {
            m_refreshing = false;
            takeNewest(*answer);
        }
    });
}

void MessageService::readOlder(int page)
{
    const quint64 request = m_request;
    m_older = m_api.messages(m_key, page, Lane::Interactive);
    whenDone(m_older, this, [this, request, page](const Answer &answer) {
        if (request != m_request)
            return;
        if (!answer)
            fail(Operation::LoadOlderMessages, answer.error());
        else if (answer->messages.number != page)
            settle(Operation::LoadOlderMessages, wrongPage());
        else
            takeOlder(page, *answer);
    });
}

/// False if somebody has moved on meanwhile.
bool MessageService::tellRead(const MessagePage &answer)
{
    const quint64 request = m_request;
    emit pageRead(m_key, answer);
    return request == m_request;
}

void MessageService::takeNewest(const MessagePage &answer)
{
    if (!tellRead(answer))
        return;
    const Page<Message> page = withWishes(answer.messages);
    dropSettledWishes();
    const quint64 request = m_request;
    emit newestRead(m_key, page);
    if (request != m_request)
        return;
    const bool joins = std::any_of(page.items.begin(), page.items.end(), [this](const Message &message) {
        return message.id <= m_newestSeen && indexOf(message.id) >= 0;
    });
    for (const Message &message : page.items)
        m_newestSeen = std::max(m_newestSeen, message.id);
    if (m_archived)
        return takeOverArchived(page);
    if (!m_known || numbered() == 0 || !joins) {
        startFrom(page);
        return;
    }
    m_total = page.total;
    m_perPage = page.perPage;
    merge(page);
}

void MessageService::startFrom(const Page<Message> &page)
{
    // A page of older messages that is on its way would not join on to these.
    withdraw();
    forgetArchived();
    // What is being made here stays; in an open() so does all that was put() while its page was on its way.
    QList<Message> numberedOnes;
    QList<Message> others;
    for (const Message &message : std::as_const(m_messages)) {
        if (!message.id.isValid())
            others.append(message);
        else if (!m_known || message.progress != Progress::Stored)
            numberedOnes.prepend(message);
    }
    m_messages = oldestFirst(numberedOnes + page.items) + others;
    m_total = page.total;
    m_perPage = page.perPage;
    m_deepestPage = 1;
    m_complete = page.isLast();
    m_known = true;
    const quint64 request = m_request;
    emit reset();
    if (request == m_request)
        setState(State::Ready);
}

void MessageService::takeOlder(int asked, const MessagePage &answer)
{
    if (!tellRead(answer))
        return;
    const Page<Message> page = withWishes(answer.messages);
    m_total = page.total;
    m_perPage = page.perPage;
    m_deepestPage = std::max(m_deepestPage, asked);
    // An empty page lies past the end, whatever the reply says of its last page.
    m_complete = page.isLast() || (page.items.isEmpty() && page.skipped == 0);
    const qsizetype before = m_messages.size();
    const quint64 request = m_request;
    if (!merge(page) || request != m_request)
        return;
    if (m_messages.size() == before && !m_complete)
        return readOlder(nextOlderPage());
    setState(State::Ready);
    dropSettledWishes();
}

/// Takes in a page that joins on to what is known. False where a slot has moved on to something else
/// meanwhile.
bool MessageService::merge(const Page<Message> &page)
{
    const quint64 request = m_request;
    QList<Message> older;
    QList<Message> newer;
    QList<Message> between;
    QList<MessageId> edited;
    const qsizetype end = numbered();
    for (const Message &message : oldestFirst(page.items)) {
        const qsizetype place = placeOf(message.id);
        if (place < end && m_messages.at(place).id == message.id) {
            const Message &known = m_messages.at(place);
            if (known.progress == Progress::Stored && !(known == message)) {
                m_messages[place] = message;
                edited.append(message.id);
            }
        } else if (place == end) {
            newer.append(message);
        } else {
            (place == 0 ? older : between).append(message);
        }
    }
    if (!between.isEmpty()) {
        m_messages = oldestFirst(older + m_messages.first(end) + between + newer) + m_messages.mid(end);
        emit reset();
        return request == m_request;
    }
    if (!older.isEmpty()) {
        m_messages = older + m_messages;
        emit prepended(int(older.size()));
    }
    if (request == m_request && !newer.isEmpty())
        add(numbered(), newer);
    for (qsizetype i = 0; request == m_request && i < m_messages.size() && !edited.isEmpty(); ++i) {
        if (edited.removeOne(m_messages.at(i).id))
            emit changed(int(i));
    }
    return request == m_request;
}

void MessageService::add(qsizetype place, const QList<Message> &messages)
{
    const bool last = place == m_messages.size();
    m_messages = m_messages.first(place) + messages + m_messages.mid(place);
    if (last)
        emit appended(int(messages.size()));
    else
        emit inserted(int(place), int(messages.size()));
}

void MessageService::takeOut(qsizetype index)
{
    m_messages.removeAt(index);
    emit removed(int(index));
}

void MessageService::put(const ConversationKey &key, const Message &message)
{
    if (!isOpen(key))
        return;
    const qsizetype known = indexOf(message.id);
    if (known < 0) {
        if (message.id.isValid())
            ++m_total;
        add(message.id.isValid() ? placeOf(message.id) : m_messages.size(), {message});
    } else if (!(m_messages.at(known) == message)) {
        m_messages[known] = message;
        emit changed(int(known));
    }
}

void MessageService::renumber(const ConversationKey &key, MessageId own, const Message &record)
{
    if (!isOpen(key))
        return;
    const qsizetype index = indexOf(own);
    const bool inPlace = own == record.id || (index == numbered() && placeOf(record.id) == index);
    if (index < 0 || !inPlace) {
        const quint64 request = m_request;
        if (index >= 0)
            takeOut(index);
        // Inserted above all rows, it would stand before a hole, and be counted twice.
        const bool isInOlderPage = !m_complete && numbered() > 0 && record.id < m_messages.first().id;
        if (request == m_request && !isInOlderPage)
            put(key, record);
        return;
    }
    if (!own.isValid())
        ++m_total;
    m_messages[index] = record;
    emit changed(int(index));
}

void MessageService::remove(const ConversationKey &key, MessageId own)
{
    const qsizetype index = isOpen(key) ? indexOf(own) : -1;
    if (index >= 0)
        takeOut(index);
}

void MessageService::take(const ConversationKey &key, const MessagePage &newest)
{
    // A first page that is on its way brings the same; it decides where the list begins.
    if (isOpen(key) && m_known)
        takeNewest(newest);
}

bool MessageService::isOpen(const ConversationKey &key) const
{
    return key == m_key && m_state != State::Closed && m_state != State::Gone;
}

qsizetype MessageService::indexOf(MessageId id) const
{
    if (id.isValid()) {
        const qsizetype place = placeOf(id);
        return place < numbered() && m_messages.at(place).id == id ? place : -1;
    }
    for (qsizetype i = numbered(); i < m_messages.size(); ++i) {
        if (m_messages.at(i).id == id)
            return i;
    }
    return -1;
}

qsizetype MessageService::numbered() const
{
    qsizetype end = m_messages.size();
    while (end > 0 && !m_messages.at(end - 1).id.isValid())
        --end;
    return end;
}

qsizetype MessageService::placeOf(MessageId id) const
{
    const auto end = m_messages.begin() + numbered();
    return std::lower_bound(m_messages.begin(), end, id,
                            [](const Message &message, MessageId wanted) { return message.id < wanted; }) -
           m_messages.begin();
}

void MessageService::fail(Operation operation, const Error &error)
{
    if (error.kind == ErrorKind::NotFound && !m_checking)
        checkProject(operation, error);
    else
        settle(operation, error);
}

/// The service's words for a missing conversation and for a missing project are the same status.
void MessageService::checkProject(Operation operation, const Error &notFound)
{
    m_checking = true;
    const quint64 request = m_request;
    m_check = m_api.project(m_key.project, Lane::Interactive);
    whenDone(m_check, this, [this, request, operation, notFound](const Result<Project> &answer) {
        if (request != m_request)
            return;
        m_checking = false;
        if (answer)
            becomeGone();
        else
            settle(operation, answer.error().kind == ErrorKind::Cancelled ? answer.error() : notFound);
    });
}

/// Ends a call that failed. What is on screen stays.
void MessageService::settle(Operation operation, const Error &error)
{
    const quint64 request = m_request;
    if (operation == Operation::LoadMessages)
        m_refreshing = false;
    if (!m_known)
        setState(State::Failed);
    else if (operation == Operation::LoadOlderMessages)
        setState(State::Ready);
    if (request == m_request && error.kind != ErrorKind::Cancelled)
        emit failed(operation, error);
}

void MessageService::becomeGone()
{
    withdraw();
    m_known = false;
    forgetArchived();
    m_messages.clear();
    m_total = 0;
    m_complete = true;
    const quint64 request = m_request;
    const SessionId session = m_key.session;
    emit reset();
    if (request == m_request)
        setState(State::Gone);
    if (request == m_request)
        emit gone(session);
}

void MessageService::withdraw()
{
    ++m_request;
    m_refreshing = false;
    m_checking = false;
    m_wishes.removeIf([](const auto &entry) { return !entry->underWay; });
    m_newest.cancel();
    m_older.cancel();
    m_check.cancel();
}

void MessageService::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    emit stateChanged(state);
}

/// Pages shift as messages are added, always towards higher numbers: the page after the deepest one that was
/// read, and the page where the known messages end, both join on to what is known. The later of the two
/// repeats less.
int MessageService::nextOlderPage() const
{
    const int byCount = m_perPage > 0 ? int(numbered() / m_perPage) + 1 : 1;
    return std::max(m_deepestPage + 1, byCount);
}

} // namespace confab
