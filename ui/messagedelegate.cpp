// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/messagedelegate.h"

#include "core/text.h"
#include "models/messagelistmodel.h"
#include "services/citationservice.h"
#include "ui/linkopener.h"
#include "ui/messagebuttons.h"
#include "ui/messageheights.h"

#include <QAbstractTextDocumentLayout>
#include <QFontMetrics>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

using Role = MessageListModel::Role;

constexpr int charactersPerLine = 72;

QFont scaled(QFont font, qreal factor)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * factor);
    else
        font.setPixelSize(std::max(1, qRound(font.pixelSize() * factor)));
    return font;
}

bool isAgent(const QModelIndex &index)
{
    return index.data(Role::SenderRole).value<MessageListModel::Sender>() == MessageListModel::Sender::Agent;
}

/// The first row of that message: its question, or its answer where it has none.
bool startsUnread(const QModelIndex &index, qint64 message)
{
    if (message == 0 || index.data(Role::MessageIdRole).toLongLong() != message)
        return false;
    const QModelIndex before = index.siblingAtRow(index.row() - 1);
    return !before.isValid() || before.data(Role::MessageIdRole).toLongLong() != message;
}

QList<qint64> citationsOf(const QModelIndex &index)
{
    return index.data(Role::CitationsRole).value<QList<qint64>>();
}

} // namespace

QString MessageChip::text(int number) const
{
    return u'[' + QString::number(number) + u"] "_s + title;
}

MessageDelegate::MessageDelegate(const MessageHeights &heights, CitationService &citations, QObject *parent)
    : QStyledItemDelegate(parent), m_heights(heights), m_citations(citations), m_renderer(MarkdownStyle{})
{
}

void MessageDelegate::setStyle(const QFont &font, const QPalette &palette)
{
    m_font = font;
    m_metaFont = scaled(font, 0.9);
    m_theme = Theme::of(palette);
    m_renderer = MarkdownRenderer(MarkdownStyle::of(font, palette));
    const QFontMetrics body(font);
    const QFontMetrics meta(m_metaFont);
    m_metrics.unit = std::max(4, body.height() / 4);
    m_metrics.metaHeight = meta.height();
    m_metrics.dayHeight = meta.height();
    m_metrics.chipHeight = meta.height() + 2 * (m_metrics.unit / 2);
    m_metrics.chipWidth = meta.averageCharWidth() * 30;
    m_metrics.buttonSide = meta.height() + 2 * m_metrics.unit;
    m_metrics.maxTextWidth = body.averageCharWidth() * charactersPerLine;
    m_cache.clear();
}

void MessageDelegate::setHover(const QModelIndex &index, const MessageHit &hit)
{
    m_hovered = index;
    m_hover = hit;
}

void MessageDelegate::setCopied(const QModelIndex &index, int code)
{
    m_copied = index;
    m_copiedCode = code;
}

void MessageDelegate::forget(const QModelIndex &index)
{
    m_cache.remove(key(index));
}

void MessageDelegate::forgetAll()
{
    m_cache.clear();
    m_steps.clear();
}

void MessageDelegate::showMore(const QModelIndex &index)
{
    ++m_steps[key(index)];
    forget(index);
}

MessageDocumentCache::Key MessageDelegate::key(const QModelIndex &index)
{
    return {index.data(Role::MessageIdRole).toLongLong(), isAgent(index) ? 1 : 0};
}

QString MessageDelegate::senderText(const QModelIndex &index)
{
    return isAgent(index) ? tr("Agent") : tr("Visitor");
}

std::shared_ptr<MessageDocumentCache::Entry> MessageDelegate::entry(const QModelIndex &index) const
{
    const auto id = key(index);
    if (auto found = m_cache.find(id))
        return found;
    const auto limits = MarkdownLimits::forSteps(m_steps.value(id));
    const QString text = index.data(Role::TextRole).toString();
    const bool markdown = id.second == 1 && !index.data(Role::EmptyAnswerRole).toBool();
    return m_cache.insert(id, markdown ? m_renderer.answer(text, citationsOf(index), limits)
                                       : m_renderer.plain(text, limits));
}

