// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/values.h"

#include <QDateTime>
#include <QList>
#include <QString>

namespace confab {

// What is exported. Moments are UTC, texts raw, as everywhere; a writer cleans what it shows.

enum class ExportFormat { Html, Markdown, PlainText, Csv, Json };

/// What a person chooses for one export.
struct ExportOptions
{
    ExportFormat format = ExportFormat::Html;
    /// IP addresses and user agents of visitors, where the service gave them.
    bool personalData = false;
    /// Sources whose title is not known are asked for, one call each.
    bool lookUpSources = true;
    /// CSV: cells as they are, also those that a spreadsheet would take for a formula.
    bool rawCells = false;
    /// CSV: a byte order mark in front, by which spreadsheets know UTF-8.
    bool byteOrderMark = true;
    friend bool operator==(const ExportOptions &, const ExportOptions &) = default;
};

/// A cited source as far as it is known.
struct ExportedSource
{
    enum class State {
        Known,
        Removed,     ///< The service has it no longer.
        NotLookedUp, ///< Nobody asked, or no answer came.
    };

    CitationId id;
    State state = State::NotLookedUp;
    QString title;
    QString description;
    QUrl address; ///< Empty where the source has none.
    friend bool operator==(const ExportedSource &, const ExportedSource &) = default;
};

/// One of which nothing is known but its id.
[[nodiscard]] inline ExportedSource unknownSource(CitationId id)
{
    ExportedSource source;
    source.id = id;
    return source;
}

struct ExportedMessage
{
    Message message;
    QString language; ///< As languageCode() gives it; empty where not known.
    friend bool operator==(const ExportedMessage &, const ExportedMessage &) = default;
};

/// A conversation with all that is known of it at one moment.
struct ExportedConversation
{
    Conversation conversation;
    QList<ExportedMessage> messages; ///< Oldest first.
    QList<ExportedSource> sources;   ///< Of all its messages, each id once, in the order of the citing.
    QDateTime asOf;                  ///< When the newest messages were read; invalid where that is not known.
    bool fromArchive = false;        ///< The service was not asked for these messages now.
    bool removed = false;            ///< No longer on the server.
    /// Messages that there are and that are not here.
    qint64 missing = 0;
    friend bool operator==(const ExportedConversation &, const ExportedConversation &) = default;
};

/// One that was chosen and is not in the file.
struct LeftOut
{
    Conversation conversation;
    QString reason; ///< A sentence.
    friend bool operator==(const LeftOut &, const LeftOut &) = default;
};

struct ExportCounts
{
    qint64 conversations = 0;
    qint64 messages = 0;
    friend bool operator==(const ExportCounts &, const ExportCounts &) = default;
};

} // namespace confab
