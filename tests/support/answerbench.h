// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fakes/fakechatapi.h"
#include "fakes/manualclock.h"
#include "services/answerservice.h"
#include "services/draftstore.h"

#include <QCoreApplication>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

/// What the tests of growing answers share.
namespace confab::answerbench {

inline const ProjectId project{1};
inline const ConversationKey first{project, FakeChatApi::session(1)};
inline const ConversationKey second{project, FakeChatApi::session(2)};
inline const Error serverError = FakeChatApi::httpError(ErrorKind::Server, 500, QStringLiteral("Oops"));
inline const Error cut{ErrorKind::Unclear, 200, {}, {}, {}};

/// What the service's end mark carries of a record: no text.
inline Message endMark(const Message &full)
{
    Message mark;
    mark.id = full.id;
    mark.createdAt = full.createdAt;
    mark.citations = full.citations;
    return mark;
}

/// The service with two conversations, and everything that it says.
struct Bench
{
    QTemporaryDir folder;
    FakeChatApi api;
    ManualClock clock;
    DraftStore drafts{folder.filePath(QStringLiteral("drafts.json")), clock};
    AnswerService service{api, drafts, clock};
    QSignalSpy grown{&service, &AnswerService::grown};
    QSignalSpy numbered{&service, &AnswerService::numbered};
    QSignalSpy removed{&service, &AnswerService::removed};
    QSignalSpy pageRead{&service, &AnswerService::pageRead};
    QSignalSpy completed{&service, &AnswerService::completed};
    QSignalSpy countChanged{&service, &AnswerService::countChanged};
    QSignalSpy made{&service, &AnswerService::conversationMade};
    QSignalSpy startFailed{&service, &AnswerService::startFailed};

    Bench()
    {
        api.addProject(1, 2);
        // As the workspace joins them.
        QObject::connect(&service, &AnswerService::pageRead, &service,
                         [this](const ConversationKey &key, const MessagePage &page) {
                             service.note(key, page.messages);
                         });
    }
    /// A question in the first conversation that the service has taken.
    void begin()
    {
        QVERIFY(service.send(first, {QStringLiteral("Question"), {}, {}}, {}));
        emit stream()->started();
    }
    [[nodiscard]] AnswerStream *stream(int number = 0) const { return api.streams.value(number); }
    [[nodiscard]] Answer::Phase phase() const { return service.running(first)->phase; }
    [[nodiscard]] Message record() const { return service.running(first)->record; }
    [[nodiscard]] std::optional<Answer::Phase> trouble() const
    {
        const Answer *answer = service.inTrouble(first);
        return answer ? std::optional(answer->phase) : std::nullopt;
    }
    /// The service has stored it.
    Message store(const QString &question, const QString &answer)
    {
        api.addMessages(first, 1);
        Message &last = api.projectData[project].messages[first.session].last();
        last.question = question;
        last.answer = answer;
        last.citations = {CitationId{5}};
        return last;
    }
    [[nodiscard]] Page<Message> page()
    {
        Page<Message> page;
        page.items = api.projectData[project].messages[first.session];
        std::reverse(page.items.begin(), page.items.end());
        return page;
    }
    [[nodiscard]] QList<FakeChatApi::Method> methods() const
    {
        QList<FakeChatApi::Method> list;
        for (const FakeChatApi::Call &call : api.calls)
            list.append(call.method);
        return list;
    }
};

} // namespace confab::answerbench
