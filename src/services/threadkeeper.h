// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/values.h"
#include "services/deletionreport.h"

#include <QFuture>
#include <QObject>

#include <memory>

namespace confab {

class ArchiveService;
class ChatApi;
class Clock;

/// Sees to it that the archive holds all of a conversation, before something is done to it that cannot be
/// taken back.
class ThreadKeeper : public QObject
{
    Q_OBJECT

public:
    ThreadKeeper(ChatApi &api, ArchiveService &archive, Clock &clock, QObject *parent = nullptr);
    ~ThreadKeeper() override;

    enum class Read {
        Missing, ///< The other pages where the archive has fewer messages than the service counts.
        All,     ///< The other pages in any case: reactions may have come to messages that are known.
    };

    /// `newest`: the first page of its messages, as the service has just sent it. Further pages cost one call
    /// each, in Lane::Background. All is stored, committed to the disk and read back: it succeeds only if as
    /// many messages are there as the service counts, and each that was read now is there word for word. Else
    /// it ends with the service's error, or with Storage. Cancelling ends it before the next call.
    [[nodiscard]] QFuture<Result<KeptThread>> keep(const ConversationKey &key, const MessagePage &newest,
                                                   Read read);

private:
    struct Job;

    void store(const std::shared_ptr<Job> &job, const MessagePage &page);
    void compare(const std::shared_ptr<Job> &job);
    void readOn(const std::shared_ptr<Job> &job);

    ChatApi &m_api;
    ArchiveService &m_archive;
    Clock &m_clock;
};

} // namespace confab
