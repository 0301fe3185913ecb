// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "fakes/fakechatapi.h"
#include "fakes/fakeprompts.h"
#include "models/messagelistmodel.h"
#include "services/citationservice.h"
#include "services/messageservice.h"
#include "ui/linkopener.h"
#include "ui/messagepane.h"
#include "ui/messageview.h"

#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QTest>

namespace confab {

using namespace Qt::StringLiterals;

/// The pane on real services and a service in memory.
struct MessageWorld
{
    FakeChatApi api;
    FakePrompts prompts;
    SystemClock clock;
    MessageService messages{api};
    CitationService citations{api};
    MessageListModel model{messages, clock};
    LinkOpener links{prompts};
    MessagePane pane{messages, model, citations, links};
    ProjectId project;

    MessageWorld()
    {
        project = api.addProject(7, 3);
        prompts.yes = false;
        pane.resize(700, 500);
    }
    [[nodiscard]] ConversationKey key(int number = 1) const
    {
        return {project, FakeChatApi::session(number)};
    }
    [[nodiscard]] QList<Message> &stored(int number = 1)
    {
        return api.projectData[project].messages[key(number).session];
    }
    void show(int number = 1)
    {
        pane.show();
        pane.showConversation(*api.findConversation(key(number)));
    }
    void showReady(int number = 1)
    {
        show(number);
        QTRY_COMPARE(messages.state(), MessageService::State::Ready);
        QTRY_VERIFY(model.rowCount() > 0 && view().height() > 0);
    }
    [[nodiscard]] MessageView &view() const { return *pane.findChild<MessageView *>(); }
    [[nodiscard]] QScrollBar &bar() const { return *view().verticalScrollBar(); }
    [[nodiscard]] QString sentence() const
    {
        const auto *page = pane.findChild<QWidget *>(u"messageSentencePage"_s);
        return page->isVisible() ? page->findChild<QLabel *>(u"stateSentence"_s)->text() : QString();
    }
    [[nodiscard]] QPushButton &action() const
    {
        return *pane.findChild<QWidget *>(u"messageSentencePage"_s)
                    ->findChild<QPushButton *>(u"stateAction"_s);
    }
    void addAnswer(const QString &answer, const QList<CitationId> &sources = {})
    {
        Message message;
        message.id = MessageId{1000 + stored().size()};
        message.question = u"Question %1"_s.arg(stored().size());
        message.answer = answer;
        message.createdAt = QDateTime(QDate(2026, 3, 2), QTime(9, 30), Qt::UTC);
        message.citations = sources;
        message.requestSource = u"web"_s;
        stored().append(message);
    }
    /// A point of the viewport where the row has this; (-1, -1) where it has none.
    [[nodiscard]] QPoint find(int row, MessageHit::Kind kind) const
    {
        const QModelIndex index = model.index(row);
        const QRect rect = view().visualRect(index).intersected(view().viewport()->rect());
        const QPoint origin = view().visualRect(index).topLeft();
        for (int y = rect.top(); y <= rect.bottom(); y += 3) {
            for (int x = rect.left(); x <= rect.right(); x += 3) {
                if (view()
                        .messageDelegate()
                        .hit(index, view().viewport()->width(), QPoint(x, y) - origin)
                        .kind == kind)
                    return {x, y};
            }
        }
        return {-1, -1};
    }
    void click(QPoint where) const { QTest::mouseClick(view().viewport(), Qt::LeftButton, {}, where); }
};

inline QString longText(int paragraphs)
{
    return u"A paragraph that is long enough to need more than one line in a window of this width, mostly.\n\n"_s
        .repeated(paragraphs);
}

} // namespace confab
