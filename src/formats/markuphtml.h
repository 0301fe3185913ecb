// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/answermarkup.h"

namespace confab {

/// Makes inert HTML of an answer: the tags that are written here, and nothing of the server's but escaped
/// text and addresses that linkableAddress() allows. Each paragraph finds its own direction.
class MarkupHtml final : public MarkupSink
{
public:
    /// References lead to the fragments "<anchor>1", "<anchor>2" and so on.
    explicit MarkupHtml(const QString &anchor) : m_anchor(anchor) {}

    [[nodiscard]] const QString &html() const { return m_html; }
    /// <a href="…">, for an address that may be a link.
    [[nodiscard]] static QString linkTag(const QUrl &address);

    void openBlock(Block block, int number) override;
    void closeBlock(Block block) override;
    void openSpan(Span span, const QUrl &address) override;
    void closeSpan(Span span) override;
    void addText(const QString &text) override;
    void breakLine(bool hard) override;
    void addReference(int number) override;

private:
    void openContainer(const QString &tag);

    QString m_anchor;
    QString m_html;
    /// Where the directions stand that the next letter decides: of lists, quotes and tables, whose own
    /// "auto" would not look into their paragraphs.
    QList<qsizetype> m_undecided;
    QList<qsizetype> m_containers; ///< The same of all that are open.
    bool m_code = false;
    QList<int> m_headings; ///< Levels of those that are open: at most one.
};

} // namespace confab
