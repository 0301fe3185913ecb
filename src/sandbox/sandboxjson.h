// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sandbox/sandboxdata.h"
#include "sandbox/sandboxmessage.h"

#include <QJsonArray>
#include <QJsonObject>

/// How the service writes things down, quirks included (docs: the API contract's sections 2 to 6).
namespace confab::wire {

[[nodiscard]] QString isoTime(qint64 seconds);   ///< 2025-07-24T21:16:30.000000Z
[[nodiscard]] QString naiveTime(qint64 seconds); ///< 2025-07-24 21:16:30, UTC

/// Compact, with slashes escaped as PHP does, and all but ASCII as \u where `ascii` is set.
[[nodiscard]] QByteArray encoded(const QJsonObject &object, bool ascii = true);

[[nodiscard]] SandboxReply success(const QJsonValue &data, int status = 200);
/// The documented form: {"status":"error","url":…,"data":{"code":…,"message":…}}
[[nodiscard]] SandboxReply error(int status, const QString &message, const QString &url);
/// The framework's own form, pretty-printed: {"message":…}
[[nodiscard]] SandboxReply bareError(int status, const QString &message);
/// 422 with {"message":…,"errors":{field:[…]}}
[[nodiscard]] SandboxReply invalid(const QString &field, const QString &message);
[[nodiscard]] QString creditsText();
[[nodiscard]] QString statusText(int status);

/// One event of a stream.
[[nodiscard]] QByteArray event(const QByteArray &name, const QByteArray &json);

struct Paging
{
    int page = 1;
    int perPage = 10;
    qint64 total = 0;
    [[nodiscard]] qint64 first() const { return qint64(page - 1) * perPage; }
    [[nodiscard]] qint64 count() const { return qBound(qint64(0), total - first(), qint64(perPage)); }
};

/// The page that a request asks for; nonsense asks for page 1.
[[nodiscard]] Paging paging(const SandboxRequest &request, int perPage, qint64 total);
/// `host` is the scheme, host and port that the addresses in it show.
[[nodiscard]] QJsonObject paginator(const QJsonArray &items, const Paging &paging,
                                    const SandboxRequest &request, const QString &host);

[[nodiscard]] QJsonObject project(const SandboxProject &project);
[[nodiscard]] QJsonObject conversation(const SandboxConversation &conversation, qint64 project,
                                       const std::optional<QString> &name);
[[nodiscard]] QJsonObject message(const SandboxRecord &record, const std::optional<QString> &reaction,
                                  qint64 userId);
/// Whether the record says where it was asked.
[[nodiscard]] bool hasMetadata(const SandboxRecord &record);
/// What people said of the answer: `given`, where somebody did since the start, else as seeded.
[[nodiscard]] std::optional<QString> reactionOf(const SandboxRecord &record,
                                                const std::optional<QString> &given);
[[nodiscard]] QJsonValue citationIds(const SandboxRecord &record);
/// Nullopt: the source was removed.
[[nodiscard]] std::optional<QJsonObject> citation(qint64 id, const QString &host);
/// True for the citations that are uploaded files, which the preview serves.
[[nodiscard]] bool isFile(qint64 citation);
[[nodiscard]] QByteArray pdf(const QByteArray &title);

} // namespace confab::wire
