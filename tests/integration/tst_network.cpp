// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/apiclient.h"
#include "support/evilserver.h"
#include "support/hostile.h"
#include "support/streamend.h"

#include <QBuffer>
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace confab;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const QByteArray deletedProof = R"({"status":"success","data":{"deleted":true}})";
const QByteArray userReply =
    R"({"data":{"id":7,"name":"Ada","email":"ada@example.test"},"status":"success"})";
const QByteArray listReply =
    R"({"data":{"current_page":1,"data":[{"id":3,"session_id":"0f8fad5b-d9cb-469f-a165-70867728950e","name":"n",)"
    R"("project_id":1}],"last_page":1,"per_page":10,"total":1},"status":"success"})";

} // namespace

/// What happens below and around HTTP.
class TestNetwork : public QObject
{
    Q_OBJECT

private slots:
    void theChecksOfEveryRequestBite_data();
    void theChecksOfEveryRequestBite();
    void hostileIdsSendNothing_data();
    void hostileIdsSendNothing();
    void deletedNeedsProof_data();
    void deletedNeedsProof();
    void redirectsAreNeverFollowed_data();
    void redirectsAreNeverFollowed();
    void theKeyStaysAtHome();
    void cookiesAreNotKept();
    void aWriteIsSentOnce_data();
    void aWriteIsSentOnce();
    void whatWasNeverSentIsOffline();
    void everyWaitEnds_data();
    void everyWaitEnds();
    void aStreamThatOnlyBreathesEnds();
    void aChallengeIsNotAnswered();
};

void TestNetwork::theChecksOfEveryRequestBite_data()
{
    QTest::addColumn<int>("spoil");
    QTest::addColumn<bool>("fails");
    QTest::newRow("as it should be") << 0 << false;
    const char *const names[] = {"redirects",  "timeout",      "HTTP/2", "cookies",
                                 "key abroad", "wrong DELETE", "body"};
    for (int i = 0; i < 7; ++i)
        QTest::newRow(names[i]) << i + 1 << true;
}

void TestNetwork::theChecksOfEveryRequestBite()
{
    QFETCH(int, spoil);
    QFETCH(bool, fails);
    const QUrl base(u"https://app.example.test/api/v1"_s);
    ApiClient client(base);
    client.always({.hangs = true});
    const auto future = client.api->user();
    QTRY_COMPARE(client.sent, 1);
    QNetworkRequest request = client.lastRequest;
    QVERIFY(request.hasRawHeader("Authorization"));
    auto operation = QNetworkAccessManager::GetOperation;
    if (spoil == 1)
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QVariant());
    if (spoil == 2)
        request.setTransferTimeout(0);
    if (spoil == 3)
        request.setAttribute(QNetworkRequest::Http2AllowedAttribute, QVariant());
    if (spoil == 4)
        request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QVariant());
    if (spoil == 5)
        request.setUrl(QUrl(u"https://evil.test/api/v1/user"_s));
    if (spoil == 6) {
        operation = QNetworkAccessManager::DeleteOperation;
        request.setUrl(QUrl(u"https://app.example.test/api/v1/projects/1"_s));
    }
    if (spoil == 8 || spoil == 9) {
        operation = QNetworkAccessManager::CustomOperation;
        request.setAttribute(QNetworkRequest::CustomVerbAttribute, spoil == 8 ? "DELETE"_ba : "PURGE"_ba);
        request.setUrl(QUrl(u"https://app.example.test/api/v1/projects/1"_s));
    }
    QBuffer buffer;
    if (spoil == 7)
        operation = QNetworkAccessManager::PostOperation;
    QCOMPARE(!client.nam->complaint(operation, request, &buffer).isEmpty(), fails);
}

