// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/archivevalues.h"

#include <QObject>

namespace confab {

class ArchiveService;
class Workspace;

/// What a page of messages that the service sent is for the archive.
[[nodiscard]] ArchiveBatch learntFrom(const ConversationKey &key, const MessagePage &page,
                                      const QDateTime &now);

/// Carries what a person's own clicks brought to light into the archive: the one place where the services and
/// the archive meet.
class ArchiveLearning : public QObject
{
    Q_OBJECT

public:
    ArchiveLearning(Workspace &workspace, ArchiveService &archive);

private:
    void learnProjects();
    void shareFirstPage();

    Workspace &m_workspace;
    ArchiveService &m_archive;
};

} // namespace confab
