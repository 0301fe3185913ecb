// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/answermarkup.h"

#include "core/address.h"
#include "core/entity.h"
#include "core/text.h"
#include "formats/exportwords.h"

#include <QRegularExpression>

#include <md4c.h>
#include <optional>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

using Block = MarkupSink::Block;
using Span = MarkupSink::Span;

// Around the numbers of a citation's mark. Noncharacters: the cleaning has taken them out of the answer.
constexpr char16_t markStart = 0xFDE0;
constexpr char16_t markEnd = 0xFDE1;

QString fromParser(const MD_CHAR *text, MD_SIZE size)
{
    return QString::fromUtf8(text, qsizetype(size));
}

/// What an entity stands for, without characters that nobody would see.
QString visibleEntity(const MD_CHAR *text, MD_SIZE size)
{
    const QString decoded = decodedEntity(QByteArrayView(text, qsizetype(size)));
    const QList<uint> characters = decoded.toUcs4();
    const bool hidden = characters.size() == 1 && [c = characters.first()] {
        const auto category = QChar::category(c);
        return category == QChar::Other_Control || category == QChar::Other_Format ||
               category == QChar::Other_NotAssigned || QChar::isMark(c) || QChar::isNonCharacter(c);
    }();
    return hidden ? QString(QChar::ReplacementCharacter) : decoded;
}

QString attribute(const MD_ATTRIBUTE &from)
{
    QString all;
    for (int i = 0; from.text && from.substr_offsets[i] < from.size; ++i) {
        const MD_OFFSET at = from.substr_offsets[i];
        const MD_SIZE length = from.substr_offsets[i + 1] - at;
        if (from.substr_types[i] == MD_TEXT_ENTITY)
            all += visibleEntity(from.text + at, length);
        else if (from.substr_types[i] == MD_TEXT_NULLCHAR)
            all += QChar::ReplacementCharacter;
        else
            all += fromParser(from.text + at, length);
    }
    return all;
}

std::optional<Block> blockOf(MD_BLOCKTYPE type)
{
    switch (type) {
    case MD_BLOCK_QUOTE:
        return Block::Quote;
    case MD_BLOCK_UL:
        return Block::BulletList;
    case MD_BLOCK_OL:
        return Block::NumberedList;
    case MD_BLOCK_LI:
        return Block::Item;
    case MD_BLOCK_HR:
        return Block::Rule;
    case MD_BLOCK_H:
        return Block::Heading;
    case MD_BLOCK_CODE:
        return Block::Code;
    case MD_BLOCK_P:
    case MD_BLOCK_HTML: // not with these options
        return Block::Paragraph;
    case MD_BLOCK_TABLE:
        return Block::Table;
    case MD_BLOCK_TR:
        return Block::Row;
    case MD_BLOCK_TH:
        return Block::HeaderCell;
    case MD_BLOCK_TD:
        return Block::Cell;
    case MD_BLOCK_DOC:
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
        break;
    }
    return std::nullopt;
}

std::optional<Span> spanOf(MD_SPANTYPE type)
{
    switch (type) {
    case MD_SPAN_EM:
        return Span::Emphasis;
    case MD_SPAN_STRONG:
        return Span::Strong;
    case MD_SPAN_DEL:
        return Span::Strike;
    case MD_SPAN_CODE:
        return Span::Code;
    case MD_SPAN_A:
        return Span::Link;
    default:
        return std::nullopt;
    }
}

bool isContainer(Block block)
{
    return block == Block::Quote || block == Block::BulletList || block == Block::NumberedList;
}

/// Hands on what the parser tells.
class Reader
{
public:
    Reader(const QList<CitationId> &citations, MarkupSink &sink) : m_citations(citations), m_sink(sink) {}

    int enter(MD_BLOCKTYPE type, const void *detail);
    void leave(MD_BLOCKTYPE type);
    void enter(MD_SPANTYPE type, const void *detail);
    void leave(MD_SPANTYPE type);
    void text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size);

