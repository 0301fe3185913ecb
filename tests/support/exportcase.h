// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/exportwriter.h"
#include "support/hostile.h"

#include <QBuffer>
#include <QProcess>
#include <QTest>

#include <limits>

/// What the tests of the export's writers have in common.
namespace confab::exportcase {

using namespace Qt::StringLiterals;

inline const QList<ExportFormat> formats{ExportFormat::Html, ExportFormat::Markdown, ExportFormat::PlainText,
                                         ExportFormat::Csv, ExportFormat::Json};

inline QDateTime moment(int minute)
{
    return QDateTime(QDate(2026, 3, 1), QTime(9, 0, 7), Qt::UTC).addSecs(qint64(minute) * 60);
}

/// A disk that is full after so many bytes: it takes what fits and says so.
class FullDevice : public QBuffer
{
public:
    explicit FullDevice(qint64 room) : m_room(room) { open(QIODevice::WriteOnly); }

protected:
    qint64 writeData(const char *data, qint64 size) override
    {
        const qint64 taken = QBuffer::writeData(data, std::min(size, m_room));
        m_room -= taken;
        return taken;
    }

private:
    qint64 m_room;
};

inline ExportHeader header(qint64 chosen = 1, const QString &project = u"Help & Support"_s)
{
    ExportHeader header;
    header.project.id = ProjectId{7};
    header.project.name = project;
    header.server = QUrl(u"https://app.example.com/api/v1"_s);
    header.at = moment(1000);
    header.zone = QTimeZone("Europe/Berlin");
    header.chosen = chosen;
    return header;
}

inline ExportedMessage message(qint64 id, const QString &question, const QString &answer)
{
    ExportedMessage made;
    made.message.id = MessageId{id};
    made.message.question = question;
    made.message.answer = answer;
    made.message.createdAt = moment(int(id % 1000));
    return made;
}

inline ExportedConversation conversation(int number, const QString &name,
                                         const QList<ExportedMessage> &messages)
{
    ExportedConversation made;
    made.conversation.id = ConversationId{40 + number};
    made.conversation.session = SessionId(u"session-%1"_s.arg(number, 6, 10, QLatin1Char('0')));
    made.conversation.project = ProjectId{7};
    made.conversation.name = name;
    made.conversation.createdAt = moment(number);
    made.conversation.createdBy = 9;
    made.messages = messages;
    made.asOf = moment(999);
    return made;
}

/// With everything that a conversation may have, and addresses of visitors.
inline ExportedConversation rich()
{
    ExportedConversation made = conversation(
        1, u"Refund for order 88213"_s,
        {message(11, u"Where is my parcel?\nI am waiting."_s,
                 u"It left **on Monday** :cit[1/2]. See [the page](https://example.com/a?b=1&c=2)."_s),
         message(12, u"متى تصل؟"_s,
                 u"## Plan\n\n- one\n- two\n\n```sh\nls -l\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |"_s)});
    Message &first = made.messages[0].message;
    first.citations = {CitationId{501}, CitationId{502}, CitationId{503}};
    first.reaction = Reaction::Disliked;
    first.requestSource = u"livechat"_s;
    first.externalId = u"crm-17"_s;
    first.userIp = u"203.0.113.9"_s;
    first.userAgent = u"Mozilla/5.0 (Probe)"_s;
    made.messages[0].language = u"en"_s;
    made.messages[1].language = u"ar"_s;
    made.sources = {{CitationId{501}, ExportedSource::State::Known, u"Shipping <terms>"_s, u"How we send"_s,
                     QUrl(u"https://example.com/shipping?x=1&y=2"_s)},
                    {CitationId{502}, ExportedSource::State::Removed, {}, {}, {}},
                    {CitationId{503}, ExportedSource::State::NotLookedUp, {}, {}, {}}};
    return made;
}

/// Each text of the corpus as name, question, answer, title of a source, origin and external id of a
/// conversation of its own.
inline QList<ExportedConversation>
hostileConversations(qsizetype longest = std::numeric_limits<qsizetype>::max())
{
    QList<ExportedConversation> all;
    for (const hostile::Sample &sample : hostile::samples()) {
        const QString text = sample.text.left(longest);
        const int number = int(all.size()) + 1;
        ExportedConversation made = conversation(number, text, {message(1000 + number, text, text)});
        Message &of = made.messages[0].message;
        of.citations = {CitationId{number}};
        of.requestSource = of.externalId = of.userIp = of.userAgent = text;
        made.sources = {{CitationId{number}, ExportedSource::State::Known, text, text, QUrl(text)}};
        all.append(made);
    }
    return all;
}

inline QByteArray write(const ExportOptions &options, const QList<ExportedConversation> &conversations,
                        const QList<LeftOut> &leftOut = {}, const QString &project = u"Help & Support"_s)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const auto writer =
        ExportWriter::create(buffer, options, header(conversations.size() + leftOut.size(), project));
    bool good = writer->begin();
    for (const ExportedConversation &each : conversations)
        good = writer->add(each) && good;
    good = writer->end(leftOut) && good;
    if (!good)
        QTest::qFail("The file was not written", __FILE__, __LINE__);
    return buffer.data();
}

inline ExportOptions optionsFor(ExportFormat format)
{
    ExportOptions options;
    options.format = format;
    return options;
}

/// What a script of Python says of the text; an empty list of bytes where there is no Python.
inline QByteArray python(const QByteArray &script, const QByteArray &input)
{
    QProcess process;
    process.start(u"python3"_s, {u"-c"_s, QString::fromUtf8(script)});
    if (!process.waitForStarted())
        return {};
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60'000) || process.exitCode() != 0)
        QTest::qFail(process.readAllStandardError().constData(), __FILE__, __LINE__);
    return process.readAllStandardOutput();
}

} // namespace confab::exportcase
