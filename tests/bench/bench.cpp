// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/bench.h"

#include <QApplication>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>

namespace confab::bench {

namespace {

double at(QList<double> values, qsizetype position)
{
    std::nth_element(values.begin(), values.begin() + position, values.end());
    return values.at(position);
}

/// The offscreen platform says so of each window.
void dropSizeHintWarnings(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    if (!text.contains(QLatin1String("propagateSizeHints")))
        QTextStream(stderr) << qFormatLogMessage(type, context, text) << Qt::endl;
}

} // namespace

Sizes Sizes::few()
{
    return {1, 2'000, 200, 60, 8, 60, 12, 300, 500, 400, 200, 500};
}

void Report::ratio(const QString &what, const QList<double> &ratios, double goal, const QString &behind)
{
    const double value = median(ratios);
    print(what, QStringLiteral("%1   goal <= %2   %3")
                        .arg(value, 7, 'f', 2)
                        .arg(goal, 0, 'f', 1)
                        .arg(value <= goal ? QLatin1String("OK") : QLatin1String("MISSED")) +
                    (behind.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(behind)));
}

void Report::atLeast(const QString &what, const QList<double> &ratios, double goal, const QString &behind)
{
    const double value = median(ratios);
    print(what, QStringLiteral("%1   goal >= %2   %3")
                        .arg(value, 7, 'f', 2)
                        .arg(goal, 0, 'f', 1)
                        .arg(value >= goal ? QLatin1String("OK") : QLatin1String("MISSED")) +
                    (behind.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(behind)));
}

void Report::calls(const QString &what, int made, int least)
{
    const double value = double(made) / std::max(1, least);
    print(what, QStringLiteral("%1   goal  = 1.0   %2 (%3 of %4)")
                    .arg(value, 7, 'f', 2)
                    .arg(made == least ? QLatin1String("OK") : QLatin1String("MISSED"))
                    .arg(made)
                    .arg(least));
}

void Report::figure(const QString &what, double value, const QString &unit, double most)
{
    const QString figure = QStringLiteral("%1   ").arg(value, 7, 'f', 2);
    if (most <= 0)
        return print(what, figure + unit);
    print(what, figure + QStringLiteral("goal <= %1   %2 (%3)")
                             .arg(most, 0, 'f', 1)
                             .arg(value <= most ? QLatin1String("OK") : QLatin1String("MISSED"), unit));
}

void Report::skipped(const QString &what, const QString &why)
{
    print(what, QStringLiteral("skipped: ") + why);
}

void Report::failed(const QString &what, const QString &why)
{
    m_failed = true;
    print(what, QStringLiteral("NOT MEASURED: ") + why);
}

void Report::print(const QString &what, const QString &rest)
{
    m_lines.append(what);
    m_out << what.leftJustified(72) << ' ' << rest << Qt::endl;
}

double median(QList<double> values)
{
    if (values.isEmpty())
        return 0;
    std::sort(values.begin(), values.end());
    const qsizetype middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

QString behind(const QList<double> &numerators, const QList<double> &denominators, const QString &unit)
{
    return QStringLiteral("%1 / %2 %3")
        .arg(median(numerators), 0, 'f', 1)
        .arg(median(denominators), 0, 'f', 1)
        .arg(unit);
}

double percentile95(QList<double> values)
{
    return values.isEmpty() ? 0 : at(values, (values.size() - 1) * 95 / 100);
}

bool runUntil(const std::function<bool()> &done, std::chrono::milliseconds patience)
{
    bool late = false;
    QTimer watchdog;
    watchdog.setSingleShot(true);
    watchdog.callOnTimeout(&watchdog, [&late] { late = true; });
    watchdog.start(patience);
    while (!done() && !late)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return done();
}

} // namespace confab::bench

using namespace confab::bench;

int main(int argc, char *argv[])
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    // Nothing of the person who runs it is read or changed. The cache stays: fonts are found in it by all.
    const QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.filePath(QStringLiteral("config")).toLocal8Bit());
    qputenv("XDG_DATA_HOME", home.filePath(QStringLiteral("data")).toLocal8Bit());
    qputenv("XDG_RUNTIME_DIR", home.path().toLocal8Bit());
    qInstallMessageHandler(dropSizeHintWarnings);

    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("confab-bench"));
    const QStringList arguments = QApplication::arguments().mid(1);
    const bool smoke = arguments.contains(QStringLiteral("--smoke"));
    const auto wanted = [&](const char *part) {
        return smoke || arguments.isEmpty() || arguments.contains(QLatin1String(part));
    };
    Sizes sizes = smoke ? Sizes::few() : Sizes();
    static const QString archived = QStringLiteral("--archived=");
    for (const QString &argument : arguments) {
        if (argument.startsWith(archived))
            sizes.archived = qMax(1, argument.mid(archived.size()).toInt());
    }

    QTextStream out(stdout);
    Report report(out);
    if (wanted("start"))
        benchStart(report, sizes);
    if (wanted("filter"))
        benchFilter(report, sizes);
    if (wanted("facts"))
        benchFacts(report, sizes);
    if (wanted("messages"))
        benchMessages(report, sizes);
    if (wanted("reading"))
        benchReading(report, sizes);
    if (wanted("stream"))
        benchStream(report, sizes);
    if (wanted("calls"))
        benchCalls(report, sizes);
    if (wanted("archive")) {
        benchArchive(report, sizes);
        benchArchivedStart(report, sizes);
    }
    if (wanted("sync"))
        benchSync(report, sizes);

    const QStringList all{what::start,         what::memory,       what::filter,        what::factsTurn,
                          what::factsSorted,   what::open,         what::load,          what::wheel,
                          what::wheelRatio,    what::drag,         what::dragRatio,     what::viewMemory,
                          what::findReady,     what::find,         what::findNext,      what::findPause,
                          what::streamOwn,     what::streamOthers, what::streamFrame,   what::browse,
                          what::sort,          what::read,         what::remove,        what::removeAll,
                          what::archiveWrite,  what::archiveRate,  what::archiveSearch, what::archiveLatency,
                          what::archivedStart, what::syncReports,  what::syncThreads,   what::hastyReports,
                          what::fetchReports,  what::storeReports, what::hastyThreads,  what::fetchThreads,
                          what::heartbeat,     what::longestBeat};
    const bool whole = smoke || arguments.isEmpty();
    if (report.lines().isEmpty() || (whole && report.lines() != all)) {
        out << "bench: lines are missing. Parts: start filter facts messages reading stream calls archive "
               "sync; or --smoke"
            << Qt::endl;
        return 1;
    }
    return report.hasFailed() ? 1 : 0;
}
