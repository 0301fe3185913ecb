// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/markdowntext.h"

#include "core/entity.h"
#include "core/text.h"
#include "ui/markdownrenderer.h"

#include <QTextDocument>

#include <md4c.h>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

/// Far more than a message is shown at first; what is longer is searched so far.
constexpr qsizetype maxCharacters = 4 * 1024 * 1024;

/// Collects what the parser tells, in its own UTF-8.
struct Collector
{
    QByteArray text;
    QString address; ///< Of the image whose words are being told.
    int images = 0;  ///< Nesting.

    void lineBreak()
    {
        if (!text.isEmpty() && !text.endsWith('\n'))
            text += '\n';
    }
};

Collector &collector(void *data)
{
    return *static_cast<Collector *>(data);
}

int enterBlock(MD_BLOCKTYPE, void *, void *data)
{
    collector(data).lineBreak();
    return 0;
}

int leaveBlock(MD_BLOCKTYPE, void *, void *data)
{
    collector(data).lineBreak();
    return 0;
}

int enterSpan(MD_SPANTYPE type, void *detail, void *data)
{
    Collector &into = collector(data);
    if (type == MD_SPAN_IMG && into.images++ == 0) {
        const auto &source = static_cast<MD_SPAN_IMG_DETAIL *>(detail)->src;
        into.address = QString::fromUtf8(source.text, qsizetype(source.size));
    }
    return 0;
}

int leaveSpan(MD_SPANTYPE type, void *, void *data)
{
    if (type == MD_SPAN_IMG)
        --collector(data).images;
    return 0;
}

int addText(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *data)
{
    Collector &into = collector(data);
    switch (type) {
    case MD_TEXT_NULLCHAR:
        into.text += "\xEF\xBF\xBD";
        break;
    case MD_TEXT_BR:
    case MD_TEXT_SOFTBR:
        into.text += '\n';
        break;
    case MD_TEXT_ENTITY:
        into.text += decodedEntity(QByteArrayView(text, qsizetype(size))).toUtf8();
        break;
    default:
        // Qt's reader makes an image of each piece of an image's words.
        if (into.images > 0)
            into.text +=
                MarkdownRenderer::imageText(QString::fromUtf8(text, qsizetype(size)), into.address).toUtf8();
        else
            into.text.append(text, qsizetype(size));
        break;
    }
    return 0;
}

/// The marks of citations, which the source pass put in, become what the renderer makes of them.
QString withReferences(QString text)
{
    qsizetype start = -1;
    while ((start = text.lastIndexOf(QChar(MarkdownSource::referenceStart), start)) >= 0) {
        const qsizetype end = text.indexOf(QChar(MarkdownSource::referenceEnd), start);
        const int number = end > start ? QStringView(text).mid(start + 1, end - start - 1).toInt() : 0;
        text.replace(start, (end > start ? end + 1 : start + 1) - start,
                     number > 0 ? u'[' + QString::number(number) + u']' : QString());
        if (start == 0)
            break;
        --start;
    }
    return text;
}

} // namespace

QString markdownText(const QString &answer, const QList<CitationId> &citations)
{
    QList<qint64> ids;
    ids.reserve(citations.size());
    for (const CitationId id : citations)
        ids.append(id.value);
    MarkdownLimits limits;
    limits.characters = maxCharacters;
    limits.lines = limits.tableCells = limits.marks = limits.paragraphMarks = maxCharacters;
    const MarkdownSource source = MarkdownSource::fromAnswer(text::cleanText(answer), ids, limits);
    const QByteArray utf8 = source.text.toUtf8();
    Collector collected;
    collected.text.reserve(utf8.size());
    MD_PARSER parser{};
    parser.flags = unsigned(QTextDocument::MarkdownNoHTML | QTextDocument::MarkdownDialectGitHub);
    parser.enter_block = enterBlock;
    parser.leave_block = leaveBlock;
    parser.enter_span = enterSpan;
    parser.leave_span = leaveSpan;
    parser.text = addText;
    md_parse(utf8.constData(), MD_SIZE(utf8.size()), &parser, &collected);
    return withReferences(QString::fromUtf8(collected.text));
}

} // namespace confab
