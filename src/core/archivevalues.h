// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/values.h"

#include <optional>

namespace confab {

// What goes into the local archive and comes out of it. Moments are UTC, or invalid where nothing is known.
// Texts are as the server sent them: raw, to be cleaned where they are shown.

/// Whether the archive can be written, and if not, why.
enum class ArchiveCondition {
    Closed,
    Writable,
    InUse, ///< Another Confab of this profile writes it. Reading works.
    Newer, ///< Written by a newer Confab, whose file is left alone. Neither reading nor writing works.
    Full,  ///< The disk is full. Reading works; writing is refused until Archive::resume().
};

/// What opening an archive came to.
struct ArchiveState
{
    ArchiveCondition condition = ArchiveCondition::Closed;
    QString file;           ///< Its path, for the settings page.
    QString setAside;       ///< Where a damaged file was put, and this one begun anew; empty where none was.
    bool onNetwork = false; ///< The folder is one of another computer: slower, and less sure.
    friend bool operator==(const ArchiveState &, const ArchiveState &) = default;
};

/// Where the archive lies: one file for each folder and server address.
struct ArchivePlace
{
    QString folder;                ///< Made with access for its owner alone where it is missing.
    QUrl server;                   ///< Any difference in it but case and a last slash is another archive.
    bool keepPersonalData = false; ///< Store IP addresses and user agents of messages.
    friend bool operator==(const ArchivePlace &, const ArchivePlace &) = default;
};

/// A message and what Confab found out about it.
struct ArchivedMessage
{
    Message message;
    QString language; ///< As languageCode() gives it; empty where not known.
    friend bool operator==(const ArchivedMessage &, const ArchivedMessage &) = default;
};

/// Messages of one conversation, and what is known of it from reading them.
struct ArchivedPage
{
    ConversationKey key;
    QList<ArchivedMessage> messages;
    /// How many messages the service says that there are; nothing where it did not say.
    std::optional<qint64> total;
    /// When the newest messages were read: the conversation was seen to be up to date then. Invalid where
    /// this is not about the newest ones.
    QDateTime checkedAt;
};

struct ArchivedCitation
{
    ProjectId project;
    Citation citation;
};

enum class SyncStrategy {
    Unknown,       ///< Not probed yet.
    Intelligence,  ///< Messages of all conversations by pages of the report.
    Conversations, ///< Messages conversation by conversation.
};

enum class SyncPhase { Idle, Listing, Reading };

/// How far a project's sync has come; stored together with what it came to, so that it goes on there after a
/// crash. The archive gives none of it a meaning.
struct SyncMark
{
    ProjectId project;
    SyncStrategy strategy = SyncStrategy::Unknown;
    SyncPhase phase = SyncPhase::Idle;
    int nextPage = 1;     ///< Of the list or the report, in this phase.
    qint64 total = -1;    ///< Of the list or the report when its last page was read; -1: none was.
    int perPage = 0;      ///< Of that page; 0: not known.
    QDateTime windowFrom; ///< By reports: their window, half-open. By conversations: when reports were lost.
    QDateTime windowTo;
    int callsMade = 0; ///< In this run, answered or withdrawn.
    int callsLeft = 0;
    QDateTime startedAt;  ///< Of the run that is under way or was the last.
    QDateTime finishedAt; ///< Of the last whole run: "as of".
    friend bool operator==(const SyncMark &, const SyncMark &) = default;
};

/// What is stored in one transaction: all of it or nothing. What is known already and not said anew stays:
/// an empty text, list or id and an invalid moment take nothing away, except that a conversation's name and
/// maker, and a message's reaction, are as they come.
struct ArchiveBatch
{
    QList<Project> projects;
    /// As of `seenAt`. One that was removed from the server, and was seen there later, is no longer removed.
    QList<Conversation> conversations;
    /// A page whose conversation is not known makes one that has a key alone.
    QList<ArchivedPage> pages;
    QList<ArchivedCitation> citations;
    /// Gone from the server at `seenAt`: the texts stay until purged. Unknown ones are passed over.
    QList<ConversationKey> removed;
    QList<SyncMark> marks;
    QDateTime seenAt; ///< When the service said so.
    /// Others follow: it may wait for some of them, a tenth of a second at most, to be stored with them.
    bool unhurried = false;
};

/// What a batch changed.
struct StoreOutcome
{
    int newConversations = 0;
    int newMessages = 0;
    int changedMessages = 0;
    /// Entries that no archive can hold: an invalid key or message id, or one over 2^62. Left out.
    int refused = 0;
    friend bool operator==(const StoreOutcome &, const StoreOutcome &) = default;
};

/// A conversation with all that is known of it.
struct ArchivedConversation
{
    Conversation conversation;
    QDateTime lastMessageAt;
    MessageId newestMessage;     ///< Invalid where no message is stored.
    int messages = 0;            ///< Stored.
    std::optional<qint64> total; ///< What the service said when it was last asked.
    int liked = 0;
    int disliked = 0;
    QString language;    ///< Of the newest message that has one.
    QDateTime checkedAt; ///< When its newest messages were last read.
    QDateTime seenAt;    ///< When the server's list last held it.
    QDateTime removedAt; ///< Valid: no longer on the server since then, as far as is known.
    friend bool operator==(const ArchivedConversation &, const ArchivedConversation &) = default;
};

struct ArchiveCounts
{
    qint64 projects = 0;
    qint64 conversations = 0; ///< On the server as far as is known.
    qint64 removed = 0;       ///< Conversations no longer on the server.
    qint64 messages = 0;
    qint64 bytes = 0; ///< Of all files of the archive.
    friend bool operator==(const ArchiveCounts &, const ArchiveCounts &) = default;
};

} // namespace confab
