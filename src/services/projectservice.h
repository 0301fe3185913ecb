// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/values.h"

#include <QList>
#include <QObject>

namespace confab {

class ChatApi;

/// All projects of the account. Reads every page: ceil(total / perPage) calls.
class ProjectService : public QObject
{
    Q_OBJECT

public:
    explicit ProjectService(ChatApi &api, QObject *parent = nullptr);

    [[nodiscard]] const QList<Project> &projects() const { return m_projects; }
    [[nodiscard]] bool isLoading() const { return m_loading; }
    /// False until every page has arrived once.
    [[nodiscard]] bool isLoaded() const { return m_loaded; }
    [[nodiscard]] const Project *find(ProjectId id) const;

    /// Starts anew. What is known stays until the pages arrive; a project that has gone leaves with the last page.
    void load();
    /// Forgets everything (signed out, another account).
    void clear();

signals:
    /// Newest first, deduplicated. Sent for each page.
    void projectsChanged();
    void loadingChanged(bool loading);
    void failed(confab::Operation operation, const confab::Error &error);

private:
    ChatApi &m_api;
    QList<Project> m_projects;
    bool m_loading = false;
    bool m_loaded = false;
};

} // namespace confab
