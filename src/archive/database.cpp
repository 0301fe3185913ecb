// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/database.h"

#include <QSqlDriver>
#include <QSqlError>

#ifdef CONFAB_HAS_SQLITE
#include <sqlite3.h>
#endif

#include <array>
#include <atomic>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

// Result codes of SQLite. The low byte is the kind, the rest says more.
constexpr int sqliteNoAccess = 3;
constexpr int sqliteBusy = 5;
constexpr int sqliteLocked = 6;
constexpr int sqliteNoMemory = 7;
constexpr int sqliteReadOnly = 8;
constexpr int sqliteInterrupted = 9;
constexpr int sqliteInputOutput = 10;
constexpr int sqliteCorrupt = 11;
constexpr int sqliteFull = 13;
constexpr int sqliteCannotOpen = 14;
constexpr int sqliteLocksConfused = 15;
constexpr int sqliteNotAllowed = 23;
constexpr int sqliteNotADatabase = 26;
constexpr int sqliteShortRead = 522;         ///< The file ends too soon.
constexpr int sqliteSharedMemorySize = 4874; ///< The index of the write-ahead log did not fit on the disk.

Database::Trouble troubleOf(int code)
{
    if (code == sqliteSharedMemorySize)
        return Database::Trouble::Full;
    if (code == sqliteShortRead)
        return Database::Trouble::Damaged;
    switch (code & 0xff) {
    case sqliteFull:
        return Database::Trouble::Full;
    case sqliteCorrupt:
    case sqliteNotADatabase:
        return Database::Trouble::Damaged;
    case sqliteBusy:
    case sqliteLocked:
    case sqliteNoMemory:
    case sqliteNoAccess:
    case sqliteReadOnly:
    case sqliteInputOutput:
    case sqliteCannotOpen:
    case sqliteLocksConfused:
    case sqliteNotAllowed:
        return Database::Trouble::Busy;
    case sqliteInterrupted:
        return Database::Trouble::Interrupted;
    default:
        return Database::Trouble::Other;
    }
}

QString newConnectionName()
{
    static std::atomic<quint64> count{0};
    return u"archive-%1"_s.arg(++count);
}

#ifdef CONFAB_HAS_SQLITE
/// So many steps of SQLite's machine: far less than a frame, and far more than the question costs.
constexpr int stepsBetweenQuestions = 200;

int isInterrupted(void *interrupt)
{
    const auto &asked = *static_cast<const std::function<bool()> *>(interrupt);
    return asked && asked() ? 1 : 0;
}
#endif

} // namespace

Rows::~Rows()
{
    if (m_query)
        m_query->finish();
}

bool Rows::next()
{
    if (!m_query)
        return false;
    if (m_query->next())
        return true;
    if (m_query->lastError().isValid())
        m_database->fail(m_query->lastError());
    return false;
}

QDateTime Rows::moment(int column) const
{
    const QVariant stored = value(column);
    return stored.isNull() ? QDateTime() : QDateTime::fromMSecsSinceEpoch(stored.toLongLong(), Qt::UTC);
}

QVariant momentValue(const QDateTime &moment)
{
    return moment.isValid() ? QVariant(moment.toMSecsSinceEpoch()) : QVariant(QMetaType::fromType<qint64>());
}

Database::Database() : m_name(newConnectionName()) {}

Database::~Database()
{
    close();
}

bool Database::open(const QString &file, Access access, Journal journal)
{
    close();
    clearError();
    m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name);
    m_database.setDatabaseName(file);
    m_database.setConnectOptions(access == Access::ReadOnly
                                     ? u"QSQLITE_BUSY_TIMEOUT=5000;QSQLITE_OPEN_READONLY"_s
                                     : u"QSQLITE_BUSY_TIMEOUT=5000"_s);
    if (!m_database.open()) {
        fail(m_database.lastError());
        return false;
    }
    listenToInterrupts();
    run(u"PRAGMA foreign_keys=ON"_s);
    // Nothing of a large sort or a transaction goes to files outside the folder.
    run(u"PRAGMA temp_store=MEMORY"_s);
    run(u"PRAGMA cache_size=-16384"_s);
    if (access == Access::ReadWrite) {
        run(u"PRAGMA secure_delete=ON"_s);
        value(journal == Journal::WriteAhead ? u"PRAGMA journal_mode=WAL"_s
                                             : u"PRAGMA journal_mode=DELETE"_s);
        run(u"PRAGMA synchronous=FULL"_s);
    }
    return m_trouble == Trouble::None;
}

