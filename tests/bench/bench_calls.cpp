// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/bench.h"

#include "bench/benchworld.h"
#include "models/messagelistmodel.h"
#include "ui/conversationview.h"
#include "ui/messageview.h"

#include <QHeaderView>
#include <QScrollBar>
#include <QSet>
#include <QTest>

#include <optional>

namespace confab::bench {

namespace {

using State = ConversationService::State;

const QString noList = QStringLiteral("the list did not load");

SandboxOptions withConversations(int count)
{
    SandboxOptions options;
    options.conversations = count;
    return options;
}

/// The calls that reach the end of the list: full pages and the rest.
int pagesOf(const BenchWorld &world)
{
    const int page = world.server.options().conversationsPerPage;
    return (world.server.options().conversations + page - 1) / page;
}

/// Opens the big project from another one, so that nothing but this is counted.
bool openBigProject(BenchWorld &world)
{
    if (!world.start(world.smallProject()))
        return false;
    world.server.clearCalls();
    world.workspace.openProject(world.bigProject());
    const ConversationService &list = world.workspace.conversations();
    return runUntil([&] { return list.state() == State::Ready && list.loaded() > 0; });
}

bool scrollOnce(BenchWorld &world)
{
    const ConversationService &list = world.workspace.conversations();
    const qsizetype before = list.loaded();
    QScrollBar *bar = world.list().verticalScrollBar();
    return runUntil([&] {
        bar->setValue(bar->maximum());
        return list.loaded() > before && list.state() == State::Ready;
    });
}

void benchBrowse(Report &report, const Sizes &sizes)
{
    BenchWorld world(withConversations(sizes.conversations));
    const ConversationService &list = world.workspace.conversations();
    bool goes = openBigProject(world);
    while (goes && !list.isComplete())
        goes = scrollOnce(world);
    if (!goes || !world.waitForQuiet() || list.loaded() != sizes.conversations)
        return report.failed(what::browse, noList);
    report.calls(what::browse, world.server.callCount(), pagesOf(world));
}

void benchSort(Report &report, const Sizes &sizes)
{
    BenchWorld world(withConversations(sizes.conversations));
    const ConversationService &list = world.workspace.conversations();
    bool goes = openBigProject(world);
    const qsizetype threePagesMore = list.loaded() + 3 * world.server.options().conversationsPerPage;
    while (goes && !list.isComplete() && list.loaded() < threePagesMore)
        goes = scrollOnce(world);
    QHeaderView *header = world.list().header();
    const int name = header->sectionViewportPosition(ConversationListModel::NameColumn);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, QPoint(name + 20, header->height() / 2));
    goes = goes && runUntil([&list] { return list.isComplete() && list.state() == State::Ready; });
    if (!goes || !world.waitForQuiet() || list.loaded() != sizes.conversations ||
        header->sortIndicatorSection() != ConversationListModel::NameColumn)
        return report.failed(what::sort, noList);
    report.calls(what::sort, world.server.callCount(), pagesOf(world));
}

/// The service tells of one source a call.
int sourcesInView(const MessageView &view)
{
    QSet<qint64> sources;
    for (int row = 0; row < view.model()->rowCount(); ++row) {
        const QModelIndex index = view.model()->index(row, 0);
        if (!view.visualRect(index).intersects(view.viewport()->rect()))
            continue;
        for (const qint64 id : index.data(MessageListModel::CitationsRole).value<QList<qint64>>())
            sources.insert(id);
    }
    return int(sources.size());
}

void benchRead(Report &report)
{
    BenchWorld world(SandboxOptions{});
    if (!world.start())
        return report.failed(what::read, noList);
    world.server.clearCalls();
    world.click(0);
    const MessageService &messages = world.workspace.messages();
    if (!runUntil([&] { return messages.state() == MessageService::State::Ready; }) || !world.waitForQuiet())
        return report.failed(what::read, QStringLiteral("the messages did not load"));
    report.calls(what::read, world.server.callCount(), 1 + sourcesInView(world.messageView()));
}

/// Deletes that many; how many calls it took, or nothing where it did not succeed, which is reported.
std::optional<int> callsToRemove(Report &report, const QString &line, const Sizes &sizes,
                                 DeletionService::Care care)
{
    const auto failed = [&](const QString &why) {
        report.failed(line, why);
        return std::nullopt;
    };
    BenchWorld world(withConversations(2 * sizes.deletions));
    if (!world.start())
        return failed(noList);
    Workspace &workspace = world.workspace;
    workspace.conversations().loadAll();
    if (!runUntil([&] { return workspace.conversations().isComplete(); }) || !world.waitForQuiet())
        return failed(noList);
    QList<SessionId> sessions;
    for (const Conversation &conversation : workspace.conversations().conversations().first(sizes.deletions))
        sessions.append(conversation.session);
    world.server.clearCalls();
    std::optional<DeletionReport> end;
    QObject::connect(&workspace.deletions(), &DeletionService::finished, &world.window,
                     [&end](const DeletionReport &ended) { end = ended; });
    workspace.deleteConversations(sessions, care);
    workspace.deletions().commitWaiting(); // "delete now" instead of the ten seconds for an undo
    if (!runUntil([&end] { return end.has_value(); }, std::chrono::minutes(2)) || !end->isClean() ||
        !world.waitForQuiet() || world.server.conversationCount(world.bigProject().value) != sizes.deletions)
        return failed(QStringLiteral("not all were deleted"));
    return world.server.callCount();
}

// Picked by hand and sent within a minute: the least there can be. Chosen as a whole (or tried again, or
// late) each is looked at once more, for what has changed is kept.
void benchRemove(Report &report, const Sizes &sizes)
{
    if (const auto calls = callsToRemove(report, what::remove, sizes, DeletionService::Care::AsSeen))
        report.calls(what::remove, *calls, sizes.deletions);
    if (const auto calls = callsToRemove(report, what::removeAll, sizes, DeletionService::Care::LookAgain))
        report.figure(what::removeAll, double(*calls) / sizes.deletions,
                      QStringLiteral("calls for each, the look at it included"));
}

} // namespace

void benchCalls(Report &report, const Sizes &sizes)
{
    benchBrowse(report, sizes);
    benchSort(report, sizes);
    benchRead(report);
    benchRemove(report, sizes);
}

} // namespace confab::bench
