// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/archivefinder.h"

#include "archive/database.h"
#include "archive/markdownskimmer.h"

namespace confab {

using namespace Qt::StringLiterals;
using searchindex::Kind;
using searchindex::Term;

namespace {

bool isOf(const Term &term, Kind kind)
{
    return term.kind == kind;
}

/// The terms of one index as one expression.
QString matchOf(const QList<Term> &terms, Kind kind, QLatin1StringView between)
{
    QStringList parts;
    for (const Term &term : terms) {
        if (isOf(term, kind))
            parts.append(term.expression);
    }
    return parts.join(between);
}

QList<Term> termsOf(const QStringList &texts, bool stillTyping)
{
    QList<Term> terms;
    for (qsizetype i = 0; i < texts.size(); ++i) {
        const Term term = searchindex::termOf(texts.at(i), stillTyping && i + 1 == texts.size());
        if (!isOf(term, Kind::Nothing))
            terms.append(term);
    }
    return terms;
}

} // namespace

ArchiveFinder::ArchiveFinder(Database &database, const SearchRequest &request)
    : m_database(database)
    , m_request(request)
    , m_terms(termsOf(request.query.texts, request.stillTyping))
    , m_excluded(termsOf(request.query.excluded, false))
    , m_snippets(m_terms)
{
    build(Way::Index);
}

SearchResults ArchiveFinder::find()
{
    SearchResults results;
    const auto read = [this, &results] {
        results.hits.reserve(m_request.limit + 2);
        Rows rows = m_database.query(m_sql, m_values);
        while (rows.next()) {
            SearchHit hit = hitOf(rows);
            // A message is not torn apart: who goes on after it would miss its other half.
            if (results.hits.size() >= m_request.limit && hit.message != results.hits.constLast().message) {
                results.more = true;
                break;
            }
            results.hits.append(std::move(hit));
        }
    };
    read();
    if (m_database.trouble() == Database::Trouble::Other) {
        m_database.clearError();
        results = {};
        build(Way::Like);
        read();
    }
    return results;
}

void ArchiveFinder::build(Way way)
{
    m_where.clear();
    m_values.clear();
    addTerms(way);
    addExcluded(way);
    addConditions();
    // Texts come as they are stored, since Qt reads UTF-8 several times as fast as SQLite does.
    // CROSS JOIN keeps the order of the tables: the first one yields its rows newest first, and the limit
    // ends the search before all of them are read.
    m_sql = u"SELECT %1, m.created_at, c.project, c.session, c.name, c.removed_at, c.number, "
            "CAST(u.text AS BLOB) FROM %2 CROSS JOIN conversation c ON c.id = m.conversation "
            "WHERE %3 ORDER BY %4 DESC LIMIT %5"_s.arg(m_rowId, m_from, m_where.join(u" AND "_s), m_order)
                .arg(m_request.limit + 2);
}

void ArchiveFinder::addTerms(Way way)
{
    const QString words = way == Way::Index ? matchOf(m_terms, Kind::Words, " AND "_L1) : QString();
    const QString runs = way == Way::Index ? matchOf(m_terms, Kind::Trigrams, " AND "_L1) : QString();
    const auto indexed = [](QLatin1StringView table) {
        return u"%1 f CROSS JOIN message m ON m.id = f.rowid >> 1 CROSS JOIN utterance u ON u.id = f.rowid"_s
            .arg(table);
    };
    m_rowId = u"f.rowid"_s;
    m_order = m_rowId;
    if (!words.isEmpty()) {
        m_from = indexed("words"_L1);
        where(u"words MATCH ?"_s, {words});
        if (!runs.isEmpty())
            where(u"f.rowid IN (SELECT rowid FROM trigrams WHERE trigrams MATCH ?)"_s, {runs});
    } else if (!runs.isEmpty()) {
        m_from = indexed("trigrams"_L1);
        where(u"trigrams MATCH ?"_s, {runs});
    } else {
        m_rowId = u"u.id"_s;
        const bool span = !m_request.query.time.everything && m_request.query.time.from.isValid();
        const bool anyText = !m_terms.isEmpty();
        // A span of time is looked up and sorted; without one the newest are read until there are enough.
        if (span && !anyText) {
            m_from = u"message m INDEXED BY message_by_time CROSS JOIN utterance u ON u.id IN (m.id * 2, "
                     "m.id * 2 + 1)"_s;
            m_order = u"+u.id"_s;
        } else {
            m_from = u"utterance u CROSS JOIN message m ON m.id = u.id >> 1"_s;
            m_order = u"u.id"_s;
        }
    }
    for (const Term &term : std::as_const(m_terms)) {
        if (way == Way::Like || isOf(term, Kind::Literal))
            where(u"u.indexed LIKE ? ESCAPE '\\'"_s, {term.pattern});
    }
}

void ArchiveFinder::addExcluded(Way way)
{
    if (way == Way::Index) {
        const QString words = matchOf(m_excluded, Kind::Words, " OR "_L1);
        const QString runs = matchOf(m_excluded, Kind::Trigrams, " OR "_L1);
        if (!words.isEmpty())
            where(m_rowId + u" NOT IN (SELECT rowid FROM words WHERE words MATCH ?)"_s, {words});
        if (!runs.isEmpty())
            where(m_rowId + u" NOT IN (SELECT rowid FROM trigrams WHERE trigrams MATCH ?)"_s, {runs});
    }
    for (const Term &term : std::as_const(m_excluded)) {
        if (way == Way::Like || isOf(term, Kind::Literal))
            where(u"u.indexed NOT LIKE ? ESCAPE '\\'"_s, {term.pattern});
    }
}

void ArchiveFinder::addConditions()
{
    const SearchQuery &query = m_request.query;
    if (m_request.before.isValid())
        where(m_rowId + u" < ?"_s, {m_request.before.value * 2});
    if (query.sender != SearchQuery::Sender::Anyone)
        where(m_rowId + u" & 1 = ?"_s, {query.sender == SearchQuery::Sender::Agent ? 1 : 0});
    if (m_request.within.isValid()) {
        where(u"m.conversation = (SELECT id FROM conversation WHERE project = ? AND session = ?)"_s,
              {m_request.within.project.value, m_request.within.session.toString()});
    } else if (m_request.project.isValid()) {
        where(u"m.project = ?"_s, {m_request.project.value});
    } else if (m_request.among) {
        QStringList numbers;
        for (const ProjectId each : *m_request.among)
            numbers.append(each.toString());
        where(u"m.project IN (%1)"_s.arg(numbers.join(u',')));
    }
    if (!query.time.everything) {
        // A moment that is not known is in no span.
        where(u"m.created_at IS NOT NULL"_s);
        if (query.time.from.isValid())
            where(u"m.created_at >= ?"_s, {momentValue(query.time.from)});
        if (query.time.to.isValid())
            where(u"m.created_at < ?"_s, {momentValue(query.time.to)});
    }
    QStringList reactions;
    if (query.withoutReaction)
        reactions.append(u"0"_s);
    if (query.liked)
        reactions.append(u"1"_s);
    if (query.disliked)
        reactions.append(u"2"_s);
    if (reactions.size() < 3)
        where(u"m.reaction IN (%1)"_s.arg(reactions.join(u',')));
    whereIn(u"lower(m.source)"_s, query.sources, true);
    whereIn(u"lower(m.source)"_s, query.excludedSources, false);
    whereIn(u"m.language"_s, query.languages, true);
    whereIn(u"m.language"_s, query.excludedLanguages, false);
    if (m_where.isEmpty())
        where(u"true"_s);
}

void ArchiveFinder::where(const QString &condition, const QVariantList &values)
{
    m_where.append(condition);
    m_values.append(values);
}

void ArchiveFinder::whereIn(const QString &expression, const QStringList &values, bool in)
{
    if (values.isEmpty())
        return;
    QVariantList bound;
    QStringList marks;
    for (const QString &value : values) {
        bound.append(searchindex::storable(value));
        marks.append(u"?"_s);
    }
    where(u"%1 %2 (%3)"_s.arg(expression, in ? u"IN"_s : u"NOT IN"_s, marks.join(u',')), bound);
}

SearchHit ArchiveFinder::hitOf(const Rows &row) const
{
    const qint64 utterance = row.number(0);
    const bool answer = (utterance & 1) == 1;
    SearchHit hit;
    hit.message = MessageId{utterance >> 1};
    hit.sender = answer ? SearchQuery::Sender::Agent : SearchQuery::Sender::User;
    hit.moment = row.moment(1);
    hit.key = {ProjectId{row.number(2)}, SessionId(row.text(3))};
    hit.conversationName = row.text(4);
    hit.removed = !row.value(5).isNull();
    hit.conversation = ConversationId{row.number(6)};
    const QString text = QString::fromUtf8(row.value(7).toByteArray());
    const Snippet snippet = m_snippets.snippetOf(answer ? withoutMarkdown(text) : text);
    hit.snippet = snippet.text;
    hit.hits = snippet.hits;
    return hit;
}

} // namespace confab
