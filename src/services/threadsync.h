// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/archivevalues.h"
#include "core/error.h"

#include <QFuture>
#include <QHash>
#include <QObject>

#include <deque>
#include <functional>

namespace confab {

class ChatApi;

/// A conversation whose newest messages are to be read, and what is known of it.
struct ThreadToRead
{
    ConversationKey key;
    MessageId newest;      ///< The newest message that is known; invalid: none is.
    bool complete = false; ///< All messages up to that one are known.
};

/// Reads messages conversation by conversation: newest page first, and on to older ones until they join on to
/// what is known. One call for each conversation that has nothing new, or no more than a page of it.
class ThreadSync : public QObject
{
    Q_OBJECT

public:
    explicit ThreadSync(ChatApi &api, QObject *parent = nullptr) : QObject(parent), m_api(api) {}
    ~ThreadSync() override;

    /// Keeps so many calls on their way until nothing is left, then done(). A conversation that the server no
    /// longer has (404) is passed over.
    void start(const QList<ThreadToRead> &threads, int ahead);
    /// Fewer answers are asked for while more than a few are not stored yet.
    void setBusy(bool busy);
    /// At least.
    [[nodiscard]] int callsLeft() const;

    /// Says, after a page could not be read, whether it is asked for anew; called back when that is due.
    std::function<bool(const Error &error, std::function<void()> again)> onError;

signals:
    void answered();
    /// `upToDate`: it joins on to what was known, or is the last one.
    void pageRead(const confab::MessagePage &page, const confab::ConversationKey &key, bool upToDate);
    void done();
    void failed(const confab::Error &error);

private:
    void pump();
    void ask(const ThreadToRead &thread, int page);
    void take(const ThreadToRead &thread, int page, const Result<MessagePage> &answer);

    ChatApi &m_api;
    std::deque<ThreadToRead> m_waiting;
    QHash<SessionId, QFuture<Result<MessagePage>>> m_calls;
    int m_ahead = 1;
    int m_pagesKnown = 0; ///< Further pages of the conversations being read.
    int m_kept = 0;       ///< Places of pages that are asked for soon: the next ones, and those once more.
    bool m_busy = false;
    bool m_ended = false;
};

} // namespace confab
