// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/sandboxserver.h"
#include "support/apiclient.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace confab;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// A client that is signed in at a sandbox.
struct World
{
    explicit World(const SandboxOptions &options = {}, const Timeouts &timeouts = {}, Clock *clock = nullptr)
        : server(options)
        , started(server.start())
        , client(server.baseUrl(), timeouts, clock)
        , project{server.firstProject()}
    {
        signIn();
    }

    void signIn()
    {
        client.api->setCredentials(credentialsFor(server.baseUrl(), QString::fromLatin1(server.key())));
    }
    [[nodiscard]] ConversationKey key(int index = 0) const
    {
        return {project, SessionId(server.sessions(project.value).value(index))};
    }

    SandboxServer server;
    bool started;
    ApiClient client;
    ProjectId project;
    RestChatApi &api = *client.api;
};

Timeouts quick()
{
    return {1500ms, 3000ms, 1500ms, 0ms};
}

} // namespace

/// The whole client over HTTP against the sandbox.
class TestRestChatApi : public QObject
{
    Q_OBJECT

private slots:
    void readsWithOneCallEach();
    void reportsSayWhatConversationsSay();
    void reportsMayBeMissing();
    void writesWithOneCallEach();
    void streams();
    void streamsThatFail_data();
    void streamsThatFail();
    void verifiesInEveryForm();
    void takesAReactionBackFromAnOlderServer_data();
    void takesAReactionBackFromAnOlderServer();
    void everyRowOfTheErrorTable_data();
    void everyRowOfTheErrorTable();
    void isNotThrottledWithoutALimit();
    void neverProvokesA429();
    void goesOnAfterTheKeyWasReplaced();
};

void TestRestChatApi::readsWithOneCallEach()
{
    World world;
    QVERIFY(world.started);
    QSignalSpy serverTime(&world.api, &ChatApi::serverTimeSeen);
    QVERIFY(valueOf(world.api.user()).id > 0);
    QVERIFY(serverTime.size() > 0);
    QVERIFY(qAbs(serverTime.first().first().toDateTime().secsTo(QDateTime::currentDateTimeUtc())) < 60);
    QCOMPARE(valueOf(world.api.usage()).maxQueries, 1000);
    const Page<Project> projects = valueOf(world.api.projects(1, Lane::Visible));
    QCOMPARE(projects.total, 13);
    QCOMPARE(projects.items.size(), 10);
    QCOMPARE(projects.items.first().id, world.project);
    QCOMPARE(valueOf(world.api.projects(2, Lane::Visible)).items.size(), 3);
    QCOMPARE(valueOf(world.api.project(world.project, Lane::Visible)).id, world.project);
    QVERIFY(valueOf(world.api.projectSettings(world.project)).retentionPeriod.size() >= 0);
    const Page<Conversation> conversations =
        valueOf(world.api.conversations(world.project, {}, Lane::Visible));
    QCOMPARE(conversations.total, 240);
    QCOMPARE(conversations.items.first().session.toString(),
             world.server.sessions(world.project.value).first());
    QCOMPARE(world.server.callCount(), 7);

    const SessionId longest(world.server.longestSession(world.project.value));
    const MessagePage messages = valueOf(world.api.messages({world.project, longest}, 1, Lane::Interactive));
    QCOMPARE(messages.messages.items.size(), 20);
    QCOMPARE(messages.messages.total, 60);
    QCOMPARE(messages.conversation.session, longest);
    const Message newest = messages.messages.items.first();
    QCOMPARE(valueOf(world.api.message({world.project, longest}, newest.id)).id, newest.id);
    CitationId cited;
    for (const Message &message : messages.messages.items) {
        if (!message.citations.isEmpty())
            cited = message.citations.first();
    }
    QVERIFY(cited.isValid());
    QCOMPARE(valueOf(world.api.citation(world.project, cited, Lane::Visible)).id, cited);
    QCOMPARE(world.server.callCount(), 10);
    for (const auto &call : world.server.calls()) {
        QCOMPARE(call.status, 200);
        QCOMPARE(call.headers.value("accept"), QByteArray("application/json"));
        QVERIFY(call.headers.value("user-agent").startsWith("Confab/"));
    }
    (void)resultOf(world.api.preview(cited)); // A web page has no file: what counts is the one call.
    QCOMPARE(world.server.callCount(u"GET /api/v1/preview/%1"_s.arg(cited.value)), 1);
}

