// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/searchresultdelegate.h"

#include "core/messagesearch.h"
#include "core/text.h"
#include "models/searchresultsmodel.h"
#include "ui/plaintext.h"
#include "ui/theme.h"

#include <QApplication>
#include <QPainter>
#include <QStyle>
#include <QTextLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

using ResultRole = SearchResultsModel::Role;

QFont resultMetaFont(QFont font)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * 0.9);
    return font;
}

/// The ink of one row.
struct ResultInk
{
    QColor text;
    QColor muted;
};

ResultInk inkOf(const QStyleOptionViewItem &option, const Theme &theme)
{
    const bool selected = option.state & QStyle::State_Selected;
    const QPalette::ColorGroup group = !(option.state & QStyle::State_Enabled) ? QPalette::Disabled
                                       : option.state & QStyle::State_Active   ? QPalette::Active
                                                                               : QPalette::Inactive;
    const QColor text = option.palette.color(group, selected ? QPalette::HighlightedText : QPalette::Text);
    return {text, selected ? text : theme.muted};
}

void drawResultLine(QPainter &painter, const QRect &rect, const QString &text, Qt::LayoutDirection direction,
                    Qt::Alignment alignment)
{
    const QString shown =
        painter.fontMetrics().elidedText(isolated(text), Qt::ElideRight, rect.width(), Qt::TextSingleLine);
    const auto side = QStyle::visualAlignment(direction, alignment | Qt::AlignVCenter);
    painter.drawText(rect, int(side) | int(Qt::TextSingleLine), shown);
}

/// Two lines of a message with its hits marked; what does not fit ends in dots.
class SnippetLines
{
public:
    SnippetLines(const QString &text, const QList<TextRange> &hits, const QTextCharFormat &mark,
                 const QFont &font)
        : m_text(text), m_hits(hits), m_mark(mark)
    {
        m_layout.setFont(font);
    }

    void draw(QPainter &painter, const QRect &rect, Qt::LayoutDirection side)
    {
        QTextOption option;
        option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        option.setTextDirection(text::direction(m_text));
        option.setAlignment((side == Qt::RightToLeft ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignAbsolute);
        m_layout.setTextOption(option);
        int end = int(m_text.size());
        bool fits = layOut(m_text, rect.width());
        if (!fits)
            end = lastEnd();
        while (!fits && end > 0) {
            if (--end > 0 && m_text.at(end).isLowSurrogate())
                --end;
            fits = layOut(m_text.left(end).trimmed() + QChar(0x2026), rect.width());
        }
        painter.save();
        painter.setClipRect(rect, Qt::IntersectClip);
        m_layout.draw(&painter, rect.topLeft());
        painter.restore();
    }

private:
    bool layOut(const QString &text, int width)
    {
        m_layout.setText(text);
        QList<QTextLayout::FormatRange> marks;
        for (const TextRange &hit : m_hits) {
            const qsizetype length = std::min(hit.length, text.size() - hit.start);
            if (length <= 0)
                break;
            QTextLayout::FormatRange range;
            range.start = int(hit.start);
            range.length = int(length);
            range.format = m_mark;
            marks.append(range);
        }
        m_layout.setFormats(marks);
        qreal y = 0;
        m_layout.beginLayout();
        for (QTextLine line = m_layout.createLine(); line.isValid(); line = m_layout.createLine()) {
            line.setLineWidth(std::max(1, width));
            line.setPosition(QPointF(0, y));
            y += line.height();
        }
        m_layout.endLayout();
        return m_layout.lineCount() <= SearchRowLayout::snippetLines;
    }

    /// Of the last line that there is room for.
    [[nodiscard]] int lastEnd() const
    {
        const QTextLine line = m_layout.lineAt(SearchRowLayout::snippetLines - 1);
        return line.textStart() + line.textLength();
    }

    QString m_text;
    QList<TextRange> m_hits;
    QTextCharFormat m_mark;
    QTextLayout m_layout;
};

QString metaOf(const QModelIndex &index)
{
    QStringList parts{index.data(ResultRole::SenderRole).toString()};
    if (const QString project = index.data(ResultRole::ProjectRole).toString(); !project.isEmpty())
        parts << isolated(project);
    if (index.data(ResultRole::RemovedRole).toBool())
        parts << SearchResultDelegate::tr("no longer on the server");
    return parts.join(u"  ·  "_s);
}

} // namespace

