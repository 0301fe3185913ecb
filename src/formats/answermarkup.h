// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/values.h"

#include <QList>
#include <QString>
#include <QUrl>

namespace confab {

/// Takes what readAnswer() finds in an answer, in order. Everything that is opened is closed, innermost
/// first.
class MarkupSink
{
public:
    enum class Block {
        Paragraph,
        Heading,
        Quote,
        BulletList,
        NumberedList,
        Item,
        Code,
        Rule, ///< Opened and closed with nothing in it.
        Table,
        Row,
        HeaderCell,
        Cell
    };
    enum class Span { Emphasis, Strong, Strike, Code, Link };

    virtual ~MarkupSink() = default;

    /// `number` is the level of a heading (1 to 6), the first number of a numbered list, else 0.
    virtual void openBlock(Block block, int number) = 0;
    virtual void closeBlock(Block block) = 0;
    /// `address` is that of a link, and one that linkableAddress() allows.
    virtual void openSpan(Span span, const QUrl &address) = 0;
    virtual void closeSpan(Span span) = 0;
    /// Clean text, to be shown as it is. In a Code block its line breaks are in it.
    virtual void addText(const QString &text) = 0;
    /// `hard`: a line break of the author's; else one that only breaks the source.
    virtual void breakLine(bool hard) = 0;
    /// A mark that points to the n-th source of the message, counted from 1.
    virtual void addReference(int number) = 0;

protected:
    MarkupSink() = default;
    Q_DISABLE_COPY_MOVE(MarkupSink)
};

/// Reads the Markdown of an untrusted answer. Raw HTML is text; images become their words and address; links
/// that may not be links are text; marks ":cit[1/2]" become references into `citations` or go; what is nested
/// deeper than maxMarkupDepth is flattened. False where it is too large to be laid out as it is meant: the
/// sink has been given a part of it then, which is to be thrown away. Any thread.
inline constexpr int maxMarkupDepth = 8;
inline constexpr int maxMarkupCells = 20'000;
[[nodiscard]] bool readAnswer(const QString &answer, const QList<CitationId> &citations, MarkupSink &sink);
/// Untrusted text that is no Markdown: paragraphs are apart by empty lines.
void readPlain(const QString &text, MarkupSink &sink);

} // namespace confab
