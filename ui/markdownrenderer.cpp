// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/markdownrenderer.h"

#include "core/text.h"
#include "ui/linkopener.h"
#include "ui/theme.h"

#include <QCoreApplication>
#include <QFontDatabase>
#include <QFontMetricsF>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextList>
#include <QTextTable>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

// Beyond these a layout takes longer than a person waits; only reached where the source pass misread a text.
constexpr int maxBlocks = 8000;
constexpr int maxCells = 4000;
constexpr int longestCellLine = 32;
constexpr int longestCellWord = 16; ///< Longer words in tables may break, so that columns can shrink.

/// One pass over a finished document, from its end to its start so that positions stay valid.
class Finisher
{
public:
    Finisher(MarkdownDocument &document, const MarkdownStyle &style) : m_document(document), m_style(style) {}

    [[nodiscard]] bool isTooLarge() const;
    void run();

private:
    struct Piece
    {
        int position;
        int length;
        QTextCharFormat format;
    };

    void finishFragments(const QTextBlock &block);
    void finishPiece(const Piece &piece, bool code, int heading);
    void insertReferences(const QTextBlock &block);
    void finishBlock(QTextBlock block, Qt::LayoutDirection fallback);
    void finishTables(QTextFrame *frame, Qt::LayoutDirection fallback);
    void followDirection(QTextTable &table, Qt::LayoutDirection direction);
    void swapCells(const QTextTableCell &one, const QTextTableCell &other);
    void breakLongWords(QTextTable &table);
    [[nodiscard]] qreal naturalWidth(const QTextTable &table) const;
    int codeNumber(const QTextBlock &block);
    static bool isCode(const QTextBlock &block);

    MarkdownDocument &m_document;
    const MarkdownStyle &m_style;
    int m_lastIndented = 0;
};

bool Finisher::isTooLarge() const
{
    if (m_document.blockCount() > maxBlocks)
        return true;
    int cells = 0;
    for (const QTextFrame *frame : m_document.rootFrame()->childFrames()) {
        if (const auto *table = qobject_cast<const QTextTable *>(frame))
            cells += table->rows() * table->columns();
    }
    return cells > maxCells;
}

bool Finisher::isCode(const QTextBlock &block)
{
    return block.blockFormat().hasProperty(QTextFormat::BlockCodeLanguage) ||
           block.blockFormat().hasProperty(QTextFormat::BlockCodeFence);
}

void Finisher::run()
{
    Qt::LayoutDirection direction = Qt::LeftToRight;
    for (QTextBlock block = m_document.begin(); block.isValid(); block = block.next()) {
        if (isCode(block) || block.text().isEmpty())
            continue;
        direction = text::direction(block.text());
        break;
    }
    QTextCursor edit(&m_document);
    edit.beginEditBlock();
    for (QTextBlock block = m_document.begin(); block.isValid(); block = block.next()) {
        finishFragments(block);
        insertReferences(block);
        finishBlock(block, direction);
    }
    finishTables(m_document.rootFrame(), direction);
    if (isCode(m_document.lastBlock())) {
        // The margin of the last block counts for nothing, and the surface reaches below its text.
        QTextFrameFormat root = m_document.rootFrame()->frameFormat();
        root.setBottomMargin(m_style.unit * 1.5);
        m_document.rootFrame()->setFrameFormat(root);
    }
    edit.endEditBlock();
}

void Finisher::finishFragments(const QTextBlock &block)
{
    QList<Piece> pieces;
    for (auto it = block.begin(); !it.atEnd(); ++it) {
        const QTextFragment fragment = it.fragment();
        pieces.prepend({fragment.position(), fragment.length(), fragment.charFormat()});
    }
    const bool code = isCode(block);
    const int heading = block.blockFormat().headingLevel();
    for (const Piece &piece : pieces)
        finishPiece(piece, code, heading);
}

