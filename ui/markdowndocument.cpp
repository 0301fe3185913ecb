// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/markdowndocument.h"

#include <QAbstractTextDocumentLayout>
#include <QImage>
#include <QTextBlock>
#include <QTextList>
#include <QTextTable>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

constexpr auto sourceScheme = "confab-source:"_L1;

QString plainBlock(const QTextBlock &block)
{
    QString text = block.text();
    text.remove(QChar(0x200B)); // Break opportunities that the renderer put into long words of tables.
    text.replace(QChar::LineSeparator, u'\n');
    text.replace(QChar::Nbsp, u' ');
    const QTextList *list = block.textList();
    if (!list)
        return text;
    const int style = list->format().style();
    const QString mark = style <= QTextListFormat::ListDecimal ? list->itemText(block) : u"-"_s;
    const int depth = std::max(0, list->format().indent() - 1);
    return QString(2 * depth, u' ') + mark + u' ' + text;
}

QString plainTable(const QTextTable &table)
{
    QStringList rows;
    for (int row = 0; row < table.rows(); ++row) {
        QStringList cells;
        for (int column = 0; column < table.columns(); ++column) {
            const QTextTableCell cell = table.cellAt(row, column);
            QStringList parts;
            for (auto it = cell.begin(); !it.atEnd(); ++it) {
                if (it.currentBlock().isValid())
                    parts += plainBlock(it.currentBlock());
            }
            cells += parts.join(u' ');
        }
        rows += cells.join(u'\t');
    }
    return rows.join(u'\n');
}

} // namespace

QVariant MarkdownDocument::loadResource(int type, const QUrl &)
{
    if (type != ImageResource)
        return QByteArray();
    static const QImage nothing = [] {
        QImage image(1, 1, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        return image;
    }();
    return nothing;
}

QString MarkdownDocument::referenceAnchor(int number)
{
    return sourceScheme + QString::number(number);
}

int MarkdownDocument::referenceNumber(const QString &anchor)
{
    return anchor.startsWith(sourceScheme) ? QStringView(anchor).mid(sourceScheme.size()).toInt() : 0;
}

QList<MarkdownDocument::Code> MarkdownDocument::codes() const
{
    QList<Code> result;
    if (!m_hasCode)
        return result;
    int last = 0;
    for (QTextBlock block = begin(); block.isValid(); block = block.next()) {
        const int ordinal = block.blockFormat().intProperty(codeOrdinal);
        if (ordinal == 0) {
            last = 0;
            continue;
        }
        const QRectF rect = documentLayout()->blockBoundingRect(block);
        const QTextBlockFormat format = block.blockFormat();
        const qreal left = rect.left() + format.leftMargin() - m_unit * 2;
        const QRectF line(std::max(left, 0.0), rect.top(), textWidth() - std::max(left, 0.0), rect.height());
        if (ordinal != last) {
            result.append({line, block.text()});
        } else {
            result.last().surface |= line;
            result.last().text += u'\n' + block.text();
        }
        last = ordinal;
    }
    for (Code &code : result)
        code.surface.adjust(0, -m_unit, 0, m_unit);
    return result;
}

QList<MarkdownDocument::Bar> MarkdownDocument::quoteBars() const
{
    QList<Bar> result;
    if (!m_hasQuotes)
        return result;
    QList<QRectF> open; // One bar a level; closed when the level falls.
    const auto close = [&](qsizetype level) {
        while (open.size() > level)
            result.append({open.takeLast()});
    };
    for (QTextBlock block = begin(); block.isValid(); block = block.next()) {
        const QTextBlockFormat format = block.blockFormat();
        const int level = format.intProperty(quoteLevel);
        close(level);
        if (level == 0)
            continue;
        const QRectF rect = documentLayout()->blockBoundingRect(block);
        const bool mirrored = block.textDirection() == Qt::RightToLeft;
        for (int i = 0; i < level; ++i) {
            const qreal offset = m_unit * 3 * i;
            const qreal x = mirrored ? textWidth() - offset - 3 : offset;
            const QRectF bar(x, rect.top(), 3, rect.height());
            if (i < open.size() && qFuzzyCompare(open.at(i).x() + 1, x + 1))
                open[i] |= bar;
            else if (i < open.size())
                result.append({std::exchange(open[i], bar)});
            else
                open.append(bar);
        }
    }
    close(0);
    return result;
}

QList<MarkdownDocument::Link> MarkdownDocument::links() const
{
    QList<Link> result;
    for (QTextBlock block = begin(); block.isValid(); block = block.next()) {
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            const QTextFragment fragment = it.fragment();
            const QString address = fragment.charFormat().anchorHref();
            if (address.isEmpty() || referenceNumber(address) > 0)
                continue;
            if (!result.isEmpty() && result.last().address == address)
                result.last().text += fragment.text();
            else if (std::none_of(result.cbegin(), result.cend(),
                                  [&](const Link &link) { return link.address == address; }))
                result.append({address, fragment.text()});
        }
    }
    return result;
}

QString MarkdownDocument::plainText() const
{
    QStringList parts;
    const QTextBlock *previous = nullptr;
    QTextBlock last;
    for (auto it = rootFrame()->begin(); !it.atEnd(); ++it) {
        if (const auto *table = qobject_cast<const QTextTable *>(it.currentFrame())) {
            parts += plainTable(*table);
            previous = nullptr;
            continue;
        }
        const QTextBlock block = it.currentBlock();
        if (!block.isValid())
            continue;
        // Lines of one code block and items of one list stand close; paragraphs are a line apart.
        const bool code = block.blockFormat().intProperty(codeOrdinal) > 0;
        const bool close = previous && ((code && last.blockFormat().intProperty(codeOrdinal) ==
                                                     block.blockFormat().intProperty(codeOrdinal)) ||
                                        (block.textList() && last.textList()));
        if (close)
            parts.last() += u'\n' + plainBlock(block);
        else if (!block.text().isEmpty() || code)
            parts += plainBlock(block);
        last = block;
        previous = parts.isEmpty() ? nullptr : &last;
    }
    return parts.join(u"\n\n"_s);
}

} // namespace confab