void TestNetwork::hostileIdsSendNothing_data()
{
    QTest::addColumn<QString>("session");
    for (const char *id :
         {"", "..", ".", "a/b", "1234567", "../../..", "%2e%2e", "aaaaaaaa/../..", "aaaaaaaa?x=1",
          "aaaaaaaa#", "aaaaaaaa b", "aaaaaaaa\r\nX: 1", "-rf", "12061.0;", "аааааааа"})
        QTest::newRow(qPrintable(QString::fromUtf8(id).simplified())) << QString::fromUtf8(id);
    QTest::newRow("NUL") << u"aaaaaaaa"_s + QChar(0);
    QTest::newRow("right-to-left override") << u"aaaa\u202eaaaa"_s;
    QTest::newRow("too long") << QString(129, u'a');
    QTest::newRow("a megabyte") << QString(1'000'000, u'a');
    // And all texts that have broken something before; one of them happens to look like an id.
    static const QRegularExpression idShape(u"^[A-Za-z0-9_-]{8,128}\\z"_s);
    int likeIds = 0;
    for (const auto &sample : hostile::samples()) {
        if (idShape.match(sample.text).hasMatch())
            ++likeIds;
        else
            QTest::addRow("corpus: %s", qPrintable(sample.name)) << sample.text;
    }
    QVERIFY(likeIds <= 1);
}

void TestNetwork::hostileIdsSendNothing()
{
    QFETCH(QString, session);
    EvilServer server(evil::say(evil::http(200, deletedProof)));
    ApiClient client(server.baseUrl());
    RestChatApi &api = *client.api;
    QList<ConversationKey> keys = {{ProjectId{1}, SessionId(session)},
                                   {ProjectId{0}, SessionId(anySession)},
                                   {ProjectId{-5}, SessionId(anySession)}};
    for (const ConversationKey &key : keys) {
        QCOMPARE(errorOf(api.deleteConversation(key)).kind, ErrorKind::Refused);
        QCOMPARE(errorOf(api.renameConversation(key, u"n"_s)).kind, ErrorKind::Refused);
        QCOMPARE(errorOf(api.messages(key, 1, Lane::Visible)).kind, ErrorKind::Refused);
        QCOMPARE(errorOf(api.message(key, MessageId{1})).kind, ErrorKind::Refused);
        QCOMPARE(errorOf(api.sendMessage(key, {u"hi"_s, {}, {}})).kind, ErrorKind::Refused);
        QCOMPARE(errorOf(api.setReaction(key, MessageId{1}, Reaction::Liked)).kind, ErrorKind::Refused);
        QCOMPARE(errorOf(api.claims(key, MessageId{1})).kind, ErrorKind::Refused);
        QCOMPARE(errorOf(api.trustScore(key, MessageId{1})).kind, ErrorKind::Refused);
        StreamEnd stream(api.streamMessage(key, {u"hi"_s, {}, {}}, nullptr));
        QCOMPARE(stream.ended(), 0); // From the event loop.
        QVERIFY(stream.wait());
        QCOMPARE(stream.error().kind, ErrorKind::Refused);
    }
    for (const qint64 id : {qint64(0), qint64(-1), std::numeric_limits<qint64>::min()}) {
        QCOMPARE(errorOf(api.project(ProjectId{id}, Lane::Visible)).kind, ErrorKind::Refused);
        QCOMPARE(errorOf(api.projectSettings(ProjectId{id})).kind, ErrorKind::Refused);
        QCOMPARE(errorOf(api.conversations(ProjectId{id}, {}, Lane::Visible)).kind, ErrorKind::Refused);
        QCOMPARE(errorOf(api.createConversation(ProjectId{id}, u"n"_s)).kind, ErrorKind::Refused);
        QCOMPARE(errorOf(api.citation(ProjectId{id}, CitationId{1}, Lane::Visible)).kind, ErrorKind::Refused);
        QCOMPARE(errorOf(api.citation(ProjectId{1}, CitationId{id}, Lane::Visible)).kind, ErrorKind::Refused);
        QCOMPARE(errorOf(api.preview(CitationId{id})).kind, ErrorKind::Refused);
        QCOMPARE(errorOf(api.message(anyConversation(), MessageId{id})).kind, ErrorKind::Refused);
    }
    QCOMPARE(client.sent, 0);
    QCOMPARE(server.connections(), 0);
}

