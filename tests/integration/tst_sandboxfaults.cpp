// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/sandboxsetup.h"
#include "sandboxprobe.h"
#include "support/places.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTcpSocket>
#include <QTest>

#include <optional>

using namespace confab;
using namespace confab::testing;
using namespace Qt::StringLiterals;
using Kind = SandboxFault::Kind;

namespace {

/// All bytes that the server sends until it closes the connection; nullopt where it does not close.
std::optional<QByteArray> raw(const SandboxServer &server, const QByteArray &method, const QString &path)
{
    QTcpSocket socket;
    socket.connectToHost(server.baseUrl().host(), quint16(server.baseUrl().port()));
    if (!socket.waitForConnected(5000))
        return std::nullopt;
    socket.write(method + " /api/v1" + path.toLatin1() +
                 " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + server.key() +
                 "\r\nContent-Length: 0\r\n\r\n");
    QSignalSpy closed(&socket, &QTcpSocket::disconnected);
    if (socket.state() == QTcpSocket::ConnectedState && !closed.wait(10'000))
        return std::nullopt;
    return socket.readAll();
}

} // namespace

/// The sandbox where it misbehaves on request: what happens on the wire, and that it can always be stopped.
class TestSandboxFaults : public QObject
{
    Q_OBJECT

private slots:
    void answersBadly_data();
    void answersBadly();
    void strikesWhereToldTo();
    void strikesSomeOfSoMany();
    void isSetUpInWords();
    void wordsForStreamsStrikeThoseAlone_data();
    void wordsForStreamsStrikeThoseAlone();
    void dropsConnections();
    void cutsBodies();
    void cutsChunks();
    void sendsHugeBodies();
    void spoilsStreams_data();
    void spoilsStreams();
    void rewritesStreams_data();
    void rewritesStreams();
    void holdsStreams();
    void holds();
    void delays();
    void throttles();
    void hangsOnlyWhatHangs();
    void stopsWhileHanging();
    void startsAgain();
    void tellsOfATakenPort();
    void servesManyAtOnce();
};

void TestSandboxFaults::answersBadly_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("part");
    QTest::newRow("status") << Kind::Status << 500 << QByteArray("Internal Server Error");
    QTest::newRow("credits") << Kind::CreditsExhausted << 429 << QByteArray("query credits");
    QTest::newRow("throttle") << Kind::Throttle << 429 << QByteArray("Too Many Attempts.");
    QTest::newRow("html 502") << Kind::Html502 << 502 << QByteArray("<html>");
    QTest::newRow("html 200") << Kind::Html200 << 200 << QByteArray("<html>");
    QTest::newRow("error in 200") << Kind::StatusErrorIn200 << 200 << QByteArray("\"status\":\"error\"");
    QTest::newRow("string") << Kind::DataIsString << 200 << QByteArray("\"data\":\"OK\"");
    QTest::newRow("array") << Kind::DataIsEmptyArray << 200 << QByteArray("\"data\":[]");
    QTest::newRow("null") << Kind::DataIsNull << 200 << QByteArray("\"data\":null");
    QTest::newRow("utf-8") << Kind::InvalidUtf8 << 200 << QByteArray("\xff\xc3(");
    QTest::newRow("deep") << Kind::DeepNesting << 200 << QByteArray(100'000, '[');
    QTest::newRow("redirect") << Kind::RedirectOtherHost << 302 << QByteArray("Redirecting");
    QTest::newRow("empty") << Kind::EmptyBody << 200 << QByteArray();
    QTest::newRow("not deleted") << Kind::DeletedFalse << 200 << QByteArray("\"deleted\":false");
}

void TestSandboxFaults::answersBadly()
{
    QFETCH(Kind, kind);
    QFETCH(QByteArray, part);
    SandboxServer server;
    QVERIFY(server.start());
    SandboxFault fault;
    fault.kind = kind;
    fault.location = QUrl(u"https://elsewhere.example/"_s);
    server.addFault(fault);
    const Answer answer = SandboxProbe(server).get(u"/user"_s);
    QTEST(answer.status, "status");
    QVERIFY2(answer.body.contains(part), answer.body.left(300));
    QCOMPARE(answer.body.isEmpty(), kind == Kind::EmptyBody);
    QCOMPARE(answer.headers.contains("retry-after"), kind == Kind::Throttle);
    QCOMPARE(answer.headers.value("location"),
             kind == Kind::RedirectOtherHost ? QByteArray("https://elsewhere.example/") : QByteArray());
    QVERIFY(answer.headers.contains("x-ratelimit-remaining"));
    QTEST(server.calls().value(0).status, "status");
}

void TestSandboxFaults::strikesWhereToldTo()
{
    SandboxServer server;
    QVERIFY(server.start());
    SandboxProbe probe(server);
    SandboxFault fault;
    fault.match = u"^GET .*/conversations\\?page=2$"_s;
    fault.status = 503;
    fault.skip = 1;
    fault.times = 2;
    fault.retryAfter = "7";
    fault.body = "mine";
    server.addFault(fault);
    const QString second = probe.conversations(u"?page=2"_s);
    QCOMPARE(probe.get(second).status, 200);
    QCOMPARE(probe.get(probe.conversations(u"?page=1"_s)).status, 200);
    for (int i = 0; i < 2; ++i) {
        const Answer answer = probe.get(second);
        QCOMPARE(answer.status, 503);
        QCOMPARE(answer.body, QByteArray("mine"));
        QCOMPARE(answer.headers.value("retry-after"), QByteArray("7"));
    }
    QCOMPARE(probe.get(second).status, 200);
    server.addFault({});
    QCOMPARE(probe.get(second).status, 500);
    server.clearFaults();
    QCOMPARE(probe.get(second).status, 200);
}

void TestSandboxFaults::strikesSomeOfSoMany()
{
    SandboxServer server;
    QVERIFY(server.start());
    const auto setup = SandboxSetup::parse(u"fault=500:2/5@GET"_s);
    QVERIFY(setup && setup->faults.size() == 1);
    server.addFault(setup->faults.first());
    SandboxProbe probe(server);
    QList<int> seen;
    for (int i = 0; i < 10; ++i)
        seen << probe.get(u"/user"_s).status;
    QCOMPARE(seen, (QList<int>{200, 200, 200, 500, 500, 200, 200, 200, 500, 500}));
    QCOMPARE(probe.call("POST", probe.conversations(), R"({"name":"x"})").status, 201);
}

void TestSandboxFaults::isSetUpInWords()
{
    const auto usual = SandboxSetup::parse({});
    QVERIFY(usual && usual->faults.isEmpty());
    QCOMPARE(usual->options.conversations, SandboxOptions().conversations);

    const auto setup = SandboxSetup::parse(
        u" conversations=1000, longest=50,latency=200,limit=90,seed=7 ,fault=drop:1/10,fault=hang@DELETE,"_s);
    QVERIFY(setup);
    QCOMPARE(setup->options.conversations, 1000);
    QCOMPARE(setup->options.longestMessages, 50);
    QCOMPARE(setup->options.latency, std::chrono::milliseconds(200));
    QCOMPARE(setup->options.callsPerMinute, 90);
    QCOMPARE(setup->options.seed, quint32(7));
    QCOMPARE(setup->faults.size(), 2);
    QCOMPARE(setup->faults.at(0).kind, Kind::DropConnection);
    QCOMPARE(setup->faults.at(0).outOf, 10);
    QCOMPARE(setup->faults.at(1).kind, Kind::Hang);
    QCOMPARE(setup->faults.at(1).match, u"^DELETE "_s);

    // The papers name every kind, and no other.
    QFile paper(QStringLiteral(CONFAB_SOURCE_DIR "/CONTRIBUTING.md"));
    QVERIFY(paper.open(QIODevice::ReadOnly));
    const QString text =
        QString::fromUtf8(paper.readAll()).section(u"A kind is"_s, 1).section(u"\n\n"_s, 0, 0);
    static const QRegularExpression word(u"`([a-z0-9-]+)`"_s);
    int kinds = 0;
    for (auto match = word.globalMatch(text); match.hasNext();) {
        const QString kind = match.next().captured(1);
        QVERIFY2(SandboxSetup::parse(u"fault="_s + kind), qPrintable(kind));
        ++kinds;
    }
    const QString known = SandboxSetup::parse(u"fault=nonsense"_s).error();
    QCOMPARE(kinds, known.section(u"599, "_s, 1).split(u", "_s).size());
}

void TestSandboxFaults::wordsForStreamsStrikeThoseAlone_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::newRow("stream-error") << Kind::MidStreamError;
    QTest::newRow("stream-cut") << Kind::CutStream;
    QTest::newRow("stream-unfinished") << Kind::StreamWithoutFinish;
    QTest::newRow("stream-bytewise") << Kind::StreamBytewise;
    QTest::newRow("stream-crlf") << Kind::StreamCrLf;
    QTest::newRow("stream-noise") << Kind::StreamNoise;
    QTest::newRow("stream-unnamed") << Kind::StreamWithoutNames;
    QTest::newRow("stream-json") << Kind::StreamAsJson;
    QTest::newRow("stream-held") << Kind::HoldStream;
}

void TestSandboxFaults::wordsForStreamsStrikeThoseAlone()
{
    QFETCH(const Kind, kind);
    const QString word = QString::fromLatin1(QTest::currentDataTag());
    QVERIFY(!SandboxSetup::parse(u"fault=%1@GET"_s.arg(word)));
    const auto setup = SandboxSetup::parse(u"fault=%1:1/2"_s.arg(word));
    QVERIFY(setup && setup->faults.size() == 1);
    QCOMPARE(setup->faults.first().kind, kind);

    SandboxServer server;
    QVERIFY(server.start());
    SandboxProbe probe(server);
    const QString path = probe.conversation(0, u"/messages"_s);
    const auto ask = [&] { return probe.call("POST", path + u"?stream=true"_s, R"({"prompt":"Tell me"})"); };
    server.addFault(setup->faults.first());
    for (int i = 0; i < 3; ++i) { // neither struck nor counted
        QCOMPARE(probe.get(path).status, 200);
        QVERIFY(!probe.get(path).data().isEmpty());
        QCOMPARE(probe.call("POST", probe.conversations(), R"({"name":"New"})").status, 201);
    }
    const QByteArray sound = ask().body; // the first of two
    QVERIFY2(sound.contains("event: finish"), sound.constData());
    if (kind == Kind::HoldStream) {
        QNetworkReply *held = probe.begin("POST", path + u"?stream=true"_s, R"({"prompt":"Tell me"})");
        QTRY_VERIFY(held->bytesAvailable() > 0);
        QVERIFY(!held->isFinished());
        server.clearFaults();
        QVERIFY(SandboxProbe::end(held).body.contains("event: finish"));
        return;
    }
    const QByteArray struck = ask().body;
    const auto marks = [](const QByteArray &body) {
        return QList<bool>{body.contains("\"status\":\"finish\""), body.contains("\"status\":\"error\""),
                           body.contains("event: progress"),       body.contains("\r\n"),
                           body.contains(": still here"),          body.contains("\"openai_response\"")};
    };
    // Byte by byte they are the same bytes.
    QCOMPARE(marks(struck) == marks(sound), kind == Kind::StreamBytewise);
}

void TestSandboxFaults::dropsConnections()
{
    for (const bool applied : {false, true}) {
        SandboxServer server;
        QVERIFY(server.start());
        const qint64 project = server.firstProject();
        const QString session = server.sessions(project).first();
        SandboxFault fault;
        fault.kind = Kind::DropConnection;
        fault.match = u"^DELETE "_s;
        fault.applied = applied;
        server.addFault(fault);
        QCOMPARE(raw(server, "DELETE", SandboxProbe(server).conversation(0)), std::optional(QByteArray()));
        QCOMPARE(server.hasConversation(project, session), !applied);
        QCOMPARE(server.callCount(u"^DELETE "_s), 1);
        QCOMPARE(server.calls().value(0).status, 0);
    }
}

void TestSandboxFaults::cutsBodies()
{
    SandboxServer server;
    QVERIFY(server.start());
    SandboxFault fault;
    fault.kind = Kind::TruncateBody;
    server.addFault(fault);
    const QByteArray all = raw(server, "GET", u"/user"_s).value_or(QByteArray());
    const qsizetype gap = all.indexOf("\r\n\r\n");
    QVERIFY(gap > 0 && all.contains("\r\nContent-Length: "));
    const qsizetype at = all.indexOf("Content-Length: ") + 16;
    const qsizetype length = all.mid(at, all.indexOf('\r', at) - at).toLongLong();
    QVERIFY(length > 100);
    QCOMPARE(all.size() - gap - 4, length / 2);
}

void TestSandboxFaults::cutsChunks()
{
    SandboxServer server;
    QVERIFY(server.start());
    SandboxFault fault;
    fault.kind = Kind::CutChunked;
    server.addFault(fault);
    const QByteArray all = raw(server, "GET", u"/user"_s).value_or(QByteArray());
    QVERIFY(all.contains("Transfer-Encoding: chunked"));
    QVERIFY(all.contains("{\"data\":") && all.endsWith("\r\n") && !all.endsWith("0\r\n\r\n"));
}

void TestSandboxFaults::sendsHugeBodies()
{
    SandboxServer server;
    QVERIFY(server.start());
    SandboxFault fault;
    fault.kind = Kind::HugeBody;
    server.addFault(fault);
    const Answer answer = SandboxProbe(server).get(u"/user"_s);
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.body.size() > 50'000'000);
    QVERIFY(answer.body.startsWith("{\"data\":{}"));
}

void TestSandboxFaults::spoilsStreams_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::newRow("error") << Kind::MidStreamError;
    QTest::newRow("cut") << Kind::CutStream;
    QTest::newRow("no finish") << Kind::StreamWithoutFinish;
}

