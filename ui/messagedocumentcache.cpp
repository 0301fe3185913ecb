// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/messagedocumentcache.h"

#include <algorithm>
#include <cmath>

namespace confab {

namespace {

/// Above this a second layout, which only makes a narrow bubble, is not worth its time.
constexpr int shrinkCharacters = 4000;
/// A document counts at least this much, which bounds their number.
constexpr qsizetype leastCost = MessageDocumentCache::maxCharacters / MessageDocumentCache::maxDocuments;

} // namespace

void MessageDocumentCache::Entry::layOut(int room)
{
    if (width == room)
        return;
    width = room;
    ++layouts;
    document->layOut(room);
    int taken = room;
    if (document->characterCount() < shrinkCharacters) {
        taken = std::clamp(int(std::ceil(document->idealWidth())), 1, room);
        if (taken < room)
            document->setTextWidth(taken);
    }
    size = QSize(taken, int(std::ceil(document->size().height())));
}

MessageDocumentCache::MessageDocumentCache() : m_entries(maxCharacters) {}

std::shared_ptr<MessageDocumentCache::Entry> MessageDocumentCache::find(const Key &key) const
{
    const auto *entry = m_entries.object(key);
    return entry ? *entry : nullptr;
}

std::shared_ptr<MessageDocumentCache::Entry> MessageDocumentCache::insert(const Key &key,
                                                                          MarkdownRenderer::Rendered rendered)
{
    ++m_made;
    auto entry = std::make_shared<Entry>();
    entry->document = std::move(rendered.document);
    entry->complete = rendered.complete;
    // Half of the cache at most: a giant must not push out all the others on screen.
    const qsizetype cost =
        std::clamp<qsizetype>(entry->document->characterCount(), leastCost, maxCharacters / 2);
    m_entries.insert(key, new std::shared_ptr<Entry>(entry), cost);
    return entry;
}

} // namespace confab
