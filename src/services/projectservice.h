// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/values.h"

#include <QFuture>
#include <QList>
#include <QObject>

namespace confab {

class ChatApi;

/// All projects of the account. Reads every page: ceil(total / perPage) calls. Where a project was deleted
/// while the pages were read, one may have slipped past: they are then read once more.
class ProjectService : public QObject
{
    Q_OBJECT

public:
    explicit ProjectService(ChatApi &api, QObject *parent = nullptr);
    ~ProjectService() override;

    [[nodiscard]] const QList<Project> &projects() const { return m_projects; }
    [[nodiscard]] bool isLoading() const { return m_loading; }
    /// False until every page has arrived once.
    [[nodiscard]] bool isLoaded() const { return m_loaded; }
    /// What is here is what the archive knows; no page of the service has arrived.
    [[nodiscard]] bool isArchived() const { return m_archived; }
    [[nodiscard]] const Project *find(ProjectId id) const;

    /// Starts anew. What is known stays until the pages arrive; a project that has gone leaves with the last
    /// page.
    void load();
    /// What the archive knows, until the first page arrives. Nothing happens where anything is here already.
    void showArchived(const QList<Project> &archived);
    /// Forgets everything (signed out, another account).
    void clear();

signals:
    /// Newest first, deduplicated. Sent for each page.
    void projectsChanged();
    void loadingChanged(bool loading);
    void failed(confab::Operation operation, const confab::Error &error);

private:
    void start();
    void readPage(int page);
    void takePage(int asked, const Page<Project> &page);
    void stop(const Error &error);
    void withdraw();
    void setLoading(bool loading);

    ChatApi &m_api;
    QFuture<Result<Page<Project>>> m_call;
    quint64 m_request = 0;    ///< An answer to an earlier one is dropped.
    QList<Project> m_known;   ///< What there was before this load.
    QList<Project> m_arrived; ///< Of this load.
    qint64 m_total = 0;
    bool m_secondTry = false;
    QList<Project> m_projects;
    bool m_loading = false;
    bool m_loaded = false;
    bool m_archived = false;
};

} // namespace confab
