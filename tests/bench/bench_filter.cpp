// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/bench.h"

#include "fakes/fakechatapi.h"
#include "fakes/manualclock.h"
#include "models/conversationlistmodel.h"
#include "models/conversationrows.h"
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