void Finisher::finishPiece(const Piece &piece, bool code, int heading)
{
    QTextCursor cursor(&m_document);
    cursor.setPosition(piece.position);
    cursor.setPosition(piece.position + piece.length, QTextCursor::KeepAnchor);
    QTextCharFormat format;
    if (!code && !piece.format.fontFixedPitch() && heading == 0 && !piece.format.isAnchor() &&
        !piece.format.isImageFormat() && !piece.format.fontUnderline())
        return;
    format = piece.format;
    if (piece.format.isImageFormat()) {
        format = QTextCharFormat();
        const QTextImageFormat image = piece.format.toImageFormat();
        cursor.insertText(
            MarkdownRenderer::imageText(image.stringProperty(QTextFormat::ImageAltText), image.name()),
            format);
        return;
    }
    // Qt's GitHub dialect underlines what "_" stresses; every other reader makes it italic.
    if (format.fontUnderline() && !format.isAnchor()) {
        format.setFontUnderline(false);
        format.setFontItalic(true);
    }
    if (format.isAnchor()) {
        const QUrl allowed = LinkOpener::allowed(format.anchorHref());
        format.clearProperty(QTextFormat::IsAnchor);
        format.clearProperty(QTextFormat::AnchorHref);
        format.clearProperty(QTextFormat::AnchorName);
        format.clearProperty(QTextFormat::TextToolTip);
        format.clearForeground();
        format.setFontUnderline(false);
        if (!allowed.isEmpty()) {
            format.setAnchor(true);
            format.setAnchorHref(QString::fromLatin1(allowed.toEncoded()));
            format.setForeground(m_style.link);
            format.setFontUnderline(true);
        }
    }
    if (code || format.fontFixedPitch()) {
        format.setFontFamilies(m_style.fixed.families());
        format.setFontFixedPitch(true);
        if (!code && !format.isAnchor())
            format.setBackground(m_style.header);
        format.clearProperty(QTextFormat::FontPointSize);
        format.clearProperty(QTextFormat::FontPixelSize);
        format.setFontPointSize(m_style.font.pointSizeF() > 0 ? m_style.font.pointSizeF() * 0.95 : 0);
        if (m_style.font.pointSizeF() <= 0) {
            format.clearProperty(QTextFormat::FontPointSize);
            format.setProperty(QTextFormat::FontPixelSize, m_style.font.pixelSize());
        }
    }
    if (heading > 0) {
        format.clearProperty(QTextFormat::FontSizeAdjustment);
        const qreal factor = heading == 1 ? 1.25 : heading == 2 ? 1.12 : 1.0;
        if (m_style.font.pointSizeF() > 0)
            format.setFontPointSize(m_style.font.pointSizeF() * factor);
        format.setFontWeight(QFont::DemiBold);
    }
    cursor.setCharFormat(format);
}

void Finisher::insertReferences(const QTextBlock &block)
{
    qsizetype start = -1;
    while ((start = block.text().lastIndexOf(QChar(MarkdownSource::referenceStart), start)) >= 0) {
        const QString text = block.text();
        const qsizetype end = text.indexOf(QChar(MarkdownSource::referenceEnd), start);
        const int number = end > start ? QStringView(text).mid(start + 1, end - start - 1).toInt() : 0;
        QTextCursor cursor(&m_document);
        cursor.setPosition(block.position() + int(start));
        cursor.setPosition(block.position() + int(end > start ? end + 1 : start + 1),
                           QTextCursor::KeepAnchor);
        QTextCharFormat format;
        format.setVerticalAlignment(QTextCharFormat::AlignSuperScript);
        format.setAnchor(true);
        format.setAnchorHref(MarkdownDocument::referenceAnchor(number));
        format.setForeground(m_style.link);
        cursor.insertText(number > 0 ? u'[' + QString::number(number) + u']' : QString(), format);
        if (start == 0)
            break;
        --start;
    }
}

int Finisher::codeNumber(const QTextBlock &block)
{
    const QString language = block.blockFormat().stringProperty(QTextFormat::BlockCodeLanguage);
    const qsizetype mark = language.lastIndexOf(QChar(MarkdownSource::fenceMark));
    const int fence = mark >= 0 ? QStringView(language).mid(mark + 1).toInt() : 0;
    if (fence > 0)
        return fence;
    // Indented code has no fence: neighbours belong together.
    const QTextBlock before = block.previous();
    const bool same = before.isValid() && isCode(before) &&
                      before.blockFormat().intProperty(MarkdownDocument::codeOrdinal) >= maxBlocks;
    return maxBlocks + (same ? m_lastIndented : ++m_lastIndented);
}

void Finisher::finishBlock(QTextBlock block, Qt::LayoutDirection fallback)
{
    QTextBlockFormat format = block.blockFormat();
    const qreal unit = m_style.unit;
    const bool code = isCode(block);
    const bool inTable = QTextCursor(block).currentTable() != nullptr;
    const int quotes = format.intProperty(QTextFormat::BlockQuoteLevel);
    format.setNonBreakableLines(code);
    format.setLeftMargin(0);
    format.setRightMargin(0);
    const QString words = block.text();
    const bool hasLetters = std::any_of(words.cbegin(), words.cend(), [](QChar c) { return c.isLetter(); });
    const Qt::LayoutDirection direction = code         ? Qt::LeftToRight
                                          : hasLetters ? text::direction(words)
                                                       : fallback;
    format.setLayoutDirection(direction);
    const qreal inset = quotes * unit * 3;
    // Qt takes margins as they are, whichever way the text runs.
    direction == Qt::RightToLeft ? format.setRightMargin(inset) : format.setLeftMargin(inset);
    format.setProperty(MarkdownDocument::quoteLevel, quotes);
    m_document.setHasQuotes(m_document.hasQuotes() || quotes > 0);
    const bool first = block == m_document.begin();
    const bool closeItem = block.textList() && block.previous().isValid() && block.previous().textList();
    const bool afterCode = !first && isCode(block.previous());
    format.setTopMargin(first || inTable            ? 0
                        : closeItem                 ? unit * 0.75
                        : afterCode                 ? unit * 3.5
                        : format.headingLevel() > 0 ? unit * 3
                                                    : unit * 2);
    format.setBottomMargin(0);
    if (code) {
        const int number = codeNumber(block);
        format.setProperty(MarkdownDocument::codeOrdinal, number);
        m_document.setHasCode(true);
        const bool starts = !block.previous().isValid() || block.previous().blockFormat().intProperty(
                                                               MarkdownDocument::codeOrdinal) != number;
        format.setTopMargin(starts ? unit * (first ? 1.5 : 3.5) : 0);
        format.setLeftMargin(inset + unit * 2);
        format.setRightMargin(unit * 2);
        format.clearBackground();
    }
    QTextCursor(block).setBlockFormat(format);
}

