// SPDX-License-Identifier: GPL-3.0-or-later
// One of the two programs whose start is compared: "bare ROWS", a main window with a list, or "full URL KEY",
// Confab itself, or "archived URL KEY PROFILE", Confab with the archive of that profile. Prints "painted ROWS
// KIB" after the first paint of a list that has rows, and ends. KIB is the resident memory, 0 where the
// system does not tell.
#include "api/rategovernor.h"
#include "api/restchatapi.h"
#include "app/logredaction.h"
#include "app/startup.h"
#include "bench/paintwatch.h"
#include "core/clock.h"
#include "secrets/keychainsecretstore.h"
#include "services/workspace.h"
#include "ui/conversationview.h"
#include "ui/mainwindow.h"

#include <QApplication>
#include <QFile>
#include <QListView>
#include <QNetworkAccessManager>
#include <QStringListModel>
#include <QTextStream>

using namespace confab;

namespace {

int residentKib()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = status.readAll();
    const qsizetype at = text.indexOf("VmRSS:");
    return at < 0 ? 0 : text.mid(at + 6, text.indexOf("kB", at) - at - 6).trimmed().toInt();
}

void tell(const QAbstractItemView &view)
{
    QTextStream(stdout) << "painted " << view.model()->rowCount() << ' ' << residentKib() << Qt::endl;
    QCoreApplication::exit(0);
}

int bare(int &argc, char *argv[], int rows)
{
    QApplication application(argc, argv);
    QStringList texts;
    for (int row = 0; row < rows; ++row)
        texts.append(QStringLiteral("Conversation %1").arg(row));
    QStringListModel model(texts);
    QMainWindow window;
    auto *view = new QListView(&window);
    view->setModel(&model);
    window.setCentralWidget(view);
    const bench::PaintWatch watch(*view, [view] { tell(*view); });
    window.show();
    return QApplication::exec();
}

// The same as app/main.cpp does, in the same order.
int full(int &argc, char *argv[], const Credentials &credentials, const QString &profile, bool archived)
{
    installLogRedaction();
    QApplication application(argc, argv);
    const Startup startup(application);
    Settings settings(profile);
    SystemClock clock;
    RateGovernor governor(clock);
    RestChatApi api(governor, clock, [] { return std::make_unique<QNetworkAccessManager>(); });
    QObject::connect(&api, &RestChatApi::keyInUse, &hideFromLog);
    KeychainSecretStore secrets(settings.profile());
    Workspace workspace(api, secrets, settings, clock);
    QObject::connect(&workspace.archive(), &ArchiveService::consentNeeded, &workspace,
                     [&workspace, archived] { workspace.archive().setConsent(archived); });
    MainWindow window(workspace);
    auto *view = window.findChild<ConversationView *>();
    const bench::PaintWatch watch(*view, [view] { tell(*view); });
    window.show();
    workspace.session().useForThisRun(credentials);
    return QApplication::exec();
}

} // namespace

int main(int argc, char *argv[])
{
    const QByteArray kind = argc > 2 ? argv[1] : "";
    if (kind == "bare")
        return bare(argc, argv, QByteArray(argv[2]).toInt());
    const auto key = argc > 3 ? ApiKey::fromInput(QString::fromLatin1(argv[3])) : Result<ApiKey>(ApiKey());
    if (kind == "full" && argc > 3 && key)
        return full(argc, argv, {QUrl(QString::fromLatin1(argv[2])), *key}, QStringLiteral("bench"), false);
    if (kind == "archived" && argc > 4 && key)
        return full(argc, argv, {QUrl(QString::fromLatin1(argv[2])), *key}, QString::fromLatin1(argv[4]),
                    true);
    QTextStream(stderr) << "bench_startchild: bare ROWS | full URL KEY | archived URL KEY PROFILE"
                        << Qt::endl;
    return 2;
}
