// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/htmlwriter.h"

#include "core/address.h"
#include "core/dates.h"
#include "core/version.h"
#include "formats/exportwords.h"
#include "formats/markuphtml.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

// The colours of the program's own bubbles (ui/theme.cpp).
const char *const style = R"(
:root { --text: #1c2026; --page: #ffffff; --visitor: #f0f2f5; --agent: #e2edfb; --code: #e6e9ee;
  --line: #d5dae1; --accent: #1d5cc0; --muted: #565f6b; --warning: #855000; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ee; --page: #1e2126; --visitor: #2d3138;
  --agent: #213450; --code: #16191e; --line: #434952; --accent: #8fb9fa; --muted: #aeb6c1;
  --warning: #f2b968; } }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.5rem; color: var(--text); background-color: var(--page);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.25rem; margin: 0; }
h3 { font-size: 0.9rem; font-weight: normal; color: var(--muted); text-align: center; margin: 1.5rem 0 0.5rem;
  border-bottom: 1px solid; border-bottom-color: var(--line); }
h4, h5, h6 { font-size: 1rem; margin: 0.75rem 0 0.25rem; }
article { margin-top: 2.5rem; border-top: 1px solid; border-top-color: var(--line); padding-top: 1.5rem; }
.facts, .head { color: var(--muted); font-size: 0.9rem; margin: 0; } .note { color: var(--warning); margin: 0; }
.bubble { border-radius: 10px; padding: 0.5rem 0.75rem; margin: 0.75rem 0; width: fit-content; max-width: 72ch;
  box-sizing: border-box; }
.visitor { background-color: var(--visitor); margin-inline-end: 10%; }
.agent { background-color: var(--agent); margin-inline-start: auto; }
.bubble p, .bubble li, .bubble td, .bubble th { unicode-bidi: plaintext; text-align: start; }
.bubble p { margin: 0.25rem 0; } .bubble .head { unicode-bidi: normal; }
blockquote { margin: 0.5rem 0; padding-inline-start: 0.75rem; border-inline-start: 3px solid; border-inline-start-color: var(--line); }
pre, code { font-family: ui-monospace, monospace; font-size: 0.9rem; background-color: var(--code); }
pre { padding: 0.5rem; white-space: pre-wrap; } .wide { overflow-x: auto; }
table { border-collapse: collapse; } th, td { border: 1px solid; border-color: var(--line); padding: 0.25rem 0.5rem; }
th { background-color: var(--code); } a { color: var(--accent); }
.sources { font-size: 0.9rem; margin: 0.5rem 0 0; padding-inline-start: 1.5rem; }
footer { margin-top: 2.5rem; border-top: 1px solid; border-top-color: var(--line); padding-top: 1rem; }
@media print { :root { --text: #000000; --page: #ffffff; --visitor: #f0f2f5; --agent: #e2edfb; --code: #e6e9ee;
  --line: #d5dae1; --accent: #1d5cc0; --muted: #444444; --warning: #855000; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .bubble { border: 1px solid; border-color: var(--line); print-color-adjust: exact; } h1, h2, h3, .head { break-after: avoid; }
  pre, tr, .head, .sources li { break-inside: avoid; } .sources a::after { content: " <" attr(href) ">"; } }
)";

QString paragraph(const QString &name, const QString &text)
{
    return u"<p class=\"%1\" dir=\"auto\">"_s.arg(name) + text.toHtmlEscaped() + u"</p>\n"_s;
}

} // namespace

void HtmlWriter::writeBegin()
{
    const QString title = ExportWords::title(m_header.project.name).toHtmlEscaped();
    put(u"<!DOCTYPE html>\n<html lang=\"%1\">\n<head>\n<meta charset=\"utf-8\">\n"_s.arg(
        QLocale().bcp47Name().toHtmlEscaped()));
    put(u"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'; img-src data:\">\n"_s);
    put(u"<meta name=\"referrer\" content=\"no-referrer\">\n"_s);
    put(u"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"_s);
    put(u"<meta name=\"generator\" content=\"Confab %1\">\n"_s.arg(QLatin1String(CONFAB_VERSION)));
    put(u"<title>"_s + title + u"</title>\n<style>"_s + QLatin1String(style) +
        u"</style>\n</head>\n<body>\n"_s);
    put(u"<header>\n<h1 dir=\"auto\">"_s + title + u"</h1>\n"_s);
    put(paragraph(u"facts"_s, ExportWords::exported(m_header.at, m_header.zone, m_header.chosen)));
    put(u"</header>\n"_s);
}

