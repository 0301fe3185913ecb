// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sandbox/sandboxoptions.h"

#include <QHash>
#include <QList>
#include <QString>

#include <optional>

namespace confab {

struct SandboxProject
{
    qint64 id = 0;
    QString name;
    qint64 created = 0; ///< Seconds since 1970, as all times here.
    int index = 0;      ///< 0 is the newest.
    bool gone = false;
};

/// A conversation without its words: those follow from the numbers when they are asked for.
struct SandboxConversation
{
    qint64 id = 0;
    QByteArray session;
    qint64 created = 0;
    qint64 updated = 0;
    qint64 firstMessage = 0; ///< Id of the first of its seeded messages; the others follow.
    quint64 salt = 0;
    qint64 createdBy = 0; ///< 0: an anonymous visitor.
    int index = 0;        ///< As seeded, 0 is the newest; -1 where it was made later.
    int script = 0;
    int messages = 0; ///< Seeded ones.
};

struct SandboxRecord
{
    qint64 id = 0;
    qint64 conversation = 0;
    qint64 created = 0;
    QString question;
    std::optional<QString> answer; ///< Empty: null on the wire.
    int citations = 0;             ///< How many; their form follows from the id.
    bool seeded = true;
    QString externalId;
    QString source;
};

/// The data behind the sandbox. Not thread-safe; SandboxServer holds its lock.
class SandboxData
{
public:
    explicit SandboxData(const SandboxOptions &options);

    static constexpr qint64 userId = 4021;

    [[nodiscard]] qint64 now() const; ///< The server's clock.
    [[nodiscard]] const SandboxOptions &options() const { return m_options; }

    /// Newest first, those that are gone left out.
    [[nodiscard]] QList<SandboxProject> projects() const;
    [[nodiscard]] std::optional<SandboxProject> project(qint64 id) const;
    void setProjectGone(qint64 id, bool gone);

    /// Oldest first.
    [[nodiscard]] const QList<SandboxConversation> &conversations(qint64 project) const;
    [[nodiscard]] const SandboxConversation *find(qint64 project, const QByteArray &session) const;
    /// Nullopt: null on the wire.
    [[nodiscard]] std::optional<QString> name(const SandboxConversation &conversation) const;

    /// With an empty session a new one is made up.
    const SandboxConversation &create(qint64 project, const QString &name, const QByteArray &session = {});
    bool rename(qint64 project, const QByteArray &session, const QString &name);
    bool remove(qint64 project, const QByteArray &session);

    [[nodiscard]] int messageCount(const SandboxConversation &conversation) const;
    /// Position 0 is the oldest.
    [[nodiscard]] SandboxRecord message(const SandboxConversation &conversation, int position) const;
    [[nodiscard]] qint64 messageTime(const SandboxConversation &conversation, int position) const;
    [[nodiscard]] std::optional<int> positionOf(const SandboxConversation &conversation,
                                                qint64 message) const;
    /// The stored answer to the same question, or a new one. `replayed` says which.
    SandboxRecord ask(const SandboxConversation &conversation, const QString &prompt,
                      const QString &externalId, bool *replayed);

    /// Nullopt: as seeded.
    [[nodiscard]] std::optional<QString> reaction(qint64 message) const;
    void setReaction(qint64 message, const QString &reaction);

    /// Counts the four queries of a message that was not verified before; how often it has been asked for
    /// before is the answer.
    int verify(qint64 message);

    [[nodiscard]] qint64 queriesUsed() const { return m_queries; }

private:
    void seedProjects();
    void seedConversations(const SandboxProject &project, int count);
    [[nodiscard]] qint64 ageOf(int index, int count, quint64 salt) const;
    [[nodiscard]] QString seededName(const SandboxConversation &conversation) const;
    [[nodiscard]] QByteArray newSession(quint64 salt) const;
    [[nodiscard]] SandboxConversation *findOwn(qint64 project, const QByteArray &session);

    SandboxOptions m_options;
    qint64 m_clockOffset = 0;
    qint64 m_started = 0;
    qint64 m_midnight = 0; ///< The local one before m_started.
    QList<SandboxProject> m_projects;
    QHash<qint64, QList<SandboxConversation>> m_conversations;
    QHash<QByteArray, qint64> m_ids; ///< Session to id.
    QHash<qint64, QString> m_names;
    QHash<qint64, QList<SandboxRecord>> m_sent;
    QHash<qint64, QString> m_reactions;
    QHash<qint64, int> m_verified; ///< Message to how often.
    qint64 m_nextConversation = 1;
    qint64 m_nextMessage = 9'800'000;
    qint64 m_queries = 0;
};

} // namespace confab
