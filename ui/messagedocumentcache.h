// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/markdownrenderer.h"

#include <QCache>

#include <memory>
#include <utility>

namespace confab {

/// The documents of the rows that were shown last. Bounded by their number and by their characters, so that a
/// long conversation or a few giants do not fill the memory. GUI thread.
class MessageDocumentCache
{
public:
    using Key = std::pair<qint64, int>; ///< Message id and sender.

    static constexpr qsizetype maxDocuments = 96;
    static constexpr qsizetype maxCharacters = 768 * 1024;

    struct Entry
    {
        std::unique_ptr<MarkdownDocument> document;
        bool complete = true;
        int width = -1; ///< The room it was laid out in.
        QSize size;     ///< What it took of it.
        int layouts = 0;

        /// Lays the document out in at most `width` pixels, unless it is already.
        void layOut(int room);
    };

    MessageDocumentCache();

    /// Null where there is none. The entry stays alive while the pointer is held, whatever the cache does.
    [[nodiscard]] std::shared_ptr<Entry> find(const Key &key) const;
    std::shared_ptr<Entry> insert(const Key &key, MarkdownRenderer::Rendered rendered);
    void remove(const Key &key) { m_entries.remove(key); }
    void clear() { m_entries.clear(); }
    [[nodiscard]] qsizetype count() const { return m_entries.count(); }
    /// How many were ever inserted.
    [[nodiscard]] qint64 made() const { return m_made; }

private:
    QCache<Key, std::shared_ptr<Entry>> m_entries;
    qint64 m_made = 0;
};

} // namespace confab
