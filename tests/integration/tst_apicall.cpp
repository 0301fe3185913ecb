// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/future.h"
#include "support/apiclient.h"
#include "support/evilserver.h"

#include <QSignalSpy>
#include <QTest>

using namespace confab;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const QByteArray userReply =
    R"({"data":{"id":7,"name":"Ada","email":"ada@example.test"},"status":"success"})";
const QByteArray createdReply =
    R"({"data":{"id":3,"session_id":"0f8fad5b-d9cb-469f-a165-70867728950e","name":"n"},"status":"success"})";
const QByteArray deletedReply = R"({"data":{"deleted":true},"status":"success"})";
const QUrl base(u"https://app.example.test/api/v1"_s);

FakeReply::Script status(int code, const QByteArray &body = "{}", const QByteArray &retryAfter = {})
{
    FakeReply::Script script{.status = code, .body = body};
    if (!retryAfter.isEmpty())
        script.headers.append({"Retry-After", retryAfter});
    return script;
}

FakeReply::Script lost(QNetworkReply::NetworkError error)
{
    return {.status = 0, .error = error};
}

/// One entry for each attempt; the last stands for all further ones. Notes when each was sent.
struct Schedule
{
    Schedule(ApiClient &apiClient, ManualClock &manualClock, QList<FakeReply::Script> all)
        : client(apiClient), clock(manualClock), scripts(std::move(all))
    {
        client.answer = [this](QNetworkAccessManager::Operation operation, const QNetworkRequest &request,
                               QIODevice *) {
            times << clock.monotonic();
            return client.nam->reply(operation, request, scripts[std::min(times.size(), scripts.size()) - 1]);
        };
    }

    /// Turns the clock on in steps until the call has ended.
    template<class T>
    [[nodiscard]] std::optional<Result<T>> run(QFuture<Result<T>> future,
                                               std::chrono::milliseconds step = 500ms)
    {
        for (int i = 0; i < 2000 && !future.isFinished(); ++i) {
            // What the event loop has to do by itself comes first; then time passes.
            if (!QTest::qWaitFor([&] { return future.isFinished() || idle(); }, 5000))
                return std::nullopt;
            if (!future.isFinished())
                clock.advance(step);
        }
        return resultOf(future, 100);
    }
    [[nodiscard]] bool idle() const
    {
        QCoreApplication::sendPostedEvents();
        return client.governor.pace().inFlight == 0 && clock.pending() > 0;
    }

    ApiClient &client;
    ManualClock &clock;
    QList<FakeReply::Script> scripts;
    QList<std::chrono::milliseconds> times;
};

enum class Call { Read, Create, Rename, Delete, Send, Verify };

template<class T>
std::optional<Error> errorIn(const std::optional<Result<T>> &result)
{
    return result && !*result ? std::optional(result->error()) : std::nullopt;
}

} // namespace

Q_DECLARE_METATYPE(Call)
Q_DECLARE_METATYPE(QList<FakeReply::Script>)

/// What a call does between its start and its one end: repeats, holds, cancellation, death of its owners.
class TestApiCall : public QObject
{
    Q_OBJECT

private slots:
    void repeats_data();
    void repeats();
    void theJitterIsFull();
    void aThrottledCallHoldsTheOthers();
    void whatComesTooLateIsNotSent();
    void aRefusedKeyHoldsTheQueue();
    void aWrongKeyFailsNoOneElse();
    void anotherAccountAbortsEverything();
    void nobodySignedIn();
    void cancelled_data();
    void cancelled();
    void ownersMayDieAtAnyStage_data();
    void ownersMayDieAtAnyStage();
    void theManagerMayGoFirst();
    void takingAReactionBackHasTwoForms();
    void largeRepliesAreParsedAside();
};

