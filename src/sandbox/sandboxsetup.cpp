// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/sandboxsetup.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

using Kind = SandboxFault::Kind;
using Unusable = tl::unexpected<QString>;

struct FaultWord
{
    const char *word;
    Kind kind;
};

// A redirect goes to a port of this computer where nobody listens, and is not followed anyway.
constexpr char elsewhere[] = "http://127.0.0.1:9/";

/// The calls that are answered by a stream; any other one has nothing that these words could spoil.
constexpr QLatin1String ofStreams("stream-");
constexpr char streamCalls[] = "^POST [^?]*/messages(\\?|$)";

constexpr FaultWord faultWords[]{
    {"drop", Kind::DropConnection},
    {"truncate", Kind::TruncateBody},
    {"cut", Kind::CutChunked},
    {"gateway", Kind::Html502},
    {"portal", Kind::Html200},
    {"error-in-200", Kind::StatusErrorIn200},
    {"data-string", Kind::DataIsString},
    {"data-array", Kind::DataIsEmptyArray},
    {"data-null", Kind::DataIsNull},
    {"utf8", Kind::InvalidUtf8},
    {"huge", Kind::HugeBody},
    {"deep", Kind::DeepNesting},
    {"redirect", Kind::RedirectOtherHost},
    {"hang", Kind::Hang},
    {"hang-half", Kind::HangMidBody},
    {"throttle", Kind::Throttle},
    {"credits", Kind::CreditsExhausted},
    {"empty", Kind::EmptyBody},
    {"not-deleted", Kind::DeletedFalse},
    {"stream-error", Kind::MidStreamError},
    {"stream-cut", Kind::CutStream},
    {"stream-unfinished", Kind::StreamWithoutFinish},
    {"stream-held", Kind::HoldStream},
    {"stream-bytewise", Kind::StreamBytewise},
    {"stream-crlf", Kind::StreamCrLf},
    {"stream-noise", Kind::StreamNoise},
    {"stream-unnamed", Kind::StreamWithoutNames},
    {"stream-json", Kind::StreamAsJson},
};

struct NumberWord
{
    const char *word;
    int most;
    void (*set)(SandboxOptions &options, int value);
};

const NumberWord numberWords[]{
    {"conversations", 100'000, [](SandboxOptions &options, int value) { options.conversations = value; }},
    {"longest", 10'000, [](SandboxOptions &options, int value) { options.longestMessages = value; }},
    {"latency", 600'000,
     [](SandboxOptions &options, int value) { options.latency = std::chrono::milliseconds(value); }},
    {"limit", 1'000'000, [](SandboxOptions &options, int value) { options.callsPerMinute = value; }},
    {"seed", 1'000'000'000,
     [](SandboxOptions &options, int value) { options.seed = static_cast<quint32>(value); }},
};

QString allFaultWords()
{
    QStringList words;
    for (const FaultWord &each : faultWords)
        words << QString::fromLatin1(each.word);
    return words.join(u", "_s);
}

/// KIND or an HTTP status from 400 to 599, then perhaps ":STRIKES/OF", then perhaps "@METHOD".
tl::expected<SandboxFault, QString> readFault(const QString &value)
{
    static const QRegularExpression shape(
        u"^([a-z0-9-]+)(?::([1-9]\\d{0,5})/([1-9]\\d{0,5}))?(?:@(GET|POST|PUT|DELETE))?$"_s);
    const auto parts = shape.match(value);
    if (!parts.hasMatch())
        return Unusable(u"fault= takes a kind, as in drop, drop:1/10 or 500:1/3@DELETE"_s);
    SandboxFault fault;
    const QString word = parts.captured(1);
    const auto known =
        std::find_if(std::begin(faultWords), std::end(faultWords),
                     [&word](const FaultWord &each) { return word == QLatin1String(each.word); });
    if (known != std::end(faultWords)) {
        fault.kind = known->kind;
    } else {
        fault.status = word.toInt();
        if (fault.status < 400 || fault.status > 599)
            return Unusable(u"fault= knows an HTTP status from 400 to 599, "_s + allFaultWords());
    }
    if (fault.kind == Kind::RedirectOtherHost)
        fault.location = QUrl(QString::fromLatin1(elsewhere));
    if (parts.hasCaptured(2)) {
        fault.strikes = parts.captured(2).toInt();
        fault.outOf = parts.captured(3).toInt();
        if (fault.strikes > fault.outOf)
            return Unusable(u"fault= strikes at most as often as it is asked: %1"_s.arg(value));
    }
    if (parts.hasCaptured(4))
        fault.match = u'^' + parts.captured(4) + u' ';
    if (word.startsWith(ofStreams)) {
        if (parts.hasCaptured(4) && parts.captured(4) != "POST"_L1)
            return Unusable(u"fault=%1 is of answers to questions, which are POST"_s.arg(word));
        fault.match = QString::fromLatin1(streamCalls);
    }
    return fault;
}

QString readNumber(const QString &word, const QString &value, SandboxOptions &options)
{
    const auto known =
        std::find_if(std::begin(numberWords), std::end(numberWords),
                     [&word](const NumberWord &each) { return word == QLatin1String(each.word); });
    if (known == std::end(numberWords))
        return u"there is no \"%1\""_s.arg(word);
    bool isNumber = false;
    const int number = value.toInt(&isNumber);
    if (!isNumber || number < 0 || number > known->most)
        return u"%1= takes a whole number from 0 to %2"_s.arg(word).arg(known->most);
    known->set(options, number);
    return {};
}

} // namespace

tl::expected<SandboxSetup, QString> SandboxSetup::parse(const QString &words, const SandboxOptions &standard)
{
    SandboxSetup setup{standard, {}};
    for (const QString &entry : words.split(u',', Qt::SkipEmptyParts)) {
        const QString word = entry.section(u'=', 0, 0).trimmed();
        const QString value = entry.section(u'=', 1).trimmed();
        if (word == "fault"_L1) {
            const auto fault = readFault(value);
            if (!fault)
                return Unusable(fault.error());
            setup.faults.append(*fault);
        } else if (const QString wrong = readNumber(word, value, setup.options); !wrong.isEmpty()) {
            return Unusable(wrong);
        }
    }
    return setup;
}

} // namespace confab
