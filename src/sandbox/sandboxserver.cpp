// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/sandboxserver.h"

#include "core/logging.h"
#include "sandbox/sandboxdata.h"
#include "sandbox/sandboxjson.h"
#include "sandbox/sandboxroutes.h"
#include "sandbox/sandboxtransport.h"

#include <QElapsedTimer>
#include <QLocale>

#include <mutex>
#include <optional>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

SandboxRequest requestOf(const SandboxServer::Call &call)
{
    return {call.method, call.path, call.query, {}, {}, {}};
}

} // namespace

class SandboxServer::Private
{
public:
    explicit Private(SandboxOptions given) : options(std::move(given)), key(options.key) {}

    SandboxReply answer(const SandboxRequest &request);
    SandboxReply trueReply(const SandboxRequest &request);
    std::optional<SandboxReply> throttled();
    void addHeaders(SandboxReply &reply);
    [[nodiscard]] QString url(const SandboxRequest &request) const { return host + request.path; }
    [[nodiscard]] const SandboxConversation *find(qint64 project, const QString &session) const
    {
        return data ? data->find(project, session.toUtf8()) : nullptr;
    }

    const SandboxOptions options;
    FaultPlan faults;
    QString host;
    QString errorString;

    mutable std::mutex mutex; ///< For all below.
    QByteArray key;
    std::optional<SandboxData> data;
    QList<Call> calls;
    quint64 clearings = 0;
    QElapsedTimer window;
    int callsInWindow = 0;

    std::unique_ptr<WaitingRoom> waitingRoom;
    std::unique_ptr<SandboxTransport> transport;
};

SandboxReply SandboxServer::Private::answer(const SandboxRequest &request)
{
    // Before the call can be seen: whoever sees it may let it go at once.
    const int releases = waitingRoom->releases();
    qsizetype number = 0;
    quint64 era = 0;
    {
        const std::scoped_lock lock(mutex);
        number = calls.size();
        era = clearings;
        calls.append({request.method, request.path, request.query, request.headers, request.body, 0});
    }
    if (options.latency.count() > 0)
        (void)waitingRoom->wait(options.latency);
    const std::optional<SandboxFault> fault = faults.next(request);
    SandboxReply reply;
    if (fault && fault->delay.count() > 0)
        (void)waitingRoom->wait(fault->delay);
    if (!fault || needsTrueReply(*fault))
        reply = trueReply(request);
    if (fault)
        reply = faultyReply(*fault, std::move(reply), url(request));
    if (fault && (fault->kind == SandboxFault::Kind::Hang || fault->kind == SandboxFault::Kind::Hold))
        waitingRoom->hang(releases);
    reply.releases = releases;
    const std::scoped_lock lock(mutex);
    addHeaders(reply);
    if (era == clearings && reply.delivery != SandboxReply::Delivery::Nothing)
        calls[number].status = reply.status;
    return reply;
}

SandboxReply SandboxServer::Private::trueReply(const SandboxRequest &request)
{
    const std::scoped_lock lock(mutex);
    if (auto reply = throttled())
        return *reply;
    if (request.headers.value("authorization") != "Bearer " + key)
        return wire::error(401, wire::statusText(401), url(request));
    return SandboxRoutes(*data, host).serve(request);
}

std::optional<SandboxReply> SandboxServer::Private::throttled()
{
    if (options.callsPerMinute <= 0)
        return std::nullopt;
    const qint64 length = options.rateWindow.count();
    if (!window.isValid() || window.elapsed() >= length) {
        window.start();
        callsInWindow = 0;
    }
    if (callsInWindow < options.callsPerMinute) {
        ++callsInWindow;
        return std::nullopt;
    }
    const qint64 seconds = qMax(qint64(1), (length - window.elapsed() + 999) / 1000);
    SandboxReply reply = wire::bareError(429, u"Too Many Attempts."_s);
    reply.addHeader("Retry-After", QByteArray::number(seconds));
    reply.addHeader("X-RateLimit-Reset", QByteArray::number(data->now() + seconds));
    return reply;
}

void SandboxServer::Private::addHeaders(SandboxReply &reply)
{
    const bool limited = options.callsPerMinute > 0;
    const int limit = limited ? options.callsPerMinute : 60;
    const int left = limited ? qMax(0, limit - callsInWindow) : limit - 1;
    const QDateTime now = QDateTime::fromSecsSinceEpoch(data->now(), Qt::UTC);
    reply.addHeader("Server", "nginx");
    reply.addHeader("Date", QLocale::c().toString(now, u"ddd, dd MMM yyyy HH:mm:ss 'GMT'").toLatin1());
    reply.addHeader("Cache-Control", "no-cache, private");
    reply.addHeader("X-RateLimit-Limit", QByteArray::number(limit));
    reply.addHeader("X-RateLimit-Remaining", QByteArray::number(left));
}

SandboxServer::SandboxServer(SandboxOptions options, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(std::move(options)))
{
}

SandboxServer::~SandboxServer()
{
    stop();
}

bool SandboxServer::start(quint16 port)
{
    stop();
    {
        const std::scoped_lock lock(d->mutex);
        d->data.emplace(d->options);
        d->window.invalidate();
        d->callsInWindow = 0;
    }
    d->waitingRoom = std::make_unique<WaitingRoom>();
    d->transport = std::make_unique<SandboxTransport>(
        [this](const SandboxRequest &request) { return d->answer(request); }, *d->waitingRoom,
        d->options.tokenPause);
    if (!d->transport->bind(port)) {
        d->transport.reset();
        d->errorString = tr("The sandbox cannot listen on 127.0.0.1, port %1.").arg(port);
        return false;
    }
    d->errorString.clear();
    d->host = u"http://127.0.0.1:"_s + QString::number(d->transport->port());
    d->transport->start();
    qCInfo(lcSandbox) << "listening on port" << d->transport->port();
    return true;
}

