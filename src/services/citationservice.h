// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/values.h"

#include <QFuture>
#include <QObject>

#include <map>
#include <utility>

namespace confab {

class ChatApi;

/// Titles and addresses of cited sources. One call an id and run of the program, only for what is asked for;
/// kept under the id that was asked for, since the reply may carry another (contract, section 2.2).
class CitationService : public QObject
{
    Q_OBJECT

public:
    enum class State { Unknown, Loading, Known, Removed, Failed };

    explicit CitationService(ChatApi &api, QObject *parent = nullptr);
    ~CitationService() override;

    [[nodiscard]] State state(ProjectId project, CitationId id) const;
    /// Null until Known. The pointer lasts until clear().
    [[nodiscard]] const Citation *find(ProjectId project, CitationId id) const;
    /// Whether any is on its way.
    [[nodiscard]] bool isLoading() const;
    /// Asks the service unless it is known, removed or on its way. Failed ones are asked again.
    void request(ProjectId project, CitationId id);
    /// What the archive has of one that Failed.
    void showArchived(ProjectId project, const Citation &archived);
    void clear();

signals:
    /// An answer has come, of whatever kind.
    void changed(confab::ProjectId project, confab::CitationId id);

private:
    using Key = std::pair<ProjectId, CitationId>;
    struct Entry
    {
        State state = State::Loading;
        Citation citation;
        QFuture<Result<Citation>> call;
    };

    void take(const Key &key, const Result<Citation> &answer);
    void withdraw();

    ChatApi &m_api;
    quint64 m_generation = 0;       ///< Raised by clear(); an answer to an earlier one is dropped.
    std::map<Key, Entry> m_entries; ///< A map, so that pointers into it last.
};

} // namespace confab
