// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/fakechatapi.h"

#include <QPromise>

#include <algorithm>
#include <memory>

namespace confab {

namespace {

const QDateTime firstDay(QDate(2026, 1, 1), QTime(8, 0), Qt::UTC);

template<class T>
Page<T> pageOf(const QList<T> &all, int number, int perPage, bool reportsPerPage)
{
    Page<T> page;
    const int size = std::max(1, perPage);
    page.items = all.mid(qsizetype{number - 1} * size, size);
    page.number = number;
    page.total = all.size();
    page.lastPage = std::max(1, static_cast<int>((all.size() + size - 1) / size));
    page.perPage = reportsPerPage ? size : 0;
    return page;
}

Error notFound()
{
    return FakeChatApi::httpError(ErrorKind::NotFound, 404, QStringLiteral("Not found"));
}

} // namespace

FakeChatApi::~FakeChatApi() = default;

ProjectId FakeChatApi::addProject(qint64 id, int count, const QString &name)
{
    ProjectData data;
    data.project = {ProjectId{id}, name, true, firstDay, firstDay};
    projectData.insert(ProjectId{id}, data);
    for (int i = 0; i < count; ++i)
        addConversation(ProjectId{id});
    return ProjectId{id};
}

Conversation FakeChatApi::addConversation(ProjectId project, const QString &name)
{
    auto &list = projectData[project].conversations;
    qint64 id = 1;
    for (const auto &other : std::as_const(list))
        id = std::max(id, other.id.value + 1);
    Conversation conversation;
    conversation.id = ConversationId{id};
    conversation.session = session(id);
    conversation.project = project;
    conversation.name = name.isEmpty() ? QStringLiteral("Conversation %1").arg(id) : name;
    conversation.createdAt = conversation.updatedAt = firstDay.addSecs(3600 * id);
    list.append(conversation);
    return conversation;
}

void FakeChatApi::addMessages(const ConversationKey &key, int count)
{
    auto &list = projectData[key.project].messages[key.session];
    const Conversation *conversation = findConversation(key);
    for (int i = 0; i < count; ++i) {
        Message message;
        const qint64 number = list.size() + 1;
        message.conversation = conversation ? conversation->id : ConversationId{};
        message.id = MessageId{distinctMessageIds ? message.conversation.value * 100'000 + number : number};
        message.question = QStringLiteral("Question %1").arg(message.id.value);
        message.answer = QStringLiteral("Answer %1").arg(message.id.value);
        message.createdAt = firstDay.addSecs(60 * number);
        list.append(message);
    }
}

SessionId FakeChatApi::session(qint64 number)
{
    return SessionId(QStringLiteral("session-%1").arg(number, 6, 10, QLatin1Char('0')));
}

Conversation *FakeChatApi::editable(const ConversationKey &key)
{
    const auto data = projectData.find(key.project);
    if (data == projectData.end())
        return nullptr;
    auto &list = data->conversations;
    const auto found = std::find_if(list.begin(), list.end(),
                                    [&](const Conversation &item) { return item.session == key.session; });
    return found == list.end() ? nullptr : &*found;
}

const Conversation *FakeChatApi::findConversation(const ConversationKey &key) const
{
    return const_cast<FakeChatApi *>(this)->editable(key);
}

void FakeChatApi::removeConversation(const ConversationKey &key)
{
    auto &data = projectData[key.project];
    data.conversations.removeIf([&](const Conversation &item) { return item.session == key.session; });
    data.messages.remove(key.session);
}

int FakeChatApi::count(Method method) const
{
    return static_cast<int>(callsTo(method).size());
}

QList<FakeChatApi::Call> FakeChatApi::callsTo(Method method) const
{
    QList<Call> result;
    std::copy_if(calls.begin(), calls.end(), std::back_inserter(result),
                 [&](const Call &call) { return call.method == method; });
    return result;
}

int FakeChatApi::inFlight() const
{
    return static_cast<int>(std::count_if(m_pending.begin(), m_pending.end(),
                                          [](const Pending &item) { return !item.isCancelled(); }));
}

int FakeChatApi::cancelledCount() const
{
    return m_sweptCancelled + static_cast<int>(m_pending.size()) - inFlight();
}

void FakeChatApi::hold(bool on)
{
    m_holding = on;
    if (on)
        return;
    for (const auto &item : m_pending)
        QMetaObject::invokeMethod(
            this, [this, ticket = item.ticket] { release(ticket); }, Qt::QueuedConnection);
}

bool FakeChatApi::releaseNext()
{
    sweepCancelled();
    if (m_pending.empty())
        return false;
    release(m_pending.front().ticket);
    return true;
}

bool FakeChatApi::releaseLast()
{
    sweepCancelled();
    if (m_pending.empty())
        return false;
    release(m_pending.back().ticket);
    return true;
}

void FakeChatApi::releaseAll()
{
    std::vector<quint64> tickets;
    for (const auto &item : m_pending)
        tickets.push_back(item.ticket);
    for (const quint64 ticket : tickets)
        release(ticket);
}

void FakeChatApi::sweepCancelled()
{
    // An abandoned promise finishes its future as cancelled, so dropping the entry is all there is to do.
    m_sweptCancelled +=
        static_cast<int>(std::erase_if(m_pending, [](const Pending &item) { return item.isCancelled(); }));
}

void FakeChatApi::release(quint64 ticket, bool abort)
{
    sweepCancelled();
    const auto found = std::find_if(m_pending.begin(), m_pending.end(),
                                    [&](const Pending &item) { return item.ticket == ticket; });
    if (found == m_pending.end())
        return;
    const Pending item = *found;
    m_pending.erase(found);
    if (!abort && beforeAnswer)
        beforeAnswer(item.call);
    item.answer(abort);
}

void FakeChatApi::failNext(Method method, const Error &error, int times)
{
    for (int i = 0; i < times; ++i)
        m_nextFailures[method].append(error);
}

void FakeChatApi::failSession(const SessionId &session, const Error &error, Method method, bool doneAnyway)
{
    m_sessionFailures[session].insert(method, {error, doneAnyway});
}

void FakeChatApi::healSession(const SessionId &session)
{
    m_sessionFailures.remove(session);
}

Error FakeChatApi::httpError(ErrorKind kind, int status, const QString &serverMessage)
{
    return {kind, status, serverMessage, {}, {}};
}

std::optional<FakeChatApi::Failure> FakeChatApi::plannedFailure(const Call &call)
{
    if (!credentials.isEmpty() && credentials.last().key.isEmpty())
        return Failure{httpError(ErrorKind::Unauthorised, 0)};
    if (unreachable)
        return Failure{{ErrorKind::Offline, 0, {}, {}, {}}};
    if (const auto next = m_nextFailures.find(call.method); next != m_nextFailures.end() && !next->isEmpty())
        return Failure{next->takeFirst()};
    const auto ofSession = m_sessionFailures.value(call.session);
    if (const auto failure = ofSession.find(call.method); failure != ofSession.end())
        return *failure;
    return {};
}

template<class T>
QFuture<Result<T>> FakeChatApi::submit(const Call &call, std::function<Result<T>()> work)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    const QFuture<Result<T>> future = promise->future();
    promise->start();
    promise->setProgressRange(0, 1);
    promise->setProgressValue(callsWait ? 0 : 1);
    calls.append(call);

    Pending item;
    item.ticket = ++m_lastTicket;
    item.call = call;
    item.isCancelled = [promise] { return promise->isCanceled(); };
    item.answer = [promise, work = std::move(work), failure = plannedFailure(call)](bool abort) {
        Result<T> result = tl::unexpected<Error>(Error{ErrorKind::Cancelled, 0, {}, {}, {}});
        if (!abort) {
            if (!failure || failure->doneAnyway)
                result = work();
            if (failure)
                result = tl::unexpected<Error>(failure->error);
        }
        promise->addResult(std::move(result));
        promise->finish();
    };
    m_pending.push_back(std::move(item));
    m_maxInFlight = std::max(m_maxInFlight, inFlight());
    QMetaObject::invokeMethod(
        this,
        [this, ticket = m_lastTicket] {
            if (!m_holding)
                release(ticket);
        },
        Qt::QueuedConnection);
    return future;
}

void FakeChatApi::setCredentials(const Credentials &now)
{
    const bool changed = !credentials.isEmpty() && !(credentials.last() == now);
    credentials.append(now);
    if (!changed)
        return;
    std::vector<quint64> tickets;
    for (const auto &item : m_pending)
        tickets.push_back(item.ticket);
    for (const quint64 ticket : tickets)
        release(ticket, true);
}

QFuture<Result<User>> FakeChatApi::user()
{
    return submit<User>({.method = Method::User}, [this]() -> Result<User> { return me; });
}

QFuture<Result<Usage>> FakeChatApi::usage()
{
    return submit<Usage>({.method = Method::Usage}, [this]() -> Result<Usage> { return limits; });
}

QFuture<Result<Page<Project>>> FakeChatApi::projects(int page, Lane lane)
{
    return submit<Page<Project>>({.method = Method::Projects, .page = page, .lane = lane},
                                 [this, page]() -> Result<Page<Project>> {
                                     QList<Project> all;
                                     for (const auto &data : std::as_const(projectData))
                                         all.prepend(data.project);
                                     return pageOf(all, page, projectsPerPage, reportsPerPage);
                                 });
}

QFuture<Result<Project>> FakeChatApi::project(ProjectId id, Lane lane)
{
    return submit<Project>({.method = Method::Project, .project = id, .lane = lane},
                           [this, id]() -> Result<Project> {
                               if (!projectData.contains(id))
                                   return tl::unexpected<Error>(notFound());
                               return projectData[id].project;
                           });
}

QFuture<Result<ProjectSettings>> FakeChatApi::projectSettings(ProjectId id)
{
    return submit<ProjectSettings>({.method = Method::ProjectSettings, .project = id},
                                   [this, id]() -> Result<ProjectSettings> {
                                       if (!projectData.contains(id))
                                           return tl::unexpected<Error>(notFound());
                                       return projectData[id].settings;
                                   });
}

Result<Page<Conversation>> FakeChatApi::listConversations(ProjectId id, const ConversationQuery &query)
{
    if (!projectData.contains(id))
        return tl::unexpected<Error>(notFound());
    if (query.people == PeopleFilter::Me && refusesMe)
        return tl::unexpected<Error>(httpError(ErrorKind::Validation, 422, QStringLiteral("Bad userFilter")));
    QList<Conversation> all = projectData[id].conversations;
    all.removeIf([&](const Conversation &item) {
        switch (query.people) {
        case PeopleFilter::Everyone:
            return false;
        case PeopleFilter::Anonymous:
            return item.createdBy.has_value();
        case PeopleFilter::TeamMembers:
            return !item.createdBy.has_value();
        case PeopleFilter::Me:
            return item.createdBy != me.id;
        }
        return false;
    });
    const bool ascending = query.order == SortOrder::Ascending && !ignoresOrder;
    std::sort(all.begin(), all.end(), [&](const Conversation &a, const Conversation &b) {
        return ascending ? a.id < b.id : b.id < a.id;
    });
    return pageOf(all, query.page, conversationsPerPage, reportsPerPage);
}

QFuture<Result<Page<Conversation>>> FakeChatApi::conversations(ProjectId project,
                                                               const ConversationQuery &query, Lane lane)
{
    const Call call{.method = Method::Conversations,
                    .project = project,
                    .page = query.page,
                    .order = query.order,
                    .people = query.people,
                    .lane = lane};
    return submit<Page<Conversation>>(call, [=, this] { return listConversations(project, query); });
}

QFuture<Result<Conversation>> FakeChatApi::createConversation(ProjectId project, const QString &name)
{
    return submit<Conversation>({.method = Method::CreateConversation, .project = project, .name = name},
                                [=, this]() -> Result<Conversation> {
                                    if (!projectData.contains(project))
                                        return tl::unexpected<Error>(notFound());
                                    return addConversation(project, name);
                                });
}

QFuture<Result<Conversation>> FakeChatApi::renameConversation(const ConversationKey &key, const QString &name)
{
    const Call call{
        .method = Method::RenameConversation, .project = key.project, .session = key.session, .name = name};
    return submit<Conversation>(call, [=, this]() -> Result<Conversation> {
        Conversation *conversation = editable(key);
        if (!conversation)
            return tl::unexpected<Error>(notFound());
        conversation->name = storedName ? storedName(name) : name;
        conversation->updatedAt = conversation->updatedAt.addSecs(60);
        return *conversation;
    });
}

QFuture<Result<Done>> FakeChatApi::deleteConversation(const ConversationKey &key, const QDateTime &sendBy)
{
    const Call call{.method = Method::DeleteConversation, .project = key.project, .session = key.session};
    return submit<Done>(call, [=, this, waits = callsWait]() -> Result<Done> {
        if (waits && clock && sendBy.isValid() && clock->nowUtc() > sendBy)
            return failure(ErrorKind::Outdated);
        if (!editable(key))
            return tl::unexpected<Error>(notFound());
        removeConversation(key);
        return Done{200};
    });
}

Result<Page<Message>> FakeChatApi::listReported(ProjectId id, int page, const TimeSpan &span)
{
    if (!projectData.contains(id))
        return tl::unexpected<Error>(notFound());
    if (refusesReports != 0) {
        const ErrorKind kind = refusesReports == 403   ? ErrorKind::Forbidden
                               : refusesReports == 404 ? ErrorKind::NotFound
                                                       : ErrorKind::Validation;
        return tl::unexpected<Error>(httpError(kind, refusesReports, QStringLiteral("Not in this plan")));
    }
    QList<Message> all;
    for (const QList<Message> &each : std::as_const(projectData[id].messages))
        all += each;
    if (!ignoresWindow)
        all.removeIf([&span](const Message &item) { return !span.contains(item.createdAt); });
    for (Message &item : all) {
        if (namesNoConversation)
            item.conversation = {};
        item.citations.clear();
        item.externalId.clear();
        item.userIp.clear();
        item.userAgent.clear();
    }
    std::sort(all.begin(), all.end(), [](const Message &a, const Message &b) {
        return std::pair(b.createdAt, b.id) < std::pair(a.createdAt, a.id);
    });
    return pageOf(all, page, reportedPerPage, reportsPerPage);
}

QFuture<Result<Page<Message>>> FakeChatApi::intelligence(ProjectId project, int page, const TimeSpan &span,
                                                         Lane lane)
{
    const Call call{
        .method = Method::Intelligence, .project = project, .page = page, .lane = lane, .span = span};
    return submit<Page<Message>>(call, [=, this] { return listReported(project, page, span); });
}

Result<MessagePage> FakeChatApi::listMessages(const ConversationKey &key, int page)
{
    const Conversation *conversation = findConversation(key);
    if (!conversation && emptyForUnknown) {
        MessagePage empty;
        empty.conversation.project = key.project;
        empty.conversation.session = key.session;
        return empty;
    }
    if (!conversation)
        return tl::unexpected<Error>(notFound());
    QList<Message> all = projectData[key.project].messages.value(key.session);
    std::reverse(all.begin(), all.end());
    return MessagePage{*conversation, pageOf(all, page, messagesPerPage, reportsPerPage)};
}

QFuture<Result<MessagePage>> FakeChatApi::messages(const ConversationKey &key, int page, Lane lane)
{
    const Call call{.method = Method::Messages,
                    .project = key.project,
                    .session = key.session,
                    .page = page,
                    .lane = lane};
    return submit<MessagePage>(call, [=, this] { return listMessages(key, page); });
}

Result<Message> FakeChatApi::withMessage(const ConversationKey &key, MessageId id,
                                         const std::function<void(Message &)> &change)
{
    if (!editable(key))
        return tl::unexpected<Error>(notFound());
    auto &list = projectData[key.project].messages[key.session];
    const auto found =
        std::find_if(list.begin(), list.end(), [&](const Message &item) { return item.id == id; });
    if (found == list.end())
        return tl::unexpected<Error>(notFound());
    change(*found);
    return *found;
}

QFuture<Result<Message>> FakeChatApi::message(const ConversationKey &key, MessageId id)
{
    const Call call{
        .method = Method::Message, .project = key.project, .session = key.session, .id = id.value};
    return submit<Message>(call, [=, this] { return withMessage(key, id, [](Message &) {}); });
}

QFuture<Result<Message>> FakeChatApi::sendMessage(const ConversationKey &key, const OutgoingMessage &message)
{
    const Call call{.method = Method::SendMessage,
                    .project = key.project,
                    .session = key.session,
                    .name = message.prompt};
    return submit<Message>(call, [=, this]() -> Result<Message> {
        if (!editable(key))
            return tl::unexpected<Error>(notFound());
        addMessages(key, 1);
        Message &added = projectData[key.project].messages[key.session].last();
        added.question = message.prompt;
        added.externalId = message.externalId;
        return added;
    });
}

AnswerStream *FakeChatApi::streamMessage(const ConversationKey &key, const OutgoingMessage &message,
                                         QObject *parent)
{
    calls.append({.method = Method::StreamMessage,
                  .project = key.project,
                  .session = key.session,
                  .name = message.prompt});
    lastOutgoing = message;
    auto *stream = new AnswerStream(parent);
    streams.append(stream);
    return stream;
}

QFuture<Result<Message>> FakeChatApi::setReaction(const ConversationKey &key, MessageId id, Reaction reaction)
{
    const Call call{.method = Method::SetReaction,
                    .project = key.project,
                    .session = key.session,
                    .id = id.value,
                    .reaction = reaction};
    return submit<Message>(call, [=, this] {
        return withMessage(key, id, [&](Message &message) { message.reaction = reaction; });
    });
}

QFuture<Result<Verification>> FakeChatApi::claims(const ConversationKey &key, MessageId id)
{
    const Call call{.method = Method::Claims, .project = key.project, .session = key.session, .id = id.value};
    return submit<Verification>(call, [=, this]() -> Result<Verification> { return claimsOf.value(id); });
}

QFuture<Result<Verification>> FakeChatApi::trustScore(const ConversationKey &key, MessageId id)
{
    const Call call{
        .method = Method::TrustScore, .project = key.project, .session = key.session, .id = id.value};
    return submit<Verification>(call, [=, this]() -> Result<Verification> { return trustOf.value(id); });
}

QFuture<Result<Citation>> FakeChatApi::citation(ProjectId project, CitationId id, Lane lane)
{
    return submit<Citation>({.method = Method::Citation, .project = project, .id = id.value, .lane = lane},
                            [=, this]() -> Result<Citation> {
                                const auto &known = projectData[project].citations;
                                if (!known.contains(id))
                                    return tl::unexpected<Error>(notFound());
                                return known[id];
                            });
}

QFuture<Result<QByteArray>> FakeChatApi::preview(CitationId id)
{
    return submit<QByteArray>({.method = Method::Preview, .id = id.value}, [=, this]() -> Result<QByteArray> {
        if (!files.contains(id))
            return tl::unexpected<Error>(notFound());
        return files[id];
    });
}

} // namespace confab
