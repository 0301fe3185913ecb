// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/messagestops.h"

#include "ui/messageview.h"
#include "ui/theme.h"

#include <QAbstractTextDocumentLayout>
#include <QPainter>
#include <QTextBlock>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

constexpr qreal stopRing = 2;
constexpr qreal stopRadius = 3;

/// Where a stretch of one block stands, line by line, in the document.
QList<QRectF> linesOf(const MarkdownDocument &document, const QTextBlock &block, int from, int to)
{
    QList<QRectF> rects;
    const QTextLayout &layout = *block.layout();
    const QPointF origin = document.documentLayout()->blockBoundingRect(block).topLeft();
    for (int i = 0; i < layout.lineCount(); ++i) {
        const QTextLine line = layout.lineAt(i);
        const int start = std::max(from, line.textStart());
        const int end = std::min(to, line.textStart() + line.textLength());
        if (start >= end)
            continue;
        const qreal a = line.cursorToX(start);
        const qreal b = line.cursorToX(end);
        rects += QRectF(std::min(a, b), line.y(), std::abs(b - a), line.height()).translated(origin);
    }
    return rects;
}

} // namespace

QList<MessageStops::Stop> MessageStops::of(const QModelIndex &index) const
{
    using Kind = MessageHit::Kind;
    const MessageDelegate &delegate = m_view.messageDelegate();
    const auto shown = delegate.shown(index, m_view.viewport()->width());
    const MarkdownDocument &document = *shown.entry->document;
    const QPoint origin = shown.layout.content.topLeft();
    QList<Stop> stops;
    int lastEnd = -1;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            const QTextFragment piece = it.fragment();
            const QString address = piece.charFormat().anchorHref();
            if (address.isEmpty() || MarkdownDocument::referenceNumber(address) > 0)
                continue;
            // A link with a bold word in it is one link.
            const bool goesOn = piece.position() == lastEnd && !stops.isEmpty() &&
                                stops.last().hit.kind == Kind::Link && stops.last().hit.address == address;
            if (!goesOn)
                stops.append(Stop{{Kind::Link, 0, address, {}}, {}});
            stops.last().hit.text += piece.text();
            const int from = piece.position() - block.position();
            const auto lines = linesOf(document, block, from, from + piece.length());
            for (const QRectF &line : lines)
                stops.last().rects += document.toSeen(line).toAlignedRect().translated(origin);
            lastEnd = piece.position() + piece.length();
        }
    }
    const auto codes = document.codes();
    for (int i = 0; i < int(codes.size()); ++i)
        stops.append({{Kind::CopyCode, i, {}, codes.at(i).text},
                      {delegate.copyButton(codes.at(i).surface, shown.layout.content)}});
    std::stable_sort(stops.begin(), stops.end(), [](const Stop &a, const Stop &b) {
        return a.rects.value(0).top() < b.rects.value(0).top();
    });
    if (!shown.layout.more.isNull())
        stops.append({{Kind::More, 0, {}, MessageDelegate::tr("Show more")}, {shown.layout.more}});
    for (int i = 0; i < int(shown.layout.chips.size()); ++i) {
        const MessageChip chip = delegate.chip(shown.citations.at(i));
        stops.append({{Kind::Chip, i, chip.address, chip.text(i + 1)}, {shown.layout.chips.at(i)}});
    }
    return stops;
}

bool MessageStops::move(bool forward)
{
    const QModelIndex row = m_view.currentIndex();
    if (!row.isValid()) {
        clear();
        return false;
    }
    const int count = int(of(row).size());
    const bool here = m_number >= 0 && m_row == row;
    // Coming back into the messages with Shift+Tab, the last stop is the nearest.
    const int next = here ? m_number + (forward ? 1 : -1) : (forward ? 0 : -1);
    m_row = row;
    m_number = next >= 0 && next < count ? next : -1;
    if (m_number >= 0)
        show();
    m_view.viewport()->update();
    return m_number >= 0;
}

std::optional<MessageStops::Stop> MessageStops::current() const
{
    if (m_number < 0 || !m_row.isValid() || m_row != m_view.currentIndex())
        return {};
    const QList<Stop> stops = of(m_row);
    if (m_number >= stops.size())
        return {};
    return stops.at(m_number);
}

void MessageStops::show() const
{
    const auto stop = current();
    if (!stop || stop->rects.isEmpty())
        return;
    m_view.showRect(m_row, stop->rects.first().united(stop->rects.last()));
    // Read out in place of the whole message.
    m_view.setAccessibleDescription(stop->hit.text);
}

void MessageStops::paint(QPainter &painter) const
{
    const auto stop = current();
    if (!stop)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme::of(m_view.palette()).accent, stopRing));
    painter.setBrush(Qt::NoBrush);
    const QPoint origin = m_view.visualRect(m_row).topLeft();
    for (const QRect &rect : stop->rects)
        painter.drawRoundedRect(QRectF(rect.translated(origin)).adjusted(-2, -1, 2, 1), stopRadius,
                                stopRadius);
}

} // namespace confab
