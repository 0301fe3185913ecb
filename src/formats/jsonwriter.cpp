// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/jsonwriter.h"

#include "core/version.h"
#include "formats/rawtext.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

/// Controls, what ends a line for some readers, and the byte order mark, which some take out of a text.
bool isEscaped(char16_t c)
{
    return c < 0x20 || c == 0x7F || c == 0x2028 || c == 0x2029 || c == 0xFEFF;
}

QByteArray quoted(const QString &raw)
{
    QString text;
    text.reserve(raw.size() + 2);
    text += u'"';
    for (const QChar c : rawtext::valid(raw)) {
        switch (c.unicode()) {
        case u'"':
            text += u"\\\""_s;
            break;
        case u'\\':
            text += u"\\\\"_s;
            break;
        case u'\n':
            text += u"\\n"_s;
            break;
        case u'\r':
            text += u"\\r"_s;
            break;
        case u'\t':
            text += u"\\t"_s;
            break;
        default:
            if (isEscaped(c.unicode()))
                text += u"\\u%1"_s.arg(c.unicode(), 4, 16, QChar(u'0'));
            else
                text += c;
        }
    }
    return (text + u'"').toUtf8();
}

QString idText(qint64 id)
{
    return id > 0 ? QString::number(id) : QString();
}

const char *stateOf(ExportedSource::State state)
{
    switch (state) {
    case ExportedSource::State::Known:
        return "known";
    case ExportedSource::State::Removed:
        return "removed";
    case ExportedSource::State::NotLookedUp:
        break;
    }
    return "not_looked_up";
}

} // namespace

// --- The form ---

void JsonWriter::next(const char *key)
{
    if (!m_empty.isEmpty() && !std::exchange(m_empty.last(), false))
        put(QByteArrayLiteral(","));
    if (!m_empty.isEmpty())
        put('\n' + QByteArray(m_empty.size(), ' '));
    if (key)
        put('"' + QByteArray(key) + "\": ");
}

void JsonWriter::begin(const char *key, char bracket)
{
    next(key);
    put(QByteArray(1, bracket));
    m_empty.append(true);
}

void JsonWriter::end(char bracket)
{
    if (!m_empty.takeLast())
        put('\n' + QByteArray(m_empty.size(), ' '));
    put(QByteArray(1, bracket));
}

void JsonWriter::member(const char *key, const QByteArray &value)
{
    next(key);
    put(value);
}

void JsonWriter::text(const char *key, const QString &value)
{
    member(key, value.isEmpty() ? QByteArrayLiteral("null") : quoted(value));
}

// --- What is in it ---

void JsonWriter::writeBegin()
{
    begin(nullptr, '{');
    text("schema", u"confab-export"_s);
    number("version", schemaVersion);
    text("generator", u"Confab "_s + QLatin1String(CONFAB_VERSION));
    text("exported_at", rawtext::moment(m_header.at));
    text("server", m_header.server.toString(QUrl::FullyEncoded | QUrl::RemoveUserInfo));
    begin("project", '{');
    text("id", m_header.project.id.toString());
    text("name", m_header.project.name);
    end('}');
    begin("conversations", '[');
}

void JsonWriter::names(const Conversation &conversation)
{
    text("id", idText(conversation.id.value));
    text("session_id", conversation.session.toString());
    text("name", conversation.name);
}

void JsonWriter::writeConversation(const ExportedConversation &conversation)
{
    const Conversation &of = conversation.conversation;
    begin(nullptr, '{');
    names(of);
    text("created_by", of.createdBy ? QString::number(*of.createdBy) : QString());
    text("created_at", rawtext::moment(of.createdAt));
    text("updated_at", rawtext::moment(of.updatedAt));
    text("as_of", rawtext::moment(conversation.asOf));
    flag("from_archive", conversation.fromArchive);
    flag("removed_from_server", conversation.removed);
    number("messages_missing", conversation.missing);
    begin("messages", '[');
    for (const ExportedMessage &each : conversation.messages)
        writeMessage(each);
    end(']');
    begin("sources", '[');
    for (const ExportedSource &each : conversation.sources)
        writeSource(each);
    end(']');
    end('}');
}

void JsonWriter::writeMessage(const ExportedMessage &message)
{
    const Message &of = message.message;
    begin(nullptr, '{');
    text("id", idText(of.id.value));
    text("created_at", rawtext::moment(of.createdAt));
    text("question", of.question);
    text("answer", of.answer);
    text("language", message.language);
    text("reaction", rawtext::reaction(of.reaction));
    text("origin", of.requestSource);
    text("external_id", of.externalId);
    begin("source_ids", '[');
    for (const CitationId id : of.citations)
        member(nullptr, quoted(id.toString()));
    end(']');
    if (m_options.personalData) {
        text("user_ip", of.userIp);
        text("user_agent", of.userAgent);
    }
    end('}');
}

void JsonWriter::writeSource(const ExportedSource &source)
{
    begin(nullptr, '{');
    text("id", source.id.toString());
    text("state", QLatin1String(stateOf(source.state)));
    text("title", source.title);
    text("description", source.description);
    text("address", source.address.toString(QUrl::FullyEncoded));
    end('}');
}

void JsonWriter::writeEnd(const QList<LeftOut> &leftOut)
{
    end(']');
    begin("left_out", '[');
    for (const LeftOut &each : leftOut) {
        begin(nullptr, '{');
        names(each.conversation);
        text("reason", each.reason);
        end('}');
    }
    end(']');
    begin("counts", '{');
    number("conversations", counts().conversations);
    number("messages", counts().messages);
    number("left_out", leftOut.size());
    end('}');
    end('}');
    put(QByteArrayLiteral("\n"));
}

} // namespace confab
