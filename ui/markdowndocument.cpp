// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/markdowndocument.h"

#include "ui/markdownexcerpt.h"

#include <QAbstractTextDocumentLayout>
#include <QImage>
#include <QTextBlock>
#include <QTextTable>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

constexpr auto sourceScheme = "confab-source:"_L1;

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
            result.append({line, block.text(), 0, ordinal});
        } else {
            result.last().surface |= line;
            result.last().text += u'\n' + block.text();
        }
        const QTextLayout &layout = *block.layout();
        const qreal natural = layout.lineCount() > 0 ? layout.lineAt(0).naturalTextWidth() : 0;
        result.last().width = std::max(result.last().width, natural + m_unit * 4);
        last = ordinal;
    }
    for (Code &code : result)
        code.surface.adjust(0, -m_unit, 0, m_unit);
    return result;
}

void MarkdownDocument::layOut(qreal width)
{
    const auto frames = rootFrame()->childFrames();
    for (QTextFrame *frame : frames) {
        auto *table = qobject_cast<QTextTable *>(frame);
        if (!table)
            continue;
        QTextTableFormat format = table->format();
        const qreal natural = format.doubleProperty(naturalWidth);
        const QTextLength wanted =
            natural > width ? QTextLength(QTextLength::FixedLength, natural) : QTextLength();
        if (format.width() == wanted)
            continue;
        format.setWidth(wanted);
        format.setBottomMargin(natural > width ? m_unit * 1.5 : 0); // for the bar
        table->setFormat(format);
    }
    setTextWidth(width);
}

QRectF MarkdownDocument::Area::track() const
{
    return {visible.left(), visible.bottom() - unit * 1.5, visible.width(), unit * 1.5};
}

QRectF MarkdownDocument::Area::bar() const
{
    const QRectF room = track().adjusted(unit, 0, -unit, 0);
    const qreal length = std::max(room.width() * visible.width() / rect.width(), unit * 4);
    const qreal share = maxOffset() > 0 ? offset / maxOffset() : 0;
    return {room.left() + (room.width() - length) * share, room.top() + unit * 0.4, length, unit * 0.7};
}

QList<MarkdownDocument::Area> MarkdownDocument::wideAreas() const
{
    QList<Area> areas;
    const qreal width = textWidth();
    const auto add = [&](int key, const QRectF &visible, const QRectF &rect) {
        Area area{visible, rect, 0, m_unit, key};
        if (rect.width() <= visible.width() + 1)
            return;
        // A table of a right-to-left text begins at its right.
        const qreal start = rect.left() < 0 ? area.maxOffset() : 0;
        area.offset = std::clamp(m_offsets.value(key, start), 0.0, area.maxOffset());
        areas += area;
    };
    const auto all = codes();
    for (const Code &code : all) {
        QRectF rect = code.surface;
        rect.setWidth(code.width);
        add(code.number, code.surface, rect);
    }
    int number = 0;
    const auto frames = rootFrame()->childFrames();
    for (QTextFrame *frame : frames) {
        --number;
        if (!qobject_cast<QTextTable *>(frame))
            continue;
        const QRectF rect = documentLayout()->frameBoundingRect(frame);
        add(number, QRectF(0, rect.top(), width, rect.height()), rect);
    }
    return areas;
}

bool MarkdownDocument::setOffset(const Area &area, qreal offset)
{
    const qreal wanted = std::clamp(offset, 0.0, area.maxOffset());
    if (qFuzzyCompare(wanted + 1, m_offsets.value(area.key, area.offset) + 1))
        return false;
    m_offsets.insert(area.key, wanted);
    return true;
}

QPointF MarkdownDocument::toLayout(QPointF seen) const
{
    const auto areas = wideAreas();
    for (const Area &area : areas) {
        if (area.visible.top() <= seen.y() && seen.y() < area.visible.bottom())
            return seen - QPointF(area.shift(), 0);
    }
    return seen;
}

QRectF MarkdownDocument::toSeen(const QRectF &inLayout) const
{
    const auto areas = wideAreas();
    for (const Area &area : areas) {
        if (area.rect.top() <= inLayout.center().y() && inLayout.center().y() < area.rect.bottom())
            return inLayout.translated(area.shift(), 0);
    }
    return inLayout;
}

QRectF MarkdownDocument::caretRect(int position) const
{
    const QTextBlock block = findBlock(position);
    const QRectF rect = documentLayout()->blockBoundingRect(block);
    const int inBlock = position - block.position();
    const QTextLine line = block.layout()->lineForTextPosition(inBlock);
    if (!line.isValid())
        return {rect.topLeft(), QSizeF(1, m_unit * 4)};
    // The rectangle of a block begins where its layout does, not at the words of its first line.
    return QRectF(line.cursorToX(inBlock), line.y(), 1, line.height()).translated(rect.topLeft());
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

QList<QRectF> MarkdownDocument::taskBoxes(int from, int to) const
{
    QList<QRectF> result;
    for (QTextBlock block = findBlock(from); block.isValid() && block.position() < to; block = block.next()) {
        const QTextLayout &layout = *block.layout();
        if (block.blockFormat().marker() == QTextBlockFormat::MarkerType::NoMarker ||
            block.position() < from || layout.lineCount() == 0)
            continue;
        const QPointF origin = documentLayout()->blockBoundingRect(block).topLeft();
        const QRectF line = layout.lineAt(0).naturalTextRect().translated(origin);
        const qreal room = indentWidth();
        const bool mirrored = block.textDirection() == Qt::RightToLeft;
        result.append(
            {mirrored ? line.right() + 1 : line.left() - room, line.top(), room - 1, line.height()});
    }
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
    return plainExcerpt(*this, 0, characterCount());
}

} // namespace confab
