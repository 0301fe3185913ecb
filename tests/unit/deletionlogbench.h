// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "deletionbench.h"

#include "support/waiting.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <csignal>
#include <sys/resource.h>

namespace confab::bench {

using Outcome = DeletionLog::Outcome;
using Record = DeletionLog::Record;

inline const QUrl server(u"https://chat.example.org/api/v1"_s);
inline constexpr qint64 me = 9007199254740993; // above what a double holds exactly

inline QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline void setContent(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(text), text.size());
}

inline QList<QJsonObject> linesOf(const QByteArray &text)
{
    QList<QJsonObject> lines;
    for (const QByteArray &line : text.split('\n')) {
        if (!line.isEmpty())
            lines << QJsonDocument::fromJson(line).object();
    }
    return lines;
}

inline QStringList outcomesOf(const QByteArray &text)
{
    QStringList outcomes;
    for (const QJsonObject &line : linesOf(text))
        outcomes << line[u"outcome"].toString();
    return outcomes;
}

/// Newest first; fails the test where they cannot be read.
inline QList<Record> recordsIn(DeletionLog &log)
{
    const auto future = log.read();
    if (!waitForEnd(future) || !future.result()) {
        QTest::qFail("The log could not be read", __FILE__, __LINE__);
        return {};
    }
    return *future.result();
}

/// No file grows above that many bytes while it lives, as on a disk that is full.
class FullAt
{
public:
    explicit FullAt(qint64 bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit full{rlim_t(bytes), m_before.rlim_max};
        if (setrlimit(RLIMIT_FSIZE, &full) != 0)
            qFatal("The size of files could not be limited.");
    }
    ~FullAt() { setrlimit(RLIMIT_FSIZE, &m_before); }
    Q_DISABLE_COPY_MOVE(FullAt)

private:
    rlimit m_before{};
};

struct LogBench : Bench
{
    explicit LogBench(int count = 20) : Bench(count) { service->setAccount({server, me}); }
    [[nodiscard]] QString path() const { return folder.filePath(u"deletion-log.jsonl"_s); }
    [[nodiscard]] QByteArray content() const { return contentOf(path()); }
    [[nodiscard]] QList<Record> records() { return recordsIn(log); }
    /// Of the newest record.
    [[nodiscard]] Record record() { return records().value(0); }
};

} // namespace confab::bench
