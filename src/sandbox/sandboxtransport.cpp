// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/sandboxtransport.h"

#include "sandbox/sandboxfaults.h"

#include <QSet>
#include <QThreadPool>
#include <QUrl>

#include <httplib.h>

#include <mutex>
#include <thread>

namespace confab {

namespace {

constexpr int maxConnections = 512;

void closeSocket(socket_t socket)
{
#ifdef _WIN32
    ::closesocket(socket);
#else
    ::close(socket);
#endif
}

void shutDown(socket_t socket)
{
#ifdef _WIN32
    ::shutdown(socket, SD_BOTH);
#else
    ::shutdown(socket, SHUT_RDWR);
#endif
}

/// A thread for each connection: kept-alive and hanging ones must not hold up the others.
class ConnectionThreads final : public httplib::TaskQueue
{
public:
    ConnectionThreads() { m_pool.setMaxThreadCount(maxConnections); }
    void enqueue(std::function<void()> task) override { m_pool.start(std::move(task)); }
    void shutdown() override { m_pool.waitForDone(); }

private:
    QThreadPool m_pool;
};

/// One accepted socket. Blocking; a read ends when the peer or Listener::closeAll() shuts the socket down.
class Connection final : public httplib::Stream
{
public:
    explicit Connection(socket_t socket) : m_socket(socket) {}

    using Stream::write;
    bool is_readable() const override { return true; }
    bool is_writable() const override { return !m_broken; }
    socket_t socket() const override { return m_socket; }
    void get_remote_ip_and_port(std::string &, int &) const override {}
    void get_local_ip_and_port(std::string &, int &) const override {}

    ssize_t read(char *target, size_t size) override
    {
        if (m_at == m_size) {
            const auto got = ::recv(m_socket, m_buffer.data(), m_buffer.size(), 0);
            if (got <= 0)
                return ssize_t(got);
            m_at = 0;
            m_size = size_t(got);
        }
        const size_t count = std::min(size, m_size - m_at);
        std::copy_n(m_buffer.data() + m_at, count, target);
        m_at += count;
        return ssize_t(count);
    }

    ssize_t write(const char *source, size_t size) override
    {
        if (m_broken)
            return -1;
        return ssize_t(::send(m_socket, source, size, 0));
    }

    /// Nothing more is written; the connection ends with this request.
    void breakOff() { m_broken = true; }
    [[nodiscard]] bool isBroken() const { return m_broken; }

    std::string acceptedEncodings; ///< Of the present request, as sent.

private:
    socket_t m_socket;
    std::array<char, 16384> m_buffer{};
    size_t m_at = 0;
    size_t m_size = 0;
    bool m_broken = false;
};

/// A handler runs in its connection's thread, but the library does not hand it the connection.
thread_local Connection *currentConnection = nullptr;

/// The library's own loop sits in idle connections until their timeout, also after stop(). This one keeps the
/// sockets at hand, so that stopping is quick.
class Listener final : public httplib::Server
{
public:
    void closeAll()
    {
        const std::scoped_lock lock(m_mutex);
        m_closed = true;
        for (const socket_t socket : std::as_const(m_sockets))
            shutDown(socket);
    }

private:
    bool process_and_close_socket(socket_t socket) override
    {
        if (enter(socket)) {
            serve(socket);
            leave(socket);
        }
        shutDown(socket);
        closeSocket(socket);
        return true;
    }

    void serve(socket_t socket)
    {
        Connection connection(socket);
        currentConnection = &connection;
        const auto prepare = [&connection](httplib::Request &request) {
            // Compresses as the service does, which is with gzip alone.
            connection.acceptedEncodings = request.get_header_value("Accept-Encoding");
            request.headers.erase("Accept-Encoding");
            if (connection.acceptedEncodings.find("gzip") != std::string::npos)
                request.headers.emplace("Accept-Encoding", "gzip");
        };
        bool closed = false;
        while (!closed && process_request(connection, false, closed, prepare) && !connection.isBroken()) {
        }
        currentConnection = nullptr;
    }

    bool enter(socket_t socket)
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_closed)
            m_sockets.insert(socket);
        return !m_closed;
    }

