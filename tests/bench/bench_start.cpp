// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/archive.h"
#include "bench/bench.h"
#include "core/archivevalues.h"
#include "sandbox/sandboxserver.h"
#include "services/settings.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QScopeGuard>
#include <QTemporaryDir>

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

template<class T>
bool went(QFuture<Result<T>> future)
{
    future.waitForFinished();
    return future.resultCount() > 0 && future.result().has_value();
}

/// So many conversations more in the profile's archive, of the project that the program shows.
bool fill(const SandboxServer &server, const QString &profile, int conversations)
{
    constexpr int atOnce = 2'000;
    Archive archive;
    const Settings settings(profile);
    if (!went(archive.open({settings.dataFolder() + QStringLiteral("/archive"), server.baseUrl(), false})))
        return false;
    const QDateTime begin = QDateTime::fromSecsSinceEpoch(1'600'000'000, Qt::UTC);
    for (int first = 0; first < conversations; first += atOnce) {
        ArchiveBatch batch;
        batch.seenAt = begin;
        for (int i = first; i < std::min(first + atOnce, conversations); ++i) {
            Conversation conversation;
            conversation.id = ConversationId{1 + i};
            conversation.session = SessionId(QStringLiteral("archived-%1").arg(i, 9, 10, QLatin1Char('0')));
            conversation.project = ProjectId{server.firstProject()};
            conversation.name = QStringLiteral("Parcel %1 has not arrived").arg(i);
            conversation.createdAt = conversation.updatedAt = begin.addSecs(60 * i);
            batch.conversations.append(conversation);
        }
        if (!went(archive.store(batch)))
            return false;
    }
    return went(archive.close());
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
    // It writes its names down: the bare list shows the same, in the same scripts.
    const QTemporaryDir folder;
    const QString names = folder.filePath(QStringLiteral("names"));
    if (!startOnce(full + QStringList{names}))
        return fail(QStringLiteral("the program did not paint its list"));
    const QStringList bare{QStringLiteral("bare"), names};
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

void benchArchivedStart(Report &report, const Sizes &sizes)
{
    SandboxServer server;
    if (!server.start())
        return report.failed(what::archivedStart, server.errorString());
    const auto with = [&server](const QString &profile) {
        return QStringList{QStringLiteral("archived"), server.baseUrl().toString(),
                           QString::fromLatin1(server.key()), profile};
    };
    const QStringList empty = with(QStringLiteral("bench-empty"));
    const QStringList full = with(QStringLiteral("bench-full"));
    const auto tidyUp = qScopeGuard([&] {
        for (const QString &profile : {empty.last(), full.last()})
            QDir(Settings(profile).dataFolder()).removeRecursively();
    });
    QList<Start> emptyStarts;
    QList<Start> fullStarts;
    for (int round = -1; round < sizes.rounds; ++round) {
        const auto one = startOnce(empty);
        const auto other = startOnce(full);
        if (!one || !other)
            return report.failed(what::archivedStart, QStringLiteral("a program did not paint its list"));
        if (round >= 0) {
            emptyStarts.append(*one);
            fullStarts.append(*other);
        } else if (!fill(server, full.last(), sizes.kept)) {
            return report.failed(what::archivedStart, QStringLiteral("the archive cannot be filled"));
        }
    }
    tell(report, what::archivedStart, fullStarts, emptyStarts, &Start::milliseconds, 1.3,
         QStringLiteral("ms"));
}

} // namespace confab::bench
