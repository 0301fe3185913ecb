// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/schema.h"

#include "archive/database.h"

#include <QDir>
#include <QFile>

#include <algorithm>

// The resources are in a static library, whose initialiser the linker drops unless something names it: this
// does. It has to stand outside any namespace.
static void registerSchema()
{
    static const bool once = [] {
        Q_INIT_RESOURCE(schema);
        return true;
    }();
    Q_UNUSED(once)
}

namespace confab::schema {

using namespace Qt::StringLiterals;

namespace {

QStringList steps()
{
    registerSchema();
    return QDir(u":/schema"_s).entryList({u"*.sql"_s}, QDir::Files, QDir::Name);
}

/// Statements are parted by empty lines, since those of a trigger have semicolons of their own.
QStringList statementsOf(const QString &step)
{
    QFile file(u":/schema/"_s + step);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QStringList statements;
    for (const QString &part : QString::fromUtf8(file.readAll()).split(u"\n\n"_s)) {
        const auto isCode = [](const QString &line) { return !line.isEmpty() && !line.startsWith("--"_L1); };
        const QStringList lines = part.split(u'\n');
        if (std::any_of(lines.begin(), lines.end(), isCode))
            statements.append(part);
    }
    return statements;
}

} // namespace

int newest()
{
    static const int count = int(steps().size());
    return count;
}

Result<Done> migrate(Database &database, int from, int to)
{
    const QStringList all = steps();
    for (int number = from; number < to; ++number) {
        const auto done = database.transaction([&] {
            for (const QString &statement : statementsOf(all.at(number)))
                database.runOnce(statement);
            database.runOnce(u"PRAGMA application_id=%1"_s.arg(applicationId));
            database.runOnce(u"PRAGMA user_version=%1"_s.arg(number + 1));
        });
        if (!done)
            return done;
    }
    return Done{};
}

Health check(Database &database, bool indexes)
{
    database.clearError();
    const auto cannotBeSaid = [&database] {
        using Trouble = Database::Trouble;
        return database.trouble() == Trouble::Busy || database.trouble() == Trouble::Full ||
               database.trouble() == Trouble::Interrupted;
    };
    bool readable = false;
    bool unknown = false;
    // Once more before it is taken for damaged: a page that could not be read just then looks the same.
    for (int look = 0; look < 2 && !readable && !unknown; ++look) {
        const QString verdict = database.value(u"PRAGMA quick_check(1)"_s).toString();
        readable = database.trouble() == Database::Trouble::None && verdict == "ok"_L1;
        unknown = cannotBeSaid();
        database.clearError();
    }
    if (!readable && !unknown)
        return Health::Damaged;
    if (!indexes || unknown)
        return Health::Sound;
    // With rank 1 the index is compared with the texts as well.
    database.run(u"INSERT INTO words (words, rank) VALUES ('integrity-check', 1)"_s);
    database.run(u"INSERT INTO trigrams (trigrams, rank) VALUES ('integrity-check', 1)"_s);
    const bool sound = database.trouble() == Database::Trouble::None || cannotBeSaid();
    database.clearError();
    return sound ? Health::Sound : Health::IndexDamaged;
}

Result<Done> rebuildIndexes(Database &database)
{
    return database.transaction([&database] {
        database.run(u"INSERT INTO words (words) VALUES ('rebuild')"_s);
        database.run(u"INSERT INTO trigrams (trigrams) VALUES ('rebuild')"_s);
    });
}

} // namespace confab::schema