    void leave(socket_t socket)
    {
        const std::scoped_lock lock(m_mutex);
        m_sockets.remove(socket);
    }

    std::mutex m_mutex;
    QSet<socket_t> m_sockets;
    bool m_closed = false;
};

QString decoded(QByteArray text)
{
    return QString::fromUtf8(QByteArray::fromPercentEncoding(text.replace('+', ' ')));
}

SandboxRequest requestFrom(const httplib::Request &source)
{
    SandboxRequest request;
    request.method = QByteArray::fromStdString(source.method);
    const QByteArray target = QByteArray::fromStdString(source.target);
    const qsizetype mark = target.indexOf('?');
    request.path = QString::fromLatin1(mark < 0 ? target : target.left(mark));
    if (mark >= 0) {
        for (const QByteArray &pair : target.mid(mark + 1).split('&')) {
            const qsizetype equals = pair.indexOf('=');
            if (!pair.isEmpty())
                request.query.append(qMakePair(decoded(pair.left(equals)),
                                               equals < 0 ? QString() : decoded(pair.mid(equals + 1))));
        }
    }
    for (const auto &[name, value] : source.headers) {
        const QByteArray key = QByteArray::fromStdString(name).toLower();
        if (key != "remote_addr" && key != "remote_port" && key != "local_addr" && key != "local_port")
            request.headers.insert(key, QByteArray::fromStdString(value));
    }
    request.headers.remove("accept-encoding");
    if (currentConnection != nullptr && !currentConnection->acceptedEncodings.empty())
        request.headers.insert("accept-encoding",
                               QByteArray::fromStdString(currentConnection->acceptedEncodings));
    request.body = QByteArray::fromStdString(source.body);
    const bool urlEncoded =
        request.headers.value("content-type").startsWith("application/x-www-form-urlencoded");
    if (urlEncoded) {
        for (const auto &[name, value] : source.params)
            request.form.insert(QString::fromStdString(name), QString::fromStdString(value));
    }
    for (const auto &[name, part] : source.files)
        request.form.insert(QString::fromStdString(name), QString::fromStdString(part.content));
    return request;
}

} // namespace

class SandboxTransport::Private
{
public:
    Private(Handler callback, WaitingRoom &room, std::chrono::milliseconds pause)
        : handler(std::move(callback)), waitingRoom(room), eventPause(pause)
    {
    }

    void answer(const httplib::Request &request, httplib::Response &response);
    void writeEvents(const SandboxReply &reply, httplib::Response &response);
    void writeHalf(const SandboxReply &reply, httplib::Response &response);

    Handler handler;
    WaitingRoom &waitingRoom;
    std::chrono::milliseconds eventPause;
    Listener listener;
    std::thread thread;
    quint16 port = 0;
};

void SandboxTransport::Private::answer(const httplib::Request &request, httplib::Response &response)
{
    const SandboxReply reply = handler(requestFrom(request));
    response.status = reply.status;
    for (const auto &[name, value] : reply.headers)
        response.set_header(name.toStdString(), value.toStdString());
    if (reply.delivery == SandboxReply::Delivery::Nothing) {
        currentConnection->breakOff();
    } else if (!reply.events.isEmpty() && reply.delivery == SandboxReply::Delivery::Whole) {
        writeEvents(reply, response);
    } else if (reply.delivery != SandboxReply::Delivery::Whole) {
        writeHalf(reply, response);
    } else if (reply.filler > 0) {
        const auto body = std::make_shared<std::string>(reply.body.toStdString());
        response.set_content_provider(body->size() + size_t(reply.filler), reply.contentType.toStdString(),
                                      [body](size_t offset, size_t length, httplib::DataSink &sink) {
                                          static const std::string blanks(65536, ' ');
                                          if (offset == 0)
                                              return sink.write(body->data(), body->size());
                                          return sink.write(blanks.data(), std::min(length, blanks.size()));
                                      });
    } else if (!reply.body.isEmpty()) {
        response.set_content(reply.body.toStdString(), reply.contentType.toStdString());
    }
}

