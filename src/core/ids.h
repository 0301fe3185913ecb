// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHashFunctions>
#include <QString>

#include <compare>

namespace confab {

/// A numeric id of the service. Distinct tags keep a conversation's id out of a project's place.
/// The service's ids are positive 64-bit integers (contract, section 8); zero means "none".
template<class Tag>
struct NumericId
{
    qint64 value = 0;

    [[nodiscard]] constexpr bool isValid() const { return value > 0; }
    [[nodiscard]] QString toString() const { return QString::number(value); }
    friend constexpr auto operator<=>(NumericId, NumericId) = default;
    friend size_t qHash(NumericId id, size_t seed = 0) { return ::qHash(id.value, seed); }
};

using ProjectId = NumericId<struct ProjectTag>;
using ConversationId = NumericId<struct ConversationTag>; ///< Shown only; never a path key.
using MessageId = NumericId<struct MessageTag>;           ///< The service's "promptId".
using CitationId = NumericId<struct CitationTag>;

/// The key of a conversation in every call (contract, section 8). It comes from a server, so it is checked
/// before it enters a path: an id of ".." would turn "delete this conversation" into "delete this project".
class SessionId
{
public:
    SessionId() = default;
    explicit SessionId(QString text) : m_text(std::move(text)) {}

    /// True for 8 to 128 of A-Z a-z 0-9 _ and -. The API client refuses any other before the network.
    [[nodiscard]] bool isValid() const;
    [[nodiscard]] const QString &toString() const { return m_text; }

    friend bool operator==(const SessionId &, const SessionId &) = default;
    friend auto operator<=>(const SessionId &a, const SessionId &b)
    {
        return a.m_text.compare(b.m_text) <=> 0;
    }
    friend size_t qHash(const SessionId &id, size_t seed = 0) { return ::qHash(id.m_text, seed); }

private:
    QString m_text;
};

/// What a call about one conversation needs.
struct ConversationKey
{
    ProjectId project;
    SessionId session;

    [[nodiscard]] bool isValid() const { return project.isValid() && session.isValid(); }
    friend bool operator==(const ConversationKey &, const ConversationKey &) = default;
};

} // namespace confab
