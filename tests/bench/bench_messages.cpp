// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/bench.h"

#include "bench/benchworld.h"
#include "bench/paintwatch.h"
#include "models/messagelistmodel.h"
#include "ui/conversationview.h"
#include "ui/messageview.h"

#include <QMouseEvent>
#include <QScrollBar>
#include <QStringListModel>
#include <QStyleOptionSlider>
#include <QWheelEvent>

#include <optional>

namespace confab::bench {

namespace {

constexpr int longRow = 3; ///< Where the sandbox has its longest conversation.
constexpr int otherRow = 1;

SandboxOptions withLongest(int messages)
{
    SandboxOptions options;
    options.longestMessages = messages;
    return options;
}

/// From the click on a row to the end of the first paint of its messages; the other one is open before.
std::optional<double> openOnce(BenchWorld &world)
{
    const MessageService &messages = world.workspace.messages();
    world.click(otherRow);
    if (!world.waitForQuiet())
        return {};
    const ConversationKey before = messages.key();
    bool painted = false;
    QElapsedTimer timer;
    double took = 0;
    const PaintWatch watch(world.messageView(), [&] {
        if (!painted && messages.key() != before && !messages.messages().isEmpty()) {
            painted = true;
            took = double(timer.nsecsElapsed()) / 1e6;
        }
    });
    timer.start();
    world.click(longRow);
    if (!runUntil([&] { return painted; }) || !world.waitForQuiet())
        return {};
    return took;
}

void benchOpen(Report &report, const Sizes &sizes)
{
    BenchWorld big(withLongest(sizes.longest));
    BenchWorld small(withLongest(20));
    if (!big.start() || !small.start())
        return report.failed(what::open, QStringLiteral("the list did not load"));
    QList<double> ratios;
    QList<double> longTimes;
    QList<double> shortTimes;
    for (int round = -1; round < sizes.rounds; ++round) {
        const auto few = openOnce(small);
        const auto many = openOnce(big);
        if (!few || !many || small.workspace.messages().total() != 20 ||
            big.workspace.messages().total() != sizes.longest)
            return report.failed(what::open, QStringLiteral("the messages were not painted"));
        if (round < 0)
            continue; // it fills caches
        longTimes.append(*many);
        shortTimes.append(*few);
        ratios.append(*many / *few);
    }
    report.ratio(what::open, ratios, 1.3, behind(longTimes, shortTimes, QStringLiteral("ms")));
}

/// Frames of a view: from the input to the end of the paint, with all that the program does in between.
class Frames
{
public:
    explicit Frames(QAbstractItemView &view) : m_view(view), m_watch(view, [this] { m_painted = true; }) {}

