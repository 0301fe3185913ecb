// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/benchworld.h"

#include "bench/bench.h"
#include "sandbox/sandboxdata.h"
#include "ui/conversationview.h"
#include "ui/messageview.h"

#include <QNetworkAccessManager>
#include <QTest>
#include <QTimer>

namespace confab::bench {

namespace {

/// Each world begins as on the first day.
QString newProfile()
{
    static int count = 0;
    return QStringLiteral("bench%1").arg(++count);
}

} // namespace

BenchWorld::BenchWorld(const SandboxOptions &options)
    : server(options)
    , governor(clock)
    , api(governor, clock, [] { return std::make_unique<QNetworkAccessManager>(); })
    , settings(newProfile())
    , workspace(api, secrets, settings, clock)
    , window(workspace)
    , m_listens(server.start())
{
}

bool BenchWorld::start(ProjectId project)
{
    const auto key = ApiKey::fromInput(QString::fromLatin1(server.key()));
    if (!key || !m_listens)
        return false;
    workspace.preferProject(project.isValid() ? project : bigProject());
    ArchiveSettings(settings).setConsent({server.baseUrl(), SandboxData::userId},
                                         ArchiveSettings::Consent::Refuse);
    window.show();
    workspace.session().useForThisRun({server.baseUrl(), *key});
    return runUntil([this] { return workspace.conversations().loaded() > 0; }) && waitForQuiet();
}

ConversationView &BenchWorld::list() const
{
    return *window.findChild<ConversationView *>();
}

MessageView &BenchWorld::messageView() const
{
    return *window.findChild<MessageView *>();
}

void BenchWorld::click(int row)
{
    const QModelIndex index = list().model()->index(row, 0);
    list().scrollTo(index);
    QTest::mouseClick(list().viewport(), Qt::LeftButton, {}, list().visualRect(index).center());
}

bool BenchWorld::waitForQuiet()
{
    qsizetype seen = -1;
    QElapsedTimer since;
    QTimer tick; // asks again where nothing happens
    tick.start(20);
    return runUntil([&] {
        const qsizetype now = server.calls().size();
        const Pace pace = governor.pace();
        if (std::exchange(seen, now) != now || pace.waiting > 0 || pace.inFlight > 0)
            since.start();
        return since.elapsed() >= 200;
    });
}

} // namespace confab::bench
