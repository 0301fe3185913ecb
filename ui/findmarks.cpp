// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/findmarks.h"

#include "models/messagelistmodel.h"
#include "ui/messageselector.h"
#include "ui/messageview.h"

#include <algorithm>

namespace confab {

namespace {
/// More than a screen holds; when there are more, all are looked up again.
constexpr qsizetype maxKnown = 256;
} // namespace

const FindMarks::Ranges &FindMarks::rangesOf(const QModelIndex &index)
{
    static const Ranges none;
    if (m_finder.pattern().isEmpty() || index.data(MessageListModel::EmptyAnswerRole).toBool())
        return none;
    const auto entry = m_view.messageDelegate().entry(index);
    const MarkdownDocument &document = *entry->document;
    if (m_known.size() > maxKnown)
        m_known.clear();
    Known &known = m_known[MessageDelegate::key(index)];
    if (known.document != &document || known.characters != document.characterCount() ||
        known.pattern != m_finder.pattern()) {
        known = {&document, document.characterCount(), m_finder.pattern(),
                 m_finder.pattern().find(document.toRawText())};
    }
    return known.ranges;
}

QList<MessageMark> FindMarks::of(const QModelIndex &index)
{
    const Ranges &ranges = rangesOf(index);
    const auto current = m_finder.current();
    const bool here = current && current->message == MessageDelegate::key(index);
    const qsizetype strong = here ? std::min<qsizetype>(current->number, ranges.size() - 1) : -1;
    QList<MessageMark> marks;
    marks.reserve(ranges.size());
    for (qsizetype i = 0; i < ranges.size(); ++i) {
        marks.append({i == strong ? MessageMark::Kind::FoundCurrent : MessageMark::Kind::Found,
                      ranges.at(i).first, ranges.at(i).second});
    }
    return marks;
}

std::optional<MessageSelection::Span> FindMarks::current()
{
    const auto hit = m_finder.current();
    const int row = hit ? m_view.selector().rowOf(hit->message) : -1;
    if (row < 0)
        return {};
    const QModelIndex index = m_view.model()->index(row, 0);
    // What the person has not asked to see yet of a long message holds hits too.
    while (rangesOf(index).size() <= hit->number && !m_view.messageDelegate().entry(index)->complete)
        m_view.showMoreOf(index);
    const Ranges &ranges = rangesOf(index);
    if (ranges.isEmpty())
        return MessageSelection::Span{hit->message, 0, 0};
    const auto &range = ranges.at(std::min<qsizetype>(hit->number, ranges.size() - 1));
    return MessageSelection::Span{hit->message, range.first, range.second};
}

void FindMarks::showCurrent()
{
    if (const auto span = current())
        m_view.showPosition({span->message, span->from});
    m_view.viewport()->update();
}

} // namespace confab