SearchRowLayout::Metrics SearchRowLayout::Metrics::of(const QFont &font)
{
    const int body = QFontMetrics(font).height();
    return {std::max(4, body / 4), body, QFontMetrics(resultMetaFont(font)).height()};
}

SearchRowLayout SearchRowLayout::of(const Metrics &metrics, const QRect &row, int timeWidth,
                                    Qt::LayoutDirection direction)
{
    const QRect inner = row.adjusted(2 * metrics.unit, metrics.unit, -2 * metrics.unit, -metrics.unit);
    const int width = std::max(0, inner.width());
    const int time = timeWidth + 2 * metrics.unit <= width / 2 ? timeWidth : 0;
    const int title = time > 0 ? width - time - 2 * metrics.unit : width;
    int y = inner.top();
    const auto line = [&](int from, int length, int height) {
        return QStyle::visualRect(direction, inner, QRect(inner.left() + from, y, length, height));
    };
    SearchRowLayout layout;
    layout.title = line(0, title, metrics.bodyHeight);
    if (time > 0)
        layout.time = line(width - time, time, metrics.bodyHeight);
    y += metrics.bodyHeight;
    layout.meta = line(0, width, metrics.metaHeight);
    y += metrics.metaHeight + metrics.unit;
    layout.snippet = line(0, width, snippetLines * metrics.bodyHeight);
    return layout;
}

QSize SearchResultDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {1, SearchRowLayout::Metrics::of(option.font).rowHeight()};
}

void SearchResultDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QStyle *style = item.widget ? item.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &item, painter, item.widget);

    const Theme theme = Theme::of(item.palette);
    const ResultInk ink = inkOf(item, theme);
    const QFont small = resultMetaFont(item.font);
    const QString time = index.data(ResultRole::TimeTextRole).toString();
    const auto layout =
        SearchRowLayout::of(SearchRowLayout::Metrics::of(item.font), item.rect,
                            QFontMetrics(small).horizontalAdvance(isolated(time)) + 1, item.direction);
    painter->save();
    painter->setClipRect(item.rect, Qt::IntersectClip);
    painter->setLayoutDirection(item.direction);
    QFont title = item.font;
    title.setItalic(index.data(ResultRole::UnnamedRole).toBool());
    painter->setFont(title);
    painter->setPen(ink.text);
    drawResultLine(*painter, layout.title, index.data(ResultRole::TitleRole).toString(), item.direction,
                   Qt::AlignLeading);
    painter->setFont(small);
    painter->setPen(ink.muted);
    if (!layout.time.isEmpty())
        drawResultLine(*painter, layout.time, time, item.direction, Qt::AlignTrailing);
    drawResultLine(*painter, layout.meta, metaOf(index), item.direction, Qt::AlignLeading);

    QTextCharFormat mark;
    mark.setFontWeight(QFont::Bold); // colour alone would not do
    mark.setBackground(theme.found);
    mark.setForeground(theme.foundText);
    painter->setFont(item.font);
    painter->setPen(ink.text);
    SnippetLines(index.data(ResultRole::SnippetRole).toString(),
                 index.data(ResultRole::HitsRole).value<QList<TextRange>>(), mark, item.font)
        .draw(*painter, layout.snippet, item.direction);
    painter->restore();

    if (item.state & QStyle::State_HasFocus) {
        QStyleOptionFocusRect focus;
        focus.QStyleOption::operator=(item);
        focus.state |= QStyle::State_KeyboardFocusChange | QStyle::State_Item;
        focus.backgroundColor =
            item.palette.color(item.state & QStyle::State_Selected ? QPalette::Highlight : QPalette::Base);
        style->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, item.widget);
    }
}

} // namespace confab