void TestApiCall::repeats_data()
{
    using Scripts = QList<FakeReply::Script>;
    using Times = QList<int>; // Seconds at which requests went out.
    QTest::addColumn<Call>("call");
    QTest::addColumn<QList<FakeReply::Script>>("scripts");
    QTest::addColumn<QList<int>>("times");
    QTest::addColumn<int>("kind"); // Of the error; -1: success.
    const auto good = status(200, userReply);
    const auto offline = lost(QNetworkReply::RemoteHostClosedError);
    const auto slow = lost(QNetworkReply::OperationCanceledError);
    const auto throttled = status(429, R"({"message":"Too Many Attempts."})", "7");
    const auto credits = status(
        429,
        R"({"status":"error","data":{"code":429,"message":"You have exhausted your current query credits."}})");
    const auto row = [](const char *name, Call call, const Scripts &scripts, const Times &times, int kind) {
        QTest::newRow(name) << call << scripts << times << kind;
    };
    row("read, fine", Call::Read, {good}, {0}, -1);
    row("read, server 3x", Call::Read, {status(503)}, {0, 1, 3}, int(ErrorKind::Server));
    row("read, lost 3x", Call::Read, {offline}, {0, 1, 3}, int(ErrorKind::Offline));
    row("read, slow 3x", Call::Read, {slow}, {0, 1, 3}, int(ErrorKind::Timeout));
    row("read, then fine", Call::Read, {offline, status(500), good}, {0, 1, 3}, -1);
    row("read, refused", Call::Read, {status(403)}, {0}, int(ErrorKind::Forbidden));
    row("read, not found", Call::Read, {status(404)}, {0}, int(ErrorKind::NotFound));
    row("read, invalid", Call::Read, {status(422)}, {0}, int(ErrorKind::Validation));
    row("read, bad reply", Call::Read, {status(200, "{]}")}, {0}, int(ErrorKind::BadResponse));
    row("read, cut", Call::Read, {status(200, "{\"data\":"), good}, {0, 1}, -1);
    row("read, throttled", Call::Read, {throttled, good}, {0, 7}, -1);
    row("read, throttled by date", Call::Read, {status(429, "{}", "Tue, 10 Mar 2026 12:00:09 GMT"), good},
        {0, 9}, -1);
    row("read, throttled without a time", Call::Read, {status(429), good}, {0, 30}, -1);
    row("read, throttled with nonsense", Call::Read, {status(429, "{}", "-5"), good}, {0, 30}, -1);
    row("read, throttled for hours", Call::Read, {status(429, "{}", "7200"), good}, {0, 60}, -1);
    row("read, throttled 4x", Call::Read, {throttled}, {0, 7, 14, 21}, int(ErrorKind::RateLimited));
    row("read, no credits", Call::Read, {credits}, {0}, int(ErrorKind::CreditsExhausted));
    row("create, lost", Call::Create, {offline}, {0}, int(ErrorKind::Unclear));
    row("create, slow", Call::Create, {slow}, {0}, int(ErrorKind::Unclear));
    row("create, server", Call::Create, {status(500)}, {0}, int(ErrorKind::Server));
    row("create, cut", Call::Create, {status(201, createdReply.chopped(3))}, {0}, int(ErrorKind::Unclear));
    row("create, throttled", Call::Create, {throttled}, {0}, int(ErrorKind::RateLimited));
    row("rename, lost", Call::Rename, {offline}, {0}, int(ErrorKind::Unclear));
    row("rename, throttled", Call::Rename, {throttled, status(200, createdReply)}, {0, 7}, -1);
    row("rename, invalid", Call::Rename, {status(422, R"({"message":"Too long."})")}, {0},
        int(ErrorKind::Validation));
    row("create, gateway 502", Call::Create, {status(502, "<html>")}, {0}, int(ErrorKind::Unclear));
    row("create, gateway 503", Call::Create, {status(503)}, {0}, int(ErrorKind::Unclear));
    row("create, gateway 504", Call::Create, {status(504, "<html>")}, {0}, int(ErrorKind::Unclear));
    row("rename, gateway", Call::Rename, {status(504, "<html>")}, {0}, int(ErrorKind::Unclear));
    row("delete, server", Call::Delete, {status(502, "<html>")}, {0}, int(ErrorKind::Server));
    row("delete, lost", Call::Delete, {offline}, {0}, int(ErrorKind::Unclear));
    row("delete, throttled", Call::Delete, {throttled, throttled, status(200, deletedReply)}, {0, 7, 14}, -1);
    row("send, throttled", Call::Send, {throttled}, {0}, int(ErrorKind::RateLimited));
    row("send, no credits", Call::Send, {credits}, {0}, int(ErrorKind::CreditsExhausted));
    row("send, lost", Call::Send, {offline}, {0}, int(ErrorKind::Unclear));
    row("verify, fine", Call::Verify, {status(200, R"({"data":{"claims":["a"]}})")}, {0}, -1);
    row("verify, accepted", Call::Verify, {status(202, {})}, {0}, -1);
    row("verify, throttled", Call::Verify, {throttled}, {0}, int(ErrorKind::RateLimited));
    row("verify, no credits", Call::Verify, {credits}, {0}, int(ErrorKind::CreditsExhausted));
    row("verify, wordless 429", Call::Verify, {status(429)}, {0}, int(ErrorKind::CreditsExhausted));
    row("verify, lost", Call::Verify, {offline}, {0}, int(ErrorKind::Offline));
    row("verify, slow", Call::Verify, {slow}, {0}, int(ErrorKind::Timeout));
    row("verify, server", Call::Verify, {status(500)}, {0}, int(ErrorKind::Server));
    row("send, server", Call::Send, {status(500)}, {0}, int(ErrorKind::Server));
}

