// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QDateTime>
#include <QList>
#include <QString>
#include <QUrl>

#include <optional>

namespace confab {

// Every QDateTime below is UTC, or invalid where the service sent nothing that parses. An invalid date is
// never compared: it matches no filter and no rule. Every QString that came from a server is raw; it is
// cleaned where it is shown (core/text.h).

struct User
{
    qint64 id = 0;
    QString name;
    QString email;
    friend bool operator==(const User &, const User &) = default;
};

/// From limits/usage. Counts per billing cycle and team; a limit of zero means the service did not say.
struct Usage
{
    qint64 maxQueries = 0;
    qint64 currentQueries = 0;
    qint64 maxProjects = 0;
    qint64 currentProjects = 0;
    friend bool operator==(const Usage &, const Usage &) = default;
};

/// A chatbot with its content. The API says "project", the vendor's pages say "agent"; it is the same thing.
struct Project
{
    ProjectId id;
    QString name;
    bool chatActive = false; ///< False, null or missing on the wire: not ready to chat.
    QDateTime createdAt;
    QDateTime updatedAt;
    friend bool operator==(const Project &, const Project &) = default;
};

/// The settings Confab reads (contract, section 2.6); nullopt where the service sent null or nothing.
struct ProjectSettings
{
    std::optional<bool> canExportConversation;
    std::optional<bool> feedbacksEnabled;
    std::optional<bool> markdownEnabled;
    std::optional<int> retentionDays;
    QString retentionPeriod; ///< custom, year, never or empty
    QString chatbotTitle;
    friend bool operator==(const ProjectSettings &, const ProjectSettings &) = default;
};

struct Conversation
{
    ConversationId id;
    SessionId session;
    ProjectId project;
    QString name;                    ///< May be empty.
    std::optional<qint64> createdBy; ///< Empty for anonymous visitors.
    QDateTime createdAt;
    QDateTime updatedAt; ///< Moves on rename only, not when a message is added (contract, section 2.1).

    [[nodiscard]] ConversationKey key() const { return {project, session}; }
    friend bool operator==(const Conversation &, const Conversation &) = default;
};

enum class Reaction { None, Liked, Disliked };

/// How far a record has come. All but Stored are this program's own: a question of this computer's, and what
/// has come of its answer.
enum class Progress {
    Stored,    ///< As the service has it.
    Waiting,   ///< Asked; nothing of the answer is here.
    Answering, ///< The answer grows.
    Stopped,   ///< The person ended it; what had come stays.
    Broken,    ///< It ended without its end mark, or in an error.
    Unsent,    ///< The service did not take the question.
};

/// One record of the service: a question and its answer.
struct Message
{
    MessageId id;                ///< Below zero: of this program's own, until the service's number is known.
    ConversationId conversation; ///< Zero where the service did not say.
    QString question;
    QString answer; ///< Markdown of an untrusted source; may be empty.
    QDateTime createdAt;
    QList<CitationId> citations; ///< Valid ids, no duplicates, in the service's order.
    Reaction reaction = Reaction::None;
    QString requestSource; ///< web, api, livechat, … or empty
    QString externalId;
    QString userIp;    ///< Personal data: not shown, copied or exported unless asked for.
    QString userAgent; ///< Personal data, as above.
    Progress progress = Progress::Stored;
    friend bool operator==(const Message &, const Message &) = default;
};

/// One statement of an answer as the service's check of it says. Raw text, as all that comes from a server.
struct Claim
{
    QString text;
    QString source; ///< May be empty.
    std::optional<bool>
        flagged; ///< True: the sources do not bear it out. Empty where the service did not say.
    friend bool operator==(const Claim &, const Claim &) = default;
};

/// What the service says of an answer's claims or of its trust score ("Verify Responses"). The form is not
/// documented (contract, section 2.5).
struct Verification
{
    enum class State {
        Pending, ///< The service is at work on it.
        Nothing, ///< It has nothing to say of this answer (yet).
        Known,   ///< Claims or a score could be read; the reply may hold more.
        Unknown, ///< The reply is of another form.
    };

    State state = State::Nothing;
    QList<Claim> claims;
    std::optional<double> trustScore; ///< On the service's own scale.
    QString
        json; ///< What the service sent, formatted and bounded, where the values above leave any of it out.
    friend bool operator==(const Verification &, const Verification &) = default;
};

struct Citation
{
    CitationId id; ///< The id that was asked for; the reply may carry another (contract, section 2.2).
    QString title;
    QString description;
    QUrl url; ///< Empty where the source has no address.
    friend bool operator==(const Citation &, const Citation &) = default;
};

/// One page of a Laravel paginator.
template<class T>
struct Page
{
    QList<T> items;
    int number = 1;
    int lastPage = 1;
    int perPage = 0;
    qint64 total = 0;
    int skipped = 0; ///< Entries of the page that could not be read (no usable id) and were left out.

    [[nodiscard]] bool isLast() const { return number >= lastPage; }
    friend bool operator==(const Page &, const Page &) = default;
};

enum class SortOrder { Ascending, Descending };

/// The service's userFilter.
enum class PeopleFilter { Everyone, Anonymous, TeamMembers, Me };

/// One page of the list of conversations, ordered by id.
struct ConversationQuery
{
    int page = 1;
    SortOrder order = SortOrder::Descending;
    PeopleFilter people = PeopleFilter::Everyone;
    friend bool operator==(const ConversationQuery &, const ConversationQuery &) = default;
};

struct MessagePage
{
    Conversation conversation;
    Page<Message> messages; ///< Newest first, as the service sends them.
    friend bool operator==(const MessagePage &, const MessagePage &) = default;
};

/// A question to be sent (contract, section 2.3). The model of the bot is never set.
struct OutgoingMessage
{
    QString prompt;
    QString language;   ///< Empty: as the project is set.
    QString externalId; ///< At most 128 characters.
};

/// Which call goes first when calls are scarce: what the person waits for overtakes the rest.
enum class Lane { Interactive, Visible, Background };

/// What the rate governor knows of the service's pace; for the status line.
struct Pace
{
    int limit = 60;     ///< Calls a minute.
    int remaining = 60; ///< Calls left in this minute, as the last reply said, less those sent since.
    int inFlight = 0;
    int waiting = 0;
    QDateTime pausedUntil; ///< Valid while all calls are held after a 429.
    friend bool operator==(const Pace &, const Pace &) = default;
};

} // namespace confab
