// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QList>
#include <QObject>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#include <chrono>
#include <functional>

namespace confab {

/// One request as it came in.
struct EvilRequest
{
    QByteArray verb;
    QByteArray target;
    QHash<QByteArray, QByteArray> headers; ///< Names in lower case.
    QByteArray body;
};

/// What to do with a request that has come in whole.
using EvilAnswer = std::function<void(QTcpSocket &, const EvilRequest &)>;

/// A server on loopback that breaks HTTP below the level where the sandbox can. Runs on the test's own event
/// loop.
class EvilServer : public QObject
{
    Q_OBJECT

public:
    explicit EvilServer(EvilAnswer answer = {}, QObject *parent = nullptr);

    EvilAnswer answer;
    /// Runs at once when a connection comes; true: nothing is read from it.
    std::function<bool(QTcpSocket &)> onConnect;

    [[nodiscard]] QUrl baseUrl() const; ///< http://127.0.0.1:PORT/api/v1
    [[nodiscard]] int connections() const { return m_connections; }
    [[nodiscard]] const QList<EvilRequest> &requests() const { return m_requests; }
    void clear() { m_requests.clear(); }

private:
    void take(QTcpSocket *socket);
    void read(QTcpSocket *socket);

    QHash<QTcpSocket *, QByteArray> m_unread;
    QList<EvilRequest> m_requests;
    int m_connections = 0;
    QTcpServer m_server; ///< Last: its sockets say goodbye to the members above.
};

namespace evil {

/// Status line, header and body with the right length.
[[nodiscard]] QByteArray http(int status, const QByteArray &body, const QByteArray &type = "application/json",
                              const QByteArray &moreHeaders = {});
[[nodiscard]] QByteArray chunked(const QList<QByteArray> &chunks, bool ended,
                                 const QByteArray &type = "application/json");
void reset(QTcpSocket &socket); ///< RST instead of FIN.

/// Writes the bytes; the connection stays open.
[[nodiscard]] EvilAnswer say(const QByteArray &bytes);
/// Writes the bytes and closes.
[[nodiscard]] EvilAnswer sayAndClose(const QByteArray &bytes);
[[nodiscard]] EvilAnswer closeWithoutReply();
[[nodiscard]] EvilAnswer resetWithoutReply();
[[nodiscard]] EvilAnswer neverReply();
/// One byte each interval, until the other side closes.
[[nodiscard]] EvilAnswer dribble(const QByteArray &bytes, std::chrono::milliseconds interval);
/// The bytes again and again, until the other side closes.
[[nodiscard]] EvilAnswer endless(const QByteArray &header, const QByteArray &block);
/// The pieces one after the other, each in a write of its own; then closes.
[[nodiscard]] EvilAnswer pieces(const QList<QByteArray> &all, std::chrono::milliseconds interval);
[[nodiscard]] EvilAnswer redirect(int status, const QUrl &target);
/// `size` equal bytes that travel as a thousandth of that.
[[nodiscard]] EvilAnswer archiveBomb(qsizetype size);

} // namespace evil

} // namespace confab