void TestSandboxFaults::spoilsStreams()
{
    QFETCH(Kind, kind);
    SandboxServer server;
    QVERIFY(server.start());
    SandboxProbe probe(server);
    SandboxFault fault;
    fault.kind = kind;
    fault.match = u"^POST "_s;
    server.addFault(fault);
    const QString path = probe.conversation(0, u"/messages"_s);
    const int before =
        server.messageCount(server.firstProject(), server.sessions(server.firstProject()).first());
    const Answer answer = probe.call("POST", path + u"?stream=true"_s, R"({"prompt":"Tell me"})");
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.body.contains("event: progress") && !answer.body.contains("\"status\":\"finish\""));
    QCOMPARE(answer.body.contains("\"status\":\"error\""), kind == Kind::MidStreamError);
    // The server has the answer all the same.
    const QJsonObject messages = probe.get(path).data()[u"messages"].toObject();
    QCOMPARE(messages[u"total"].toInt(), before + 1);
    QVERIFY(!messages[u"data"][0][u"openai_response"].toString().isEmpty());
}

void TestSandboxFaults::rewritesStreams_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QByteArray>("has");
    QTest::addColumn<QByteArray>("hasNot");
    QTest::newRow("bytewise") << Kind::StreamBytewise << QByteArray("event: finish\ndata:")
                              << QByteArray("\r");
    QTest::newRow("cr lf") << Kind::StreamCrLf << QByteArray("event: finish\r\ndata:") << QByteArray("\n\n");
    QTest::newRow("noise") << Kind::StreamNoise << QByteArray(": still here\n\nevent: usage\n")
                           << QByteArray("\r");
    QTest::newRow("no names") << Kind::StreamWithoutNames << QByteArray("\"status\":\"finish\"")
                              << QByteArray("event:");
    QTest::newRow("json") << Kind::StreamAsJson << QByteArray("\"openai_response\":") << QByteArray("data: ");
}

