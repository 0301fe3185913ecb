// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archive/archive.h"
#include "fakes/fakechatapi.h"
#include "fakes/fakesecretstore.h"
#include "fakes/manualclock.h"
#include "services/workspace.h"
#include "support/waiting.h"

#include <QTest>

#include <memory>

namespace confab {

using namespace Qt::StringLiterals;

inline const QUrl server(u"https://chat.example.org/api/v1"_s);

inline QString nextProfile()
{
    static int number = 0;
    return u"archive%1"_s.arg(++number);
}

/// All services of a window over a service in memory; restart() keeps what is on disk.
struct ArchiveBench
{
    ArchiveBench()
    {
        api.distinctMessageIds = true;
        // The newest is the one that is shown.
        first = api.addProject(2, 12);
        second = api.addProject(1, 3);
        api.addMessages(key(12), 45);
        api.beforeAnswer = [this](const FakeChatApi::Call &) { emit api.serverTimeSeen(clock.nowUtc()); };
        restart();
    }
    void restart()
    {
        workspace.reset();
        settings = std::make_unique<Settings>(profile);
        workspace = std::make_unique<Workspace>(api, secrets, *settings, clock);
    }
    void signIn(const QString &apiKey = u"1001|mine"_s)
    {
        workspace->session().signIn({server, ApiKey::fromInput(apiKey).value()}, false);
        QTRY_VERIFY(workspace->session().isSignedIn());
        QTRY_VERIFY(workspace->projects().isLoaded());
        QTRY_COMPARE(workspace->conversations().state(), ConversationService::State::Ready);
    }
    void keep()
    {
        workspace->archive().setConsent(true);
        QTRY_VERIFY(workspace->archive().isOpen());
    }
    [[nodiscard]] bool reaches(SyncStatus::State state)
    {
        return waitFor([&] { return sync().status().state == state; });
    }
    [[nodiscard]] SyncService &sync() { return workspace->archive().sync(); }
    [[nodiscard]] ConversationKey key(qint64 number) const { return {first, FakeChatApi::session(number)}; }

    template<class T>
    [[nodiscard]] T value(const QFuture<Result<T>> &future)
    {
        if (!waitForEnd(future) || !future.result()) {
            QTest::qFail("The archive did not answer", __FILE__, __LINE__);
            return T();
        }
        return *future.result();
    }
    [[nodiscard]] qint64 archivedMessages(ProjectId project = {})
    {
        return value(workspace->archive().archive().counts(project)).messages;
    }

    QString profile = nextProfile();
    FakeChatApi api;
    FakeSecretStore secrets;
    ManualClock clock;
    std::unique_ptr<Settings> settings;
    std::unique_ptr<Workspace> workspace;
    ProjectId first;
    ProjectId second;
};

} // namespace confab
