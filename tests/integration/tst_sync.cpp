// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/sandboxserver.h"
#include "support/apiclient.h"
#include "support/syncworld.h"

#include <numeric>

using namespace confab;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

SandboxOptions options(int conversations, bool intelligence)
{
    SandboxOptions some;
    some.conversations = conversations;
    some.intelligence = intelligence;
    some.now = QDateTime(QDate(2026, 3, 10), QTime(12, 0), Qt::UTC);
    return some;
}

/// A client signed in at a server, and an archive.
struct Client
{
    explicit Client(const SandboxServer &server, const Timeouts &timeouts = {}, ManualClock *hands = nullptr)
        : turned(hands), http(server.baseUrl(), timeouts, hands), project{server.firstProject()}
    {
        http.api->setCredentials(credentialsFor(server.baseUrl(), QString::fromLatin1(server.key())));
        http.api->setRandom([] { return 0.0; }); // repeats come at once
    }

    [[nodiscard]] bool run()
    {
        Clock &clock = turned ? static_cast<Clock &>(*turned) : http.clock;
        ProjectSync sync(*http.api, store.archive, store.feed, clock);
        const auto end = runOf(sync, project, {}, [this] {
            if (turned)
                turned->advance(100ms);
        });
        return end && *end;
    }

    ManualClock *turned; ///< Runs ahead, so that nothing waits for a pause to end.
    ApiClient http;
    ArchiveWorld store;
    ProjectId project;
};

int conversationPages(const SandboxServer &server)
{
    return (server.conversationCount(server.firstProject()) + 9) / 10;
}

/// Of the first project.
QList<int> messageCounts(const SandboxServer &server)
{
    QList<int> counts;
    for (const QString &session : server.sessions(server.firstProject()))
        counts << server.messageCount(server.firstProject(), session);
    return counts;
}

} // namespace

/// The sync over HTTP, against the sandbox.
class TestSync : public QObject
{
    Q_OBJECT

private slots:
    void fewestCalls_data();
    void fewestCalls();
    void bothWaysLeadToTheSame();
    void oneCallInTenFails_data();
    void oneCallInTenFails();
    void clicksOvertake();
};

void TestSync::fewestCalls_data()
{
    QTest::addColumn<bool>("intelligence");
    QTest::newRow("by reports") << true;
    QTest::newRow("by conversations") << false;
}

void TestSync::fewestCalls()
{
    QFETCH(bool, intelligence);
    SandboxServer server(options(120, intelligence));
    QVERIFY(server.start());
    Client client(server);
    int messages = 0, messagePages = 0;
    for (const int count : messageCounts(server)) {
        messages += count;
        messagePages += std::max(1, (count + 19) / 20);
    }
    QVERIFY(client.run());
    // Where there are no reports one call finds that out.
    const int reading = intelligence ? (messages + 99) / 100 : 1 + messagePages;
    QCOMPARE(server.callCount(), conversationPages(server) + reading);
    QCOMPARE(client.store.rows(client.project).size(), 120 + messages);
    for (const auto &call : server.calls())
        QVERIFY(call.status == 200 || call.path.endsWith(u"/intelligence"_s));
}

void TestSync::bothWaysLeadToTheSame()
{
    QStringList rows[2];
    for (const bool intelligence : {true, false}) {
        SandboxServer server(options(160, intelligence));
        QVERIFY(server.start());
        Client client(server);
        QVERIFY(client.run());
        rows[intelligence ? 0 : 1] = client.store.rows(client.project);
        const QList<int> counts = messageCounts(server);
        QCOMPARE(rows[intelligence ? 0 : 1].size(), std::accumulate(counts.begin(), counts.end(), 160));
    }
    QVERIFY(rows[0].size() > 500);
    QCOMPARE(rows[0].size(), rows[1].size());
    for (qsizetype i = 0; i < rows[0].size(); ++i)
        QCOMPARE(rows[0].at(i), rows[1].at(i));
}

void TestSync::oneCallInTenFails_data()
{
    QTest::addColumn<int>("conversations"); // enough for several calls of each kind to fail
    QTest::addColumn<bool>("intelligence");
    QTest::newRow("by reports") << 400 << true;
    QTest::newRow("by conversations") << 150 << false;
}

/// Every tenth call is dropped, truncated, cut, throttled or answered with a gateway's page.
void TestSync::oneCallInTenFails()
{
    QFETCH(int, conversations);
    QFETCH(bool, intelligence);
    SandboxServer server(options(conversations, intelligence));
    QVERIFY(server.start());
    Client calm(server);
    QVERIFY(calm.run());
    const int calls = server.callCount();
    server.clearCalls();

    using Kind = SandboxFault::Kind;
    const QList<Kind> kinds{Kind::DropConnection, Kind::TruncateBody, Kind::Throttle,
                            Kind::CutChunked,     Kind::Html502,      Kind::InvalidUtf8};
    // The faults count only those calls that no earlier one struck.
    for (int i = 0; i < calls / 9; ++i) {
        SandboxFault fault;
        fault.kind = kinds.at(i % kinds.size());
        fault.match = u"conversations|intelligence"_s;
        fault.times = 1;
        fault.skip = i == 0 ? 5 : 9 * (i + 1);
        server.addFault(fault);
    }
    ManualClock clock;
    Client troubled(server, {1500ms, 5000ms, 1500ms, 0ms}, &clock);
    QVERIFY(troubled.run());
    const auto all = server.calls();
    const auto failed =
        std::count_if(all.begin(), all.end(), [](const auto &call) { return call.status != 200; });
    QVERIFY2(failed >= 2, qPrintable(QString::number(failed)));
    QVERIFY(all.size() > calls);
    QCOMPARE(troubled.store.rows(troubled.project), calm.store.rows(calm.project));
}

/// A click does not wait for the sync, although the sync may have five calls on their way and more to make.
void TestSync::clicksOvertake()
{
    SandboxOptions slow = options(150, false);
    slow.latency = 20ms;
    SandboxServer server(slow);
    QVERIFY(server.start());
    Client client(server);
    ProjectSync sync(*client.http.api, client.store.archive, client.store.feed, client.http.clock);
    QSignalSpy finished(&sync, &ProjectSync::finished);
    sync.start(client.project, {});
    QTRY_VERIFY(server.callCount(u"/messages"_s) > 10);
    const ConversationKey key{client.project, SessionId(server.sessions(client.project.value).last())};
    const int before = server.callCount();
    QVERIFY(valueOf(client.http.api->messages(key, 1, Lane::Interactive)).conversation.session ==
            key.session);
    const auto calls = server.calls().mid(before);
    const auto click = std::find_if(calls.begin(), calls.end(), [&](const auto &call) {
        return call.path.contains(key.session.toString());
    });
    QVERIFY(click != calls.end());
    // Those that were on their way, and nothing that waited.
    QVERIFY2(click - calls.begin() <= ProjectSync::ahead, qPrintable(QString::number(click - calls.begin())));
    QVERIFY(finished.isEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 30'000);
}

QTEST_GUILESS_MAIN(TestSync)
#include "tst_sync.moc"
