// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/markuphtml.h"

#include "core/text.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

/// Below the headings of the page.
int levelOf(int heading)
{
    return std::clamp(heading + 3, 4, 6);
}

} // namespace

QString MarkupHtml::linkTag(const QUrl &address)
{
    return u"<a href=\""_s + QString::fromLatin1(address.toEncoded()).toHtmlEscaped() +
           u"\" rel=\"noopener noreferrer nofollow\">"_s;
}

void MarkupHtml::openBlock(Block block, int number)
{
    switch (block) {
    case Block::Paragraph:
        m_html += u"<p dir=\"auto\">"_s;
        break;
    case Block::Heading:
        m_headings.append(levelOf(number));
        m_html += u"<h%1 dir=\"auto\">"_s.arg(m_headings.last());
        break;
    case Block::Quote:
        openContainer(u"<blockquote dir=\"ltr\">"_s);
        break;
    case Block::BulletList:
        openContainer(u"<ul dir=\"ltr\">"_s);
        break;
    case Block::NumberedList:
        openContainer(number == 1 ? u"<ol dir=\"ltr\">"_s : u"<ol dir=\"ltr\" start=\"%1\">"_s.arg(number));
        break;
    case Block::Item:
        m_html += u"<li dir=\"auto\">"_s;
        break;
    case Block::Code:
        m_code = true;
        m_html += u"<pre dir=\"ltr\"><code>"_s;
        break;
    case Block::Rule:
        m_html += u"<hr>"_s;
        break;
    case Block::Table:
        openContainer(u"<div class=\"wide\"><table dir=\"ltr\">"_s);
        break;
    case Block::Row:
        m_html += u"<tr>"_s;
        break;
    case Block::HeaderCell:
        m_html += u"<th dir=\"auto\">"_s;
        break;
    case Block::Cell:
        m_html += u"<td dir=\"auto\">"_s;
        break;
    }
}

void MarkupHtml::openContainer(const QString &tag)
{
    m_containers.append(m_html.size() + tag.indexOf(u"ltr"_s));
    m_undecided.append(m_containers.last());
    m_html += tag;
}

void MarkupHtml::addText(const QString &text)
{
    m_html += text.toHtmlEscaped();
    const bool hasLetters = std::any_of(text.cbegin(), text.cend(), [](QChar c) { return c.isLetter(); });
    if (m_code || !hasLetters)
        return;
    if (text::direction(text) == Qt::RightToLeft) {
        for (const qsizetype at : std::as_const(m_undecided))
            m_html.replace(at, 3, u"rtl"_s);
    }
    m_undecided.clear();
}

void MarkupHtml::closeBlock(Block block)
{
    if (block == Block::Quote || block == Block::BulletList || block == Block::NumberedList ||
        block == Block::Table)
        m_undecided.removeAll(m_containers.takeLast());
    switch (block) {
    case Block::Paragraph:
        m_html += u"</p>\n"_s;
        break;
    case Block::Heading:
        m_html += u"</h%1>\n"_s.arg(m_headings.takeLast());
        break;
    case Block::Quote:
        m_html += u"</blockquote>\n"_s;
        break;
    case Block::BulletList:
        m_html += u"</ul>\n"_s;
        break;
    case Block::NumberedList:
        m_html += u"</ol>\n"_s;
        break;
    case Block::Item:
        m_html += u"</li>\n"_s;
        break;
    case Block::Code:
        m_code = false;
        m_html += u"</code></pre>\n"_s;
        break;
    case Block::Rule:
        m_html += u'\n';
        break;
    case Block::Table:
        m_html += u"</table></div>\n"_s;
        break;
    case Block::Row:
        m_html += u"</tr>\n"_s;
        break;
    case Block::HeaderCell:
        m_html += u"</th>"_s;
        break;
    case Block::Cell:
        m_html += u"</td>"_s;
        break;
    }
}

void MarkupHtml::openSpan(Span span, const QUrl &address)
{
    switch (span) {
    case Span::Emphasis:
        m_html += u"<em>"_s;
        break;
    case Span::Strong:
        m_html += u"<strong>"_s;
        break;
    case Span::Strike:
        m_html += u"<del>"_s;
        break;
    case Span::Code:
        m_html += u"<code>"_s;
        break;
    case Span::Link:
        m_html += linkTag(address);
        break;
    }
}

void MarkupHtml::closeSpan(Span span)
{
    switch (span) {
    case Span::Emphasis:
        m_html += u"</em>"_s;
        break;
    case Span::Strong:
        m_html += u"</strong>"_s;
        break;
    case Span::Strike:
        m_html += u"</del>"_s;
        break;
    case Span::Code:
        m_html += u"</code>"_s;
        break;
    case Span::Link:
        m_html += u"</a>"_s;
        break;
    }
}

void MarkupHtml::breakLine(bool hard)
{
    m_html += hard ? u"<br>\n"_s : u"\n"_s;
}

void MarkupHtml::addReference(int number)
{
    m_html += u"<sup><a href=\"#%1%2\">[%2]</a></sup>"_s.arg(m_anchor).arg(number);
}

} // namespace confab
