// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sandbox/sandboxdata.h"
#include "sandbox/sandboxmessage.h"

#include <QStringList>

class QJsonArray;
class QJsonObject;

namespace confab {

/// What each address of the service answers. Not thread-safe, as the data that it serves.
class SandboxRoutes
{
public:
    /// `host`: scheme, host and port of the server, as its replies show it.
    SandboxRoutes(SandboxData &data, QString host) : m_data(data), m_host(std::move(host)) {}

    /// For a request that carries the right key.
    [[nodiscard]] SandboxReply serve(const SandboxRequest &request);

private:
    using Parts = QStringList;
    [[nodiscard]] SandboxReply account(const SandboxRequest &request, const Parts &parts);
    [[nodiscard]] SandboxReply projects(const SandboxRequest &request);
    [[nodiscard]] SandboxReply project(const SandboxRequest &request, const Parts &parts);
    [[nodiscard]] SandboxReply aboutProject(const SandboxRequest &request, const SandboxProject &project,
                                            const Parts &parts);
    [[nodiscard]] SandboxReply conversations(const SandboxRequest &request, qint64 project);
    [[nodiscard]] SandboxReply listConversations(const SandboxRequest &request, qint64 project);
    [[nodiscard]] SandboxReply conversation(const SandboxRequest &request, qint64 project,
                                            const Parts &parts);
    [[nodiscard]] SandboxReply messages(const SandboxRequest &request, qint64 project,
                                        const SandboxConversation &conversation);
    [[nodiscard]] SandboxReply send(const SandboxRequest &request, qint64 project, const QByteArray &session);
    [[nodiscard]] SandboxReply message(const SandboxRequest &request, const SandboxConversation &conversation,
                                       const Parts &parts);
    [[nodiscard]] SandboxReply feedback(const SandboxRequest &request,
                                        const SandboxConversation &conversation, const SandboxRecord &record);
    [[nodiscard]] SandboxReply verification(const SandboxRequest &request, const SandboxRecord &record,
                                            bool claims);
    [[nodiscard]] SandboxReply citation(const SandboxRequest &request, const QString &id);
    [[nodiscard]] SandboxReply preview(const SandboxRequest &request, const QString &id);

    [[nodiscard]] QJsonObject json(const SandboxRecord &record,
                                   const SandboxConversation &conversation) const;
    [[nodiscard]] SandboxReply notFound(const SandboxRequest &request, const QString &what,
                                        const QString &id) const;
    [[nodiscard]] QString url(const SandboxRequest &request) const { return m_host + request.path; }

    SandboxData &m_data;
    QString m_host;
};

} // namespace confab
