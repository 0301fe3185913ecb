// SPDX-License-Identifier: GPL-3.0-or-later
// The way of what was said into exported files, on any bytes: Markdown without HTML and images, a page of
// known tags, JSON that reads back, cells that are no formulas, and as many headings of the file's own as it
// has.
#include "core/address.h"
#include "formats/exportwriter.h"
#include "formats/rawtext.h"

#include <QBuffer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

#include <cstdlib>
#include <md4c.h>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

void demand(bool condition)
{
    if (!condition)
        std::abort();
}

QByteArray fileOf(ExportFormat format, const QString &text)
{
    ExportHeader header;
    header.project.id = ProjectId{1};
    header.project.name = text;
    header.zone = QTimeZone::utc();
    header.chosen = 1;
    ExportedConversation one;
    one.conversation.session = SessionId(u"session-1"_s);
    one.conversation.name = text;
    ExportedMessage message;
    message.message.id = MessageId{1};
    message.message.question = message.message.answer = text;
    message.message.requestSource = message.message.externalId = text;
    message.message.citations = {CitationId{1}, CitationId{2}};
    one.messages = {message};
    one.sources = {{CitationId{1}, ExportedSource::State::Known, text, text, QUrl(text)}};
    ExportOptions options;
    options.format = format;
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const auto writer = ExportWriter::create(buffer, options, header);
    demand(writer->begin() && writer->add(one) && writer->end({}));
    return buffer.data();
}

void checkMarkdown(const QByteArray &file)
{
    int headings = 0;
    MD_PARSER parser{};
    parser.flags = MD_DIALECT_GITHUB;
    parser.enter_block = [](MD_BLOCKTYPE type, void *detail, void *data) {
        demand(type != MD_BLOCK_HTML);
        if (type == MD_BLOCK_H && static_cast<MD_BLOCK_H_DETAIL *>(detail)->level <= 3)
            ++*static_cast<int *>(data);
        return 0;
    };
    parser.leave_block = [](MD_BLOCKTYPE, void *, void *) { return 0; };
    parser.enter_span = [](MD_SPANTYPE type, void *detail, void *) {
        demand(type != MD_SPAN_IMG);
        if (type == MD_SPAN_A) {
            const auto &href = static_cast<MD_SPAN_A_DETAIL *>(detail)->href;
            const QString address = QString::fromUtf8(href.text, qsizetype(href.size));
            // Readers make mail addresses out of bare text by themselves.
            demand(!linkableAddress(address).isEmpty() || address.startsWith("mailto:"_L1));
        }
        return 0;
    };
    parser.leave_span = [](MD_SPANTYPE, void *, void *) { return 0; };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR *, MD_SIZE, void *) {
        demand(type != MD_TEXT_HTML);
        return 0;
    };
    demand(md_parse(file.constData(), MD_SIZE(file.size()), &parser, &headings) == 0);
    demand(headings == 5); // the file, the conversation, its two sides, and the counts
}

bool isTagLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

void checkHtml(const QByteArray &file)
{
    static const QSet<QByteArray> known{
        "html", "head", "meta", "title", "style",      "body",    "header", "h1",    "h2",
        "h3",   "h4",   "h5",   "h6",    "p",          "article", "div",    "ol",    "ul",
        "li",   "a",    "sup",  "time",  "blockquote", "pre",     "code",   "em",    "strong",
        "del",  "br",   "hr",   "table", "tr",         "th",      "td",     "footer"};
    const qsizetype style = file.indexOf("</style>");
    QList<QByteArray> open{"html", "head", "style"};
    for (qsizetype at = style; at >= 0; at = file.indexOf('<', at + 1)) {
        qsizetype end = at + 1;
        const bool closes = file.at(end) == '/';
        end += closes ? 1 : 0;
        const qsizetype start = end;
        while (end < file.size() && isTagLetter(file.at(end)))
            ++end;
        const QByteArray tag = file.mid(start, end - start);
        demand(known.contains(tag));
        if (closes)
            demand(!open.isEmpty() && open.takeLast() == tag);
        else if (tag != "br" && tag != "hr")
            open.append(tag);
    }
    demand(open.isEmpty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data), qsizetype(size));
    checkMarkdown(fileOf(ExportFormat::Markdown, text));
    checkHtml(fileOf(ExportFormat::Html, text));
    const QJsonObject json = QJsonDocument::fromJson(fileOf(ExportFormat::Json, text)).object();
    demand(json[u"conversations"][0][u"messages"][0][u"answer"].toString() == rawtext::valid(text));
    const QString csv = QString::fromUtf8(fileOf(ExportFormat::Csv, text));
    demand(csv.count(u'"') % 2 == 0);
    (void)fileOf(ExportFormat::PlainText, text);
    return 0;
}