void SandboxTransport::Private::writeEvents(const SandboxReply &reply, httplib::Response &response)
{
    response.set_header("X-Accel-Buffering", "no");
    response.set_chunked_content_provider(
        "text/event-stream",
        [this, events = reply.events, ends = reply.endsStream, heldAt = reply.heldAt,
         releases = reply.releases, at = qsizetype(0)](size_t, httplib::DataSink &sink) mutable {
            if (at == events.size()) {
                if (ends)
                    sink.done();
                return ends;
            }
            if (at == heldAt)
                waitingRoom.hang(releases);
            if (at > 0 && eventPause.count() > 0 && !waitingRoom.wait(eventPause))
                return false;
            const QByteArray &event = events.at(at++);
            return sink.write(event.constData(), size_t(event.size()));
        });
}

void SandboxTransport::Private::writeHalf(const SandboxReply &reply, httplib::Response &response)
{
    const QByteArray whole = reply.events.isEmpty() ? reply.body : reply.events.join();
    const QByteArray half = whole.left(qMax(qsizetype(1), whole.size() / 2));
    const bool hangs = reply.delivery == SandboxReply::Delivery::HalfThenHang;
    auto write = [this, half, hangs, releases = reply.releases,
                  sent = false](httplib::DataSink &sink) mutable {
        if (!sent) {
            sent = true;
            return sink.write(half.constData(), size_t(half.size()));
        }
        if (hangs)
            waitingRoom.hang(releases);
        return false; // ends the connection
    };
    if (reply.delivery == SandboxReply::Delivery::HalfChunked) {
        // The library compresses chunks of the types that it knows; with a parameter it knows none.
        response.set_chunked_content_provider(
            reply.contentType.toStdString() + "; charset=utf-8",
            [write](size_t, httplib::DataSink &sink) mutable { return write(sink); });
        return;
    }
    response.set_content_provider(
        size_t(qMax(whole.size(), half.size() + 1)), reply.contentType.toStdString(),
        [write](size_t, size_t, httplib::DataSink &sink) mutable { return write(sink); });
}

SandboxTransport::SandboxTransport(Handler handler, WaitingRoom &waitingRoom,
                                   std::chrono::milliseconds eventPause)
    : d(std::make_unique<Private>(std::move(handler), waitingRoom, eventPause))
{
    const auto answer = [this](const httplib::Request &request, httplib::Response &response) {
        d->answer(request, response);
    };
    d->listener.Get(".*", answer);
    d->listener.Post(".*", answer);
    d->listener.Put(".*", answer);
    d->listener.Patch(".*", answer);
    d->listener.Delete(".*", answer);
    d->listener.new_task_queue = [] { return new ConnectionThreads; };
    d->listener.set_tcp_nodelay(true);
    d->listener.set_keep_alive_timeout(3600);
    d->listener.set_keep_alive_max_count(1'000'000);
    d->listener.set_read_timeout(std::chrono::hours(1));
    d->listener.set_write_timeout(std::chrono::minutes(1));
    // The library's default lets a second process share the port. This lets a server that was stopped start
    // again where its last connections have not quite ended.
    d->listener.set_socket_options([](socket_t socket) {
#ifdef Q_OS_UNIX
        const int yes = 1;
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
#else
        Q_UNUSED(socket)
#endif
    });
}

SandboxTransport::~SandboxTransport()
{
    stop();
}

bool SandboxTransport::bind(quint16 port)
{
    const std::string host = "127.0.0.1";
    if (port == 0) {
        const int bound = d->listener.bind_to_any_port(host);
        if (bound <= 0)
            return false;
        d->port = quint16(bound);
    } else {
        if (!d->listener.bind_to_port(host, port))
            return false;
        d->port = port;
    }
    return true;
}

void SandboxTransport::start()
{
    d->thread = std::thread([this] { d->listener.listen_after_bind(); });
    // stop() does nothing before the listener runs. It does as soon as its thread has begun.
    while (!d->listener.is_running())
        std::this_thread::yield();
}

void SandboxTransport::stop()
{
    if (!d->thread.joinable())
        return;
    d->listener.stop();
    d->listener.closeAll();
    d->thread.join();
}

quint16 SandboxTransport::port() const
{
    return d->port;
}

} // namespace confab
