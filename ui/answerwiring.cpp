// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/answerwiring.h"

#include "core/clock.h"
#include "models/messagelistmodel.h"
#include "services/workspace.h"
#include "ui/detailspane.h"
#include "ui/messageactions.h"
#include "ui/messagebuttons.h"
#include "ui/messagepane.h"
#include "ui/messageview.h"
#include "ui/sourcepopover.h"
#include "ui/verifydialog.h"

#include <QAction>
#include <QItemSelectionModel>

using namespace Qt::StringLiterals;

namespace confab {

namespace {

using Role = MessageListModel::Role;

const QString detailsState = QStringLiteral("details");

} // namespace

AnswerWiring::AnswerWiring(Workspace &workspace, MessageActions &actions, MessagePane &pane,
                           UserPrompts &prompts)
    : QObject(&pane)
    , m_workspace(workspace)
    , m_actions(actions)
    , m_pane(pane)
    , m_view(pane.view())
    , m_links(prompts)
    , m_opener(workspace.session(), workspace.sourceFiles(), m_links, prompts)
    , m_buttons(new MessageButtons(m_view))
    , m_popover(new SourcePopover(workspace.citations(), m_opener, &pane))
    , m_details(new DetailsPane(&pane))
{
    m_pane.addBeside(m_details);
    m_view.setMessageActions(
        {actions.like, actions.dislike, actions.removeReaction, actions.verify, actions.details});
    connectReactions();
    connectSources();
    connectVerification();
    connectDetails();
    connectCurrent();
}

void AnswerWiring::connectReactions()
{
    m_buttons->setShortcuts(m_actions.like->shortcut().toString(QKeySequence::NativeText),
                            m_actions.dislike->shortcut().toString(QKeySequence::NativeText));
    connect(m_buttons, &MessageButtons::reactionChosen, &m_workspace.messages(), &MessageService::react);
    // Triggered with what it is now: the action of the present reaction takes it back.
    connect(m_actions.like, &QAction::triggered, this,
            [this](bool on) { react(on ? Reaction::Liked : Reaction::None); });
    connect(m_actions.dislike, &QAction::triggered, this,
            [this](bool on) { react(on ? Reaction::Disliked : Reaction::None); });
    connect(m_actions.removeReaction, &QAction::triggered, this, [this] { react(Reaction::None); });
}

void AnswerWiring::react(Reaction reaction)
{
    m_workspace.messages().react(current().id, reaction);
    update();
}

void AnswerWiring::connectSources()
{
    connect(&m_view, &MessageView::sourceWanted, this, &AnswerWiring::showSource);
    connect(m_actions.citations, &QAction::triggered, this, [this] {
        // The citations are the answer's, whichever half of the record is current.
        QModelIndex index = m_view.currentIndex();
        if (index.data(Role::CitationsRole).value<QList<qint64>>().isEmpty())
            index = index.siblingAtRow(index.row() + 1);
        m_view.openChip(index, 0);
    });
    connect(m_view.model(), &QAbstractItemModel::modelReset, m_popover, &SourcePopover::dismiss);
}

void AnswerWiring::showSource(const QModelIndex &index, int number, const QRect &anchor)
{
    QList<CitationId> sources;
    for (const qint64 id : index.data(Role::CitationsRole).value<QList<qint64>>())
        sources.append(CitationId{id});
    const QPoint origin = m_view.viewport()->mapTo(&m_pane, QPoint());
    m_popover->showSource(m_workspace.project(), sources, number, anchor.translated(origin));
}

void AnswerWiring::connectVerification()
{
    connect(m_actions.verify, &QAction::triggered, this, [this] {
        const Message message = current();
        if (message.id.isValid())
            (new VerifyDialog(m_workspace.verifications(), m_workspace.messages().key(), message.id,
                              m_pane.window()))
                ->open();
    });
}

void AnswerWiring::connectDetails()
{
    Settings &settings = m_workspace.settings();
    const bool shown = settings.state(detailsState) == "shown";
    m_actions.details->setChecked(shown);
    m_details->setVisible(shown);
    connect(m_actions.details, &QAction::toggled, this, [this, &settings](bool on) {
        settings.setState(detailsState, on ? "shown"_qba : "hidden"_qba);
        const bool hadFocus = m_details->isAncestorOf(m_pane.window()->focusWidget());
        m_details->setVisible(on);
        if (hadFocus && !on)
            m_pane.focusTarget()->setFocus(Qt::OtherFocusReason);
        updateDetails();
    });
}

void AnswerWiring::connectCurrent()
{
    connect(m_view.selectionModel(), &QItemSelectionModel::currentChanged, this, &AnswerWiring::update);
    const QAbstractItemModel *model = m_view.model();
    connect(model, &QAbstractItemModel::dataChanged, this, &AnswerWiring::update);
    connect(model, &QAbstractItemModel::modelReset, this, &AnswerWiring::update);
    connect(model, &QAbstractItemModel::rowsInserted, this, &AnswerWiring::update);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &AnswerWiring::update);
    connect(&m_pane, &MessagePane::conversationShown, this, [this](const Conversation &conversation) {
        m_conversation = conversation;
        update();
    });
    update();
}

Message AnswerWiring::current() const
{
    const MessageId id{m_view.currentIndex().data(Role::MessageIdRole).toLongLong()};
    const Message *message = m_workspace.messages().find(id);
    return message ? *message : Message();
}

void AnswerWiring::update()
{
    const Message message = current();
    // Of a question that is still under way the service knows nothing that could be judged.
    const bool has = message.id.isValid() && message.progress == Progress::Stored;
    m_actions.like->setEnabled(has);
    m_actions.dislike->setEnabled(has);
    m_actions.like->setChecked(message.reaction == Reaction::Liked);
    m_actions.dislike->setChecked(message.reaction == Reaction::Disliked);
    m_actions.removeReaction->setEnabled(has && message.reaction != Reaction::None);
    m_actions.citations->setEnabled(!message.citations.isEmpty());
    m_actions.verify->setEnabled(has && !message.answer.isEmpty());
    updateDetails();
}

void AnswerWiring::updateDetails()
{
    if (m_details->isHidden())
        return;
    const bool shown = m_conversation.key().isValid();
    m_details->showDetails(m_conversation, shown ? current() : Message(), m_workspace.clock().zone());
}

} // namespace confab