/// The report of all messages and the pages of each conversation are two ways to the same records.
void TestRestChatApi::reportsSayWhatConversationsSay()
{
    World world;
    QVERIFY(world.started);
    const Page<Message> all = valueOf(world.api.intelligence(world.project, 1, {}, Lane::Background));
    QCOMPARE(all.perPage, 100);
    QVERIFY(all.total > 200);
    QHash<MessageId, Message> reported;
    for (int page = 1; page <= all.lastPage; ++page) {
        for (const Message &each :
             valueOf(world.api.intelligence(world.project, page, {}, Lane::Background)).items)
            reported.insert(each.id, each);
    }
    QCOMPARE(reported.size(), all.total);
    int compared = 0;
    for (int index : {0, 1, 2, 3, 60}) {
        for (const Message &each :
             valueOf(world.api.messages(world.key(index), 1, Lane::Background)).messages.items) {
            Message poorer = each;
            poorer.citations.clear();
            poorer.externalId.clear();
            poorer.userIp.clear();
            poorer.userAgent.clear();
            poorer.conversation = reported.value(each.id).conversation;
            QVERIFY(poorer.conversation.isValid());
            QVERIFY(!each.conversation.isValid() || each.conversation == poorer.conversation);
            QCOMPARE(reported.value(each.id), poorer);
            ++compared;
        }
    }
    QVERIFY(compared > 25);

    const QDateTime newest = all.items.first().createdAt;
    const TimeSpan span{newest.addDays(-3), newest.addDays(-1)};
    const Page<Message> some = valueOf(world.api.intelligence(world.project, 1, span, Lane::Background));
    const auto inSpan = std::count_if(reported.begin(), reported.end(), [&span](const Message &each) {
        return span.contains(each.createdAt) || each.createdAt == span.to;
    });
    QCOMPARE(some.total, inSpan);
    QVERIFY(some.total > 0 && some.total < all.total);
}

void TestRestChatApi::reportsMayBeMissing()
{
    SandboxOptions options;
    options.intelligence = false;
    World world(options);
    QVERIFY(world.started);
    QCOMPARE(errorOf(world.api.intelligence(world.project, 1, {}, Lane::Background)).kind,
             ErrorKind::Forbidden);
    QCOMPARE(world.server.callCount(), 1);
}

void TestRestChatApi::writesWithOneCallEach()
{
    World world;
    const Conversation made = valueOf(world.api.createConversation(world.project, u" Grüße 日本 "_s));
    QCOMPARE(made.name, u"Grüße 日本"_s);
    QVERIFY(world.server.hasConversation(world.project.value, made.session.toString()));
    QCOMPARE(valueOf(world.api.renameConversation(made.key(), u"Neu"_s)).name, u"Neu"_s);
    QCOMPARE(world.server.conversationName(world.project.value, made.session.toString()), u"Neu"_s);
    const Message message = valueOf(world.api.sendMessage(made.key(), {u"What is it?"_s, {}, {}}));
    QVERIFY(message.id.isValid());
    QVERIFY(!message.answer.isEmpty());
    QCOMPARE(valueOf(world.api.setReaction(made.key(), message.id, Reaction::Liked)).reaction,
             Reaction::Liked);
    QCOMPARE(valueOf(world.api.setReaction(made.key(), message.id, Reaction::None)).reaction, Reaction::None);
    QCOMPARE(valueOf(world.api.deleteConversation(made.key())).httpStatus, 200);
    QVERIFY(!world.server.hasConversation(world.project.value, made.session.toString()));
    QCOMPARE(errorOf(world.api.deleteConversation(made.key())).kind, ErrorKind::NotFound);
    QCOMPARE(world.server.callCount(), 7);
}

