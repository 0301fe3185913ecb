// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/exportwords.h"

#include "core/text.h"

#include <cstdlib>

using namespace Qt::StringLiterals;

namespace confab {

QString ExportWords::moment(const QDateTime &moment, const QTimeZone &zone)
{
    if (!moment.isValid())
        return tr("at a time that is not known");
    const QDateTime local = moment.toTimeZone(zone.isValid() ? zone : QTimeZone::utc());
    const int minutes = local.offsetFromUtc() / 60;
    const QString offset = u"UTC%1%2:%3"_s.arg(QChar(minutes < 0 ? u'-' : u'+'))
                               .arg(std::abs(minutes) / 60, 2, 10, QChar(u'0'))
                               .arg(std::abs(minutes) % 60, 2, 10, QChar(u'0'));
    return local.toString(u"yyyy-MM-dd HH:mm:ss "_s) + offset;
}

QString ExportWords::title(const QString &project)
{
    const QString clean = text::cleanLine(project);
    return clean.isEmpty() ? tr("Conversations") : tr("Conversations of %1", "a project").arg(clean);
}

QString ExportWords::name(const Conversation &conversation)
{
    const QString clean = text::cleanLine(conversation.name);
    if (!clean.isEmpty())
        return clean;
    return tr("Conversation %1")
        .arg(conversation.id.isValid() ? conversation.id.toString() : conversation.session.toString());
}

QString ExportWords::sender(bool agent)
{
    return agent ? tr("Agent") : tr("Visitor");
}

QString ExportWords::nothing(bool agent)
{
    return agent ? tr("No answer") : tr("No text");
}

QString ExportWords::messages(qint64 count)
{
    return count == 1 ? tr("1 message") : tr("%L1 messages").arg(count);
}

QString ExportWords::conversations(qint64 count)
{
    return count == 1 ? tr("1 conversation") : tr("%L1 conversations").arg(count);
}

QString ExportWords::image(const QString &words, const QString &address)
{
    const QString clean = text::cleanLine(words);
    const QString what = clean.isEmpty() ? tr("Image") : tr("Image: %1").arg(clean);
    const QString shown = text::cleanLine(address);
    return shown.isEmpty() ? what : what + u" ("_s + shown + u')';
}

QString ExportWords::source(const ExportedSource &source)
{
    const QString title = text::cleanLine(source.title);
    switch (source.state) {
    case ExportedSource::State::Known:
        if (!title.isEmpty())
            return title;
        return source.address.isEmpty() ? tr("Source %1").arg(source.id.toString())
                                        : text::cleanLine(source.address.toString(QUrl::FullyEncoded));
    case ExportedSource::State::Removed:
        return tr("Source %1, which was removed").arg(source.id.toString());
    case ExportedSource::State::NotLookedUp:
        return tr("Source %1, whose title was not looked up").arg(source.id.toString());
    }
    return {};
}

QString ExportWords::sourcesHeading()
{
    return tr("Sources");
}

QString ExportWords::leftOutHeading()
{
    return tr("Not in this file");
}

QString ExportWords::leftOut(const LeftOut &leftOut)
{
    const Conversation &of = leftOut.conversation;
    const QString id = of.id.isValid() ? of.id.toString() : of.session.toString();
    return tr("%1 (%2): %3", "a conversation, its id and why it is missing")
        .arg(name(of), text::cleanLine(id), text::cleanLine(leftOut.reason));
}

QString ExportWords::exported(const QDateTime &at, const QTimeZone &zone, qint64 chosen)
{
    return tr("Exported by Confab on %1. Chosen: %2.", "a moment; 12 conversations")
        .arg(moment(at, zone), conversations(chosen));
}

QString ExportWords::summary(const ExportCounts &counts)
{
    return tr("In this file: %1, %2", "12 conversations; 340 messages")
        .arg(conversations(counts.conversations), messages(counts.messages));
}

QStringList ExportWords::facts(const ExportedConversation &conversation, const QTimeZone &zone)
{
    const Conversation &of = conversation.conversation;
    QStringList facts;
    if (of.id.isValid())
        facts << tr("Conversation %1").arg(of.id.toString());
    facts << messages(conversation.messages.size());
    if (of.createdAt.isValid())
        facts << tr("created %1", "a moment").arg(moment(of.createdAt, zone));
    facts << (conversation.fromArchive ? tr("from the local archive as of %1", "a moment")
                                       : tr("as of %1", "a moment"))
                 .arg(moment(conversation.asOf, zone));
    return facts;
}

QStringList ExportWords::notes(const ExportedConversation &conversation)
{
    QStringList notes;
    if (conversation.removed)
        notes << tr("This conversation is no longer on the server.");
    if (conversation.missing == 1)
        notes << tr("1 message of it is missing here.");
    else if (conversation.missing > 1)
        notes << tr("%L1 messages of it are missing here.").arg(conversation.missing);
    return notes;
}

QStringList ExportWords::details(const Message &message)
{
    QStringList details;
    if (message.reaction == Reaction::Liked)
        details << tr("Liked");
    if (message.reaction == Reaction::Disliked)
        details << tr("Disliked");
    const QString origin = text::cleanLine(message.requestSource);
    if (!origin.isEmpty())
        details << tr("by %1", "where a question came from: web, api, livechat").arg(origin);
    return details;
}

QStringList ExportWords::personal(const Message &message)
{
    QStringList words;
    const QString ip = text::cleanLine(message.userIp);
    const QString agent = text::cleanLine(message.userAgent);
    if (!ip.isEmpty())
        words << tr("IP address %1").arg(ip);
    if (!agent.isEmpty())
        words << tr("User agent %1").arg(agent);
    return words;
}

} // namespace confab
