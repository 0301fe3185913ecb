// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/networkjob.h"

#include "api/codec.h"
#include "core/clock.h"
#include "core/logging.h"
#include "core/version.h"

#include <QMetaEnum>
#include <QNetworkAccessManager>
#include <QNetworkRequest>
#include <QSslCertificate>
#include <QSslError>
#include <QSysInfo>

#include <algorithm>
#include <utility>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 readStep = 64 * 1024;

/// A body that can be read once. Where a connection is lost Qt sends a request again by itself, even a POST;
/// it gives up instead when it cannot rewind the body.
class OneTimeBody final : public QIODevice
{
public:
    /// `begun` becomes true with the first byte read: Qt does not ask for it before it is connected.
    OneTimeBody(QByteArray bytes, std::shared_ptr<bool> begun)
        : m_bytes(std::move(bytes)), m_begun(std::move(begun))
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }

    [[nodiscard]] bool isSequential() const override { return true; }
    // The standard ones refuse too, with a warning.
    [[nodiscard]] bool seek(qint64) override { return false; }
    [[nodiscard]] bool reset() override { return false; }
    [[nodiscard]] qint64 bytesAvailable() const override
    {
        return m_bytes.size() - m_read + QIODevice::bytesAvailable();
    }
    [[nodiscard]] bool atEnd() const override { return m_read >= m_bytes.size(); }

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        const qint64 count = std::min<qint64>(maxSize, m_bytes.size() - m_read);
        if (count <= 0)
            return -1;
        *m_begun = true;
        std::copy_n(m_bytes.constData() + m_read, count, data);
        m_read += count;
        return count;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_bytes;
    std::shared_ptr<bool> m_begun;
    qint64 m_read = 0;
};

int portOf(const QUrl &url)
{
    return url.port(url.scheme() == "https"_L1 ? 443 : 80);
}

bool sameOrigin(const QUrl &a, const QUrl &b)
{
    return a.scheme() == b.scheme() && a.host() == b.host() && portOf(a) == portOf(b);
}

bool isJson(const QByteArray &mediaType)
{
    return mediaType == "application/json" || mediaType == "text/json" || mediaType.endsWith("+json");
}

/// The reply has no length, or was cut at a chunk's edge: HTTP takes it for complete, and so does Qt, or not,
/// depending on the moment at which it sees the connection close.
bool looksCut(const QByteArray &json)
{
    const QByteArray text = json.trimmed();
    return (text.startsWith('{') && !text.endsWith('}')) || (text.startsWith('[') && !text.endsWith(']'));
}

bool isEventStream(const QByteArray &mediaType)
{
    return mediaType == "text/event-stream";
}

QByteArray userAgent()
{
    // Once: the name of the system is read from a file.
    static const QByteArray agent = "Confab/" CONFAB_VERSION " (Qt " + QByteArray(qVersion()) + "; " +
                                    QSysInfo::prettyProductName().toLatin1() + ')';
    return agent;
}

} // namespace

NetworkJob::NetworkJob(ApiRequest request, const Credentials &credentials, const Clock &clock,
                       const JobLimits &limits)
    : m_request(std::move(request)), m_credentials(credentials), m_clock(clock), m_limits(limits)
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        fail(lostAs(ErrorKind::Timeout), u"No complete reply within %1 ms."_s.arg(m_limits.total.count()));
    });
}

NetworkJob::~NetworkJob()
{
    dropReply();
}

QNetworkRequest NetworkJob::networkRequest() const
{
    QNetworkRequest request(m_request.url);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    // Off because of CVE-2023-51714 (fixed in Qt 6.5.4 and 6.6.2).
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setTransferTimeout(int(m_limits.idle.count()));
    request.setRawHeader("Accept", m_request.kind == ApiRequest::Kind::Raw ? "*/*" : "application/json");
    request.setRawHeader("User-Agent", userAgent());
    // The one place that adds the key. A loopback server may be plain http: nothing leaves the computer.
    if (sameOrigin(m_request.url, m_credentials.baseUrl) &&
        (m_request.url.scheme() == "https"_L1 || isLoopback(m_request.url)))
        request.setRawHeader("Authorization", "Bearer " + m_credentials.key.reveal());
    if (!m_request.body.isEmpty()) {
        request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
        request.setHeader(QNetworkRequest::ContentTypeHeader, QString::fromLatin1(m_request.contentType));
        request.setHeader(QNetworkRequest::ContentLengthHeader, m_request.body.size());
    }
    return request;
}