void TestRestChatApi::verifiesInEveryForm()
{
    using State = Verification::State;
    World world;
    const ConversationKey key{world.project, SessionId(world.server.longestSession(world.project.value))};
    const auto page = valueOf(world.api.messages(key, 1, Lane::Visible)).messages.items;
    const int before = int(valueOf(world.api.usage()).currentQueries);
    for (const Message &message : page.mid(0, 7)) {
        const Verification claims = valueOf(world.api.claims(key, message.id));
        const Verification trust = valueOf(world.api.trustScore(key, message.id));
        switch (message.id.value % 7) {
        case 0: // null
        case 4: // an empty list
            QCOMPARE(claims.state, State::Nothing);
            QCOMPARE(trust.state, State::Nothing);
            break;
        case 2: // 202 first
            QCOMPARE(claims.state, State::Pending);
            QCOMPARE(valueOf(world.api.claims(key, message.id)).claims.size(), 2);
            break;
        case 6:
            QCOMPARE(claims.state, State::Unknown);
            QVERIFY(claims.json.contains("\"<b>Support</b>\""_L1));
            break;
        default:
            QCOMPARE(claims.state, State::Known);
            QCOMPARE(claims.claims.size(), 2);
            QCOMPARE(claims.claims.first().flagged, std::optional(false));
            QVERIFY(trust.trustScore.value_or(0) >= 70);
        }
    }
    // Four queries for each message, however often it is asked about.
    QCOMPARE(valueOf(world.api.usage()).currentQueries, before + 7 * 4);
    QCOMPARE(world.server.callCount(u"/(claims|trust-score)$"_s), 15);
}

void TestRestChatApi::takesAReactionBackFromAnOlderServer_data()
{
    QTest::addColumn<int>("refusal");
    QTest::newRow("400") << 400;
    QTest::newRow("422") << 422;
}

void TestRestChatApi::takesAReactionBackFromAnOlderServer()
{
    QFETCH(int, refusal);
    SandboxOptions options;
    options.acceptNeutral = false;
    World world(options);
    const ConversationKey key{world.project, SessionId(world.server.longestSession(world.project.value))};
    const MessageId id = valueOf(world.api.messages(key, 1, Lane::Visible)).messages.items.first().id;
    QCOMPARE(valueOf(world.api.setReaction(key, id, Reaction::Disliked)).reaction, Reaction::Disliked);
    SandboxFault refuses;
    refuses.kind = SandboxFault::Kind::Status;
    refuses.match = u"^PUT .*/feedback$"_s;
    refuses.times = 1;
    refuses.status = refusal;
    world.server.addFault(refuses);
    // Of this server only `null` is taken, so that the second call cannot have been the same again.
    QCOMPARE(valueOf(world.api.setReaction(key, id, Reaction::None)).reaction, Reaction::None);
    QCOMPARE(valueOf(world.api.message(key, id)).reaction, Reaction::None);
    QCOMPARE(world.server.callCount(u"^PUT .*/feedback$"_s), 3);
}

void TestRestChatApi::streams()
{
    World world;
    std::unique_ptr<AnswerStream> stream(
        world.api.streamMessage(world.key(), {u"Hello there"_s, {}, {}}, nullptr));
    QSignalSpy deltas(stream.get(), &AnswerStream::delta);
    QSignalSpy finished(stream.get(), &AnswerStream::finished);
    QSignalSpy failed(stream.get(), &AnswerStream::failed);
    QTRY_COMPARE(finished.size() + failed.size(), 1);
    QCOMPARE(finished.size(), 1);
    QString text;
    for (const auto &delta : deltas)
        text += delta.first().toString();
    const auto end = finished.first().first().value<Message>();
    QCOMPARE(valueOf(world.api.message(world.key(), end.id)).answer, text);
    QCOMPARE(world.client.governor.pace().inFlight, 0);
    QCOMPARE(world.server.callCount(u"^POST "_s), 1);
}

void TestRestChatApi::streamsThatFail_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<int>("kind");
    const auto row = [](const char *name, SandboxFault::Kind fault, ErrorKind kind) {
        QTest::newRow(name) << int(fault) << int(kind);
    };
    row("error event", SandboxFault::Kind::MidStreamError, ErrorKind::Server);
    row("cut", SandboxFault::Kind::CutStream, ErrorKind::Unclear);
    row("no finish", SandboxFault::Kind::StreamWithoutFinish, ErrorKind::Unclear);
    row("dropped", SandboxFault::Kind::DropConnection, ErrorKind::Unclear);
    row("hangs", SandboxFault::Kind::Hang, ErrorKind::Unclear);
    row("portal", SandboxFault::Kind::Html200, ErrorKind::Unclear);
    row("gateway", SandboxFault::Kind::Html502, ErrorKind::Unclear);
    row("credits", SandboxFault::Kind::CreditsExhausted, ErrorKind::CreditsExhausted);
    row("throttled", SandboxFault::Kind::Throttle, ErrorKind::RateLimited);
}

