// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/messagewiring.h"

#include "services/settings.h"
#include "services/workspace.h"
#include "ui/composer.h"
#include "ui/findbar.h"
#include "ui/messageactions.h"
#include "ui/messagejump.h"
#include "ui/messagepane.h"
#include "ui/messageview.h"
#include "ui/unreadline.h"

#include <QAction>

#include <algorithm>

namespace confab {

MessageWiring::MessageWiring(Workspace &workspace, MessageActions &actions, MessagePane &pane)
    : QObject(&pane), m_workspace(workspace), m_actions(actions), m_pane(pane)
{
    connectCopying();
    connectNames();
    connectFinding();
    connectJumping();
    new UnreadLine(m_workspace.messages(), m_workspace.settings(), m_pane.view());
    addComposer();
}

void MessageWiring::connectCopying()
{
    connect(m_actions.copy, &QAction::triggered, &m_pane, &MessagePane::copyText);
    connect(m_actions.copyMarkdown, &QAction::triggered, &m_pane, &MessagePane::copyMarkdown);
    connect(&m_pane, &MessagePane::canCopyChanged, m_actions.copy, &QAction::setEnabled);
    connect(&m_pane, &MessagePane::canCopyChanged, m_actions.copyMarkdown, &QAction::setEnabled);
}

void MessageWiring::addComposer()
{
    auto *composer = new Composer(m_workspace, &m_pane);
    composer->followHeightOf(m_pane);
    m_pane.addBelow(composer);
    connect(&m_pane, &MessagePane::conversationShown, composer, &Composer::setConversation);
    connect(&m_pane, &MessagePane::severalSelected, composer,
            [composer](bool several) { composer->setAddressable(!several); });
    // Whoever sends wants to see it go; whoever reads further up meanwhile is left there.
    connect(composer, &Composer::sending, &m_pane.view(), &MessageView::scrollToBottom);
    connect(composer, &Composer::messageWanted, m_jump,
            [this](MessageId id) { m_jump->toMessage(id, true); });

    const auto enable = [this, composer] {
        m_actions.write->setEnabled(composer->canWrite());
        m_actions.send->setEnabled(composer->canSend());
        m_actions.stop->setEnabled(composer->canStop());
    };
    connect(composer, &Composer::stateChanged, this, enable);
    connect(m_actions.write, &QAction::triggered, composer,
            [composer] { composer->focusTarget()->setFocus(Qt::OtherFocusReason); });
    connect(m_actions.send, &QAction::triggered, composer, &Composer::send);
    connect(m_actions.stop, &QAction::triggered, composer, &Composer::stop);
    enable();
}

void MessageWiring::connectNames()
{
    const auto rename = [this](const QList<Conversation> &changed) {
        const SessionId open = m_workspace.messages().key().session;
        const auto found = std::find_if(changed.begin(), changed.end(),
                                        [&open](const Conversation &c) { return c.session == open; });
        if (found != changed.end())
            m_pane.updateConversation(*found);
    };
    connect(&m_workspace.conversations(), &ConversationService::upserted, this, rename);
}

void MessageWiring::connectFinding()
{
    m_find = new FindBar(m_workspace.messages(), m_pane.view(), &m_pane);
    m_pane.addAbove(m_find);
    connect(m_actions.find, &QAction::triggered, m_find, &FindBar::open);
    connect(m_actions.findNext, &QAction::triggered, m_find, &FindBar::findNext);
    connect(m_actions.findPrevious, &QAction::triggered, m_find, &FindBar::findPrevious);
    // Where nothing is open there is nothing to find, nor a first message to go to.
    const QList<QAction *> reading{m_actions.find,    m_actions.findNext, m_actions.findPrevious,
                                   m_actions.goFirst, m_actions.goLast,   m_actions.goDate};
    const auto enable = [reading](bool open) {
        for (QAction *action : reading)
            action->setEnabled(open);
    };
    connect(&m_pane, &MessagePane::conversationShown, this,
            [enable](const Conversation &shown) { enable(shown.key().isValid()); });
    enable(false);
}

void MessageWiring::connectJumping()
{
    m_jump = new MessageJump(m_workspace.messages(), m_pane.view(), m_workspace.clock(), &m_pane);
    m_pane.addAbove(m_jump);
    connect(m_jump, &MessageJump::messageReached, m_find, &FindBar::showWords);
    connect(m_actions.goFirst, &QAction::triggered, m_jump, &MessageJump::toFirst);
    connect(m_actions.goLast, &QAction::triggered, m_jump, &MessageJump::toLast);
    connect(m_actions.goDate, &QAction::triggered, m_jump, &MessageJump::askForDate);
}

} // namespace confab
