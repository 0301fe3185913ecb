// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archive/database.h"
#include "archive/schema.h"

#include <QFile>
#include <QStringList>

namespace confab::archivecase {

/// Every row of the archive's own tables, the numbers that SQLite gives left out: two files with the same
/// rows say the same.
inline QStringList rowsOf(Database &database)
{
    using namespace Qt::StringLiterals;
    const QString conversation = u"(SELECT session FROM conversation c WHERE c.id = m.conversation)"_s;
    QStringList rows;
    for (
        const QString &sql :
        {u"SELECT id || name || active || coalesce(created_at, '') FROM project ORDER BY id"_s,
         u"SELECT project || session || number || name || coalesce(total, '') || coalesce(checked_at, '') || coalesce(seen_at, '') || coalesce(removed_at, '') || messages || newest || coalesce(last_at, '') || liked || disliked || language FROM conversation ORDER BY project, session"_s,
         u"SELECT id || ' ' || "_s + conversation +
             u" || created_at || reaction || source || language || citations || user_ip FROM message m ORDER BY id"_s,
         u"SELECT id || text || coalesce(folded, '') || coalesce(runs, '') FROM utterance ORDER BY id"_s,
         u"SELECT project || id || title || url FROM citation ORDER BY project, id"_s,
         u"SELECT project || strategy || phase || next_page || calls_made FROM sync_mark ORDER BY project"_s}) {
        Rows found = database.query(sql);
        while (found.next())
            rows.append(found.text(0));
    }
    return rows;
}

/// An empty archive of a schema, made by hand.
inline bool makeArchive(Database &database, const QString &path, int version = schema::newest())
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && database.open(path, Database::Access::ReadWrite) &&
           schema::migrate(database, 0, version);
}

} // namespace confab::archivecase