void HtmlWriter::writeConversation(const ExportedConversation &conversation)
{
    m_day = {};
    m_message = 0;
    put(u"<article id=\"c%1\">\n<h2 dir=\"auto\">"_s.arg(++m_conversation) +
        ExportWords::name(conversation.conversation).toHtmlEscaped() + u"</h2>\n"_s);
    put(paragraph(u"facts"_s, ExportWords::facts(conversation, m_header.zone).join(u" · "_s)));
    for (const QString &note : ExportWords::notes(conversation))
        put(paragraph(u"note"_s, note));
    Sources sources;
    for (const ExportedSource &source : conversation.sources)
        sources.insert(source.id, &source);
    for (const ExportedMessage &message : conversation.messages) {
        ++m_message;
        writeDay(message.message.createdAt);
        said(false, message, sources);
        said(true, message, sources);
    }
    put(u"</article>\n"_s);
}

void HtmlWriter::writeDay(const QDateTime &moment)
{
    const QDate day = localDay(moment, m_header.zone);
    if (!day.isValid() || day == m_day)
        return;
    m_day = day;
    put(u"<h3 dir=\"auto\">"_s + QLocale().toString(day, QLocale::LongFormat).toHtmlEscaped() + u"</h3>\n"_s);
}

QString HtmlWriter::time(const QDateTime &moment) const
{
    const QString shown = ExportWords::moment(moment, m_header.zone).toHtmlEscaped();
    if (!moment.isValid())
        return shown;
    return u"<time datetime=\""_s + moment.toUTC().toString(Qt::ISODateWithMs) + u"\">"_s + shown +
           u"</time>"_s;
}

void HtmlWriter::said(bool agent, const ExportedMessage &message, const Sources &sources)
{
    const Message &of = message.message;
    const QString anchor = u"c%1-m%2-"_s.arg(m_conversation).arg(m_message);
    QStringList more = agent ? ExportWords::details(of) : QStringList();
    if (!agent && m_options.personalData)
        more = ExportWords::personal(of);
    QString head = ExportWords::sender(agent).toHtmlEscaped() + u" · "_s + time(of.createdAt);
    for (const QString &each : std::as_const(more))
        head += u" · "_s + each.toHtmlEscaped();
    put(u"<div class=\"bubble %1\">\n<p class=\"head\" dir=\"auto\">"_s.arg(agent ? u"agent"_s
                                                                                  : u"visitor"_s) +
        head + u"</p>\n"_s);
    const QString &text = agent ? of.answer : of.question;
    auto html = std::make_unique<MarkupHtml>(anchor);
    if (!agent || !readAnswer(text, of.citations, *html)) {
        html = std::make_unique<MarkupHtml>(anchor);
        readPlain(text, *html);
    }
    put(html->html().isEmpty() ? paragraph(u"facts"_s, ExportWords::nothing(agent)) : html->html());
    if (agent)
        writeSources(of, anchor, sources);
    put(u"</div>\n"_s);
}

void HtmlWriter::writeSources(const Message &message, const QString &anchor, const Sources &sources)
{
    if (message.citations.isEmpty())
        return;
    put(paragraph(u"head"_s, ExportWords::sourcesHeading()) + u"<ol class=\"sources\">\n"_s);
    int number = 0;
    for (const CitationId id : message.citations) {
        const ExportedSource *known = sources.value(id);
        const ExportedSource source = known ? *known : unknownSource(id);
        const QString name = ExportWords::source(source).toHtmlEscaped();
        const QUrl address = linkableAddress(QString::fromLatin1(source.address.toEncoded()));
        put(u"<li id=\"%1%2\" dir=\"auto\">"_s.arg(anchor).arg(++number));
        put(address.isEmpty() ? name : MarkupHtml::linkTag(address) + name + u"</a>"_s);
        put(u"</li>\n"_s);
    }
    put(u"</ol>\n"_s);
}

void HtmlWriter::writeEnd(const QList<LeftOut> &leftOut)
{
    put(u"<footer>\n"_s + paragraph(u"facts"_s, ExportWords::summary(counts())));
    if (!leftOut.isEmpty()) {
        put(paragraph(u"note"_s, ExportWords::leftOutHeading() + u':') + u"<ul>\n"_s);
        for (const LeftOut &each : leftOut)
            put(u"<li dir=\"auto\">"_s + ExportWords::leftOut(each).toHtmlEscaped() + u"</li>\n"_s);
        put(u"</ul>\n"_s);
    }
    put(u"</footer>\n</body>\n</html>\n"_s);
}

} // namespace confab
