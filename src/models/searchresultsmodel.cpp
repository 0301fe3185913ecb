// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/searchresultsmodel.h"

#include "core/clock.h"
#include "core/dates.h"
#include "core/text.h"
#include "models/datetext.h"
#include "services/projectservice.h"
#include "services/searchservice.h"

#include <QLocale>

#include <algorithm>
#include <utility>

namespace confab {

namespace {

/// More than the archive sends of one message.
constexpr qsizetype longestSnippet = 1000;

QString senderWord(const SearchHit &hit)
{
    return hit.sender == SearchQuery::Sender::Agent ? SearchResultsModel::tr("Agent")
                                                    : SearchResultsModel::tr("Visitor");
}

/// Where a place of the raw line stands in the cleaned one: behind what the line before it is cleaned to. A
/// letter behind it keeps a blank at its end.
qsizetype placeInClean(const QString &raw, qsizetype place)
{
    return text::cleanLine(raw.left(place) + u'x', longestSnippet).size() - 1;
}

} // namespace

SearchResultsModel::SearchResultsModel(SearchService &service, ProjectService &projects, const Clock &clock,
                                       QObject *parent)
    : QAbstractListModel(parent)
    , m_service(service)
    , m_projects(projects)
    , m_clock(clock)
    , m_rows(service.hits())
{
    readClock();
    connect(&m_service, &SearchService::hitsReset, this, &SearchResultsModel::resetFromService);
    connect(&m_service, &SearchService::hitsAppended, this, &SearchResultsModel::append);
    connect(&m_projects, &ProjectService::projectsChanged, this, [this] {
        if (m_showsProject)
            tellAll({ProjectRole, Qt::AccessibleTextRole});
    });
}

int SearchResultsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant SearchResultsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !checkIndex(index))
        return {};
    const SearchHit &hit = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case TitleRole:
        return titleOf(hit);
    case UnnamedRole:
        return text::cleanLine(hit.conversationName).isEmpty();
    case SenderRole:
        return senderWord(hit);
    case ProjectRole:
        return projectOf(hit);
    case MomentRole:
        return hit.moment;
    case TimeTextRole:
        return datetext::moment(hit.moment, m_today, m_zone, QLocale());
    case FullTimeTextRole:
        return datetext::full(hit.moment, m_zone, QLocale());
    case SnippetRole:
        return cleaned(hit).text;
    case HitsRole:
        return QVariant::fromValue(cleaned(hit).hits);
    case RemovedRole:
        return hit.removed;
    case MessageIdRole:
        return hit.message.value;
    case SessionRole:
        return hit.key.session.toString();
    case Qt::AccessibleTextRole:
        return accessibleText(hit);
    default:
        return {};
    }
}

/// The archive sends a clean line; what is shown does not rely on it.
SearchResultsModel::Snippet SearchResultsModel::cleaned(const SearchHit &hit)
{
    Snippet snippet{text::cleanLine(hit.snippet, longestSnippet), {}};
    const bool same = snippet.text == hit.snippet;
    qsizetype end = 0;
    for (const TextRange &range : hit.hits) {
        if (range.start < 0 || range.length <= 0 || range.start > hit.snippet.size() - range.length)
            continue;
        const qsizetype from = same ? range.start : placeInClean(hit.snippet, range.start);
        const qsizetype to =
            same ? range.start + range.length : placeInClean(hit.snippet, range.start + range.length);
        const qsizetype begin = std::clamp(from, end, std::max(end, snippet.text.size()));
        end = std::clamp(to, begin, std::max(begin, snippet.text.size()));
        if (end > begin)
            snippet.hits.append({begin, end - begin});
    }
    return snippet;
}

QString SearchResultsModel::titleOf(const SearchHit &hit) const
{
    const QString name = text::cleanLine(hit.conversationName);
    if (!name.isEmpty())
        return name;
    return hit.conversation.isValid() ? tr("Conversation %1").arg(hit.conversation.toString())
                                      : tr("Unnamed conversation");
}

QString SearchResultsModel::projectOf(const SearchHit &hit) const
{
    if (!m_showsProject)
        return {};
    const Project *project = m_projects.find(hit.key.project);
    const QString name = project ? text::cleanLine(project->name) : QString();
    return name.isEmpty() ? tr("Project %1").arg(hit.key.project.value) : name;
}

QString SearchResultsModel::accessibleText(const SearchHit &hit) const
{
    const QString project = projectOf(hit);
    const QString title = project.isEmpty()
                              ? titleOf(hit)
                              : tr("%1, %2", "a conversation and its project").arg(titleOf(hit), project);
    const QString text = cleaned(hit).text;
    const QString moment = datetext::moment(hit.moment, m_today, m_zone, QLocale());
    if (moment.isEmpty())
        return tr("%1, %2: %3", "a conversation, a sender and a text").arg(title, senderWord(hit), text);
    return tr("%1, %2, %3: %4", "a conversation, a sender, a time and a text")
        .arg(title, senderWord(hit), moment, text);
}

bool SearchResultsModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_service.hasMore() && !m_service.isSearching();
}

void SearchResultsModel::fetchMore(const QModelIndex &parent)
{
    if (!parent.isValid())
        m_service.more();
}

void SearchResultsModel::setShowsProject(bool shows)
{
    if (std::exchange(m_showsProject, shows) != shows)
        tellAll({ProjectRole, Qt::AccessibleTextRole});
}

const SearchHit *SearchResultsModel::hitAt(int row) const
{
    return row >= 0 && row < m_rows.size() ? &m_rows.at(row) : nullptr;
}

void SearchResultsModel::refreshDates()
{
    readClock();
    tellAll({TimeTextRole, FullTimeTextRole, Qt::AccessibleTextRole});
}

void SearchResultsModel::readClock()
{
    m_zone = m_clock.zone();
    m_today = localDay(m_clock.nowUtc(), m_zone);
}

void SearchResultsModel::resetFromService()
{
    beginResetModel();
    m_rows = m_service.hits();
    readClock();
    endResetModel();
}

void SearchResultsModel::append(int count)
{
    const QList<SearchHit> now = m_service.hits();
    if (count <= 0 || now.size() != m_rows.size() + count) // not what we knew and those: start anew
        return resetFromService();
    const int first = rowCount();
    beginInsertRows({}, first, first + count - 1);
    m_rows = now;
    endInsertRows();
}

void SearchResultsModel::tellAll(const QList<int> &roles)
{
    if (!m_rows.isEmpty())
        emit dataChanged(index(0), index(rowCount() - 1), roles);
}

} // namespace confab
