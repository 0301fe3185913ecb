// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fakes/fakechatapi.h"
#include "fakes/manualclock.h"
#include "services/deletionjournal.h"
#include "services/deletionlog.h"
#include "services/deletionservice.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace confab::bench {

using namespace Qt::StringLiterals;
using End = DeletionReport::End;
using Method = FakeChatApi::Method;
using State = DeletionItem::State;

inline const ProjectId project{7};

inline SessionId session(qint64 number)
{
    return FakeChatApi::session(number);
}

inline Error errorOf(ErrorKind kind, int status = 0)
{
    return FakeChatApi::httpError(kind, status, u"What the server said"_s);
}

/// The service with a journal of its own in a folder that goes with it.
struct Bench
{
    explicit Bench(int count = 20)
    {
        api.addProject(project.value, count);
        QObject::connect(service.get(), &DeletionService::finished, service.get(),
                         [this](const DeletionReport &report) { reports.append(report); });
    }
    [[nodiscard]] QList<Conversation> rows(int from, int to) const
    {
        QList<Conversation> result;
        for (int number = from; number <= to; ++number)
            result.append(*api.findConversation({project, session(number)}));
        return result;
    }
    /// Removes them and lets the undo window pass.
    void commit(const QList<Conversation> &conversations, ProjectId of = project)
    {
        service->remove(of, conversations);
        clock.advance(DeletionService::undoWindow);
    }
    /// As a rule does, but for what it keeps.
    void removeByRule(const QList<Conversation> &conversations, const QString &rule)
    {
        DeletionReport batch;
        batch.project = project;
        batch.rule = rule;
        for (const Conversation &each : conversations)
            batch.items.append({each});
        service->remove(batch);
    }
    [[nodiscard]] int deletes() const { return api.count(Method::DeleteConversation); }
    [[nodiscard]] QSet<SessionId> deleteSessions() const
    {
        QSet<SessionId> result;
        for (const auto &call : api.callsTo(Method::DeleteConversation))
            result.insert(call.session);
        return result;
    }
    [[nodiscard]] State stateOf(int number) const
    {
        for (const auto &item : reports.last().items) {
            if (item.conversation.session == session(number))
                return item.state;
        }
        return State::Sent;
    }
    [[nodiscard]] std::optional<DeletionReport> leftover() const { return firstOf(service->leftovers()); }
    [[nodiscard]] static std::optional<DeletionReport> firstOf(const QList<DeletionReport> &reports)
    {
        return reports.isEmpty() ? std::nullopt : std::optional(reports.first());
    }
    [[nodiscard]] qsizetype left() const { return api.projectData[project].conversations.size(); }

    QTemporaryDir folder;
    FakeChatApi api;
    ManualClock clock;
    DeletionJournal journal{folder.filePath(u"deletions.jsonl"_s)};
    DeletionLog log{folder.filePath(u"deletion-log.jsonl"_s)};
    std::unique_ptr<DeletionService> service = std::make_unique<DeletionService>(api, journal, log, clock);
    QList<DeletionReport> reports;
};

} // namespace confab::bench
