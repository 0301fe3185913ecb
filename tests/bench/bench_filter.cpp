// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/bench.h"

#include "archive/archive.h"
#include "fakes/fakechatapi.h"
#include "fakes/manualclock.h"
#include "models/conversationlistmodel.h"
#include "models/conversationrows.h"
#include "services/conversationfacts.h"
#include "services/conversationservice.h"

#include <QElapsedTimer>

#include <algorithm>

namespace confab::bench {

namespace {

QList<Conversation> manyConversations(int count)
{
    const QStringList subjects{
        QStringLiteral("Refund for order"),     QStringLiteral("Where is my parcel"),
        QStringLiteral("Rückerstattung für"),   QStringLiteral("パスワードを忘れた"),
        QStringLiteral("استرداد المبلغ للطلب"), QStringLiteral("Reklamacja zamówienia"),
        QStringLiteral("Invoice of account"),   QStringLiteral("Thay đổi mật khẩu"),
    };
    const QDateTime start(QDate(2025, 1, 1), QTime(8, 0), Qt::UTC);
    QList<Conversation> all;
    all.reserve(count);
    for (int i = 1; i <= count; ++i) {
        Conversation conversation;
        conversation.id = ConversationId{i};
        conversation.session = FakeChatApi::session(i);
        conversation.project = ProjectId{1};
        conversation.name =
            QStringLiteral("%1 %2").arg(subjects[i % subjects.size()]).arg(i * 7919LL % 1'000'003);
        conversation.createdAt = conversation.updatedAt = start.addSecs(i * 60LL);
        all.append(conversation);
    }
    return all;
}

/// What the filter box holds after each key: a word typed letter by letter and erased again.
QStringList keystrokes()
{
    const QString word = QStringLiteral("refund for order 42");
    QStringList keys;
    for (qsizetype length = 1; length <= word.size(); ++length)
        keys << word.first(length);
    for (qsizetype length = word.size() - 1; length >= 0; --length)
        keys << word.first(length);
    return keys;
}

} // namespace

void benchFacts(Report &report, const Sizes &sizes)
{
    FakeChatApi api;
    ConversationService service(api);
    const ManualClock clock;
    Archive archive;
    ConversationFacts facts(archive);
    ConversationListModel model(service, clock, &facts);
    emit service.upserted(manyConversations(sizes.names));
    FactNews news;
    for (int i = 1; i <= sizes.names; ++i) {
        ThreadFacts each;
        each.lastMessageAt = clock.nowUtc().addSecs(-(i * 7919LL % 1'000'003));
        each.messages = i % 50;
        each.checkedAt = clock.nowUtc();
        news.table.insert(FakeChatApi::session(i), each);
    }
    news.changed = news.table.keys();
    qsizetype told = 0;
    QObject::connect(&facts, &ConversationFacts::changed, &model,
                     [&told](const QList<SessionId> &sessions) { told += sessions.size(); });
    const auto longestTurn = [&](auto begin) {
        told = 0;
        QElapsedTimer timer;
        qint64 longest = 0;
        timer.start();
        begin();
        const bool all = runUntil([&] {
            longest = std::max(longest, timer.nsecsElapsed());
            timer.restart();
            return told == sizes.names;
        });
        return all ? double(longest) / 1e6 : -1.0;
    };
    QList<double> turns, steps, clicks, ratios;
    for (int round = 0; round < sizes.rounds; ++round) {
        model.sort(ConversationListModel::IdColumn, Qt::DescendingOrder);
        turns << longestTurn([&] { facts.take(news); });
        (void)longestTurn([&] { facts.clear(); });
        model.sort(ConversationListModel::LastMessageColumn, Qt::DescendingOrder);
        steps << longestTurn([&] { facts.take(news); });
        QElapsedTimer timer;
        timer.start();
        model.sort(ConversationListModel::LastMessageColumn, Qt::AscendingOrder);
        clicks << double(timer.nsecsElapsed()) / 1e6;
        ratios << steps.last() / std::max(clicks.last(), 0.001);
        (void)longestTurn([&] { facts.clear(); });
    }
    if (turns.contains(-1.0) || steps.contains(-1.0))
        return report.failed(what::factsTurn, QStringLiteral("not all of it was told"));
    report.figure(what::factsTurn, median(turns), QStringLiteral("ms"));
    report.ratio(what::factsSorted, ratios, 3.0, behind(steps, clicks, QStringLiteral("ms")));
}

void benchFilter(Report &report, const Sizes &sizes)
{
    FakeChatApi api;
    ConversationService service(api);
    const ManualClock clock;
    ConversationListModel model(service, clock);
    const QList<Conversation> conversations = manyConversations(sizes.names);
    emit service.upserted(conversations);

    ConversationRows rows; // the very strings that the model looks through
    std::vector<QString> strings;
    for (const Conversation &conversation : conversations)
        strings.push_back(rows.haystack(rows.add(conversation, {})));

    const QStringList keys = keystrokes();
    QList<double> ratios;
    QElapsedTimer timer;
    qsizetype plainHits = 0;
    qsizetype modelHits = 0;
    for (int round = 0; round < sizes.rounds; ++round) {
        timer.start();
        for (const QString &typed : keys) {
            const QString needle = ConversationRows::needle(typed);
            plainHits += std::count_if(strings.begin(), strings.end(),
                                       [&needle](const QString &text) { return text.contains(needle); });
        }
        const qint64 plain = timer.nsecsElapsed();
        timer.start();
        for (const QString &typed : keys) {
            model.setFilterText(typed);
            modelHits += model.rowCount();
        }
        ratios << double(timer.nsecsElapsed()) / double(std::max<qint64>(plain, 1));
    }
    if (plainHits != modelHits)
        report.failed(what::filter,
                      QStringLiteral("the model finds %1, the plain loop %2").arg(modelHits).arg(plainHits));
    else
        report.ratio(what::filter, ratios, 3.0);
}

} // namespace confab::bench
