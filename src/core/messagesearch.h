// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/searchquery.h"
#include "core/values.h"

namespace confab {

/// A part of a text, in UTF-16 units.
struct TextRange
{
    qsizetype start = 0;
    qsizetype length = 0;
    friend bool operator==(const TextRange &, const TextRange &) = default;
};

/// Where one search is made, and which part of its hits is wanted.
struct SearchRequest
{
    SearchQuery query;
    ProjectId project;                     ///< Invalid: in all projects, …
    std::optional<QList<ProjectId>> among; ///< … but for those that are not among these, where it is set.
    ConversationKey within;                ///< Valid: in this conversation alone.
    bool stillTyping = false;              ///< The last of the query's texts may be the beginning of a word.
    int limit = 50;
    MessageId before; ///< Hits of older messages than this; invalid: from the newest on.
};

/// A question or an answer that was found.
struct SearchHit
{
    ConversationKey key;
    QString conversationName;
    ConversationId conversation; ///< The number that the service shows; invalid where not known.
    bool removed = false;        ///< The conversation is no longer on the server.
    MessageId message;
    SearchQuery::Sender sender = SearchQuery::Sender::User; ///< User for the question, Agent for the answer.
    QDateTime moment;
    QString snippet;       ///< One line of plain text around the first hit: no Markdown, no markup.
    QList<TextRange> hits; ///< In the snippet, in order, not overlapping.
    friend bool operator==(const SearchHit &, const SearchHit &) = default;
};

/// Newest first by the service's numbers of messages, an answer before its question.
struct SearchResults
{
    QList<SearchHit> hits;
    bool more = false; ///< There are older ones; ask again with `before` = the last hit's message.
    friend bool operator==(const SearchResults &, const SearchResults &) = default;
};

} // namespace confab
