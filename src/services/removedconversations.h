// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/archivevalues.h"
#include "core/error.h"
#include "services/archivesettings.h"
#include "services/messageservice.h"

#include <QDate>
#include <QObject>

#include <utility>

namespace confab {

class ArchiveService;
class ChatApi;
class Clock;
class Settings;

/// What the archive holds of conversations that are no longer on the server: listed, read, and erased by the
/// person or after so many days. Nothing is asked of the service.
class RemovedConversations : public QObject
{
    Q_OBJECT

public:
    RemovedConversations(ChatApi &api, ArchiveService &archive, Settings &settings, Clock &clock);
    ~RemovedConversations() override;

    /// Those of the project that was loaded, the last removed first.
    [[nodiscard]] const QList<ArchivedConversation> &conversations() const { return m_conversations; }
    /// The archived messages of the one that was opened; for reading alone.
    [[nodiscard]] MessageService &messages() { return m_messages; }

    /// changed() follows, also where there are none. An invalid project empties the list.
    void load(ProjectId project);
    /// Shows its messages in messages(); an invalid key closes.
    void open(const ConversationKey &key);
    /// For good. One that has come back to the server meanwhile stays.
    void erase(const QList<ConversationKey> &keys);

    /// How many days they stay after they were removed: 0 until they are erased by hand. What has had its
    /// days is erased with the start and with each new day, never while a person is choosing the number, nor
    /// while the clock here and the service's own are a day apart: nothing brings it back.
    [[nodiscard]] int days() const;
    void setDays(int days);

signals:
    /// conversations() has changed.
    void changed();
    void failed(const confab::Error &error);

private:
    void compareClocks(const QDateTime &service);
    void purge();
    void watchDays();
    [[nodiscard]] std::pair<QString, QDate> today() const;

    ArchiveService &m_archive;
    ArchiveSettings m_choices;
    Clock &m_clock;
    MessageService m_messages;
    ProjectId m_project;
    QList<ArchivedConversation> m_conversations;
    std::pair<QString, QDate> m_purged; ///< The archive's file, and the day on which it was last purged.
    bool m_watching = false;
    bool m_clocksAgree = false; ///< As of the service's last reply; false before the first.
    quint64 m_list = 0;         ///< Answers to an earlier question are stale.
    quint64 m_opened = 0;
};

} // namespace confab
