// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/exportvalues.h"

#include <QList>

#include <algorithm>
#include <optional>

namespace confab {

/// What is to be exported, frozen when the person asked for it: filters that change later change nothing.
struct ExportRequest
{
    Project project;
    QUrl server;
    QList<Conversation> conversations; ///< Of the project, each once, in the order of the file.
    ExportOptions options;
    QString path;
    bool offline = false; ///< From the archive alone.
};

/// What has become of one conversation.
struct ExportItem
{
    enum class State {
        Waiting, ///< Not tried, or not to its end.
        Reading,
        Writing, ///< It was read.
        Written,
        Failed,
    };

    Conversation conversation;
    State state = State::Waiting;
    std::optional<Error> error; ///< Of Failed.
    // Of Written:
    qint64 messages = 0;
    qint64 missing = 0; ///< Messages that there are and that are not in the file.
    QDateTime asOf;
    bool fromArchive = false;
    bool removed = false;
};

struct ExportReport
{
    QList<ExportItem> items;
    ExportCounts counts;         ///< Of the file.
    std::optional<Error> reason; ///< Why the run stopped before its end, where no person stopped it.
    bool cancelled = false;      ///< A person did.
    int sourcesNotFound = 0;     ///< Sources whose title was asked for in vain.

    [[nodiscard]] qsizetype count(ExportItem::State state) const
    {
        return std::count_if(items.begin(), items.end(),
                             [state](const ExportItem &item) { return item.state == state; });
    }
    [[nodiscard]] bool isWhole() const { return count(ExportItem::State::Written) == items.size(); }
    /// Written, but not with all their messages.
    [[nodiscard]] qsizetype partial() const
    {
        return std::count_if(items.begin(), items.end(), [](const ExportItem &item) {
            return item.state == ExportItem::State::Written && item.missing > 0;
        });
    }
};

struct ExportProgress
{
    qsizetype done = 0; ///< Conversations that are written or failed.
    qsizetype all = 0;
    int callsMade = 0;
    int callsLeft = 0; ///< At least.
    friend bool operator==(const ExportProgress &, const ExportProgress &) = default;
};

} // namespace confab
