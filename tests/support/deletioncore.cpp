// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the program that deletes, as a process that a test can kill.
// deletioncore ADDRESS KEY FOLDER PROJECT delete (SESSION NAME)… | retry
#include "api/rategovernor.h"
#include "api/restchatapi.h"
#include "core/clock.h"
#include "services/deletionjournal.h"
#include "services/deletionlog.h"
#include "services/deletionservice.h"

#include <QCoreApplication>
#include <QNetworkAccessManager>

#include <memory>

using namespace confab;

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    if (arguments.size() < 6)
        return 2;
    const QUrl server(arguments[1]);
    const ProjectId project{arguments[4].toLongLong()};
    SystemClock clock;
    RateGovernor governor(clock);
    RestChatApi api(governor, clock, [] { return std::make_unique<QNetworkAccessManager>(); }, {});
    api.setCredentials({server, ApiKey::fromInput(arguments[2]).value_or(ApiKey())});
    DeletionJournal journal(arguments[3] + QStringLiteral("/deletions.jsonl"));
    DeletionLog log(arguments[3] + QStringLiteral("/deletion-log.jsonl"));
    DeletionService service(api, journal, log, clock);
    service.setAccount({server, 1});
    bool clean = true;
    QObject::connect(&service, &DeletionService::finished, &app, [&](const DeletionReport &report) {
        clean = clean && report.isClean();
        if (!service.isRunning())
            QCoreApplication::exit(clean ? 0 : 1);
    });
    if (arguments[5] == QStringLiteral("delete")) {
        QList<Conversation> chosen;
        for (qsizetype i = 6; i + 1 < arguments.size(); i += 2) {
            Conversation conversation;
            conversation.project = project;
            conversation.session = SessionId(arguments[i]);
            conversation.name = arguments[i + 1];
            chosen.append(conversation);
        }
        service.remove(project, chosen);
        service.commitWaiting();
    } else {
        const QList<DeletionReport> left = service.leftovers();
        if (left.isEmpty())
            return 3;
        for (const DeletionReport &report : left)
            service.retry(report);
    }
    return QCoreApplication::exec();
}
