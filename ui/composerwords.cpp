// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/composerwords.h"

#include "ui/errortext.h"

#include <QCoreApplication>
#include <QLocale>

namespace confab {

using namespace Qt::StringLiterals;
using NoteWay = ComposerNote::Way;
using NoteWords = ComposerNote::Words;

namespace {

class Tell
{
    Q_DECLARE_TR_FUNCTIONS(Composer)

public:
    [[nodiscard]] static NoteWords trouble(const Answer &answer);
    [[nodiscard]] static NoteWords missing(const Answer &answer);
    [[nodiscard]] static NoteWords notStarted(const Error &error);
    [[nodiscard]] static NoteWords creditsExhausted(const Usage &usage);
    [[nodiscard]] static NoteWords somebodyElses(bool visitor);
    [[nodiscard]] static NoteWords notReady();
};

QString joined(const QString &first, const QString &second)
{
    return second.isEmpty() ? first : first + u' ' + second;
}

NoteWords Tell::trouble(const Answer &answer)
{
    switch (answer.phase) {
    case Answer::Phase::Unknown:
        return {tr("The connection was closed before the answer to your question came. What became of it "
                   "shows when the messages have been read."),
                {},
                true};
    case Answer::Phase::Looking:
        return {tr("Reading the messages to see what became of your question…"), {}, true};
    case Answer::Phase::LookFailed:
        return {joined(tr("The answer broke off, and the messages could not be read to see whether the "
                          "service has your question."),
                       errorCause(answer.error)),
                {NoteWay::LookAgain, NoteWay::CopyDetails},
                true};
    case Answer::Phase::Missing:
        return missing(answer);
    case Answer::Phase::Refused: {
        const ErrorText words = errorText(Operation::SendMessage, answer.error);
        return {joined(words.sentence, words.hint),
                {NoteWay::SendAgain, NoteWay::Edit, NoteWay::CopyDetails},
                true};
    }
    case Answer::Phase::Sending:
    case Answer::Phase::Answering:
    case Answer::Phase::Fetching:
    case Answer::Phase::Stopped:
        break;
    }
    return {};
}

NoteWords Tell::missing(const Answer &answer)
{
    QString what;
    if (answer.error.kind == ErrorKind::Cancelled)
        what = tr("It was stopped before the service had said anything.");
    else if (!answer.error.serverMessage.isEmpty())
        what = joined(answer.record.answer.isEmpty() ? tr("No answer came:")
                                                     : tr("The service broke the answer off:"),
                      serverSentence(answer.error.serverMessage));
    else if (answer.record.answer.isEmpty())
        what = tr("No answer came.");
    else
        what = tr("The answer broke off.");
    return {joined(what, tr("The messages were read again, and your question is not among the newest.")),
            {NoteWay::SendAgain, NoteWay::LookAgain, NoteWay::Edit},
            true};
}

NoteWords Tell::notStarted(const Error &error)
{
    const ErrorText words = errorText(Operation::CreateConversation, error);
    return {joined(joined(words.sentence, words.hint), tr("Your question was not sent.")), {}, true};
}

NoteWords Tell::creditsExhausted(const Usage &usage)
{
    return {
        tr("All %L1 queries of this billing cycle are used: a question would not be answered. They return "
           "with the next cycle, or with a larger plan.")
            .arg(usage.maxQueries),
        {},
        true};
}

NoteWords Tell::somebodyElses(bool visitor)
{
    return {visitor
                ? tr("A visitor began this conversation. What you send becomes part of the visitor's "
                     "thread.")
                : tr("Somebody else began this conversation. What you send becomes part of their thread."),
            {},
            false};
}

NoteWords Tell::notReady()
{
    return {tr("This project is not ready to answer yet."), {}, true};
}

} // namespace

bool areCreditsExhausted(const Usage &usage)
{
    return usage.maxQueries > 0 && usage.currentQueries >= usage.maxQueries;
}

NoteWords composerWords(const ComposerSituation &situation)
{
    if (situation.trouble)
        return Tell::trouble(*situation.trouble);
    if (situation.notStarted)
        return Tell::notStarted(*situation.notStarted);
    if (!situation.projectReady)
        return Tell::notReady();
    if (areCreditsExhausted(situation.usage))
        return Tell::creditsExhausted(situation.usage);
    const bool own = situation.createdBy && situation.me > 0 && *situation.createdBy == situation.me;
    if (!situation.newConversation && !situation.hasSpoken && !own)
        return Tell::somebodyElses(!situation.createdBy);
    return {};
}

} // namespace confab
