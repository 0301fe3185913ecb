// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/bench.h"
#include "bench/sqliteshell.h"

#include "archive/archive.h"
#include "archive/archivefinder.h"
#include "archive/database.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <cmath>

namespace confab::bench {

namespace {

using namespace Qt::StringLiterals;

constexpr int inOnePage = 100; ///< Messages in one transaction: as many as the service sends at once.

/// Texts of words that are as unevenly common as those of people, and some in Chinese.
class Texts
{
public:
    Texts()
    {
        for (int i = 0; i < 20'000; ++i) {
            QString word;
            const int length = 2 + int(m_random.bounded(8U));
            for (int j = 0; j < length; ++j)
                word += QChar(char16_t(u'a' + m_random.bounded(26U)));
            m_words.append(word);
        }
    }

    QString text(int words)
    {
        QString text;
        for (int i = 0; i < words; ++i) {
            text += word(std::exp(m_random.generateDouble() * std::log(double(m_words.size()))) - 1);
            text += u' ';
        }
        if (m_random.bounded(20U) == 0) {
            for (int i = 0; i < words; ++i)
                text += QChar(char16_t(0x4E00 + m_random.bounded(3000U)));
        }
        return text;
    }
    /// Rank 0 is the most common.
    [[nodiscard]] QString word(double rank) const
    {
        return m_words.at(qBound(qsizetype(0), qsizetype(rank), m_words.size() - 1));
    }

private:
    QRandomGenerator m_random{20260309};
    QStringList m_words;
};

ArchiveBatch batchOf(Texts &texts, int first, int count)
{
    ArchiveBatch batch;
    for (int id = first; id < first + count; ++id) {
        // Ten in a conversation, all in a few projects.
        const ConversationKey key{ProjectId{1 + id / 10 % 4},
                                  SessionId(u"session-%1"_s.arg(id / 10, 9, 10, QLatin1Char('0')))};
        if (batch.pages.isEmpty() || batch.pages.last().key != key)
            batch.pages.append({key, {}, {}, {}});
        ArchivedMessage archived;
        archived.message.id = MessageId{id};
        archived.message.question = texts.text(12);
        archived.message.answer = texts.text(45);
        archived.message.createdAt = QDateTime::fromSecsSinceEpoch(1'700'000'000 + qint64(id) * 60, Qt::UTC);
        archived.message.requestSource = u"web"_s;
        batch.pages.last().messages.append(archived);
    }
    return batch;
}

template<class T>
bool went(QFuture<Result<T>> future)
{
    future.waitForFinished();
    return future.resultCount() > 0 && future.result().has_value();
}

void benchWriting(Report &report, const Sizes &sizes)
{
    QList<double> ratios;
    QList<double> ours;
    QList<double> theirs;
    for (int round = 0; round < std::min(3, sizes.rounds); ++round) {
        const QTemporaryDir home;
        const ArchivePlace place{home.path(), QUrl(u"https://bench.example"_s), false};
        Texts texts;
        QList<ArchiveBatch> batches;
        for (int first = 1; first <= sizes.written; first += inOnePage)
            batches.append(batchOf(texts, first, std::min(inOnePage, sizes.written + 1 - first)));
        QElapsedTimer timer;
        {
            Archive archive;
            if (!went(archive.open(place)))
                return report.failed(what::archiveWrite, u"the archive cannot be opened"_s);
            timer.start();
            for (const ArchiveBatch &batch : std::as_const(batches)) {
                if (!went(archive.store(batch)))
                    return report.failed(what::archiveWrite, u"the archive cannot be written"_s);
            }
            ours.append(double(timer.nsecsElapsed()) / 1e9);
        }
        const QString copy = home.filePath(u"copy.sqlite"_s);
        const auto shell = shellTimeFor(Archive::fileOf(place), copy);
        if (!shell)
            return report.failed(what::archiveWrite, u"the shell failed"_s);
        theirs.append(*shell / 1000);
        if (shellOutput({copy, u"SELECT count(*) FROM utterance WHERE id IN (SELECT rowid FROM words)"_s})
                .trimmed() != QByteArray::number(sizes.written * 2))
            return report.failed(what::archiveWrite, u"the shell did not write the same rows"_s);
        ratios.append(theirs.last() / ours.last());
    }
    report.atLeast(what::archiveWrite, ratios, 0.5, behind(theirs, ours, u"s"_s));
    report.figure(what::archiveRate, double(sizes.written) / median(ours), u"messages a second"_s);
}

/// The sqlite3 shell, kept running: the time is that of a query and not of the start of a process.
class Shell
{
public:
    explicit Shell(const QString &file) { m_process.start(u"sqlite3"_s, {u"-readonly"_s, file}); }
    ~Shell()
    {
        m_process.closeWriteChannel();
        m_process.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(Shell)

    /// Milliseconds until all of its rows are here; negative if they do not come.
    double time(const QString &sql)
    {
        QElapsedTimer timer;
        timer.start();
        m_process.write(sql.toUtf8() + ";\n.print end-of-rows\n");
        QByteArray output;
        while (!output.endsWith("end-of-rows\n")) {
            if (!m_process.waitForReadyRead(60'000))
                return -1;
            output += m_process.readAllStandardOutput();
        }
        m_rows = int(output.count('\n')) - 1;
        return double(timer.nsecsElapsed()) / 1e6;
    }
    [[nodiscard]] int rows() const { return m_rows; }

private:
    QProcess m_process;
    int m_rows = 0;
};

/// The statement with its values in it.
QString literal(const ArchiveFinder &finder)
{
    QString sql;
    qsizetype next = 0;
    for (const QChar c : finder.sql()) {
        if (c != u'?') {
            sql += c;
            continue;
        }
        const QVariant value = finder.values().at(next++);
        sql += value.metaType().id() == QMetaType::QString
                   ? u'\'' + value.toString().replace(u'\'', u"''"_s) + u'\''
                   : value.toString();
    }
    return sql;
}

QList<SearchRequest> searches(const Texts &texts)
{
    QList<SearchRequest> all;
    const auto add = [&all](const QStringList &words, bool typing = false, qint64 project = 0) {
        SearchRequest request;
        request.query.texts = words;
        request.stillTyping = typing;
        request.project = ProjectId{project};
        all.append(request);
    };
    for (const double rank : {0.0, 3.0, 30.0, 300.0, 3000.0, 15000.0}) {
        add({texts.word(rank)});
        add({texts.word(rank)}, false, 2);
        add({texts.word(rank), texts.word(rank / 2 + 7)});
        add({texts.word(rank) + u' ' + texts.word(rank / 3 + 1)});
        for (const int typed : {1, 2, 3})
            add({texts.word(rank).left(typed)}, true);
        add({texts.word(rank).left(5)}, true);
    }
    for (const char16_t *run : {u"一", u"七万", u"上下不", u"丈三上下"})
        add({QString::fromUtf16(run)});
    return all;
}

void benchSearching(Report &report, const Sizes &sizes)
{
    const QTemporaryDir home;
    const ArchivePlace place{home.path(), QUrl(u"https://bench.example"_s), false};
    Archive archive;
    bool ok = went(archive.open(place));
    Texts texts;
    constexpr int atOnce = 5000;
    for (int first = 1; ok && first <= sizes.archived; first += atOnce)
        ok = went(archive.store(batchOf(texts, first, std::min(atOnce, sizes.archived + 1 - first))));
    // Closed and opened: nothing in the log, as after a start.
    ok = ok && went(archive.close()) && went(archive.open(place));
    if (!ok)
        return report.failed(what::archiveSearch, u"the archive cannot be filled"_s);
    Database unused;
    Shell shell(Archive::fileOf(place));
    QList<double> ratios;
    QList<double> ours;
    QList<double> theirs;
    for (int round = 0; round <= sizes.rounds; ++round) {
        for (const SearchRequest &request : searches(texts)) {
            const ArchiveFinder finder(unused, request);
            const double bare = shell.time(literal(finder));
            QElapsedTimer timer;
            timer.start();
            auto future = archive.search(request);
            future.waitForFinished();
            const double own = double(timer.nsecsElapsed()) / 1e6;
            if (bare < 0 || !future.result())
                return report.failed(what::archiveSearch, u"a search failed"_s);
            if (round == 0)
                continue; // both warm up
            ratios.append(own / bare);
            ours.append(own);
            theirs.append(bare);
        }
    }
    report.ratio(what::archiveSearch, ratios, 1.2, behind(ours, theirs, u"ms"_s));
    report.figure(what::archiveLatency, percentile95(ours), u"ms"_s);
}

} // namespace

void benchArchive(Report &report, const Sizes &sizes)
{
    if (QStandardPaths::findExecutable(u"sqlite3"_s).isEmpty()) {
        for (const QString &line :
             {what::archiveWrite, what::archiveRate, what::archiveSearch, what::archiveLatency})
            report.skipped(line, u"no sqlite3 here"_s);
        return;
    }
    benchWriting(report, sizes);
    benchSearching(report, sizes);
}

} // namespace confab::bench
