// SPDX-License-Identifier: GPL-3.0-or-later
// The drawing half of MessageDelegate.
#include "models/messagelistmodel.h"
#include "ui/messagedelegate.h"

#include <QAbstractTextDocumentLayout>
#include <QFontMetrics>
#include <QPainter>
#include <QPainterPath>
#include <QTextCursor>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

using Role = MessageListModel::Role;

constexpr int bubbleRadius = 10;
constexpr int smallRadius = 6;
constexpr qreal ringWidth = 2;

QRectF inset(const QRectF &rect, qreal by)
{
    return rect.adjusted(by, by, -by, -by);
}

/// Each ground with an ink of its own, so that the words stay readable whatever colour they had.
QTextCharFormat markFormat(MessageMark::Kind kind, const QPalette &palette, const Theme &theme)
{
    QTextCharFormat format;
    switch (kind) {
    case MessageMark::Kind::Selected:
        format.setBackground(palette.color(QPalette::Highlight));
        format.setForeground(palette.color(QPalette::HighlightedText));
        break;
    case MessageMark::Kind::FoundCurrent:
        // Colour alone would not tell it from the others.
        format.setFontUnderline(true);
        format.setBackground(theme.foundCurrent);
        format.setForeground(theme.foundText);
        break;
    case MessageMark::Kind::Found:
        format.setBackground(theme.found);
        format.setForeground(theme.foundText);
        break;
    }
    return format;
}

/// The layout fills the box of a task with the colour of the selection, which makes an open one look done. So
/// boxes are drawn as if nothing were marked.
QRegion markedTaskBoxes(const QAbstractTextDocumentLayout::PaintContext &context,
                        const MarkdownDocument &document)
{
    QRegion boxes;
    for (const auto &mark : context.selections) {
        const auto marked = document.taskBoxes(mark.cursor.selectionStart(), mark.cursor.selectionEnd());
        for (const QRectF &box : marked)
            boxes += box.toAlignedRect();
    }
    return boxes;
}

} // namespace

struct MessageDelegate::Brush
{
    QPainter &painter;
    const QStyleOptionViewItem &option;
    const QModelIndex &index;
    const Shown &row;

    [[nodiscard]] QPalette::ColorGroup group() const
    {
        return option.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
    }
    [[nodiscard]] bool current() const { return option.state & QStyle::State_HasFocus; }
};

void MessageDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const Shown row = shown(index, option.rect.width());
    painter->save();
    painter->setClipRect(option.rect, Qt::IntersectClip);
    painter->translate(option.rect.topLeft());
    painter->setRenderHint(QPainter::Antialiasing);
    const Brush brush{*painter, option, index, row};
    if (!row.layout.day.isNull())
        paintDay(brush);
    if (!row.layout.unread.isNull())
        paintUnread(brush);
    paintMeta(brush);
    paintBubble(brush);
    paintContent(brush);
    paintCopyButtons(brush);
    paintMore(brush);
    paintChips(brush);
    painter->restore();
}

void MessageDelegate::paintDay(const Brush &brush) const
{
    paintLineWith(brush, brush.row.layout.day, brush.index.data(Role::DayTextRole).toString(), m_theme.line,
                  m_theme.muted);
}

void MessageDelegate::paintUnread(const Brush &brush) const
{
    paintLineWith(brush, brush.row.layout.unread, tr("New since your last visit"), m_theme.accent,
                  m_theme.accent);
}

void MessageDelegate::paintLineWith(const Brush &brush, const QRect &line, const QString &text,
                                    const QColor &lineColour, const QColor &ink) const
{
    const int width = QFontMetrics(m_metaFont).horizontalAdvance(text) + 4 * m_metrics.unit;
    const QRect middle(line.center().x() - width / 2, line.y(), width, line.height());
    brush.painter.setPen(lineColour);
    // Through the middle of a pixel, or smoothing makes two pale lines of it.
    const qreal y = line.center().y() + 0.5;
    brush.painter.drawLine(QPointF(line.left(), y), QPointF(middle.left(), y));
    brush.painter.drawLine(QPointF(middle.right(), y), QPointF(line.right(), y));
    brush.painter.setPen(ink);
    brush.painter.setFont(m_metaFont);
    brush.painter.drawText(middle, Qt::AlignCenter | Qt::TextSingleLine, text);
}

