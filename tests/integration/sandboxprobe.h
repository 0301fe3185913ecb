// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sandbox/sandboxserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>

namespace confab::testing {

/// What came back from the sandbox, without any of the client's own code in between.
struct Answer
{
    int status = 0;
    QNetworkReply::NetworkError error = QNetworkReply::NoError;
    QHash<QByteArray, QByteArray> headers; ///< Names in lower case.
    QByteArray body;

    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
    [[nodiscard]] QJsonObject data() const { return json()[QStringLiteral("data")].toObject(); }
    [[nodiscard]] QJsonArray rows() const { return data()[QStringLiteral("data")].toArray(); }
};

/// Plain calls to a sandbox.
class SandboxProbe
{
public:
    explicit SandboxProbe(const SandboxServer &server) : m_server(server) {}

    QNetworkReply *begin(const QByteArray &method, const QString &path, const QByteArray &body = {})
    {
        QNetworkRequest request(QUrl(m_server.baseUrl().toString() + path));
        request.setRawHeader("Accept", "application/json");
        request.setRawHeader("Authorization", "Bearer " + key.value_or(m_server.key()));
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        request.setTransferTimeout(30'000);
        if (!body.isEmpty())
            request.setRawHeader("Content-Type", "application/json");
        return m_network.sendCustomRequest(request, method, body);
    }

    static Answer end(QNetworkReply *reply)
    {
        if (!reply->isFinished())
            QSignalSpy(reply, &QNetworkReply::finished).wait(40'000);
        Answer answer;
        answer.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        answer.error = reply->error();
        for (const auto &[name, value] : reply->rawHeaderPairs())
            answer.headers.insert(name.toLower(), value);
        answer.body = reply->readAll();
        delete reply;
        return answer;
    }

    Answer call(const QByteArray &method, const QString &path, const QByteArray &body = {})
    {
        return end(begin(method, path, body));
    }
    Answer get(const QString &path) { return call("GET", path); }

    /// The newest project's conversations, …
    [[nodiscard]] QString conversations(const QString &rest = {}) const
    {
        return QStringLiteral("/projects/%1/conversations").arg(m_server.firstProject()) + rest;
    }
    /// … and the n-th newest of them.
    [[nodiscard]] QString conversation(int index, const QString &rest = {}) const
    {
        return conversations(u'/' + m_server.sessions(m_server.firstProject()).at(index) + rest);
    }

    std::optional<QByteArray> key; ///< Instead of the right one.

private:
    const SandboxServer &m_server;
    QNetworkAccessManager m_network;
};

[[nodiscard]] inline QStringList column(const QJsonArray &rows, const QString &field)
{
    QStringList result;
    for (const QJsonValue &row : rows)
        result.append(row[field].toString());
    return result;
}

/// The sandbox's clock in the tests that look at dates and at the bytes.
inline const QDateTime fixedNow(QDate(2026, 3, 18), QTime(15, 30), Qt::UTC);

[[nodiscard]] inline SandboxOptions fixed(quint32 seed = 1)
{
    SandboxOptions options;
    options.seed = seed;
    options.now = fixedNow;
    return options;
}

/// The path behind SandboxProbe::conversations() to the messages of the longest conversation.
[[nodiscard]] inline QString longest(const SandboxServer &server)
{
    return u'/' + server.longestSession(server.firstProject()) + QStringLiteral("/messages");
}

} // namespace confab::testing
