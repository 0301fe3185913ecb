// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/bench.h"

#include "api/rategovernor.h"
#include "api/restchatapi.h"
#include "archive/archive.h"
#include "core/clock.h"
#include "core/future.h"
#include "sandbox/sandboxserver.h"
#include "services/archivefeed.h"
#include "services/projectsync.h"

#include <QElapsedTimer>
#include <QFile>
#include <QNetworkAccessManager>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>

namespace confab::bench {

namespace {

double milliseconds(const QElapsedTimer &timer)
{
    return double(timer.nsecsElapsed()) / 1e6;
}

/// Tells how long the event loop was kept from its next turn.
class Heartbeat : public QObject
{
public:
    Heartbeat()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.callOnTimeout(this, [this] {
            gaps.append(milliseconds(m_since));
            m_since.start();
        });
        m_since.start();
        m_timer.start(1);
    }

    QList<double> gaps;

private:
    QTimer m_timer;
    QElapsedTimer m_since;
};

/// A service, a client and an archive, without a window.
struct SyncBench
{
    explicit SyncBench(const SandboxOptions &options) : server(options)
    {
        started = server.start();
        const auto key = ApiKey::fromInput(QString::fromLatin1(server.key()));
        api.setCredentials({server.baseUrl(), key ? *key : ApiKey()});
    }

    /// One whole sync into an empty archive; nothing where it failed.
    std::optional<double> run(QList<double> *gaps)
    {
        QTemporaryDir folder;
        Archive archive;
        ArchiveFeed feed(archive);
        const auto opening = archive.open({folder.path(), server.baseUrl(), false});
        if (!runUntil([&] { return opening.isFinished(); }) || !opening.result())
            return {};
        ProjectSync sync(api, archive, feed, clock);
        std::optional<Result<Done>> end;
        QObject::connect(&sync, &ProjectSync::finished, &sync, [&end](const auto &result) { end = result; });
        Heartbeat heart;
        QElapsedTimer timer;
        timer.start();
        sync.start(ProjectId{server.firstProject()}, {});
        if (!runUntil([&] { return end.has_value(); }, std::chrono::minutes(5)) || !*end)
            return {};
        const double took = milliseconds(timer);
        gaps->append(heart.gaps);
        return took;
    }

    /// The same pages by curl, five at once, thrown away; nothing where it failed.
    std::optional<double> curl(const QList<SandboxServer::Call> &calls) const
    {
        QTemporaryDir folder;
        QFile list(folder.filePath(QStringLiteral("urls")));
        if (!list.open(QIODevice::WriteOnly))
            return {};
        for (const auto &call : calls) {
            QUrl url = server.baseUrl();
            url.setPath(call.path);
            QByteArray query;
            for (const auto &[name, value] : call.query)
                query += (query.isEmpty() ? "?" : "&") + QUrl::toPercentEncoding(name) + '=' +
                         QUrl::toPercentEncoding(value);
            list.write("url = \"" + url.toEncoded() + query + "\"\noutput = \"/dev/null\"\n");
        }
        list.close();
        QProcess process;
        QElapsedTimer timer;
        timer.start();
        process.start(QStringLiteral("curl"),
                      {QStringLiteral("--silent"), QStringLiteral("--parallel"),
                       QStringLiteral("--parallel-max"), QStringLiteral("5"), QStringLiteral("--compressed"),
                       QStringLiteral("--header"),
                       QStringLiteral("Authorization: Bearer ") + QString::fromLatin1(server.key()),
                       QStringLiteral("--config"), list.fileName()});
        const bool ended =
            runUntil([&] { return process.state() == QProcess::NotRunning; }, std::chrono::minutes(5));
        return ended && process.exitCode() == 0 ? std::optional(milliseconds(timer)) : std::nullopt;
    }

    SystemClock clock;
    SandboxServer server;
    bool started = false;
    RateGovernor governor{clock};
    RestChatApi api{governor, clock, [] { return std::make_unique<QNetworkAccessManager>(); }};
};

void benchWay(Report &report, const Sizes &sizes, const QString &line, bool reports, QList<double> *gaps)
{
    SandboxOptions options;
    options.intelligence = reports;
    options.conversations = sizes.synced / 4;
    options.longestMessages = sizes.synced / 10;
    SyncBench bench(options);
    if (!bench.started)
        return report.failed(line, QStringLiteral("the sandbox did not start"));
    if (QStandardPaths::findExecutable(QStringLiteral("curl")).isEmpty())
        return report.skipped(line, QStringLiteral("there is no curl"));
    QList<double> ours, theirs, ratios;
    for (int round = 0; round < std::min(3, sizes.rounds); ++round) {
        bench.server.clearCalls();
        const auto sync = bench.run(gaps);
        const auto curl = bench.curl(bench.server.calls());
        if (!sync || !curl)
            return report.failed(line, QStringLiteral("the sync or curl did not end well"));
        ours << *sync;
        theirs << *curl;
        ratios << *sync / *curl;
    }
    // Nine tenths of its throughput.
    report.ratio(line, ratios, 1 / 0.9, behind(ours, theirs, QStringLiteral("ms")));
}

} // namespace

void benchSync(Report &report, const Sizes &sizes)
{
    QList<double> gaps;
    benchWay(report, sizes, what::syncReports, true, &gaps);
    benchWay(report, sizes, what::syncThreads, false, &gaps);
    report.figure(what::heartbeat, percentile95(gaps), QStringLiteral("ms"), frameGoal);
    report.figure(what::longestBeat, gaps.isEmpty() ? 0 : *std::max_element(gaps.begin(), gaps.end()),
                  QStringLiteral("ms"));
}

} // namespace confab::bench