void TestApiCall::repeats()
{
    QFETCH(Call, call);
    QFETCH(QList<FakeReply::Script>, scripts);
    QFETCH(QList<int>, times);
    QFETCH(int, kind);
    ManualClock clock;
    ApiClient client(base, {}, &clock);
    Schedule schedule(client, clock, scripts);
    RestChatApi &api = *client.api;
    std::optional<Error> error;
    switch (call) {
    case Call::Read:
        error = errorIn(schedule.run(api.user()));
        break;
    case Call::Create:
        error = errorIn(schedule.run(api.createConversation(ProjectId{1}, u"n"_s)));
        break;
    case Call::Rename:
        error = errorIn(schedule.run(api.renameConversation(anyConversation(), u"n"_s)));
        break;
    case Call::Delete:
        error = errorIn(schedule.run(api.deleteConversation(anyConversation())));
        break;
    case Call::Verify:
        error = errorIn(schedule.run(api.claims(anyConversation(), MessageId{5})));
        break;
    case Call::Send:
        error = errorIn(schedule.run(api.sendMessage(anyConversation(), {u"hi"_s, {}, {}})));
        break;
    }
    QCOMPARE(error ? int(error->kind) : -1, kind);
    QList<int> sent;
    for (const auto at : schedule.times)
        sent << int(at.count() / 1000);
    QCOMPARE(sent, times);
}

void TestApiCall::theJitterIsFull()
{
    for (const double drawn : {0.0, 0.5}) {
        ManualClock clock;
        ApiClient client(base, {}, &clock);
        client.api->setRandom([drawn] { return drawn; });
        Schedule schedule(client, clock, {status(503)});
        QVERIFY(errorIn(schedule.run(client.api->user(), 250ms)));
        const QList<std::chrono::milliseconds> half{0ms, 500ms, 1500ms};
        QCOMPARE(schedule.times.size(), 3);
        if (drawn > 0)
            QCOMPARE(schedule.times, half);
        else
            QVERIFY(schedule.times.last() <= 500ms);
    }
}

void TestApiCall::aThrottledCallHoldsTheOthers()
{
    ManualClock clock;
    ApiClient client(base, {}, &clock);
    Schedule schedule(client, clock, {status(429, "{}", "20"), status(200, userReply)});
    const auto first = client.api->user();
    QTRY_VERIFY(client.governor.pace().pausedUntil.isValid());
    const auto second = client.api->usage();
    const auto third = client.api->user();
    QVERIFY(schedule.run(third));
    QVERIFY(schedule.run(second));
    QVERIFY(schedule.run(first));
    QCOMPARE(schedule.times.size(), 4);
    for (qsizetype i = 1; i < 4; ++i)
        QCOMPARE(schedule.times[i], 20000ms);
}

