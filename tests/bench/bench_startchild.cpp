// SPDX-License-Identifier: GPL-3.0-or-later
// One of the two programs whose start is compared: "bare NAMES", a main window with a list of the names in
// that file, or "full URL KEY [NAMES]", Confab itself, which writes the names of its list into the file where
// one is given, or "archived URL KEY PROFILE", Confab with the archive of that profile. Prints "painted ROWS
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

bool writeNames(const QAbstractItemModel &model, const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return false;
    QStringList names;
    for (int row = 0; row < model.rowCount(); ++row)
        names.append(model.index(row, 0).data().toString());
    return file.write(names.join(QLatin1Char('\n')).toUtf8()) > 0;
}

int bare(int &argc, char *argv[], const QString &names)
{
    QApplication application(argc, argv);
    QFile file(names);
    if (!file.open(QIODevice::ReadOnly))
        return 1;
    QStringListModel model(QString::fromUtf8(file.readAll()).split(QLatin1Char('\n')));
    QMainWindow window;
    auto *view = new QListView(&window);
    view->setModel(&model);
    window.setCentralWidget(view);
    const bench::PaintWatch watch(*view, [view] { tell(*view); });
    window.show();
    return QApplication::exec();
}

// The same as app/main.cpp does, in the same order.
int full(int &argc, char *argv[], const Credentials &credentials, const QString &profile, bool archived,
         const QString &names = {})
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
    const bench::PaintWatch watch(*view, [view, names] {
        if (names.isEmpty() || writeNames(*view->model(), names))
            tell(*view);
    });
    window.show();
    workspace.session().useForThisRun(credentials);
    return QApplication::exec();
}

} // namespace

int main(int argc, char *argv[])
{
    const QByteArray kind = argc > 2 ? argv[1] : "";
    if (kind == "bare")
        return bare(argc, argv, QFile::decodeName(argv[2]));
    const auto key = argc > 3 ? ApiKey::fromInput(QString::fromLatin1(argv[3])) : Result<ApiKey>(ApiKey());
    if (kind == "full" && argc > 3 && key)
        return full(argc, argv, {QUrl(QString::fromLatin1(argv[2])), *key}, QStringLiteral("bench"), false,
                    argc > 4 ? QFile::decodeName(argv[4]) : QString());
    if (kind == "archived" && argc > 4 && key)
        return full(argc, argv, {QUrl(QString::fromLatin1(argv[2])), *key}, QString::fromLatin1(argv[4]),
                    true);
    QTextStream(stderr) << "bench_startchild: bare NAMES | full URL KEY [NAMES] | archived URL KEY PROFILE"
                        << Qt::endl;
    return 2;
}
