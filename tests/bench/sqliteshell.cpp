// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/sqliteshell.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>

namespace confab::bench {

using namespace Qt::StringLiterals;

namespace {

const QByteArray failed = "failed";

/// A file of statements that make the same rows as are in the archive.
bool writeScript(const QString &archive, const QString &script)
{
    const QString rows = script + u".rows"_s;
    QFile out(script);
    if (!out.open(QIODevice::WriteOnly))
        return false;
    out.write("PRAGMA journal_mode=WAL;\nPRAGMA synchronous=FULL;\nBEGIN;\n");
    const QList<std::pair<QString, QString>> tables{
        {u"conversation"_s, u"SELECT * FROM conversation"_s},
        {u"message"_s, u"SELECT * FROM message"_s},
        {u"utterance(id, text, folded, runs)"_s, u"SELECT id, text, folded, runs FROM utterance"_s}};
    for (const auto &[table, select] : tables) {
        if (shellOutput({u"-cmd"_s, u".mode insert \"%1\""_s.arg(table), archive, select}, {}, rows) ==
            failed)
            return false;
        QFile in(rows);
        if (!in.open(QIODevice::ReadOnly))
            return false;
        const QByteArray quotedName = "\"" + table.toUtf8() + "\"";
        while (!in.atEnd())
            out.write(in.readLine().replace(quotedName, table.toUtf8()));
    }
    out.write("COMMIT;\n");
    QFile::remove(rows);
    return out.flush();
}

} // namespace

QByteArray shellOutput(const QStringList &arguments, const QString &input, const QString &output)
{
    QProcess shell;
    if (!input.isEmpty())
        shell.setStandardInputFile(input);
    if (!output.isEmpty())
        shell.setStandardOutputFile(output);
    shell.start(u"sqlite3"_s, arguments);
    if (!shell.waitForFinished(600'000) || shell.exitCode() != 0)
        return failed;
    return shell.readAllStandardOutput();
}

std::optional<double> shellTimeFor(const QString &archive, const QString &copy)
{
    const QString script = copy + u".rows.sql"_s;
    const QString schema = copy + u".schema.sql"_s;
    const QByteArray described =
        shellOutput({archive, u"SELECT sql || ';' FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE "
                              "'words\\_%' ESCAPE '\\' AND name NOT LIKE 'trigrams\\_%' ESCAPE '\\' AND "
                              "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type = 'trigger', rowid"_s},
                    {}, schema);
    if (described == failed || !writeScript(archive, script) || shellOutput({copy}, schema) == failed)
        return {};
    QElapsedTimer timer;
    timer.start();
    if (shellOutput({copy}, script) == failed)
        return {};
    const double took = double(timer.nsecsElapsed()) / 1e6;
    QFile::remove(script);
    return took;
}

} // namespace confab::bench
