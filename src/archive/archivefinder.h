// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archive/searchindex.h"
#include "archive/snippet.h"
#include "core/messagesearch.h"

#include <QVariantList>

namespace confab {

class Database;
class Rows;

/// One search: which index is asked for what (archive/searchindex.h), as one statement that yields the newest
/// first and ends at the limit.
class ArchiveFinder
{
public:
    ArchiveFinder(Database &database, const SearchRequest &request);

    [[nodiscard]] SearchResults find();
    /// The statement and what is bound to it.
    [[nodiscard]] const QString &sql() const { return m_sql; }
    [[nodiscard]] const QVariantList &values() const { return m_values; }

private:
    enum class Way { Index, Like };

    void build(Way way);
    void addTerms(Way way);
    void addExcluded(Way way);
    void addConditions();
    void where(const QString &condition, const QVariantList &values = {});
    void whereIn(const QString &expression, const QStringList &values, bool in);
    [[nodiscard]] SearchHit hitOf(const Rows &row) const;

    Database &m_database;
    const SearchRequest &m_request;
    QList<searchindex::Term> m_terms;
    QList<searchindex::Term> m_excluded;
    SnippetMaker m_snippets;
    QString m_from;  ///< The table that yields the rows, newest first.
    QString m_rowId; ///< Its column that is the text's id.
    QString m_order;
    QStringList m_where;
    QString m_sql;
    QVariantList m_values;
};

} // namespace confab
