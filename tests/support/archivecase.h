// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archive/archive.h"
#include "core/messagesearch.h"

#include <QTemporaryDir>
#include <QTest>

/// What the tests of the archive have in common: short ways to say what goes in and to wait for what comes
/// out.
namespace confab::archivecase {

using namespace Qt::StringLiterals;

inline const ProjectId project{7};

inline QDateTime moment(int minute)
{
    return QDateTime(QDate(2026, 3, 1), QTime(9, 0), Qt::UTC).addSecs(qint64(minute) * 60);
}

inline SessionId session(int number)
{
    return SessionId(u"session-%1"_s.arg(number, 6, 10, QLatin1Char('0')));
}

inline ConversationKey key(int number, ProjectId of = project)
{
    return {of, session(number)};
}

inline Conversation conversation(int number, ProjectId of = project)
{
    Conversation result;
    result.id = ConversationId{1000 + number};
    result.session = session(number);
    result.project = of;
    result.name = u"Conversation %1"_s.arg(number);
    result.createdBy = number % 2 == 0 ? std::optional<qint64>(number) : std::nullopt;
    result.createdAt = moment(number);
    result.updatedAt = moment(number + 1);
    return result;
}

inline ArchivedMessage message(qint64 id, const QString &question, const QString &answer = {})
{
    ArchivedMessage archived;
    archived.message.id = MessageId{id};
    archived.message.question = question;
    archived.message.answer = answer;
    archived.message.createdAt = moment(int(id % 100'000));
    return archived;
}

inline ArchivedPage page(const ConversationKey &of, const QList<ArchivedMessage> &messages)
{
    return {of, messages, {}, {}};
}

inline ArchiveBatch batchOf(const QList<ArchivedPage> &pages)
{
    ArchiveBatch batch;
    batch.pages = pages;
    batch.seenAt = moment(0);
    return batch;
}

inline ArchivePlace placeIn(const QString &folder)
{
    return {folder, QUrl(u"https://app.example.com/api/v1"_s), false};
}

/// Waits for it.
template<class T>
Result<T> ended(QFuture<Result<T>> future)
{
    future.waitForFinished();
    return future.resultCount() > 0 ? future.result() : Result<T>(failure(ErrorKind::Cancelled));
}

/// Waits for it; it has to have gone well.
template<class T>
T valueOf(QFuture<Result<T>> future)
{
    const Result<T> result = ended(future);
    if (!result) {
        QTest::qFail(qPrintable(u"Failed: "_s + result.error().detail), __FILE__, __LINE__);
        return T{};
    }
    return *result;
}

/// "12q" for the question of message 12, "12a" for its answer.
inline QStringList namesOf(const SearchResults &results)
{
    QStringList names;
    for (const SearchHit &hit : results.hits)
        names.append(hit.message.toString() + (hit.sender == SearchQuery::Sender::Agent ? u"a"_s : u"q"_s));
    return names;
}

inline SearchRequest requestFor(const QStringList &texts, const QStringList &excluded = {})
{
    SearchRequest request;
    request.query.texts = texts;
    request.query.excluded = excluded;
    return request;
}

/// The parts of the snippet that are marked.
inline QStringList markedIn(const SearchHit &hit)
{
    QStringList marked;
    for (const TextRange &range : hit.hits)
        marked.append(hit.snippet.mid(range.start, range.length));
    return marked;
}

} // namespace confab::archivecase
