// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/exportwriter.h"

#include "formats/csvwriter.h"
#include "formats/htmlwriter.h"
#include "formats/jsonwriter.h"
#include "formats/textwriter.h"

#include <QIODevice>

using namespace Qt::StringLiterals;

namespace confab {

std::unique_ptr<ExportWriter> ExportWriter::create(QIODevice &device, const ExportOptions &options,
                                                   const ExportHeader &header)
{
    switch (options.format) {
    case ExportFormat::Html:
        return std::make_unique<HtmlWriter>(device, options, header);
    case ExportFormat::Markdown:
    case ExportFormat::PlainText:
        return std::make_unique<TextWriter>(device, options, header);
    case ExportFormat::Csv:
        return std::make_unique<CsvWriter>(device, options, header);
    case ExportFormat::Json:
        break;
    }
    return std::make_unique<JsonWriter>(device, options, header);
}

QString ExportWriter::fileEnding(ExportFormat format)
{
    switch (format) {
    case ExportFormat::Html:
        return u"html"_s;
    case ExportFormat::Markdown:
        return u"md"_s;
    case ExportFormat::PlainText:
        return u"txt"_s;
    case ExportFormat::Csv:
        return u"csv"_s;
    case ExportFormat::Json:
        return u"json"_s;
    }
    return {};
}

bool ExportWriter::begin()
{
    writeBegin();
    return flush();
}

bool ExportWriter::add(const ExportedConversation &conversation)
{
    writeConversation(conversation);
    ++m_counts.conversations;
    m_counts.messages += conversation.messages.size();
    return flush();
}

bool ExportWriter::end(const QList<LeftOut> &leftOut)
{
    writeEnd(leftOut);
    return flush();
}

void ExportWriter::put(const QString &text)
{
    put(text.toUtf8());
}

void ExportWriter::put(const QByteArray &utf8)
{
    if (m_failed)
        return;
    m_kept += utf8;
    if (m_kept.size() > mostKept)
        flush();
}

bool ExportWriter::flush()
{
    if (!m_failed && !m_kept.isEmpty())
        m_failed = m_device.write(m_kept) != m_kept.size();
    m_kept.clear();
    return !m_failed;
}

} // namespace confab