void Finisher::breakLongWords(QTextTable &table)
{
    for (int row = table.rows() - 1; row >= 0; --row) {
        for (int column = table.columns() - 1; column >= 0; --column) {
            const QTextTableCell cell = table.cellAt(row, column);
            const QString text = cell.firstCursorPosition().block().text();
            const int start = cell.firstPosition();
            QList<int> breaks;
            int run = 0;
            for (int i = 0; i < int(text.size()); ++i) {
                run = text.at(i).isSpace() ? 0 : run + 1;
                if (run > longestCellWord && !text.at(i).isLowSurrogate() && !text.at(i).isMark()) {
                    breaks.prepend(start + i);
                    run = 1;
                }
            }
            for (const int at : breaks) {
                QTextCursor cursor(&m_document);
                cursor.setPosition(at);
                cursor.insertText(QString(QChar(0x200B)));
            }
        }
    }
}

/// With each cell on one line, as far as a line of text may be long.
qreal Finisher::naturalWidth(const QTextTable &table) const
{
    QFont bold = m_style.font;
    bold.setWeight(QFont::DemiBold);
    const QFontMetricsF metrics(bold);
    const qreal longest = metrics.averageCharWidth() * longestCellLine;
    qreal width = 1;
    for (int column = 0; column < table.columns(); ++column) {
        qreal widest = metrics.averageCharWidth() * 3;
        for (int row = 0; row < table.rows() && widest < longest; ++row) {
            const QString text = table.cellAt(row, column).firstCursorPosition().block().text();
            widest = std::max(widest, metrics.horizontalAdvance(text.left(2 * longestCellLine)));
        }
        width += std::min(widest, longest) + 2 * m_style.unit + 2;
    }
    return width;
}

/// By the first cell that has letters; a table of numbers follows the message.
Qt::LayoutDirection directionOf(const QTextTable &table, Qt::LayoutDirection fallback)
{
    for (int row = 0; row < table.rows(); ++row) {
        for (int column = 0; column < table.columns(); ++column) {
            const QString words = table.cellAt(row, column).firstCursorPosition().block().text();
            if (std::any_of(words.cbegin(), words.cend(), [](QChar c) { return c.isLetter(); }))
                return text::direction(words);
        }
    }
    return fallback;
}

/// Qt lays columns out from the left whatever the direction of their table. So the cells of one that is read
/// from the right stand in the other order; what is copied has them in theirs again (see Writer::rowsOf).
void Finisher::followDirection(QTextTable &table, Qt::LayoutDirection direction)
{
    const int columns = table.columns();
    for (int row = 0; row < table.rows(); ++row) {
        for (int column = 0; column < columns; ++column) {
            QTextCursor cursor = table.cellAt(row, column).firstCursorPosition();
            const QString words = cursor.block().text();
            if (std::any_of(words.cbegin(), words.cend(), [](QChar c) { return c.isLetter(); }))
                continue;
            QTextBlockFormat format;
            format.setLayoutDirection(direction);
            cursor.mergeBlockFormat(format);
        }
        for (int column = 0; direction == Qt::RightToLeft && column < columns / 2; ++column)
            swapCells(table.cellAt(row, column), table.cellAt(row, columns - 1 - column));
    }
}