void MessageDelegate::paintMeta(const Brush &brush) const
{
    QPainter &painter = brush.painter;
    QRect rect = brush.row.layout.meta;
    const bool mirrored = brush.option.direction == Qt::RightToLeft;
    const auto reaction = static_cast<Reaction>(brush.index.data(Role::ReactionRole).toInt());
    if (reaction != Reaction::None) {
        const int side = m_metrics.metaHeight;
        const QRect icon(mirrored ? rect.left() : rect.right() - side + 1, rect.y(), side, side);
        themedIcon(reaction == Reaction::Liked ? u"like"_s : u"dislike"_s).paint(&painter, icon);
        mirrored ? rect.setLeft(icon.right() + m_metrics.unit) : rect.setRight(icon.left() - m_metrics.unit);
    }
    const QString sender = senderText(brush.index);
    QFont bold = m_metaFont;
    bold.setWeight(QFont::DemiBold);
    const auto draw = [&](const QFont &font, const QColor &colour, const QString &text) {
        painter.setFont(font);
        painter.setPen(colour);
        const QFontMetrics metrics(font);
        painter.drawText(rect, int(Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine),
                         metrics.elidedText(text, Qt::ElideRight, rect.width()));
        const int width = metrics.horizontalAdvance(text);
        mirrored ? rect.setRight(rect.right() - width) : rect.setLeft(rect.left() + width);
    };
    painter.setLayoutDirection(brush.option.direction);
    draw(bold, brush.option.palette.color(brush.group(), QPalette::Text), sender);
    draw(m_metaFont, m_theme.muted, metaText(brush.index).mid(sender.size()));
}

void MessageDelegate::paintBubble(const Brush &brush) const
{
    QPainter &painter = brush.painter;
    const bool selected = brush.option.state & QStyle::State_Selected;
    const QRectF rect = brush.row.layout.bubble;
    painter.setPen(Qt::NoPen);
    painter.setBrush(brush.row.agent ? m_theme.agentBubble : m_theme.visitorBubble);
    painter.drawRoundedRect(rect, bubbleRadius, bubbleRadius);
    if (!selected && !brush.current())
        return;
    // A ring, not another background: the colours of text and links stay readable on what they were chosen
    // for.
    QPen ring(m_theme.accent, brush.current() ? ringWidth : 1);
    painter.setPen(ring);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(inset(rect, ring.widthF() / 2), bubbleRadius - 1, bubbleRadius - 1);
}

void MessageDelegate::paintContent(const Brush &brush) const
{
    QPainter &painter = brush.painter;
    const QRect content = brush.row.layout.content;
    const MarkdownDocument &document = *brush.row.entry->document;
    painter.save();
    painter.setClipRect(content.adjusted(-m_metrics.unit, 0, m_metrics.unit, 0), Qt::IntersectClip);
    painter.translate(content.topLeft());
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.codeSurface);
    for (const auto &code : document.codes())
        painter.drawRoundedRect(code.surface, smallRadius, smallRadius);
    painter.setBrush(m_theme.muted);
    for (const auto &bar : document.quoteBars())
        painter.drawRoundedRect(bar.rect, 1.5, 1.5);
    // The layout fills the boxes of a task list with whatever brush it finds.
    painter.setBrush(Qt::NoBrush);
    const QAbstractTextDocumentLayout::PaintContext context = contextOf(brush);
    const QRegion boxes = markedTaskBoxes(context, document);
    QRegion plain = QRegion(context.clip.toAlignedRect()) - boxes;
    const auto areas = document.wideAreas();
    for (const auto &area : areas)
        plain -= area.visible.toAlignedRect();
    painter.save();
    if (!areas.isEmpty() || !boxes.isEmpty())
        painter.setClipRegion(plain, Qt::IntersectClip);
    document.documentLayout()->draw(&painter, context);
    painter.restore();
    if (!boxes.isEmpty()) {
        QAbstractTextDocumentLayout::PaintContext unmarked = context;
        unmarked.selections.clear();
        painter.save();
        painter.setClipRegion(boxes, Qt::IntersectClip);
        document.documentLayout()->draw(&painter, unmarked);
        painter.restore();
    }
    paintWideAreas(brush, context);
    painter.restore();
}

QAbstractTextDocumentLayout::PaintContext MessageDelegate::contextOf(const Brush &brush) const
{
    QAbstractTextDocumentLayout::PaintContext context;
    context.palette = brush.option.palette;
    context.palette.setCurrentColorGroup(brush.group());
    // Only what is on screen of a message that is higher than the screen.
    context.clip = brush.painter.clipBoundingRect();
    if (brush.index.data(Role::EmptyAnswerRole).toBool())
        context.palette.setColor(QPalette::Text, m_theme.muted);
    const QList<MessageMark> marks = m_marks ? m_marks(brush.index) : QList<MessageMark>();
    const QPalette readable =
        marks.isEmpty() ? QPalette() : withVisibleMarks(withReadableSelection(context.palette));
    MarkdownDocument &document = *brush.row.entry->document;
    for (const MessageMark &mark : marks) {
        const int end = document.characterCount() - 1;
        QTextCursor cursor(&document);
        cursor.setPosition(std::clamp(mark.from, 0, end));
        cursor.setPosition(std::clamp(mark.to, 0, end), QTextCursor::KeepAnchor);
        context.selections.append({cursor, markFormat(mark.kind, readable, m_theme)});
    }
    return context;
}