void TestNetwork::deletedNeedsProof_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<bool>("proof");
    QTest::newRow("proof") << evil::http(200, deletedProof) << true;
    QTest::newRow("a portal's page") << evil::http(200, "<html>Welcome</html>", "text/html") << false;
    QTest::newRow("proof as a page") << evil::http(200, deletedProof, "text/html") << false;
    QTest::newRow("status error") << evil::http(200, R"({"status":"error","data":{"deleted":true}})")
                                  << false;
    QTest::newRow("not deleted") << evil::http(200, R"({"status":"success","data":{"deleted":false}})")
                                 << false;
    QTest::newRow("deleted as text") << evil::http(200, R"({"status":"success","data":{"deleted":"true"}})")
                                     << false;
    QTest::newRow("no status") << evil::http(200, R"({"data":{"deleted":true}})") << false;
    QTest::newRow("204") << QByteArray("HTTP/1.1 204 No Content\r\n\r\n") << false;
    QTest::newRow("empty") << evil::http(200, {}) << false;
    QTest::newRow("redirect") << evil::http(302, {}, "text/html", "Location: /login\r\n") << false;
    QTest::newRow("cut, with length") << evil::http(200, deletedProof).chopped(1) << false;
    QTest::newRow("cut, without length")
        << "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n" +
               deletedProof.chopped(1)
        << false;
    QTest::newRow("cut at a chunk's edge") << evil::chunked({deletedProof.left(30)}, false) << false;
    QTest::newRow("nothing") << QByteArray() << false;
    QTest::newRow("not HTTP") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n") << false;
}

void TestNetwork::deletedNeedsProof()
{
    QFETCH(QByteArray, reply);
    QFETCH(bool, proof);
    EvilServer server(evil::sayAndClose(reply));
    ApiClient client(server.baseUrl(), shortTimeouts());
    const auto result = resultOf(client.api->deleteConversation(anyConversation()));
    QVERIFY(result);
    QCOMPARE(result->has_value(), proof);
    if (!proof)
        QCOMPARE(result->error().kind, ErrorKind::Unclear);
    QCOMPARE(client.sent, 1);
    for (const EvilRequest &request : server.requests())
        QCOMPARE(request.verb, QByteArray("DELETE"));
}

void TestNetwork::redirectsAreNeverFollowed_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("verb");
    for (const int status : {301, 302, 303, 307, 308}) {
        for (const char *verb : {"GET", "POST", "PUT", "DELETE"})
            QTest::addRow("%d %s", status, verb) << status << QByteArray(verb);
    }
}

void TestNetwork::redirectsAreNeverFollowed()
{
    QFETCH(int, status);
    QFETCH(QByteArray, verb);
    EvilServer other(evil::say(evil::http(200, deletedProof)));
    QUrl target = other.baseUrl();
    target.setHost(u"localhost"_s);
    EvilServer server(evil::redirect(status, target));
    ApiClient client(server.baseUrl());
    RestChatApi &api = *client.api;
    Error error;
    if (verb == "GET")
        error = errorOf(api.user());
    else if (verb == "POST")
        error = errorOf(api.createConversation(ProjectId{1}, u"n"_s));
    else if (verb == "PUT")
        error = errorOf(api.renameConversation(anyConversation(), u"n"_s));
    else
        error = errorOf(api.deleteConversation(anyConversation()));
    QCOMPARE(error.kind, verb == "DELETE" ? ErrorKind::Unclear : ErrorKind::BadResponse);
    QCOMPARE(error.httpStatus, status);
    QVERIFY(error.detail.contains(u"localhost"_s));
    QCOMPARE(server.requests().size(), 1);
    QCOMPARE(server.requests().first().verb, verb);
    QCOMPARE(other.connections(), 0);
}