void TestSandboxFaults::rewritesStreams()
{
    QFETCH(const Kind, kind);
    QFETCH(const QByteArray, has);
    QFETCH(const QByteArray, hasNot);
    SandboxServer server;
    QVERIFY(server.start());
    SandboxProbe probe(server);
    SandboxFault fault;
    fault.kind = kind;
    server.addFault(fault);
    const Answer answer =
        probe.call("POST", probe.conversation(0, u"/messages?stream=true"_s), R"({"prompt":"Tell me"})");
    QCOMPARE(answer.status, 200);
    QVERIFY2(answer.body.contains(has), answer.body.constData());
    QVERIFY2(!answer.body.contains(hasNot), answer.body.constData());
    QCOMPARE(answer.headers.value("content-type").startsWith("text/event-stream"),
             kind != Kind::StreamAsJson);
}

void TestSandboxFaults::holdsStreams()
{
    SandboxServer server;
    QVERIFY(server.start());
    SandboxProbe probe(server);
    SandboxFault fault;
    fault.kind = Kind::HoldStream;
    server.addFault(fault);
    QNetworkReply *held =
        probe.begin("POST", probe.conversation(0, u"/messages?stream=true"_s), R"({"prompt":"Tell me"})");
    QTRY_VERIFY(held->bytesAvailable() > 0 && held->peek(100'000).contains("event: progress"));
    QVERIFY(!held->isFinished());
    server.clearFaults();
    const Answer answer = SandboxProbe::end(held);
    QVERIFY(answer.body.contains("event: finish"));
    QCOMPARE(answer.error, QNetworkReply::NoError);
}

void TestSandboxFaults::holds()
{
    SandboxServer server;
    QVERIFY(server.start());
    SandboxProbe probe(server);
    SandboxFault fault;
    fault.kind = Kind::Hold;
    fault.match = u"^GET /api/v1/user"_s;
    server.addFault(fault);
    QNetworkReply *held = probe.begin("GET", u"/user"_s);
    QTRY_COMPARE(server.callCount(), 1);
    QCOMPARE(probe.get(u"/projects"_s).status, 200); // others are served meanwhile
    QVERIFY(!held->isFinished());
    server.clearFaults();
    const Answer answer = SandboxProbe::end(held);
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.body.contains("success"));
}

void TestSandboxFaults::delays()
{
    SandboxServer server;
    QVERIFY(server.start());
    SandboxProbe probe(server);
    SandboxFault fault;
    fault.kind = Kind::Delay;
    fault.delay = std::chrono::milliseconds(150);
    fault.times = 1;
    server.addFault(fault);
    QNetworkReply *slow = probe.begin("GET", u"/user"_s);
    QTRY_COMPARE(server.callCount(), 1);
    QCOMPARE(SandboxProbe(server).get(u"/projects"_s).status, 200);
    QVERIFY(!slow->isFinished());
    QCOMPARE(SandboxProbe::end(slow).status, 200);
}

void TestSandboxFaults::throttles()
{
    SandboxOptions options;
    options.callsPerMinute = 2;
    options.rateWindow = std::chrono::milliseconds(1500);
    SandboxServer server(options);
    QVERIFY(server.start());
    SandboxProbe probe(server);
    for (int left = 1; left >= 0; --left) {
        const Answer answer = probe.get(u"/user"_s);
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.headers.value("x-ratelimit-limit"), QByteArray("2"));
        QCOMPARE(answer.headers.value("x-ratelimit-remaining"), QByteArray::number(left));
    }
    const Answer answer = probe.get(u"/user"_s);
    QCOMPARE(answer.status, 429);
    QCOMPARE(answer.json()[u"message"].toString(), u"Too Many Attempts."_s);
    QVERIFY(answer.headers.value("retry-after").toInt() >= 1);
    QVERIFY(answer.headers.contains("x-ratelimit-reset"));
    bool open = false; // the macro looks more often than there are calls in a window
    QTRY_VERIFY(open || (open = probe.get(u"/user"_s).status == 200));
}

