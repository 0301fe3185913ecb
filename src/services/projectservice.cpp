// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/projectservice.h"

#include "api/chatapi.h"
#include "core/future.h"

#include <QSet>

#include <algorithm>

namespace confab {

namespace {

/// Adds those of `more` that are not there yet; true if there were any.
bool addNew(QList<Project> &projects, const QList<Project> &more)
{
    QSet<ProjectId> ids;
    for (const Project &project : std::as_const(projects))
        ids.insert(project.id);
    const qsizetype before = projects.size();
    for (const Project &project : more) {
        if (ids.contains(project.id))
            continue;
        ids.insert(project.id);
        projects.append(project);
    }
    return projects.size() != before;
}

void sortNewestFirst(QList<Project> &projects)
{
    std::stable_sort(projects.begin(), projects.end(),
                     [](const Project &a, const Project &b) { return b.id < a.id; });
}

} // namespace

ProjectService::ProjectService(ChatApi &api, QObject *parent) : QObject(parent), m_api(api) {}

ProjectService::~ProjectService()
{
    withdraw();
}

const Project *ProjectService::find(ProjectId id) const
{
    const auto found = std::find_if(m_projects.begin(), m_projects.end(),
                                    [id](const Project &project) { return project.id == id; });
    return found == m_projects.end() ? nullptr : &*found;
}

void ProjectService::load()
{
    withdraw();
    m_secondTry = false;
    m_known = m_projects;
    const quint64 request = m_request;
    setLoading(true);
    if (request == m_request)
        start();
}

void ProjectService::showArchived(const QList<Project> &archived)
{
    if (archived.isEmpty() || m_loaded || !m_projects.isEmpty())
        return;
    m_projects = archived;
    sortNewestFirst(m_projects);
    m_archived = true;
    // They stay until the last page has come without them.
    if (m_loading)
        m_known = m_projects;
    emit projectsChanged();
}

void ProjectService::clear()
{
    withdraw();
    const bool hadAny = !m_projects.isEmpty();
    m_projects.clear();
    m_known.clear();
    m_arrived.clear();
    m_loaded = m_archived = false;
    const quint64 request = m_request;
    setLoading(false);
    if (hadAny && request == m_request)
        emit projectsChanged();
}

void ProjectService::start()
{
    m_arrived.clear();
    m_total = 0;
    readPage(1);
}

void ProjectService::readPage(int page)
{
    const quint64 request = m_request;
    m_call = m_api.projects(page, page == 1 ? Lane::Interactive : Lane::Visible);
    whenDone(m_call, this, [this, request, page](const Result<Page<Project>> &answer) {
        if (request != m_request)
            return;
        if (!answer)
            stop(answer.error());
        else if (answer->number != page)
            stop(Error{
                ErrorKind::BadResponse, 0, {}, QStringLiteral("Another page came than was asked for"), {}});
        else
            takePage(page, *answer);
    });
}

void ProjectService::takePage(int asked, const Page<Project> &page)
{
    const bool broughtNew = addNew(m_arrived, page.items);
    const bool shrank = page.total < m_total;
    m_total = page.total;
    // Pages shift up when a project is deleted: the first of the next page has moved to one that was read
    // already.
    if (shrank && !m_secondTry) {
        m_secondTry = true;
        start();
        return;
    }
    // A page without anything new lies past the end, whatever the reply says of its last page.
    const bool last = page.isLast() || (!broughtNew && page.skipped == 0);
    QList<Project> projects = m_arrived;
    if (!last)
        addNew(projects, m_known);
    sortNewestFirst(projects);
    m_projects = std::move(projects);
    m_archived = false;
    if (last) {
        m_loaded = true;
        m_known.clear();
        m_arrived.clear();
    }
    const quint64 request = m_request;
    emit projectsChanged();
    if (request != m_request)
        return;
    if (last)
        setLoading(false);
    else
        readPage(asked + 1);
}

void ProjectService::stop(const Error &error)
{
    m_known.clear();
    m_arrived.clear();
    const quint64 request = m_request;
    setLoading(false);
    if (request == m_request && error.kind != ErrorKind::Cancelled)
        emit failed(Operation::LoadProjects, error);
}

void ProjectService::withdraw()
{
    ++m_request;
    m_call.cancel();
}

void ProjectService::setLoading(bool loading)
{
    if (m_loading == loading)
        return;
    m_loading = loading;
    emit loadingChanged(loading);
}

} // namespace confab