void TestNetwork::theKeyStaysAtHome()
{
    const QUrl base(u"https://app.example.test/api/v1"_s);
    ApiClient client(base);
    QByteArray body = listReply;
    body.replace("\"last_page\":1",
                 R"("last_page":9,"first_page_url":"https://evil.test/1","path":"https://evil.test",)"
                 R"("next_page_url":"https://evil.test/api/v1/projects?page=2")");
    client.always({.body = body});
    QCOMPARE(valueOf(client.api->conversations(ProjectId{1}, {}, Lane::Visible)).lastPage, 9);
    QCOMPARE(valueOf(client.api->conversations(ProjectId{1}, {.page = 2}, Lane::Visible)).items.size(), 1);
    client.always(
        {.body = R"({"data":{"id":5,"url":"https://evil.test/x","title":"t"},"status":"success"})"});
    QCOMPARE(valueOf(client.api->citation(ProjectId{1}, CitationId{5}, Lane::Visible)).url.host(),
             u"evil.test"_s);
    client.always({.headers = {{"Content-Type", "application/pdf"}}, .body = "%PDF"});
    QCOMPARE(valueOf(client.api->preview(CitationId{5})), QByteArray("%PDF"));
    QCOMPARE(client.nam->count, 4);
    for (const QNetworkRequest &request : std::as_const(client.nam->requests)) {
        QCOMPARE(request.url().host(), base.host());
        QCOMPARE(request.rawHeader("Authorization"), QByteArray("Bearer 1|k"));
        QVERIFY(request.rawHeader("User-Agent").startsWith("Confab/"));
    }
    // A request to anywhere else would go without the key; so would one over plain http that leaves the
    // computer.
    for (const auto &[home, url] :
         {std::pair{u"https://app.example.test/api/v1"_s, u"https://app.example.test:8443/x"_s},
          {u"https://app.example.test/api/v1"_s, u"http://app.example.test/x"_s},
          {u"https://app.example.test/api/v1"_s, u"https://evil.test/x"_s},
          {u"http://app.example.test/api/v1"_s, u"http://app.example.test/x"_s}}) {
        const ManualClock clock;
        FakeNam nam{QUrl(home)};
        nam.answer = [&nam](QNetworkAccessManager::Operation operation, const QNetworkRequest &request,
                            QIODevice *) { return nam.reply(operation, request, {}); };
        NetworkJob job({"GET", QUrl(url), {}, {}, ApiRequest::Kind::Json}, credentialsFor(QUrl(home)), clock,
                       {});
        job.start(nam);
        QVERIFY(!nam.requests.first().hasRawHeader("Authorization"));
    }
}

void TestNetwork::cookiesAreNotKept()
{
    EvilServer server(
        evil::say(evil::http(200, userReply, "application/json", "Set-Cookie: who=me; Path=/\r\n")));
    ApiClient client(server.baseUrl());
    QCOMPARE(valueOf(client.api->user()).name, u"Ada"_s);
    QCOMPARE(valueOf(client.api->user()).id, 7);
    QCOMPARE(server.requests().size(), 2);
    QVERIFY(!server.requests().last().headers.contains("cookie"));
    QCOMPARE(server.connections(), 1); // The connection is kept, though.
}

void TestNetwork::aWriteIsSentOnce_data()
{
    QTest::addColumn<QByteArray>("call");
    QTest::addColumn<bool>("warm");
    QTest::addColumn<bool>("reset");
    for (const char *call : {"send", "stream", "create", "rename"}) {
        for (const bool warm : {false, true}) {
            for (const bool reset : {false, true})
                QTest::addRow("%s, %s, %s", call, warm ? "warm" : "fresh", reset ? "reset" : "closed")
                    << QByteArray(call) << warm << reset;
        }
    }
}

void TestNetwork::aWriteIsSentOnce()
{
    QFETCH(QByteArray, call);
    QFETCH(bool, warm);
    QFETCH(bool, reset);
    EvilServer server(evil::say(evil::http(200, userReply)));
    ApiClient client(server.baseUrl());
    RestChatApi &api = *client.api;
    if (warm)
        QCOMPARE(valueOf(api.user()).id, 7);
    server.clear();
    server.answer = reset ? evil::resetWithoutReply() : evil::closeWithoutReply();
    ErrorKind kind{};
    if (call == "send") {
        kind = errorOf(api.sendMessage(anyConversation(), {u"hi"_s, {}, {}})).kind;
    } else if (call == "create") {
        kind = errorOf(api.createConversation(ProjectId{1}, u"n"_s)).kind;
    } else if (call == "rename") {
        kind = errorOf(api.renameConversation(anyConversation(), u"n"_s)).kind;
    } else {
        StreamEnd stream(api.streamMessage(anyConversation(), {u"hi"_s, {}, {}}, nullptr));
        QVERIFY(stream.wait());
        kind = stream.error().kind;
        QCOMPARE(stream.ended(), 1);
    }
    QCOMPARE(kind, ErrorKind::Unclear);
    QTest::qWait(50); // A second request would come now.
    QCOMPARE(server.requests().size(), 1);
    QCOMPARE(client.sent, warm ? 2 : 1);
}

void TestNetwork::whatWasNeverSentIsOffline()
{
    QUrl nobody;
    {
        const EvilServer gone;
        nobody = gone.baseUrl();
    }
    ApiClient client(nobody, shortTimeouts());
    QCOMPARE(errorOf(client.api->sendMessage(anyConversation(), {u"hi"_s, {}, {}})).kind, ErrorKind::Offline);
    QCOMPARE(errorOf(client.api->deleteConversation(anyConversation())).kind, ErrorKind::Offline);
    QCOMPARE(client.sent, 2);
    const Error error = errorOf(client.api->user());
    QCOMPARE(error.kind, ErrorKind::Offline);
    QVERIFY(!error.detail.contains(u"://"_s));
    QCOMPARE(client.sent, 5); // A read is tried three times.
}

void TestNetwork::everyWaitEnds_data()
{
    QTest::addColumn<QByteArray>("how");
    QTest::addColumn<int>("limit");
    QTest::newRow("silent") << QByteArray("silent") << 700;
    QTest::newRow("header byte by byte") << QByteArray("header") << 1500;
    QTest::newRow("body byte by byte") << QByteArray("body") << 1500;
    QTest::newRow("never accepted") << QByteArray("unread") << 700;
}

void TestNetwork::everyWaitEnds()
{
    QFETCH(QByteArray, how);
    QFETCH(int, limit);
    EvilServer server;
    if (how == "silent")
        server.answer = evil::neverReply();
    if (how == "unread")
        server.onConnect = [](QTcpSocket &) { return true; };
    if (how == "header")
        server.answer = evil::dribble(
            evil::http(200, userReply, "application/json", QByteArray(500, 'x') + ": 1\r\n"), 100ms);
    if (how == "body") {
        server.answer = [](QTcpSocket &socket, const EvilRequest &request) {
            socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n");
            evil::dribble(QByteArray(500, ' '), 100ms)(socket, request);
        };
    }
    const ManualClock clock;
    ApiClient client(server.baseUrl(), shortTimeouts());
    QElapsedTimer timer;
    timer.start();
    const Error error = errorOf(client.api->sendMessage(anyConversation(), {u"hi"_s, {}, {}}));
    // The question's own wait for an answer is the longer one of events.
    QVERIFY2(timer.elapsed() < 1500 * 11 / 10 + 100, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(error.kind, ErrorKind::Unclear);
    NetworkJob job({"GET", QUrl(server.baseUrl().toString() + u"/user"_s), {}, {}, ApiRequest::Kind::Json},
                   credentialsFor(server.baseUrl()), clock, {700ms, 1500ms, 1024});
    QSignalSpy ended(&job, &NetworkJob::finished);
    QNetworkAccessManager manager;
    timer.restart();
    job.start(manager);
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 10'000);
    QVERIFY2(timer.elapsed() < limit * 11 / 10 + 100, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(ended.first().first().value<Result<Reply>>().error().kind, ErrorKind::Timeout);
}

void TestNetwork::aStreamThatOnlyBreathesEnds()
{
    EvilServer server;
    server.answer = [](QTcpSocket &socket, const EvilRequest &request) {
        socket.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
                     "data: {\"status\":\"progress\",\"message\":\"Hel\"}\n\n");
        evil::dribble(QByteArray(": still here\n\n").repeated(100), 30ms)(socket, request);
    };
    ApiClient client(server.baseUrl(), shortTimeouts());
    QElapsedTimer timer;
    timer.start();
    StreamEnd stream(client.api->streamMessage(anyConversation(), {u"hi"_s, {}, {}}, nullptr));
    QVERIFY(stream.wait());
    QVERIFY(timer.elapsed() < 1500);
    QCOMPARE(stream.deltas.size(), 1);
    QCOMPARE(stream.error().kind, ErrorKind::Unclear);
}

void TestNetwork::aChallengeIsNotAnswered()
{
    EvilServer server(evil::say(evil::http(401, R"({"message":"No."})", "application/json",
                                           "WWW-Authenticate: Basic realm=\"x\"\r\n")));
    for (const bool write : {false, true}) {
        ApiClient client(server.baseUrl());
        const QSignalSpy refused(client.api.get(), &ChatApi::unauthorised);
        server.clear();
        const Error error = write ? errorOf(client.api->createConversation(ProjectId{1}, u"n"_s))
                                  : errorOf(client.api->usage());
        QCOMPARE(error.kind, ErrorKind::Unauthorised);
        QCOMPARE(error.serverMessage, u"No."_s);
        QCOMPARE(server.requests().size(), 1);
        QCOMPARE(refused.size(), 1);
    }
}

QTEST_GUILESS_MAIN(TestNetwork)
#include "tst_network.moc"