void NetworkJob::start(QNetworkAccessManager &manager)
{
    Q_ASSERT(!m_reply && !m_done);
    m_reply = send(manager);
    m_reply->setReadBufferSize(readStep * 16);
    watch();
    if (m_limits.total.count() > 0)
        m_deadline.start(m_limits.total);
}

QNetworkReply *NetworkJob::send(QNetworkAccessManager &manager)
{
    const QNetworkRequest request = networkRequest();
    if (m_request.verb == "GET")
        return manager.get(request);
    if (m_request.isDeletion())
        return manager.deleteResource(request);
    Q_ASSERT(m_request.verb == "POST" || m_request.verb == "PUT");
    auto body = std::make_unique<OneTimeBody>(m_request.body, m_sent);
    QNetworkReply *reply =
        m_request.verb == "POST" ? manager.post(request, body.get()) : manager.put(request, body.get());
    body.release()->setParent(reply);
    return reply;
}

void NetworkJob::watch()
{
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &NetworkJob::readHeader, Qt::QueuedConnection);
    connect(m_reply, &QNetworkReply::readyRead, this, &NetworkJob::readBody, Qt::QueuedConnection);
    connect(m_reply, &QNetworkReply::finished, this, &NetworkJob::replyFinished, Qt::QueuedConnection);
    connect(m_reply, &QNetworkReply::requestSent, this, [this] { *m_sent = true; });
    connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
        for (const QSslError &error : errors) {
            const QStringList names = error.certificate().subjectInfo(QSslCertificate::CommonName);
            m_tlsErrors << (names.isEmpty() ? error.errorString()
                                            : u"%1 (%2)"_s.arg(error.errorString(), names.join(u", "_s)));
        }
    });
    // The manager deletes its replies when it goes, without a word.
    connect(
        m_reply, &QObject::destroyed, this,
        [this] { fail(ErrorKind::Cancelled, u"The connection was closed by this program."_s); },
        Qt::QueuedConnection);
    if (m_reply->isFinished())
        QMetaObject::invokeMethod(this, &NetworkJob::replyFinished, Qt::QueuedConnection);
}