void Finisher::swapCells(const QTextTableCell &one, const QTextTableCell &other)
{
    struct Content
    {
        QTextBlockFormat format;
        QList<std::pair<QString, QTextCharFormat>> pieces;
    };
    const auto contentOf = [](const QTextTableCell &cell) {
        const QTextBlock block = cell.firstCursorPosition().block();
        Content content{block.blockFormat(), {}};
        for (auto it = block.begin(); !it.atEnd(); ++it)
            content.pieces.append({it.fragment().text(), it.fragment().charFormat()});
        return content;
    };
    const auto fill = [](const QTextTableCell &cell, const Content &content) {
        QTextCursor cursor = cell.firstCursorPosition();
        cursor.setPosition(cell.lastPosition(), QTextCursor::KeepAnchor);
        cursor.removeSelectedText();
        cursor.setBlockFormat(content.format);
        for (const auto &[words, format] : content.pieces)
            cursor.insertText(words, format);
    };
    const Content first = contentOf(one);
    fill(one, contentOf(other));
    fill(other, first);
}

void Finisher::finishTables(QTextFrame *frame, Qt::LayoutDirection fallback)
{
    for (QTextFrame *child : frame->childFrames()) {
        auto *table = qobject_cast<QTextTable *>(child);
        if (!table)
            continue;
        const Qt::LayoutDirection direction = directionOf(*table, fallback);
        QTextTableFormat format = table->format();
        format.setBorder(1);
        format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
        format.setBorderBrush(m_style.line);
        format.setBorderCollapse(true);
        format.setCellSpacing(0);
        format.setCellPadding(m_style.unit);
        format.setTopMargin(m_style.unit * 2);
        format.setBottomMargin(0);
        format.setLayoutDirection(direction);
        table->setFormat(format);
        for (int column = 0; column < table->columns(); ++column) {
            QTextTableCell cell = table->cellAt(0, column);
            QTextCharFormat header = cell.format();
            header.setBackground(m_style.header);
            cell.setFormat(header);
            // After a quote, Qt's reader begins the first heading with an empty line and forgets that it is
            // one.
            QTextCursor cursor = cell.firstCursorPosition();
            if (cursor.block().length() == 1 && cell.firstPosition() < cell.lastPosition())
                cursor.deleteChar();
            cursor = cell.firstCursorPosition();
            cursor.setPosition(cell.lastPosition(), QTextCursor::KeepAnchor);
            QTextCharFormat bold;
            bold.setFontWeight(QFont::DemiBold);
            cursor.mergeCharFormat(bold);
            QTextBlockFormat plain;
            plain.setTopMargin(0);
            plain.setLeftMargin(0);
            plain.setRightMargin(0);
            plain.setProperty(MarkdownDocument::quoteLevel, 0);
            cursor.mergeBlockFormat(plain);
        }
        followDirection(*table, direction);
        breakLongWords(*table);
        format = table->format();
        format.setProperty(MarkdownDocument::naturalWidth, naturalWidth(*table));
        table->setFormat(format);
    }
}

} // namespace

MarkdownStyle MarkdownStyle::of(const QFont &font, const QPalette &palette)
{
    const Theme theme = Theme::of(palette);
    MarkdownStyle style;
    style.font = font;
    style.fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    style.link = theme.accent;
    style.line = theme.line;
    style.header = theme.codeSurface;
    style.unit = QFontMetricsF(font).height() / 4;
    return style;
}

QString MarkdownRenderer::imageText(const QString &alt, const QString &address)
{
    const QString words = alt.trimmed();
    const QString what = words.isEmpty()
                             ? QCoreApplication::translate("MarkdownRenderer", "Image")
                             : QCoreApplication::translate("MarkdownRenderer", "Image: %1").arg(words);
    const QString shown = text::cleanLine(address);
    return shown.isEmpty() ? what : what + u" ("_s + shown + u')';
}

std::unique_ptr<MarkdownDocument> MarkdownRenderer::emptyDocument() const
{
    auto document = std::make_unique<MarkdownDocument>();
    document->setUndoRedoEnabled(false);
    document->setDefaultFont(m_style.font);
    document->setDocumentMargin(0);
    document->setIndentWidth(m_style.unit * 4.5);
    document->setUnit(m_style.unit);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    document->setDefaultTextOption(option);
    return document;
}

MarkdownRenderer::Rendered MarkdownRenderer::answer(const QString &text, const QList<qint64> &citations,
                                                    const MarkdownLimits &limits) const
{
    const MarkdownSource source = MarkdownSource::fromAnswer(text, citations, limits);
    auto document = emptyDocument();
    document->setMarkdown(source.text, QTextDocument::MarkdownFeatures(QTextDocument::MarkdownNoHTML |
                                                                       QTextDocument::MarkdownDialectGitHub));
    Finisher finisher(*document, m_style);
    if (finisher.isTooLarge())
        return plain(text, limits);
    finisher.run();
    return {std::move(document), source.complete};
}

MarkdownRenderer::Rendered MarkdownRenderer::plain(const QString &text, const MarkdownLimits &limits) const
{
    const MarkdownSource source = MarkdownSource::fromPlain(text, limits);
    auto document = emptyDocument();
    document->setPlainText(source.text);
    Finisher(*document, m_style).run();
    return {std::move(document), source.complete};
}

} // namespace confab
