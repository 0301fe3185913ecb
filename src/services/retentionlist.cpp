// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/retentionlist.h"

#include "formats/csvcells.h"
#include "formats/rawtext.h"

#include <QPromise>
#include <QSaveFile>

#include <memory>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

constexpr QFileDevice::Permissions listOfItsOwner = QFileDevice::ReadOwner | QFileDevice::WriteOwner;

QStringList retentionColumns()
{
    return {u"project_id"_s, u"rule"_s,         u"chosen"_s,     u"conversation_id"_s,
            u"session_id"_s, u"conversation"_s, u"created_at"_s, u"last_message_at"_s,
            u"messages"_s,   u"liked"_s,        u"disliked"_s,   u"read_at"_s};
}

QStringList retentionCells(const RetentionReview &review, const RetentionFind &find, bool chosen)
{
    const Conversation &conversation = find.conversation;
    return {review.project.toString(),
            review.rule.name,
            chosen ? u"true"_s : u"false"_s,
            conversation.id.isValid() ? conversation.id.toString() : QString(),
            conversation.session.toString(),
            conversation.name,
            rawtext::moment(conversation.createdAt),
            rawtext::moment(find.facts.lastMessageAt),
            QString::number(find.facts.messages),
            QString::number(find.facts.liked),
            QString::number(find.facts.disliked),
            rawtext::moment(find.facts.checkedAt)};
}

Result<Done> writeRetentionList(const QString &path, const RetentionReview &review,
                                const QSet<SessionId> &chosen)
{
    QSaveFile file(path);
    bool good = file.open(QIODevice::WriteOnly) && file.setPermissions(listOfItsOwner);
    const auto put = [&](const QByteArray &bytes) { good = good && file.write(bytes) == bytes.size(); };
    put(csv::byteOrderMark.toByteArray());
    put(csv::row(retentionColumns()).toUtf8());
    for (const RetentionFind &find : review.found)
        put(csv::row(retentionCells(review, find, chosen.contains(find.conversation.session))).toUtf8());
    // A commit alone would take a file that was cut short for a good one.
    good = good && file.flush() && file.error() == QFileDevice::NoError && file.commit();
    if (!good)
        return failure(ErrorKind::Storage, file.errorString());
    return Done();
}

} // namespace

RetentionList::RetentionList()
{
    m_thread.setMaxThreadCount(1);
}

RetentionList::~RetentionList()
{
    m_thread.waitForDone();
}

QFuture<Result<Done>> RetentionList::save(const QString &path, const RetentionReview &review,
                                          const QSet<SessionId> &chosen)
{
    auto promise = std::make_shared<QPromise<Result<Done>>>();
    promise->start();
    m_thread.start([promise, path, review, chosen] {
        promise->addResult(writeRetentionList(path, review, chosen));
        promise->finish();
    });
    return promise->future();
}

} // namespace confab
