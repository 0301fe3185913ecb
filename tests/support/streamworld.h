// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fakes/fakechatapi.h"
#include "fakes/fakeprompts.h"
#include "models/messagelistmodel.h"
#include "services/answerservice.h"
#include "services/citationservice.h"
#include "services/draftstore.h"
#include "services/messageservice.h"
#include "ui/linkopener.h"
#include "ui/messagepane.h"
#include "ui/messageview.h"

#include <QTemporaryDir>

namespace confab {

/// A conversation on the screen into which an answer is streamed, on a service in memory. The clock is the
/// caller's.
struct StreamWorld
{
    FakeChatApi api;
    FakePrompts prompts;
    QTemporaryDir folder;
    Clock &clock;
    DraftStore drafts{folder.filePath(QStringLiteral("drafts.json")), clock};
    MessageService messages{api};
    CitationService citations{api};
    AnswerService answers{api, drafts, clock};
    MessageListModel model{messages, clock};
    LinkOpener links{prompts};
    MessagePane pane{messages, model, citations, links};
    ConversationKey key;

    StreamWorld(Clock &time, int records) : clock(time)
    {
        key = {api.addProject(7, 1), FakeChatApi::session(1)};
        api.addMessages(key, records);
        QObject::connect(&answers, &AnswerService::grown, &messages, &MessageService::put);
        QObject::connect(&answers, &AnswerService::numbered, &messages, &MessageService::renumber);
        pane.resize(700, 500);
        pane.show();
        pane.showConversation(*api.findConversation(key));
    }
    [[nodiscard]] bool ask() { return answers.send(key, {QStringLiteral("Question"), {}, {}}, {}); }
    void say(const QString &text) { emit api.streams.last()->delta(text); }
    [[nodiscard]] const MessageDelegate &delegate() const { return pane.view().messageDelegate(); }
    /// Documents made since the view exists: one each time that a row is laid out anew.
    [[nodiscard]] qint64 made() const { return delegate().cache().made(); }
    /// How often the rows but the last were laid out.
    [[nodiscard]] int layoutsOfOthers() const
    {
        int sum = 0;
        for (int row = 0; row + 1 < model.rowCount(); ++row) {
            if (const auto entry = delegate().cache().find(MessageDelegate::key(model.index(row))))
                sum += entry->layouts;
        }
        return sum;
    }
};

} // namespace confab
