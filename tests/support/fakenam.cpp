// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fakenam.h"

#include <QRegularExpression>
#include <QTest>
#include <QTimer>

#include <algorithm>

namespace confab {

using namespace Qt::StringLiterals;

FakeReply::FakeReply(QNetworkAccessManager::Operation operation, const QNetworkRequest &request,
                     Script script, QObject *parent)
    : QNetworkReply(parent), m_script(std::move(script))
{
    setOperation(operation);
    setRequest(request);
    setUrl(request.url());
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    QTimer::singleShot(m_script.delay, this, &FakeReply::sendHeader);
}

void FakeReply::sendHeader()
{
    if (isFinished())
        return;
    emit requestSent();
    if (m_script.status != 0) {
        setAttribute(QNetworkRequest::HttpStatusCodeAttribute, m_script.status);
        for (const auto &[name, value] : m_script.headers)
            setRawHeader(name, value);
        emit metaDataChanged();
    }
    QTimer::singleShot(0, this, &FakeReply::sendBody);
}

void FakeReply::sendBody()
{
    if (isFinished())
        return;
    m_ready = m_script.body.left(m_script.stopAfter < 0 ? m_script.body.size() : m_script.stopAfter);
    if (!m_ready.isEmpty())
        emit readyRead();
    if (!m_script.hangs)
        QTimer::singleShot(0, this, [this] { end(m_script.error); });
}

void FakeReply::end(QNetworkReply::NetworkError error)
{
    if (isFinished())
        return;
    if (error != NoError) {
        setError(error, u"made up by a test"_s);
        emit errorOccurred(error);
    }
    setFinished(true);
    emit finished();
}

void FakeReply::abort()
{
    end(OperationCanceledError);
}

qint64 FakeReply::bytesAvailable() const
{
    return m_ready.size() + QNetworkReply::bytesAvailable();
}

qint64 FakeReply::readData(char *data, qint64 maxSize)
{
    const qint64 size = std::min<qint64>(maxSize, m_ready.size());
    if (size == 0)
        return isFinished() ? -1 : 0;
    std::copy_n(m_ready.constData(), size, data);
    m_ready.remove(0, size);
    return size;
}

QString FakeNam::complaint(Operation operation, const QNetworkRequest &request, const QIODevice *body) const
{
    static const QRegularExpression oneConversation(
        u"^/api/v1/projects/\\d+/conversations/[A-Za-z0-9_-]{8,128}$"_s);
    const auto attribute = [&](QNetworkRequest::Attribute name) { return request.attribute(name); };
    const QUrl url = request.url();
    const QByteArray verb = attribute(QNetworkRequest::CustomVerbAttribute).toByteArray();
    const bool deletes = operation == DeleteOperation || (operation == CustomOperation && verb == "DELETE");
    if (operation == CustomOperation && !deletes)
        return u"a verb of its own: "_s + QString::fromLatin1(verb);
    if (deletes && !oneConversation.match(url.path(QUrl::FullyEncoded)).hasMatch())
        return u"a DELETE of something else than a conversation: "_s + url.path();
    const bool atHome = url.scheme() == m_base.scheme() && url.authority() == m_base.authority();
    if (request.hasRawHeader("Authorization") && !atHome)
        return u"the key goes to "_s + url.authority();
    if (attribute(QNetworkRequest::RedirectPolicyAttribute) !=
        QVariant(int(QNetworkRequest::ManualRedirectPolicy)))
        return u"redirects are followed"_s;
    if (request.transferTimeout() <= 0)
        return u"no transfer timeout"_s;
    if (attribute(QNetworkRequest::Http2AllowedAttribute) != QVariant(false))
        return u"HTTP/2 is allowed"_s;
    if (attribute(QNetworkRequest::CookieLoadControlAttribute) != QVariant(int(QNetworkRequest::Manual)) ||
        attribute(QNetworkRequest::CookieSaveControlAttribute) != QVariant(int(QNetworkRequest::Manual)))
        return u"cookies are on"_s;
    if ((operation == PostOperation || operation == PutOperation) &&
        (!body || !body->isSequential() ||
         !attribute(QNetworkRequest::DoNotBufferUploadDataAttribute).toBool()))
        return u"a body that Qt can send twice"_s;
    return {};
}

QNetworkReply *FakeNam::createRequest(Operation operation, const QNetworkRequest &request, QIODevice *body)
{
    ++count;
    requests << request;
    if (m_base.isEmpty() && request.hasRawHeader("Authorization"))
        m_base = request.url();
    if (const QString wrong = complaint(operation, request, body); !wrong.isEmpty())
        QTest::qFail(qPrintable(wrong), __FILE__, __LINE__);
    QNetworkReply *made = answer ? answer(operation, request, body) : nullptr;
    if (!made)
        made = QNetworkAccessManager::createRequest(operation, request, body);
    replies << made;
    if (onReply)
        onReply(made);
    return made;
}

} // namespace confab