MessageDelegate::Shown MessageDelegate::shown(const QModelIndex &index, int rowWidth) const
{
    Shown result;
    result.entry = entry(index);
    result.entry->layOut(m_metrics.textWidth(rowWidth));
    result.agent = isAgent(index);
    result.citations = citationsOf(index);
    MessageLayout::Input input;
    input.rowWidth = rowWidth;
    input.fromAgent = result.agent;
    input.startsDay = !index.data(Role::DayTextRole).toString().isEmpty();
    input.startsUnread = startsUnread(index, m_unreadFrom);
    input.content = result.entry->size;
    input.metaWidth = metaWidth(index);
    input.chips = int(result.citations.size());
    input.buttons = result.agent ? MessageButtons::count : 0;
    input.moreWidth =
        result.entry->complete ? 0 : QFontMetrics(m_metaFont).horizontalAdvance(tr("Show more"));
    const auto *view = qobject_cast<const QWidget *>(parent());
    input.direction = view ? view->layoutDirection() : Qt::LeftToRight;
    result.layout = MessageLayout::of(m_metrics, input);
    // The bubble may be wider than the text (chips): a text that runs from the right has to know.
    const int width = result.layout.content.width();
    MarkdownDocument &document = *result.entry->document;
    if (width > result.entry->size.width() && document.textWidth() < width)
        document.setTextWidth(width);
    return result;
}

int MessageDelegate::measure(const QModelIndex &index, int rowWidth) const
{
    return shown(index, rowWidth).layout.height;
}

int MessageDelegate::guess(const QModelIndex &index, int rowWidth) const
{
    const qsizetype characters =
        std::min(index.data(Role::TextRole).toString().size(), MarkdownLimits::stepCharacters);
    const int line = 4 * m_metrics.unit;
    const int width = std::max(1, m_metrics.textWidth(rowWidth));
    const int lines = 1 + int(characters * QFontMetrics(m_font).averageCharWidth() / width);
    const bool cites = !citationsOf(index).isEmpty();
    return lines * line + m_metrics.metaHeight + 9 * m_metrics.unit + (cites ? m_metrics.chipHeight : 0);
}

QSize MessageDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    return {1, std::max(1, m_heights.height(index.row()))};
}

MessageChip MessageDelegate::chip(qint64 citation) const
{
    const CitationId id{citation};
    switch (m_citations.state(m_project, id)) {
    case CitationService::State::Unknown:
    case CitationService::State::Loading:
        break;
    case CitationService::State::Removed:
        return {MessageChip::State::Removed, tr("Source was removed"), {}, {}};
    case CitationService::State::Failed:
        return {MessageChip::State::Failed, tr("Source could not be read"), {}, {}};
    case CitationService::State::Known:
        if (const Citation *source = m_citations.find(m_project, id)) {
            const QString title = text::cleanLine(source->title);
            const QString address = source->url.toString(QUrl::FullyEncoded);
            const bool opens = !LinkOpener::allowed(address).isEmpty();
            const QString shownTitle = !title.isEmpty() ? title
                                       : opens          ? text::cleanLine(source->url.host())
                                                        : tr("Source %1").arg(citation);
            const QString host = text::cleanLine(source->url.host());
            return {opens ? MessageChip::State::Open : MessageChip::State::Plain, shownTitle,
                    opens ? address : QString(), host == shownTitle ? QString() : host};
        }
        break;
    }
    return {MessageChip::State::Loading, tr("Source…"), {}, {}};
}

QRect MessageDelegate::copyButton(const QRectF &surface, const QRect &content) const
{
    const int width = QFontMetrics(m_metaFont).horizontalAdvance(tr("Copied")) + 3 * m_metrics.unit;
    const QRect area = surface.toRect().translated(content.topLeft());
    const int height = std::min(m_metrics.chipHeight, area.height());
    return {area.right() - width - m_metrics.unit / 2, area.top() + m_metrics.unit / 2, width, height};
}