void TestSandboxFaults::hangsOnlyWhatHangs()
{
    SandboxServer server;
    QVERIFY(server.start());
    SandboxFault fault;
    fault.kind = Kind::Hang;
    fault.match = u"/user$"_s;
    server.addFault(fault);
    SandboxProbe stuck(server);
    QList<QNetworkReply *> hanging;
    for (int i = 0; i < 6; ++i)
        hanging.append(stuck.begin("GET", u"/user"_s));
    QTRY_COMPARE(server.callCount(u"/user$"_s), 6);
    QCOMPARE(SandboxProbe(server).get(u"/projects"_s).status, 200);
    for (QNetworkReply *reply : hanging)
        QVERIFY(!reply->isFinished());
    server.clearFaults();
    for (QNetworkReply *reply : hanging) // Qt asks a second time where a connection closes without a reply
        (void)SandboxProbe::end(reply);
    QCOMPARE(stuck.get(u"/user"_s).status, 200);
}

void TestSandboxFaults::stopsWhileHanging()
{
    SandboxServer server;
    QVERIFY(server.start());
    SandboxProbe probe(server);
    QCOMPARE(probe.get(u"/projects"_s).status, 200); // and its connection stays open
    SandboxFault fault;
    fault.kind = Kind::Hang;
    fault.match = u"/user$"_s;
    server.addFault(fault);
    fault.kind = Kind::HangMidBody;
    fault.match = u"/limits/usage$"_s;
    server.addFault(fault);
    QNetworkReply *first = probe.begin("GET", u"/user"_s);
    QNetworkReply *second = probe.begin("GET", u"/limits/usage"_s);
    QTRY_COMPARE(server.callCount(u"user|usage"_s), 2);
    QTRY_VERIFY(second->bytesAvailable() > 0);
    QElapsedTimer timer;
    timer.start();
    server.stop();
    // Far less than any time-out of the connections, which is what it would be with one of them overlooked.
    QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(!server.isRunning());
    QVERIFY(SandboxProbe::end(first).error != QNetworkReply::NoError);
    // Qt does not always call a reply that ends too soon an error; the bytes tell.
    const Answer cut = SandboxProbe::end(second);
    QVERIFY(!cut.body.isEmpty() && cut.body.size() < cut.headers.value("content-length").toLongLong());
}

