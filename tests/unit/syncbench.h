// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fakes/fakechatapi.h"
#include "fakes/manualclock.h"
#include "support/syncworld.h"

namespace confab {

inline const QDateTime noon(QDate(2026, 3, 10), QTime(12, 0), Qt::UTC);

/// A service in memory, an archive on disk, and the runs between them.
struct SyncBench
{
    explicit SyncBench(int conversations = 0)
    {
        api.distinctMessageIds = true;
        project = api.addProject(1, conversations);
        api.beforeAnswer = [this](const FakeChatApi::Call &) { emit api.serverTimeSeen(serverTime); };
    }

    [[nodiscard]] ConversationKey key(qint64 number) const { return {project, FakeChatApi::session(number)}; }

    void say(qint64 conversation, int count, const QDateTime &at)
    {
        api.addMessages(key(conversation), count);
        auto &list = api.projectData[project].messages[key(conversation).session];
        for (qsizetype i = list.size() - count; i < list.size(); ++i)
            list[i].createdAt = at.addSecs(i);
    }
    /// `count` messages, as evenly as it goes.
    void sayInAll(int conversations, int count)
    {
        for (int i = 0; i < conversations; ++i)
            api.addMessages(key(i + 1), count / conversations + (i < count % conversations ? 1 : 0));
    }

    /// The calls that one run took.
    int run(const SyncTerms &terms = {}, const std::function<void()> &meanwhile = {})
    {
        const qsizetype before = api.calls.size();
        // A run that goes on counts those calls too that were made before it was interrupted.
        const SyncMark mark = store.mark(project);
        const int earlier = mark.phase == SyncPhase::Idle ? 0 : mark.callsMade;
        ProjectSync sync(api, store.archive, store.feed, clock);
        QSignalSpy missing(&sync, &ProjectSync::reportsMissing);
        last = runOf(sync, project, terms, meanwhile);
        reportsMissing = !missing.isEmpty();
        const int made = int(api.calls.size() - before);
        for (const FakeChatApi::Call &call : std::as_const(api.calls)) {
            if (call.lane != Lane::Background)
                QTest::qFail("A call was not in the background", __FILE__, __LINE__);
        }
        if (last && *last && sync.callsMade() != earlier + made)
            QTest::qFail("The calls were not counted", __FILE__, __LINE__);
        return made;
    }
    [[nodiscard]] bool succeeded() const { return last && *last; }

    FakeChatApi api;
    ManualClock clock{noon};
    QDateTime serverTime = noon;
    ArchiveWorld store;
    ProjectId project;
    std::optional<Result<Done>> last;
    bool reportsMissing = false;
};

} // namespace confab
