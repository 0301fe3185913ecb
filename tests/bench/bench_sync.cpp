// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/bench.h"
#include "bench/sqliteshell.h"

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
#include <QNetworkReply>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <tuple>

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
        std::ignore = m_schedule.open(QIODevice::ReadOnly | QIODevice::Unbuffered);
        m_waited = waitedForProcessor();
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.callOnTimeout(this, [this] {
            gaps.append(milliseconds(m_since));
            const double waited = waitedForProcessor();
            own.append(std::max(0.0, gaps.last() - (waited - m_waited)));
            m_waited = waited;
            m_since.start();
        });
        m_since.start();
        m_timer.start(1);
    }

    QList<double> gaps;
    QList<double> own; ///< The same without the time in which others had all processors.

private:
    /// Milliseconds in which this thread was ready to run and no processor was free; 0 where the system does
    /// not say.
    double waitedForProcessor()
    {
        return m_schedule.seek(0) ? m_schedule.read(100).split(' ').value(1).toDouble() / 1e6 : 0;
    }

    QFile m_schedule{QStringLiteral("/proc/thread-self/schedstat")};
    QTimer m_timer;
    QElapsedTimer m_since;
    double m_waited = 0;
};

struct Beats
{
    QList<double> gaps;
    QList<double> own;
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

    /// One whole sync into an archive in that empty folder; nothing where it failed.
    std::optional<double> run(const QString &folder, Beats *beats)
    {
        Archive archive;
        ArchiveFeed feed(archive);
        const auto opening = archive.open(placeIn(folder));
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
        beats->gaps.append(heart.gaps);
        beats->own.append(heart.own);
        return took;
    }

    [[nodiscard]] ArchivePlace placeIn(const QString &folder) const
    {
        return {folder, server.baseUrl(), false};
    }

    [[nodiscard]] QUrl urlOf(const SandboxServer::Call &call) const
    {
        QUrl url = server.baseUrl();
        url.setPath(call.path);
        QByteArray query;
        for (const auto &[name, value] : call.query)
            query += (query.isEmpty() ? "" : "&") + QUrl::toPercentEncoding(name) + '=' +
                     QUrl::toPercentEncoding(value);
        url.setQuery(QString::fromLatin1(query));
        return url;
    }

