// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/markdowndocument.h"
#include "ui/markdownsource.h"

#include <QFont>
#include <QPalette>

#include <memory>

namespace confab {

/// What a document looks like; made anew when font or palette change.
struct MarkdownStyle
{
    QFont font;
    QFont fixed;
    QColor link;
    QColor line;
    QColor header; ///< Behind the first row of a table.
    qreal unit = 4;

    [[nodiscard]] static MarkdownStyle of(const QFont &font, const QPalette &palette);
};

/// The only way from a server's text to a document. Raw HTML stays text; nothing is loaded; links that may
/// not be opened become text; images become their text and address. What is too deep or too wide for a quick
/// layout is shown as plain text.
class MarkdownRenderer
{
public:
    struct Rendered
    {
        std::unique_ptr<MarkdownDocument> document;
        bool complete = true;
    };

    explicit MarkdownRenderer(MarkdownStyle style) : m_style(std::move(style)) {}

    [[nodiscard]] Rendered answer(const QString &text, const QList<qint64> &citations,
                                  const MarkdownLimits &limits = {}) const;
    [[nodiscard]] Rendered plain(const QString &text, const MarkdownLimits &limits = {}) const;
    /// What stands in place of an image, which is never loaded.
    [[nodiscard]] static QString imageText(const QString &alt, const QString &address);
    [[nodiscard]] const MarkdownStyle &style() const { return m_style; }

private:
    [[nodiscard]] std::unique_ptr<MarkdownDocument> emptyDocument() const;

    MarkdownStyle m_style;
};

} // namespace confab
