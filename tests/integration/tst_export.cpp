// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/archive.h"
#include "sandbox/sandboxserver.h"
#include "services/archiveservice.h"
#include "services/exportservice.h"
#include "services/settings.h"
#include "support/apiclient.h"
#include "support/waiting.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

using namespace confab;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using State = ExportService::State;

namespace {

const QDateTime start(QDate(2026, 3, 10), QTime(12, 0), Qt::UTC);
const QString pages = u"^GET .*/messages\\?"_s;
const QString citations = u"^GET .*/citations/"_s;

SandboxOptions options(int conversations, bool intelligence = false)
{
    SandboxOptions some;
    some.conversations = conversations;
    some.intelligence = intelligence;
    some.now = start;
    return some;
}

/// What exports, over HTTP.
struct Client
{
    explicit Client(const SandboxServer &sandbox, const Timeouts &timeouts = {1500ms, 5000ms, 1500ms, 0ms})
        : server(sandbox), http(sandbox.baseUrl(), timeouts, &clock), project{sandbox.firstProject()}
    {
        static int number = 0;
        settings = std::make_unique<Settings>(u"export%1"_s.arg(++number));
        http.api->setCredentials(credentialsFor(sandbox.baseUrl(), QString::fromLatin1(sandbox.key())));
        http.api->setRandom([] { return 0.0; }); // repeats come at once
        archive = std::make_unique<ArchiveService>(*http.api, *settings, clock);
        exports = std::make_unique<ExportService>(*http.api, *archive, clock);
    }

    /// Waits while the clock runs ahead, so that no pause has to end by itself.
    [[nodiscard]] bool waits(const std::function<bool()> &holds)
    {
        return waitFor(
            [&] {
                clock.advance(step);
                return holds();
            },
            60s);
    }
    [[nodiscard]] bool syncs()
    {
        Project shown;
        shown.id = project;
        archive->assumeConsent(server.baseUrl());
        archive->signedIn({server.baseUrl(), 1});
        archive->setProjects({shown}, project);
        const bool idle = waits([this] { return archive->sync().status().state == SyncStatus::State::Idle; });
        archive->sync().pause();
        return idle;
    }
    [[nodiscard]] ExportRequest request() const
    {
        ExportRequest request;
        request.project.id = project;
        request.server = server.baseUrl();
        for (const QString &session : server.sessions(project.value)) {
            Conversation one;
            one.project = project;
            one.session = SessionId(session);
            one.createdAt = server.conversationCreated(project.value, session);
            request.conversations.append(one);
        }
        request.options.format = ExportFormat::Json;
        request.path = folder.filePath(u"out.json"_s);
        return request;
    }
    [[nodiscard]] bool saves(const ExportRequest &request)
    {
        exports->start(request);
        return waits([this] {
                   return exports->state() != State::Reading && exports->state() != State::Saving;
               }) &&
               exports->state() == State::Saved;
    }
    [[nodiscard]] QJsonArray file() const
    {
        QFile written(folder.filePath(u"out.json"_s));
        return written.open(QIODevice::ReadOnly)
                   ? QJsonDocument::fromJson(written.readAll())[u"conversations"].toArray()
                   : QJsonArray();
    }
    /// What was said, whenever and wherever it was read.
    [[nodiscard]] QStringList said(bool withSources = true) const
    {
        QStringList lines;
        for (const QJsonValue each : file()) {
            QJsonObject one{{u"session"_s, each[u"session_id"]}, {u"messages"_s, each[u"messages"]}};
            if (withSources)
                one.insert(u"sources"_s, each[u"sources"]);
            lines << QString::fromUtf8(QJsonDocument(one).toJson(QJsonDocument::Compact));
        }
        return lines;
    }
    [[nodiscard]] int sourcesInFile() const
    {
        QSet<QString> ids;
        for (const QJsonValue each : file()) {
            for (const QJsonValue source : each[u"sources"].toArray())
                ids << source[u"id"].toString();
        }
        return int(ids.size());
    }

    const SandboxServer &server;
    ManualClock clock{start};
    std::chrono::milliseconds step = 20ms;
    ApiClient http;
    ProjectId project;
    QTemporaryDir folder;
    std::unique_ptr<Settings> settings;
    std::unique_ptr<ArchiveService> archive;
    std::unique_ptr<ExportService> exports;
};

int allPages(const SandboxServer &server)
{
    int count = 0;
    for (const QString &session : server.sessions(server.firstProject()))
        count += std::max(1, (server.messageCount(server.firstProject(), session) + 19) / 20);
    return count;
}

int allMessages(const SandboxServer &server)
{
    int count = 0;
    for (const QString &session : server.sessions(server.firstProject()))
        count += server.messageCount(server.firstProject(), session);
    return count;
}

} // namespace

/// Exports over HTTP, against the sandbox.
class TestExport : public QObject
{
    Q_OBJECT

private slots:
    void fewestCalls_data();
    void fewestCalls();
    void offlineSaysTheSame();
    void oneCallInTenFails();
    void aLimitIsWaitedFor();
    void clicksOvertake();
};

void TestExport::fewestCalls_data()
{
    QTest::addColumn<bool>("archive");
    QTest::addColumn<bool>("intelligence");
    QTest::newRow("without an archive") << false << false;
    QTest::newRow("an archive by conversations") << true << false;
    QTest::newRow("an archive by reports") << true << true;
}

