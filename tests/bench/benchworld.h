// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/rategovernor.h"
#include "api/restchatapi.h"
#include "core/clock.h"
#include "fakes/fakesecretstore.h"
#include "sandbox/sandboxserver.h"
#include "services/workspace.h"
#include "ui/mainwindow.h"

#include <QElapsedTimer>

namespace confab {
class ConversationView;
class MessageView;
} // namespace confab

namespace confab::bench {

/// The whole program with its window on a sandbox of its own, over real HTTP.
class BenchWorld
{
public:
    explicit BenchWorld(const SandboxOptions &options);

    /// Signs in, opens that project (an invalid one: the newest) and waits until all is loaded.
    [[nodiscard]] bool start(ProjectId project = {});
    [[nodiscard]] ProjectId bigProject() const { return ProjectId{server.firstProject()}; }
    [[nodiscard]] ProjectId smallProject() const { return ProjectId{server.projectIds().value(1)}; }

    [[nodiscard]] ConversationView &list() const;
    [[nodiscard]] MessageView &messageView() const;
    /// Clicks the row in its name; the selection is told in a later turn of the event loop.
    void click(int row);
    /// Until the last call is 200 ms ago: longer than any delay by which the program itself would start one.
    [[nodiscard]] bool waitForQuiet();

    SandboxServer server;
    SystemClock clock;
    RateGovernor governor;
    RestChatApi api;
    FakeSecretStore secrets;
    Settings settings;
    Workspace workspace;
    MainWindow window;

private:
    bool m_listens;
};

} // namespace confab::bench
