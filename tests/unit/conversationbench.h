// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fakes/fakechatapi.h"
#include "services/conversationservice.h"

#include <QSignalSpy>
#include <QTest>

namespace confab::bench {

using namespace Qt::StringLiterals;
using Method = FakeChatApi::Method;
using State = ConversationService::State;

inline const ProjectId project{7};

/// A service with one project on a fake, and a copy of the list kept by its signals alone.
struct Bench
{
    explicit Bench(int count)
    {
        api.addProject(project.value, count);
        QObject::connect(&service, &ConversationService::reset, &service, [this] { mirror.clear(); });
        QObject::connect(&service, &ConversationService::upserted, &service, [this](const auto &rows) {
            for (const auto &row : rows)
                mirror.insert(row.session, row);
        });
        QObject::connect(&service, &ConversationService::removed, &service, [this](const auto &sessions) {
            for (const auto &session : sessions)
                unknownRemovals += mirror.remove(session) == 0;
        });
    }
    void open(PeopleFilter people = PeopleFilter::Everyone)
    {
        service.open(project, people);
        QTRY_COMPARE(service.state(), State::Ready);
    }
    void openAll()
    {
        service.open(project, PeopleFilter::Everyone);
        service.loadAll();
        QTRY_VERIFY(service.isComplete() && service.state() == State::Ready);
    }
    /// Exactly the server's rows, each once, newest first, by the getters and by the signals.
    [[nodiscard]] bool matchesServer() const
    {
        QList<Conversation> there = api.projectData[project].conversations;
        std::sort(there.begin(), there.end(),
                  [](const Conversation &a, const Conversation &b) { return b.id < a.id; });
        return service.conversations() == there && mirrorIsRight();
    }
    [[nodiscard]] bool mirrorIsRight() const
    {
        if (mirror.size() != service.loaded() || unknownRemovals > 0)
            return false;
        for (const auto &row : service.conversations()) {
            if (mirror.value(row.session) != row)
                return false;
        }
        return true;
    }
    void removeOnServer(qint64 number) { api.removeConversation({project, FakeChatApi::session(number)}); }
    [[nodiscard]] int lists() const { return api.count(Method::Conversations); }

    FakeChatApi api;
    ConversationService service{api};
    QHash<SessionId, Conversation> mirror;
    int unknownRemovals = 0;
};

inline SessionId session(qint64 number)
{
    return FakeChatApi::session(number);
}

inline Error serverError()
{
    return FakeChatApi::httpError(ErrorKind::Server, 500, u"Out of order"_s);
}

} // namespace confab::bench