void TestRestChatApi::streamsThatFail()
{
    QFETCH(int, fault);
    QFETCH(int, kind);
    World world({}, quick());
    world.server.addFault({.kind = SandboxFault::Kind(fault), .match = u"^POST "_s});
    std::unique_ptr<AnswerStream> stream(
        world.api.streamMessage(world.key(), {u"Hello there"_s, {}, {}}, nullptr));
    QSignalSpy finished(stream.get(), &AnswerStream::finished);
    QSignalSpy failed(stream.get(), &AnswerStream::failed);
    QTRY_COMPARE(failed.size() + finished.size(), 1);
    QCOMPARE(int(failed.value(0).value(0).value<Error>().kind), kind);
    QCOMPARE(world.server.callCount(u"^POST "_s), 1);
}

void TestRestChatApi::everyRowOfTheErrorTable_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("readKind");
    QTest::addColumn<int>("calls"); // For the read, repeats included.
    QTest::addColumn<int>("deleteKind");
    using Kind = SandboxFault::Kind;
    const auto row = [](const char *name, Kind fault, int status, ErrorKind read, int calls,
                        ErrorKind deletion) {
        QTest::newRow(name) << int(fault) << status << int(read) << calls << int(deletion);
    };
    row("dropped", Kind::DropConnection, 0, ErrorKind::Offline, -1, ErrorKind::Unclear);
    row("hang", Kind::Hang, 0, ErrorKind::Timeout, 3, ErrorKind::Unclear);
    row("hang in the body", Kind::HangMidBody, 0, ErrorKind::Timeout, 3, ErrorKind::Unclear);
    row("401", Kind::Status, 401, ErrorKind::Unauthorised, 1, ErrorKind::Unauthorised);
    row("403", Kind::Status, 403, ErrorKind::Forbidden, 1, ErrorKind::Forbidden);
    row("404", Kind::Status, 404, ErrorKind::NotFound, 1, ErrorKind::NotFound);
    row("400", Kind::Status, 400, ErrorKind::Validation, 1, ErrorKind::Validation);
    row("422", Kind::Status, 422, ErrorKind::Validation, 1, ErrorKind::Validation);
    row("credits", Kind::CreditsExhausted, 0, ErrorKind::CreditsExhausted, 1, ErrorKind::CreditsExhausted);
    row("500", Kind::Status, 500, ErrorKind::Server, 3, ErrorKind::Server);
    row("502 page", Kind::Html502, 0, ErrorKind::Server, 3, ErrorKind::Server);
    row("portal", Kind::Html200, 0, ErrorKind::BadResponse, 1, ErrorKind::Unclear);
    row("error in 200", Kind::StatusErrorIn200, 0, ErrorKind::BadResponse, 1, ErrorKind::Unclear);
    row("data is a string", Kind::DataIsString, 0, ErrorKind::BadResponse, 1, ErrorKind::Unclear);
    row("data is []", Kind::DataIsEmptyArray, 0, ErrorKind::BadResponse, 1, ErrorKind::Unclear);
    row("data is null", Kind::DataIsNull, 0, ErrorKind::BadResponse, 1, ErrorKind::Unclear);
    row("50 MB", Kind::HugeBody, 0, ErrorKind::BadResponse, 1, ErrorKind::Unclear);
    row("deep", Kind::DeepNesting, 0, ErrorKind::BadResponse, 1, ErrorKind::Unclear);
    row("redirect", Kind::RedirectOtherHost, 0, ErrorKind::BadResponse, 1, ErrorKind::Unclear);
    row("empty", Kind::EmptyBody, 0, ErrorKind::BadResponse, 1, ErrorKind::Unclear);
    row("cut", Kind::TruncateBody, 0, ErrorKind::Offline, -1, ErrorKind::Unclear);
    row("cut chunk", Kind::CutChunked, 0, ErrorKind::Offline, -1, ErrorKind::Unclear);
    row("stray bytes", Kind::InvalidUtf8, 0, ErrorKind::BadResponse, 1, ErrorKind::Unclear);
    row("throttle", Kind::Throttle, 0, ErrorKind::RateLimited, 4, ErrorKind::RateLimited);
}

