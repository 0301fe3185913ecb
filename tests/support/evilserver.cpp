// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/evilserver.h"

#include <QPointer>
#include <QTimer>

#include <memory>
#include <sys/socket.h>

namespace confab {

using namespace Qt::StringLiterals;

EvilServer::EvilServer(EvilAnswer firstAnswer, QObject *parent)
    : QObject(parent), answer(std::move(firstAnswer))
{
    connect(&m_server, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *socket = m_server.nextPendingConnection())
            take(socket);
    });
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("No port on loopback");
}

QUrl EvilServer::baseUrl() const
{
    return QUrl(u"http://127.0.0.1:%1/api/v1"_s.arg(m_server.serverPort()));
}

void EvilServer::take(QTcpSocket *socket)
{
    ++m_connections;
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    connect(socket, &QObject::destroyed, this, [this, socket] { m_unread.remove(socket); });
    if (onConnect && onConnect(*socket))
        return;
    connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
    read(socket);
}

void EvilServer::read(QTcpSocket *socket)
{
    QByteArray &unread = m_unread[socket];
    unread += socket->readAll();
    const qsizetype headerEnd = unread.indexOf("\r\n\r\n");
    if (headerEnd < 0)
        return;
    EvilRequest request;
    const QList<QByteArray> lines = unread.left(headerEnd).split('\n');
    const QList<QByteArray> first = lines.first().trimmed().split(' ');
    request.verb = first.value(0);
    request.target = first.value(1);
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const qsizetype colon = lines[i].indexOf(':');
        request.headers.insert(lines[i].left(colon).trimmed().toLower(), lines[i].mid(colon + 1).trimmed());
    }
    const qsizetype length = request.headers.value("content-length").toLongLong();
    if (unread.size() < headerEnd + 4 + length)
        return;
    request.body = unread.mid(headerEnd + 4, length);
    unread.remove(0, headerEnd + 4 + length);
    m_requests << request;
    if (answer)
        answer(*socket, request);
}

namespace evil {

QByteArray http(int status, const QByteArray &body, const QByteArray &type, const QByteArray &moreHeaders)
{
    return "HTTP/1.1 " + QByteArray::number(status) + " Said\r\nContent-Type: " + type +
           "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n" + moreHeaders + "\r\n" + body;
}

QByteArray chunked(const QList<QByteArray> &chunks, bool ended, const QByteArray &type)
{
    QByteArray bytes = "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const QByteArray &chunk : chunks)
        bytes += QByteArray::number(chunk.size(), 16) + "\r\n" + chunk + "\r\n";
    if (ended)
        bytes += "0\r\n\r\n";
    return bytes;
}

void reset(QTcpSocket &socket)
{
    // With a linger time of zero the system sends RST.
    const linger now{1, 0};
    ::setsockopt(int(socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    socket.abort();
}

EvilAnswer say(const QByteArray &bytes)
{
    return [bytes](QTcpSocket &socket, const EvilRequest &) { socket.write(bytes); };
}

EvilAnswer sayAndClose(const QByteArray &bytes)
{
    return [bytes](QTcpSocket &socket, const EvilRequest &) {
        socket.write(bytes);
        socket.disconnectFromHost();
    };
}

EvilAnswer closeWithoutReply()
{
    return [](QTcpSocket &socket, const EvilRequest &) { socket.disconnectFromHost(); };
}

EvilAnswer resetWithoutReply()
{
    return [](QTcpSocket &socket, const EvilRequest &) { reset(socket); };
}

EvilAnswer neverReply()
{
    return [](QTcpSocket &, const EvilRequest &) {};
}

EvilAnswer dribble(const QByteArray &bytes, std::chrono::milliseconds interval)
{
    return [bytes, interval](QTcpSocket &socket, const EvilRequest &) {
        auto *timer = new QTimer(&socket);
        auto position = std::make_shared<qsizetype>(0);
        QObject::connect(timer, &QTimer::timeout, &socket, [&socket, bytes, position, timer] {
            if (*position >= bytes.size())
                return timer->stop();
            socket.write(bytes.mid((*position)++, 1));
        });
        timer->start(interval);
    };
}

EvilAnswer endless(const QByteArray &header, const QByteArray &block)
{
    return [header, block](QTcpSocket &socket, const EvilRequest &) {
        socket.write(header);
        QObject::connect(&socket, &QTcpSocket::bytesWritten, &socket, [&socket, block] {
            if (socket.bytesToWrite() < block.size())
                socket.write(block);
        });
        socket.write(block);
    };
}

EvilAnswer pieces(const QList<QByteArray> &all, std::chrono::milliseconds interval)
{
    return [all, interval](QTcpSocket &socket, const EvilRequest &) {
        auto *timer = new QTimer(&socket);
        auto next = std::make_shared<qsizetype>(0);
        QObject::connect(timer, &QTimer::timeout, &socket, [&socket, all, next, timer] {
            if (*next >= all.size()) {
                timer->stop();
                return socket.disconnectFromHost();
            }
            socket.write(all[(*next)++]);
            socket.flush();
        });
        timer->start(interval);
    };
}

EvilAnswer redirect(int status, const QUrl &target)
{
    return say(http(status, "moved", "text/plain", "Location: " + target.toEncoded() + "\r\n"));
}

EvilAnswer archiveBomb(qsizetype size)
{
    // After its four bytes of length this is what HTTP calls "deflate".
    const QByteArray small = qCompress(QByteArray(size, ' '), 9).mid(4);
    return say(http(200, small, "application/json", "Content-Encoding: deflate\r\n"));
}

} // namespace evil

} // namespace confab
