// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/rategovernor.h"
#include "api/restchatapi.h"
#include "app/commandline.h"
#include "app/logredaction.h"
#include "app/sandboxmode.h"
#include "app/screenshot.h"
#include "app/startup.h"
#include "core/clock.h"
#include "core/version.h"
#include "secrets/keychainsecretstore.h"
#include "services/workspace.h"
#include "ui/mainwindow.h"

#include <QApplication>
#include <QNetworkAccessManager>
#include <QTextStream>

using namespace confab;

namespace {

ExitCode printUsageError(const QString &reason)
{
    QTextStream(stderr) << "confab: " << reason << " (see confab --help)\n";
    return ExitUsage;
}

/// The key and server that automation gives by the environment; an empty key where it gives none.
Result<Credentials> fromEnvironment(const QUrl &remembered, const CommandLine &line)
{
    Credentials given{line.baseUrl.isEmpty() ? remembered : line.baseUrl, {}};
    const QString address = qEnvironmentVariable("CONFAB_BASE_URL");
    if (line.baseUrl.isEmpty() && !address.isEmpty()) {
        const Result<QUrl> checked = serverAddress(address);
        if (!checked)
            return failure(ErrorKind::Refused, QStringLiteral("CONFAB_BASE_URL: ") + checked.error().detail);
        given.baseUrl = *checked;
    }
    const QString key = qEnvironmentVariable("CONFAB_TOKEN");
    if (!key.isEmpty()) {
        const Result<ApiKey> checked = ApiKey::fromInput(key);
        if (!checked)
            return failure(ErrorKind::Refused, QStringLiteral("CONFAB_TOKEN: ") + checked.error().detail);
        given.key = *checked;
    }
    return given;
}

ExitCode startSandbox(SandboxMode &sandbox)
{
    const QString wrong = sandbox.setUp(qEnvironmentVariable("CONFAB_SANDBOX"));
    if (!wrong.isEmpty())
        return printUsageError(QStringLiteral("CONFAB_SANDBOX: ") + wrong);
    if (sandbox.start())
        return ExitOk;
    QTextStream(stderr) << "confab: the sandbox did not start: " << sandbox.errorString() << '\n';
    return ExitFailed;
}

} // namespace

int main(int argc, char *argv[])
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    const auto parsed = CommandLine::parse(arguments);
    if (!parsed)
        return printUsageError(parsed.error());
    const CommandLine line = *parsed;
    if (line.help || line.version) {
        QTextStream(stdout) << (line.help ? CommandLine::helpText()
                                          : QStringLiteral("Confab " CONFAB_VERSION "\n"));
        return ExitOk;
    }

    installLogRedaction();
    exitOnFatal(ExitFailed); // there may be no display
    QApplication application(argc, argv);
    exitOnFatal(0);
    const Startup startup(application);

    SandboxMode sandbox;
    if (line.sandbox) {
        if (const ExitCode code = startSandbox(sandbox); code != ExitOk)
            return code;
    }

    // The sandbox keeps its settings apart, so that trying it out changes nothing of the person's own.
    Settings settings(line.sandbox && line.profile.isEmpty() ? QStringLiteral("sandbox") : line.profile);
    const Result<Credentials> given = fromEnvironment(settings.serverAddress(), line);
    if (!given)
        return printUsageError(given.error().detail);
    qunsetenv("CONFAB_TOKEN"); // not for the browser that a link opens

    SystemClock clock;
    RateGovernor governor(clock);
    RestChatApi api(governor, clock, [] { return std::make_unique<QNetworkAccessManager>(); });
    QObject::connect(&api, &RestChatApi::keyInUse, &hideFromLog);
    KeychainSecretStore secrets(settings.profile());
    Workspace workspace(api, secrets, settings, clock);
    workspace.preferProject(line.project);
    if (line.sandbox)
        workspace.archive().assumeConsent(QUrl(QStringLiteral("https://sandbox.invalid")));

    MainWindow window(workspace);
    Screenshot screenshot(window, workspace.citations(), clock, line.screenshot);
    window.show();

    if (line.sandbox)
        workspace.session().useForThisRun(sandbox.credentials());
    else if (!given->key.isEmpty())
        workspace.session().useForThisRun(*given);
    else
        window.start(given->baseUrl);
    return QApplication::exec();
}
