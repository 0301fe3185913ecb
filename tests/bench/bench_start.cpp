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
    int kib = 0;
};

std::optional<Start> startOnce(const QStringList &arguments)
{
    QProcess child;
    child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
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
    start.kib = words[2].toInt();
    return start;
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
    QList<double> times;
    QList<double> sizesInMemory;
    for (int round = -1; round < sizes.rounds; ++round) {
        const auto a = startOnce(bare);
        const auto b = startOnce(full);
        if (!a || !b || a->rows != b->rows)
            return fail(QStringLiteral("a program did not paint its list"));
        if (round < 0)
            continue;
        times.append(b->milliseconds / a->milliseconds);
        if (a->kib > 0)
            sizesInMemory.append(double(b->kib) / a->kib);
    }
    report.ratio(what::start, median(times), 2.5);
    if (sizesInMemory.isEmpty())
        report.skipped(what::memory, QStringLiteral("this system has no /proc/self/status"));
    else
        report.ratio(what::memory, median(sizesInMemory), 3.0);
}

} // namespace confab::bench
