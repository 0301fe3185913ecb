// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/future.h"

#include <QFuture>

#include <deque>
#include <functional>
#include <optional>
#include <utility>

namespace confab {

/// Pages of one list that are on their way, several at once; their answers are handed on in the order in
/// which they were asked for.
template<class T>
class OrderedPages
{
public:
    using Take = std::function<void(int page, const Result<T> &answer)>;

    OrderedPages(QObject *context, Take take) : m_context(context), m_take(std::move(take)) {}
    ~OrderedPages() { clear(); }
    Q_DISABLE_COPY_MOVE(OrderedPages)

    [[nodiscard]] bool isEmpty() const { return m_entries.empty(); }

    void add(int page, const QFuture<Result<T>> &call)
    {
        const quint64 id = ++m_lastId;
        m_entries.push_back({id, page, call, std::nullopt});
        whenDone(call, m_context, [this, id](const Result<T> &answer) { arrived(id, answer); });
    }
    /// Withdraws all calls, and says how many; none of their answers is handed on.
    int clear()
    {
        // Cancelling may run continuations; none of them may meet a queue that is being walked.
        auto entries = std::exchange(m_entries, {});
        for (Entry &entry : entries)
            entry.call.cancel();
        return int(entries.size());
    }

private:
    struct Entry
    {
        quint64 id;
        int page;
        QFuture<Result<T>> call;
        std::optional<Result<T>> answer;
    };

    void arrived(quint64 id, const Result<T> &answer)
    {
        for (Entry &entry : m_entries) {
            if (entry.id == id)
                entry.answer = answer;
        }
        while (!m_entries.empty() && m_entries.front().answer) {
            const Entry entry = std::move(m_entries.front());
            m_entries.pop_front();
            m_take(entry.page, *entry.answer);
        }
    }

    QObject *m_context;
    Take m_take;
    std::deque<Entry> m_entries;
    quint64 m_lastId = 0;
};

} // namespace confab