    /// Nothing where the input changed nothing, as at an end.
    [[nodiscard]] std::optional<double> wheel(int notches)
    {
        const QPointF middle = m_view.viewport()->rect().center();
        QWheelEvent event(middle, m_view.viewport()->mapToGlobal(middle), {}, {0, 120 * notches},
                          Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        return frame([&] { QCoreApplication::sendEvent(m_view.viewport(), &event); });
    }

    [[nodiscard]] std::optional<double> dragTo(double share)
    {
        QScrollBar &bar = *m_view.verticalScrollBar();
        QStyleOptionSlider option;
        option.initFrom(&bar);
        option.orientation = Qt::Vertical;
        option.minimum = bar.minimum();
        option.maximum = bar.maximum();
        option.pageStep = bar.pageStep();
        option.sliderPosition = option.sliderValue = bar.value();
        option.subControls = QStyle::SC_All;
        const auto part = [&](QStyle::SubControl which) {
            return bar.style()->subControlRect(QStyle::CC_ScrollBar, &option, which, &bar);
        };
        const QRect groove = part(QStyle::SC_ScrollBarGroove);
        const QRect handle = part(QStyle::SC_ScrollBarSlider);
        const int travel = groove.height() - handle.height();
        if (!std::exchange(m_holds, true)) {
            m_grip = handle.center() - handle.topLeft();
            sendMouse(QEvent::MouseButtonPress, handle.center());
        }
        const QPoint to(m_grip.x(), groove.top() + int(share * travel) + m_grip.y());
        return frame([&] { sendMouse(QEvent::MouseMove, to); });
    }

    void letGo()
    {
        sendMouse(QEvent::MouseButtonRelease, m_view.verticalScrollBar()->rect().center());
        m_holds = false;
    }

private:
    template<class Input>
    std::optional<double> frame(Input input)
    {
        const int before = m_view.verticalScrollBar()->value();
        m_painted = false;
        QElapsedTimer timer;
        timer.start();
        input();
        if (m_view.verticalScrollBar()->value() == before || !runUntil([this] { return m_painted; }))
            return {};
        return double(timer.nsecsElapsed()) / 1e6;
    }

    void sendMouse(QEvent::Type type, QPoint at)
    {
        QScrollBar &bar = *m_view.verticalScrollBar();
        const bool moves = type == QEvent::MouseMove;
        QMouseEvent event(type, at, bar.mapToGlobal(at), moves ? Qt::NoButton : Qt::LeftButton,
                          type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton, {});
        QCoreApplication::sendEvent(&bar, &event);
    }

    QAbstractItemView &m_view;
    bool m_painted = false;
    bool m_holds = false; ///< The button is down on the bar's handle.
    QPoint m_grip;
    PaintWatch m_watch;
};

struct Scrolled
{
    QList<double> wheel; ///< The 95th percentile of each round.
    QList<double> drag;
};

Scrolled scroll(QAbstractItemView &view, const Sizes &sizes)
{
    Frames frames(view);
    Scrolled scrolled;
    for (int round = 0; round < sizes.rounds; ++round) {
        QList<double> wheel;
        QList<double> drag;
        for (int step = 0; step < 2 * sizes.steps; ++step) {
            if (const auto took = frames.wheel(step < sizes.steps ? 1 : -1))
                wheel.append(*took);
        }
        // Ends short of the top, where older messages would be asked for.
        for (int step = 1; step <= sizes.steps; ++step) {
            if (const auto took = frames.dragTo(1.0 - 0.9 * step / sizes.steps))
                drag.append(*took);
        }
        frames.letGo();
        view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum());
        scrolled.wheel.append(percentile95(wheel));
        scrolled.drag.append(percentile95(drag));
    }
    return scrolled;
}

/// Turns the wheel upwards until so many messages are here; the time of each frame.
QList<double> loadOlder(BenchWorld &world, int wanted)
{
    const MessageService &messages = world.workspace.messages();
    const QScrollBar *bar = world.messageView().verticalScrollBar();
    Frames frames(world.messageView());
    QList<double> times;
    while (messages.messages().size() < wanted) {
        if (const auto took = frames.wheel(3))
            times.append(*took);
        else if (!runUntil([bar] { return bar->value() > 0; }))
            return {}; // at the top, and the older ones do not come
    }
    return times;
}

Scrolled scrollPlainList(const BenchWorld &world, const Sizes &sizes)
{
    const MessageView &view = world.messageView();
    QStringList texts;
    for (int row = 0; row < view.model()->rowCount(); ++row)
        texts.append(view.model()->index(row, 0).data(MessageListModel::TextRole).toString());
    QStringListModel model(texts);
    QListView plain;
    plain.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    plain.setModel(&model);
    plain.resize(view.size());
    plain.show();
    plain.scrollToBottom();
    return scroll(plain, sizes);
}

void benchScroll(Report &report, const Sizes &sizes)
{
    const QString unit = QStringLiteral("ms, a bare time of this machine");
    const auto fail = [&report](const QString &why) {
        for (const QString &line : {what::load, what::wheel, what::wheelRatio, what::drag, what::dragRatio})
            report.failed(line, why);
    };
    BenchWorld world(withLongest(sizes.longest));
    if (!world.start())
        return fail(QStringLiteral("the list did not load"));
    world.click(longRow);
    if (!runUntil([&] { return world.workspace.messages().messages().size() >= 20; }) ||
        !world.waitForQuiet())
        return fail(QStringLiteral("the messages did not load"));
    const QList<double> loading = loadOlder(world, sizes.older);
    if (loading.isEmpty() || !world.waitForQuiet())
        return fail(QStringLiteral("the older messages did not load"));
    MessageView &view = world.messageView();
    view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum());
    const Scrolled messages = scroll(view, sizes);
    const Scrolled plain = scrollPlainList(world, sizes);
    const double plainWheel = median(plain.wheel);
    const double plainDrag = median(plain.drag);
    if (plainWheel <= 0 || plainDrag <= 0)
        return fail(QStringLiteral("the plain list was not painted"));
    const QString plainly = QStringLiteral("(no goal; the plain list takes %1 ms)");
    report.figure(what::load, percentile95(loading), unit, frameGoal);
    report.figure(what::wheel, median(messages.wheel), unit, frameGoal);
    report.figure(what::wheelRatio, median(messages.wheel) / plainWheel, plainly.arg(plainWheel, 0, 'f', 2));
    report.figure(what::drag, median(messages.drag), unit, frameGoal);
    report.figure(what::dragRatio, median(messages.drag) / plainDrag, plainly.arg(plainDrag, 0, 'f', 2));
}

} // namespace

void benchMessages(Report &report, const Sizes &sizes)
{
    benchOpen(report, sizes);
    benchScroll(report, sizes);
}

} // namespace confab::bench
