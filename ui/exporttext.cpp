// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/exporttext.h"

#include "core/text.h"
#include "ui/errortext.h"

#include <QCoreApplication>
#include <QLocale>

namespace confab::exporttext {

using namespace Qt::StringLiterals;

namespace {

using ItemState = ExportItem::State;
using State = ExportService::State;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(ExportText)

public:
    static QString conversations(qint64 count)
    {
        return count == 1 ? tr("1 conversation") : tr("%L1 conversations").arg(count);
    }
    static QString messages(qint64 count)
    {
        return count == 1 ? tr("1 message") : tr("%L1 messages").arg(count);
    }
    /// "9 of 10 conversations"
    static QString part(qsizetype done, qsizetype all)
    {
        return done == all ? conversations(all) : tr("%L1 of %L2 conversations").arg(done).arg(all);
    }
    static QString missing(qsizetype count)
    {
        return count == 1 ? tr("1 is missing.") : tr("%L1 are missing.").arg(count);
    }

    static QString open(const ExportReport &report)
    {
        const qsizetype written = report.count(ItemState::Written);
        const qsizetype all = report.items.size();
        QStringList parts;
        if (report.cancelled)
            parts << tr("You stopped the export.");
        else if (report.reason)
            parts << tr("The export stopped: %1").arg(errorCause(*report.reason));
        parts << (written == 0 ? tr("None of the conversations could be read so far.")
                               : tr("%1 were read.", "9 of 10 conversations").arg(part(written, all)))
              << missing(all - written) << tr("Nothing is saved yet.");
        return parts.join(u' ');
    }

    static QString saved(const ExportReport &report)
    {
        const qsizetype all = report.items.size();
        const qsizetype lost = all - report.count(ItemState::Written);
        QString said = tr("%1 with %2 were saved.", "9 of 10 conversations; 12 messages")
                           .arg(part(all - lost, all), messages(report.counts.messages));
        if (report.counts.conversations == 1 && all == 1)
            said = tr("The conversation was saved, with %1.").arg(messages(report.counts.messages));
        return lost == 0 ? said : said + u' ' + missing(lost);
    }

    static QString notes(const ExportReport &report)
    {
        const auto copies =
            std::count_if(report.items.begin(), report.items.end(), [](const ExportItem &item) {
                return item.state == ItemState::Written && item.fromArchive;
            });
        QStringList parts;
        if (copies > 0)
            parts << tr("From the local archive, each marked with its time: %1.").arg(conversations(copies));
        if (report.partial() > 0)
            parts << tr("Not with all their messages: %1.").arg(conversations(report.partial()));
        if (report.sourcesNotFound > 0)
            parts << tr("Titles of sources that could not be looked up: %L1.").arg(report.sourcesNotFound);
        return parts.join(u' ');
    }
};

} // namespace

QString formatName(ExportFormat format)
{
    switch (format) {
    case ExportFormat::Html:
        return Words::tr("Web page (HTML), to read and print");
    case ExportFormat::Markdown:
        return Words::tr("Markdown");
    case ExportFormat::PlainText:
        return Words::tr("Plain text");
    case ExportFormat::Csv:
        return Words::tr("Table (CSV), one row for each message");
    case ExportFormat::Json:
        return Words::tr("Data (JSON), for programs");
    }
    return {};
}

QString name(const Conversation &conversation)
{
    const QString clean = text::cleanLine(conversation.name);
    return clean.isEmpty() ? Words::tr("Conversation %1").arg(conversation.id.toString()) : clean;
}

QString cost(int calls, bool sources)
{
    const QString base = calls == 0   ? Words::tr("Everything is in the local archive: no call for messages.")
                         : calls == 1 ? Words::tr("About 1 call for messages.")
                                      : Words::tr("About %L1 calls for messages.").arg(calls);
    return sources ? base + u' ' + Words::tr("One more for each source whose title is not known yet.") : base;
}

