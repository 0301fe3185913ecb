// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/values.h"

#include <QHash>
#include <QObject>
#include <QSet>

namespace confab {

class ChatApi;

/// Titles and addresses of cited sources. One call an id and run of the program, only for what is asked for; kept
/// under the id that was asked for, since the reply may carry another (contract, section 2.2).
class CitationService : public QObject
{
    Q_OBJECT

public:
    enum class State { Unknown, Loading, Known, Removed, Failed };

    explicit CitationService(ChatApi &api, QObject *parent = nullptr);

    [[nodiscard]] State state(ProjectId project, CitationId id) const;
    /// Null until Known.
    [[nodiscard]] const Citation *find(ProjectId project, CitationId id) const;
    /// Asks the service unless it is known, removed or on its way. Failed ones are asked again.
    void request(ProjectId project, CitationId id);
    void clear();

signals:
    void changed(confab::ProjectId project, confab::CitationId id);

private:
    ChatApi &m_api;
};

} // namespace confab
