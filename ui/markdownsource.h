// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace confab {

/// How much of one message is laid out at once. Qt needs seconds for a table of some ten thousand cells, and
/// the square of the number of fragments for each paragraph (1,500 code spans in one: 0.8 s), so those are
/// counted beside the characters.
struct MarkdownLimits
{
    static constexpr qsizetype stepCharacters = 32 * 1024;

    qsizetype characters = stepCharacters;
    qsizetype lines = 1200;
    qsizetype tableCells = 800;
    qsizetype marks = 2000;         ///< What may begin a new fragment: * _ ~ ` [ < \ & and a citation's mark.
    qsizetype paragraphMarks = 500; ///< The same in one paragraph.

    /// The limits after the person asked for more `steps` times.
    [[nodiscard]] static MarkdownLimits forSteps(int steps);
};

/// The part of a server's text that is shown, ready for the Markdown reader.
struct MarkdownSource
{
    QString text;
    bool complete = true; ///< False where the limits cut it.

    // Marks that the renderer finds again in the document. Noncharacters, and taken out of the server's text
    // first, so that no answer can forge them. (Not U+FDD0 and U+FDD1: QTextDocument begins and ends frames
    // with those.)
    static constexpr char16_t referenceStart = 0xFDE0; ///< Followed by the number of a citation, from 1.
    static constexpr char16_t referenceEnd = 0xFDE1;
    /// In the language of a code fence, followed by its ordinal: tells two adjacent blocks apart.
    static constexpr char16_t fenceMark = u'#';

    static constexpr int maxDepth = 8;    ///< Of quotes and lists together.
    static constexpr int maxColumns = 24; ///< A wider table is shown as text.
    static constexpr int maxEntities =
        50; ///< Qt needs a whole HTML import for each; the rest shows as written.

    /// Cleans, cuts and tames an answer: inline marks ":cit[1/2]" become references into `citations` or go,
    /// images without a text get one, character references that would smuggle in hidden characters become
    /// U+FFFD, and nesting is bounded. Code stays as it is.
    [[nodiscard]] static MarkdownSource fromAnswer(const QString &raw, const QList<qint64> &citations,
                                                   const MarkdownLimits &limits);
    /// Cleans and cuts text that is shown as it is.
    [[nodiscard]] static MarkdownSource fromPlain(const QString &raw, const MarkdownLimits &limits);
};

} // namespace confab
