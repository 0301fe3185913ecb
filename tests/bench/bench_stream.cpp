// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/bench.h"
#include "bench/paintwatch.h"
#include "core/clock.h"
#include "support/streamworld.h"

#include <QElapsedTimer>
#include <QTimer>

namespace confab::bench {

namespace {

constexpr int records = 1000;
constexpr int atOnce = 4;    ///< Chunks that a turn of the event loop brings.
constexpr double frame = 16; // ms

} // namespace

/// Chunks come as fast as the event loop turns, as of a service near by.
void benchStream(Report &report, const Sizes &sizes)
{
    SystemClock clock;
    StreamWorld world(clock, records);
    const auto fail = [&report](const QString &why) {
        for (const QString &line : {what::streamOwn, what::streamOthers, what::streamFrame})
            report.failed(line, why);
    };
    if (!runUntil([&] { return world.made() > 0; }) || !world.ask())
        return fail(QStringLiteral("the messages were not shown"));
    emit world.api.streams.last()->started();
    const auto text = [&world] { return world.answers.running(world.key)->record.answer; };
    world.say(QStringLiteral("First. "));
    if (!runUntil([&] { return !text().isEmpty(); }))
        return fail(QStringLiteral("the answer did not grow"));

    QList<double> times;
    QElapsedTimer since;
    QObject::connect(&world.answers, &AnswerService::grown, &world.answers, [&since] { since.start(); });
    const PaintWatch watch(world.pane.view(), [&] {
        if (since.isValid())
            times.append(double(since.nsecsElapsed()) / 1e6);
        since.invalidate();
    });
    const qint64 before = world.made();
    const int others = world.layoutsOfOthers();
    int sent = 0;
    QTimer source;
    QElapsedTimer whole;
    whole.start();
    QObject::connect(&source, &QTimer::timeout, &source, [&] {
        for (int i = 0; i < atOnce && sent < sizes.chunks; ++i)
            world.say(++sent % 20 == 0 ? QStringLiteral("end.\n\n") : QStringLiteral("some more "));
    });
    source.start(1);
    const bool done =
        runUntil([&] { return sent == sizes.chunks && text().endsWith(QLatin1String("\n\n")); });
    if (!done)
        return fail(QStringLiteral("the answer did not end"));
    const double frames = std::max(1.0, double(whole.nsecsElapsed()) / 1e6 / frame);
    report.ratio(what::streamOwn, {double(world.made() - before) / frames}, 1.0,
                 QStringLiteral("%1 / %2").arg(world.made() - before).arg(frames, 0, 'f', 0));
    report.calls(what::streamOthers, world.layoutsOfOthers() - others + 1, 1);
    report.figure(what::streamFrame, percentile95(times), QStringLiteral("ms, a bare time of this machine"),
                  frameGoal);
}

} // namespace confab::bench