void TestSandboxFaults::startsAgain()
{
    SandboxServer server;
    for (int round = 0; round < 20; ++round) {
        QVERIFY(server.start());
        SandboxProbe probe(server);
        QCOMPARE(probe.call("DELETE", probe.conversation(0)).status, 200);
        QCOMPARE(server.conversationCount(server.firstProject()), 239);
        server.stop();
    }
}

void TestSandboxFaults::tellsOfATakenPort()
{
    SandboxServer first;
    QVERIFY(first.start());
    SandboxServer second;
    QVERIFY(!second.start(quint16(first.baseUrl().port())));
    QVERIFY(second.errorString().contains(QString::number(first.baseUrl().port())));
    QVERIFY(!second.isRunning());
}

void TestSandboxFaults::servesManyAtOnce()
{
    SandboxServer server;
    QVERIFY(server.start());
    QList<SandboxProbe *> probes;
    QList<QNetworkReply *> replies;
    for (int i = 0; i < 12; ++i) {
        probes.append(new SandboxProbe(server));
        for (int j = 0; j < 5; ++j)
            replies.append(
                probes.last()->begin("GET", probes.last()->conversations(u"?page=%1"_s.arg(i + j))));
    }
    for (QNetworkReply *reply : replies)
        QCOMPARE(SandboxProbe::end(reply).status, 200);
    QCOMPARE(server.callCount(u"/conversations"_s), 60);
    qDeleteAll(probes);
}

QTEST_GUILESS_MAIN(TestSandboxFaults)
#include "tst_sandboxfaults.moc"
