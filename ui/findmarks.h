// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/messagedelegate.h"
#include "ui/messagefinder.h"

#include <QHash>

namespace confab {

class MessageView;

/// Shows in a view what a finder found: marks the hits of each message that is painted, and brings the
/// current one on screen. Documents are searched only while they are on screen.
class FindMarks
{
public:
    FindMarks(MessageView &view, const MessageFinder &finder) : m_view(view), m_finder(finder) {}

    [[nodiscard]] QList<MessageMark> of(const QModelIndex &index);
    /// Scrolls to the current hit; opens as much of a long message as it takes.
    void showCurrent();
    /// The current hit; nothing where there is none.
    [[nodiscard]] std::optional<MessageSelection::Span> current();

private:
    using Ranges = QList<std::pair<int, int>>;
    struct Known
    {
        const MarkdownDocument *document = nullptr;
        int characters = 0;
        FindPattern pattern;
        Ranges ranges;
    };
    [[nodiscard]] const Ranges &rangesOf(const QModelIndex &index);

    MessageView &m_view;
    const MessageFinder &m_finder;
    QHash<MessageSelection::Id, Known> m_known;
};

} // namespace confab
