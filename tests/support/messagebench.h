// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fakes/fakechatapi.h"
#include "services/messageservice.h"

#include <QCoreApplication>
#include <QSignalSpy>
#include <QTest>

/// What the tests of the open conversation share.
namespace confab::messagebench {

using Method = FakeChatApi::Method;
using State = MessageService::State;

/// Lets the answer, if there was one, reach whom it is for.
inline bool released(bool done)
{
    QCoreApplication::processEvents();
    return done;
}

inline const ProjectId project{1};
inline const ConversationKey first{project, FakeChatApi::session(1)};
inline const ConversationKey second{project, FakeChatApi::session(2)};

/// The service with two conversations, and everything that the object under test says.
struct Bench
{
    FakeChatApi api;
    MessageService service{api};
    QSignalSpy stateChanged{&service, &MessageService::stateChanged};
    QSignalSpy reset{&service, &MessageService::reset};
    QSignalSpy prepended{&service, &MessageService::prepended};
    QSignalSpy appended{&service, &MessageService::appended};
    QSignalSpy inserted{&service, &MessageService::inserted};
    QSignalSpy changed{&service, &MessageService::changed};
    QSignalSpy removed{&service, &MessageService::removed};
    QSignalSpy gone{&service, &MessageService::gone};
    QSignalSpy failed{&service, &MessageService::failed};

    explicit Bench(int messages = 0)
    {
        api.addProject(1, 2);
        api.addMessages(first, messages);
    }
    void open()
    {
        service.open(first);
        QTRY_COMPARE(service.state(), State::Ready);
        forget();
    }
    void forget()
    {
        for (QSignalSpy *spy :
             {&stateChanged, &reset, &prepended, &appended, &inserted, &changed, &removed, &gone, &failed})
            spy->clear();
        api.calls.clear();
    }
    [[nodiscard]] QList<qint64> ids() const
    {
        QList<qint64> result;
        for (const Message &message : service.messages())
            result.append(message.id.value);
        return result;
    }
    QList<Message> &stored() { return api.projectData[project].messages[first.session]; }
};

inline QList<qint64> range(qint64 from, qint64 to)
{
    QList<qint64> result;
    for (qint64 id = from; id <= to; ++id)
        result.append(id);
    return result;
}

inline const Error serverError = FakeChatApi::httpError(ErrorKind::Server, 500, QStringLiteral("Oops"));
inline const Error notFound = FakeChatApi::httpError(ErrorKind::NotFound, 404, QStringLiteral("Not found"));

} // namespace confab::messagebench