/// The clock that measures pauses stands still while the computer sleeps; the one on the wall goes on.
void TestApiCall::whatComesTooLateIsNotSent()
{
    ManualClock clock;
    ApiClient client(base, {}, &clock);
    Schedule schedule(client, clock, {status(429, "{}", "20"), status(200, deletedReply)});
    const QDateTime soon = clock.nowUtc().addSecs(120);
    const auto late = client.api->deleteConversation(anyConversation(), soon);
    QTRY_VERIFY(client.governor.pace().pausedUntil.isValid());
    const auto inTime = client.api->deleteConversation(anyConversation(), soon.addDays(1));
    clock.setNow(soon.addSecs(3600));
    const auto lateResult = schedule.run(late);
    QVERIFY(lateResult && !*lateResult);
    QCOMPARE(lateResult->error().kind, ErrorKind::Outdated);
    const auto result = schedule.run(inTime);
    QVERIFY(result && *result);
    QCOMPARE(client.sent, 2); // the one that was throttled, and the other one
}

void TestApiCall::aRefusedKeyHoldsTheQueue()
{
    ManualClock clock;
    ApiClient client(base, {}, &clock);
    client.always(status(401, R"({"message":"API Token is either missing or invalid"})"));
    QSignalSpy refused(client.api.get(), &ChatApi::unauthorised);
    QList<QFuture<Result<User>>> flying;
    for (int i = 0; i < 5; ++i)
        flying << client.api->user();
    const auto waiting = client.api->deleteConversation(anyConversation());
    for (const auto &future : flying)
        QCOMPARE(errorOf(future).kind, ErrorKind::Unauthorised);
    QTest::qWait(20);
    QCOMPARE(refused.size(), 1);
    QCOMPARE(client.sent, 5);
    QVERIFY(!waiting.isFinished());
    client.always(status(200, deletedReply));
    client.api->setCredentials(credentialsFor(base, u"2|new"_s));
    client.api->resumeHeld();
    QCOMPARE(valueOf(waiting).httpStatus, 200);
    QCOMPARE(client.lastRequest.rawHeader("Authorization"), QByteArray("Bearer 2|new"));
    client.always(status(401));
    QCOMPARE(errorOf(client.api->usage()).kind, ErrorKind::Unauthorised);
    QCOMPARE(refused.size(), 2);
}

void TestApiCall::aWrongKeyFailsNoOneElse()
{
    ApiClient client(base);
    client.always(status(401));
    QCOMPARE(errorOf(client.api->usage()).kind, ErrorKind::Unauthorised);
    QList<QFuture<Result<Done>>> waiting;
    for (int i = 0; i < 6; ++i)
        waiting << client.api->deleteConversation(anyConversation());
    const auto reading = client.api->project(ProjectId{1}, Lane::Interactive);
    client.api->setCredentials(credentialsFor(base, u"2|wrong"_s));
    QCOMPARE(errorOf(client.api->user()).kind, ErrorKind::Unauthorised); // The check went first.
    QTest::qWait(20);
    QCOMPARE(client.sent, 2);
    for (const auto &future : waiting)
        QVERIFY(!future.isFinished());
    QVERIFY(!reading.isFinished());
}

void TestApiCall::anotherAccountAbortsEverything()
{
    ApiClient client(base);
    client.always({.hangs = true});
    QList<QFuture<Result<User>>> calls;
    for (int i = 0; i < 8; ++i)
        calls << client.api->user();
    std::unique_ptr<AnswerStream> stream(
        client.api->streamMessage(anyConversation(), {u"hi"_s, {}, {}}, nullptr));
    QSignalSpy failed(stream.get(), &AnswerStream::failed);
    QTRY_COMPARE(client.sent, 5);
    const QPointer<FakeNam> old = client.nam;
    client.api->setCredentials(credentialsFor(base, u"2|other"_s));
    for (const auto &call : calls)
        QCOMPARE(errorOf(call).kind, ErrorKind::Cancelled);
    QCOMPARE(failed.value(0).value(0).value<Error>().kind, ErrorKind::Cancelled);
    QTRY_VERIFY(!old);
    client.always(status(200, userReply));
    QCOMPARE(valueOf(client.api->user()).id, 7);
    QCOMPARE(client.sent, 6);
}

