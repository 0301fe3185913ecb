// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/archivelearning.h"

#include "core/clock.h"
#include "services/archiveservice.h"
#include "services/workspace.h"

namespace confab {

ArchiveBatch learntFrom(const ConversationKey &key, const MessagePage &page, const QDateTime &now)
{
    ArchiveBatch batch;
    ArchivedPage archived;
    archived.key = key;
    for (const Message &message : page.messages.items)
        archived.messages.append({message, {}});
    archived.total = page.messages.total;
    if (page.messages.number == 1)
        archived.checkedAt = now;
    batch.pages = {archived};
    // Some replies hold no more of the conversation than the key that was asked for.
    if (page.conversation.id.isValid())
        batch.conversations = {page.conversation};
    return batch;
}

ArchiveLearning::ArchiveLearning(Workspace &workspace, ArchiveService &archive)
    : m_workspace(workspace), m_archive(archive)
{
    connect(&workspace.projects(), &ProjectService::projectsChanged, this, &ArchiveLearning::learnProjects);
    connect(&workspace, &Workspace::projectChanged, this, &ArchiveLearning::learnProjects);
    connect(&workspace.conversations(), &ConversationService::upserted, this,
            [this](const QList<Conversation> &conversations) {
                ArchiveBatch batch;
                batch.conversations = conversations;
                // What it gave itself is no news of the service.
                batch.conversations.removeIf([this](const Conversation &each) {
                    return !m_workspace.conversations().isConfirmed(each.session);
                });
                m_archive.learn(batch);
            });
    shareFirstPage();
    connect(&workspace.messages(), &MessageService::pageRead, this,
            [this](const ConversationKey &key, const MessagePage &page) {
                m_archive.learn(learntFrom(key, page, m_workspace.clock().nowUtc()));
            });
    // Told only where the project itself still answers.
    connect(&workspace.messages(), &MessageService::gone, this, [this](const SessionId &session) {
        ArchiveBatch batch;
        batch.removed = {{m_workspace.messages().key().project, session}};
        m_archive.learn(batch);
    });
    // One by one: a run may take long, and end with the program.
    connect(&workspace.deletions(), &DeletionService::settled, this, [this](const SessionId &session) {
        m_archive.learnDeleted({m_workspace.deletions().runningProject(), session});
    });
    connect(&workspace.citations(), &CitationService::changed, this,
            [this](ProjectId project, CitationId id) {
                const Citation *citation = m_workspace.citations().find(project, id);
                if (!citation)
                    return;
                ArchiveBatch batch;
                batch.citations = {{project, *citation}};
                m_archive.learn(batch);
            });
}

/// At the start the list is on its way to the window when the sync would ask for the same page.
void ArchiveLearning::shareFirstPage()
{
    const ConversationService &list = m_workspace.conversations();
    connect(&list, &ConversationService::stateChanged, this, [this, &list](ConversationService::State state) {
        SyncService &sync = m_archive.sync();
        if (state == ConversationService::State::LoadingFirst && list.people() == PeopleFilter::Everyone)
            sync.awaitList(list.project());
        else
            sync.giveList({});
    });
    connect(&list, &ConversationService::firstPageRead, this,
            [this](const Page<Conversation> &page) { m_archive.sync().giveList(page); });
}

void ArchiveLearning::learnProjects()
{
    m_archive.setProjects(m_workspace.projects().projects(), m_workspace.project());
}

} // namespace confab