void Database::listenToInterrupts()
{
#ifdef CONFAB_HAS_SQLITE
    const QVariant handle = m_database.driver()->handle();
    if (qstrcmp(handle.typeName(), "sqlite3*") != 0)
        return;
    // A Qt that brings an SQLite of its own has handles that this one must not touch.
    if (value(u"SELECT sqlite_source_id()"_s).toString() != QLatin1StringView(sqlite3_sourceid()))
        return;
    sqlite3_progress_handler(*static_cast<sqlite3 *const *>(handle.constData()), stepsBetweenQuestions,
                             isInterrupted, &m_interrupt);
#endif
}

void Database::close()
{
    m_statements.clear();
    if (!m_database.isValid())
        return;
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(m_name);
}

QSqlQuery *Database::execute(const QString &sql, const QVariantList &values)
{
    if (m_trouble != Trouble::None)
        return nullptr;
    auto statement = m_statements.find(sql);
    if (statement == m_statements.end()) {
        QSqlQuery fresh(m_database);
        fresh.setForwardOnly(true);
        if (!fresh.prepare(sql)) {
            fail(fresh.lastError());
            return nullptr;
        }
        statement = m_statements.emplace(sql, std::move(fresh));
    }
    QSqlQuery &query = *statement;
    for (int i = 0; i < values.size(); ++i)
        query.bindValue(i, values.at(i));
    if (!query.exec()) {
        fail(query.lastError());
        query.finish();
        return nullptr;
    }
    return &query;
}

bool Database::run(const QString &sql, const QVariantList &values)
{
    QSqlQuery *query = execute(sql, values);
    if (!query)
        return false;
    m_changes = query->numRowsAffected();
    m_lastId = query->lastInsertId().toLongLong();
    query->finish();
    return true;
}

bool Database::runOnce(const QString &sql)
{
    const bool ok = run(sql);
    m_statements.remove(sql);
    return ok;
}

Rows Database::query(const QString &sql, const QVariantList &values)
{
    return Rows(execute(sql, values), this);
}

QVariant Database::value(const QString &sql, const QVariantList &values)
{
    Rows rows = query(sql, values);
    return rows.next() ? rows.value(0) : QVariant();
}

void Database::fail(const QSqlError &error)
{
    if (m_trouble != Trouble::None)
        return;
    bool known = false;
    const int code = error.nativeErrorCode().toInt(&known);
    m_trouble = known ? troubleOf(code) : Trouble::Other;
    m_lastTrouble = m_trouble;
    if (m_trouble == Trouble::Interrupted) {
        m_error = Error{ErrorKind::Cancelled, 0, {}, {}, {}};
        return;
    }
    // A plain SQLITE_ERROR may repeat what was searched for.
    m_error = Error{ErrorKind::Storage,
                    0,
                    {},
                    u"SQLite %1"_s.arg(known && code != 1 ? u"%1: %2"_s.arg(code).arg(error.databaseText())
                                                          : error.nativeErrorCode()),
                    {}};
}

void Database::clearError()
{
    m_error = {};
    m_trouble = Trouble::None;
}

Result<Done> Database::endTransaction()
{
    if (m_trouble == Trouble::None)
        return Done{};
    const Error error = m_error;
    const Trouble trouble = m_trouble;
    clearError();
    // A full disk has rolled back by itself, and then there is nothing to roll back.
    run(u"ROLLBACK"_s);
    clearError();
    m_lastTrouble = trouble;
    return tl::unexpected<Error>(error);
}

} // namespace confab
