// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QDateTime>
#include <QHash>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QVariantList>

#include <functional>

namespace confab {

class Database;

/// The rows of one query; the statement is free for its next use when this goes.
class Rows
{
public:
    Rows(QSqlQuery *query, Database *database) : m_query(query), m_database(database) {}
    ~Rows();
    Q_DISABLE_COPY_MOVE(Rows)

    [[nodiscard]] bool next();
    [[nodiscard]] QVariant value(int column) const { return m_query->value(column); }
    [[nodiscard]] qint64 number(int column) const { return m_query->value(column).toLongLong(); }
    [[nodiscard]] QString text(int column) const { return m_query->value(column).toString(); }
    /// Invalid for null.
    [[nodiscard]] QDateTime moment(int column) const;

private:
    friend class Database;
    QSqlQuery *m_query = nullptr; ///< Null where the statement could not be run.
    Database *m_database = nullptr;
};

/// One connection to an SQLite file, for one thread: open, used and closed on it.
///
/// The first error stays: from then on nothing is run until it is taken, so that a sequence of statements is
/// looked at once, at its end.
class Database
{
public:
    enum class Access { ReadWrite, ReadOnly };
    /// What kind of error there is.
    enum class Trouble {
        None,
        Full,
        Damaged,
        Busy,        ///< Another program holds the file, there is no memory, or the system fails to read or
                     ///< write: says nothing of the file.
        Interrupted, ///< As whoever asked wanted it; says nothing of the file.
        Other
    };

    Database();
    ~Database();
    Q_DISABLE_COPY_MOVE(Database)

    /// What a transaction is undone from. A write-ahead log needs memory that processes share, which a file
    /// system over a network does not have.
    enum class Journal { WriteAhead, Rollback };

    /// The file is not made: it has to be there, if only empty. `journal` is for a connection that writes.
    bool open(const QString &file, Access access, Journal journal = Journal::WriteAhead);
    void close();
    [[nodiscard]] bool isOpen() const { return m_database.isOpen(); }
    [[nodiscard]] QString file() const { return m_database.databaseName(); }

    /// Statements are prepared once and kept: for SQL that does not change. Values are bound to each "?" in
    /// turn; Qt does not know numbered ones.
    bool run(const QString &sql, const QVariantList &values = {});
    /// The same, for SQL that is run once.
    bool runOnce(const QString &sql);
    [[nodiscard]] Rows query(const QString &sql, const QVariantList &values = {});
    /// The first column of the first row; invalid where there is none.
    QVariant value(const QString &sql, const QVariantList &values = {});
    /// Rows that the last run() changed.
    [[nodiscard]] int changes() const { return m_changes; }
    [[nodiscard]] qint64 lastId() const { return m_lastId; }

    /// Asked again and again, on the database's thread, while statements run: true ends them. Nothing asks
    /// any more.
    void setInterrupt(std::function<bool()> interrupt) { m_interrupt = std::move(interrupt); }

    [[nodiscard]] Trouble trouble() const { return m_trouble; }
    [[nodiscard]] Error error() const { return m_error; }
    void clearError();

    /// Runs `work` in one transaction; what it did is gone unless all of it went well. The database has no
    /// error afterwards; whether it had is what is returned.
    template<class Work>
    [[nodiscard]] Result<Done> transaction(Work work)
    {
        clearError();
        m_lastTrouble = Trouble::None;
        if (run(QStringLiteral("BEGIN IMMEDIATE"))) {
            work();
            run(QStringLiteral("COMMIT"));
        }
        return endTransaction();
    }
    /// What was wrong in the last transaction, or after it.
    [[nodiscard]] Trouble lastTrouble() const { return m_lastTrouble; }

private:
    friend class Rows;
    QSqlQuery *execute(const QString &sql, const QVariantList &values);
    void fail(const QSqlError &error);
    void listenToInterrupts();
    Result<Done> endTransaction();

    QString m_name; ///< Of the connection, unlike any other.
    QSqlDatabase m_database;
    QHash<QString, QSqlQuery> m_statements;
    std::function<bool()> m_interrupt;
    Error m_error;
    Trouble m_trouble = Trouble::None;
    Trouble m_lastTrouble = Trouble::None;
    int m_changes = 0;
    qint64 m_lastId = 0;
};

/// For binding: null for an invalid moment.
[[nodiscard]] QVariant momentValue(const QDateTime &moment);

} // namespace confab