MessageHit MessageDelegate::hit(const QModelIndex &index, int rowWidth, QPoint inRow) const
{
    using Kind = MessageHit::Kind;
    const Shown row = shown(index, rowWidth);
    const MessageLayout &layout = row.layout;
    if (layout.meta.contains(inRow))
        return {Kind::Meta, 0, {}, {}};
    if (layout.more.contains(inRow))
        return {Kind::More, 0, {}, tr("Show more")};
    for (int i = 0; i < int(layout.chips.size()); ++i) {
        if (layout.chips.at(i).contains(inRow)) {
            const MessageChip source = chip(row.citations.at(i));
            return {Kind::Chip, i, source.address, source.title};
        }
    }
    if (!layout.content.contains(inRow))
        return {};
    const QPointF inText = inRow - layout.content.topLeft();
    const auto codes = row.entry->document->codes();
    for (int i = 0; i < int(codes.size()); ++i) {
        if (copyButton(codes.at(i).surface, layout.content).contains(inRow))
            return {Kind::CopyCode, i, {}, codes.at(i).text};
    }
    const QString anchor =
        row.entry->document->documentLayout()->anchorAt(row.entry->document->toLayout(inText));
    if (const int number = MarkdownDocument::referenceNumber(anchor); number > 0)
        return {Kind::Reference, number - 1, {}, {}};
    if (!anchor.isEmpty()) {
        for (const auto &link : row.entry->document->links()) {
            if (link.address == anchor)
                return {Kind::Link, 0, anchor, link.text};
        }
    }
    for (int i = 0; i < int(codes.size()); ++i) {
        if (codes.at(i).surface.contains(inText))
            return {Kind::Code, i, {}, codes.at(i).text};
    }
    return {};
}

int MessageDelegate::positionAt(const QModelIndex &index, int rowWidth, QPoint inRow) const
{
    const Shown row = shown(index, rowWidth);
    const QRect content = row.layout.content;
    const MarkdownDocument &document = *row.entry->document;
    if (inRow.y() < content.top())
        return 0;
    if (inRow.y() > content.bottom())
        return document.characterCount() - 1;
    const int position =
        document.documentLayout()->hitTest(document.toLayout(inRow - content.topLeft()), Qt::FuzzyHit);
    return std::clamp(position, 0, document.characterCount() - 1);
}

QRect MessageDelegate::caretRect(const QModelIndex &index, int rowWidth, int position) const
{
    const Shown row = shown(index, rowWidth);
    const MarkdownDocument &document = *row.entry->document;
    const int inside = std::clamp(position, 0, document.characterCount() - 1);
    const QRect caret = document.toSeen(document.caretRect(inside)).toRect();
    return {row.layout.content.topLeft() + caret.topLeft(), QSize(1, caret.height())};
}

QString MessageDelegate::plainText(const QModelIndex &index) const
{
    const auto row = entry(index);
    return row->complete ? row->document->plainText() : index.data(Role::TextRole).toString();
}

QString MessageDelegate::metaText(const QModelIndex &index) const
{
    QStringList parts{senderText(index)};
    for (const int role : {int(Role::TimeTextRole), int(Role::OriginRole)}) {
        const QString part = index.data(role).toString();
        if (!part.isEmpty())
            parts += text::cleanLine(part);
    }
    const auto reaction = static_cast<Reaction>(index.data(Role::ReactionRole).toInt());
    if (reaction != Reaction::None)
        parts += reaction == Reaction::Liked ? tr("Liked") : tr("Disliked");
    if (const QString note = index.data(Role::NoteRole).toString(); !note.isEmpty())
        parts += note;
    return parts.join(u"  ·  "_s);
}

int MessageDelegate::metaWidth(const QModelIndex &index) const
{
    QFont bold = m_metaFont;
    bold.setWeight(QFont::DemiBold);
    const bool reacted = index.data(Role::ReactionRole).toInt() != int(Reaction::None);
    const QString sender = senderText(index);
    return QFontMetrics(bold).horizontalAdvance(sender) +
           QFontMetrics(m_metaFont).horizontalAdvance(metaText(index).mid(sender.size())) + 1 +
           (reacted ? m_metrics.metaHeight + m_metrics.unit : 0);
}

} // namespace confab