void TestExport::fewestCalls()
{
    QFETCH(const bool, archive);
    QFETCH(const bool, intelligence);
    SandboxServer server(options(60, intelligence));
    QVERIFY(server.start());
    Client client(server);
    int active = 0;
    if (archive) {
        QVERIFY(client.syncs());
        const auto known = client.archive->archive().conversations(client.project);
        QVERIFY(waitForEnd(known));
        const Result<QList<ArchivedConversation>> copies = known.result();
        for (const ArchivedConversation &each : *copies)
            active += ProjectSync::mayGrow(each.conversation, each.lastMessageAt, start) ? 1 : 0;
        QVERIFY(active > 0 && active < 60);
    }
    server.clearCalls();
    const auto estimate = client.exports->estimate(client.request());
    QVERIFY(waitForEnd(estimate));
    QVERIFY(client.saves(client.request()));
    const int expected = archive && !intelligence ? active : allPages(server);
    QCOMPARE(server.callCount(pages), expected);
    QCOMPARE(server.callCount(citations), client.sourcesInFile());
    QVERIFY(client.sourcesInFile() > 0);
    QCOMPARE(server.callCount(), expected + client.sourcesInFile());
    QCOMPARE(client.exports->progress().callsMade, server.callCount());
    QCOMPARE(*estimate.result(), archive ? expected : 60);
    QCOMPARE(client.exports->report().counts, (ExportCounts{60, allMessages(server)}));
    QCOMPARE(client.said().size(), 60);

    // Once more: what was found out is known.
    if (!archive)
        return;
    server.clearCalls();
    QVERIFY(client.waits([&] {
        const auto counts = client.archive->archive().counts();
        return waitForEnd(counts) && counts.result()->messages == allMessages(server);
    }));
    const QStringList before = client.said();
    QVERIFY(client.saves(client.request()));
    QCOMPARE(server.callCount(pages), expected);
    QCOMPARE(client.said(), before);
}

void TestExport::offlineSaysTheSame()
{
    SandboxServer server(options(40));
    QVERIFY(server.start());
    Client client(server);
    QVERIFY(client.syncs());
    QVERIFY(client.saves(client.request()));
    const QStringList online = client.said(false);
    server.clearCalls();
    ExportRequest request = client.request();
    server.stop();
    request.offline = true;
    client.clock.advance(72h);
    QVERIFY(client.saves(request));
    QCOMPARE(client.said(false), online);
    QCOMPARE(server.callCount(), 0);
    for (const QJsonValue each : client.file()) {
        QVERIFY(each[u"from_archive"].toBool());
        const QDateTime asOf = QDateTime::fromString(each[u"as_of"].toString(), Qt::ISODate);
        QVERIFY(asOf.isValid());
        QVERIFY(asOf < start.addSecs(3600));
    }
}

/// Dropped, truncated, cut, throttled, a gateway's page, stray bytes: the file is the same.
void TestExport::oneCallInTenFails()
{
    SandboxServer server(options(60));
    QVERIFY(server.start());
    Client calm(server);
    QVERIFY(calm.saves(calm.request()));
    const int calls = server.callCount();
    server.clearCalls();
    using Kind = SandboxFault::Kind;
    const QList<Kind> kinds{Kind::DropConnection, Kind::TruncateBody, Kind::Throttle,
                            Kind::CutChunked,     Kind::Html502,      Kind::InvalidUtf8};
    for (int i = 0; i < calls / 10; ++i) {
        SandboxFault fault;
        fault.kind = kinds.at(i % kinds.size());
        fault.match = u"/messages"_s;
        fault.times = 1;
        fault.skip = i == 0 ? 5 : 9 * (i + 1);
        server.addFault(fault);
    }
    Client troubled(server);
    QVERIFY(troubled.saves(troubled.request()));
    QVERIFY(server.callCount(pages) > allPages(server));
    QCOMPARE(troubled.said(), calm.said());
}

void TestExport::aLimitIsWaitedFor()
{
    SandboxOptions strict = options(40);
    strict.callsPerMinute = 20;
    strict.rateWindow = 100ms;
    SandboxServer server(strict);
    QVERIFY(server.start());
    // Its clock runs so far ahead of the server's that no reply would come in time.
    Client client(server, {24h, 24h, 24h, 0ms});
    // The shortest pause that the server asks for is a second: ten steps, of some real milliseconds each.
    client.step = 100ms;
    ExportRequest request = client.request();
    request.options.lookUpSources = false;
    QVERIFY(client.saves(request));
    QVERIFY(client.exports->report().isWhole());
    QCOMPARE(client.exports->report().counts, (ExportCounts{40, allMessages(server)}));
    const auto calls = server.calls();
    const auto good =
        std::count_if(calls.begin(), calls.end(), [](const auto &call) { return call.status == 200; });
    QCOMPARE(int(good), allPages(server));
}

/// A click does not wait for the export.
void TestExport::clicksOvertake()
{
    SandboxOptions slow = options(120);
    slow.latency = 20ms;
    SandboxServer server(slow);
    QVERIFY(server.start());
    Client client(server);
    client.exports->start(client.request());
    QVERIFY(client.waits([&] { return server.callCount(pages) > 10; }));
    const ConversationKey key{client.project, SessionId(server.sessions(client.project.value).last())};
    const int before = server.callCount();
    QVERIFY(valueOf(client.http.api->messages(key, 1, Lane::Interactive)).conversation.session ==
            key.session);
    const auto calls = server.calls().mid(before);
    const auto click = std::find_if(calls.begin(), calls.end(), [&](const auto &call) {
        return call.path.contains(key.session.toString());
    });
    QVERIFY(click != calls.end());
    QVERIFY2(click - calls.begin() <= 5, qPrintable(QString::number(click - calls.begin())));
    QCOMPARE(client.exports->state(), State::Reading);
}

QTEST_GUILESS_MAIN(TestExport)
#include "tst_export.moc"
