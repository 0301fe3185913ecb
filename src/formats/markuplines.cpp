// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/markuplines.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

/// The longest run of backticks.
qsizetype longestRun(const QString &text)
{
    qsizetype longest = 0;
    qsizetype run = 0;
    for (const QChar c : text) {
        run = c == u'`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

/// Readers make links of bare addresses by themselves, of any kind.
bool beginsAddress(const QString &before, QChar c)
{
    if (c == u'.')
        return before.endsWith("www"_L1, Qt::CaseInsensitive);
    return c == u':' && (before.endsWith("http"_L1, Qt::CaseInsensitive) ||
                         before.endsWith("https"_L1, Qt::CaseInsensitive) ||
                         before.endsWith("ftp"_L1, Qt::CaseInsensitive));
}

} // namespace

MarkupLines::MarkupLines(Dialect dialect, const QString &indent) : m_dialect(dialect)
{
    if (!indent.isEmpty())
        m_containers.append({indent, indent, true});
}

QString MarkupLines::take()
{
    emitPending();
    return std::exchange(m_out, {});
}

QString MarkupLines::escaped(const QString &text)
{
    MarkupLines lines(Dialect::Markdown);
    lines.m_oneLine = true;
    lines.addText(text);
    return lines.m_line;
}

QString MarkupLines::target(const QUrl &address)
{
    return u'<' + QString::fromLatin1(address.toEncoded()) + u'>';
}

// --- Lines ---

/// An empty line, unless nothing stands before it in this quote or item.
void MarkupLines::gap(bool always)
{
    const bool isFirst = m_out.isEmpty() || (!m_containers.isEmpty() && !m_containers.last().begun);
    if (isFirst || (!always && m_last != Last::Block))
        return;
    QString before;
    for (const Container &each : std::as_const(m_containers))
        before += each.begun ? each.next : QString();
    while (before.endsWith(u' '))
        before.chop(1);
    m_out += before + u'\n';
}

void MarkupLines::emitLines(const QString &lines, Last kind)
{
    for (const QStringView line : QStringView(lines).split(u'\n')) {
        qsizetype length = m_out.size();
        for (Container &each : m_containers)
            m_out += std::exchange(each.begun, true) ? each.next : each.first;
        length = m_out.size() - length;
        m_out += line;
        if (line.isEmpty() && length > 0) {
            while (m_out.endsWith(u' '))
                m_out.chop(1);
        }
        m_out += u'\n';
    }
    m_last = kind;
}

/// The text of an item that has no paragraph of its own.
void MarkupLines::emitPending()
{
    if (m_line.isEmpty())
        return;
    gap(false);
    emitLines(std::exchange(m_line, {}), Last::Line);
    m_head = Head::Empty;
}

void MarkupLines::emitCode()
{
    QString code = std::exchange(m_code, {});
    if (code.endsWith(u'\n'))
        code.chop(1);
    if (isMarkdown()) {
        const QString fence(std::max<qsizetype>(3, longestRun(code) + 1), u'`');
        return emitLines(fence + u'\n' + code + u'\n' + fence, Last::Block);
    }
    m_containers.append({u"    "_s, u"    "_s, true});
    emitLines(code, Last::Block);
    m_containers.removeLast();
}

void MarkupLines::emitRow()
{
    if (!isMarkdown())
        return emitLines(m_cells.join(u" | "_s), Last::Block);
    emitLines(u"| "_s + m_cells.join(u" | "_s) + u" |"_s, Last::Block);
    if (std::exchange(m_headerRow, false))
        emitLines(u"|"_s + u" --- |"_s.repeated(m_cells.size()), Last::Block);
}

// --- Blocks ---

void MarkupLines::openBlock(Block block, int number)
{
    if (block != Block::Row && block != Block::Cell && block != Block::HeaderCell)
        emitPending();
    switch (block) {
    case Block::Paragraph:
        return gap(true);
    case Block::Heading:
        gap(true);
        m_oneLine = true;
        if (isMarkdown())
            mark(QString(std::clamp(number + 3, 4, 6), u'#') + u' ');
        return;
    case Block::Quote:
        gap(true);
        return m_containers.append({u"> "_s, u"> "_s, false});
    case Block::BulletList:
    case Block::NumberedList:
        gap(m_lists.isEmpty());
        return m_lists.append({block == Block::NumberedList, number});
    case Block::Item: {
        gap(false);
        List &list = m_lists.last();
        const QString sign = list.numbered ? QString::number(list.next++) + u". "_s : u"- "_s;
        return m_containers.append({sign, QString(sign.size(), u' '), false});
    }
    case Block::Code:
        gap(true);
        m_inCode = true;
        return;
    case Block::Rule:
        gap(true);
        return emitLines(isMarkdown() ? u"***"_s : QString(20, u'-'), Last::Block);
    case Block::Table:
        return gap(true);
    case Block::Row:
        return m_cells.clear();
    case Block::HeaderCell:
        m_headerRow = true;
        [[fallthrough]];
    case Block::Cell:
        m_oneLine = m_inCell = true;
        return;
    }
}

void MarkupLines::closeBlock(Block block)
{
    switch (block) {
    case Block::Heading:
    case Block::Paragraph:
        m_oneLine = false;
        emitLines(std::exchange(m_line, {}), Last::Block);
        m_head = Head::Empty;
        return;
    case Block::Quote:
    case Block::Item:
        emitPending();
        // One with nothing in it is there all the same.
        if (!m_containers.last().begun)
            emitLines({}, Last::Line);
        m_containers.removeLast();
        if (block == Block::Quote)
            m_last = Last::Block;
        return;
    case Block::BulletList:
    case Block::NumberedList:
        m_lists.removeLast();
        m_last = m_lists.isEmpty() ? Last::Block : Last::Line;
        return;
    case Block::Code:
        m_inCode = false;
        return emitCode();
    case Block::Row:
        return emitRow();
    case Block::HeaderCell:
    case Block::Cell:
        m_oneLine = m_inCell = false;
        m_head = Head::Empty;
        m_cells.append(std::exchange(m_line, {}).trimmed());
        return;
    case Block::Rule:
    case Block::Table:
        return;
    }
}

// --- Within a line ---

void MarkupLines::mark(const QString &syntax)
{
    m_line += syntax;
    m_head = Head::Other;
}

void MarkupLines::openSpan(Span span, const QUrl &address)
{
    if (span == Span::Code) {
        m_inCodeSpan = true;
        return;
    }
    if (span == Span::Link)
        m_links.append({m_line.size(), address});
    if (!isMarkdown())
        return;
    switch (span) {
    case Span::Emphasis:
        return mark(u"*"_s);
    case Span::Strong:
        return mark(u"**"_s);
    case Span::Strike:
        return mark(u"~~"_s);
    default:
        return mark(u"["_s);
    }
}

void MarkupLines::closeSpan(Span span)
{
    if (span == Span::Code) {
        m_inCodeSpan = false;
        return emitCodeSpan();
    }
    if (span == Span::Link) {
        const Link link = m_links.takeLast();
        if (isMarkdown())
            return mark(u"]("_s + target(link.address) + u')');
        const QString address = link.address.toString(QUrl::FullyEncoded);
        if (QStringView(m_line).mid(link.start) != address)
            mark(u" <"_s + address + u'>');
        return;
    }
    if (!isMarkdown())
        return;
    mark(span == Span::Emphasis ? u"*"_s : span == Span::Strong ? u"**"_s : u"~~"_s);
}

void MarkupLines::emitCodeSpan()
{
    QString code = std::exchange(m_code, {});
    code.replace(u'\n', u' ');
    if (!isMarkdown())
        return mark(code);
    if (m_inCell) // it ends there, quoted or not
        code.replace(u'|', u"\\|"_s);
    const QString ticks(longestRun(code) + 1, u'`');
    const bool padded = code.startsWith(u'`') || code.endsWith(u'`');
    const QString room = padded ? u" "_s : QString();
    mark(ticks + room + code + room + ticks);
}

void MarkupLines::addText(const QString &text)
{
    if (m_inCode || m_inCodeSpan) {
        m_code += text;
        return;
    }
    for (const QChar c : text) {
        if (c == u'\n')
            breakLine(false);
        else
            append(c);
    }
}

/// With a backslash where the character would be a mark, there or anywhere.
void MarkupLines::append(QChar c)
{
    const bool blank = c == u' ' || c == u'\t';
    if (isMarkdown()) {
        if (m_head == Head::Empty && blank) {
            m_line += QChar::Nbsp; // four of the other kind would begin code
            return;
        }
        const bool anywhere = QStringView(u"\\`*_[]<>|~&").contains(c);
        const bool first = m_head == Head::Empty && QStringView(u"#+-=:").contains(c);
        const bool number = m_head == Head::Digits && (c == u'.' || c == u')');
        if (anywhere || first || number || beginsAddress(m_line, c))
            m_line += u'\\';
    }
    m_line += c;
    const bool digit = c >= u'0' && c <= u'9';
    m_head = digit && m_head != Head::Other ? Head::Digits : Head::Other;
}

void MarkupLines::breakLine(bool hard)
{
    if (m_inCode || m_inCodeSpan) {
        m_code += u'\n';
        return;
    }
    if (m_oneLine) {
        m_line += u' ';
        return;
    }
    if (m_line.isEmpty())
        return;
    m_line += hard && isMarkdown() ? u"\\\n"_s : u"\n"_s;
    m_head = Head::Empty;
}

void MarkupLines::addReference(int number)
{
    mark((isMarkdown() ? u"\\[%1\\]"_s : u"[%1]"_s).arg(number));
}

} // namespace confab
