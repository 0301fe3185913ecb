// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/csvwriter.h"

#include "core/text.h"
#include "formats/csvcells.h"
#include "formats/rawtext.h"

using namespace Qt::StringLiterals;

namespace confab {

namespace {

QString sourcesOf(const Message &message, const ExportedConversation &conversation)
{
    QStringList lines;
    for (const CitationId id : message.citations) {
        QString line = id.toString();
        for (const ExportedSource &source : conversation.sources) {
            if (source.id != id)
                continue;
            const QString title = text::cleanLine(source.title);
            const QString address = source.address.toString(QUrl::FullyEncoded);
            line += title.isEmpty() ? QString() : u' ' + title;
            line += address.isEmpty() ? QString() : u" <"_s + address + u'>';
        }
        lines << line;
    }
    return lines.join(u'\n');
}

} // namespace

QStringList CsvWriter::columns(bool personalData)
{
    QStringList names{u"project_id"_s, u"project"_s,      u"conversation_id"_s,
                      u"session_id"_s, u"conversation"_s, u"conversation_created_at"_s,
                      u"created_by"_s, u"as_of"_s,        u"from_archive"_s,
                      u"message_id"_s, u"created_at"_s,   u"question"_s,
                      u"answer"_s,     u"language"_s,     u"reaction"_s,
                      u"origin"_s,     u"external_id"_s,  u"sources"_s};
    if (personalData)
        names << u"user_ip"_s << u"user_agent"_s;
    return names;
}

void CsvWriter::writeBegin()
{
    if (m_options.byteOrderMark)
        put(csv::byteOrderMark.toByteArray());
    row(columns(m_options.personalData));
}

void CsvWriter::writeConversation(const ExportedConversation &conversation)
{
    const Conversation &of = conversation.conversation;
    const QStringList first{m_header.project.id.toString(),
                            m_header.project.name,
                            of.id.isValid() ? of.id.toString() : QString(),
                            of.session.toString(),
                            of.name,
                            rawtext::moment(of.createdAt),
                            of.createdBy ? QString::number(*of.createdBy) : QString(),
                            rawtext::moment(conversation.asOf),
                            conversation.fromArchive ? u"true"_s : u"false"_s};
    for (const ExportedMessage &each : conversation.messages) {
        const Message &message = each.message;
        QStringList cells = first;
        cells << message.id.toString() << rawtext::moment(message.createdAt) << message.question
              << message.answer << each.language << rawtext::reaction(message.reaction)
              << message.requestSource << message.externalId << sourcesOf(message, conversation);
        if (m_options.personalData)
            cells << message.userIp << message.userAgent;
        row(cells);
    }
}

void CsvWriter::row(const QStringList &cells)
{
    put(csv::row(cells, m_options.rawCells ? csv::Cells::Raw : csv::Cells::Guarded));
}

} // namespace confab
