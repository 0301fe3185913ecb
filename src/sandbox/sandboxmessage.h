// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QPair>
#include <QString>

namespace confab {

/// A request as it came, without its transport.
struct SandboxRequest
{
    QByteArray method;
    QString path;                          ///< As sent, before the question mark, still percent-encoded.
    QList<QPair<QString, QString>> query;  ///< Decoded, in the order sent.
    QHash<QByteArray, QByteArray> headers; ///< Names in lower case.
    QByteArray body;
    QHash<QString, QString> form; ///< Fields of a urlencoded or multipart body.

    [[nodiscard]] QString value(const QString &name) const
    {
        for (const auto &[key, text] : query) {
            if (key == name)
                return text;
        }
        return {};
    }
};

struct SandboxReply
{
    /// How much of the reply reaches the client.
    enum class Delivery {
        Whole,
        Nothing,  ///< The connection closes without a byte.
        HalfBody, ///< Content-Length tells of the whole body, half of it comes, then the connection closes.
        HalfChunked, ///< Half of it comes as whole chunks, then the connection closes without the last one.
        HalfThenHang,
    };

    int status = 200;
    QByteArray contentType = QByteArrayLiteral("application/json");
    QByteArray body;
    QList<QPair<QByteArray, QByteArray>> headers;
    QList<QByteArray> events; ///< If any, sent as chunks of text/event-stream instead of the body.
    qsizetype heldAt = -1;    ///< Before this event the stream waits for WaitingRoom::release().
    int releases = 0;         ///< Of the waiting room when the request came.
    bool endsStream = true;   ///< False: the connection closes after the events, without the last chunk.
    qint64 filler = 0;        ///< So many blanks are sent behind the body.
    Delivery delivery = Delivery::Whole;

    void addHeader(const QByteArray &name, const QByteArray &value)
    {
        headers.append(qMakePair(name, value));
    }
};

} // namespace confab
