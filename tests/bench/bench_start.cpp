// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/bench.h"
#include "sandbox/sandboxserver.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>

#include <optional>

namespace confab::bench {

namespace {

struct Start
{
    double milliseconds = 0;
    int rows = 0;
    double mebibytes = 0; ///< 0 where the system does not tell.
};

std::optional<Start> startOnce(const QStringList &arguments)
{
    QProcess child;
    QElapsedTimer timer;
    timer.start();
    child.start(QCoreApplication::applicationDirPath() + QStringLiteral("/bench_startchild"), arguments);
    while (!child.canReadLine()) {
        if (!child.waitForReadyRead(20'000))
            return {};
    }
    Start start;
    start.milliseconds = double(timer.nsecsElapsed()) / 1e6;
    const QList<QByteArray> words = child.readLine().trimmed().split(' ');
    if (words.size() != 3 || words[0] != "painted" || !child.waitForFinished(20'000))
        return {};
    start.rows = words[1].toInt();
    start.mebibytes = words[2].toDouble() / 1024;
    return start;
}

void tell(Report &report, const QString &line, const QList<Start> &full, const QList<Start> &bare,
          double Start::*figure, double goal, const QString &unit)
{
    QList<double> numerators;
    QList<double> denominators;
    QList<double> ratios;
    for (qsizetype round = 0; round < full.size(); ++round) {
        numerators.append(full[round].*figure);
        denominators.append(bare[round].*figure);
        ratios.append(numerators.last() / denominators.last());
    }
    report.ratio(line, ratios, goal, behind(numerators, denominators, unit));
}

} // namespace

void benchStart(Report &report, const Sizes &sizes)
{
    const auto fail = [&report](const QString &why) {
        report.failed(what::start, why);
        report.failed(what::memory, why);
    };
    SandboxServer server;
    if (!server.start())
        return fail(server.errorString());
    const QStringList full{QStringLiteral("full"), server.baseUrl().toString(),
                           QString::fromLatin1(server.key())};
    // Not counted: it fills the caches of files, and the profile remembers its project as on any later day.
    const auto first = startOnce(full);
    if (!first)
        return fail(QStringLiteral("the program did not paint its list"));
    const QStringList bare{QStringLiteral("bare"), QString::number(first->rows)};
    QList<Start> bareStarts;
    QList<Start> fullStarts;
    for (int round = -1; round < sizes.rounds; ++round) {
        const auto one = startOnce(bare);
        const auto other = startOnce(full);
        if (!one || !other || one->rows != other->rows)
            return fail(QStringLiteral("a program did not paint its list"));
        if (round < 0)
            continue;
        bareStarts.append(*one);
        fullStarts.append(*other);
    }
    tell(report, what::start, fullStarts, bareStarts, &Start::milliseconds, 2.5, QStringLiteral("ms"));
    if (bareStarts.first().mebibytes > 0)
        tell(report, what::memory, fullStarts, bareStarts, &Start::mebibytes, 3.0, QStringLiteral("MiB"));
    else
        report.skipped(what::memory, QStringLiteral("this system has no /proc/self/status"));
}

} // namespace confab::bench