/// The same drawing again for each, through a window that is moved.
void MessageDelegate::paintWideAreas(const Brush &brush,
                                     const QAbstractTextDocumentLayout::PaintContext &whole) const
{
    QPainter &painter = brush.painter;
    const MarkdownDocument &document = *brush.row.entry->document;
    const auto areas = document.wideAreas();
    for (const auto &area : areas) {
        const QRectF window = area.visible & whole.clip;
        if (window.isEmpty())
            continue;
        painter.save();
        painter.setClipRect(window, Qt::IntersectClip);
        painter.translate(area.shift(), 0);
        QAbstractTextDocumentLayout::PaintContext context = whole;
        context.clip = window.translated(-area.shift(), 0);
        document.documentLayout()->draw(&painter, context);
        painter.restore();
        const bool inUse = m_hovered == brush.index || brush.current();
        painter.setPen(Qt::NoPen);
        painter.setBrush(inUse ? m_theme.muted : m_theme.line);
        painter.drawRoundedRect(area.bar(), area.bar().height() / 2, area.bar().height() / 2);
        painter.setBrush(Qt::NoBrush);
    }
}

void MessageDelegate::paintCopyButtons(const Brush &brush) const
{
    const MarkdownDocument &document = *brush.row.entry->document;
    const bool hovered = m_hovered == brush.index;
    if (!document.hasCode() || (!hovered && !brush.current() && m_copied != brush.index))
        return;
    QPainter &painter = brush.painter;
    const auto codes = document.codes();
    for (int i = 0; i < int(codes.size()); ++i) {
        const bool copied = m_copied == brush.index && m_copiedCode == i;
        const bool isUnder =
            hovered && m_hover.number == i &&
            (m_hover.kind == MessageHit::Kind::Code || m_hover.kind == MessageHit::Kind::CopyCode);
        if (!isUnder && !brush.current() && !copied)
            continue;
        const QRectF button = copyButton(codes.at(i).surface, brush.row.layout.content);
        const bool pressedLook = isUnder && m_hover.kind == MessageHit::Kind::CopyCode;
        painter.setPen(pressedLook ? m_theme.accent : m_theme.line);
        painter.setBrush(brush.option.palette.color(brush.group(), QPalette::Base));
        painter.drawRoundedRect(inset(button, 0.5), smallRadius - 2, smallRadius - 2);
        painter.setFont(m_metaFont);
        painter.setPen(pressedLook ? m_theme.accent
                                   : brush.option.palette.color(brush.group(), QPalette::Text));
        painter.drawText(button, Qt::AlignCenter | Qt::TextSingleLine, copied ? tr("Copied") : tr("Copy"));
    }
}

void MessageDelegate::paintChips(const Brush &brush) const
{
    QPainter &painter = brush.painter;
    const QFontMetrics metrics(m_metaFont);
    painter.setLayoutDirection(brush.option.direction);
    for (int i = 0; i < int(brush.row.layout.chips.size()); ++i) {
        const QRect rect = brush.row.layout.chips.at(i);
        const MessageChip source = chip(brush.row.citations.at(i));
        const bool opens = source.state == MessageChip::State::Open;
        const bool under =
            m_hovered == brush.index && m_hover.number == i &&
            (m_hover.kind == MessageHit::Kind::Chip || m_hover.kind == MessageHit::Kind::Reference);
        painter.setPen(under ? m_theme.accent : m_theme.line);
        painter.setBrush(brush.option.palette.color(brush.group(), QPalette::Base));
        painter.drawRoundedRect(inset(QRectF(rect), 0.5), rect.height() / 2.0, rect.height() / 2.0);
        QFont font = m_metaFont;
        font.setUnderline(under && opens);
        font.setItalic(source.state == MessageChip::State::Removed);
        painter.setFont(font);
        painter.setPen(opens ? m_theme.accent : m_theme.muted);
        const QRect inner = rect.adjusted(2 * m_metrics.unit, 0, -2 * m_metrics.unit, 0);
        // Isolated, so that a title keeps its own direction beside its number.
        const QString number = u'[' + QString::number(i + 1) + u"] "_s;
        const int numberWidth = metrics.horizontalAdvance(number);
        const int gap = source.host.isEmpty() ? 0 : 2 * m_metrics.unit;
        const int both = inner.width() - numberWidth - gap;
        // What the title leaves, and two fifths where it would leave less.
        const int hostWidth =
            std::min(metrics.horizontalAdvance(source.host),
                     std::max(both - metrics.horizontalAdvance(source.title), both * 2 / 5));
        const QString title = metrics.elidedText(source.title, Qt::ElideRight, both - std::max(0, hostWidth));
        painter.drawText(inner, int(Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine),
                         number + QChar(0x2068) + title + QChar(0x2069));
        if (hostWidth <= 0)
            continue;
        font.setUnderline(false);
        painter.setFont(font);
        painter.setPen(m_theme.muted);
        painter.drawText(inner, int(Qt::AlignVCenter | Qt::AlignTrailing | Qt::TextSingleLine),
                         metrics.elidedText(source.host, Qt::ElideMiddle, hostWidth));
    }
}

void MessageDelegate::paintMore(const Brush &brush) const
{
    if (brush.row.layout.more.isNull())
        return;
    QFont font = m_metaFont;
    font.setUnderline(true);
    brush.painter.setFont(font);
    brush.painter.setPen(m_theme.accent);
    brush.painter.drawText(brush.row.layout.more, int(Qt::AlignCenter | Qt::TextSingleLine), tr("Show more"));
}

} // namespace confab
