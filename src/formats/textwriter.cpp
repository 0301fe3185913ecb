// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/textwriter.h"

#include "core/address.h"
#include "core/text.h"
#include "core/version.h"
#include "formats/exportwords.h"

using namespace Qt::StringLiterals;

namespace confab {

namespace {

constexpr int ruleLength = 72;

} // namespace

TextWriter::TextWriter(QIODevice &device, const ExportOptions &options, const ExportHeader &header)
    : ExportWriter(device, options, header)
    , m_dialect(options.format == ExportFormat::Markdown ? MarkupLines::Dialect::Markdown
                                                         : MarkupLines::Dialect::Plain)
    , m_indent(options.format == ExportFormat::Markdown ? QString() : u"    "_s)
{
}

void TextWriter::heading(int level, const QString &text)
{
    if (m_dialect == MarkupLines::Dialect::Markdown)
        return put(QString(level, u'#') + u' ' + MarkupLines::escaped(text) + u"\n\n"_s);
    put(text + u'\n');
    if (level < 3)
        put(QString(ruleLength, level == 1 ? u'=' : u'-') + u'\n');
}

void TextWriter::line(const QString &text)
{
    if (m_dialect == MarkupLines::Dialect::Markdown)
        return put(MarkupLines::escaped(text) + u"\n\n"_s);
    put(text + u'\n');
}

void TextWriter::writeBegin()
{
    heading(1, ExportWords::title(m_header.project.name));
    line(ExportWords::exported(m_header.at, m_header.zone, m_header.chosen));
    put(u"\n"_s);
}

void TextWriter::writeConversation(const ExportedConversation &conversation)
{
    heading(2, ExportWords::name(conversation.conversation));
    line(ExportWords::facts(conversation, m_header.zone).join(u" · "_s));
    for (const QString &note : ExportWords::notes(conversation))
        line(note);
    put(u"\n"_s);
    Sources sources;
    for (const ExportedSource &source : conversation.sources)
        sources.insert(source.id, &source);
    for (const ExportedMessage &message : conversation.messages) {
        said(false, message, sources);
        said(true, message, sources);
    }
    put(u"\n"_s);
}

void TextWriter::said(bool agent, const ExportedMessage &message, const Sources &sources)
{
    const Message &of = message.message;
    QStringList head{ExportWords::sender(agent), ExportWords::moment(of.createdAt, m_header.zone)};
    if (agent)
        head += ExportWords::details(of);
    else if (m_options.personalData)
        head += ExportWords::personal(of);
    heading(3, head.join(u" · "_s));
    const QString &text = agent ? of.answer : of.question;
    MarkupLines lines(m_dialect, m_indent);
    if (!agent || !readAnswer(text, of.citations, lines))
        put(plain(text.trimmed().isEmpty() ? ExportWords::nothing(agent) : text));
    else if (const QString made = lines.take(); !made.isEmpty())
        put(made);
    else
        put(plain(ExportWords::nothing(agent)));
    put(u"\n"_s);
    if (agent)
        writeSources(of.citations, sources);
}

QString TextWriter::plain(const QString &text) const
{
    MarkupLines lines(m_dialect, m_indent);
    readPlain(text, lines);
    return lines.take();
}

void TextWriter::writeSources(const QList<CitationId> &ids, const Sources &sources)
{
    if (ids.isEmpty())
        return;
    const bool markdown = m_dialect == MarkupLines::Dialect::Markdown;
    put(markdown ? ExportWords::sourcesHeading() + u":\n\n"_s
                 : m_indent + ExportWords::sourcesHeading() + u":\n"_s);
    int number = 0;
    for (const CitationId id : ids) {
        const ExportedSource *known = sources.value(id);
        const ExportedSource source = known ? *known : unknownSource(id);
        const QString name = ExportWords::source(source);
        const QUrl address = linkableAddress(QString::fromLatin1(source.address.toEncoded()));
        ++number;
        if (!markdown) {
            const QString shown = address.toString(QUrl::FullyEncoded);
            put(m_indent + u'[' + QString::number(number) + u"] "_s + name);
            put(shown.isEmpty() || shown == name ? u"\n"_s : u" <"_s + shown + u">\n"_s);
            continue;
        }
        const QString text = MarkupLines::escaped(name);
        put(QString::number(number) + u". "_s);
        put(address.isEmpty() ? text + u'\n'
                              : u'[' + text + u"]("_s + MarkupLines::target(address) + u")\n"_s);
    }
    put(u"\n"_s);
}

void TextWriter::writeEnd(const QList<LeftOut> &leftOut)
{
    heading(2, ExportWords::summary(counts()));
    if (leftOut.isEmpty())
        return;
    line(ExportWords::leftOutHeading() + u':');
    for (const LeftOut &each : leftOut)
        line(ExportWords::leftOut(each));
}

} // namespace confab