void SandboxServer::stop()
{
    if (!d->transport)
        return;
    d->waitingRoom->close();
    d->transport.reset();
}

bool SandboxServer::isRunning() const
{
    return d->transport != nullptr;
}

QString SandboxServer::errorString() const
{
    return d->errorString;
}

QUrl SandboxServer::baseUrl() const
{
    return QUrl(d->host + u"/api/v1"_s);
}

QByteArray SandboxServer::key() const
{
    const std::scoped_lock lock(d->mutex);
    return d->key;
}

void SandboxServer::setKey(const QByteArray &key)
{
    const std::scoped_lock lock(d->mutex);
    d->key = key;
}

const SandboxOptions &SandboxServer::options() const
{
    return d->options;
}

void SandboxServer::addFault(const SandboxFault &fault)
{
    d->faults.add(fault);
}

void SandboxServer::clearFaults()
{
    d->faults.clear();
    if (d->waitingRoom)
        d->waitingRoom->release();
}

void SandboxServer::replaceFaults(const SandboxFault &fault)
{
    d->faults.clear();
    d->faults.add(fault);
    if (d->waitingRoom)
        d->waitingRoom->release();
}

QList<SandboxServer::Call> SandboxServer::calls() const
{
    const std::scoped_lock lock(d->mutex);
    // Not shared with the list that grows in other threads.
    return {d->calls.cbegin(), d->calls.cend()};
}

int SandboxServer::callCount(const QString &expression) const
{
    const QRegularExpression pattern(expression);
    const QList<Call> all = calls();
    return int(std::count_if(all.begin(), all.end(), [&pattern](const Call &call) {
        return requestMatches(requestOf(call), pattern);
    }));
}

void SandboxServer::clearCalls()
{
    const std::scoped_lock lock(d->mutex);
    d->calls.clear();
    ++d->clearings;
}

QList<qint64> SandboxServer::projectIds() const
{
    const std::scoped_lock lock(d->mutex);
    QList<qint64> ids;
    if (d->data) {
        for (const SandboxProject &project : d->data->projects())
            ids.append(project.id);
    }
    return ids;
}

qint64 SandboxServer::firstProject() const
{
    return projectIds().value(0);
}

void SandboxServer::setProjectGone(qint64 project, bool gone)
{
    const std::scoped_lock lock(d->mutex);
    if (d->data)
        d->data->setProjectGone(project, gone);
}

QStringList SandboxServer::sessions(qint64 project) const
{
    const std::scoped_lock lock(d->mutex);
    QStringList result;
    if (d->data) {
        const QList<SandboxConversation> &rows = d->data->conversations(project);
        for (auto row = rows.crbegin(); row != rows.crend(); ++row)
            result.append(QString::fromUtf8(row->session));
    }
    return result;
}

int SandboxServer::conversationCount(qint64 project) const
{
    const std::scoped_lock lock(d->mutex);
    return d->data ? int(d->data->conversations(project).size()) : 0;
}

bool SandboxServer::hasConversation(qint64 project, const QString &session) const
{
    const std::scoped_lock lock(d->mutex);
    return d->find(project, session) != nullptr;
}

QString SandboxServer::conversationName(qint64 project, const QString &session) const
{
    const std::scoped_lock lock(d->mutex);
    const SandboxConversation *row = d->find(project, session);
    return row == nullptr ? QString() : d->data->name(*row).value_or(QString());
}

QDateTime SandboxServer::conversationCreated(qint64 project, const QString &session) const
{
    const std::scoped_lock lock(d->mutex);
    const SandboxConversation *row = d->find(project, session);
    return row == nullptr ? QDateTime() : QDateTime::fromSecsSinceEpoch(row->created, Qt::UTC);
}

int SandboxServer::messageCount(qint64 project, const QString &session) const
{
    const std::scoped_lock lock(d->mutex);
    const SandboxConversation *row = d->find(project, session);
    return row == nullptr ? 0 : d->data->messageCount(*row);
}

QString SandboxServer::longestSession(qint64 project) const
{
    const std::scoped_lock lock(d->mutex);
    if (!d->data)
        return {};
    const QList<SandboxConversation> &rows = d->data->conversations(project);
    const auto longest = std::max_element(rows.begin(), rows.end(), [this](const auto &a, const auto &b) {
        return d->data->messageCount(a) < d->data->messageCount(b);
    });
    return longest == rows.end() ? QString() : QString::fromUtf8(longest->session);
}

QString SandboxServer::addConversationOnTop(qint64 project, const QString &name)
{
    const std::scoped_lock lock(d->mutex);
    return d->data ? QString::fromUtf8(d->data->create(project, name).session) : QString();
}

bool SandboxServer::removeConversation(qint64 project, const QString &session)
{
    const std::scoped_lock lock(d->mutex);
    return d->data && d->data->remove(project, session.toUtf8());
}

bool SandboxServer::renameConversation(qint64 project, const QString &session, const QString &name)
{
    const std::scoped_lock lock(d->mutex);
    return d->data && d->data->rename(project, session.toUtf8(), name);
}

qint64 SandboxServer::addMessage(qint64 project, const QString &session, const QString &question)
{
    const std::scoped_lock lock(d->mutex);
    const SandboxConversation *row = d->find(project, session);
    bool replayed = false;
    return row == nullptr ? 0 : d->data->ask(*row, question, QString(), &replayed).id;
}

} // namespace confab
