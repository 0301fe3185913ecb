// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/retentionlist.h"

#include "core/future.h"
#include "formats/csvcells.h"
#include "formats/rawtext.h"

namespace confab {

using namespace Qt::StringLiterals;

namespace {

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
    return runOn<Result<Done>>(m_thread, [path, review, chosen] {
        return csv::save(path, retentionColumns(), review.found.size(), [&](qsizetype index) {
            const RetentionFind &find = review.found.at(index);
            return retentionCells(review, find, chosen.contains(find.conversation.session));
        });
    });
}

} // namespace confab
