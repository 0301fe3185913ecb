// SPDX-License-Identifier: GPL-3.0-or-later
// The deletion log against the service's own record of its calls, by HTTP, after a run in which much went
// wrong.
#include "sandbox/sandboxserver.h"
#include "services/deletionjournal.h"
#include "services/deletionlog.h"
#include "services/deletionservice.h"
#include "support/apiclient.h"
#include "support/keysweep.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;
using Kind = SandboxFault::Kind;
using Outcome = DeletionLog::Outcome;
using Record = DeletionLog::Record;

namespace {

constexpr int chosen = 20;

SandboxOptions many()
{
    SandboxOptions options;
    options.conversations = 40;
    options.conversationsPerPage = 40;
    return options;
}

struct World
{
    World() : started(server.start()), client(server.baseUrl(), shortTimeouts())
    {
        client.api->setCredentials(credentialsFor(server.baseUrl(), QString::fromLatin1(server.key())));
        service.setAccount({server.baseUrl(), 4021});
        for (const QString &session : server.sessions(server.firstProject()).first(chosen))
            server.renameConversation(server.firstProject(), session, u"Zanzibar "_s + session);
        rows = valueOf(client.api->conversations(project(), {}, Lane::Visible)).items.first(chosen);
    }
    [[nodiscard]] ProjectId project() const { return ProjectId{server.firstProject()}; }
    void spoil(int row, Kind kind, int status = 0, bool applied = false)
    {
        SandboxFault fault;
        fault.kind = kind;
        fault.match = u"^DELETE .*/"_s + rows.at(row).session.toString();
        fault.status = status;
        fault.applied = applied;
        server.addFault(fault);
    }
    void run()
    {
        QSignalSpy finished(&service, &DeletionService::finished);
        service.remove(project(), rows);
        service.commitWaiting();
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 60'000);
        report = finished[0][0].value<DeletionReport>();
    }
    [[nodiscard]] QByteArray content() const
    {
        QFile file(folder.filePath(u"deletion-log.jsonl"_s));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    SandboxServer server{many()};
    bool started;
    ApiClient client;
    QTemporaryDir folder;
    DeletionJournal journal{folder.filePath(u"deletions.jsonl"_s)};
    DeletionLog log{folder.filePath(u"deletion-log.jsonl"_s)};
    DeletionService service{*client.api, journal, log, client.clock};
    QList<Conversation> rows;
    DeletionReport report;
};

} // namespace

class TestDeletionRecord : public QObject
{
    Q_OBJECT

private slots:
    void isTheServersOwn();
    void holdsNothingOfTheConversations();
};

void TestDeletionRecord::isTheServersOwn()
{
    World world;
    world.spoil(3, Kind::Status, 500);
    QVERIFY(
        world.server.removeConversation(world.project().value, world.rows.at(7).session.toString())); // 404
    world.spoil(9, Kind::Hang);
    world.spoil(12, Kind::TruncateBody, 0, true);
    world.spoil(15, Kind::Html502, 0, true);
    world.spoil(17, Kind::Status, 422);
    world.server.clearCalls();
    world.run();
    QCOMPARE(world.report.items.size(), chosen);

    QHash<SessionId, int> statuses; // of each DELETE that the server has seen
    for (const SandboxServer::Call &call : world.server.calls()) {
        if (call.method != "DELETE")
            continue;
        const QStringList parts = call.path.split(u'/');
        QCOMPARE(parts.value(4).toLongLong(), world.project().value);
        QVERIFY2(!statuses.contains(SessionId(parts.last())), qPrintable(call.path));
        statuses.insert(SessionId(parts.last()), call.status);
    }
    QCOMPARE(statuses.size(), chosen);

    const QList<Record> records = valueOf(world.log.read());
    QCOMPARE(records.size(), chosen);
    QHash<SessionId, Outcome> outcomes;
    for (const Record &record : records) {
        QVERIFY2(statuses.contains(record.session), qPrintable(record.session.toString()));
        QCOMPARE(record.project, world.project());
        QCOMPARE(record.account, (Account{world.server.baseUrl(), 4021}));
        QCOMPARE(record.httpStatus, statuses.value(record.session)); // 0 of the one that hangs
        const bool isThere = world.server.hasConversation(world.project().value, record.session.toString());
        QCOMPARE(record.outcome == Outcome::Failed, isThere);
        QVERIFY(record.settledAt >= record.at);
        outcomes.insert(record.session, record.outcome);
    }
    QCOMPARE(outcomes.size(), chosen);
    const QHash<int, Outcome> expected{{3, Outcome::Failed},   {7, Outcome::AlreadyGone},
                                       {9, Outcome::Failed},   {12, Outcome::Deleted},
                                       {15, Outcome::Deleted}, {17, Outcome::Failed}};
    for (int row = 0; row < chosen; ++row)
        QCOMPARE(outcomes.value(world.rows.at(row).session), expected.value(row, Outcome::Deleted));
}

void TestDeletionRecord::holdsNothingOfTheConversations()
{
    World world;
    const MessagePage page = valueOf(world.client.api->messages(world.rows.first().key(), 1, Lane::Visible));
    QVERIFY(!page.messages.items.isEmpty());
    world.spoil(2, Kind::Status, 422);
    world.run();
    const QByteArray text = world.content();
    QVERIFY(text.contains(world.rows.first().session.toString().toUtf8())); // it is the file in question
    QVERIFY(!keysweep::holdsKey(text, world.server.key()));
    QVERIFY(!text.contains("Zanzibar"));
    for (const Message &message : page.messages.items) {
        QVERIFY(!text.contains(message.question.left(20).toUtf8()));
        QVERIFY(!text.contains(message.answer.left(20).toUtf8()));
    }
    // Neither the server's words: they may name what they are about.
    QVERIFY(!text.contains(world.report.items.at(2).error->serverMessage.toUtf8()));
}

QTEST_GUILESS_MAIN(TestDeletionRecord)
#include "tst_deletionrecord.moc"
