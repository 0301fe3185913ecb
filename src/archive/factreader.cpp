// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/factreader.h"

#include "archive/archivereader.h"
#include "archive/database.h"

#include <QSet>

#include <algorithm>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

const QString factsOfProject =
    u"SELECT session, created_at, last_at, messages, total, liked, disliked, language, checked_at "
    "FROM conversation WHERE project = ? AND removed_at IS NULL"_s;

} // namespace

FactNews FactReader::read(ProjectId project, const FactTable &known, const QList<SessionId> &only)
{
    readReports(project);
    FactNews news;
    if (only.isEmpty()) {
        readAll(project, known, news);
    } else {
        news.table = known;
        for (const SessionId &session : only)
            readOne(project, session, news);
    }
    QSet<QString> languages;
    for (const ThreadFacts &facts : std::as_const(news.table)) {
        if (!facts.language.isEmpty())
            languages.insert(facts.language);
    }
    news.languages = languages.values();
    news.languages.sort();
    return news;
}

/// While a run reads, its mark bears that run's window; what went before was read whole if the window goes on
/// from there.
void FactReader::readReports(ProjectId project)
{
    const SyncMark mark = ArchiveReader(m_database).syncMark(project);
    const bool reading = mark.phase == SyncPhase::Reading;
    if (mark.strategy != SyncStrategy::Intelligence || !mark.finishedAt.isValid() ||
        (reading && !mark.windowFrom.isValid()))
        return;
    m_reportedTo = mark.finishedAt;
    if (!reading && mark.windowTo.isValid())
        m_reportedTo = std::min(m_reportedTo, mark.windowTo);
}

std::optional<ThreadFacts> FactReader::factsOf(const Rows &row) const
{
    ThreadFacts facts;
    const QDateTime created = row.moment(1);
    facts.lastMessageAt = row.moment(2);
    const qint64 stored = row.number(3);
    const bool counted = !row.value(4).isNull();
    const bool reported =
        m_reportedTo.isValid() && (stored > 0 || (created.isValid() && created <= m_reportedTo));
    if (counted)
        facts.checkedAt = row.moment(8);
    if (reported && (!facts.checkedAt.isValid() || facts.checkedAt < m_reportedTo))
        facts.checkedAt = m_reportedTo;
    if (!facts.checkedAt.isValid())
        return {};
    facts.messages = counted ? std::max(row.number(4), stored) : stored;
    facts.liked = int(row.number(5));
    facts.disliked = int(row.number(6));
    facts.whole = reported || stored >= facts.messages;
    facts.language = row.text(7);
    return facts;
}

void FactReader::readAll(ProjectId project, const FactTable &known, FactNews &news)
{
    news.table.reserve(known.size());
    {
        Rows rows = m_database.query(factsOfProject, {project.value});
        while (rows.next()) {
            if (const auto facts = factsOf(rows))
                news.table.insert(SessionId(rows.text(0)), *facts);
        }
    }
    for (auto entry = news.table.cbegin(); entry != news.table.cend(); ++entry) {
        const auto before = known.constFind(entry.key());
        if (before == known.cend() || *before != *entry)
            news.changed.append(entry.key());
    }
    for (auto entry = known.cbegin(); entry != known.cend(); ++entry) {
        if (!news.table.contains(entry.key()))
            news.changed.append(entry.key());
    }
}

void FactReader::readOne(ProjectId project, const SessionId &session, FactNews &news)
{
    std::optional<ThreadFacts> facts;
    {
        Rows rows =
            m_database.query(factsOfProject + u" AND session = ?"_s, {project.value, session.toString()});
        if (rows.next())
            facts = factsOf(rows);
    }
    const auto before = news.table.constFind(session);
    const bool wasKnown = before != news.table.cend();
    if (wasKnown == facts.has_value() && (!wasKnown || *before == *facts))
        return;
    news.changed.append(session);
    if (facts)
        news.table.insert(session, *facts);
    else
        news.table.remove(session);
}

} // namespace confab