void TestRestChatApi::everyRowOfTheErrorTable()
{
    QFETCH(int, fault);
    QFETCH(int, status);
    QFETCH(int, readKind);
    QFETCH(int, calls);
    QFETCH(int, deleteKind);
    World world({}, quick());
    SandboxFault wrong{.kind = SandboxFault::Kind(fault), .status = status};
    wrong.location = QUrl(u"http://localhost:9/elsewhere"_s);
    world.server.addFault(wrong);
    const Error read = errorOf(world.api.conversations(world.project, {}, Lane::Visible), 40'000);
    QVERIFY2(int(read.kind) == readKind, qPrintable(u"%1: %2"_s.arg(int(read.kind)).arg(read.detail)));
    // A connection that is dropped Qt itself may try again; the program's own attempts are counted in any
    // case.
    QCOMPARE(world.client.sent, calls < 0 ? 3 : calls);
    if (calls > 0)
        QCOMPARE(world.server.callCount(), calls);
    QVERIFY(!read.detail.contains(u"sandboxsandbox"_s) && !read.detail.contains(u'?'));
    world.server.clearCalls();
    const int before = world.client.sent;
    world.api.resumeHeld(); // after a 401
    QCOMPARE(int(errorOf(world.api.deleteConversation(world.key())).kind), deleteKind);
    const int deletions = read.kind == ErrorKind::RateLimited ? 4 : 1; // each of them refused unseen
    QCOMPARE(world.client.sent, before + deletions);
    world.server.clearFaults();
    world.api.resumeHeld();
    QCOMPARE(valueOf(world.api.conversations(world.project, {}, Lane::Visible)).items.size(), 10);
}

void TestRestChatApi::isNotThrottledWithoutALimit()
{
    World world;
    QElapsedTimer timer;
    timer.start();
    QList<QFuture<Result<Page<Conversation>>>> calls;
    for (int page = 1; page <= 150; ++page)
        calls << world.api.conversations(world.project, {.page = 1 + page % 24}, Lane::Background);
    for (const auto &call : calls)
        QVERIFY(resultOf(call)->has_value());
    QCOMPARE(world.server.callCount(), 150);
    QVERIFY2(timer.elapsed() < 30'000, qPrintable(QString::number(timer.elapsed())));
}

void TestRestChatApi::neverProvokesA429()
{
    SandboxOptions options;
    options.callsPerMinute = 20;
    options.rateWindow = 1s;
    ManualClock clock;
    World world(options, {}, &clock);
    QList<QFuture<Result<User>>> calls;
    for (int i = 0; i < 50; ++i)
        calls << world.api.user();
    for (const int upTo : {20, 40, 50}) {
        QTRY_COMPARE(world.server.callCount(), upTo);
        QTRY_COMPARE(world.client.governor.pace().inFlight, 0);
        QTest::qWait(1200); // The server's minute is a second; the client's is turned by hand.
        QCOMPARE(world.server.callCount(), upTo);
        clock.advance(60s);
    }
    for (const auto &call : calls)
        QVERIFY(resultOf(call)->has_value());
    for (const auto &call : world.server.calls())
        QCOMPARE(call.status, 200);
}

void TestRestChatApi::goesOnAfterTheKeyWasReplaced()
{
    World world;
    QSignalSpy refused(&world.api, &ChatApi::unauthorised);
    QVERIFY(resultOf(world.api.user())->has_value());
    world.server.setKey("999|anotheranotheranotheranother");
    QCOMPARE(errorOf(world.api.usage()).kind, ErrorKind::Unauthorised);
    const auto waiting = world.api.conversations(world.project, {}, Lane::Visible);
    QTest::qWait(50);
    QVERIFY(!waiting.isFinished());
    QCOMPARE(refused.size(), 1);
    world.signIn();
    QVERIFY(resultOf(world.api.user())->has_value());
    QTest::qWait(50);
    QVERIFY(!waiting.isFinished()); // whose key it is has to be said
    world.api.resumeHeld();
    QCOMPARE(valueOf(waiting).total, 240);
    QCOMPARE(world.server.callCount(), 4);
}

QTEST_GUILESS_MAIN(TestRestChatApi)
#include "tst_restchatapi.moc"