private:
    void add(const QString &text);
    void closeSpans(qsizetype downTo);
    [[nodiscard]] int numberOf(QStringView mark) const;

    const QList<CitationId> &m_citations;
    MarkupSink &m_sink;
    QList<bool> m_lists; ///< Of each list and quote around: whether it was handed on.
    QList<bool> m_links; ///< The same of each link.
    QList<Span> m_spans; ///< Handed on and open.
    QString m_imageText;
    QString m_imageAddress;
    int m_depth = 0;
    int m_images = 0;
    int m_cells = 0;
    bool m_code = false;
};

int Reader::enter(MD_BLOCKTYPE type, const void *detail)
{
    const auto block = blockOf(type);
    if (!block)
        return 0;
    int number = 0;
    if (isContainer(*block)) {
        m_lists.append(m_depth < maxMarkupDepth);
        if (!m_lists.last())
            return 0;
        ++m_depth;
    }
    if (block == Block::NumberedList)
        number = int(static_cast<const MD_BLOCK_OL_DETAIL *>(detail)->start);
    if (block == Block::Heading)
        number = int(static_cast<const MD_BLOCK_H_DETAIL *>(detail)->level);
    if ((block == Block::Cell || block == Block::HeaderCell) && ++m_cells > maxMarkupCells)
        return 1;
    m_code = m_code || block == Block::Code;
    if (block == Block::Item && !m_lists.isEmpty() && !m_lists.last())
        m_sink.breakLine(true);
    else
        m_sink.openBlock(*block, number);
    if (block == Block::Item) {
        const auto *item = static_cast<const MD_BLOCK_LI_DETAIL *>(detail);
        if (item->is_task)
            m_sink.addText(item->task_mark == ' ' ? u"\u2610 "_s : u"\u2611 "_s);
    }
    return 0;
}

void Reader::leave(MD_BLOCKTYPE type)
{
    const auto block = blockOf(type);
    if (!block)
        return;
    // md4c (0.4.8) never closes an emphasis whose end lies within a bare address.
    closeSpans(0);
    if (isContainer(*block)) {
        if (!m_lists.takeLast())
            return;
        --m_depth;
    }
    if (block == Block::Code)
        m_code = false;
    if (block == Block::Item && !m_lists.isEmpty() && !m_lists.last())
        return;
    m_sink.closeBlock(*block);
}

void Reader::enter(MD_SPANTYPE type, const void *detail)
{
    if (type == MD_SPAN_IMG) {
        if (m_images++ == 0) {
            m_imageText.clear();
            m_imageAddress = attribute(static_cast<const MD_SPAN_IMG_DETAIL *>(detail)->src);
        }
        return;
    }
    const auto span = spanOf(type);
    if (!span || m_images > 0)
        return;
    QUrl address;
    if (span == Span::Link) {
        address = linkableAddress(attribute(static_cast<const MD_SPAN_A_DETAIL *>(detail)->href));
        const bool handsOn = !address.isEmpty() && !m_spans.contains(Span::Link);
        m_links.append(handsOn);
        if (!handsOn)
            return;
    }
    m_code = m_code || span == Span::Code;
    m_spans.append(*span);
    m_sink.openSpan(*span, address);
}

void Reader::leave(MD_SPANTYPE type)
{
    if (type == MD_SPAN_IMG) {
        if (--m_images == 0)
            m_sink.addText(ExportWords::image(m_imageText, m_imageAddress));
        return;
    }
    const auto span = spanOf(type);
    if (!span || m_images > 0)
        return;
    if (span == Span::Link && (m_links.isEmpty() || !m_links.takeLast()))
        return;
    // What was opened in it and is open still ends with it.
    if (const qsizetype at = m_spans.lastIndexOf(*span); at >= 0)
        closeSpans(at);
}

void Reader::closeSpans(qsizetype downTo)
{
    while (m_spans.size() > downTo) {
        const Span span = m_spans.takeLast();
        m_code = m_code && span != Span::Code;
        m_sink.closeSpan(span);
    }
}