void TestApiCall::nobodySignedIn()
{
    ApiClient client(base);
    client.api->setCredentials({});
    const QSignalSpy refused(client.api.get(), &ChatApi::unauthorised);
    QCOMPARE(errorOf(client.api->user()).kind, ErrorKind::Unauthorised);
    QCOMPARE(errorOf(client.api->deleteConversation(anyConversation())).kind, ErrorKind::Unauthorised);
    std::unique_ptr<AnswerStream> stream(
        client.api->streamMessage(anyConversation(), {u"hi"_s, {}, {}}, nullptr));
    QSignalSpy failed(stream.get(), &AnswerStream::failed);
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(failed.first().first().value<Error>().kind, ErrorKind::Unauthorised);
    QCOMPARE(client.sent, 0);
    QCOMPARE(refused.size(), 0); // It is no news.
}

void TestApiCall::cancelled_data()
{
    QTest::addColumn<int>("stage");
    QTest::newRow("at once") << 0;
    QTest::newRow("in the queue") << 1;
    QTest::newRow("in flight") << 2;
    QTest::newRow("between repeats") << 3;
}

void TestApiCall::cancelled()
{
    QFETCH(int, stage);
    ManualClock clock;
    ApiClient client(base, {}, &clock);
    client.always({.hangs = true});
    QList<QFuture<Result<Usage>>> others;
    for (int i = 0; stage == 1 && i < 5; ++i)
        others << client.api->usage();
    if (stage == 1)
        QTRY_COMPARE(client.sent, 5);
    if (stage == 3)
        client.always(status(503));
    const int before = client.sent;
    auto future = client.api->user();
    bool continued = false;
    future.then(this, [&continued](const Result<User> &) { continued = true; });
    if (stage == 2)
        QTRY_COMPARE(client.sent, before + 1);
    if (stage == 3)
        QTRY_VERIFY(client.sent == 1 && client.governor.pace().inFlight == 0);
    const int sent = client.sent;
    future.cancel();
    for (auto &other : others)
        other.cancel();
    QTRY_COMPARE(client.governor.pace().inFlight, 0);
    QTRY_COMPARE(client.api->findChildren<ApiCall *>().size(), 0);
    clock.advance(1min);
    QTest::qWait(10);
    QCOMPARE(client.sent, sent);
    QCOMPARE(client.governor.pace().waiting, 0);
    QVERIFY(future.isFinished());
    QVERIFY(!continued);
    if (stage == 2)
        QVERIFY(client.nam->replies.isEmpty() || !client.nam->replies.last() ||
                client.nam->replies.last()->isFinished());
}

void TestApiCall::ownersMayDieAtAnyStage_data()
{
    QTest::addColumn<QByteArray>("owner");
    QTest::addColumn<int>("stage");
    for (const char *owner : {"client", "caller"}) {
        for (int stage = 0; stage < 5; ++stage)
            QTest::addRow("%s, stage %d", owner, stage) << QByteArray(owner) << stage;
    }
}

void TestApiCall::ownersMayDieAtAnyStage()
{
    QFETCH(QByteArray, owner);
    QFETCH(int, stage);
    const QByteArray reply = evil::http(200, userReply);
    const qsizetype header = reply.indexOf("\r\n\r\n") + 4;
    EvilServer server(
        evil::say(QList<QByteArray>{{}, {}, reply.left(header), reply.left(header + 9), reply}[stage]));
    ApiClient client(server.baseUrl());
    auto caller = std::make_unique<QObject>();
    bool answered = false;
    auto future = client.api->user();
    whenDone(future, caller.get(), [&answered](const Result<User> &) { answered = true; });
    if (stage > 0)
        QTRY_COMPARE(server.requests().size(), 1);
    if (stage > 1)
        QTRY_VERIFY(
            !client.nam->replies.first() ||
            client.nam->replies.first()->attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid());
    if (owner == "client")
        client.api.reset();
    else
        caller.reset();
    const bool inTime = answered; // The last stage may be over already.
    QTest::qWait(30);
    if (stage < 4)
        QVERIFY(!inTime);
    if (owner == "caller")
        QCOMPARE(answered, inTime);
    if (owner == "client")
        QVERIFY(future.isFinished());
    QVERIFY(server.requests().size() <= 1);
}

