// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sandbox/sandboxfaults.h"
#include "sandbox/sandboxmessage.h"
#include "sandbox/sandboxoptions.h"

#include <QObject>
#include <QStringList>
#include <QUrl>

#include <memory>

namespace confab {

/// The service in small: an HTTP server on 127.0.0.1 that speaks the same API, quirks included, over seeded
/// data. It is the demo mode, the tests' server and the benchmarks' server. It has threads of its own; every
/// method may be called from any thread, but start() and stop() from the owner's alone.
class SandboxServer : public QObject
{
    Q_OBJECT

public:
    explicit SandboxServer(SandboxOptions options = {}, QObject *parent = nullptr);
    ~SandboxServer() override; ///< Stops.

    /// Lays out the data anew and listens. Port 0 takes any free one. False with errorString() where that
    /// fails.
    [[nodiscard]] bool start(quint16 port = 0);
    /// Closes all connections, hanging ones too, and waits for their threads. The data stays as it is.
    void stop();
    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] QString errorString() const;

    [[nodiscard]] QUrl baseUrl() const; ///< http://127.0.0.1:PORT/api/v1
    [[nodiscard]] QByteArray key() const;
    /// From now on another key is accepted, and the old one is not.
    void setKey(const QByteArray &key);
    [[nodiscard]] const SandboxOptions &options() const; ///< As given; setKey() does not show here.

    void addFault(const SandboxFault &fault);
    /// Also lets hanging requests go.
    void clearFaults();
    /// The same, with another fault in force before anything that hung is let go.
    void replaceFaults(const SandboxFault &fault);

    /// One request as it came in.
    struct Call
    {
        QByteArray method;
        QString path; ///< As sent, without the query.
        QList<QPair<QString, QString>> query;
        QHash<QByteArray, QByteArray> headers; ///< Names in lower case.
        QByteArray body;
        int status =
            0; ///< Of the reply; 0 while there is none, and for a connection that was dropped or hangs.
    };
    /// In the order of their arrival, those in progress too.
    [[nodiscard]] QList<Call> calls() const;
    /// How many match, as SandboxFault::match says.
    [[nodiscard]] int callCount(const QString &expression = {}) const;
    void clearCalls();

    // The server's data behind the client's back. Times are seconds since 1970.
    [[nodiscard]] QList<qint64> projectIds() const; ///< Newest first.
    [[nodiscard]] qint64 firstProject() const; ///< The newest, which holds SandboxOptions::conversations.
    void setProjectGone(qint64 project, bool gone);
    [[nodiscard]] QStringList sessions(qint64 project) const; ///< Newest first.
    [[nodiscard]] int conversationCount(qint64 project) const;
    [[nodiscard]] bool hasConversation(qint64 project, const QString &session) const;
    [[nodiscard]] QString conversationName(qint64 project,
                                           const QString &session) const; ///< Null: null on the wire.
    [[nodiscard]] QDateTime conversationCreated(qint64 project, const QString &session) const;
    [[nodiscard]] int messageCount(qint64 project, const QString &session) const;
    [[nodiscard]] QString
    longestSession(qint64 project) const; ///< Of the conversation with the most messages.
    /// Returns the new session.
    QString addConversationOnTop(qint64 project, const QString &name);
    bool removeConversation(qint64 project, const QString &session);
    bool renameConversation(qint64 project, const QString &session, const QString &name);
    /// Asks as a visitor would; returns the message's id, or 0 for an unknown session.
    qint64 addMessage(qint64 project, const QString &session, const QString &question);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace confab