QString progress(const ExportProgress &progress, bool offline)
{
    const QString done = Words::tr("%L1 of %L2 conversations").arg(progress.done).arg(progress.all);
    if (offline)
        return done;
    const QString made = progress.callsMade == 1 ? Words::tr("1 call made")
                                                 : Words::tr("%L1 calls made").arg(progress.callsMade);
    const QString left = Words::tr("at least %L1 to go", "calls").arg(progress.callsLeft);
    return Words::tr("%1 · %2, %3", "9 of 10 conversations; 12 calls made; at least 3 to go")
        .arg(done, made, left);
}

QString summary(const ExportService &exports)
{
    const ExportReport &report = exports.report();
    switch (exports.state()) {
    case State::Idle:
        return {};
    case State::Reading:
        return Words::tr("Reading the conversations…");
    case State::Open:
        return Words::open(report);
    case State::Saving:
        return Words::tr("Saving the file…");
    case State::Saved: {
        const QString notes = Words::notes(report);
        return notes.isEmpty() ? Words::saved(report) : Words::saved(report) + u' ' + notes;
    }
    case State::Failed: {
        const QString why = serverSentence(exports.error().detail);
        const QString said = Words::tr("The file could not be written.");
        const QString kept = Words::tr("What stood there before is as it was.");
        return why.isEmpty() ? said + u' ' + kept : said + u' ' + why + u' ' + kept;
    }
    }
    return {};
}

QString state(const ExportItem &item)
{
    switch (item.state) {
    case ItemState::Waiting:
        return Words::tr("Not tried");
    case ItemState::Reading:
    case ItemState::Writing:
        return Words::tr("Under way");
    case ItemState::Failed:
        return Words::tr("Not read");
    case ItemState::Written:
        return Words::messages(item.messages);
    }
    return {};
}

QString why(const ExportItem &item, const ExportReport &report)
{
    QStringList parts;
    switch (item.state) {
    case ItemState::Waiting:
        return report.reason ? errorCause(*report.reason) : Words::tr("The export was stopped before it.");
    case ItemState::Failed:
        if (item.error && item.error->kind == ErrorKind::Storage)
            return Words::tr("It is not in the local archive.");
        if (item.error && item.error->kind == ErrorKind::NotFound)
            return Words::tr("It is no longer on the server.");
        if (item.error) {
            const QString own = serverSentence(item.error->serverMessage);
            return own.isEmpty() ? errorCause(*item.error) : own;
        }
        return {};
    case ItemState::Reading:
    case ItemState::Writing:
        return {};
    case ItemState::Written:
        break;
    }
    if (item.missing > 0)
        parts << Words::tr("%1 missing.").arg(Words::messages(item.missing));
    if (item.removed)
        parts << Words::tr("No longer on the server.");
    if (item.fromArchive)
        parts << (item.asOf.isValid()
                      ? Words::tr("From the local archive as of %1.")
                            .arg(QLocale().toString(item.asOf.toLocalTime(), QLocale::ShortFormat))
                      : Words::tr("From the local archive."));
    return parts.join(u' ');
}

QList<LeftOut> leftOut(const ExportReport &report)
{
    QList<LeftOut> all;
    for (const ExportItem &item : report.items) {
        if (item.state != ItemState::Written)
            all.append({item.conversation, why(item, report)});
    }
    return all;
}

QString asTable(const ExportReport &report)
{
    QStringList lines{Words::tr("Conversation") + u'\t' + Words::tr("ID") + u'\t' + Words::tr("Session") +
                      u'\t' + Words::tr("Result") + u'\t' + Words::tr("Note")};
    for (const ExportItem &item : report.items) {
        const QStringList cells{name(item.conversation), item.conversation.id.toString(),
                                item.conversation.session.toString(), state(item), why(item, report)};
        lines << cells.join(u'\t');
    }
    return lines.join(u'\n') + u'\n';
}

} // namespace confab::exporttext