void Reader::text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size)
{
    switch (type) {
    case MD_TEXT_NULLCHAR:
        return add(QString(QChar::ReplacementCharacter));
    case MD_TEXT_BR:
    case MD_TEXT_SOFTBR:
        return m_images > 0 ? add(u" "_s) : m_sink.breakLine(type == MD_TEXT_BR);
    case MD_TEXT_ENTITY:
        return add(visibleEntity(text, size));
    default:
        return add(fromParser(text, size));
    }
}

void Reader::add(const QString &text)
{
    if (m_images > 0) {
        m_imageText += text;
        return;
    }
    qsizetype at = 0;
    for (qsizetype start = text.indexOf(QChar(markStart)); start >= 0;
         start = text.indexOf(QChar(markStart), at)) {
        const qsizetype end = text.indexOf(QChar(markEnd), start);
        if (end < 0)
            break;
        const QStringView mark = QStringView(text).mid(start + 1, end - start - 1);
        QString before = text.mid(at, start - at);
        at = end + 1;
        if (m_code) { // what is quoted stays as it was
            m_sink.addText(before + u":cit["_s + mark.toString() + u']');
            continue;
        }
        while (before.endsWith(u' '))
            before.chop(1);
        if (!before.isEmpty())
            m_sink.addText(before);
        if (const int number = numberOf(mark); number > 0)
            m_sink.addReference(number);
    }
    if (at < text.size())
        m_sink.addText(text.mid(at));
}

/// The vendor does not say what the two numbers mean: a position in the list is tried first, then an id.
int Reader::numberOf(QStringView mark) const
{
    const qsizetype slash = mark.indexOf(u'/');
    const qint64 first = mark.left(slash).toLongLong();
    const qint64 second = mark.mid(slash + 1).toLongLong();
    if (first >= 1 && first <= m_citations.size())
        return int(first);
    qsizetype at = m_citations.indexOf(CitationId{first});
    if (at < 0)
        at = m_citations.indexOf(CitationId{second});
    return int(at) + 1;
}

Reader &reader(void *data)
{
    return *static_cast<Reader *>(data);
}

} // namespace

bool readAnswer(const QString &answer, const QList<CitationId> &citations, MarkupSink &sink)
{
    static const QRegularExpression mark(u":cit\\[(\\d{1,18}/\\d{1,18})\\]"_s);
    QString clean = text::cleanText(answer);
    clean.replace(mark, QChar(markStart) + u"\\1"_s + QChar(markEnd));
    const QByteArray utf8 = clean.toUtf8();
    MD_PARSER parser{};
    parser.flags = MD_DIALECT_GITHUB | MD_FLAG_NOHTML;
    parser.enter_block = [](MD_BLOCKTYPE type, void *detail, void *data) {
        return reader(data).enter(type, detail);
    };
    parser.leave_block = [](MD_BLOCKTYPE type, void *, void *data) { return reader(data).leave(type), 0; };
    parser.enter_span = [](MD_SPANTYPE type, void *detail, void *data) {
        return reader(data).enter(type, detail), 0;
    };
    parser.leave_span = [](MD_SPANTYPE type, void *, void *data) { return reader(data).leave(type), 0; };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *data) {
        return reader(data).text(type, text, size), 0;
    };
    Reader taking(citations, sink);
    return md_parse(utf8.constData(), MD_SIZE(utf8.size()), &parser, &taking) == 0;
}

void readPlain(const QString &text, MarkupSink &sink)
{
    const QString clean = text::cleanText(text);
    bool open = false;
    for (const QStringView line : QStringView(clean).split(u'\n')) {
        const bool blank = line.trimmed().isEmpty();
        if (blank && open)
            sink.closeBlock(Block::Paragraph);
        else if (!blank && open)
            sink.breakLine(true);
        else if (!blank)
            sink.openBlock(Block::Paragraph, 0);
        open = !blank;
        if (!blank)
            sink.addText(line.toString());
    }
    if (open)
        sink.closeBlock(Block::Paragraph);
}

} // namespace confab
