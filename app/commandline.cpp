// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline.h"

#include "core/apikey.h"
#include "services/settings.h"

#include <QCommandLineParser>

namespace confab {

namespace {

using Unusable = tl::unexpected<QString>;

tl::expected<CommandLine, QString> readValues(const QCommandLineParser &parser)
{
    CommandLine line;
    line.help = parser.isSet(QStringLiteral("help"));
    line.version = parser.isSet(QStringLiteral("version"));
    line.sandbox = parser.isSet(QStringLiteral("sandbox"));
    // "--profile --sandbox" has forgotten the name; it does not mean a profile that is called "--sandbox".
    for (const char *name : {"base-url", "project", "profile", "screenshot"}) {
        const QString option = QString::fromLatin1(name);
        if (parser.value(option).startsWith(QLatin1String("--")))
            return Unusable(QStringLiteral("Missing value after '--%1'").arg(option));
    }
    if (parser.isSet(QStringLiteral("base-url"))) {
        if (line.sandbox)
            return Unusable(QStringLiteral("--sandbox and --base-url exclude each other"));
        const Result<QUrl> address = serverAddress(parser.value(QStringLiteral("base-url")));
        if (!address)
            return Unusable(QStringLiteral("--base-url: ") + address.error().detail);
        line.baseUrl = *address;
    }
    if (parser.isSet(QStringLiteral("project"))) {
        bool isNumber = false;
        line.project.value = parser.value(QStringLiteral("project")).toLongLong(&isNumber);
        if (!isNumber || !line.project.isValid())
            return Unusable(QStringLiteral("--project takes the project's id, a positive whole number"));
    }
    if (parser.isSet(QStringLiteral("profile"))) {
        line.profile = parser.value(QStringLiteral("profile"));
        if (!Settings::isValidProfile(line.profile))
            return Unusable(
                QStringLiteral("--profile takes 1 to 64 letters, digits, underscores or hyphens"));
    }
    if (parser.isSet(QStringLiteral("screenshot"))) {
        line.screenshot = parser.value(QStringLiteral("screenshot"));
        if (line.screenshot.isEmpty())
            return Unusable(QStringLiteral("--screenshot takes the name of a file"));
    }
    return line;
}

} // namespace

tl::expected<CommandLine, QString> CommandLine::parse(const QStringList &arguments)
{
    QCommandLineParser parser;
    const auto value = [](const char *name) { return QString::fromLatin1(name); };
    parser.addOptions({
        {{value("h"), value("help")}, {}},
        {{value("v"), value("version")}, {}},
        {value("sandbox"), {}},
        {value("base-url"), {}, value("URL")},
        {value("project"), {}, value("ID")},
        {value("profile"), {}, value("NAME")},
        {value("screenshot"), {}, value("FILE")},
    });
    if (!parser.parse(QStringList{QStringLiteral("confab")} + arguments)) {
        QString sentence = parser.errorText();
        if (sentence.endsWith(u'.'))
            sentence.chop(1);
        return Unusable(sentence);
    }
    if (!parser.positionalArguments().isEmpty())
        return Unusable(QStringLiteral("unexpected argument: %1").arg(parser.positionalArguments().first()));
    return readValues(parser);
}

QString CommandLine::helpText()
{
    return QStringLiteral(R"(Usage: confab [options]
Browse, read, rename and delete the conversations of your CustomGPT.ai projects.

  --sandbox          open on a built-in server with sample data; no account, nothing leaves this machine
  --base-url URL     use this server for this run (https; http for this machine alone)
  --project ID       open this project
  --profile NAME     keep settings, keychain entry and window state apart under this name
  --screenshot FILE  write the window as PNG once its first load has settled, and end
  -v, --version      print the version
  -h, --help         print this

Environment:
  CONFAB_TOKEN       API key for this run; it is not stored
  CONFAB_BASE_URL    server for this run, as --base-url
  CONFAB_SANDBOX     size, latency, rate limit and faults of --sandbox, as in
                     conversations=1000,longest=240,latency=200,limit=60,seed=2,fault=drop:1/10
                     (CONTRIBUTING.md names all faults)

Exit codes:
  0  ended normally
  1  could not do what was asked (the reason is printed)
  2  the command line was not understood
)");
}

} // namespace confab
