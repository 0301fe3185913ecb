// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/threadsync.h"

#include "api/chatapi.h"
#include "core/future.h"

#include <QPointer>

#include <algorithm>
#include <utility>

namespace confab {

ThreadSync::~ThreadSync()
{
    m_ended = true;
    auto calls = std::exchange(m_calls, {});
    for (auto &call : calls)
        call.cancel();
}

void ThreadSync::start(const QList<ThreadToRead> &threads, int ahead)
{
    m_waiting.assign(threads.begin(), threads.end());
    m_ahead = ahead;
    pump();
}

void ThreadSync::setBusy(bool busy)
{
    m_busy = busy;
    if (!busy)
        pump();
}

int ThreadSync::callsLeft() const
{
    return int(m_waiting.size()) + int(m_calls.size()) + m_kept + m_pagesKnown;
}

void ThreadSync::pump()
{
    const QPointer<ThreadSync> alive(this);
    while (alive && !m_ended && !m_busy && !m_waiting.empty() && m_calls.size() + m_kept < m_ahead) {
        const ThreadToRead thread = m_waiting.front();
        m_waiting.pop_front();
        ask(thread, 1);
    }
    if (alive && !m_ended && m_waiting.empty() && m_calls.isEmpty() && m_kept == 0) {
        m_ended = true;
        emit done();
    }
}

void ThreadSync::ask(const ThreadToRead &thread, int page)
{
    const auto call = m_api.messages(thread.key, page, Lane::Background);
    m_calls.insert(thread.key.session, call);
    whenDone(call, this, [this, thread, page](const Result<MessagePage> &answer) {
        m_calls.remove(thread.key.session);
        emit answered();
        take(thread, page, answer);
    });
}

void ThreadSync::take(const ThreadToRead &thread, int page, const Result<MessagePage> &answer)
{
    if (m_ended)
        return;
    if (!answer && answer.error().kind != ErrorKind::NotFound) {
        ++m_kept;
        const auto again = [this, thread, page] {
            --m_kept;
            if (!m_ended)
                ask(thread, page);
        };
        if (onError && onError(answer.error(), again))
            return;
        m_ended = true;
        emit failed(answer.error());
        return;
    }
    if (answer) {
        const QList<Message> &items = answer->messages.items;
        const bool last = answer->messages.number >= answer->messages.lastPage || items.isEmpty();
        const bool joins = thread.complete && std::any_of(items.begin(), items.end(), [&](const Message &m) {
                               return m.id <= thread.newest;
                           });
        const bool goesOn = !last && !joins;
        if (goesOn) {
            ++m_kept;
            // How many follow is only known of a conversation that is read to its end.
            if (!thread.complete)
                m_pagesKnown += page == 1 ? answer->messages.lastPage - 2 : -1;
        }
        const QPointer<ThreadSync> alive(this);
        emit pageRead(*answer, thread.key, !goesOn);
        if (!alive || m_ended)
            return;
        if (goesOn) {
            --m_kept;
            return ask(thread, page + 1);
        }
    }
    pump();
}

} // namespace confab