void TestApiCall::theManagerMayGoFirst()
{
    const ManualClock clock;
    for (int stage = 0; stage < 4; ++stage) {
        auto nam = std::make_unique<FakeNam>(base);
        nam->answer = [&nam](QNetworkAccessManager::Operation operation, const QNetworkRequest &request,
                             QIODevice *) {
            return nam->reply(operation, request, {.body = userReply, .hangs = true});
        };
        NetworkJob job({"GET", QUrl(base.toString() + u"/user"_s), {}, {}, ApiRequest::Kind::Json},
                       credentialsFor(base), clock, {});
        QSignalSpy ended(&job, &NetworkJob::finished);
        job.start(*nam);
        for (int i = 0; i < stage; ++i)
            QCoreApplication::processEvents(QEventLoop::AllEvents);
        nam.reset();
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(ended.first().first().value<Result<Reply>>().error().kind, ErrorKind::Cancelled);
        QTest::qWait(5);
        QCOMPARE(ended.size(), 1);
    }
}

void TestApiCall::takingAReactionBackHasTwoForms()
{
    const QByteArray message =
        R"({"data":{"id":5,"user_query":"q","openai_response":"a"},"status":"success"})";
    ManualClock clock;
    ApiClient client(base, {}, &clock);
    Schedule schedule(client, clock, {status(422), status(200, message)});
    QCOMPARE(valueOf(client.api->setReaction(anyConversation(), MessageId{5}, Reaction::None)).id.value, 5);
    QCOMPARE(schedule.times.size(), 2);
    schedule.times.clear();
    schedule.scripts = {status(400), status(200, {})}; // A success without a word is one.
    const Message cleared = valueOf(client.api->setReaction(anyConversation(), MessageId{5}, Reaction::None));
    QCOMPARE(cleared.id, MessageId{5});
    QCOMPARE(cleared.reaction, Reaction::None);
    QCOMPARE(schedule.times.size(), 2);
    schedule.scripts = {status(409)}; // Not the form was refused.
    QCOMPARE(errorOf(client.api->setReaction(anyConversation(), MessageId{5}, Reaction::None)).httpStatus,
             409);
    QCOMPARE(schedule.times.size(), 3);
    schedule.times.clear();
    schedule.times << 0ms << 0ms;
    schedule.scripts = {status(422)};
    QCOMPARE(errorOf(client.api->setReaction(anyConversation(), MessageId{5}, Reaction::None)).kind,
             ErrorKind::Validation);
    QCOMPARE(schedule.times.size(), 4);
    QCOMPARE(errorOf(client.api->setReaction(anyConversation(), MessageId{5}, Reaction::Liked)).kind,
             ErrorKind::Validation);
    QCOMPARE(schedule.times.size(), 5);
}

void TestApiCall::largeRepliesAreParsedAside()
{
    QByteArray body = R"({"data":{"id":7,"name":"Ada","x":[0)";
    for (int i = 0; i < 1'000'000; ++i)
        body += ",12345";
    body += R"(]},"status":"success"})";
    ApiClient client(base);
    client.always({.body = body});
    QCOMPARE(valueOf(client.api->user()).name, u"Ada"_s);
    QCOMPARE(client.governor.pace().inFlight, 0);
    // Withdrawn, or the client gone, while the other thread is at it.
    QFuture<Result<User>> future;
    bool aside = false; // Looked at as the seat becomes free: the parser may be quicker than a wait.
    const auto watch = connect(client.api.get(), &ChatApi::paceChanged, this, [&](const Pace &pace) {
        if (client.sent == 2 && pace.inFlight == 0 && !future.isFinished()) {
            aside = true;
            future.cancel();
        }
    });
    future = client.api->user();
    QTRY_VERIFY(aside);
    disconnect(watch);
    QTRY_COMPARE(client.api->findChildren<ApiCall *>().size(), 0);
    auto last = client.api->user();
    QTRY_VERIFY(client.sent == 3 && client.governor.pace().inFlight == 0);
    client.api.reset();
    QVERIFY(last.isFinished());
}

QTEST_GUILESS_MAIN(TestApiCall)
#include "tst_apicall.moc"