    /// The same pages by Qt's own client, five at once, thrown away: what no program with that client falls
    /// below. Nothing where it failed.
    std::optional<double> bare(const QList<SandboxServer::Call> &calls) const
    {
        QNetworkAccessManager manager;
        qsizetype next = 0;
        qsizetype done = 0;
        bool failed = false;
        std::function<void()> ask = [&] {
            if (next >= calls.size())
                return;
            QNetworkRequest request(urlOf(calls.at(next++)));
            request.setRawHeader("Authorization", "Bearer " + server.key());
            request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
            QNetworkReply *reply = manager.get(request);
            QObject::connect(reply, &QNetworkReply::finished, &manager, [&, reply] {
                // One is refused: whether the account has reports is found out by asking.
                failed = failed || !reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid();
                reply->readAll();
                reply->deleteLater();
                ++done;
                ask();
            });
        };
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 5; ++i)
            ask();
        const bool ended = runUntil([&] { return done == calls.size(); }, std::chrono::minutes(5));
        return ended && !failed ? std::optional(milliseconds(timer)) : std::nullopt;
    }

    /// The same pages by curl, five at once, thrown away; nothing where it failed.
    std::optional<double> curl(const QList<SandboxServer::Call> &calls) const
    {
        QTemporaryDir folder;
        QFile list(folder.filePath(QStringLiteral("urls")));
        if (!list.open(QIODevice::WriteOnly))
            return {};
        for (const auto &call : calls)
            list.write("url = \"" + urlOf(call).toEncoded() + "\"\noutput = \"/dev/null\"\n");
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

/// Nine tenths of curl's throughput, as a ratio of times.
constexpr double mostTime = 1 / 0.9;

SandboxOptions optionsFor(const Sizes &sizes, bool reports)
{
    SandboxOptions options;
    options.intelligence = reports;
    options.conversations = sizes.synced / 4;
    options.longestMessages = sizes.synced / 10;
    return options;
}

/// What a round took, in milliseconds.
struct Times
{
    QList<double> ours;
    QList<double> curl;
    QList<double> bare;
    QList<double> shell;
};

/// What a round measures beside the sync and curl.
enum class Floor {
    None,
    Client,          ///< Qt's client alone.
    ClientAndStorage ///< And the sqlite3 shell alone.
};

/// Says why if it goes wrong.
QString measure(const SandboxOptions &options, int rounds, Floor floor, Times *times, Beats *beats)
{
    if (QStandardPaths::findExecutable(QStringLiteral("curl")).isEmpty())
        return QStringLiteral("there is no curl");
    SyncBench bench(options);
    if (!bench.started)
        return QStringLiteral("the sandbox did not start");
    for (int round = 0; round < rounds; ++round) {
        const QTemporaryDir folder;
        bench.server.clearCalls();
        const auto sync = bench.run(folder.path(), beats);
        const auto calls = bench.server.calls();
        const auto curl = bench.curl(calls);
        const auto bare = floor == Floor::None ? 0 : bench.bare(calls);
        const auto shell = floor == Floor::ClientAndStorage
                               ? shellTimeFor(Archive::fileOf(bench.placeIn(folder.path())),
                                              folder.filePath(QStringLiteral("copy.sqlite")))
                               : 0;
        if (!sync || !curl || !bare || !shell)
            return QStringLiteral("the sync, curl, Qt's client or the sqlite3 shell did not end well");
        times->ours << *sync;
        times->curl << *curl;
        times->bare << *bare;
        times->shell << *shell;
    }
    return {};
}

QList<double> ratios(const QList<double> &numerators, const QList<double> &denominators)
{
    QList<double> all;
    for (qsizetype i = 0; i < numerators.size(); ++i)
        all << numerators.at(i) / denominators.at(i);
    return all;
}

/// A service that is somewhere else: what it takes to answer costs nothing here. How long the vendor's takes
/// was never captured; 50 ms is a guess on the low side of a way across the net and a look into a database.
void benchAway(Report &report, const Sizes &sizes, bool reports, int rounds, Beats *beats)
{
    const QString line = reports ? what::syncReports : what::syncThreads;
    SandboxOptions options = optionsFor(sizes, reports);
    options.latency = std::chrono::milliseconds(50);
    Times times;
    const QString trouble = measure(options, rounds, Floor::None, &times, beats);
    if (!trouble.isEmpty())
        return report.failed(line, trouble);
    report.ratio(line, ratios(times.ours, times.curl), mostTime,
                 behind(times.ours, times.curl, QStringLiteral("ms")));
}

/// The same as fast as this computer can, which makes the pages as well: what the sync costs it. Beside it
/// stands what two parts of any such program cost alone: the client, and SQLite with these tables.
void benchHasty(Report &report, const Sizes &sizes, bool reports, Beats *beats)
{
    const QString line = reports ? what::hastyReports : what::hastyThreads;
    const QString bareLine = reports ? what::fetchReports : what::fetchThreads;
    Times times;
    const QString trouble = measure(optionsFor(sizes, reports), std::min(3, sizes.rounds),
                                    reports ? Floor::ClientAndStorage : Floor::Client, &times, beats);
    if (!trouble.isEmpty()) {
        report.failed(line, trouble);
        report.failed(bareLine, trouble);
        if (reports)
            report.failed(what::storeReports, trouble);
        return;
    }
    report.ratio(line, ratios(times.ours, times.curl), mostTime,
                 behind(times.ours, times.curl, QStringLiteral("ms")));
    report.figure(bareLine, median(ratios(times.bare, times.curl)),
                  behind(times.bare, times.curl, QStringLiteral("ms")));
    if (reports)
        report.figure(what::storeReports, median(ratios(times.shell, times.curl)),
                      behind(times.shell, times.curl, QStringLiteral("ms")));
}

} // namespace

void benchSync(Report &report, const Sizes &sizes)
{
    Beats beats;
    benchAway(report, sizes, true, std::min(3, sizes.rounds), &beats);
    benchAway(report, sizes, false, 1, &beats); // five thousand calls
    benchHasty(report, sizes, true, &beats);
    benchHasty(report, sizes, false, &beats);
    const auto longest = [](const QList<double> &values) {
        return values.isEmpty() ? 0 : *std::max_element(values.begin(), values.end());
    };
    report.figure(what::heartbeat, percentile95(beats.gaps), QStringLiteral("ms"), frameGoal);
    report.figure(what::longestBeat, longest(beats.own),
                  QStringLiteral("ms; with the waiting %1").arg(longest(beats.gaps), 0, 'f', 2), frameGoal);
}

} // namespace confab::bench