int NetworkJob::status() const
{
    return m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

void NetworkJob::readHeader()
{
    if (m_done || m_headerRead || !m_reply || status() == 0)
        return;
    m_headerRead = true;
    m_headers = ReplyHeaders(m_reply->rawHeaderPairs());
    m_streaming = m_request.kind == ApiRequest::Kind::Stream && status() / 100 == 2 &&
                  isEventStream(m_headers.mediaType());
    if (m_headers.value("content-length").toLongLong() > m_limits.maxBytes)
        return finish(tl::unexpected(tooLarge()));
    emit headersSeen(m_headers);
}

void NetworkJob::readBody()
{
    const QPointer<NetworkJob> alive(this);
    readHeader();
    while (alive && !m_done && m_reply && m_reply->bytesAvailable() > 0) {
        const QByteArray piece = m_reply->read(readStep);
        if (piece.isEmpty())
            return;
        m_received += piece.size();
        if (m_received > m_limits.maxBytes)
            return finish(tl::unexpected(tooLarge()));
        if (m_streaming)
            emit data(piece);
        else
            m_body += piece;
    }
}

void NetworkJob::replyFinished()
{
    const QPointer<NetworkJob> alive(this);
    if (m_done || !m_reply)
        return;
    readBody();
    if (alive && !m_done && m_reply)
        finish(judge());
}

Result<Reply> NetworkJob::judge()
{
    const int code = status();
    const auto error = m_reply->error();
    if (code >= 300 && code < 400)
        return tl::unexpected(redirectError());
    if (code >= 400) {
        codec::ErrorContext context;
        context.costsQueries = m_request.costsQueries;
        context.retryAfter = m_headers.retryAfter(m_clock.nowUtc());
        Error failed = codec::readError(code, m_body, context);
        // A gateway gives up on a server that may go on. (Of a deletion that is looked up in any case.) A 500
        // is the service's own word that it could not do it.
        if (code >= 502 && code <= 504 && !m_request.isRead() && !m_request.isDeletion())
            failed.kind = ErrorKind::Unclear;
        return tl::unexpected(failed);
    }
    if (code != 0 && error == QNetworkReply::UnknownContentError)
        return tl::unexpected(tooLarge()); // Qt's own guard against archive bombs.
    if (error != QNetworkReply::NoError || code == 0)
        return tl::unexpected(transportError());
    return judgeContent();
}

Result<Reply> NetworkJob::judgeContent() const
{
    const Reply reply{status(), m_headers, m_body};
    const QByteArray type = m_headers.mediaType();
    const bool nothing = m_body.isEmpty() && !m_streaming;
    if (m_request.kind != ApiRequest::Kind::Raw && isJson(type) && looksCut(m_body)) {
        const QString detail = u"The reply ends in the middle, after %1 bytes."_s.arg(m_body.size());
        return tl::unexpected(Error{lostAs(ErrorKind::Offline), reply.status, {}, detail, {}});
    }
    if (m_request.kind == ApiRequest::Kind::Raw || m_streaming || isJson(type) || (nothing && type.isEmpty()))
        return reply;
    // Where the work has only been accepted there is nothing to send yet.
    if (nothing && (!m_request.isRead() || reply.status == 202))
        return reply;
    // A captive portal, a proxy's page, a wrong address: whatever it says, it is not the service's answer.
    Error error{lostAs(ErrorKind::BadResponse), reply.status, {}, {}, {}};
    error.detail = u"The server sent \"%1\" instead of JSON."_s.arg(QString::fromLatin1(type.left(100)));
    return tl::unexpected(error);
}

ErrorKind NetworkJob::lostAs(ErrorKind kind) const
{
    return m_request.isRead() || !*m_sent ? kind : ErrorKind::Unclear;
}

Error NetworkJob::redirectError() const
{
    // Of a write other than a deletion the redirect says clearly enough that it was not done.
    Error error{m_request.isDeletion() ? ErrorKind::Unclear : ErrorKind::BadResponse, status(), {}, {}, {}};
    const QUrl target = m_request.url.resolved(QUrl(QString::fromLatin1(m_headers.value("location"))));
    error.detail = u"The server redirected to the host \"%1\", which is not followed."_s.arg(target.host());
    return error;
}

Error NetworkJob::tooLarge() const
{
    Error error{lostAs(ErrorKind::BadResponse), m_reply ? status() : 0, {}, {}, {}};
    error.detail = u"The reply is larger than the limit of %1 MiB."_s.arg(m_limits.maxBytes / (1024 * 1024));
    if (m_limits.maxBytes % (1024 * 1024) != 0)
        error.detail = u"The reply is larger than the limit of %1 bytes."_s.arg(m_limits.maxBytes);
    return error;
}

Error NetworkJob::transportError() const
{
    ErrorKind kind = ErrorKind::Offline;
    bool reachedServer = true;
    switch (m_reply->error()) {
    case QNetworkReply::SslHandshakeFailedError:
        kind = ErrorKind::Tls;
        reachedServer = false;
        break;
    case QNetworkReply::OperationCanceledError: // Only the transfer timeout aborts a reply that is still
                                                // watched.
    case QNetworkReply::TimeoutError:
    case QNetworkReply::ProxyTimeoutError:
        kind = ErrorKind::Timeout;
        break;
    case QNetworkReply::ConnectionRefusedError:
    case QNetworkReply::HostNotFoundError:
        reachedServer = false;
        break;
    case QNetworkReply::ProtocolUnknownError:
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::ProtocolInvalidOperationError:
    case QNetworkReply::UnknownContentError:
        kind = ErrorKind::BadResponse;
        break;
    default:
        break;
    }
    Error error{reachedServer ? lostAs(kind) : kind, status(), {}, {}, {}};
    const QMetaEnum names = QMetaEnum::fromType<QNetworkReply::NetworkError>();
    error.detail = QString::fromLatin1(names.valueToKey(m_reply->error()));
    if (kind == ErrorKind::Tls && !m_tlsErrors.isEmpty())
        error.detail += u": "_s + m_tlsErrors.join(u"; "_s);
    else if (const QString text = m_reply->errorString();
             !text.contains("://"_L1)) // An address may hold a query.
        error.detail += u": "_s + text;
    return error;
}

void NetworkJob::fail(ErrorKind kind, const QString &detail)
{
    finish(failure(kind, detail));
}

void NetworkJob::finish(const Result<Reply> &result)
{
    if (std::exchange(m_done, true))
        return;
    m_deadline.stop();
    // The path holds ids only; the query string is left out.
    qCInfo(lcApi).nospace() << m_request.verb.constData() << ' ' << m_request.url.path() << " -> "
                            << (result ? result->status : result.error().httpStatus);
    dropReply();
    emit finished(
        result.map_error([this](Error error) { return withoutKey(std::move(error), m_credentials.key); }));
}

void NetworkJob::dropReply()
{
    if (QNetworkReply *reply = std::exchange(m_reply, nullptr)) {
        disconnect(reply, nullptr, this, nullptr);
        // Its end aborts it. Qt warns where a connection is lost between abort() and that.
        reply->deleteLater();
    }
}

} // namespace confab
